"""Reference cases of project finance, from the optional folder beside the project."""

from __future__ import annotations

import json

import numpy as np
import pytest

from pvlift.money import indicators


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
        single = result.roots[0] if want["irr_count"] == 1 else None
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
