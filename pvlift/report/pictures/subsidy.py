"""Pictures of subsidy answers: forms side by side, and the map of grant and roofs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pvlift.report.pictures.fonts import lettering
from pvlift.report.pictures.sheet import (
    BAD,
    BLUE,
    GOLD,
    GREY,
    INK,
    lettered,
    sheet,
    thousands,
)
from pvlift.report.subsidy_tables import NO_ANSWER, aim_text, level_text
from pvlift.report.words.numbers import large_unit, money, percent
from pvlift.report.words.subsidy import word
from pvlift.report.words.terms import with_unit
from pvlift.study.plan.targets import aim_words
from pvlift.study.support.support_forms import TITLES

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from pvlift.study.support.subsidy import LeastSubsidy
    from pvlift.study.support.viability import ViabilityMap

BEARERS = ("purse", "in_kind", "users")


def forms_bar(results: tuple[LeastSubsidy, ...], lang: str) -> Figure:
    """Forms with the same effect, cheapest first: public cost per lift today, by who bears it."""
    letters = lettering(lang)
    lang, case = letters.lang, results[0].case
    figure, axes = sheet(letters, word("forms", lang), case.prepared.loaded.scenario.name)
    shown = [found for found in results if found.method != "unavailable"]
    able = [found for found in shown if found.method not in NO_ANSWER]
    able.sort(key=lambda found: found.cost.per_lift_cny)
    unable = [found for found in shown if found.method in NO_ANSWER]
    unit, size, _ = large_unit(letters.lang)
    n_lifts = case.prepared.project.n_lifts
    parts = np.array([_parts(found, n_lifts) for found in able]).reshape(-1, 3) / size
    rows, left = np.arange(len(able)), np.zeros(len(able))
    for key, colour, width in zip(BEARERS, (BLUE, GOLD, GREY), parts.T, strict=True):
        if width.any():
            axes.barh(rows, width, 0.62, left, color=colour, label=word(key, lang))
            left = left + width
    longest = left.max(initial=0.0) or 1.0
    for row, found in enumerate(able):
        text = _bar_text(found, lang)
        axes.text(left[row] + 0.01 * longest, row, text, va="center", color=INK, fontsize=8.5)
    for row in range(len(able), len(shown)):
        text = word("not_enough", lang)
        axes.text(0.01 * longest, row, text, va="center", color=BAD, fontsize=9)
    names = [TITLES[found.form.name].text(lang) for found in (*able, *unable)]
    axes.set_yticks(range(len(shown)), names)
    axes.set_ylim(len(shown) - 0.4, -0.7)
    axes.set_xlim(0.0, 2.0 * longest)
    axes.grid(axis="y", visible=False)
    thousands(axes.xaxis)
    per_lift = f"{word('per_lift', lang)}{'，' if lang == 'zh' else ', '}{unit}"
    axes.set_xlabel(with_unit(word.flat("cost_today", lang), per_lift, lang))
    axes.set_title(aim_text(case, lang), loc="left", fontsize=9.5, color=GREY)
    if parts.any():
        axes.legend(loc="lower right", frameon=False, fontsize=9)
    return lettered(figure, letters)


def _bar_text(found: LeastSubsidy, lang: str) -> str:
    level = level_text(found, lang)
    if found.method == "none_needed":
        return level
    return f"{money(found.cost.per_lift_cny, lang)}   {level} {found.form.unit.text(lang)}"


def _parts(found: LeastSubsidy, n_lifts: int) -> np.ndarray:
    """Public cost per lift by who bears it: purse, in kind, power users. float[3] [CNY]"""
    cost = found.cost
    purse = cost.public_npv_cny - cost.in_kind_npv_cny - cost.users_npv_cny
    return np.maximum([purse, cost.in_kind_npv_cny, cost.users_npv_cny], 0.0) / n_lifts


def viability(where: ViabilityMap, name: str, lang: str) -> Figure:
    """Grant against roofs per lift; the region in which the target is reached is outlined."""
    letters = lettering(lang)
    lang = letters.lang
    figure, axes = sheet(letters, word("map", lang), name)
    unit, size, _ = large_unit(letters.lang)
    grants, roofs = where.grant_cny_per_lift / size, where.roofs_per_lift
    axes.grid(visible=False)
    field = axes.contourf(
        grants,
        roofs,
        100.0 * where.met_frac,
        levels=np.linspace(0.0, 100.0, 11),
        cmap="YlGnBu",
        vmin=0.0,
        vmax=110.0,
    )
    bar = figure.colorbar(field, ax=axes, pad=0.02)
    bar.set_label(with_unit(word("met", lang), "%", lang))
    level, reached = percent(where.probability, None), where.met_frac >= where.probability
    if reached.any() and not reached.all():
        axes.contour(
            grants, roofs, where.met_frac, levels=[where.probability], colors=[BAD], linewidths=2.2
        )
        axes.plot([], [], color=BAD, lw=2.2, label=level)
    elif not reached.any():
        place = {"transform": axes.transAxes, "ha": "center", "va": "top"}
        axes.text(0.5, 0.94, word("no_draws", lang), color=BAD, fontsize=11, **place)
    axes.plot(
        [min(where.here_grant_cny_per_lift / size, grants[-1])],
        [where.here_roofs_per_lift],
        "o",
        ms=10,
        color=GOLD,
        mec=INK,
        label=word("here", lang),
        clip_on=False,
        zorder=5,
    )
    axes.set_xlabel(with_unit(word("grant_axis", lang), unit, lang))
    axes.set_ylabel(word("roofs_axis", lang))
    axes.legend(loc="upper right", frameon=True, fontsize=9)
    aim = with_unit(aim_words(where.aim).text(lang), level, lang)
    axes.set_title(word("aim", lang, aim=aim), loc="left", fontsize=9.5, color=GREY)
    return lettered(figure, letters)
