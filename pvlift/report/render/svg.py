"""A Figure as SVG with real text: sharp, searchable, no font of ours, no inline style.

Drawn from the figure's own data. Colours are attributes, so a page with the strictest content
policy shows them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape

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
from pvlift.report.render.axes import apart, axis_text, scale_of, text_cells, tick_text, ticks
from pvlift.report.words.terms import plain

WIDTH, ROW, TEXT, SMALL = 760.0, 92.0, 12.0, 11.0
BAR_ROW, HEAT_ROW = 25.0, 36.0
RIGHT_NAMES = 120.0  # room for names of lines beside their ends
LEGEND_RIGHT = 150.0


def svg(figure: Figure, lang: str, key: str = "") -> str:
    """The figure as an `<svg>` element; `key` keeps its ids apart from others on the page."""
    name = key or figure.key
    title = escape(plain(figure.title.text(lang)))
    parts, top = [], 6.0
    for panel in figure.panels:
        drawn = _Panel(panel, lang, top)
        parts.append(drawn.text())
        top = drawn.bottom + 14.0
    if figure.drawn is not None:
        small = escape(plain(figure.drawn.text(lang)))
        parts.append(
            f'<text x="{WIDTH - 6:.0f}" y="{top + 4:.0f}" text-anchor="end" '
            f'font-size="10" fill="{GREY}">{small}</text>'
        )
        top += 12.0
    height = top
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:.0f} {height:.0f}" '
        f'role="img" aria-labelledby="{name}-t {name}-d" class="figure">'
        f'<title id="{name}-t">{title}</title>'
        f'<desc id="{name}-d">{escape(figure.sentence.text(lang))}</desc>'
        f"{''.join(parts)}</svg>"
    )


def text_width(text: str, size: float = TEXT) -> float:
    """About how wide a text is drawn: Chinese signs are square, others half as wide."""
    return 0.54 * size * text_cells(text)


class _Panel:
    """One panel: its frame, its marks, its names."""

    def __init__(self, panel: Panel, lang: str, top: float) -> None:
        self.panel, self.lang = panel, lang
        self.x_scale, self.y_scale = scale_of(panel.x, lang), scale_of(panel.y, lang)
        self.out: list[str] = []
        self.entries = self._entries()
        self.x_low, self.x_high = self._range(panel.x, "x")
        self.y_low, self.y_high = self._range(panel.y, "y")
        self.y_ticks = self._ticks(panel.y, self.y_low, self.y_high)
        self.x_ticks = self._ticks(panel.x, self.x_low, self.x_high)
        self.head(top)

    def head(self, top: float) -> None:
        """Title and legend, then the room that is left for the panel."""
        panel, lang = self.panel, self.lang
        if panel.title is not None:
            self._say(6.0, top + 14.0, panel.title.text(lang), weight="bold")
            top += 24.0
        lines = self._legend_lines()
        remarks = [mark for mark in panel.marks if isinstance(mark, Note) and mark.x is None]
        if panel.legend == "above":
            for line in lines:
                self._legend_line(line, top + 12.0)
                top += 20.0
        for remark in remarks:
            colour, text = colour_of(remark.role), remark.words.text(lang)
            place = (0.5 * WIDTH, "middle") if panel.is_sentence else (WIDTH - 14.0, "end")
            self._say(place[0], top + 12.0, text, place[1], TEXT, colour)
            top += 18.0 if lines else 20.0
        if panel.is_sentence:
            self.bottom = top
            return
        names = [name for _, name in self.y_ticks]
        widest = max((text_width(line) for t in names for line in t.split("\n")), default=0.0)
        self.left = min(max(widest + 14.0, 40.0), 260.0)
        if axis_text(panel.y, lang):
            self._say(6.0, top + 12.0, axis_text(panel.y, lang), size=SMALL, colour=GREY)
            top += 18.0
        right = 14.0
        if any(isinstance(mark, Line) and mark.end_name for mark in panel.marks):
            right = RIGHT_NAMES
        if panel.legend == "right" and lines:
            right = LEGEND_RIGHT
        if any(isinstance(mark, Heat) for mark in panel.marks):
            right = 70.0
        if any(isinstance(mark, Bars) and mark.labels and mark.lying for mark in panel.marks):
            right = 14.0
        self.right = WIDTH - right
        self.top = top + 4.0
        rows = len(panel.y.names)
        each = HEAT_ROW if self._has(Heat) else BAR_ROW
        height = each * rows if rows else ROW * max(panel.height, 2)
        self.floor = self.top + height
        self.bottom = self.floor + 24.0 + (16.0 if axis_text(panel.x, lang) else 0.0)
        if panel.legend == "right":
            for n, entry in enumerate(reversed(self.entries)):
                self._entry(entry, self.right + 14.0, self.top + 14.0 + 36.0 * n)

    def text(self) -> str:
        """Everything of the panel as SVG elements."""
        if not self.panel.is_sentence:
            self._grid()
            for mark in self.panel.marks:
                self._mark(mark)
            self._axes()
            self._end_names()
        return f"<g>{''.join(self.out)}</g>"

    # places

    def x(self, value: float) -> float:
        span = self.x_high - self.x_low or 1.0
        return self.left + (value / self.x_scale - self.x_low) / span * (self.right - self.left)

    def y(self, value: float) -> float:
        span = self.y_high - self.y_low or 1.0
        part = (value / self.y_scale - self.y_low) / span
        if self.panel.y.kind == "name" and not self._has(Heat):
            part = 1.0 - part
        return self.floor - part * (self.floor - self.top)

    def _has(self, kind: type) -> bool:
        return any(isinstance(mark, kind) for mark in self.panel.marks)

    def _range(self, axis: Axis, way: str) -> tuple[float, float]:
        """From where to where an axis runs, in its own unit."""
        if axis.kind == "name":
            return -0.5, len(axis.names) - 0.5
        scale = self.x_scale if way == "x" else self.y_scale
        values = np.array([v for mark in self.panel.marks for v in _values(mark, way)], float)
        values = values[np.isfinite(values)] / scale
        low = values.min() if values.size else 0.0
        high = values.max() if values.size else 1.0
        if high <= low:
            low, high = low - 0.5, high + 0.5
        pad = 0.0
        if way == "y" or any(isinstance(m, Bars) and m.lying for m in self.panel.marks):
            pad = 0.06 * (high - low)
        if self._has(Heat) and way in ("x", "y"):
            pad = 0.5 * (high - low) / max(len(set(values)) - 1, 1)
        low = low - pad if low < 0.0 or not self._starts_at_zero(way) else low
        high = high + pad
        if axis.low is not None:
            low = axis.low / scale
        if axis.high is not None:
            high = axis.high / scale
        return float(low), float(high)

    def _starts_at_zero(self, way: str) -> bool:
        return any(isinstance(mark, Bars) for mark in self.panel.marks)

    def _ticks(self, axis: Axis, low: float, high: float) -> list[tuple[float, str]]:
        if axis.kind == "name":
            names = [plain_lines(name.text(self.lang)) for name in axis.names]
            return list(enumerate(names))
        whole = axis.kind in ("year", "count")
        return [(at, tick_text(at, axis.kind)) for at in ticks(low, high, whole)]

    # pieces

    def _line(self, x1, y1, x2, y2, colour: str, width: float = 1.0, dashed: bool = False) -> None:
        dash = ' stroke-dasharray="5 3"' if dashed else ""
        self.out.append(
            f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" '
            f'stroke="{colour}" stroke-width="{width:g}"{dash}/>'
        )

    def _rect(self, x1, y1, x2, y2, colour: str, tip: str = "", opacity: float = 1.0) -> None:
        left, top = min(x1, x2), min(y1, y2)
        wide, high = abs(x2 - x1), abs(y2 - y1)
        shown = f"<title>{escape(tip)}</title>" if tip else ""
        pale = f' fill-opacity="{opacity:g}"' if opacity < 1.0 else ""
        self.out.append(
            f'<rect x="{left:.1f}" y="{top:.1f}" width="{wide:.1f}" height="{high:.1f}" '
            f'fill="{colour}"{pale}>{shown}</rect>'
        )

    def _say(
        self,
        x: float,
        y: float,
        text: str,
        anchor: str = "start",
        size: float = TEXT,
        colour: str = INK,
        weight: str = "normal",
    ) -> None:
        lines = plain_lines(text).split("\n")
        spans = "".join(
            f'<tspan x="{x:.1f}" dy="{0 if n == 0 else 1.15 * size:.1f}">{escape(line)}</tspan>'
            for n, line in enumerate(lines)
        )
        bold = ' font-weight="bold"' if weight == "bold" else ""
        self.out.append(
            f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size:g}" '
            f'fill="{colour}"{bold}>{spans}</text>'
        )

    def _grid(self) -> None:
        if self._has(Heat):
            return
        if any(isinstance(mark, Bars) and mark.lying for mark in self.panel.marks):
            for at, _ in self.x_ticks:
                x = self.x(at * self.x_scale)
                self._line(x, self.top, x, self.floor, GRID)
            return
        for at, _ in self.y_ticks:
            y = self.y(at * self.y_scale)
            self._line(self.left, y, self.right, y, GRID)

    def _axes(self) -> None:
        self._line(self.left, self.floor, self.right, self.floor, GREY)
        self._line(self.left, self.top, self.left, self.floor, GREY)
        for at, name in self.y_ticks:
            lines = name.count("\n")
            y = self.y(at * self.y_scale) + 4.0 - 0.5 * lines * SMALL
            self._say(self.left - 6.0, y, name, "end", SMALL)
        room = (self.right - self.left) / max(len(self.x_ticks), 1)
        every = 1
        if self.x_ticks:
            widest = max(text_width(name, SMALL) for _, name in self.x_ticks)
            every = max(1, math.ceil((widest + 6.0) / max(room, 1.0)))
        for at, name in self.x_ticks[::every]:
            self._say(self.x(at * self.x_scale), self.floor + 16.0, name, "middle", SMALL)
        text = axis_text(self.panel.x, self.lang)
        if text:
            middle = 0.5 * (self.left + self.right)
            self._say(middle, self.floor + 34.0, text, "middle", SMALL, GREY)

    def _mark(self, mark) -> None:
        match mark:
            case Line():
                self._curve(mark)
            case Area():
                self._area(mark)
            case Bars():
                self._bars(mark)
            case Points():
                self._points(mark)
            case Rule():
                colour = colour_of(mark.role)
                if mark.upright:
                    x = self.x(mark.at)
                    self._line(x, self.top, x, self.floor, colour, 1.0, mark.dashed)
                else:
                    y = self.y(mark.at)
                    self._line(self.left, y, self.right, y, colour, 1.0, mark.dashed)
            case Note():
                self._note(mark)
            case Heat():
                self._heat(mark)

    def _path(self, xs: Sequence[float], ys: Sequence[float], steps: bool = False) -> str:
        told, before, pen = [], 0.0, "M"
        for x, y in zip(xs, ys, strict=True):
            if not math.isfinite(y):
                pen = "M"
                continue
            here_x, here_y = self.x(float(x)), self.y(float(y))
            if steps and pen == "L":
                told.append(f"L{here_x:.1f} {before:.1f}")
            told.append(f"{pen}{here_x:.1f} {here_y:.1f}")
            before, pen = here_y, "L"
        return "".join(told)

    def _curve(self, mark: Line) -> None:
        colour, dash = colour_of(mark.role), ' stroke-dasharray="6 3"' if mark.dashed else ""
        width = 2.4 if mark.strong else 1.6
        path = self._path(mark.x, mark.y, mark.steps)
        self.out.append(
            f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="{width}"{dash}/>'
        )
        if mark.points:
            for x, y in zip(mark.x, mark.y, strict=True):
                self._dot(float(x), float(y), colour, 2.6)

    def _dot(self, x: float, y: float, colour: str, radius: float, tip: str = "") -> None:
        if not (math.isfinite(x) and math.isfinite(y)):
            return
        shown = f"<title>{escape(tip)}</title>" if tip else ""
        self.out.append(
            f'<circle cx="{self.x(x):.1f}" cy="{self.y(y):.1f}" r="{radius:g}" fill="{colour}" '
            f'stroke="{WHITE}">{shown}</circle>'
        )

    def _area(self, mark: Area) -> None:
        forth = self._path(mark.x, mark.high)
        back = self._path(list(mark.x)[::-1], list(mark.low)[::-1]).replace("M", "L", 1)
        self.out.append(
            f'<path d="{forth}{back}Z" fill="{colour_of(mark.role)}" '
            f'fill-opacity="{mark.pale:g}" stroke="none"/>'
        )

    def _bars(self, mark: Bars) -> None:
        n = len(mark.at)
        bases = np.broadcast_to(np.asarray(mark.base, float), (n,))
        colour, half = colour_of(mark.role), 0.5 * mark.width
        for k, (at, length, base) in enumerate(zip(mark.at, mark.length, bases, strict=True)):
            at, start, end = float(at), float(base), float(base) + float(length)
            if not math.isfinite(end):
                continue
            label = mark.labels[k].text(self.lang) if k < len(mark.labels) else ""
            if mark.lying:
                step = self.y_scale
                ends = self.y((at - half) * step), self.y((at + half) * step)
                start_x = max(self.x(start), self.left) if start else self.x(max(start, 0.0))
                start_x = self.x(start) if start < 0 else start_x
                self._rect(start_x, ends[0], self.x(end), ends[1], colour, label)
                if label:
                    place = max(self.x(start), self.x(end)) + 5.0
                    self._beside(place, 0.5 * sum(ends) + 4.0, label)
            else:
                ends = self.x((at - half) * self.x_scale), self.x((at + half) * self.x_scale)
                self._rect(ends[0], self.y(start), ends[1], self.y(end), colour, label)
                if label:
                    top = min(self.y(start), self.y(end)) - 4.0
                    self._say(0.5 * sum(ends), top, label, "middle", SMALL)

    def _beside(self, x: float, y: float, text: str) -> None:
        """A label behind the end of a bar, or, where there is no room, within it."""
        if x + text_width(text, SMALL) <= WIDTH:
            self._say(x, y, text, "start", SMALL)
        else:
            self._say(WIDTH - 4.0, y, text, "end", SMALL)

    def _points(self, mark: Points) -> None:
        colour = colour_of(mark.role)
        for k, (x, y) in enumerate(zip(mark.x, mark.y, strict=True)):
            if len(mark.error):
                reach, middle = float(mark.error[k]), self.y(float(y))
                self._line(self.x(x - reach), middle, self.x(x + reach), middle, colour)
            label = mark.labels[k].text(self.lang) if k < len(mark.labels) else ""
            self._dot(float(x), float(y), colour, 4.5, label)
            if label:
                self._say(self.x(float(x)), self.y(float(y)) - 9.0, label, "middle", SMALL)

    def _note(self, mark: Note) -> None:
        colour, text = colour_of(mark.role), mark.words.text(self.lang)
        if mark.x is None:
            return  # it stands above the panel
        x, y = self.x(mark.x), self.y(mark.y or 0.0)
        if mark.dot:
            self._dot(mark.x, mark.y or 0.0, colour, 5.0, text)
        late = x > 0.5 * (self.left + self.right)
        side, shift = ("end", -8.0) if late else ("start", 8.0)
        below = 4.0 if self.panel.y.kind == "name" else -10.0
        self._say(x + shift, y + below, text, side, TEXT, colour)

    def _heat(self, mark: Heat) -> None:
        z = np.asarray(mark.z, float)
        low = np.nanmin(z) if mark.low is None else mark.low
        high = np.nanmax(z) if mark.high is None else mark.high
        named = self.panel.x.kind == "name"
        xs = np.arange(z.shape[1]) if named else np.asarray(mark.x, float)
        ys = np.arange(z.shape[0]) if self.panel.y.kind == "name" else np.asarray(mark.y, float)
        x_edges, y_edges = _edges(xs), _edges(ys)
        for r in range(z.shape[0]):
            for c in range(z.shape[1]):
                part = (z[r, c] - low) / (high - low or 1.0)
                colour = shade(part) if math.isfinite(part) else GRID
                text = ""
                if len(mark.labels):
                    text = mark.labels[r][c].text(self.lang)
                tip = text or tick_text(z[r, c], mark.kind)
                self._rect(
                    self.x(x_edges[c]),
                    self.y(y_edges[r]),
                    self.x(x_edges[c + 1]),
                    self.y(y_edges[r + 1]),
                    colour,
                    tip,
                )
                if text:
                    middle = self.x(xs[c]), self.y(ys[r]) + 4.0
                    self._say(*middle, text, "middle", SMALL)
        self._colour_bar(float(low), float(high), mark)

    def _colour_bar(self, low: float, high: float, mark: Heat) -> None:
        left, n = self.right + 10.0, 20
        step = (self.floor - self.top) / n
        for k in range(n):
            y = self.floor - k * step
            self._rect(left, y, left + 12.0, y - step - 0.3, shade((k + 0.5) / n))
        self._say(left + 15.0, self.floor, tick_text(low, mark.kind), size=10.0)
        self._say(left + 15.0, self.top + 9.0, tick_text(high, mark.kind), size=10.0)

    # names

    def _entries(self) -> list[tuple[str, str, bool, float]]:
        """Name, colour and whether it is a dashed line, of every mark with a name."""
        found = []
        for mark in self.panel.marks:
            words = getattr(mark, "words", None)
            if isinstance(mark, (Note, Heat)) or words is None:
                continue
            if isinstance(mark, Bars) and len(mark.at) == 0:
                continue
            if isinstance(mark, Line) and mark.end_name:
                continue
            dashed = getattr(mark, "dashed", False)
            name, colour = plain_lines(words.text(self.lang)), colour_of(mark.role)
            found.append((name, colour, dashed, getattr(mark, "pale", 1.0)))
        return list(dict.fromkeys(found))

    def _legend_lines(self) -> list[list[tuple[str, str, bool, float]]]:
        if self.panel.legend == "none" or not self.entries:
            return []
        lines: list[list[tuple[str, str, bool, float]]] = [[]]
        room = WIDTH - 20.0
        for entry in self.entries:
            wide = text_width(entry[0].replace("\n", " ")) + 40.0
            if wide > room and lines[-1]:
                lines.append([])
                room = WIDTH - 20.0
            lines[-1].append(entry)
            room -= wide
        return lines

    def _legend_line(self, line, y: float) -> None:
        x = 6.0
        for entry in line:
            self._entry((entry[0].replace("\n", " "), *entry[1:]), x, y)
            x += text_width(entry[0].replace("\n", " ")) + 40.0

    def _entry(self, entry: tuple[str, str, bool, float], x: float, y: float) -> None:
        name, colour, dashed, pale = entry
        if dashed:
            self._line(x, y - 4.0, x + 18.0, y - 4.0, colour, 2.0, True)
        else:
            self._rect(x, y - 9.0, x + 18.0, y, colour, opacity=pale)
        self._say(x + 24.0, y, name)

    def _end_names(self) -> None:
        """Names of lines beside their ends, pushed apart where they would touch."""
        ends = [m for m in self.panel.marks if isinstance(m, Line) and m.end_name and m.words]
        if not ends:
            return
        order = sorted(ends, key=lambda mark: self.y(float(mark.y[-1])))
        places = np.array([self.y(float(mark.y[-1])) for mark in order])
        for mark, place, end in zip(order, apart(places, 15.0), places, strict=True):
            colour = colour_of(mark.role)
            self._line(self.right, end, self.right + 10.0, place, colour)
            name = mark.words.text(self.lang) if mark.words else ""
            self._say(self.right + 14.0, place + 4.0, name, size=SMALL, colour=colour)


def _edges(places: np.ndarray) -> np.ndarray:
    """Edges of the cells around places: halfway to the neighbours."""
    if len(places) == 1:
        return np.array([places[0] - 0.5, places[0] + 0.5])
    middle = 0.5 * (places[1:] + places[:-1])
    first, last = 2 * places[0] - middle[0], 2 * places[-1] - middle[-1]
    return np.concatenate([[first], middle, [last]])


def _values(mark, way: str) -> list[float]:
    """Every value of a mark along one way."""
    match mark:
        case Line() | Points():
            found = list(mark.x) if way == "x" else list(mark.y)
            error = getattr(mark, "error", ())
            if way == "x" and len(error):
                pairs = list(zip(mark.x, error, strict=True))
                found += [x - e for x, e in pairs] + [x + e for x, e in pairs]
            return found
        case Area():
            return list(mark.x) if way == "x" else [*mark.low, *mark.high]
        case Bars():
            bases = np.broadcast_to(np.asarray(mark.base, float), (len(mark.at),))
            along = [*bases, *(bases + np.asarray(mark.length, float))]
            across = [at + side * 0.5 * mark.width for at in mark.at for side in (-1, 1)]
            return (along if way == "x" else across) if mark.lying else (
                across if way == "x" else along
            )  # fmt: skip
        case Rule():
            return [mark.at] if mark.upright == (way == "x") else []
        case Note():
            place = mark.x if way == "x" else mark.y
            return [] if place is None else [place]
        case Heat():
            return list(mark.x) if way == "x" else list(mark.y)
    return []


def shade(part: float) -> str:
    """A colour between the lowest and the highest of a heat map."""
    part = min(max(part, 0.0), 1.0) * (len(HEAT) - 1)
    n = min(int(part), len(HEAT) - 2)
    low, high = (_rgb(HEAT[k]) for k in (n, n + 1))
    mixed = [round(a + (b - a) * (part - n)) for a, b in zip(low, high, strict=True)]
    return "#" + "".join(f"{channel:02x}" for channel in mixed)


def _rgb(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[k : k + 2], 16) for k in (1, 3, 5))


def plain_lines(text: str) -> str:
    """A text without signs that steer; its own line breaks stay."""
    return "\n".join(plain(line) for line in text.split("\n"))


def words_of(figure: Figure) -> tuple[Words, Words]:
    """Title and sentence of a figure."""
    return figure.title, figure.sentence
