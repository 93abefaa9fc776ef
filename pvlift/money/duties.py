"""Taxes of a plan: the scenario's law and the law of arithmetic in `tax` made into transfers."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pvlift.facts.accounts import accounts
from pvlift.money import operations, tax
from pvlift.money.ledger import Transfer
from pvlift.money.operations import CostLine
from pvlift.scenario.records import Scenario


class Vat(NamedTuple):
    """VAT of a plan. float[n_draws, n_years + 1]"""

    transfers: tuple[Transfer, ...]
    sales_cny: np.ndarray  # VAT included
    output_cny: np.ndarray  # contained in sales
    paid_cny: np.ndarray
    surcharge_cny: np.ndarray
    shift_cny: np.ndarray  # credit used less input VAT in expenses: cash, yet no profit
    credit_cny: np.ndarray  # input VAT still to be credited at the year's end


def vat_of(
    scenario: Scenario, transfers: list[Transfer], lines: list[CostLine], bought: np.ndarray
) -> Vat:
    """VAT on sales less input credit, and the surcharges on it.

    Parameters
    ----------
    bought : float[n_draws, n_years + 1]   input VAT in what becomes an asset, part of the lines'
    """
    rule, taxes = vat_rule(scenario), scenario.tax
    sales_cny = np.zeros(bought.shape)
    for transfer in transfers:
        if transfer.payee == "investor" and accounts()[transfer.account].vat == "output":
            sales_cny += transfer.cny
    input_cny = np.zeros(bought.shape)
    for line in lines:
        share = operations.own_share(scenario, line.cost.account)
        rate = line.cost.vat_frac
        if taxes.vat == "general" and rate > 0.0 and share > 0.0:
            input_cny += line.cny * (share * rate / (1.0 + rate))
    years = tax.vat_years(rule, sales_cny, input_cny)
    halved = 0
    if taxes.surcharge_half_until is not None:
        halved = tax.full_years(scenario.commissioned, taxes.surcharge_half_until)
    extra_cny = tax.surcharge_cny(years.paid_cny, taxes.surcharge_frac, halved)
    return Vat(
        transfers=(
            Transfer("vat", "investor", "government", years.paid_cny, taxes.source),
            Transfer("surcharge", "investor", "government", extra_cny, taxes.source),
        )
        if years.paid_cny.any()
        else (),
        sales_cny=sales_cny,
        output_cny=years.output_cny,
        paid_cny=years.paid_cny,
        surcharge_cny=extra_cny,
        shift_cny=years.credit_used_cny - (input_cny - bought),
        credit_cny=years.credit_cny,
    )


def vat_rule(scenario: Scenario) -> tax.GeneralVat | tax.SmallVat | tax.ExemptVat:
    """The VAT law of a scenario."""
    taxes = scenario.tax
    match taxes.vat:
        case "general":
            return tax.GeneralVat(taxes.vat_frac)
        case "small":
            last = 0
            if taxes.vat_relief_until is not None:
                last = tax.full_years(scenario.commissioned, taxes.vat_relief_until)
            reduced = taxes.vat_frac if taxes.vat_reduced_frac is None else taxes.vat_reduced_frac
            return tax.SmallVat(taxes.vat_frac, reduced, last, taxes.vat_free_cny_per_month, last)
    return tax.ExemptVat()


def income_rule(scenario: Scenario) -> tax.IncomeTaxRule:
    """The income tax law of a scenario."""
    taxes = scenario.tax
    rule = tax.IncomeTaxRule(
        taxes.income_frac,
        taxes.loss_years,
        taxes.holiday,
        holiday_first_year=taxes.holiday_first_year or 0,
    )
    if taxes.relief_frac is None:
        return rule
    return rule._replace(
        relief_frac=taxes.relief_frac,
        relief_limit_cny=taxes.relief_limit_cny,
        relief_last_year=tax.full_years(scenario.commissioned, taxes.relief_until),
    )
