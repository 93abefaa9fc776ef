"""Supply curves of a district: lifts against the budget, and against the rate per lift."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pvlift.report.pictures.fonts import Lettering, lettering
from pvlift.report.pictures.sheet import (
    BAD,
    BLUE,
    GOLD,
    GOOD,
    GREY,
    INK,
    lettered,
    sheet,
    thousands,
    tick,
)
from pvlift.report.portfolio_tables import way_rows
from pvlift.report.words.district import word
from pvlift.report.words.numbers import large_unit
from pvlift.report.words.terms import with_unit

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from pvlift.study.district.budget_plan import Programme

WAY_COLOURS = {"best": BLUE, "greedy": GOLD, "flat": BAD, "auction": GOOD, "uniform": GREY}


def supply(plan: Programme, lang: str) -> Figure:
    """Lifts against the budget, and what other ways of choosing make of this budget."""
    letters = lettering(lang)
    lang, size = letters.lang, large_unit(letters.lang).cny
    budget = [point.budget_cny / size for point in plan.curve]
    lifts = [point.n_lifts for point in plan.curve]
    figure, axes = _panel(plan, letters, "supply", "axis_budget", lifts)
    axes.plot(budget, lifts, "-", color=BLUE, lw=2.2)
    here = plan.usable_cny / size
    if here <= 1.05 * budget[-1]:
        axes.axvline(here, color=GREY, lw=1.0, ls=(0, (4, 2)))
        axes.annotate(
            word("this_budget", lang),
            xy=(here, 1.0),
            xycoords=("data", "axes fraction"),
            xytext=(4, -10),
            textcoords="offset points",
            color=GREY,
            fontsize=9,
        )
    if plan.too_small is None:
        for key, title, n_lifts, _, cost in way_rows(plan, lang):
            name = word("way_lifts", lang, way=title, n=f"{n_lifts:,.0f}")
            axes.plot([cost / size], [n_lifts], "o", ms=8, color=WAY_COLOURS[key], label=name)
        axes.legend(loc="lower right", frameon=False, fontsize=9)
    axes.set_xlim(0.0, 1.02 * max(budget[-1], 1e-9))
    return lettered(figure, letters)


def rates(plan: Programme, lang: str) -> Figure:
    """Lifts that stand when every lift may have at most a rate, money no object."""
    letters = lettering(lang)
    size = large_unit(letters.lang).cny
    rate = [point.rate_cny / size for point in plan.rates]
    lifts = [point.n_lifts for point in plan.rates]
    figure, axes = _panel(plan, letters, "rates", "axis_rate", lifts)
    axes.step([rate[0], *rate], [0, *lifts], where="post", color=BLUE, lw=2.2)
    axes.fill_between(rate, lifts, step="post", color=BLUE, alpha=0.10)
    axes.plot([rate[0], rate[-1]], [lifts[0], lifts[-1]], "o", color=INK, ms=5)
    for x, y in ((rate[0], lifts[0]), (rate[-1], lifts[-1])):
        axes.annotate(
            f"{y:,.0f}", xy=(x, y), xytext=(0, 7), textcoords="offset points", ha="center"
        )
    span = max(rate[-1] - rate[0], 0.02 * rate[-1], 1e-9)
    axes.set_xlim(rate[0] - 0.06 * span, rate[-1] + 0.06 * span)
    axes.xaxis.set_major_formatter(lambda value, _: tick(round(value, 2)))
    return lettered(figure, letters)


def _panel(plan: Programme, letters: Lettering, title: str, along: str, lifts: list[float]):
    """A sheet with money along and lifts upwards."""
    lang, unit = letters.lang, large_unit(letters.lang).name
    figure, axes = sheet(letters, word(title, lang), plan.portfolio.table.name)
    axes.set_xlabel(with_unit(word(along, lang), unit, lang))
    axes.set_ylabel(word("axis_lifts", lang))
    axes.set_ylim(0.0, 1.1 * max(lifts[-1], 1e-9))
    thousands(axes.xaxis, axes.yaxis)
    return figure, axes
