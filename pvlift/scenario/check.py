"""Checks across rows of a scenario, all at once; single values are checked by the records."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pvlift.errors import Fault, ScenarioError, WeatherError, Words
from pvlift.facts import read
from pvlift.facts.places import climate_of
from pvlift.scenario.faults import one_of
from pvlift.scenario.money_faults import money_faults
from pvlift.scenario.records import Scenario
from pvlift.scenario.uncertain import uncertain_faults


def ids(table: str, column: str) -> list[str]:
    """Names in one column of a table of facts, once each."""
    return list(dict.fromkeys(row[column] for row in read.rows_of(table)))


def cross_faults(scenario: Scenario, folder: Path) -> list[Fault]:
    """Everything that is wrong between the rows."""
    return [
        *_site(scenario, folder),
        *_known_names(scenario),
        *_sources(scenario),
        *_plant(scenario),
        *money_faults(scenario),
        *uncertain_faults(scenario),
    ]


def _site(scenario: Scenario, folder: Path) -> Iterator[Fault]:
    site, files = scenario.site, scenario.weather.files
    if not files and site.city is None and site.lat_deg is None:
        wanted = Words(
            "a city of the embedded climate, lat_deg and lon_deg near one, or weather.files",
            "内置气候表中的城市、其附近的 lat_deg 与 lon_deg，或 weather.files",
        )
        yield Fault("site.city", "nothing", wanted)
    if site.city is not None:
        try:
            climate_of(site.city)
        except WeatherError as error:
            yield from (fault._replace(where="site.city") for fault in error.faults)
    for n, name in enumerate(files, 1):
        if not (folder / name).is_file():
            wanted = Words("a file that exists", "存在的文件")
            yield Fault(f"weather.files[{n}]", f"'{name}'", wanted)
    if (site.lat_deg is None) != (site.lon_deg is None):
        wanted = Words(
            "both lat_deg and lon_deg, or neither", "同时给出 lat_deg 与 lon_deg，或都不给"
        )
        yield Fault("site", "lat_deg" if site.lon_deg is None else "lon_deg", wanted)


def _known_names(scenario: Scenario) -> Iterator[Fault]:
    modules, lifts = ids("modules.csv", "id"), ids("lifts.csv", "lift")
    inverters = ids("inverters.csv", "id")
    for n, roof in enumerate(scenario.roof, 1):
        if roof.module not in modules:
            yield Fault(f"roof[{n}].module", f"'{roof.module}'", one_of(roof.module, modules))
        if roof.inverter is not None and roof.inverter not in inverters:
            wanted = one_of(roof.inverter, inverters)
            yield Fault(f"roof[{n}].inverter", f"'{roof.inverter}'", wanted)
        if roof.inverter is None and roof.inverter_efficiency_frac is None:
            wanted = Words("a value, or the id of an inverter", "一个值，或给出逆变器编号 inverter")
            yield Fault(f"roof[{n}].inverter_efficiency_frac", "nothing", wanted)
    for n, stairwell in enumerate(scenario.stairwell, 1):
        if stairwell.lift not in lifts:
            wanted = one_of(stairwell.lift, lifts)
            yield Fault(f"stairwell[{n}].lift", f"'{stairwell.lift}'", wanted)
    prices = [("lift_power.price", scenario.lift_power.price)]
    prices += [(f"load[{n}].price", load.price) for n, load in enumerate(scenario.load, 1)]
    for where, price in prices:
        yield from _resolved(read.tariff_rule, price, where)
    if scenario.feed_in is not None:
        yield from _resolved(read.feed_in_rule, scenario.feed_in, "feed_in")
    for n, rule in enumerate(scenario.subsidy, 1):
        yield from _resolved(
            lambda row, where: read.grant_rules((row,), where), rule, f"subsidy[{n}]"
        )


def _resolved(look_up, row, where: str) -> tuple[Fault, ...]:
    """Faults of a row that names something of the library."""
    try:
        look_up(row, where)
    except ScenarioError as error:
        return error.faults
    return ()


def _sources(scenario: Scenario) -> Iterator[Fault]:
    known = [*scenario.sources, *read.sources(), "assumption"]
    for where, source in cited(scenario.model_dump(mode="python", by_alias=True)):
        if source not in known:
            wanted = one_of(source, known)
            hint = Words(" (or a table [sources.<id>])", "（或在 [sources.<编号>] 中说明）")
            yield Fault(where, f"'{source}'", Words(wanted.en + hint.en, wanted.zh + hint.zh))


def cited(node, where: str = "") -> Iterator[tuple[str, str]]:
    """Every `source` in a table and where it stands."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key == "source" and isinstance(value, str):
                yield f"{where}.source" if where else "source", value
            elif key != "sources":
                yield from cited(value, f"{where}.{key}" if where else key)
    elif isinstance(node, (list, tuple)):
        for n, value in enumerate(node, 1):
            yield from cited(value, f"{where}[{n}]")


def _plant(scenario: Scenario) -> Iterator[Fault]:
    needed = Words("this table, because there are roofs", "此表（方案中有光伏屋面）")
    if scenario.roof:
        if scenario.losses is None:
            yield Fault("losses", "nothing", needed)
        if scenario.connection is None:
            yield Fault("connection", "nothing", needed)
    mode = scenario.connection.mode if scenario.connection else None
    if scenario.roof and mode != "self_use_only" and scenario.feed_in is None:
        wanted = Words("what exported power earns", "上网电价（余电或全额上网时必需）")
        yield Fault("feed_in", "nothing", wanted)
    for n, roof in enumerate(scenario.roof, 1):
        if roof.feeds == "grid" and mode == "self_use_only":
            wanted = Words(
                '"meter", because nothing may be exported', '"meter"（该模式不允许上网）'
            )
            yield Fault(f"roof[{n}].feeds", "'grid'", wanted)
        if 2 * roof.setback_m >= min(roof.length_m, roof.width_m):
            wanted = Words("less than half of the roof's width", "小于屋面宽度的一半")
            yield Fault(f"roof[{n}].setback_m", f"{roof.setback_m:g}", wanted)
    for n, load in enumerate(scenario.load, 1):
        if sum(load.hours) <= 0:
            found, wanted = (
                Words("only zeros", "全为 0"),
                Words("some use", "至少一个大于 0 的小时"),
            )
            yield Fault(f"load[{n}].hours", found, wanted)
    for n, stairwell in enumerate(scenario.stairwell, 1):
        if stairwell.flats * stairwell.n_lifts < stairwell.storeys - 1:
            wanted = Words("at least one flat on each upper storey", "二层以上每层至少一户")
            yield Fault(f"stairwell[{n}].flats", str(stairwell.flats), wanted)
        if stairwell.low_income_households > stairwell.flats:
            wanted = Words("not more than flats", "不多于户数 flats")
            found = str(stairwell.low_income_households)
            yield Fault(f"stairwell[{n}].low_income_households", found, wanted)
