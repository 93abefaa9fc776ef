"""Whole modules into the free part of a roof, strip by strip.

Row frame: u runs along the rows, v away from the direction they face; east and north of the
roof's middle are turned into it.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np


class Stretch(NamedTuple):
    """An unbroken run of modules in one row."""

    row: int
    v_m: float  # low edge of the row
    u_m: float  # where its first module begins
    n_modules: int


def width_at(corners: np.ndarray, v_m: float) -> tuple[float, float]:
    """Where the line v crosses a convex polygon: smallest and largest u, nan if nowhere.

    Parameters
    ----------
    corners : float[n, 2]   (u, v) of the corners in order
    """
    crossings = []
    for (u0, v0), (u1, v1) in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        if (v0 - v_m) * (v1 - v_m) <= 0.0:
            if v0 == v1:
                crossings += [u0, u1]
            else:
                crossings.append(u0 + (u1 - u0) * (v_m - v0) / (v1 - v0))
    return (min(crossings), max(crossings)) if crossings else (np.nan, np.nan)


def shadow_on_strip(corners: np.ndarray, low_m: float, high_m: float) -> tuple[float, float] | None:
    """Range of u that a convex polygon takes of the strip low <= v <= high, None if nothing."""
    taken = [u for u, v in corners if low_m < v < high_m]
    for v_m in (low_m, high_m):
        crossing = width_at(corners, v_m)
        if crossing[0] == crossing[0] and crossing[1] > crossing[0]:
            taken += crossing
    if not taken or corners[:, 1].max() <= low_m or corners[:, 1].min() >= high_m:
        return None
    return min(taken), max(taken)


def free_stretches(
    roof: np.ndarray,
    boxes: list[tuple[np.ndarray, float]],
    first_m: float,
    depth_m: float,
    pitches_m: list[float],
    module_m: float,
    gap_m: float,
) -> list[Stretch]:
    """Rows of whole modules on the free part of a roof.

    Parameters
    ----------
    roof : float[4, 2]   (u, v) corners of the part that may be used
    boxes : (u, v) corners of each box with its free strip, and how far behind it stays free
    first_m : v of the low edge of the first row
    depth_m : plan depth of a row
    pitches_m : steps from row to row, repeated in turn
    module_m, gap_m : module along the row, and the gap between two
    """
    found: list[Stretch] = []
    v_m, row = first_m, 0
    last_m = roof[:, 1].max() - depth_m + 1e-9
    while v_m <= last_m:
        low, high = width_at(roof, v_m + 1e-9), width_at(roof, v_m + depth_m - 1e-9)
        left, right = max(low[0], high[0]), min(low[1], high[1])
        blocked = [
            taken
            for corners, behind_m in boxes
            if (taken := shadow_on_strip(corners, v_m - behind_m, v_m + depth_m))
        ]
        start = left
        for begin, end in [*sorted(blocked), (right, right)]:
            stop = min(begin, right)
            n_modules = (
                int((stop - start + gap_m + 1e-9) / (module_m + gap_m)) if stop > start else 0
            )
            if n_modules > 0:
                slack_m = stop - start - n_modules * (module_m + gap_m) + gap_m
                found.append(Stretch(row, v_m, start + 0.5 * slack_m, n_modules))
            start = max(start, end)
        v_m += pitches_m[row % len(pitches_m)]
        row += 1
    return found


def most_modules(
    roof: np.ndarray,
    boxes: list[tuple[np.ndarray, float]],
    depth_m: float,
    pitches_m: list[float],
    module_m: float,
    gap_m: float,
    n_tries: int = 8,
) -> list[Stretch]:
    """The best of several positions of the first row; the one nearest the sun among equals."""
    best: list[Stretch] = []
    best_count = -1
    for i in range(n_tries):
        first_m = roof[:, 1].min() + pitches_m[0] * i / n_tries
        found = free_stretches(roof, boxes, first_m, depth_m, pitches_m, module_m, gap_m)
        count = sum(stretch.n_modules for stretch in found)
        if count > best_count:
            best, best_count = found, count
    return best
