"""Round trip, interval and handling capacity: checks of whether a lift can carry its people."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np


class Handling(NamedTuple):
    """What a group of lifts carries in an up peak."""

    mean_stops: float  # S
    highest_stop: float  # H
    round_trip_s: float  # RTT
    interval_s: float  # INT
    people_per_5_min: float  # HC
    population_frac: float  # share of the population carried in 5 minutes


def mean_stops(n_upper: int, people: float, population=None) -> float:
    """Stops a full car makes above the entrance, S. [1]

    References: S = N (1 - (1 - 1/N)^P); with unequal floors the sum of 1 - (1 - U_i/U)^P.
    """
    shares = _shares(n_upper, population)
    return float((1.0 - (1.0 - shares) ** people).sum())


def highest_stop(n_upper: int, people: float, population=None) -> float:
    """Mean number of the highest stop a full car reaches, H. [1]

    References: H = N - sum over i < N of (i/N)^P; with unequal floors cumulative shares.
    """
    below = np.cumsum(_shares(n_upper, population))[:-1]
    return float(n_upper - (below**people).sum())


def _shares(n_upper: int, population) -> np.ndarray:
    if n_upper < 1:
        raise ValueError(f"n_upper must be at least 1, got {n_upper}")
    if population is None:
        return np.full(n_upper, 1.0 / n_upper)
    people = np.asarray(population, dtype=float)
    if people.shape != (n_upper,) or people.min() < 0.0 or not people.sum() > 0.0:
        raise ValueError(f"population must be {n_upper} numbers, none negative, not all 0")
    return people / people.sum()


def round_trip(
    *,
    n_upper: int,
    people: float,
    floor_s: float,
    stop_s: float,
    transfer_s: float,
    n_lifts: int = 1,
    population: float = math.nan,
    floor_population=None,
    express_s: float = 0.0,
) -> Handling:
    """Up-peak round trip, interval and handling capacity. [s]

    Parameters
    ----------
    people     : in the car at departure, often 0.8 of its places
    floor_s    : t_v, one floor at rated speed
    stop_s     : t_s, what a stop adds: move and doors beyond t_v
    transfer_s : t_p, one person in or out

    Not a measure of waiting in a lightly used residential lift.

    References: RTT = 2 H t_v + (S + 1) t_s + 2 P t_p (+ 2 t_x), INT = RTT / L,
    HC = 300 P L / RTT.
    """
    stops = mean_stops(n_upper, people, floor_population)
    highest = highest_stop(n_upper, people, floor_population)
    trip_s = 2.0 * highest * floor_s + (stops + 1.0) * stop_s + 2.0 * people * transfer_s
    trip_s += 2.0 * express_s
    capacity = 300.0 * people * n_lifts / trip_s
    return Handling(stops, highest, trip_s, trip_s / n_lifts, capacity, capacity / population)


def up_peak_wait_s(interval_s: float, people: float, places: float) -> float:
    """Average wait in an up peak from the interval, unverified. [s]

    References: Barney's approximation for cars filled to 50-80 %, 0.4 of the interval below.
    """
    filled = people / places
    if filled < 0.5:
        return 0.4 * interval_s
    return (0.4 + (1.8 * filled - 0.77) ** 2) * interval_s
