"""A plan with its draws, ready to be asked about any form of support.

The energy of all draws is settled once; only the books are kept again at other levels of support.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from pvlift.energy.settle import Energy
from pvlift.errors import PvliftError
from pvlift.facts.accounts import keys_of
from pvlift.money import operations
from pvlift.money.books import Books, keep_books
from pvlift.scenario.draw_keys import LATE, REFUSED, refused
from pvlift.scenario.load import Loaded, variant
from pvlift.scenario.records import Scenario
from pvlift.scenario.worlds import Worlds
from pvlift.study.plan.prepare import prepare
from pvlift.study.plan.simulate import energy_of
from pvlift.study.plan.targets import Aim, aim_faults, aim_of, slack_cny
from pvlift.study.plant.assemble import Prepared
from pvlift.study.support.support_forms import YEARLY_FORMS, Form, UnitCosts
from pvlift.study.worlds.laws import Dice, plan_of, seed_faults, uniforms_block, worlds_of

MOST_DRAWS = 1_000_000  # of one plan whose books are kept again and again
WITHOUT_LAWS = {"uncertain": [], "correlation": [], "montecarlo.default_laws": False}


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


def case_of(
    loaded: Loaded,
    target: str | Aim,
    probability: float,
    worlds: Callable[[Prepared], Worlds],
    *,
    keep_grants: bool = False,
) -> Case:
    """Settle the energy of all draws of a plan, without its own grants unless they are kept."""
    aim = aim_of(target)
    faults = aim_faults(aim, probability, loaded.scenario.n_years)
    if faults:
        raise PvliftError(loaded.scenario.name, faults)
    prepared = prepare(loaded, spread=True)
    found = worlds(prepared)
    energy = energy_of(prepared, found)
    case = Case(prepared, found, energy, aim, probability, True)
    return case if keep_grants else without_grants(case)


def without_grants(case: Case) -> Case:
    """The same plan and draws without the scenario's own grants."""
    bare = variant(case.prepared.loaded, {"subsidy": [], **WITHOUT_LAWS})
    values = {k: v for k, v in case.worlds.values.items() if not k.startswith(REFUSED)}
    return case._replace(
        prepared=case.prepared._replace(loaded=bare),
        worlds=case.worlds._replace(values=values),
        kept_grants=False,
    )


def drawn_worlds(prepared: Prepared, draws: int, seed: int | None = None) -> Worlds:
    """Worlds after the laws of a plan; money of support may be late even where none is planned."""
    if seed_faults(seed):
        raise PvliftError("seed", seed_faults(seed))
    scenario = prepared.loaded.scenario
    if not scenario.subsidy:
        row = {"kind": "fixed", "name": "support", "tier": "city", "paid": "acceptance"}
        row |= {"cny_per_lift": 0.0, "source": "assumption"}
        scenario = variant(prepared.loaded, {"subsidy": [row]}).scenario
    plan = plan_of(scenario, prepared.weather.ghi.shape[0])
    dice = Dice(scenario.montecarlo.seed if seed is None else seed, "random", draws)
    found = worlds_of(plan, uniforms_block(plan, dice, 0, draws))
    values = {k: v for k, v in found.values.items() if k != refused("support")}
    return Worlds(draws, values)


def trial_of(case: Case, form: Form, level: float) -> Trial:
    """Keep the books of a plan with support at a level."""
    prepared, energy = case.prepared, case.energy
    if level != form.lowest:
        changes = {**WITHOUT_LAWS, **form.changes(level)}
        loaded = variant(prepared.loaded, changes)
        if form.physical:
            prepared = prepare(loaded, spread=True)
            energy = energy_of(prepared, case.worlds)
        else:
            prepared = prepared._replace(loaded=loaded)
    scenario, project = prepared.loaded.scenario, prepared.project
    worlds = _on_time(case.worlds) if form.name in YEARLY_FORMS else case.worlds
    books = keep_books(scenario, project, energy, worlds)
    slack = slack_cny(case.aim, scenario, project, books)
    return Trial(level, scenario, prepared, energy, books, slack)


def _on_time(worlds: Worlds) -> Worlds:
    """Yearly support runs on a schedule; being late is a risk of money released by acceptance."""
    return worlds._replace(values={k: v for k, v in worlds.values.items() if k != LATE})


def unit_costs(case: Case) -> UnitCosts:
    """What one lift with relocation and one watt of PV cost over the draws."""
    scenario, project = case.prepared.loaded.scenario, case.prepared.project
    lift_cny, pv_cny = np.zeros(1), np.zeros(1)
    for line in operations.cost_lines(scenario, project, case.worlds):
        start_cny = line.cny[:, 0]
        if line.cost.account in keys_of("lift_build", "relocation"):
            lift_cny = lift_cny + start_cny
        elif line.cost.account in keys_of("pv_build"):
            pv_cny = pv_cny + start_cny
    return UnitCosts(
        lift_cny=float(lift_cny.max()) / project.n_lifts,
        usual_lift_cny=float(np.median(lift_cny)) / project.n_lifts,
        pv_cny_per_w=float(pv_cny.max()) / project.peak_w if project.peak_w > 0 else 0.0,
    )
