"""From the stairwells of a scenario to the load of all their lifts."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pvlift.errors import Fault, Notice, PvliftError, ScenarioError
from pvlift.lift import demand
from pvlift.lift.notices import notices as lift_notices
from pvlift.lift.spec import ExtraLoad, LiftSpec, typical_lift
from pvlift.scenario.records import Scenario, Stairwell


class Lifts(NamedTuple):
    """All lifts of a scenario as one load; rows follow the scenario's stairwells."""

    specs: tuple[LiftSpec, ...]
    running_w: np.ndarray  # float[8760] grows with use
    standing_w: np.ndarray  # float[8760] does not
    running_kwh: np.ndarray  # float[n_stairwells] yearly, all stairwells of the kind
    standing_kwh: np.ndarray  # float[n_stairwells]
    notices: tuple[Notice, ...]


def spec_of(well: Stairwell) -> LiftSpec:
    """The lift of one stairwell as the lift room knows it."""
    changes = {"regen_eff_frac": well.regeneration_frac} if well.regeneration_frac > 0 else {}
    extras = (ExtraLoad("extra", well.extra_w),) if well.extra_w > 0 else ()
    return typical_lift(
        storeys=well.storeys,
        flats=well.flats,
        lift=well.lift,
        standing=well.standing,
        extras=extras,
        people_per_flat=well.people_per_flat,
        entry=well.entry,
        storey_height_m=well.storey_height_m,
        trips_per_person_per_day=well.trips_per_person_per_day,
        model=well.model,
        parking=well.parking,
        n_lifts=well.n_lifts,
        **changes,
    )


def lifts_of(scenario: Scenario) -> Lifts:
    """Every stairwell's lifts, hour by hour; ScenarioError lists the faults of all stairwells."""
    specs, running, standing, faults, said = [], [], [], [], []
    for n, well in enumerate(scenario.stairwell, 1):
        try:
            spec = spec_of(well)
            loads = demand.stairwell_loads(spec)
            said += lift_notices(spec, demand.lift_year(spec))
        except PvliftError as error:
            faults += [_placed(fault, n) for fault in error.faults]
            continue
        specs.append(spec)
        running.append(well.count * sum(load.running_w for load in loads))
        standing.append(well.count * sum(load.standing_w for load in loads))
    if faults:
        raise ScenarioError(scenario.name, faults)
    return Lifts(
        specs=tuple(specs),
        running_w=sum(running),
        standing_w=sum(standing),
        running_kwh=np.array([part.sum() / 1000.0 for part in running]),
        standing_kwh=np.array([part.sum() / 1000.0 for part in standing]),
        notices=tuple(dict.fromkeys(said)),
    )


def _placed(fault: Fault, n: int) -> Fault:
    """A fault of one lift, with the number of its stairwell."""
    return fault._replace(where=f"stairwell[{n}].{fault.where}")
