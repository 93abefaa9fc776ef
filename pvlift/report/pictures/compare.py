"""What a flat of each floor pays a year under every model."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pvlift.report.compare_tables import spread_cny, title_of
from pvlift.report.pictures.fonts import lettering
from pvlift.report.pictures.sheet import GREY, INK, lettered, sheet, thousands
from pvlift.report.words.models import word
from pvlift.report.words.numbers import percent
from pvlift.report.words.terms import floor_name, with_unit

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from pvlift.study.models.compare import Comparison

COLOURS = ("#2a9d8f", "#1d3557", "#4f86c6", "#8d6cab", "#c8352b", "#f2b134")


def floor_payments(found: Comparison, lang: str) -> Figure:
    """Bars by floor and model for the first kind of stairwell; building money spread over years."""
    letters = lettering(lang)
    fit = [result for result in found.results if result.unfit is None]
    figure, axes = sheet(letters, word("title", letters.lang), found.loaded.scenario.name)
    n_floors = len(fit[0].floors[0].build_cny)
    floor, width = np.arange(n_floors), 0.84 / len(fit)
    for n, result in enumerate(fit):
        paid_cny = spread_cny(found, result.floors[0])
        chance = min(vote.chance_frac for vote in result.consent)
        consent = f"{word.flat('consent', letters.lang)} {percent(chance, 0)}"
        name = with_unit(title_of(result.model, letters.lang), consent, letters.lang)
        place = floor + (n - 0.5 * (len(fit) - 1)) * width
        axes.bar(place, paid_cny, width, color=COLOURS[n % len(COLOURS)], label=name)
        for x, cny in zip(place, paid_cny, strict=True):
            if abs(cny) < 0.5:  # nothing to pay is an answer, too
                axes.plot([x], [0.0], "o", ms=4, color=COLOURS[n % len(COLOURS)], zorder=4)
    axes.axhline(0.0, color=INK, lw=0.9)
    axes.set_xticks(floor, [floor_name(n + 1, letters.lang) for n in floor])
    axes.set_ylabel(word("axis", letters.lang))
    thousands(axes)
    row = found.consent
    rate = percent(row.loan_rate_per_year, None)
    note = word("per_year", letters.lang, years=row.loan_years, rate=rate)
    axes.set_title(note, loc="left", fontsize=9.5, color=GREY)
    axes.legend(loc="upper left", frameon=False, fontsize=8.5)
    low, high = axes.get_ylim()
    axes.set_ylim(low, high + 0.3 * (high - low))
    return lettered(figure, letters)
