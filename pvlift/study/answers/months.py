"""The first operating year by month: where the roofs' power goes, where the lifts' comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pvlift.energy.plant import HourlyYear
from pvlift.energy.points import year_of_points
from pvlift.study.plan.simulate import curtailed_frac
from pvlift.weather.records import MONTH_OF_HOUR

if TYPE_CHECKING:
    from pvlift.study.plan.outcome import Outcome


def first_year(outcome: Outcome) -> HourlyYear:
    """Every hour of year 1 in the first world."""
    draws, scenario = outcome.draws, outcome.prepared.loaded.scenario
    return year_of_points(
        outcome.prepared.points,
        int(draws.weather[0, 0]),
        float(draws.dc_frac[0, 0]),
        draws.load_frac[0, 0],
        float(curtailed_frac(scenario, outcome.worlds)[0, 0]),
    )


def monthly_kwh(year: HourlyYear) -> dict[str, np.ndarray]:
    """Monthly sums of one year by use: float[12] each. [kWh]"""
    hourly_w = {
        "used_by_lifts_kwh": year.used_w[0],
        "used_by_others_kwh": year.used_w[1:].sum(axis=0),
        "exported_kwh": year.exported_w,
        "curtailed_kwh": year.curtailed_w,
        "lift_bought_kwh": year.bought_w[0],
    }
    return {
        key: np.bincount(MONTH_OF_HOUR, weights=power_w, minlength=12) / 1000.0
        for key, power_w in hourly_w.items()
    }
