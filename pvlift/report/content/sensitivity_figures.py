"""Pictures of a sensitivity study, as data."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pvlift.errors import Words
from pvlift.report.document import own
from pvlift.report.figure import Axis, Bars, Figure, Heat, Note, Panel, Points, Rule
from pvlift.report.words.numbers import grouped, in_unit, large_unit, money, years
from pvlift.report.words.studies import study_label, study_words
from pvlift.report.words.terms import term, told
from pvlift.report.words.uncertain import number_name
from pvlift.study.causes.sensitivity import STEPS

if TYPE_CHECKING:
    from pvlift.study.causes.sensitivity import Sensitivity, TwoCauses

TEN = (STEPS.index(-0.10), STEPS.index(0.10))
MOST_BARS, LEAST = 12, 0.005  # the longest bars; shorter than a share of the longest: left out
MEASURE, SHARED = "project_npv_cny", "equity_npv_cny"
SENTENCES = {
    "tornado": Words(
        "How far the project's present value moves when one thing alone changes, the strongest on "
        "top. Above: everything by a tenth; below: every law from its 10% to its 90% point.",
        "单独改变一项时项目净现值的变化，影响最大的在上。上图各因素变动 ±10%，"
        "下图各分布由 10% 分位变到 90% 分位。",
    ),
    "indices": Words(
        "Which law the spread of the equity's present value comes from; lines are one standard "
        "error, and a share within its error is nil.",
        "资本金净现值的方差来自哪些参数；线段为一个标准误，小于标准误的贡献可视为零。",
    ),
    "grid": Words(
        "Years to get the money back, by further grant and by roofs for each lift; a dot where "
        "residents pay nothing to the end. The plan as written is marked.",
        "追加补助与每梯屋面数对应的投资回收期（年）；● 为全程居民零负担；▲ 为现方案。",
    ),
}


def figures_of(study: Sensitivity) -> tuple[Figure, ...]:
    """The pictures that a study has."""
    found = [tornado(study)]
    if study.indices:
        found.append(sobol(study))
    if study.grid is not None:
        found.append(grant_and_roofs(study))
    return tuple(found)


def _name(study: Sensitivity) -> Words:
    return own(study.prepared.loaded.scenario.name)


def tornado(study: Sensitivity) -> Figure:
    """Change of the project's NPV: every cause a tenth down and up; every law from P10 to P90."""
    base = study.base[MEASURE]
    causes = [
        (cause.words, *(float(cause.values[MEASURE][k]) - base for k in TEN))
        for cause in study.causes
    ]
    swings = [
        (
            told(number_name, swing.driver.variables),
            swing.low[MEASURE] - base,
            swing.high[MEASURE] - base,
        )
        for swing in study.swings
    ]
    panels = [_bars(causes, "tornado_left", ("cause_down", "cause_up"))]
    if swings:
        panels.append(_bars(swings, "tornado_right", ("law_low", "law_high")))
    planned = Note(study_words("npv_planned", x=told(money, base)))
    panels[0] = panels[0]._replace(marks=(*panels[0].marks, planned))
    title, sentence = study_words("tornado"), SENTENCES["tornado"]
    return Figure("tornado", title, sentence, tuple(panels), _name(study))


def _bars(rows: list[tuple], title: str, names: tuple[str, str]) -> Panel:
    """Bars sorted by their width, the widest on top; those that do nothing are left out."""
    widest = max((max(abs(low), abs(high)) for _, low, high in rows), default=0.0)
    shown = [row for row in rows if max(abs(row[1]), abs(row[2])) > LEAST * widest]
    shown.sort(key=lambda row: -abs(row[2] - row[1]))
    shown = shown[:MOST_BARS]
    at = list(range(len(shown)))
    marks = tuple(
        Bars(at, [row[which] for row in shown], study_words(name), role, width=0.66, lying=True)
        for which, role, name in ((1, "second", names[0]), (2, "main", names[1]))
    )
    axis = Axis(study_words("change_npv"), "cny")
    rows_axis = Axis(kind="name", names=tuple(row[0] for row in shown))
    height = max(len(shown), 3)
    return Panel(axis, rows_axis, (*marks, Rule(0.0, upright=True)), study_words(title), height)


def sobol(study: Sensitivity) -> Figure:
    """First-order and total indices of the laws that matter, with one standard error."""
    found = study.indices[SHARED]
    order = np.argsort(-found.total)[:MOST_BARS]
    at = np.arange(len(order), dtype=float)
    marks = (
        Bars(at - 0.19, found.first[order], study_words("alone"), "main", width=0.36, lying=True),
        Bars(at + 0.19, found.total[order], study_words("with_others"), "second",
             width=0.36, lying=True),
        Points(found.first[order], at - 0.19, None, "ink", error=found.first_se[order]),
        Points(found.total[order], at + 0.19, None, "ink", error=found.total_se[order]),
        Rule(0.0, upright=True),
    )  # fmt: skip
    names = tuple(told(number_name, study.plan.drivers[n].variables) for n in order)
    axis = Axis(study_words("indices_axis", x=term(SHARED)), "frac")
    panel = Panel(axis, Axis(kind="name", names=names), marks, height=len(names))
    title, sentence = study_words("indices"), SENTENCES["indices"]
    drawn = study_words("indices_drawn", n=grouped(study.n_samples), seed=study.seed)
    return Figure("sobol_indices", title, sentence, (panel,), _name(study), drawn)


def roof_heads(grid: TwoCauses) -> tuple[Words, ...]:
    """Roofs per lift of every column."""
    return tuple(own(f"{n / grid.n_lifts:.2g}") for n in grid.n_roofs)


def further() -> Words:
    """Name of the further grant, with the unit of `grant_heads`."""
    return study_words("further_grant", x=Words(large_unit("en").name, large_unit("zh").name))


def grant_heads(grid: TwoCauses) -> tuple[Words, ...]:
    """Further grant per lift of every row."""
    return tuple(told(_grant_text, float(cny)) for cny in grid.grant_cny_per_lift)


def grant_and_roofs(study: Sensitivity) -> Figure:
    """Payback by further grant and roofs per lift; a dot where residents pay nothing to the end."""
    grid, scenario = study.grid, study.prepared.loaded.scenario
    target, n_years = scenario.target.payback_years, scenario.n_years
    now = sum(roof.count for roof in scenario.roof)
    labels = [
        [
            told(_cell_text, float(years), bool(kept), grid.n_roofs[n] == now and row == 0)
            for n, (years, kept) in enumerate(zip(paid, promise, strict=True))
        ]
        for row, (paid, promise) in enumerate(zip(grid.payback_years, grid.kept, strict=True))
    ]
    early = max(0.0, 2 * target - n_years) if target < n_years else 0.0
    heat = Heat(
        np.arange(len(grid.n_roofs)),
        np.arange(len(grid.grant_cny_per_lift)),
        -np.asarray(grid.payback_years, float),  # soon is good
        study_words("years_back"),
        "payback",
        low=-float(n_years),
        high=-early,
        labels=labels,
    )
    panel = Panel(
        Axis(study_words("roofs_per_lift"), "name", roof_heads(grid)),
        Axis(further(), "name", grant_heads(grid)),
        (heat,),
        study_words("grid_mark", x=told(years, target)),
        height=4,
        legend="none",
    )
    return Figure("grant_and_roofs", study_words("grid"), SENTENCES["grid"], (panel,), _name(study))


def _grant_text(cny: float, lang: str) -> str:
    return in_unit(cny, large_unit(lang)._replace(digits=1))


def _cell_text(value: float, is_kept: bool, is_here: bool, lang: str) -> str:
    text = grouped(value, 1) if np.isfinite(value) else study_label("never", lang)
    return ("▲ " if is_here else "") + text + (" ●" if is_kept else "")
