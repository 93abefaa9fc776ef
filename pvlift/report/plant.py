"""What stands on the roofs and in the stairwells, in rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from pvlift.errors import Words

if TYPE_CHECKING:
    from pvlift.study.plan.outcome import Outcome


class RoofRow(NamedTuple):
    """One kind of roof."""

    name: str
    count: int
    style: str
    n_modules: int  # of one roof
    peak_w: float  # of one roof
    tilt_deg: float
    mass_kg_per_m2: float  # on the field that the modules take
    load_limit_kg_per_m2: float | None


class StairwellRow(NamedTuple):
    """One kind of stairwell."""

    name: str
    n_lifts: int  # of all stairwells of the kind
    storeys: int
    flats: int  # on one stairwell
    lift_kwh: float  # yearly, all lifts of the kind


def style_words(style: str) -> Words:
    """How the modules stand."""
    return {
        "south": Words("rows facing the sun", "固定倾角"),
        "east_west": Words("east-west tents", "东西向双坡"),
        "flat": Words("flat", "平铺"),
        "canopy": Words("raised canopy", "架空棚架"),
    }[style]


def roof_rows(outcome: Outcome) -> list[RoofRow]:
    """Every kind of roof with its modules."""
    prepared = outcome.prepared
    return [
        RoofRow(
            roof.name,
            roof.count,
            array.layout.style,
            int(array.layout.n_modules),
            float(array.layout.peak_w),
            float(array.layout.tilt_deg),
            float(array.layout.mass_kg_per_m2),
            roof.load_limit_kg_per_m2,
        )
        for roof, array in zip(prepared.loaded.scenario.roof, prepared.arrays, strict=True)
    ]


def stairwell_rows(outcome: Outcome) -> list[StairwellRow]:
    """Every kind of stairwell with the yearly energy of its lifts."""
    lifts = outcome.prepared.lifts
    yearly_kwh = np.asarray(lifts.running_kwh) + np.asarray(lifts.standing_kwh)
    return [
        StairwellRow(well.name, well.count * well.n_lifts, well.storeys, well.flats, float(kwh))
        for well, kwh in zip(outcome.prepared.loaded.scenario.stairwell, yearly_kwh, strict=True)
    ]
