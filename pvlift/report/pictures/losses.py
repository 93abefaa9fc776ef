"""The loss diagram as a picture: a waterfall from the sun to the meter, and each month's ratio."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pvlift.report.losses import step_rows
from pvlift.report.pictures.fonts import Lettering, lettering
from pvlift.report.pictures.sheet import (
    BAD,
    BLUE,
    GOLD,
    GOOD,
    GREY,
    GRID,
    INK,
    TALL,
    lettered,
    stacked,
)
from pvlift.report.words.numbers import grouped, percent
from pvlift.report.words.plant import month_name, said

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from pvlift.study.answers.losses import PlantLosses


def loss_waterfall(found: PlantLosses, name: str, lang: str) -> Figure:
    """Every step as a bar from what was there to what is left, the months' ratio below."""
    letters = lettering(lang)
    figure, (upper, lower) = stacked(letters, said("losses", letters.lang), name, (5, 2), TALL)
    _draw_steps(upper, found, letters)
    months = np.arange(12)
    ratio = found.month_performance_ratio
    lower.bar(months, np.nan_to_num(ratio), 0.7, color=BLUE, alpha=0.85)
    for n, value in enumerate(ratio):
        if np.isfinite(value):
            lower.text(n, value + 0.015, f"{value:.2f}", ha="center", fontsize=8, color=INK)
    lower.set_xticks(months, [month_name(n, letters.lang) for n in months])
    lower.set_ylim(0.0, 1.12 * max(float(np.nanmax(ratio, initial=0.0)), 0.5))
    lower.set_title(said("performance", letters.lang), loc="left", fontsize=10, color=INK)
    return lettered(figure, letters)


def _draw_steps(axes: Axes, found: PlantLosses, letters: Lettering) -> None:
    rows = list(step_rows(found))
    before = 0.0
    names = []
    for n, (_, words, change, _, per_kw, _) in enumerate(rows):
        names.append(words.text(letters.lang))
        if change is None:
            axes.barh(n, per_kw, 0.66, color=GOLD)
            text = grouped(per_kw)
        else:
            colour = GOOD if per_kw >= before else BAD
            axes.barh(n, per_kw - before, 0.66, before, color=colour, alpha=0.9)
            axes.plot([before, before], [n - 1.33, n + 0.33], color=GREY, lw=0.7)
            text = percent(change, sign="+")
        axes.text(max(per_kw, before) + 6.0, n, text, va="center", fontsize=9, color=INK)
        before = per_kw
    last = len(rows)
    axes.barh(last, before, 0.66, color=BLUE)
    axes.text(before + 6.0, last, grouped(before), va="center", fontsize=9, color=INK)
    names.append(said("yield", letters.lang))
    axes.set_yticks(range(last + 1), names)
    axes.invert_yaxis()
    highest = max(row[4] for row in rows)
    low = 0.0 if before < 0.5 * highest else 0.9 * min(before, min(row[4] for row in rows))
    axes.set_xlim(low, 1.10 * highest - 0.10 * low)
    axes.xaxis.set_major_formatter(lambda value, _: grouped(value))
    axes.grid(axis="y", visible=False)
    axes.grid(axis="x", color=GRID, lw=0.8)
    axes.set_xlabel(_unit(letters.lang, low))


def _unit(lang: str, low: float) -> str:
    """The axis; one that does not begin at zero says so."""
    if lang == "zh":
        return "千瓦时/千瓦" + (f"（横轴自 {low:,.0f} 起）" if low > 0.0 else "")
    return "kWh/kWp" + (f" (axis from {low:,.0f})" if low > 0.0 else "")
