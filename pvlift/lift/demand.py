"""The electricity of a stairwell's lifts in every hour of a year, by either model."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from pvlift.errors import Fault, ScenarioError, Words
from pvlift.lift import days, standard, tables, traffic
from pvlift.lift.days import Calendar
from pvlift.lift.faults import refuse_faults
from pvlift.lift.hours import LiftHours, expected_hours
from pvlift.lift.spec import (
    LiftSpec,
    idle_power_w,
    n_stops,
    standing_powers_w,
    stop_heights_m,
)
from pvlift.lift.trip import Machine, round_trip_wh

SHORT_CYCLE_FRAC = 2.0 / 3.0  # of the travel, as in the published examples


class StairwellLoad(NamedTuple):
    """One load of a stairwell; arrays are float[8760] [W], load = running + standing."""

    name: str  # "lift", or the name of the extra row
    load_w: np.ndarray
    running_w: np.ndarray  # grows with the use of the lift
    standing_w: np.ndarray  # nearly the same whatever the use


class LiftYear(NamedTuple):
    """One lift's year in the model the spec names; the whole stairwell has n_lifts of them."""

    hours: LiftHours  # the journey model's expectation for the same calls
    running_w: np.ndarray  # float[8760], one lift
    standing_w: np.ndarray  # float[8760], one lift
    starts_per_day: float
    groups_per_day: float
    rides_per_day: float
    day: standard.Day | None  # the standard's intermediates; None for journeys


def reference_cycle(spec: LiftSpec) -> standard.Cycle:
    """Empty car up and down over the full travel, measured or by physics. [Wh]"""
    travel_m = float(stop_heights_m(spec)[-1])
    if spec.reference_wh is not None:
        return standard.Cycle(travel_m, spec.reference_wh)
    return standard.Cycle(
        travel_m, _cycle_wh(spec.machine, idle_power_w(spec), _door_s(spec), travel_m)
    )


def short_cycle(spec: LiftSpec) -> standard.Cycle | None:
    """Empty car up and down over a part of the travel; None where only E_rc was measured. [Wh]"""
    if spec.short_wh is not None and spec.short_travel_m is not None:
        return standard.Cycle(spec.short_travel_m, spec.short_wh)
    if spec.reference_wh is not None:
        return None
    way_m = SHORT_CYCLE_FRAC * float(stop_heights_m(spec)[-1])
    return standard.Cycle(way_m, _cycle_wh(spec.machine, idle_power_w(spec), _door_s(spec), way_m))


@lru_cache(maxsize=4096)
def _cycle_wh(machine: Machine, idle_w: float, door_s: float, way_m: float) -> float:
    """The drive's energy, and controller and light for the whole cycle, doors included."""
    way_s = standard.average_trip_s(way_m, *machine[1:4], door_s)
    return round_trip_wh(machine, 0.0, way_m, way_m) + idle_w * 2.0 * way_s / 3600.0


def _door_s(spec: LiftSpec) -> float:
    return spec.door_open_s + spec.door_dwell_s + spec.door_close_s


def standard_day(spec: LiftSpec, starts_per_day: float) -> standard.Day:
    """The standard's daily energy of one lift at a number of starts, all intermediates. [Wh]"""
    slope = standard.traction_slope(spec.machine.counterbalance_frac, spec.edition)
    return standard.day(
        rated_load_kg=spec.machine.rated_load_kg,
        n_stops=n_stops(spec),
        starts_per_day=starts_per_day,
        reference=reference_cycle(spec),
        short=short_cycle(spec),
        motion=tuple(spec.machine[1:4]),
        door_s=_door_s(spec),
        powers_w=standing_powers_w(spec),
        slope_per_percent=slope,
        category=spec.usage_category,
        edition=spec.edition,
    )


def lift_year(spec: LiftSpec, calendar: Calendar | None = None) -> LiftYear:
    """One lift of a stairwell, hour by hour, in the model the spec names. [W]

    The standard's running energy follows the calls of the hours, its standing energy the state
    the calls leave the lift in; both keep the standard's sums over the year.
    """
    refuse_faults(spec)
    year = days.chinese_year() if calendar is None else calendar
    table = traffic.journeys(spec)
    wake_s = (spec.wake5_s, spec.wake30_s) if spec.sleep else (0.0, 0.0)
    powers_w = standing_powers_w(spec)

    def expect(groups: float) -> LiftHours:
        return expected_hours(table, traffic.rates(spec, year, groups), powers_w, wake_s)

    wanted = _stated_starts(spec)
    groups = traffic.groups_per_day(spec) if wanted is None else wanted / 1.7
    hours = expect(groups)
    starts = _mean_starts(hours)
    for _ in range(2 if wanted else 0):  # starts per group hardly depend on the groups
        groups *= wanted / starts
        hours = expect(groups)
        starts = _mean_starts(hours)
    _refuse_overload(spec, hours)
    people = float(np.arange(1, table.size_frac.size + 1) @ table.size_frac)
    running_w, standing_w, day = hours.running_w, hours.standing_w, None
    if spec.model == "standard":
        day = standard_day(spec, starts if wanted is None else wanted)
        running_w = _spread(day.running_wh, hours.groups_per_h)
        standing_w = _spread(day.standing_wh, standing_w)
    return LiftYear(hours, running_w, standing_w, starts, groups, groups * people, day)


def _mean_starts(hours: LiftHours) -> float:
    return float(hours.starts_per_h.sum()) / days.N_DAYS


def _stated_starts(spec: LiftSpec) -> float | None:
    if spec.starts_per_day is not None:
        return float(spec.starts_per_day)
    if spec.usage_category is not None:
        return tables.starts_per_day(spec.usage_category, spec.edition).value
    return None


def _spread(day_wh: float, shape: np.ndarray) -> np.ndarray:
    """365 days of energy over the hours of a year in proportion to a shape. [W]"""
    total = float(shape.sum())
    if not total > 0.0:
        return np.full(days.N_HOURS, day_wh / 24.0)
    return shape * (days.N_DAYS * day_wh / total)


def _refuse_overload(spec: LiftSpec, hours: LiftHours) -> None:
    late = np.flatnonzero(np.isnan(hours.wait_s))
    if late.size:
        calls = float(hours.groups_per_h.max())
        where = "trips_per_person_per_day" if _stated_starts(spec) is None else "starts_per_day"
        fault = Fault(
            where,
            Words(f"{calls:.0f} calls an hour", f"每小时 {calls:.0f} 次呼梯"),
            Words(
                "no more calls per lift than it can serve in its busiest hour; fewer people or "
                "trips, or more lifts",
                "每台电梯最忙一小时内能服务的呼梯次数；请减少人数或次数，或增加电梯台数",
            ),
        )
        raise ScenarioError("lift", [fault])


def stairwell_loads(
    spec: LiftSpec, *, calendar: Calendar | None = None
) -> tuple[StairwellLoad, ...]:
    """Every load of a stairwell, float[8760] each: the lifts together, then the extra rows. [W]"""
    year = lift_year(spec, calendar)
    running_w = spec.n_lifts * year.running_w
    standing_w = spec.n_lifts * year.standing_w
    return (
        StairwellLoad("lift", running_w + standing_w, running_w, standing_w),
        *extra_loads(spec),
    )


def extra_loads(spec: LiftSpec) -> tuple[StairwellLoad, ...]:
    """Loads outside the lift standard, each in its hours and months. [W]"""
    found = []
    for extra in spec.extras:
        on = np.full((days.N_DAYS, 24), extra.power_w * extra.duty_frac)
        if extra.hours:
            on[:, [hour for hour in range(24) if hour not in extra.hours]] = 0.0
        if extra.months:
            on[~np.isin(days.months() + 1, extra.months)] = 0.0
        load_w = on.ravel()
        found.append(StairwellLoad(extra.name, load_w, np.zeros_like(load_w), load_w))
    return tuple(found)


def with_use(spec: LiftSpec, use_frac: float) -> LiftSpec:
    """The same stairwell with use_frac times the rides, or starts where those were given."""
    starts = _stated_starts(spec)
    if starts is None:
        return spec._replace(trips_per_person_per_day=spec.trips_per_person_per_day * use_frac)
    return spec._replace(starts_per_day=starts * use_frac, usage_category=None)
