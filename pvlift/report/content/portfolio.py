"""What is told of a district: the answer, the ranking, and what a budget buys."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from pvlift.errors import Words
from pvlift.report.document import Column, Document, Section, Sentence, Table, own
from pvlift.report.figure import Axis, Figure, Line, Panel, Points, Rule
from pvlift.report.version import version
from pvlift.report.words.district import word
from pvlift.report.words.numbers import grouped, money, number, numbers, percent, rounded
from pvlift.report.words.terms import term, told, year_name
from pvlift.study.district.budget_plan import bid_name
from pvlift.study.plan.targets import aim_words
from pvlift.study.support.support_forms import TITLES

if TYPE_CHECKING:
    from pvlift.study.district.budget_plan import BudgetPlan
    from pvlift.study.district.portfolio import Portfolio
    from pvlift.study.district.projects import PoolProject

SHOWN = 20  # projects on a page
WAY_ROLES = {"best": "main", "greedy": "sun", "flat": "bad", "auction": "good", "uniform": "grey"}
PROJECT_KINDS = {
    "rank": "count",
    "pool": "text",
    "street": "text",
    "rows": "text",
    "lifts": "count",
    "lifts_frac": "number",
    "households": "count",
    "people": "number",
    "elderly": "number",
    "roofs": "count",
    "peak_w": "number",
    "payback_years": "years",
    "paid_back_frac": "frac",
    "project_irr": "frac",
    "promise_frac": "frac",
    "form": "text",
    "level": "number",
    "method": "text",
    "met_frac": "frac",
    "public_money_cny": "cny",
    "public_money_per_lift_cny": "cny",
    "public_npv_cny": "cny",
}
CHOICE_KINDS = {
    "pool": "text",
    "street": "text",
    "lifts": "count",
    "roofs": "count",
    "start_year": "count",
    "form": "text",
    "level": "number",
    "public_money_cny": "cny",
    "value": "number",
}
SENTENCES = {
    "supply": Words(
        "Whole lifts that a budget buys with the best choice, worked out where the line steps up: "
        "between two steps at least as many. Dots: what each way of choosing makes of this budget.",
        "各预算额度下最优选择可建成的电梯台数（整台）：在台阶处逐一求解，台阶之间为至少可建成的"
        "台数；圆点为各分配方式用本预算可建成的台数。",
    ),
    "rates": Words(
        "Lifts that stand when every lift may have at most this much support, money no object.",
        "每台补助不超过该标准时可建成的电梯台数（不限总额）。",
    ),
}


def portfolio_content(found: Portfolio) -> Document:
    """The whole answer about a district."""
    plan = found.plan
    bought = plan is not None and plan.too_small is None
    tone = "point" if plan is None else "good" if bought else "bad"
    answer: list = [Sentence(_answer(found, plan), tone, True)]
    appendix: list[Table | Figure] = [_project_file(found)]
    drawn: tuple[Figure, ...] = ()
    if plan is not None:
        if bought:
            answer += [*map(Sentence, _budget_notes(plan)), _way_table(plan)]
        appendix += [_choice_file(plan), _supply_file(plan), _rate_file(plan)]
        title = own(found.table.name)
        drawn = (supply(plan, title), rates(plan, title)) if plan.curve else ()
    ranking: list = [_ranking(found)]
    if len(found.projects) > SHOWN:
        ranking.append(Sentence(word.put("more", n=len(found.projects) - SHOWN), "plain"))
    sections = [
        Section("target", None, (Sentence(_target(found), "dim"),)),
        Section("answer", term("answer"), tuple(answer)),
        Section("ranking", None, tuple(ranking)),
    ]
    if drawn:
        sections.append(Section("supply", None, drawn))
    if found.faults:
        faults = tuple(Sentence(told(fault.text), "doubt") for fault in found.faults)
        sections.append(Section("skipped", word["skipped"], faults))
    return Document(
        "portfolio",
        own(f"{found.table.name} × {found.policy.scenario.name}"),
        tuple(sections),
        _data(found, plan),
        appendix=tuple(appendix),
    )


# sentences


def _target(found: Portfolio) -> Words:
    forms = [TITLES[name] for name in found.forms]
    form = Words("; ".join(w.en for w in forms), "；".join(w.zh for w in forms))
    chance, aim = percent(found.probability, None), aim_words(found.aim)
    return word.put("target", aim=aim, chance=chance, n=f"{found.n_draws:,}", form=form)


def _answer(found: Portfolio, plan: BudgetPlan | None) -> Words:
    """What the budget builds, or what the projects need, in one sentence."""
    if plan is not None and plan.too_small is not None:
        return plan.too_small
    able = [project for project in found.projects if math.isfinite(project.found.level)]
    if not able:
        return word["answer_none"]
    needs = [project.cost_cny / project.n_lifts for project in able]
    spread = {"low": told(money, min(needs)), "high": told(money, max(needs))}
    n_all = len({project.pool.name for project in found.projects})
    if plan is None:
        n_able = len({project.pool.name for project in able})
        return word.put("answer_free", able=n_able, all=n_all, **spread)
    pools = len({plan.projects[pick.option].pool.name for pick in plan.best.chosen})
    return word.put(
        "answer",
        cost=told(money, plan.best.cost_cny),
        lifts=grouped(plan.best.n_lifts),
        pools=pools,
        all=n_all,
        **spread,
    )


def _budget_notes(plan: BudgetPlan) -> list[Words]:
    """The dearest lift chosen, what is paid in which year, and what the years leave unused."""
    notes = []
    if plan.marginal is not None:
        cost = told(money, plan.marginal.cost_cny / plan.marginal.n_lifts)
        notes.append(word.put("marginal", pool=plan.marginal.pool.name, cost=cost))
    if len(plan.budget_cny) > 1:
        notes.append(word.put("by_year", years=told(_years_text, plan)))
        whole_cny = sum(plan.budget_cny)
        if plan.usable_cny < whole_cny - 0.5:
            whole, usable = told(money, whole_cny), told(money, plan.usable_cny)
            notes.append(word.put("usable", whole=whole, usable=usable))
        if plan.best.later_cny > 0.5:
            notes.append(word.put("later", cost=told(money, plan.best.later_cny)))
    return notes


def _years_text(plan: BudgetPlan, lang: str) -> str:
    by_year = enumerate(plan.best.by_year_cny, 1)
    years = [f"{year_name(n, lang)} {money(cny, lang)}" for n, cny in by_year]
    return ("，" if lang == "zh" else ", ").join(years)


# tables


def _ranking(found: Portfolio) -> Table:
    """The projects, the one that needs least per lift first."""
    rows, n_years = found.projects, found.policy.scenario.n_years
    columns = [
        Column("rank", word["rank"], list(range(1, len(rows) + 1)), "count"),
        Column("pool", word["pool"], [project.pool.name for project in rows]),
        Column("street", word["street"], [project.pool.street for project in rows]),
        Column("lifts", word["lifts"], [project.n_lifts for project in rows], "count"),
        Column("roofs", word["roofs"], [project.n_roofs for project in rows], "count"),
        Column("payback", word["payback"], [_payback(p, n_years) for p in rows], "years"),
        Column("irr", word["irr"], [project.found.project_irr for project in rows], "frac", 1),
        Column("promise", word["promise"], [p.found.promise_frac for p in rows], "frac", 0),
        Column("least", word["least"], [_least(project) for project in rows], "cny"),
    ]
    if len(found.forms) > 1:
        columns.append(Column("form", word["form"], [TITLES[project.form] for project in rows]))
    page = tuple(range(min(len(rows), SHOWN)))
    return Table("ranking", word["title"], tuple(columns), page_rows=page, in_file=False)


def _payback(project: PoolProject, n_years: int) -> Words | float:
    """The median payback, or that there is none."""
    years = project.found.payback_years
    return years if math.isfinite(years) else word.put("none", n=n_years)


def _least(project: PoolProject) -> Words | float:
    """What one lift needs, or that nothing helps."""
    if not math.isfinite(project.found.level):
        return word["impossible"]
    return project.cost_cny / project.n_lifts


def way_rows(plan: BudgetPlan) -> list[tuple[str, Words, float, float, float]]:
    """Every way of choosing: key, title, lifts, value, public money. [CNY]"""
    rate = told(money, plan.flat.rate_cny)
    winners = [p for p in plan.projects if bid_name(p) in plan.auction.winners]
    lifts = float(sum(p.n_lifts for p in winners))
    options = {id(p): o for p, o in zip(plan.projects, plan.options, strict=True)}
    value = sum(options[id(p)].value for p in winners)
    ways = (("best", plan.best), ("greedy", plan.greedy), ("flat", plan.flat))
    rows = [
        (key, word.put(key, rate=rate), way.n_lifts, way.value, way.cost_cny) for key, way in ways
    ]
    rows.append(("auction", word["auction"], lifts, value, plan.auction.paid_as_bid_cny))
    if math.isfinite(plan.uniform_cny):
        rows.append(("uniform", word["uniform"], lifts, value, plan.uniform_cny))
    return rows


def _way_table(plan: BudgetPlan) -> Table:
    """Ways of choosing side by side."""
    rows = way_rows(plan)
    each = [cny / lifts if lifts > 0 else None for _, _, lifts, _, cny in rows]
    columns = (
        Column("way", word["way"], [row[1] for row in rows]),
        Column("lifts", word["lifts"], [row[2] for row in rows], "count"),
        Column("value", word["value"], [row[3] for row in rows], "number", 0),
        Column("public_money_cny", word["cost"], [row[4] for row in rows], "cny"),
        Column("per_lift_cny", word["per_lift"], each, "cny"),
    )
    return Table("ways", word["budget"], columns, in_file=False)


# pictures


def supply(plan: BudgetPlan, title: Words) -> Figure:
    """Lifts against the budget, and what other ways of choosing make of this budget."""
    points = [point for point in plan.curve if point.budget_cny <= plan.near_cny]
    end = 1.02 * max(points[-1].budget_cny, 1.0)
    lifts = [math.floor(point.n_lifts + 1e-9) for point in points]
    curve = Line(
        [*(point.budget_cny for point in points), end],
        [*lifts, lifts[-1]],
        word["best"],
        "main",
        strong=True,
        steps=True,
    )
    marks: list = [curve]
    if plan.usable_cny <= end:
        rule = Rule(plan.usable_cny, "grey", word["this_budget"], upright=True, dashed=True)
        marks.append(rule)
    if plan.too_small is None:
        for key, title, n_lifts, _, cost in way_rows(plan):
            name = word.put("way_lifts", way=title, n=grouped(n_lifts))
            marks.append(Points([cost], [n_lifts], name, WAY_ROLES[key]))
    along = Axis(word["axis_budget"], "cny", low=0.0, high=end)
    panel = Panel(along, Axis(word["axis_lifts"], "count", low=0.0), tuple(marks), height=4)
    return Figure("supply_curve", word["supply"], SENTENCES["supply"], (panel,), title)


def rates(plan: BudgetPlan, title: Words) -> Figure:
    """Lifts that stand when every lift may have at most a rate, money no object."""
    rate = [point.rate_cny for point in plan.rates]
    lifts = [point.n_lifts for point in plan.rates]
    line = Line([rate[0], *rate], [0, *lifts], None, "main", strong=True, steps=True)
    ends = Points(
        [rate[0], rate[-1]],
        [lifts[0], lifts[-1]],
        None,
        "ink",
        labels=(own(grouped(lifts[0])), own(grouped(lifts[-1]))),
    )
    span = max(rate[-1] - rate[0], 0.02 * rate[-1], 1.0)
    along = Axis(word["axis_rate"], "cny", low=rate[0] - 0.06 * span, high=rate[-1] + 0.08 * span)
    panel = Panel(along, Axis(word["axis_lifts"], "count", low=0.0), (line, ends), height=4)
    return Figure("rates", word["rates"], SENTENCES["rates"], (panel,), title)


# files


def _file(key: str, rows: list[dict[str, object]], kinds: dict[str, str]) -> Table:
    """Rows with names as a table for a file."""
    columns = tuple(
        Column(name, word[f"col_{name}"], [row[name] for row in rows], kind)
        for name, kind in kinds.items()
    )
    return Table(key, word["title"], columns)


def _project_file(found: Portfolio) -> Table:
    return _file("projects", project_rows(found), PROJECT_KINDS)


def _choice_file(plan: BudgetPlan) -> Table:
    return _file("choice", choice_rows(plan), CHOICE_KINDS)


def _supply_file(plan: BudgetPlan) -> Table:
    kinds = {"budget_cny": "cny", "lifts": "number", "value": "number", "greedy_value": "number"}
    return _file("supply_curve", curve_rows(plan), kinds)


def _rate_file(plan: BudgetPlan) -> Table:
    return _file("rates", rate_rows(plan), {"cny_per_lift": "cny", "lifts": "count"})


# data


def project_rows(found: Portfolio) -> list[dict[str, object]]:
    """One row for each project."""
    return [_project_row(n, project) for n, project in enumerate(found.projects, 1)]


def _project_row(n: int, project: PoolProject) -> dict[str, object]:
    seen, pool, able = project.found, project.pool, math.isfinite(project.found.level)
    cost_cny = project.cost_cny if able else None
    return {
        "rank": n,
        "pool": pool.name,
        "street": pool.street,
        "rows": "; ".join(f"{row.id} x {row.stairwells}" for row in pool.rows),
        "lifts": project.n_lifts,
        "lifts_frac": number(pool.lifts_frac, 4),
        "households": project.n_households,
        "people": number(project.n_people, 1),
        "elderly": number(project.n_elderly, 1),
        "roofs": project.n_roofs,
        "peak_w": number(seen.peak_w, 0),
        "payback_years": number(seen.payback_years, 2),
        "paid_back_frac": number(seen.paid_back_frac, 4),
        "project_irr": number(seen.project_irr, 5),
        "promise_frac": number(seen.promise_frac, 4),
        "form": project.form,
        "level": number(seen.level, 4),
        "method": seen.method,
        "met_frac": number(seen.level_met_frac, 4),
        "public_money_cny": number(cost_cny, 0),
        "public_money_per_lift_cny": number(cost_cny / project.n_lifts, 0) if able else None,
        "public_npv_cny": number(seen.public_npv_cny, 0) if able else None,
    }


def choice_rows(plan: BudgetPlan) -> list[dict[str, object]]:
    """What is chosen, one row each."""
    rows = []
    for pick in sorted(plan.best.chosen, key=lambda pick: (pick.start, pick.option)):
        project = plan.projects[pick.option]
        rows.append(
            {
                "pool": project.pool.name,
                "street": project.pool.street,
                "lifts": project.n_lifts,
                "roofs": project.n_roofs,
                "start_year": pick.start + 1,
                "form": project.form,
                "level": number(project.found.level, 4),
                "public_money_cny": number(project.cost_cny, 0),
                "value": number(plan.options[pick.option].value, 2),
            }
        )
    return rows


def curve_rows(plan: BudgetPlan) -> list[dict[str, object]]:
    """The supply curve, a row for each budget."""
    return [
        {"budget_cny": number(point.budget_cny, 0), "lifts": number(point.n_lifts, 2)}
        | rounded(point, 2, "value", "greedy_value")
        for point in plan.curve
    ]


def rate_rows(plan: BudgetPlan) -> list[dict[str, object]]:
    """Lifts that stand at every rate."""
    return [{"cny_per_lift": number(p.rate_cny, 0), "lifts": p.n_lifts} for p in plan.rates]


def _data(found: Portfolio, plan: BudgetPlan | None) -> dict:
    said = {
        "pvlift": version(),
        "table": found.table.name,
        "policy": {"name": found.policy.scenario.name, "sha256": found.policy.sha256},
        "target": {"kind": found.aim.kind, "level": found.aim.level},
        "target_text": aim_words(found.aim),
        "probability": found.probability,
        "forms": list(found.forms),
        "draws": found.n_draws,
        "kinds_simulated": found.n_computed,
        "projects": project_rows(found),
        "skipped": [told(fault.text) for fault in found.faults],
    }
    if plan is None:
        return said
    return said | {
        "budget": {
            "goal": plan.goal,
            "budget_cny": list(plan.budget_cny),
            "usable_cny": number(plan.usable_cny, 0),
            "too_small": plan.too_small,
            "ways": [_way(*row) for row in way_rows(plan)],
            "no_choice_above": number(plan.best.at_most, 2),
            "by_year_cny": numbers(plan.best.by_year_cny, 0),
            "later_cny": number(plan.best.later_cny, 0),
            "flat_rate_cny_per_lift": number(plan.flat.rate_cny, 0),
            "flat_rate_beyond_need_cny": number(plan.flat.beyond_need_cny, 0),
            "clearing_cny_per_lift": number(plan.auction.clearing_cny_per_unit, 0),
            "marginal_project": plan.marginal.pool.name if plan.marginal else None,
            "chosen": choice_rows(plan),
            "supply_curve": curve_rows(plan),
            "rates": rate_rows(plan),
        }
    }


def _way(key: str, title: Words, lifts: float, value: float, cost_cny: float) -> dict:
    amounts = {"lifts": number(lifts, 2), "value": number(value, 2)}
    return {"way": key, "title": title} | amounts | {"public_money_cny": number(cost_cny, 0)}
