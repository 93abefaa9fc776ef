"""Grants and prices that a plan counts on, as they stand before anything is simulated."""

from __future__ import annotations

from pvlift.errors import ScenarioError
from pvlift.facts.in_force import check_in_force
from pvlift.facts.read import tariff_rule
from pvlift.money import eligibility, operations, support
from pvlift.money.debt import without_debt
from pvlift.money.subsidy import Subsidised
from pvlift.scenario.records import Scenario
from pvlift.scenario.worlds import certain
from pvlift.study.plant.assemble import Prepared


def check_grants(prepared: Prepared) -> None:
    """Refuse grants and prices that exclude each other, are not in force, or exceed the cost."""
    scenario = prepared.loaded.scenario
    faults = [*eligibility.check(scenario.subsidy, as_planned(prepared))]
    faults += _prices_in_force(scenario)
    if faults:
        raise ScenarioError(scenario.name, faults)


def as_planned(prepared: Prepared) -> Subsidised:
    """The plan as grants see it when everything goes as planned."""
    scenario = prepared.loaded.scenario
    lines = operations.cost_lines(scenario, prepared.project, certain())
    no_debt = without_debt(1, scenario.n_years)
    return support.subsidised(scenario, prepared.project, lines, no_debt)


def _prices_in_force(scenario: Scenario):
    """Tariffs that do not hold on the day of commissioning."""
    rows = [("lift_power.price", scenario.lift_power.price)]
    rows += [(f"load[{n}].price", load.price) for n, load in enumerate(scenario.load, 1)]
    for where, price in rows:
        yield from check_in_force(tariff_rule(price, where), scenario.commissioned, where)
