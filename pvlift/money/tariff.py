"""Prices: what a kWh from the grid costs in every hour, and what the grid pays for PV power.

The reference year has 8760 hours and no 29 February; hour h covers [h, h+1) of local standard time.
Prices are those of operating year 1; growth comes from the ledger or the feed-in rule's own path.
"""

from __future__ import annotations

import calendar
from datetime import date
from typing import NamedTuple

import numpy as np

from pvlift.errors import Fault, Words
from pvlift.facts.feed_in import (
    BenchmarkFeedIn,
    FeedInRule,
    FlatFeedIn,
    Green,
    MechanismFeedIn,
)
from pvlift.facts.prices import ClockPrice, FlatPrice, HourlyPrice, MonthlyPrice, PriceShape
from pvlift.facts.read import feed_in_rule, tariff_rule
from pvlift.facts.tariffs import (
    FlatTariff,
    PeriodTariff,
    TableTariff,
    TariffRule,
    TieredTariff,
    TimeOfUseTariff,
    Window,
)

N_HOURS = 8760
DAYS_OF_MONTH = tuple(calendar.monthrange(2023, month)[1] for month in range(1, 13))
MONTH_OF_DAY = np.repeat(np.arange(1, 13), DAYS_OF_MONTH)  # int[365]
QUARTERS = 4  # windows begin and end on quarters of an hour
PERIODS = ("flat", "spike", "peak", "valley", "deep_valley")


class Sale(NamedTuple):
    """One yearly flow that feed-in brings; the ledger makes a transfer of it."""

    payer: str
    payee: str
    cny: np.ndarray  # float[n_draws, n_years], never negative
    source: str


def hourly_price(
    tariff: TariffRule, *, first_weekday: int = 0, year_kwh: float | None = None
) -> np.ndarray:
    """Price of a kWh in every hour of the reference year. float[8760] [CNY/kWh]

    Parameters
    ----------
    first_weekday : weekday of 1 January, Monday 0; used by windows for weekdays or weekends only
    year_kwh : yearly use, needed for tiers: every kWh is priced at the tiers' average
    """
    rule = tariff_rule(tariff)
    match rule:
        case FlatTariff():
            return np.full(N_HOURS, float(rule.cny_per_kwh))
        case TableTariff():
            return hourly_shape(rule.price)
        case TieredTariff():
            if year_kwh is None:
                raise ValueError("a tariff with tiers needs year_kwh")
            base = float(tier_price(rule, year_kwh))
            by_period = {
                "flat": base,
                "peak": base + (rule.peak_shift_cny_per_kwh or 0.0),
                "valley": base + (rule.valley_shift_cny_per_kwh or 0.0),
            }
        case TimeOfUseTariff():
            fixed = rule.fixed.network_cny_per_kwh + rule.fixed.surcharges_cny_per_kwh
            ratios = {"flat": 0.0, **rule.ratios.model_dump()}
            by_period = {
                period: rule.traded_cny_per_kwh * (1.0 + ratio) + fixed
                for period, ratio in ratios.items()
                if ratio is not None
            }
        case PeriodTariff():
            by_period = rule.cny_per_kwh.model_dump()
    # A period that the rule does not price stays nan; the records see to it that none occurs.
    prices = np.array([by_period.get(period) for period in PERIODS], dtype=float)
    codes = _period_codes(rule, first_weekday)
    return prices[codes].reshape(N_HOURS, QUARTERS).mean(axis=1)


def _period_codes(rule, first_weekday: int) -> np.ndarray:
    """Index into PERIODS for every quarter hour of the year. int[35040]"""
    if first_weekday not in range(7):
        raise ValueError("first_weekday is 0 (Monday) to 6 (Sunday)")
    weekend = (np.arange(365) + first_weekday) % 7 >= 5
    codes = np.zeros((365, 24 * QUARTERS), dtype=np.int8)
    for season in rule.seasons:
        in_season = np.isin(MONTH_OF_DAY, season.months)
        for window in season.windows:
            _lay(codes, in_season, weekend, window)
    for holiday in rule.holidays:
        first = sum(DAYS_OF_MONTH[: holiday.month - 1])
        on_holiday = np.zeros(365, dtype=bool)
        on_holiday[[first + day - 1 for day in holiday.days]] = True
        for window in holiday.windows:
            _lay(codes, on_holiday, weekend, window)
    return codes.ravel()


def _lay(codes: np.ndarray, days: np.ndarray, weekend: np.ndarray, window: Window) -> None:
    if window.days == "weekdays":
        days = days & ~weekend
    elif window.days == "weekends":
        days = days & weekend
    begin, end = round(window.from_h * QUARTERS), round(window.to_h * QUARTERS)
    codes[days, begin:end] = PERIODS.index(window.period)


def hourly_shape(shape: PriceShape) -> np.ndarray:
    """A price shape spread over every hour of the reference year. float[8760] [CNY/kWh]"""
    match shape:
        case FlatPrice():
            return np.full(N_HOURS, float(shape.cny_per_kwh))
        case MonthlyPrice():
            return np.repeat(np.array(shape.cny_per_kwh, dtype=float)[MONTH_OF_DAY - 1], 24)
        case ClockPrice():
            rows = np.array(shape.cny_per_kwh, dtype=float)
            return np.broadcast_to(rows, (12, 24))[MONTH_OF_DAY - 1].ravel()
        case HourlyPrice():
            return np.array(shape.cny_per_kwh, dtype=float)
    raise TypeError(f"not a price shape: {type(shape).__name__}")


def tier_bill_cny(tariff: TariffRule, year_kwh) -> np.ndarray:
    """Year's bill of a tariff with tiers, before valley and peak additions. float[...] [CNY]"""
    rule = tariff_rule(tariff)
    if not isinstance(rule, TieredTariff):
        raise TypeError("tier_bill_cny is for a tariff with tiers")
    used_kwh = np.asarray(year_kwh, dtype=float)
    bounds_kwh = [tier.above_kwh_per_year for tier in rule.tiers] + [np.inf]
    bill_cny = np.zeros_like(used_kwh)
    for tier, begin, end in zip(rule.tiers, bounds_kwh, bounds_kwh[1:], strict=False):
        bill_cny = bill_cny + tier.cny_per_kwh * np.clip(used_kwh - begin, 0.0, end - begin)
    return bill_cny


def tier_price(tariff: TariffRule, year_kwh) -> np.ndarray:
    """Average price of a tariff with tiers; the first tier's for no use. float[...] [CNY/kWh]"""
    used_kwh = np.asarray(year_kwh, dtype=float)
    first = tariff_rule(tariff).tiers[0].cny_per_kwh
    bill_cny = tier_bill_cny(tariff, used_kwh)
    return np.where(used_kwh > 0, bill_cny / np.where(used_kwh > 0, used_kwh, 1.0), first)


def check_in_force(rule, day: date, where: str) -> tuple[Fault, ...]:
    """Faults of a dated row (tariff or grant) that is not in force on the day."""
    faults = []
    if rule.since is not None and day < rule.since:
        wanted = Words(f"{rule.since} or later (the row begins then)", f"不早于生效日 {rule.since}")
        faults.append(Fault(where, str(day), wanted))
    if rule.until is not None and day > rule.until:
        wanted = Words(f"{rule.until} or earlier (the row ends then)", f"不晚于截止日 {rule.until}")
        faults.append(Fault(where, str(day), wanted))
    return tuple(faults)


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
    by_year = getattr(path, "by_year_frac", ())
    if by_year:
        return np.array([by_year[min(year, len(by_year) - 1)] for year in range(n_years)])
    return (1.0 + (path.growth_per_year or 0.0)) ** np.arange(n_years)


def feed_in_cny(
    rule: FeedInRule,
    exported_kwh: np.ndarray,
    market_value_cny: np.ndarray,
    market_factor: np.ndarray | float = 1.0,
    reference_value_cny: np.ndarray | None = None,
) -> dict[str, Sale]:
    """What feed-in brings by account: P = P_own + s (P_mech - P_ref) within the term. [CNY]

    Parameters
    ----------
    exported_kwh : float[n_draws, n_years]
    market_value_cny : float[n_draws, n_years]   exports x `export_price` of the hour, year-1 prices
    market_factor : float[n_draws, n_years] or less   on top of the rule's own price path
    reference_value_cny : float[n_draws, n_years]   exports x `reference_price`, if not flat

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
            covered_kwh = _mechanism_kwh(regime, exported_kwh)
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


def _mechanism_kwh(regime: MechanismFeedIn, exported_kwh: np.ndarray) -> np.ndarray:
    """Energy under the mechanism: the share, at most the yearly volume, within the term."""
    covered_kwh = exported_kwh * regime.share_frac
    if regime.volume_cap_kwh_per_year is not None:
        covered_kwh = np.minimum(covered_kwh, regime.volume_cap_kwh_per_year)
    return np.where(np.arange(exported_kwh.shape[1]) < regime.term_years, covered_kwh, 0.0)


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
