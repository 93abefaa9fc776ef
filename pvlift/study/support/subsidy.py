"""The least public money of one form with which a plan reaches an aim as surely as asked.

The answer is proved: at the answer the printed measures say that the aim is reached, one step
below they say that it is not.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from pvlift.errors import Fault, PvliftError, Words
from pvlift.facts.read import nearest
from pvlift.money import operations
from pvlift.money.books import Books
from pvlift.scenario.load import Loaded
from pvlift.study.plan.measures import measure
from pvlift.study.plan.promise import promise_of, residents_paid_cny
from pvlift.study.plan.targets import Aim, aim_faults, aim_of, reached
from pvlift.study.support.cost_of_support import PublicCost, public_cost
from pvlift.study.support.drawn_plan import (
    MOST_DRAWS,
    Case,
    Trial,
    case_of,
    drawn_worlds,
    unit_costs,
)
from pvlift.study.support.least_level import doubt_of, search
from pvlift.study.support.support_forms import FORMS, Form, Terms, form_of, terms_of
from pvlift.study.worlds.laws import seed_faults

ALL = "all"  # forms of support


class Proof(NamedTuple):
    """What the printed measures say at one level."""

    level: float
    met_frac: float  # share of draws that reach the aim


class LeastSubsidy(NamedTuple):
    """The answer for one form."""

    case: Case
    form: Form
    terms: Terms
    level: float  # nan where the form cannot do it
    method: str  # "unavailable", "none_needed", "closed_form", "root", "search" or "impossible"
    without: Proof  # no support of this form
    at_answer: Proof  # at the answer; where there is none, at the most that the form may give
    below: Proof | None  # one step less than the answer
    cost: PublicCost  # at the answer, or at the most
    n_books: int  # how often the books were kept
    lacking_cny: float  # at the probability asked for, what is lacking at that level; 0: nothing
    doubt: tuple[float, float]  # 95 % of batches of as many draws would answer between these
    short_year: int  # year that most often lacks cash first, at that level; 0: none does
    ground: Ground


class Ground(NamedTuple):
    """The plan without support: what a form has to work against. Medians over the draws."""

    running_cny_per_lift: float  # income less running costs of a mean year
    lift_frac: float  # share of the outlay that is lifts
    interest_cny: float  # all interest
    income_tax_cny: float  # all income tax
    residents_cny: float  # what residents pay for the lifts


def minimum_subsidy(
    loaded: Loaded, target: str | Aim, probability: float = 0.9, form: str = "grant", **asked
) -> LeastSubsidy:
    """The least support of one form with which a plan reaches a target as surely as asked.

    Everything else that may be asked is that of `minimum_subsidies`.
    """
    return minimum_subsidies(loaded, target, probability, (form,), **asked)[0]


def minimum_subsidies(
    loaded: Loaded,
    target: str | Aim,
    probability: float = 0.9,
    forms: tuple[str, ...] = (ALL,),
    *,
    draws: int | None = None,
    seed: int | None = None,
    years: int | None = None,
    delay_months: int | None = None,
    keep_grants: bool = False,
) -> tuple[LeastSubsidy, ...]:
    """The least support of every form, all with the same effect over the same draws.

    Parameters
    ----------
    target       : `payback=12`, `discounted_payback=15`, `irr=0.08`, `equity_irr=0.1`, `npv=0`,
                   `equity_npv=0` or `promise`
    probability  : share of the draws that must reach it [fraction]
    forms        : out of `study.support.support_forms.FORMS`, or "all"
    draws        : absent: 10,000 for one form, 1,000 for several
    years        : in which yearly support is paid; absent: 10
    delay_months : from acceptance to the money; absent: the usual months
    keep_grants  : the scenario's own grants stay, and the answer comes on top of them
    """
    names = FORMS if forms == (ALL,) else forms
    aim = aim_of(target)
    faults = aim_faults(aim, probability, loaded.scenario.n_years) + seed_faults(seed)
    faults += [*_form_faults(names), *_number_faults(years, delay_months, draws)]
    if faults:
        raise PvliftError("subsidy", faults)
    n_draws = draws if draws is not None else 10_000 if len(names) == 1 else 1_000
    case = case_of(
        loaded,
        aim,
        probability,
        lambda prepared: drawn_worlds(prepared, n_draws, seed),
        keep_grants=keep_grants,
    )
    return side_by_side(case, names, terms_of(loaded.scenario, years, delay_months))


def side_by_side(
    case: Case, names: tuple[str, ...] = FORMS, terms: Terms | None = None
) -> tuple[LeastSubsidy, ...]:
    """Every form at the level that has the same effect, over the same draws."""
    return tuple(least_subsidy(case, name, terms) for name in names)


def _form_faults(forms: tuple[str, ...]) -> list[Fault]:
    faults = []
    for form in forms:
        if form not in FORMS:
            close = nearest(form, (*FORMS, ALL)) or (*FORMS, ALL)
            wanted = Words(f"one of {', '.join(close)}", f"{'、'.join(close)} 之一")
            faults.append(Fault("form", f"'{form}'", wanted))
    return faults


def _number_faults(years: int | None, delay: int | None, draws: int | None) -> list[Fault]:
    faults = []
    rows = (("years", years, 1, 60), ("delay", delay, 0, 120), ("draws", draws, 1, MOST_DRAWS))
    for name, value, low, high in rows:
        if value is not None and not low <= value <= high:
            wanted = Words(f"{low} to {high:,}", f"{low} 至 {high:,}")
            faults.append(Fault(name, str(value), wanted))
    return faults


def proof_of(case: Case, trial: Trial) -> Proof:
    """Ask the printed measures, not the slack, whether the aim is reached."""
    scenario, project, books = trial.scenario, trial.prepared.project, trial.books
    promise = promise_of(scenario, project, books)
    found = measure(scenario, project, trial.energy, books, promise)
    met = reached(case.aim, found, promise, books)
    return Proof(trial.level, float(np.mean(met)))


def least_subsidy(case: Case, name: str, terms: Terms | None = None) -> LeastSubsidy:
    """The least level of one form with which the aim is reached as surely as asked."""
    scenario, project = case.prepared.loaded.scenario, case.prepared.project
    terms = terms_of(scenario) if terms is None else terms
    form = form_of(name, scenario, project, unit_costs(case), terms)
    found = search(case, form)
    bare, at = found.bare, found.shown
    return LeastSubsidy(
        case=case,
        form=form,
        terms=terms,
        level=found.level,
        method=found.method,
        without=proof_of(case, bare),
        at_answer=proof_of(case, at),
        below=None if found.below is None else proof_of(case, found.below),
        cost=public_cost(case.aim, form, bare.scenario, project, at.level, bare.books, at.books),
        n_books=found.n_books,
        lacking_cny=found.lacking_cny,
        doubt=doubt_of(found, case.probability),
        short_year=_short_year(at),
        ground=_ground(case, bare.books),
    )


def _short_year(trial: Trial) -> int:
    promise = promise_of(trial.scenario, trial.prepared.project, trial.books)
    years = promise.first_shortfall_year[promise.first_shortfall_year > 0]
    return int(np.bincount(years).argmax()) if years.size else 0


def _ground(case: Case, books: Books) -> Ground:
    scenario, project = case.prepared.loaded.scenario, case.prepared.project
    running_cny = (books.revenue_cny - books.operating_cost_cny)[:, 1:].mean(axis=1)
    lift_cny = unit_costs(case).usual_lift_cny * project.n_lifts
    outlay_cny = float(np.median(books.investment_cny))
    own = operations.own_share(scenario, "lift_equipment")
    return Ground(
        running_cny_per_lift=float(np.median(running_cny)) / project.n_lifts,
        lift_frac=min(own * lift_cny / outlay_cny, 1.0) if outlay_cny > 0 else math.nan,
        interest_cny=float(np.median(books.interest_cny.sum(axis=1))),
        income_tax_cny=float(np.median(books.adjusted_tax_cny.sum(axis=1))),
        residents_cny=float(np.median(residents_paid_cny(books))),
    )
