"""One journey: closed form against brute force, printed values, laws of mechanics."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pvlift.lift.motion import motion, phases, travel_time_s
from pvlift.lift.trip import Machine, balanced_force_n, moving_mass_kg, round_trip_wh, trip

BASE = Machine(630.0, 1.0, 0.6, 0.8, 850.0, 0.5, 250.0, 200.0, 0.0, 0.0, 0.8, 0.0, 0.0, 60.0, 0.25)


@pytest.mark.parametrize(
    ("v", "a", "j", "d", "time_s", "speed", "accel"),
    [
        (1.0, 0.6, 0.8, 18.0, 20.416667, 1.0, 0.6),
        (1.0, 0.6, 0.8, 3.0, 5.416667, 1.0, 0.6),
        (1.0, 0.6, 0.8, 2.4, 4.819705, 0.995912, 0.6),
        (1.0, 0.6, 0.8, 0.5, 2.714418, 0.368403, 0.542884),
        (1.75, 0.8, 1.0, 3.0, 4.754744, 1.261898, 0.8),
    ],
)
def test_printed_moves(v, a, j, d, time_s, speed, accel):
    move = motion(d, v, a, j)
    found = (move.time_s, move.peak_speed_m_per_s, move.peak_acceleration_m_per_s2)
    assert tuple(round(float(x), 6) for x in found) == (time_s, speed, accel)


WAYS = st.floats(0.01, 60.0)
LIFTS = st.tuples(st.floats(0.2, 3.0), st.floats(0.1, 2.0), st.floats(0.1, 3.0))


@given(WAYS, LIFTS)
def test_the_seven_phases_cover_the_way_and_come_to_rest(way, lift):
    move = motion(way, *lift)
    parts = phases(move)
    t, j = parts.span_s, parts.jerk_m_per_s3
    a, v, x = parts.acceleration_m_per_s2, parts.speed_m_per_s, parts.way_m
    end_a, end_v = a + j * t, v + a * t + j * t * t / 2
    end_x = x + v * t + a * t * t / 2 + j * t**3 / 6
    assert end_a[:-1] == pytest.approx(a[1:], abs=1e-9)
    assert end_v[:-1] == pytest.approx(v[1:], abs=1e-9)
    assert end_x[:-1] == pytest.approx(x[1:], abs=1e-8)
    assert end_x[-1] == pytest.approx(way, rel=1e-9)
    assert end_v[-1] == pytest.approx(0.0, abs=1e-8)
    assert np.all(t >= 0.0) and t.sum() == pytest.approx(float(move.time_s))
    assert move.peak_speed_m_per_s <= lift[0] * (1 + 1e-12)
    assert move.peak_acceleration_m_per_s2 <= lift[1] * (1 + 1e-12)


@given(st.tuples(WAYS, WAYS), LIFTS)
def test_a_longer_way_never_takes_less_time(ways, lift):
    short, long = sorted(ways)
    assert travel_time_s(short, *lift) <= travel_time_s(long, *lift) + 1e-12


@pytest.mark.parametrize(
    ("floors", "up", "down"),
    [
        (1, (0.34, 0.34, 0.92, 3.77), (3.77, 3.00, 0.92, 0.34)),
        (2, (0.39, 0.39, 1.17, 7.24), (7.24, 5.71, 1.17, 0.39)),
        (3, (0.44, 0.44, 1.43, 10.72), (10.72, 8.42, 1.43, 0.44)),
        (6, (0.59, 0.59, 2.21, 21.15), (21.15, 16.56, 2.21, 0.59)),
    ],
)
def test_printed_energy_per_trip(floors, up, down):
    loads_kg = [0.0, 75.0, 315.0, 630.0]
    top_m = 3.0 * floors
    assert tuple(trip(BASE, 0.0, top_m, loads_kg).electric_wh.round(2)) == up
    assert tuple(trip(BASE, top_m, 0.0, loads_kg).electric_wh.round(2)) == down


def test_printed_reference_cycles():
    assert round(round_trip_wh(BASE, 0, 18), 2) == 21.74
    assert round(round_trip_wh(BASE._replace(counterbalance_frac=0.45), 0, 18), 2) == 19.81
    worm = BASE._replace(drive_eff_frac=0.5, friction_n=300.0)
    assert round(round_trip_wh(worm, 0, 18), 2) == 35.08
    assert round(round_trip_wh(BASE, 0, 12), 2) == 14.69


def brute_force(machine, from_m, to_m, load_kg, travel_m, n=200_000):
    """Midpoint integration of the power over many small steps, motion from the jerk alone."""
    move = motion(abs(to_m - from_m), *machine[1:4])
    parts = phases(move)
    up = 1.0 if to_m >= from_m else -1.0
    mass = float(moving_mass_kg(machine, load_kg))
    plus = minus = squared = 0.0
    a = v = x = 0.0
    for span, jerk in zip(parts.span_s, parts.jerk_m_per_s3, strict=True):
        t = (np.arange(n) + 0.5) * span / n
        accel = a + jerk * t
        speed = v + a * t + jerk * t**2 / 2
        way = x + v * t + a * t**2 / 2 + jerk * t**3 / 6
        height = from_m + up * way
        excess = load_kg - machine.counterbalance_frac * machine.rated_load_kg
        excess = excess + machine.rope_imbalance_kg_per_m * (travel_m - 2.0 * height)
        force = up * 9.81 * excess + machine.friction_n + mass * accel
        power = force * speed
        step = span / n
        plus += np.maximum(power, 0).sum() * step
        minus += np.maximum(-power, 0).sum() * step
        squared += (force**2).sum() * step
        a, v, x = (
            a + jerk * span,
            v + a * span + jerk * span**2 / 2,
            x + v * span + a * span**2 / 2 + jerk * span**3 / 6,
        )
    return plus / 3600, minus / 3600, squared / 3600


MACHINES = st.builds(
    Machine,
    rated_load_kg=st.floats(320, 1000),
    rated_speed_m_per_s=st.floats(0.4, 2.5),
    acceleration_m_per_s2=st.floats(0.3, 1.2),
    jerk_m_per_s3=st.floats(0.4, 2.0),
    car_kg=st.floats(400, 1200),
    counterbalance_frac=st.floats(0.0, 0.55),
    rotating_kg=st.floats(0, 500),
    friction_n=st.floats(0, 500),
    rope_kg=st.floats(0, 100),
    rope_imbalance_kg_per_m=st.sampled_from([0.0, 0.0, 2.2, 15.0]),
    drive_eff_frac=st.floats(0.4, 0.95),
    regen_eff_frac=st.floats(0.0, 0.4),
    copper_w_per_n2=st.sampled_from([0.0, 4e-5]),
    moving_w=st.floats(0, 100),
    door_wh=st.floats(0, 0.5),
)
STOPS = st.tuples(st.floats(0.0, 30.0), st.floats(0.0, 30.0)).filter(
    lambda s: abs(s[0] - s[1]) > 0.3
)


@pytest.mark.parametrize("rope_kg_per_m", [0.0, 2.2, 15.0])
@pytest.mark.parametrize(
    ("from_m", "to_m", "load_kg"), [(0.0, 18.0, 0.0), (18.0, 3.0, 130.0), (6.0, 6.5, 630.0)]
)
def test_closed_form_equals_brute_force(rope_kg_per_m, from_m, to_m, load_kg):
    machine = BASE._replace(rope_imbalance_kg_per_m=rope_kg_per_m, copper_w_per_n2=4e-5)
    exact = trip(machine, from_m, to_m, load_kg, 18.0)
    plus, minus, squared = brute_force(machine, from_m, to_m, load_kg, 18.0)
    scale = plus + minus
    assert float(exact.motoring_wh) == pytest.approx(plus, abs=1e-6 * scale)
    assert float(exact.braking_wh) == pytest.approx(minus, abs=1e-6 * scale)
    assert float(exact.copper_wh) == pytest.approx(4e-5 * squared, rel=1e-6)


@given(MACHINES, STOPS, st.floats(0.0, 1.0))
def test_random_machines_equal_brute_force(machine, stops, filled):
    load_kg = filled * machine.rated_load_kg
    exact = trip(machine, *stops, load_kg, 30.0)
    plus, minus, _ = brute_force(machine, *stops, load_kg, 30.0, n=20_000)
    scale = plus + minus
    assert float(exact.motoring_wh) == pytest.approx(plus, abs=1e-6 * scale)
    assert float(exact.braking_wh) == pytest.approx(minus, abs=1e-6 * scale)


@given(MACHINES, STOPS, st.floats(0.0, 1.0))
def test_work_is_conserved_and_parts_are_not_negative(machine, stops, filled):
    load_kg = filled * machine.rated_load_kg
    went = trip(machine, *stops, load_kg, 30.0)
    from_m, to_m = stops
    way = abs(to_m - from_m)
    force = float(balanced_force_n(machine, to_m > from_m, load_kg, from_m, 30.0))
    ropes = 9.81 * machine.rope_imbalance_kg_per_m * way**2
    net_wh = (force * way - ropes) / 3600.0
    gap = float(went.motoring_wh - went.braking_wh) - net_wh
    assert abs(gap) <= 1e-9 * float(went.motoring_wh + went.braking_wh + 1e-6)
    for part in (went.motoring_wh, went.braking_wh, went.copper_wh, went.moving_wh, went.door_wh):
        assert part >= 0.0
    if machine.regen_eff_frac == 0.0:
        assert went.electric_wh >= 0.0


@given(MACHINES, STOPS, st.floats(0.0, 1.0))
def test_a_round_trip_is_the_same_from_either_end(machine, stops, filled):
    load_kg = filled * machine.rated_load_kg
    low, high = stops
    first = trip(machine, [low, high], [high, low], load_kg, 30.0)
    second = trip(machine, [high, low], [low, high], load_kg, 30.0)
    assert first.electric_wh.sum() == pytest.approx(second.electric_wh.sum())
    assert first.time_s[0] == first.time_s[1]
    assert first.electric_wh.sum() > 0.0  # friction and losses always cost


@given(MACHINES, STOPS, st.floats(0.0, 1.0))
def test_a_load_above_balance_mirrors_one_below(machine, stops, filled):
    machine = machine._replace(counterbalance_frac=0.5, rope_imbalance_kg_per_m=0.0)
    machine = machine._replace(rotating_kg=0.0, copper_w_per_n2=0.0)
    low, high = sorted(stops)
    # the same total mass, the imbalance on the other side
    heavy_kg, light_kg = filled * machine.rated_load_kg, (1 - filled) * machine.rated_load_kg
    lighter = machine._replace(rotating_kg=heavy_kg - light_kg)
    up = trip(machine, low, high, heavy_kg)
    down = trip(lighter, high, low, light_kg)
    assert float(up.motoring_wh) == pytest.approx(float(down.motoring_wh), rel=1e-9, abs=1e-12)


def test_ropes_cost_nothing_over_a_full_round_trip_at_balance_with_lossless_regeneration():
    machine = BASE._replace(drive_eff_frac=1.0, regen_eff_frac=1.0, moving_w=0.0, door_wh=0.0)
    roped = machine._replace(rope_imbalance_kg_per_m=2.2)
    assert round_trip_wh(roped, 0, 18, 18) == pytest.approx(round_trip_wh(machine, 0, 18))
    partial = trip(roped, 0, 6, 0, 18).electric_wh - trip(machine, 0, 6, 0).electric_wh
    assert float(partial) == pytest.approx(9.81 * 2.2 * (18 * 6 - 36) / 3600)


def test_standing_still_takes_no_time_and_no_work():
    none = trip(BASE, 3.0, 3.0, 65.0)
    assert none.time_s == 0.0 and none.motoring_wh == 0.0 and none.braking_wh == 0.0


@pytest.mark.parametrize(
    "bad", [(-1.0, 1, 1, 1), (1.0, 0, 1, 1), (1.0, 1, -1, 1), (np.nan, 1, 1, 1)]
)
def test_impossible_motions_are_refused(bad):
    with pytest.raises(ValueError, match="must be"):
        motion(*bad)
