"""The roof as the building gives it, the design that fills it, and the axes both are drawn in.

Roof frame: one looks out over the long side that faces the sun; x runs along the length from the
left hand to the right, y along the width from that side inwards. On a roof that faces south, x = 0
is the east end and y = 0 the south side. Positions are east, north and up of the roof's middle.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

STYLES = ("south", "east_west", "flat", "canopy")
MODULE_GAP_M = 0.02  # clamp between modules
RIDGE_GAP_M = 0.10  # between the two slopes of a tent
SERVICE_GAP_M = {"south": 0.0, "east_west": 0.3, "flat": 0.5, "canopy": 0.0}
LOW_EDGE_M = {"south": 0.3, "east_west": 0.15, "flat": 0.15, "canopy": 2.2}
# frames, ballast or steel per area of modules; 0.15 kN/m2 flush, 0.4-1.0 kN/m2 ballasted with
# the modules (unconfirmed practice, pv-market-facts 10.2)
MOUNT_KG_PER_M2 = {"south": 40.0, "east_west": 20.0, "flat": 5.0, "canopy": 25.0}
FLAT_ROWS_PER_WALKWAY = 2
STEEPEST_DEG = {"east_west": 45.0, "flat": 10.0, "canopy": 20.0}


class Box(NamedTuple):
    """An upright box on or beside the roof, in the roof frame."""

    x_m: float  # nearest corner
    y_m: float
    length_m: float
    width_m: float
    height_m: float  # top above the roof


class RoofShape(NamedTuple):
    """What the building gives."""

    length_m: float
    width_m: float
    azimuth_deg: float  # where the long side faces, clockwise from north, 180 is south
    parapet_m: float = 0.0
    setback_m: float = 0.0
    usable_frac: float = 1.0  # most of the gross roof that rows and their gaps may take
    boxes: tuple[Box, ...] = ()
    load_limit_kg_per_m2: float | None = None


class Design(NamedTuple):
    """How the roof is to be filled."""

    style: str  # one of STYLES
    tilt_deg: float
    ground_cover_frac: float | None = None  # slope over pitch; None: GB 50797
    modules_up: int = 1  # modules along the slope
    is_portrait: bool = True  # long side of the module up the slope
    row_azimuth_deg: float | None = None  # None: along the roof, as near to the sun as it can
    clear_box_m: float = 0.5  # free strip around boxes
    clear_shadow_frac: float = 0.0  # of the rule's shadow kept free behind boxes
    low_edge_m: float | None = None  # None: of the style
    service_gap_m: float | None = None  # least clear way between rows; None: of the style
    mount_kg_per_m2: float | None = None  # of module area; None: of the style
    max_modules: int | None = None


def axes(azimuth_deg: float) -> tuple[np.ndarray, np.ndarray]:
    """Unit vectors (east, north) along the rows and away from the direction they face."""
    azimuth_rad = math.radians(azimuth_deg)
    away = np.array([-math.sin(azimuth_rad), -math.cos(azimuth_rad)])
    return np.array([away[1], -away[0]]), away


def equator_deg(lat_deg: float) -> float:
    """Azimuth of the equator: south on the northern half, north on the southern."""
    return 180.0 if lat_deg >= 0.0 else 0.0


def turn_deg(azimuth_deg: float, from_deg: float) -> float:
    """Signed angle between two azimuths, -180 to 180."""
    return (azimuth_deg - from_deg + 180.0) % 360.0 - 180.0


def sunny_side_deg(roof_azimuth_deg: float, lat_deg: float, n_sides: int) -> float:
    """The side of the roof (2: long sides, 4: all) that faces nearest to the equator.

    Of two sides as near, the one to the east: azimuth 90 and 270 are the same building.
    """
    sides = [(roof_azimuth_deg + 360.0 / n_sides * i) % 360.0 for i in range(n_sides)]

    def from_equator_then_east(side_deg: float) -> tuple[float, float]:
        turned_deg = round(abs(turn_deg(side_deg, equator_deg(lat_deg))), 9)
        return turned_deg, abs(turn_deg(side_deg, 90.0))

    return min(sides, key=from_equator_then_east)


def roof_axes(shape: RoofShape, lat_deg: float) -> tuple[np.ndarray, np.ndarray]:
    """Unit vectors (east, north) of x and y of the roof frame."""
    along, away = axes(sunny_side_deg(shape.azimuth_deg, lat_deg, 2))
    return -along, away


def corners_m(shape: RoofShape, lat_deg: float, box: Box | None = None) -> np.ndarray:
    """Corners of the roof, or of a box of the roof frame: float[4, 2] east, north of the middle."""
    along, away = roof_axes(shape, lat_deg)
    if box is None:
        box = Box(0.0, 0.0, shape.length_m, shape.width_m, 0.0)
    x = np.array([box.x_m, box.x_m + box.length_m]) - 0.5 * shape.length_m
    y = np.array([box.y_m, box.y_m + box.width_m]) - 0.5 * shape.width_m
    places = [(x[0], y[0]), (x[1], y[0]), (x[1], y[1]), (x[0], y[1])]
    return np.array([px * along + py * away for px, py in places])


def row_direction_deg(shape: RoofShape, design: Design, lat_deg: float) -> float:
    """Where the rows face; of tents the slope that looks to the morning side."""
    if design.row_azimuth_deg is not None:
        return design.row_azimuth_deg % 360.0
    facing_deg = sunny_side_deg(shape.azimuth_deg, lat_deg, 4)
    if design.style == "east_west":
        sides = [(facing_deg - 90.0) % 360.0, (facing_deg + 90.0) % 360.0]
        return min(sides, key=lambda side: abs(turn_deg(side, 90.0)))
    return facing_deg


def low_edge_of(design: Design) -> float:
    """Height of the low edge of the rows above the roof. [m]"""
    return LOW_EDGE_M[design.style] if design.low_edge_m is None else design.low_edge_m
