"""From the roofs of a scenario to the direct current of every array."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from pvlift.errors import Fault, Notice, PvliftError, ScenarioError, Words
from pvlift.scenario.plant import Losses, Roof
from pvlift.scenario.records import Scenario
from pvlift.solar import array as solar
from pvlift.solar import best, scene
from pvlift.solar import module as modules
from pvlift.solar import roof as geometry
from pvlift.solar.frame import Box, Design, RoofShape
from pvlift.solar.sky import Sky
from pvlift.solar.sun import SunPath
from pvlift.weather.records import HourlyWeather


class Light(NamedTuple):
    """Sun and sky that all roofs of a site share."""

    weather: HourlyWeather
    sun: SunPath
    sky: Sky


class Array(NamedTuple):
    """All roofs of one kind."""

    layout: geometry.Layout  # of one roof
    shape: RoofShape  # of one roof
    parts: tuple[scene.PartArray, ...]  # of one roof, one for each direction
    dc_w: np.ndarray  # float[n_weather, 8760] of all roofs of the kind, before decline
    n_inverters: int  # on one roof
    inverter_limit_w: float  # of all roofs of the kind
    inverter_efficiency_frac: float
    notices: tuple[Notice, ...]


def light_of(scenario: Scenario, weather: HourlyWeather, sun: SunPath | None = None) -> Light:
    """Geometry of the sun and the parts of the sky at the site, in the model of the scenario."""
    sun = solar.site_sun(weather) if sun is None else sun
    albedo_frac = scenario.weather.albedo_frac
    return Light(
        weather,
        sun,
        solar.site_sky(
            weather,
            sun,
            scenario.weather.sky,
            solar.ALBEDO_FRAC if albedo_frac is None else albedo_frac,
        ),
    )


def arrays_of(scenario: Scenario, light: Light | None) -> tuple[Array, ...]:
    """Every kind of roof filled with modules and driven through the weather.

    A tilt that is to be chosen by net present value is chosen by yield here; see choose.py.
    """
    found, faults = [], []
    for n, roof in enumerate(scenario.roof, 1):
        try:
            array = array_of(roof, scenario.losses, light, _layout(roof, scenario.losses, light))
        except PvliftError as error:
            faults += [_placed(fault, n) for fault in error.faults]
            continue
        if len(scenario.roof) > 1:
            array = array._replace(notices=tuple(_named(x, roof.name) for x in array.notices))
        found.append(array)
    if faults:
        raise ScenarioError(scenario.name, faults)
    return tuple(found)


def _placed(fault: Fault, n: int) -> Fault:
    """A fault of one roof, with the number of the roof."""
    return fault._replace(where=fault.where.replace("roof", f"roof[{n}]", 1))


def _named(notice: Notice, name: str) -> Notice:
    """What is said of one roof among several, with its name."""
    words = notice.words
    return notice._replace(words=Words(f"{name}: {words.en}", f"{name}：{words.zh}"))


def _layout(roof: Roof, losses: Losses, light: Light) -> geometry.Layout:
    """The modules of one roof; a tilt to be chosen is that of the highest yield."""
    shape, design, module = shape_of(roof), design_of(roof), modules.modules()[roof.module]
    lat_deg = light.weather.lat_deg
    if isinstance(roof.tilt_deg, str):
        worth = yield_of(roof, losses, first_year(light))
        return best.best_design(
            shape, design, module, lat_deg, worth, covers_frac=(design.ground_cover_frac,)
        ).layout
    return geometry.layout(shape, design, module, lat_deg)


def yield_of(roof: Roof, losses: Losses, light: Light) -> Callable[[geometry.Layout], float]:
    """What a layout makes in a mean year before decline and inverter, for one roof. [kWh]"""

    def kwh(layout: geometry.Layout) -> float:
        dc_w = array_of(roof, losses, light, layout).dc_w
        return float(dc_w.sum(axis=1).mean()) / 1000.0 / roof.count

    return kwh


def array_of(roof: Roof, losses: Losses, light: Light, layout: geometry.Layout) -> Array:
    """The roofs of one kind with a layout, driven through the weather."""
    weather, sun, sky = light
    shape = shape_of(roof)
    parts = scene.arrays_of(layout, shape, sun, weather.lat_deg, roof.shade)
    dc_w = np.zeros(weather.ghi.shape)
    for part in parts:
        dc_w += part.peak_w * solar.array_dc_w(
            weather,
            sun,
            part.plane,
            layout.module,
            losses_of(losses),
            shade=part.shade,
            cooling=cooling_of(roof),
            sky=sky,
            rear_open_frac=rear_open_frac(roof, part),
        )
    n_inverters, limit_w, efficiency_frac = inverters_of(roof, layout.peak_w)
    return Array(
        layout=layout,
        shape=shape,
        parts=parts,
        dc_w=dc_w * roof.count,
        n_inverters=n_inverters,
        inverter_limit_w=roof.count * limit_w,
        inverter_efficiency_frac=efficiency_frac,
        notices=(*layout.notices, *(notice for part in parts for notice in part.notices)),
    )


def inverters_of(roof: Roof, peak_w: float) -> tuple[int, float, float]:
    """Number, limit [W] and efficiency of the inverters of one roof.

    Whole inverters of a row, as near to the wanted ratio as they come; else one that fits.
    """
    wanted_w = peak_w / roof.dc_ac_ratio
    if roof.inverter is None:
        return 1, wanted_w, roof.inverter_efficiency_frac
    row = modules.inverters()[roof.inverter]
    n_inverters = max(round(wanted_w / row.inverter_limit_w), 1)
    own_frac = roof.inverter_efficiency_frac
    efficiency_frac = row.efficiency_frac if own_frac is None else own_frac
    return n_inverters, n_inverters * row.inverter_limit_w, efficiency_frac


def shape_of(roof: Roof) -> RoofShape:
    """What the building gives."""
    return RoofShape(
        length_m=roof.length_m,
        width_m=roof.width_m,
        azimuth_deg=roof.azimuth_deg,
        parapet_m=roof.parapet_m,
        setback_m=roof.setback_m,
        usable_frac=roof.usable_frac,
        boxes=tuple(
            Box(box.x_m, box.y_m, box.length_m, box.width_m, box.height_m)
            for box in roof.obstruction
        ),
        load_limit_kg_per_m2=roof.load_limit_kg_per_m2,
    )


def design_of(roof: Roof) -> Design:
    """How the roof is to be filled; a tilt to be chosen begins at 0."""
    design = Design(
        style=roof.layout,
        tilt_deg=0.0 if isinstance(roof.tilt_deg, str) else float(roof.tilt_deg),
        ground_cover_frac=roof.ground_cover_frac,
        modules_up=roof.modules_up,
        is_portrait=roof.orientation == "portrait",
        row_azimuth_deg=roof.row_azimuth_deg,
        clear_shadow_frac=roof.box_shadow_frac,
        low_edge_m=roof.low_edge_m,
        service_gap_m=roof.walkway_m,
        mount_kg_per_m2=roof.mount_kg_per_m2,
        max_modules=roof.max_modules,
    )
    return design if roof.box_clear_m is None else design._replace(clear_box_m=roof.box_clear_m)


def cooling_of(roof: Roof) -> modules.Cooling:
    """How the modules shed heat."""
    if roof.cell_temperature == "noct":
        return modules.noct_cooling(modules.modules()[roof.module].noct_c + modules.ROOF_MOUNT_C)
    return solar.OPEN_RACK


def rear_open_frac(roof: Roof, part: scene.PartArray) -> float:
    """Share of the ground that lights the rear of the modules; 0 where it does not count."""
    return part.rear_open_frac if roof.rear_light else 0.0


def losses_of(losses: Losses) -> modules.DcLosses:
    """The named losses as the solar room knows them."""
    snow = losses.snow_frac
    return modules.DcLosses(
        soiling_frac=losses.soiling_frac,
        snow_frac=snow if isinstance(snow, tuple) else (snow,) * 12,
        mismatch_frac=losses.mismatch_frac,
        wiring_frac=losses.wiring_frac,
        availability_frac=losses.availability_frac,
        light_induced_frac=losses.light_induced_frac,
        nameplate_frac=losses.nameplate_frac,
    )


def one_weather(light: Light, n: int) -> Light:
    """The light of one of the weather years, counted from 0."""
    fields = ("ghi", "dni", "dhi", "temp_air", "wind_speed")
    rows = slice(n, n + 1)
    weather = light.weather._replace(
        **{name: getattr(light.weather, name)[rows] for name in fields}
    )
    sky = Sky(*(np.ascontiguousarray(part[rows]) for part in light.sky))
    return Light(weather, light.sun, sky)


def first_year(light: Light) -> Light:
    """One year is enough to choose a design by."""
    return one_weather(light, 0)
