"""What a study of one or many worlds found. Everything below is per draw."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pvlift.energy.settle import Energy, EnergyDraws
from pvlift.errors import Notice
from pvlift.money.books import Books
from pvlift.scenario.worlds import Worlds
from pvlift.study.plant.assemble import Prepared


class Indicators(NamedTuple):
    """The field's measures; nan where there is no answer. float[n_draws] unless said otherwise."""

    project_irr_pretax: np.ndarray  # 项目投资内部收益率（税前）
    project_irr: np.ndarray  # after adjusted income tax (EBIT x rate)
    equity_irr: np.ndarray  # 资本金内部收益率
    n_roots: np.ndarray  # int[n_draws] real rates above -100 % of the project's flow before tax
    project_npv_cny: np.ndarray  # at target.discount_per_year, after adjusted tax
    equity_npv_cny: np.ndarray  # at target.equity_per_year
    payback_years: np.ndarray  # static, after tax, from commissioning
    payback_from_start_years: np.ndarray  # static, from the start of construction (Chinese rule)
    discounted_payback_years: np.ndarray  # from commissioning, at target.discount_per_year
    lcoe_cny_per_kwh: np.ndarray  # PV costs over PV output, both discounted
    dscr_min: np.ndarray  # lowest yearly debt service cover; nan without debt
    dscr_min_year: np.ndarray  # operating year of it
    dscr_after_renewals_min: np.ndarray  # lowest, renewals (维持运营投资) taken off the cash
    dscr_after_renewals_min_year: np.ndarray  # operating year of it
    subsidy_per_lift_cny: np.ndarray  # all grants, undiscounted
    subsidy_per_household_cny: np.ndarray
    fiscal_npv_cny: np.ndarray  # the government's flows at target.government_per_year
    residents_paid_cny: np.ndarray  # for lifts, undiscounted; without power from the roof
    return_on_investment_frac: np.ndarray  # ROI, mean yearly EBIT over total investment
    return_on_equity_frac: np.ndarray  # ROE, mean yearly net profit over equity
    payback_last_years: np.ndarray  # as payback_years, but after which it stays back to the end
    llcr: np.ndarray  # loan life cover; nan without debt
    llcr_after_renewals: np.ndarray  # the same, renewals taken off the cash
    interest_cover_min: np.ndarray  # 利息备付率, lowest year; nan without interest
    liabilities_frac_max: np.ndarray  # 资产负债率, highest year's end
    break_even_output_frac: np.ndarray  # 盈亏平衡点, of the planned output
    break_even_price_cny_per_kwh: np.ndarray  # mean price of all power used or sold, with VAT
    subsidy_per_tonne_co2_cny: np.ndarray  # all grants over what the roofs' power spares the grid
    residents_npv_cny: np.ndarray  # the residents' flows at target.government_per_year
    made_kwh_per_year: np.ndarray  # output of the roofs, mean of the operating years


class Promise(NamedTuple):
    """Does "residents pay nothing" hold for the whole term?

    Each operating year the lifts' power, upkeep, overhaul and renewal must be covered by the
    investor's own cash after debt service and tax, one-off grants left out. Surplus feeds the
    reserve account, if there is one, up to its yearly sum; the rest is taken out in its year.
    """

    kept: np.ndarray  # bool[n_draws] residents pay nothing and no year lacks cash
    first_shortfall_year: np.ndarray  # int[n_draws] 0: none
    shortfall_cny: np.ndarray  # float[n_draws, n_years] what a year lacks after the reserve
    reserve_needed_cny: np.ndarray  # float[n_draws] all shortfalls together: more to set aside
    reserve_cny: np.ndarray  # float[n_draws, n_years] level of the reserve account
    reserve_if_surplus_kept_cny: np.ndarray  # float[n_draws] if every surplus stays in the account
    operating_cash_cny: np.ndarray  # float[n_draws, n_years] the investor's cash of the year
    lift_cost_cny: np.ndarray  # float[n_draws, n_years] the lifts' running cost of the year


class Outcome(NamedTuple):
    """A scenario and what became of it."""

    prepared: Prepared
    worlds: Worlds
    draws: EnergyDraws
    energy: Energy
    books: Books
    indicators: Indicators
    promise: Promise
    notices: tuple[Notice, ...]
