"""Golden scenarios: a few numbers of every example, and why they are what they are.

A change that moves one of them belongs into the README's "What changed".
"""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from pvlift.scenario.load import load
from pvlift.study.answers.run import run

ROOT = Path(__file__).resolve().parent.parent
GOLDEN = sorted((ROOT / "tests" / "golden").glob("*.toml"))


def value_of(outcome, key: str) -> float:
    """A number of an outcome by its dotted name: energy.made_kwh.1 is year 1."""
    parts = key.split(".")
    here = outcome
    for part in parts:
        here = here[0][int(part) - 1] if part.isdigit() else getattr(here, part)
    return float(here if parts[-1].isdigit() else here[0])


def test_every_example_has_golden_numbers():
    examples = {path.stem for path in (ROOT / "scenarios").glob("*.toml")}
    assert examples <= {path.stem for path in GOLDEN}


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_golden(path):
    golden = tomllib.loads(path.read_text("utf-8"))
    outcome = run(load(ROOT / golden["scenario"]))
    for key, row in golden["value"].items():
        found = value_of(outcome, key)
        assert found == pytest.approx(row["is"], rel=row.get("rel", 1e-9), nan_ok=True), (
            f"{key}: {row['why']}"
        )
