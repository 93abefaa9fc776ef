"""A picture as data: panels with axes and marks. Renderers draw it; it knows no library.

Money is in CNY, energy in kWh, fractions are 0..1: an axis has a kind, and its renderer scales.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

from pvlift.errors import Words

Role = str
"""What a mark stands for: a party, a use of power, "good", "bad"; `palette` has its colour."""


class Axis(NamedTuple):
    """What one direction of a panel measures."""

    words: Words | None = None
    kind: str = "number"  # a key of KINDS, "number", "year" (whole) or "name" (categories)
    names: tuple[Words, ...] = ()  # of categories 0, 1, ...
    low: float | None = None
    high: float | None = None


class Line(NamedTuple):
    """A line through points; `steps` holds each value to the next point."""

    x: Sequence[float]
    y: Sequence[float]
    words: Words | None
    role: Role
    dashed: bool = False
    strong: bool = False
    points: bool = False  # a dot at every value
    steps: bool = False
    end_name: bool = False  # its name beside its end, not in a legend


class Area(NamedTuple):
    """A band between two lines."""

    x: Sequence[float]
    low: Sequence[float]
    high: Sequence[float]
    words: Words | None
    role: Role
    pale: float = 0.2


class Bars(NamedTuple):
    """Bars at places, from `base` to `base + length`; `lying` ones run along x."""

    at: Sequence[float]
    length: Sequence[float]
    words: Words | None
    role: Role
    base: Sequence[float] | float = 0.0
    width: float = 0.74
    lying: bool = False
    labels: tuple[Words, ...] = ()  # beside the end of each bar


class Points(NamedTuple):
    """Dots, with an error bar along x or y where `error` is given."""

    x: Sequence[float]
    y: Sequence[float]
    words: Words | None
    role: Role
    error: Sequence[float] = ()
    labels: tuple[Words, ...] = ()


class Rule(NamedTuple):
    """A straight line across the panel at a value."""

    at: float
    role: Role = "ink"
    words: Words | None = None
    upright: bool = False
    dashed: bool = False


class Note(NamedTuple):
    """A remark at a place of the data, or, without a place, in the corner of the panel."""

    words: Words
    role: Role = "ink"
    x: float | None = None
    y: float | None = None
    dot: bool = False


class Heat(NamedTuple):
    """A grid of values: z[rows of y][columns of x], coloured from low to high."""

    x: Sequence[float]
    y: Sequence[float]
    z: Sequence[Sequence[float]]
    words: Words
    kind: str = "frac"
    low: float | None = None
    high: float | None = None
    labels: Sequence[Sequence[Words]] = ()  # text in each cell
    levels: tuple[float, ...] = ()  # contour lines drawn over it


Mark = Line | Area | Bars | Points | Rule | Note | Heat


class Panel(NamedTuple):
    """Marks over two axes."""

    x: Axis
    y: Axis
    marks: tuple[Mark, ...]
    title: Words | None = None
    height: int = 1  # share of the picture
    legend: Literal["above", "right", "none"] = "above"

    @property
    def is_sentence(self) -> bool:
        """Whether there is nothing to draw over its axes, only something to say."""
        return all(isinstance(mark, Note) and mark.x is None for mark in self.marks)


class Figure(NamedTuple):
    """Panels one above the other, a title, and a sentence that says what is seen."""

    key: str  # name of the file
    title: Words
    sentence: Words
    panels: tuple[Panel, ...]
    name: Words | None = None  # of the plan, behind the title
    drawn: Words | None = None  # small print: what it takes to draw it again
