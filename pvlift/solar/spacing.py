"""How far rows must stand apart: no shade from 9:00 to 15:00 true solar time at midwinter."""

from __future__ import annotations

import math

SOLSTICE_DECLINATION_DEG = 23.45
RULE_HOUR_ANGLE_DEG = 45.0  # 9:00 and 15:00


def pitch_factor(lat_deg: float) -> float:
    """Clear gap per height of a row that faces the equator; inf where the rule cannot be met.

    References
    ----------
    GB 50797-2012, 光伏发电站设计规范: k = (0.707 tan φ + 0.4338) / (0.707 - 0.4338 tan φ).
    """
    slope = math.tan(math.radians(abs(lat_deg)))
    below = 0.707 - 0.4338 * slope
    return (0.707 * slope + 0.4338) / below if below > 0.0 else math.inf


def rule_sun(lat_deg: float) -> tuple[float, float]:
    """Height of the sun and its angle from the equator at 9:00 of the winter solstice. [deg]

    References
    ----------
    sin h = sin φ sin δ + cos φ cos δ cos ω with δ = -23.45 deg, ω = 45 deg.
    """
    lat_rad = math.radians(abs(lat_deg))
    decl_rad = math.radians(-SOLSTICE_DECLINATION_DEG)
    hour_rad = math.radians(RULE_HOUR_ANGLE_DEG)
    up = math.sin(lat_rad) * math.sin(decl_rad)
    up += math.cos(lat_rad) * math.cos(decl_rad) * math.cos(hour_rad)
    across = math.cos(decl_rad) * math.sin(hour_rad)
    along = math.sin(lat_rad) * math.cos(decl_rad) * math.cos(hour_rad)
    along -= math.cos(lat_rad) * math.sin(decl_rad)
    return math.degrees(math.asin(up)), math.degrees(math.atan2(across, along))


def gap_factor(lat_deg: float, turned_deg: float = 0.0) -> float:
    """Clear gap per height of a row turned away from the equator; inf where none is enough.

    Rows that face the equator take the printed formula of GB 50797, turned rows the geometry
    behind it, gap = H cos(A - turn) / tan h, for the worse of morning and afternoon.
    """
    if abs(turned_deg) < 0.05:
        return pitch_factor(lat_deg)
    height_deg, azimuth_deg = rule_sun(lat_deg)
    if height_deg <= 0.0:
        return math.inf
    towards = max(
        math.cos(math.radians(azimuth_deg - turned_deg)),
        math.cos(math.radians(-azimuth_deg - turned_deg)),
    )
    return max(towards, 0.0) / math.tan(math.radians(height_deg))


def row_pitch_m(slope_m: float, tilt_deg: float, lat_deg: float, turned_deg: float = 0.0) -> float:
    """Distance from row to row on a level roof, D = L cos β + L sin β k. [m]

    Parameters
    ----------
    slope_m : length L of a row along its slope
    turned_deg : angle between the rows' direction and the equator

    References
    ----------
    GB 50797-2012, 光伏发电站设计规范, 7.2.
    """
    tilt_rad = math.radians(tilt_deg)
    rise_m = slope_m * math.sin(tilt_rad)
    depth_m = slope_m * math.cos(tilt_rad)
    return depth_m + (rise_m * gap_factor(lat_deg, turned_deg) if rise_m > 0.0 else 0.0)
