"""Whatever stands in a scenario, a district's table or a table of changes: an answer, or faults.

Plans of `random_plans` are damaged in a few places. What is refused is refused in words, in both
languages, on short lines that steer no terminal; what is accepted is computed and can be told.
"""

from __future__ import annotations

import csv
import datetime
import io
import json
import warnings
from pathlib import Path
from random import Random

import numpy as np
import pytest
import tomli_w
from random_plans import plan_of

from pvlift.errors import PvliftError
from pvlift.report.content.batch import batch_content, batch_table
from pvlift.report.render.csv import table_csv
from pvlift.report.render.json import document_json
from pvlift.report.scenario_text import scenario_text
from pvlift.scenario.load import Loaded, _paths, from_table, load, parse
from pvlift.study.answers.run import run
from pvlift.study.chance.batch import REPORTED, asked_of, batch
from pvlift.study.district import portfolio_columns, portfolio_rows
from pvlift.study.district.portfolio import portfolio

HOSTILE = "\x1b]0;owned\x07\u202e\u200f\nB"
JUNK = (
    None, True, False, 0, -1, 1, 7, 2**31, 2**63, 10**30, 0.0, -0.0, 1e-300, -5.5, 0.5, 1e12, 1e13,
    1e308, float("nan"), float("inf"), "", "x", "12", "best", "一" * 300, HOSTILE, "=1+1",
    datetime.date(1, 1, 1), datetime.date(9999, 12, 31), datetime.datetime(2027, 1, 1, 12),
    [], [[]], [0.0] * 12, [1, "a", None], ["all"], {}, {"kind": "x"}, {"kind": "flat"},
)  # fmt: skip
FEW = 250  # of each kind; by hand the same with more


def told(error: PvliftError) -> None:
    """A refusal that a person can read."""
    assert error.faults
    for lang in ("en", "zh"):
        lines = error.text(lang).split("\n")
        assert len(lines) == 1 + len(error.faults)
        for line in lines:
            assert line.isprintable() and len(line) < 1500, line
    for fault in error.faults:
        assert fault.wanted.en and fault.wanted.zh
        assert fault.text("en") != fault.text("zh")


def spots(node, path=()):
    """Every place of a table."""
    items = node.items() if isinstance(node, dict) else enumerate(node)
    for key, value in items:
        yield (*path, key)
        if isinstance(value, (dict, list, tuple)):
            yield from spots(value, (*path, key))


def damaged(whole: dict, dice: Random) -> dict:
    """A plan changed in one to three places: other values, keys gone, doubled or misspelt."""
    for _ in range(dice.choice([1, 1, 1, 2, 3])):
        *way, last = dice.choice(list(spots(whole)))
        here = whole
        for step in way:
            here = here[step]
        match dice.randint(0, 9):
            case 0 if isinstance(here, dict):
                del here[last]
            case 1 if isinstance(here, dict):
                here[f"{last}s"] = here.pop(last)
            case 2 | 3 if isinstance(here, list):
                here.append(here[last])
            case n if n > 3 and type(here[last]) is float:
                here[last] *= dice.choice([-1, 0, 0.1, 0.5, 2, 10, 1e3, 1e6])
            case n if n > 3 and type(here[last]) is int:
                here[last] += dice.choice([-100, -1, 1, 3, 1000, 10**9])
            case _:
                here[last] = dice.choice(JUNK)
    return whole


def answered(loaded: Loaded) -> None:
    """A plan that is sound is computed, its results are numbers, and it can be written back."""
    outcome = run(loaded)
    for transfer in outcome.books.ledger.transfers:
        assert np.all(np.isfinite(transfer.cny)), transfer.account
    assert from_table(parse(scenario_text(loaded), "x"), "x", loaded.folder) == loaded.scenario


@pytest.mark.parametrize("seed", range(10))
def test_a_damaged_scenario_is_computed_or_refused(seed):
    n_answered = 0
    for n in range(FEW // 10):
        dice = Random(1000 * seed + n)
        whole = damaged(plan_of(dice.randint(0, 199)), dice)
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            try:
                loaded = Loaded(from_table(whole, "damaged", Path(".")), Path("."), f"{seed} {n}")
                answered(loaded)
            except PvliftError as error:
                told(error)
            else:
                n_answered += 1
    assert 0 < n_answered < FEW // 10  # both kinds are met


@pytest.mark.parametrize("seed", range(10))
def test_a_damaged_text_is_read_or_refused(tmp_path, seed):
    """Bytes changed, cut and doubled: other codes, open quotation marks, half a file."""
    path = tmp_path / "damaged.toml"
    text = tomli_w.dumps(plan_of(seed)).encode()
    for n in range(FEW // 10):
        dice, data = Random(1000 * seed + n), bytearray(text)
        for _ in range(dice.randint(1, 4)):
            at = dice.randrange(len(data))
            piece = dice.choice(
                [b"", b"\0", b"\xff", b"[[[", b'"', b"\n\n", b"=", b"9" * 5000, b"#"]
            )
            match dice.randint(0, 2):
                case 0:
                    data[at : at + 1] = piece
                case 1:
                    del data[at : at + dice.randint(1, 400)]
                case 2:
                    data[at:at] = data[at : at + dice.randint(1, 200)]
        path.write_bytes(data)
        try:
            load(path)
        except PvliftError as error:
            told(error)


def table_of(rows: list[list[str]]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()


CELLS = [
    "",
    " ",
    "nan",
    "inf",
    "-1",
    "0",
    "1e9",
    "1e400",
    "6.5",
    "９",
    "x",
    "=1+1",
    HOSTILE,
    "一" * 300,
]
CELLS += ["true", "2027-01-01", "[1, 2]", "[" * 4000, "9" * 5000, '"', "'", "#", ",", "\x00", "1_0"]


@pytest.mark.parametrize("seed", range(10))
def test_a_damaged_district_is_read_or_refused(tmp_path, seed):
    lines = [line for line in portfolio_columns.template_text().splitlines() if line[0] != "#"]
    rows = list(csv.reader(lines))
    for n in range(FEW // 10):
        dice, cells = Random(1000 * seed + n), [list(row) for row in rows]
        for _ in range(dice.randint(1, 3)):
            row = dice.choice(cells)
            match dice.randint(0, 4):
                case 0:
                    row.pop(dice.randrange(len(row))) if row else None
                case 1:
                    row.append(dice.choice(CELLS))
                case 2:
                    cells.append(list(row))
                case _:
                    row[dice.randrange(len(row))] = dice.choice(CELLS) if row else ""
        path = tmp_path / "rows.csv"
        code = dice.choice(["utf-8", "utf-8-sig", "gb18030", "utf-16"])
        path.write_bytes(table_of(cells).encode(code))
        try:
            found = portfolio_rows.read_portfolio(path, skip_bad=True)
        except PvliftError as error:
            told(error)
            continue
        assert found.rows
        if found.faults:
            told(PvliftError(found.name, found.faults))


def test_damaged_districts_are_answered(tmp_path, root):
    """A few of them to the end: sizes at the limits of every column."""
    policy = load(root / "scenarios" / "district_policy.toml")
    for seed in range(6):
        dice, rows = Random(seed), [list(portfolio_columns.NAMES)]
        for n in range(3):
            cells = [f"row {n}", "street", "", *[""] * (len(rows[0]) - 3)]
            for at, column in enumerate(portfolio_columns.COLUMNS[3:], 3):
                if column.kind is not str and (column.needed or dice.random() < 0.5):
                    low, high = column.limits.low, column.limits.high
                    edges = (low, high, (low + high) / 2)
                    cells[at] = f"{column.kind(dice.choice(edges))}"
            rows.append(cells)
        path = tmp_path / "rows.csv"
        path.write_text(table_of(rows), "utf-8")
        try:
            table = portfolio_rows.read_portfolio(path)
            found = portfolio(table, policy, "payback=15", 0.9, draws=3, skip_bad=True)
        except PvliftError as error:
            told(error)
            continue
        for project in found.projects:
            assert np.isfinite(project.found.paid_cny).all()


@pytest.mark.parametrize("seed", range(10))
def test_a_damaged_table_of_changes_loses_only_bad_rows(tmp_path, seed):
    """Keys by number and by name, keys that are none, junk in cells; a good row stays good."""
    plan = tmp_path / "plan.toml"
    dice = Random(seed)
    plan.write_bytes(tomli_w.dumps(plan_of(seed)).encode())
    known = [key for key in _paths(load(plan).scenario.model_dump(by_alias=True)) if "." in key]
    for n in range(FEW // 50):
        keys = [*dice.sample(known, 2), dice.choice(["roof.0.count", "x", "cost", "name.x", "."])]
        rows = [["name", *keys], ["good", "", "", ""]]
        rows += [[f"row {m}", *(dice.choice([*CELLS, "1", "0.5"]) for _ in keys)] for m in range(3)]
        path = tmp_path / f"{n}.csv"
        path.write_text(table_of(rows), "utf-8")
        try:
            found = list(batch(asked_of((str(plan),), path)))
        except PvliftError as error:
            told(error)
            continue
        assert [row.asked.name for row in found][0] == "good" and len(found) == 4
        for row in found:
            assert bool(row.results) != bool(row.faults)
            assert all(fault.wanted != REPORTED for fault in row.faults), row.faults
            if row.faults:
                told(PvliftError("row", row.faults))
        for lang in ("zh", "en"):
            document = json.loads(document_json(batch_content(found, 1), lang))
            assert len(document["rows"]) == 4
            lines = list(csv.reader(io.StringIO(table_csv(batch_table(found), lang))))
            assert len({len(line) for line in lines}) == 1 and len(lines) == 5
            assert not [c for line in lines for c in line if c.startswith(("=", "+", "@", "＝"))]
