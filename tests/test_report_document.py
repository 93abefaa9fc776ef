"""The JSON document: one valid document of the agreed shape, whose sums close."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest
from report_runs import NAMES, changed, dict_of, document_of, outcome_of

from pvlift.errors import Notice, Words
from pvlift.report.tables import indicator_rows
from pvlift.report.words.numbers import number
from pvlift.scenario.records import PARTIES
from pvlift.study.answers.rate_notes import BORROWING

ENERGY = {
    "year",
    "made_kwh",
    "lift_load_kwh",
    "used_by_lifts_kwh",
    "used_by_others_kwh",
    "exported_kwh",
    "curtailed_kwh",
    "lift_bought_kwh",
}
INDICATORS = {
    "project_irr_pretax",
    "project_irr",
    "equity_irr",
    "project_npv_cny",
    "equity_npv_cny",
    "payback_years",
    "discounted_payback_years",
    "lcoe_cny_per_kwh",
    "dscr_min",
    "subsidy_per_lift_cny",
    "fiscal_npv_cny",
    "residents_paid_cny",
}


def parsed(outcome, lang="zh"):
    """The document as a strict reader takes it: NaN is no JSON."""

    def refuse(name):
        raise AssertionError(f"{name} is not JSON")

    return json.loads(document_of(outcome, lang), parse_constant=refuse)


@pytest.mark.parametrize("name", NAMES)
def test_the_document_has_the_agreed_shape(name):
    outcome = outcome_of(name)
    document, n_years = parsed(outcome), outcome.books.ledger.n_years
    assert document["scenario"]["sha256"] == outcome.prepared.loaded.sha256
    assert set(document["energy"]) == ENERGY
    assert all(len(values) == n_years for values in document["energy"].values())
    assert document["money"]["year"] == list(range(n_years + 1))
    assert set(document["money"]["net_cny"]) == set(PARTIES)
    for row in document["money"]["accounts"]:
        assert {"account", "from", "to", "cny"} <= set(row)
        assert len(row["cny"]) == n_years + 1
    assert set(document["indicators"]) >= INDICATORS
    assert {"kept", "first_shortfall_year", "reserve_needed_cny"} <= set(document["promise"])
    assert all(set(row) == {"code", "text"} for row in document["warnings"])


@pytest.mark.parametrize("name", NAMES)
def test_printed_money_closes_every_year(name):
    money = parsed(outcome_of(name))["money"]
    net = np.array(list(money["net_cny"].values()))
    assert np.abs(net.sum(axis=0)).max() < 0.005
    again = {party: np.zeros(net.shape[1]) for party in PARTIES}
    for row in money["accounts"]:
        again[row["from"]] -= row["cny"]
        again[row["to"]] += row["cny"]
    for party in PARTIES:
        np.testing.assert_allclose(again[party], money["net_cny"][party], atol=0.005)


@pytest.mark.parametrize("name", NAMES)
def test_printed_money_is_the_ledger_to_five_fen(name):
    outcome = outcome_of(name)
    net = parsed(outcome)["money"]["net_cny"]
    np.testing.assert_allclose(net["investor"], outcome.books.equity_flow_cny[0], atol=0.05)


@pytest.mark.parametrize("name", NAMES)
def test_printed_energy_closes_every_year(name):
    energy = {key: np.array(values) for key, values in parsed(outcome_of(name))["energy"].items()}
    uses = ("used_by_lifts_kwh", "used_by_others_kwh", "exported_kwh", "curtailed_kwh")
    np.testing.assert_allclose(energy["made_kwh"], sum(energy[key] for key in uses), atol=0.3)
    need = energy["used_by_lifts_kwh"] + energy["lift_bought_kwh"]
    np.testing.assert_allclose(energy["lift_load_kwh"], need, atol=0.2)


@pytest.mark.parametrize("name", NAMES)
def test_languages_change_sentences_and_no_number(name):
    outcome = outcome_of(name)
    zh, en = dict_of(outcome, "zh"), dict_of(outcome, "en")
    assert _without_sentences(zh) == _without_sentences(en)
    assert zh["answer"] != en["answer"]
    assert len(zh["answer"]) == len(en["answer"])


def _without_sentences(node):
    """A document without what is written in a language."""
    sentences = {"verdict", "answer", "why", "levers", "notes", "warnings", "text", "note"}
    sentences |= {"title", "publisher", "units", "weather"}
    if isinstance(node, dict):
        return {k: _without_sentences(v) for k, v in node.items() if k not in sentences}
    return [_without_sentences(v) for v in node] if isinstance(node, list) else node


@pytest.mark.parametrize("name", NAMES)
def test_no_answer_is_null_with_a_reason(name):
    document = parsed(outcome_of(name), "en")
    undefined = {key for key, value in document["indicators"].items() if value is None}
    assert undefined == set(document["notes"])
    assert all(document["notes"].values())


def test_a_plan_that_never_pays_back_says_so():
    document = parsed(outcome_of("ganxian_stairwell"), "zh")
    assert document["indicators"]["payback_years"] is None
    assert document["notes"]["payback_years"] == "25 年内未收回"
    assert document["indicators"]["dscr_min"] is not None
    assert "dscr_min" in parsed(outcome_of("yangpu_bot"))["notes"]


def test_a_rate_of_money_that_comes_first_is_not_called_a_return():
    outcome = outcome_of("guixiang_39")
    flow_cny = outcome.books.project_pretax_cny[0]
    assert flow_cny[np.abs(flow_cny) > 0.005][0] > 0.0
    row = {row.key: row for row in indicator_rows(outcome)}["project_irr_pretax"]
    assert math.isnan(row.value)
    assert row.note == BORROWING


def test_first_shortfall_year_is_null_where_there_is_none():
    outcome = outcome_of("ganxian_stairwell")
    promise = outcome.promise
    kept = outcome._replace(
        promise=promise._replace(
            kept=np.ones_like(promise.kept),
            first_shortfall_year=np.zeros_like(promise.first_shortfall_year),
        )
    )
    assert parsed(outcome)["promise"]["first_shortfall_year"] >= 1
    assert parsed(kept)["promise"]["first_shortfall_year"] is None
    assert parsed(kept)["promise"]["kept"] is True


def test_notices_become_warnings_in_the_language_asked_for():
    outcome = outcome_of("yangpu_bot")
    told = outcome._replace(notices=(Notice("a_code", Words("in English", "中文说明")),))
    assert parsed(told, "zh")["warnings"] == [{"code": "a_code", "text": "中文说明"}]
    assert parsed(told, "en")["warnings"] == [{"code": "a_code", "text": "in English"}]


def test_every_cited_value_has_a_source_row_and_assumptions_are_marked():
    document = parsed(outcome_of("ganxian_estate"))
    rows = document["assumptions"]
    assert {row["source"] for row in rows} == set(document["sources"])
    assert any(row["key"].startswith("cost[1].cny") for row in rows)
    assert any(row["key"] == "target.discount_per_year" for row in rows)
    for row in rows:
        doubtful = row["source"] == "assumption" or row["confidence"] in ("U", "L")
        assert row["unverified"] is doubtful
    assert any(row["unverified"] for row in rows)
    assert not all(row["unverified"] for row in rows)


def test_a_source_of_the_scenario_itself_is_shown_with_its_title():
    outcome = outcome_of("yangpu_bot")
    table = outcome.prepared.loaded.scenario.model_dump(mode="python", by_alias=True)
    own = {"title": "Board minutes", "publisher": "Example estate", "dated": "2020-05-01"}
    made = changed(
        "yangpu_bot", {"sources": {**table["sources"], "minutes": own}, "target.source": "minutes"}
    )
    document = parsed(made)
    rows = [row for row in document["assumptions"] if row["source"] == "minutes"]
    assert {row["title"] for row in rows} == {"Board minutes"}
    assert document["sources"]["minutes"]["publisher"] == "Example estate"


@pytest.mark.parametrize(
    ("value", "digits", "wanted"),
    [(float("nan"), 2, None), (float("inf"), 2, None), (-0.001, 2, 0.0), (1.005, 1, 1.0)],
)
def test_numbers_are_json_numbers(value, digits, wanted):
    found = number(value, digits)
    assert found == wanted
    assert found is None or math.copysign(1.0, found) == 1.0


def test_the_weather_is_named_in_the_readers_language():
    outcome = outcome_of("ganxian_estate")
    english, chinese = (parsed(outcome, lang)["weather"] for lang in ("en", "zh"))
    assert english["n_weather_years"] == chinese["n_weather_years"] == 10
    assert chinese["source"].startswith("赣州：") and english["source"].startswith("Ganzhou")
