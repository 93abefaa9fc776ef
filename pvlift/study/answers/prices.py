"""Every price that counts in a plan, and how the first year's income follows from it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pvlift.facts.accounts import keys_of
from pvlift.facts.feed_in import BenchmarkFeedIn, FlatFeedIn, MechanismFeedIn
from pvlift.facts.read import feed_in_rule, tariff_rule
from pvlift.money.ledger import net_cny
from pvlift.prices.feed_in import mechanism_kwh
from pvlift.study.plan.outcome import Outcome


class PriceRow(NamedTuple):
    """One price of operating year 1, tax included. [CNY/kWh]"""

    key: str  # "lift_power", "retail", "market", "mechanism", "benchmark", "flat", "green"
    name: str  # of the load that pays; empty where no load does
    mean_cny_per_kwh: float  # over the hours of the year
    low_cny_per_kwh: float
    high_cny_per_kwh: float
    share_frac: float  # of the retail price that a buyer pays; of the exports it holds for
    first_year: int
    last_year: int
    growth_per_year: float | None  # None: a path of its own
    source: str
    confidence: str | None


class Settled(NamedTuple):
    """One kind of income of operating year 1: energy, price and money that close."""

    account: str
    kwh: float
    cny_per_kwh: float  # mean over this energy; nan without any
    cny: float  # as in the ledger


def price_rows(outcome: Outcome) -> tuple[PriceRow, ...]:
    """Retail prices of the lifts and of every buyer, and what exports bring."""
    scenario = outcome.prepared.loaded.scenario
    hourly = outcome.prepared.hours
    n_years, rows = scenario.n_years, []
    uses = [("lift_power", "", scenario.lift_power, 1.0)]
    uses += [("retail", load.name, load, load.price_frac) for load in scenario.load]
    for (key, name, row, share), price in zip(uses, hourly.price_cny_per_kwh, strict=True):
        rule = tariff_rule(row.price)
        source = row.source if rule.source == "assumption" else rule.source
        growth = None if row.by_year_frac else row.growth_per_year
        rows.append(
            PriceRow(key, name, *_levels(price), share, 1, n_years, growth, source, rule.confidence)
        )
    if scenario.feed_in is None or not scenario.roof:
        return tuple(rows)
    regime = feed_in_rule(scenario.feed_in)
    market = _levels(hourly.export_cny_per_kwh)
    match regime:
        case FlatFeedIn():
            row = PriceRow("flat", "", *market, 1.0, 1, n_years, regime.growth_per_year or 0.0,
                           regime.source, regime.confidence)  # fmt: skip
            return (*rows, row)
        case MechanismFeedIn():
            key, price = "mechanism", regime.mechanism_cny_per_kwh
        case BenchmarkFeedIn():
            key, price = "benchmark", regime.benchmark_cny_per_kwh
        case _:
            key = price = None
    if key is not None:
        last = min(regime.term_years, n_years)
        rows.append(
            PriceRow(
                key,
                "",
                *_levels(price),
                regime.share_frac,
                1,
                last,
                0.0,
                regime.source,
                regime.confidence,
            )  # fmt: skip
        )
    path = regime.market
    growth = None if path.by_year_frac else path.growth_per_year or 0.0
    rows.append(
        PriceRow("market", "", *market, 1.0, 1, n_years, growth, path.source, path.confidence)
    )
    return tuple(rows)


def settled_rows(outcome: Outcome) -> tuple[Settled, ...]:
    """Income from the roofs' power in operating year 1, account by account."""
    scenario, energy = outcome.prepared.loaded.scenario, outcome.energy
    exported_kwh = float(energy.exported_kwh[0, 0])
    kwh = {"power_sold": float(energy.used_kwh[0, 0, 1:].sum())}
    kwh |= dict.fromkeys(("feed_in_market", "feed_in_negative_price", "feed_in_flat"), exported_kwh)
    if scenario.feed_in is not None:
        regime = feed_in_rule(scenario.feed_in)
        if isinstance(regime, MechanismFeedIn):
            made_kwh = energy.made_kwh[:1]
            self_use = np.divide(energy.used_kwh[:1].sum(axis=2), made_kwh,
                                 out=np.zeros_like(made_kwh), where=made_kwh > 0.0)  # fmt: skip
            covered = float(mechanism_kwh(regime, energy.exported_kwh[:1], self_use)[0, 0])
            kwh |= {"mechanism_topup": covered, "mechanism_payback": covered}
        elif isinstance(regime, BenchmarkFeedIn):
            kwh["feed_in_benchmark"] = exported_kwh * regime.share_frac
            kwh["feed_in_market"] = exported_kwh * (1.0 - regime.share_frac)
    rows = []
    for account in keys_of("pv_income", "pv_refund"):
        cny = float(net_cny(outcome.books.ledger, "investor", (account,))[0, 1])
        if cny == 0.0:
            continue
        amount = kwh.get(account, np.nan)
        rows.append(Settled(account, amount, cny / amount if amount > 0.0 else np.nan, cny))
    return tuple(rows)


def _levels(price) -> tuple[float, float, float]:
    """Mean, lowest and highest."""
    price = np.asarray(price, float)
    return float(price.mean()), float(price.min()), float(price.max())
