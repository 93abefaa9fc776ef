"""From the stairwells of a scenario to the load of all their lifts."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pvlift.errors import Fault, Notice, PvliftError, ScenarioError, Words
from pvlift.lift import days, demand
from pvlift.lift.days import N_HOURS, Calendar
from pvlift.lift.notices import notices as lift_notices
from pvlift.lift.spec import LiftSpec, ShaftLoad, typical_lift
from pvlift.scenario.plant import Stairwell
from pvlift.scenario.records import Scenario

PASSED_ON = (  # keys that the lift room knows by the same name; absent ones keep the typical row
    "people_per_flat",
    "entry",
    "storey_height_m",
    "trips_per_person_per_day",
    "model",
    "parking",
    "n_lifts",
    "n_stops",
    "rated_speed_m_per_s",
    "edition",
    "starts_per_day",
    "usage_category",
    "profile",
    "month_frac",
    "stop_weights",
    "ground_floor_uses",
    "idle_w",
    "standby5_w",
    "standby30_w",
    "reference_wh",
    "short_wh",
    "short_travel_m",
)


USE_STEP = 0.02  # less use, to see how much longer a lift stands and sleeps


class Lifts(NamedTuple):
    """All lifts of a scenario as one load; rows follow the scenario's stairwells.

    With use f times as large the load is fixed_w + f varying_w: a busier lift runs more, sleeps
    less and stands less. With f = 1 it is running_w + standing_w exactly.
    """

    specs: tuple[LiftSpec, ...]
    calendar: Calendar
    varying_w: np.ndarray  # float[n_stairwells, 8760] all lifts of the kind
    fixed_w: np.ndarray  # float[n_stairwells, 8760]
    varying_kwh: np.ndarray  # float[n_stairwells] yearly, all stairwells of the kind
    running_kwh: np.ndarray  # float[n_stairwells] while somebody is served
    standing_kwh: np.ndarray  # float[n_stairwells] the rest, extra loads included
    notices: tuple[Notice, ...]


def calendar_of(first_weekday: int) -> Calendar:
    """Days of a year that begins on this weekday (Monday 0), as the tariffs count them.

    Public holidays keep the dates of the reference year: those of the moon calendar move by some
    days from year to year, which moves a lift's yearly energy by less than 0.1 %. Weekend days
    worked in exchange are left out, because they belong to the reference year's weekdays.
    """
    reference = days.chinese_year()
    if first_weekday == reference.first_weekday:
        return reference
    return Calendar(first_weekday, reference.holidays)


def spec_of(well: Stairwell) -> LiftSpec:
    """The lift of one stairwell as the lift room knows it."""
    changes = {name: getattr(well, name) for name in PASSED_ON}
    changes["month_frac"] = well.month_frac or ()
    if well.regeneration_frac > 0:
        changes["regen_eff_frac"] = well.regeneration_frac
    extras = [ShaftLoad("extra", well.extra_w)] if well.extra_w > 0 else []
    extras += [
        ShaftLoad(load.name, load.power_w, load.hours, load.months, load.duty_frac)
        for load in well.extra_load
    ]
    return typical_lift(
        storeys=well.storeys,
        flats=well.flats,
        lift=well.lift,
        standing=well.standing,
        extras=tuple(extras),
        **changes,
    )


def lifts_of(scenario: Scenario, first_weekday: int) -> Lifts:
    """Every stairwell's lifts, hour by hour; ScenarioError lists the faults of all stairwells.

    first_weekday : of 1 January (Monday 0), the same that the tariffs take
    """
    calendar = calendar_of(first_weekday)
    specs, running, standing, varying, faults, said = [], [], [], [], [], []
    for n, well in enumerate(scenario.stairwell, 1):
        try:
            spec = spec_of(well)
            year = demand.lift_year(spec, calendar)
            quieter = demand.lift_year(demand.with_use(spec, 1.0 - USE_STEP), calendar)
        except PvliftError as error:
            faults += [_placed(fault, n) for fault in error.faults]
            continue
        said += [
            _named(notice, well.name) if len(scenario.stairwell) > 1 else notice
            for notice in lift_notices(spec, year)
        ]
        n_lifts = well.count * spec.n_lifts
        extra_w = sum((load.load_w for load in demand.extra_loads(spec)), np.zeros(N_HOURS))
        per_use_w = (year.standing_w - quieter.standing_w) / USE_STEP
        specs.append(spec)
        running.append(n_lifts * year.running_w)
        standing.append(n_lifts * year.standing_w + well.count * extra_w)
        most_w = n_lifts * (year.running_w + year.standing_w)
        varying.append(np.clip(running[-1] + n_lifts * per_use_w, 0.0, most_w))
    if faults:
        raise ScenarioError(scenario.name, faults)
    varying_w = np.array(varying)
    return Lifts(
        specs=tuple(specs),
        calendar=calendar,
        varying_w=varying_w,
        fixed_w=np.array(running) + np.array(standing) - varying_w,
        varying_kwh=_yearly_kwh(varying),
        running_kwh=_yearly_kwh(running),
        standing_kwh=_yearly_kwh(standing),
        notices=tuple(dict.fromkeys(said)),
    )


def _yearly_kwh(loads_w: list[np.ndarray]) -> np.ndarray:
    return np.array([load_w.sum() / 1000.0 for load_w in loads_w])


def _named(notice: Notice, name: str) -> Notice:
    """What is said of one stairwell among several, with its name."""
    words = notice.words
    return notice._replace(words=Words(f"{name}: {words.en}", f"{name}：{words.zh}"))


def _placed(fault: Fault, n: int) -> Fault:
    """A fault of one lift, with the number of its stairwell."""
    return fault._replace(where=f"stairwell[{n}].{fault.where}")
