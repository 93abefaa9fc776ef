"""Pictures of a Monte Carlo study. Each function takes the study and gives a Figure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pvlift.report.montecarlo import draws_text, planned_cash_cny
from pvlift.report.pictures.fonts import lettering
from pvlift.report.pictures.sheet import (
    BAD,
    BLUE,
    GOLD,
    GOOD,
    GREY,
    INK,
    PALE,
    framed,
    in_percent,
    lettered,
    thousands,
    whole_years,
)
from pvlift.report.words.numbers import large_unit, percent, years
from pvlift.report.words.studies import study_label
from pvlift.report.words.terms import UNIT_WORDS, label, with_unit
from pvlift.study.chance.summary import LEVELS

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from pvlift.study.chance.montecarlo import MonteCarlo

BINS = 60


def payback_and_irr(study: MonteCarlo, lang: str) -> Figure:
    """Histogram and S-curve of the payback (left) and of the equity return (right)."""
    letters = lettering(lang)
    lang = letters.lang
    scenario = study.prepared.loaded.scenario
    heading = study_label("histogram", lang)
    figure, panels = framed(heading, scenario.name, letters, (2, 2))
    payback, target = study.column("payback_years"), scenario.target
    accepted = study_label("accepted", lang, x=years(target.payback_years, lang))
    plan = study.lean.planned
    planned = study_label("planned_line", lang)
    whole = np.arange(scenario.n_years + 1)
    paid = plan["payback_years"]
    _histogram(panels[0, 0], payback, target.payback_years, "low", paid, bins=whole)
    _s_curve(panels[1, 0], payback, target.payback_years, "low")
    rate, hurdle = study.column("equity_irr"), target.equity_per_year
    _histogram(panels[0, 1], rate, hurdle, "high", plan["equity_irr"])
    _s_curve(panels[1, 1], rate, hurdle, "high")
    _never(panels[:, 0], payback, scenario.n_years, lang)
    panels[0, 0].set_title(accepted, loc="left", fontsize=9.5, color=INK)
    shown = study_label("hurdle", lang, x=percent(hurdle))
    panels[0, 1].set_title(shown, loc="left", fontsize=9.5, color=INK)
    unit = UNIT_WORDS["years"].text(lang)
    panels[1, 0].set_xlabel(with_unit(label("payback_years", lang), unit, lang))
    panels[1, 1].set_xlabel(label("equity_irr", lang))
    panels[0, 0].set_ylabel(study_label("share_of_draws", lang))
    panels[1, 0].set_ylabel(study_label("at_most", lang))
    panels[1, 1].set_ylabel(study_label("at_least", lang))
    for row in panels:
        in_percent(row[1].xaxis)
    for axes in panels.flat:
        in_percent(axes.yaxis)
    left = min(axes.get_xlim()[0] for axes in panels[:, 1])
    right = max(axes.get_xlim()[1] for axes in panels[:, 1])
    for axes in panels[:, 1]:
        axes.set_xlim(left, right + 0.06 * (right - left))
    for axes in panels[0]:
        if axes.get_legend_handles_labels()[1]:
            handles = axes.get_legend_handles_labels()[0]
            axes.legend(handles, [planned], loc="upper left", frameon=False, fontsize=9)
    return lettered(_told(figure, study, lang), letters)


def _told(figure: Figure, study: MonteCarlo, lang: str) -> Figure:
    """The number of draws and their seed, without which a picture cannot be repeated."""
    figure.supxlabel(draws_text(study.dice, lang), x=0.99, ha="right", fontsize=8.5, color=GREY)
    return figure


def _never(panels, payback, n_years: int, lang: str) -> None:
    """The years of the plan on the axis, and behind them a bar of the draws that never pay back."""
    share = float(np.mean(np.isnan(payback)))
    place = 1.12 * n_years
    panels[0].bar([place], [share], width=0.05 * n_years, color=BAD, lw=0)
    words = study_label("not_back", lang, x=percent(share))
    panels[0].set_title(words, loc="right", fontsize=9.5, color=BAD if share else INK)
    step = 5 if n_years <= 30 else 10
    ticks = [*range(0, n_years + 1, step), place]
    for axes in panels:
        axes.set_xticks(ticks, [*map(str, ticks[:-1]), study_label("never", lang)])
        axes.set_xlim(0.0, 1.2 * n_years)


def _histogram(axes, values, threshold: float, good: str, planned: float, bins=None) -> None:
    known = values[np.isfinite(values)]
    if len(known):
        if bins is None:
            bins = BINS if np.ptp(known) > 0 else 1
        counts, edges = np.histogram(known, bins=bins)
        middle = (edges[:-1] + edges[1:]) / 2
        fine = middle <= threshold if good == "low" else middle >= threshold
        colours = np.where(fine, GOOD, PALE)
        axes.bar(middle, counts / len(values), width=np.diff(edges), color=colours, lw=0)
    axes.axvline(threshold, color=INK, lw=1.1, ls=(0, (4, 2)))
    if np.isfinite(planned):
        axes.axvline(planned, color=GOLD, lw=1.8, label="plan")


def _s_curve(axes, values, threshold: float, good: str) -> None:
    """Share of draws at most (payback) or at least (return) a value; no answer never counts."""
    known = np.sort(values[np.isfinite(values)])
    n, at = len(values), 0.0
    if len(known):
        step = max(1, len(known) // 4000)
        shown = known[::step]
        if good == "low":
            share = (np.arange(len(known)) + 1)[::step] / n
            at = np.searchsorted(known, threshold, side="right") / n
        else:
            share = (len(known) - np.arange(len(known)))[::step] / n
            at = (len(known) - np.searchsorted(known, threshold, side="left")) / n
        axes.plot(shown, share, color=BLUE, lw=2.0)
    axes.plot(
        [threshold], [at], "o", color=GOOD if at >= 0.5 else BAD, ms=7, zorder=5, clip_on=False
    )
    axes.annotate(
        percent(at),
        xy=(threshold, at),
        xytext=(-6, 8),
        textcoords="offset points",
        ha="right",
        color=INK,
        fontsize=10,
    )
    axes.axvline(threshold, color=INK, lw=1.1, ls=(0, (4, 2)))
    axes.set_ylim(0.0, 1.05)


def cash_fan(study: MonteCarlo, lang: str) -> Figure:
    """Cumulative cash of the project after tax: median and bands of the draws, year by year."""
    letters = lettering(lang)
    lang = letters.lang
    scenario = study.prepared.loaded.scenario
    figure, panels = framed(study_label("fan", lang), scenario.name, letters)
    axes = panels[0, 0]
    unit, size_cny, _ = large_unit(letters.lang)
    year = np.arange(scenario.n_years + 1)
    fan = study.summary.fan_cny / size_cny
    half = len(LEVELS) // 2
    for k in range(half):
        name = study_label("band", lang, x=round(100 * (LEVELS[-1 - k] - LEVELS[k])))
        axes.fill_between(
            year, fan[k], fan[-1 - k], color=PALE, alpha=0.20 + 0.14 * k, lw=0, label=name
        )
    axes.plot(year, fan[half], color=BLUE, lw=2.4, label=study_label("middle", lang))
    plan = planned_cash_cny(study) / size_cny
    axes.plot(year, plan, color=GOLD, lw=1.8, label=study_label("planned_line", lang))
    axes.axhline(0.0, color=INK, lw=0.9)
    target = scenario.target.payback_years
    if target <= scenario.n_years:
        axes.axvline(target, color=GREY, lw=1.0, ls=(0, (4, 2)))
        words = study_label("accepted", lang, x=years(target, lang))
        axes.set_title(words, loc="left", fontsize=9.5, color=INK)
    axes.legend(loc="lower right", frameon=False, fontsize=9.5)
    axes.set_ylabel(unit)
    axes.set_xlabel(label("year", lang))
    axes.set_xlim(0, scenario.n_years)
    thousands(axes)
    return lettered(_told(figure, study, lang), letters)


def first_shortfall(study: MonteCarlo, lang: str) -> Figure:
    """Share of the draws in which each year is the first short of cash, and how many never are."""
    letters = lettering(lang)
    lang = letters.lang
    scenario = study.prepared.loaded.scenario
    figure, panels = framed(study_label("shortfall_chart", lang), scenario.name, letters)
    axes = panels[0, 0]
    share = study.summary.first_shortfall / study.summary.n_draws
    axes.bar(np.arange(1, len(share)), share[1:], color=BAD, width=0.78)
    words = study_label("no_shortfall", lang, x=percent(share[0]))
    axes.set_title(words, loc="right", fontsize=11, color=GOOD if share[0] >= 0.5 else BAD)
    axes.set_xlabel(label("year", lang))
    axes.set_ylabel(study_label("share_of_draws", lang))
    axes.set_xlim(0.3, scenario.n_years + 0.7)
    whole_years(axes)
    in_percent(axes.yaxis)
    return lettered(_told(figure, study, lang), letters)


PICTURES = {
    "payback_and_irr.png": payback_and_irr,
    "cash_fan.png": cash_fan,
    "first_shortfall.png": first_shortfall,
}
