"""Lifts of a plan: one calendar with the tariffs, use that counts the sleep, keys and answers."""

from __future__ import annotations

import datetime
import math
from pathlib import Path

import numpy as np
import pytest
from scenarios_for_tests import table
from toml_writer import changed

from pvlift.errors import ScenarioError
from pvlift.lift import days
from pvlift.lift.demand import lift_year, with_use
from pvlift.report.content.lift_data import lifts_list
from pvlift.report.content.run_plant import what_if_table
from pvlift.report.render.json import json_text
from pvlift.scenario.load import Loaded, from_table
from pvlift.scenario.worlds import Worlds
from pvlift.study.answers.lift_answers import lift_answers, regeneration_words
from pvlift.study.plan.prepare import prepare
from pvlift.study.plan.simulate import energy_draws
from pvlift.study.plant.assemble import first_weekday_of
from pvlift.study.plant.stairwells import calendar_of, lifts_of


def loaded(changes: dict | None = None) -> Loaded:
    """Without roofs: only the lifts matter here."""
    new = table()
    for key in ("roof", "losses", "connection", "feed_in"):
        del new[key]
    new["cost"] = [row for row in new["cost"] if not row["account"].startswith("pv")]
    folder = Path(".")
    return Loaded(from_table(changed(new, changes or {}), "test", folder), folder, "0")


def lifts(changes: dict | None = None):
    scenario = loaded(changes).scenario
    return lifts_of(scenario, first_weekday_of(scenario))


def yearly_kwh(found) -> float:
    return float((found.varying_w + found.fixed_w).sum()) / 1000.0


@pytest.mark.parametrize(
    ("day", "first"), [("2027-01-01", 4), ("2026-07-01", 4), ("2025-01-01", 2), ("2028-03-01", 0)]
)
def test_lifts_and_tariffs_count_the_same_weekdays(day, first):
    scenario = loaded({"commissioned": datetime.date.fromisoformat(day)}).scenario
    assert first_weekday_of(scenario) == first
    calendar = lifts_of(scenario, first).calendar
    assert calendar.first_weekday == first
    kinds = days.day_types(calendar)
    is_weekend = (np.arange(365) + first) % 7 >= 5
    off = kinds != days.WEEKDAY
    worked = list(calendar.workdays)
    assert np.all(off[np.setdiff1d(np.flatnonzero(is_weekend), worked)])
    holiday = kinds == days.HOLIDAY
    assert np.all(is_weekend[off & ~holiday]) and 10 < holiday.sum() < 40


def test_a_new_calendar_hardly_moves_the_year():
    scenario = loaded().scenario
    sums = [yearly_kwh(lifts_of(scenario, first)) for first in range(7)]
    assert max(sums) / min(sums) - 1.0 < 0.001
    assert calendar_of(2) == days.chinese_year()


@pytest.mark.parametrize("model", ["standard", "journeys"])
@pytest.mark.parametrize("standing", ["modern", "basic_sleep", "no_sleep"])
def test_the_use_of_a_draw_moves_the_load_as_a_new_simulation_would(model, standing):
    found = lifts({"stairwell.0.model": model, "stairwell.0.standing": standing})
    spec = found.specs[0]
    plain = lift_year(spec, found.calendar)
    assert yearly_kwh(found) == pytest.approx(
        2.0 * float((plain.running_w + plain.standing_w).sum()) / 1000.0, rel=1e-12
    )
    assert np.all(found.varying_w >= 0.0) and np.all(found.fixed_w >= 0.0)
    for use in (0.75, 1.3):
        year = lift_year(with_use(spec, use), found.calendar)
        wanted = 2.0 * float((year.running_w + year.standing_w).sum()) / 1000.0
        drawn = float((found.fixed_w + use * found.varying_w).sum()) / 1000.0
        assert drawn == pytest.approx(wanted, rel=0.01)


def test_use_reaches_the_energy_ledger_through_the_worlds():
    prepared = prepare(loaded())
    worlds = Worlds(2, {"stairwell.1.people_per_flat": np.array([2.4, 3.6])})
    frac = energy_draws(prepared, worlds).load_frac[:, 0, 0]
    assert frac == pytest.approx([1.0, 1.5])


def test_keys_reach_the_lift():
    base = lifts()
    cases = {
        "profile": ("doe_apartment", None),
        "starts_per_day": (200.0, +1),
        "usage_category": (3, +1),
        "month_frac": ((2.0,) + (1.0,) * 11, None),
        "ground_floor_uses": (True, +1),
        "idle_w": (200.0, +1),
        "reference_wh": (100.0, +1),
        "regeneration_frac": (0.6, None),
        "rated_speed_m_per_s": (0.6, None),
    }
    for key, (value, sign) in cases.items():
        change = yearly_kwh(lifts({f"stairwell.0.{key}": value})) - yearly_kwh(base)
        assert change != 0.0, key
        if sign:
            assert change > 0.0, key
    draft = lifts({"stairwell.0.edition": "2013-draft"})
    assert yearly_kwh(draft) != yearly_kwh(base)


def test_a_season_moves_use_between_months():
    winter = (3.0, 3.0) + (1.0,) * 10
    found = lifts({"stairwell.0.month_frac": winter, "stairwell.0.model": "journeys"})
    month = np.repeat(days.months(), 24)
    by_month = np.bincount(month, found.varying_w[0]) / np.bincount(month)
    assert by_month[0] > 2.0 * by_month[6]


def test_extra_loads_run_in_their_hours_and_months():
    cooling = {"name": "car air conditioning", "power_w": 800.0, "hours": [13, 14]}
    cooling |= {"months": [7, 8], "duty_frac": 0.5}
    light = {"name": "shaft light", "power_w": 20.0}
    found = lifts({"stairwell.0.extra_load": [cooling, light]})
    more_w = (found.fixed_w + found.varying_w) - (lifts().fixed_w + lifts().varying_w)
    (more_w,) = more_w  # one point of connection
    july = 24 * (31 + 28 + 31 + 30 + 31 + 30)
    assert more_w[july + 13] == pytest.approx(2 * (400.0 + 20.0))
    assert more_w[july + 15] == pytest.approx(2 * 20.0)
    assert more_w.sum() / 1000.0 == pytest.approx(2 * (62 * 2 * 0.4 + 8760 * 0.02))


def test_two_lifts_share_the_traffic_of_a_stairwell():
    one, two = lifts(), lifts({"stairwell.0.n_lifts": 2})
    year = lift_year(two.specs[0], two.calendar)
    starts = lift_year(one.specs[0], one.calendar).starts_per_day
    assert year.starts_per_day == pytest.approx(0.5 * starts, rel=0.02)
    assert yearly_kwh(one) < yearly_kwh(two) < 2.0 * yearly_kwh(one)


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"n_stops": 8}, "stairwell[1].n_stops"),
        ({"rated_speed_m_per_s": 5.0}, "stairwell[1].rated_speed_m_per_s"),
        ({"starts_per_day": 90.0, "usage_category": 2}, "stairwell[1].usage_category"),
        ({"stop_weights": [1.0, 2.0]}, "stairwell[1].stop_weights"),
        ({"profile": "office"}, "stairwell[1].profile"),
        ({"short_wh": 10.0}, "stairwell[1].short_wh"),
        ({"starts_per_day": 4_000.0}, "stairwell[1].starts_per_day"),
        ({"trips_per_person_per_day": 30.0, "flats": 400}, "stairwell[1].trips_per_person_per_day"),
        (
            {"reference_wh": 30.0, "short_wh": 20.0, "short_travel_m": 60.0},
            "stairwell[1].short_travel_m",
        ),
        ({"month_frac": [0.0] * 12}, "stairwell[1].month_frac"),
    ],
)
def test_contradictions_are_faults_with_their_place(changes, where):
    with pytest.raises(ScenarioError) as refused:
        lifts({f"stairwell.0.{key}": value for key, value in changes.items()})
    assert [fault.where for fault in refused.value.faults] == [where]
    assert all(refused.value.text(lang) for lang in ("en", "zh"))


def test_all_stairwells_faults_come_at_once():
    wells = table()["stairwell"]
    pair = [wells[0] | {"n_stops": 9}, wells[0] | {"rated_speed_m_per_s": 6.0}]
    with pytest.raises(ScenarioError) as refused:
        lifts({"stairwell": pair})
    found = [fault.where for fault in refused.value.faults]
    assert found == ["stairwell[1].n_stops", "stairwell[2].rated_speed_m_per_s"]


@pytest.mark.parametrize("model", ["standard", "journeys"])
def test_both_models_stand_side_by_side_and_their_difference_adds_up(model):
    prepared = prepare(loaded({"stairwell.0.model": model}))
    (one,) = lift_answers(prepared)
    both = one.both
    steps = sum(step.kwh_per_year for step in both.steps)
    assert both.journeys_kwh - both.standard_kwh == pytest.approx(steps, abs=1e-6)
    own = both.standard_kwh if model == "standard" else both.journeys_kwh
    assert own == pytest.approx(yearly_kwh(prepared.lifts) / 2.0, rel=1e-9)
    assert one.held[0].is_inside and one.held[0].band.low == 400.0
    text = json_text(lifts_list((one,)), "zh")
    assert "未与标准原文核对" in text  # no class letter without its doubt


def test_a_lift_outside_the_plausible_range_is_warned_of():
    hungry = {"stairwell.0.idle_w": 600.0, "stairwell.0.standing": "no_sleep"}
    prepared = prepare(loaded(hungry))
    (one,) = lift_answers(prepared)
    assert one.held[0].is_inside is False
    assert "lift_energy_outside_band" in {notice.code for notice in prepared.notices}


def test_a_regenerative_drive_is_judged_with_its_price():
    prepared = prepare(loaded({"stairwell.0.regeneration_cny": 3_000.0}))
    (one,) = lift_answers(prepared)
    found = one.regeneration
    row = next(row for row in one.what_ifs if row.name == "regeneration")
    assert found.saved_kwh_per_year == pytest.approx(-row.change_kwh_per_year)
    saved_cny = found.saved_kwh_per_year * found.price_cny_per_kwh
    assert found.payback_years == pytest.approx(3_000.0 / saved_cny)
    assert 0.5 < found.price_cny_per_kwh < 0.8
    assert "3000" in regeneration_words(found).zh
    fitted = prepare(loaded({"stairwell.0.regeneration_frac": 0.6}))
    (other,) = lift_answers(fitted)
    assert other.regeneration.is_fitted and math.isnan(other.regeneration.payback_years)


def test_what_ifs_of_all_lifts_add_up():
    wells = table()["stairwell"]
    pair = [wells[0], wells[0] | {"name": "b", "count": 3, "standing": "no_sleep"}]
    prepared = prepare(loaded({"stairwell": pair}))
    answers = lift_answers(prepared)
    table_ = what_if_table(answers, [2, 3])
    names = dict.fromkeys(row.name for one in answers for row in one.what_ifs)
    columns = {column.key: column.values for column in table_.columns}
    rows = dict(zip(names, zip(columns["kwh"], columns["change_kwh"], strict=True), strict=True))
    assert rows["as_is"][0] == pytest.approx(yearly_kwh(prepared.lifts), rel=1e-9)
    assert rows["as_is"][1] == 0.0
    assert rows["sleep_off"][1] > 0.0 > rows["sleep_on"][1]
    assert rows["more_residents"][1] > 0.0 > rows["pay_per_ride"][1]
