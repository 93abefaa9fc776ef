"""A district and its budget as rows for the screen, CSV and JSON."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

from pvlift.report.folder import write_files
from pvlift.report.render.csv import table_of
from pvlift.report.render.json import json_text
from pvlift.report.render.sheet import say, titled_table
from pvlift.report.screen import MARKS, bullets, heading, page
from pvlift.report.version import version
from pvlift.report.words.district import word
from pvlift.report.words.numbers import (
    NOTHING,
    grouped,
    in_unit,
    money,
    money_unit,
    number,
    numbers,
    percent,
    rounded,
)
from pvlift.report.words.terms import label, listed, plain, with_unit, year_name
from pvlift.study.district.budget_plan import bid_name
from pvlift.study.plan.targets import aim_words
from pvlift.study.support.support_forms import TITLES

if TYPE_CHECKING:
    from pvlift.study.district.budget_plan import Programme
    from pvlift.study.district.portfolio import Portfolio, Project

SHOWN = 20
CHOICE = ("pool", "street", "lifts", "roofs", "start_year", "form", "level", "public_money_cny") + (
    "value",
)


def payback_text(project: Project, found: Portfolio, lang: str) -> str:
    """The median payback, or that there is none."""
    years = project.found.payback_years
    if math.isfinite(years):
        return grouped(years, 1)
    return word("none", lang, n=found.policy.scenario.n_years)


def least_text(project: Project, lang: str) -> str:
    """What one lift needs, or that nothing helps."""
    if not math.isfinite(project.found.level):
        return word("impossible", lang)
    return money(project.cost_cny / project.n_lifts, lang)


def show_portfolio(
    found: Portfolio,
    plan: Programme | None,
    lang: str,
    out: Path | None = None,
    stream=None,
) -> None:
    """Print the answer, the ranking, and what the budget buys."""
    name = f"{found.table.name} × {found.policy.scenario.name}"
    with page(name, lang, out, stream) as console:
        say(console, _aim_text(found, lang), style="dim")
        heading(console, label("answer", lang))
        bought = plan is not None and plan.too_small is None
        mark, style = MARKS[bought if plan is not None else None]
        say(console, plain(_answer_text(found, plan, lang)), mark, "bold", style)
        if plan is not None and bought:
            bullets(console, _budget_notes(plan, lang))
            console.print()
            console.print(_way_table(plan, lang))
        console.print()
        console.print(_ranking(found, lang))
        rest = len(found.projects) - SHOWN
        if rest > 0:
            say(console, word("more", lang, n=rest))
        if found.faults:
            heading(console, word("skipped", lang))
            bullets(console, (fault.text(lang) for fault in found.faults), "!", "yellow")


def _aim_text(found: Portfolio, lang: str) -> str:
    form = "; ".join(TITLES[name].text(lang) for name in found.forms)
    chance, aim = percent(found.probability, None), aim_words(found.aim).text(lang)
    return word("target", lang, aim=aim, chance=chance, n=f"{found.n_draws:,}", form=form)


def _answer_text(found: Portfolio, plan: Programme | None, lang: str) -> str:
    """What the budget builds, or what the projects need, in one sentence."""
    if plan is not None and plan.too_small is not None:
        return plan.too_small.text(lang)
    able = [project for project in found.projects if math.isfinite(project.found.level)]
    if not able:
        return word("answer_none", lang)
    needs = [project.cost_cny / project.n_lifts for project in able]
    spread = {"low": money(min(needs), lang), "high": money(max(needs), lang)}
    n_all = len({project.pool.name for project in found.projects})
    if plan is None:
        n_able = len({project.pool.name for project in able})
        return word("answer_free", lang, able=n_able, all=n_all, **spread)
    cost, lifts = money(plan.best.cost_cny, lang), grouped(plan.best.n_lifts)
    pools = len({plan.projects[pick.option].pool.name for pick in plan.best.chosen})
    return word("answer", lang, cost=cost, lifts=lifts, pools=pools, all=n_all, **spread)


def _ranking(found: Portfolio, lang: str):
    keys = ["rank", "pool", "street", "lifts", "roofs", "payback", "irr", "promise", "least"]
    several = len(found.forms) > 1
    keys += ["form"] if several else []
    table = titled_table(word("title", lang), *(word(k, lang) for k in keys), left=(1, 2))
    for n, project in enumerate(found.projects[:SHOWN], 1):
        irr = project.found.project_irr
        table.add_row(
            str(n),
            plain(project.pool.name),
            plain(project.pool.street),
            str(project.n_lifts),
            str(project.n_roofs),
            payback_text(project, found, lang),
            percent(irr) if math.isfinite(irr) else NOTHING,
            percent(project.found.promise_frac, 0),
            least_text(project, lang),
            *([TITLES[project.form].text(lang)] if several else []),
        )
    return table


def way_rows(plan: Programme, lang: str) -> list[tuple[str, str, float, float, float]]:
    """Every way of choosing: key, title, lifts, value, public money. [CNY]"""
    rate = money(plan.flat.rate_cny, lang)
    winners = [p for p in plan.projects if bid_name(p) in plan.auction.winners]
    lifts = float(sum(p.n_lifts for p in winners))
    options = {id(p): o for p, o in zip(plan.projects, plan.options, strict=True)}
    value = sum(options[id(p)].value for p in winners)
    ways = (("best", plan.best), ("greedy", plan.greedy), ("flat", plan.flat))
    rows = [
        (key, word(key, lang, rate=rate), way.n_lifts, way.value, way.cost_cny) for key, way in ways
    ]
    rows.append(("auction", word("auction", lang), lifts, value, plan.auction.paid_as_bid_cny))
    if math.isfinite(plan.uniform_cny):
        rows.append(("uniform", word("uniform", lang), lifts, value, plan.uniform_cny))
    return rows


def _way_table(plan: Programme, lang: str):
    """Ways of choosing side by side."""
    unit = money_unit((row[-1] for row in way_rows(plan, lang)), lang)
    heads = ("way", "lifts", "value", "cost", "per_lift")
    title = with_unit(word("budget", lang), unit.name, lang)
    table = titled_table(title, *(word(key, lang) for key in heads))
    for _, title, lifts, value, cost_cny in way_rows(plan, lang):
        each = in_unit(cost_cny / lifts, unit) if lifts > 0 else NOTHING
        table.add_row(title, grouped(lifts), grouped(value), in_unit(cost_cny, unit), each)
    return table


def _budget_notes(plan: Programme, lang: str) -> list[str]:
    """The dearest lift chosen, what is paid in which year, and what the years leave unused."""
    notes = []
    if plan.marginal is not None:
        cost = money(plan.marginal.cost_cny / plan.marginal.n_lifts, lang)
        notes.append(word("marginal", lang, pool=plan.marginal.pool.name, cost=cost))
    if len(plan.budget_cny) > 1:
        by_year = enumerate(plan.best.by_year_cny, 1)
        years = [f"{year_name(n, lang)} {money(cny, lang)}" for n, cny in by_year]
        notes.append(word("by_year", lang, years=listed(years, lang)))
        whole_cny = sum(plan.budget_cny)
        if plan.usable_cny < whole_cny - 0.5:
            whole, usable = money(whole_cny, lang), money(plan.usable_cny, lang)
            notes.append(word("usable", lang, whole=whole, usable=usable))
        if plan.best.later_cny > 0.5:
            notes.append(word("later", lang, cost=money(plan.best.later_cny, lang)))
    return notes


def project_rows(found: Portfolio) -> list[dict[str, object]]:
    """One row for each project."""
    return [_project_row(n, project) for n, project in enumerate(found.projects, 1)]


def _project_row(n: int, project: Project) -> dict[str, object]:
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


def choice_rows(plan: Programme) -> list[dict[str, object]]:
    """What is chosen, one row each."""
    rows = []
    for pick in sorted(plan.best.chosen, key=lambda pick: (pick.start, pick.option)):
        project = plan.projects[pick.option]
        cells = (
            *(project.pool.name, project.pool.street, project.n_lifts, project.n_roofs),
            *(pick.start + 1, project.form, number(project.found.level, 4)),
            *(number(project.cost_cny, 0), number(plan.options[pick.option].value, 2)),
        )
        rows.append(dict(zip(CHOICE, cells, strict=True)))
    return rows


def portfolio_dict(found: Portfolio, plan: Programme | None, lang: str) -> dict:
    """Everything as plain data."""
    told = {
        "pvlift": version(),
        "table": found.table.name,
        "policy": {"name": found.policy.scenario.name, "sha256": found.policy.sha256},
        "target": {"kind": found.aim.kind, "level": found.aim.level},
        "target_text": aim_words(found.aim).text(lang),
        "probability": found.probability,
        "forms": list(found.forms),
        "draws": found.n_draws,
        "kinds_simulated": found.n_computed,
        "projects": project_rows(found),
        "skipped": [fault.text(lang) for fault in found.faults],
    }
    if plan is None:
        return told
    return told | {
        "budget": {
            "goal": plan.goal,
            "budget_cny": list(plan.budget_cny),
            "usable_cny": number(plan.usable_cny, 0),
            "too_small": plan.too_small.text(lang) if plan.too_small else None,
            "ways": [_way(*row) for row in way_rows(plan, lang)],
            "no_choice_above": number(plan.best.at_most, 2),
            "by_year_cny": numbers(plan.best.by_year_cny, 0),
            "later_cny": number(plan.best.later_cny, 0),
            "flat_rate_cny_per_lift": number(plan.flat.rate_cny, 0),
            "flat_rate_beyond_need_cny": number(plan.flat.beyond_need_cny, 0),
            "clearing_cny_per_lift": number(plan.auction.clearing_cny_per_unit, 0),
            "marginal_project": plan.marginal.pool.name if plan.marginal else None,
            "chosen": choice_rows(plan),
            "supply_curve": [
                {"budget_cny": number(point.budget_cny, 0)}
                | {"lifts": number(point.n_lifts, 2)}
                | rounded(point, 2, "value", "greedy_value")
                for point in plan.curve
            ],
            "rates": [
                {"cny_per_lift": number(point.rate_cny, 0), "lifts": point.n_lifts}
                for point in plan.rates
            ],
        }
    }


def _way(key: str, title: str, lifts: float, value: float, cost_cny: float) -> dict:
    amounts = {"lifts": number(lifts, 2), "value": number(value, 2)}
    return {"way": key, "title": title} | amounts | {"public_money_cny": number(cost_cny, 0)}


def portfolio_document(found: Portfolio, plan: Programme | None, lang: str) -> str:
    """Everything as JSON text."""
    told = portfolio_dict(found, plan, lang)
    return json_text(told)


def write_portfolio(found: Portfolio, plan: Programme | None, out: Path, lang: str) -> None:
    """Write JSON, tables and pictures into a folder."""
    from pvlift.report.pictures.portfolio import rates, supply

    told = portfolio_dict(found, plan, lang)
    files = {"portfolio.json": json_text(told) + "\n", "projects.csv": table_of(told["projects"])}
    if plan is not None:
        budget = told["budget"]
        files["choice.csv"] = table_of(budget["chosen"], CHOICE)
        files |= {f"{key}.csv": table_of(budget[key]) for key in ("supply_curve", "rates")}
        if plan.curve:
            files["supply_curve.png"] = lambda: supply(plan, lang)
            files["rates.png"] = lambda: rates(plan, lang)
    write_files(out, files)
