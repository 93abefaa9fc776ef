"""The shapes of rules: what they refuse, and how a scenario names a library row."""

from __future__ import annotations

from datetime import date

import pytest
from pydantic import TypeAdapter, ValidationError

from pvlift.errors import ScenarioError
from pvlift.facts import read
from pvlift.facts.feed_in import FeedInRule, MechanismFeedIn
from pvlift.facts.programmes import NamedProgramme, SubsidyRule
from pvlift.facts.records import FAULT_WORDS
from pvlift.facts.tariffs import NamedTariff, TariffRule

SUBSIDY = TypeAdapter(SubsidyRule)
TARIFF = TypeAdapter(TariffRule)
FEED_IN = TypeAdapter(FeedInRule)
GRANT = {"name": "x", "tier": "city", "paid": "acceptance", "source": "assumption"}
MARKET = {"price": {"kind": "flat", "cny_per_kwh": 0.25}}


def _kinds(adapter: TypeAdapter, row: dict) -> set[str]:
    with pytest.raises(ValidationError) as caught:
        adapter.validate_python(row)
    return {entry["type"] for entry in caught.value.errors()}


def test_a_bare_id_names_a_library_row():
    assert isinstance(SUBSIDY.validate_python({"programme": "nanchang-2022"}), NamedProgramme)
    assert isinstance(TARIFF.validate_python({"tariff": "jiangxi-collective-2023"}), NamedTariff)
    assert FEED_IN.validate_python({"feed_in": "jiangxi-2025"}).kind == "named"


def test_every_kind_of_grant_can_be_written():
    by_kind = {
        "fixed": {"cny_per_lift": 1},
        "storeys": {"table": [{"at_least": 4, "cny_per_lift": 1}]},
        "stops": {"base_cny": 1, "base_stops": 6, "step_frac": 0.1},
        "cost_share": {"of": "total", "share_frac": 0.25, "cap_cny": 150_000},
        "relocation": {"share_frac": 1.0},
        "low_income": {"cny_per_household": 1},
        "upkeep": {"cny_per_lift_per_year": 1, "years": 10},
        "per_w": {"cny_per_w": 0.3},
        "per_kwh": {"of": "generated", "cny_per_kwh": 0.1, "years": 5},
        "interest": {"share_frac": 0.5, "years": 3},
        "interest_points": {"points_per_year": 0.015, "years": 2},
        "pot": {"pot_cny": 1, "n_lifts": 1},
    }
    for kind, values in by_kind.items():
        assert SUBSIDY.validate_python({**GRANT, "kind": kind, **values}).kind == kind
    kinds = SUBSIDY.json_schema()["discriminator"]["mapping"]
    assert set(kinds) == {*by_kind, "programme"}


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ({"kind": "fixed", "cny_per_lift": "1"}, "float_type"),
        ({"kind": "fixed", "cny_per_lift": -1}, "greater_than_equal"),
        ({"kind": "fixed", "cny_per_lift": 1, "caps": 1}, "extra_forbidden"),
        ({"kind": "fixed"}, "missing"),
        ({"kind": "fixde", "cny_per_lift": 1}, "union_tag_invalid"),
        ({"kind": "cost_share", "of": "total", "share_frac": 40}, "less_than_equal"),
        ({"kind": "stops", "base_cny": 1, "base_stops": 6}, "one_step"),
        (
            {"kind": "stops", "base_cny": 2, "base_stops": 6, "step_cny": 1, "cap_cny": 1},
            "above_cap",
        ),
        (
            {
                "kind": "storeys",
                "table": [
                    {"at_least": 6, "cny_per_lift": 1},
                    {"at_least": 4, "cny_per_lift": 1},
                ],
            },
            "rising_table",
        ),
        ({"kind": "fixed", "cny_per_lift": 1, "held_back_frac": 0.2}, "held_back_without_years"),
        (
            {
                "kind": "fixed",
                "cny_per_lift": 1,
                "since": date(2026, 1, 1),
                "until": date(2025, 1, 1),
            },
            "dates_reversed",
        ),
    ],
)
def test_a_bad_grant_is_refused(row, fault):
    assert _kinds(SUBSIDY, {**GRANT, **row}) == {fault}


WINDOW = {"period": "valley", "from_h": 0, "to_h": 8}


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ({"kind": "flat", "cny_per_kwh": 62}, "less_than_equal"),
        (
            {
                "kind": "periods",
                "cny_per_kwh": {"flat": 0.6, "valley": 0.3},
                "seasons": [{"months": [1], "windows": [{**WINDOW, "from_h": 22, "to_h": 8}]}],
            },
            "hours_reversed",
        ),
        (
            {
                "kind": "periods",
                "cny_per_kwh": {"flat": 0.6, "valley": 0.3},
                "seasons": [
                    {"months": [1], "windows": [WINDOW, {**WINDOW, "from_h": 7, "to_h": 9}]}
                ],
            },
            "hours_overlap",
        ),
        (
            {
                "kind": "periods",
                "cny_per_kwh": {"flat": 0.6, "valley": 0.3},
                "seasons": [
                    {"months": [1, 2], "windows": [WINDOW]},
                    {"months": [2], "windows": [WINDOW]},
                ],
            },
            "months_twice",
        ),
        (
            {
                "kind": "periods",
                "cny_per_kwh": {"flat": 0.6},
                "seasons": [{"months": [1], "windows": [WINDOW]}],
            },
            "unknown_period",
        ),
        (
            {
                "kind": "periods",
                "cny_per_kwh": {"flat": 0.6, "valley": 0.3},
                "holidays": [{"name": "x", "month": 2, "days": [30], "windows": [WINDOW]}],
            },
            "no_such_day",
        ),
        (
            {"kind": "tiers", "tiers": [{"above_kwh_per_year": 10, "cny_per_kwh": 0.6}]},
            "rising_table",
        ),
        ({"kind": "table", "price": {"kind": "monthly", "cny_per_kwh": [0.5]}}, "too_short"),
        (
            {"kind": "table", "price": {"kind": "clock", "cny_per_kwh": [[0.5] * 24] * 2}},
            "wrong_count",
        ),
    ],
)
def test_a_bad_tariff_is_refused(row, fault):
    assert _kinds(TARIFF, row) == {fault}


def test_checks_across_fields_have_words_in_both_languages():
    for words in FAULT_WORDS.values():
        assert words.en and any("\u4e00" <= sign <= "\u9fff" for sign in words.zh)


def test_an_unknown_name_offers_the_nearest():
    with pytest.raises(ScenarioError) as caught:
        read.grant_rules([NamedProgramme(programme="nanchang-2023")])
    (fault,) = caught.value.faults
    assert fault.found == "nanchang-2023" and "nanchang-2022" in fault.wanted.en
    assert "nanchang-2022" in fault.wanted.zh


def test_a_place_without_amount_is_a_fault_that_says_so():
    with pytest.raises(ScenarioError, match="none is known here"):
        read.grant_rules([NamedProgramme(programme="ganzhou")])


def test_all_unknown_programmes_are_told_at_once():
    rules = [NamedProgramme(programme="a-b"), NamedProgramme(programme="ganzhou")]
    with pytest.raises(ScenarioError) as caught:
        read.grant_rules(rules)
    assert len(caught.value.faults) == 2


def test_one_grant_of_a_programme_may_be_taken():
    rule = NamedProgramme(programme="qingdao-2019", only=("qingdao-2019/city",), delay_months=9)
    (grant,) = read.grant_rules([rule])
    assert grant.name == "qingdao-2019/city" and grant.delay_months == 9
    with pytest.raises(ScenarioError, match="qingdao-2019/city"):
        read.grant_rules([NamedProgramme(programme="qingdao-2019", only=("x",))])


def test_a_regime_may_be_taken_with_another_market_price():
    named = FEED_IN.validate_python(
        {"feed_in": "jiangxi-2025", "share_frac": 0.9, "market": {**MARKET, "by_year_frac": [1]}}
    )
    rule = read.feed_in_rule(named)
    assert rule.share_frac == 0.9 and rule.term_years == 10 and rule.market.by_year_frac == (1,)
    assert read.feed_ins()["jiangxi-2025"].rule.share_frac == 0.8


def test_an_auction_round_asks_for_what_it_does_not_publish():
    rule = read.feed_in_rule(FEED_IN.validate_python({"feed_in": "hunan-2025", "market": MARKET}))
    assert isinstance(rule, MechanismFeedIn)
    assert (rule.mechanism_cny_per_kwh, rule.share_frac, rule.term_years) == (0.375, 0.8, 10)
    with pytest.raises(ScenarioError) as caught:
        read.feed_in_rule(FEED_IN.validate_python({"feed_in": "qinghai-2026"}))
    assert [fault.where for fault in caught.value.faults] == [
        "feed_in.market",
        "feed_in.share_frac",
        "feed_in.term_years",
    ]
    with pytest.raises(ScenarioError, match="price for PV"):
        read.feed_in_rule(FEED_IN.validate_python({"feed_in": "hainan-rule", "market": MARKET}))
