"""The benchmarks run, judge themselves rightly, and their table can be read."""

from __future__ import annotations

import csv
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # benchmarks are not installed

from benchmarks import measure, scaling  # noqa: E402
from benchmarks.measure import Result  # noqa: E402


@pytest.mark.parametrize(
    ("rate", "peer_rate", "asked", "reached"),
    [
        (80.0, 2.0, ">= 40 x", "yes"),
        (79.0, 2.0, ">= 40 x", "no"),
        (9_999.0, None, ">= 10000", "no"),
        (1.5, None, "<= 1.5", "yes"),
        (1.6, None, "<= 1.5", "no"),
        (1.0, 2.0, "", ""),
    ],
)
def test_a_limit_is_met_or_not(rate, peer_rate, asked, reached):
    assert Result("case", "unit", rate, "peer", peer_rate, asked).reached == reached


def test_rows_come_back_from_the_table(tmp_path):
    path = tmp_path / "results.csv"
    measure.record([Result("one", "arrays/s", 123.4, "pvlib", 2.0, ">= 40 x", "a, b")], path)
    measure.record([Result("two", "s", 1.0)], path)
    with path.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [row["case"] for row in rows] == ["one", "two"]
    assert rows[0]["ratio"] == "61.7" and rows[0]["reached"] == "yes" and rows[0]["note"] == "a, b"
    assert rows[0]["commit"] and rows[0]["cpu"]


def test_the_committed_table_is_whole():
    with measure.RESULTS.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert rows
    for row in rows:
        assert None not in row and None not in row.values()
        peer_rate = float(row["peer_rate"]) if row["peer_rate"] else None
        result = Result(row["case"], row["unit"], float(row["rate"]), "", peer_rate, row["asked"])
        assert result.reached == row["reached"], row["case"]


def test_every_case_can_be_called():
    from benchmarks.__main__ import CASES

    assert all(callable(case) for case in CASES.values())


def test_the_cost_of_a_shape_is_measured(monkeypatch):
    monkeypatch.setattr(scaling, "N_HOURS", 48)
    found = scaling._cost(n_draws=2, n_years=2, n_arrays=1, n_loads=1)
    assert found.rate > 0.0 and "2 draws" in found.note
