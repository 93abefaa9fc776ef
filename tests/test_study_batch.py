"""Batches: one row out for each row in, the same draws for all, faults that stop nothing."""

from __future__ import annotations

import csv
import io
import json
import math
import os
import subprocess
import sys

import numpy as np
import pytest
from click.testing import CliRunner
from documents import data, screen

from pvlift.cli import cli
from pvlift.errors import ScenarioError
from pvlift.report.content.batch import batch_content, batch_table
from pvlift.report.folder import write_document
from pvlift.report.render.csv import table_csv
from pvlift.report.render.json import document_json
from pvlift.scenario.load import load, variant
from pvlift.study.answers.run import run
from pvlift.study.chance.batch import asked_of, batch, changes_of, files_of
from pvlift.study.chance.montecarlo import montecarlo

TABLE = """name,roof.1.count,cost.pv_build.cny,target.payback_years,commissioned
base,,,,
more roofs,24,,,
cheap,,2.0,12,
later,,,,2027-07-01
broken,0,,,
unknown key is not a row fault,,,,
"""


@pytest.fixture(scope="module")
def estate(root):
    return root / "scenarios" / "ganxian_estate.toml"


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "changes.csv"
    path.write_text(TABLE, encoding="utf-8-sig")
    return path


def test_one_row_out_for_each_row_in(estate, table):
    rows = list(batch(asked_of((str(estate),), table)))
    assert [row.asked.name for row in rows] == [
        line.split(",")[0] for line in TABLE.splitlines()[1:]
    ]
    assert [bool(row.faults) for row in rows] == [False, False, False, False, True, False]
    assert rows[4].faults[0].where == "roof[1].count"
    for row, changes in (
        (rows[0], {}),
        (rows[1], {"roof.1.count": 24}),
        (rows[2], {"cost.6.cny": 2.0, "target.payback_years": 12}),
    ):
        loaded = load(estate)
        expected = run(variant(loaded, changes) if changes else loaded).indicators
        for name in ("equity_npv_cny", "payback_years", "project_irr", "fiscal_npv_cny"):
            assert math.isclose(row.results[name], getattr(expected, name)[0], rel_tol=1e-9)
    assert rows[3].results["equity_npv_cny"] != rows[0].results["equity_npv_cny"]


def test_all_rows_see_the_same_draws(estate, tmp_path):
    table = tmp_path / "same.csv"
    table.write_text("name,target.payback_years\none,12\ntwo,15\nthree,12\n")
    rows = list(batch(asked_of((str(estate),), table), draws=300, seed=5))
    assert rows[0].results == rows[2].results
    same = {k for k, v in rows[0].results.items() if v == rows[1].results[k] or v != v}
    assert same >= {"equity_npv_cny.p5", "equity_npv_cny.mean", "payback_years.p50"}
    hits = [row.results["probability.payback_within_target"] for row in rows]
    assert hits[0] < hits[1]
    alone = montecarlo(load(estate), 300, 5).summary
    (spread,) = [s for s in alone.spreads if s.key == "equity_npv_cny"]
    assert rows[0].results["equity_npv_cny.mean"] == spread.mean


def test_a_pattern_stands_for_its_files(root, estate):
    found = files_of((str(root / "scenarios" / "*.toml"), str(estate)))
    assert estate in found and len(found) == len(set(found)) >= 4
    with pytest.raises(ScenarioError):
        files_of((str(root / "scenarios" / "*.none"),))


def test_a_broken_file_does_not_stop_the_others(estate, tmp_path):
    broken = tmp_path / "broken.toml"
    broken.write_text("schema = 1\nname = ")
    rows = list(batch(asked_of((str(broken), str(estate), str(tmp_path / "none.toml")), None)))
    assert [bool(row.faults) for row in rows] == [True, False, True]
    rows = list(batch(asked_of((str(broken), str(estate)), None), draws=20))
    assert "probability.promise_kept" in rows[1].results


@pytest.mark.parametrize(
    "text",
    ["", "name\n", "roof.1.count,roof.1.count\n1,2\n", "a,b\n1\n", "a,\n1,2\n"],
)
def test_a_table_that_is_none_is_refused(tmp_path, text):
    path = tmp_path / "bad.csv"
    path.write_text(text)
    with pytest.raises(ScenarioError):
        changes_of(path)


def test_an_unknown_key_is_the_fault_of_its_row(estate, tmp_path):
    path = tmp_path / "unknown.csv"
    path.write_text("roof.1.colour\n=cmd|x\n")
    (row,) = batch(asked_of((str(estate),), path))
    assert row.faults[0].where == "roof.1.colour"
    text = table_csv(batch_table([row]), "en")
    assert "'=cmd|x" in text  # a spreadsheet does not run it


def test_csv_and_json_hold_the_same_rows(estate, table, tmp_path):
    rows = list(batch(asked_of((str(estate),), table)))
    lines = list(csv.DictReader(io.StringIO(table_csv(batch_table(rows), "zh"))))
    document = data(batch_content(rows, 1), "zh")
    assert len(lines) == len(document["rows"]) == len(rows)
    for line, entry in zip(lines, document["rows"], strict=True):
        value = entry["results"].get("equity_npv_cny")
        assert (float(line["equity_npv_cny"]) if line["equity_npv_cny"] else None) == value
    write_document(batch_content(rows, 1), tmp_path / "out", "zh")
    written = {path.name for path in (tmp_path / "out").iterdir()}
    assert written == {"batch.csv", "batch.json", "names.csv"}


def test_the_command_line_gives_one_line_a_row_and_says_faults(root, estate, table):
    command = [sys.executable, "-m", "pvlift", "run", str(estate), "--table", str(table)]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert len(done.stdout.splitlines()) == len(TABLE.splitlines())
    one = subprocess.run(
        [*command[:4], str(estate), "--json"], cwd=root, capture_output=True, text=True, check=True
    )
    assert "indicators" in json.loads(one.stdout)  # one file alone is an ordinary run


def test_a_broken_file_never_answers_with_the_plan_of_another(estate, tmp_path):
    broken, table = tmp_path / "broken.toml", tmp_path / "t.csv"
    broken.write_text("schema = 1\nname = ")
    table.write_text("name,cost.pv_build.cny\na,2.0\nb,3.0\n")
    rows = list(batch(asked_of((str(estate), str(broken)), table)))
    assert [bool(row.faults) for row in rows] == [False, False, True, True]


def test_a_row_says_how_many_draws_have_an_answer_and_fills_no_quantile_from_a_few(root):
    file = root / "scenarios" / "ganxian_stairwell.toml"
    alone = montecarlo(load(file), 2000, 7)
    answered = int(np.isfinite(alone.column("project_irr")).sum())
    assert 0 < answered < 20
    (row,) = batch(asked_of((str(file),), None), draws=2000, seed=7)
    (told,) = data(batch_content([row], 2000), "zh")["rows"]
    assert told["results"]["project_irr.n_answered"] == answered
    assert told["results"]["payback_years.n_answered"] == 2000
    for level in ("p5", "p50", "p90"):
        assert told["results"][f"project_irr.{level}"] is None
        assert told["results"][f"project_npv_cny.{level}"] is not None
    (line,) = csv.DictReader(io.StringIO(table_csv(batch_table([row]), "en")))
    assert line["project_irr.n_answered"] == str(answered) and line["project_irr.p50"] == ""


def test_a_table_saved_by_chinese_excel_is_read(estate, tmp_path):
    path = tmp_path / "gbk.csv"
    path.write_bytes("名称,cost.pv_build.cny\n方案一,2.5\n".encode("gb18030"))
    assert changes_of(path) == [("方案一", {"cost.pv_build.cny": 2.5})]


def test_rows_of_lists_have_names_and_no_number_zero(estate, tmp_path):
    path = tmp_path / "names.csv"
    path.write_text("stairwell.六层一梯两户.count,stairwell.0.count\n5,\n,5\n", "utf-8")
    first, second = batch(asked_of((str(estate),), path))
    assert not first.faults and second.faults[0].where == "stairwell.0.count"


def test_a_fault_is_told_under_the_heading_of_its_column(estate, tmp_path):
    path = tmp_path / "wrong.csv"
    path.write_text("cost.pv_build.cny,cost.pv_bild.cny\nabc,\n,2\n")
    first, second = batch(asked_of((str(estate),), path))
    assert first.faults[0].where == "cost.pv_build.cny"
    assert second.faults[0].where == "cost.pv_bild.cny"
    assert "cost.pv_build.cny" in second.faults[0].wanted.zh


@pytest.mark.parametrize(("draws", "heading"), [(1, "居民零负担"), (40, "P90")])
def test_a_folder_of_results_comes_with_a_table_to_read(estate, table, tmp_path, draws, heading):
    out = tmp_path / "out"
    words = ["run", str(estate), "--table", str(table), "--out", str(out), "--lang", "zh"]
    done = CliRunner().invoke(cli, [*words, "--draws", str(draws), "--quiet"])
    assert done.exit_code == 2
    lines = done.stdout.splitlines()
    assert "共 6 行，其中 1 行有误" in lines[0] and heading in done.stdout
    assert any(line.lstrip().startswith("more roofs") for line in lines)
    assert any("× broken：roof[1].count" in line for line in lines)
    assert max(map(len, lines)) <= 110 and (out / "batch.csv").exists()


def test_files_are_told_apart_by_their_names(root):
    files = tuple(
        str(root / "scenarios" / f"{name}.toml") for name in ("yangpu_bot", "guixiang_39")
    )
    text = screen(batch_content(list(batch(asked_of(files, None))), 1), "en")
    assert "yangpu_bot" in text and "guixiang_39" in text and "never" in text


def test_every_chance_and_mean_has_its_standard_error(estate, tmp_path):
    path = tmp_path / "one.csv"
    path.write_text("name\nbase\n")
    (row,) = batch(asked_of((str(estate),), path), draws=200, seed=7)
    summary = montecarlo(load(estate), 200, 7).summary
    for chance in summary.chances:
        assert row.results[f"probability.{chance.key}.standard_error"] == chance.se
    (spread,) = [s for s in summary.spreads if s.key == "dscr_min"]
    assert row.results["dscr_min.mean_standard_error"] == spread.mean_se
    assert row.results["dscr_min.p10"] == spread.levels[1]


@pytest.mark.parametrize(
    ("sign", "code"), [(",", "utf-8-sig"), (";", "utf-8"), ("\t", "utf-16"), (",", "gb18030")]
)
def test_a_table_is_read_however_excel_saved_it(tmp_path, sign, code):
    path = tmp_path / "changes.csv"
    path.write_bytes(f"name{sign}cost.pv_build.cny\n便宜{sign}2.5\n".encode(code))
    assert changes_of(path) == [("便宜", {"cost.pv_build.cny": 2.5})]


@pytest.mark.parametrize("cell", ["nan", "-inf", "1e999", "[[[[" * 9999, "9" * 5000, '"a', "1\n2"])
def test_a_bad_cell_loses_its_own_row_only(estate, tmp_path, cell):
    path = tmp_path / "bad.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([["name", "target.payback_years"], ["A", cell], ["B", "12"]])
    bad, good = batch(asked_of((str(estate),), path))
    assert bad.faults[0].where == "target.payback_years" and not good.faults
    document = json.loads(document_json(batch_content([bad, good], 1), "zh"))
    assert document["rows"][0]["faults"] and document["rows"][1]["results"]
    assert len(list(csv.reader(io.StringIO(table_csv(batch_table([bad, good]), "en"))))) == 3


def test_an_unforeseen_failure_loses_its_own_row_only(estate, tmp_path, monkeypatch):
    from pvlift.study.chance import batch as room

    def fails(base, changes):
        if changes["target.payback_years"] == 12:
            raise ZeroDivisionError("twelve")
        return variant(base, changes)

    monkeypatch.setattr(room, "variant", fails)
    path = tmp_path / "t.csv"
    path.write_text("name,target.payback_years\na,11\nb,12\nc,13\n")
    rows = list(batch(asked_of((str(estate),), path)))
    assert [bool(row.faults) for row in rows] == [False, True, False]
    assert "twelve" in rows[1].faults[0].text("zh")


@pytest.mark.parametrize(
    "heading",
    [
        "cost.6.cny,cost.pv_build.cny",
        "cost.pv_build.cny,cost.06.cny",
        "load.3.price_frac,load.底层商铺与社区用房.price_frac",
    ],
)
def test_one_key_under_two_names_is_refused_at_once(estate, tmp_path, heading):
    path = tmp_path / "twice.csv"
    path.write_text(f"name,{heading}\nA,2.0,\nB,,4.0\n", "utf-8")
    with pytest.raises(ScenarioError) as caught:
        list(batch(asked_of((str(estate),), path)))
    (fault,) = caught.value.faults
    first, second = heading.split(",")
    assert fault.where == second and first in fault.found.zh and "once" in fault.wanted.en
    for keys in (["cost.6.cny", "cost.pv_build.cny"], ["load.1.price.kind", "load.1.price"]):
        with pytest.raises(ScenarioError, match="every key once"):
            variant(load(estate), dict.fromkeys(keys, 2.0))


def test_empty_columns_beside_a_table_are_no_fault(estate, tmp_path):
    path = tmp_path / "wide.csv"
    path.write_text("name,target.payback_years,,\nA,12,,\nB,,,\n,,,\n")
    assert changes_of(path) == [("A", {"target.payback_years": 12}), ("B", {})]


@pytest.mark.skipif(sys.platform != "linux", reason="names that are no text exist on Linux only")
def test_a_file_whose_name_is_no_text_is_run_and_told(estate, tmp_path):
    path = tmp_path / os.fsdecode(b"bad\xff.toml")
    path.write_bytes(estate.read_bytes())
    out = tmp_path / "out"
    write_document(batch_content(list(batch(asked_of((str(path),), None))), 1), out, "zh")
    assert "bad.toml" in (out / "batch.csv").read_text("utf-8-sig")
    assert "bad?.toml" in json.loads((out / "batch.json").read_text("utf-8"))["rows"][0]["file"]


def test_an_interrupt_leaves_the_finished_rows(estate, table, tmp_path, monkeypatch):
    from pvlift.study.chance import batch as room

    whole = room.batch

    def stopped(*words):
        for n, row in enumerate(whole(*words)):
            if n == 2:
                raise KeyboardInterrupt
            yield row

    monkeypatch.setattr(room, "batch", stopped)
    out = tmp_path / "out"
    words = ["run", str(estate), "--table", str(table), "--out", str(out), "--lang", "en"]
    done = CliRunner().invoke(cli, words)
    assert done.exit_code == 1 and "only the first 2 rows" in done.stderr
    lines = (out / "batch.csv").read_text("utf-8-sig").splitlines()
    assert len(lines) == 3
