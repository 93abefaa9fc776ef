"""The loss diagram closes, and the best tilt is the best."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import pytest
from solar_cases import embedded

from pvlift.errors import ScenarioError
from pvlift.solar.array import OPEN_RACK, Plane, array_dc_w, plane_of_array, site_sky, site_sun
from pvlift.solar.best import best_design
from pvlift.solar.diagram import STEP_WORDS, lit_steps
from pvlift.solar.module import DcLosses, flat_losses, modules
from pvlift.solar.roof import Box, Design, Layout, RoofShape, layout
from pvlift.solar.scene import arrays_of
from pvlift.solar.sun import SunPath
from pvlift.weather.records import HourlyWeather

MODULE = modules()["n_2278_600"]
LOSSES = DcLosses((0.03,) * 6 + (0.02,) * 6, (0.01,) + (0.0,) * 11, 0.01, 0.02, 0.01, 0.01, 0.005)
SHAPE = RoofShape(30.0, 12.0, 180.0, parapet_m=0.6, boxes=(Box(12.0, 1.0, 2.5, 2.5, 3.5),))
FREE = RoofShape(30.0, 12.0, 180.0)
GANZHOU = 25.83
NO_LOSS = flat_losses(0.0)


class Part(NamedTuple):
    """An array that stands alone."""

    plane: Plane
    shade: None


@pytest.fixture(scope="module")
def parts():
    weather = embedded("Ganzhou", 2)
    sun = site_sun(weather)
    placed = layout(SHAPE, Design("south", 15.0), MODULE, GANZHOU)
    (part,) = arrays_of(placed, SHAPE, sun, GANZHOU)
    return weather, sun, part


def steps_of(weather, sun, part, rear_open_frac):
    """Energy per watt of peak after each step, mean of the years. [kWh]"""
    sky = site_sky(weather, sun)
    lit = lit_steps(weather, sun, part.plane, MODULE, part.shade, OPEN_RACK, sky, rear_open_frac)
    return {name: per_peak.sum(axis=1).mean() / 1000.0 for name, per_peak in lit}


def test_the_steps_end_where_the_chain_ends(parts):
    weather, sun, part = parts
    found = steps_of(weather, sun, part, 0.2)
    assert set(found) <= set(STEP_WORDS)
    dc = array_dc_w(weather, sun, part.plane, MODULE, NO_LOSS, shade=part.shade, rear_open_frac=0.2)
    assert found["strings"] == pytest.approx(dc.sum(axis=1).mean() / 1000.0, rel=1e-9)


def test_every_step_but_the_rear_takes_its_part(parts):
    weather, sun, part = parts
    found = steps_of(weather, sun, part, 0.2)
    light = plane_of_array(site_sky(weather, sun), sun, part.plane).poa_global
    steps = {"transposition": light.sum(axis=1).mean() / 1e6, **found}
    values = list(steps.values())
    change = {
        name: after / before - 1.0
        for name, before, after in zip(list(steps)[1:], values, values[1:], strict=False)
    }
    assert change["shade"] < -0.01 and change["strings"] < 0.0 < change["rear"]
    assert -0.08 < change["temperature"] < -0.01
    assert -0.05 < change["glass"] < -0.015


def test_a_free_array_without_losses_has_no_such_steps():
    weather = embedded()
    sun = site_sun(weather)
    free = Part(Plane(15.0, 180.0), None)
    found = steps_of(weather, sun, free, 0.0)
    assert found["strings"] == found["temperature"] and found["rear"] == found["glass"]
    # Perez' split sky: without glass and shade the chain sees the light of the free plane
    light = plane_of_array(site_sky(weather, sun), sun, free.plane).poa_global.sum() / 1e6
    assert found["shade"] == pytest.approx(light, rel=1e-4)


def roof_kwh_per_year(
    weather: HourlyWeather,
    sun: SunPath,
    shape: RoofShape,
    losses: DcLosses,
    electrical: str = "strings",
) -> Callable[[Layout], float]:
    """A value for best_design: direct current of the whole roof, mean of the weather years. [kWh]

    The sky is computed once for all layouts that are tried.
    """
    sky = site_sky(weather, sun)

    def kwh(placed: Layout) -> float:
        total_kwh = 0.0
        for part in arrays_of(placed, shape, sun, weather.lat_deg, electrical):
            dc = array_dc_w(
                weather, sun, part.plane, placed.module, losses, shade=part.shade, sky=sky
            )
            total_kwh += dc.sum(axis=1).mean() * part.peak_w / 1000.0
        return total_kwh

    return kwh


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
