"""The same building under other ways of paying for it: who pays what, floor by floor, year by year.

Each model is a row of facts that changes the scenario; the run and its ledger are the ordinary
ones. What residents pay is read from the ledger and laid on floors by the model's own rule.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pvlift.errors import Fault, PvliftError, Words
from pvlift.facts.accounts import GRANTS, LIFT_WORKS, keys_of
from pvlift.facts.models import ConsentRow, Model, consent_row, models
from pvlift.facts.read import nearest
from pvlift.money.debt_cover import FEN_CNY
from pvlift.money.ledger import moved_cny, net_cny, paid_cny
from pvlift.scenario.load import Loaded
from pvlift.scenario.worlds import certain
from pvlift.study.models.consent import Consent, agree_frac, spread_cny, vote
from pvlift.study.models.model_plans import floor_shares, planned, unfit, yearly_fees_cny
from pvlift.study.plan.outcome import Outcome
from pvlift.study.plan.prepare import prepare
from pvlift.study.plan.simulate import simulate
from pvlift.study.support.drawn_plan import drawn_worlds
from pvlift.study.worlds.laws import seed_faults


class FloorPays(NamedTuple):
    """What one flat of each floor pays; money that comes to it is below zero."""

    stairwell: str
    flats_per_floor: float
    build_cny: np.ndarray  # float[n_floors] at construction, net of grants and fund
    yearly_cny: np.ndarray  # float[n_floors, n_years]
    spread_cny: np.ndarray  # float[n_floors] a year, building money spread over years


class ModelResult(NamedTuple):
    """One model on this building."""

    model: Model
    outcome: Outcome | None  # one expected world; None where the model does not fit
    unfit: Words | None  # why it does not fit
    floors: tuple[FloorPays, ...]  # one for each kind of stairwell
    consent: tuple[Consent, ...]  # likewise
    government_cny: float  # grants handed out, undiscounted
    residents_cny: float  # residents pay for the lifts in the whole plan, net of what comes to them
    fund_cny: float  # of that out of the maintenance fund
    roof_rent_cny: float  # rent that comes to the owners of the roofs, whole plan
    kept_frac: float  # share of draws in which the promise holds
    paid_back_frac: float  # share of draws paid back within the plan's target
    is_carried: bool  # in the expected world the lifts' costs are covered, the money back in time
    carried_frac: float  # share of draws in which both hold

    def is_sure(self, probability: float) -> bool:
        """Whether the model can be carried out, as surely as wanted."""
        return self.is_carried and self.carried_frac >= probability - 1e-12


class Comparison(NamedTuple):
    """All models on one building; those that can be carried out stand first."""

    loaded: Loaded
    results: tuple[ModelResult, ...]
    consent: ConsentRow
    n_draws: int


def compare(
    loaded: Loaded,
    names: tuple[str, ...] = (),
    *,
    draws: int = 200,
    seed: int | None = None,
) -> Comparison:
    """The building of a plan under other financing models.

    Parameters
    ----------
    names : ids of models (facts/models.toml); none: all of them
    draws : worlds for the chances; money is that of the expected world
    """
    faults = seed_faults(seed)
    for name in names:
        if name not in models():
            close = nearest(name, models()) or tuple(models())
            wanted = Words(f"one of {', '.join(close)}", f"{'、'.join(close)} 之一")
            faults.append(Fault("model", f"'{name}'", wanted))
    if draws < 1:
        faults.append(Fault("draws", str(draws), Words("at least 1", "不少于 1")))
    if faults:
        raise PvliftError("compare", faults)
    chosen = [models()[name] for name in names] or list(models().values())
    row = consent_row()
    results = [_result(loaded, model, row, draws, seed) for model in chosen]
    probability = loaded.scenario.target.probability
    results.sort(key=lambda found: (found.unfit is not None, not found.is_sure(probability)))
    return Comparison(loaded, tuple(results), row, draws)


def _result(loaded: Loaded, model: Model, row: ConsentRow, draws: int, seed) -> ModelResult:
    why = unfit(loaded.scenario, model)
    if why is not None:
        nothing = float("nan")
        return ModelResult(model, None, why, (), (), *[nothing] * 6, False, nothing)
    plan = planned(loaded, model)
    outcome = simulate(prepare(plan), certain())
    floors = floors_of(plan, model, outcome, row)
    consent = tuple(vote(row, agree_frac(row, f.spread_cny), f.flats_per_floor) for f in floors)
    kept, paid_back, carried = _chances(plan, draws, seed)
    ledger = outcome.books.ledger
    return ModelResult(
        model=model,
        outcome=outcome,
        unfit=None,
        floors=floors,
        consent=consent,
        government_cny=float(moved_cny(ledger, keys_of(*GRANTS)).sum()),
        residents_cny=float(_residents_by_year(model, outcome).sum())
        - float(advertising_cny(model, outcome).sum()),
        roof_rent_cny=_roof_rent_cny(outcome),
        fund_cny=fund_cny(model, outcome),
        kept_frac=kept,
        paid_back_frac=paid_back,
        is_carried=bool(_is_carried(outcome)[0]),
        carried_frac=carried,
    )


def _chances(plan: Loaded, draws: int, seed: int | None) -> tuple[float, float, float]:
    prepared = prepare(plan, spread=True)
    many = simulate(prepared, drawn_worlds(prepared, draws, seed))
    shares = (many.promise.kept, _is_back(many), _is_carried(many))
    kept, back, carried = (float(part.mean()) for part in shares)
    return kept, back, carried


def _is_back(outcome: Outcome) -> np.ndarray:
    """Whether whoever advances money has it back in time, or nobody does. bool[n_draws]"""
    nothing = outcome.books.project_cny[:, 0] >= 0.0
    target = outcome.prepared.loaded.scenario.target
    return nothing | (outcome.indicators.payback_years <= target.payback_years)


def _is_carried(outcome: Outcome) -> np.ndarray:
    """Whether no year lacks cash for the lifts and the money is back, to stay. bool[n_draws]

    A year in which whoever owns the roofs is short and the lifts are others' counts for nothing.
    """
    promise = outcome.promise
    short = (promise.shortfall_cny > FEN_CNY) & (promise.lift_cost_cny > FEN_CNY)
    return (
        ~short.any(axis=1) & _is_back(outcome) & (outcome.books.project_cny.sum(axis=1) > -FEN_CNY)
    )


def _residents_by_year(model: Model, outcome: Outcome) -> np.ndarray:
    """What residents pay for the lifts less what comes to them, float[n_years + 1]. [CNY]

    Power bought from the roof is left out, and so is rent of roofs, which belongs to the owners of
    all roofs, unless the model uses it to run the lifts.
    """
    ledger = outcome.books.ledger
    apart = (
        *keys_of("pv_income", "pv_refund"),
        *(() if model.pv == "landlord" else ("roof_rent",)),
    )
    return -(net_cny(ledger, "residents") - net_cny(ledger, "residents", apart))[0]


def _roof_rent_cny(outcome: Outcome) -> float:
    return float(net_cny(outcome.books.ledger, "residents", ("roof_rent",))[0].sum())


def advertising_cny(model: Model, outcome: Outcome) -> np.ndarray:
    """Common income from advertising, by year; none in the year of construction. [CNY]"""
    n_lifts = outcome.prepared.project.n_lifts
    by_year = np.full(outcome.books.ledger.n_years + 1, 1.0)
    by_year[0] = 0.0
    shared = model.builds == "residents"
    return by_year * n_lifts * (model.advertising_cny_per_lift_per_year if shared else 0.0)


def fund_cny(model: Model, outcome: Outcome) -> float:
    """What the maintenance fund pays of building, at most all of it. [CNY]"""
    net = build_by_residents_cny(outcome)
    households = outcome.prepared.project.n_households
    return float(np.clip(model.fund_cny_per_household * households, 0.0, max(net, 0.0)))


def build_by_residents_cny(outcome: Outcome) -> float:
    """What residents pay for building, less grants that come to them in any year. [CNY]"""
    ledger = outcome.books.ledger
    paid = paid_cny(ledger, "residents", keys_of(*LIFT_WORKS))[0, 0]
    return float(paid - net_cny(ledger, "residents", keys_of(*GRANTS))[0].sum())


def floors_of(
    plan: Loaded, model: Model, outcome: Outcome, row: ConsentRow
) -> tuple[FloorPays, ...]:
    """Everything residents pay, laid on the floors of each kind of stairwell.

    Costs of lifts are shared alike by all lifts, then by the model's factors among the floors;
    fees follow their own table. Money that is left over lowers what every flat pays, alike.
    """
    scenario, project = plan.scenario, outcome.prepared.project
    by_year = _residents_by_year(model, outcome)
    build_cny = build_by_residents_cny(outcome) - fund_cny(model, outcome)
    running = by_year[1:] - advertising_cny(model, outcome)[1:]
    grants = net_cny(outcome.books.ledger, "residents", keys_of(*GRANTS))[0]
    running = running + grants[1:]  # those lower what is paid for building
    fees = yearly_fees_cny(plan)
    found = []
    for well, fee in zip(scenario.stairwell, fees, strict=True):
        per_floor = well.flats / well.storeys
        lifts = well.count * well.n_lifts
        fee_total = sum(
            w.count * w.flats / w.storeys * f.sum(axis=0)
            for w, f in zip(scenario.stairwell, fees, strict=True)
        )
        shared = (running - fee_total) * lifts / project.n_lifts / well.count
        build = build_cny * lifts / project.n_lifts / well.count
        weights = floor_shares(model, well.storeys) / per_floor
        flats = np.full(well.storeys, 1.0 / well.storeys) / per_floor
        cost = weights[:, None] * np.maximum(shared, 0.0) + flats[:, None] * np.minimum(shared, 0.0)
        once, yearly = weights * build, cost + fee
        spread = spread_cny(row, once, yearly.mean(axis=1))
        found.append(FloorPays(well.name, per_floor, once, yearly, spread))
    return tuple(found)
