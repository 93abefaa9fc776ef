"""What is asked on the command line about subsidies and districts, checked and answered."""

from __future__ import annotations

from pathlib import Path

from pvlift.errors import Fault, PvliftError, Words
from pvlift.facts.read import nearest
from pvlift.scenario.load import load
from pvlift.study.budget import Fairness
from pvlift.study.case import case_of, drawn_worlds
from pvlift.study.forms import FORMS, terms_of
from pvlift.study.portfolio import Portfolio, portfolio
from pvlift.study.portfolio_rows import read_portfolio
from pvlift.study.programme import Programme, programme
from pvlift.study.subsidy import LeastSubsidy, least_subsidy, side_by_side
from pvlift.study.viability import ViabilityMap, viability_map

MAP_DRAWS = 500
ALL = "all"


def ask_subsidy(
    file: Path | None,
    form: str,
    *,
    target: str,
    probability: float,
    years: int | None = None,
    delay: int | None = None,
    keep_grants: bool = False,
    draws: int | None = None,
    seed: int | None = None,
    with_map: bool = False,
) -> tuple[tuple[LeastSubsidy, ...], ViabilityMap | None]:
    """The answer for one form, or for all side by side, and the map of grant and roofs."""
    faults = [*_form_faults(form), *_number_faults(years, delay, draws)]
    if file is None:
        wanted = Words("a scenario file (or --list)", "方案文件（或使用 --list）")
        faults.append(Fault("FILE", "nothing", wanted))
    if faults:
        raise PvliftError("subsidy", faults)
    loaded = load(file)
    n_draws = draws if draws is not None else (1000 if form == ALL else 10_000)
    case = case_of(
        loaded,
        target,
        probability,
        lambda prepared: drawn_worlds(prepared, n_draws, seed),
        keep_grants=keep_grants,
    )
    terms = terms_of(loaded.scenario, years, delay)
    if form == ALL:
        results = side_by_side(case, terms=terms)
    else:
        results = (least_subsidy(case, form, terms),)
    where = None
    if with_map and loaded.scenario.roof:
        where = viability_map(
            loaded, case.aim, probability, draws=min(n_draws, MAP_DRAWS), seed=seed
        )
    return results, where


def _form_faults(form: str) -> list[Fault]:
    if form in (*FORMS, ALL):
        return []
    close = nearest(form, (*FORMS, ALL)) or (*FORMS, ALL)
    wanted = Words(f"one of {', '.join(close)}", f"{'、'.join(close)} 之一")
    return [Fault("form", f"'{form}'", wanted)]


def _number_faults(years: int | None, delay: int | None, draws: int | None) -> list[Fault]:
    faults = []
    rows = (("years", years, 1, 60), ("delay", delay, 0, 120), ("draws", draws, 1, 1_000_000))
    for name, value, low, high in rows:
        if value is not None and not low <= value <= high:
            wanted = Words(f"{low} to {high:,}", f"{low} 至 {high:,}")
            faults.append(Fault(name, str(value), wanted))
    return faults


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
    if street_least is not None and street_least < 0:
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
