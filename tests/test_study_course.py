"""A course holds all that is told of it, worked out once and only when asked."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from click.testing import CliRunner

from pvlift.cli import cli
from pvlift.scenario.load import load
from pvlift.study.answers import course
from pvlift.study.answers.run import run

FILE = Path(__file__).resolve().parent.parent / "scenarios" / "ganxian_stairwell.toml"
WORKED_OUT = (
    "plant_losses",
    "lift_answers",
    "failures",
    "stress_cases",
    "per_lift_of",
    "payers_of",
    "monthly_kwh",
    "money_rows",
    "statements",
    "assumptions_of",
)


@pytest.fixture
def counted(monkeypatch) -> Counter:
    """How often each answer is worked out; the work itself is done as ever."""
    times: Counter = Counter()

    def counting(name, work):
        def wrapped(*words):
            times[name] += 1
            return work(*words)

        return wrapped

    for name in WORKED_OUT:
        monkeypatch.setattr(course, name, counting(name, getattr(course, name)))
    return times


def test_one_run_with_files_works_out_every_answer_once(counted, tmp_path):
    done = CliRunner().invoke(cli, ["run", str(FILE), "--out", str(tmp_path / "out")])
    assert done.exit_code == 0, done.output
    assert counted == dict.fromkeys(WORKED_OUT, 1)


def test_nothing_is_worked_out_before_it_is_asked(counted):
    found = run(load(FILE))
    assert not counted
    assert found.losses is found.losses and counted == {"plant_losses": 1}


def test_an_outcome_that_is_changed_is_answered_anew():
    found = run(load(FILE))
    ledger = found.books.ledger
    without = found.books._replace(ledger=ledger._replace(transfers=ledger.transfers[:1]))
    assert len(found.money_rows) > 1
    assert len(found._replace(books=without).money_rows) == 1
