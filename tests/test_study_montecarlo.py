"""Monte Carlo: the same bytes whatever the threads, blocks and engine; chances that add up."""

from __future__ import annotations

import json
import math
import resource
import subprocess
import sys

import numpy as np
import pytest
from documents import data, drawn, screen

from pvlift.errors import Fault, ScenarioError, StorageError, Words
from pvlift.report.content.montecarlo import montecarlo_content
from pvlift.scenario.load import load, variant
from pvlift.study.answers.run import run
from pvlift.study.chance.blocks import block_columns, blocks_of, joined
from pvlift.study.chance.montecarlo import job_of, montecarlo
from pvlift.study.chance.summary import LEVELS

N = 600


@pytest.fixture(scope="module")
def estate(root):
    return load(root / "scenarios" / "ganxian_estate.toml")


@pytest.fixture(scope="module")
def study(estate):
    return montecarlo(estate, N, 7)


def columns_in_blocks(estate, size, n_draws=N):
    job = job_of(estate, n_draws, 7, "random", True)
    return joined([block_columns(job, block) for block in blocks_of(n_draws, size)])


def assert_same_bytes(one, other):
    assert one.keys() == other.keys()
    for name in one:
        assert one[name].tobytes() == other[name].tobytes(), name


def test_blocks_do_not_change_a_byte(estate):
    whole = columns_in_blocks(estate, N)
    for size in (1, 7, 250):
        n_draws = 20 if size == 1 else N
        expected = {name: column[:n_draws] for name, column in whole.items()}
        assert_same_bytes(expected, columns_in_blocks(estate, size, n_draws))


def test_a_longer_batch_keeps_its_prefix(estate):
    longer, shorter = columns_in_blocks(estate, 300, 900), columns_in_blocks(estate, 500, 500)
    assert_same_bytes(shorter, {name: column[:500] for name, column in longer.items()})


def test_threads_do_not_change_a_byte(estate, study):
    alone = montecarlo(estate, 5100, 7, workers=1)
    many = montecarlo(estate, 5100, 7, workers=2)
    names = ("equity_npv_cny", "payback_years", "project_irr", "cash_25_cny", "lcoe_cny_per_kwh")
    for name in names:
        assert alone.column(name).tobytes() == many.column(name).tobytes()
        assert alone.column(name)[:N].tobytes() == study.column(name).tobytes()


def test_one_certain_world_is_the_plain_run(estate):
    still = variant(
        estate, {"montecarlo": {"default_laws": False, "weather": "in_order", "seed": 1}}
    )
    found = montecarlo(still, 3, 7)
    expected = run(still).indicators.equity_npv_cny[0]
    assert np.array_equal(found.column("equity_npv_cny"), np.full(3, expected))
    assert [notice.code for notice in found.notices] == ["nothing_varies"]


def test_the_summary_is_that_of_the_draws(study):
    column = study.column("equity_npv_cny")
    (spread,) = [s for s in study.summary.spreads if s.key == "equity_npv_cny"]
    assert math.isclose(spread.mean, column.mean(), rel_tol=1e-12)
    np.testing.assert_allclose(
        spread.levels, np.quantile(column, LEVELS, method="inverted_cdf"), rtol=1e-12
    )
    assert math.isclose(spread.cvar, np.sort(column)[: N // 20].mean(), rel_tol=1e-12)
    chances = {chance.key: chance for chance in study.summary.chances}
    paid = study.column("payback_years")
    assert chances["payback_within_target"].value == np.mean(paid <= 15.0)
    assert chances["pays_back"].value == np.mean(np.isfinite(paid))
    assert chances["promise_kept"].value == study.column("kept").mean()
    assert study.summary.first_shortfall.sum() == N
    assert study.summary.first_shortfall[0] == study.column("kept").sum()  # residents pay nothing
    assert np.all(np.diff(study.summary.fan_cny, axis=0) >= 0.0)


def test_a_payback_that_never_comes_counts_as_longest(study):
    (spread,) = [s for s in study.summary.spreads if s.key == "payback_years"]
    never = np.mean(np.isnan(study.column("payback_years")))
    assert 0.05 < never < 0.95
    assert spread.n_answered == N
    assert np.isinf(spread.levels[-1]) and np.isfinite(spread.levels[0])


def test_an_irr_meets_the_hurdle_where_the_present_value_says_so(estate):
    easy = variant(estate, {"target.equity_per_year": 0.0, "target.discount_per_year": 0.01})
    found = montecarlo(easy, N, 7)
    for party in ("project", "equity"):
        irr, npv_cny = found.column(f"{party}_irr"), found.column(f"{party}_npv_cny")
        known = np.isfinite(irr)
        rate = 0.01 if party == "project" else 0.0
        assert np.array_equal(irr[known] >= rate, npv_cny[known] >= 0.0)
        (chance,) = [c for c in found.summary.chances if c.key == f"{party}_irr_meets_hurdle"]
        assert chance.value == np.mean(npv_cny >= 0.0) and 0.05 < chance.value < 0.95


def test_sobol_points_and_random_draws_agree(estate, study):
    even = montecarlo(estate, 512, 7, method="sobol")
    (random,) = [s for s in study.summary.spreads if s.key == "equity_npv_cny"]
    (sobol,) = [s for s in even.summary.spreads if s.key == "equity_npv_cny"]
    assert abs(random.mean - sobol.mean) < 4.0 * math.hypot(random.mean_se, sobol.mean_se)
    assert "errors_of_random_draws" in [notice.code for notice in even.notices]


def test_a_grant_may_be_refused_in_some_draws(estate):
    law = {"kind": "discrete", "values": (0.0, 1.0), "chances": (0.7, 0.3)}
    row = {"key": "subsidy.1.refused", "law": law, "source": "assumption"}
    settings = {"default_laws": False, "weather": "in_order", "seed": 1}
    found = montecarlo(variant(estate, {"uncertain": (row,), "montecarlo": settings}), N, 7)
    spread = [s for s in found.summary.spreads if s.key == "subsidy_per_lift_cny"][0]
    assert set(np.unique(found.column("subsidy_per_lift_cny"))) == {0.0, 150_000.0}
    assert abs(spread.mean - 105_000.0) < 4.0 * spread.mean_se


@pytest.mark.parametrize(
    ("asked", "where"),
    [
        ({"draws": 0}, ["draws"]),
        ({"draws": -5, "method": "dice", "engine": "steam"}, ["draws", "method", "engine"]),
        ({"draws": 10, "block": 0}, ["block"]),
        ({"draws": 10, "scheduler": "tcp://127.0.0.1:1"}, ["scheduler"]),
        ({"draws": 10, "resume": True}, ["out"]),
    ],
)
def test_a_batch_that_cannot_be_is_refused(estate, asked, where):
    with pytest.raises(ScenarioError) as caught:
        montecarlo(estate, **asked)
    assert [fault.where for fault in caught.value.faults] == where


def test_without_a_device_the_cuda_engine_says_so(estate, monkeypatch):
    monkeypatch.setitem(sys.modules, "pvlift.energy.cuda", None)
    monkeypatch.delattr("pvlift.energy.cuda", raising=False)
    with pytest.raises(ScenarioError) as caught:
        montecarlo(estate, 10, 7, engine="cuda")
    assert caught.value.faults[0].where == "cuda"
    assert "pvlift[gpu]" in caught.value.faults[0].wanted.en


def test_the_document_is_json_and_says_what_p10_means(study):
    document = data(montecarlo_content(study), "zh")
    text = json.dumps(document, allow_nan=False)
    assert "P90" in text and document["draws"] == N and document["seed"] == 7
    assert document["indicators"]["payback_years"]["p95"] is None
    assert len(document["laws"]) == len(study.drivers)
    assert all(law["name"] and law["source"] for law in document["laws"])
    english = data(montecarlo_content(study), "en")
    assert english["probabilities"]["promise_kept"]["text"].isascii()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_screen_shows_chances_first(study, lang):
    lines = screen(montecarlo_content(study), lang).splitlines()
    heading = {"zh": "达标概率", "en": "How sure is it"}[lang]
    assert any(heading in line for line in lines[:5])
    assert max(len(line) for line in lines) <= 110


def test_pictures_are_drawn(study, tmp_path):
    pictures = drawn(montecarlo_content(study), "zh")
    assert set(pictures) == {"payback", "equity_irr", "cash_fan", "first_shortfall"}
    for name, picture in pictures.items():
        picture.savefig(tmp_path / f"{name}.png")
        assert (tmp_path / f"{name}.png").stat().st_size > 20_000


def test_a_long_soak_needs_no_more_memory(estate):
    job = job_of(estate, 10_000, 7, "random", False)
    blocks = blocks_of(10_000, 40)
    for block in blocks[:60]:
        block_columns(job, block)
    before_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for block in blocks[60:]:
        block_columns(job, block)
    grown_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before_kb
    assert grown_kb < 16_000


def test_the_command_line_answers_on_stdout_alone(root, tmp_path):
    command = [sys.executable, "-m", "pvlift", "montecarlo", "scenarios/ganxian_estate.toml"]
    command += ["--draws", "200", "--seed", "7", "--json"]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout)["draws"] == 200
    assert done.stderr == ""
    wrong = subprocess.run(
        [*command[:-1], "--draws", "0"], cwd=root, capture_output=True, text=True, check=False
    )
    assert wrong.returncode == 2 and wrong.stdout == "" and "draws" in wrong.stderr


def test_a_disk_that_fills_up_with_the_pictures_does_not_swallow_the_answer(
    root, tmp_path, monkeypatch, capsys
):
    from pvlift import cli
    from pvlift.report import montecarlo_files

    def full(*_):
        raise StorageError(str(tmp_path), [Fault("out", "full", Words("space", "空间"))])

    monkeypatch.setattr(montecarlo_files, "write_montecarlo", full)
    words = ["montecarlo", str(root / "scenarios" / "ganxian_estate.toml"), "--draws", "50"]
    with pytest.raises(SystemExit) as ended:
        cli.main([*words, "--json", "--out", str(tmp_path / "mc")])
    assert ended.value.code == 1
    told = capsys.readouterr()
    assert json.loads(told.out)["draws"] == 50 and "full" in told.err
