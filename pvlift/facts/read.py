"""Reads the rows of this folder, once each, and finds them by id."""

from __future__ import annotations

import csv
import difflib
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Annotated, NamedTuple

from pydantic import Field, TypeAdapter

from pvlift.errors import Fault, ScenarioError, Words
from pvlift.facts.feed_in import (
    AuctionRule,
    Benchmark,
    FeedInRule,
    LibraryRegime,
    MechanismFeedIn,
    NamedFeedIn,
    Regime,
    Round,
    SelfUseBonus,
)
from pvlift.facts.programmes import LibraryRule, NamedProgramme, Programme, SubsidyRule
from pvlift.facts.tariffs import LibraryTariff, NamedTariff, Tariff, TariffRule


class LibrarySource(NamedTuple):
    """Where a value comes from."""

    id: str
    title: str
    title_zh: str
    publisher: str
    publisher_zh: str  # empty: the publisher has no Chinese name
    dated: str
    where: str


class CostSpread(NamedTuple):
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


class PlannedWork(NamedTuple):
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
def sources() -> MappingProxyType[str, LibrarySource]:
    """All sources by id."""
    return MappingProxyType({row["id"]: LibrarySource(**row) for row in rows_of("sources.csv")})


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
def auction_rules() -> MappingProxyType[str, AuctionRule]:
    """Rules of the auctions of mechanism prices by id."""
    return _by_id("feed_in.toml", "auction_rule", AuctionRule)


@cache
def benchmarks() -> MappingProxyType[str, Benchmark]:
    """Coal benchmark prices by province."""
    rows = _validated("feed_in.toml", "benchmark", Benchmark)
    return MappingProxyType({row.province: row for row in rows})


@cache
def costs() -> MappingProxyType[str, CostSpread]:
    """All cost items by id."""
    rows = {}
    for row in rows_of("costs.csv"):
        numbers = {name: float(row[name]) for name in ("low", "base", "high")}
        rows[row["id"]] = CostSpread(**{**row, **numbers})
    return MappingProxyType(rows)


@cache
def events() -> MappingProxyType[str, PlannedWork]:
    """Inspections, overhauls and renewals by id."""
    rows = {}
    for row in rows_of("events.csv"):
        numbers = {name: float(row[name]) for name in ("low", "base", "high")}
        years = tuple(int(year) for year in row["years"].split())
        after = int(row["every_year_after"]) if row["every_year_after"] else None
        rows[row["id"]] = PlannedWork(
            **{**row, **numbers, "years": years, "every_year_after": after}
        )
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


def tariff_rule(rule: TariffRule, where: str = "tariff") -> LibraryTariff:
    """The prices behind a tariff; one taken by id comes from the library."""
    if not isinstance(rule, NamedTariff):
        return rule
    return _named(rule.tariff, tariffs(), f"{where}.tariff", "tariff", "电价").rule


def feed_in_rule(rule: FeedInRule, where: str = "feed_in") -> LibraryRegime:
    """The regime behind a feed-in rule; one taken by id comes from the library."""
    found = _regime_of(rule, where)
    if isinstance(found, MechanismFeedIn):
        _check_auction(found, where)
    return found


def _check_auction(regime: MechanismFeedIn, where: str) -> None:
    """Refuse auction rules that are none, and a bonus on self-use without an average."""
    faults = []
    for n, name in enumerate(regime.auction, 1):
        if name not in auction_rules():
            known = ", ".join(auction_rules())
            wanted = Words(f"one of {known}", f"下列之一：{known}")
            faults.append(Fault(f"{where}.auction[{n}]", f"'{name}'", wanted))
        elif isinstance(auction_rules()[name].rule, SelfUseBonus):
            if regime.average_self_use_frac is None:
                wanted = Words(f"a share, because of {name}", f"一个比例（规则 {name} 需要）")
                faults.append(Fault(f"{where}.average_self_use_frac", "nothing", wanted))
    if faults:
        raise ScenarioError(where, faults)


def _regime_of(rule: FeedInRule, where: str) -> LibraryRegime:
    if not isinstance(rule, NamedFeedIn):
        return rule
    if rule.feed_in not in feed_ins() and rule.feed_in in rounds():
        return _of_round(rounds()[rule.feed_in], rule, where)
    known = {**rounds(), **feed_ins()}
    found = _named(rule.feed_in, known, f"{where}.feed_in", "feed-in regime", "上网电价").rule
    changes = {name: value for name in CHANGES if (value := getattr(rule, name)) is not None}
    faults = [
        Fault(
            f"{where}.{name}",
            str(changes[name]),
            Words(f"nothing: {rule.feed_in} has no {name}", f"不填：{rule.feed_in} 没有 {name}"),
        )
        for name in changes
        if name not in type(found).model_fields
    ]
    if faults:
        raise ScenarioError(where, faults)
    return found.model_copy(update=changes) if changes else found


AUCTION = ("auction", "average_self_use_frac", "lost_rounds")
CHANGES = ("market", "share_frac", "term_years", *AUCTION)
PUBLISHED = Words(
    "a value of your own (the round does not publish it)", "自行填写的值（该轮竞价未公布此项）"
)


def _of_round(row: Round, rule: NamedFeedIn, where: str) -> MechanismFeedIn:
    """The regime of an auction round; what the round does not publish the scenario must give."""
    share = row.max_share_frac if rule.share_frac is None else rule.share_frac
    term = row.term_years if rule.term_years is None else rule.term_years
    price = row.pv_cny_per_kwh
    if price is None:
        wanted = Words("a round with a price for PV", "已公布光伏电价的竞价轮次")
        raise ScenarioError(where, [Fault(f"{where}.feed_in", row.id, wanted)])
    values = {"market": rule.market, "share_frac": share, "term_years": term}
    missing = [name for name, value in values.items() if value is None]
    if missing:
        faults = [Fault(f"{where}.{name}", "nothing", PUBLISHED) for name in missing]
        raise ScenarioError(where, faults)
    named = {name: value for name in AUCTION if (value := getattr(rule, name)) is not None}
    return MechanismFeedIn(
        **named,
        kind="mechanism",
        mechanism_cny_per_kwh=price,
        source=row.source,
        confidence=row.confidence,
        **values,
    )


def grant_rules(rules: Iterable[SubsidyRule], where: str = "subsidy") -> tuple[LibraryRule, ...]:
    """All single grants behind the rules of a scenario; programmes come from the library."""
    found, faults = [], []
    for rule in rules:
        if not isinstance(rule, NamedProgramme):
            found.append(rule)
            continue
        try:
            row = _named(
                rule.programme, programmes(), f"{where}.programme", "programme", "补助政策"
            )
            found.extend(_grants_taken(rule, row, where))
        except ScenarioError as error:
            faults.extend(error.faults)
    if faults:
        raise ScenarioError(where, faults)
    return tuple(found)


def _grants_taken(rule: NamedProgramme, row: Programme, where: str) -> list[LibraryRule]:
    if not row.rules:
        wanted = Words(
            "a programme with a published amount (none is known here; write the grant yourself)",
            "已公布金额的政策（此处金额未公布，请自行填写补助）",
        )
        raise ScenarioError(where, [Fault(f"{where}.programme", row.id, wanted)])
    names = [grant.name for grant in row.rules]
    unknown = [name for name in rule.only if name not in names]
    if unknown:
        listed = ", ".join(names)
        wanted = Words(f"one of {listed}", f"下列之一：{listed}")
        raise ScenarioError(where, [Fault(f"{where}.only", name, wanted) for name in unknown])
    taken = [grant for grant in row.rules if not rule.only or grant.name in rule.only]
    if rule.delay_months is None:
        return taken
    return [grant.model_copy(update={"delay_months": rule.delay_months}) for grant in taken]


def _named(name: str, known, where: str, what_en: str, what_zh: str):
    if name in known:
        return known[name]
    close = nearest(name, known) or tuple(sorted(known))
    wanted = Words(
        f"the id of a {what_en}, such as {', '.join(close[:5])}",
        f"{what_zh}库中的编号，例如 {'、'.join(close[:5])}",
    )
    raise ScenarioError(where, [Fault(where, name, wanted)])
