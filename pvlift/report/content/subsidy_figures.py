"""Pictures of subsidy answers, as data."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pvlift.errors import Words
from pvlift.report.document import own
from pvlift.report.figure import Axis, Bars, Figure, Heat, Note, Panel, Points
from pvlift.report.words.numbers import grouped, money, percent
from pvlift.report.words.subsidy import word
from pvlift.report.words.terms import flat, put, told
from pvlift.study.plan.targets import aim_words
from pvlift.study.support.support_forms import TITLES

if TYPE_CHECKING:
    from pvlift.study.support.subsidy import LeastSubsidy
    from pvlift.study.support.viability import ViabilityMap

BEARERS = {"purse": "main", "in_kind": "sun", "users": "grey"}
NO_ANSWER = ("impossible", "unavailable")
SENTENCES = {
    "forms": Words(
        "What each form of support costs the public for one lift, worth today, where all of them "
        "reach the same target; by who bears it. Red: the form cannot reach it at any level.",
        "各种补助方式达到同一目标时每台电梯的公共成本现值，按承担者分列；红字为补到上限仍不能达标。",
    ),
    "map": Words(
        "In how many draws the plan reaches its target, by grant for each lift and roofs for each "
        "lift; the line is the probability asked for.",
        "每台补助与每台电梯配套屋面数对应的达标概率；曲线为所要求的概率。",
    ),
}


def forms_bar(results: tuple[LeastSubsidy, ...]) -> Figure:
    """Forms with the same effect, cheapest first: public cost per lift today, by who bears it."""
    case = results[0].case
    shown = [found for found in results if found.method != "unavailable"]
    able = [found for found in shown if found.method not in NO_ANSWER]
    able.sort(key=lambda found: found.cost.per_lift_cny)
    unable = [found for found in shown if found.method in NO_ANSWER]
    n_lifts = case.prepared.project.n_lifts
    parts = np.array([_parts(found, n_lifts) for found in able]).reshape(-1, 3)
    at, base, marks = np.arange(len(able)), np.zeros(len(able)), []
    last = max((n for n in range(3) if parts[:, n].any()), default=0)
    for n, (key, role) in enumerate(BEARERS.items()):
        if parts[:, n].any():
            labels = tuple(_bar_words(found) for found in able) if n == last else ()
            marks.append(
                Bars(at, parts[:, n], word[key], role, base, 0.62, lying=True, labels=labels)
            )
            base = base + parts[:, n]
    longest = float(base.max(initial=0.0)) or 1.0
    for row, _ in enumerate(unable, len(able)):
        marks.append(Note(word["not_enough"], "bad", 0.0, float(row)))
    names = tuple(TITLES[found.form.name] for found in (*able, *unable))
    words = put(Words("{c}, {l}", "{c}，{l}"), c=flat(word["cost_today"]), l=word["per_lift"])
    axis = Axis(words, "cny", low=0.0, high=2.0 * longest)
    aim = word.put(
        "target",
        aim=aim_words(case.aim),
        chance=percent(case.probability, None),
        n=f"{case.worlds.n_draws:,}",
    )
    panel = Panel(axis, Axis(kind="name", names=names), tuple(marks), aim, len(names))
    name = own(case.prepared.loaded.scenario.name)
    return Figure("forms", word["forms"], SENTENCES["forms"], (panel,), name)


def _bar_words(found: LeastSubsidy) -> Words:
    """Cost per lift and level at the end of a bar."""
    if found.method == "none_needed":
        return word["none_needed"]
    level = grouped(found.level, found.form.digits)
    cost = told(money, found.cost.per_lift_cny)
    return put(Words("{c}   {l} {u}", "{c}   {l} {u}"), c=cost, l=level, u=found.form.unit)


def _parts(found: LeastSubsidy, n_lifts: int) -> np.ndarray:
    """Public cost per lift by who bears it: purse, in kind, power users. float[3] [CNY]"""
    cost = found.cost
    purse = cost.public_npv_cny - cost.in_kind_npv_cny - cost.users_npv_cny
    return np.maximum([purse, cost.in_kind_npv_cny, cost.users_npv_cny], 0.0) / n_lifts


def viability(where: ViabilityMap, name: str) -> Figure:
    """Grant against roofs per lift; the region in which the target is reached is outlined."""
    grants, roofs = where.grant_cny_per_lift, where.roofs_per_lift
    reached = where.met_frac >= where.probability
    levels = (where.probability,) if reached.any() and not reached.all() else ()
    here = min(where.here_grant_cny_per_lift, float(grants[-1]))
    marks: list = [
        Heat(grants, roofs, where.met_frac, word["met"], "frac", 0.0, 1.0, levels=levels),
        Points([here], [where.here_roofs_per_lift], word["here"], "plan"),
    ]
    if not reached.any():
        marks.append(Note(word["no_draws"], "bad"))
    chance = percent(where.probability, None)
    aim = put(Words("{a} ({p})", "{a}（{p}）"), a=aim_words(where.aim), p=chance)
    panel = Panel(
        Axis(word["grant_axis"], "cny"),
        Axis(word["roofs_axis"], "number"),
        tuple(marks),
        word.put("aim", aim=aim),
        height=4,
    )
    return Figure("map", word["map"], SENTENCES["map"], (panel,), own(name))
