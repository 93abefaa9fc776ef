"""SAM's two-period electricity bill with net billing, for comparison.

References
----------
NREL System Advisor Model, PySAM 7.1.1, module utilityrate5 with metering option 2.
"""

from __future__ import annotations

import numpy as np


def two_period_bill_cny(
    load_w, generation_w, is_peak, *, buy_offpeak, buy_peak, sell, fixed_cny_per_month,
    degradation, growth, n_years,
):  # fmt: skip
    """Yearly bills without and with generation, net billing by hour. [CNY] float[n_years + 1] each

    Parameters
    ----------
    load_w, generation_w : float[8760]   of year 1
    is_peak              : bool[8760]
    buy_offpeak, buy_peak, sell : prices [CNY/kWh]
    degradation          : of generation a year [fraction]
    growth               : inflation and rate escalation together; multiplies the whole bill
    """
    load_kwh, made_kwh = np.asarray(load_w) / 1000.0, np.asarray(generation_w) / 1000.0
    buy = np.where(is_peak, buy_peak, buy_offpeak)
    without_cny, with_cny = np.zeros(n_years + 1), np.zeros(n_years + 1)
    for year in range(1, n_years + 1):
        net_kwh = load_kwh - made_kwh * (1.0 - degradation) ** (year - 1)
        rise = (1.0 + growth) ** (year - 1)
        bought, sold = np.maximum(net_kwh, 0.0), np.maximum(-net_kwh, 0.0)
        without_cny[year] = (np.sum(load_kwh * buy) + 12 * fixed_cny_per_month) * rise
        with_cny[year] = (np.sum(bought * buy - sold * sell) + 12 * fixed_cny_per_month) * rise
    return without_cny, with_cny
