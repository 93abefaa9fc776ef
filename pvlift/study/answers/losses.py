"""Where the light of the first year goes, roof by roof: the loss diagram of a plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from pvlift.energy.plant import HourlyYear, one_year
from pvlift.errors import Words
from pvlift.scenario.plant import Losses, Roof
from pvlift.solar import array as solar
from pvlift.solar import diagram, scene
from pvlift.solar.module import kept_by_name
from pvlift.study.plan.measures import share
from pvlift.study.plant import roofs
from pvlift.weather.records import MONTH_OF_HOUR

if TYPE_CHECKING:
    from pvlift.study.plan.outcome import Outcome
    from pvlift.study.plant.assemble import Prepared

ALWAYS_SHOWN = ("horizontal", "transposition", "glass", "temperature", "inverter", "clipping")


class LossStep(NamedTuple):
    """One step of the diagram: light counts as what the label makes of it."""

    name: str
    words: Words
    kwh: np.ndarray  # float[n_roofs] left after the step


class RoofFigures(NamedTuple):
    """How one kind of roof is built and what its shade costs in the first year."""

    n_modules: int  # of one roof
    n_rows: int
    pitch_m: float
    ground_cover_frac: float
    peak_w: float  # of one roof
    field_m2: float
    mass_kg_per_m2: float
    row_shade_frac: float  # of the direct current of a free array, electrical effect included
    box_shade_frac: float  # of what the rows leave: parapet, shafts, tanks, neighbours
    performance_ratio: float
    yield_kwh_per_kwp: float


class PlantLosses(NamedTuple):
    """The first operating year, step by step; sums agree with the energy ledger."""

    steps: tuple[LossStep, ...]  # those that change something
    roofs: tuple[RoofFigures, ...]
    peak_w: np.ndarray  # float[n_roofs], all roofs of the kind
    month_ac_kwh: np.ndarray  # float[n_roofs, 12]
    month_light_kwh: np.ndarray  # float[n_roofs, 12] label times light on the free plane

    @property
    def month_performance_ratio(self) -> np.ndarray:
        """Of all roofs together: float[12]; nan in a month without light."""
        return share(self.month_ac_kwh.sum(axis=0), self.month_light_kwh.sum(axis=0))

    @property
    def performance_ratio(self) -> float:
        """Energy at the meter over label times light on the free plane (IEC 61724-1)."""
        return float(share(self.month_ac_kwh.sum(), self.month_light_kwh.sum()))


def plant_losses(outcome: Outcome) -> PlantLosses | None:
    """Loss diagram of the first year of the first draw; None without roofs.

    Each step switches on one effect in the hourly chain and takes the difference, in the order in
    which light meets them; the inverters are those of the energy ledger.
    """
    prepared, draws = outcome.prepared, outcome.draws
    if not prepared.arrays:
        return None
    weather_year, dc_frac = int(draws.weather[0, 0]), float(draws.dc_frac[0, 0])
    scenario = prepared.loaded.scenario
    light = roofs.one_weather(
        roofs.light_of(scenario, prepared.weather, prepared.sun), weather_year
    )
    found = [
        _roof(prepared, scenario.losses, light, n, weather_year, dc_frac)
        for n in range(len(scenario.roof))
    ]
    names = list(found[0].steps)
    steps = [
        LossStep(name, diagram.STEP_WORDS[name], np.array([one.steps[name] for one in found]))
        for name in names
    ]
    changed = [
        step
        for before, step in zip([None, *steps[:-1]], steps, strict=True)
        if step.name in ALWAYS_SHOWN or not np.array_equal(before.kwh, step.kwh)
    ]
    return PlantLosses(
        steps=tuple(changed),
        roofs=tuple(one.figures for one in found),
        peak_w=np.array([one.peak_w for one in found]),
        month_ac_kwh=np.array([one.month_ac_kwh for one in found]),
        month_light_kwh=np.array([one.month_light_kwh for one in found]),
    )


class _RoofYear(NamedTuple):
    steps: dict[str, float]
    figures: RoofFigures
    peak_w: float
    month_ac_kwh: np.ndarray
    month_light_kwh: np.ndarray


def _roof(
    prepared: Prepared,
    losses: Losses,
    light: roofs.Light,
    n: int,
    weather_year: int,
    dc_frac: float,
) -> _RoofYear:
    roof, array = prepared.loaded.scenario.roof[n], prepared.arrays[n]
    hours = _dc_steps(roof, array, losses, light)
    hours["decline"] = hours[next(reversed(hours))] * dc_frac
    made = _inverted(prepared, n, weather_year, dc_frac)
    hours["inverter"] = made.made_w + made.clipped_w
    hours["clipping"] = made.made_w
    light_w = hours["transposition"]
    ac_kwh, light_kwh = float(made.made_w.sum()) / 1000.0, float(light_w.sum()) / 1000.0
    peak_w = roof.count * array.layout.peak_w
    layout = array.layout
    row_frac, box_frac = shade_fracs(roof, array, losses, light)
    figures = RoofFigures(
        n_modules=int(layout.n_modules),
        n_rows=int(layout.n_rows),
        pitch_m=float(layout.pitch_m),
        ground_cover_frac=float(layout.ground_cover_frac),
        peak_w=float(layout.peak_w),
        field_m2=float(layout.field_m2),
        mass_kg_per_m2=float(layout.mass_kg_per_m2),
        row_shade_frac=row_frac,
        box_shade_frac=box_frac,
        performance_ratio=float(share(ac_kwh, light_kwh)),
        yield_kwh_per_kwp=ac_kwh / (peak_w / 1000.0),
    )
    return _RoofYear(
        {name: float(power_w.sum()) / 1000.0 for name, power_w in hours.items()},
        figures,
        peak_w,
        np.bincount(MONTH_OF_HOUR, made.made_w, 12) / 1000.0,
        np.bincount(MONTH_OF_HOUR, light_w, 12) / 1000.0,
    )


def _dc_steps(
    roof: Roof, array: roofs.Array, losses: Losses, light: roofs.Light
) -> dict[str, np.ndarray]:
    """Power after each effect up to the inverters, all roofs of the kind: float[8760]. [W]"""
    weather, sun, sky = light
    found: dict[str, np.ndarray] = {}
    for part in array.parts:
        peak_w = roof.count * part.peak_w
        poa = solar.plane_of_array(sky, sun, part.plane).poa_global
        steps = [("horizontal", weather.ghi / 1000.0), ("transposition", poa / 1000.0)]
        steps += diagram.lit_steps(
            weather,
            sun,
            part.plane,
            array.layout.module,
            part.shade,
            roofs.cooling_of(roof),
            sky,
            roofs.rear_open_frac(roof, part),
        )
        for name, per_peak in steps:
            found[name] = found.get(name, 0.0) + peak_w * per_peak[0]
    last = found["strings"]
    for name, kept in kept_by_name(roofs.losses_of(losses)).items():
        last = last * kept[MONTH_OF_HOUR]
        found[name] = last
    return found


def _inverted(prepared: Prepared, n: int, weather_year: int, dc_frac: float) -> HourlyYear:
    """What the inverters of one kind of roof make, by the rules of the energy ledger."""
    hours, one = prepared.hours, slice(n, n + 1)
    alone = hours._replace(
        dc_w=hours.dc_w[one],
        inverter_limit_w=hours.inverter_limit_w[one],
        inverter_efficiency_frac=hours.inverter_efficiency_frac[one],
        to_grid=hours.to_grid[one],
    )
    return one_year(alone, weather_year, dc_frac, np.ones(len(hours.fixed_w)))


def shade_fracs(
    roof: Roof, array: roofs.Array, losses: Losses, light: roofs.Light
) -> tuple[float, float]:
    """Direct current lost to the rows, and of the rest to boxes and parapet."""
    weather, sun, sky = light
    bare = array.shape._replace(boxes=(), parapet_m=0.0)
    rows_only = scene.arrays_of(array.layout, bare, sun, weather.lat_deg, roof.shade)
    free = rows = boxes = 0.0
    for part, alone in zip(array.parts, rows_only, strict=True):

        def dc(shade, part=part) -> float:
            per_peak = solar.array_dc_w(
                weather,
                sun,
                part.plane,
                array.layout.module,
                roofs.losses_of(losses),
                shade=shade,
                cooling=roofs.cooling_of(roof),
                sky=sky,
            )
            return part.peak_w * float(per_peak.sum())

        free += dc(None)
        rows += dc(alone.shade)
        boxes += dc(part.shade)
    return 1.0 - float(share(rows, free)), 1.0 - float(share(boxes, rows))
