"""A scenario file is read whole or refused with every fault at once, in the user's language."""

from __future__ import annotations

import datetime
import json
import tomllib
from pathlib import Path

import numpy as np
import pytest
from pydantic import ValidationError
from scenarios_for_tests import table

from pvlift.errors import ScenarioError
from pvlift.scenario import faults as wording
from pvlift.scenario.load import Loaded, from_table, load, variant
from pvlift.scenario.records import Scenario
from pvlift.study.answers.run import run

FOLDER = Path(__file__).resolve().parent
SCENARIOS = sorted((FOLDER.parent / "scenarios").glob("*.toml"))
FLAT_FEED_IN = {"kind": "flat", "cny_per_kwh": 0.3}
FAULTS = sorted((FOLDER / "faults").glob("*.toml"))


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_every_example_is_sound(path):
    assert load(path).scenario.name


def changed(**changes):
    """The small scenario with some dotted keys replaced, or removed with None."""
    whole = table()
    for key, value in changes.items():
        here, steps = whole, key.split("__")
        for step in steps[:-1]:
            here = here[int(step)] if step.isdigit() else here[step]
        if value is None:
            del here[steps[-1]]
        else:
            here[steps[-1]] = value
    return whole


def refused(whole) -> ScenarioError:
    with pytest.raises(ScenarioError) as caught:
        from_table(whole, "bad.toml", FOLDER)
    return caught.value


def test_all_faults_come_at_once():
    error = refused(
        changed(
            roof__0__tilt_deg=118.0,
            roof__0__length_m=-4.0,
            n_years="25",
            target__discount_per_year=None,
            stairwell__0__florrs=3,
        )
    )
    places = [fault.where for fault in error.faults]
    assert places == [
        "n_years",
        "roof[1].length_m",
        "roof[1].tilt_deg",
        "stairwell[1].florrs",
        "target.discount_per_year",
    ]
    text = error.text("zh")
    assert "bad.toml 有 5 处错误" in text
    assert "roof[1].tilt_deg：现为 118" in text and "不大于 90" in text
    assert "at most 90" in error.text("en")


@pytest.mark.parametrize(
    ("changes", "where", "wanted"),
    [
        ({"site__city": "Ganzou"}, "site.city", "Ganzhou"),
        ({"roof__0__module": "n_2278_601"}, "roof[1].module", "n_2278_600"),
        ({"stairwell__0__lift": "gearless_631"}, "stairwell[1].lift", "gearless_630"),
        ({"feed_in": {"feed_in": "jiangxi-2026"}}, "feed_in.feed_in", "jiangxi-2025"),
        ({"tax__source": "pv-S0"}, "tax.source", "pv-S"),
        ({"losses": None}, "losses", "roofs"),
        ({"connection": None}, "connection", "roofs"),
        ({"feed_in": None}, "feed_in", "export"),
        ({"cost__3__when": [40]}, "cost[4].when", "1 to 20"),
        ({"loan__0__term_years": 30}, "loan[1].term_years", "20 years"),
        ({"roof__0__setback_m": 6.0}, "roof[1].setback_m", "half"),
        ({"weather": {"files": ["no.epw"]}}, "weather.files[1]", "exists"),
        ({"losses__mismatch_frac": 1.5}, "losses.mismatch_frac", "percent"),
        ({"load__0__price__cny_per_kwh": 62.0}, "load[1].price.cny_per_kwh", "fen"),
        ({"roof__0__tilt_deg": "bets"}, "roof[1].tilt_deg", "best"),
        ({"cost__2__growth_per_year": None}, "cost[3]", "growth_per_year"),
        ({"load__0__hours": [1.0] * 23}, "load[1].hours", "24"),
        ({"commissioned": "2027-01-01"}, "commissioned", "date"),
        ({"subsidy__0__kind": "gift"}, "subsidy[1]", "fixed"),
        ({"load__0__price": {"cny": 0.85}}, "load[1].price", "price = 0.62"),
        (
            {"load__0__price": "jiangxi-collective"},
            "load[1].price.tariff",
            "jiangxi-collective-2023",
        ),
        ({"load__0__price__flat": 1.0}, "load[1].price.flat", "cny_per_kwh"),
        ({"weather__seed": 10**6000}, "weather.seed", "less than 9,223,372,036,854,775,808"),
    ],
)
def test_a_fault_says_where_and_what_is_wanted(changes, where, wanted):
    error = refused(changed(**changes))
    named = {fault.where: fault for fault in error.faults}
    assert where in named, error.text("en")
    assert wanted in named[where].wanted.en, error.text("en")
    assert named[where].wanted.zh


@pytest.mark.parametrize("path", FAULTS, ids=lambda path: path.stem)
def test_each_bad_file_says_what_its_first_line_expects(path):
    """The first line of a bad file holds the sentence that must appear."""
    expected = path.read_text("utf-8").splitlines()[0].removeprefix("# ").strip()
    with pytest.raises(ScenarioError) as caught:
        load(path)
    said = caught.value.text("en") + caught.value.text("zh")
    assert expected in said


def test_choices_are_listed_in_the_readers_language():
    with pytest.raises(ScenarioError) as caught:
        load(FOLDER / "faults" / "tilt_118.toml")
    assert "'best' 或 'best_npv'" in caught.value.text("zh")
    assert "'best' or 'best_npv'" in caught.value.text("en")


def test_there_are_bad_files():
    assert len(FAULTS) >= 6


def test_a_missing_file_is_a_sentence(tmp_path):
    with pytest.raises(ScenarioError, match="scenario file that can be read"):
        load(tmp_path / "nowhere.toml")


def test_a_file_in_another_encoding_is_a_sentence(tmp_path):
    path = tmp_path / "gbk.toml"
    path.write_bytes("name = '小区'".encode("gb18030"))
    with pytest.raises(ScenarioError, match="UTF-8"):
        load(path)


def test_every_fault_the_records_can_raise_has_words():
    """Walk the schema's constraints: each keyword is worded in both languages."""
    types = {
        "missing", "extra_forbidden", "int_type", "int_from_float", "float_type", "bool_type",
        "string_type", "date_type", "tuple_type", "dict_type", "model_type",
        "model_attributes_type", "finite_number", "greater_than", "greater_than_equal",
        "less_than", "less_than_equal", "multiple_of", "too_short", "too_long",
        "string_too_short", "string_too_long", "string_pattern_mismatch", "literal_error",
        "union_tag_invalid", "union_tag_not_found", "date_from_datetime_inexact",
    }  # fmt: skip
    assert types <= set(wording.WANTED)
    for words in wording.WANTED.values():
        assert words.en and words.zh


def test_every_number_has_bounds_on_both_sides():
    """An amount without an upper bound is a slip that nobody sees: 1e20 yuan came back at once."""

    def unbounded(node, path):
        if isinstance(node, dict):
            if node.get("type") in ("number", "integer") and not {"const", "enum"} & node.keys():
                ends = ({"minimum", "exclusiveMinimum"}, {"maximum", "exclusiveMaximum"})
                if not all(end & node.keys() for end in ends):
                    yield path
            node = node.items()
        for key, inner in node if not isinstance(node, list) else enumerate(node):
            if isinstance(inner, (dict, list)):
                yield from unbounded(inner, f"{path}/{key}")

    schema = Scenario.model_json_schema(by_alias=True)
    assert list(unbounded(schema, "")) == []
    assert list(unbounded({"x": {"type": "number", "minimum": 0}}, "")) == ["/x"]


@pytest.mark.parametrize("cny", [1e13, 1e20, 1e308, 10**400])
def test_a_huge_amount_is_refused_in_words(cny):
    for key in ("cost__2__cny", "subsidy__0__cny_per_lift"):
        (fault,) = refused(changed(**{key: cny})).faults
        assert fault.where.endswith(key.rsplit("__", 1)[1])
        assert fault.wanted.en == "at most 1,000,000,000,000" and len(fault.found) <= 62


@pytest.mark.parametrize("key", ["weather__seed", "roof__0__max_modules", "cost__2__step_years"])
def test_integers_beyond_the_machine_are_refused_in_words(key):
    for number in (2**63, 10**30, 10**400):
        (fault,) = refused(changed(**{key: number})).faults
        assert fault.wanted.en.startswith(("at most", "less than")), fault


@pytest.mark.parametrize("year", [1, 1999, 2101, 9999])
def test_a_year_of_commissioning_out_of_this_time_is_refused(year):
    (fault,) = refused(changed(commissioned=datetime.date(year, 1, 1))).faults
    assert fault.where == "commissioned" and ("2000-01-01" in fault.wanted.en) == (year < 2000)


def test_for_ever_is_a_day_like_others():
    """9999-12-31 as the end of a rule."""
    last = datetime.date(9999, 12, 31)
    relief = {"relief_frac": 0.05, "relief_limit_cny": 3e6, "relief_until": last}
    relief |= {"vat": "small", "vat_reduced_frac": 0.01, "vat_relief_until": last}
    whole = changed(subsidy__0__until=last, feed_in=FLAT_FEED_IN)
    whole["tax"] |= relief | {"surcharge_half_until": last}
    whole["load"][0]["price"] |= {"since": datetime.date(1, 1, 1), "until": last}
    loaded = Loaded(from_table(whole, "for ever", FOLDER), FOLDER, "0")
    assert np.isfinite(run(loaded).indicators.project_npv_cny[0])


def test_wrong_types_everywhere_are_worded():
    """Replace each value by values of other types: whatever pydantic says, we have a sentence."""

    def spots(node, path=()):
        if isinstance(node, dict):
            for key, value in node.items():
                yield (*path, key)
                yield from spots(value, (*path, key))
        elif isinstance(node, list) and node:
            yield (*path, 0)
            yield from spots(node[0], (*path, 0))

    junk = ["text", -7, 1e12, True, [], {}, [1, "a"], {"kind": "x"}, float("nan")]
    for path in spots(table()):
        for value in junk:
            whole = table()
            here = whole
            for step in path[:-1]:
                here = here[step]
            here[path[-1]] = value
            try:
                Scenario.model_validate(whole)
            except ValidationError as error:
                found = list(wording.worded(error, Scenario, whole))
                assert found, path
                for fault in found:
                    assert "{" not in fault.wanted.en.replace("{...}", ""), fault


def test_a_variant_is_checked_again():
    loaded = load(FOLDER.parent / "scenarios" / "ganxian_stairwell.toml")
    longer = variant(loaded, {"n_years": 30, "roof.1.tilt_deg": 5.0})
    assert longer.scenario.n_years == 30 and longer.scenario.roof[0].tilt_deg == 5.0
    assert longer.sha256 != loaded.sha256
    assert loaded.scenario.n_years == 25
    with pytest.raises(ScenarioError, match="at most 60"):
        variant(loaded, {"n_years": 99})
    with pytest.raises(ScenarioError, match="roof.9.count"):
        variant(loaded, {"roof.9.count": 1})


def test_the_schema_is_json_and_explains_every_key():
    schema = Scenario.model_json_schema(by_alias=True)
    assert json.loads(json.dumps(schema, allow_nan=False)) == schema
    for name, record in schema["$defs"].items():
        for key, field in record.get("properties", {}).items():
            assert field.get("description"), f"{name}.{key} has no sentence"
    assert set(schema["required"]) >= {"schema", "name", "tax", "target", "cost", "stairwell"}


def test_toml_mistakes_show_their_line():
    with pytest.raises(ScenarioError) as caught:
        from pvlift.scenario.load import parse

        parse('name = "x"\nn_years = = 3\n', "bad.toml")
    assert "第 2 行" in caught.value.text("zh") and "n_years = = 3" in caught.value.text("zh")
    assert tomllib  # the standard library's own reader is used
