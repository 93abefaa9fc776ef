"""Files of a run: whole or not there at all, safe in a spreadsheet, and able to run again."""

from __future__ import annotations

import csv
import datetime
import errno
import io
import json
import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from report_runs import NAMES, changed, outcome_of, write_run
from scenarios_for_tests import table

from pvlift.errors import PvliftError, StorageError
from pvlift.report import folder, pandas_tables
from pvlift.report.folder import replacing
from pvlift.report.render.csv import STARTS_A_FORMULA, csv_text
from pvlift.report.scenario_text import scenario_text
from pvlift.scenario.load import Loaded, from_table, load, parse
from pvlift.scenario.start import write_start
from pvlift.study.chance.montecarlo import montecarlo
from pvlift.study.district.portfolio_columns import write_template

ROOT = Path(__file__).resolve().parent.parent

FILES = {
    "run.json",
    "scenario.toml",
    "ledger.csv",
    "energy.csv",
    "indicators.csv",
    "cumulative_cash.png",
    "energy_by_month.png",
    "promise.png",
    "statements.csv",
    "setbacks.csv",
    "failure.csv",
    "names.csv",
    "net.csv",
    "prices.csv",
    "promise.csv",
    "settlement.csv",
    "lifts.csv",
    "losses.csv",
    "losses.png",
    "performance.csv",
    "roofs.csv",
    "roof_value.csv",
    "roof_value.png",
    "what_ifs.csv",
}


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    out = tmp_path_factory.mktemp("results") / "deep" / "er"
    write_run(outcome_of("ganxian_estate"), out, "zh")
    return out


def rows_of(path):
    return list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))


def test_all_files_are_there_and_nothing_else(written):
    assert {file.name for file in written.iterdir()} == FILES
    for file in written.glob("*.png"):
        assert file.read_bytes().startswith(b"\x89PNG\r\n")


def test_tables_open_in_excel_in_china(written):
    for file in written.glob("*.csv"):
        assert file.read_bytes().startswith(b"\xef\xbb\xbf")
        rows = rows_of(file)
        assert len({len(row) for row in rows}) == 1
        assert len(rows) > 1


def test_the_ledger_file_closes(written):
    rows = rows_of(written / "ledger.csv")
    net: dict[str, np.ndarray] = {}
    for row in rows[1:]:
        cny = np.array([float(cell) for cell in row[4:-1]])
        assert float(row[-1]) == pytest.approx(cny.sum(), abs=0.01)
        net[row[1]] = net.get(row[1], 0.0) - cny
        net[row[2]] = net.get(row[2], 0.0) + cny
    outcome = outcome_of("ganxian_estate")
    np.testing.assert_allclose(net["投资方"], outcome.books.equity_flow_cny[0], atol=0.05)


def test_the_json_file_is_the_document(written):
    document = json.loads((written / "run.json").read_text(encoding="utf-8"))
    assert document["scenario"]["sha256"] == outcome_of("ganxian_estate").prepared.loaded.sha256


def test_percent_stands_in_the_table_for_people_only(written):
    rows = {row[0]: row for row in rows_of(written / "indicators.csv")}
    value = float(outcome_of("ganxian_estate").indicators.project_irr_pretax[0])
    assert float(rows["project_irr_pretax"][2]) == pytest.approx(100.0 * value, abs=1e-4)


@pytest.mark.parametrize("name", NAMES)
def test_the_scenario_written_is_the_scenario_run(name):
    loaded = outcome_of(name).prepared.loaded
    text = scenario_text(loaded)
    assert from_table(parse(text, name), name, loaded.folder) == loaded.scenario


def test_the_scenario_written_can_be_run_from_where_it_lies(written):
    assert load(written / "scenario.toml").scenario == (
        outcome_of("ganxian_estate").prepared.loaded.scenario
    )


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_survives_in_the_scenario_written(value):
    source = {"title": "x", "publisher": "y", "dated": datetime.date(2026, 1, 1)}
    whole = table() | {"note": value, "sources": {value: source}}
    loaded = Loaded(from_table(whole, "text", Path(".")), Path("."), "0")
    assert from_table(parse(scenario_text(loaded), "text"), "text", Path(".")) == loaded.scenario


@given(st.text())
def test_no_text_cell_can_start_a_formula(value):
    line = csv_text([[value, -1.5]])
    cell, number = next(csv.reader(io.StringIO(line, newline="")))
    assert not cell.startswith(STARTS_A_FORMULA)
    assert cell in (value, f"'{value}")
    assert number == "-1.5"


def test_a_hostile_loan_name_is_disarmed(tmp_path):
    evil = '=HYPERLINK("http://x","y")'
    outcome = changed("ganxian_estate", {"loan.1.name": evil})
    first, *others = outcome.books.ledger.transfers
    ledger = outcome.books.ledger._replace(transfers=(first._replace(source="@SUM(A1)"), *others))
    write_run(outcome._replace(books=outcome.books._replace(ledger=ledger)), tmp_path, "en")
    files = (tmp_path / "ledger.csv", tmp_path / "statements.csv")
    cells = [cell for file in files for row in rows_of(file) for cell in row]
    assert f"'{evil}" in cells and "'@SUM(A1)" in cells
    assert not any(cell.startswith(("=", "@")) for cell in cells)


def test_numbers_without_an_answer_are_empty_cells():
    assert csv_text([[float("nan"), float("inf"), None, 0.0]]) == ",,,0.0\r\n"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_file_in_the_way_is_refused_in_words(tmp_path, lang):
    out = tmp_path / "taken"
    out.write_text("mine")
    for path in (out, out / "below"):
        with pytest.raises(PvliftError) as caught:
            write_run(outcome_of("yangpu_bot"), path, lang)
        assert str(path) in caught.value.text(lang)
        assert ("文件夹" if lang == "zh" else "folder") in caught.value.text(lang)
    assert out.read_text() == "mine"


def test_a_folder_without_permission_is_refused_in_words(tmp_path, monkeypatch):
    def refused(**rest):
        raise PermissionError(errno.EACCES, "Permission denied", str(tmp_path))

    monkeypatch.setattr(folder.tempfile, "mkdtemp", refused)
    with pytest.raises(PvliftError, match="no right to read or write here"):
        write_run(outcome_of("yangpu_bot"), tmp_path / "new", "en")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("nth", [0, 1, 3])
def test_a_full_disk_leaves_the_old_files_as_they_were(tmp_path, monkeypatch, nth):
    old = tmp_path / "old"
    old.mkdir()
    (old / "run.json").write_text("old")
    calls = []

    def full(path, data):
        calls.append(path)
        if len(calls) > nth:
            path.write_bytes(data[:10])
            raise OSError(errno.ENOSPC, "No space left on device")
        path.write_bytes(data)

    monkeypatch.setattr(folder, "_write", full)
    for out in (old, tmp_path / "new" / "deep"):
        calls.clear()
        with pytest.raises(StorageError, match="no space left on the disk"):
            write_run(outcome_of("yangpu_bot"), out, "en")
    assert [file.name for file in old.iterdir()] == ["run.json"]
    assert (old / "run.json").read_text() == "old"
    assert not (tmp_path / "new").exists()


def test_a_folder_under_the_name_of_a_result_leaves_no_half_set(tmp_path):
    """Found before the first file has moved; so is a file that Excel holds open on Windows."""
    (tmp_path / "ledger.csv").mkdir()
    (tmp_path / "ledger.csv" / "mine").write_text("mine")
    (tmp_path / "energy.csv").write_text("old")
    with pytest.raises(PvliftError) as caught:
        write_run(outcome_of("yangpu_bot"), tmp_path, "en")
    (fault,) = caught.value.faults
    assert fault.where == str(tmp_path / "ledger.csv") and fault.found.en == "a folder"
    assert {path.name for path in tmp_path.iterdir()} == {"ledger.csv", "energy.csv"}
    assert (tmp_path / "energy.csv").read_text() == "old"


def test_a_table_that_another_program_holds_leaves_no_half_set(tmp_path, monkeypatch):
    whole = folder.os.replace

    def held(source, target):
        if str(target).endswith("ledger.csv"):
            error = PermissionError(errno.EACCES, "Permission denied", str(target))
            error.winerror = 32
            raise error
        whole(source, target)

    write_run(outcome_of("yangpu_bot"), tmp_path, "en")
    before = {path.name: path.stat().st_mtime_ns for path in tmp_path.iterdir()}
    monkeypatch.setattr(folder.os, "replace", held)
    with pytest.raises(PvliftError) as caught:
        write_run(outcome_of("yangpu_bot"), tmp_path, "zh")
    assert "其他程序占用" in caught.value.text("zh") and "ledger.csv" in caught.value.text("zh")
    assert {path.name: path.stat().st_mtime_ns for path in tmp_path.iterdir()} == before


@pytest.mark.parametrize(
    ("code", "kind", "zh"),
    [
        (errno.ENOSPC, StorageError, "磁盘空间已满"),
        (errno.EROFS, StorageError, "只读位置"),
        (errno.EDQUOT, StorageError, "配额已满"),
        (errno.EIO, StorageError, "磁盘读写出错"),
        (errno.EACCES, PvliftError, "没有读写权限"),
        (errno.ENOTDIR, PvliftError, "应为目录"),
        (errno.ETIMEDOUT, PvliftError, "系统错误 ETIMEDOUT"),
    ],
)
def test_whoever_writes_a_disk_is_told_of_in_the_same_words(code, kind, zh, tmp_path, monkeypatch):
    """--out, init, a district's table and the parts of a batch: one kind, one sentence."""
    import pathlib

    def refused(*_, **__):
        raise OSError(code, os.strerror(code))

    loaded = load(ROOT / "scenarios" / "ganxian_stairwell.toml")
    outcome = outcome_of("yangpu_bot")
    writers = (
        lambda: write_run(outcome, tmp_path / "a", "en"),
        lambda: write_start(tmp_path / "b.toml", "Ganzhou", False),
        lambda: write_template(tmp_path / "c.csv"),
        lambda: montecarlo(loaded, 5, 7, out=tmp_path / "d"),
    )
    monkeypatch.setattr(folder.tempfile, "mkdtemp", refused)
    monkeypatch.setattr(pathlib.Path, "write_bytes", refused)
    monkeypatch.setattr(pathlib.Path, "write_text", refused)
    for write in writers:
        with pytest.raises(kind) as caught:
            write()
        assert type(caught.value) is kind and zh in caught.value.text("zh")
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_an_interrupt_leaves_nothing_behind(tmp_path):
    with pytest.raises(KeyboardInterrupt):
        with replacing(tmp_path / "new") as aside:
            (aside / "run.txt").write_text("half")
            raise KeyboardInterrupt
    assert list(tmp_path.iterdir()) == []


def test_a_second_run_replaces_the_first(tmp_path):
    for text in ("one", "two"):
        with replacing(tmp_path) as aside:
            (aside / "run.txt").write_text(text)
    assert [file.name for file in tmp_path.iterdir()] == ["run.txt"]
    assert (tmp_path / "run.txt").read_text() == "two"


def test_frames_hold_the_same_numbers():
    outcome = outcome_of("ganxian_estate")
    ledger, n_years = pandas_tables.ledger_frame(outcome), outcome.books.ledger.n_years
    assert list(ledger.columns) == list(range(n_years + 1))
    into = ledger.groupby(level="to").sum().loc["investor"]
    out = ledger.groupby(level="from").sum().loc["investor"]
    np.testing.assert_allclose(into - out, outcome.books.equity_flow_cny[0], atol=0.05)
    energy = pandas_tables.energy_frame(outcome)
    np.testing.assert_array_equal(energy["made_kwh"], outcome.energy.made_kwh[0])
    assert energy.index[0] == 1 and len(energy) == n_years
    found = pandas_tables.indicator_frame(outcome, "zh")
    npv_cny = float(outcome.indicators.project_npv_cny[0])
    assert found.loc["project_npv_cny", "value"] == npv_cny
    draws = pandas_tables.draws_frame(outcome)
    assert len(draws) == 1
    assert bool(draws.loc[0, "promise_kept"]) is bool(outcome.promise.kept[0])
