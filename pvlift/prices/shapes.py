"""A price shape spread over the hours of the reference year: 8760 hours, no 29 February."""

from __future__ import annotations

import numpy as np

from pvlift.facts.prices import ClockPrice, FlatPrice, HourlyPrice, MonthlyPrice, PriceShape
from pvlift.weather.records import MONTH_OF_DAY, MONTH_OF_HOUR, N_HOURS


def hourly_shape(shape: PriceShape) -> np.ndarray:
    """A price shape spread over every hour of the reference year. float[8760] [CNY/kWh]"""
    match shape:
        case FlatPrice():
            return np.full(N_HOURS, float(shape.cny_per_kwh))
        case MonthlyPrice():
            return np.array(shape.cny_per_kwh, dtype=float)[MONTH_OF_HOUR]
        case ClockPrice():
            rows = np.array(shape.cny_per_kwh, dtype=float)
            return np.broadcast_to(rows, (12, 24))[MONTH_OF_DAY].ravel()
        case HourlyPrice():
            return np.array(shape.cny_per_kwh, dtype=float)
    raise TypeError(f"not a price shape: {type(shape).__name__}")
