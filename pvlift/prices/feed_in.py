"""What the grid pays for PV power: market, mechanism, benchmark, certificates.

Prices are those of operating year 1; the rule's own path says how the market goes on.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pvlift.facts.feed_in import (
    BenchmarkFeedIn,
    FeedInRule,
    FlatFeedIn,
    Green,
    LosersShare,
    MechanismFeedIn,
    SelfUseBonus,
)
from pvlift.facts.prices import FlatPrice
from pvlift.facts.read import auction_rules, feed_in_rule
from pvlift.prices.growth import by_year, grown
from pvlift.prices.shapes import hourly_shape
from pvlift.weather.records import N_HOURS


class Sale(NamedTuple):
    """One yearly flow that feed-in brings; the ledger makes a transfer of it."""

    payer: str
    payee: str
    cny: np.ndarray  # float[n_draws, n_years], never negative
    source: str


def export_price(rule: FeedInRule) -> np.ndarray:
    """Market price of exported power in every hour, operating year 1. float[8760] [CNY/kWh]"""
    regime = feed_in_rule(rule)
    if isinstance(regime, FlatFeedIn):
        return np.full(N_HOURS, float(regime.cny_per_kwh))
    return hourly_shape(regime.market.price)


def reference_price(rule: FeedInRule) -> np.ndarray | None:
    """Reference price of the mechanism in every hour; none for a price taker. float[8760]"""
    regime = feed_in_rule(rule)
    reference = getattr(regime, "reference", None)
    return None if reference is None else hourly_shape(reference)


def market_factors(rule: FeedInRule, n_years: int) -> np.ndarray:
    """Market price of each year over the first year's: the rule's own path. float[n_years]"""
    regime = feed_in_rule(rule)
    path = regime if isinstance(regime, FlatFeedIn) else regime.market
    table_frac = getattr(path, "by_year_frac", ())
    if table_frac:
        return by_year(table_frac, n_years)
    return grown(np.float64(path.growth_per_year or 0.0), n_years)


def feed_in_cny(
    rule: FeedInRule,
    exported_kwh: np.ndarray,
    market_value_cny: np.ndarray,
    market_factor: np.ndarray | float = 1.0,
    reference_value_cny: np.ndarray | None = None,
    self_use_frac: np.ndarray | None = None,
) -> dict[str, Sale]:
    """What feed-in brings by account: P = P_own + s (P_mech - P_ref) within the term. [CNY]

    Parameters
    ----------
    exported_kwh : float[n_draws, n_years]
    market_value_cny : float[n_draws, n_years]   exports x `export_price` of the hour, year-1 prices
    market_factor : float[n_draws, n_years] or less   on top of the rule's own price path
    reference_value_cny : float[n_draws, n_years]   exports x `reference_price`, if not flat
    self_use_frac : float[n_draws, n_years]   self-used share of output, for a bonus on it

    References
    ----------
    NDRC and NEA, Fagai Jiage [2025] No. 136; Jiangxi draft plan of 2025-09-08 (reference price).
    A price taker's reference is its own generation-weighted price: P = s P_mech + (1 - s) P_own.
    """
    regime = feed_in_rule(rule)
    exported_kwh = np.asarray(exported_kwh, dtype=float)
    if exported_kwh.ndim != 2 or np.shape(market_value_cny) != exported_kwh.shape:
        raise ValueError("exported_kwh and market_value_cny are float[n_draws, n_years]")
    n_years = exported_kwh.shape[1]
    level = market_factors(regime, n_years) * np.asarray(market_factor, dtype=float)
    at_market_cny = market_value_cny * level
    source = regime.market.source if hasattr(regime, "market") else regime.source
    covered_kwh = np.zeros_like(exported_kwh)
    sales: dict[str, Sale] = {}
    match regime:
        case FlatFeedIn():
            flat_cny = exported_kwh * regime.cny_per_kwh * level
            sales["feed_in_flat"] = Sale("grid", "investor", flat_cny, source)
        case BenchmarkFeedIn():
            share = np.where(np.arange(n_years) < regime.term_years, regime.share_frac, 0.0)
            covered_kwh = exported_kwh * share
            paid_cny = covered_kwh * regime.benchmark_cny_per_kwh
            sales["feed_in_benchmark"] = Sale("grid", "investor", paid_cny, regime.source)
            _add_market(sales, at_market_cny * (1.0 - share), source)
        case MechanismFeedIn():
            _add_market(sales, at_market_cny, source)
            covered_kwh = mechanism_kwh(regime, exported_kwh, self_use_frac)
            reference_cny = _reference_cny(
                regime, exported_kwh, market_value_cny, reference_value_cny
            )
            mean_cny_per_kwh = np.divide(
                reference_cny * level,
                exported_kwh,
                out=np.zeros_like(exported_kwh),
                where=exported_kwh > 0,
            )
            topup_cny = covered_kwh * (regime.mechanism_cny_per_kwh - mean_cny_per_kwh)
            sales["mechanism_topup"] = Sale(
                "grid", "investor", np.maximum(topup_cny, 0.0), regime.source
            )
            sales["mechanism_payback"] = Sale(
                "investor", "grid", np.maximum(-topup_cny, 0.0), regime.source
            )
        case _:
            _add_market(sales, at_market_cny, source)
    if regime.green is not None:
        sales.update(_green(regime.green, exported_kwh - covered_kwh))
    return sales


def _add_market(sales: dict[str, Sale], cny: np.ndarray, source: str) -> None:
    """Market sales; in years whose market price is below zero the investor pays."""
    sales["feed_in_market"] = Sale("grid", "investor", np.maximum(cny, 0.0), source)
    if (cny < 0).any():
        sales["feed_in_negative_price"] = Sale("investor", "grid", np.maximum(-cny, 0.0), source)


def mechanism_kwh(regime: MechanismFeedIn, exported_kwh, self_use_frac) -> np.ndarray:
    """Energy under the mechanism: the share, at most the yearly volume, within the term."""
    share, term_years = regime.share_frac, np.array([[regime.term_years]])
    for name in regime.auction:
        match auction_rules()[name].rule:
            case LosersShare(kept_frac=kept):
                share = share * kept**regime.lost_rounds
            case SelfUseBonus() as bonus:
                if self_use_frac is None:
                    raise ValueError("a bonus on self-use needs self_use_frac")
                term_years = term_years + bonus_years(bonus, regime, self_use_frac)
    covered_kwh = exported_kwh * share
    if regime.volume_cap_kwh_per_year is not None:
        covered_kwh = np.minimum(covered_kwh, regime.volume_cap_kwh_per_year)
    return np.where(np.arange(exported_kwh.shape[1]) < term_years, covered_kwh, 0.0)


def bonus_years(bonus: SelfUseBonus, regime: MechanismFeedIn, self_use_frac) -> np.ndarray:
    """Years that self-use adds to the term of the mechanism. int[n_draws, 1]

    Stretches follow each other from year 1 and lie within the term that was won.
    """
    length = bonus.during_years
    whole = min(regime.term_years, self_use_frac.shape[1]) // length * length
    enough = self_use_frac[:, :whole] >= regime.average_self_use_frac + bonus.above_frac
    stretches = enough.reshape(len(enough), -1, length).all(axis=2).sum(axis=1, keepdims=True)
    return np.minimum(stretches * bonus.adds_years, bonus.most_years)


def _reference_cny(regime, exported_kwh, market_value_cny, reference_value_cny) -> np.ndarray:
    if regime.reference is None:
        return market_value_cny
    if isinstance(regime.reference, FlatPrice):
        return exported_kwh * regime.reference.cny_per_kwh
    if reference_value_cny is None:
        raise ValueError("a reference price with a shape needs reference_value_cny")
    return reference_value_cny


def _green(green: Green, eligible_kwh: np.ndarray) -> dict[str, Sale]:
    """Certificates and carbon: one kWh earns one of them, mechanism power none."""
    sales: dict[str, Sale] = {}
    left_kwh = eligible_kwh
    if green.certificate_cny_per_kwh is not None:
        sold_kwh = left_kwh * green.sold_frac
        cny = sold_kwh * green.certificate_cny_per_kwh
        sales["green_certificates"] = Sale("customers", "investor", cny, green.source)
        left_kwh = left_kwh - sold_kwh
    if green.carbon_cny_per_kwh is not None:
        cny = left_kwh * green.carbon_cny_per_kwh
        sales["carbon_credits"] = Sale("customers", "investor", cny, green.source)
    return sales
