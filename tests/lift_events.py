"""One lift, group after group: the event simulation behind the closed forms.

This file is an island: it imports only math, typing, numpy and numba.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numba import njit

N_UNIFORMS = 5  # per group: arrival, direction, stop, second stop, size


class Plan(NamedTuple):
    """What the simulation needs; all floats, so that one signature is compiled."""

    calls_per_s: np.ndarray  # float[hours of the pattern], repeated over the horizon
    up_frac: np.ndarray  # float[hours of the pattern]
    down_frac: np.ndarray
    stop_cdf: np.ndarray  # float[stops]: cumulative share of rides, entrance 0
    inter_cdf: np.ndarray  # float[stops]: cumulative share of starts between upper stops
    size_cdf: np.ndarray  # float[places]
    come_s: np.ndarray  # float[stops, stops]: start delay and move, 0 where already there
    empty_wh: np.ndarray  # float[stops, stops]
    loaded_wh: np.ndarray  # float[stops, stops, places]
    way_m: np.ndarray  # float[stops, stops]
    parking_stop: float  # -1: stays
    door_s: float
    door_open_s: float
    transfer_s: float
    door_wh: float
    busy_w: float
    idle_w: float
    standby5_w: float
    standby30_w: float
    wake5_s: float
    wake30_s: float


class Tally(NamedTuple):
    """Sums per hour of the horizon, float[hours], filled in place."""

    groups: np.ndarray  # by the hour of the call
    wait_s: np.ndarray  # by the hour of the call
    asleep: np.ndarray  # calls that found the car asleep
    starts: np.ndarray  # by the hour in which the service began
    way_m: np.ndarray
    running_wh: np.ndarray  # clipped at the edges of hours by time
    busy_s: np.ndarray
    idle_s: np.ndarray
    standby5_s: np.ndarray
    standby30_s: np.ndarray


@njit(cache=True, error_model="numpy")
def spread(into, start_s, end_s, amount):
    """Share an amount over the hours between two moments by time."""
    n = into.shape[0]
    span = end_s - start_s
    first = int(start_s / 3600.0)
    if end_s <= (first + 1) * 3600.0:  # nearly always
        if first < n:
            into[first] += amount
        return
    per_s = amount / span
    hour = first
    at = start_s
    while at < end_s and hour < n:
        edge = min((hour + 1) * 3600.0, end_s)
        into[hour] += per_s * (edge - at)
        at = edge
        hour += 1


@njit(cache=True, error_model="numpy")
def stand(idle_s, standby5_s, standby30_s, start_s, end_s):
    """Share a standing span over idle and the two sleeping states. [s]"""
    five, thirty = start_s + 300.0, start_s + 1800.0
    spread(idle_s, start_s, min(end_s, five), min(end_s, five) - start_s)
    if end_s > five:
        spread(standby5_s, five, min(end_s, thirty), min(end_s, thirty) - five)
    if end_s > thirty:
        spread(standby30_s, thirty, end_s, end_s - thirty)


@njit(cache=True, error_model="numpy")
def pick(cdf, share):
    """First place whose cumulative share exceeds a number in 0..1."""
    i = 0
    while i < cdf.shape[0] - 1 and share >= cdf[i]:
        i += 1
    return i


@njit(cache=True, error_model="numpy")
def next_call(calls_per_s, n_hours, hour, at_s, need):
    """Hour and moment of the next call: a unit-rate waiting time spent over the hours' rates."""
    while hour < n_hours:
        rate = calls_per_s[hour % calls_per_s.shape[0]]
        left_s = (hour + 1) * 3600.0 - at_s
        if need < rate * left_s:
            return hour, at_s + need / rate
        need -= rate * left_s
        hour += 1
        at_s = hour * 3600.0
    return hour, at_s


@njit(cache=True, error_model="numpy")
def pair(stop_cdf, inter_cdf, first, second):
    """Start and end of a ride between two different upper stops, each by its share."""
    start = pick(inter_cdf, first)
    below = stop_cdf[start - 1]
    own = stop_cdf[start] - below
    share = second * (1.0 - own)
    if share >= below:
        share += own
    return start, pick(stop_cdf, share)


@njit(cache=True, error_model="numpy")
def run_events(plan, uniforms, tally):
    """Serve groups in the order of their calls until the horizon or the uniforms end.

    One long loop: handing the records to smaller functions halved the speed, because every
    hand-over counts the references of all their arrays.

    Parameters
    ----------
    plan     : Plan
    uniforms : float[n, 5] in (0, 1)
    tally    : Tally of zeros, float[hours of the horizon], filled in place

    Returns the number of groups served; -1 where the uniforms ended before the horizon.
    """
    calls_per_s, up_frac, down_frac = plan.calls_per_s, plan.up_frac, plan.down_frac
    stop_cdf, inter_cdf, size_cdf = plan.stop_cdf, plan.inter_cdf, plan.size_cdf
    move_s, empty_wh, loaded_wh, way_m = plan.come_s, plan.empty_wh, plan.loaded_wh, plan.way_m
    running_wh, busy_s, starts, gone_m = tally.running_wh, tally.busy_s, tally.starts, tally.way_m
    idle_s, standby5_s, standby30_s = tally.idle_s, tally.standby5_s, tally.standby30_s
    groups, wait_s, asleep = tally.groups, tally.wait_s, tally.asleep
    n_hours, n_pattern = groups.shape[0], calls_per_s.shape[0]
    park, busy_wh_per_s = int(plan.parking_stop), plan.busy_w / 3600.0
    place, hour = 0, 0
    at_s, free_s = 0.0, 0.0  # the last call; since when nothing is to do
    for g in range(uniforms.shape[0]):
        hour, at_s = next_call(calls_per_s, n_hours, hour, at_s, -math.log(uniforms[g, 0]))
        if park >= 0 and place != park and at_s > free_s:  # free, and nobody has called
            end_s = free_s + move_s[place, park]
            used_wh = empty_wh[place, park] + busy_wh_per_s * (end_s - free_s)
            spread(running_wh, free_s, end_s, used_wh)
            spread(busy_s, free_s, end_s, end_s - free_s)
            begun = min(int(free_s / 3600.0), n_hours - 1)
            starts[begun] += 1.0
            gone_m[begun] += way_m[place, park]
            place, free_s = park, end_s
        if hour >= n_hours:
            if free_s < 3600.0 * n_hours:
                stand(idle_s, standby5_s, standby30_s, free_s, 3600.0 * n_hours)
            return g
        delay_s = 0.0
        if at_s > free_s:
            stand(idle_s, standby5_s, standby30_s, free_s, at_s)
            if at_s - free_s >= 300.0:
                asleep[hour] += 1.0
                delay_s = plan.wake30_s if at_s - free_s >= 1800.0 else plan.wake5_s
        pattern, way = hour % n_pattern, uniforms[g, 1]
        if way < up_frac[pattern]:
            start, end = 0, pick(stop_cdf, uniforms[g, 2])
        elif way < up_frac[pattern] + down_frac[pattern]:
            start, end = pick(stop_cdf, uniforms[g, 2]), 0
        else:
            start, end = pair(stop_cdf, inter_cdf, uniforms[g, 2], uniforms[g, 3])
        size = pick(size_cdf, uniforms[g, 4])
        begin_s = max(at_s, free_s)
        come_s = delay_s + move_s[place, start]
        doors_s = 2.0 * (plan.door_s + plan.transfer_s * size)
        end_s = begin_s + come_s + move_s[start, end] + doors_s
        used_wh = empty_wh[place, start] + loaded_wh[start, end, size]
        used_wh += 2.0 * plan.door_wh + busy_wh_per_s * (end_s - begin_s)
        spread(running_wh, begin_s, end_s, used_wh)
        spread(busy_s, begin_s, end_s, end_s - begin_s)
        begun = min(int(begin_s / 3600.0), n_hours - 1)
        starts[begun] += 1.0 if place == start else 2.0
        gone_m[begun] += way_m[place, start] + way_m[start, end]
        groups[hour] += 1.0
        wait_s[hour] += begin_s + come_s + plan.door_open_s - at_s
        place, free_s = end, end_s
    return -1
