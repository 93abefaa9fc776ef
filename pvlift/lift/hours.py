"""What one lift does in every hour of a year, as expectations in closed form."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from pvlift.lift import traffic
from pvlift.lift.days import N_DAYS
from pvlift.lift.traffic import DOWN, INTER, UP, CallRates, Journeys, Moments

TIMERS_H = (5.0 / 60.0, 30.0 / 60.0)


class LiftHours(NamedTuple):
    """One lift, hour by hour; arrays are float[8760]."""

    groups_per_h: np.ndarray
    starts_per_h: np.ndarray
    way_m_per_h: np.ndarray
    moving_s_per_h: np.ndarray  # start delays and moves, no doors
    moves_wh_per_h: np.ndarray  # the drive's part of running_w
    running_w: np.ndarray  # moves, doors, and controller and light while serving
    standing_w: np.ndarray  # idle and asleep
    busy_frac: np.ndarray
    idle_frac: np.ndarray  # standing less than 5 minutes
    standby5_frac: np.ndarray
    standby30_frac: np.ndarray
    wait_s: np.ndarray  # call to door open; nan where calls outrun the lift
    asleep_frac: np.ndarray  # calls that find the car asleep 5 minutes or more


class _Days(NamedTuple):
    chosen: np.ndarray  # int[n]: days of the year that stand for all
    spread: np.ndarray  # int[365]: which of the chosen stands for a day
    back: np.ndarray  # int[n_back, n]: which of them came 1, 2, ... days before


class _Service(NamedTuple):
    """Hourly means of a group's service by the car's place at the call."""

    empty_starts: np.ndarray
    empty_s: np.ndarray
    empty_wh: np.ndarray
    empty_m: np.ndarray
    service_s: np.ndarray
    service_s2: np.ndarray


def expected_hours(
    table: Journeys,
    rate: CallRates,
    powers_w: tuple[float, float, float],
    wake_s: tuple[float, float] = (0.0, 0.0),
) -> LiftHours:
    """Expected state and energy of one lift in every hour of the year.

    Groups arrive at random (Poisson) with the hour's rate and are served one by one in the
    order of their calls. The place of the car is carried from hour to hour; the sleep timers
    look back over the edge of the hour. A car that parks drives off at once when nobody waits.

    References: single-server queue with Poisson arrivals (Pollaczek-Khinchine), with one
    vacation where the car parks; Markov chain of the car's place.
    """
    which = _distinct_days(rate)
    per_h = rate.groups_per_h.reshape(N_DAYS, 24)[which.chosen].ravel()
    per_s = per_h / 3600.0
    mix = rate.direction_frac.reshape(3, N_DAYS, 24).take(which.chosen, axis=1).reshape(3, -1)
    means = traffic.moments(table)
    if table.parking_stop < 0:
        service = _mean_service(means, _places_at_calls(per_h, mix, which.back), mix)
        park_frac = np.zeros_like(per_h)
    else:
        service, park_frac = _parking_service(means, per_s, mix)
    park_s = park_frac * (means.parking_s @ mix)
    loaded_wh = means.loaded_wh @ mix
    work_busy = per_s * (service.service_s + park_s)
    asleep5, asleep30 = _asleep(per_h, np.maximum(1.0 - work_busy, 0.0), which.back[0])
    woken_s = (asleep5 - asleep30) * wake_s[0] + asleep30 * wake_s[1]
    busy = np.minimum(work_busy + per_s * woken_s, 1.0)
    moves_wh = service.empty_wh + loaded_wh + park_frac * (means.parking_wh @ mix)
    idle = np.maximum(1.0 - busy - asleep5, 0.0)
    rows = (
        per_h,
        per_h * (1.0 + service.empty_starts + park_frac * (means.parking_starts @ mix)),
        per_h * (service.empty_m + means.loaded_m @ mix + park_frac * (means.parking_m @ mix)),
        per_h * (service.empty_s + means.loaded_s @ mix + park_s),
        per_h * moves_wh,
        per_h * (moves_wh + 2.0 * table.door_wh) + busy * table.busy_w,
        idle * powers_w[0] + (asleep5 - asleep30) * powers_w[1] + asleep30 * powers_w[2],
        busy,
        idle,
        asleep5 - asleep30,
        asleep30,
        _wait_s(table, means, per_s, mix, service, park_frac) + woken_s,
        asleep5,
    )
    chosen = np.stack(rows).reshape(len(rows), -1, 24)
    return LiftHours(*chosen.take(which.spread, axis=1).reshape(len(rows), -1))


def _distinct_days(rate: CallRates) -> _Days:
    """The days that must be computed: alike days after alike days come out the same.

    Calls of a day wash out where the car stood before; so many days back are compared that less
    than exp(-32) of it is left. Where that needs more than a week, every day is computed.
    """
    calls = rate.groups_per_h.reshape(N_DAYS, 24).sum(axis=1).min()
    n_back = N_DAYS - 1 if calls * N_DAYS <= 32.0 else max(math.ceil(32.0 / calls), 1)
    n_back = min(n_back, N_DAYS - 1)
    day = np.arange(N_DAYS)
    if rate.day_class is None or n_back > 7:
        return _Days(day, day, (day - np.arange(1, n_back + 1)[:, None]) % N_DAYS)
    n_classes = int(rate.day_class.max()) + 1
    history = np.zeros(N_DAYS, dtype=np.int64)
    for back in range(n_back + 1):
        history = history * n_classes + np.roll(rate.day_class, back)
    _, chosen, spread = np.unique(history, return_index=True, return_inverse=True)
    one_of = np.zeros(n_classes, dtype=np.int64)
    one_of[rate.day_class[chosen]] = np.arange(chosen.size)
    earlier = (chosen - np.arange(1, n_back + 1)[:, None]) % N_DAYS
    return _Days(chosen, spread, one_of[rate.day_class[earlier]])


def _mean_service(means: Moments, place, mix) -> _Service:
    """Means over the car's place float[places, n] and the direction float[3, n]."""
    values = np.stack([getattr(means, name)[: len(place)].ravel() for name in _Service._fields])
    joint = (place[:, None, :] * mix).reshape(values.shape[1], -1)
    return _Service(*(values @ joint))


def _places_after(mix) -> np.ndarray:
    """Where a served group leaves the car: entrance, an upper stop, a visited one."""
    return mix[[DOWN, UP, INTER]]


def _places_at_calls(per_h, mix, back) -> np.ndarray:
    """Where calls find a car that stays, float[3, n], mean over the calls of the hour.

    At the start of an hour the car stands where the last group of earlier hours left it; the
    first call of the hour finds it there, every further call where this hour's groups leave it.
    """
    n_days = per_h.size // 24
    after = _places_after(mix).reshape(3, n_days, 24).transpose(2, 0, 1)
    kept = np.exp(-per_h).reshape(n_days, 24).T
    gained = np.zeros((25, 3, n_days))
    factor = np.ones((25, n_days))
    fresh = (1.0 - kept)[:, None, :] * after
    for hour in range(24):
        gained[hour + 1] = kept[hour] * gained[hour] + fresh[hour]
        factor[hour + 1] = kept[hour] * factor[hour]
    start = np.zeros((3, n_days))
    start[traffic.AT_ENTRANCE] = 1.0
    for day in back[::-1]:
        start = gained[24][:, day] + factor[24][day] * start
    begin = gained[:24] + factor[:24, None, :] * start
    first = _decay(per_h).reshape(n_days, 24).T[:, None, :]
    found = after + first * (begin - after)
    return found.transpose(1, 2, 0).reshape(3, -1)


def _decay(x) -> np.ndarray:
    """(1 - exp(-x)) / x, 1 at x = 0."""
    safe = np.where(np.abs(x) < 1e-12, 1e-12, x)
    return -np.expm1(-safe) / safe


def _parking_service(means: Moments, per_s, mix):
    """Service of a car that parks, and the share of groups after which it does."""
    parked = np.zeros((4, mix.shape[1]))
    parked[traffic.AT_PARKING] = 1.0
    at_parking = _mean_service(means, parked, mix)
    at_last = _mean_service(means, _places_after(mix), mix)
    park_s, park_s2 = means.parking_s @ mix, means.parking_s2 @ mix
    undisturbed = 1.0 - per_s * park_s + 0.5 * per_s**2 * park_s2
    divisor = per_s * park_s + undisturbed
    divisor = divisor + per_s * (at_parking.service_s - at_last.service_s)
    share = np.clip((1.0 - per_s * at_last.service_s) / divisor, 0.0, 1.0)
    mixed = [share * p + (1.0 - share) * q for p, q in zip(at_parking, at_last, strict=True)]
    return _Service(*mixed), share


def _asleep(per_h, still, day_before):
    """Share of the hour in which the car has stood 5 and 30 minutes at least. [1]

    It has when it stood that long ago and nobody called since; the look-back crosses into the
    hour before, where rate and standing share were others.
    """
    hour_before = np.arange(-1, per_h.size - 1)
    hour_before[::24] = 24 * day_before + 23
    before, still_before = per_h[hour_before], still[hour_before]
    found = []
    for timer_h in TIMERS_H:
        over_edge = np.exp(-before * timer_h) * _decay((per_h - before) * timer_h) * timer_h
        within = (1.0 - timer_h) * np.exp(-per_h * timer_h)
        found.append(still_before * over_edge + still * within)
    return found


def _wait_s(table: Journeys, means: Moments, per_s, mix, service: _Service, park_frac):
    """Mean wait from call to open door, nan where the lift cannot keep up. [s]"""
    load = per_s * service.service_s
    with np.errstate(divide="ignore", invalid="ignore"):
        queue_s = np.where(load < 1.0, per_s * service.service_s2 / (2.0 * (1.0 - load)), np.nan)
    if table.parking_stop >= 0:
        park_s, park_s2 = means.parking_s @ mix, means.parking_s2 @ mix
        undisturbed = 1.0 - per_s * park_s + 0.5 * per_s**2 * park_s2
        queue_s = queue_s + per_s * park_s2 / (2.0 * (per_s * park_s + undisturbed))
    return queue_s + service.empty_s + table.door_open_s
