"""Axes of pictures: units, marks and names, the same for every way of drawing."""

from __future__ import annotations

import math

import numpy as np

from pvlift.report.figure import Axis
from pvlift.report.words.kinds import KINDS
from pvlift.report.words.numbers import grouped, large_unit, percent
from pvlift.report.words.terms import with_unit

BARE = ("frac", "year", "count")  # the marks say it


def scale_of(axis: Axis, lang: str) -> float:
    """Size of the unit that the axis counts in."""
    return large_unit(lang).cny if axis.kind == "cny" else 1.0


def axis_text(axis: Axis, lang: str) -> str:
    """What an axis measures, with its unit."""
    words = "" if axis.words is None else axis.words.text(lang)
    if axis.kind == "cny":
        unit = large_unit(lang).name
    else:
        unit = KINDS[axis.kind].unit.text(lang) if axis.kind in KINDS else ""
    unit = "" if axis.kind in BARE else unit
    if words and unit and words != unit:
        return with_unit(words, unit, lang)
    return words or unit


def tick_text(value: float, kind: str) -> str:
    """A mark on an axis."""
    if kind == "frac":
        return percent(value, None)
    if not math.isfinite(value):
        return ""
    value = value * KINDS[kind].scale if kind in KINDS else value
    return grouped(value, 0 if float(value).is_integer() else 1 if abs(value) >= 1 else 2)


def ticks(low: float, high: float, whole: bool = False, most: int = 7) -> list[float]:
    """Round numbers from low to high, at most `most` steps of 1, 2 or 5 times a power of ten."""
    span = max(high - low, 1e-12)
    power = 10.0 ** math.floor(math.log10(span / most))
    step = next(n * power for n in (1.0, 2.0, 5.0, 10.0) if n * power * most >= span)
    step = max(step, 1.0) if whole else step
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [round(n * step, 12) + 0.0 for n in range(first, last + 1)]


def apart(places: np.ndarray, least: float) -> np.ndarray:
    """Rising places moved as little as needed to lie `least` apart: float[n]."""
    groups: list[list[float]] = []  # [middle, count]
    for place in places:
        groups.append([float(place), 1])
        while len(groups) > 1:
            (lower, n_lower), (upper, n_upper) = groups[-2:]
            if upper - lower >= 0.5 * least * (n_lower + n_upper):
                break
            n = n_lower + n_upper
            groups[-2:] = [[(lower * n_lower + upper * n_upper) / n, n]]
    return np.array(
        [middle + (k - 0.5 * (n - 1)) * least for middle, n in groups for k in range(int(n))]
    )


def text_cells(text: str) -> int:
    """About how many places a text takes; Chinese signs take two."""
    return sum(2 if ord(char) > 0x2E7F else 1 for char in text)
