"""Pictures of a sensitivity study. Each function takes the study and gives a Figure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pvlift.report.pictures.fonts import Lettering, drawable, lettering
from pvlift.report.pictures.sheet import (
    BAD,
    BLUE,
    GOOD,
    GREY,
    INK,
    PALE,
    framed,
    in_percent,
    lettered,
    thousands,
)
from pvlift.report.sensitivity import TEN
from pvlift.report.words.numbers import grouped, large_unit, money, years
from pvlift.report.words.studies import study_label
from pvlift.report.words.terms import label
from pvlift.report.words.uncertain import number_name

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from pvlift.study.causes.sensitivity import Sensitivity

MOST_BARS = 12
MEASURE = "project_npv_cny"


def pictures_of(study: Sensitivity) -> dict:
    """File names and functions of the pictures that a study has."""
    found = {"tornado.png": tornado}
    if study.indices:
        found["sobol_indices.png"] = sobol_bars
    if study.grid is not None:
        found["grant_and_roofs.png"] = heat_map
    return found


def tornado(study: Sensitivity, lang: str) -> Figure:
    """Change of the project's NPV: every cause a tenth down and up; every law from P10 to P90."""
    letters = lettering(lang)
    lang = letters.lang
    name = study.prepared.loaded.scenario.name
    n_panels = 2 if study.swings else 1
    figure, panels = framed(
        study_label("tornado", lang), name, letters, (1, n_panels), size=(12.5, 6.4)
    )
    unit, size_cny, _ = large_unit(letters.lang)
    base = study.base[MEASURE]
    causes = [
        (cause.words.text(lang), *(float(cause.values[MEASURE][k]) - base for k in TEN))
        for cause in study.causes
    ]
    _bars(panels[0, 0], causes, size_cny, letters, ("cause_down", "cause_up"))
    panels[0, 0].set_title(study_label("tornado_left", lang), fontsize=10.5, color=INK)
    if study.swings:
        swings = [
            (
                _shown_name(swing.driver, letters),
                swing.low[MEASURE] - base,
                swing.high[MEASURE] - base,
            )
            for swing in study.swings
        ]
        _bars(panels[0, 1], swings, size_cny, letters, ("law_low", "law_high"))
        panels[0, 1].set_title(study_label("tornado_right", lang), fontsize=10.5, color=INK)
    for axes in panels.flat:
        axes.set_xlabel(study_label("change_of", lang, x=unit))
    figure.text(
        0.99,
        0.985,
        study_label("npv_planned", lang, x=money(base, lang)),
        ha="right",
        va="top",
        fontsize=10.5,
        color=INK,
    )
    return lettered(figure, letters)


def _shown_name(driver, letters: Lettering) -> str:
    """What a law is about, or its bare key where the fonts at hand lack a sign."""
    name = number_name(driver.variables, letters.lang)
    return name if drawable(name, letters) else driver.variables[0].key


def _bars(axes: Axes, rows, size_cny: float, letters: Lettering, names) -> None:
    """Bars sorted by their width, the widest on top; those that do nothing are left out."""
    widest = max((max(abs(low), abs(high)) for _, low, high in rows), default=0.0)
    shown = [row for row in rows if max(abs(row[1]), abs(row[2])) > 0.005 * widest]
    shown.sort(key=lambda row: abs(row[2] - row[1]))
    shown = shown[-MOST_BARS:]
    places = np.arange(len(shown))
    for which, colour, name in ((1, PALE, names[0]), (2, BLUE, names[1])):
        values = np.array([row[which] for row in shown]) / size_cny
        words = study_label(name, letters.lang)
        axes.barh(places, values, height=0.66, color=colour, label=words)
    axes.set_yticks(places, [row[0] for row in shown], fontsize=9)
    axes.axvline(0.0, color=INK, lw=0.9)
    axes.grid(axis="y", visible=False)
    thousands(axes.xaxis)
    axes.legend(loc="lower right", facecolor="white", framealpha=1.0, edgecolor="none", fontsize=9)
    axes.margins(x=0.08)
    axes.set_ylim(-0.5 - 0.13 * max(len(shown), 4), len(shown) - 0.4)  # room for the legend


def sobol_bars(study: Sensitivity, lang: str) -> Figure:
    """First-order and total indices of the laws that matter, with one standard error."""
    letters = lettering(lang)
    lang = letters.lang
    name = study.prepared.loaded.scenario.name
    figure, panels = framed(study_label("indices", lang), name, letters)
    axes = panels[0, 0]
    key = "equity_npv_cny"
    found = study.indices[key]
    order = np.argsort(-found.total)[:MOST_BARS][::-1]
    places = np.arange(len(order))
    for shift, part, error, colour, words in (
        (0.19, found.first, found.first_se, BLUE, "alone"),
        (-0.19, found.total, found.total_se, PALE, "with_others"),
    ):
        axes.barh(
            places + shift,
            part[order],
            xerr=error[order],
            height=0.36,
            color=colour,
            label=study_label(words, lang),
            error_kw={"elinewidth": 0.9, "ecolor": INK},
        )
    names = [_shown_name(study.plan.drivers[n], letters) for n in order]
    axes.set_yticks(places, names, fontsize=9)
    axes.grid(axis="y", visible=False)
    axes.set_xlim(left=0.0)
    in_percent(axes.xaxis)
    indicator = label(key, lang)
    n = grouped(study.n_samples)
    axes.set_xlabel(study_label("indices_axis", lang, x=indicator))
    words = study_label("indices_drawn", lang, n=n, seed=study.seed)
    figure.supxlabel(words, x=0.99, ha="right", fontsize=8.5, color=GREY)
    axes.set_title(study_label("error_bar", lang), loc="right", fontsize=9.5, color=INK)
    axes.legend(loc="lower right", frameon=False)
    return lettered(figure, letters)


def heat_map(study: Sensitivity, lang: str) -> Figure:
    """Payback by further grant and roofs per lift; a dot where residents pay nothing to the end."""
    from matplotlib.colors import LinearSegmentedColormap
    from matplotlib.patches import Rectangle

    letters = lettering(lang)
    lang = letters.lang
    scenario, grid = study.prepared.loaded.scenario, study.grid
    figure, panels = framed(study_label("grid", lang), scenario.name, letters)
    axes = panels[0, 0]
    unit, size_cny, _ = large_unit(letters.lang)
    colours = LinearSegmentedColormap.from_list("payback", [GOOD, "#f4f1de", BAD])
    colours = colours.with_extremes(bad="#c9ced6")
    target = scenario.target.payback_years
    axes.imshow(
        np.ma.masked_invalid(grid.payback_years),
        origin="lower",
        aspect="auto",
        cmap=colours,
        vmin=max(0.0, 2 * target - scenario.n_years) if target < scenario.n_years else 0.0,
        vmax=scenario.n_years,
    )
    for row in range(grid.payback_years.shape[0]):
        for column in range(grid.payback_years.shape[1]):
            value = grid.payback_years[row, column]
            text = grouped(value, 1) if np.isfinite(value) else study_label("never", lang)
            if grid.kept[row, column]:
                text += "\n●"
            good = np.isfinite(value) and value <= target
            weight = "bold" if good else "normal"
            look = {"fontsize": 9, "weight": weight, "linespacing": 1.5}
            axes.text(column, row, text, ha="center", va="center", **look)
    axes.set_xticks(range(len(grid.n_roofs)), [f"{n / grid.n_lifts:.3g}" for n in grid.n_roofs])
    grants = [grouped(cny / size_cny, 1) for cny in grid.grant_cny_per_lift]
    axes.set_yticks(range(len(grants)), grants)
    axes.grid(visible=False)
    axes.set_xlabel(study_label("roofs_per_lift", lang))
    axes.set_ylabel(study_label("further_grant", lang, x=unit))
    words = study_label("grid_mark", lang, x=years(target, lang))
    axes.set_title(words, loc="right", fontsize=10, color=INK)
    now = sum(roof.count for roof in scenario.roof)
    place = (int(np.flatnonzero(grid.n_roofs == now)[0]) - 0.5, -0.5)
    axes.add_patch(Rectangle(place, 1.0, 1.0, fill=False, ec=INK, lw=2.2, clip_on=False))
    return lettered(figure, letters)
