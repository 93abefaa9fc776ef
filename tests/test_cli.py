"""The command: answers on stdout, sentences on stderr, exit codes, nothing half-written."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from pvlift.cli import cli, main
from pvlift.scenario.load import load
from pvlift.scenario.start import start_text

ROOT = Path(__file__).resolve().parent.parent
SCENARIOS = sorted((ROOT / "scenarios").glob("*.toml"))
FAULTS = sorted((ROOT / "tests" / "faults").glob("*.toml"))


def called(*args):
    return CliRunner().invoke(cli, [str(arg) for arg in args])


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_every_example_runs_and_its_document_closes(path):
    answer = called("run", path, "--json", "--lang", "en")
    assert answer.exit_code == 0, answer.output
    document = json.loads(answer.stdout)
    energy, money = document["energy"], document["money"]
    for n in range(len(energy["year"])):
        made = energy["made_kwh"][n]
        spent = (
            energy["used_by_lifts_kwh"][n]
            + energy["used_by_others_kwh"][n]
            + energy["exported_kwh"][n]
            + energy["curtailed_kwh"][n]
        )
        assert spent == pytest.approx(made, abs=0.5)
        lift = energy["used_by_lifts_kwh"][n] + energy["lift_bought_kwh"][n]
        assert lift == pytest.approx(energy["lift_load_kwh"][n], abs=0.5)
    for n in range(len(money["year"])):
        assert sum(party[n] for party in money["net_cny"].values()) == pytest.approx(0.0, abs=0.05)
    assert set(document["indicators"]) >= {
        "project_irr_pretax",
        "project_irr",
        "equity_irr",
        "project_npv_cny",
        "equity_npv_cny",
        "payback_years",
        "discounted_payback_years",
        "lcoe_cny_per_kwh",
        "dscr_min",
        "subsidy_per_lift_cny",
        "fiscal_npv_cny",
        "residents_paid_cny",
    }
    assert set(document["promise"]) >= {"kept", "first_shortfall_year", "reserve_needed_cny"}
    assert all({"code", "text"} <= set(row) for row in document["warnings"])


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_every_example_is_named_in_the_readme_and_shown(path, lang):
    assert path.name in (ROOT / "README.md").read_text("utf-8")
    answer = called("run", path, "--lang", lang)
    assert answer.exit_code == 0, answer.output
    assert load(path).scenario.name in answer.stdout
    words = answer.stdout.replace("(", " ").replace(")", " ").split()
    assert "Traceback" not in answer.output and not {"nan", "inf", "None"} & set(words)


@pytest.mark.parametrize("path", FAULTS, ids=lambda path: path.stem)
def test_bad_files_exit_with_two_and_a_sentence(path, tmp_path):
    for verb in ("validate", "run"):
        out = ["--out", tmp_path / "out"] if verb == "run" else []
        answer = called(verb, path, *out)
        assert answer.exit_code == 2
        assert answer.stdout == ""
        assert path.name in answer.stderr and "Traceback" not in answer.stderr
    assert not (tmp_path / "out").exists()


def test_a_grant_above_the_cost_is_refused(tmp_path):
    text = (ROOT / "scenarios" / "ganxian_stairwell.toml").read_text("utf-8")
    path = tmp_path / "generous.toml"
    path.write_text(text.replace("cny_per_lift = 150_000.0", "cny_per_lift = 900_000.0"), "utf-8")
    answer = called("validate", path, "--lang", "zh")
    assert answer.exit_code == 2, answer.output


def test_errors_speak_the_language_that_was_asked_for(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["pvlift", "run", "nowhere.toml", "--lang", "zh"])
    with pytest.raises(SystemExit) as stopped:
        main(["run", "nowhere.toml", "--lang", "zh"])
    assert stopped.value.code == 2
    assert "应为 可以读取的方案文件" in capsys.readouterr().err


def test_an_unforeseen_failure_is_a_sentence(monkeypatch, capsys):
    import pvlift.scenario.load as room

    def fails(path):
        raise RuntimeError("the roof fell in")

    monkeypatch.setattr(room, "load", fails)
    with pytest.raises(SystemExit) as stopped:
        main(["validate", "x.toml"])
    assert stopped.value.code == 1
    said = capsys.readouterr().err
    assert "the roof fell in" in said and "Traceback" not in said


def test_the_starting_file_is_complete_for_every_city(tmp_path):
    for city in ("Ganzhou", "南昌", "Shanghai"):
        path = tmp_path / f"{city}.toml"
        answer = called("init", path, "--city", city)
        assert answer.exit_code == 0, answer.output
        assert load(path).scenario.site.city
    again = called("init", tmp_path / "Ganzhou.toml")
    assert again.exit_code == 2
    assert "Shanghai" in called("init", tmp_path / "new.toml", "--city", "Shangai").stderr
    assert not (tmp_path / "new.toml").exists()
    assert "@" not in start_text("Ganzhou")


def test_the_schema_is_one_json_document():
    answer = called("schema")
    assert answer.exit_code == 0
    assert json.loads(answer.stdout)["properties"]["roof"]


def test_the_whole_program_starts_in_a_clean_process(tmp_path):
    """Results go to stdout and into the folder; stderr holds no warning of a library."""
    out = tmp_path / "result"
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "pvlift", "run", SCENARIOS[0], "--out", out],
        cwd=ROOT,
        capture_output=True,
        text=True,
        env={**os.environ, "PVLIFT_LANG": "en"},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    names = {path.name for path in out.iterdir()}
    assert {"run.json", "ledger.csv", "energy.csv", "indicators.csv"} <= names
    assert sum(name.endswith(".png") for name in names) >= 3
    assert not [name for name in names if name.endswith((".part", ".tmp"))]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["montecarlo", "x", "--draws", "abc"], ["--draws", "'abc'", "整数"]),
        (["montecarlo", "x", "--method", "foo"], ["--method", "'foo'", "sobol"]),
        (["montecarlo"], ["文件：", "空缺"]),
        (["montecarlo", "x", "--drws", "3"], ["--drws", "没有此选项", "--draws"]),
        (["montecarlo", "a", "b"], ["'b'", "多余的内容"]),
        (["forecast"], ["'forecast'", "montecarlo"]),
        (["montecarlo", "x", "--out", __file__], ["--out", "目录"]),
        (["run", "x", "--draws"], ["--draws", "空缺"]),
    ],
)
def test_a_wrong_command_line_is_told_in_the_language_of_the_reader(
    words, said, capsys, monkeypatch
):
    monkeypatch.setenv("PVLIFT_LANG", "zh")
    monkeypatch.setattr(sys, "argv", ["pvlift", *words])
    with pytest.raises(SystemExit) as stopped:
        main(words)
    found = capsys.readouterr()
    assert stopped.value.code == 2 and found.out == ""
    assert all(part in found.err for part in [*said, "处错误"])
    assert "Usage" not in found.err and "Invalid" not in found.err
