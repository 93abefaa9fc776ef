"""From a stairwell of the scenario to the numbers of its lift."""

from __future__ import annotations

from pvlift.lift.spec import ExtraLoad, LiftSpec, typical_lift


def spec_of(stairwell) -> LiftSpec:
    """The lift of a scenario's stairwell, its rows looked up in facts/lifts.csv.

    Parameters
    ----------
    stairwell : pvlift.scenario.records.Stairwell, or anything with its fields
    """
    extras = ()
    if stairwell.extra_w > 0.0:
        extras = (ExtraLoad("lift_extra", stairwell.extra_w),)
    return typical_lift(
        storeys=stairwell.storeys,
        flats=stairwell.flats,
        lift=stairwell.lift,
        standing=stairwell.standing,
        extras=extras,
        people_per_flat=stairwell.people_per_flat,
        storey_height_m=stairwell.storey_height_m,
        entry=stairwell.entry,
        model=stairwell.model,
        n_lifts=stairwell.n_lifts,
        parking=stairwell.parking,
        trips_per_person_per_day=stairwell.trips_per_person_per_day,
        regen_eff_frac=stairwell.regeneration_frac,
    )
