"""Run a scenario: its expected course, and the setbacks beside it."""

from __future__ import annotations

from pvlift.scenario.load import Loaded
from pvlift.scenario.worlds import certain
from pvlift.study.answers.stress import stress_cases
from pvlift.study.plan.grant_check import check_grants
from pvlift.study.plan.outcome import Outcome
from pvlift.study.plan.prepare import prepare
from pvlift.study.plan.simulate import simulate


def run(loaded: Loaded) -> Outcome:
    """The expected course of a scenario: every hour of every year, one world."""
    prepared = prepare(loaded)
    check_grants(prepared)
    outcome = simulate(prepared, certain())
    return outcome._replace(stresses=stress_cases(prepared, outcome.energy))
