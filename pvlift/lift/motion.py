"""How a lift moves from stop to stop: jerk-limited, symmetric, in closed form."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np


class Motion(NamedTuple):
    """One move; every field is an array of the shape of the distances."""

    distance_m: np.ndarray
    peak_speed_m_per_s: np.ndarray
    peak_acceleration_m_per_s2: np.ndarray
    jerk_m_per_s3: np.ndarray
    jerk_s: np.ndarray  # each of the four spans of changing acceleration
    acceleration_s: np.ndarray  # each of the two spans of steady acceleration
    cruise_s: np.ndarray  # the span at steady speed
    time_s: np.ndarray  # whole move, doors not included


class Phases(NamedTuple):
    """The seven phases of a move; arrays are float[7, ...], values at the start of each phase."""

    span_s: np.ndarray
    jerk_m_per_s3: np.ndarray
    acceleration_m_per_s2: np.ndarray
    speed_m_per_s: np.ndarray
    way_m: np.ndarray  # way already gone


def motion(distance_m, rated_speed_m_per_s, acceleration_m_per_s2, jerk_m_per_s3) -> Motion:
    """The fastest smooth move over a distance within speed, acceleration and jerk. [m, s]

    All arguments broadcast. A rated acceleration that the jerk does not let the lift reach
    before its rated speed is replaced by the highest it does reach, sqrt(V J): with that,
    three cases (speed reached, only acceleration reached, neither) cover every move.

    References: seven-phase profile of ISO 25745-2:2015 with t = s/v + v/a + a/j where the
    rated speed is reached; the shorter moves follow from the same phases.
    """
    way = np.asarray(distance_m, dtype=float)
    top, accel, jerk = (
        np.asarray(x, dtype=float)
        for x in (rated_speed_m_per_s, acceleration_m_per_s2, jerk_m_per_s3)
    )
    if np.any(~(way >= 0.0)):
        raise ValueError("distances must be at least 0")
    if np.any(~(top > 0.0)) or np.any(~(accel > 0.0)) or np.any(~(jerk > 0.0)):
        raise ValueError("speed, acceleration and jerk must be above 0")
    accel = np.minimum(accel, np.sqrt(top * jerk))
    way, top, accel, jerk = np.broadcast_arrays(way, top, accel, jerk)
    reaches_accel_m = 2.0 * accel**3 / jerk**2
    reaches_speed_m = top * top / accel + top * accel / jerk
    half = accel * accel / (2.0 * jerk)
    first_s = np.cbrt(way / (2.0 * jerk))
    short = way < reaches_accel_m
    long = way >= reaches_speed_m
    mid_speed = np.sqrt(half * half + accel * way) - half
    speed = np.where(long, top, np.where(short, jerk * first_s**2, mid_speed))
    peak_accel = np.where(short, jerk * first_s, accel)
    jerk_s = np.where(short, first_s, accel / jerk)
    steady_s = np.where(short, 0.0, np.maximum(speed / accel - accel / jerk, 0.0))
    cruise_s = np.where(long, (way - reaches_speed_m) / top, 0.0)
    time_s = 4.0 * jerk_s + 2.0 * steady_s + cruise_s
    return Motion(way, speed, peak_accel, jerk, jerk_s, steady_s, cruise_s, time_s)


def travel_time_s(distance_m, rated_speed_m_per_s, acceleration_m_per_s2, jerk_m_per_s3):
    """Time from start to stop, doors not included. [s]"""
    return motion(distance_m, rated_speed_m_per_s, acceleration_m_per_s2, jerk_m_per_s3).time_s


def phases(move: Motion) -> Phases:
    """The seven phases of a move with the state in which each begins."""
    t_j, t_a, t_c = move.jerk_s, move.acceleration_s, move.cruise_s
    a_p, j, v_p = move.peak_acceleration_m_per_s2, move.jerk_m_per_s3, move.peak_speed_m_per_s
    none = np.zeros_like(t_j)
    v_1 = 0.5 * j * t_j**2
    v_2 = v_1 + a_p * t_a
    x_1 = j * t_j**3 / 6.0
    x_2 = x_1 + v_1 * t_a + 0.5 * a_p * t_a**2
    x_3 = x_2 + v_2 * t_j + 0.5 * a_p * t_j**2 - j * t_j**3 / 6.0
    whole = move.distance_m
    return Phases(
        np.stack([t_j, t_a, t_j, t_c, t_j, t_a, t_j]),
        np.stack([j, none, -j, none, -j, none, j]),
        np.stack([none, a_p, a_p, none, none, -a_p, -a_p]),
        np.stack([none, v_1, v_2, v_p, v_p, v_2, v_1]),
        np.stack([none, x_1, x_2, x_3, whole - x_3, whole - x_2, whole - x_1]),
    )
