"""From the roofs of a scenario to the direct current of every array."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pvlift.errors import Fault, Notice, PvliftError, ScenarioError
from pvlift.scenario.records import Losses, Roof, Scenario
from pvlift.solar import array as solar
from pvlift.solar import best, scene
from pvlift.solar import module as modules
from pvlift.solar import roof as geometry
from pvlift.weather.records import WeatherYears


class Array(NamedTuple):
    """All roofs of one kind."""

    layout: geometry.Layout  # of one roof
    parts: tuple[scene.PartArray, ...]  # of one roof, one for each direction
    dc_w: np.ndarray  # float[n_weather, 8760] of all roofs of the kind, before decline
    inverter_limit_w: float  # of all of them
    notices: tuple[Notice, ...]


def arrays_of(scenario: Scenario, weather: WeatherYears) -> tuple[Array, ...]:
    """Every kind of roof filled with modules and driven through the weather."""
    if not scenario.roof:
        return ()
    sun = solar.site_sun(weather)
    sky = solar.site_sky(weather, sun)
    found, faults = [], []
    for n, roof in enumerate(scenario.roof, 1):
        try:
            found.append(_array(roof, scenario.losses, weather, sun, sky))
        except PvliftError as error:
            faults += [_placed(fault, n) for fault in error.faults]
    if faults:
        raise ScenarioError(scenario.name, faults)
    return tuple(found)


def _placed(fault: Fault, n: int) -> Fault:
    """A fault of one roof, with the number of the roof."""
    return fault._replace(where=fault.where.replace("roof", f"roof[{n}]", 1))


def _array(roof: Roof, losses: Losses, weather, sun, sky) -> Array:
    shape, design = shape_of(roof), design_of(roof)
    module, named = modules.modules()[roof.module], losses_of(losses)
    if roof.tilt_deg == "best":
        worth = best.roof_kwh_per_year(_first_year(weather), sun, shape, named)
        layout = best.best_design(shape, design, module, weather.lat_deg, worth).layout
    else:
        layout = geometry.layout(shape, design, module, weather.lat_deg)
    parts = scene.arrays_of(layout, shape, sun, weather.lat_deg)
    dc_w = np.zeros(weather.ghi.shape)
    for part in parts:
        dc_w += part.peak_w * solar.array_dc_w(
            weather,
            sun,
            part.plane,
            module,
            named,
            shade=part.shade,
            sky=sky,
            rear_open_frac=part.rear_open_frac if roof.rear_light else 0.0,
        )
    return Array(
        layout=layout,
        parts=parts,
        dc_w=dc_w * roof.count,
        inverter_limit_w=roof.count * layout.peak_w / roof.dc_ac_ratio,
        notices=layout.notices,
    )


def shape_of(roof: Roof) -> geometry.RoofShape:
    """What the building gives."""
    return geometry.RoofShape(
        length_m=roof.length_m,
        width_m=roof.width_m,
        azimuth_deg=roof.azimuth_deg,
        parapet_m=roof.parapet_m,
        setback_m=roof.setback_m,
        usable_frac=roof.usable_frac,
        boxes=tuple(
            geometry.Box(box.x_m, box.y_m, box.length_m, box.width_m, box.height_m)
            for box in roof.obstruction
        ),
        load_limit_kg_per_m2=roof.load_limit_kg_per_m2,
    )


def design_of(roof: Roof) -> geometry.Design:
    """How the roof is to be filled."""
    return geometry.Design(
        style=roof.layout,
        tilt_deg=0.0 if roof.tilt_deg == "best" else float(roof.tilt_deg),
        ground_cover_frac=roof.ground_cover_frac,
        max_modules=roof.max_modules,
    )


def losses_of(losses: Losses) -> modules.Losses:
    """The named losses as the solar room knows them."""
    return modules.Losses(
        soiling_frac=losses.soiling_frac,
        snow_frac=(losses.snow_frac,) * 12,
        mismatch_frac=losses.mismatch_frac,
        wiring_frac=losses.wiring_frac,
        availability_frac=losses.availability_frac,
        light_induced_frac=losses.light_induced_frac,
        nameplate_frac=0.0,
    )


def _first_year(weather: WeatherYears) -> WeatherYears:
    """One year is enough to choose a tilt by."""
    fields = ("ghi", "dni", "dhi", "temp_air", "wind_speed")
    return weather._replace(**{name: getattr(weather, name)[:1] for name in fields})
