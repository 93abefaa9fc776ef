"""What keeps light away from an array: rows in front, and boxes on and beside the roof."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numba import njit


class Shade(NamedTuple):
    """What an array does not see; a free array has no Shade at all."""

    shaded_frac: np.ndarray  # float[n_hours] share of the array that boxes put out of work
    row_shaded_frac: np.ndarray  # float[n_hours] shaded share of the height of a row behind another
    sky_frac: float  # of the sky that a free plane sees
    horizon_frac: float
    ground_frac: float
    row_string_frac: float  # share of the strings that stand behind another row
    n_strips: float  # strips of a row that shade stops one by one; 0: power follows lit area
    dark_area_frac: np.ndarray  # float[n_hours] share of the array that boxes keep out of the sun


@njit(cache=True, error_model="numpy")
def row_shaded_fracs(
    east, north, cos_zenith, tilt_deg, azimuth_deg, slope_m, pitch_m, row_length_m
):
    """Shaded share of a row behind another: of its height, less the ends that stay lit.

    Parameters
    ----------
    east, north, cos_zenith : float[n_hours]   unit vector to the sun
    slope_m, pitch_m : of the rows; a slope along the ground, so pitch >= slope cos tilt
    row_length_m : length of a row, inf for one without ends

    References
    ----------
    J. Appelbaum, J. Bany, Solar Energy 23 (1979) 497-507: H/A = 1 - (R/A) / P with
    P = cos β + cos γ sin β / tan α; the lit end is R sin γ sin β / (tan α P).
    """
    tilt_rad, azimuth_rad = math.radians(tilt_deg), math.radians(azimuth_deg)
    sin_tilt, cos_tilt = math.sin(tilt_rad), math.cos(tilt_rad)
    to_east, to_north = math.sin(azimuth_rad), math.cos(azimuth_rad)
    shaded = np.zeros(east.size)
    if sin_tilt <= 1e-6:
        return shaded
    for h in range(east.size):
        up = cos_zenith[h]
        if up <= 0.0:
            continue
        towards = (east[h] * to_east + north[h] * to_north) / up
        reach = cos_tilt + towards * sin_tilt
        height = 1.0 - pitch_m / (slope_m * reach) if reach > 0.0 else 0.0
        if height <= 0.0:
            continue
        aside = abs(east[h] * to_north - north[h] * to_east) / up * sin_tilt
        lit_end_m = pitch_m * aside / reach
        shaded[h] = height * max(1.0 - lit_end_m / row_length_m, 0.0)
    return shaded


@njit(cache=True, error_model="numpy")
def row_sky_and_ground(tilt_deg, slope_m, pitch_m):
    """What a row behind another sees of sky and ground, against a free plane.

    Averages over the slope; the row in front hides the sky below its top edge and all ground
    beyond its foot.

    References
    ----------
    C. Deline et al., Solar Energy 96 (2013) 274-282; the sky part equals SSC's diffuse_reduce and
    pvlib's two-dimensional view factors.
    """
    tilt_rad = math.radians(tilt_deg)
    sin_tilt, cos_tilt = math.sin(tilt_rad), math.cos(tilt_rad)
    if sin_tilt <= 1e-6:
        return 1.0, 1.0
    n_steps = 200
    gap_m = max(pitch_m - slope_m * cos_tilt, 0.0)
    sky, ground = 0.0, 0.0
    for i in range(n_steps):
        at_m = (i + 0.5) / n_steps * slope_m
        mask_rad = math.atan2((slope_m - at_m) * sin_tilt, gap_m + at_m * cos_tilt)
        sky += 0.5 * (1.0 + math.cos(tilt_rad + mask_rad))
        down_rad = math.atan2(at_m * sin_tilt, gap_m + at_m * cos_tilt)
        ground += 0.5 * (1.0 - math.cos(tilt_rad - down_rad))
    sky_frac = sky / n_steps / (0.5 * (1.0 + cos_tilt))
    return sky_frac, ground / n_steps / (0.5 * (1.0 - cos_tilt))


@njit(cache=True, error_model="numpy")
def darken(x_m, y_m, z_m, bounds_m, boxes_m, to_x, to_y, to_z, dark):
    """Mark the points whose ray towards a light above the horizon meets a box (slab test).

    Parameters
    ----------
    x_m, y_m, z_m : float[n_points]
    bounds_m : float[5]          least and largest x and y of the points, least z
    boxes_m : float[n_boxes, 6]  x0, x1, y0, y1, z0, z1
    to_x, to_y, to_z : unit vector, to_z > 0
    dark : bool[n_points]        written in place

    Returns
    -------
    whether any box was near enough to be tested; otherwise `dark` is untouched
    """
    is_tested = False
    per_x = 1.0 / (to_x if abs(to_x) > 1e-12 else 1e-12)
    per_y = 1.0 / (to_y if abs(to_y) > 1e-12 else 1e-12)
    per_z = 1.0 / to_z
    for b in range(boxes_m.shape[0]):
        x0, x1, y0, y1 = boxes_m[b, 0], boxes_m[b, 1], boxes_m[b, 2], boxes_m[b, 3]
        z0, z1 = boxes_m[b, 4], boxes_m[b, 5]
        # all that the box can darken lies between it and itself moved along its shadow
        fall = (z1 - bounds_m[4]) * per_z
        if fall <= 0.0:
            continue
        move_x, move_y = -to_x * fall, -to_y * fall
        if x1 + max(move_x, 0.0) < bounds_m[0] or x0 + min(move_x, 0.0) > bounds_m[1]:
            continue
        if y1 + max(move_y, 0.0) < bounds_m[2] or y0 + min(move_y, 0.0) > bounds_m[3]:
            continue
        if not is_tested:
            is_tested = True
            for p in range(x_m.size):
                dark[p] = False
        for p in range(x_m.size):
            ax, bx = (x0 - x_m[p]) * per_x, (x1 - x_m[p]) * per_x
            ay, by = (y0 - y_m[p]) * per_y, (y1 - y_m[p]) * per_y
            az, bz = (z0 - z_m[p]) * per_z, (z1 - z_m[p]) * per_z
            enter_x, leave_x = (ax, bx) if ax < bx else (bx, ax)
            enter_y, leave_y = (ay, by) if ay < by else (by, ay)
            enter = enter_x if enter_x > enter_y else enter_y
            leave = leave_x if leave_x < leave_y else leave_y
            enter = enter if enter > az else az
            leave = leave if leave < bz else bz
            dark[p] |= (enter <= leave) & (leave > 0.0)
    return is_tested


@njit(cache=True, error_model="numpy")
def bounds_of(x_m, y_m, z_m):
    """Least and largest x and y, least z of some points: float[5]. [m]"""
    bounds_m = np.empty(5)
    bounds_m[0], bounds_m[1] = x_m[0], x_m[0]
    bounds_m[2], bounds_m[3], bounds_m[4] = y_m[0], y_m[0], z_m[0]
    for p in range(x_m.size):
        bounds_m[0], bounds_m[1] = min(bounds_m[0], x_m[p]), max(bounds_m[1], x_m[p])
        bounds_m[2], bounds_m[3] = min(bounds_m[2], y_m[p]), max(bounds_m[3], y_m[p])
        bounds_m[4] = min(bounds_m[4], z_m[p])
    return bounds_m


@njit(cache=True, error_model="numpy")
def box_shaded_fracs(points_m, n_per_section, boxes_m, sun_x, sun_y, sun_z, facing):
    """Share of an array that boxes keep out of the sun: by points, and by whole sections.

    Parameters
    ----------
    points_m : float[3, n_points]   places on the modules, those of one section in a run
    n_per_section : points of a bypass section, lost as soon as one of them is dark
    boxes_m : float[n_boxes, 6]     x0, x1, y0, y1, z0, z1
    sun_x, sun_y, sun_z : float[n_hours]   unit vector to the sun in the same frame
    facing : float[3]   normal of the modules

    Returns
    -------
    float[n_hours], float[n_hours]
    """
    x_m, y_m, z_m = points_m[0], points_m[1], points_m[2]
    n_points, n_hours = x_m.size, sun_z.size
    by_point, by_section = np.zeros(n_hours), np.zeros(n_hours)
    n_sections = n_points // n_per_section
    bounds_m = bounds_of(x_m, y_m, z_m)
    dark = np.zeros(n_points, np.bool_)
    for h in range(n_hours):
        up = sun_z[h]
        if up <= 1e-9 or sun_x[h] * facing[0] + sun_y[h] * facing[1] + up * facing[2] <= 0.0:
            continue
        if not darken(x_m, y_m, z_m, bounds_m, boxes_m, sun_x[h], sun_y[h], up, dark):
            continue
        n_dark, n_lost = 0, 0
        for s in range(n_sections):
            lost = False
            for p in range(s * n_per_section, (s + 1) * n_per_section):
                n_dark += dark[p]
                lost |= dark[p]
            n_lost += lost
        by_point[h] = n_dark / n_points
        by_section[h] = n_lost / n_sections
    return by_point, by_section


@njit(cache=True, error_model="numpy")
def box_sky_frac(points_m, boxes_m, facing, n_up):
    """Share of the isotropic sky of a free plane that boxes leave to an array.

    The dome is cut into n_up x 4 n_up cells, each weighed with its solid angle and the cosine
    to the modules' normal.

    Parameters
    ----------
    points_m : float[3, n_points], boxes_m : float[n_boxes, 6], facing : float[3]
    """
    x_m, y_m, z_m = points_m[0], points_m[1], points_m[2]
    bounds_m = bounds_of(x_m, y_m, z_m)
    dark = np.zeros(x_m.size, np.bool_)
    seen, whole = 0.0, 0.0
    for i in range(n_up):
        rise_rad = (i + 0.5) / n_up * 0.5 * math.pi
        up, flat = math.sin(rise_rad), math.cos(rise_rad)
        for k in range(4 * n_up):
            around_rad = (k + 0.5) / n_up * 0.5 * math.pi
            x, y = flat * math.cos(around_rad), flat * math.sin(around_rad)
            weight = (x * facing[0] + y * facing[1] + up * facing[2]) * flat
            if weight <= 0.0:
                continue
            whole += weight
            hidden = 0
            if darken(x_m, y_m, z_m, bounds_m, boxes_m, x, y, up, dark):
                for p in range(x_m.size):
                    hidden += dark[p]
            seen += weight * (1.0 - hidden / x_m.size)
    return seen / whole if whole > 0.0 else 1.0
