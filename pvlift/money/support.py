"""What grants look at, from a scenario: groups of lifts with their costs, PV, interest."""

from __future__ import annotations

import numpy as np

from pvlift.facts.accounts import keys_of
from pvlift.money.debt import LoanSchedule, opening_cny
from pvlift.money.operations import CostLine
from pvlift.money.project import Project, extra_storeys
from pvlift.money.subsidy import LiftGroup, Subsidised
from pvlift.scenario.records import Scenario


def _parts() -> dict[str, tuple[str, ...]]:
    """Accounts of each part of a lift's cost."""
    every = keys_of("lift_build")
    return {
        "total_cny": every,
        "construction_cny": tuple(key for key in every if key != "lift_equipment"),
        "equipment_cny": ("lift_equipment",),
        "relocation_cny": keys_of("relocation"),
    }


def subsidised(
    scenario: Scenario,
    project: Project,
    lines: list[CostLine],
    loan: LoanSchedule,
) -> Subsidised:
    """The project as grants see it; a group's lift costs its share of every construction row."""
    n_draws = loan.interest_cny.shape[0]
    groups = []
    for well in scenario.stairwell:
        n_lifts = well.count * well.n_lifts
        cost_cny = {
            part: sum(
                (
                    _of_one_lift(line, well, project)
                    for line in lines
                    if line.cost.account in accounts
                ),
                np.zeros(n_draws),
            )
            for part, accounts in _parts().items()
        }
        groups.append(
            LiftGroup(
                name=well.name,
                n_lifts=n_lifts,
                n_storeys=well.storeys,
                n_stops=well.storeys,
                **cost_cny,
                shaft_exists=well.shaft_exists,
                n_low_income_households=well.low_income_households * well.count,
            )
        )
    return Subsidised(
        groups=tuple(groups),
        pv_w=np.full(n_draws, project.peak_w),
        n_years=scenario.n_years,
        commissioned=scenario.commissioned,
        interest_cny=loan.interest_cny,
        owed_cny=opening_cny(loan),
        build_months=scenario.build_months,
        investor_owned=not any("lift_equipment" in rule.accounts for rule in scenario.payer),
    )


def _of_one_lift(line: CostLine, well, project: Project) -> np.ndarray:
    """What one lift of a stairwell bears of a construction row."""
    if line.cost.when != "build":
        return np.zeros(line.cny.shape[0])
    weight = {
        "storey": well.storeys / project.n_storeys,
        "stop": well.storeys / project.n_stops,
        "household": well.flats / well.n_lifts / project.n_households,
        "extra_storey": extra_storeys(well.storeys) / max(project.n_extra_storeys, 1),
        "level_lift": float(well.entry == "level") / max(project.n_level_lifts, 1),
    }.get(line.cost.per, 1.0 / project.n_lifts)
    return line.cny[:, 0] * weight
