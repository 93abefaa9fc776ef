"""Whole modules on a roof: spacing by the standard, nothing outside, nothing on an obstacle."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pvlift.errors import ScenarioError
from pvlift.solar import roof, spacing
from pvlift.solar.module import modules
from pvlift.solar.roof import Box, Design, RoofShape, layout

MODULE = modules()["n_2278_600"]
GANZHOU = 25.83


@pytest.mark.parametrize(
    ("lat_deg", "gap_per_height"),
    [(25.83, 1.561), (28.68, 1.747), (28.2, 1.713), (23.13, 1.410), (30.6, 1.890), (39.9, 2.976)],
)
def test_the_gap_is_that_of_the_standard(lat_deg, gap_per_height):
    """Ganzhou, Nanchang, Changsha, Guangzhou, Wuhan, Beijing."""
    assert spacing.pitch_factor(lat_deg) == pytest.approx(gap_per_height, abs=0.005)
    assert spacing.pitch_factor(-lat_deg) == spacing.pitch_factor(lat_deg)
    turned = spacing.gap_factor(lat_deg, 0.06)  # the geometry behind the printed formula
    assert turned == pytest.approx(spacing.pitch_factor(lat_deg), rel=2e-3)


@pytest.mark.parametrize(
    ("lat_deg", "tilt_deg", "slope_m", "pitch_m", "cover"),
    [
        (25.83, 15, 4.558, 6.245, 0.730),
        (39.90, 30, 3.3, 7.770, 0.425),
        (23.13, 12, 4.558, 5.795, 0.787),
    ],
)
def test_pitches_are_those_of_the_table(lat_deg, tilt_deg, slope_m, pitch_m, cover):
    found_m = spacing.row_pitch_m(slope_m, tilt_deg, lat_deg)
    assert found_m == pytest.approx(pitch_m, abs=1e-3)
    assert slope_m / found_m == pytest.approx(cover, abs=5e-4)


@pytest.mark.parametrize(
    ("tilt_deg", "gap_m", "cover", "watts_per_m2"),
    [
        (5, 0.136, 0.883, 205),
        (10, 0.271, 0.796, 185),
        (15, 0.404, 0.730, 169),
        (20, 0.534, 0.679, 158),
        (25, 0.660, 0.639, 148),
    ],
)
def test_densities_are_those_of_the_table(tilt_deg, gap_m, cover, watts_per_m2):
    pitch_m = spacing.row_pitch_m(1.0, tilt_deg, GANZHOU)
    assert pitch_m - math.cos(math.radians(tilt_deg)) == pytest.approx(gap_m, abs=1e-3)
    assert 1.0 / pitch_m == pytest.approx(cover, abs=1e-3)
    density = MODULE.peak_w / (MODULE.length_m * MODULE.width_m) / pitch_m
    assert density == pytest.approx(watts_per_m2, abs=1.5)


def test_turned_rows_follow_the_public_check_vector():
    """Latitude 22, array turned 30 deg, slope 4.558 m at 10 deg: H 0.7915 m, D/H 1.8857."""
    height_deg, azimuth_deg = spacing.rule_sun(22.0)
    assert height_deg == pytest.approx(26.928, abs=0.05)
    assert azimuth_deg == pytest.approx(46.705, abs=0.05)
    assert 4.558 * math.sin(math.radians(10.0)) == pytest.approx(0.7915, abs=1e-4)
    for turned_deg in (30.0, -30.0):  # the worse of morning and afternoon
        assert spacing.gap_factor(22.0, turned_deg) == pytest.approx(1.8857, rel=2e-3)
    assert spacing.rule_sun(25.83)[0] == pytest.approx(24.24, abs=0.01)
    assert spacing.rule_sun(25.83)[1] == pytest.approx(45.35, abs=0.01)


def test_a_place_without_morning_sun_is_a_fault():
    with pytest.raises(ScenarioError) as caught:
        layout(RoofShape(50, 12, 180), Design("south", 20), MODULE, 65.0)
    assert "9:00" in str(caught.value) and "ground_cover_frac" in str(caught.value)
    assert "冬至" in caught.value.text("zh")
    assert layout(RoofShape(50, 12, 180), Design("south", 20, 0.4), MODULE, 65.0).n_modules > 0


def test_one_hundred_square_metres_take_thirty_modules():
    """Published worked layout: 100 m2 of flat roof, 30 modules of 625 W."""
    n7 = modules()["n_2382_625"]
    found = layout(RoofShape(12.5, 8.0, 180), Design("flat", 0.0, service_gap_m=0.3), n7, 30.0)
    assert found.n_modules == pytest.approx(30, abs=3)


def inside(found, shape, lat_deg):
    """Whether all corners of all modules lie on the roof, within a centimetre."""
    points, _ = corners(found)
    along, away = roof.axes(roof.sunny_side_deg(shape.azimuth_deg, lat_deg, 2))
    x = points[..., 0] * along[0] + points[..., 1] * along[1]
    y = points[..., 0] * away[0] + points[..., 1] * away[1]
    edge = shape.setback_m - 0.01
    good = np.abs(x).max() <= 0.5 * shape.length_m - edge
    return good and np.abs(y).max() <= 0.5 * shape.width_m - edge


def corners(found):
    """Plan corners of all modules: float[n, 4, 2], and their plan middles."""
    points = np.empty((found.n_modules, 4, 2))
    up_m, along_m = found.module.length_m, found.module.width_m
    if not found.is_portrait:
        up_m, along_m = along_m, up_m
    half_up = 0.5 * up_m * math.cos(math.radians(found.tilt_deg))
    for i in range(found.n_modules):
        along, away = roof.axes(found.facing_deg[i])
        middle = np.array([found.east_m[i], found.north_m[i]])
        for k, (a, b) in enumerate(((-1, -1), (1, -1), (1, 1), (-1, 1))):
            points[i, k] = middle + 0.5 * a * along_m * along + b * half_up * away
    return points, np.array([found.east_m, found.north_m]).T


def overlap(first, second):
    """Whether two convex plan polygons share more than a centimetre (separating axes)."""
    for polygon in (first, second):
        for a, b in zip(polygon, np.roll(polygon, -1, axis=0), strict=True):
            across = np.array([b[1] - a[1], a[0] - b[0]]) / np.hypot(*(b - a))
            one, two = first @ across, second @ across
            if one.max() <= two.min() + 0.01 or two.max() <= one.min() + 0.01:
                return False
    return True


@given(
    style=st.sampled_from(roof.STYLES),
    length_m=st.floats(6.0, 40.0),
    width_m=st.floats(5.0, 14.0),
    azimuth_deg=st.floats(0.0, 359.0),
    tilt_deg=st.floats(0.0, 10.0),
    lat_deg=st.sampled_from([25.83, -33.9, 45.0]),
    turned=st.sampled_from([None, 180.0, 33.0]),
    box_x=st.floats(0.0, 30.0),
    is_portrait=st.booleans(),
)
def test_modules_stay_on_the_roof_off_the_boxes_and_off_each_other(
    style, length_m, width_m, azimuth_deg, tilt_deg, lat_deg, turned, box_x, is_portrait
):
    box = Box(box_x, 1.0, 3.0, 2.0, 5.0)
    shape = RoofShape(length_m, width_m, azimuth_deg, setback_m=0.4, boxes=(box,))
    design = Design(style, tilt_deg, row_azimuth_deg=turned, is_portrait=is_portrait)
    try:
        found = layout(shape, design, MODULE, lat_deg)
    except ScenarioError as error:
        assert "room for one module" in str(error)
        return
    assert inside(found, shape, lat_deg)
    plans, _ = corners(found)
    blocked = roof.corners_m(shape, lat_deg, box)
    for i in range(found.n_modules):
        assert not overlap(plans[i], blocked)
        for k in range(max(i - 3, 0), i):
            assert not overlap(plans[i], plans[k])
    for i, k in np.random.default_rng(1).integers(0, found.n_modules, (40, 2)):
        assert i == k or not overlap(plans[i], plans[k])
    assert found.peak_w == found.n_modules * MODULE.peak_w
    assert found.n_modules == len(found.east_m) == len(found.row)
    density = found.n_modules * MODULE.length_m * MODULE.width_m
    assert density * math.cos(math.radians(tilt_deg)) <= length_m * width_m


@given(st.floats(0.0, 180.0, exclude_max=True), st.sampled_from([25.83, -33.9, 0.0]))
def test_the_two_azimuths_of_a_building_are_one(azimuth_deg, lat_deg):
    """Its rows and its boxes lie alike, whichever long side is named."""
    one = RoofShape(30.0, 11.0, azimuth_deg)
    other = one._replace(azimuth_deg=(azimuth_deg + 180.0) % 360.0)
    places = [
        roof.corners_m(shape, lat_deg, Box(3.0, 1.0, 2.0, 2.0, 3.0)) for shape in (one, other)
    ]
    np.testing.assert_allclose(*places, atol=1e-6)
    rows = [roof.row_direction_deg(shape, Design("south", 10.0), lat_deg) for shape in (one, other)]
    assert abs(roof.turn_deg(*rows)) < 1e-6


@pytest.mark.parametrize(
    ("lat_deg", "azimuth_deg", "facing"),
    [
        (25.83, 180.0, 180.0),
        (25.83, 0.0, 180.0),
        (25.83, 150.0, 150.0),
        (25.83, 90.0, 180.0),
        (-33.9, 180.0, 0.0),
        (-33.9, 20.0, 20.0),
    ],
)
def test_rows_face_the_equator_along_the_roof(lat_deg, azimuth_deg, facing):
    found = layout(RoofShape(50, 12, azimuth_deg), Design("south", 15), MODULE, lat_deg)
    assert found.row_azimuth_deg == (facing,)
    assert np.all(found.facing_deg == facing)


def test_tents_face_both_ways_in_equal_number():
    found = layout(RoofShape(50, 12, 180), Design("east_west", 10), MODULE, GANZHOU)
    assert found.row_azimuth_deg == (90.0, 270.0)
    assert np.sum(found.facing_deg == 90.0) == np.sum(found.facing_deg == 270.0)
    south = layout(RoofShape(50, 12, 180), Design("south", 15), MODULE, GANZHOU)
    assert found.n_modules > south.n_modules


def test_modules_on_the_roof_stand_where_the_drawing_says():
    """Two rows of three, by hand: 4 x 6 m roof, portrait, level ground at 10 deg tilt."""
    found = layout(RoofShape(4.0, 6.0, 180), Design("south", 10.0), MODULE, GANZHOU)
    assert (found.n_modules, found.n_rows) == (6, 2)
    depth_m = 2.278 * math.cos(math.radians(10.0))
    np.testing.assert_allclose(found.east_m[:3], [-1.154, 0.0, 1.154], atol=1e-9)
    np.testing.assert_allclose(found.north_m[:3], -3.0 + 0.5 * depth_m, atol=1e-9)
    np.testing.assert_allclose(found.north_m[3:] - found.north_m[:3], found.pitch_m, atol=1e-9)
    np.testing.assert_allclose(found.up_m, 0.3 + 1.139 * math.sin(math.radians(10.0)), atol=1e-9)


def test_less_roof_never_takes_more_modules():
    free = RoofShape(30, 12, 180)
    whole = layout(free, Design("south", 15), MODULE, GANZHOU).n_modules
    for less in (
        free._replace(setback_m=1.0),
        free._replace(parapet_m=1.2),
        free._replace(usable_frac=0.5),
        free._replace(boxes=(Box(10, 4, 4, 4, 3),)),
        free._replace(length_m=25),
    ):
        assert layout(less, Design("south", 15), MODULE, GANZHOU).n_modules < whole
    shadow = Design("south", 15, clear_shadow_frac=1.0)
    boxed = free._replace(boxes=(Box(10, 1, 4, 4, 3),))
    assert (
        layout(boxed, shadow, MODULE, GANZHOU).n_modules
        < layout(boxed, Design("south", 15), MODULE, GANZHOU).n_modules
    )
    assert layout(free, Design("south", 15, max_modules=7), MODULE, GANZHOU).n_modules == 7


def test_usable_share_bounds_the_field():
    shape = RoofShape(50, 12, 180, usable_frac=0.6)
    found = layout(shape, Design("south", 15), MODULE, GANZHOU)
    assert found.field_m2 <= 0.6 * 600.0 + 1e-9
    assert found.field_m2 > 0.6 * 600.0 - found.pitch_m * MODULE.width_m


def test_gross_density_lies_where_the_facts_put_it():
    """0.08-0.13 kWp per gross m2 for tilted rows with 45-70 % of the roof usable."""
    for usable_frac in (0.5, 0.6, 0.7):
        shape = RoofShape(50, 12, 180, parapet_m=0.9, setback_m=1.0, usable_frac=usable_frac)
        found = layout(shape, Design("south", 15), MODULE, GANZHOU)
        assert 0.08 < found.peak_w / 1000.0 / 600.0 < 0.13


def test_the_weight_on_the_slab_is_said():
    light = layout(RoofShape(30, 12, 180), Design("south", 15), MODULE, GANZHOU)
    assert light.mass_kg_per_m2 == pytest.approx((32.0 / 2.583 + 40.0) * 0.73, rel=0.01)
    assert [notice.code for notice in light.notices] == ["roof_load_unchecked"]
    strong = RoofShape(30, 12, 180, load_limit_kg_per_m2=200.0)
    assert layout(strong, Design("south", 15), MODULE, GANZHOU).notices == ()
    weak = RoofShape(30, 12, 180, load_limit_kg_per_m2=30.0)
    (notice,) = layout(weak, Design("south", 15), MODULE, GANZHOU).notices
    assert notice.code == "roof_overloaded" and "30 kg/m²" in notice.words.en


def test_all_faults_of_a_roof_come_at_once():
    with pytest.raises(ScenarioError) as caught:
        layout(RoofShape(-1, 0, 180, usable_frac=5), Design("best", 118), MODULE, GANZHOU)
    assert len(caught.value.faults) == 5
    with pytest.raises(ScenarioError, match="room for one module"):
        layout(RoofShape(1.0, 1.0, 180), Design("flat", 0), MODULE, GANZHOU)
    with pytest.raises(ScenarioError, match="room for one module"):
        layout(RoofShape(10.0, 5.0, 180, setback_m=3.0), Design("flat", 0), MODULE, GANZHOU)
    with pytest.raises(ScenarioError, match="0 to 20"):
        layout(RoofShape(10.0, 5.0, 180), Design("canopy", 40), MODULE, GANZHOU)
