"""Where a plan stands on the map of grant and roofs: how surely it reaches its aim."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from pvlift.errors import Fault, PvliftError, Words
from pvlift.facts.accounts import GRANTS, keys_of
from pvlift.money.books import keep_books
from pvlift.money.ledger import Ledger, moved_cny
from pvlift.scenario.load import Loaded, variant
from pvlift.study.plan.prepare import prepare
from pvlift.study.plan.simulate import energy_of
from pvlift.study.plan.targets import Aim
from pvlift.study.support.drawn_plan import (
    WITHOUT_LAWS,
    Case,
    case_of,
    drawn_worlds,
    trial_of,
    unit_costs,
)
from pvlift.study.support.support_forms import form_of, terms_of

MAP_DRAWS = 500
N_GRANTS = 13
N_ROOFS = 8


class ViabilityMap(NamedTuple):
    """Share of draws that reach an aim, by grant and roofs."""

    aim: Aim
    probability: float
    grant_cny_per_lift: np.ndarray  # float[n_grants]
    roofs_per_lift: np.ndarray  # float[n_roofs]
    met_frac: np.ndarray  # float[n_roofs, n_grants]
    here_roofs_per_lift: float  # the plan as it stands
    here_grant_cny_per_lift: float  # its own grants for lifts, mean a lift


def map_beside(loaded: Loaded, case: Case, seed: int | None = None) -> ViabilityMap | None:
    """The map of a plan whose least support is known, over no more draws; None without roofs."""
    if not loaded.scenario.roof:
        return None
    draws = min(case.worlds.n_draws, MAP_DRAWS)
    return viability_map(loaded, case.aim, case.probability, draws=draws, seed=seed)


def viability_map(
    loaded: Loaded,
    target: str | Aim,
    probability: float = 0.9,
    *,
    draws: int = 200,
    seed: int | None = None,
) -> ViabilityMap:
    """How surely a plan reaches an aim at other grants and with more or fewer roofs.

    The roofs of all kinds are multiplied alike; grants run from nothing to the cost of a lift.
    """
    scenario = loaded.scenario
    if not scenario.roof:
        wanted = Words("a plan with roofs", "含光伏屋面的方案")
        raise PvliftError(scenario.name, [Fault("roof", "nothing", wanted)])
    case = case_of(loaded, target, probability, lambda p: drawn_worlds(p, draws, seed))
    project = case.prepared.project
    most_cny = math.ceil(unit_costs(case).lift_cny / 1e4) * 1e4
    grants = np.linspace(0.0, most_cny, N_GRANTS)
    factors = _factors(scenario.roof[0].count)
    met = np.array([_row(case, loaded, factor, grants) for factor in factors])
    per_lift = np.array([_n_roofs(loaded, factor) for factor in factors]) / project.n_lifts
    granted = moved_cny(_own_ledger(case, loaded), keys_of(*GRANTS)).sum(axis=1).mean()
    return ViabilityMap(
        aim=case.aim,
        probability=probability,
        grant_cny_per_lift=grants,
        roofs_per_lift=per_lift,
        met_frac=met,
        here_roofs_per_lift=project.n_roofs / project.n_lifts,
        here_grant_cny_per_lift=float(granted) / project.n_lifts,
    )


def _factors(count: int) -> list[int]:
    """Counts of the first kind of roof to try: from one to twice the plan's, at least 12."""
    return sorted({int(n) for n in np.linspace(1, max(2 * count, 12), N_ROOFS)} | {count})


def _counts(loaded: Loaded, count: int) -> dict[str, int]:
    roofs = loaded.scenario.roof
    scale = count / roofs[0].count
    return {
        f"roof.{n}.count": max(int(round(roof.count * scale)), 1) for n, roof in enumerate(roofs, 1)
    }


def _n_roofs(loaded: Loaded, count: int) -> int:
    return sum(_counts(loaded, count).values())


def _row(case: Case, loaded: Loaded, count: int, grants: np.ndarray) -> np.ndarray:
    """One number of roofs: the share of draws at every grant. float[n_grants]"""
    changes = {"subsidy": [], **WITHOUT_LAWS, **_counts(loaded, count)}
    prepared = prepare(variant(loaded, changes), spread=True)
    energy = energy_of(prepared, case.worlds)
    here = case._replace(prepared=prepared, energy=energy)
    scenario = prepared.loaded.scenario
    form = form_of("grant", scenario, prepared.project, unit_costs(here), terms_of(scenario))
    return np.array(
        [float(np.mean(trial_of(here, form, float(cny)).slack_cny >= 0.0)) for cny in grants]
    )


def _own_ledger(case: Case, loaded: Loaded) -> Ledger:
    """The ledger of the plan with the grants it has itself."""
    return keep_books(loaded.scenario, case.prepared.project, case.energy, case.worlds).ledger
