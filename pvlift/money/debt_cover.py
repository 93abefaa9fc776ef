"""What a lender asks of a plan in every year and over the loan's life; nan where undefined."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pvlift.money import ratios
from pvlift.money.books import Books
from pvlift.money.year_end import YearEnds

FEN_CNY = 0.005  # half a fen: what is less is rounding


class DebtCover(NamedTuple):
    """Ratios of a lender. float[n_draws, n_years + 1], index 0 is nan, unless said."""

    dscr: np.ndarray  # 偿债备付率 (EBITDA - tax) / (principal + interest)
    dscr_after_renewals: np.ndarray  # the same, 维持运营投资 taken off the year's cash
    interest_cover: np.ndarray  # 利息备付率 EBIT / interest
    liabilities_frac: np.ndarray  # 资产负债率 at the year's end, index 0 included
    llcr: np.ndarray  # float[n_draws] worth of the cash for debt while it is owed, over the debt
    llcr_after_renewals: np.ndarray  # float[n_draws] the same, renewals taken off


def cash_for_debt_cny(books: Books) -> np.ndarray:
    """EBITDA less income tax. float[n_draws, n_years + 1] [CNY]"""
    return books.ebit_cny + books.depreciation_cny - books.income_tax_cny


def renewals_cny(books: Books) -> np.ndarray:
    """Assets bought in operating years (维持运营投资), VAT included. [CNY]"""
    bought_cny = books.bought_cny.copy()
    bought_cny[:, 0] = 0.0
    return bought_cny


def debt_cover_of(books: Books, accounts: YearEnds) -> DebtCover:
    """DebtCover ratios of all debts together, grants and bills that repay themselves left out. [1]

    References
    ----------
    Construction Project Economic Evaluation Methods and Parameters, 3rd edition (NDRC, MOHURD,
    2006): DSCR, ICR, LOAR; what keeps the plant running (维持运营投资) is to be taken off the cash
    for debt, many studies leave it out, so both stand side by side. LLCR discounts at the interest
    that is actually paid.
    """
    cash_cny = cash_for_debt_cny(books)
    interest_cny = books.interest_cny.copy()
    interest_cny[:, 0] = 0.0
    liabilities = ratios.liabilities_frac(books.balance_cny, _noticed(accounts.assets_cny))
    if not books.balance_cny.any():
        nothing = np.full(cash_cny.shape, np.nan)
        return DebtCover(nothing, nothing, nothing, liabilities, nothing[:, 0], nothing[:, 0])
    service_cny = _noticed(books.service_cny)
    renewed_cny = cash_cny - renewals_cny(books)
    return DebtCover(
        dscr=ratios.dscr(cash_cny, service_cny),
        dscr_after_renewals=ratios.dscr(renewed_cny, service_cny),
        interest_cover=ratios.interest_cover(books.ebit_cny, _noticed(interest_cny)),
        liabilities_frac=liabilities,
        llcr=_llcr(books, cash_cny),
        llcr_after_renewals=_llcr(books, renewed_cny),
    )


def _llcr(books: Books, cash_cny: np.ndarray) -> np.ndarray:
    """Loan life cover at the rate that the debts bear in each year. float[n_draws]"""
    opening = books.balance_cny[:, :-1]
    owed = opening > FEN_CNY
    rate = np.divide(books.interest_cny[:, 1:], opening, out=np.zeros(opening.shape), where=owed)
    worth = np.cumprod(1.0 / (1.0 + rate), axis=1)
    value_cny = (cash_cny[:, 1:] * worth * owed).sum(axis=1)
    debt_cny = books.balance_cny[:, 0]
    nothing = np.full(len(debt_cny), np.nan)
    return np.divide(value_cny, debt_cny, out=nothing, where=debt_cny > FEN_CNY)


def _noticed(cny: np.ndarray) -> np.ndarray:
    """Amounts below half a fen count as none: they are rounding."""
    return np.where(cny > FEN_CNY, cny, 0.0)
