"""A weather source as a picture: months with their diffuse light, and how clear the hours are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pvlift.report.pictures.fonts import lettering
from pvlift.report.pictures.sheet import BLUE, GOLD, GREY, INK, TALL, lettered, stacked
from pvlift.report.words.numbers import percent
from pvlift.report.words.plant import month_name, said

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from pvlift.report.pictures.fonts import Lettering
    from pvlift.study.plant.resource import Resource


def resource_picture(found: Resource, lang: str) -> Figure:
    """Monthly global irradiation split into beam and diffuse; share of hours by clearness."""
    letters = lettering(lang)
    title = said("resource", letters.lang)
    figure, (upper, lower) = stacked(letters, title, found.title.text(letters.lang), (3, 2), TALL)
    _draw_months(upper, found, letters)
    edges = np.linspace(0.0, 1.0, len(found.kt_frac) + 1)
    middles = 0.5 * (edges[:-1] + edges[1:])
    lower.bar(middles, 100.0 * found.kt_frac, 0.9 * (edges[1] - edges[0]), color=BLUE, alpha=0.85)
    lower.set_xlim(0.0, 1.0)
    lower.set_xlabel(said("clearness", letters.lang))
    lower.set_ylabel(said("hours_frac", letters.lang))
    return lettered(figure, letters)


def _draw_months(axes: Axes, found: Resource, letters: Lettering) -> None:
    lang, months = letters.lang, np.arange(12)
    ghi, dhi = found.ghi_kwh_per_m2.mean(axis=0), found.dhi_kwh_per_m2.mean(axis=0)
    beam = "直射水平分量" if lang == "zh" else "beam on level ground"
    axes.bar(months, dhi, 0.72, color=GREY, alpha=0.75, label=said("dhi", lang))
    axes.bar(months, ghi - dhi, 0.72, dhi, color=GOLD, label=beam)
    if len(found.ghi_kwh_per_m2) > 1 and np.ptp(found.ghi_kwh_per_m2, axis=0).max() > 0.5:
        low, high = found.ghi_kwh_per_m2.min(axis=0), found.ghi_kwh_per_m2.max(axis=0)
        axes.vlines(months, low, high, color=INK, lw=1.2)
    for n in months:
        if ghi[n] > 0.0:
            text = percent(dhi[n] / ghi[n], 0)
            axes.text(n, 0.5 * dhi[n], text, ha="center", va="center", fontsize=8, color="white")
            axes.text(n, ghi[n] + 1.5, f"{ghi[n]:.0f}", ha="center", fontsize=8, color=INK)
    axes.set_xticks(months, [month_name(n, lang) for n in months])
    axes.set_ylim(0.0, 1.18 * float(ghi.max()))
    axes.set_ylabel(said("irradiation", lang))
    total = f"{ghi.sum():,.0f} {said('irradiation', lang)}"
    note = f"全年总辐射 {total}" if lang == "zh" else f"global, year: {total}"
    axes.set_title(note, loc="left", fontsize=10, color=INK)
    axes.legend(loc="upper left", ncols=2, frameon=False, fontsize=9)
