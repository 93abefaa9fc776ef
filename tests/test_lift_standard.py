"""The standard's printed examples, to the printed digits."""

from __future__ import annotations

import math

import pytest

from pvlift.lift import standard, tables
from pvlift.lift.standard import Cycle
from pvlift.lift.trip import Machine, round_trip_wh
from pvlift.lift.vdi import vdi_year

BASE = Machine(630.0, 1.0, 0.6, 0.8, 850.0, 0.5, 250.0, 200.0, 0.0, 0.0, 0.8, 0.0, 0.0, 60.0, 0.25)


def gost_lift(**changes):
    """GOST R 56420.2-2015 Annex A: 1500 kg, 2.5 m/s, 75 m, 750 starts."""
    given = dict(
        rated_load_kg=1500.0,
        n_stops=20,
        starts_per_day=750.0,
        reference=Cycle(75.0, 170.0),
        short=Cycle(50.0, 120.0),
        motion=(2.5, 1.0, 1.25),
        door_s=8.0,
        powers_w=(500.0, 300.0, 120.0),
        slope_per_percent=tables.load_factor_slope("traction_50").value,
        shares_frac=(0.45, 0.18, 0.37),
        load_factor_round_to=2,
        standing_h_round_to=2,
    )
    return standard.day(**{**given, **changes})


def test_gost_annex_a_is_reproduced_to_the_printed_digits():
    day = gost_lift()
    assert day.category == 4
    assert day.average_travel_m == pytest.approx(33.0, abs=1e-9)
    assert day.load_factor == 0.94
    assert (day.per_metre_wh, day.per_start_wh, day.average_cycle_wh) == pytest.approx(
        (1.0, 10.0, 86.0), abs=1e-9
    )
    assert round(day.running_wh) == 30315
    assert round(day.average_trip_s, 1) == 24.5
    assert round(day.running_h, 2) == 5.10
    assert round(day.standing_h, 2) == 18.90
    assert round(day.standing_wh) == 6112
    assert round(day.total_wh) == 36427
    assert round(standard.year_kwh(day.total_wh)) == 13296
    assert round(day.specific_mwh_per_kg_m, 4) == 0.8166


def test_gost_annex_a_with_the_other_split_of_standing_time():
    assert round(gost_lift(shares_frac=(0.45, 0.19, 0.36)).standing_wh) == 6146
    assert (
        gost_lift(shares_frac=None).standing_wh
        == gost_lift(shares_frac=(0.45, 0.19, 0.36)).standing_wh
    )


def test_barney_and_lorente_hydraulic_lift_in_the_draft_edition():
    day = standard.day(
        rated_load_kg=500.0,
        n_stops=5,
        starts_per_day=30.0,
        reference=Cycle(13.0, 91.0),  # back-solved in the facts
        short=None,
        average_trip_s=22.5,  # back-solved
        powers_w=(50.0, 31.0, 31.0),
        slope_per_percent=tables.load_factor_slope("no_counterweight").value,
        edition="2013-draft",
        load_factor_round_to=2,
    )
    assert day.category == 1
    assert day.load_factor == 1.05
    assert round(day.running_wh) == 631
    assert round(day.standing_wh) == 797
    assert round(day.total_wh / 1000, 1) == 1.4
    assert round(standard.year_kwh(day.total_wh)) == 521
    assert round(day.standing_wh / day.total_wh, 2) == 0.56
    mean_w = day.standing_wh / day.standing_h
    assert round(mean_w, 2) == 33.47


def test_schindler_label_after_vdi_4707():
    year = vdi_year(
        rated_load_kg=1000.0,
        rated_speed_m_per_s=1.75,
        travel_mwh_per_kg_m=0.537,
        standby_w=71.0,
        category=4,
    )
    assert year.total_kwh == pytest.approx(4248.7, abs=0.1)
    assert year.total_kwh == pytest.approx(4246.0, rel=7e-4)  # the printed label
    assert (year.travel_class, year.standby_class) == ("A", "B")


@pytest.mark.parametrize(
    ("standby_w", "travel", "letters"),
    [(71.0, 0.537, "BA"), (294.0, 0.462, "DA"), (1601.0, 4.21, "GG")],
)
def test_vdi_letters_of_published_labels(standby_w, travel, letters):
    year = vdi_year(
        rated_load_kg=1000.0,
        rated_speed_m_per_s=1.0,
        travel_mwh_per_kg_m=travel,
        standby_w=standby_w,
        category=2,
    )
    assert year.standby_class + year.travel_class == letters


W6_MODERN = {1: (240.1, 935.1, 1175.2, 429), 2: (600.2, 965.9, 1566.2, 572)}
W6_MODERN[3] = (1440.6, 983.2, 2423.8, 885)
W6_PLAIN = {1: (240.1, 1549.8, 1789.8, 653), 2: (600.2, 1733.6, 2333.8, 852)}
W6_PLAIN[3] = (1440.6, 1921.7, 3362.2, 1227)


@pytest.mark.parametrize("category", [1, 2, 3])
@pytest.mark.parametrize(
    ("powers_w", "table"),
    [((60.0, 40.0, 30.0), W6_MODERN), ((150.0, 60.0, 40.0), W6_PLAIN)],
)
def test_target_lift_of_630_kg_and_seven_stops(category, powers_w, table):
    day = standard.day(
        rated_load_kg=630.0,
        n_stops=7,
        starts_per_day=tables.starts_per_day(category).value,
        reference=Cycle(18.0, round_trip_wh(BASE, 0.0, 18.0)),
        short=Cycle(12.0, round_trip_wh(BASE, 0.0, 12.0)),
        motion=(1.0, 0.6, 0.8),
        door_s=8.0,
        powers_w=powers_w,
        slope_per_percent=tables.load_factor_slope("traction_50").value,
    )
    running, standing, total, kwh = table[category]
    assert round(day.running_wh, 1) == running
    assert round(day.standing_wh, 1) == standing
    assert round(day.total_wh, 1) == total
    assert round(standard.year_kwh(day.total_wh)) == kwh
    assert (round(day.per_metre_wh, 4), round(day.per_start_wh, 4)) == (0.5879, 0.2903)
    assert round(day.average_cycle_wh, 3) == 10.951
    assert day.average_travel_m == pytest.approx(8.82)
    assert round(day.load_factor, 3) == 0.877
    assert round(day.average_trip_s, 3) == 19.237


def test_a_start_has_one_share_of_start_energy_and_a_cycle_two():
    rates = standard.running_rates(Cycle(75.0, 170.0), Cycle(50.0, 120.0))
    cycle_wh, _ = standard.average_cycle_wh(Cycle(75.0, 170.0), Cycle(50.0, 120.0), 75.0)
    assert cycle_wh == pytest.approx(170.0)
    assert 2 * rates.per_start_wh + 2 * 75.0 * rates.per_metre_wh == pytest.approx(170.0)


def test_editions_differ_where_they_should_and_only_there():
    assert tables.travel_frac(7, 3).value == 0.49
    assert tables.travel_frac(7, 3, "2013-draft").value == 0.44
    assert tables.travel_frac(7, 4).value == tables.travel_frac(7, 4, "2013-draft").value
    for category in range(1, 6):
        now = tables.standing_frac(category)
        draft = tables.standing_frac(category, "2013-draft")
        assert now[0].value == draft[0].value
        assert sum(cell.value for cell in now) == pytest.approx(1.0)
        assert sum(cell.value for cell in draft) == pytest.approx(1.0)
    with pytest.raises(ValueError, match="edition"):
        tables.travel_frac(7, 3, "1999")


@pytest.mark.parametrize(
    ("starts", "category"),
    [(0, 1), (74, 1), (75, 2), (199, 2), (200, 3), (499, 3), (750, 4), (1500, 5), (3000, 6)],
)
def test_category_is_read_from_the_starts(starts, category):
    assert tables.category_of(starts) == category


@pytest.mark.parametrize(
    ("kg", "category", "percent"),
    [(320, 1, 7.5), (800, 3, 7.5), (801, 3, 4.5), (1275, 4, 6.0), (1500, 4, 3.5), (2500, 5, 4.5)],
)
def test_average_load_table(kg, category, percent):
    assert tables.load_frac(kg, category).value == pytest.approx(percent / 100)


def test_load_factor_ranges_are_those_of_the_table():
    slope = tables.load_factor_slope("traction_50").value
    assert standard.load_factor(slope, 0.02, 2) == 0.97
    assert standard.load_factor(slope, 0.16, 2) == 0.74
    assert standard.traction_slope(0.5) == pytest.approx(slope)
    assert standard.traction_slope(0.4) == pytest.approx(-0.0192)
    assert standard.traction_slope(0.45) == pytest.approx(-0.0178)
    assert tables.load_factor_slope("hydraulic_70").value > 0


def test_short_ways_take_the_time_of_the_motion_not_the_formula():
    formula = 0.5 / 1.0 + 1.0 / 0.6 + 0.6 / 0.8
    assert standard.average_trip_s(0.5, 1.0, 0.6, 0.8, 0.0) == pytest.approx(2.714418, abs=1e-6)
    assert formula > 2.714418


def test_a_class_never_comes_without_its_note():
    letter = standard.performance_class(1500.0, gost_lift())
    assert letter.letter in "ABCDEFG"
    assert "not checked" in letter.note.en and letter.note.zh


def test_a_simplified_cycle_does_not_pretend_to_know_the_start_energy():
    _, rates = standard.average_cycle_wh(Cycle(13.0, 91.0), None, 5.72)
    assert math.isnan(rates.per_start_wh)


def test_wrong_arguments_are_refused():
    with pytest.raises(ValueError, match="longer"):
        standard.running_rates(Cycle(10.0, 10.0), Cycle(10.0, 10.0))
    with pytest.raises(ValueError, match="time"):
        gost_lift(starts_per_day=5000.0)
    with pytest.raises(ValueError, match="motion"):
        gost_lift(motion=None)
