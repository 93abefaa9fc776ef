"""Which numbers of a scenario vary, after which law, and what is wrong with that."""

from __future__ import annotations

import fnmatch
import tomllib
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import numpy as np

from pvlift.errors import Fault, Words
from pvlift.facts import read
from pvlift.facts.laws import (
    DefaultLaw,
    Drifting,
    Event,
    Law,
    Reverting,
    Triangular,
    WeatherYears,
)
from pvlift.facts.records import LARGEST
from pvlift.scenario import draw_keys as keys
from pvlift.scenario.correlation import correlation_faults
from pvlift.scenario.faults import nearest
from pvlift.scenario.quantiles import quantile
from pvlift.scenario.records import Scenario
from pvlift.scenario.variables import Variable, by_name, variables_of

WEATHER = Variable(keys.WEATHER, keys.WEATHER, 0.0, 0.0, float("inf"), True, keys.WEATHER, False)
RARE = 1e-6  # a law may leave the range of its key this seldom; what does is held at the limit

UNITS_ZH = {
    "cny_per_lift": " 元/台",
    "cny_per_lift_per_year": " 元/台·年",
    "cny_per_w": " 元/瓦",
    "cny_per_w_per_year": " 元/瓦·年",
    "cny_per_kw_per_year": " 元/千瓦·年",
    "cny_per_kwh": " 元/千瓦时",
    "cny_per_flat": " 元/户",
    "cny_per_year": " 元/年",
    "starts_per_day": " 次/日",
    "frac_per_year": "（年率，小数）",
    "frac": "（小数）",
}  # of the cost rows that make a law


class Driver(NamedTuple):
    """One law and every number that it moves."""

    name: str  # of its stream of draws
    variables: tuple[Variable, ...]
    law: Law
    relative: bool  # the law's numbers are multiples of each variable's own value
    yearly: bool  # drawn in every year
    source: str
    confidence: str
    note: Words
    default: bool  # from the embedded table, not from the scenario


@cache
def default_laws() -> tuple[DefaultLaw, ...]:
    """The embedded laws, in the order of their table."""
    rows = tomllib.loads(read.text_of("laws.toml"))["law"]
    return tuple(DefaultLaw.model_validate(row) for row in rows)


def drivers_of(scenario: Scenario) -> tuple[Driver, ...]:
    """Every law in force in a checked scenario: its own, then the embedded ones, then weather."""
    variables = variables_of(scenario)
    known = by_name(variables) | {"weather": WEATHER}
    own = [_own_driver(row, known) for row in scenario.uncertain]
    taken = {v.key for driver in own for v in driver.variables}
    found = own
    if scenario.montecarlo.default_laws:
        found += list(_default_drivers(variables, taken))
    if "weather" not in taken and scenario.montecarlo.weather == "drawn" and scenario.roof:
        note = Words(
            "Each simulated year takes one of the weather years, all alike.",
            "每个模拟年份等概率抽取一个气象年。",
        )
        law = WeatherYears(kind="weather_years")
        found.append(Driver("weather", (WEATHER,), law, False, True, "assumption", "D", note, True))
    return tuple(found)


def _keys(row) -> tuple[str, ...]:
    return (row.key,) if isinstance(row.key, str) else row.key


def is_path(law: Law) -> bool:
    """Whether a law speaks of years in their order."""
    return isinstance(law, (Drifting, Reverting, Event, WeatherYears))


def _own_driver(row, known: dict[str, Variable]) -> Driver:
    variables = tuple(known[key] for key in _keys(row))
    return Driver(
        name="+".join(v.name for v in variables),
        variables=variables,
        law=row.law,
        relative=row.relative,
        yearly=row.each_year or is_path(row.law),
        source=row.source,
        confidence="",
        note=Words("", ""),
        default=False,
    )


def _default_drivers(variables: dict[str, Variable], taken: set[str]) -> Iterator[Driver]:
    """Rows of the embedded table that meet a key without a law of its own and not zero."""
    for row in default_laws():
        hit = [v for v in variables.values() if _meets(v, row.keys) and v.key not in taken]
        if row.cost or row.relative:
            hit = [v for v in hit if v.base != 0.0]
        if not hit:
            continue
        groups = [(v,) for v in hit] if row.each_alone else [tuple(hit)]
        for group in groups:
            yield _default_driver(row, group)


def _meets(variable: Variable, patterns: tuple[str, ...]) -> bool:
    """Whether a key is meant; rows of one account that stand twice are numbered in their name."""
    names = {variable.key, variable.name}
    if variable.key.startswith("cost."):
        account = variable.name.split(".")[1]
        names.add(f"cost.{account}.{variable.key.rsplit('.', 1)[1]}")
    return any(fnmatch.fnmatchcase(name, pattern) for name in names for pattern in patterns)


def _default_driver(row: DefaultLaw, group: tuple[Variable, ...]) -> Driver:
    name = f"default:{row.id}" + (f":{group[0].name}" if row.each_alone else "")
    note = Words(row.note_en, row.note_zh)
    if row.cost is None:
        yearly = is_path(row.law)
        return Driver(
            name, group, row.law, row.relative, yearly, row.source, row.confidence, note, True
        )
    cost = read.costs()[row.cost]
    law = Triangular(
        kind="triangular", low=cost.low / cost.base, mode=1.0, high=cost.high / cost.base
    )
    source = row.source or cost.source.split()[0]
    words = Words(
        f"{cost.what}: {cost.low:g} / {cost.base:g} / {cost.high:g} {cost.unit}",
        f"参考区间 {cost.low:g} / {cost.base:g} / {cost.high:g}{UNITS_ZH.get(cost.unit, '')}",
    )
    return Driver(name, group, law, True, False, source, cost.confidence, words, True)


def uncertain_faults(scenario: Scenario) -> Iterator[Fault]:
    """Everything that is wrong with the laws of a scenario."""
    known = by_name(variables_of(scenario)) | {"weather": WEATHER}
    taken: dict[str, int] = {}
    sound = True
    for n, row in enumerate(scenario.uncertain, 1):
        for fault in _row_faults(n, row, known, taken):
            sound = False
            yield fault
    if sound:
        drivers = drivers_of(scenario)
        yield from correlation_faults(scenario.correlation, drivers, known)


def _row_faults(n: int, row, known: dict[str, Variable], taken: dict[str, int]) -> Iterator[Fault]:
    where = f"uncertain[{n}]"
    for key in _keys(row):
        variable = known.get(key)
        if variable is None:
            yield Fault(f"{where}.key", f"'{key}'", _nearest_keys(key, known))
            continue
        if variable.key in taken:
            wanted = Words(
                f"one law for each key (uncertain[{taken[variable.key]}] has one)",
                f"每个键只写一条分布（uncertain[{taken[variable.key]}] 已有）",
            )
            yield Fault(f"{where}.key", f"'{key}'", wanted)
        taken[variable.key] = n
        yield from _law_faults(where, key, row, variable)


def _nearest_keys(key: str, known: dict[str, Variable]) -> Words:
    """The keys that can vary which look most like the one given; same last part first."""
    first, last = key.split(".")[0], key.rsplit(".", 1)[-1]
    related = [name for name in known if first in name or name.rsplit(".", 1)[-1] == last]
    close = nearest(key, related, 4) or related
    shown = close[:4] or list(dict.fromkeys(variable.name for variable in known.values()))[:12]
    return Words(
        f"a key that can vary, such as {', '.join(shown)}",
        f"可以设为不确定的键，如 {'、'.join(shown)}",
    )


def _law_faults(where: str, key: str, row, variable: Variable) -> Iterator[Fault]:
    kind = row.law.kind
    is_weather = variable.key == "weather"
    if is_weather != isinstance(row.law, WeatherYears):
        wanted = Words(
            'kind = "weather_years" for the key weather, and only for it',
            'kind = "weather_years" 只用于键 weather，且该键只能用它',
        )
        yield Fault(f"{where}.law.kind", f"'{kind}'", wanted)
        return
    if (row.each_year or is_path(row.law)) and not variable.yearly:
        wanted = Words(
            f"a law drawn once for the whole life ({key} has one value for all years)",
            f"整个寿命期只抽取一次的分布（{key} 各年取同一值）",
        )
        yield Fault(f"{where}.law", f"'{kind}'", wanted)
        return
    if row.relative and variable.base == 0.0:
        wanted = Words(
            "numbers of the key itself, because its value is 0", "绝对数值（该键现值为 0）"
        )
        yield Fault(f"{where}.relative", "true", wanted)
        return
    low, high = law_range(row.law, row.relative, variable)
    if low < variable.low or high > variable.high:
        upper = f" and {variable.high:g}" if variable.high < LARGEST else ""
        upper_zh = f" 至 {variable.high:g}" if variable.high < LARGEST else " 以上"
        wanted = Words(
            f"a law that stays {'between' if upper else 'above'} {variable.low:g}{upper}"
            ' (kind = "bounded" cuts it off)',
            f'取值在 {variable.low:g}{upper_zh} 的分布（可用 kind = "bounded" 截断）',
        )
        yield Fault(f"{where}.law", f"{low:.4g}…{high:.4g}", wanted)


def law_range(law: Law, relative: bool, variable: Variable) -> tuple[float, float]:
    """Values that a law leaves once in a million draws only."""
    if isinstance(law, WeatherYears) or (is_path(law) and not isinstance(law, Event)):
        return variable.low, variable.high  # paths are positive factors, held at the limits
    if isinstance(law, Event):
        ends = [law.value, 1.0 if relative else variable.base]
    else:
        ends = quantile(law, np.array([RARE, 1.0 - RARE])).tolist()
    scale = variable.base if relative else 1.0
    ends = [scale * end for end in ends]
    return min(ends), max(ends)
