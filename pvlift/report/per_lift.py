"""One lift's share of a plan in a mean year: what it earns, what it costs, what it must return."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pvlift.errors import Words
from pvlift.facts.accounts import GRANTS, LIFT_RUNNING, keys_of
from pvlift.money.indicators import capital_recovery_frac, npv
from pvlift.money.ledger import net_cny
from pvlift.report.words.numbers import SMALLEST_CNY, both, money, percent

if TYPE_CHECKING:
    from pvlift.study.plan.outcome import Outcome


class PerLift(NamedTuple):
    """The investor's year, mean of all operating years, for one lift. [CNY/year]"""

    pv_income_cny: float  # power sold and fed in, certificates
    fee_cny: float  # from residents
    lift_cost_cny: float  # what he pays to keep the lift running, roof power taken off
    other_cost_cny: float  # PV running, rent, administration
    tax_cny: float
    capital_cny: float  # level yearly payment that returns outlay less grants at the discount rate
    pv_for_lift_cny: float  # worth of the roof power the lift uses; already out of lift_cost_cny

    @property
    def left_cny(self) -> float:
        """What is left to return the capital."""
        income = self.pv_income_cny + self.fee_cny
        return income - self.lift_cost_cny - self.other_cost_cny - self.tax_cny


def per_lift(outcome: Outcome, draw: int = 0) -> PerLift:
    """Mean yearly economics of one lift."""
    ledger, n_lifts = outcome.books.ledger, outcome.prepared.project.n_lifts
    scenario = outcome.prepared.loaded.scenario
    rate, n_years = scenario.target.discount_per_year, ledger.n_years

    def mean_cny(*families: str) -> float:
        flow_cny = net_cny(ledger, "investor", keys_of(*families))[draw, 1:]
        return float(flow_cny.mean()) / n_lifts

    grants_cny = net_cny(ledger, "investor", keys_of(*GRANTS))[draw]
    outlay_cny = float(outcome.books.investment_cny[draw]) - float(npv(rate, grants_cny))
    return PerLift(
        pv_income_cny=mean_cny("pv_income", "pv_refund"),
        fee_cny=mean_cny("fee"),
        lift_cost_cny=-mean_cny(*LIFT_RUNNING),
        other_cost_cny=-mean_cny("pv_running", "administration"),
        tax_cny=-mean_cny("tax"),
        capital_cny=max(outlay_cny, 0.0) * float(capital_recovery_frac(rate, n_years)) / n_lifts,
        pv_for_lift_cny=float(outcome.books.saved_power_cny[draw, 1:].mean()) / n_lifts,
    )


def why_words(outcome: Outcome, draw: int = 0) -> list[Words]:
    """What one lift's share of the plan earns and needs in a mean year, and what that means."""
    year = per_lift(outcome, draw)
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
