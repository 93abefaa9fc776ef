"""A Figure as a matplotlib figure: one look, no pyplot, fonts at hand.

Without pyplot nothing is left behind and threads do not meet.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pvlift.errors import Words
from pvlift.report.figure import (
    Area,
    Axis,
    Bars,
    Figure,
    Heat,
    Line,
    Note,
    Panel,
    Points,
    Rule,
)
from pvlift.report.palette import GREY, GRID, HEAT, INK, WHITE, colour_of
from pvlift.report.pictures.fonts import families
from pvlift.report.render.axes import apart, axis_text, scale_of, text_cells, tick_text
from pvlift.report.words.terms import plain, with_colon

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Drawing

SIZE_INCHES, ROW_INCHES, DPI = (9.6, 6.4), 0.32, 150
DASHES = (0, (4, 2))
LEGEND_CELLS = 120  # signs that fit above a panel; Chinese ones count twice


def draw(figure: Figure, lang: str) -> Drawing:
    """The figure with its title and all panels, in one language."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure as Drawing

    drawing = Drawing(figsize=_size(figure), dpi=DPI, layout="constrained", facecolor=WHITE)
    FigureCanvasAgg(drawing)
    title = plain(figure.title.text(lang))
    if figure.name is not None:
        title = with_colon(title, plain(figure.name.text(lang)), lang)
    drawing.suptitle(title, x=0.012, ha="left", fontsize=13, color=INK)
    n = len(figure.panels)
    heights = [panel.height for panel in figure.panels]
    places = drawing.subplots(n, 1, squeeze=False, height_ratios=heights)[:, 0]
    if figure.drawn is not None:
        small = plain(figure.drawn.text(lang))
        drawing.supxlabel(small, x=0.99, ha="right", fontsize=8.5, color=GREY)
    for axes, panel in zip(places, figure.panels, strict=True):
        _Drawn(axes, panel, lang).draw()
    return _lettered(drawing)


def _size(figure: Figure) -> tuple[float, float]:
    """Wide as a page; as high as its lying bars and its panels need."""
    if all(panel.is_sentence for panel in figure.panels):
        return SIZE_INCHES[0], 2.0
    most = max((len(panel.y.names) for panel in figure.panels), default=0)
    return SIZE_INCHES[0], max(SIZE_INCHES[1], 2.4 + ROW_INCHES * most)


class _Drawn:
    """One panel on its axes."""

    def __init__(self, axes: Axes, panel: Panel, lang: str) -> None:
        self.axes, self.panel, self.lang = axes, panel, lang
        self.x_scale, self.y_scale = scale_of(panel.x, lang), scale_of(panel.y, lang)
        self.ends: list[tuple[float, str, str]] = []

    def draw(self) -> None:
        axes, panel = self.axes, self.panel
        if panel.is_sentence:
            self._sentence()
            return
        self._frame()
        for mark in panel.marks:
            self._mark(mark)
        self._axis(axes.xaxis, panel.x)
        self._axis(axes.yaxis, panel.y)
        self._limits()
        self._legend()
        self._name_ends()

    def _sentence(self) -> None:
        """What is said in place of a drawing."""
        axes = self.axes
        axes.set_axis_off()
        for mark in self.panel.marks:
            if isinstance(mark, Note):
                text = axes.text(0.5, 0.5, plain_lines(mark.words.text(self.lang)))
                text.set(fontsize=14, color=colour_of(mark.role), ha="center", va="center")
                text.set_transform(axes.transAxes)

    def _frame(self) -> None:
        axes = self.axes
        axes.set_facecolor(WHITE)
        for side in ("top", "right"):
            axes.spines[side].set_visible(False)
        for side in ("left", "bottom"):
            axes.spines[side].set_color(GREY)
        lying = any(isinstance(mark, Bars) and mark.lying for mark in self.panel.marks)
        if not any(isinstance(mark, Heat) for mark in self.panel.marks):
            axes.grid(axis="x" if lying else "y", color=GRID, lw=0.8)
        axes.set_axisbelow(True)
        axes.tick_params(colors=INK, labelsize=9)

    def _x(self, values):
        return np.asarray(values, float) / self.x_scale

    def _y(self, values):
        return np.asarray(values, float) / self.y_scale

    def _text(self, words: Words | None) -> str | None:
        return None if words is None else plain_lines(words.text(self.lang))

    def _mark(self, mark) -> None:
        axes = self.axes
        match mark:
            case Line():
                self._line(mark)
            case Area():
                low, high = self._y(mark.low), self._y(mark.high)
                colour, name = colour_of(mark.role), self._text(mark.words)
                axes.fill_between(
                    self._x(mark.x), low, high, color=colour, alpha=mark.pale, label=name, lw=0
                )
            case Bars():
                self._bars(mark)
            case Points():
                self._points(mark)
            case Rule():
                colour, style = colour_of(mark.role), DASHES if mark.dashed else "-"
                if mark.upright:
                    axes.axvline(mark.at / self.x_scale, color=colour, lw=0.9, ls=style)
                else:
                    axes.axhline(mark.at / self.y_scale, color=colour, lw=0.9, ls=style)
                if mark.words is not None:
                    axes.plot([], [], color=colour, lw=0.9, ls=style, label=self._text(mark.words))
            case Note():
                self._note(mark)
            case Heat():
                self._heat(mark)

    def _line(self, mark: Line) -> None:
        x, y, colour = self._x(mark.x), self._y(mark.y), colour_of(mark.role)
        name = self._text(mark.words)
        self.axes.plot(
            x,
            y,
            color=colour,
            lw=2.4 if mark.strong else 1.6,
            ls=DASHES if mark.dashed else "-",
            marker="o" if mark.points else None,
            ms=4,
            drawstyle="steps-post" if mark.steps else "default",
            label=None if mark.end_name else name,
        )
        if mark.end_name and name is not None:
            self.ends.append((float(y[-1]), name, colour))

    def _bars(self, mark: Bars) -> None:
        if len(mark.at) == 0:
            return  # else the legend has a name for it, in a colour of its own
        axes, colour, name = self.axes, colour_of(mark.role), self._text(mark.words)
        if mark.lying:
            length, base = self._x(mark.length), self._x(mark.base)
            axes.barh(mark.at, length, mark.width, base, color=colour, label=name)
            place = {"ha": "left", "va": "center", "xytext": (5, 0)}
            ends = zip(np.maximum(base, base + length), np.asarray(mark.at, float), strict=False)
        else:
            length, base = self._y(mark.length), self._y(mark.base)
            at = self._x(mark.at)
            axes.bar(at, length, mark.width, base, color=colour, label=name)
            place = {"ha": "center", "va": "bottom", "xytext": (0, 2)}
            ends = zip(at, np.maximum(base, base + length), strict=False)
        for end, words in zip(ends, mark.labels, strict=False):
            text = words.text(self.lang)
            axes.annotate(text, end, textcoords="offset points", fontsize=8, color=INK, **place)

    def _points(self, mark: Points) -> None:
        x, y, colour = self._x(mark.x), self._y(mark.y), colour_of(mark.role)
        error = self._x(mark.error) if len(mark.error) else None
        self.axes.errorbar(
            x, y, xerr=error, fmt="o", ms=7, color=colour, mec=WHITE, label=self._text(mark.words)
        )
        for at, words in zip(zip(x, y, strict=True), mark.labels, strict=False):
            text, place = words.text(self.lang), {"xytext": (0, 7), "ha": "center", "fontsize": 8}
            self.axes.annotate(text, at, textcoords="offset points", color=INK, **place)

    def _note(self, mark: Note) -> None:
        axes, colour, text = self.axes, colour_of(mark.role), self._text(mark.words)
        if mark.x is None:
            axes.set_title(text, loc="right", fontsize=10, color=colour)
            return
        at = (mark.x / self.x_scale, (mark.y or 0.0) / self.y_scale)
        if mark.dot:
            (dot,) = axes.plot(*at, "o", ms=8, color=colour, mec=WHITE, mew=1.5, zorder=5)
            dot.set_clip_on(False)
        late = self.panel.x.high is not None and mark.x > 0.5 * self.panel.x.high
        axes.annotate(
            text,
            at,
            (-8 if late else 8, 0 if self.panel.y.kind == "name" else 10),
            textcoords="offset points",
            ha="right" if late else "left",
            color=colour,
            fontsize=10,
        )

    def _heat(self, mark: Heat) -> None:
        from matplotlib.colors import LinearSegmentedColormap

        z, axes = np.asarray(mark.z, float), self.axes
        shades = LinearSegmentedColormap.from_list("pvlift", HEAT).with_extremes(bad=GRID)
        x, y = self._x(mark.x), self._y(mark.y)
        kept = {"cmap": shades, "vmin": mark.low, "vmax": mark.high}
        if self.panel.x.kind == "name":
            drawn = axes.imshow(z, origin="lower", aspect="auto", **kept)
        else:
            drawn = axes.pcolormesh(x, y, z, shading="nearest", **kept)
        for row, texts in enumerate(mark.labels):
            for column, words in enumerate(texts):
                place = (column, row) if self.panel.x.kind == "name" else (x[column], y[row])
                axes.text(*place, words.text(self.lang), ha="center", va="center", fontsize=8)
        if mark.levels:
            lines = axes.contour(x, y, z, mark.levels, colors=INK, linewidths=0.9)
            axes.clabel(lines, fmt=lambda level: tick_text(level, mark.kind), fontsize=8)
        bar = axes.figure.colorbar(drawn, ax=axes)
        bar.set_label(mark.words.text(self.lang), fontsize=9)
        bar.ax.yaxis.set_major_formatter(lambda value, _: tick_text(value, mark.kind))

    def _axis(self, axis, meant: Axis) -> None:
        from matplotlib.ticker import MaxNLocator

        if meant.kind == "name":
            axis.set_ticks(range(len(meant.names)), [self._text(name) for name in meant.names])
            if axis is self.axes.yaxis and not any(
                isinstance(mark, Heat) for mark in self.panel.marks
            ):
                axis.set_inverted(True)  # the first name stands on top
                self.axes.set_ylim(len(meant.names) - 0.5, -0.5)
        elif meant.kind in ("year", "count"):
            axis.set_major_locator(MaxNLocator(integer=True, steps=[1, 2, 5, 10]))
        if meant.kind != "name":
            axis.set_major_formatter(lambda value, _: tick_text(value, meant.kind))
        text = axis_text(meant, self.lang)
        if text:
            axis.set_label_text(text, fontsize=9)

    def _limits(self) -> None:
        x, y, axes = self.panel.x, self.panel.y, self.axes
        if any(isinstance(mark, (Bars, Line, Area)) for mark in self.panel.marks):
            axes.margins(y=0.06)
        for meant, scale, sides, put in (
            (x, self.x_scale, ("left", "right"), axes.set_xlim),
            (y, self.y_scale, ("bottom", "top"), axes.set_ylim),
        ):
            ends = zip(sides, (meant.low, meant.high), strict=True)
            put(**{side: end / scale for side, end in ends if end is not None})

    def _legend(self) -> None:
        handles, names = self.axes.get_legend_handles_labels()
        title = None if self.panel.title is None else self.panel.title.text(self.lang)
        if not names or self.panel.legend == "none":
            if title is not None:
                self.axes.set_title(title, loc="left", fontsize=10, color=INK)
            return
        if self.panel.legend == "right" and title is not None:
            self.axes.set_title(title, loc="left", fontsize=10, color=INK)
            title = None
        if self.panel.legend == "right":
            place = {"loc": "upper left", "bbox_to_anchor": (1.01, 1.0), "reverse": True}
        else:
            widest = max(text_cells(line) for name in names for line in name.split("\n"))
            columns = max(1, min(len(names), 4, LEGEND_CELLS // (widest + 6)))
            place = {"loc": "lower left", "bbox_to_anchor": (0.0, 1.0), "ncols": columns}
        drawn = self.axes.legend(handles, names, frameon=False, fontsize=9, title=title, **place)
        drawn.set_alignment("left")
        drawn.get_title().set(fontsize=10, color=INK)

    def _name_ends(self) -> None:
        """Names of the lines beside their ends, pushed apart where they would touch."""
        if not self.ends:
            return
        low, high = self.axes.get_ylim()
        order = sorted(self.ends)
        heights = apart(np.array([end[0] for end in order]), 0.09 * (high - low))
        right = self.axes.get_xlim()[1]
        for (end, name, colour), height in zip(order, heights, strict=True):
            self.axes.annotate(
                name,
                xy=(right, end),
                xytext=(1.03, height),
                textcoords=("axes fraction", "data"),
                va="center",
                fontsize=9,
                color=colour,
                annotation_clip=False,
                arrowprops={"arrowstyle": "-", "color": colour, "lw": 0.8, "relpos": (0.0, 0.5)},
            )


def plain_lines(text: str) -> str:
    """A text without signs that steer; its own line breaks stay."""
    return "\n".join(plain(line) for line in text.split("\n"))


def _lettered(drawing: Drawing) -> Drawing:
    """Put every text of the figure, ticks still to come included, into the fonts at hand."""
    from matplotlib.text import Text

    names = list(families())
    for axes in drawing.axes:
        axes.tick_params(labelfontfamily=names)
    for text in drawing.findobj(Text):
        text.set_fontfamily(names)
    return drawing


def png(figure: Figure, lang: str) -> bytes:
    """The figure as a PNG file."""
    import io

    data = io.BytesIO()
    draw(figure, lang).savefig(data, format="png")
    return data.getvalue()
