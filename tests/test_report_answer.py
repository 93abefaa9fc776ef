"""The answer in words says what the ledgers say, and the levers do what they promise."""

from __future__ import annotations

import numpy as np
import pytest
from report_runs import NAMES, outcome_of

from pvlift.facts.accounts import GRANTS, keys_of
from pvlift.money.indicators import payback_last_years
from pvlift.money.ledger import net_cny
from pvlift.report.content.run_answer import statements
from pvlift.report.per_lift import why_words
from pvlift.report.words.numbers import money


def answer_sentences(outcome, lang):
    """The answer as text."""
    return [statement.words.text(lang) for statement in statements(outcome)]


def with_flow(outcome, flow_cny):
    """The outcome with another project flow; measures that follow from it are left alone."""
    flow_cny = np.array([flow_cny], float)
    return outcome._replace(books=outcome.books._replace(project_cny=flow_cny))


@pytest.mark.parametrize("name", NAMES)
def test_the_mean_year_of_a_lift_leaves_no_account_out(name):
    outcome = outcome_of(name)
    ledger, books = outcome.books.ledger, outcome.books
    apart = net_cny(ledger, "investor", (*keys_of(*GRANTS), "residual_value", "income_tax"))
    running_cny = books.equity_flow_cny + net_cny(ledger, "lender") - apart
    year = outcome.per_lift
    income_tax_cny = books.income_tax_cny[0, 1:].mean()
    expected = running_cny[0, 1:].mean() - income_tax_cny
    found = year.left_cny * outcome.prepared.project.n_lifts
    assert found == pytest.approx(expected, abs=0.01)


def test_money_that_never_comes_back_is_said_with_what_is_missing():
    outcome = outcome_of("ganxian_stairwell")
    gap_cny = -float(outcome.books.project_cny[0].sum())
    first = answer_sentences(outcome, "zh")[0]
    assert "收不回" in first and money(gap_cny, "zh") in first
    assert money(gap_cny, "en") in answer_sentences(outcome, "en")[0]
    assert statements(outcome)[0].tone == "bad"


def test_payback_in_time_and_too_late_are_told_apart():
    outcome = outcome_of("ganxian_estate")
    n_years = outcome.books.ledger.n_years
    flow_cny = [-1000.0, *[200.0] * n_years]
    quick = with_flow(outcome, flow_cny)
    found = quick.indicators._replace(
        payback_years=np.array([5.0]), payback_from_start_years=np.array([5.3])
    )
    quick = quick._replace(indicators=found)
    text = answer_sentences(quick, "zh")[0]
    assert "5.0 年" in text and "5.3 年" in text and "达到" in text
    assert statements(quick)[0].tone == "good"
    late = quick._replace(indicators=found._replace(payback_years=np.array([24.0])))
    assert "晚于" in answer_sentences(late, "zh")[0]
    assert statements(late)[0].tone == "bad"


def test_money_that_is_lost_again_is_not_called_back():
    outcome = outcome_of("ganxian_estate")
    n_years = outcome.books.ledger.n_years
    flow_cny = [-1000.0, *[500.0] * (n_years - 1), -90_000.0]
    lost = with_flow(outcome, flow_cny)
    lost = lost._replace(indicators=lost.indicators._replace(payback_years=np.array([2.0])))
    assert statements(lost)[0].tone == "bad"
    assert "累计转负" in answer_sentences(lost, "zh")[0]
    assert "eat it up" in answer_sentences(lost, "en")[0]


def test_a_passing_dip_after_payback_is_mentioned():
    outcome = outcome_of("ganxian_estate")
    n_years = outcome.books.ledger.n_years
    flow_cny = np.full(n_years + 1, 500.0)
    flow_cny[0], flow_cny[10] = -1000.0, -8000.0
    dip = with_flow(outcome, flow_cny)
    found = dip.indicators._replace(
        payback_years=np.array([2.0]), payback_last_years=payback_last_years(flow_cny[None, :])
    )
    dip = dip._replace(indicators=found)
    assert "再次转负" in answer_sentences(dip, "zh")[0]


def test_an_investor_without_outlay_has_nothing_to_get_back():
    outcome = outcome_of("guixiang_39")
    assert float(outcome.books.investment_cny[0]) == 0.0
    assert "没有净投入" in answer_sentences(outcome, "zh")[0]


def test_residents_who_pay_are_named_with_the_sum():
    for name in ("guixiang_39", "yangpu_bot"):
        outcome = outcome_of(name)
        paid_cny = float(outcome.indicators.residents_paid_cny[0])
        assert paid_cny > 0.0
        text = answer_sentences(outcome, "zh")[2]
        assert money(paid_cny, "zh") in text and "并非居民零负担" in text


def test_a_broken_promise_names_the_first_year_and_the_sum():
    outcome = outcome_of("ganxian_stairwell")
    promise = outcome.promise
    assert not promise.kept[0]
    text = answer_sentences(outcome, "zh")[2]
    assert f"首次为第 {int(promise.first_shortfall_year[0])} 年" in text
    assert money(float(promise.reserve_needed_cny[0]), "zh") in text


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_sentences_have_no_holes(name, lang):
    outcome = outcome_of(name)
    sentences = [
        *answer_sentences(outcome, lang),
        *(words.text(lang) for words in why_words(outcome)),
    ]
    for sentence in sentences:
        assert sentence
        assert not any(sign in sentence for sign in "{}") and "nan" not in sentence.lower()


def test_loans_are_read_from_the_ledger():
    outcome = outcome_of("ganxian_estate")
    loan_cny = float(net_cny(outcome.books.ledger, "investor", ("loan",))[0, 0])
    assert money(loan_cny, "zh") in answer_sentences(outcome, "zh")[3]
    assert "贷款" not in answer_sentences(outcome_of("yangpu_bot"), "zh")[3]
