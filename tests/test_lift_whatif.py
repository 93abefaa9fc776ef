"""What an owner asks, what is wrong with a lift, and what must be said beside its energy."""

from __future__ import annotations

import csv
import math

import pytest

from pvlift.errors import ScenarioError
from pvlift.facts.read import rows_of
from pvlift.lift.demand import lift_year, stairwell_loads
from pvlift.lift.faults import check
from pvlift.lift.notices import bands_for, notices
from pvlift.lift.spec import ShaftLoad, typical_lift
from pvlift.lift.whatif import QUESTIONS, payback_years, what_ifs

HOUSE = typical_lift(storeys=6, flats=12)


@pytest.mark.parametrize("model", ["standard", "journeys"])
@pytest.mark.parametrize("standing", ["modern", "basic_sleep", "no_sleep"])
def test_every_question_has_an_answer_in_the_right_direction(model, standing):
    rows = {row.name: row for row in what_ifs(
        typical_lift(storeys=6, flats=12, standing=standing, model=model)
    )}  # fmt: skip
    assert rows["as_is"].change_kwh_per_year == 0.0
    if standing == "no_sleep":
        assert rows["sleep_on"].change_kwh_per_year < -300.0
    else:
        assert rows["sleep_off"].change_kwh_per_year > 0.0
    assert rows["more_residents"].running_kwh_per_year > rows["as_is"].running_kwh_per_year
    assert rows["pay_per_ride"].change_kwh_per_year < 0.0
    assert rows["park_ground"].running_kwh_per_year > rows["as_is"].running_kwh_per_year
    if standing == "modern":
        assert "led" not in rows  # it has one
    else:
        assert rows["led"].change_kwh_per_year < 0.0
    assert set(rows) <= set(QUESTIONS)
    for row in rows.values():
        assert row.words.en and row.words.zh
        total = row.running_kwh_per_year + row.standing_kwh_per_year
        assert row.kwh_per_year == pytest.approx(total)


def test_regeneration_saves_little_in_a_low_house_and_says_so():
    rows = {row.name: row for row in what_ifs(HOUSE)}
    saved = -rows["regeneration"].change_kwh_per_year
    assert 20.0 < saved < 100.0
    assert payback_years(saved, 0.55, 4000.0) > 60.0
    assert math.isnan(payback_years(-5.0, 0.55, 4000.0))
    fitted = typical_lift(storeys=6, flats=12, regen_eff_frac=0.6)
    assert "no_regeneration" in {row.name for row in what_ifs(fitted)}


def test_questions_scale_counted_starts_too():
    rows = {row.name: row for row in what_ifs(HOUSE._replace(starts_per_day=85.0))}
    assert rows["more_residents"].starts_per_day == pytest.approx(85.0 * 1.3)
    assert rows["pay_per_ride"].starts_per_day == pytest.approx(85.0 / 3.0)


# --- faults ----------------------------------------------------------------------------------

BAD = [
    ({"storeys": 1}, "storeys"),
    ({"n_stops": 5}, "n_stops"),
    ({"n_stops": 11, "entry": "half_landing"}, "n_stops"),
    ({"flats": -1}, "flats"),
    ({"n_lifts": 0}, "n_lifts"),
    ({"people_per_flat": -0.1}, "people_per_flat"),
    ({"people_per_flat": math.nan}, "people_per_flat"),
    ({"storey_height_m": 29.0}, "storey_height_m"),
    ({"entry": "roof"}, "entry"),
    ({"model": "guess"}, "model"),
    ({"parking": "top"}, "parking"),
    ({"profile": "office"}, "profile"),
    ({"edition": "2031"}, "edition"),
    ({"usage_category": 7}, "usage_category"),
    ({"usage_category": 6, "edition": "2013-draft"}, "usage_category"),
    ({"usage_category": 2, "starts_per_day": 85.0}, "usage_category"),
    ({"starts_per_day": -1.0}, "starts_per_day"),
    ({"standby5_w": 100.0}, "standby5_w"),
    ({"group_size_mean": 0.5}, "group_size_mean"),
    ({"stop_weights": (1.0, 2.0)}, "stop_weights"),
    ({"month_frac": (1.0,) * 11}, "month_frac"),
    ({"short_wh": 5.0}, "short_wh"),
    ({"extras": (ShaftLoad("fan", -3.0),)}, "extras.fan"),
]


@pytest.mark.parametrize(("change", "where"), BAD)
def test_each_fault_is_named(change, where):
    spec = HOUSE._replace(**change)
    faults = check(spec)
    assert where in [fault.where for fault in faults]
    assert all(fault.wanted.en and fault.wanted.zh for fault in faults)
    with pytest.raises(ScenarioError):
        stairwell_loads(spec)


def test_a_speed_that_cannot_be_reached_is_a_fault():
    fast = typical_lift(storeys=3, flats=6, rated_speed_m_per_s=2.5)
    (fault,) = check(fast)
    assert fault.where == "rated_speed_m_per_s" and "5.8 m" in fault.wanted.en
    slow = typical_lift(storeys=3, flats=6, drive_eff_frac=80.0)
    assert [fault.where for fault in check(slow)] == ["drive_eff_frac"]


def test_all_faults_come_at_once():
    worst = HOUSE._replace(storeys=1, entry="x", people_per_flat=-1.0, n_lifts=0)
    assert {"storeys", "entry", "people_per_flat", "n_lifts"} <= {f.where for f in check(worst)}


def test_a_sound_lift_has_no_faults():
    assert check(HOUSE) == ()
    assert check(HOUSE._replace(people_per_flat=0.0)) == ()
    assert check(HOUSE._replace(n_lifts=3)) == ()


def test_unknown_names_are_refused():
    with pytest.raises(ValueError, match="gearless_630"):
        typical_lift(storeys=6, flats=12, lift="rocket")
    with pytest.raises(TypeError, match="colour"):
        typical_lift(storeys=6, flats=12, colour="red")


# --- notices ---------------------------------------------------------------------------------


def codes(spec):
    return {notice.code for notice in notices(spec, lift_year(spec))}


def test_a_plain_lift_is_inside_the_published_ranges():
    assert codes(HOUSE) == set()
    assert codes(typical_lift(storeys=7, flats=14, standing="basic_sleep")) <= {
        "lift_standing_share_outside_band"
    }


def test_energy_outside_the_band_is_said():
    thirsty = HOUSE._replace(idle_w=900.0, standby5_w=900.0, standby30_w=900.0)
    assert {"lift_energy_outside_band", "lift_standing_share_outside_band"} <= codes(thirsty)
    for notice in notices(thirsty, lift_year(thirsty)):
        assert notice.words.en and notice.words.zh


def test_other_doubts_are_said():
    assert "lift_half_landing" in codes(HOUSE._replace(entry="half_landing"))
    assert "lift_speed_between_stops" in codes(HOUSE._replace(entry="half_landing"))
    assert "lift_no_riders" in codes(HOUSE._replace(people_per_flat=0.0))
    crowded = typical_lift(storeys=9, flats=60, trips_per_person_per_day=6.0)
    assert "lift_long_wait" in codes(crowded)


def test_bands_start_with_the_lifts_own_kind():
    assert [band.name for band in bands_for(HOUSE)[:2]] == ["modern", "standing"]
    assert bands_for(HOUSE._replace(sleep=False))[0].name == "no_sleep"


# --- data ------------------------------------------------------------------------------------

FILES = [
    "iso25745.csv", "lifts.csv", "lift_values.csv", "lift_profiles.csv", "lift_bands.csv",
    "lift_calendar.csv",
]  # fmt: skip


@pytest.mark.parametrize("file", FILES)
def test_every_row_has_a_day_a_known_source_and_a_confidence(root, file):
    folder = root / "pvlift" / "facts"
    with (folder / "sources.csv").open(encoding="utf-8", newline="") as lines:
        known = {row["id"] for row in csv.DictReader(lines)}
    with (folder / file).open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert rows
    for row in rows:
        assert row["source"] in known
        assert row["confidence"] in {"H", "M", "L", "D", "U", "X"}
        assert len(row["dated"]) == 10


def test_every_typical_lift_is_complete():
    names = {row["lift"] for row in rows_of("lifts.csv")}
    assert names >= {"gearless_320", "gearless_450", "gearless_630"}
    for name in names:
        assert check(typical_lift(storeys=6, flats=12, lift=name)) == ()
