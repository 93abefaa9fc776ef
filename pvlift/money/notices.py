"""What must be said beside the money of a plan: limits of taxes, costs counted twice."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

import numpy as np

from pvlift.errors import Notice, Words
from pvlift.facts.feed_in import BenchmarkFeedIn
from pvlift.facts.read import feed_in_rule, tariff_rule
from pvlift.money.books import Books
from pvlift.scenario.records import Scenario

# Cai Shui [2018] 33, carried on by the VAT Law of 2026: yearly sales of a small-scale taxpayer
SMALL_SCALE_CNY = 5_000_000.0


def money_notices(scenario: Scenario, books: Books) -> tuple[Notice, ...]:
    """Doubts about taxes and costs, for the report."""
    return (
        *_small_scale(scenario, books),
        *_old_regime(scenario),
        *_twice(scenario),
        *_two_part(scenario),
    )


def _two_part(scenario: Scenario) -> Iterator[Notice]:
    """Buyers who pay for power beside energy: the roof spares them energy alone."""
    buyers = [load.name for load in scenario.load if tariff_rule(load.price).demand is not None]
    if buyers:
        words = Words(
            f"Buyers on a two-part tariff ({', '.join(buyers)}): roof power is priced by the price "
            "of energy alone; their charge for power stays.",
            f"执行两部制电价的用户（{'、'.join(buyers)}）：屋顶供电只按电度电价计价，基本电费不变。",
        )
        yield Notice("two_part_buyer", words)


def _small_scale(scenario: Scenario, books: Books) -> Iterator[Notice]:
    """A small-scale taxpayer that sells more than it may."""
    if scenario.tax.vat != "small":
        return
    net_cny = (books.sales_cny - books.output_vat_cny).max(axis=0)
    above = np.flatnonzero(net_cny > SMALL_SCALE_CNY)
    if not above.size:
        return
    year, sales = int(above[0]), net_cny[above[0]]
    words = Words(
        f"Sales pass the 5 million yuan of a small-scale taxpayer in year {year} "
        f'({sales:,.0f} CNY): from then on vat = "general" would apply.',
        f"第 {year} 年销售额 {sales:,.0f} 元，超过小规模纳税人 500 万元标准，"
        '此后应按一般纳税人计税（vat = "general"）。',
    )
    yield Notice("small_scale_limit", words)


NEW_RULES = datetime.date(2025, 6, 1)  # Fagai Jiage [2025] No. 136: plants from that day on


def _old_regime(scenario: Scenario) -> Iterator[Notice]:
    """The benchmark price for a plant that came too late for it."""
    if scenario.feed_in is None or scenario.commissioned < NEW_RULES:
        return
    if isinstance(feed_in_rule(scenario.feed_in), BenchmarkFeedIn):
        words = Words(
            "Plants from 1 June 2025 on get no benchmark price any more: this feed-in rule is out "
            "of date for the plan.",
            "2025 年 6 月 1 日起投产的项目不再执行燃煤基准价，本方案的上网电价规则已过时。",
        )
        yield Notice("benchmark_out_of_date", words)


TWICE = {
    "overhaul_twice": Words(
        "A yearly overhaul reserve stands beside single overhauls of the lifts: the same work may "
        "be counted twice.",
        "电梯大修既按年计提又按次列支，可能重复计算。",
    ),
    "inspection_twice": Words(
        "A yearly mean of inspection fees stands beside an inspection calendar: the same fees may "
        "be counted twice.",
        "电梯检验费既按年均值又按检验周期列支，可能重复计算。",
    ),
    "insurance_twice": Words(
        "PV insurance stands beside PV upkeep, whose usual price contains it: it may be counted "
        "twice.",
        "光伏保险与光伏运维费并列，而运维费通常已含保险，可能重复计算。",
    ),
    "full_cover_twice": Words(
        "Full-cover upkeep pays for parts, and overhauls of the lifts stand beside it: the same "
        "work may be counted twice.",
        "全包维保已含配件更换，又另列电梯大修，可能重复计算。",
    ),
}
PARTS_IN_FULL_COVER = ("lift_door_and_brake", "lift_controller", "lift_overhaul_reserve")


def _twice(scenario: Scenario) -> Iterator[Notice]:
    """Costs that may stand for the same work."""
    yearly = {cost.account for cost in scenario.cost if cost.when == "yearly"}
    single = {cost.account for cost in scenario.cost if cost.when not in ("yearly", "build")}
    items = {cost.item for cost in scenario.cost}
    accounts = {cost.account for cost in scenario.cost}
    found = {
        "overhaul_twice": "lift_overhaul" in yearly & single,
        "inspection_twice": "lift_inspection" in yearly & single,
        "insurance_twice": {"pv_insurance", "pv_upkeep"} <= accounts,
        "full_cover_twice": "lift_upkeep_full" in items and bool(items & {*PARTS_IN_FULL_COVER}),
    }
    for code, is_so in found.items():
        if is_so:
            yield Notice(code, TWICE[code])
