"""How little output or price a plan can live with; nan where no amount would do.

Output and price break even where the mean operating year earns nothing before income tax.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pvlift.energy.settle import Energy
from pvlift.facts.accounts import keys_of
from pvlift.money.books import Books
from pvlift.money.ledger import moved_cny, net_cny


class BreakEven(NamedTuple):
    """Where a plan earns nothing. float[n_draws]"""

    output_frac: np.ndarray  # of the planned output (盈亏平衡生产能力利用率); 0: none is needed
    price_cny_per_kwh: np.ndarray  # mean price of all power used or sold, VAT included


class _Power(NamedTuple):
    """What the roofs bring. float[n_draws, n_years + 1]"""

    sales_cny: np.ndarray  # VAT included, refunds taken off
    premiums_cny: np.ndarray  # grants per kWh


def break_even(energy: Energy, books: Books) -> BreakEven:
    """Break-even output and price.

    References
    ----------
    Construction Project Economic Evaluation Methods and Parameters, 3rd edition (NDRC, MOHURD,
    2006): fixed cost / (revenue - variable cost - surcharges), without VAT; here as the mean of the
    operating years, with the lift power that the roofs spare counted as output.
    """
    power = _power(books)
    vat_frac = np.divide(
        books.output_vat_cny + books.surcharge_cny,
        books.sales_cny,
        out=np.zeros_like(books.sales_cny),
        where=books.sales_cny > 0.0,
    )
    earned_cny = power.sales_cny * (1.0 - vat_frac) + power.premiums_cny + books.saved_power_cny
    margin_cny = earned_cny[:, 1:].mean(axis=1)
    profit_cny = (books.ebit_cny - books.interest_cny)[:, 1:].mean(axis=1)
    nothing = np.full(margin_cny.shape, np.nan)
    share = np.divide(profit_cny, margin_cny, out=nothing.copy(), where=margin_cny > 0.0)
    output_frac = np.maximum(1.0 - share, 0.0)
    useful_kwh = (energy.made_kwh - energy.curtailed_kwh).sum(axis=1)
    gross_cny = (power.sales_cny + books.saved_power_cny)[:, 1:].sum(axis=1)
    mean_price = np.divide(gross_cny, useful_kwh, out=nothing.copy(), where=useful_kwh > 0.0)
    return BreakEven(
        output_frac=output_frac,
        price_cny_per_kwh=output_frac * mean_price,
    )


def _power(books: Books) -> _Power:
    sales = keys_of("pv_income", "pv_refund")
    return _Power(
        sales_cny=net_cny(books.ledger, "investor", sales),
        premiums_cny=moved_cny(books.ledger, keys_of("yearly_grant", asset="pv")),
    )
