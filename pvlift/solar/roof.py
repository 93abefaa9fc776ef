"""From a roof to whole modules in rows."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from pvlift.errors import Fault, Notice, ScenarioError, Words
from pvlift.solar.frame import (
    FLAT_ROWS_PER_WALKWAY,
    MODULE_GAP_M,
    MOUNT_KG_PER_M2,
    RIDGE_GAP_M,
    SERVICE_GAP_M,
    STEEPEST_DEG,
    STYLES,
    Box,
    Design,
    RoofShape,
    axes,
    corners_m,
    equator_deg,
    low_edge_of,
    row_direction_deg,
    sunny_side_deg,
    turn_deg,
)
from pvlift.solar.module import Module
from pvlift.solar.packing import Stretch, most_modules
from pvlift.solar.spacing import gap_factor, row_pitch_m


class Layout(NamedTuple):
    """Whole modules on a roof; arrays have shape (n_modules,)."""

    style: str
    n_modules: int
    n_rows: int  # lines of modules along the roof
    peak_w: float
    tilt_deg: float
    row_azimuth_deg: tuple[float, ...]  # one direction, or the two of tents
    slope_m: float  # length of a row along its slope
    pitch_m: float
    ground_cover_frac: float  # slopes over pitch
    field_m2: float  # rows with the gaps between them
    mass_kg_per_m2: float  # on the field
    module: Module
    is_portrait: bool
    modules_up: int
    east_m: np.ndarray  # middle of each module
    north_m: np.ndarray
    up_m: np.ndarray
    facing_deg: np.ndarray  # azimuth of each module
    row: np.ndarray  # int, number of its row, from the sun's side
    notices: tuple[Notice, ...]


def check_design(shape: RoofShape, design: Design, module: Module, lat_deg: float) -> None:
    """All that is wrong with a roof or its design, at once."""
    faults = []

    def want(good: bool, where: str, found: object, en: str, zh: str) -> None:
        if not good:
            faults.append(Fault(where, str(found), Words(en, zh)))

    want(shape.length_m > 0, "roof.length_m", shape.length_m, "more than 0", "大于 0")
    want(shape.width_m > 0, "roof.width_m", shape.width_m, "more than 0", "大于 0")
    want(shape.setback_m >= 0, "roof.setback_m", shape.setback_m, "0 or more", "不小于 0")
    want(shape.parapet_m >= 0, "roof.parapet_m", shape.parapet_m, "0 or more", "不小于 0")
    share = shape.usable_frac
    want(0 < share <= 1, "roof.usable_frac", share, "above 0, at most 1", "大于 0 且不超过 1")
    styles = ", ".join(STYLES)
    want(design.style in STYLES, "roof.layout", design.style, f"one of {styles}", f"{styles} 之一")
    steepest_deg = STEEPEST_DEG.get(design.style, 90.0)
    good = 0 <= design.tilt_deg <= steepest_deg
    en, zh = f"0 to {steepest_deg:g}", f"0 至 {steepest_deg:g}"
    want(good, "roof.tilt_deg", design.tilt_deg, en, zh)
    cover = design.ground_cover_frac
    good = cover is None or 0 < cover <= 1
    want(good, "roof.ground_cover_frac", cover, "above 0, at most 1", "大于 0 且不超过 1")
    if design.style == "south" and cover is None and design.tilt_deg > 0:
        turned_deg = turn_deg(row_direction_deg(shape, design, lat_deg), equator_deg(lat_deg))
        want(
            math.isfinite(gap_factor(lat_deg, turned_deg)),
            "site.lat_deg",
            lat_deg,
            "a place where the sun is up at 9:00 in midwinter, or a ground_cover_frac",
            "冬至日 9:00 太阳在地平线以上的地点，或直接给出 ground_cover_frac",
        )
    if faults:
        raise ScenarioError("roof", faults)


def layout(shape: RoofShape, design: Design, module: Module, lat_deg: float) -> Layout:
    """Whole modules in rows on a flat roof.

    Rows stand along the roof's sides unless a direction is given, spaced by GB 50797 or by a
    ground cover; boxes, set-backs and the shade of the parapet stay free. Of eight positions of
    the first row the one that takes most modules is kept.

    References
    ----------
    GB 50797-2012, 光伏发电站设计规范 (row spacing).
    """
    check_design(shape, design, module, lat_deg)
    style = design.style
    facing_deg = row_direction_deg(shape, design, lat_deg)
    up_m, along_m = module.length_m, module.width_m
    if not design.is_portrait:
        up_m, along_m = along_m, up_m
    slope_m = design.modules_up * up_m + (design.modules_up - 1) * MODULE_GAP_M
    tilt_rad = math.radians(design.tilt_deg)
    depth_m = slope_m * math.cos(tilt_rad)
    if style == "east_west":
        depth_m = 2.0 * depth_m + RIDGE_GAP_M
    pitches_m = pitches_of(design, slope_m, depth_m, facing_deg, lat_deg)
    pitch_m = sum(pitches_m) / len(pitches_m)
    stretches = most_modules(
        *free_roof(shape, design, facing_deg, lat_deg), depth_m, pitches_m, along_m, MODULE_GAP_M
    )
    placed = place_modules(design, stretches, facing_deg, up_m, along_m, depth_m)
    cover_frac = slope_m * (2.0 if style == "east_west" else 1.0) / pitch_m
    if style == "canopy":
        cover_frac *= math.cos(tilt_rad)
    area_m2 = module.length_m * module.width_m
    usable_m2 = shape.usable_frac * shape.length_m * shape.width_m
    most = int(usable_m2 * min(cover_frac, 1.0) / area_m2 + 1e-9)
    if design.max_modules is not None:
        most = min(most, design.max_modules)
    placed = placed[:, :most]
    n_modules = placed.shape[1]
    if n_modules == 0:
        raise ScenarioError("roof", [no_room(shape, depth_m, along_m)])
    rows = placed[4].astype(np.int64)
    field_m2 = n_modules * area_m2 / min(cover_frac, 1.0)
    mount = design.mount_kg_per_m2
    mount = MOUNT_KG_PER_M2[style] if mount is None else mount
    mass_kg_per_m2 = (module.mass_kg / area_m2 + mount) * min(cover_frac, 1.0)
    directions = [facing_deg]
    if style == "east_west":
        directions.append((facing_deg + 180.0) % 360.0)
    return Layout(
        style=style,
        n_modules=n_modules,
        n_rows=len(np.unique(rows)),
        peak_w=n_modules * module.peak_w,
        tilt_deg=float(design.tilt_deg),
        row_azimuth_deg=tuple(directions),
        slope_m=slope_m,
        pitch_m=pitch_m,
        ground_cover_frac=cover_frac,
        field_m2=field_m2,
        mass_kg_per_m2=mass_kg_per_m2,
        module=module,
        is_portrait=design.is_portrait,
        modules_up=design.modules_up,
        east_m=placed[0],
        north_m=placed[1],
        up_m=placed[2],
        facing_deg=placed[3],
        row=rows,
        notices=load_notices(shape, mass_kg_per_m2),
    )


def pitches_of(
    design: Design, slope_m: float, depth_m: float, facing_deg: float, lat_deg: float
) -> list[float]:
    """Steps from one row to the next, repeated in turn. [m]"""
    service_m = design.service_gap_m
    service_m = SERVICE_GAP_M[design.style] if service_m is None else service_m
    if design.ground_cover_frac is not None:
        slopes = 2.0 if design.style == "east_west" else 1.0
        return [max(slopes * slope_m / design.ground_cover_frac, depth_m)]
    match design.style:
        case "south":
            turned_deg = turn_deg(facing_deg, equator_deg(lat_deg))
            by_rule_m = row_pitch_m(slope_m, design.tilt_deg, lat_deg, turned_deg)
            return [max(by_rule_m, depth_m + max(service_m, MODULE_GAP_M))]
        case "flat":
            beside = [depth_m + MODULE_GAP_M] * (FLAT_ROWS_PER_WALKWAY - 1)
            return [*beside, depth_m + max(service_m, MODULE_GAP_M)]
        case "canopy":  # one unbroken slope
            return [(slope_m + MODULE_GAP_M) * math.cos(math.radians(design.tilt_deg))]
    return [depth_m + max(service_m, MODULE_GAP_M)]


def free_roof(
    shape: RoofShape, design: Design, facing_deg: float, lat_deg: float
) -> tuple[np.ndarray, list[tuple[np.ndarray, float]]]:
    """What rows may use: corners (u, v) of the roof, and of each box with what lies behind it."""
    low_m = low_edge_of(design)
    sunny_m = shape.setback_m
    over_m = shape.parapet_m - low_m
    sunny_deg = sunny_side_deg(shape.azimuth_deg, lat_deg, 2)
    if over_m > 0.0:
        turned_deg = turn_deg(sunny_deg, equator_deg(lat_deg))
        shadow_m = over_m * gap_factor(lat_deg, turned_deg)
        sunny_m = max(sunny_m, shadow_m if math.isfinite(shadow_m) else 0.0)
    inner = Box(
        shape.setback_m,
        sunny_m,
        shape.length_m - 2.0 * shape.setback_m,
        shape.width_m - shape.setback_m - sunny_m,
        0.0,
    )
    frame = np.array(axes(facing_deg)).T
    if inner.length_m <= 0.0 or inner.width_m <= 0.0:
        return np.zeros((4, 2)), []
    reach = gap_factor(lat_deg, turn_deg(facing_deg, equator_deg(lat_deg)))
    boxes = []
    for box in shape.boxes:
        if design.style == "canopy" and box.height_m <= low_m:
            continue
        clear_m = design.clear_box_m
        around = Box(
            box.x_m - clear_m,
            box.y_m - clear_m,
            box.length_m + 2.0 * clear_m,
            box.width_m + 2.0 * clear_m,
            box.height_m,
        )
        behind_m = 0.0
        if design.clear_shadow_frac > 0.0 and math.isfinite(reach):
            shadow_m = max(box.height_m - low_m, 0.0) * reach * design.clear_shadow_frac
            behind_m = max(shadow_m - clear_m, 0.0)
        boxes.append((corners_m(shape, lat_deg, around) @ frame, behind_m))
    return corners_m(shape, lat_deg, inner) @ frame, boxes


def place_modules(
    design: Design,
    stretches: list[Stretch],
    facing_deg: float,
    up_m: float,
    along_m: float,
    depth_m: float,
) -> np.ndarray:
    """Every module of the rows: float[5, n_modules] east, north, up, facing, row."""
    tilt_rad = math.radians(design.tilt_deg)
    along, away = axes(facing_deg)
    is_tent = design.style == "east_west"
    columns = []
    first_m = min((stretch.v_m for stretch in stretches), default=0.0)
    for stretch in stretches:
        u = stretch.u_m + (np.arange(stretch.n_modules) + 0.5) * (along_m + MODULE_GAP_M)
        u -= 0.5 * MODULE_GAP_M
        for side in range(2 if is_tent else 1):
            for k in range(design.modules_up):
                slope_m = (k + 0.5) * up_m + k * MODULE_GAP_M
                v = slope_m * math.cos(tilt_rad)
                v = stretch.v_m + (v if side == 0 else depth_m - v)
                up = low_edge_of(design) + slope_m * math.sin(tilt_rad)
                if design.style == "canopy":
                    up = low_edge_of(design) + (v - first_m) * math.tan(tilt_rad)
                columns.append(
                    [
                        u * along[0] + v * away[0],
                        u * along[1] + v * away[1],
                        np.full_like(u, up),
                        np.full_like(u, (facing_deg + 180.0 * side) % 360.0),
                        np.full_like(u, stretch.row * (2 if is_tent else 1) + side),
                    ]
                )
    return np.concatenate(columns, axis=1) if columns else np.zeros((5, 0))


def no_room(shape: RoofShape, depth_m: float, along_m: float) -> Fault:
    """Not one module fits."""
    size = f"{shape.length_m:g} x {shape.width_m:g} m"
    return Fault(
        "roof",
        size,
        Words(
            f"room for one module of {along_m:.2f} m along and {depth_m:.2f} m deep inside "
            "set-backs, parapet shade and boxes",
            "在退让、女儿墙阴影和障碍物之外至少能放下一块组件"
            f"（沿排 {along_m:.2f} m，进深 {depth_m:.2f} m）",
        ),
    )


def load_notices(shape: RoofShape, mass_kg_per_m2: float) -> tuple[Notice, ...]:
    """What must be said of the slab."""
    limit = shape.load_limit_kg_per_m2
    if limit is None:
        words = Words(
            f"The plant weighs {mass_kg_per_m2:.0f} kg/m² with its mounting; no load limit of the "
            "roof is given, so it was not checked.",
            f"光伏系统连支架约 {mass_kg_per_m2:.0f} kg/m²；未给出屋面荷载限值，未作校核。",
        )
        return (Notice("roof_load_unchecked", words),)
    if mass_kg_per_m2 <= limit:
        return ()
    words = Words(
        f"The plant weighs {mass_kg_per_m2:.0f} kg/m² with its mounting, more than the "
        f"{limit:.0f} kg/m² that the roof may carry.",
        f"光伏系统连支架约 {mass_kg_per_m2:.0f} kg/m²，超过屋面允许的 {limit:.0f} kg/m²。",
    )
    return (Notice("roof_overloaded", words),)
