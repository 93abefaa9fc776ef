"""Run a scenario: its expected course."""

from __future__ import annotations

from pvlift.scenario.load import Loaded
from pvlift.scenario.worlds import certain
from pvlift.study.answers.course import Course
from pvlift.study.plan.grant_check import check_grants
from pvlift.study.plan.prepare import prepare
from pvlift.study.plan.simulate import simulate


def run(loaded: Loaded) -> Course:
    """The expected course of a scenario: every hour of every year, one world."""
    prepared = prepare(loaded)
    check_grants(prepared)
    return Course(*simulate(prepared, certain()))
