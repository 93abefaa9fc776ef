"""Why believe the yield: PVWatts on the same weather, and published yields. Nothing is tuned.

What differs from PVWatts V8 by design: it corrects the spectrum with the air mass (pvlift does
not), cools the cells by Fuentes' model (0.6-1.2 K colder than Faiman's here), takes diffuse light
through the glass at one effective angle, and PySAM since 7.1 has a newer part-load curve of the
inverter (0.5 % lower). On a wall it drops the light from the ground in hours whose file says 'no
diffuse light'; those hours are left out of the monthly comparison of the wall.
"""

from __future__ import annotations

import csv
import os
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from solar_cases import CITIES, PLANES, air_mass_modifier, clean_file, embedded

from pvlift.solar import panel
from pvlift.solar.array import (
    Plane,
    array_dc_w,
    plane_of_array,
    site_sky,
    site_sun,
)
from pvlift.solar.module import Cooling, DcLosses, flat_losses, modules, noct_cooling
from pvlift.solar.shade import Shade, row_shaded_fracs, row_sky_and_ground
from pvlift.weather.records import HourlyWeather, monthly_kwh_per_m2

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # benchmarks are not installed

from benchmarks.lifetimes import as_solar_resource  # noqa: E402

# PVWatts' standard module: -0.37 %/K, coated glass
STANDARD = modules()["p_2000_375"]
BARE = STANDARD._replace(glass_index=1.0, coating_index=1.0, absorption=0.0)
LOSSES = flat_losses(0.140757)
RATIO = 1.2
FAR_APART = ("Harbin", "Changchun", "Dalian", "Urumqi", "Yinchuan", "Xining", "Lanzhou", "Lhasa")
FAR_APART += ("Beijing", "Shanghai", "Zunyi", "Chengdu", "Ganzhou", "Nanning", "Quanzhou", "Sanya")
ROOF_MOUNT = noct_cooling(49.0)  # of PVWatts; its rack runs at 45 degC


def ac_w(dc, ratio=RATIO, efficiency_frac=0.96):
    """Output per kWp of the first weather year. [W]"""
    return panel.inverter_ac_w(dc * 1000.0, 1000.0 / ratio, efficiency_frac)[0]


@pytest.fixture(scope="module")
def pvwatts():
    """PVWatts V8; in CI its absence is a failure, not a reason to look away."""
    try:
        import PySAM.Pvwattsv8 as module
    except ImportError:
        if os.environ.get("CI"):
            pytest.fail("NLR-PySAM is not installed: the comparison with PVWatts did not run")
        pytest.skip("needs NLR-PySAM (extra 'bench')")
    return module


def run_pvwatts(module, weather, plane, **system):
    """One PVWatts V8 year of 1 kW, from a file or from memory: hourly POA, DC, AC [W], cells."""
    model = module.new()
    if isinstance(weather, Path):
        model.SolarResource.solar_resource_file = str(weather)
    else:
        model.SolarResource.solar_resource_data = as_solar_resource(weather)
    model.SolarResource.albedo = [0.2]
    model.SolarResource.use_wf_albedo = 0
    model.SystemDesign.assign(
        {
            "system_capacity": 1.0,
            "module_type": 0,
            "array_type": 0,
            "tilt": plane.tilt_deg,
            "azimuth": plane.azimuth_deg,
            "dc_ac_ratio": RATIO,
            "inv_eff": 96.0,
            "losses": 14.0757,
            "gcr": 0.01,
            "bifaciality": 0.0,
            **system,
        }
    )
    model.execute(0)
    return tuple(np.array(getattr(model.Outputs, name)) for name in ("poa", "dc", "ac", "tcell"))


@pytest.fixture(scope="module")
def years(pvwatts, shared):
    """Seven cities by eight planes, both programs: city, plane -> hourly arrays."""
    found = {}
    for city in CITIES:
        weather = clean_file(shared, city)
        (path,) = (shared / "weather").glob(f"CHN_{city}_*_CSWDclean.csv")
        sun = site_sun(weather)
        sky = site_sky(weather, sun)
        spectrum = air_mass_modifier(sun, weather.altitude_m)
        for place in PLANES:
            plane = Plane(*place)
            poa = plane_of_array(sky, sun, plane).poa_global[0]
            dc = array_dc_w(weather, sun, plane, STANDARD, LOSSES, sky=sky)
            reddened = dc * spectrum
            theirs = run_pvwatts(pvwatts, path, plane)[:3]
            counted = (weather.dhi[0] > 0.0) if plane.tilt_deg == 90 else np.ones(8760, bool)
            found[city, place] = (poa, ac_w(dc), ac_w(reddened), *theirs, counted)
    return found


def test_light_on_the_plane_is_pvwatts_within_one_percent(years):
    errors = [poa.sum() / theirs.sum() - 1.0 for poa, _, _, theirs, *_ in years.values()]
    assert len(errors) == 56
    assert np.abs(errors).max() < 0.01
    assert np.abs(errors).mean() < 0.001


@pytest.mark.parametrize("which", [1, 2], ids=["as_it_is", "with_the_air_mass"])
def test_yearly_energy_is_pvwatts_within_two_percent(years, which):
    errors = np.array([year[which].sum() / year[5].sum() - 1.0 for year in years.values()])
    assert np.abs(errors).max() < 0.02
    assert np.abs(errors).mean() < 0.01
    assert abs(errors.mean()) < 0.005


def month_errors(years, which):
    """Largest monthly error of each city and plane."""
    return np.array(
        [
            np.abs(
                monthly_kwh_per_m2(year[which] * year[6]) / monthly_kwh_per_m2(year[5] * year[6])
                - 1.0
            ).max()
            for year in years.values()
        ]
    )


def test_monthly_energy_is_pvwatts_within_three_percent(years):
    """With PVWatts' own spectral step switched on; without it winters in Beijing are 3.5 % lower
    on level ground and a wall in Lhasa 4.9 % off in June."""
    assert month_errors(years, 2).max() < 0.03
    plain = month_errors(years, 1)
    assert plain.max() < 0.05
    assert np.mean(plain < 0.03) > 0.9


def test_hourly_energy_is_near_pvwatts(years):
    """Root mean square over the year: 2-8 W per kW of label."""
    errors = [np.sqrt(np.mean((year[1] - year[5]) ** 2)) for year in years.values()]
    assert np.max(errors) < 8.0
    assert np.mean(errors) < 5.0


@pytest.fixture(scope="module")
def roof_mounts(pvwatts):
    """A roof mount in cold, hot, calm and windy places, both programs: city -> hourly arrays."""
    found = {}
    plane = Plane(15.0, 180.0)
    for city in FAR_APART:
        weather = embedded(city)
        sun = site_sun(weather)
        dc = array_dc_w(weather, sun, plane, STANDARD, LOSSES, cooling=ROOF_MOUNT)
        poa, _, ac, temp_cell = run_pvwatts(pvwatts, weather, plane, array_type=1)
        heat_loss = ROOF_MOUNT.heat_loss + ROOF_MOUNT.heat_loss_per_wind * weather.wind_speed[0]
        found[city] = (ac_w(dc), ac, weather.temp_air[0] + poa / heat_loss, temp_cell, poa)
    return found


def test_a_roof_mount_is_pvwatts_within_two_and_a_half_percent_from_harbin_to_sanya(roof_mounts):
    """Means of 4 to 25 degC and 0.8 to 5.8 m/s. In all 96 places of the climate table -0.9 to
    +1.9 %, +0.7 % in the mean; without the wind the windiest were 4 % lower."""
    errors = {name: ours.sum() / ac.sum() - 1.0 for name, (ours, ac, *_) in roof_mounts.items()}
    assert np.abs(list(errors.values())).max() < 0.025, errors
    assert abs(np.mean(list(errors.values()))) < 0.01


def test_cells_of_a_roof_mount_are_as_warm_as_pvwatts_says_in_calm_and_in_wind(roof_mounts):
    """Means over the light of the year, against Fuentes' model: 1.6 K cooler in Dalian, 2.5 K
    warmer in Lanzhou."""
    errors_c = [
        np.average(ours - theirs, weights=poa) for *_, ours, theirs, poa in roof_mounts.values()
    ]
    assert np.abs(errors_c).max() < 3.0
    assert abs(np.mean(errors_c)) < 0.5


def reference_rows(shared, name, city=None):
    with (shared / "cases" / name).open(encoding="utf-8") as lines:
        return [row for row in csv.DictReader(lines) if city in (None, row["city"])]


@pytest.mark.parametrize("city", CITIES)
def test_a_recipe_is_repeated_to_a_tenth_of_a_percent(shared, city):
    """Perez, Faiman, -0.37 %/K, factor 0.86, PVWatts inverter, no glass."""
    weather = clean_file(shared, city)
    sun = site_sun(weather)
    sky = site_sky(weather, sun)
    rows = reference_rows(shared, "pv_yield_refs.csv", city)
    assert len(rows) == 8
    for row in rows:
        plane = Plane(float(row["tilt"]), float(row["az"]))
        dc = array_dc_w(weather, sun, plane, BARE, flat_losses(0.14), sky=sky)
        assert ac_w(dc).sum() / 1000.0 == pytest.approx(float(row["R1_kWh_per_kWp"]), rel=1e-3)


@pytest.mark.parametrize("city", CITIES)
def test_published_pvwatts_yields_hold_within_their_tolerance(shared, city):
    """Open rack and roof mount."""
    weather = clean_file(shared, city)
    sun = site_sun(weather)
    sky = site_sky(weather, sun)
    for row in reference_rows(shared, "pv_yield_refs.csv", city):
        plane = Plane(float(row["tilt"]), float(row["az"]))
        for column, cooling in (("sam_at0", Cooling(25.0, 6.84)), ("sam_at1", ROOF_MOUNT)):
            dc = array_dc_w(weather, sun, plane, STANDARD, LOSSES, cooling=cooling, sky=sky)
            assert ac_w(dc).sum() / 1000.0 == pytest.approx(float(row[column]), rel=0.025)


@pytest.mark.parametrize("city", CITIES)
def test_density_costs_what_pvwatts_says(shared, city):
    """Ground covers of 0.3 to 0.8 at 20 deg south, against the same array without neighbours."""
    weather = clean_file(shared, city)
    sun = site_sun(weather)
    sky = site_sky(weather, sun)
    plane = Plane(20.0, 180.0)
    (row,) = reference_rows(shared, "pv_gcr_refs.csv", city)
    for cover in (0.3, 0.4, 0.5, 0.6, 0.7, 0.8):
        there = (sun.east, sun.north, sun.cos_zenith, 20.0, 180.0, 1.0, 1.0 / cover, np.inf)
        sky_frac, ground_frac = row_sky_and_ground(20.0, 1.0, 1.0 / cover)
        none = np.zeros(8760)
        shade = Shade(
            none, row_shaded_fracs(*there), sky_frac, sky_frac, ground_frac, 1.0, 0.0, none
        )
        dc = array_dc_w(weather, sun, plane, STANDARD, LOSSES, shade=shade, sky=sky)
        assert ac_w(dc).sum() / 1000.0 == pytest.approx(float(row[f"gcr{cover}"]), rel=0.025)


@pytest.mark.parametrize("city", CITIES)
def test_published_months_hold_within_their_tolerance(shared, city):
    """100 kW on a roof mount at 15 deg: year 2.5 %, month 4 %."""
    weather = clean_file(shared, city)
    sun = site_sun(weather)
    rows = reference_rows(shared, "pv_monthly_refs.csv", city)
    (row,) = (row for row in rows if row["array"] == "roof mount")
    plane = Plane(float(row["tilt"]), float(row["az"]))
    spectrum = air_mass_modifier(sun, weather.altitude_m)
    dc = array_dc_w(weather, sun, plane, STANDARD, LOSSES, cooling=ROOF_MOUNT)
    months = monthly_kwh_per_m2(ac_w(dc * spectrum)) * 100.0
    names = "jan feb mar apr may jun jul aug sep oct nov dec".split()
    assert months.sum() == pytest.approx(float(row["year"]), rel=0.025)
    np.testing.assert_allclose(months, [float(row[name]) for name in names], rtol=0.04)


@pytest.mark.parametrize(
    ("city", "tilt_deg"), [("Beijing", 37), ("Changsha", 18), ("Ganzhou", 18), ("Urumqi", 32)]
)
def test_the_best_tilt_is_the_published_one(shared, city, tilt_deg):
    weather = clean_file(shared, city)
    sun = site_sun(weather)
    sky = site_sky(weather, sun)
    light = [plane_of_array(sky, sun, Plane(float(t), 180.0)).poa_global.sum() for t in range(61)]
    assert abs(int(np.argmax(light)) - tilt_deg) <= 1
    (row,) = reference_rows(shared, "pv_gcr_refs.csv", city)
    assert max(light) / 1000.0 == pytest.approx(float(row["pz_poa"]), rel=1e-3)


def own_weather(columns, lat_deg, lon_deg, altitude_m, utc_offset_h):
    def column(values):
        return np.array(values, dtype=float)[None]

    return HourlyWeather(
        **{name: column(values) for name, values in columns.items()},
        sun_at_h=np.arange(8760) + 0.5,
        is_hour_mean=True,
        albedo=None,
        lat_deg=lat_deg,
        lon_deg=lon_deg,
        altitude_m=altitude_m,
        utc_offset_h=utc_offset_h,
        source="",
        notices=(),
    )


def test_the_phoenix_case_of_pvwatts_own_suite(shared):
    """4 kW, 20 deg south, rows at 0.4: 7043.197 kWh; year within 2 %, months within 3 %."""
    table = pd.read_csv(shared / "weather" / "phoenix_tmy2_sam.csv", skiprows=2)
    columns = {"ghi": "GHI", "dni": "DNI", "dhi": "DHI", "temp_air": "Tdry", "wind_speed": "Wspd"}
    weather = own_weather(
        {ours: table[theirs] for ours, theirs in columns.items()}, 33.433333, -112.016667, 339, -7
    )
    sun = site_sun(weather)
    sky_frac, ground_frac = row_sky_and_ground(20.0, 1.0, 2.5)
    rows = row_shaded_fracs(sun.east, sun.north, sun.cos_zenith, 20.0, 180.0, 1.0, 2.5, np.inf)
    none = np.zeros(8760)
    shade = Shade(none, rows, sky_frac, sky_frac, ground_frac, 1.0, 0.0, none)
    spectrum = air_mass_modifier(sun, weather.altitude_m)
    dc = array_dc_w(weather, sun, Plane(20.0, 180.0), STANDARD, LOSSES, shade=shade)
    months = monthly_kwh_per_m2(ac_w(dc * spectrum)) * 4.0
    wanted = [441.117, 488.020, 601.263, 685.430, 730.075, 681.335]
    wanted += [679.185, 662.545, 610.097, 583.053, 461.662, 419.413]
    assert months.sum() == pytest.approx(7043.197, rel=0.02)
    np.testing.assert_allclose(months, wanted, rtol=0.03)


def test_the_denver_export_of_pvwatts(shared):
    """PVWatts 5 with its own weather: light within 1 %, energy within 2.5 %."""
    path = shared / "weather" / "pvwatts_denver_rackmount.csv"
    table = pd.read_csv(path, skiprows=17, skipfooter=1, engine="python")
    beam, diffuse, air, wind, poa, _, dc, ac = (
        table.iloc[:, k].to_numpy(float) for k in range(3, 11)
    )
    columns = {"ghi": diffuse, "dni": beam, "dhi": diffuse, "temp_air": air, "wind_speed": wind}
    place = (39.73, -105.18, 1819.6, -7)
    sun = site_sun(own_weather(columns, *place))
    columns["ghi"] = diffuse + beam * np.maximum(sun.cos_zenith, 0.0)
    weather = own_weather(columns, *place)
    sky = site_sky(weather, sun)
    plane = Plane(20.0, 180.0)
    light = plane_of_array(sky, sun, plane).poa_global[0]
    assert light.sum() == pytest.approx(1930894.0, rel=0.01)
    module = STANDARD._replace(temp_coefficient_per_c=-0.0047)  # standard module of version 5
    ours = array_dc_w(weather, sun, plane, module, flat_losses(0.1408), sky=sky)
    assert ours.sum() * 4.0 == pytest.approx(dc.sum() / 1000.0, rel=0.025)
    assert ac_w(ours).sum() * 4.0 / 1000.0 == pytest.approx(ac.sum() / 1000.0, rel=0.025)


def test_jiangxi_yields_lie_where_published(shared):
    """Ganzhou 1,000 kWh/kWp (920-1,090) in the first year, performance ratio 0.75-0.85.

    The derived yield of the facts, 1,013-1,020 at a ratio of 0.824, used the file's own beam,
    which is 3 % short. Ningdu's 1,096 h belong to a GHI of 1,334 kWh/m2 against 1,238 here.
    """
    weather = clean_file(shared, "Ganzhou")
    sun = site_sun(weather)
    sky = site_sky(weather, sun)
    plane = Plane(15.0, 180.0)
    losses = DcLosses((0.03,) * 12, (0.0,) * 12, 0.015, 0.015, 0.01, 0.01, 0.0)
    module = modules()["n_2278_600"]
    dc = array_dc_w(weather, sun, plane, module, losses, sky=sky)
    year = ac_w(dc, RATIO, 0.98).sum() / 1000.0 * 0.99
    ratio = year * 1000.0 / plane_of_array(sky, sun, plane).poa_global.sum()
    assert 1000.0 < year < 1060.0
    assert 0.80 < ratio < 0.84
    ningdu = year * 1334.0 / 1237.9  # 1,131 in the first year; the design value is a 25-year mean
    assert 1096.47 == pytest.approx(ningdu, rel=0.05)
