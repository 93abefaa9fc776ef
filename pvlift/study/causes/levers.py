"""Levers of a plan: one cause each, moved as a multiple of what the scenario says."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from pvlift.errors import Words
from pvlift.facts.accounts import keys_of
from pvlift.facts.read import grant_rules
from pvlift.scenario import draw_keys as keys
from pvlift.scenario.load import Loaded, variant
from pvlift.scenario.records import Scenario
from pvlift.scenario.worlds import Worlds

EXTRA = "additional grant"
NO_LAWS = {"uncertain": (), "correlation": ()}  # a law may name a grant that is rewritten
AMOUNTS = (
    "cny_per_lift",
    "base_cny",
    "step_cny",
    "cap_cny",
    "cny_per_household",
    "cny_per_lift_per_year",
    "cny_per_w",
    "cny_per_kwh",
    "pot_cny",
    "cap_cny_per_year",
    "points_per_year",
)


class Lever(NamedTuple):
    """A cause that can be moved alone."""

    key: str
    words: Words
    keys: tuple[str, ...]  # of `Worlds`
    bases: tuple[float, ...]  # their values in the scenario
    highest: float  # multiple of the scenario's value that makes sense at most; the least is 0


def levers_of(scenario: Scenario) -> tuple[Lever, ...]:
    """Every lever that the scenario has, by what it names."""
    build = _costs(scenario, lambda cost: cost.when == "build")
    of_lift, of_pv = keys_of("lift_build", "relocation"), keys_of("pv_build")
    lift = _costs(scenario, lambda cost: cost.when == "build" and cost.account in of_lift)
    pv = _costs(scenario, lambda cost: cost.account in of_pv)
    running = _costs(scenario, lambda cost: cost.when != "build")
    loads = [(n, load) for n, load in enumerate(scenario.load, 1) if load.kwh_per_year > 0]
    prices = [(keys.LOAD_PRICE.at(n), load.price_frac) for n, load in loads if load.price_frac > 0]
    use = [(keys.LOAD_KWH.at(n), load.kwh_per_year) for n, load in loads]
    trips = [
        (keys.TRIPS.at(n), well.trips_per_person_per_day)
        for n, well in enumerate(scenario.stairwell, 1)
    ]
    rates = [
        (keys.LOAN_RATE.at(n), loan.rate_per_year)
        for n, loan in enumerate(scenario.loan, 1)
        if loan.rate_per_year > 0
    ]
    has_export = scenario.roof and scenario.feed_in is not None
    dearest = max((value for _, value in prices), default=1.0)
    to_grid_price = max(1.0 / dearest, 1.0)
    found = (
        _lever("capex", "construction cost", "建设投资", build, 2.0),
        _lever("lift_capex", "cost of the lifts", "电梯建设费", lift, 2.0),
        _lever("pv_capex", "cost of the PV plant", "光伏建设费", pv, 2.0),
        _lever("running", "running and renewal cost", "运行与更新费用", running, 5.0),
        _lever(
            "yield",
            "PV output",
            "光伏发电量",
            [(keys.YIELD, 1.0)] if scenario.roof else [],
            2.0,
        ),
        _lever(
            "self_use_price",
            "price of power sold behind the meter",
            "自用电结算价格",
            prices,
            to_grid_price,
        ),
        _lever("other_use", "use of other consumers", "其他用户用电量", use, 5.0),
        _lever(
            "market_price",
            "market price of exports",
            "上网市场电价",
            [(keys.MARKET, 1.0)] if has_export else [],
            5.0,
        ),
        _lever(
            "lift_power_price",
            "price of the lifts' grid power",
            "电梯购电价格",
            [(keys.LIFT_PRICE, 1.0)],
            5.0,
        ),
        _lever("lift_use", "use of the lifts", "电梯使用强度", trips, 5.0),
        _lever("loan_rate", "loan interest", "贷款利率", rates, 5.0),
    )
    return tuple(lever for lever in found if lever.keys)


def _costs(scenario: Scenario, wanted: Callable) -> list[tuple[str, float]]:
    return [(keys.COST.at(n), cost.cny) for n, cost in enumerate(scenario.cost, 1) if wanted(cost)]


def _lever(key, en, zh, pairs, highest) -> Lever:
    keys, bases = (tuple(part) for part in zip(*pairs, strict=True)) if pairs else ((), ())
    return Lever(key, Words(en, zh), keys, bases, highest)


def moved(moves: list[tuple[Lever, float]]) -> Worlds:
    """One world for each (lever, multiple), every lever moved alone."""
    values: dict[str, np.ndarray] = {}
    for row, (lever, factor) in enumerate(moves):
        for key, base in zip(lever.keys, lever.bases, strict=True):
            values.setdefault(key, np.full(len(moves), base))[row] = base * factor
    return Worlds(len(moves), values)


def grant_scaled(loaded: Loaded, factor: float) -> Loaded:
    """The same plan with every grant's amount multiplied; programmes are written out first."""
    rows = []
    for rule in grant_rules(loaded.scenario.subsidy):
        row = rule.model_dump(mode="python")
        for name in AMOUNTS:
            if row.get(name) is not None:
                row[name] = row[name] * factor
        if row["kind"] in ("cost_share", "relocation", "interest"):
            row["share_frac"] = min(row["share_frac"] * factor, 1.0)
        if row["kind"] == "storeys":
            row["table"] = tuple(
                step | {"cny_per_lift": step["cny_per_lift"] * factor} for step in row["table"]
            )
        rows.append(row)
    return variant(loaded, {"subsidy": tuple(rows), **NO_LAWS})


def with_extra_grant(loaded: Loaded, cny_per_lift: float) -> Loaded:
    """The same plan with a further grant for every lift, paid at acceptance."""
    rows = [rule.model_dump(mode="python") for rule in loaded.scenario.subsidy]
    rows.append(
        {
            "kind": "fixed",
            "name": EXTRA,
            "tier": "other",
            "paid": "acceptance",
            "cny_per_lift": float(cny_per_lift),
            "source": "assumption",
        }
    )
    return variant(loaded, {"subsidy": tuple(rows), **NO_LAWS})


def with_counts(loaded: Loaded, table: str, factor: float) -> Loaded:
    """The same plan with all counts of `roof` or `stairwell` multiplied, whole and at least 1."""
    rows = getattr(loaded.scenario, table)
    changes = {
        f"{table}.{n}.count": max(1, round(row.count * factor)) for n, row in enumerate(rows, 1)
    }
    return variant(loaded, changes)
