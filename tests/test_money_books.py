"""The money closes every year for any plan, and the rules of grants, debt and tax hold in it."""

from __future__ import annotations

import hashlib
import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scenarios_for_tests import table

from pvlift.facts.accounts import keys_of
from pvlift.money import indicators
from pvlift.money.books import keep_books
from pvlift.money.ledger import Ledger, Transfer, gap_cny, net_cny, paid_cny
from pvlift.scenario.load import Loaded, from_table, load
from pvlift.scenario.records import PARTIES
from pvlift.scenario.worlds import Worlds
from pvlift.study.answers.run import run
from pvlift.study.plan.measures import measure
from pvlift.study.plan.prepare import prepare
from pvlift.study.plan.promise import promise_of
from pvlift.study.plan.simulate import simulate

SCENARIOS = Path(__file__).resolve().parent.parent / "scenarios"


def loaded(whole: dict) -> Loaded:
    scenario = from_table(whole, "test", SCENARIOS)
    return Loaded(scenario, SCENARIOS, hashlib.sha256(repr(whole).encode()).hexdigest())


def outcome_of(**changes):
    """The small plan with dotted keys replaced."""
    whole = table()
    for key, value in changes.items():
        here, steps = whole, key.split("__")
        for step in steps[:-1]:
            here = here[int(step)] if step.isdigit() else here[step]
        here[int(steps[-1]) if steps[-1].isdigit() else steps[-1]] = value
    return run(loaded(whole))


PLANS = st.fixed_dictionaries(
    {
        "n_years": st.integers(16, 30),
        "build_months": st.integers(0, 18),
        "connection__mode": st.sampled_from(["full_feed_in", "self_use_surplus", "self_use_only"]),
        "roof__0__count": st.integers(1, 30),
        "roof__0__tilt_deg": st.integers(0, 40).map(float),
        "stairwell__0__count": st.integers(1, 12),
        "load__0__kwh_per_year": st.floats(0, 4e5),
        "load__0__price_frac": st.floats(0, 1.2),
        "cost__0__cny": st.floats(1.5e5, 8e5),
        "cost__1__cny": st.floats(1.0, 6.0),
        "cost__2__growth_per_year": st.floats(-0.05, 0.08),
        "subsidy__0__cny_per_lift": st.floats(0, 1.4e5),
        "subsidy__0__delay_months": st.integers(0, 40),
        "loan__0__share_frac": st.floats(0.05, 0.9),
        "loan__0__rate_per_year": st.floats(0, 0.12),
        "loan__0__cover": st.floats(1.0, 2.0),
        "loan__0__term_years": st.integers(2, 15),
        "loan__0__repayment": st.sampled_from(["equal_principal", "annuity", "sculpted"]),
        "tax__vat": st.sampled_from(["general", "small"]),
        "tax__income_frac": st.floats(0, 0.4),
        "tax__holiday": st.booleans(),
    }
)


@settings(max_examples=25)
@given(PLANS)
def test_money_and_energy_close_for_any_plan(changes):
    outcome = outcome_of(**changes)
    books, energy = outcome.books, outcome.energy
    assert gap_cny(books.ledger) < 1e-6
    for transfer in books.ledger.transfers:
        assert transfer.payer in PARTIES and transfer.payee in PARTIES
        assert np.all(np.isfinite(transfer.cny)), transfer.account
        assert np.all(transfer.cny >= 0.0), transfer.account
        assert transfer.source, transfer.account
    spent = energy.used_kwh.sum(axis=2) + energy.exported_kwh + energy.curtailed_kwh
    np.testing.assert_allclose(spent, energy.made_kwh, rtol=1e-9, atol=1e-6)
    tax_cny = books.income_tax_cny
    profit_cny = np.maximum(books.ebit_cny - books.interest_cny, 0.0)
    assert np.all(tax_cny <= profit_cny * changes["tax__income_frac"] + 1e-6)
    np.testing.assert_allclose(books.balance_cny[:, -1], 0.0, atol=1e-6)
    # the investor's flow is the project's less what lenders and tax take
    flow = books.project_pretax_cny - books.interest_cny - books.principal_cny - tax_cny
    flow[:, 0] += books.balance_cny[:, 0]
    np.testing.assert_allclose(flow, books.equity_flow_cny, atol=1e-5)
    # profit over the whole plan equals the cash that is not capital
    total_profit = books.net_profit_cny.sum(axis=1)
    assert np.all(np.isfinite(total_profit))


def test_a_transfer_to_nobody_leaves_a_gap():
    money = Transfer("rent", "investor", "residents", np.array([[0.0, 7.0]]), "assumption")
    assert gap_cny(Ledger(1, 1, (money,))) == 0.0
    assert gap_cny(Ledger(1, 1, (money, money._replace(payee="nobody")))) == 7.0


def test_profit_over_the_plan_is_the_cash_the_owner_gets():
    """All capital is written off, so undistributed differences cannot remain."""
    outcome = outcome_of(tax__vat="general")
    books = outcome.books
    equity_total = books.equity_flow_cny.sum()
    assert equity_total == pytest.approx(books.net_profit_cny.sum(), abs=1.0)


def test_unused_input_credit_is_all_that_parts_profit_from_cash():
    costs = table()["cost"]
    for cost in costs:
        cost["vat_frac"] = 0.09
    books = outcome_of(cost=costs, roof__0__count=30, load__0__kwh_per_year=4e5).books
    assert "vat" in {t.account for t in books.ledger.transfers}
    assert books.net_profit_cny.sum() == pytest.approx(books.equity_flow_cny.sum(), abs=1.0)
    poor = outcome_of(cost=costs, roof__0__count=1).books  # credit that never finds a sale
    assert poor.net_profit_cny.sum() > poor.equity_flow_cny.sum() + 1.0


def test_net_present_value_is_linear_in_a_grant_at_commissioning():
    def npv(grant):
        outcome = outcome_of(
            subsidy__0__cny_per_lift=grant,
            subsidy__0__delay_months=0,
            loan=[],
            tax__income_frac=0.0,
        )
        return outcome.indicators.project_npv_cny[0]

    base, more, most = npv(0.0), npv(50_000.0), npv(100_000.0)
    assert more - base == pytest.approx(2 * 50_000.0, abs=1e-4)
    assert most - base == pytest.approx(2 * 100_000.0, abs=1e-4)


@settings(max_examples=10)
@given(st.integers(0, 30), st.integers(1, 36))
def test_a_later_subsidy_never_helps_the_investor(months, later):
    soon = outcome_of(subsidy__0__delay_months=months)
    late = outcome_of(subsidy__0__delay_months=months + later)
    assert late.indicators.equity_npv_cny[0] <= soon.indicators.equity_npv_cny[0] + 1e-6


def test_residents_pay_nothing_unless_a_rule_says_so():
    assert outcome_of().indicators.residents_paid_cny[0] == 0.0
    rule = {
        "accounts": ["lift_equipment"],
        "party": "residents",
        "share_frac": 0.25,
        "source": "assumption",
    }
    shared = outcome_of(payer=[rule])
    assert shared.indicators.residents_paid_cny[0] == pytest.approx(0.25 * 2 * 400_000.0)
    assert not shared.promise.kept[0]
    paid = paid_cny(shared.books.ledger, "residents", ["lift_equipment"])
    assert paid[0, 0] == pytest.approx(200_000.0)
    # their part of the grant goes to them
    granted = net_cny(shared.books.ledger, "residents", keys_of("building_grant")).sum()
    assert granted == pytest.approx(0.25 * 200_000.0)


def test_growth_first_bites_in_year_two():
    books = outcome_of(cost__2__growth_per_year=0.05, cost__2__step_frac=0.0).books
    upkeep = next(t for t in books.ledger.transfers if t.account == "lift_upkeep").cny[0]
    assert upkeep[0] == 0.0
    assert upkeep[1] == pytest.approx(2 * 4_300.0)
    assert upkeep[2] == pytest.approx(2 * 4_300.0 * 1.05)


def test_upkeep_rises_with_age_as_in_nantong():
    books = outcome_of(cost__2__cny=8_640.0, cost__2__step_frac=0.10).books
    upkeep = next(t for t in books.ledger.transfers if t.account == "lift_upkeep").cny[0] / 2
    assert upkeep[[1, 6, 11]] == pytest.approx([8_640.0, 9_504.0, 10_368.0])


def test_yangpu_fees_just_return_the_money():
    """27,300 / 28,938 / 30,674 a year, 434,561 in all, about 0.1 % before running costs."""
    outcome = run(load(SCENARIOS / "yangpu_bot.toml"))
    fees = net_cny(outcome.books.ledger, "residents", ["resident_fee"])[0]
    assert -fees[[1, 6, 11]] == pytest.approx([27_300.0, 28_938.0, 30_674.28], abs=0.01)
    assert -fees.sum() == pytest.approx(434_561.4, abs=0.5)
    assert outcome.indicators.project_irr_pretax[0] == pytest.approx(0.0013, abs=1e-4)
    short = -430_000.0 + 434_561.4 - 15 * 8_000.0
    assert short == pytest.approx(-115_439.0, abs=1.0)


def test_lin_an_break_even():
    """8,000 a year at one yuan a ride is 22 rides a day; with 30 wan over 15 years 77."""
    assert 8_000.0 / 365.0 == pytest.approx(21.9, abs=0.05)
    assert (8_000.0 + 300_000.0 / 15.0) / 365.0 == pytest.approx(76.7, abs=0.05)


def test_an_irr_gives_back_its_own_flow():
    outcome = outcome_of(cost__0__cny=150_000.0, roof__0__count=20, load__0__kwh_per_year=3e5)
    rate = outcome.indicators.project_irr[0]
    assert np.isfinite(rate)
    flow = outcome.books.project_cny[0]
    assert indicators.npv(rate, flow) == pytest.approx(0.0, abs=1e-6 * np.abs(flow).sum())


def test_a_reserve_turns_an_uneven_plan_into_a_kept_promise():
    changes = dict(
        roof__0__count=30, load__0__kwh_per_year=3e5, loan=[], subsidy__0__cny_per_lift=100_000.0
    )
    renewal = {
        "account": "lift_renewal",
        "cny": 400_000.0,
        "per": "lift",
        "when": [15],
        "growth_per_year": 0.0,
        "life_years": 15,
        "source": "assumption",
    }
    costs = [*table()["cost"], renewal]
    bare = outcome_of(cost=costs, **changes)
    assert not bare.promise.kept[0] and bare.promise.first_shortfall_year[0] == 15
    whole = table()
    whole["reserve"] = {"cny_per_lift_per_year": 40_000.0, "source": "assumption"}
    whole["cost"] = costs
    for key, value in changes.items():
        here, steps = whole, key.split("__")
        for step in steps[:-1]:
            here = here[int(step)] if step.isdigit() else here[step]
        here[steps[-1]] = value
    saved = run(loaded(whole))
    assert saved.promise.kept[0] and saved.promise.reserve_needed_cny[0] == 0.0


FINANCES = st.fixed_dictionaries(
    {
        "vat": st.sampled_from(["general", "small"]),
        "input_vat": st.sampled_from([0.0, 0.09]),
        "build_months": st.integers(0, 20),
        "delay_months": st.integers(0, 40),
        "held_back": st.sampled_from([0.0, 0.2]),
        "grant": st.floats(0, 4e5),
        "share": st.floats(0.05, 0.9),
        "repayment": st.sampled_from(["equal_principal", "annuity", "sculpted"]),
        "interest_on": st.sampled_from(["opening", "average"]),
        "construction_interest": st.sampled_from(["capitalised", "paid"]),
        "bridge": st.sampled_from([None, 0.3, 1.0]),
        "working_months": st.sampled_from([None, 3.0]),
        "bond": st.sampled_from([None, "bullet", "equal_principal"]),
        "late_months": st.sampled_from([0.0, 14.0]),
        "refused": st.booleans(),
        "roofs": st.integers(1, 30),
        "load_kwh": st.floats(0, 4e5),
        "reserve": st.sampled_from([0.0, 5_000.0]),
        "income_frac": st.floats(0, 0.4),
        "renewal": st.booleans(),
        "compensation": st.booleans(),
    }
)


WEAK = {"account": "administration", "per": "project", "growth_per_year": 0.0}
WEAK |= {"source": "assumption"}


def financed(plan: dict) -> dict:
    """The small plan with every means of finance that there is."""
    whole = table()
    whole["build_months"] = plan["build_months"]
    whole["tax"] |= {"vat": plan["vat"], "income_frac": plan["income_frac"]}
    whole["roof"][0]["count"] = plan["roofs"]
    whole["load"][0]["kwh_per_year"] = plan["load_kwh"]
    whole["subsidy"][0] |= {
        "cny_per_lift": plan["grant"],
        "delay_months": plan["delay_months"],
        "held_back_frac": plan["held_back"],
        "held_back_years": 3 if plan["held_back"] else 0,
    }
    whole["loan"][0] |= {key: plan[key] for key in ("repayment", "interest_on")}
    whole["loan"][0] |= {"share_frac": plan["share"], "cover": 1.3}
    whole["loan"][0]["construction_interest"] = plan["construction_interest"]
    if plan["bridge"]:
        whole["bridge"] = {"share_frac": plan["bridge"], "rate_per_year": 0.04}
        whole["bridge"] |= {"longest_years": 2, "source": "assumption"}
    if plan["working_months"]:
        whole["working_capital"] = {"months": plan["working_months"], "loan_frac": 0.7}
        whole["working_capital"] |= {"rate_per_year": 0.03, "source": "assumption"}
    if plan["bond"]:
        bond = {"name": "bond", "share_frac": 0.6, "rate_per_year": 0.025, "term_years": 15}
        whole["bond"] = [bond | {"repayment": plan["bond"], "source": "assumption"}]
    if plan["reserve"]:
        whole["reserve"] = {"cny_per_lift_per_year": plan["reserve"], "source": "assumption"}
    if plan["renewal"]:
        whole["cost"].append({"item": "lift_renewal", "when": [15]})
        whole["cost"].append({"item": "lift_inspection", "when": [20], "life_years": 5})
    if plan["compensation"]:
        whole["cost"].append({"item": "ground_floor_compensation"})
    for cost in whole["cost"]:
        cost["vat_frac"] = plan["input_vat"]
    return whole


def worlds_of(plan: dict) -> Worlds:
    """One world with its setbacks."""
    values = {"subsidy.late_months": np.array([plan["late_months"]])}
    if plan["refused"]:
        values["refused:grant"] = np.array([True])
    return Worlds(1, values)


def weak_year(repayment: str):
    """A plan whose year 12 has no cash for its loan."""
    costs = [*table()["cost"], WEAK | {"when": [12], "cny": 4e5}]
    loan = table()["loan"][0] | {"repayment": repayment, "cover": 1.2, "term_years": 15}
    return outcome_of(cost=costs, loan=[loan], roof__0__count=12, load__0__kwh_per_year=3e5)


@pytest.mark.parametrize("repayment", ["equal_principal", "annuity", "sculpted"])
def test_a_weak_year_makes_no_payment_below_zero(repayment):
    """A loan shaped to its cover lends the interest of a year without cash anew."""
    books = weak_year(repayment).books
    assert all(np.all(transfer.cny >= 0.0) for transfer in books.ledger.transfers)
    lent_anew = books.drawn_cny[0, 1:]
    assert np.flatnonzero(lent_anew).tolist() == ([11] if repayment == "sculpted" else [])
    np.testing.assert_allclose(net_cny(books.ledger, "investor"), books.equity_flow_cny, atol=1e-6)
    assert books.drawn_cny.sum() == pytest.approx(books.principal_cny.sum())
    if repayment == "sculpted":  # nothing is paid that year, so nothing is to be covered
        assert books.interest_cny[0, 12] > 0.0
        assert books.service_cny[0, 12] == pytest.approx(0.0, abs=1e-9)


@settings(max_examples=60)
@given(FINANCES)
def test_money_closes_with_every_means_of_finance(plan):
    outcome = simulate(prepare(loaded(financed(plan))), worlds_of(plan))
    books = outcome.books
    assert gap_cny(books.ledger) < 1e-6
    flow = net_cny(books.ledger, "investor")
    np.testing.assert_allclose(books.equity_flow_cny, flow, atol=1e-5)
    np.testing.assert_allclose(books.balance_cny[:, -1], 0.0, atol=1e-5)
    for transfer in books.ledger.transfers:
        assert np.all(transfer.cny >= 0.0), transfer.account
    lent = books.drawn_cny.sum() - books.principal_cny.sum()
    assert lent == pytest.approx(0.0, abs=1e-5)
    # a plan that is over owns no asset and leaves no bill
    np.testing.assert_allclose(books.book_cny[:, -1], 0.0, atol=1e-5)
    np.testing.assert_allclose(books.working_capital_cny[:, -1], 0.0, atol=1e-9)
    bonds = net_cny(books.ledger, "government", ("bond", "bond_principal")).sum()
    assert bonds == pytest.approx(0.0, abs=1e-5)


def test_the_money_of_ten_thousand_draws_is_a_matter_of_a_moment():
    """Floor against accidents only: a quarter of a second where this was written."""
    prepared = prepare(load(SCENARIOS / "ganxian_estate.toml"))
    n_draws = 10_000
    one = simulate(prepared, worlds_of({"late_months": 0.0, "refused": False})).energy
    energy = type(one)(
        *(np.ascontiguousarray(np.broadcast_to(x, (n_draws, *x.shape[1:]))) for x in one)
    )
    worlds = Worlds(n_draws, {"cost.1.cny": np.linspace(1e5, 2e5, n_draws)})
    scenario, project = prepared.loaded.scenario, prepared.project
    began = time.perf_counter()
    books = keep_books(scenario, project, energy, worlds)
    found = measure(scenario, project, energy, books, promise_of(scenario, project, books))
    assert time.perf_counter() - began < 5.0
    assert found.project_npv_cny.shape == (n_draws,)
    assert np.all(np.diff(found.project_npv_cny) < 0.0)
