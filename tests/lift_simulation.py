"""Runs the event simulation on a stairwell's lift; the chance comes in as numbers."""

from __future__ import annotations

import math

import numpy as np
from lift_events import N_UNIFORMS, Plan, Tally, run_events

from pvlift.lift.traffic import INTER, CallRates, Journeys


def plan_of(
    table: Journeys,
    rate: CallRates,
    powers_w: tuple[float, float, float],
    wake_s: tuple[float, float] = (0.0, 0.0),
) -> Plan:
    """The event simulation's view of a lift and its calls."""
    apart = 1.0 - np.eye(table.time_s.shape[0])
    inter = table.pair_frac[INTER].sum(axis=1)
    return Plan(
        rate.groups_per_h / 3600.0,
        np.ascontiguousarray(rate.direction_frac[0]),
        np.ascontiguousarray(rate.direction_frac[1]),
        _cumulative(table.stop_frac),
        _cumulative(inter),
        _cumulative(table.size_frac),
        apart * (table.start_delay_s + table.time_s),
        np.ascontiguousarray(table.empty_wh),
        np.ascontiguousarray(table.loaded_wh),
        table.way_m,
        float(table.parking_stop),
        float(table.door_s),
        float(table.door_open_s),
        float(table.transfer_s),
        float(table.door_wh),
        float(table.busy_w),
        *(float(power) for power in powers_w),
        *(float(delay) for delay in wake_s),
    )


def _cumulative(shares: np.ndarray) -> np.ndarray:
    total = np.cumsum(shares)
    return total / total[-1] if total[-1] > 0.0 else np.ones_like(total)


def needed_uniforms(plan: Plan, n_hours: int) -> int:
    """Groups for which uniforms must be at hand so that a horizon is nearly never cut short."""
    whole, rest = divmod(n_hours, plan.calls_per_s.size)
    expected = 3600.0 * (whole * plan.calls_per_s.sum() + plan.calls_per_s[:rest].sum())
    return int(expected + 8.0 * math.sqrt(expected) + 20)


def simulate(plan: Plan, uniforms: np.ndarray, n_hours: int = 8760) -> Tally:
    """One possible history of a lift over a horizon of hours.

    Parameters
    ----------
    plan     : what plan_of gives
    uniforms : float[n, 5] in (0, 1), n >= needed_uniforms(plan, n_hours)
    n_hours  : horizon; the pattern of calls is repeated over it

    The same uniforms give the same history to the last bit.
    """
    if uniforms.ndim != 2 or uniforms.shape[1] != N_UNIFORMS:
        raise ValueError(f"uniforms must have {N_UNIFORMS} columns, got shape {uniforms.shape}")
    if n_hours < 1:
        raise ValueError(f"n_hours must be at least 1, got {n_hours}")
    tally = Tally(*(np.zeros(n_hours) for _ in Tally._fields))
    # log of 0 is not a waiting time; the least uniform numpy gives is 0
    safe = np.maximum(uniforms, 1e-300) if uniforms[:, 0].min(initial=1.0) <= 0.0 else uniforms
    if run_events(plan, np.ascontiguousarray(safe), tally) < 0:
        raise ValueError(f"{uniforms.shape[0]} rows of uniforms do not last {n_hours} hours")
    return tally


def standing_wh(plan: Plan, tally: Tally) -> np.ndarray:
    """Energy of the standing lift in every hour of a history, float[hours]. [Wh]"""
    return (
        tally.idle_s * plan.idle_w
        + tally.standby5_s * plan.standby5_w
        + tally.standby30_s * plan.standby30_w
    ) / 3600.0
