"""What a kWh from the grid costs in every hour: tariffs of collective meters, homes, business.

Prices are those of operating year 1; `paths` says how they go on.
"""

from __future__ import annotations

import numpy as np

from pvlift.facts.read import tariff_rule
from pvlift.facts.tariffs import (
    FlatTariff,
    PeriodTariff,
    TableTariff,
    TariffRule,
    TieredTariff,
    TimeOfUseTariff,
    Window,
)
from pvlift.prices.shapes import hourly_shape
from pvlift.weather.records import MONTH_DAYS, MONTH_OF_DAY, N_HOURS

QUARTERS = 4  # windows begin and end on quarters of an hour
PERIODS = ("flat", "spike", "peak", "valley", "deep_valley")


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
        in_season = np.isin(MONTH_OF_DAY + 1, season.months)
        for window in season.windows:
            _lay(codes, in_season, weekend, window)
    for holiday in rule.holidays:
        first = MONTH_DAYS[: holiday.month - 1].sum()
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
