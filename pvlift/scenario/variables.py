"""The numbers of a scenario that may be uncertain, and how each reaches the simulation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from pvlift.scenario import draw_keys as keys
from pvlift.scenario.funds import Cost, Loan
from pvlift.scenario.plant import Losses, Stairwell
from pvlift.scenario.quantities import limits_of
from pvlift.scenario.records import LiftPower, Load, Scenario


class Variable(NamedTuple):
    """One number that may differ from draw to draw."""

    key: str  # what a user writes, with row numbers from 1
    name: str  # the same with names in place of numbers, where they are unique
    base: float  # the scenario's own value
    low: float  # lowest value that makes sense
    high: float  # highest
    yearly: bool  # whether it may differ from year to year
    into: str  # key of `Worlds` it goes to
    scales: bool  # True: multiplies that key; False: replaces it


def variables_of(scenario: Scenario) -> dict[str, Variable]:
    """Every number of a scenario that may be uncertain, by key; base 1 are factors on a result."""
    return {variable.key: variable for variable in _variables(scenario)}


def by_name(variables: dict[str, Variable]) -> dict[str, Variable]:
    """The same under every way of writing a key."""
    return {v.name: v for v in variables.values()} | variables


def _factor(key: str, into: str | None = None, high: float = 10.0) -> Variable:
    """A number that the scenario has no key for: a factor of 1 unless a law says otherwise."""
    return Variable(key, key, 1.0, 0.0, high, True, into or key, into is not None)


def _variables(scenario: Scenario) -> Iterator[Variable]:
    if scenario.roof:
        yield _factor(keys.YIELD, high=2.0)
        yield _factor("availability_frac", keys.YIELD, high=1.0)
    if scenario.losses is not None:
        for key in (keys.FIRST_DECLINE, keys.YEARLY_DECLINE):
            field = key.removeprefix("losses.")
            base, limits = getattr(scenario.losses, field), limits_of(Losses, field)
            yield Variable(key, key, base, limits.low, limits.high, False, key, False)
    if scenario.feed_in is not None and scenario.roof:
        yield _factor(keys.MARKET)
        yield _factor("feed_in.market_path", keys.MARKET)
    connection = scenario.connection
    if connection is not None and connection.curtailment is not None:
        yield _factor(keys.CURTAILMENT)
    yield _factor(keys.LIFT_PRICE)
    yield _factor("lift_power.price_path", keys.LIFT_PRICE)
    if not scenario.lift_power.by_year_frac:  # a table of years stands in place of growth
        growth, key = scenario.lift_power.growth_per_year, keys.LIFT_PRICE_GROWTH
        limits = limits_of(LiftPower, "growth_per_year")
        yield Variable(key, key, growth, limits.low, limits.high, False, key, False)
    fields = {keys.PEOPLE: True, keys.TRIPS: True}
    yield from _rows(Stairwell, scenario.stairwell, fields, lambda row: row.name)
    titles = Counter(well.name for well in scenario.stairwell)
    for n, well in enumerate(scenario.stairwell, 1):
        short = well.name if titles[well.name] == 1 else f"{well.name}.{n}"
        yield _factor(keys.USE.at(n))._replace(name=f"stairwell.{short}.use_frac")
    fields = {
        keys.LOAD_KWH: True,
        keys.LOAD_PRICE: True,
        keys.LOAD_UNPAID: True,
        keys.LOAD_GROWTH: False,
    }
    yield from _rows(Load, scenario.load, fields, lambda row: row.name)
    for n, load in enumerate(scenario.load, 1):
        yield _factor(f"load.{n}.price_path", keys.LOAD_PRICE.at(n))._replace(
            name=f"load.{load.name}.price_path"
        )
    fields = {keys.COST: True, keys.COST_GROWTH: False}
    yield from _rows(Cost, scenario.cost, fields, lambda row: row.account)
    yield from _rows(Loan, scenario.loan, {keys.LOAN_RATE: False}, lambda row: row.name)
    if scenario.subsidy:
        key = keys.LATE
        yield Variable(key, key, 0.0, 0.0, 600.0, False, key, False)
    for n, rule in enumerate(scenario.subsidy, 1):
        title = keys.grant_title(rule)
        into = keys.refused(title)
        yield Variable(
            f"subsidy.{n}.refused", f"subsidy.{title}.refused", 0.0, 0.0, 1.0, False, into, False
        )


def _rows(record, rows, fields: dict[keys.OfRow, bool], title) -> Iterator[Variable]:
    """The uncertain fields of every row of a list, and whether they may differ by year."""
    titles = Counter(title(row) for row in rows)
    for n, row in enumerate(rows, 1):
        short = title(row) if titles[title(row)] == 1 else f"{title(row)}.{n}"
        for field, yearly in fields.items():
            base = getattr(row, field.field)
            is_growth = field.field == "growth_per_year"
            if base is None or (is_growth and getattr(row, "by_year_frac", ())):
                continue
            at_start = field is keys.COST and row.when == "build"
            key, name = field.at(n), f"{field.table}.{short}.{field.field}"
            limits = limits_of(record, field.field)
            yield Variable(
                key, name, base, limits.low, limits.high, yearly and not at_start, key, False
            )
