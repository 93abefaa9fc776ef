"""Whole lifetimes: every hour of every year, then the money, beside PySAM and BREOS."""

from __future__ import annotations

import logging
import os
import tempfile
import time
import warnings
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from benchmarks import plans
from benchmarks.measure import Result, best_of_two_s, best_s
from pvlift.energy.settle import settle
from pvlift.study.plan.simulate import energy_draws
from pvlift.study.worlds.laws import uniforms_block, worlds_of
from pvlift.weather.records import MONTH_DAYS, MONTH_OF_HOUR

N_DRAWS = 20_000


def lifetimes() -> Iterator[Result]:
    """25 years of an estate: one array, four loads; all cores, then one core beside PySAM."""
    job = plans.estate(N_DRAWS)
    rate = N_DRAWS / best_s(lambda: plans.simulate(job))
    yield Result("lifetimes", "lifetimes/s", rate, asked=">= 10000", note=f"{_cores()} cores")
    few = job._replace(dice=job.dice._replace(n_draws=N_DRAWS // 4))
    sam = pysam_lifetime(job.prepared.weather)
    alone_s, peer_s = best_of_two_s(lambda: plans.simulate(few, 1), sam)
    yield Result(
        "lifetimes_per_core",
        "lifetimes/s",
        N_DRAWS // 4 / alone_s,
        "PySAM PVWatts + Utilityrate5 + Cashloan",
        1.0 / peer_s,
        ">= 250 x",
        "weather in memory for both; the peer settles one year's hours and declines it",
    )


def settlement() -> Iterator[Result]:
    """The hot loop alone."""
    job = plans.estate(4096)
    worlds = worlds_of(job.plan, uniforms_block(job.plan, job.dice, 0, 4096))
    draws = energy_draws(job.prepared, worlds)
    seconds = best_s(lambda: settle(job.prepared.points[0].plant, draws), 15)
    hours = 8760 * draws.weather.size
    note = f"{1e9 * seconds * _cores() / hours:.3f} ns per hour-step and core; 1 array, 4 loads"
    yield Result("settlement", "lifetimes/s", 4096 / seconds, note=note)


def beside_breos() -> Iterator[Result]:
    """20 years of a house, weather year and demand drawn in every year, PV only."""
    job = plans.house_as_breos(N_DRAWS)
    rate = N_DRAWS / best_s(lambda: plans.simulate(job))
    peer_rate = breos_rate(job.prepared.weather, _cores())
    yield Result(
        "beside_breos",
        "lifetimes/s",
        rate,
        "BREOS montecarlo",
        peer_rate,
        ">= 60 x",
        f"{_cores()} processes for the peer, its start and its PV years left out",
    )


def pysam_lifetime(weather):
    """SAM's chain on reused objects with the weather in memory; a function that runs it.

    One year of hours, whose energy declines: since version 8 the hours of all years are SAM's
    default, which takes it seven times as long.
    """
    import PySAM.Cashloan as Cashloan
    import PySAM.Pvwattsv8 as Pvwatts
    import PySAM.Utilityrate5 as Utilityrate

    pv = Pvwatts.default("PVWattsResidential")
    bill = Utilityrate.from_existing(pv, "PVWattsResidential")
    loan = Cashloan.from_existing(pv, "PVWattsResidential")
    for model in (pv, bill, loan):
        model.Lifetime.system_use_lifetime_output = 0
    pv.SolarResource.solar_resource_data = as_solar_resource(weather)

    def lifetime():
        pv.execute(0)
        bill.execute(0)
        loan.execute(0)
        return loan.Outputs.npv, loan.Outputs.payback

    return lifetime


def as_solar_resource(weather) -> dict[str, object]:
    """The first weather year as PySAM takes it: the sun at the middle of each hour."""
    hour = np.arange(8760)
    start_of_month = 24 * (np.cumsum(MONTH_DAYS) - MONTH_DAYS)
    return {
        "lat": weather.lat_deg,
        "lon": weather.lon_deg,
        "tz": weather.utc_offset_h,
        "elev": weather.altitude_m,
        "year": [2005] * 8760,
        "month": (MONTH_OF_HOUR + 1).tolist(),
        "day": ((hour - start_of_month[MONTH_OF_HOUR]) // 24 + 1).tolist(),
        "hour": (hour % 24).tolist(),
        "minute": [30] * 8760,
        "gh": weather.ghi[0].tolist(),
        "dn": weather.dni[0].tolist(),
        "df": weather.dhi[0].tolist(),
        "tdry": weather.temp_air[0].tolist(),
        "wspd": weather.wind_speed[0].tolist(),
    }


def breos_rate(weather, n_procs: int) -> float:
    """Lifetimes per second that more runs cost BREOS: its preparation is not counted. [1/s]"""
    import pandas as pd
    from breos.montecarlo import MonteCarloSettings, build_year_cache, run_montecarlo

    warnings.simplefilter("ignore")
    logging.disable(logging.WARNING)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "weather.csv"
        frames = []
        for number in range(weather.ghi.shape[0]):
            clock = pd.date_range(f"{2001 + number}-01-01", periods=8784, freq="h", tz="+08:00")
            leap_day = (clock.month == 2) & (clock.day == 29)
            clock = clock[~leap_day & (clock.year == 2001 + number)]
            names = ("ghi", "dni", "dhi", "temp_air", "wind_speed")
            columns = {name: getattr(weather, name)[number] for name in names}
            frames.append(pd.DataFrame({"date": clock.map(lambda t: t.isoformat()), **columns}))
        pd.concat(frames).to_csv(path, index=False)
        config = {
            "location": {
                "latitude": weather.lat_deg,
                "longitude": weather.lon_deg,
                "altitude": weather.altitude_m,
                "timezone": "Asia/Shanghai",
            },
            "n_modules": 40,
            "annual_consumption_kwh": 8000,
            "battery_kwh": 0.0,
            "tilt": 10,
            "azimuth": 180,
            "cost_preset": "residential_pt",
            "emissions_country": "PT",
        }

        def settings(n_runs: int) -> MonteCarloSettings:
            return MonteCarloSettings(
                weather_file=str(path), n_runs=n_runs, years_per_run=20, seed=1, n_procs=n_procs
            )

        ready = build_year_cache(config, settings(1))
        rates = []
        for _ in range(3):
            spent_s = []
            for n_runs in (100, 500):
                start = time.perf_counter()
                run_montecarlo(config, settings(n_runs), year_cache=ready)
                spent_s.append(time.perf_counter() - start)
            rates.append(400 / (spent_s[1] - spent_s[0]))
    return max(rates)


def _cores() -> int:
    return len(os.sched_getaffinity(0))
