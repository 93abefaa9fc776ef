"""Setbacks beside the plan: public money late or refused, power sold for less; energy unchanged."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pvlift.energy.settle import Energy
from pvlift.errors import Words
from pvlift.facts.read import costs
from pvlift.money.books import keep_books
from pvlift.scenario import draw_keys as keys
from pvlift.scenario.funds import Stress
from pvlift.scenario.records import Scenario
from pvlift.scenario.worlds import Worlds
from pvlift.study.plan.measures import measure
from pvlift.study.plan.outcome import Indicators, Promise
from pvlift.study.plan.promise import promise_of
from pvlift.study.plant.assemble import Prepared

AS_PLANNED = Words("as planned", "按计划")
REFUSED = Words("all grants refused", "补助全部未到位")


class StressCase(NamedTuple):
    """The plan, or one setback to it, in one world."""

    words: Words
    indicators: Indicators
    promise: Promise
    deepest_cny: np.ndarray  # float[1] most that the owner has in the plan at any year's end


def stress_cases(prepared: Prepared, energy: Energy) -> tuple[StressCase, ...]:
    """The plan and its setbacks side by side, the plan first.

    A scenario without rows of its own that counts on grants is shown with its grants late by the
    longest usual delay, and with none of them.
    """
    scenario = prepared.loaded.scenario
    cases = [_case(prepared, energy, AS_PLANNED, {})]
    for row, words in _rows(scenario):
        cases.append(_case(prepared, energy, words, setback(scenario, row)))
    return tuple(cases)


def _rows(scenario: Scenario) -> list[tuple[Stress, Words]]:
    if scenario.stress:
        return [(row, Words(row.name, row.name)) for row in scenario.stress]
    if not scenario.subsidy:
        return []
    months = int(costs()["subsidy_delay_months"].high)
    late = Words(f"all grants {months} months later", f"补助晚到 {months} 个月")
    return [
        (Stress(name=late.en, late_months=months), late),
        (Stress(name=REFUSED.en, refused=("all",)), REFUSED),
    ]


def setback(scenario: Scenario, row: Stress) -> dict[str, np.ndarray]:
    """What a setback changes in one world."""
    values: dict[str, np.ndarray] = {}
    if row.late_months:
        values[keys.LATE] = np.array([float(row.late_months)])
    names = row.refused
    if "all" in names:
        names = tuple(keys.grant_title(rule) for rule in scenario.subsidy)
    values |= {keys.refused(name): np.array([True]) for name in names}
    if row.market_frac != 1.0:
        values[keys.MARKET] = np.array([row.market_frac])
    if row.sale_frac != 1.0:
        for n, load in enumerate(scenario.load, 1):
            values[keys.LOAD_PRICE.at(n)] = np.array([load.price_frac * row.sale_frac])
    return values


def _case(prepared: Prepared, energy: Energy, words: Words, values) -> StressCase:
    scenario, project = prepared.loaded.scenario, prepared.project
    books = keep_books(scenario, project, energy, Worlds(1, values))
    promise = promise_of(scenario, project, books)
    found = measure(scenario, project, energy, books, promise)
    deepest_cny = np.cumsum(books.equity_flow_cny, axis=1).min(axis=1)
    return StressCase(words, found, promise, np.maximum(-deepest_cny, 0.0))
