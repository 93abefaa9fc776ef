"""The load of every hour: sums, laws, both models, speed."""

from __future__ import annotations

import subprocess
import sys
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pvlift.errors import ScenarioError
from pvlift.lift import days, demand, tables
from pvlift.lift.compare import side_by_side
from pvlift.lift.demand import lift_year, stairwell_loads
from pvlift.lift.spec import ShaftLoad, riders, stop_heights_m, typical_lift
from pvlift.lift.trip import Machine

SPECS = st.builds(
    typical_lift,
    storeys=st.integers(4, 9),
    flats=st.integers(2, 36),
    people_per_flat=st.floats(0.0, 4.0),
    trips_per_person_per_day=st.floats(0.0, 4.0),
    entry=st.sampled_from(["level", "half_landing"]),
    lift=st.sampled_from(["gearless_320", "gearless_450", "gearless_630", "geared_630_old"]),
    standing=st.sampled_from(["modern", "basic_sleep", "no_sleep"]),
    parking=st.sampled_from(["stay", "ground", "middle"]),
    regen_eff_frac=st.sampled_from([0.0, 0.6]),
    profile=st.sampled_from(["cn_residential", "doe_apartment", "cn_senior"]),
    model=st.sampled_from(["standard", "journeys"]),
    n_lifts=st.sampled_from([1, 1, 2]),
)
FEW = settings(max_examples=25)


def kwh(spec):
    return stairwell_loads(spec)[0].load_w.sum() / 1000.0


@FEW
@given(SPECS)
def test_every_hour_is_finite_not_negative_and_split(spec):
    load = stairwell_loads(spec)[0]
    assert load.name == "lift"
    assert load.load_w.shape == (8760,)
    assert np.isfinite(load.load_w).all() and load.load_w.min() >= 0.0
    assert load.running_w.min() >= -1e-9 and load.standing_w.min() >= 0.0
    assert load.load_w == pytest.approx(load.running_w + load.standing_w)


@FEW
@given(SPECS, st.floats(1.05, 1.6))
def test_more_people_never_less_energy(spec, more):
    spec = spec._replace(people_per_flat=max(spec.people_per_flat, 0.5))
    crowd = spec._replace(people_per_flat=spec.people_per_flat * more)
    before, after = stairwell_loads(spec)[0], stairwell_loads(crowd)[0]
    first, second = (lift_year(each).day for each in (spec, crowd))
    # the standard's tables jump from one usage category to the next
    if spec.model == "journeys" or first.category == second.category:
        assert after.running_w.sum() >= before.running_w.sum() - 1e-6
    if spec.model == "journeys":
        assert after.load_w.sum() >= before.load_w.sum() - 1e-6


@FEW
@given(SPECS)
def test_sleep_never_more(spec):
    assert kwh(spec._replace(sleep=True)) <= kwh(spec._replace(sleep=False)) + 1e-9


@FEW
@given(SPECS)
def test_regeneration_without_own_power_never_more(spec):
    plain = spec._replace(machine=spec.machine._replace(regen_eff_frac=0.0), regen_own_w=0.0)
    fitted = plain._replace(machine=plain.machine._replace(regen_eff_frac=0.6))
    assert kwh(fitted) <= kwh(plain) + 1e-9


@FEW
@given(SPECS)
def test_the_steps_explain_the_whole_difference(spec):
    both = side_by_side(spec)
    gap = both.journeys_kwh - both.standard_kwh
    assert sum(step.kwh_per_year for step in both.steps) == pytest.approx(gap, abs=1e-6)
    assert sum(both.standard_shares_frac) == pytest.approx(1.0)
    assert sum(both.journeys_shares_frac) == pytest.approx(1.0)
    for step in both.steps:
        assert step.words.en and step.words.zh


def test_the_standard_keeps_its_sums_over_the_year():
    spec = typical_lift(storeys=7, flats=14, storey_height_m=3.0, model="standard")
    year = lift_year(spec)
    assert year.running_w.sum() == pytest.approx(365 * year.day.running_wh)
    assert year.standing_w.sum() == pytest.approx(365 * year.day.standing_wh)
    assert year.day.category == 2


@pytest.mark.parametrize(("category", "published"), [(1, 429), (2, 572), (3, 885)])
def test_the_target_lift_in_the_standard_model(category, published):
    """The worked example plus what it leaves out: controller and light during the cycle."""
    machine = Machine(
        630.0, 1.0, 0.6, 0.8, 850.0, 0.5, 250.0, 200.0, 0.0, 0.0, 0.8, 0.0, 0.0, 60.0, 0.25
    )
    spec = typical_lift(
        storeys=7, flats=14, storey_height_m=3.0, machine=machine, model="standard",
        usage_category=category,
    )  # fmt: skip
    bare = spec._replace(reference_wh=21.74399305555556, short_wh=14.68951388888889)
    bare = bare._replace(short_travel_m=12.0)
    assert round(kwh(bare)) == published
    awake = kwh(spec) - kwh(bare)
    day = lift_year(spec).day
    assert awake == pytest.approx(
        0.365 * day.load_factor * day.starts_per_day * 60.0 * day.average_trip_s / 3600.0
    )


def test_the_side_by_side_of_the_630_kg_seven_stop_lift():
    both = side_by_side(typical_lift(storeys=7, flats=14, storey_height_m=3.0))
    assert both.standard_kwh == pytest.approx(578.6, abs=0.5)
    assert both.journeys_kwh == pytest.approx(597.4, abs=0.5)
    assert both.journeys_way_m / 18.0 == pytest.approx(0.555, abs=0.01)  # the standard has 0.49
    assert both.standard_way_m / 18.0 == pytest.approx(0.49)
    # close to the standard's 23 / 45 / 32 in the category of small residential houses
    assert both.journeys_shares_frac == pytest.approx((0.23, 0.45, 0.32), abs=0.06)


def test_the_declared_lift_of_the_maker_is_met():
    """630 kg, 12 m, 5 stops, 300 starts a day: 669 kWh in the product declaration."""
    spec = typical_lift(storeys=5, flats=20, storey_height_m=3.0, starts_per_day=300.0)
    for model in ("standard", "journeys"):
        assert 500.0 < kwh(spec._replace(model=model)) < 850.0


def test_starts_and_category_replace_people():
    spec = typical_lift(storeys=6, flats=12, starts_per_day=85.0)
    assert lift_year(spec).starts_per_day == pytest.approx(85.0)
    assert lift_year(spec._replace(model="standard")).day.starts_per_day == 85.0
    by_category = spec._replace(starts_per_day=None, usage_category=1)
    assert lift_year(by_category).starts_per_day == pytest.approx(50.0)


def test_zero_people_leave_a_sleeping_lift():
    for model in ("standard", "journeys"):
        load = stairwell_loads(typical_lift(storeys=6, flats=12, people_per_flat=0.0, model=model))[
            0
        ]
        assert load.running_w.sum() == 0.0
        assert load.standing_w.min() >= 30.0
    asleep = stairwell_loads(typical_lift(storeys=6, flats=0))[0]
    assert asleep.load_w == pytest.approx(30.0)


def test_two_lifts_share_the_traffic_and_both_stand():
    one = typical_lift(storeys=9, flats=36)
    two = one._replace(n_lifts=2)
    first, second = stairwell_loads(one)[0], stairwell_loads(two)[0]
    assert lift_year(two).rides_per_day == pytest.approx(lift_year(one).rides_per_day / 2)
    assert second.running_w.sum() == pytest.approx(first.running_w.sum(), rel=0.02)
    assert 1.6 < second.standing_w.sum() / first.standing_w.sum() < 2.0


def test_extra_rows_run_in_their_hours_and_months():
    cooler = ShaftLoad("car_aircon", 600.0, tuple(range(8, 22)), (6, 7, 8, 9), 0.4)
    light = ShaftLoad("shaft_light", 20.0)
    loads = stairwell_loads(typical_lift(storeys=6, flats=12, extras=(cooler, light)))
    assert [load.name for load in loads] == ["lift", "car_aircon", "shaft_light"]
    assert loads[1].load_w.sum() == pytest.approx(600 * 0.4 * 14 * 122)
    assert loads[1].load_w.reshape(365, 24)[0].sum() == 0.0
    assert loads[2].load_w.sum() == pytest.approx(20.0 * 8760)
    assert all(load.running_w.sum() == 0.0 for load in loads[1:])


def test_days_of_the_reference_year():
    kinds = days.day_types(days.chinese_year())
    assert kinds.shape == (365,)
    assert np.bincount(kinds).sum() == 365
    assert kinds[days.day_of_year(1, 1)] == days.HOLIDAY
    assert kinds[days.day_of_year(1, 26)] == days.WEEKDAY  # a worked Sunday
    assert kinds[days.day_of_year(3, 1)] == days.WEEKEND  # 1 March 2025 was a Saturday
    assert kinds[days.day_of_year(12, 31)] == days.WEEKDAY
    plain = days.day_types(days.Calendar(first_weekday=0))
    assert plain[:7].tolist() == [0, 0, 0, 0, 0, 1, 1]
    with pytest.raises(ValueError, match="first_weekday"):
        days.day_types(days.Calendar(first_weekday=7))
    with pytest.raises(ValueError, match="no such day"):
        days.day_of_year(2, 29)


def test_weekends_are_quieter_and_nights_sleep():
    load = stairwell_loads(typical_lift(storeys=7, flats=14))[0]
    kinds = days.day_types(days.chinese_year())
    by_day = load.running_w.reshape(365, 24).sum(axis=1)
    weekday, weekend = (by_day[kinds == kind].mean() for kind in (days.WEEKDAY, days.WEEKEND))
    assert weekend / weekday == pytest.approx(0.9, abs=0.02)
    mean_day = load.load_w.reshape(365, 24).mean(axis=0)
    assert mean_day[2] == pytest.approx(30.0, abs=3.0)
    assert mean_day[7] > 2.0 * mean_day[2]
    sun_share = mean_day[8:17].sum() / mean_day.sum()
    assert 0.35 <= sun_share <= 0.50


def test_half_landing_stops_stand_half_a_storey_lower():
    level = typical_lift(storeys=6, flats=12, storey_height_m=2.8)
    half = level._replace(entry="half_landing")
    assert stop_heights_m(level) == pytest.approx([0.0, 2.8, 5.6, 8.4, 11.2, 14.0])
    assert stop_heights_m(half) == pytest.approx([0.0, 1.4, 4.2, 7.0, 9.8, 12.6])
    assert kwh(half) < kwh(level)
    assert riders(level) == pytest.approx(12 * 2.4 * 5 / 6)


def test_calls_beyond_the_lift_are_a_fault():
    with pytest.raises(ScenarioError) as caught:
        stairwell_loads(typical_lift(storeys=9, flats=200, trips_per_person_per_day=12.0))
    fault = caught.value.faults[0]
    assert fault.where == "trips_per_person_per_day" and fault.wanted.zh


def test_the_middle_of_every_profile_is_named_with_its_confidence():
    for name in tables.profile_names():
        shape = tables.profile(name)
        assert shape.source and shape.confidence in {"H", "M", "L", "D", "U", "X"}


def test_a_thousand_stairwells_are_quick():
    """100 different stairwells in well under a second; the goal is 2 ms each."""
    specs = [
        typical_lift(
            storeys=5 + i % 5,
            flats=8 + i % 17,
            people_per_flat=2.0 + i / 100,
            trips_per_person_per_day=2.0 + (i % 7) / 4,
            model=("standard", "journeys")[i % 2],
        )
        for i in range(100)
    ]
    stairwell_loads(specs[0])
    begun = time.perf_counter()
    for spec in specs:
        stairwell_loads(spec)
    assert time.perf_counter() - begun < 1.0


def test_hourly_loads_need_no_compiler(root):
    code = (
        "import sys\n"
        "from pvlift.lift.demand import stairwell_loads\n"
        "from pvlift.lift.spec import typical_lift\n"
        "for model in ('standard', 'journeys'):\n"
        "    stairwell_loads(typical_lift(storeys=6, flats=12, model=model))\n"
        "assert 'numba' not in sys.modules\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_reference_cycle_is_measured_or_physics():
    spec = typical_lift(storeys=7, flats=14, storey_height_m=3.0)
    assert demand.reference_cycle(spec).travel_m == pytest.approx(18.0)
    measured = spec._replace(reference_wh=40.0)
    assert demand.reference_cycle(measured).energy_wh == 40.0
    assert demand.short_cycle(measured) is None
    both = measured._replace(short_wh=28.0, short_travel_m=12.0)
    assert demand.short_cycle(both).energy_wh == 28.0
    assert kwh(both._replace(model="standard")) > kwh(spec._replace(model="standard"))
