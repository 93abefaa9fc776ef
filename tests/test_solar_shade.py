"""Shade of rows and boxes against published values and a ray caster of its own."""

from __future__ import annotations

import math

import numpy as np
import pvlib
import pytest
from hypothesis import given
from hypothesis import strategies as st
from solar_cases import clean_file, embedded, plain

from pvlift.solar import roof, scene, shade
from pvlift.solar.array import Plane, array_dc_w, site_sky, site_sun
from pvlift.solar.module import flat_losses, modules
from pvlift.solar.roof import Box, Design, RoofShape, layout

MODULE = modules()["n_2278_600"]
NO_LOSS = flat_losses(0.0)
GANZHOU = 25.87


def towards(elevation_deg, azimuth_deg):
    """Unit vectors (east, north, up) to lights in the sky."""
    rise, turn = np.radians(elevation_deg), np.radians(azimuth_deg)
    flat = np.cos(rise)
    vectors = (flat * np.sin(turn), flat * np.cos(turn), np.sin(rise))
    return tuple(np.atleast_1d(v).astype(float) for v in vectors)


@pytest.mark.parametrize(
    ("tilt", "cover", "elevation", "turned", "shaded"),
    [
        (20, 0.6, 24.2, 45.4, 0.0),
        (20, 0.7, 24.2, 45.4, 0.0309),
        (30, 0.5, 14.05, 41.94, 0.1497),
        (15, 0.75, 20.0, 40.0, 0.1174),
    ],
)
def test_rows_shade_each_other_as_published(tilt, cover, elevation, turned, shaded):
    sun = towards(elevation, 180.0 + turned)
    found = shade.row_shaded_fracs(*sun, float(tilt), 180.0, 1.0, 1.0 / cover, math.inf)
    assert found[0] == pytest.approx(shaded, abs=1e-4)


@given(
    tilt=st.floats(1.0, 60.0),
    cover=st.floats(0.2, 0.95),
    elevation=st.floats(1.0, 89.0),
    azimuth=st.floats(0.0, 360.0),
    facing=st.floats(0.0, 360.0),
)
def test_row_shade_equals_pvlib(tilt, cover, elevation, azimuth, facing):
    pitch_m = max(1.0 / cover, math.cos(math.radians(tilt)))
    sun = towards(elevation, azimuth)
    ours = shade.row_shaded_fracs(*sun, tilt, facing, 1.0, pitch_m, math.inf)
    slow = plain(shade.row_shaded_fracs)(*sun, tilt, facing, 1.0, pitch_m, math.inf)
    np.testing.assert_allclose(ours, slow, atol=1e-12)
    cos_aoi = np.array(scene.normal(Plane(tilt, facing))) @ np.array(sun)
    if cos_aoi[0] <= 1e-3:
        return  # behind the modules: nothing to shade
    theirs = pvlib.shading.shaded_fraction1d(
        90.0 - elevation,
        azimuth,
        axis_azimuth=(facing - 90.0) % 360.0,
        shaded_row_rotation=tilt,
        collector_width=1.0,
        pitch=pitch_m,
    )
    assert ours[0] == pytest.approx(float(theirs), abs=1e-6)


@pytest.mark.parametrize(
    ("tilt", "cover", "sky"),
    [
        (10, 0.4, 0.9950),
        (10, 0.5, 0.9926),
        (10, 0.6, 0.9890),
        (10, 0.7, 0.9835),
        (10, 0.8, 0.9739),
        (20, 0.4, 0.9809),
        (20, 0.5, 0.9723),
        (20, 0.6, 0.9606),
        (20, 0.7, 0.9444),
        (20, 0.8, 0.9219),
    ],
)
def test_rows_hide_the_sky_as_published(tilt, cover, sky):
    found = shade.row_sky_and_ground(float(tilt), 1.0, 1.0 / cover)
    assert found[0] == pytest.approx(sky, abs=1e-3)
    assert 0.0 < found[1] < 1.0


def test_rows_far_apart_see_all():
    sky, ground = shade.row_sky_and_ground(20.0, 1.0, 1e6)
    assert sky == pytest.approx(1.0, abs=1e-5) and ground == pytest.approx(1.0, abs=1e-3)
    assert shade.row_sky_and_ground(0.0, 1.0, 1.0) == (1.0, 1.0)


LIFT_OVERRUN = np.array([[-3.0, 3.0, -4.0, 0.0, 0.0, 3.6]])


@pytest.mark.parametrize(
    ("east_m", "north_m", "beam_share", "hours", "sky"),
    [
        (0, 1, 0.4485, 1995, 0.5162),
        (0, 2, 0.2729, 1084, 0.6691),
        (0, 4, 0.0269, 63, 0.8491),
        (0, 8, 0.0, 0, 0.9558),
        (5, 2, 0.1002, 586, 0.8952),
    ],
)
def test_a_lift_overrun_shades_as_published(shared, east_m, north_m, beam_share, hours, sky):
    """Five places about a 6 x 4 x 3.6 m box, plane 20 deg south, every hour of a real year."""
    weather = clean_file(shared, "Ganzhou")
    sun = site_sun(weather)
    facing = np.array(scene.normal(Plane(20.0, 180.0)))
    point = np.array([[east_m], [north_m], [0.3]])
    where = (sun.east, sun.north, sun.cos_zenith)
    dark, lost = shade.box_shaded_fracs(point, 1, LIFT_OVERRUN, *where, facing)
    cos_aoi = np.array(where).T @ facing
    beam = np.where((sun.cos_zenith > 0) & (cos_aoi > 0), weather.dni[0] * cos_aoi, 0.0)
    assert (dark * beam).sum() / beam.sum() == pytest.approx(beam_share, abs=0.005)
    assert dark.sum() == pytest.approx(hours, abs=2)
    np.testing.assert_array_equal(dark, lost)
    fine = shade.box_sky_frac(point, LIFT_OVERRUN, facing, 180)
    assert fine == pytest.approx(sky, abs=0.005)
    assert shade.box_sky_frac(point, LIFT_OVERRUN, facing, 48) == pytest.approx(fine, abs=0.005)


def test_a_wall_at_midwinter_throws_the_published_shadow():
    """3.6 m at 9 h solar, elevation 24.207: 8.008 m long, 5.623 north and 5.702 west."""
    sun = towards(24.207, 134.600)
    pole = np.array([[-0.005, 0.005, -0.005, 0.005, 0.0, 3.6]])
    up = np.array([0.0, 0.0, 1.0])
    share = np.array([0.99, 1.01])
    points = np.array([-5.702 * share, 5.623 * share, 0.0 * share])
    found = [
        shade.box_shaded_fracs(points[:, [i]].copy(), 1, pole, *sun, up)[0][0] for i in range(2)
    ]
    assert found == [1.0, 0.0]


def cast(points, boxes, direction):
    """March along each ray in 1 cm steps: slow and without any geometry but 'inside the box'."""
    dark = np.zeros(points.shape[1], bool)
    steps = np.arange(0.0, 60.0, 0.01)
    for p in range(points.shape[1]):
        path = points[:, p, None] + direction[:, None] * steps
        for x0, x1, y0, y1, z0, z1 in boxes:
            inside = (path[0] > x0) & (path[0] < x1) & (path[1] > y0) & (path[1] < y1)
            dark[p] |= np.any(inside & (path[2] > z0) & (path[2] < z1))
    return dark


def test_shade_equals_a_brute_force_ray_caster():
    """Twelve boxes and 40 places under 60 suns; only rays that graze an edge may differ."""
    numbers = np.random.default_rng(3)
    low = np.array([numbers.uniform(-15, 15, 12), numbers.uniform(-15, 15, 12), np.zeros(12)])
    size = numbers.uniform(0.5, 5.0, (3, 12))
    boxes = np.array([low[0], low[0] + size[0], low[1], low[1] + size[1], low[2], size[2]]).T
    boxes = np.ascontiguousarray(boxes)
    points = np.array(
        [numbers.uniform(-15, 15, 40), numbers.uniform(-15, 15, 40), numbers.uniform(0, 1, 40)]
    )
    sun = towards(numbers.uniform(5, 85, 60), numbers.uniform(0, 360, 60))
    facing = np.array([0.0, 0.0, 1.0])
    found = np.zeros((40, 60), bool)
    for p in range(40):
        one = np.ascontiguousarray(points[:, [p]])
        found[p] = shade.box_shaded_fracs(one, 1, boxes, *sun, facing)[0] > 0.5
    wanted = np.array([cast(points, boxes, np.array(sun)[:, h]) for h in range(60)]).T
    assert 0.1 < wanted.mean() < 0.9
    assert np.mean(found != wanted) < 0.005
    together = shade.box_shaded_fracs(points, 1, boxes, *sun, facing)[0]
    np.testing.assert_allclose(together, found.mean(axis=0), atol=1e-12)


def test_compiled_equals_python():
    points = np.array([[0.0, 1.0, 4.0, 5.0], [1.0, 2.0, 3.0, 0.5], [0.3, 0.3, 0.5, 0.2]])
    sun = towards(np.linspace(5, 80, 12), np.linspace(90, 270, 12))
    facing = np.array(scene.normal(Plane(20.0, 180.0)))
    args = (points, 2, LIFT_OVERRUN, *sun, facing)
    for ours, slow in zip(
        shade.box_shaded_fracs(*args), plain(shade.box_shaded_fracs)(*args), strict=True
    ):
        np.testing.assert_allclose(ours, slow, atol=1e-12)
    dome = (points, LIFT_OVERRUN, facing, 8)
    assert shade.box_sky_frac(*dome) == pytest.approx(plain(shade.box_sky_frac)(*dome))


def estate(box=None, **roof_changes):
    boxes = () if box is None else (box,)
    shape = RoofShape(30.0, 12.0, 180.0, boxes=boxes)._replace(**roof_changes)
    return shape, layout(shape, Design("south", 15.0), MODULE, GANZHOU)


def year_kwh(shape, placed, electrical="linear", design_lat=GANZHOU):
    weather = embedded()
    sun = site_sun(weather)
    parts = scene.arrays_of(placed, shape, sun, design_lat, electrical)
    sky = site_sky(weather, sun)
    total = 0.0
    for part in parts:
        dc = array_dc_w(weather, sun, part.plane, MODULE, NO_LOSS, shade=part.shade, sky=sky)
        total += dc.sum() * part.peak_w / 1000.0
    return total / placed.peak_w * 1000.0, parts


def test_a_shaft_on_the_south_costs_more_than_one_on_the_north():
    """Outside the roof, so that the number of modules stays the same."""
    free, _ = year_kwh(*estate())
    shape, placed = estate()
    south = shape._replace(boxes=(Box(13.0, -2.6, 2.5, 2.5, 4.0),))
    north = shape._replace(boxes=(Box(13.0, 12.1, 2.5, 2.5, 4.0),))
    south_kwh, _ = year_kwh(south, placed)
    north_kwh, _ = year_kwh(north, placed)
    assert free > north_kwh > south_kwh
    assert 0.005 < 1.0 - south_kwh / free < 0.10
    assert 1.0 - north_kwh / free < 0.5 * (1.0 - south_kwh / free)


def test_strings_lose_at_least_what_area_loses():
    box = Box(13.0, 3.0, 2.5, 2.5, 4.0)
    linear, _ = year_kwh(*estate(box, parapet_m=0.9))
    strings, _ = year_kwh(*estate(box, parapet_m=0.9), electrical="strings")
    assert 0.9 * linear < strings < linear


def test_a_free_single_row_has_no_shade():
    shape = RoofShape(30.0, 3.0, 180.0)
    _, (part,) = year_kwh(shape, layout(shape, Design("south", 15.0), MODULE, GANZHOU))
    assert part.shade is None and part.n_rows == 1


def test_rows_by_the_standard_are_free_of_shade_in_the_middle_of_midwinter():
    shape, placed = estate()
    sun = site_sun(embedded())
    (part,) = scene.arrays_of(placed, shape, sun, GANZHOU)
    day = slice(354 * 24, 355 * 24)  # 21 December
    rows = part.shade.row_shaded_frac[day]
    angles = sun.cos_zenith[day]
    rule = math.sin(math.radians(24.3))  # the sun at 9:00 and 15:00 true solar time
    assert np.all(rows[angles > rule] == 0.0)
    assert np.any(rows[(angles > 0.05) & (angles < rule)] > 0.0)


def test_denser_rows_see_less():
    kwh = []
    for cover in (0.4, 0.6, 0.8):
        shape = RoofShape(30.0, 60.0, 180.0)
        placed = layout(shape, Design("south", 20.0, cover), MODULE, GANZHOU)
        kwh.append(year_kwh(shape, placed)[0])
    assert kwh[0] > kwh[1] > kwh[2]


def test_a_canopy_stands_above_parapet_and_low_boxes():
    shape = RoofShape(30.0, 12.0, 180.0, parapet_m=0.9, boxes=(Box(3.0, 3.0, 2.0, 2.0, 2.0),))
    placed = layout(shape, Design("canopy", 5.0), MODULE, GANZHOU)
    _, (part,) = year_kwh(shape, placed)
    assert part.shade is None


@pytest.mark.parametrize("style", roof.STYLES)
@pytest.mark.parametrize("lat_deg", [GANZHOU, -33.9])
def test_every_style_has_its_arrays_on_either_half_of_the_earth(style, lat_deg):
    shape = RoofShape(30.0, 12.0, 160.0, parapet_m=1.0, boxes=(Box(3.0, 3.0, 2.0, 2.0, 3.0),))
    placed = layout(shape, Design(style, 8.0), MODULE, lat_deg)
    sun = site_sun(embedded()._replace(lat_deg=lat_deg))
    parts = scene.arrays_of(placed, shape, sun, lat_deg)
    assert sum(part.n_modules for part in parts) == placed.n_modules
    assert len(parts) == (2 if style == "east_west" else 1)
    for part in parts:
        assert 0.7 < part.shade.sky_frac <= 1.0
        for frac in (part.shade.shaded_frac, part.shade.row_shaded_frac):
            assert np.all((frac >= 0.0) & (frac <= 1.0))
            assert not np.any(frac[sun.cos_zenith <= 0.0])
        assert np.all(part.shade.shaded_frac >= part.shade.dark_area_frac - 1e-12)


def test_a_roof_in_a_pit_gets_diffuse_light_only():
    walls = (
        Box(-60.0, -50.0, 120.0, 49.0, 80.0),
        Box(-60.0, 13.0, 120.0, 50.0, 80.0),
        Box(-60.0, -50.0, 59.0, 110.0, 80.0),
        Box(31.0, -50.0, 60.0, 110.0, 80.0),
    )
    shape, placed = estate()
    free, _ = year_kwh(shape, placed)
    pit, (part,) = year_kwh(shape._replace(boxes=walls), placed)
    assert pit < 0.15 * free
    assert part.shade.sky_frac < 0.15
    (notice,) = part.notices
    assert notice.code == "array_in_the_dark" and "sky" in notice.words.en
    _, (lit,) = year_kwh(shape, placed)
    assert lit.notices == ()


def test_half_a_choice_is_refused():
    shape, placed = estate()
    with pytest.raises(ValueError, match="electrical"):
        scene.arrays_of(placed, shape, site_sun(embedded()), GANZHOU, "magic")


@pytest.mark.parametrize("tilt_deg", [0.0, 1e-12, 6e-8, 1e-6, 1e-4, 0.01])
def test_nearly_flat_rows_hide_nothing(tilt_deg):
    """The ground's share is 0/0 on a flat row; the limit is a free plane."""
    sky_frac, ground_frac = shade.row_sky_and_ground(tilt_deg, 2.0, 3.0)
    assert 0.999 <= sky_frac <= 1.0 + 1e-12
    assert np.isfinite(ground_frac)
