"""The loss diagram closes, and the best tilt is the best."""

from __future__ import annotations

import numpy as np
import pytest
from solar_cases import embedded

from pvlift.errors import ScenarioError
from pvlift.solar import panel
from pvlift.solar.array import Plane, array_dc_w, plane_of_array, site_sky, site_sun
from pvlift.solar.best import best_design, roof_kwh_per_year
from pvlift.solar.diagram import STEP_WORDS, loss_steps, through_inverter
from pvlift.solar.module import Losses, flat_losses, modules
from pvlift.solar.roof import Box, Design, RoofShape, layout
from pvlift.solar.scene import arrays_of

MODULE = modules()["n_2278_600"]
LOSSES = Losses((0.03,) * 6 + (0.02,) * 6, (0.01,) + (0.0,) * 11, 0.01, 0.02, 0.01, 0.01, 0.005)
SHAPE = RoofShape(30.0, 12.0, 180.0, parapet_m=0.6, boxes=(Box(12.0, 1.0, 2.5, 2.5, 3.5),))
FREE = RoofShape(30.0, 12.0, 180.0)
GANZHOU = 25.83


@pytest.fixture(scope="module")
def parts():
    weather = embedded("Ganzhou", 2)
    sun = site_sun(weather)
    placed = layout(SHAPE, Design("south", 15.0), MODULE, GANZHOU)
    (part,) = arrays_of(placed, SHAPE, sun, GANZHOU)
    return weather, sun, part


@pytest.fixture(scope="module")
def diagram(parts):
    weather, sun, part = parts
    return loss_steps(
        weather,
        sun,
        part.plane,
        MODULE,
        LOSSES,
        part.peak_w,
        part.peak_w / 1.3,
        0.98,
        shade=part.shade,
        rear_open_frac=0.2,
        decline_frac=0.01,
    )


def test_the_steps_end_where_the_chain_ends(parts, diagram):
    weather, sun, part = parts
    dc = array_dc_w(weather, sun, part.plane, MODULE, LOSSES, shade=part.shade, rear_open_frac=0.2)
    dc_w = dc * part.peak_w * 0.99
    ac_w = panel.inverter_ac_w(dc_w, part.peak_w / 1.3, 0.98)
    by_name = {step.name: step for step in diagram.steps}
    assert by_name["decline"].kwh_per_year == pytest.approx(dc_w.sum() / 2 / 1000.0, rel=1e-9)
    assert diagram.steps[-1].kwh_per_year == pytest.approx(ac_w.sum() / 2 / 1000.0, rel=1e-9)
    assert diagram.ac_kwh_per_year == pytest.approx(ac_w.sum() / 2 / 1000.0, rel=1e-9)
    light = plane_of_array(site_sky(weather, sun), sun, part.plane).poa_global.sum() / 2 / 1000.0
    assert by_name["transposition"].kwh_per_m2 == pytest.approx(light, rel=1e-9)
    assert by_name["horizontal"].kwh_per_m2 == pytest.approx(weather.ghi.sum() / 2000.0, rel=1e-9)


def test_every_step_follows_from_the_one_before(diagram):
    steps = diagram.steps
    assert [step.name for step in steps] == list(STEP_WORDS)
    for before, step in zip(steps, steps[1:], strict=False):
        kwh = before.kwh_per_year * (1.0 + step.change_frac)
        assert step.kwh_per_year == pytest.approx(kwh, rel=1e-9)
        assert step.words.en and step.words.zh
    gains = {"horizontal", "transposition", "rear"}
    assert all(step.change_frac <= 0.0 for step in steps if step.name not in gains)
    by_name = {step.name: step.change_frac for step in steps}
    assert by_name["mismatch_frac"] == pytest.approx(-0.01)
    assert by_name["decline"] == pytest.approx(-0.01)
    assert -0.03 < by_name["soiling_frac"] < -0.02
    assert -0.08 < by_name["temperature"] < -0.01
    assert -0.05 < by_name["glass"] < -0.015
    assert by_name["shade"] < -0.01 and by_name["strings"] < 0.0 and by_name["clipping"] < 0.0


def test_performance_ratio_is_energy_over_label_and_light(parts, diagram):
    _, _, part = parts
    by_name = {step.name: step for step in diagram.steps}
    label_kwh = by_name["transposition"].kwh_per_m2 * part.peak_w / 1000.0
    assert diagram.performance_ratio == pytest.approx(diagram.ac_kwh_per_year / label_kwh)
    assert diagram.month_ac_kwh.sum() == pytest.approx(diagram.ac_kwh_per_year)
    assert diagram.month_performance_ratio.shape == (12,)
    assert np.all(
        (diagram.month_performance_ratio > 0.6) & (diagram.month_performance_ratio < 0.95)
    )


def test_a_free_array_without_losses_has_no_such_steps():
    weather = embedded()
    sun = site_sun(weather)
    found = loss_steps(
        weather, sun, Plane(15.0, 180.0), MODULE, flat_losses(0.0), 600.0, 900.0, 0.98
    )
    by_name = {step.name: step.change_frac for step in found.steps}
    for name in ("strings", "rear", "soiling_frac", "decline", "clipping"):
        assert by_name[name] == 0.0
    # Perez' split sky: without glass and shade the chain sees the light of the free plane
    assert by_name["shade"] == pytest.approx(0.0, abs=1e-4)


def test_the_inverter_without_limit_never_gives_less():
    dc_w = np.linspace(0.0, 3000.0, 301)[None]
    free, clipped = through_inverter(dc_w, 1000.0, 0.97)
    assert np.all(free >= clipped)
    assert clipped.max() == 1000.0 and free.max() > 2000.0
    small = clipped < 1000.0
    np.testing.assert_array_equal(free[small], clipped[small])


def test_the_best_tilt_is_not_beaten_by_any_other():
    weather = embedded()
    sun = site_sun(weather)
    value = roof_kwh_per_year(weather, sun, FREE, LOSSES)
    design = Design("south", 15.0, max_modules=12)
    tilts = (0.0, 10.0, 20.0, 30.0)
    best = best_design(FREE, design, MODULE, GANZHOU, value, tilts, (None, 0.5))
    for tilt_deg in tilts:
        for cover in (None, 0.5):
            other = design._replace(tilt_deg=tilt_deg, ground_cover_frac=cover)
            assert value(layout(FREE, other, MODULE, GANZHOU)) <= best.value
    assert best.value == value(best.layout) and len(best.tried) == 8
    assert 10.0 <= best.design.tilt_deg <= 20.0  # few modules: the tilt of most light each


def test_a_full_roof_wants_a_lower_tilt_than_a_few_modules():
    weather = embedded()
    sun = site_sun(weather)
    value = roof_kwh_per_year(weather, sun, SHAPE, LOSSES)
    full = best_design(SHAPE, Design("south", 15.0), MODULE, GANZHOU, value)
    few = best_design(SHAPE, Design("south", 15.0, max_modules=12), MODULE, GANZHOU, value)
    assert full.design.tilt_deg < few.design.tilt_deg
    assert full.layout.n_modules > few.layout.n_modules


def test_money_may_choose_instead_of_energy():
    """Any value of a layout will do: here one that is highest at 25 degrees."""
    best = best_design(
        SHAPE, Design("south", 15.0), MODULE, GANZHOU, lambda placed: -abs(placed.tilt_deg - 25.0)
    )
    assert best.design.tilt_deg == 25.0 and best.value == 0.0


def test_no_answer_is_said():
    with pytest.raises(ScenarioError, match="room for one module"):
        best_design(
            RoofShape(1.0, 1.0, 180.0), Design("south", 15.0), MODULE, GANZHOU, lambda placed: 1.0
        )
    with pytest.raises(ValueError, match="no number"):
        best_design(SHAPE, Design("south", 15.0), MODULE, GANZHOU, lambda placed: np.nan)
