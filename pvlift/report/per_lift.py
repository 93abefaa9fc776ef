"""One lift's share of a plan in a mean year: what it earns, what it costs, what it must return."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pvlift.errors import Words
from pvlift.report.words.numbers import SMALLEST_CNY, both, money, percent

if TYPE_CHECKING:
    from pvlift.study.answers.course import Course
    from pvlift.study.answers.per_lift import PerLift


def why_words(outcome: Course) -> list[Words]:
    """What one lift's share of the plan earns and needs in a mean year, and what that means."""
    year = outcome.per_lift
    left_cny, lack_cny = year.left_cny, year.capital_cny - year.left_cny
    if left_cny < 0.0:
        verdict = both(
            "Income does not even pay the running costs: {x} a year are missing per lift, before "
            "any return of the money invested.",
            "收入连运行费用都不够：每台电梯每年差 {x}，更谈不上收回投资。",
            x=-left_cny,
        )
    elif lack_cny > 0.0:
        verdict = both(
            "That pays the running costs, but returning the money at {p} needs {c} a year: {x} "
            "a year are missing per lift.",
            "够付运行费用；但按 {p} 收回投资每年需 {c}，每台每年仍差 {x}。",
            p=percent(outcome.prepared.loaded.scenario.target.discount_per_year),
            c=year.capital_cny,
            x=lack_cny,
        )
    else:
        verdict = both(
            "Returning the money at {p} needs {c} a year: {x} a year remain per lift.",
            "按 {p} 收回投资每年需 {c}，每台每年还余 {x}。",
            p=percent(outcome.prepared.loaded.scenario.target.discount_per_year),
            c=year.capital_cny,
            x=-lack_cny,
        )
    return [_mean_year_words(year), verdict]


def _mean_year_words(year: PerLift) -> Words:
    """Income, costs and what is left; parts that are nothing are left out."""
    saved_en = saved_zh = ""
    if year.pv_for_lift_cny > SMALLEST_CNY:
        saved_en = f" (roof power already saves {money(year.pv_for_lift_cny, 'en')} of it)"
        saved_zh = f"（屋顶供电已省 {money(year.pv_for_lift_cny, 'zh')}）"
    parts = (
        (year.pv_income_cny, "PV brings {}", "光伏收入 {}"),
        (year.fee_cny, "residents pay fees of {}", "居民缴费 {}"),
        (year.lift_cost_cny, "running the lift costs {}" + saved_en, "电梯运行费用 {}" + saved_zh),
        (year.other_cost_cny, "PV, rent and administration cost {}", "光伏运维、租金与管理 {}"),
        (year.tax_cny, "taxes are {}", "税费 {}"),
    )
    shown = [(cny, en, zh) for cny, en, zh in parts if abs(cny) > SMALLEST_CNY]
    listed_en = ", ".join(en.format(money(cny, "en")) for cny, en, _ in shown)
    listed_zh = "，".join(zh.format(money(cny, "zh")) for cny, _, zh in shown)
    return Words(
        f"Per lift and mean year: {listed_en}; that leaves {money(year.left_cny, 'en')}.",
        f"平均每台电梯每年：{listed_zh}；结余 {money(year.left_cny, 'zh')}。",
    )
