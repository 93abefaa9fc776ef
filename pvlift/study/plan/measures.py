"""The field's measures of a plan, read from its books and its energy."""

from __future__ import annotations

import numpy as np

from pvlift.energy.settle import Energy
from pvlift.facts.accounts import GRANTS, keys_of, pv_costs
from pvlift.money import indicators, operations, ratios
from pvlift.money.books import Books
from pvlift.money.breakeven import break_even
from pvlift.money.carbon import avoided_kgco2
from pvlift.money.debt_cover import FEN_CNY, debt_cover_of
from pvlift.money.ledger import moved_cny, net_cny, paid_cny
from pvlift.money.project import Project
from pvlift.money.year_end import year_ends_of
from pvlift.scenario.records import Scenario
from pvlift.study.plan.outcome import Indicators, Promise
from pvlift.study.plan.promise import residents_paid_cny


def measure(
    scenario: Scenario, project: Project, energy: Energy, books: Books, promise: Promise
) -> Indicators:
    """The field's indicators of every draw."""
    target = scenario.target
    flow_cny, equity_cny = books.project_cny, books.equity_flow_cny
    pretax = _rates(books.project_pretax_cny)
    payback_years = indicators.payback_years(flow_cny)
    pv_cny = paid_cny(books.ledger, "investor", pv_costs())
    made_kwh = operations.over_years(energy.made_kwh)
    subsidy_cny = moved_cny(books.ledger, keys_of(*GRANTS)).sum(axis=1)
    cover = debt_cover_of(books, year_ends_of(books, operations.over_years(promise.reserve_cny)))
    even = break_even(energy, books)
    saved_t = avoided_kgco2(scenario, energy).sum(axis=1) / 1000.0
    invested_cny = books.investment_cny + books.interest_cny[:, 0]
    invested_cny = invested_cny + books.working_capital_cny[:, 0]
    return Indicators(
        project_irr_pretax=pretax.value,
        project_irr=_rates(flow_cny).value,
        equity_irr=_rates(equity_cny).value,
        n_roots=pretax.n_roots,
        project_npv_cny=indicators.npv(target.discount_per_year, flow_cny),
        equity_npv_cny=indicators.npv(target.equity_per_year, equity_cny),
        payback_years=payback_years,
        payback_from_start_years=payback_years + scenario.build_months / 12.0,
        discounted_payback_years=indicators.discounted_payback_years(
            target.discount_per_year, flow_cny
        ),
        lcoe_cny_per_kwh=_lcoe(target.discount_per_year, pv_cny, made_kwh),
        dscr_min=ratios.lowest(cover.dscr),
        dscr_min_year=ratios.lowest_year(cover.dscr),
        dscr_after_renewals_min=ratios.lowest(cover.dscr_after_renewals),
        dscr_after_renewals_min_year=ratios.lowest_year(cover.dscr_after_renewals),
        subsidy_per_lift_cny=subsidy_cny / project.n_lifts,
        subsidy_per_household_cny=subsidy_cny / project.n_households,
        fiscal_npv_cny=indicators.npv(
            target.government_per_year, net_cny(books.ledger, "government")
        ),
        residents_paid_cny=residents_paid_cny(books),
        return_on_investment_frac=share(books.ebit_cny[:, 1:].mean(axis=1), invested_cny),
        return_on_equity_frac=share(books.net_profit_cny[:, 1:].mean(axis=1), books.equity_cny),
        payback_last_years=indicators.payback_last_years(flow_cny),
        llcr=cover.llcr,
        llcr_after_renewals=cover.llcr_after_renewals,
        interest_cover_min=ratios.lowest(cover.interest_cover),
        liabilities_frac_max=ratios.highest(cover.liabilities_frac),
        break_even_output_frac=even.output_frac,
        break_even_price_cny_per_kwh=even.price_cny_per_kwh,
        subsidy_per_tonne_co2_cny=share(subsidy_cny, saved_t),
        residents_npv_cny=indicators.npv(
            target.government_per_year, net_cny(books.ledger, "residents")
        ),
        made_kwh_per_year=energy.made_kwh.mean(axis=1),
    )


def _rates(cash_cny: np.ndarray) -> indicators.IrrBatch:
    """Rates of return; nan where money comes first and goes later, which is no investment."""
    found = indicators.irr_batch(cash_cny)
    first = np.argmax(np.abs(cash_cny) > FEN_CNY, axis=1)
    invests = cash_cny[np.arange(len(cash_cny)), first] < 0.0
    return found._replace(value=np.where(invests, found.value, np.nan))


def _lcoe(rate, cost_cny, energy_kwh) -> np.ndarray:
    factors = indicators.discount_factors(rate, cost_cny.shape[1] - 1)
    return share((cost_cny * factors).sum(axis=1), (energy_kwh * factors).sum(axis=1))


def share(upper, lower) -> np.ndarray:
    """A ratio; nan where there is nothing to divide by."""
    lower = np.asarray(lower, dtype=float)
    return np.divide(upper, lower, out=np.full(np.shape(lower), np.nan), where=lower > 0)
