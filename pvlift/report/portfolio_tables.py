"""A district and its budget as rows for the screen, CSV and JSON."""

from __future__ import annotations

import json
import math
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from pvlift.errors import Words
from pvlift.report.document import number, numbers, version
from pvlift.report.folder import csv_text, replacing
from pvlift.report.numbers import NOTHING, grouped, money, percent
from pvlift.report.screen import printing
from pvlift.report.titled import titled_table
from pvlift.report.words import label, plain
from pvlift.study.aims import aim_words
from pvlift.study.forms import TITLES
from pvlift.study.programme import bid_name

if TYPE_CHECKING:
    from pvlift.study.portfolio import Portfolio, Project
    from pvlift.study.programme import Programme

SHOWN = 20

WORDS = {
    "title": Words(
        "Projects, the one that needs least per lift first", "项目排序（每台所需补助由低到高）"
    ),
    "rank": Words("rank", "排序"),
    "pool": Words("pool of roofs", "屋面池"),
    "street": Words("street", "街道"),
    "lifts": Words("lifts", "电梯"),
    "roofs": Words("roofs", "屋面"),
    "payback": Words("payback, years", "回收期（年）"),
    "irr": Words("IRR", "内部收益率"),
    "promise": Words("promise", "零负担成立"),
    "form": Words("form", "补助方式"),
    "least": Words("least support per lift", "每台最低补助"),
    "household": Words("per household", "每户"),
    "none": Words("> {n}", "> {n}"),
    "impossible": Words("no level does", "不可达"),
    "more": Words("... and {n} more, all in projects.csv", "……另有 {n} 项，见 projects.csv"),
    "skipped": Words("Rows left out", "已跳过的行"),
    "budget": Words("What the budget buys", "预算能建成多少"),
    "way": Words("way of choosing", "分配方式"),
    "best": Words("best choice (solver)", "最优选择（整数规划）"),
    "greedy": Words("by value for money, auditable", "按性价比依次选取（便于审计）"),
    "flat": Words("flat rate, {rate} per lift", "统一标准，每台 {rate}"),
    "auction": Words("reverse auction, paid as bid", "反向竞价（按报价付款）"),
    "uniform": Words("reverse auction, one price", "反向竞价（统一出清价）"),
    "cost": Words("public money", "财政支出"),
    "per_lift": Words("per lift", "每台"),
    "households": Words("households", "户数"),
    "value": Words("value", "目标值"),
    "elderly": Words("elderly", "老年人"),
    "beyond": Words("paid beyond need", "超出所需"),
    "marginal": Words(
        "The dearest lift chosen: {pool}, {cost} per lift.",
        "入选项目中最贵的：{pool}，每台 {cost}。",
    ),
    "by_year": Words("Money by budget year: {years}", "分年度支出：{years}"),
    "later": Words(
        "Of the last year, {cost} falls due later.", "其中最后一年的 {cost} 在预算期后支付。"
    ),
    "supply": Words("Lifts that a budget buys", "预算与建成电梯数"),
    "rates": Words("Lifts that stand at a rate per lift", "补助标准与可建成电梯数"),
    "axis_lifts": Words("lifts", "电梯台数"),
    "axis_budget": Words("budget", "预算"),
    "axis_rate": Words("support per lift", "每台补助"),
    "this_budget": Words("this budget", "本预算"),
}


def word(key: str, lang: str) -> str:
    """One entry of this vocabulary."""
    return WORDS[key].text(lang)


def payback_text(project: Project, found: Portfolio, lang: str) -> str:
    """The median payback, or that there is none."""
    years = project.found.payback_years
    if math.isfinite(years):
        return grouped(years, 1)
    return word("none", lang).format(n=found.policy.scenario.n_years)


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
    """Print the ranking, and what the budget buys."""
    with printing(stream or sys.stdout) as console:
        aim, chance = aim_words(found.aim).text(lang), f"{100 * found.probability:g} %"
        form = "; ".join(TITLES[name].text(lang) for name in found.forms)
        heading = f"{plain(found.table.name)} × {plain(found.policy.scenario.name)}"
        console.print(heading, style="bold")
        zh = lang == "zh"
        line = f"目标：{aim}，概率 {chance}；{form}；{found.n_draws:,} 次模拟"
        if not zh:
            line = f"target: {aim}, in {chance} of {found.n_draws:,} draws; {form}"
        console.print(line, style="dim")
        console.print(_ranking(found, lang))
        rest = len(found.projects) - SHOWN
        if rest > 0:
            console.print(word("more", lang).format(n=rest))
        if found.faults:
            console.print(word("skipped", lang), style="bold cyan")
            for fault in found.faults:
                console.print(f" ! {plain(fault.text(lang))}", style="yellow")
        if plan is not None:
            _show_programme(console, plan, lang)
        console.print(label("not_advice", lang), style="dim")
        if out is not None:
            console.print(label("results_in", lang).format(folder=plain(str(out))))


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
    flat = plan.flat
    winners = [p for p in plan.projects if bid_name(p) in plan.auction.winners]
    lifts = float(sum(p.n_lifts for p in winners))
    options = {id(p): o for p, o in zip(plan.projects, plan.options, strict=True)}
    value = sum(options[id(p)].value for p in winners)
    rows = [
        ("best", word("best", lang), plan.best.n_lifts, plan.best.value, plan.best.cost_cny),
        ("greedy", word("greedy", lang), plan.greedy.n_lifts, plan.greedy.value)
        + (plan.greedy.cost_cny,),
        ("flat", word("flat", lang).format(rate=money(flat.rate_cny, lang)), flat.n_lifts)
        + (flat.value, flat.cost_cny),
        ("auction", word("auction", lang), lifts, value, plan.auction.paid_as_bid_cny),
    ]
    if math.isfinite(plan.uniform_cny):
        rows.append(("uniform", word("uniform", lang), lifts, value, plan.uniform_cny))
    return rows


def _show_programme(console, plan: Programme, lang: str) -> None:
    console.print()
    if plan.too_small is not None:
        console.print(plan.too_small.text(lang), style="bold red")
        return
    heads = ("way", "lifts", "value", "cost", "per_lift")
    table = titled_table(word("budget", lang), *(word(key, lang) for key in heads))
    for _, title, lifts, value, cost_cny in way_rows(plan, lang):
        each = money(cost_cny / lifts, lang) if lifts > 0 else NOTHING
        table.add_row(title, grouped(lifts), grouped(value), money(cost_cny, lang), each)
    console.print(table)
    if plan.marginal is not None:
        cost = money(plan.marginal.cost_cny / plan.marginal.n_lifts, lang)
        console.print(word("marginal", lang).format(pool=plain(plan.marginal.pool.name), cost=cost))
    if len(plan.budget_cny) > 1:
        years = ", ".join(
            f"{n}: {money(cny, lang)}" for n, cny in enumerate(plan.best.by_year_cny, 1)
        )
        console.print(word("by_year", lang).format(years=years))
        if plan.best.later_cny > 0.5:
            console.print(word("later", lang).format(cost=money(plan.best.later_cny, lang)))


def project_rows(found: Portfolio) -> list[list[object]]:
    """One row for each project, a heading first."""
    rows: list[list[object]] = [
        [
            "rank",
            "pool",
            "street",
            "rows",
            "lifts",
            "lifts_frac",
            "households",
            "people",
            "elderly",
            "roofs",
            "peak_w",
            "payback_years",
            "paid_back_frac",
            "project_irr",
            "promise_frac",
            "form",
            "level",
            "method",
            "met_frac",
            "public_money_cny",
            "public_money_per_lift_cny",
            "public_npv_cny",
        ]
    ]
    for n, project in enumerate(found.projects, 1):
        rows.append([n, *_project_cells(project)])
    return rows


def _project_cells(project: Project) -> list[object]:
    seen, able = project.found, math.isfinite(project.found.level)
    built = "; ".join(f"{row.id} x {row.stairwells}" for row in project.pool.rows)
    return [
        project.pool.name,
        project.pool.street,
        built,
        project.n_lifts,
        number(project.pool.lifts_frac, 4),
        project.n_households,
        number(project.n_people, 1),
        number(project.n_elderly, 1),
        project.n_roofs,
        number(seen.peak_w, 0),
        number(seen.payback_years, 2),
        number(seen.paid_back_frac, 4),
        number(seen.project_irr, 5),
        number(seen.promise_frac, 4),
        project.form,
        number(seen.level, 4),
        seen.method,
        number(seen.level_met_frac, 4),
        number(project.cost_cny, 0) if able else None,
        number(project.cost_cny / project.n_lifts, 0) if able else None,
        number(seen.public_npv_cny, 0) if able else None,
    ]


def choice_rows(plan: Programme) -> list[list[object]]:
    """What is chosen, a heading first."""
    rows: list[list[object]] = [
        ["pool", "street", "lifts", "roofs", "start_year", "form", "level", "public_money_cny"]
        + ["value"]
    ]
    for pick in sorted(plan.best.chosen, key=lambda pick: (pick.start, pick.option)):
        project, option = plan.projects[pick.option], plan.options[pick.option]
        rows.append(
            [
                project.pool.name,
                project.pool.street,
                project.n_lifts,
                project.n_roofs,
                pick.start + 1,
                project.form,
                number(project.found.level, 4),
                number(project.cost_cny, 0),
                number(option.value, 2),
            ]
        )
    return rows


def portfolio_dict(found: Portfolio, plan: Programme | None, lang: str) -> dict:
    """Everything as plain data."""
    heading, *rows = project_rows(found)
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
        "projects": [dict(zip(heading, row, strict=True)) for row in rows],
        "skipped": [fault.text(lang) for fault in found.faults],
    }
    if plan is None:
        return told
    heading, *rows = choice_rows(plan)
    return told | {
        "budget": {
            "goal": plan.goal,
            "budget_cny": list(plan.budget_cny),
            "too_small": plan.too_small.text(lang) if plan.too_small else None,
            "ways": [
                {
                    "way": key,
                    "title": title,
                    "lifts": number(lifts, 2),
                    "value": number(value, 2),
                    "public_money_cny": number(cost, 0),
                }
                for key, title, lifts, value, cost in way_rows(plan, lang)
            ],
            "no_choice_above": number(plan.best.at_most, 2),
            "by_year_cny": numbers(plan.best.by_year_cny, 0),
            "later_cny": number(plan.best.later_cny, 0),
            "flat_rate_cny_per_lift": number(plan.flat.rate_cny, 0),
            "flat_rate_beyond_need_cny": number(plan.flat.beyond_need_cny, 0),
            "clearing_cny_per_lift": number(plan.auction.clearing_cny_per_unit, 0),
            "marginal_project": plan.marginal.pool.name if plan.marginal else None,
            "chosen": [dict(zip(heading, row, strict=True)) for row in rows],
            "supply_curve": [
                {
                    "budget_cny": number(point.budget_cny, 0),
                    "lifts": number(point.n_lifts, 2),
                    "value": number(point.value, 2),
                    "greedy_value": number(point.greedy_value, 2),
                }
                for point in plan.curve
            ],
            "rates": [
                {"cny_per_lift": number(point.rate_cny, 0), "lifts": point.n_lifts}
                for point in plan.rates
            ],
        }
    }


def portfolio_document(found: Portfolio, plan: Programme | None, lang: str) -> str:
    """Everything as JSON text."""
    told = portfolio_dict(found, plan, lang)
    return json.dumps(told, ensure_ascii=False, indent=1, allow_nan=False)


def write_portfolio(found: Portfolio, plan: Programme | None, out: Path, lang: str) -> None:
    """Write JSON, tables and pictures into a folder."""
    with replacing(out) as aside:
        document = portfolio_document(found, plan, lang) + "\n"
        (aside / "portfolio.json").write_text(document, "utf-8")
        (aside / "projects.csv").write_text(csv_text(project_rows(found)), "utf-8-sig")
        if plan is None:
            return
        from pvlift.report.portfolio_plots import rates, supply

        (aside / "choice.csv").write_text(csv_text(choice_rows(plan)), "utf-8-sig")
        heading = ["budget_cny", "lifts", "value", "greedy_value"]
        points = [[number(v, 2) for v in point] for point in plan.curve]
        (aside / "supply_curve.csv").write_text(csv_text([heading, *points]), "utf-8-sig")
        points = [[number(p.rate_cny, 0), p.n_lifts] for p in plan.rates]
        heading = ["cny_per_lift", "lifts"]
        (aside / "rates.csv").write_text(csv_text([heading, *points]), "utf-8-sig")
        if plan.curve:
            supply(plan, lang).savefig(aside / "supply_curve.png")
            rates(plan, lang).savefig(aside / "rates.png")
