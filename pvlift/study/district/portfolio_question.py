"""What is asked on the command line about districts, checked and answered."""

from __future__ import annotations

import math
from pathlib import Path

from pvlift.errors import Fault, PvliftError, Words
from pvlift.scenario.load import load
from pvlift.study.district.budget import Fairness
from pvlift.study.district.budget_plan import Programme, programme
from pvlift.study.district.portfolio import Portfolio, portfolio
from pvlift.study.district.portfolio_rows import read_portfolio


def ask_portfolio(
    table: Path,
    policy: Path,
    *,
    budget: str | None,
    goal: str,
    street_most: float | None,
    street_least: float | None,
    household_value: float | None,
    form: str,
    shares: str,
    skip_bad: bool,
    **asked,
) -> tuple[Portfolio, Programme | None]:
    """The projects of a table under a policy, and what a budget buys of them."""
    faults: list[Fault] = []
    money = _numbers("budget", budget, faults) if budget is not None else None
    lift_shares = _numbers("shares", shares, faults)
    if street_most is not None and not 0.0 < street_most <= 1.0:
        wanted = Words("a share above 0 and at most 1", "大于 0 且不超过 1 的比例")
        faults.append(Fault("street-most", f"{street_most:g}", wanted))
    if street_least is not None and not 0.0 <= street_least < math.inf:
        faults.append(Fault("street-least", f"{street_least:g}", Words("0 or more", "不小于 0")))
    if faults:
        raise PvliftError("portfolio", faults)
    rows = read_portfolio(table, skip_bad=skip_bad)
    forms = tuple(dict.fromkeys(name.strip() for name in form.split(",") if name.strip()))
    asked |= {"forms": forms, "lift_shares": lift_shares, "skip_bad": skip_bad}
    found = portfolio(rows, load(policy), **asked)
    if money is None:
        return found, None
    limits = Fairness(street_most, street_least)
    plan = programme(
        found, money, goal=goal, fairness=limits, value_cny_per_household=household_value
    )
    return found, plan


def _numbers(name: str, text: str, faults: list[Fault]) -> tuple[float, ...]:
    """Numbers with commas between them; 3e6 is allowed."""
    try:
        return tuple(float(part) for part in text.replace("，", ",").split(",") if part.strip())
    except ValueError:
        wanted = Words("numbers with commas between them", "用逗号分隔的数字")
        faults.append(Fault(name, f"'{text}'", wanted))
        return ()
