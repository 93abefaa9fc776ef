"""Glass, cell temperature, direct current and inverter against pvlib and published values."""

from __future__ import annotations

import numpy as np
import pvlib
import pytest
from hypothesis import given
from hypothesis import strategies as st
from solar_cases import CITIES, PLANES, clean_file, embedded, plain

from pvlift.solar import panel
from pvlift.solar.array import OPEN_RACK, Plane, array_dc_w, site_sky, site_sun
from pvlift.solar.module import (
    Cooling,
    DcLosses,
    flat_losses,
    inverters,
    kept_by_hour,
    modules,
    noct_cooling,
)

PLAIN = modules()["p_2000_375"]._replace(coating_index=1.0)
COATED = modules()["p_2000_375"]
NO_LOSS = flat_losses(0.0)


def chain_of_pvlib(weather, sun, plane, module, kept_frac=1.0):
    """pvlib's functions one after another, for the first weather year. [W/W]"""
    aoi = pvlib.irradiance.aoi(plane.tilt_deg, plane.azimuth_deg, sun.zenith_deg, sun.azimuth_deg)
    up = sun.cos_zenith > 0.0
    direct = np.where(up, weather.dni[0] * np.maximum(np.cos(np.radians(aoi)), 0.0), 0.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        parts = pvlib.irradiance.perez(
            plane.tilt_deg,
            plane.azimuth_deg,
            weather.dhi[0],
            weather.dni[0],
            sun.dni_extra,
            sun.zenith_deg,
            sun.azimuth_deg,
            sun.airmass_relative,
            return_components=True,
        )
    around, dome, band = (
        np.nan_to_num(parts[f"poa_{name}"]) for name in ("circumsolar", "isotropic", "horizon")
    )
    ground = pvlib.irradiance.get_ground_diffuse(plane.tilt_deg, weather.ghi[0], 0.2)
    glass = {"n": module.glass_index, "K": 4.0, "L": 0.002}
    if module.coating_index != 1.0:
        glass["n_ar"] = module.coating_index
    straight = np.where(np.cos(np.radians(aoi)) > 0.0, pvlib.iam.physical(aoi, **glass), 0.0)
    sky_frac, horizon_frac, ground_frac = panel.diffuse_glass_fracs(
        float(plane.tilt_deg), module.glass_index, module.coating_index, module.absorption
    )
    poa = direct + around + np.maximum(dome + band, 0.0) + ground
    passed = (direct + around) * straight + ground * ground_frac
    passed += np.maximum(dome * sky_frac + band * horizon_frac, 0.0)
    temp_cell = pvlib.temperature.faiman(poa, weather.temp_air[0], weather.wind_speed[0])
    dc = pvlib.pvsystem.pvwatts_dc(passed, temp_cell, 1.0, module.temp_coefficient_per_c)
    return dc * kept_frac


def assert_chain_equals_pvlib(weather, plane, module):
    sun = site_sun(weather)
    ours = array_dc_w(weather, sun, plane, module, flat_losses(0.1))[0]
    theirs = chain_of_pvlib(weather, sun, plane, module, 0.9)
    np.testing.assert_allclose(ours, theirs, rtol=1e-6, atol=1e-9)
    assert 600.0 < ours.sum() < 2200.0 or plane.tilt_deg == 90


@pytest.mark.parametrize("module", [PLAIN, COATED], ids=["plain", "coated"])
@pytest.mark.parametrize("plane", PLANES)
def test_the_chain_equals_pvlib_on_every_hour(plane, module):
    assert_chain_equals_pvlib(embedded(), Plane(*plane), module)


@pytest.mark.parametrize("city", CITIES)
def test_the_chain_equals_pvlib_on_a_real_year(shared, city):
    for plane in PLANES:
        assert_chain_equals_pvlib(clean_file(shared, city), Plane(*plane), COATED)


@pytest.mark.parametrize("coating_index", [1.0, 1.29, 1.3, 1.4])
def test_the_glass_is_pvlibs(coating_index):
    angles = np.linspace(0.0, 89.99, 300)
    glass = {} if coating_index == 1.0 else {"n_ar": coating_index}
    theirs = pvlib.iam.physical(angles, **glass)
    cosines = np.cos(np.radians(angles))
    ours = [panel.incidence_angle_frac(c, 1.526, coating_index, 0.008) for c in cosines]
    np.testing.assert_allclose(ours, theirs, rtol=1e-9)
    assert panel.incidence_angle_frac(-0.1, 1.526, coating_index, 0.008) == 0.0


def test_the_glass_lets_through_what_is_published():
    angles = np.array([22.5, 45.0, 67.5, 90.0])
    wanted = [0.99926198, 0.98797788, 0.8893998, 0.0]
    cosines = np.cos(np.radians(angles))
    found = [panel.incidence_angle_frac(c, 1.526, 1.0, 0.008) for c in cosines]
    np.testing.assert_allclose(found, wanted, atol=1e-7)


@pytest.mark.parametrize("tilt_deg", [0.0, 5.0, 20.0, 45.0, 90.0])
@pytest.mark.parametrize("coating_index", [1.0, 1.3])
def test_diffuse_light_through_glass_is_marions_integral(tilt_deg, coating_index):
    glass = {} if coating_index == 1.0 else {"n_ar": coating_index}
    theirs = pvlib.iam.marion_diffuse("physical", tilt_deg, **glass)
    ours = panel.diffuse_glass_fracs(tilt_deg, 1.526, coating_index, 0.008)
    assert ours[0] == pytest.approx(theirs["sky"], abs=1e-4)
    # pvlib's bands are half a degree and one degree wide: finer ones tend to our integral
    if tilt_deg > 0.0:
        assert ours[1] == pytest.approx(theirs["horizon"], abs=0.02)
    assert ours[2] == pytest.approx(theirs["ground"], abs=0.02)


@pytest.mark.parametrize(
    ("poa", "temp_air", "wind", "cooling", "temp_cell"),
    [
        (900.0, 20.0, 5.0, OPEN_RACK, 35.203),
        (500.0, 10.0, 5.0, OPEN_RACK, 18.446),
        (900.0, 20.0, 5.0, Cooling(29.0, 0.0), 51.034),
        (1000.0, 30.0, 1.0, noct_cooling(50.0), 67.5),
        (800.0, 20.0, 1.0, noct_cooling(45.0), 45.0),
    ],
)
def test_cells_are_as_warm_as_published(poa, temp_air, wind, cooling, temp_cell):
    """Faiman and Ross of pvlib's suite."""
    assert cell_temperature(poa, temp_air, wind, cooling) == pytest.approx(temp_cell, abs=1e-3)


@given(
    poa=st.floats(50.0, 1200.0),
    temp_air=st.floats(-40.0, 45.0),
    wind=st.floats(0.0, 15.0),
    noct_c=st.floats(40.0, 60.0),
)
def test_nominal_temperature_cools_with_the_wind_as_in_pvlib(poa, temp_air, wind, noct_c):
    """pvlib's model of SAM at an efficiency of 0, which takes 0.51 of the wind to a low roof."""
    theirs = pvlib.temperature.noct_sam(poa, temp_air, wind / 0.51, noct_c, 0.0)
    ours = cell_temperature(poa, temp_air, wind, noct_cooling(noct_c))
    assert ours == pytest.approx(float(theirs), abs=1e-6)


def cell_temperature(poa, temp_air, wind, cooling):
    """Read back from the power of a horizontal plane under a beam from the zenith. [degC]"""
    one = np.ones((1, 1))
    module = PLAIN._replace(temp_coefficient_per_c=-0.004)
    dc = panel.dc_per_peak(
        poa * one,
        0.0 * one,
        0.0 * one,
        0.0 * one,
        0.0 * one,
        np.zeros(1),
        np.zeros(1),
        np.ones(1),
        temp_air * one,
        wind * one,
        np.zeros(1),
        np.zeros(1),
        np.ones(1),
        panel_of_flat(module, cooling),
    )
    return 25.0 + (dc[0, 0] / (poa * 0.001) - 1.0) / -0.004


def panel_of_flat(module, cooling):
    from pvlift.solar.array import panel_of

    return panel_of(Plane(0.0, 180.0), module, cooling)


@given(
    dc=st.floats(0.0, 400.0),
    limit=st.floats(1.0, 200.0),
    efficiency=st.floats(0.8, 1.0),
)
def test_the_inverter_is_pvlibs(dc, limit, efficiency):
    dc_w = np.array([dc])
    ours = panel.inverter_ac_w(dc_w, limit, efficiency)
    theirs = pvlib.inverter.pvwatts(dc_w, limit / efficiency, efficiency)
    np.testing.assert_allclose(ours, theirs, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(ours, plain(panel.inverter_ac_w)(dc_w, limit, efficiency))
    assert 0.0 <= ours[0] <= limit * (1 + 1e-12)


def test_the_inverter_gives_what_is_published():
    found = panel.inverter_ac_w(np.array([90.0, 50.0, 100.0, 0.0, 500.0]), 95.0, 0.95)
    np.testing.assert_allclose(found, [85.58556604752516, 47.60843624, 95.0, 0.0, 95.0])
    assert np.isnan(panel.inverter_ac_w(np.array([np.nan]), 95.0, 0.95)[0])


def test_losses_multiply_to_the_published_stack():
    """PVWatts' default list gives 14.0757 %."""
    none = (0.0,) * 12
    losses = DcLosses(
        soiling_frac=(0.02,) * 12,
        snow_frac=none,
        mismatch_frac=0.02,
        wiring_frac=1.0 - (1.0 - 0.02) * (1.0 - 0.005) * (1.0 - 0.03),  # connections, shading
        availability_frac=0.03,
        light_induced_frac=0.015,
        nameplate_frac=0.01,
    )
    np.testing.assert_allclose(1.0 - kept_by_hour(losses), 0.14075660688, rtol=1e-9)


def test_each_month_has_its_own_soiling():
    soiling = tuple(np.linspace(0.01, 0.12, 12))
    kept = kept_by_hour(NO_LOSS._replace(soiling_frac=soiling))
    assert kept[0] == 1.0 - soiling[0]
    assert kept[31 * 24 - 1] == 1.0 - soiling[0] and kept[31 * 24] == 1.0 - soiling[1]
    assert kept[-1] == 1.0 - soiling[11]


@pytest.mark.parametrize(
    "wrong",
    [
        {"mismatch_frac": 5.0},
        {"wiring_frac": -0.1},
        {"soiling_frac": (0.0,) * 11},
        {"snow_frac": (np.nan,) * 12},
    ],
)
def test_a_loss_outside_its_range_is_refused(wrong):
    (name,) = wrong
    with pytest.raises(ValueError, match=name):
        kept_by_hour(NO_LOSS._replace(**wrong))


def test_more_light_never_gives_less_and_a_gap_stays_a_gap():
    weather = embedded()
    sun = site_sun(weather)
    plane = Plane(20.0, 180.0)
    dc = array_dc_w(weather, sun, plane, COATED, NO_LOSS)
    brighter = weather._replace(dni=weather.dni * 1.05)
    more = array_dc_w(brighter, sun, plane, COATED, NO_LOSS)
    assert more.sum() > dc.sum() and np.all(dc >= 0.0)
    holed = weather.temp_air.copy()
    holed[0, 4000] = np.nan
    assert dc[0, 4000] > 0.0
    broken = array_dc_w(weather._replace(temp_air=holed), sun, plane, COATED, NO_LOSS)
    assert np.isnan(broken[0, 4000]) and np.isfinite(broken).sum() == broken.size - 1
    holed = weather.dni.copy()
    holed[0, 4000] = np.nan
    for turned in (0.0, 180.0):  # also where the plane looks away from the sun
        wall = Plane(90.0, turned)
        broken = array_dc_w(weather._replace(dni=holed), sun, wall, COATED, NO_LOSS)
        assert np.isnan(broken[0, 4000])


def test_years_are_independent():
    weather = embedded("Ganzhou", 3)
    sun = site_sun(weather)
    whole = array_dc_w(weather, sun, Plane(18.0, 180.0), COATED, NO_LOSS)
    columns = ("ghi", "dni", "dhi", "temp_air", "wind_speed")
    for w in range(3):
        one = weather._replace(**{name: getattr(weather, name)[w : w + 1] for name in columns})
        alone = array_dc_w(one, sun, Plane(18.0, 180.0), COATED, NO_LOSS)
        np.testing.assert_array_equal(whole[w], alone[0])


def test_a_rear_side_gains_a_few_percent():
    weather = embedded()
    sun = site_sun(weather)
    module = modules()["n_2278_600"]
    front = array_dc_w(weather, sun, Plane(15.0, 180.0), module, NO_LOSS)
    both = array_dc_w(weather, sun, Plane(15.0, 180.0), module, NO_LOSS, rear_open_frac=0.3)
    assert 1.02 < both.sum() / front.sum() < 1.07
    still = array_dc_w(weather, sun, Plane(15.0, 180.0), PLAIN, NO_LOSS, rear_open_frac=0.3)
    alone = array_dc_w(weather, sun, Plane(15.0, 180.0), PLAIN, NO_LOSS)
    np.testing.assert_array_equal(still, alone)


def test_compiled_equals_python():
    weather = embedded()
    sun = site_sun(weather)
    parts = site_sky(weather, sun)
    part = slice(4000, 4060)
    arguments = [np.ascontiguousarray(a[..., part]) for a in parts]
    arguments += [np.ascontiguousarray(a[part]) for a in (sun.east, sun.north, sun.cos_zenith)]
    arguments += [np.ascontiguousarray(a[:, part]) for a in (weather.temp_air, weather.wind_speed)]
    shaded = np.linspace(0.0, 1.0, 60)
    rows = np.linspace(0.5, 0.0, 60)
    spec = panel_of_flat(COATED, OPEN_RACK)._replace(tilt_deg=20.0, row_string_frac=0.8)
    for n_strips in (0.0, 2.0):
        this = (*arguments, shaded, rows, np.full(60, 0.9), spec._replace(n_strips=n_strips))
        ours, slow = panel.dc_per_peak(*this), plain(panel.dc_per_peak)(*this)
        np.testing.assert_allclose(ours, slow, rtol=1e-12)
    if hasattr(panel.dc_per_peak, "signatures"):
        assert len(panel.dc_per_peak.signatures) == 1


@given(
    x=st.floats(0.05, 1.0),
    s=st.floats(0.0, 1.0),
    r=st.floats(0.0, 1.0),
)
def test_row_shade_costs_at_least_nothing_and_at_most_the_beam_of_the_shaded_strings(x, s, r):
    kept = panel.row_shade_factor(x, s, r, 0.78, 3.0, 40.0)
    assert 0.0 <= kept <= 1.0
    assert kept >= (1.0 - x) - 1e-12
    assert kept == pytest.approx(plain(panel.row_shade_factor)(x, s, r, 0.78, 3.0, 40.0))
    if s == 1.0:
        assert kept >= (1.0 - x) + x * r - 1e-9


def test_tables_hold_sound_rows():
    for module in modules().values():
        density = module.peak_w / (module.length_m * module.width_m)
        assert 170.0 < density < 245.0
        assert -0.005 < module.temp_coefficient_per_c < -0.002
        assert 10.0 < module.mass_kg / (module.length_m * module.width_m) < 14.0
    n7 = modules()["n_2382_625"]
    assert n7.peak_w / (n7.length_m * n7.width_m) == pytest.approx(231.4, abs=0.1)
    for inverter in inverters().values():
        assert 0.9 < inverter.efficiency_frac < 1.0 and inverter.inverter_limit_w > 0.0
