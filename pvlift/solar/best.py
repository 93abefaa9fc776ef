"""Tilt and density of the rows that serve a roof best."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

import numpy as np

from pvlift.errors import ScenarioError
from pvlift.solar.frame import Design, RoofShape
from pvlift.solar.module import Module
from pvlift.solar.roof import Layout, layout

TILTS_DEG = (0.0, 2.5, 5.0, 7.5, 10.0, 12.5, 15.0, 17.5, 20.0, 22.5, 25.0, 30.0, 35.0, 40.0)


class Best(NamedTuple):
    """The design that was worth most."""

    design: Design
    layout: Layout
    value: float
    tried: tuple[tuple[float, float, float], ...]  # tilt_deg, ground cover, value; best first


def best_design(
    shape: RoofShape,
    design: Design,
    module: Module,
    lat_deg: float,
    value: Callable[[Layout], float],
    tilts_deg: Iterable[float] = TILTS_DEG,
    covers_frac: Iterable[float | None] = (None,),
) -> Best:
    """Try every tilt with every ground cover and keep the one worth most.

    Parameters
    ----------
    value : what a layout is worth, its energy or a net present value; nan counts as no answer
    covers_frac : None is the spacing of GB 50797
    """
    answers = []
    fault = None
    for tilt_deg in tilts_deg:
        for cover_frac in covers_frac:
            this = design._replace(tilt_deg=float(tilt_deg), ground_cover_frac=cover_frac)
            try:
                placed = layout(shape, this, module, lat_deg)
            except ScenarioError as error:
                fault = error
                continue
            worth = float(value(placed))
            if np.isfinite(worth):
                answers.append((worth, this, placed))
    if not answers:
        raise fault or ValueError("value gave no number for any tilt")
    answers.sort(key=lambda answer: -answer[0])
    worth, this, placed = answers[0]
    tried = tuple((a[1].tilt_deg, a[2].ground_cover_frac, a[0]) for a in answers)
    return Best(this, placed, worth, tried)
