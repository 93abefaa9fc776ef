"""What a plan owns: one table of assets feeds depreciation, renewal, input VAT and residual value.

Rules beside the law's: a grant for building lowers what is written off and is not taxed, and what
exceeds that is added to capital; interest of construction is part of the assets; an asset that
outlives the plan is written off within it, because nobody pays the investor for a lift that stays.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pvlift.money import operations
from pvlift.money.assets import Asset, asset_years
from pvlift.money.operations import CostLine, part, years_due
from pvlift.scenario.records import Scenario


class OwnedAssets(NamedTuple):
    """Assets year by year. float[n_draws, n_years + 1] unless said."""

    bought_cny: np.ndarray  # paid for assets, VAT included
    input_vat_cny: np.ndarray  # in it, to be credited
    depreciation_cny: np.ndarray
    book_cny: np.ndarray  # at the year's end
    recovered_cny: np.ndarray  # residual values when the plan ends
    interest_expensed_cny: np.ndarray  # float[n_draws] construction interest no asset can carry
    excess_grants_cny: np.ndarray  # float[n_draws] grants beyond what can be written off


def owned_assets_of(
    scenario: Scenario,
    lines: list[CostLine],
    capital_grants_cny: np.ndarray,
    interest_cny: np.ndarray,
) -> OwnedAssets:
    """Depreciation and book values of what the investor pays for.

    Parameters
    ----------
    capital_grants_cny : float[n_draws, n_years + 1]   grants for building
    interest_cny       : float[n_draws]   of the time of construction
    """
    n_years, shape = scenario.n_years, capital_grants_cny.shape
    bought_cny, vat_cny = np.zeros(shape), np.zeros(shape)
    rows = list(_bought(scenario, lines, bought_cny, vat_cny))
    at_start = [row for row in rows if row.year == 0]
    value_cny = sum((row.value_cny for row in at_start), np.zeros(shape[0]))
    carried = np.divide(interest_cny, value_cny, out=np.zeros(shape[0]), where=value_cny > 0.0)
    open_cny = sum(
        (row.value_cny * (1.0 + carried) - row.residual_cny for row in at_start), np.zeros(shape[0])
    )
    granted_cny = capital_grants_cny.sum(axis=1)
    covered_cny = np.minimum(granted_cny, open_cny)
    kept = 1.0 - np.divide(covered_cny, open_cny, out=np.zeros(shape[0]), where=open_cny > 0.0)
    for n, row in enumerate(rows):
        if row.year == 0:
            open_part_cny = row.value_cny * (1.0 + carried) - row.residual_cny
            rows[n] = row._replace(value_cny=row.residual_cny + open_part_cny * kept)
    years = asset_years(tuple(rows), n_years)
    return OwnedAssets(
        bought_cny=bought_cny,
        input_vat_cny=vat_cny,
        depreciation_cny=np.broadcast_to(years.depreciation_cny, shape),
        book_cny=np.broadcast_to(years.book_cny, shape),
        recovered_cny=np.broadcast_to(years.recovered_cny, shape),
        interest_expensed_cny=np.where(value_cny > 0.0, 0.0, interest_cny),
        excess_grants_cny=granted_cny - covered_cny,
    )


def _bought(scenario: Scenario, lines: list[CostLine], bought_cny, vat_cny):
    """Assets that cost rows buy, in every year in which they can still be written off."""
    n_years = scenario.n_years
    for line in lines:
        cost = line.cost
        share = operations.own_share(scenario, cost.account)
        if cost.life_years is None or share == 0.0:
            continue
        rate = cost.vat_frac if scenario.tax.vat == "general" else 0.0
        for year in years_due(cost, scenario):
            if year >= n_years:
                continue  # bought in the last year: an expense of it
            paid_cny = np.broadcast_to(part(line.cny[:, year], share), bought_cny.shape[:1])
            value_cny = paid_cny / (1.0 + rate)
            bought_cny[:, year] += paid_cny
            vat_cny[:, year] += paid_cny - value_cny
            life = min(cost.life_years, n_years - year)
            yield Asset(cost.account, value_cny, year, life, value_cny * cost.residual_frac)
