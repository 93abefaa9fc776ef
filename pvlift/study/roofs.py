"""From the roofs of a scenario to the direct current of every array."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pvlift.errors import Fault, Notice, PvliftError, ScenarioError
from pvlift.scenario.records import Losses, Roof, Scenario
from pvlift.solar import array as solar
from pvlift.solar import module as modules
from pvlift.solar import roof as geometry
from pvlift.weather.records import WeatherYears

TILTS_TRIED_DEG = range(0, 41)  # a yield is flat around its best tilt; whole degrees are enough


class Array(NamedTuple):
    """All roofs of one kind."""

    layout: geometry.Layout  # of one roof
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
    module = modules.modules()[roof.module]
    if roof.tilt_deg == "best":
        one_year = weather._replace(
            **{
                name: getattr(weather, name)[:1]
                for name in ("ghi", "dni", "dhi", "temp_air", "wind_speed")
            }
        )
        one_sky = type(sky)(*(part[:1] if part.ndim == 2 else part for part in sky))
        tilt_deg = max(
            TILTS_TRIED_DEG,
            key=lambda tilt: _roof_dc_w(roof, tilt, module, losses, one_year, sun, one_sky)[
                1
            ].sum(),
        )
    else:
        tilt_deg = roof.tilt_deg
    layout, dc_w = _roof_dc_w(roof, tilt_deg, module, losses, weather, sun, sky)
    return Array(
        layout=layout,
        dc_w=dc_w * roof.count,
        inverter_limit_w=roof.count * layout.peak_w / roof.dc_ac_ratio,
        notices=layout.notices,
    )


def _roof_dc_w(roof: Roof, tilt_deg: float, module, losses: Losses, weather, sun, sky):
    """Layout of one roof and its DC power. (Layout, float[n_weather, 8760])"""
    shape = geometry.RoofShape(
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
    design = geometry.Design(
        style=roof.layout,
        tilt_deg=float(tilt_deg),
        ground_cover_frac=roof.ground_cover_frac,
        max_modules=roof.max_modules,
    )
    layout = geometry.layout(shape, design, module, weather.lat_deg)
    named = modules.Losses(
        soiling_frac=losses.soiling_frac,
        snow_frac=(losses.snow_frac,) * 12,
        mismatch_frac=losses.mismatch_frac,
        wiring_frac=losses.wiring_frac,
        availability_frac=losses.availability_frac,
        light_induced_frac=losses.light_induced_frac,
        nameplate_frac=0.0,
    )
    dc_w = np.zeros(weather.ghi.shape)
    for facing_deg in layout.row_azimuth_deg:
        peak_w = module.peak_w * np.count_nonzero(layout.facing_deg == facing_deg)
        plane = solar.Plane(layout.tilt_deg, facing_deg)
        dc_w += peak_w * solar.array_dc_w(weather, sun, plane, module, named, sky=sky)
    return layout, dc_w
