"""The same plan with other amounts, more or fewer roofs, more or fewer lifts, without new sun."""

from __future__ import annotations

from pvlift.scenario.load import Loaded
from pvlift.study.plan.prepare import prepare
from pvlift.study.plant import stairwells
from pvlift.study.plant.assemble import Prepared, assemble, first_weekday_of


def resized(prepared: Prepared, loaded: Loaded) -> Prepared:
    """A prepared plan for a scenario that differs in money and in counts of roofs and stairwells.

    Roofs of one kind are alike, so their power grows with their number.
    """
    before, after = prepared.loaded.scenario, loaded.scenario
    arrays = tuple(
        array._replace(
            dc_w=array.dc_w * (new.count / old.count),
            inverter_limit_w=array.inverter_limit_w * (new.count / old.count),
        )
        for array, old, new in zip(prepared.arrays, before.roof, after.roof, strict=True)
    )
    lifts = prepared.lifts
    if after.stairwell != before.stairwell:
        lifts = stairwells.lifts_of(after, first_weekday_of(after))
    plan = assemble(loaded, prepared.weather, None, arrays, lifts)
    return plan._replace(sun=prepared.sun)


def prepared_like(prepared: Prepared, loaded: Loaded, *, spread: bool) -> Prepared:
    """A plan prepared with the sun of another one where that is the same, else from the start."""
    old, new = prepared.loaded.scenario, loaded.scenario
    same_sun = (
        (old.site, old.weather, old.losses) == (new.site, new.weather, new.losses)
        and [_shape(roof) for roof in old.roof] == [_shape(roof) for roof in new.roof]
        and not any(roof.tilt_deg == "best_npv" for roof in new.roof)
    )
    if same_sun and old.commissioned == new.commissioned:
        return resized(prepared, loaded)
    return prepare(loaded, spread=spread)


def _shape(roof) -> dict:
    """A roof without its number, its meter and its point, which change no sun."""
    return roof.model_dump(exclude={"name", "count", "feeds", "point"})
