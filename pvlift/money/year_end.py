"""Cash, dividends and equity of the company behind a plan, year by year.

Money the plan lacks in a year is paid in by the owner; what is left over is paid out as far as
profit allows, and the rest stays as cash (累计盈余资金). The owner's return does not depend on it:
`Books.equity_flow_cny` counts every surplus in its year, as the Chinese convention has it.

References
----------
Company Law of the PRC (2023), art. 210: a tenth of profit goes to the statutory reserve until it
reaches half of the registered capital; losses of earlier years are made up first.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pvlift.money.books import Books

STATUTORY_FRAC = 0.10  # of profit, Company Law art. 210
STATUTORY_CAP_FRAC = 0.50  # of paid-in capital, ibid.


class YearEnds(NamedTuple):
    """Flows and levels at the year's end. float[n_draws, n_years + 1]"""

    paid_in_cny: np.ndarray  # by the owner in the year
    dividend_cny: np.ndarray  # to the owner in the year
    to_statutory_cny: np.ndarray  # of the year's profit
    cash_cny: np.ndarray  # level, reserve for the lifts included
    capital_cny: np.ndarray  # level: paid in so far
    statutory_cny: np.ndarray  # level
    undistributed_cny: np.ndarray  # level: profit neither paid out nor set aside; may be a loss
    grants_due_cny: np.ndarray  # level: building grants that are still to come
    assets_cny: np.ndarray  # level: all assets


def year_ends_of(books: Books, reserve_cny: np.ndarray | float = 0.0) -> YearEnds:
    """The company's year-end accounts. [CNY]

    Parameters
    ----------
    reserve_cny : float[n_draws, n_years + 1] or 0   cash that must stay for the lifts
    """
    flow, profit = _by_year(books.equity_flow_cny), _by_year(books.net_profit_cny)
    kept = _by_year(np.broadcast_to(reserve_cny, books.equity_flow_cny.shape))
    paid_in, dividend, to_statutory, cash, capital, statutory, undistributed = (
        np.empty_like(flow) for _ in range(7)
    )
    nothing = np.zeros(flow.shape[1])
    held, put_in, set_aside, left = nothing, nothing, nothing, nothing
    for year in range(len(flow)):
        held = held + flow[year]
        paid_in[year] = np.maximum(-held, 0.0)
        held = held + paid_in[year]
        put_in = put_in + paid_in[year]
        left = left + profit[year]
        share = np.maximum(np.minimum(profit[year], left), 0.0) * STATUTORY_FRAC
        room = np.maximum(STATUTORY_CAP_FRAC * put_in - set_aside, 0.0)
        to_statutory[year] = np.minimum(share, room)
        left, set_aside = left - to_statutory[year], set_aside + to_statutory[year]
        dividend[year] = np.maximum(np.minimum(held - kept[year], left), 0.0)
        left, held = left - dividend[year], held - dividend[year]
        cash[year], capital[year], statutory[year] = held, put_in, set_aside
        undistributed[year] = left
    granted = books.capital_grants_cny
    due = granted.sum(axis=1)[:, None] - np.cumsum(granted, axis=1)
    cash_cny = np.ascontiguousarray(cash.T)
    assets = cash_cny + books.book_cny + books.vat_credit_cny + books.working_capital_cny + due
    flows, levels = (paid_in.T, dividend.T, to_statutory.T), (capital.T, statutory.T)
    return YearEnds(*flows, cash_cny, *levels, undistributed.T, due, assets)


def _by_year(cny: np.ndarray) -> np.ndarray:
    return np.ascontiguousarray(cny.T)
