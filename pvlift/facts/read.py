"""Reads the rows of this folder, once each, and finds them by id."""

from __future__ import annotations

import csv
import difflib
import tomllib
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Annotated, NamedTuple

from pydantic import Field, TypeAdapter

from pvlift.facts.feed_in import Benchmark, Regime, Round
from pvlift.facts.programmes import Programme
from pvlift.facts.tariffs import Tariff


class Source(NamedTuple):
    """Where a value comes from."""

    id: str
    title: str
    publisher: str
    dated: str
    where: str


class Cost(NamedTuple):
    """One cost item with its spread."""

    id: str
    what: str
    unit: str
    low: float
    base: float
    high: float
    year: str
    source: str
    confidence: str
    note: str


class Event(NamedTuple):
    """Work that comes in certain years of an asset's age."""

    id: str
    what: str
    asset: str
    years: tuple[int, ...]
    every_year_after: int | None
    unit: str
    low: float
    base: float
    high: float
    source: str
    confidence: str
    note: str


class FloorFactor(NamedTuple):
    """What one floor bears under one rule of sharing."""

    id: str
    title: str
    kind: str
    floor: int
    factor: float
    source: str
    confidence: str
    note: str


class GridFactor(NamedTuple):
    """Carbon dioxide of one kWh from the grid."""

    province: str
    province_zh: str
    kgco2_per_kwh: float
    year: str
    source: str
    confidence: str


def text_of(name: str) -> str:
    """One file of this folder."""
    return resources.files("pvlift.facts").joinpath(name).read_text(encoding="utf-8")


def rows_of(name: str) -> list[dict[str, str]]:
    """The rows of one CSV file of this folder, as text."""
    lines = (line for line in text_of(name).splitlines() if not line.startswith("#"))
    return list(csv.DictReader(lines))


@cache
def sources() -> MappingProxyType[str, Source]:
    """All sources by id."""
    return MappingProxyType({row["id"]: Source(**row) for row in rows_of("sources.csv")})


@cache
def programmes() -> MappingProxyType[str, Programme]:
    """All subsidy programmes by id."""
    return _by_id("programmes.toml", "programme", Programme)


@cache
def tariffs() -> MappingProxyType[str, Tariff]:
    """All retail tariffs by id."""
    return _by_id("tariffs.toml", "tariff", Tariff)


@cache
def feed_ins() -> MappingProxyType[str, Regime]:
    """All feed-in regimes by id."""
    return _by_id("feed_in.toml", "feed_in", Regime)


@cache
def rounds() -> MappingProxyType[str, Round]:
    """All auction rounds of mechanism prices by id."""
    return _by_id("feed_in.toml", "round", Round)


@cache
def benchmarks() -> MappingProxyType[str, Benchmark]:
    """Coal benchmark prices by province."""
    rows = _validated("feed_in.toml", "benchmark", Benchmark)
    return MappingProxyType({row.province: row for row in rows})


@cache
def costs() -> MappingProxyType[str, Cost]:
    """All cost items by id."""
    rows = {}
    for row in rows_of("costs.csv"):
        numbers = {name: float(row[name]) for name in ("low", "base", "high")}
        rows[row["id"]] = Cost(**{**row, **numbers})
    return MappingProxyType(rows)


@cache
def events() -> MappingProxyType[str, Event]:
    """Inspections, overhauls and renewals by id."""
    rows = {}
    for row in rows_of("events.csv"):
        numbers = {name: float(row[name]) for name in ("low", "base", "high")}
        years = tuple(int(year) for year in row["years"].split())
        after = int(row["every_year_after"]) if row["every_year_after"] else None
        rows[row["id"]] = Event(**{**row, **numbers, "years": years, "every_year_after": after})
    return MappingProxyType(rows)


@cache
def floor_factors() -> MappingProxyType[str, tuple[FloorFactor, ...]]:
    """What each floor bears, by rule of sharing; floors rise, gaps are not published."""
    found: dict[str, list[FloorFactor]] = {}
    for row in rows_of("floors.csv"):
        numbers = {"floor": int(row["floor"]), "factor": float(row["factor"])}
        found.setdefault(row["id"], []).append(FloorFactor(**{**row, **numbers}))
    return MappingProxyType({name: tuple(rows) for name, rows in found.items()})


@cache
def grid_factors() -> MappingProxyType[str, GridFactor]:
    """Grid emission factors by province."""
    rows = {}
    for row in rows_of("carbon.csv"):
        rows[row["province"]] = GridFactor(**{**row, "kgco2_per_kwh": float(row["kgco2_per_kwh"])})
    return MappingProxyType(rows)


def nearest(name: str, known) -> tuple[str, ...]:
    """Known names that look most like the one given."""
    return tuple(difflib.get_close_matches(name, list(known), n=3, cutoff=0.5))


def _validated(file: str, key: str, record: type) -> tuple:
    """The rows of one array of tables, checked."""
    rows = tomllib.loads(text_of(file)).get(key, [])
    whole = Annotated[tuple[record, ...], Field(strict=False)]
    return TypeAdapter(whole).validate_python(rows)


def _by_id(file: str, key: str, record: type) -> MappingProxyType:
    rows = _validated(file, key, record)
    found = {row.id: row for row in rows}
    if len(found) != len(rows):
        raise ValueError(f"{file}: two rows of [[{key}]] have the same id")
    return MappingProxyType(found)
