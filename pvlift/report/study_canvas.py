"""The sheet that pictures of district and subsidy questions are drawn on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pvlift.report.fonts import Lettering, drawable
from pvlift.report.numbers import WAN, grouped
from pvlift.report.words import plain

if TYPE_CHECKING:
    from matplotlib.figure import Figure

INK, GREY, GRID = "#1f2933", "#7b8794", "#e4e7eb"
GOOD, BAD, GOLD, BLUE = "#2a9d8f", "#c8352b", "#f2b134", "#1d3557"
SIZE_INCHES = (9.6, 6.0)
DPI = 150


def sheet(letters: Lettering, title: str, name: str = "", size=SIZE_INCHES):
    """A figure with a title and one empty panel. (Figure, Axes)"""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=size, dpi=DPI, layout="constrained", facecolor="white")
    FigureCanvasAgg(figure)
    colon = "：" if letters.lang == "zh" else ": "
    name = plain(name)
    heading = f"{title}{colon}{name}" if name and drawable(name, letters) else title
    figure.suptitle(heading, x=0.012, ha="left", fontsize=13, color=INK)
    axes = figure.subplots()
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    for side in ("left", "bottom"):
        axes.spines[side].set_color(GREY)
    axes.grid(axis="y", color=GRID, lw=0.8)
    axes.set_axisbelow(True)
    axes.tick_params(colors=INK, labelsize=9)
    return figure, axes


def lettered(figure: Figure, letters: Lettering) -> Figure:
    """Put every text of the figure, ticks still to come included, into the fonts at hand."""
    from matplotlib.text import Text

    for axes in figure.axes:
        axes.tick_params(labelfontfamily=list(letters.families))
    for text in figure.findobj(Text):
        text.set_fontfamily(list(letters.families))
    return figure


def money_scale(letters: Lettering) -> tuple[str, float]:
    """Name and size of the unit of an axis of money. [CNY]"""
    return ("万元", WAN) if letters.lang == "zh" else ("thousand CNY", 1000.0)


def money_label(cny: float, letters: Lettering) -> str:
    """A sum in the unit of the axis, short enough to stand on a bar."""
    _, size = money_scale(letters)
    value = cny / size
    return grouped(value, 1 if abs(value) < 100 else 0)


def tick(value: float) -> str:
    """A mark on an axis with thousands separators."""
    return grouped(value, 0 if float(value).is_integer() else 1)
