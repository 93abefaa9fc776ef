"""Every number of a plan that somebody may dispute, with where it comes from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from pvlift.errors import Words
from pvlift.facts import read
from pvlift.facts.tariffs import NamedTariff
from pvlift.scenario.check import cited
from pvlift.scenario.records import Scenario

DOUBTFUL = ("U", "L")
SILENT = ("source", "name", "note", "kind", "confidence")


class Cited(NamedTuple):
    """A source; empty where an id has no row."""

    title: Words
    publisher: Words
    dated: str
    where: str


class Assumption(NamedTuple):
    """One value and its source."""

    key: str  # where it stands in the scenario, or which library row
    value: object  # number, text, list or table as written
    source: str  # id
    cited: Cited
    confidence: str | None  # H M L D U, or None where the row has no tag

    @property
    def is_doubtful(self) -> bool:
        """Not confirmed, weak, or nobody's but the author's."""
        return self.source == "assumption" or self.confidence in DOUBTFUL


def assumptions_of(scenario: Scenario) -> tuple[Assumption, ...]:
    """All cited values of a scenario and the library rows that it takes by id."""
    table = scenario.model_dump(mode="json", by_alias=True)
    written = scenario.model_dump(mode="json", by_alias=True, exclude_unset=True)
    rows = []
    for where, source in cited(table):
        row = _at(table, where)
        kept = _at(written, where) or row
        confidence = row.get("confidence")
        for key, value in row.items():
            if key in SILENT or key not in kept or value is None or _has_own_source(value):
                continue
            place = where[: -len("source")] + key
            rows.append(_row(scenario, place, value, source, confidence))
    rows += [
        _row(scenario, key, value, source, confidence)
        for key, value, source, confidence in _from_library(scenario)
    ]
    return tuple(rows)


def sources_of(rows: Iterable[Assumption]) -> dict[str, Cited]:
    """Every source that stands behind these rows, once, by id."""
    return {row.source: row.cited for row in rows}


def source_of(scenario: Scenario, source: str) -> Cited:
    """What stands behind an id; the scenario's own ids come first."""
    own, row = scenario.sources.get(source), read.sources().get(source)
    if own is not None:
        title, publisher = Words(own.title, own.title), Words(own.publisher, own.publisher)
        return Cited(title, publisher, str(own.dated), own.where)
    if row is None:
        return Cited(Words("", ""), Words("", ""), "", "")
    publisher = Words(row.publisher, row.publisher_zh or row.publisher)
    return Cited(Words(row.title, row.title_zh), publisher, row.dated, row.where)


def _row(scenario: Scenario, key: str, value, source: str, confidence) -> Assumption:
    return Assumption(key, value, source, source_of(scenario, source), confidence)


def _has_own_source(value) -> bool:
    """Whether a part of a row is cited by itself."""
    return next(cited(value), None) is not None if isinstance(value, (dict, list)) else False


def _at(table, where: str) -> dict:
    """The table in which the `source` at this place stands."""
    here = table
    for step in where.split(".")[:-1]:
        name, _, rest = step.partition("[")
        if name and name not in here:
            return {}
        here = here[name] if name else here
        for number in rest.split("["):
            if number:
                here = here[int(number.rstrip("]")) - 1]
    return here


def _from_library(scenario: Scenario) -> Iterator[tuple[str, object, str, str | None]]:
    prices = [("lift_power.price", scenario.lift_power.price)]
    prices += [(f"load[{n}].price", load.price) for n, load in enumerate(scenario.load, 1)]
    for where, price in prices:
        if isinstance(price, NamedTariff):
            rule = read.tariff_rule(price, where)
            yield f"{where}.tariff", price.tariff, rule.source, rule.confidence
    feed_in = scenario.feed_in
    if feed_in is not None and feed_in.kind == "named":
        table = read.feed_in_rule(feed_in).model_dump(mode="json")
        for where, source in cited(table):
            confidence = _at(table, where).get("confidence")
            part = where[: -len("source")].rstrip(".") or "feed_in"
            yield f"feed_in.{part}", feed_in.feed_in, source, confidence
    for n, rule in enumerate(scenario.subsidy, 1):
        if rule.kind == "programme":
            for grant in read.grant_rules([rule], f"subsidy[{n}]"):
                yield f"subsidy[{n}].programme", grant.name, grant.source, grant.confidence
    yield from _machines(scenario)


def _machines(scenario: Scenario) -> Iterator[tuple[str, object, str, str | None]]:
    modules = {row["id"]: row for row in read.rows_of("modules.csv")}
    inverters = {row["id"]: row for row in read.rows_of("inverters.csv")}
    for n, roof in enumerate(scenario.roof, 1):
        row = modules[roof.module]
        yield f"roof[{n}].module", row["name"], row["source"], row["confidence"]
        if roof.inverter is not None:
            row = inverters[roof.inverter]
            yield f"roof[{n}].inverter", row["name"], row["source"], row["confidence"]
    lifts = read.rows_of("lifts.csv")
    for name in dict.fromkeys(well.lift for well in scenario.stairwell):
        for source in dict.fromkeys(row["source"] for row in lifts if row["lift"] == name):
            n = 1 + [well.lift for well in scenario.stairwell].index(name)
            yield f"stairwell[{n}].lift", name, source, None
