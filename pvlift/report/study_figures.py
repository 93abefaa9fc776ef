"""The frame of every picture of a study: one look, no pyplot, fonts at hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pvlift.report.fonts import Lettering, drawable
from pvlift.report.numbers import WAN, grouped
from pvlift.report.words import UNIT_WORDS, plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

INK, GREY, GRID = "#1f2933", "#7b8794", "#e4e7eb"
GOOD, BAD, MAIN, PALE = "#2a9d8f", "#c8352b", "#1d3557", "#4f86c6"
SIZE_INCHES = (9.6, 6.4)
DPI = 150


def framed(
    heading: str, name: str, letters: Lettering, shape: tuple[int, int] = (1, 1), size=SIZE_INCHES
):
    """A figure with a title and panels. (Figure, array of Axes)"""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=size, dpi=DPI, layout="constrained", facecolor="white")
    FigureCanvasAgg(figure)
    name = plain(name)
    colon = "：" if letters.lang == "zh" else ": "
    title = f"{heading}{colon}{name}" if drawable(name, letters) else heading
    figure.suptitle(title, x=0.012, ha="left", fontsize=13, color=INK)
    panels = figure.subplots(*shape, squeeze=False)
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


def finished(figure: Figure, letters: Lettering) -> Figure:
    """Put every text of the figure, ticks still to come included, into the fonts at hand."""
    from matplotlib.text import Text

    for axes in figure.axes:
        axes.tick_params(labelfontfamily=list(letters.families))
    for text in figure.findobj(Text):
        text.set_fontfamily(list(letters.families))
    return figure


def money_scale(letters: Lettering) -> tuple[str, float]:
    """Name and size of the unit of money of a picture."""
    return ("万元", WAN) if letters.lang == "zh" else (f"1000 {UNIT_WORDS['cny'].en}", 1000.0)


def thousands(axes: Axes) -> None:
    """Marks of the vertical axis with thousands separators."""
    axes.yaxis.set_major_formatter(
        lambda value, _: grouped(value, 0 if float(value).is_integer() else 1)
    )


def in_percent(axis) -> None:
    """Marks of an axis of fractions in percent."""
    axis.set_major_formatter(lambda value, _: f"{round(100.0 * value, 6):g} %")
