"""Grants: what each rule pays, to the draw and year.

Column 0 is the year of construction and commissioning, column t operating year t. A grant whose
money comes m months after commissioning stands in year ceil(m / 12).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

import numpy as np

from pvlift.energy.settle import Energy
from pvlift.facts import programmes
from pvlift.facts.accounts import for_lifts, grant_account, is_yearly
from pvlift.facts.programmes import LibraryRule, SubsidyRule
from pvlift.facts.read import grant_rules


class LiftGroup(NamedTuple):
    """Lifts that are alike; costs are those of one lift."""

    name: str
    n_lifts: int
    n_storeys: int
    n_stops: int
    total_cny: np.ndarray  # float[n_draws] whole cost without relocation
    construction_cny: np.ndarray  # float[n_draws] survey, design, civil works, shaft, installation
    equipment_cny: np.ndarray  # float[n_draws]
    relocation_cny: np.ndarray  # float[n_draws] pipes and cables
    shaft_exists: bool = False
    n_low_income_households: int = 0  # of the whole group
    works: str = "retrofit"  # or "replacement"
    age_years: int = 0  # of a lift that is replaced


class Subsidised(NamedTuple):
    """What the grants look at."""

    groups: tuple[LiftGroup, ...]
    pv_w: np.ndarray  # float[n_draws]
    n_years: int
    commissioned: date
    interest_cny: np.ndarray  # float[n_draws, n_years + 1]
    owed_cny: np.ndarray  # float[n_draws, n_years + 1] at the start of each year; index 0: nothing
    build_months: float = 0.0  # from start to commissioning
    investor_owned: bool = True


class PaidGrant(NamedTuple):
    """One grant, year by year."""

    name: str
    account: str  # a key of facts/accounts.csv
    tier: str
    source: str
    cny: np.ndarray  # float[n_draws, n_years + 1]
    main_cny: np.ndarray | None = None  # float[n_draws] paid at once; None for a yearly grant
    arrival_years: np.ndarray | None = None  # float[n_draws] when that comes; inf: never


def grants(
    rules: Iterable[SubsidyRule],
    project: Subsidised,
    energy: Energy,
    *,
    late_months: float | np.ndarray = 0.0,
    refused: Iterable[str] | Mapping[str, np.ndarray] = (),
    above_cost: bool = False,
) -> tuple[PaidGrant, ...]:
    """What every grant pays in every draw and year. [CNY]

    Parameters
    ----------
    late_months : months (or float[n_draws]) by which all money comes later than its rule says
    refused : names of grants, or ids of programmes, that do not pay; a mapping to bool[n_draws]
        refuses in some draws only
    above_cost : allow grants for lifts above the cost of the lifts; else all are cut alike
    """
    taken = grant_rules(rules)
    pays = _paying_draws(taken, refused, n_draws_of(project))
    once_cny = {
        rule.name: capital_cny(rule, project) * pays[rule.name]
        for rule in taken
        if not is_yearly(rule)
    }
    kept = 1.0 if above_cost else _kept_frac(taken, once_cny, project)
    found = []
    for rule in taken:
        account = grant_account(rule.kind).key
        offset = rule.delay_months + np.asarray(late_months, dtype=float)
        if is_yearly(rule):
            earned_cny = yearly_cny(rule, project, energy) * pays[rule.name][:, None]
            cny = _later(earned_cny, _years_late(offset))
            found.append(PaidGrant(rule.name, account, rule.tier, rule.source, cny))
            continue
        if rule.paid == "start":
            offset = offset - project.build_months
        whole_cny = once_cny[rule.name] * (kept if for_lifts(rule) else 1.0)
        cny = _paid_out(rule, whole_cny, _years_late(offset), project.n_years)
        arrival = np.round(np.maximum(offset, 0.0) / 12.0, 9)
        arrival = np.where(pays[rule.name] > 0.0, arrival, np.inf)
        main_cny = whole_cny * (1.0 - rule.held_back_frac)
        found.append(PaidGrant(rule.name, account, rule.tier, rule.source, cny, main_cny, arrival))
    return tuple(found)


def n_draws_of(project: Subsidised) -> int:
    """Number of draws of a project."""
    return int(np.shape(project.interest_cny)[0])


def eligible(rule: LibraryRule, group: LiftGroup, project: Subsidised) -> bool:
    """Whether the lifts of a group meet the conditions of a grant."""
    asks = rule.requires
    return not (
        (asks.min_storeys is not None and group.n_storeys < asks.min_storeys)
        or (asks.max_storeys is not None and group.n_storeys > asks.max_storeys)
        or (asks.min_stops is not None and group.n_stops < asks.min_stops)
        or (asks.max_stops is not None and group.n_stops > asks.max_stops)
        or (asks.works is not None and group.works != asks.works)
        or (asks.min_age_years is not None and group.age_years < asks.min_age_years)
        or (asks.investor_owned is False and project.investor_owned)
    )


def per_lift_cny(rule: LibraryRule, group: LiftGroup, project: Subsidised) -> np.ndarray | float:
    """What a grant for lifts pays for one lift of a group, before it is held back. [CNY]"""
    match rule:
        case programmes.FixedGrant():
            cny = rule.cny_per_lift
        case programmes.StoreyGrant():
            count = group.n_storeys if rule.counted == "storeys" else group.n_stops
            steps = [step.cny_per_lift for step in rule.table if step.at_least <= count]
            cny = steps[-1] if steps else 0.0
        case programmes.StopGrant():
            count = group.n_storeys if rule.counted == "storeys" else group.n_stops
            step_cny = rule.base_cny * rule.step_frac if rule.step_cny is None else rule.step_cny
            cny = max(rule.base_cny + (count - rule.base_stops) * step_cny, 0.0)
            cny = _capped(cny, rule.cap_cny)
        case programmes.CostShare():
            cost_cny = getattr(group, f"{rule.of}_cny")
            cny = _capped(rule.share_frac * cost_cny, rule.cap_cny)
        case programmes.RelocationShare():
            cny = _capped(rule.share_frac * group.relocation_cny, rule.cap_cny)
        case programmes.LowIncomeGrant():
            cny = rule.cny_per_household * group.n_low_income_households / group.n_lifts
            cny = _capped(cny, rule.cap_cny)
        case programmes.PotShare():
            n_lifts = sum(other.n_lifts for other in project.groups)
            cny = rule.pot_cny / max(rule.n_lifts, n_lifts)
        case programmes.UpkeepGrant():
            cny = rule.cny_per_lift_per_year
        case _:
            raise TypeError(f"{rule.kind} is not paid by lift")
    if group.shaft_exists and rule.shaft_exists_frac is not None:
        cny = cny * rule.shaft_exists_frac
    return cny


def capital_cny(rule: LibraryRule, project: Subsidised) -> np.ndarray:
    """What a grant that is paid once pays to the whole project. float[n_draws] [CNY]"""
    if isinstance(rule, programmes.PowerGrant):
        return _capped(rule.cny_per_w * np.asarray(project.pv_w, dtype=float), rule.cap_cny)
    total_cny = np.zeros(n_draws_of(project))
    for group in project.groups:
        if eligible(rule, group, project):
            total_cny = total_cny + group.n_lifts * per_lift_cny(rule, group, project)
    return total_cny


def yearly_cny(rule: LibraryRule, project: Subsidised, energy: Energy) -> np.ndarray:
    """What a yearly grant earns in each year, paid on time. float[n_draws, n_years + 1] [CNY]"""
    earned_cny = np.zeros((n_draws_of(project), project.n_years + 1))
    n_paid = min(rule.years, project.n_years)
    match rule:
        case programmes.UpkeepGrant():
            lifts = [g for g in project.groups if eligible(rule, g, project)]
            yearly = sum(g.n_lifts * per_lift_cny(rule, g, project) for g in lifts)
            earned_cny[:, 1 : n_paid + 1] = yearly
        case programmes.EnergyPremium():
            kwh = _premium_kwh(rule.of, energy)[:, :n_paid]
            cny = _capped(kwh * rule.cny_per_kwh, rule.cap_cny_per_year)
            earned_cny[:, 1 : n_paid + 1] = cny
        case programmes.InterestSupport():
            paid_cny = np.asarray(project.interest_cny, dtype=float)
            earned_cny[:, : n_paid + 1] = rule.share_frac * paid_cny[:, : n_paid + 1]
        case programmes.InterestPoints():
            owed_cny = np.asarray(project.owed_cny, dtype=float) * rule.scope_frac
            points_cny = np.minimum(rule.points_per_year * owed_cny, project.interest_cny)
            earned_cny[:, 1 : n_paid + 1] = points_cny[:, 1 : n_paid + 1]
        case _:
            raise TypeError(f"{rule.kind} is not a yearly grant")
    return earned_cny


def _premium_kwh(of: str, energy: Energy) -> np.ndarray:
    """Energy that a premium is paid on. float[n_draws, n_years]"""
    match of:
        case "generated":
            return energy.made_kwh
        case "exported":
            return energy.exported_kwh
    return energy.used_kwh.sum(axis=2)


def lift_cost_cny(project: Subsidised) -> np.ndarray:
    """Cost of all lifts with relocation: the most that grants for them may reach. float[n_draws]"""
    total_cny = np.zeros(n_draws_of(project))
    for group in project.groups:
        total_cny = total_cny + group.n_lifts * (group.total_cny + group.relocation_cny)
    return total_cny


def _capped(cny, cap_cny: float | None):
    return cny if cap_cny is None else np.minimum(cny, cap_cny)


def _paying_draws(taken, refused, n_draws: int) -> dict[str, np.ndarray]:
    """1 in the draws in which a grant is paid, by name; a programme's id means all its grants."""
    off = refused if isinstance(refused, Mapping) else dict.fromkeys(refused, True)
    pays = {rule.name: np.ones(n_draws) for rule in taken}
    for name, in_draws in off.items():
        hit = [known for known in pays if known == name or known.startswith(f"{name}/")]
        if not hit:
            raise ValueError(f"no grant named {name!r} to refuse")
        for known in hit:
            pays[known] = np.where(in_draws, 0.0, pays[known])
    return pays


def _kept_frac(taken, once_cny: dict[str, np.ndarray], project: Subsidised) -> np.ndarray:
    """Share of all grants for lifts that stays within the lifts' cost. float[n_draws]"""
    names = [rule.name for rule in taken if for_lifts(rule)]
    granted_cny = sum((once_cny[name] for name in names), np.zeros(n_draws_of(project)))
    cost_cny = lift_cost_cny(project)
    above = granted_cny > cost_cny
    return np.where(above, cost_cny / np.where(above, granted_cny, 1.0), 1.0)


def _years_late(offset_months: np.ndarray) -> np.ndarray:
    """Year in which money stands that comes so many months after commissioning. int[...]"""
    return np.maximum(np.ceil(np.asarray(offset_months) / 12.0 - 1e-9), 0).astype(int)


def _paid_out(rule: LibraryRule, cny: np.ndarray, year: np.ndarray, n_years: int) -> np.ndarray:
    """One sum laid into its year, the part held back in equal slices after it."""
    paid_cny = np.zeros((cny.shape[0], n_years + 1))
    draws = np.arange(cny.shape[0])
    slices = [(0, 1.0 - rule.held_back_frac)]
    slices += [
        (k + 1, rule.held_back_frac / rule.held_back_years) for k in range(rule.held_back_years)
    ]
    first = np.broadcast_to(year, cny.shape)
    for after, share in slices:
        column = first + after
        within = column <= n_years
        paid_cny[draws[within], column[within]] += share * cny[within]
    return paid_cny


def _later(cny: np.ndarray, years: np.ndarray) -> np.ndarray:
    """Yearly money moved to later years; what falls behind the last year is lost to the plan."""
    shift = np.broadcast_to(years, cny.shape[:1])[:, None]
    origin = np.arange(cny.shape[1]) - shift
    moved_cny = np.take_along_axis(cny, np.maximum(origin, 0), axis=1)
    return np.where(origin >= 0, moved_cny, 0.0)
