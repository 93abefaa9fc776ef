"""Pictures of a run. Each function takes an outcome and gives a Figure; nothing is saved here.

Figures are made without pyplot, so nothing is left behind and threads do not meet.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pvlift.energy.plant import HourlyYear, one_year
from pvlift.report.pictures.fonts import Lettering, lettering
from pvlift.report.pictures.sheet import (
    BAD,
    GOOD,
    GREY,
    INK,
    lettered,
    stacked,
    thousands,
    whole_years,
)
from pvlift.report.tables import missing_payback_words, money_rows, net_rows, promise_years
from pvlift.report.words.numbers import energy, large_unit, years
from pvlift.report.words.plant import month_name
from pvlift.report.words.terms import UNIT_WORDS, label, with_colon
from pvlift.weather.records import MONTH_OF_HOUR

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from pvlift.study.plan.outcome import Outcome

PARTY_COLOURS = {
    "investor": "#1d3557",
    "government": "#c8352b",
    "residents": "#2a9d8f",
    "lender": "#8d6cab",
    "grid": "#e09f3e",
    "customers": "#4f86c6",
    "suppliers": "#7b8794",
}
USE_COLOURS = {
    "used_by_lifts_kwh": "#1d3557",
    "used_by_others_kwh": "#4f86c6",
    "exported_kwh": "#f2b134",
    "curtailed_kwh": "#c9ced6",
    "lift_bought_kwh": "#c8352b",
}


def cumulative_cash(outcome: Outcome, lang: str) -> Figure:
    """Running sums of cash: the investor's with the payback above, all parties below."""
    letters = lettering(lang)
    figure, (upper, lower) = _figure(outcome, letters, "cumulative", rows=(3, 2))
    ledger = outcome.books.ledger
    net = net_rows(money_rows(ledger), ledger.n_years)
    unit, size_cny, _ = large_unit(letters.lang)
    year = np.arange(ledger.n_years + 1)
    _draw_investor(upper, outcome, year, net["investor"].cumsum() / size_cny, letters, size_cny)
    ends = []
    for party, cny in net.items():
        if cny.any():
            line = cny.cumsum() / size_cny
            width = 2.4 if party == "investor" else 1.6
            lower.plot(year, line, color=PARTY_COLOURS[party], lw=width)
            ends.append((line[-1], label(party, letters.lang), PARTY_COLOURS[party]))
    _name_ends(lower, ledger.n_years, ends)
    for axes in (upper, lower):
        axes.set_ylabel(unit)
        axes.axhline(0.0, color=INK, lw=0.9)
        axes.set_xlim(0, ledger.n_years)
        whole_years(axes)
    lower.set_xlabel(label("year", letters.lang))
    return _finish(figure, letters)


def _draw_investor(axes: Axes, outcome: Outcome, year, line, letters: Lettering, size_cny) -> None:
    lang, n_years = letters.lang, outcome.books.ledger.n_years
    axes.fill_between(year, line, 0.0, where=line >= 0, interpolate=True, color=GOOD, alpha=0.16)
    axes.fill_between(year, line, 0.0, where=line <= 0, interpolate=True, color=BAD, alpha=0.12)
    axes.plot(year, line, color=PARTY_COLOURS["investor"], lw=2.4, label=label("investor", lang))
    project = outcome.books.project_cny[0].cumsum() / size_cny
    if np.abs(project - line).max() > 0.01 * np.ptp(line):
        axes.plot(year, project, color=GREY, lw=1.5, ls=(0, (4, 2)), label=label("project", lang))
    axes.legend(loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=2, frameon=False, fontsize=9)
    payback = float(outcome.indicators.payback_years[0])
    low, high = min(line.min(), project.min()), max(line.max(), project.max(), 0.0)
    axes.set_ylim(low - 0.08 * (high - low), high + 0.22 * (high - low))
    if np.isfinite(payback):
        in_time = payback <= outcome.prepared.loaded.scenario.target.payback_years
        colour = GOOD if in_time else BAD
        axes.plot([payback], [0.0], "o", ms=8, color=colour, mec="white", mew=1.5, zorder=5)
        text = with_colon(label("payback_years", lang), years(payback, lang), lang)
        late = payback > 0.5 * n_years
        axes.annotate(
            text,
            xy=(payback, 0.0),
            xytext=(payback, 0.86),
            textcoords=("data", "axes fraction"),
            ha="right" if late else "left",
            color=colour,
            fontsize=10,
            arrowprops=_thread(colour, ls=":", relpos=(1.0 if late else 0.0, 0.0)),
        )
    else:
        text = missing_payback_words(outcome, 0).text(lang)
        axes.text(0.995, 0.90, text, transform=axes.transAxes, ha="right", color=BAD, fontsize=11)


def _name_ends(axes: Axes, n_years: int, ends: list[tuple[float, str, str]]) -> None:
    """Names of the lines beside their ends, pushed apart where they would touch."""
    low, high = axes.get_ylim()
    order = sorted(ends)
    heights = apart(np.array([end[0] for end in order]), 0.09 * (high - low))
    for (end, name, colour), height in zip(order, heights, strict=True):
        axes.annotate(
            name,
            xy=(n_years, end),
            xytext=(1.03, height),
            textcoords=("axes fraction", "data"),
            va="center",
            fontsize=9,
            color=colour,
            annotation_clip=False,
            arrowprops=_thread(colour, relpos=(0.0, 0.5), shrinkA=1, shrinkB=1),
        )


def _thread(colour: str, **rest) -> dict:
    """A thin line from a name to what it names."""
    return {"arrowstyle": "-", "color": colour, "lw": 0.8, **rest}


def apart(places: np.ndarray, least: float) -> np.ndarray:
    """Rising places moved as little as needed to lie `least` apart: float[n]."""
    groups: list[list[float]] = []  # [middle, count]
    for place in places:
        groups.append([float(place), 1])
        while len(groups) > 1:
            (lower, n_lower), (upper, n_upper) = groups[-2:]
            if upper - lower >= 0.5 * least * (n_lower + n_upper):
                break
            n = n_lower + n_upper
            groups[-2:] = [[(lower * n_lower + upper * n_upper) / n, n]]
    return np.array(
        [middle + (k - 0.5 * (n - 1)) * least for middle, n in groups for k in range(int(n))]
    )


def energy_by_month(outcome: Outcome, lang: str) -> Figure:
    """Year 1 by month: where the roofs' power goes, and where the lifts' power comes from."""
    letters = lettering(lang)
    parts = monthly_kwh(_first_year(outcome))
    panels = {
        "made_kwh": ("used_by_lifts_kwh", "used_by_others_kwh", "exported_kwh", "curtailed_kwh"),
        "lift_load_kwh": ("used_by_lifts_kwh", "lift_bought_kwh"),
    }
    if not outcome.prepared.arrays:
        del panels["made_kwh"]
    figure, rows = _figure(outcome, letters, "energy", rows=(3, 2)[: len(panels)])
    for axes, (key, shown) in zip(rows, panels.items(), strict=True):
        _stack(axes, {part: parts[part] for part in shown}, letters)
        axes.set_title(label(key, letters.lang), loc="left", fontsize=10, color=INK)
        axes.set_ylabel(UNIT_WORDS["kwh"].text(letters.lang))
        axes.set_xticks(range(12), [month_name(n, letters.lang) for n in range(12)])
    return _finish(figure, letters)


def _first_year(outcome: Outcome) -> HourlyYear:
    draws = outcome.draws
    return one_year(
        outcome.prepared.hours,
        int(draws.weather[0, 0]),
        float(draws.dc_frac[0, 0]),
        draws.load_frac[0, 0],
    )


def monthly_kwh(year: HourlyYear) -> dict[str, np.ndarray]:
    """Monthly sums of one year by use: float[12] each. [kWh]"""
    hourly_w = {
        "used_by_lifts_kwh": year.used_w[0],
        "used_by_others_kwh": year.used_w[1:].sum(axis=0),
        "exported_kwh": year.exported_w,
        "curtailed_kwh": year.curtailed_w,
        "lift_bought_kwh": year.bought_w[0],
    }
    return {
        key: np.bincount(MONTH_OF_HOUR, weights=power_w, minlength=12) / 1000.0
        for key, power_w in hourly_w.items()
    }


def _stack(axes: Axes, parts: dict[str, np.ndarray], letters: Lettering) -> None:
    """Stacked monthly bars; parts that are nothing all year are left out."""
    base = np.zeros(12)
    for key, kwh in parts.items():
        if kwh.any():
            text = f"{label(key, letters.lang)}\n{energy(kwh.sum(), letters.lang)}"
            axes.bar(range(12), kwh, 0.72, base, color=USE_COLOURS[key], label=text)
            base = base + kwh
    axes.set_ylim(0.0, 1.02 * max(base.max(), 1e-9))
    if base.any():
        legend = axes.legend(
            loc="upper left", bbox_to_anchor=(1.01, 1.0), frameon=False, fontsize=9, reverse=True
        )
        for text in legend.get_texts():
            text.set_linespacing(1.5)


def promise_by_year(outcome: Outcome, lang: str) -> Figure:
    """What the lifts cost each year and what covers it; what is lacking in red."""
    letters = lettering(lang)
    figure, (axes,) = _figure(outcome, letters, "promise", rows=(1,))
    parts, (unit, size_cny, _) = promise_years(outcome), large_unit(letters.lang)
    year = np.arange(1, outcome.books.ledger.n_years + 1)
    cash = parts.from_cash_cny / size_cny
    reserve, lacking = parts.from_reserve_cny / size_cny, parts.lacking_cny / size_cny
    name = {key: label(key, letters.lang) for key in _PROMISE_KEYS}
    covered = np.maximum(cash, 0.0)
    axes.bar(year, covered, 0.74, color=GOOD, alpha=0.85, label=name["lift_cost_paid"])
    if reserve.any():
        axes.bar(year, reserve, 0.74, cash, color="#f2b134", label=name["from_reserve"])
    if lacking.any():
        axes.bar(year, lacking, 0.74, cash + reserve, color=BAD, label=name["shortfall"])
    axes.plot(
        year,
        parts.before_cny / size_cny,
        "o-",
        color=INK,
        lw=1.8,
        ms=4,
        label=name["operating_cash"],
    )
    if parts.reserve_cny.any():
        line = parts.reserve_cny / size_cny
        axes.plot(year, line, color="#b7791f", lw=1.4, ls=(0, (4, 2)), label=name["reserve_level"])
    axes.axhline(0.0, color=INK, lw=0.9)
    axes.use_sticky_edges = False
    axes.margins(y=0.05)
    axes.set_xlim(0.4, year[-1] + 0.6)
    whole_years(axes)
    axes.set_ylabel(unit)
    axes.set_xlabel(label("year", letters.lang))
    axes.legend(loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=5, frameon=False, fontsize=9)
    return _finish(figure, letters)


_PROMISE_KEYS = ("lift_cost_paid", "from_reserve", "shortfall", "operating_cash", "reserve_level")


def _figure(outcome: Outcome, letters: Lettering, key: str, rows: tuple[int, ...]):
    """A figure with a title and one panel above the other."""
    name = outcome.prepared.loaded.scenario.name
    return stacked(letters, label(key, letters.lang), name, rows)


def _finish(figure: Figure, letters: Lettering) -> Figure:
    thousands(*figure.axes)
    return lettered(figure, letters)
