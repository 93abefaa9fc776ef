"""People to journeys: closed forms, published points, and the event simulation beside them."""

from __future__ import annotations

import math
import time

import lift_events
import lift_simulation
import numpy as np
import pytest

from pvlift.lift import days, handling, tables, traffic
from pvlift.lift.hours import expected_hours
from pvlift.lift.spec import standing_powers_w, typical_lift

MODERN_W = (60.0, 40.0, 30.0)


def quiet(parking="stay", calls_per_h=0.01, n_upper=6, **changes):
    """The facts' small simulation: even stops, half up, half down, hardly any queue."""
    spec = typical_lift(
        storeys=n_upper + 1, flats=14, storey_height_m=3.0, parking=parking, idle_w=0.0, **changes
    )
    mix = np.tile([[0.5], [0.5], [0.0]], (1, 8760))
    rate = traffic.CallRates(np.full(8760, calls_per_h), mix)
    return spec, expected_hours(traffic.journeys(spec), rate, (0.0, 0.0, 0.0))


@pytest.mark.parametrize(
    ("n_upper", "starts", "stay_frac", "ground_frac"),
    [(5, 1.700, 0.5765, 0.600), (6, 1.7083, 0.5596, 0.5833), (7, 1.7143, 0.5476, 0.5714)],
)
def test_published_starts_and_ways_per_group(n_upper, starts, stay_frac, ground_frac):
    """Markov chain of the place of a car that stays: stops even, up and down even."""
    by_chain = 1.5 + 0.25 * (1.0 - 1.0 / n_upper)
    storeys = 0.75 * (n_upper + 1) + (n_upper**2 - 1) / (12.0 * n_upper)
    assert by_chain == pytest.approx(starts, abs=5e-5)
    assert storeys / by_chain / n_upper == pytest.approx(stay_frac, abs=6e-5)
    for parking, frac, per_group in (("stay", stay_frac, starts), ("ground", ground_frac, 2.0)):
        spec, hours = quiet(parking, n_upper=n_upper)
        n_starts = hours.starts_per_h.sum()
        assert n_starts / hours.groups_per_h.sum() == pytest.approx(per_group, abs=1e-4)
        rise_m = 3.0 * n_upper
        assert hours.way_m_per_h.sum() / n_starts / rise_m == pytest.approx(frac, abs=6e-5)


@pytest.mark.parametrize(
    ("parking", "changes", "per_group_wh", "per_start_wh"),
    [
        ("stay", {}, 9.16, 5.354),
        ("ground", {}, 11.45, 5.724),
        ("middle", {}, 13.47, 4.753),
        ("stay", {"regen_eff_frac": 0.6, "regen_own_w": 0.0}, 5.71, 3.337),
        ("stay", {"counterbalance_frac": 0.40}, 7.33, 4.286),
    ],
)
def test_published_energy_per_group_by_parking(parking, changes, per_group_wh, per_start_wh):
    _, hours = quiet(parking, **changes)
    # the published simulation counts 0.25 Wh of door work per start, here it is per opening
    starts, groups = hours.starts_per_h.sum(), hours.groups_per_h.sum()
    energy_wh = hours.moves_wh_per_h.sum() + 0.25 * starts
    # the published figures are themselves sampled (1.711 starts per group for 1.708)
    assert energy_wh / groups == pytest.approx(per_group_wh, rel=3e-3)
    assert energy_wh / starts == pytest.approx(per_start_wh, rel=3e-3)


@pytest.mark.parametrize(("parking", "wait_s"), [("stay", 10.9), ("ground", 8.8), ("middle", 11.6)])
def test_published_waits_by_parking(parking, wait_s):
    _, hours = quiet(parking)
    assert hours.wait_s.mean() == pytest.approx(wait_s, rel=0.02)


@pytest.mark.parametrize(
    ("category", "published"),
    [
        (1, (9.5, 32.2, 58.3)),
        (2, (21.5, 46.3, 32.2)),
        (3, (41.7, 45.4, 13.0)),
        (4, (67.8, 29.4, 2.9)),
    ],
)
def test_published_standby_shares_of_the_day(category, published):
    shape = tables.profile("doe_apartment").share_frac[0]
    groups = tables.starts_per_day(category).value / 1.7 * np.tile(shape, 365)
    instant = typical_lift(
        storeys=7, flats=14, start_delay_s=0.0, door_open_s=0.0, door_dwell_s=0.0,
        door_close_s=0.0, transfer_s=0.0,
    )  # fmt: skip
    table = traffic.journeys(instant)
    no_time = table._replace(time_s=np.zeros_like(table.time_s))
    rate = traffic.CallRates(groups, np.tile([[0.5], [0.5], [0.0]], (1, 8760)))
    hours = expected_hours(no_time, rate, MODERN_W)
    found = [100 * x.mean() for x in (hours.idle_frac, hours.standby5_frac, hours.standby30_frac)]
    # the published split takes every hour by itself; here the timers look over its edge
    assert found == pytest.approx(published, abs=1.1)
    whole = np.exp(-groups / 12), np.exp(-groups / 2)
    by_hour = [100 * x.mean() for x in (1 - whole[0], whole[0] - whole[1], whole[1])]
    assert by_hour == pytest.approx(published, abs=0.06)


def test_timers_look_over_the_edge_of_the_hour():
    per_h = np.zeros(8760)
    per_h[100] = 6.0
    spec = typical_lift(storeys=7, flats=14)
    mix = np.tile([[0.5], [0.5], [0.0]], (1, 8760))
    hours = expected_hours(traffic.journeys(spec), traffic.CallRates(per_h, mix), MODERN_W)
    assert hours.idle_frac[101] > 0.02  # still awake from the hour before
    assert hours.standby5_frac[101] > 0.2
    assert hours.idle_frac[102] == pytest.approx(0.0, abs=1e-12)
    assert hours.standby30_frac[[99, 102]] == pytest.approx(1.0)


@pytest.mark.parametrize("parking", ["stay", "ground"])
@pytest.mark.parametrize(("flats", "season"), [(12, ()), (12, (1.3,) + (1.0,) * 11), (4, ())])
def test_alike_days_are_computed_once_without_a_difference(parking, flats, season):
    spec = typical_lift(storeys=6, flats=flats, parking=parking, month_frac=season)
    rate = traffic.rates(spec, days.chinese_year(), traffic.groups_per_day(spec))
    table = traffic.journeys(spec)
    few = expected_hours(table, rate, MODERN_W, (1.0, 5.0))
    every = expected_hours(table, rate._replace(day_class=None), MODERN_W, (1.0, 5.0))
    for name, quick, slow in zip(few._fields, few, every, strict=True):
        assert quick == pytest.approx(slow, rel=1e-11, abs=1e-12), name


def test_the_states_fill_every_hour():
    spec = typical_lift(storeys=7, flats=28, parking="ground", wake5_s=1.0, wake30_s=5.0)
    rate = traffic.rates(spec, days.chinese_year(), traffic.groups_per_day(spec))
    hours = expected_hours(traffic.journeys(spec), rate, MODERN_W, (1.0, 5.0))
    states = hours.busy_frac + hours.idle_frac + hours.standby5_frac + hours.standby30_frac
    assert states == pytest.approx(1.0, abs=1e-12)
    for share in (hours.busy_frac, hours.idle_frac, hours.standby5_frac, hours.standby30_frac):
        assert share.min() >= 0.0


def test_group_sizes_keep_the_mean_and_the_places():
    sizes = traffic.group_sizes(1.25, 630.0)
    assert sizes.size == 8 and sizes.sum() == pytest.approx(1.0)
    assert sizes @ np.arange(1, 9) == pytest.approx(1.25, abs=1e-5)
    assert sizes[1] / sizes[0] == pytest.approx(0.2)
    assert traffic.group_sizes(1.0, 630.0)[0] == 1.0
    assert traffic.group_sizes(2.0, 100.0).tolist() == [1.0]


def test_yearly_rides_are_those_asked_for_whatever_the_season():
    flat = typical_lift(storeys=6, flats=12)
    warm = flat._replace(month_frac=(1.2,) * 3 + (0.8,) * 9)
    for spec in (flat, warm):
        rate = traffic.rates(spec, days.chinese_year(), 60.0)
        assert rate.groups_per_h.sum() == pytest.approx(60.0 * 365)
        assert rate.direction_frac.sum(axis=0) == pytest.approx(1.0)
    january = traffic.rates(warm, days.chinese_year(), 60.0).groups_per_h[: 31 * 24].sum()
    assert january > traffic.rates(flat, days.chinese_year(), 60.0).groups_per_h[: 31 * 24].sum()


def test_what_goes_up_comes_down_and_shares_are_whole():
    for name in tables.profile_names():
        shape = tables.profile(name)
        assert shape.share_frac.sum(axis=1) == pytest.approx(1.0, abs=1e-9)
        whole = shape.up_frac + shape.down_frac + shape.inter_frac
        assert whole == pytest.approx(1.0, abs=1e-9)
        if name != "cn_pay_per_ride":  # there people walk down
            ups, downs = ((shape.share_frac * x).sum(axis=1) for x in shape[1:3])
            assert ups == pytest.approx(downs, abs=1e-3)


# --- round trip ------------------------------------------------------------------------------


def test_published_round_trip_by_hand():
    found = handling.round_trip(
        n_upper=10, people=10, floor_s=2.0, stop_s=10.0, transfer_s=1.0, n_lifts=4, population=1000
    )
    assert found.mean_stops == pytest.approx(6.513215599, abs=1e-8)
    assert found.highest_stop == pytest.approx(9.5085658075, abs=1e-8)
    assert found.round_trip_s == pytest.approx(133.16641922, abs=1e-8)
    assert round(found.interval_s, 4) == 33.2916
    assert round(found.people_per_5_min, 2) == 90.11
    assert round(100 * found.population_frac, 3) == 9.011


@pytest.mark.parametrize(
    ("n", "people", "stops", "highest"),
    [(19, 12.8, 9.489670279, 18.067376494), (4, 2, 1.75, 3.125)],
)
def test_published_mean_stops_and_highest_stop(n, people, stops, highest):
    assert handling.mean_stops(n, people) == pytest.approx(stops, abs=1e-9)
    assert handling.highest_stop(n, people) == pytest.approx(highest, abs=1e-9)
    even = [7.0] * n
    assert handling.mean_stops(n, people, even) == pytest.approx(stops, abs=1e-9)
    assert handling.highest_stop(n, people, even) == pytest.approx(highest, abs=1e-9)


def test_stops_never_exceed_the_floors():
    for n in range(1, 12):
        for people in (1, 3.4, 8, 40):
            assert 0 < handling.mean_stops(n, people) <= n
            assert handling.mean_stops(n, people) <= handling.highest_stop(n, people) + 1e-12 or (
                handling.highest_stop(n, people) <= n
            )
    with pytest.raises(ValueError, match="population"):
        handling.mean_stops(3, 2, [1, 2])
    assert handling.up_peak_wait_s(30.0, 2, 8) == pytest.approx(12.0)


# --- the event simulation --------------------------------------------------------------------


def random_stairwell(rng):
    spec = typical_lift(
        storeys=int(rng.integers(3, 10)),
        flats=int(rng.integers(6, 30)),
        people_per_flat=float(rng.uniform(1.5, 3.5)),
        trips_per_person_per_day=float(rng.uniform(1.0, 4.0)),
        group_size_mean=float(rng.uniform(1.0, 1.6)),
        entry=str(rng.choice(["level", "half_landing"])),
        parking=str(rng.choice(["stay", "stay", "ground", "middle"])),
        standing=str(rng.choice(["modern", "basic_sleep"])),
        lift=str(rng.choice(["gearless_450", "gearless_630"])),
        profile=str(rng.choice(["cn_residential", "doe_apartment", "cn_senior"])),
        wake5_s=1.0,
        wake30_s=4.0,
    )
    weights = tuple(rng.uniform(0.3, 1.5, spec.storeys - 1).tolist())
    return spec._replace(stop_weights=weights)


def both(spec, rng, n_years):
    table = traffic.journeys(spec)
    rate = traffic.rates(spec, days.chinese_year(), traffic.groups_per_day(spec))
    powers_w, wake_s = standing_powers_w(spec), (spec.wake5_s, spec.wake30_s)
    plan = lift_simulation.plan_of(table, rate, powers_w, wake_s)
    n_hours = 8760 * n_years
    uniforms = rng.random((lift_simulation.needed_uniforms(plan, n_hours), lift_events.N_UNIFORMS))
    tally = lift_simulation.simulate(plan, uniforms, n_hours)
    return expected_hours(table, rate, powers_w, wake_s), plan, tally


def test_formula_and_simulation_agree_in_20_random_stairwells():
    """All nine quantities of all 20 stairwells lie within 3 standard errors, and not too well."""
    rng = np.random.default_rng(20251120)
    n_years, scores = 4, []
    for _ in range(20):
        hours, plan, tally = both(random_stairwell(rng), rng, n_years)
        calls = hours.groups_per_h
        pairs = (
            (tally.groups, calls),
            (tally.starts, hours.starts_per_h),
            (tally.way_m, hours.way_m_per_h),
            (tally.running_wh, hours.running_w),
            (tally.busy_s, 3600 * hours.busy_frac),
            (tally.standby30_s, 3600 * hours.standby30_frac),
            (lift_simulation.standing_wh(plan, tally), hours.standing_w),
            (tally.wait_s, calls * hours.wait_s),
            (tally.asleep, calls * hours.asleep_frac),
        )
        for simulated, expected in pairs:
            # weeks are nearly independent; the year's pattern is taken out before the spread
            gap = (simulated - np.tile(expected, n_years))[: 52 * n_years * 168]
            weeks = gap.reshape(-1, 168).sum(axis=1)
            error = weeks.std(ddof=1) * math.sqrt(weeks.size)
            scores.append(weeks.sum() / error)
    scores = np.abs(scores)
    assert scores.max() < 3.0
    assert 0.7 < (scores**2).mean() < 1.3  # the errors themselves are of the right size


@pytest.mark.parametrize("parking", ["stay", "ground", "middle"])
def test_long_simulation_stays_within_half_a_percent(parking):
    spec = typical_lift(storeys=7, flats=28, parking=parking)
    rng = np.random.default_rng(5)
    hours, plan, tally = both(spec, rng, 12)
    calls = hours.groups_per_h.sum()
    for simulated, expected in (
        (tally.starts, hours.starts_per_h),
        (tally.running_wh, hours.running_w),
        (lift_simulation.standing_wh(plan, tally), hours.standing_w),
    ):
        assert simulated.sum() / 12 == pytest.approx(expected.sum(), rel=5e-3)
    waits = tally.wait_s.sum() / tally.groups.sum()
    assert waits == pytest.approx((hours.groups_per_h * hours.wait_s).sum() / calls, rel=5e-3)


def test_simulated_states_fill_the_horizon():
    spec = typical_lift(storeys=6, flats=24, parking="ground")
    _, _, tally = both(spec, np.random.default_rng(3), 1)
    whole = tally.busy_s + tally.idle_s + tally.standby5_s + tally.standby30_s
    assert whole == pytest.approx(3600.0, abs=1e-6)


def test_same_chance_same_history_and_one_signature():
    spec = typical_lift(storeys=6, flats=12)
    first, second = (both(spec, np.random.default_rng(9), 1)[2] for _ in range(2))
    assert all(np.array_equal(a, b) for a, b in zip(first, second, strict=True))
    if hasattr(lift_events.run_events, "signatures"):
        assert len(lift_events.run_events.signatures) == 1


def test_compiled_equals_plain_python():
    spec = typical_lift(storeys=6, flats=12, parking="ground")
    table = traffic.journeys(spec)
    rate = traffic.rates(spec, days.chinese_year(), traffic.groups_per_day(spec))
    plan = lift_simulation.plan_of(table, rate, MODERN_W, (1.0, 4.0))
    rows = lift_simulation.needed_uniforms(plan, 72)
    uniforms = np.random.default_rng(4).random((rows, lift_events.N_UNIFORMS))
    tallies = [
        lift_events.Tally(*(np.zeros(72) for _ in lift_events.Tally._fields)) for _ in range(2)
    ]
    plain = getattr(lift_events.run_events, "py_func", lift_events.run_events)
    assert lift_events.run_events(plan, uniforms, tallies[0]) == plain(plan, uniforms, tallies[1])
    for compiled, python in zip(*tallies, strict=True):
        assert compiled == pytest.approx(python, rel=1e-12, abs=1e-12)


def test_too_few_uniforms_and_wrong_shapes_are_refused():
    spec = typical_lift(storeys=6, flats=12)
    rate = traffic.rates(spec, days.chinese_year(), 50.0)
    plan = lift_simulation.plan_of(traffic.journeys(spec), rate, MODERN_W)
    with pytest.raises(ValueError, match="do not last"):
        lift_simulation.simulate(plan, np.full((10, 5), 0.5))
    with pytest.raises(ValueError, match="columns"):
        lift_simulation.simulate(plan, np.full((10, 4), 0.5))
    with pytest.raises(ValueError, match="n_hours"):
        lift_simulation.simulate(plan, np.full((10, 5), 0.5), 0)


def test_a_lift_nobody_calls_only_sleeps():
    spec = typical_lift(storeys=6, flats=12, parking="middle")
    rate = traffic.CallRates(np.zeros(8760), np.tile([[0.5], [0.5], [0.0]], (1, 8760)))
    plan = lift_simulation.plan_of(traffic.journeys(spec), rate, MODERN_W)
    tally = lift_simulation.simulate(plan, np.full((2, 5), 0.5))
    assert tally.groups.sum() == 0.0
    assert tally.standby30_s.sum() == pytest.approx(3600.0 * 8760, rel=1e-3)


def test_the_simulation_is_fast():
    """A floor far below the two million journeys a second it reaches; machines are noisy."""
    if not hasattr(lift_events.run_events, "signatures"):
        pytest.skip("plain Python run")
    spec = typical_lift(storeys=7, flats=28)
    rate = traffic.rates(spec, days.chinese_year(), 200.0)
    plan = lift_simulation.plan_of(traffic.journeys(spec), rate, MODERN_W)
    uniforms = np.random.default_rng(1).random((lift_simulation.needed_uniforms(plan, 35040), 5))
    lift_simulation.simulate(plan, uniforms, 35040)
    begun = time.perf_counter()
    tally = lift_simulation.simulate(plan, uniforms, 35040)
    assert tally.groups.sum() / (time.perf_counter() - begun) > 4e5
