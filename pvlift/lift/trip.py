"""The energy of one journey: exact mechanical work, then the drive that makes it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pvlift.lift.motion import Phases, motion, phases

GRAVITY_M_PER_S2 = 9.81
WH_PER_J = 1.0 / 3600.0
# Gauss-Legendre of order 4 is exact to degree 7; force squared has degree 6 with ropes.
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(4)


class Machine(NamedTuple):
    """What moves the car; plain numbers."""

    rated_load_kg: float
    rated_speed_m_per_s: float
    acceleration_m_per_s2: float
    jerk_m_per_s3: float
    car_kg: float
    counterbalance_frac: float  # counterweight = car + this share of the rated load
    rotating_kg: float  # sheave, motor, pulleys, referred to the car's speed
    friction_n: float  # guides, pulleys and ropes, against the motion
    rope_kg: float  # moving mass of the ropes
    rope_imbalance_kg_per_m: float  # uncompensated rope mass per metre; 0 = compensated
    drive_eff_frac: float  # supply to car, motoring
    regen_eff_frac: float  # car to supply, braking; 0 = braking resistor
    copper_w_per_n2: float  # motor heat per force squared
    moving_w: float  # brake coil and other power while the car moves
    door_wh: float  # one opening and closing


class Trip(NamedTuple):
    """One start-to-stop move; arrays of the broadcast shape of the arguments."""

    time_s: np.ndarray
    motoring_wh: np.ndarray  # mechanical work the drive gives, >= 0
    braking_wh: np.ndarray  # mechanical work the drive takes back, >= 0
    copper_wh: np.ndarray
    moving_wh: np.ndarray
    door_wh: np.ndarray
    electric_wh: np.ndarray  # from the supply, net of what is fed back


def counterweight_kg(machine: Machine) -> float:
    """Mass of the counterweight. [kg]"""
    return machine.car_kg + machine.counterbalance_frac * machine.rated_load_kg


def balanced_force_n(machine: Machine, going_up, load_kg, from_m=0.0, travel_m=0.0):
    """Steady force along the motion where a move begins, F0. [N]

    The heavier side (load against balance, ropes against ropes) and friction; negative where
    the lift would run away by itself.
    """
    sign = np.where(going_up, 1.0, -1.0)
    excess_kg = np.asarray(load_kg, float) - machine.counterbalance_frac * machine.rated_load_kg
    mu = machine.rope_imbalance_kg_per_m
    ropes_kg = mu * (np.asarray(travel_m, float) - 2.0 * np.asarray(from_m, float))
    return sign * GRAVITY_M_PER_S2 * (excess_kg + ropes_kg) + machine.friction_n


def moving_mass_kg(machine: Machine, load_kg):
    """Everything that is accelerated together, referred to the car. [kg]"""
    m = machine
    return m.car_kg + np.asarray(load_kg, float) + counterweight_kg(m) + m.rope_kg + m.rotating_kg


def trip(machine: Machine, from_m, to_m, load_kg, travel_m=0.0) -> Trip:
    """Time and energy of moves between two heights with a load in the car. [s, Wh]

    Parameters
    ----------
    from_m, to_m : heights above the lowest stop [m], broadcast with load_kg
    load_kg      : people in the car [kg]
    travel_m     : full height of the shaft [m]; only uncompensated ropes need it

    Within a phase the power changes sign only where the force does, so the work is split
    exactly there: motoring - braking = the work against weight and friction.

    References: Newton's law for car, counterweight and rotating mass over the seven phases;
    no time steps.
    """
    start, end, load, shaft = np.broadcast_arrays(
        *(np.asarray(x, dtype=float) for x in (from_m, to_m, load_kg, travel_m))
    )
    move = motion(
        np.abs(end - start),
        machine.rated_speed_m_per_s,
        machine.acceleration_m_per_s2,
        machine.jerk_m_per_s3,
    )
    parts = phases(move)
    force = balanced_force_n(machine, end >= start, load, start, shaft)
    mass = moving_mass_kg(machine, load)
    slope = 2.0 * GRAVITY_M_PER_S2 * machine.rope_imbalance_kg_per_m
    if machine.rope_imbalance_kg_per_m:
        knots_s = _rope_knots_s(parts, force, mass, slope)
    else:
        knots_s = _plain_knots_s(parts, force, mass)
    gained_j = np.diff(_work_j(parts, force, mass, slope, knots_s), axis=0)
    motoring_wh = np.maximum(gained_j, 0.0).sum(axis=(0, 1)) * WH_PER_J
    braking_wh = np.maximum(-gained_j, 0.0).sum(axis=(0, 1)) * WH_PER_J
    copper_wh = np.zeros_like(motoring_wh)
    if machine.copper_w_per_n2:
        copper_wh = machine.copper_w_per_n2 * WH_PER_J * _force_squared(parts, force, mass, slope)
    moving_wh = machine.moving_w * move.time_s * WH_PER_J
    door_wh = np.full_like(motoring_wh, machine.door_wh)
    electric_wh = (
        motoring_wh / machine.drive_eff_frac
        - machine.regen_eff_frac * braking_wh
        + copper_wh
        + moving_wh
        + door_wh
    )
    return Trip(move.time_s, motoring_wh, braking_wh, copper_wh, moving_wh, door_wh, electric_wh)


def round_trip_wh(machine: Machine, low_m: float, high_m: float, travel_m: float = 0.0) -> float:
    """Empty car up and down once, two door operations: a reference cycle by physics. [Wh]"""
    both = trip(machine, [low_m, high_m], [high_m, low_m], 0.0, travel_m)
    return float(both.electric_wh.sum())


def _state(parts: Phases, at_s):
    """Acceleration, speed and way at a moment of each phase."""
    j, a, v = parts.jerk_m_per_s3, parts.acceleration_m_per_s2, parts.speed_m_per_s
    accel = a + j * at_s
    speed = v + a * at_s + 0.5 * j * at_s**2
    way = parts.way_m + v * at_s + 0.5 * a * at_s**2 + j * at_s**3 / 6.0
    return accel, speed, way


def _work_j(parts, force, mass, slope, at_s):
    """Work since the start of the move, at moments float[k, 7, ...] of the phases. [J]"""
    _, speed, way = _state(parts, at_s)
    return force * way - 0.5 * slope * way**2 + 0.5 * mass * speed**2


def _plain_knots_s(parts: Phases, force, mass):
    """Start, change of sign, end of every phase; the force is linear in time. [s]"""
    with np.errstate(divide="ignore", invalid="ignore"):
        crossing = (-force / mass - parts.acceleration_m_per_s2) / parts.jerk_m_per_s3
    crossing = np.where(np.isfinite(crossing), crossing, 0.0)
    zero = np.zeros_like(parts.span_s)
    return np.stack([zero, np.clip(crossing, 0.0, parts.span_s), parts.span_s])


def _rope_knots_s(parts: Phases, force, mass, slope):
    """Ends of the pieces of every phase in which the force keeps its sign. [s]

    With uncompensated ropes the force is a cubic in time: it is monotone between the roots of
    its derivative, and each monotone piece is halved down to its one change of sign.
    """
    j, a, v = parts.jerk_m_per_s3, parts.acceleration_m_per_s2, parts.speed_m_per_s
    quad, lin, const = -0.5 * slope * j, -slope * a, mass * j - slope * v
    with np.errstate(divide="ignore", invalid="ignore"):
        root = np.sqrt(lin * lin - 4.0 * quad * const)
        turns = [(-lin - root) / (2.0 * quad), (-lin + root) / (2.0 * quad), -const / lin]
    span = parts.span_s
    turns = [np.clip(np.where(np.isfinite(t), t, 0.0), 0.0, span) for t in turns]
    ends = np.sort(np.stack([np.zeros_like(span), *turns, span]), axis=0)

    def force_at(at_s):
        accel, _, way = _state(parts, at_s)
        return force + mass * accel - slope * way

    low, high = ends[:-1], ends[1:]
    start = force_at(low)
    for _ in range(60):
        middle = 0.5 * (low + high)
        same = start * force_at(middle) > 0.0
        low, high = np.where(same, middle, low), np.where(same, high, middle)
    return np.sort(np.concatenate([ends, low]), axis=0)


def _force_squared(parts: Phases, force, mass, slope):
    """Integral of the squared force over the move, exact. [N2 s]"""
    total = np.zeros_like(force)
    for node, weight in zip(_NODES, _WEIGHTS, strict=True):
        accel, _, way = _state(parts, 0.5 * parts.span_s * (1.0 + node))
        squared = (force + mass * accel - slope * way) ** 2
        total = total + (0.5 * weight * parts.span_s * squared).sum(axis=0)
    return total
