"""Small plans and grants that the tests of grants share."""

from __future__ import annotations

from datetime import date

import numpy as np
from pydantic import TypeAdapter

from pvlift.energy.settle import Energy
from pvlift.facts.programmes import SubsidyRule
from pvlift.money.subsidy import LiftGroup, Subsidised, grants

SUBSIDY = TypeAdapter(SubsidyRule)
N_DRAWS, N_YEARS = 3, 15
YEARS, LOADS = np.ones((N_DRAWS, N_YEARS)), np.ones((N_DRAWS, N_YEARS, 2))
ENERGY = Energy(
    made_kwh=20_000.0 * YEARS,
    exported_kwh=15_000.0 * YEARS,
    export_cny=0.0 * YEARS,
    curtailed_kwh=0.0 * YEARS,
    used_kwh=2_500.0 * LOADS,
    used_cny=0.0 * LOADS,
    bought_kwh=0.0 * LOADS,
    bought_cny=0.0 * LOADS,
)


def rule(**row):
    if "programme" not in row:
        row = {"name": "g", "tier": "city", "paid": "acceptance", "source": "assumption", **row}
    return SUBSIDY.validate_python(row)


def group(n_lifts=1, storeys=6, total=400_000.0, **more):
    draws = np.ones(N_DRAWS)
    values = {
        "name": "stairwell",
        "n_lifts": n_lifts,
        "n_storeys": storeys,
        "n_stops": storeys,
        "total_cny": draws * total,
        "construction_cny": draws * total * 0.63,
        "equipment_cny": draws * total * 0.37,
        "relocation_cny": draws * 30_000.0,
    }
    return LiftGroup(**{**values, **more})


def project(*groups, **more):
    values = {
        "groups": groups or (group(),),
        "pv_w": np.array([20_000.0, 22_000.0, 24_000.0]),
        "n_years": N_YEARS,
        "commissioned": date(2026, 9, 1),
        "owed_cny": np.tile(np.linspace(240_000.0, 0.0, N_YEARS + 1), (N_DRAWS, 1)),
        "interest_cny": np.tile(np.linspace(8_000.0, 0.0, N_YEARS + 1), (N_DRAWS, 1)),
    }
    return Subsidised(**{**values, **more})


def paid(one, plan=None, **more):
    (grant,) = grants([one], plan or project(), ENERGY, **more)
    return grant.cny
