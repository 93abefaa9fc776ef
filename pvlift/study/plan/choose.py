"""Tilt and spacing that are worth most to a plan: its whole money is counted for every design."""

from __future__ import annotations

import numpy as np

from pvlift.errors import Fault, Notice, PvliftError, ScenarioError, Words
from pvlift.scenario.load import Loaded
from pvlift.scenario.plant import Roof
from pvlift.scenario.worlds import certain
from pvlift.solar import best
from pvlift.solar import module as modules
from pvlift.study.plan.simulate import simulate
from pvlift.study.plant import roofs, stairwells
from pvlift.study.plant.assemble import assemble

TILTS_DEG = (0.0, 5.0, 10.0, 15.0, 20.0, 25.0, 30.0)
FINER_DEG = 2.5  # on either side of the best of these
COVERS_FRAC = (None, 0.3, 0.4, 0.5, 0.65, 0.8)  # None: spaced by GB 50797


def by_worth(
    loaded: Loaded,
    light: roofs.Light,
    arrays: tuple[roofs.Array, ...],
    lifts: stairwells.Lifts,
) -> tuple[roofs.Array, ...]:
    """Arrays with every tilt "best_npv" replaced by the design of highest project NPV after tax.

    One roof after the other, the others as they stand; the first weather year decides, as years
    without spread have the same months.
    """
    found = list(arrays)
    for n, roof in enumerate(loaded.scenario.roof):
        if roof.tilt_deg != "best_npv":
            continue
        try:
            found[n] = _choice(loaded, light, tuple(found), lifts, n)
        except PvliftError as error:
            where = [
                fault._replace(where=fault.where.replace("roof", f"roof[{n + 1}]", 1))
                for fault in error.faults
            ]
            raise ScenarioError(loaded.scenario.name, where) from None
    return tuple(found)


def _choice(loaded: Loaded, light: roofs.Light, arrays, lifts, n: int) -> roofs.Array:
    """The design of one roof that is worth most, in all weather years."""
    roof, losses = loaded.scenario.roof[n], loaded.scenario.losses
    year = roofs.first_year(light)
    others = [array._replace(dc_w=array.dc_w[:1]) for array in arrays]

    def npv_cny(layout) -> float:
        others[n] = roofs.array_of(roof, losses, year, layout)
        plan = assemble(loaded, year.weather, year, tuple(others), lifts)
        return float(simulate(plan, certain()).indicators.project_npv_cny[0])

    def searched(tilts_deg, covers_frac) -> best.Best:
        return best.best_design(
            roofs.shape_of(roof),
            roofs.design_of(roof),
            modules.modules()[roof.module],
            light.weather.lat_deg,
            npv_cny,
            tilts_deg=tilts_deg,
            covers_frac=covers_frac,
        )

    own_cover = roof.ground_cover_frac
    given = own_cover is not None or roof.layout in ("flat", "canopy")
    chosen = searched(TILTS_DEG, (own_cover,) if given else COVERS_FRAC)
    tilt_deg, cover_frac = chosen.design.tilt_deg, chosen.design.ground_cover_frac
    finer = searched(
        (max(tilt_deg - FINER_DEG, 0.0), tilt_deg, tilt_deg + FINER_DEG), (cover_frac,)
    )
    chosen = finer._replace(tried=(*finer.tried, *chosen.tried))
    if not np.isfinite(chosen.value):
        wanted = Words("a plan with a net present value", "能计算净现值的方案")
        raise ScenarioError("roof", [Fault("roof.tilt_deg", "'best_npv'", wanted)])
    array = roofs.array_of(roof, losses, light, chosen.layout)
    return array._replace(notices=(*array.notices, _said(roof, chosen)))


def _said(roof: Roof, chosen: best.Best) -> Notice:
    """Which design was taken, from how many, and how near the others come."""
    layout, n = chosen.layout, len(chosen.tried)
    lead = chosen.value - min(value for _, _, value in chosen.tried)
    words = Words(
        f"{roof.name}: tilt {layout.tilt_deg:g}°, pitch {layout.pitch_m:.2f} m (ground cover "
        f"{layout.ground_cover_frac:.2f}) has the highest NPV of {n} designs tried, CNY "
        f"{lead:,.0f} above the worst.",
        f"{roof.name}：在 {n} 种布置中，倾角 {layout.tilt_deg:g}°、行距 {layout.pitch_m:.2f} m"
        f"（占地率 {layout.ground_cover_frac:.2f}）净现值最高，比最差方案高 {lead:,.0f} 元。",
    )
    return Notice("roof_design_by_npv", words)
