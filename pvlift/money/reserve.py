"""Cash of the operating years for the lifts, and the reserve account that good years fill."""

from __future__ import annotations

import numpy as np

from pvlift.facts.accounts import keys_of
from pvlift.money.books import Books
from pvlift.money.ledger import net_cny
from pvlift.money.project import Project
from pvlift.scenario.records import Scenario


def operating_cash_cny(books: Books) -> np.ndarray:
    """The investor's cash of each year after debt service and tax. float[n_draws, n_years] [CNY]

    One-off money builds lifts and runs none, so it is left out: grants for building, loans, what
    comes back at the end, and debts that grants repay.
    """
    one_off_cny = net_cny(books.ledger, "investor", keys_of("loan", "capital"))
    one_off_cny = one_off_cny + books.capital_grants_cny
    repaid_cny = books.principal_cny + books.interest_cny - books.service_cny
    return (books.equity_flow_cny - one_off_cny + repaid_cny)[:, 1:]


def deposit_cny(scenario: Scenario, project: Project) -> float:
    """What is set aside in a year with enough surplus; 0 without a reserve account. [CNY/year]"""
    reserve = scenario.reserve
    return project.n_lifts * reserve.cny_per_lift_per_year if reserve else 0.0


def after_reserve(cash_cny: np.ndarray, deposit: float) -> tuple[np.ndarray, np.ndarray]:
    """What a year still lacks when good years fill a reserve, and the reserve's level. [CNY]

    Parameters
    ----------
    cash_cny : float[n_draws, n_years]
    deposit  : set aside each year while the surplus allows it
    """
    by_year = np.ascontiguousarray(cash_cny.T)
    shortfall_cny, reserve_cny = np.zeros_like(by_year), np.zeros_like(by_year)
    level_cny = np.zeros(by_year.shape[1])
    for year, of_year in enumerate(by_year):
        paid_in = np.clip(of_year, 0.0, deposit)
        lacking = np.maximum(-of_year, 0.0)
        taken_out = np.minimum(level_cny, lacking)
        shortfall_cny[year] = lacking - taken_out
        level_cny = level_cny + paid_in - taken_out
        reserve_cny[year] = level_cny
    return np.ascontiguousarray(shortfall_cny.T), np.ascontiguousarray(reserve_cny.T)


def reserve_level_cny(scenario: Scenario, project: Project, books: Books) -> np.ndarray | float:
    """Cash that must stay for the lifts at each year's end; 0 without a reserve account. [CNY]"""
    deposit = deposit_cny(scenario, project)
    if deposit == 0.0:
        return 0.0
    _, level_cny = after_reserve(operating_cash_cny(books), deposit)
    return np.concatenate([np.zeros((len(level_cny), 1)), level_cny], axis=1)
