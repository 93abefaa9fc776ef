"""The embedded climate: its facts, its generated years, and how near they come to real ones."""

from __future__ import annotations

import csv

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pvlift.errors import WeatherError
from pvlift.facts.places import distance_km
from pvlift.weather import climate, read
from pvlift.weather.records import (
    MONTH_DAYS,
    MONTH_OF_DAY,
    MONTH_OF_HOUR,
    N_HOURS,
    SUN_YEAR,
    monthly_kwh_per_m2,
)
from pvlift.weather.sunpath import lit_hours, sun_path

REAL = (
    "Ganzhou_579930", "Beijing_545110", "Changsha_576870", "Chengdu_562940", "Lhasa_555910",
    "Shanghai_583620", "Urumqi_514630",
)  # fmt: skip


def dice(n_years, seed=11):
    return np.random.default_rng(seed).random((n_years, climate.UNIFORMS_PER_YEAR))


def daily_ghi(climate_, year):
    return monthly_kwh_per_m2(year.ghi) / MONTH_DAYS / climate_.ghi_kwh_per_m2_per_day


# --- the table -----------------------------------------------------------------------------------


def test_every_city_is_found_by_both_names():
    everyone = climate.cities()
    assert len(everyone) == 96
    for place in everyone:
        assert climate.climate_of(place.city_zh) is place
        assert climate.climate_of(place.city_en.upper()) is place


@pytest.mark.parametrize("name", ["赣州", "赣州市", "ganzhou", " GANZHOU "])
def test_names_are_forgiving(name):
    assert climate.climate_of(name).city_en == "Ganzhou"


@pytest.mark.parametrize(
    "name, zh", [("上饶", "上饶(玉山)"), ("xian", "西安"), ("抚州", "抚州(南城)"), ("Jian", "吉安")]
)
def test_names_with_brackets_and_apostrophes_are_found(name, zh):
    assert climate.climate_of(name).city_zh == zh


@pytest.mark.parametrize("name", ["Gangzhou", "赣洲", "赣州市章贡区"])
def test_an_unknown_city_is_offered_near_names(name):
    with pytest.raises(WeatherError) as caught:
        climate.climate_of(name)
    (fault,) = caught.value.faults
    assert "Ganzhou 赣州" in fault.wanted.en and "赣州" in fault.wanted.zh
    assert "lat" in fault.wanted.en and "经纬度" in fault.wanted.zh


@pytest.mark.parametrize("name", ["", "?", "Atlantis"])
def test_a_name_like_no_other_still_gets_an_answer(name):
    with pytest.raises(WeatherError) as caught:
        climate.climate_of(name)
    assert "96" in caught.value.text("en") and "96" in caught.value.text("zh")


def test_the_nearest_place_moves_to_the_site_and_says_how_far():
    near = climate.nearest(25.9, 115.3)
    assert (near.city_en, near.lat_deg, near.lon_deg) == ("Ganzhou", 25.9, 115.3)
    assert near.notices[-1].code == "climate_near" and "38 km" in near.notices[-1].words.en
    assert climate.nearest(48.0, 130.0).notices[-1].code == "climate_far"
    with pytest.raises(ValueError):
        climate.nearest(float("nan"), 115.0)


def test_distance_on_the_globe():
    assert distance_km(0.0, 0.0, 0.0, 180.0) == pytest.approx(np.pi * 6371.0)
    assert distance_km(25.831, 114.933, 25.831, 114.933) == 0.0


def test_doubtful_rows_say_so():
    codes = {n.code for n in climate.climate_of("Lanzhou").notices}
    assert "climate_sources_differ" in codes
    assert {n.code for n in climate.climate_of("Yingtan").notices} >= {"climate_one_source"}
    assert climate.climate_of("Ganzhou").notices == ()


def test_the_table_is_that_of_the_reference_folder(shared, root):
    ours = (root / "pvlift/facts/climate.csv").read_bytes()
    assert ours == (shared / "facts/china_climatology.csv").read_bytes()
    text = (shared / "facts/china_climatology.README.md").read_text(encoding="utf-8")
    words = "".join(text.replace("> ", "").split())
    for attribution in climate.ATTRIBUTION:
        assert "".join(attribution.split()) in words


def test_annual_sums_are_those_of_the_table(root):
    with (root / "pvlift/facts/climate.csv").open(encoding="utf-8") as lines:
        rows = {row["city_en"]: row for row in csv.DictReader(lines)}
    for place in climate.cities():
        annual = climate.annual_ghi_kwh_per_m2(place)
        wanted = float(rows[place.city_en]["ghi_year"])  # of 365.25 days
        assert annual == pytest.approx(wanted, rel=2e-3)


# --- generated years -----------------------------------------------------------------------------


@pytest.mark.parametrize("city", [place.city_en for place in climate.cities()])
def test_typical_years_keep_every_month_of_every_city(city):
    place = climate.climate_of(city)
    year = climate.hourly_years(place, dice(1), spread=False)
    np.testing.assert_allclose(daily_ghi(place, year), 1.0, atol=1e-9)
    months = [year.temp_air[0][MONTH_OF_HOUR == m].mean() for m in range(12)]
    np.testing.assert_allclose(months, place.temp_air, atol=0.5)
    winds = [year.wind_speed[0][MONTH_OF_HOUR == m].mean() for m in range(12)]
    np.testing.assert_allclose(winds, place.wind_speed, rtol=1e-9)


@settings(max_examples=10)
@given(st.sampled_from(climate.cities()), st.integers(0, 2**32 - 1), st.booleans())
def test_generated_years_are_possible_weather(place, seed, spread):
    year = climate.hourly_years(place, dice(1, seed), spread=spread)
    for values in (year.ghi, year.dni, year.dhi, year.temp_air, year.wind_speed):
        assert values.shape == (1, N_HOURS) and np.all(np.isfinite(values))
    cosine = lit_hours(place.lat_deg, place.lon_deg, place.altitude_m, 8.0).path.cos_zenith
    gap = year.ghi[0] - year.dni[0] * np.maximum(cosine, 0.0) - year.dhi[0]
    assert np.abs(gap).max() < 1e-9
    assert min(year.ghi.min(), year.dni.min(), year.dhi.min(), year.wind_speed.min()) >= 0.0
    assert year.ghi.max() < 1300.0 and year.dni.max() < 1200.0
    assert year.temp_air.min() > -55.0 and year.temp_air.max() < 52.0
    assert year.ghi[0][cosine < -0.01].max() == 0.0


def test_the_sun_of_the_generator_is_where_the_record_says():
    place = climate.climate_of("Ganzhou")
    year = climate.hourly_years(place, dice(1), spread=False)
    assert year.is_hour_mean is False
    sun = sun_path(year.lat_deg, year.lon_deg, year.altitude_m, year.utc_offset_h, year.sun_at_h)
    gap = year.ghi[0] - year.dni[0] * np.maximum(sun.cos_zenith, 0.0) - year.dhi[0]
    assert np.abs(gap).max() < 1e-6


def test_a_year_is_made_by_its_own_row_alone():
    place, u = climate.climate_of("Ganzhou"), dice(3)
    for spread in (False, True):
        long, short = (climate.hourly_years(place, rows, spread=spread) for rows in (u, u[:1]))
        turned = climate.hourly_years(place, u[::-1], spread=spread)
        for name in ("ghi", "dni", "dhi", "temp_air", "wind_speed"):
            np.testing.assert_array_equal(getattr(long, name)[:1], getattr(short, name))
            np.testing.assert_array_equal(getattr(long, name)[0], getattr(turned, name)[2])
        assert not np.array_equal(long.ghi[0], long.ghi[1])


def test_uniforms_of_another_shape_or_range_are_refused():
    place, u = climate.climate_of("Ganzhou"), dice(1)
    with pytest.raises(ValueError):
        climate.hourly_years(place, u[:, :-1], spread=False)
    with pytest.raises(ValueError):
        climate.hourly_years(place, u - 0.5, spread=False)
    with pytest.raises(ValueError):
        climate.hourly_years(place, np.full_like(u, np.nan), spread=False)


@pytest.mark.parametrize("city", ["Ganzhou", "Beijing", "Lhasa", "Guangzhou"])
def test_years_spread_as_measured_and_keep_the_long_run_mean(city):
    place = climate.climate_of(city)
    ghi = climate.hourly_years(place, dice(300), spread=True).ghi
    annual = ghi.sum(axis=1) / 1000.0
    cv = annual.std(ddof=1) / annual.mean()
    assert cv == pytest.approx(place.ghi_year_cv_frac, rel=3.0 / np.sqrt(2 * 300))
    assert annual.mean() == pytest.approx(
        climate.annual_ghi_kwh_per_m2(place), rel=3.0 * place.ghi_year_cv_frac / np.sqrt(300)
    )
    months = monthly_kwh_per_m2(ghi)
    month_cv = months.std(axis=0, ddof=1) / months.mean(axis=0)
    np.testing.assert_allclose(month_cv, place.ghi_month_cv_frac, rtol=0.2)
    np.testing.assert_allclose(
        months.mean(axis=0) / MONTH_DAYS, place.ghi_kwh_per_m2_per_day, rtol=0.06
    )


@pytest.mark.parametrize(
    "city, low, high",
    [("Ganzhou", 0.38, 0.6), ("Nanchang", 0.38, 0.6), ("Shanghai", 0.35, 0.6),
     ("Beijing", 0.2, 0.4), ("Harbin", 0.15, 0.4), ("Lhasa", 0.1, 0.4)],
)  # fmt: skip
def test_wet_spells_last_as_measured(city, low, high):
    """Lag-1 of daily clearness within the month: 0.44-0.55 in the south, 0.28-0.37 elsewhere."""
    place = climate.climate_of(city)
    ghi = climate.hourly_years(place, dice(6), spread=False).ghi
    sky = climate.sky_of(place.lat_deg, place.lon_deg, place.altitude_m, 8.0)
    kt = ghi.reshape(6, 365, 24).sum(axis=2) / sky.above_air.reshape(365, 24).sum(axis=1)
    months = [np.bincount(MONTH_OF_DAY, year) / MONTH_DAYS for year in kt]
    off = kt - np.array(months)[:, MONTH_OF_DAY]
    lag = np.mean([np.corrcoef(year[1:], year[:-1])[0, 1] for year in off])
    assert low < lag < high


@pytest.mark.parametrize("city", [place.city_en for place in climate.cities()])
def test_month_factors_have_mean_one_and_the_measured_year(city):
    place = climate.climate_of(city)
    factors = climate.month_factors(place, np.random.default_rng(5).random((4000, 13)))
    year = factors @ (place.ghi_kwh_per_m2_per_day * MONTH_DAYS)
    np.testing.assert_allclose(factors.mean(axis=0), 1.0, atol=0.03)
    assert year.std() / year.mean() == pytest.approx(place.ghi_year_cv_frac, rel=0.05)


def test_p_levels_follow_the_level_and_the_years():
    place = climate.climate_of("Ganzhou")._replace(ghi_year_cv_frac=0.05)
    one, ten = (climate.p_levels(place, n) for n in (1, 10))
    assert (one.sigma_frac, ten.sigma_frac) == pytest.approx((0.0707, 0.0524), abs=1e-4)
    assert one.p90_kwh_per_m2 / one.p50_kwh_per_m2 == pytest.approx(0.909, abs=5e-4)
    assert ten.p90_kwh_per_m2 / ten.p50_kwh_per_m2 == pytest.approx(0.933, abs=5e-4)
    assert one.p50_kwh_per_m2 > one.p75_kwh_per_m2 > one.p90_kwh_per_m2 > one.p95_kwh_per_m2
    with pytest.raises(ValueError):
        climate.p_levels(place, 0)


# --- against real typical years -------------------------------------------------------------------


def real_year(shared, name):
    return read.read_weather(shared / "weather" / f"CHN_{name}_CSWDclean.csv")


def own_climate(year, city):
    """The city's climate with the monthly means of a real typical year."""

    def mean(values):
        return np.bincount(MONTH_OF_HOUR, values, 12) / (24 * MONTH_DAYS)

    days = year.temp_air[0].reshape(365, 24)
    spans = np.bincount(MONTH_OF_DAY, np.ptp(days, axis=1), 12) / MONTH_DAYS
    return climate.climate_of(city)._replace(
        lat_deg=year.lat_deg,
        lon_deg=year.lon_deg,
        altitude_m=year.altitude_m,
        ghi_kwh_per_m2_per_day=monthly_kwh_per_m2(year.ghi[0]) / MONTH_DAYS,
        dhi_kwh_per_m2_per_day=monthly_kwh_per_m2(year.dhi[0]) / MONTH_DAYS,
        temp_air=mean(year.temp_air[0]),
        temp_range_c=spans,
        wind_speed=mean(year.wind_speed[0]),
    )


def plane_kwh_per_m2(year, row, tilt_deg, azimuth_deg):
    """Annual plane-of-array irradiation by pvlib: Perez, albedo 0.2."""
    import pandas as pd
    from pvlib import irradiance, solarposition

    start = pd.Timestamp(f"{SUN_YEAR}-01-01", tz="UTC")
    times = start + pd.to_timedelta(year.sun_at_h - year.utc_offset_h, unit="h")
    sun = solarposition.get_solarposition(times, year.lat_deg, year.lon_deg, year.altitude_m)
    with np.errstate(divide="ignore", invalid="ignore"):
        plane = irradiance.get_total_irradiance(
            tilt_deg, azimuth_deg, sun["apparent_zenith"], sun["azimuth"], year.dni[row],
            year.ghi[row], year.dhi[row], albedo=0.2, model="perez",
            dni_extra=irradiance.get_extra_radiation(times).to_numpy(),
        )  # fmt: skip
    return float(plane["poa_global"].fillna(0.0).sum()) / 1000.0


def clearness(year, row):
    """Hourly clearness index of hours with the sun above 6 degrees."""
    sun = sun_path(year.lat_deg, year.lon_deg, year.altitude_m, year.utc_offset_h, year.sun_at_h)
    up = sun.cos_zenith > 0.1
    return (year.ghi[row] / (sun.extra_normal * sun.cos_zenith))[up]


@pytest.mark.parametrize("name", REAL)
def test_generated_years_come_near_a_real_typical_year(name, shared):
    """Months exact; plane-of-array energy within 3 %; Kolmogorov distance of the hourly clearness
    index at most 0.11 (0.07 to 0.10 found)."""
    from scipy.stats import ks_2samp

    real = real_year(shared, name)
    place = own_climate(real, name.split("_")[0])
    years = climate.hourly_years(place, dice(4), spread=False)
    np.testing.assert_allclose(daily_ghi(place, years), 1.0, atol=0.01)
    for tilt_deg, azimuth_deg in ((round(0.8 * real.lat_deg), 180), (10, 90), (20, 270)):
        wanted = plane_kwh_per_m2(real, 0, tilt_deg, azimuth_deg)
        got = [plane_kwh_per_m2(years, row, tilt_deg, azimuth_deg) for row in range(2)]
        assert np.mean(got) == pytest.approx(wanted, rel=0.03)
    distance = [ks_2samp(clearness(real, 0), clearness(years, row)).statistic for row in range(4)]
    assert np.mean(distance) < 0.11


@pytest.mark.parametrize(
    "name, ghi, dni, dhi, temp, wind",
    [
        ("CHN_Ganzhou_579930_CSWDclean.csv", 1237.9, 965.8, 639.2, 19.52, 1.29),
        ("CHN_Beijing_545110_CSWDclean.csv", 1400.8, 1654.3, 533.4, 12.65, 2.35),
        ("CHN_Changsha_576870_CSWDclean.csv", 1084.9, 839.4, 576.0, 17.06, 2.14),
        ("CHN_Chengdu_562940_CSWDclean.csv", 900.1, 437.6, 610.2, 16.62, 1.19),
        ("CHN_Lhasa_555910_CSWDclean.csv", 2032.8, 2786.8, 415.9, 8.30, 1.83),
        ("CHN_Shanghai_583620_CSWDclean.csv", 1271.3, 1125.5, 615.1, 16.69, 3.25),
        ("CHN_Urumqi_514630_CSWDclean.csv", 1370.8, 1725.0, 426.4, 7.14, 2.23),
        ("CHN_Jiangxi.Ganzhou.579930_CSWD.epw", 1237.9, None, 638.3, 19.52, 1.29),
        ("CHN_Beijing.Beijing.545110_CSWD.epw", 1400.8, None, 531.8, 12.65, 2.35),
        ("phoenix_tmy2_sam.csv", 2117.0, 2518.6, 565.7, 22.53, 2.98),
        ("nsrdb_psm3_phoenix_tmy.csv", 2115.1, 2677.5, 492.2, 21.94, 1.79),
        ("pvgis_tmy_45N_8E.csv", 1435.9, 1591.6, 570.9, 13.56, 1.21),
        ("pvgis_tmy_45N_8E.epw", 1435.9, 1591.6, 570.9, 13.56, 1.21),
    ],
)
def test_real_files_have_the_sums_of_the_reference_table(name, ghi, dni, dhi, temp, wind, shared):
    year = read.read_weather(shared / "weather" / name)
    assert year.ghi.sum() / 1000.0 == pytest.approx(ghi, abs=0.3)
    # Rebuilding the beam of CSWD files puts the hours without beam wholly into diffuse.
    assert year.dhi.sum() / 1000.0 == pytest.approx(dhi, abs=0.3 if dni else 1.5)
    if dni is not None:
        assert year.dni.sum() / 1000.0 == pytest.approx(dni, abs=0.3)
    assert year.temp_air.mean() == pytest.approx(temp, abs=0.006)
    assert year.wind_speed.mean() == pytest.approx(wind, abs=0.006)


@pytest.mark.parametrize(
    "name, sun_at_h, is_hour_mean",
    [
        ("CHN_Ganzhou_579930_CSWDclean.csv", 0.0, False),
        ("CHN_Chengdu_562940_CSWDclean.csv", 0.0, False),
        ("phoenix_tmy2_sam.csv", 0.5, True),
        ("nsrdb_psm3_phoenix_tmy.csv", 0.5, False),
        ("pvgis_tmy_45N_8E.csv", 0.1761, False),
        ("pvgis_tmy_45N_8E.epw", 0.1761, False),
    ],
)
def test_the_sun_of_real_files_stands_where_they_close(name, sun_at_h, is_hour_mean, shared):
    year = read.read_weather(shared / "weather" / name)
    np.testing.assert_allclose(year.sun_at_h - np.arange(N_HOURS), sun_at_h, atol=1e-9)
    assert year.is_hour_mean is is_hour_mean


def test_two_formats_of_the_same_data_are_the_same_year(shared):
    one, two = (
        read.read_weather(shared / "weather" / f"pvgis_tmy_45N_8E.{end}") for end in ("csv", "epw")
    )
    assert one.utc_offset_h == two.utc_offset_h == 1.0
    for name in ("ghi", "dni", "dhi", "temp_air"):
        np.testing.assert_allclose(getattr(one, name), getattr(two, name), atol=0.01)


@pytest.mark.parametrize(
    "name, tilt_deg, rebuilt, erbs",
    [
        ("CHN_Jiangxi.Ganzhou.579930_CSWD.epw", 21, 1280.6, 1286.1),
        ("CHN_Beijing.Beijing.545110_CSWD.epw", 32, 1658.9, 1655.2),
    ],
)
def test_cswd_files_give_the_plane_energy_of_case_o10(name, tilt_deg, rebuilt, erbs, shared):
    from pvlift.weather import beam

    year = read.read_weather(shared / "weather" / name)
    codes = {notice.code for notice in year.notices}
    assert {"weather_cswd_sun", "weather_beam_rebuilt"} <= codes
    assert plane_kwh_per_m2(year, 0, tilt_deg, 180) == pytest.approx(rebuilt, rel=0.01)
    sun = sun_path(year.lat_deg, year.lon_deg, year.altitude_m, 8.0, year.sun_at_h)
    diffuse = np.minimum(beam.erbs_diffuse(year.ghi, sun.cos_zenith, sun.extra_normal), year.ghi)
    split = beam.rebuild_beam(year.ghi, diffuse, sun.cos_zenith, sun.extra_normal)
    global_only = year._replace(dni=split.dni, dhi=split.dhi)
    assert plane_kwh_per_m2(global_only, 0, tilt_deg, 180) == pytest.approx(erbs, rel=0.01)
