"""The arrays of a roof and what stands in their light."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from pvlift.errors import Notice, Words
from pvlift.solar.array import Plane
from pvlift.solar.frame import Box, RoofShape, axes, roof_axes
from pvlift.solar.roof import Layout
from pvlift.solar.shade import (
    Shade,
    box_shaded_fracs,
    box_sky_frac,
    row_shaded_fracs,
    row_sky_and_ground,
)
from pvlift.solar.sun import SunPath

PARAPET_THICK_M = 0.2
POINTS_ACROSS = 3  # one for each bypass section of a module
POINTS_UP = 2
DOME_STEPS = 48  # of 90 degrees
DARK_FRAC = 0.3  # of the sunny hours in shade, or of the sky hidden: too much to leave unsaid


class PartArray(NamedTuple):
    """The modules of a roof that look the same way, with what keeps light from them."""

    plane: Plane
    peak_w: float
    n_modules: int
    n_rows: int
    shade: Shade | None  # None: nothing stands in the light
    rear_open_frac: float  # share of the ground under them that is open to the sun
    notices: tuple[Notice, ...]


def arrays_of(
    roof_layout: Layout,
    shape: RoofShape,
    sun: SunPath,
    lat_deg: float,
    electrical: str = "strings",
) -> tuple[PartArray, ...]:
    """One array for each direction that modules of a roof face.

    Parameters
    ----------
    electrical : "linear": power follows the lit area; "strings": a bypass section is lost with
        its first dark point, rows by Deline's formula

    References
    ----------
    C. Deline et al., Solar Energy 96 (2013) 274-282.
    """
    if electrical not in ("linear", "strings"):
        raise ValueError(f"electrical is {electrical!r}, not linear or strings")
    boxes_m = boxes_of(shape)
    if roof_layout.style == "canopy":  # what ends below the canopy throws no shadow on it
        boxes_m = boxes_m[boxes_m[:, 5] > roof_layout.up_m.min()]
    parts = []
    for azimuth_deg in roof_layout.row_azimuth_deg:
        chosen = np.flatnonzero(np.abs(roof_layout.facing_deg - azimuth_deg) < 1e-6)
        if chosen.size == 0:
            continue
        n_rows = len(np.unique(roof_layout.row[chosen]))
        plane = Plane(roof_layout.tilt_deg, azimuth_deg)
        shade = shade_of(
            roof_layout, shape, chosen, n_rows, plane, boxes_m, sun, lat_deg, electrical
        )
        parts.append(
            PartArray(
                plane=plane,
                peak_w=chosen.size * roof_layout.module.peak_w,
                n_modules=chosen.size,
                n_rows=n_rows,
                shade=shade,
                rear_open_frac=max(1.0 - roof_layout.ground_cover_frac, 0.0),
                notices=dark_notices(shade, sun),
            )
        )
    return tuple(parts)


def shade_of(
    roof_layout: Layout,
    shape: RoofShape,
    chosen: np.ndarray,
    n_rows: int,
    plane: Plane,
    boxes_m: np.ndarray,
    sun: SunPath,
    lat_deg: float,
    electrical: str,
) -> Shade | None:
    """Rows and boxes in the light of the chosen modules."""
    has_rows = roof_layout.style != "canopy" and n_rows > 1 and plane.tilt_deg > 0.0
    if not has_rows and len(boxes_m) == 0:
        return None
    is_linear = electrical == "linear"
    none = np.zeros(sun.east.size)
    rows, behind_frac, sky_frac, ground_frac = none, 0.0, 1.0, 1.0
    if has_rows:
        per_row = chosen.size / n_rows / roof_layout.modules_up
        module = roof_layout.module
        along_m = module.width_m if roof_layout.is_portrait else module.length_m
        rows = row_shaded_fracs(
            sun.east,
            sun.north,
            sun.cos_zenith,
            plane.tilt_deg,
            plane.azimuth_deg,
            roof_layout.slope_m,
            roof_layout.pitch_m,
            per_row * along_m,
        )
        behind_frac = (n_rows - 1) / n_rows
        views = row_sky_and_ground(plane.tilt_deg, roof_layout.slope_m, roof_layout.pitch_m)
        sky_frac, ground_frac = (1.0 - behind_frac * (1.0 - view) for view in views)
    shaded = dark = none
    if len(boxes_m):
        along, away = roof_axes(shape, lat_deg)
        frame = np.array([[*along, 0.0], [*away, 0.0], [0.0, 0.0, 1.0]]).T
        facing = np.array(normal(plane)) @ frame
        points, n_each = sample_points(roof_layout, chosen, plane)
        where = np.array([sun.east, sun.north, sun.cos_zenith]).T @ frame
        dark, lost = box_shaded_fracs(
            np.ascontiguousarray((points @ frame).T),
            n_each,
            boxes_m,
            *np.ascontiguousarray(where.T),
            facing,
        )
        shaded = dark if is_linear else lost
        middles = np.array([roof_layout.east_m, roof_layout.north_m, roof_layout.up_m]).T[chosen]
        middles = np.ascontiguousarray((middles @ frame).T)
        sky_frac *= box_sky_frac(middles, boxes_m, facing, DOME_STEPS)
    return Shade(
        shaded_frac=shaded,
        row_shaded_frac=rows,
        sky_frac=sky_frac,
        horizon_frac=sky_frac,  # SSC cuts all diffuse light of the sky alike
        ground_frac=ground_frac,
        row_string_frac=behind_frac,
        n_strips=0.0 if is_linear else float(strips_of(roof_layout)),
        dark_area_frac=dark,
    )


def strips_of(roof_layout: Layout) -> int:
    """Strips along the slope that the shadow of a row stops one after another.

    Upright modules lose all their strings with the lowest cells, half-cut ones the lower half;
    modules on their side lose one bypass section after another.
    """
    module = roof_layout.module
    if not roof_layout.is_portrait:
        return roof_layout.modules_up * int(module.n_diodes)
    return roof_layout.modules_up * (2 if module.is_half_cut else 1)


def normal(plane: Plane) -> tuple[float, float, float]:
    """Unit vector (east, north, up) that a plane faces."""
    tilt_rad, azimuth_rad = math.radians(plane.tilt_deg), math.radians(plane.azimuth_deg)
    flat = math.sin(tilt_rad)
    return flat * math.sin(azimuth_rad), flat * math.cos(azimuth_rad), math.cos(tilt_rad)


def sample_points(roof_layout: Layout, chosen: np.ndarray, plane: Plane) -> tuple[np.ndarray, int]:
    """Places on the modules, those of a bypass section in a run: float[n, 3] and the run's length.

    Bypass sections are the three strips along the long side of a module.
    """
    module = roof_layout.module
    along, away = axes(plane.azimuth_deg)
    tilt_rad = math.radians(plane.tilt_deg)
    up_slope = np.array([*(away * math.cos(tilt_rad)), math.sin(tilt_rad)])
    along = np.array([*along, 0.0])
    long_way, short_way = (up_slope, along) if roof_layout.is_portrait else (along, up_slope)
    steps_short = (np.arange(POINTS_ACROSS) + 0.5) / POINTS_ACROSS - 0.5
    steps_long = (np.arange(POINTS_UP) + 0.5) / POINTS_UP - 0.5
    offsets = (
        steps_short[:, None, None] * module.width_m * short_way
        + steps_long[None, :, None] * module.length_m * long_way
    ).reshape(-1, 3)
    middles = np.array([roof_layout.east_m, roof_layout.north_m, roof_layout.up_m]).T[chosen]
    return (middles[:, None, :] + offsets[None]).reshape(-1, 3), POINTS_UP


def boxes_of(shape: RoofShape) -> np.ndarray:
    """Boxes and parapet in the roof frame about the roof's middle: float[n, 6]."""
    boxes = [(box, 0.0) for box in shape.boxes]
    if shape.parapet_m > 0.0:
        length_m, width_m, thick_m = shape.length_m, shape.width_m, PARAPET_THICK_M
        walls = (
            Box(0.0, 0.0, length_m, thick_m, shape.parapet_m),
            Box(0.0, width_m - thick_m, length_m, thick_m, shape.parapet_m),
            Box(0.0, 0.0, thick_m, width_m, shape.parapet_m),
            Box(length_m - thick_m, 0.0, thick_m, width_m, shape.parapet_m),
        )
        boxes += [(wall, 0.0) for wall in walls]
    middle = np.array([0.5 * shape.length_m, 0.5 * shape.width_m])
    found = np.zeros((len(boxes), 6))
    for i, (box, base_m) in enumerate(boxes):
        x, y = box.x_m - middle[0], box.y_m - middle[1]
        found[i] = (x, x + box.length_m, y, y + box.width_m, base_m, box.height_m)
    return found


def dark_notices(shade: Shade | None, sun: SunPath) -> tuple[Notice, ...]:
    """What must be said of an array that stands in the dark much of its time."""
    if shade is None:
        return ()
    high = np.maximum(sun.cos_zenith, 0.0)  # a clear sky's beam on level ground, nearly
    dark_frac = float((shade.dark_area_frac * high).sum() / max(high.sum(), 1e-9))
    hidden_frac = 1.0 - shade.sky_frac
    if max(dark_frac, hidden_frac) < DARK_FRAC:
        return ()
    words = Words(
        f"Obstacles keep {dark_frac:.0%} of the direct sun and {hidden_frac:.0%} "
        "of the sky from this array; it may not be worth building.",
        f"障碍物遮挡了该方阵 {dark_frac:.0%} 的直射和 {hidden_frac:.0%} 的天空，可能不值得建设。",
    )
    return (Notice("array_in_the_dark", words),)
