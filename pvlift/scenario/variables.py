"""The numbers of a scenario that may be uncertain, and how each reaches the simulation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from pvlift.facts.records import LARGEST
from pvlift.scenario.records import Scenario


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
        yield _factor("yield_frac", high=2.0)
        yield _factor("availability_frac", "yield_frac", high=1.0)
    if scenario.losses is not None:
        for field, high in (("first_year_decline_frac", 1.0), ("decline_per_year", 0.05)):
            key = f"losses.{field}"
            yield Variable(key, key, getattr(scenario.losses, field), 0.0, high, False, key, False)
    if scenario.feed_in is not None and scenario.roof:
        yield _factor("feed_in.market_frac")
        yield _factor("feed_in.market_path", "feed_in.market_frac")
    connection = scenario.connection
    if connection is not None and connection.curtailment is not None:
        yield _factor("connection.curtailment_frac")
    yield _factor("lift_power.price_frac")
    yield _factor("lift_power.price_path", "lift_power.price_frac")
    if not scenario.lift_power.by_year_frac:  # a table of years stands in place of growth
        growth = scenario.lift_power.growth_per_year
        key = "lift_power.growth_per_year"
        yield Variable(key, key, growth, -0.5, 0.5, False, key, False)
    fields = {
        "people_per_flat": (0.0, 12.0, True),
        "trips_per_person_per_day": (0.0, 30.0, True),
    }
    yield from _rows("stairwell", scenario.stairwell, fields, lambda row: row.name)
    titles = Counter(well.name for well in scenario.stairwell)
    for n, well in enumerate(scenario.stairwell, 1):
        short = well.name if titles[well.name] == 1 else f"{well.name}.{n}"
        yield _factor(f"stairwell.{n}.use_frac")._replace(name=f"stairwell.{short}.use_frac")
    fields = {
        "kwh_per_year": (0.0, LARGEST, True),
        "price_frac": (0.0, 1.5, True),
        "unpaid_frac": (0.0, 1.0, True),
        "growth_per_year": (-0.5, 0.5, False),
    }
    yield from _rows("load", scenario.load, fields, lambda row: row.name)
    for n, load in enumerate(scenario.load, 1):
        yield _factor(f"load.{n}.price_path", f"load.{n}.price_frac")._replace(
            name=f"load.{load.name}.price_path"
        )
    fields = {"cny": (0.0, LARGEST, True), "growth_per_year": (-0.5, 0.5, False)}
    yield from _rows("cost", scenario.cost, fields, lambda row: row.account)
    fields = {"rate_per_year": (0.0, 0.3, False)}
    yield from _rows("loan", scenario.loan, fields, lambda row: row.name)
    if scenario.subsidy:
        key = "subsidy.late_months"
        yield Variable(key, key, 0.0, 0.0, 600.0, False, key, False)
    for n, rule in enumerate(scenario.subsidy, 1):
        title = rule.programme if rule.kind == "programme" else rule.name
        into = f"refused:{title}"
        yield Variable(
            f"subsidy.{n}.refused", f"subsidy.{title}.refused", 0.0, 0.0, 1.0, False, into, False
        )


def _rows(table: str, rows, fields, title) -> Iterator[Variable]:
    """The uncertain fields of every row of a list."""
    titles = Counter(title(row) for row in rows)
    for n, row in enumerate(rows, 1):
        short = title(row) if titles[title(row)] == 1 else f"{title(row)}.{n}"
        for field, (low, high, yearly) in fields.items():
            base = getattr(row, field)
            if base is None or (field == "growth_per_year" and getattr(row, "by_year_frac", ())):
                continue
            at_start = table == "cost" and row.when == "build"
            key = f"{table}.{n}.{field}"
            yield Variable(
                key,
                f"{table}.{short}.{field}",
                base,
                low,
                high,
                yearly and not at_start,
                key,
                False,
            )
