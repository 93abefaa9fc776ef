"""Pictures of subsidy answers: forms side by side, and the map of grant and roofs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pvlift.report.canvas import (
    BAD,
    BLUE,
    GOLD,
    GREY,
    INK,
    lettered,
    money_scale,
    sheet,
    thousands,
)
from pvlift.report.fonts import lettering
from pvlift.report.numbers import money
from pvlift.report.subsidy_tables import NO_ANSWER, aim_text, level_text
from pvlift.report.subsidy_words import word
from pvlift.report.words import with_unit
from pvlift.study.aims import aim_words
from pvlift.study.forms import TITLES

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from pvlift.study.subsidy import LeastSubsidy
    from pvlift.study.viability import ViabilityMap


def forms_bar(results: tuple[LeastSubsidy, ...], lang: str) -> Figure:
    """Forms with the same effect, cheapest first: public cost per lift today, by who bears it."""
    letters = lettering(lang)
    case = results[0].case
    figure, axes = sheet(letters, word("forms", letters.lang), case.prepared.loaded.scenario.name)
    shown = [found for found in results if found.method != "unavailable"]
    able = sorted(
        (f for f in shown if f.method not in NO_ANSWER), key=lambda f: f.cost.per_lift_cny
    )
    unable = [f for f in shown if f.method in NO_ANSWER]
    order = [*able, *unable]
    unit, size = money_scale(letters)
    n_lifts = case.prepared.project.n_lifts
    longest = max((_parts(f, n_lifts).sum() / size for f in able), default=1.0)
    keys = ("purse", "in_kind", "users")
    colours = (BLUE, GOLD, GREY)
    for row, found in enumerate(order):
        if found in unable:
            text = word("not_enough", letters.lang)
            axes.text(0.01 * longest, row, text, va="center", color=BAD, fontsize=9)
            continue
        parts, left = _parts(found, n_lifts) / size, 0.0
        for part, colour in zip(parts, colours, strict=True):
            if part > 0:
                axes.barh(row, part, 0.62, left=left, color=colour)
                left += part
        if found.method == "none_needed":
            text = level_text(found, letters.lang)
        else:
            level, of = level_text(found, letters.lang), found.form.unit.text(letters.lang)
            text = f"{money(found.cost.per_lift_cny, letters.lang)}   {level} {of}"
        axes.text(left + 0.01 * longest, row, text, va="center", color=INK, fontsize=8.5)
    used = [k for n, k in enumerate(keys) if any(_parts(f, n_lifts)[n] > 0 for f in able)]
    for key, colour in zip(keys, colours, strict=True):
        if key in used:
            axes.barh([0], [0], color=colour, label=word(key, letters.lang))
    axes.set_yticks(range(len(order)), [TITLES[f.form.name].text(letters.lang) for f in order])
    axes.set_ylim(len(order) - 0.4, -0.7)
    axes.set_xlim(0.0, 2.0 * longest)
    axes.grid(axis="y", visible=False)
    thousands(axes.xaxis)
    per_lift = f"{word('per_lift', letters.lang)}{'，' if letters.lang == 'zh' else ', '}{unit}"
    axes.set_xlabel(with_unit(word.flat("cost_today", letters.lang), per_lift, letters.lang))
    axes.set_title(aim_text(case, letters.lang), loc="left", fontsize=9.5, color=GREY)
    if used:
        axes.legend(loc="lower right", frameon=False, fontsize=9)
    return lettered(figure, letters)


def _parts(found: LeastSubsidy, n_lifts: int) -> np.ndarray:
    """Public cost per lift by who bears it: purse, in kind, power users. float[3] [CNY]"""
    cost = found.cost
    purse = cost.public_npv_cny - cost.in_kind_npv_cny - cost.users_npv_cny
    return np.array([purse, cost.in_kind_npv_cny, cost.users_npv_cny]) / n_lifts


def viability(where: ViabilityMap, name: str, lang: str) -> Figure:
    """Grant against roofs per lift; the region in which the target is reached is outlined."""
    letters = lettering(lang)
    figure, axes = sheet(letters, word("map", letters.lang), name)
    unit, size = money_scale(letters)
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
    bar.set_label(with_unit(word("met", letters.lang), "%", letters.lang))
    level = 100.0 * where.probability
    if (where.met_frac >= where.probability).any() and (where.met_frac < where.probability).any():
        axes.contour(
            grants, roofs, 100.0 * where.met_frac, levels=[level], colors=[BAD], linewidths=2.2
        )
        axes.plot([], [], color=BAD, lw=2.2, label=f"{level:g} %")
    elif not (where.met_frac >= where.probability).any():
        text = word("no_draws", letters.lang)
        axes.text(
            0.5, 0.94, text, transform=axes.transAxes, ha="center", va="top", color=BAD, fontsize=11
        )
    axes.plot(
        [min(where.here_grant_cny_per_lift / size, grants[-1])],
        [where.here_roofs_per_lift],
        "o",
        ms=10,
        color=GOLD,
        mec=INK,
        label=word("here", letters.lang),
        clip_on=False,
        zorder=5,
    )
    axes.set_xlabel(with_unit(word("grant_axis", letters.lang), unit, letters.lang))
    axes.set_ylabel(word("roofs_axis", letters.lang))
    axes.legend(loc="upper right", frameon=True, fontsize=9)
    chance = f"{100 * where.probability:g} %"
    aim = aim_words(where.aim).text(letters.lang)
    note = f"目标：{aim}（{chance}）" if letters.lang == "zh" else f"target: {aim} ({chance})"
    axes.set_title(note, loc="left", fontsize=9.5, color=GREY)
    return lettered(figure, letters)
