"""The kernels of the synthetic weather: the same with and without compiler, and lawful."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm, truncnorm

from pvlift.weather import air, climate, hours, matrices
from pvlift.weather.records import MONTH_DAYS, MONTH_OF_DAY, N_HOURS
from pvlift.weather.sunpath import lit_hours

CHAIN = hours.Chain(
    matrices.MONTH_KT_LIMITS, matrices.DAY_KT_LOW, matrices.DAY_KT_HIGH, matrices.CUMULATED
)
month_kts = st.lists(st.floats(0.12, 0.78), min_size=12, max_size=12).map(np.array)
seeds = st.integers(0, 2**32 - 1)


def numbers(seed, n):
    return np.random.default_rng(seed).random(n)


def sky(city="Ganzhou"):
    place = climate.climate_of(city)
    return climate.sky_of(place.lat_deg, place.lon_deg, place.altitude_m, 8.0)


def python_of(kernel):
    """The kernel as Python sees it, with the compiler on or off."""
    return getattr(kernel, "py_func", kernel)


def erbs_of(kt):
    return np.array([python_of(hours.diffuse_fraction)(k) for k in kt])


def test_the_matrices_are_those_of_the_paper():
    assert matrices.THOUSANDTHS.shape == (10, 10, 10)
    sums = matrices.THOUSANDTHS.sum(axis=2)
    assert sums.min() == 997 and sums.max() == 1002  # as published
    np.testing.assert_array_equal(matrices.THOUSANDTHS[0, 0, :4], [229, 333, 208, 42])
    np.testing.assert_array_equal(matrices.THOUSANDTHS[9, 9, -3:], [143, 714, 0])
    assert np.all(np.diff(matrices.CUMULATED, axis=2) >= 0.0)


@given(st.floats(1e-12, 1.0 - 1e-12))
def test_normal_quantile_is_that_of_scipy(u):
    assert hours.normal_from_uniform(u) == pytest.approx(norm.ppf(u), rel=1e-12, abs=1e-14)


@given(st.floats(1e-6, 1 - 1e-6), st.floats(-4.0, 3.0), st.floats(0.05, 6.0))
def test_cut_normal_is_that_of_scipy_and_stays_inside(u, low, width):
    z = hours.normal_between(u, low, low + width)
    assert low <= z <= low + width
    assert z == pytest.approx(truncnorm.ppf(u, low, low + width), rel=1e-6, abs=1e-6)
    assert z == python_of(hours.normal_between)(u, low, low + width)


@given(st.floats(1e-6, 1 - 1e-6), st.floats(-60.0, 60.0), st.floats(0.0, 9.0))
def test_cut_normal_answers_in_the_farthest_tail(u, low, width):
    assert low <= hours.normal_between(u, low, low + width) <= low + width


def test_leaning_numbers_stay_uniform_and_lean():
    u, out, plain = numbers(6, 20000), np.empty(20000), np.empty(20000)
    hours.lean_on_yesterday(u, 0.0, out)
    np.testing.assert_allclose(out, u, rtol=1e-9)
    hours.lean_on_yesterday(u, 0.5, out)
    python_of(hours.lean_on_yesterday)(u, 0.5, plain)
    np.testing.assert_allclose(out, plain, rtol=1e-12)
    np.testing.assert_allclose(np.quantile(out, [0.1, 0.5, 0.9]), [0.1, 0.5, 0.9], atol=0.02)
    assert np.corrcoef(norm.ppf(out[1:]), norm.ppf(out[:-1]))[0, 1] == pytest.approx(0.5, abs=0.03)


@settings(max_examples=25)
@given(month_kts, seeds)
def test_days_stay_in_the_range_of_their_class(month_kt, seed):
    u = numbers(seed, 365)
    days, plain = np.empty(365), np.empty(365)
    hours.day_indices(CHAIN, month_kt, MONTH_OF_DAY, u, days)
    python_of(hours.day_indices)(CHAIN, month_kt, MONTH_OF_DAY, u, plain)
    np.testing.assert_array_equal(days, plain)
    kind = np.searchsorted(matrices.MONTH_KT_LIMITS, month_kt)[MONTH_OF_DAY]
    assert np.all(days >= matrices.DAY_KT_LOW[kind] - 1e-12)
    assert np.all(days <= matrices.DAY_KT_HIGH[kind] + 1e-12)


@settings(max_examples=5)
@given(month_kts, seeds)
def test_hours_keep_the_month_and_stay_possible(month_kt, seed):
    u = numbers(seed, 365 + N_HOURS)
    days, hour_kt, plain = np.empty(365), np.empty(N_HOURS), np.empty(N_HOURS)
    site = sky()
    day_light = site.above_air.reshape(365, 24).sum(axis=1)
    hours.day_indices(CHAIN, month_kt, MONTH_OF_DAY, u[:365], days)
    hours.fit_days_to_months(month_kt, MONTH_OF_DAY, day_light, days)
    hours.hour_indices(site, days, u[365:], hour_kt)
    python_of(hours.hour_indices)(site, days, u[365:], plain)
    np.testing.assert_allclose(hour_kt, plain, rtol=1e-12, atol=1e-14)
    hours.fit_hours_to_months(month_kt, site, hour_kt)
    assert np.all((hour_kt >= 0.0) & (hour_kt <= hours.HOUR_CAP))
    assert np.all(hour_kt[site.sin_elevation <= hours.LEAST_SIN] == 0.0)
    got = np.bincount(np.repeat(MONTH_OF_DAY, 24), hour_kt * site.above_air, 12)
    light = np.bincount(np.repeat(MONTH_OF_DAY, 24), site.above_air, 12)
    np.testing.assert_allclose(got / light, month_kt, rtol=1e-9)


@settings(max_examples=10)
@given(seeds, st.floats(0.15, 0.95))
def test_split_closes_exactly_and_keeps_the_wanted_diffuse(seed, share):
    site = sky()
    kt = numbers(seed, N_HOURS) * 0.8 * (site.sin_elevation > hours.LEAST_SIN)
    ghi, dni, dhi = (np.empty(N_HOURS) for _ in range(3))
    hours.split_hours(site, kt, np.full(12, share), ghi, dni, dhi)
    gap = ghi - dni * site.sin_elevation - dhi
    assert np.abs(gap).max() < 1e-9
    assert dni.min() >= 0.0 and np.all(dhi <= ghi + 1e-12)
    months = np.repeat(MONTH_OF_DAY, 24)
    light = np.bincount(months, ghi, 12)
    least, most = (
        np.bincount(months, ghi * erbs_of(np.minimum(shift * kt, 1.0)), 12) / light
        for shift in (hours.SHIFT_HIGH, hours.SHIFT_LOW)
    )
    got = np.bincount(months, dhi, 12) / light
    np.testing.assert_allclose(got, np.clip(share, least, most), atol=2e-3)
    hours.split_hours(site, kt, np.full(12, math.nan), ghi, dni, dhi)
    erbs = erbs_of(kt)
    lit = site.sin_elevation > hours.LEAST_SIN
    np.testing.assert_allclose(dhi[lit], (ghi * erbs)[lit])


def test_diffuse_fraction_is_that_of_erbs():
    from pvlib import irradiance as pvlib_irradiance

    above = 1000.0
    for kt in (0.05, 0.22, 0.4, 0.6, 0.79, 0.85):
        ours = hours.diffuse_fraction(kt)
        theirs = pvlib_irradiance.erbs(kt * above, 0.0, 1, max_zenith=90)
        kt_pvlib = theirs["kt"]
        assert hours.diffuse_fraction(kt_pvlib) == pytest.approx(
            theirs["dhi"] / (kt * above), rel=1e-9
        )
        assert 0.1 < ours <= 1.0


def test_a_uniform_number_moves_only_its_own_day_and_later():
    kt = np.full(12, 0.45)
    u = numbers(1, 365)
    one, two = np.empty(365), np.empty(365)
    hours.day_indices(CHAIN, kt, MONTH_OF_DAY, u, one)
    u[200] = 1.0 - u[200]
    hours.day_indices(CHAIN, kt, MONTH_OF_DAY, u, two)
    np.testing.assert_array_equal(one[:200], two[:200])
    assert one[200] != two[200]


def test_air_kernels_are_the_same_without_compiler():
    normals = norm.ppf(numbers(2, N_HOURS))
    score, out, plain = normals[:365], np.empty(365), np.empty(365)
    arguments = (score, normals[400:766], 0.67, 2.9, 0.22)
    air.day_anomalies(*arguments, out)
    python_of(air.day_anomalies)(*arguments, plain)
    np.testing.assert_allclose(out, plain, rtol=1e-12)
    hourly, hourly_plain = np.empty(N_HOURS), np.empty(N_HOURS)
    air.hour_temperatures(out, np.full(365, 8.0), -0.33, hourly)
    python_of(air.hour_temperatures)(out, np.full(365, 8.0), -0.33, hourly_plain)
    np.testing.assert_allclose(hourly, hourly_plain, rtol=1e-12)
    wind = (np.full(12, 2.1), MONTH_OF_DAY, normals, 0.86, 0.25)
    air.hour_winds(*wind, hourly)
    python_of(air.hour_winds)(*wind, hourly_plain)
    np.testing.assert_allclose(hourly, hourly_plain, rtol=1e-12)


def test_the_day_is_warmest_in_the_afternoon_and_spans_its_range():
    hourly = np.empty(N_HOURS)
    air.hour_temperatures(np.full(365, 20.0), np.full(365, 10.0), 0.0, hourly)
    day = hourly.reshape(365, 24)
    assert np.all(np.isin(day.argmax(axis=1), (14, 15)))
    assert np.all(np.isin(day.argmin(axis=1), (4, 5, 6)))
    assert np.ptp(day[0]) == pytest.approx(10.0, rel=0.03)
    assert day.mean() == pytest.approx(20.0, abs=1e-9)


def test_wind_has_its_mean_and_its_weibull_spread():
    normals = norm.ppf(numbers(3, 40 * N_HOURS)).reshape(40, N_HOURS)
    winds = np.empty((40, N_HOURS))
    for year in range(40):
        air.hour_winds(np.full(12, 2.2), MONTH_OF_DAY, normals[year], 0.86, 0.0, winds[year])
    shape = 0.94 * math.sqrt(2.2)
    spread = math.sqrt(math.gamma(1 + 2 / shape) / math.gamma(1 + 1 / shape) ** 2 - 1)
    assert winds.min() >= 0.0
    assert winds.mean() == pytest.approx(2.2, rel=0.02)
    assert winds.std() / winds.mean() == pytest.approx(spread, rel=0.03)


def test_lit_hours_agree_with_sunrise_and_sunset_of_pvlib():
    import pandas as pd
    from pvlib import solarposition

    lit = lit_hours(25.831, 114.933, 139.0, 8.0)
    days = pd.date_range("2005-01-01", periods=365, freq="D", tz="Etc/GMT-8")
    events = solarposition.sun_rise_set_transit_spa(days, 25.831, 114.933)
    theirs = (events["sunset"] - events["sunrise"]).dt.total_seconds().to_numpy() / 3600.0
    ours = lit.lit_frac.reshape(365, 24).sum(axis=1)
    # pvlib counts refraction and the sun's disc (0.83 degrees), about 0.13 h a day; we do not.
    assert np.all((theirs - ours > 0.08) & (theirs - ours < 0.2))
    assert np.all(np.abs(lit.sun_at_h - np.arange(N_HOURS) - 0.5) < 0.5)
    assert lit.path.cos_zenith[lit.lit_frac > 0.0].min() > -0.003


def test_kernels_compile_one_signature_each():
    climate.hourly_years(
        climate.climate_of("Lhasa"), numbers(4, climate.UNIFORMS_PER_YEAR)[None], spread=True
    )
    for kernel in (hours.hour_indices, hours.split_hours, air.hour_winds, air.hour_temperatures):
        assert len(getattr(kernel, "signatures", [1])) == 1
    assert MONTH_DAYS.sum() == 365
