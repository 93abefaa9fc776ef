"""The least public money of one form with which a plan reaches an aim as surely as asked.

The energy of all draws is settled once; only the books are kept again at other levels of support.
Where the slack of the aim is a straight line in the level, the answer is a quantile of the draws'
own thresholds; taxed support and loans bend it, and then Brent's method finds the level. Either
way the answer is rounded up to the form's step and proved: at the answer the printed measures say
that the aim is reached, one step below they say that it is not.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from scipy.optimize import brentq

from pvlift.energy.settle import Energy, settle
from pvlift.errors import PvliftError
from pvlift.money import operations
from pvlift.money.books import Books, keep_books
from pvlift.money.ledger import paid_cny
from pvlift.scenario.load import Loaded, variant
from pvlift.scenario.records import Scenario
from pvlift.scenario.worlds import Worlds
from pvlift.study.aims import (
    Aim,
    aim_faults,
    aim_of,
    at_probability,
    promise_in,
    reached,
    slack_cny,
)
from pvlift.study.cost_of_support import PublicCost, public_cost
from pvlift.study.forms import FORMS, YEARLY_FORMS, Form, Terms, UnitCosts, form_of, terms_of
from pvlift.study.laws import Dice, plan_of, uniforms_block, worlds_of
from pvlift.study.prepare import Prepared, prepare
from pvlift.study.run import energy_draws, measure

TRIAL_FRAC = 1e-3  # part of the highest level at which the slope of the slack is taken


class Case(NamedTuple):
    """A plan with its draws, ready to be asked about any form of support."""

    prepared: Prepared  # without the grants that are asked about
    worlds: Worlds
    energy: Energy
    aim: Aim
    probability: float
    kept_grants: bool  # whether the scenario's own grants stay and the answer comes on top


class Trial(NamedTuple):
    """A plan with support at one level."""

    level: float
    scenario: Scenario
    prepared: Prepared
    energy: Energy
    books: Books
    slack_cny: np.ndarray  # float[n_draws]


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
    short_year: int  # year that most often lacks cash first, at that level; 0: none does
    ground: Ground


class Ground(NamedTuple):
    """The plan without support: what a form has to work against. Medians over the draws."""

    running_cny_per_lift: float  # income less running costs of a mean year
    lift_frac: float  # share of the outlay that is lifts
    interest_cny: float  # all interest
    income_tax_cny: float  # all income tax
    residents_cny: float  # what residents pay for the lifts


def case_of(
    loaded: Loaded,
    target: str | Aim,
    probability: float,
    worlds: Callable[[Prepared], Worlds] | Worlds,
    *,
    keep_grants: bool = False,
) -> Case:
    """Settle the energy of all draws of a plan, without its own grants unless they are kept."""
    aim = aim_of(target)
    faults = aim_faults(aim, probability, loaded.scenario.n_years)
    if faults:
        raise PvliftError(loaded.scenario.name, faults)
    prepared = prepare(loaded, spread=True)
    found = worlds(prepared) if callable(worlds) else worlds
    if not keep_grants:
        bare = variant(loaded, {"subsidy": [], "uncertain": [], "correlation": []})
        prepared = prepared._replace(loaded=bare)
        values = {k: v for k, v in found.values.items() if not k.startswith("refused:")}
        found = found._replace(values=values)
    energy = settle(prepared.plant, energy_draws(prepared, found))
    return Case(prepared, found, energy, aim, probability, keep_grants)


def drawn_worlds(prepared: Prepared, draws: int, seed: int | None = None) -> Worlds:
    """Worlds after the laws of a plan; money of support may be late even where none is planned."""
    scenario = prepared.loaded.scenario
    if not scenario.subsidy:
        row = {"kind": "fixed", "name": "support", "tier": "city", "paid": "acceptance"}
        row |= {"cny_per_lift": 0.0, "source": "assumption"}
        scenario = variant(prepared.loaded, {"subsidy": [row]}).scenario
    plan = plan_of(scenario, prepared.weather.ghi.shape[0])
    dice = Dice(scenario.montecarlo.seed if seed is None else seed, "random", draws)
    found = worlds_of(plan, uniforms_block(plan, dice, 0, draws))
    values = {k: v for k, v in found.values.items() if not k.startswith("refused:support")}
    return Worlds(draws, values)


def minimum_subsidy(
    loaded: Loaded,
    target: str | Aim,
    probability: float = 0.9,
    form: str = "grant",
    *,
    draws: int = 10_000,
    seed: int | None = None,
    years: int | None = None,
    delay_months: int | None = None,
    keep_grants: bool = False,
) -> LeastSubsidy:
    """The least support of one form with which a plan reaches a target as surely as asked.

    Parameters
    ----------
    target       : `payback=12`, `discounted_payback=15`, `irr=0.08`, `equity_irr=0.1`, `npv=0`,
                   `equity_npv=0` or `promise`
    probability  : share of the draws that must reach it [fraction]
    form         : one of `study.forms.FORMS`
    years        : in which yearly support is paid; absent: 10
    delay_months : from acceptance to the money; absent: the usual months
    keep_grants  : the scenario's own grants stay, and the answer comes on top of them
    """
    case = case_of(
        loaded,
        target,
        probability,
        lambda prepared: drawn_worlds(prepared, draws, seed),
        keep_grants=keep_grants,
    )
    return least_subsidy(case, form, terms_of(loaded.scenario, years, delay_months))


def side_by_side(
    case: Case, names: tuple[str, ...] = FORMS, terms: Terms | None = None
) -> tuple[LeastSubsidy, ...]:
    """Every form at the level that has the same effect, over the same draws."""
    return tuple(least_subsidy(case, name, terms) for name in names)


def trial_of(case: Case, form: Form, level: float) -> Trial:
    """Keep the books of a plan with support at a level."""
    prepared, energy = case.prepared, case.energy
    if level != form.lowest:
        changes = {"uncertain": [], "correlation": [], **form.changes(level)}
        loaded = variant(prepared.loaded, changes)
        if form.physical:
            prepared = prepare(loaded, spread=True)
            energy = settle(prepared.plant, energy_draws(prepared, case.worlds))
        else:
            prepared = prepared._replace(loaded=loaded)
    scenario, project = prepared.loaded.scenario, prepared.project
    reference = prepared.reference_cny_per_kwh
    worlds = _on_time(case.worlds) if form.name in YEARLY_FORMS else case.worlds
    books = keep_books(scenario, project, energy, worlds, reference)
    slack = slack_cny(case.aim, scenario, project.n_lifts, books)
    return Trial(level, scenario, prepared, energy, books, slack)


def _on_time(worlds: Worlds) -> Worlds:
    """Yearly support runs on a schedule; being late is a risk of money released by acceptance."""
    late = "subsidy.late_months"
    return worlds._replace(values={k: v for k, v in worlds.values.items() if k != late})


def proof_of(case: Case, trial: Trial) -> Proof:
    """Ask the printed measures, not the slack, whether the aim is reached."""
    found = measure(trial.scenario, trial.prepared.project, trial.energy, trial.books)
    promise = promise_in(trial.scenario, trial.prepared.project.n_lifts, trial.books)
    met = reached(case.aim, found, promise, trial.books)
    return Proof(trial.level, float(np.mean(met)))


def unit_costs(case: Case) -> UnitCosts:
    """What one lift with relocation and one watt of PV cost over the draws."""
    scenario, project = case.prepared.loaded.scenario, case.prepared.project
    lift_cny, pv_cny = np.zeros(1), np.zeros(1)
    for line in operations.cost_lines(scenario, project, case.worlds):
        start_cny = line.cny[:, 0]
        if line.cost.account in (*operations.LIFT_BUILD_ACCOUNTS, "pipe_relocation"):
            lift_cny = lift_cny + start_cny
        elif line.cost.account == "pv_build":
            pv_cny = pv_cny + start_cny
    return UnitCosts(
        lift_cny=float(lift_cny.max()) / project.n_lifts,
        usual_lift_cny=float(np.median(lift_cny)) / project.n_lifts,
        pv_cny_per_w=float(pv_cny.max()) / project.peak_w if project.peak_w > 0 else 0.0,
    )


class Search(NamedTuple):
    """Where the search for a level ended."""

    level: float  # nan where the form cannot do it
    method: str
    shown: Trial  # the answer; where there is none, the most that the form may give
    below: Trial | None  # one step less than the answer
    bare: Trial  # without support of this form
    n_books: int
    lacking_cny: float


def search(case: Case, form: Form) -> Search:
    """Find the least level of a form; the books are kept once for every level that is tried."""
    kept: dict[float, Trial] = {}

    def trial(level: float) -> Trial:
        if level not in kept:
            kept[level] = trial_of(case, form, level)
        return kept[level]

    def gap(level: float) -> float:
        return at_probability(trial(level).slack_cny, case.probability)

    def ended(level: float, method: str, shown: float, below: float | None = None) -> Search:
        under = None if below is None else trial(below)
        at, bare, lacking = trial(shown), trial(form.lowest), max(-gap(shown), 0.0)
        return Search(level, method, at, under, bare, len(kept), lacking)

    if form.unavailable is not None:
        return ended(math.nan, "unavailable", form.lowest)
    if gap(form.lowest) >= 0.0:
        return ended(form.lowest, "none_needed", form.lowest)
    if form.physical:
        found = _whole(form, gap)
        if math.isfinite(found):
            return ended(found, "search", found, found - form.step)
    if gap(form.highest) < 0.0:
        return ended(math.nan, "impossible", form.highest)
    found, method = _straight(form, trial, gap, case.probability), "closed_form"
    if found is None:
        found, method = _root(form, gap), "root"
    return ended(found, method, found, _step_below(form, found))


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
        short_year=_short_year(at),
        ground=_ground(case, bare.books),
    )


def _rounded_up(form: Form, level: float) -> float:
    """The next step at or above a level, never above the highest."""
    steps = math.ceil((level - form.lowest) / form.step - 1e-9)
    return min(_at_step(form, steps), form.highest)


def _at_step(form: Form, steps: int) -> float:
    return round(form.lowest + steps * form.step, 9)


def _step_below(form: Form, level: float) -> float:
    """One step less; the step under a highest level that is no whole step is its own."""
    steps = math.ceil((level - form.lowest) / form.step - 1e-9) - 1
    return max(_at_step(form, steps), form.lowest)


def _short_year(trial: Trial) -> int:
    promise = promise_in(trial.scenario, trial.prepared.project.n_lifts, trial.books)
    years = promise.first_shortfall_year[promise.first_shortfall_year > 0]
    return int(np.bincount(years).argmax()) if years.size else 0


def _whole(form: Form, gap) -> float:
    """Fewest whole units: doubled until it does, then halved; nan where no doubling does."""
    low, high = form.lowest, form.lowest + form.step
    while gap(high) < 0.0:
        if high >= form.highest:
            return math.nan
        low, high = high, min(2.0 * high, form.highest)
    while high - low > form.step:
        middle = form.lowest + form.step * round((low + high) / 2.0 / form.step)
        if gap(middle) < 0.0:
            low = middle
        else:
            high = middle
    return high


def _ground(case: Case, books: Books) -> Ground:
    scenario, project = case.prepared.loaded.scenario, case.prepared.project
    running_cny = (books.revenue_cny - books.operating_cost_cny)[:, 1:].mean(axis=1)
    lift_cny = unit_costs(case).usual_lift_cny * project.n_lifts
    outlay_cny = float(np.median(books.investment_cny))
    ledger = books.ledger
    residents = paid_cny(ledger, "residents") - paid_cny(ledger, "residents", ("power_sold",))
    shares = operations.shares(scenario, "lift_equipment")
    own = next((share for party, share, _ in shares if party == "investor"), 0.0)
    return Ground(
        running_cny_per_lift=float(np.median(running_cny)) / project.n_lifts,
        lift_frac=min(own * lift_cny / outlay_cny, 1.0) if outlay_cny > 0 else math.nan,
        interest_cny=float(np.median(books.interest_cny.sum(axis=1))),
        income_tax_cny=float(np.median(books.adjusted_tax_cny.sum(axis=1))),
        residents_cny=float(np.median(residents.sum(axis=1))),
    )


def _straight(form: Form, trial, gap, probability: float) -> float | None:
    """The quantile of the draws' thresholds, if their slack is straight as far as it reaches."""
    if form.physical:
        return None
    small = form.lowest + TRIAL_FRAC * (form.highest - form.lowest)
    base = trial(form.lowest).slack_cny
    slope = (trial(small).slack_cny - base) / (small - form.lowest)
    needed = np.divide(-base, slope, out=np.full(base.shape, np.inf), where=slope > 0)
    needed = np.where(base >= 0.0, 0.0, needed)
    level = -at_probability(-needed, probability)
    if not math.isfinite(level) or form.lowest + level > form.highest:
        return None
    level = _rounded_up(form, form.lowest + level)
    below = _step_below(form, level)
    return level if gap(level) >= 0.0 > gap(below) else None


def _root(form: Form, gap) -> float:
    """Brent's method on the slack at the probability asked for, then up to a step that does."""
    # a slack of exactly zero at both ends cannot be: the lowest lacks, the highest does not
    if gap(form.highest) == 0.0:
        level = form.highest
    else:
        level = brentq(gap, form.lowest, form.highest, xtol=0.2 * form.step, rtol=1e-12)
    level = _rounded_up(form, level)
    while gap(level) < 0.0 and level < form.highest:
        level = _rounded_up(form, level + form.step)
    while level > form.lowest and gap(_step_below(form, level)) >= 0.0:
        level = _step_below(form, level)
    return level
