"""Pictures of many worlds, as data."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pvlift.errors import Words
from pvlift.report.document import own
from pvlift.report.figure import Area, Axis, Bars, Figure, Line, Note, Panel, Rule
from pvlift.report.words.numbers import grouped, percent, years
from pvlift.report.words.studies import study_label, study_words
from pvlift.report.words.terms import term, told
from pvlift.study.chance.summary import LEVELS, cash_name

if TYPE_CHECKING:
    from pvlift.study.chance.montecarlo import MonteCarlo
    from pvlift.study.worlds.laws import Dice

BINS, POINTS = 40, 400
SHARE = Axis(study_words("share_of_draws"), "frac", low=0.0)
SENTENCES = {
    "payback": Words(
        "Above: how often the money comes back in each year; the red bar are the draws in which it "
        "never does. Below: the share of draws in which it is back by then. Dashed: the years "
        "accepted.",
        "上图为各年收回投资的抽样占比，红柱为收不回的占比；下图为到该年已收回的累计占比；"
        "虚线为可接受年限。",
    ),
    "equity_irr": Words(
        "Above: how often the equity earns which rate of return. Below: the share of draws that "
        "earn at least that rate. Dashed: the hurdle rate.",
        "上图为资本金内部收益率的分布，下图为不低于该收益率的抽样占比；虚线为基准收益率。",
    ),
    "fan": Words(
        "Running sum of the project's cash after tax: the bands hold the middle half, four fifths "
        "and nine tenths of the draws. What lies below zero in the last year has not earned back "
        "what was paid until then, renewal of the lifts included.",
        "项目投资税后累计净现金流：色带依次包含居中 50%、80%、90% 的抽样；"
        "期末位于零线以下的抽样，全期收入未能抵偿包括电梯更新在内的全部支出。",
    ),
    "shortfall": Words(
        "Share of the draws in which each year is the first whose cash does not cover the lifts.",
        "各年首次出现电梯费用缺口的抽样占比。",
    ),
}


def figures_of(study: MonteCarlo) -> tuple[Figure, ...]:
    """All pictures of a study, with what it takes to draw them again."""
    drawn = told(draws_text, study.dice)
    figures = (payback(study), equity_irr(study), cash_fan(study), first_shortfall(study))
    return tuple(figure._replace(drawn=drawn) for figure in figures)


def draws_text(dice: Dice, lang: str) -> str:
    """How many draws of which kind, without which nothing can be repeated."""
    method = study_label(dice.method, lang)
    return study_label("draws", lang, n=grouped(dice.n_draws), seed=dice.seed, method=method)


def _name(study: MonteCarlo) -> Words:
    return own(study.prepared.loaded.scenario.name)


def payback(study: MonteCarlo) -> Figure:
    """When the money comes back, and how often it never does."""
    scenario, values = study.prepared.loaded.scenario, study.column("payback_years")
    n_years, target = scenario.n_years, scenario.target.payback_years
    title, sentence, name = study_words("payback_spread"), SENTENCES["payback"], _name(study)
    never = float(np.mean(np.isnan(values)))
    not_back = study_words("not_back", x=percent(never))
    if never == 1.0:
        return _only_said("payback", title, not_back, name)
    counts, edges = np.histogram(values[np.isfinite(values)], np.arange(n_years + 1))
    late = edges[:-1] + 0.5 > target
    share, middle = counts / len(values), edges[:-1] + 0.5
    place = n_years + 2.0
    axis = Axis(term("payback_years"), "years", low=0.0, high=n_years + 3.0)
    accepted = study_words("accepted", x=told(years, target))
    marks = (
        Bars(middle[~late], share[~late], study_words("in_time"), "good", width=0.9),
        Bars(middle[late], share[late], study_words("too_late"), "second", width=0.9),
        Bars([place], [never], study_words("never"), "bad", width=1.2),
        *_planned(study.lean.planned["payback_years"]),
        Rule(target, "ink", accepted, upright=True, dashed=True),
        Note(not_back, "bad"),
    )
    grid = np.linspace(0.0, n_years, POINTS)
    reached = (np.sort(np.where(np.isnan(values), np.inf, values))[None, :] <= grid[:, None]).mean(
        1
    )
    at = float(np.mean(values <= target))
    lower = (
        Line(grid, reached, study_words("at_most"), "main", strong=True),
        Rule(target, upright=True, dashed=True),
        Note(own(percent(at)), "good" if at >= 0.5 else "bad", target, at, dot=True),
    )
    panels = (
        Panel(axis._replace(words=None), SHARE, marks, height=2),
        Panel(axis, SHARE._replace(high=1.0), lower, height=2),
    )
    return Figure("payback", title, sentence, panels, name)


def _only_said(key: str, title: Words, said: Words, name: Words) -> Figure:
    """One sentence where no draw has anything to draw."""
    return Figure(key, title, said, (Panel(Axis(), Axis(), (Note(said, "bad"),)),), name)


def _planned(value: float) -> tuple[Rule, ...]:
    """A line at the plan as written, where it has an answer."""
    words = study_words("planned_line")
    return (Rule(value, "plan", words, upright=True),) if np.isfinite(value) else ()


def equity_irr(study: MonteCarlo) -> Figure:
    """What the equity earns."""
    hurdle = study.prepared.loaded.scenario.target.equity_per_year
    values = study.column("equity_irr")
    known = values[np.isfinite(values)]
    title, sentence, name = study_words("irr_spread"), SENTENCES["equity_irr"], _name(study)
    if len(known) == 0:
        return _only_said("equity_irr", title, study_words("no_irr"), name)
    low, high = min(float(known.min()), hurdle), max(float(known.max()), hurdle)
    edges = np.linspace(low - 0.002, high + 0.002, BINS + 1)
    counts, _ = np.histogram(known, edges)
    middle, width = (edges[:-1] + edges[1:]) / 2.0, float(edges[1] - edges[0])
    fine, share = middle >= hurdle, counts / len(values)
    shown = study_words("hurdle", x=percent(hurdle))
    axis = Axis(term("equity_irr"), "frac", low=float(edges[0]), high=float(edges[-1]))
    marks = (
        Bars(middle[fine], share[fine], study_words("reaches"), "good", width=0.95 * width),
        Bars(
            middle[~fine], share[~fine], study_words("below_hurdle"), "second", width=0.95 * width
        ),
        *_planned(study.lean.planned["equity_irr"]),
        Rule(hurdle, "ink", shown, upright=True, dashed=True),
    )
    grid = np.linspace(edges[0], edges[-1], POINTS)
    earned = (np.where(np.isnan(values), -np.inf, values)[None, :] >= grid[:, None]).mean(1)
    at = float(np.mean(values >= hurdle))
    lower = (
        Line(grid, earned, study_words("at_least"), "main", strong=True),
        Rule(hurdle, upright=True, dashed=True),
        Note(own(percent(at)), "good" if at >= 0.5 else "bad", hurdle, at, dot=True),
    )
    panels = (
        Panel(axis._replace(words=None), SHARE, marks, height=2),
        Panel(axis, SHARE._replace(high=1.0), lower, height=2),
    )
    return Figure("equity_irr", title, sentence, panels, name)


def cash_fan(study: MonteCarlo) -> Figure:
    """Cumulative cash of the project after tax: median and bands of the draws, year by year."""
    scenario = study.prepared.loaded.scenario
    n_years, fan = scenario.n_years, study.summary.fan_cny
    year, half = np.arange(n_years + 1), len(LEVELS) // 2
    planned = [study.lean.planned[cash_name(n)] for n in year]
    target = scenario.target.payback_years
    marks: list = [
        Area(
            year,
            fan[k],
            fan[-1 - k],
            study_words("band", x=str(round(100 * (LEVELS[-1 - k] - LEVELS[k])))),
            "second",
            0.20 + 0.14 * k,
        )
        for k in range(half)
    ]
    marks.append(Line(year, fan[half], study_words("middle"), "main", strong=True))
    marks.append(Line(year, planned, study_words("planned_line"), "plan"))
    marks.append(Rule(0.0))
    if target <= n_years:
        accepted = study_words("accepted", x=told(years, target))
        marks.append(Rule(target, "grey", accepted, upright=True, dashed=True))
    axis = Axis(term("year"), "year", low=0.0, high=float(n_years))
    panel = Panel(axis, Axis(kind="cny"), tuple(marks), height=4)
    return Figure("cash_fan", study_words("fan"), SENTENCES["fan"], (panel,), _name(study))


def first_shortfall(study: MonteCarlo) -> Figure:
    """In how many draws each year is the first short of cash, and how many never are."""
    share = study.summary.first_shortfall / study.summary.n_draws
    n_years = len(share) - 1
    role = "good" if share[0] >= 0.5 else "bad"
    marks = (
        Bars(np.arange(1, n_years + 1), share[1:], None, "bad"),
        Note(study_words("no_shortfall", x=percent(share[0])), role),
    )
    axis = Axis(term("year"), "year", low=0.3, high=n_years + 0.7)
    panel = Panel(axis, SHARE, marks, height=3)
    title = study_words("shortfall_chart")
    return Figure("first_shortfall", title, SENTENCES["shortfall"], (panel,), _name(study))
