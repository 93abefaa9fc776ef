"""The chart of accounts is the only list of them: nothing is paid outside it, no sum forgets."""

from __future__ import annotations

from typing import get_args

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from report_runs import NAMES
from report_runs import outcome_of as outcome_of_example
from scenarios_for_tests import table
from test_money_books import FINANCES, financed, loaded, outcome_of, worlds_of

from pvlift.errors import ScenarioError
from pvlift.facts.accounts import (
    COSTS,
    GRANTS,
    LIFT_RUNNING,
    accounts,
    grant_account,
    keys_of,
    pv_costs,
)
from pvlift.facts.programmes import Grant
from pvlift.money.ledger import net_cny
from pvlift.report.words.terms import entry_words
from pvlift.scenario.records import PARTIES
from pvlift.study.answers.per_lift import per_lift_of
from pvlift.study.plan.prepare import prepare
from pvlift.study.plan.simulate import simulate

FEED_INS = {
    "market": {"kind": "market", "market": {"price": {"kind": "flat", "cny_per_kwh": 0.25}}},
    "negative": {
        "kind": "market",
        "market": {"price": {"kind": "flat", "cny_per_kwh": -0.05}, "source": "assumption"},
    },
    "flat": {"kind": "flat", "cny_per_kwh": 0.3},
    "benchmark": {
        "kind": "benchmark",
        "benchmark_cny_per_kwh": 0.41,
        "share_frac": 0.5,
        "term_years": 8,
        "market": {"price": {"kind": "flat", "cny_per_kwh": 0.2}},
        "green": {"certificate_cny_per_kwh": 0.02, "carbon_cny_per_kwh": 0.01, "sold_frac": 0.5},
    },
    "mechanism": {
        "kind": "mechanism",
        "mechanism_cny_per_kwh": 0.2,
        "share_frac": 0.8,
        "term_years": 10,
        "market": {
            "price": {"kind": "flat", "cny_per_kwh": 0.15},
            "growth_per_year": 0.1,
        },
    },
}
GRANT = {"tier": "city", "paid": "acceptance", "delay_months": 3, "source": "assumption"}
RULES = (
    {"kind": "fixed", "cny_per_lift": 5e4},
    {"kind": "per_w", "cny_per_w": 0.1},
    {"kind": "per_kwh", "cny_per_kwh": 0.05, "of": "generated", "years": 5},
    {"kind": "upkeep", "cny_per_lift_per_year": 900.0, "years": 6},
    {"kind": "interest", "share_frac": 0.5, "years": 3},
)
COST = {"cny": 900.0, "per": "project", "source": "assumption"}


def rich(plan: dict, feed_in: str, fee: bool) -> dict:
    """A plan with every account that a cost, a grant, a debt, a sale or a tax can bring."""
    whole = financed(plan)
    named = [GRANT | rule | {"name": f"grant {n}"} for n, rule in enumerate(RULES)]
    whole["subsidy"] = [*whole["subsidy"], *named]
    whole["feed_in"] = FEED_INS[feed_in]
    whole["load"][0]["unpaid_frac"] = 0.05
    for account in keys_of(*COSTS):
        if account != "lift_power":
            row = COST | {"account": account, "when": "yearly", "growth_per_year": 0.0}
            whole["cost"].append(row)
    if fee:
        row = {"name": "fee", "cny_per_flat": [0.0, 100.0], "first_year": 1, "last_year": 20}
        whole["fee"] = [row | {"source": "assumption"}]
    return whole


RICH = st.tuples(FINANCES, st.sampled_from(sorted(FEED_INS)), st.booleans())


@settings(max_examples=25)
@given(RICH)
def test_every_account_that_money_moves_under_is_in_the_chart(found):
    plan, feed_in, fee = found
    outcome = simulate(prepare(loaded(rich(plan, feed_in, fee))), worlds_of(plan))
    for transfer in outcome.books.ledger.transfers:
        account = accounts()[transfer.account]
        ends = (transfer.payer, transfer.payee)
        if account.family == "capital":  # working capital goes out and comes back
            ends = ends if ends[0] == account.payer else ends[::-1]
        assert ends[1] == account.payee or account.family in GRANTS, transfer
        assert ends[0] == account.payer or account.family in (*COSTS, "pv_income"), transfer
        named = account.family in (*GRANTS, "loan", "debt_service", "bond")
        assert bool(transfer.rule) == named, transfer
    check_sums(outcome)


def test_one_plan_moves_money_under_almost_every_account():
    """The plans above would pass if they moved nothing."""
    plan = {
        **{"vat": "general", "input_vat": 0.0, "build_months": 6, "delay_months": 14},
        **{"held_back": 0.2, "grant": 3e4, "share": 0.5, "repayment": "annuity"},
        **{"interest_on": "opening", "construction_interest": "paid", "bridge": 0.5},
        **{"working_months": 3.0, "bond": "bullet", "late_months": 0.0, "refused": False},
        **{"roofs": 30, "load_kwh": 4e5, "reserve": 0.0, "income_frac": 0.25},
        **{"renewal": True, "compensation": True},
    }
    moved = set()
    for feed_in in FEED_INS:
        outcome = simulate(prepare(loaded(rich(plan, feed_in, True))), worlds_of(plan))
        moved |= {t.account for t in outcome.books.ledger.transfers if t.cny.any()}
    assert set(accounts()) - moved == set()


@pytest.mark.parametrize("name", NAMES)
def test_the_sums_of_a_report_are_sums_over_the_chart(name):
    check_sums(outcome_of_example(name))


def check_sums(outcome):
    """Families leave nothing of the owner's flow out; reports add up the same families."""
    books, ledger = outcome.books, outcome.books.ledger
    families = {account.family for account in accounts().values()}
    of = {family: net_cny(ledger, "investor", keys_of(family))[0] for family in families}
    np.testing.assert_allclose(sum(of.values()), books.equity_flow_cny[0], atol=1e-5)
    n_lifts, year = outcome.prepared.project.n_lifts, per_lift_of(outcome)
    mean = {family: cny[1:].mean() / n_lifts for family, cny in of.items()}
    told = {
        year.pv_income_cny: ("pv_income", "pv_refund"),
        year.fee_cny: ("fee",),
        -year.lift_cost_cny: LIFT_RUNNING,
        -year.other_cost_cny: ("pv_running", "administration"),
        -year.tax_cny: ("tax",),
    }
    for cny, names in told.items():
        assert cny == pytest.approx(sum(mean[name] for name in names), abs=1e-6), names
    pv_cny = net_cny(ledger, "investor", keys_of("pv_build", "pv_running"))[0]
    of_asset = net_cny(ledger, "investor", pv_costs())[0]
    np.testing.assert_allclose(pv_cny, of_asset, atol=1e-6)
    grants = net_cny(ledger, "government", keys_of(*GRANTS))[0].sum()
    per_lift_cny = outcome.indicators.subsidy_per_lift_cny[0]
    assert per_lift_cny * n_lifts == pytest.approx(-grants, abs=1e-5)


def test_the_chart_is_whole():
    for account in accounts().values():
        assert account.words.en.isascii() and any(c >= "\u4e00" for c in account.words.zh)
        assert {account.payer, account.payee} <= set(PARTIES) and account.payer != account.payee
        assert account.income_of in ("", account.payee)
        assert account.vat in ("", "input", "output") and account.asset in ("", "lift", "pv")
        assert (account.vat == "input") == (account.family in COSTS)
        assert (account.vat == "output") == (account.family in ("pv_income", "fee"))
    words = [account.words for account in accounts().values()]
    assert len(set(words)) == len(words)
    kinds = {get_args(rule.model_fields["kind"].annotation)[0] for rule in get_args(Grant)}
    assert {grant_account(kind).family for kind in kinds} == set(GRANTS)
    with pytest.raises(ValueError, match="no family of accounts pv_incme"):
        keys_of("pv_incme")


def test_hours_below_zero_lower_the_income_per_lift_and_have_a_name():
    at, below = (
        outcome_of(feed_in=FEED_INS["market"] | {"market": {"price": price}}, roof__0__count=10)
        for price in (
            {"kind": "flat", "cny_per_kwh": 0.0},
            {"kind": "flat", "cny_per_kwh": -0.05},
        )
    )
    paid_cny = net_cny(below.books.ledger, "investor", ("feed_in_negative_price",))[0, 1:].mean()
    assert paid_cny < -100.0
    change_cny = per_lift_of(below).pv_income_cny - per_lift_of(at).pv_income_cny
    assert change_cny == pytest.approx(paid_cny / at.prepared.project.n_lifts)
    assert entry_words("feed_in_negative_price", "").zh == "上网电费（负电价支出）"


def test_the_repair_of_a_roof_belongs_to_what_roofs_cost():
    def with_cost(account):
        row = COST | {"account": account, "cny": 300.0, "per": "roof"}
        row |= {"when": "yearly", "growth_per_year": 0.0}
        costs = outcome_of().prepared.loaded.scenario.model_dump(mode="python")["cost"]
        found = outcome_of(cost=[*costs, row], feed_in=FEED_INS["flat"]).indicators
        return float(found.lcoe_cny_per_kwh[0])

    assert with_cost("roof_repair") == pytest.approx(with_cost("pv_upkeep"), rel=1e-12)
    assert with_cost("roof_repair") != pytest.approx(with_cost("administration"), rel=1e-6)


def test_a_grants_transfers_carry_its_rule():
    rule = GRANT | {"kind": "fixed", "cny_per_lift": 5e4, "name": "principal"}
    ledger = outcome_of(subsidy=[rule]).books.ledger
    granted = [t for t in ledger.transfers if t.family in GRANTS]
    assert [(t.account, t.rule) for t in granted] == [("lift_grant", "principal")]
    lent = {t.rule for t in ledger.transfers if t.account == "principal"}
    assert lent == {loan["name"] for loan in table()["loan"]}


def test_a_cost_of_an_account_that_is_none_is_refused():
    with pytest.raises(ScenarioError) as error:
        outcome_of(cost__0__account="lift_grant")
    assert "lift_civil" in error.value.faults[0].wanted.en
