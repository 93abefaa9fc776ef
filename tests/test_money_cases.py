"""Reference cases of project finance, from the optional folder beside the project."""

from __future__ import annotations

import json

import numpy as np
import pytest
import sam_bill
import sam_models as sam

from pvlift.money import debt, indicators


@pytest.fixture(scope="session")
def cases(shared):
    text = (shared / "cases" / "finance_cases.json").read_text(encoding="utf-8")
    return json.loads(text)["cases"]


def of_kind(cases, *kinds):
    found = [case for case in cases if case["kind"] in kinds]
    assert found, f"no case of kind {kinds}"
    return found


def close(name, found, expected, rel_tol, floor):
    """Compare with the tolerance of the readme; null stands for no answer."""
    found = np.asarray(found, float)
    expected = np.array(np.nan if expected is None else expected, float)
    assert found.shape == expected.shape, f"{name}: {found} against {expected}"
    np.testing.assert_allclose(found, expected, rtol=rel_tol, atol=floor, err_msg=name)


def money_floor(flow):
    largest = np.max(np.abs(flow))
    return 1e-6 if largest >= 1.0 else 1e-12 * largest


def above_zero(flow, rates):
    """The one rate above zero where the running sum begins below it and crosses it once."""
    signs = np.sign(np.cumsum(flow))
    signs = signs[signs != 0.0]
    crosses_once = signs.size and signs[0] < 0.0 and np.count_nonzero(np.diff(signs)) == 1
    return rates[rates > 0.0][0] if crosses_once and len(rates) else None


def test_cash_flow_metrics(cases):
    found = of_kind(cases, "cash_flow_metrics")
    assert len(found) == 38
    for case in found:
        given, want, tol = case["inputs"], case["expected"], case["rel_tol"]
        flow, rate = np.array(given["cash_flow"], float), given["discount_rate"]
        finance, reinvest = given["finance_rate"], given["reinvest_rate"]
        name = case["id"]
        result = indicators.irr(flow)
        floor = 1e-6 if want.get("multiplicity") else 1e-9
        close(name, result.roots, want["irr_roots_above_minus_1"], tol, floor)
        batch = indicators.irr_batch(flow[None])
        assert batch.n_roots[0] == want["irr_count"] == len(result.roots), name
        single = result.roots[0] if want["irr_count"] == 1 else above_zero(flow, result.roots)
        close(name, result.value, single, tol, floor)
        close(name, batch.value[0], single, tol, floor)
        answers = {
            "npv_year0": (indicators.npv(rate, flow), money_floor(flow)),
            "mirr": (indicators.mirr(flow, finance, reinvest), 1e-9),
            "payback_first": (indicators.payback_years(flow), 1e-9),
            "payback_last": (indicators.payback_last_years(flow), 1e-9),
            "discounted_payback_first": (indicators.discounted_payback_years(rate, flow), 1e-9),
        }
        for key in answers.keys() & want.keys():
            close(f"{name} {key}", answers[key][0], want[key], tol, answers[key][1])


def test_present_values(cases):
    for case in of_kind(cases, "npv"):
        worth = indicators.npv(case["inputs"]["rate"], case["inputs"]["cash_flow"])
        close(case["id"], worth, case["expected"]["npv_year0"], case["rel_tol"], 1e-6)


def test_modified_rates(cases):
    for case in of_kind(cases, "mirr"):
        given = case["inputs"]
        rate = indicators.mirr(given["cash_flow"], given["finance_rate"], given["reinvest_rate"])
        close(case["id"], rate, case["expected"]["mirr"], case["rel_tol"], 1e-9)


def test_annuities(cases):
    for case in of_kind(cases, "annuity_payment"):
        given = case["inputs"]
        level = indicators.capital_recovery_frac(given["rate"], given["periods"])
        payment = given["principal"] * level
        close(case["id"], payment, case["expected"]["payment"], case["rel_tol"], 1e-6)


def test_levelised_cost(cases):
    for case in of_kind(cases, "lcoe_simple"):
        given, want = case["inputs"], case["expected"]
        cost, energy = np.r_[given["capex"], given["opex"]], np.r_[0.0, given["energy"]]
        lcoe = indicators.lcoe_cny_per_kwh(given["rate"], cost, energy)
        close(case["id"], lcoe, want["lcoe"], case["rel_tol"], 1e-9)
        level = indicators.capital_recovery_frac(given["rate"], len(given["opex"]))
        close(case["id"], level, want["crf"], case["rel_tol"], 1e-9)


def test_debt_ratios(cases):
    for case in of_kind(cases, "debt_ratios"):
        given, want, tol = case["inputs"], case["expected"], case["rel_tol"]
        cash, rate, term = np.r_[0.0, given["cfads"]], given["interest_rate"], given["tenor"]
        n_years = len(given["cfads"])
        if given["rule"] == "sculpt":
            loan = debt.sculpted(cash, rate, given["dscr"], term)
        else:
            shape = {"annuity": debt.annuity, "straight": debt.equal_principal}[given["rule"]]
            loan = shape(given["debt"], rate, term, n_years)
        service = debt.debt_service_cny(loan)
        cover = indicators.dscr(cash, service)
        answers = {
            "debt": loan.draw_cny[0],
            "debt_service": service[1 : term + 1],
            "balance": loan.balance_cny[: term + 1],
            "dscr": cover[1 : term + 1],
            "min_dscr": indicators.lowest(cover),
            "avg_dscr": indicators.mean_known(cover),
            "llcr": indicators.llcr(rate, cash, loan.draw_cny[0], term),
            "plcr": indicators.plcr(rate, cash, loan.draw_cny[0]),
        }
        assert answers.keys() == want.keys()
        for key, found in answers.items():
            floor = 1e-6 if key in ("debt", "debt_service", "balance") else 1e-9
            close(f"{case['id']} {key}", found, want[key], tol, floor)


def sam_project(given):
    """A case of the SAM kinds in our units; the currency of the case stands for CNY."""
    grants = given.get("incentives", {})
    capacity_w = given["capacity_kw"] * 1000.0
    decline = given["degradation_pct"]
    return sam.SamProject(
        n_years=given["years"],
        capex_cny=given["capex"],
        capacity_w=capacity_w,
        energy_kwh=given["energy_kwh_year1"],
        inflation=given["inflation_pct"] / 100,
        real_discount=given["real_discount_pct"] / 100,
        degradation=[d / 100 for d in decline] if isinstance(decline, list) else decline / 100,
        om_cny=given.get("om_fixed", 0.0),
        om_growth=given.get("om_fixed_escal_pct", 0.0) / 100,
        om_cny_per_w=np.asarray(given.get("om_per_kw", 0.0)) / 1000,
        om_per_w_growth=given.get("om_per_kw_escal_pct", 0.0) / 100,
        om_cny_per_kwh=np.asarray(given.get("om_per_mwh", 0.0)) / 1000,
        om_per_kwh_growth=given.get("om_per_mwh_escal_pct", 0.0) / 100,
        insurance_frac=given.get("insurance_pct_of_capex", 0.0) / 100,
        salvage_frac=given.get("salvage_pct", 0.0) / 100,
        grant_cny=sam.grant_cny(
            given["capex"],
            capacity_w,
            fixed_cny=grants.get("ibi_amount", 0.0),
            share_frac=grants.get("ibi_percent", 0.0) / 100,
            share_cap_cny=grants.get("ibi_percent_max", np.inf),
            cny_per_w=grants.get("cbi_per_w", 0.0),
            per_w_cap_cny=grants.get("cbi_max", np.inf),
        ),
        premium_cny_per_kwh=grants.get("pbi_per_kwh", 0.0),
        premium_years=grants.get("pbi_term", 0),
        premium_growth=grants.get("pbi_escal_pct", 0.0) / 100,
    )


def sam_tax(given):
    if "tax_pct" not in given:
        return None
    rate = given["tax_pct"]
    return sam.SamTax(
        rate_frac=tuple(r / 100 for r in rate) if isinstance(rate, list) else rate / 100,
        depreciation_years=given["depr_years"],
        grant_taxed=given.get("grant_taxed", False),
        grant_reduces_basis=given.get("grant_reduces_basis", False),
    )


def sam_loan(given):
    cap = given.get("max_debt_pct")
    return sam.SamLoan(
        rate=given["loan_rate_pct"] / 100,
        term_years=given["loan_term"],
        cover=given.get("dscr_target"),
        cap_frac=None if cap is None else cap / 100,
        debt_frac=given.get("debt_pct", 0.0) / 100,
        equal_principal=given.get("payment_option", 0) == 1,
        grace_years=given.get("loan_moratorium", 0),
        fee_frac=given.get("debt_fee_pct", 0.0) / 100,
        closing_cny=given.get("debt_closing_cost", 0.0),
    )


def compare(case, answers):
    """Every expected field but SAM's own IRR, which its early stop makes inexact."""
    want, tol = case["expected"], case["rel_tol"]
    assert want.keys() == answers.keys() & want.keys(), want.keys() - answers.keys()
    for key in want:
        found, floor = answers[key]
        close(f"{case['id']} {key}", found, want[key], tol, floor)


def irr_answers(case, found):
    """Roots exactly; SAM's IRR where it is the single one, to a thousandth of a point."""
    want = dict(case["expected"])
    if want.get("irr_pct") is not None and found.note == indicators.ONE_ROOT:
        assert abs(found.value * 100 - want["irr_pct"]) <= 1e-3, case["id"]
    if want.get("irr_pct") is None:
        assert np.isnan(found.value), case["id"]
    return {
        "irr_roots_exact_fraction": (found.roots, 1e-9),
        "irr_pct": (want.get("irr_pct"), 0.0),
    }


def test_sam_cashloan(cases):
    found = of_kind(cases, "sam_cashloan", "sam_cashloan_tax")
    assert len(found) == 12
    for case in found:
        given = case["inputs"]
        ours = sam.cashloan(
            sam_project(given),
            given["savings"],
            debt_frac=given.get("debt_pct", 0.0) / 100,
            loan_rate=given.get("loan_rate_pct", 0.0) / 100,
            loan_years=given.get("loan_term", 1),
            tax=sam_tax(given),
        )
        compare(
            case,
            {
                "after_tax_cash_flow": (ours.cash_cny, 1e-6),
                "energy_kwh": (ours.energy_kwh, 1e-6),
                "operating_expenses": (ours.operating_cny, 1e-6),
                "debt_balance": (ours.loan.balance_cny, 1e-6),
                "interest": (ours.loan.interest_cny, 1e-6),
                "principal": (ours.loan.principal_cny, 1e-6),
                "pbi_total": (ours.premium_cny, 1e-6),
                "cumulative_payback_flow": (np.cumsum(ours.unlevered_cny), 1e-6),
                "npv": (ours.npv_cny, 1e-6),
                "payback_years": (ours.payback_years, 1e-9),
                "discounted_payback_years": (ours.discounted_payback_years, 1e-9),
                "lcoe_nom_cents": (100 * ours.lcoe_cny_per_kwh, 1e-9),
                "lcoe_real_cents": (100 * ours.lcoe_real_cny_per_kwh, 1e-9),
                "nominal_discount_pct": (100 * ours.nominal_discount, 1e-9),
                "adjusted_installed_cost": (ours.net_cost_cny, 1e-6),
                "loan_amount": (ours.loan.draw_cny[0], 1e-6),
                "equity": (ours.equity_cny, 1e-6),
                "present_value_oandm": (ours.om_worth_cny, 1e-6),
                "tax_savings": (ours.tax_saved_cny, 1e-6),
                **irr_answers(case, ours.irr),
            },
        )


def test_sam_singleowner(cases):
    found = of_kind(cases, "sam_singleowner")
    assert len(found) == 9
    for case in found:
        given = case["inputs"]
        project, terms = sam_project(given), sam_loan(given)
        growth = given.get("ppa_escal_pct", 0.0) / 100
        price = given.get("ppa_per_kwh")
        if price is None:
            target = given["target_irr_pct"] / 100
            price = sam.price_for_return(project, growth, terms, target, given["target_irr_year"])
        ours = sam.singleowner(project, price, growth, terms)
        service = debt.debt_service_cny(ours.loan)
        year = np.arange(project.n_years + 1)
        repaying = (year > 0) & (year <= terms.term_years)
        by_year = case["expected"]["irr_by_year_pct"]
        for last, wanted in enumerate(by_year):
            early = indicators.irr(ours.cash_cny[: last + 1])
            if wanted is not None and early.note == indicators.ONE_ROOT:
                assert abs(100 * early.value - wanted) <= 1e-3, (case["id"], last)
        compare(
            case,
            {
                "ppa_price_cents": (100 * ours.price_cny_per_kwh, 1e-9),
                "energy_kwh": (ours.energy_kwh, 1e-6),
                "revenue": (ours.revenue_cny, 1e-6),
                "operating_expenses": (ours.operating_cny, 1e-6),
                "ebitda": (ours.ebitda_cny, 1e-6),
                "cash_for_debt_service": (np.where(repaying, ours.ebitda_cny, 0.0), 1e-6),
                "debt_service": (service, 1e-6),
                "interest": (ours.loan.interest_cny, 1e-6),
                "debt_balance": (ours.loan.balance_cny, 1e-6),
                "pbi_total": (ours.premium_cny, 1e-6),
                "dscr": (np.nan_to_num(ours.dscr), 1e-9),
                "min_dscr": (indicators.lowest(ours.dscr), 1e-9),
                "after_tax_cash_flow": (ours.cash_cny, 1e-6),
                "npv": (ours.npv_cny, 1e-6),
                "irr_by_year_pct": (np.array(by_year, float), 0.0),
                "size_of_debt": (ours.loan.draw_cny[0], 1e-6),
                "size_of_equity": (ours.equity_cny, 1e-6),
                "debt_pct": (100 * ours.loan.draw_cny[0] / ours.installed_cny, 1e-9),
                "cost_installed": (ours.installed_cny, 1e-6),
                "lcoe_nom_cents": (100 * ours.lcoe_cny_per_kwh, 1e-9),
                "lcoe_real_cents": (100 * ours.lcoe_real_cny_per_kwh, 1e-9),
                "lppa_nom_cents": (100 * ours.lppa_cny_per_kwh, 1e-9),
                "lppa_real_cents": (100 * ours.lppa_real_cny_per_kwh, 1e-9),
                "nominal_discount_fraction": (ours.nominal_discount, 1e-9),
                **irr_answers(case, ours.irr),
            },
        )


def profile_w(given):
    """Generation, load and peak hours as the case's text describes them."""
    day, hour = np.divmod(np.arange(8760), 24)
    sun = np.maximum(0.0, np.sin(np.pi * (hour + 0.5 - 6) / 12))
    made = sun * given["pv_kw"] * (0.75 + 0.25 * np.cos(2 * np.pi * (day - 172) / 365))
    evening, daytime = (17 <= hour) & (hour <= 21), (8 <= hour) & (hour <= 16)
    load = given["load_base_kw"] + given["load_evening_kw"] * evening
    load = load + given["load_day_kw"] * daytime
    return 1000 * load, 1000 * made, np.isin(hour, given["peak_hours"])


def test_two_period_bills(cases):
    for case in of_kind(cases, "tou_bill"):
        given = case["inputs"]
        load_w, made_w, is_peak = profile_w(given)
        without, with_pv = sam_bill.two_period_bill_cny(
            load_w,
            made_w,
            is_peak,
            buy_offpeak=given["offpeak_buy"],
            buy_peak=given["peak_buy"],
            sell=given["sell"],
            fixed_cny_per_month=given["fixed_monthly"],
            degradation=given["degradation_pct"] / 100,
            growth=(given["inflation_pct"] + given["rate_escal_pct"]) / 100,
            n_years=given["years"],
        )
        compare(
            case,
            {
                "bill_without": (without, 1e-6),
                "bill_with": (with_pv, 1e-6),
                "savings": (without - with_pv, 1e-6),
            },
        )
