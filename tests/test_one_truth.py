"""A range, a constant, a list of words is written once; rooms that may not ask each other agree."""

from __future__ import annotations

from typing import get_args

import pytest

from pvlift.facts.places import MONTH_DAYS
from pvlift.facts.records import LARGEST
from pvlift.facts.tariffs import Period
from pvlift.lift import days, faults, spec, tables
from pvlift.prices.retail import PERIODS
from pvlift.scenario.funds import Loan
from pvlift.scenario.plant import Roof, Stairwell
from pvlift.scenario.quantities import Limits, choices_of, limits_of
from pvlift.scenario.records import Load
from pvlift.solar.frame import STYLES
from pvlift.study.district.portfolio_columns import COLUMNS
from pvlift.study.district.portfolio_rows import ENTRIES
from pvlift.weather.records import N_HOURS

RANGES = {name.removeprefix("machine."): ends for name, *ends, _ in faults._NUMBERS}
SHARED = sorted(set(RANGES) & set(Stairwell.model_fields))


def test_a_lift_and_a_scenario_share_ranges():
    assert {"people_per_flat", "trips_per_person_per_day", "idle_w"} <= set(SHARED)


@pytest.mark.parametrize("name", SHARED)
def test_a_lift_takes_what_a_scenario_takes(name):
    limits = limits_of(Stairwell, name)
    assert RANGES[name] == [limits.low, limits.high]


def test_a_table_of_a_district_takes_what_a_scenario_takes():
    limits = {column.name: column.limits for column in COLUMNS}
    for name in ("storeys", "flats", "people_per_flat"):
        assert limits[name] == limits_of(Stairwell, name)
    assert choices_of(Stairwell, "entry") == ENTRIES


def test_rooms_apart_know_the_same_words():
    assert choices_of(Stairwell, "entry") == spec.ENTRIES
    assert set(choices_of(Stairwell, "model")) == set(spec.MODELS)
    assert set(choices_of(Stairwell, "parking")) == set(spec.PARKINGS)
    assert set(choices_of(Stairwell, "edition")) == set(tables.EDITIONS)
    assert set(choices_of(Roof, "layout")) == set(STYLES)
    assert set(get_args(Period)) == set(PERIODS)
    assert (list(days.MONTH_DAYS), days.N_HOURS) == (MONTH_DAYS.tolist(), N_HOURS)


def test_limits_are_read_from_the_record():
    assert limits_of(Stairwell, "people_per_flat") == Limits(0.0, 12.0, True, False)
    assert limits_of(Loan, "rate_per_year") == Limits(0.0, 0.3, False, True)
    assert limits_of(Load, "growth_per_year") == Limits(-0.5, 0.5, True, True)
    assert limits_of(Load, "kwh_per_year") == Limits(0.0, LARGEST)
    assert limits_of(Stairwell, "idle_w") == Limits(0.0, 2000.0)  # a number or nothing


def test_limits_hold_and_say_their_ends():
    people, growth = limits_of(Stairwell, "people_per_flat"), limits_of(Load, "growth_per_year")
    assert people.allow(12.0) and not people.allow(0.0) and not people.allow(float("nan"))
    assert not growth.allow(0.5) and growth.words.en == "above -0.5 and below 0.5"
    assert people.words.zh == "大于 0，不大于 12" and Limits(2, 33).words.en == "2 to 33"
