"""What would have to change, one thing at a time, for a plan to break even.

Before tax and financing every present value is linear in each of these, so the figures are exact.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pvlift.errors import Words
from pvlift.facts.accounts import LIFT_RUNNING, keys_of
from pvlift.money.indicators import npv
from pvlift.money.ledger import net_cny
from pvlift.report.words.numbers import SMALLEST_CNY, both, grouped, percent

if TYPE_CHECKING:
    from pvlift.study.plan.outcome import Outcome


class Lever(NamedTuple):
    """One thing changed alone until the project's present value before tax is zero."""

    key: str  # "income", "lift_cost", "outlay" or "grant"
    change_frac: float | None  # of its present amount; None for a grant
    change_cny: float  # present value; for a grant the amount


def levers(outcome: Outcome, draw: int = 0) -> list[Lever]:
    """What each single change must be for a present value of zero, before tax and financing."""
    ledger = outcome.books.ledger
    rate = outcome.prepared.loaded.scenario.target.discount_per_year
    worth_cny = float(npv(rate, outcome.books.project_pretax_cny[draw]))

    def worth_of(*families: str) -> float:
        flow_cny = net_cny(ledger, "investor", keys_of(*families))[draw].copy()
        flow_cny[0] = 0.0
        return float(npv(rate, flow_cny))

    parts = {
        "income": worth_of("pv_income", "pv_refund", "fee"),
        "lift_cost": worth_of(*LIFT_RUNNING),
        "outlay": -float(outcome.books.investment_cny[draw]),
    }
    found = [
        Lever(key, -worth_cny / part_cny, -worth_cny)
        for key, part_cny in parts.items()
        if abs(part_cny) > SMALLEST_CNY
    ]
    return [*found, Lever("grant", None, -worth_cny)]


def lever_words(outcome: Outcome, draw: int = 0) -> list[Words]:
    """Each lever as one line; before tax and financing, one change at a time."""
    n_lifts = outcome.prepared.project.n_lifts
    return [_lever_words(lever, n_lifts) for lever in levers(outcome, draw)]


def _lever_words(lever: Lever, n_lifts: int) -> Words:
    if lever.key == "grant":
        short = lever.change_cny > 0.0
        return both(
            "grants at construction: {x} more ({l} a lift)"
            if short
            else "grants at construction: {x} ({l} a lift) could be missing",
            "建设期补助：需再增加 {x}（每台 {l}）"
            if short
            else "建设期补助：可减少 {x}（每台 {l}）",
            x=abs(lever.change_cny),
            l=abs(lever.change_cny) / n_lifts,
        )
    name = {
        "income": Words("income from PV and fees", "光伏与缴费收入"),
        "lift_cost": Words("running costs of the lifts", "电梯运行费用"),
        "outlay": Words("the investor's outlay", "投资方建设投资"),
    }[lever.key]
    change = lever.change_frac
    if change <= -1.0 and lever.key == "income":
        return Words(f"{name.en}: not needed at all", f"{name.zh}：即使为零也可行")
    if change <= -1.0:
        return Words(f"{name.en}: not enough even at zero", f"{name.zh}：即使降为零也不够")
    factor = grouped(1.0 + change, 2)
    return Words(
        f"{name.en}: {factor} times today's ({percent(change, 0, '+')})",
        f"{name.zh}：为目前的 {factor} 倍（{percent(change, 0, '+')}）",
    )
