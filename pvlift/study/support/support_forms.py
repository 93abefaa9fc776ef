"""Forms that public support can take, each as one number to be found and the rule it makes.

A form turns its level into changes of a scenario; everything after that is the ordinary run. Where
a number is needed beside the level (years, delay, share held back) it stands in `Terms`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from pvlift.errors import Words
from pvlift.facts.feed_in import FlatFeedIn, Market
from pvlift.facts.programmes import StoreyGrant
from pvlift.facts.read import costs, feed_in_rule, programmes
from pvlift.money.project import Project
from pvlift.prices.feed_in import export_price
from pvlift.scenario.records import Scenario

NAME = "support"  # of the rule that carries the level; no library name has it
STOREY_TABLE = "nanchang-2022"  # its steps by storeys give the shape of the table
HELD_BACK = "dongying-2025"  # its share and years of the part held back for upkeep
MOST_PUBLIC_ROOFS = 64


class Terms(NamedTuple):
    """Everything about a form that is not its level."""

    years: int  # in which yearly support is paid
    delay_months: int  # from acceptance to the money
    held_back_frac: float
    held_back_years: int


class Form(NamedTuple):
    """One form of support for one plan."""

    name: str
    unit: Words
    lowest: float  # level that means no support
    highest: float  # most that the form may give
    step: float  # answers are rounded up to it
    digits: int
    top: Words  # what the highest level stands for
    changes: Callable[[float], dict[str, object]]  # of the scenario, at a level
    physical: bool  # whether the energy changes with the level
    unavailable: Words | None  # why this plan cannot have it


TITLES = {
    "gap": Words("gap grant: lifts first, then PV", "可行性缺口补助（先电梯后光伏）"),
    "grant": Words("grant per lift", "按台一次性补助"),
    "storeys": Words("grant by storeys", "按层数分档补助"),
    "held_back": Words("grant, part held back for upkeep", "补助部分预留作维保、分年支取"),
    "per_w": Words("grant per W of PV", "光伏按装机一次性补贴"),
    "per_kwh": Words("premium per kWh", "光伏按发电量补贴"),
    "upkeep": Words("yearly upkeep grant per lift", "电梯运行维护年度补助"),
    "interest": Words("interest support", "贷款贴息"),
    "interest_points": Words("interest support in points", "贷款贴息（按百分点）"),
    "holiday": Words("income tax holiday (three plus three)", "所得税“三免三减半”"),
    "public_roofs": Words("roofs of public buildings in use", "提供公共建筑屋面使用权"),
    "price": Words("guaranteed price for exported power", "上网电价保障"),
}
FORMS = tuple(TITLES)
YEARLY_FORMS = (
    "per_kwh",
    "upkeep",
    "interest",
    "interest_points",
)  # paid within the year that earns them


def terms_of(scenario: Scenario, years: int | None = None, delay_months: int | None = None):
    """Terms of support: what is asked for, else what is usual, never longer than the plan."""
    rule = next(r for r in programmes()[HELD_BACK].rules if r.held_back_frac > 0)
    usual = int(costs()["subsidy_delay_months"].base)
    return Terms(
        years=min(10 if years is None else years, scenario.n_years),
        delay_months=usual if delay_months is None else delay_months,
        held_back_frac=rule.held_back_frac,
        held_back_years=rule.held_back_years,
    )


class UnitCosts(NamedTuple):
    """What is built costs by unit, over the draws."""

    lift_cny: float  # most that one lift costs with relocation in any draw
    usual_lift_cny: float  # in the median draw
    pv_cny_per_w: float  # most that one watt of PV costs in any draw


def form_of(
    name: str, scenario: Scenario, project: Project, costs: UnitCosts, terms: Terms
) -> Form:
    """A form for a plan."""
    build_cny, pv_cny = costs.lift_cny, costs.pv_cny_per_w
    if name not in TITLES:
        raise ValueError(f"unknown form {name!r}; forms are {', '.join(FORMS)}")
    match name:
        case "gap":
            return _gap(scenario, project, costs, terms)
        case "grant" | "held_back" | "storeys":
            return _for_lifts(name, scenario, build_cny, terms)
        case "per_w" | "per_kwh":
            return _for_pv(name, scenario, project, pv_cny, terms)
        case "upkeep":
            return _upkeep(scenario, build_cny, terms)
        case "interest" | "interest_points":
            return _interest(name, scenario, terms)
        case "holiday":
            return _holiday(scenario)
        case "public_roofs":
            return _public_roofs(scenario, project)
    return _price(scenario, project, terms)


def _rule(scenario: Scenario, **own) -> dict[str, object]:
    """A grant row added to what the scenario has."""
    row = {"name": NAME, "tier": "city", "paid": "acceptance", "source": "assumption"} | own
    kept = [rule.model_dump(mode="python") for rule in scenario.subsidy]
    return {"subsidy": [*kept, row]}


def _for_lifts(name: str, scenario: Scenario, build_cny: float, terms: Terms) -> Form:
    once = {"delay_months": terms.delay_months}
    if name == "held_back":
        once |= {
            "held_back_frac": terms.held_back_frac,
            "held_back_years": terms.held_back_years,
        }

    def changes(level: float) -> dict[str, object]:
        if name == "storeys":
            return _rule(scenario, kind="storeys", table=_storey_table(level), **once)
        return _rule(scenario, kind="fixed", cny_per_lift=level, **once)

    unit = Words("CNY per lift", "元/台")
    if name == "storeys":
        unit = Words("CNY per lift from 6 storeys", "元/台（6 层及以上）")
    top = Words("the whole cost of a lift", "电梯的全部费用")
    highest = build_cny
    if name == "storeys":  # low buildings get less, so the table may reach higher than the cost
        highest = build_cny / min(step["cny_per_lift"] for step in _storey_table(1.0))
    none = None
    if build_cny <= 0:
        none = Words("the plan has no cost of building lifts", "方案没有电梯建设费用")
    return Form(name, unit, 0.0, highest, 100.0, 0, top, changes, False, none)


def _gap(scenario: Scenario, project: Project, costs: UnitCosts, terms: Terms) -> Form:
    """One grant for the whole plan: up to the lifts' usual cost for them, the rest for the PV."""
    build_cny, pv_per_lift_cny = costs.usual_lift_cny, 0.0
    if project.peak_w > 0:
        pv_per_lift_cny = min(costs.pv_cny_per_w, 20.0) * project.peak_w / project.n_lifts

    def changes(level: float) -> dict[str, object]:
        lift_cny = min(level, build_cny)
        found = _rule(
            scenario, kind="fixed", cny_per_lift=lift_cny, delay_months=terms.delay_months
        )
        if level > build_cny and project.peak_w > 0:
            per_w = min((level - build_cny) * project.n_lifts / project.peak_w, 20.0)
            row = _rule(
                scenario,
                name=f"{NAME} PV",
                kind="per_w",
                cny_per_w=per_w,
                delay_months=terms.delay_months,
            )
            found["subsidy"].append(row["subsidy"][-1])
        return found

    unit = Words("CNY per lift", "元/台")
    top = Words(
        "the whole cost of lifts and PV at its dearest", "电梯和光伏的全部建设费用（按最贵情形）"
    )
    highest = costs.lift_cny + pv_per_lift_cny
    none = None
    if highest <= 0:
        none = Words("the plan builds nothing", "方案没有建设费用")
    return Form("gap", unit, 0.0, highest, 100.0, 0, top, changes, False, none)


def _storey_table(level: float) -> list[dict[str, float]]:
    """Steps of the published table, scaled so that its last row pays the level."""
    rule = next(r for r in programmes()[STOREY_TABLE].rules if isinstance(r, StoreyGrant))
    full_cny = rule.table[-1].cny_per_lift
    return [
        {"at_least": step.at_least, "cny_per_lift": level * step.cny_per_lift / full_cny}
        for step in rule.table
    ]


def _for_pv(name: str, scenario: Scenario, project: Project, pv_cny: float, terms: Terms) -> Form:
    none = None if project.peak_w > 0 else Words("the plan has no PV", "方案没有光伏")
    if name == "per_w":

        def per_w(level: float) -> dict[str, object]:
            return _rule(scenario, kind="per_w", cny_per_w=level, delay_months=terms.delay_months)

        top = Words("the whole cost of the PV plant", "光伏电站的全部造价")
        highest = min(pv_cny, 20.0)
        unit = Words("CNY per W", "元/瓦")
        return Form(name, unit, 0.0, highest, 0.01, 2, top, per_w, False, none)

    def per_kwh(level: float) -> dict[str, object]:
        own = {"of": "generated", "cny_per_kwh": level, "years": terms.years}
        return _rule(scenario, kind="per_kwh", **own)

    top = Words("3 CNY per kWh, the most that a rule may pay", "每千瓦时 3 元（规则上限）")
    unit = Words(f"CNY per kWh for {terms.years} years", f"元/千瓦时，共 {terms.years} 年")
    return Form(name, unit, 0.0, 3.0, 0.001, 3, top, per_kwh, False, none)


def _upkeep(scenario: Scenario, build_cny: float, terms: Terms) -> Form:
    def changes(level: float) -> dict[str, object]:
        return _rule(scenario, kind="upkeep", cny_per_lift_per_year=level, years=terms.years)

    top = Words(
        "as much in every year as the lift cost to build", "每年补助额等于一台电梯的全部建设费用"
    )
    unit = Words(f"CNY per lift and year for {terms.years} years", f"元/台·年，共 {terms.years} 年")
    highest = max(build_cny, 100_000.0)
    return Form("upkeep", unit, 0.0, highest, 100.0, 0, top, changes, False, None)


def _interest(name: str, scenario: Scenario, terms: Terms) -> Form:
    def changes(level: float) -> dict[str, object]:
        if name == "interest_points":
            return _rule(scenario, kind=name, points_per_year=level, years=terms.years)
        longest = max(loan.term_years for loan in scenario.loan)
        return _rule(scenario, kind="interest", share_frac=level, years=longest)

    none = None if scenario.loan else Words("the plan has no loan", "方案没有贷款")
    top = Words("all interest", "全额贴息")
    if name == "interest_points":
        highest = max((loan.rate_per_year for loan in scenario.loan), default=0.0)
        unit = Words(
            f"of what is owed a year for {terms.years} years (0.015: 1.5 points)",
            f"/年（占贷款余额，0.015 即 1.5 个百分点），共 {terms.years} 年",
        )
        return Form(name, unit, 0.0, highest, 0.0005, 4, top, changes, False, none)
    unit = Words("share of the interest", "贴息比例")
    return Form(name, unit, 0.0, 1.0, 0.01, 2, top, changes, False, none)


def _holiday(scenario: Scenario) -> Form:
    def changes(level: float) -> dict[str, object]:
        return {"tax.holiday": level > 0}

    none = None
    if scenario.tax.holiday:
        none = Words("the plan counts on the tax holiday already", "方案已按“三免三减半”测算")
    unit = Words("1: with the holiday", "1 表示享受")
    top = Words("three years free, three at half rate", "三年免征、三年减半")
    return Form("holiday", unit, 0.0, 1.0, 1.0, 0, top, changes, False, none)


def _public_roofs(scenario: Scenario, project: Project) -> Form:
    def changes(level: float) -> dict[str, object]:
        roofs = [roof.model_dump(mode="python") for roof in scenario.roof]
        extra = roofs[0] | {"name": "public roofs", "count": int(level)}
        alike = project.peak_w / max(project.n_roofs, 1)
        own_frac = project.peak_w / (project.peak_w + alike * level)
        found: dict[str, object] = {"roof": [*roofs, extra]}
        for n, cost in enumerate(scenario.cost, 1):
            if cost.account == "roof_rent":  # public roofs are given without rent
                found[f"cost.{n}.cny"] = cost.cny * own_frac
        return found

    none = None
    if not scenario.roof:
        none = Words(
            "the plan has no roof that public ones could be like", "方案没有可参照的光伏屋面"
        )
    unit = Words(
        "more roofs like the plan's first, without rent",
        "处公共屋面（与方案首个屋面相同，免租）",
    )
    top = Words(f"{MOST_PUBLIC_ROOFS} more roofs", f"增加 {MOST_PUBLIC_ROOFS} 处屋面")
    return Form("public_roofs", unit, 0.0, MOST_PUBLIC_ROOFS, 1.0, 0, top, changes, True, none)


def public_roof_rent_cny(scenario: Scenario, project: Project, level: float) -> float:
    """Yearly rent that roofs given in use would have earned: the plan's own, or the usual one."""
    own = [row for row in scenario.cost if row.account == "roof_rent" and row.per == "w"]
    per_w = own[0].cny if own else costs()["roof_rent"].base / 1000.0
    return per_w * project.peak_w / max(project.n_roofs, 1) * level


def _price(scenario: Scenario, project: Project, terms: Terms) -> Form:
    none = None
    if scenario.feed_in is None or not scenario.roof:
        none = Words("the plan exports no power", "方案没有上网电量")
        return Form("price", Words("", ""), 0.0, 3.0, 0.001, 3, none, dict, False, none)
    regime = feed_in_rule(scenario.feed_in)
    market = float(np.mean(export_price(scenario.feed_in)))
    base = max(market, getattr(regime, "mechanism_cny_per_kwh", 0.0))
    base = max(base, getattr(regime, "benchmark_cny_per_kwh", 0.0))
    if isinstance(regime, FlatFeedIn):
        price = {"kind": "flat", "cny_per_kwh": regime.cny_per_kwh}
        path = Market(price=price, growth_per_year=regime.growth_per_year, source=regime.source)
    else:
        path = regime.market

    def changes(level: float) -> dict[str, object]:
        row = {
            "kind": "mechanism",
            "mechanism_cny_per_kwh": level,
            "share_frac": 1.0,
            "term_years": terms.years,
            "market": path.model_dump(mode="python"),
            "source": "assumption",
        }
        return {"feed_in": row}

    top = Words("3 CNY per kWh, the most that a price may be", "每千瓦时 3 元（电价上限）")
    unit = Words(
        f"CNY per exported kWh for {terms.years} years",
        f"元/上网千瓦时，共 {terms.years} 年",
    )
    return Form("price", unit, base, 3.0, 0.001, 3, top, changes, False, none)
