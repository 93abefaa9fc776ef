"""The scenarios of the project, run once each for all tests of the reports."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pvlift.scenario.load import load, variant
from pvlift.study.answers.run import run
from pvlift.study.plan.outcome import Outcome

FOLDER = Path(__file__).resolve().parent.parent / "scenarios"
NAMES = ("ganxian_estate", "ganxian_stairwell", "guixiang_39", "yangpu_bot")


@cache
def outcome_of(name: str) -> Outcome:
    """One scenario of the folder, run."""
    return run(load(FOLDER / f"{name}.toml"))


def changed(name: str, changes: dict[str, object]) -> Outcome:
    """A scenario with some keys changed, run."""
    return run(variant(load(FOLDER / f"{name}.toml"), changes))
