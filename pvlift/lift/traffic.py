"""From people to journeys: groups, their sizes and ways, and what one of them costs."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from pvlift.lift import days, tables
from pvlift.lift.days import Calendar
from pvlift.lift.spec import LiftSpec, idle_power_w, n_stops, riders, stop_heights_m
from pvlift.lift.spec import stop_shares_frac as shares_of
from pvlift.lift.trip import Machine, trip

PLACE_KG = 75.0  # EN 81-20: one person of the rated load
UP, DOWN, INTER = 0, 1, 2
AT_ENTRANCE, AT_UPPER, AT_VISITED, AT_PARKING = 0, 1, 2, 3  # where a car may stand


class Journeys(NamedTuple):
    """Everything one lift can do, per pair of stops; no doors in the energies."""

    time_s: np.ndarray  # float[stops, stops], start to stop
    way_m: np.ndarray  # float[stops, stops]
    empty_wh: np.ndarray  # float[stops, stops]
    loaded_wh: np.ndarray  # float[stops, stops, places]: 1, 2, ... people
    size_frac: np.ndarray  # float[places]: how often a group has 1, 2, ... people
    stop_frac: np.ndarray  # float[stops]: share of the rides of each stop, entrance 0
    pair_frac: np.ndarray  # float[3, stops, stops]: from, to, by direction
    parking_stop: int  # -1: stays where it is
    start_delay_s: float
    door_s: float  # open + dwell + close
    door_open_s: float
    transfer_s: float
    door_wh: float
    busy_w: float  # controller and light while the lift serves somebody


class Moments(NamedTuple):
    """Means of a group's service by where the car stands and which way the group goes."""

    empty_starts: np.ndarray  # float[4, 3]: how often the car must come first
    empty_s: np.ndarray  # float[4, 3]
    empty_wh: np.ndarray
    empty_m: np.ndarray
    service_s: np.ndarray  # float[4, 3], call answered to doors closed again
    service_s2: np.ndarray  # mean square
    loaded_wh: np.ndarray  # float[3]
    loaded_s: np.ndarray  # start delay and ride
    loaded_m: np.ndarray
    parking_s: np.ndarray  # float[3], after a group of this direction
    parking_s2: np.ndarray
    parking_starts: np.ndarray
    parking_wh: np.ndarray
    parking_m: np.ndarray
    people: float  # mean size of a group


class CallRates(NamedTuple):
    """Calls of one lift in every hour of the year."""

    groups_per_h: np.ndarray  # float[8760]
    direction_frac: np.ndarray  # float[3, 8760]: up, down, between upper stops
    day_class: np.ndarray | None = None  # int[365]: equal where days are alike; None = all differ


def group_sizes(group_size_mean: float, rated_load_kg: float) -> np.ndarray:
    """How often a group has 1, 2, ... people: geometric, the tail at the car's places. [1]

    References: field counts in residential buildings are geometric with means of 1.1 to 1.4.
    """
    places = max(int(rated_load_kg // PLACE_KG), 1)
    if places == 1 or group_size_mean <= 1.0:
        sizes = np.zeros(places)
        sizes[0] = 1.0
        return sizes
    ends = 1.0 / group_size_mean
    sizes = ends * (1.0 - ends) ** np.arange(places)
    sizes[-1] = (1.0 - ends) ** (places - 1)
    return sizes


def journeys(spec: LiftSpec) -> Journeys:
    """Tables of every move of a stairwell's lift."""
    sizes = group_sizes(spec.group_size_mean, spec.machine.rated_load_kg)
    heights_m = tuple(stop_heights_m(spec).tolist())
    time_s, way_m, energy_wh = moves(spec.machine, heights_m, spec.person_kg, sizes.size)
    stop_frac = np.concatenate([[0.0], shares_of(spec)])
    parking = {"stay": -1, "ground": 0, "middle": len(heights_m) // 2}[spec.parking]
    return Journeys(
        time_s,
        way_m,
        energy_wh[:, :, 0],
        energy_wh[:, :, 1:],
        sizes,
        stop_frac,
        _pairs(stop_frac),
        parking,
        spec.start_delay_s,
        spec.door_open_s + spec.door_dwell_s + spec.door_close_s,
        spec.door_open_s,
        spec.transfer_s,
        spec.machine.door_wh,
        idle_power_w(spec),
    )


@lru_cache(maxsize=4096)
def moves(machine: Machine, heights_m: tuple[float, ...], person_kg: float, places: int):
    """Time [s], way [m] and energy [Wh] of every move, float[stops, stops], with 0..places people.

    Kept by content: many stairwells of an estate have the same lift.
    """
    heights = np.array(heights_m)
    loads_kg = person_kg * np.arange(places + 1)
    if machine.rope_imbalance_kg_per_m:
        start, end = heights[:, None, None], heights[None, :, None]
        found = trip(machine, start, end, loads_kg, heights[-1])
        time_s, energy = found.time_s[:, :, 0], found.electric_wh - found.door_wh
    else:
        # without rope weight a move depends on its distance and direction only
        gaps_m = np.round(heights[None, :] - heights[:, None], 9)
        ways_m, which = np.unique(gaps_m, return_inverse=True)
        which = which.reshape(gaps_m.shape)
        start, end = np.maximum(-ways_m, 0.0)[:, None], np.maximum(ways_m, 0.0)[:, None]
        found = trip(machine, start, end, loads_kg)
        time_s, energy = found.time_s[:, 0][which], (found.electric_wh - found.door_wh)[which]
    standing = np.arange(heights.size)
    energy[standing, standing] = 0.0
    table = time_s, np.abs(heights[:, None] - heights[None, :]), energy
    for part in table:
        part.setflags(write=False)
    return table


def _pairs(stop_frac: np.ndarray) -> np.ndarray:
    """Joint shares of start and end by direction, float[3, stops, stops]. [1]"""
    n = stop_frac.size
    pairs = np.zeros((3, n, n))
    pairs[UP, 0, :] = stop_frac
    pairs[DOWN, :, 0] = stop_frac
    between = np.outer(stop_frac, stop_frac)
    between[np.arange(n), np.arange(n)] = 0.0
    if between.sum() > 0.0:
        pairs[INTER] = between / between.sum()
    return pairs


def moments(table: Journeys) -> Moments:
    """Means of one group's service, exact sums over every pair of stops and group size."""
    n = table.time_s.shape[0]
    origin, target = table.pair_frac.sum(axis=2), table.pair_frac.sum(axis=1)
    places = np.zeros((4, n))
    places[AT_ENTRANCE, 0] = 1.0
    places[AT_UPPER] = table.stop_frac
    places[AT_VISITED] = target[INTER]
    places[AT_PARKING, max(table.parking_stop, 0)] = 1.0
    apart = 1.0 - np.eye(n)
    come_s = apart * (table.start_delay_s + table.time_s)

    def met(values):
        return places @ values @ origin.T

    people = np.arange(1, table.size_frac.size + 1)
    mean_people = float(people @ table.size_frac)
    spread = float(people**2 @ table.size_frac) - mean_people**2
    ride_s = come_s + 2.0 * (table.door_s + table.transfer_s * (mean_people - 1.0))
    ride_mean = np.einsum("cij,ij->ci", table.pair_frac, ride_s)
    ride_square = np.einsum("cij,ij->c", table.pair_frac, ride_s**2)
    empty_s = met(come_s)
    square = met(come_s**2) + 2.0 * (places @ come_s) @ ride_mean.T + ride_square
    parked = come_s[:, max(table.parking_stop, 0)]
    to_park = table.empty_wh[:, max(table.parking_stop, 0)]
    park_m = table.way_m[:, max(table.parking_stop, 0)]
    return Moments(
        met(apart),
        empty_s,
        met(table.empty_wh),
        met(table.way_m),
        empty_s + ride_mean.sum(axis=1),
        square + (2.0 * table.transfer_s) ** 2 * spread,
        np.einsum("cij,ijk,k->c", table.pair_frac, table.loaded_wh, table.size_frac),
        np.einsum("cij,ij->c", table.pair_frac, come_s),
        np.einsum("cij,ij->c", table.pair_frac, table.way_m),
        target @ parked,
        target @ parked**2,
        target @ apart[:, max(table.parking_stop, 0)],
        target @ to_park,
        target @ park_m,
        mean_people,
    )


def rates(spec: LiftSpec, calendar: Calendar, groups_per_day: float) -> CallRates:
    """Calls of one lift in every hour of the year around a yearly mean. [1/h]

    The day factors of the profile and the months move rides between days; the year's mean
    stays groups_per_day.
    """
    shape = tables.profile(spec.profile)
    kinds = days.day_types(calendar)
    level = shape.day_frac[kinds]
    if spec.month_frac:
        level = level * np.asarray(spec.month_frac, dtype=float)[days.months()]
    total = level.sum()
    if not total > 0.0:
        raise ValueError("the months leave no day with rides")
    per_day = groups_per_day * days.N_DAYS * level / total
    hourly = (per_day[:, None] * shape.share_frac[kinds]).ravel()
    mix = np.stack([shape.up_frac, shape.down_frac, shape.inter_frac])
    if n_stops(spec) < 3:  # one upper stop: nobody goes between upper stops
        mix[INTER] = 0.0
        mix /= mix.sum(axis=0)
    alike = kinds + 3 * days.months() if spec.month_frac else kinds
    return CallRates(hourly, mix.take(kinds, axis=1).reshape(3, days.N_HOURS), alike)


def groups_per_day(spec: LiftSpec) -> float:
    """Groups that call one lift on a mean day, from the people. [1/day]"""
    people = np.arange(1, int(max(spec.machine.rated_load_kg // PLACE_KG, 1)) + 1)
    sizes = group_sizes(spec.group_size_mean, spec.machine.rated_load_kg)
    rides = riders(spec) * spec.trips_per_person_per_day
    return float(rides / (people @ sizes) / spec.n_lifts)
