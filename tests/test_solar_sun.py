"""The sun stands where the standard and pvlib put it."""

from __future__ import annotations

import datetime

import numpy as np
import pvlib
import pytest
from solar_cases import clean_file, embedded, times

from pvlift.solar import sun
from pvlift.solar.array import site_sun

HOURS = np.arange(8760) + 0.5


def hours_of(text: str) -> tuple[int, float]:
    """Year, and hours since its 1 January 00:00, of a local time."""
    when = datetime.datetime.fromisoformat(text)
    start = datetime.datetime(when.year, 1, 1)
    return when.year, (when - start).total_seconds() / 3600.0


@pytest.mark.parametrize(
    ("place", "when", "zenith_deg", "azimuth_deg"),
    [
        # NREL SPA report, worked example: 820 mbar there, standard pressure of the altitude here
        ((39.742476, -105.1786, 1830.14, -7), "2003-10-17T12:30:30", 50.11162, 194.34024),
        ((39.742476, -105.1786, 1830.14, -7), "2003-10-18T12:30:30", 50.478260, 194.311132),
        ((25.8311, 114.9348, 130, 8), "2025-06-21T12:00:00", 5.5496, 114.3615),
        ((25.8311, 114.9348, 130, 8), "2025-12-21T09:00:00", 68.7106, 131.4814),
        ((39.9042, 116.4074, 44, 8), "2025-03-20T15:30:00", 58.4838, 239.1392),
        # Lhasa: all of China lives on UTC+8
        ((29.65, 91.14, 3650, 8), "2025-09-01T10:00:00", 58.9635, 98.6350),
    ],
)
def test_the_sun_stands_where_published(place, when, zenith_deg, azimuth_deg):
    year, at_h = hours_of(when)
    found = sun.sun_angles(*place, np.array([at_h]), year=year)
    assert found.zenith_deg[0] == pytest.approx(zenith_deg, abs=0.001)
    assert found.azimuth_deg[0] == pytest.approx(azimuth_deg, abs=0.001)


@pytest.mark.parametrize(
    ("when", "equation_minutes"),
    [("2025-06-21T12:00:00", -1.7811), ("2025-12-21T09:00:00", 2.0475)],
)
def test_the_equation_of_time_is_that_of_the_table(when, equation_minutes):
    year, at_h = hours_of(when)
    found = sun.sun_angles(25.8311, 114.9348, 130, 8, np.array([at_h]), year=year)
    assert found.equation_of_time_minutes[0] == pytest.approx(equation_minutes, abs=0.01)


@pytest.mark.parametrize("mean", [True, False])
def test_every_hour_equals_pvlib(mean):
    weather = embedded()._replace(sun_at_h=HOURS, is_hour_mean=mean)
    path = site_sun(weather)
    when = times(weather, path.moved_h)
    there = pvlib.solarposition.get_solarposition(
        when, weather.lat_deg, weather.lon_deg, weather.altitude_m, delta_t=sun.DELTA_T_S
    )
    np.testing.assert_allclose(path.zenith_deg, there.apparent_zenith, atol=1e-6)
    np.testing.assert_allclose(path.azimuth_deg, there.azimuth, atol=1e-5)
    extra = pvlib.irradiance.get_extra_radiation(np.repeat(np.arange(1, 366), 24))
    np.testing.assert_allclose(path.dni_extra, extra, rtol=1e-12)
    air = pvlib.atmosphere.get_relative_airmass(there.apparent_zenith)
    np.testing.assert_allclose(path.airmass_relative, air, rtol=1e-7)
    length = path.east**2 + path.north**2 + path.cos_zenith**2
    np.testing.assert_allclose(length, 1.0, rtol=1e-12)


@pytest.mark.parametrize(
    ("when", "sunrise", "sunset"),
    [
        ("2015-01-02", "07:21:55", "16:47:43"),
        ("2015-08-02", "05:00:27", "19:13:58"),
    ],
)
def test_edge_hours_take_the_middle_of_their_lit_part(when, sunrise, sunset):
    """NREL's sunrise and sunset of the SPA report's site, to a minute."""
    year, midnight_h = hours_of(when)
    at_h = midnight_h + np.arange(24) + 0.5
    angles = sun.sun_angles(39.742476, -105.1786, 1830.14, -7, at_h, year=year)
    moved_h = sun.to_lit_part_h(39.742476, angles)
    rise_h, set_h = hours_of(f"{when}T{sunrise}")[1], hours_of(f"{when}T{sunset}")[1]
    middle_h = at_h + moved_h
    wanted_h = at_h.copy()
    first, last = int(rise_h - midnight_h), int(set_h - midnight_h)
    wanted_h[first] = 0.5 * (rise_h + midnight_h + first + 1)
    wanted_h[last] = 0.5 * (set_h + midnight_h + last)
    np.testing.assert_allclose(middle_h, wanted_h, atol=1.0 / 60.0)


@pytest.mark.parametrize("lat_deg", [-66.0, -33.9, 0.0, 23.0, 45.0, 66.0, 78.2])
def test_two_hours_a_day_are_moved_and_never_out_of_their_hour(lat_deg):
    path = sun.sun_path(lat_deg, 10.0, 0.0, 1.0, HOURS, True)
    still = sun.sun_path(lat_deg, 10.0, 0.0, 1.0, HOURS, False)
    assert np.all(np.abs(path.moved_h) < 0.5)
    assert 200 <= np.count_nonzero(path.moved_h) <= 730
    assert np.all(path.zenith_deg[path.moved_h != 0.0] < 91.0)
    same = path.moved_h == 0.0
    np.testing.assert_array_equal(path.zenith_deg[same], still.zenith_deg[same])


def test_a_row_that_is_an_instant_is_left_alone(shared):
    path = site_sun(clean_file(shared, "Ganzhou"))
    assert not np.any(path.moved_h)


@pytest.mark.parametrize("name", ["lat_deg", "lon_deg", "altitude_m", "utc_offset_h"])
def test_a_place_off_the_earth_is_refused(name):
    place = {"lat_deg": 25.0, "lon_deg": 115.0, "altitude_m": 100.0, "utc_offset_h": 8.0}
    for wrong in (1e5, -1e5, np.nan):
        with pytest.raises(ValueError, match=name):
            sun.sun_path(**{**place, name: wrong}, sun_at_h=HOURS, is_hour_mean=True)
    with pytest.raises(ValueError, match="sun_at_h"):
        sun.sun_path(**place, sun_at_h=np.full(8760, np.nan), is_hour_mean=True)


def test_the_sun_needs_neither_pandas_nor_scipy():
    """Half a second of every start; a fresh interpreter shows it."""
    import subprocess
    import sys

    code = (
        "import sys; from pvlift.solar import sun; import numpy as np;"
        "sun.sun_path(25., 115., 0., 8., np.arange(24.), True);"
        "print('pandas' in sys.modules, 'scipy' in sys.modules)"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert answer.stdout.split() == ["False", "False"], answer.stderr
