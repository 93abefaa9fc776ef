"""A financing model written into a scenario: who pays which account, which fees, PV or none."""

from __future__ import annotations

import numpy as np

from pvlift.errors import Fault, PvliftError, Words
from pvlift.facts.accounts import (
    LIFT_RUNNING,
    LIFT_WORKS,
    grant_account,
    keys_of,
    on_interest,
)
from pvlift.facts.models import Model
from pvlift.facts.read import floor_factors, grant_rules
from pvlift.prices.growth import stepped
from pvlift.scenario.load import Loaded, variant
from pvlift.scenario.records import Scenario
from pvlift.study.plan.without_pv import pv_left_out

DAYS = 365.0
FINANCE = ("loan", "bridge", "bond", "working_capital", "stress")  # of an investor who builds


def unfit(scenario: Scenario, model: Model) -> Words | None:
    """Why a model cannot be laid on a plan; None where it can."""
    if model.pv != "none" and not scenario.roof:
        return Words("the plan has no roofs for PV", "方案没有光伏屋面")
    if model.floors is not None:
        highest = max(well.storeys for well in scenario.stairwell)
        known = {row.floor for row in floor_factors()[model.floors]}
        if not set(range(1, min(highest, max(known)) + 1)) <= known:
            return Words("its factors are not published for every floor", "其系数未逐层公布")
    return None


def planned(loaded: Loaded, model: Model) -> Loaded:
    """The scenario under a model: fees and payers of its own are replaced by the model's."""
    scenario = loaded.scenario
    changes: dict[str, object] = {"fee": [], "payer": _payers(scenario, model)}
    changes |= {"uncertain": [], "correlation": []}
    if model.pv == "none":
        changes |= pv_left_out(scenario)
    changes["subsidy"] = _grants(scenario, model)
    if model.builds == "residents":
        changes["reserve"] = None
    if model.builds == "residents" and model.pv == "none":
        present = {name for name in FINANCE if name in Scenario.model_fields}
        for name in present:
            many = isinstance(getattr(scenario, name), tuple)
            changes[name] = [] if many else None
    if model.fee is not None:
        changes["fee"] = [_fee(scenario, model)]
    if model.ride_cny is not None:
        changes["fee"] = _rides(scenario, model)
        for n, well in enumerate(scenario.stairwell, 1):
            fewer = well.trips_per_person_per_day * model.rides_kept_frac
            changes[f"stairwell.{n}.trips_per_person_per_day"] = fewer
    return variant(loaded, changes)


def _payers(scenario: Scenario, model: Model) -> list[dict[str, object]]:
    accounts = (keys_of(*LIFT_WORKS) if model.builds == "residents" else ()) + (
        keys_of(*LIFT_RUNNING) if model.runs == "residents" else ()
    )
    if not accounts:
        return []
    row = {"accounts": list(accounts), "party": "residents", "share_frac": 1.0}
    return [row | {"source": model.source}]


def _grants(scenario: Scenario, model: Model) -> list[dict[str, object]]:
    """Grants for lifts stay; grants for PV or loans go with them."""
    kept = []
    for rule in grant_rules(scenario.subsidy):
        if model.pv == "none" and grant_account(rule.kind).asset == "pv":
            continue
        if model.builds == "residents" and on_interest(rule):
            continue
        row = rule.model_dump(mode="python")
        if model.grant_after_months is not None and rule.kind not in ("upkeep",):
            row |= {"paid": "acceptance", "delay_months": model.grant_after_months}
        kept.append(row)
    return kept


def _fee(scenario: Scenario, model: Model) -> dict[str, object]:
    table = {row.floor: row.factor for row in floor_factors()[model.fee]}
    last = min(model.fee_years, scenario.n_years)
    return {
        "name": model.id,
        "cny_per_flat": [table[floor] for floor in sorted(table)],
        "first_year": 1,
        "last_year": last,
        "step_frac": model.fee_step_frac,
        "step_years": model.fee_step_years,
        "source": model.source,
    }


def _rides(scenario: Scenario, model: Model) -> list[dict[str, object]]:
    """A ride price as a yearly fee of each flat above the ground floor, at the rides still made."""
    well = scenario.stairwell[0]
    rides = well.people_per_flat * well.trips_per_person_per_day * DAYS * model.rides_kept_frac
    row = {"name": model.id, "first_year": 1, "last_year": scenario.n_years}
    return [row | {"cny_per_flat": [0.0, rides * model.ride_cny], "source": model.source}]


def floor_shares(model: Model, storeys: int) -> np.ndarray:
    """What each floor bears of shared costs, together 1. float[storeys]

    Above the last published floor the step below it is repeated. Without a rule all bear alike.
    """
    if model.floors is None:
        return np.full(storeys, 1.0 / storeys)
    factors = {row.floor: row.factor for row in floor_factors()[model.floors]}
    last = max(factors)
    step = factors[last] - factors.get(last - 1, factors[last])
    found = [
        factors[floor] if floor <= last else factors[last] + (floor - last) * step
        for floor in range(1, storeys + 1)
    ]
    total = sum(found)
    if total <= 0:
        wanted = Words("a floor that pays", "至少一层分摊费用")
        raise PvliftError(model.id, [Fault("floors", str(found), wanted)])
    return np.array(found) / total


def yearly_fees_cny(plan: Loaded) -> tuple[np.ndarray, ...]:
    """Fees of one flat of each floor, for each kind of stairwell. (float[storeys, n_years], ...)"""
    scenario = plan.scenario
    years = np.arange(1, scenario.n_years + 1)
    found = []
    for well in scenario.stairwell:
        total = np.zeros((well.storeys, scenario.n_years))
        for fee in scenario.fee:
            last = len(fee.cny_per_flat) - 1
            flat = np.array([fee.cny_per_flat[min(floor, last)] for floor in range(well.storeys)])
            due = (fee.first_year <= years) & (years <= fee.last_year)
            rise = np.ones(scenario.n_years)
            n_paid = min(fee.last_year, scenario.n_years) - fee.first_year + 1
            rise[due] = stepped(fee.step_frac, fee.step_years, max(n_paid, 0), compound=True)
            total = total + flat[:, None] * (rise * due)
        found.append(total)
    return tuple(found)
