"""What a plan must reach, as money that is left over or lacking in every draw.

A rate of return is asked as "worth zero or more at that rate": lift overhauls give a flow several
roots, and the present value has one answer.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from pvlift.errors import Fault, PvliftError, Words
from pvlift.money import indicators
from pvlift.money.books import Books
from pvlift.money.debt_cover import FEN_CNY
from pvlift.money.project import Project
from pvlift.scenario.records import Scenario
from pvlift.study.plan.outcome import Indicators, Promise
from pvlift.study.plan.promise import promise_of, residents_paid_cny

MONEY_AIMS = ("npv", "equity_npv")
RATE_AIMS = ("irr", "equity_irr")
YEAR_AIMS = ("payback", "discounted_payback")
AIMS = (*MONEY_AIMS, *RATE_AIMS, *YEAR_AIMS, "promise")

AIM_WORDS = {
    "npv": Words("project NPV after tax of at least {}", "项目投资财务净现值（税后）不低于 {}"),
    "equity_npv": Words("equity NPV at the hurdle of at least {}", "资本金净现值不低于 {}"),
    "irr": Words("project IRR after tax of at least {}", "项目投资财务内部收益率（税后）不低于 {}"),
    "equity_irr": Words("equity IRR of at least {}", "资本金财务内部收益率不低于 {}"),
    "payback": Words(
        "payback within {} years of commissioning", "投运后 {} 年内收回投资（静态、税后）"
    ),
    "discounted_payback": Words(
        "discounted payback within {} years of commissioning", "投运后 {} 年内动态收回投资"
    ),
    "promise": Words(
        "residents pay nothing and no year lacks cash for the lifts",
        "居民零负担，且每年都付得起电梯运行费用",
    ),
}


class Aim(NamedTuple):
    """What a draw must reach."""

    kind: str  # one of AIMS
    level: float  # CNY, a rate as a fraction, or years; 0 for the promise


def aim_of(text: str | Aim) -> Aim:
    """`payback=12`, `irr=0.08`, `npv=0` or `promise` as an aim."""
    if isinstance(text, Aim):
        return text
    kind, _, level = text.replace(" ", "").partition("=")
    if kind == "promise" and not level:
        return Aim(kind, 0.0)
    if kind not in AIMS or kind == "promise":
        wanted = Words(
            "payback=12, discounted_payback=15, irr=0.08, equity_irr=0.1, npv=0, equity_npv=0 "
            "or promise",
            "payback=12、discounted_payback=15、irr=0.08、equity_irr=0.1、npv=0、equity_npv=0 "
            "或 promise 之一",
        )
        raise PvliftError("target", [Fault("target", f"'{text}'", wanted)])
    try:
        value = float(level)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        wanted = Words(f"a number after {kind}=", f"{kind}= 之后应为数字")
        raise PvliftError("target", [Fault("target", f"'{text}'", wanted)])
    return Aim(kind, value)


def aim_faults(aim: Aim, probability: float, n_years: int) -> list[Fault]:
    """What is wrong with an aim and its probability for a plan of so many years."""
    faults = []
    if aim.kind in RATE_AIMS and not -0.5 < aim.level < 0.5:
        wanted = Words("a rate as a fraction, such as 0.08", "用小数表示的收益率，如 0.08")
        faults.append(Fault("target", f"{aim.kind}={aim.level:g}", wanted))
    if aim.kind in YEAR_AIMS and not 0 < aim.level <= n_years:
        wanted = Words(
            f"more than 0 and at most {n_years} years, the life of the plan",
            f"大于 0 且不超过计算期 {n_years} 年",
        )
        faults.append(Fault("target", f"{aim.kind}={aim.level:g}", wanted))
    if not 0.0 < probability <= 1.0:
        wanted = Words(
            "a fraction above 0 and at most 1, such as 0.9", "大于 0 且不超过 1 的小数，如 0.9"
        )
        faults.append(Fault("probability", f"{probability:g}", wanted))
    return faults


def aim_words(aim: Aim) -> Words:
    """An aim in plain words."""
    words = AIM_WORDS[aim.kind]
    if aim.kind in RATE_AIMS:
        shown = f"{100 * aim.level:g}%"
        return Words(words.en.format(shown), words.zh.format(shown))
    if aim.kind in MONEY_AIMS:
        return Words(
            words.en.format(f"CNY {aim.level:,.0f}"), words.zh.format(f"{aim.level:,.0f} 元")
        )
    return Words(words.en.format(f"{aim.level:g}"), words.zh.format(f"{aim.level:g}"))


def slack_cny(aim: Aim, scenario: Scenario, project: Project, books: Books) -> np.ndarray:
    """Money left over (or lacking, below zero) when the aim is checked. float[n_draws] [CNY]"""
    target = scenario.target
    match aim.kind:
        case "npv":
            found = indicators.npv(target.discount_per_year, books.project_cny) - aim.level
        case "equity_npv":
            found = indicators.npv(target.equity_per_year, books.equity_flow_cny) - aim.level
        case "irr":
            found = indicators.npv(aim.level, books.project_cny)
        case "equity_irr":
            found = indicators.npv(aim.level, books.equity_flow_cny)
        case "payback":
            found = best_sum_cny(books.project_cny, aim.level)
        case "discounted_payback":
            flow_cny = books.project_cny
            worth = indicators.discount_factors(target.discount_per_year, flow_cny.shape[1] - 1)
            found = best_sum_cny(flow_cny * worth, aim.level)
        case "promise":
            lacking_cny = promise_of(scenario, project, books).shortfall_cny.max(axis=1)
            found = FEN_CNY - np.maximum(lacking_cny, residents_paid_cny(books))
        case _:
            raise ValueError(f"unknown aim {aim.kind!r}")
    return found


def best_sum_cny(cash_cny: np.ndarray, years: float) -> np.ndarray:
    """Highest running sum within the first years, on straight lines between years. float[n_draws]

    It is zero or more exactly where the payback is within those years.
    """
    total_cny = np.cumsum(cash_cny, axis=1)
    whole = int(math.floor(years))
    best_cny = total_cny[:, : whole + 1].max(axis=1)
    if whole + 1 < cash_cny.shape[1]:
        part_cny = total_cny[:, whole] + (years - whole) * cash_cny[:, whole + 1]
        best_cny = np.maximum(best_cny, part_cny)
    return best_cny


def reached(aim: Aim, found: Indicators, promise: Promise, books: Books) -> np.ndarray:
    """Whether the measures that are printed say that the aim is reached. bool[n_draws]

    A second way to the same answer as `slack_cny`, used to prove it. Where a grant pays for the
    whole outlay there is nothing to get back, and a payback is reached.
    """
    nothing = books.project_cny[:, 0] >= 0.0
    match aim.kind:
        case "npv":
            return found.project_npv_cny >= aim.level
        case "equity_npv":
            return found.equity_npv_cny >= aim.level
        case "irr":
            return indicators.npv(aim.level, books.project_cny) >= 0.0
        case "equity_irr":
            return indicators.npv(aim.level, books.equity_flow_cny) >= 0.0
        case "payback":
            return nothing | (found.payback_years <= aim.level + 1e-12)
        case "discounted_payback":
            return nothing | (found.discounted_payback_years <= aim.level + 1e-12)
    return promise.kept


def needed(n_draws: int, probability: float) -> int:
    """How many of so many draws must reach an aim. [1]"""
    return max(int(math.ceil(probability * n_draws - 1e-9)), 1)


def at_probability(slack: np.ndarray, probability: float) -> float:
    """The slack that at least this share of the draws has: a quantile, never interpolated. [CNY]"""
    rank = needed(slack.size, probability)
    return float(np.partition(slack, slack.size - rank)[slack.size - rank])
