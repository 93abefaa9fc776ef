"""The sheet that every picture is drawn on: one look, no pyplot, fonts at hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pvlift.report.pictures.fonts import Lettering, drawable
from pvlift.report.words.numbers import grouped, percent
from pvlift.report.words.terms import plain, with_colon

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

INK, GREY, GRID = "#1f2933", "#7b8794", "#e4e7eb"
GOOD, BAD, GOLD, BLUE, PALE = "#2a9d8f", "#c8352b", "#f2b134", "#1d3557", "#4f86c6"
SIZE_INCHES, TALL = (9.6, 6.4), (9.6, 7.6)
DPI = 150


def framed(
    heading: str,
    name: str,
    letters: Lettering,
    shape: tuple[int, int] = (1, 1),
    size=SIZE_INCHES,
    heights: tuple[int, ...] | None = None,
):
    """A figure with a title and panels. (Figure, Axes[rows, columns])"""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=size, dpi=DPI, layout="constrained", facecolor="white")
    FigureCanvasAgg(figure)
    name = plain(name)
    title = with_colon(heading, name, letters.lang) if name and drawable(name, letters) else heading
    figure.suptitle(title, x=0.012, ha="left", fontsize=13, color=INK)
    panels = figure.subplots(*shape, squeeze=False, height_ratios=heights)
    for axes in panels.flat:
        axes.set_facecolor("white")
        for side in ("top", "right"):
            axes.spines[side].set_visible(False)
        for side in ("left", "bottom"):
            axes.spines[side].set_color(GREY)
        axes.grid(axis="y", color=GRID, lw=0.8)
        axes.set_axisbelow(True)
        axes.tick_params(colors=INK, labelsize=9)
    return figure, panels


def sheet(letters: Lettering, heading: str, name: str = "", size=SIZE_INCHES):
    """A figure with a title and one empty panel. (Figure, Axes)"""
    figure, panels = framed(heading, name, letters, size=size)
    return figure, panels[0, 0]


def stacked(letters: Lettering, heading: str, name: str, heights, size=SIZE_INCHES):
    """A figure with a title and one panel above the other. (Figure, Axes[rows])"""
    figure, panels = framed(heading, name, letters, (len(heights), 1), size, heights)
    return figure, panels[:, 0]


def lettered(figure: Figure, letters: Lettering) -> Figure:
    """Put every text of the figure, ticks still to come included, into the fonts at hand."""
    from matplotlib.text import Text

    for axes in figure.axes:
        axes.tick_params(labelfontfamily=list(letters.families))
    for text in figure.findobj(Text):
        text.set_fontfamily(list(letters.families))
    return figure


def tick(value: float) -> str:
    """A mark on an axis with thousands separators."""
    return grouped(value, 0 if float(value).is_integer() else 1)


def thousands(*axes) -> None:
    """Marks of an axis, or of the vertical axis of a panel, with thousands separators."""
    for axis in axes:
        getattr(axis, "yaxis", axis).set_major_formatter(lambda value, _: tick(value))


def in_percent(axis) -> None:
    """Marks of an axis of fractions in percent."""
    axis.set_major_formatter(lambda value, _: percent(value, None))


def whole_years(axes: Axes) -> None:
    """Marks of the horizontal axis at whole years."""
    from matplotlib.ticker import MaxNLocator

    axes.xaxis.set_major_locator(MaxNLocator(integer=True, steps=[1, 2, 5, 10]))
