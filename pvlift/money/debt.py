"""Loans over the years: equal principal, annuity, shaped to a cover ratio, bullet, bridge.

A debt is drawn at commissioning (index 0) and paid at the end of operating years 1..term. Debts
and rates are a float or float[n_draws]; a schedule is float[n_years + 1], or with draws before it.
Interest is counted on the opening balance, or on the mean of opening and closing balance, as some
Chinese feasibility studies do. Balances are built from the end, so they close at exactly zero.
"""

from __future__ import annotations

import math
from functools import reduce
from typing import NamedTuple

import numpy as np


class LoanSchedule(NamedTuple):
    """One loan, or several together, year by year. float[..., n_years + 1]"""

    draw_cny: np.ndarray  # paid out to the borrower; later: interest that he cannot pay, lent anew
    interest_cny: np.ndarray  # of the year; index 0 holds the interest of construction
    principal_cny: np.ndarray  # repaid
    balance_cny: np.ndarray  # owed at the year's end


def _check(term_years: int, grace_years: int, n_years: int, interest_on: str, rate) -> None:
    if not 1 <= term_years <= n_years:
        raise ValueError(f"a term of {term_years} years does not fit into {n_years} years")
    if not 0 <= grace_years < term_years:
        raise ValueError(f"{grace_years} years of grace leave nothing of a term of {term_years}")
    if interest_on not in ("opening", "average"):
        raise ValueError("interest_on is 'opening' or 'average'")
    if np.any(np.asarray(rate) < 0.0):
        raise ValueError("the interest of a loan must not be negative")


def _terms(debt_cny, rate, term_years, grace_years, n_years, interest_on):
    """Debt and rate broadcast together, once the terms are found sound."""
    _check(term_years, grace_years, n_years, interest_on, rate)
    return np.broadcast_arrays(np.asarray(debt_cny, float), np.asarray(rate, float))


def _from_balance(balance_cny, rate, interest_on: str) -> LoanSchedule:
    """The schedule whose balance at each year's end is given."""
    rate = np.asarray(rate, float)[..., None]
    opening, closing = balance_cny[..., :-1], balance_cny[..., 1:]
    interest_cny, principal_cny, draw_cny = (np.zeros(balance_cny.shape) for _ in range(3))
    base = opening if interest_on == "opening" else 0.5 * (opening + closing)
    interest_cny[..., 1:] = rate * base
    principal_cny[..., 1:] = np.maximum(opening - closing, 0.0)
    draw_cny[..., 0] = balance_cny[..., 0]
    draw_cny[..., 1:] = np.maximum(closing - opening, 0.0)
    return LoanSchedule(draw_cny, interest_cny, principal_cny, balance_cny)


def _owed(principal_cny):
    """What is still to be repaid at each year's end, from the repayments of years 0..n."""
    from_end = np.cumsum(principal_cny[..., ::-1], axis=-1)[..., ::-1]
    return np.concatenate([from_end[..., 1:], np.zeros_like(from_end[..., :1])], axis=-1)


def equal_principal(
    debt_cny, rate, term_years: int, n_years: int, *, grace_years=0, interest_on="opening"
) -> LoanSchedule:
    """A loan repaid in equal parts after the years of grace (等额本金). [CNY]

    Parameters
    ----------
    debt_cny    : float or float[n_draws]
    rate        : float or float[n_draws]   interest a year [fraction]
    term_years  : year of the last payment, grace included
    grace_years : first years in which only interest is paid
    interest_on : "opening" or "average" balance
    """
    debt_cny, rate = _terms(debt_cny, rate, term_years, grace_years, n_years, interest_on)
    left = np.clip(term_years - np.arange(n_years + 1), 0, term_years - grace_years)
    balance_cny = debt_cny[..., None] * (left / (term_years - grace_years))
    return _from_balance(balance_cny, rate, interest_on)


def annuity(
    debt_cny, rate, term_years: int, n_years: int, *, grace_years=0, interest_on="opening"
) -> LoanSchedule:
    """A loan with level payments after the years of grace (等额本息). [CNY]

    Parameters are those of `equal_principal`; payments are level on either balance.
    """
    debt_cny, rate = _terms(debt_cny, rate, term_years, grace_years, n_years, interest_on)
    growth = rate if interest_on == "opening" else rate / (1.0 - 0.5 * rate)
    n_paid = term_years - grace_years
    safe = np.where(growth == 0.0, 1.0, growth)
    first_cny = debt_cny * np.where(
        growth == 0.0, 1.0 / n_paid, safe / np.expm1(n_paid * np.log1p(safe))
    )
    principal_cny = np.zeros((*debt_cny.shape, n_years + 1))
    repaid = (1.0 + growth[..., None]) ** np.arange(n_paid)
    principal_cny[..., grace_years + 1 : term_years + 1] = first_cny[..., None] * repaid
    return _from_balance(_owed(principal_cny), rate, interest_on)


def sculpted(
    cash_for_debt_cny,
    rate,
    cover,
    term_years: int,
    *,
    cap_cny=math.inf,
    grace_years=0,
    interest_on="opening",
) -> LoanSchedule:
    """The loan whose payments are the cash for debt over a cover ratio, up to a cap. [CNY]

    Where the cap binds, every payment shrinks alike and the cover rises. A year without cash pays
    nothing: its interest is lent anew.

    Parameters
    ----------
    cash_for_debt_cny : float[..., n_years + 1]   EBITDA less income tax; index 0 is not counted
    rate              : float or float[n_draws]   interest a year [fraction]
    cover             : float or float[n_draws]   debt service cover ratio [1]
    cap_cny           : float or float[n_draws]   largest debt
    """
    cash_cny = np.maximum(np.asarray(cash_for_debt_cny, float), 0.0)
    _check(term_years, grace_years, cash_cny.shape[-1] - 1, interest_on, rate)
    if not np.all(np.asarray(cover) > 0.0):
        raise ValueError("a cover ratio must be positive")
    lead = np.broadcast_shapes(
        cash_cny.shape[:-1], np.shape(rate), np.shape(cover), np.shape(cap_cny)
    )
    rate = np.broadcast_to(np.asarray(rate, float), lead)
    service_cny = np.broadcast_to(
        cash_cny / np.asarray(cover)[..., None], (*lead, cash_cny.shape[-1])
    )
    up, down = (1.0 + rate, 1.0) if interest_on == "opening" else (1.0 + rate / 2, 1.0 - rate / 2)
    balance_cny = np.zeros((*lead, cash_cny.shape[-1]))
    for year in range(term_years, 0, -1):
        later_cny = balance_cny[..., year]
        if year > grace_years:
            later_cny = (service_cny[..., year] + down * later_cny) / up
        balance_cny[..., year - 1] = later_cny
    debt_cny = balance_cny[..., 0]
    allowed_cny = np.minimum(debt_cny, cap_cny)
    scale = np.divide(allowed_cny, debt_cny, out=np.zeros(lead), where=debt_cny > 0.0)
    return _from_balance(balance_cny * scale[..., None], rate, interest_on)


def bullet(debt_cny, rate, term_years: int, n_years: int) -> LoanSchedule:
    """A loan repaid at once at its end: working capital, a special bond. [CNY]

    Parameters
    ----------
    debt_cny   : float or float[n_draws]
    rate       : float or float[n_draws]   interest a year [fraction]
    term_years : year of the repayment
    """
    return equal_principal(debt_cny, rate, term_years, n_years, grace_years=term_years - 1)


def bridge(debt_cny, rate, arrival_years, n_years: int, *, longest_years=None) -> LoanSchedule:
    """A loan that stands in for money that comes late, repaid in the year it comes. [CNY]

    Parameters
    ----------
    debt_cny      : float or float[n_draws]
    rate          : float or float[n_draws]   interest a year, for the part of a year too [fraction]
    arrival_years : float or float[n_draws]   when the money comes; inf where it never does
    longest_years : int   year in which the lender is repaid at the latest, n_years if absent
    """
    longest_years = n_years if longest_years is None else longest_years
    _check(longest_years, 0, n_years, "opening", rate)
    if not np.all(np.asarray(arrival_years) >= 0.0):
        raise ValueError("money cannot arrive before commissioning")
    debt_cny, rate, arrival = np.broadcast_arrays(
        *(np.asarray(value, float)[..., None] for value in (debt_cny, rate, arrival_years))
    )
    arrival = np.minimum(arrival, longest_years)
    year = np.arange(n_years + 1)
    due_cny = debt_cny * (year == np.ceil(arrival))
    interest_cny = debt_cny * rate * np.clip(arrival - (year - 1), 0.0, 1.0) * (year > 0)
    draw_cny = debt_cny * (year == 0)
    return LoanSchedule(draw_cny, interest_cny, due_cny, debt_cny * (year < np.ceil(arrival)))


def construction_interest_cny(debt_cny, rate, build_years: float, capitalised: bool):
    """Interest of a debt drawn evenly over the time of construction (建设期利息). [CNY]

    What is drawn within a year bears half of that year's interest.

    Parameters
    ----------
    debt_cny    : float or float[n_draws]   drawn by the end, without interest
    rate        : float or float[n_draws]   interest a year [fraction]
    build_years : float >= 0
    capitalised : bool   True: interest is added to the debt every year, and bears interest

    References
    ----------
    Construction Project Economic Evaluation Methods and Parameters, 3rd edition, 2006.
    """
    debt_cny, rate = np.asarray(debt_cny, float), np.asarray(rate, float)
    if not 0.0 <= build_years < math.inf:
        raise ValueError("the time of construction must not be negative")
    owed_cny = total_cny = np.zeros(np.broadcast_shapes(debt_cny.shape, rate.shape))
    for year in range(math.ceil(build_years)):
        part = min(1.0, build_years - year)
        drawn_cny = debt_cny * (part / build_years)
        interest_cny = (owed_cny + 0.5 * drawn_cny) * rate * part
        total_cny = total_cny + interest_cny
        owed_cny = owed_cny + drawn_cny + (interest_cny if capitalised else 0.0)
    return total_cny[()]


def with_construction_interest(
    loan: LoanSchedule, rate, build_years: float, capitalised: bool
) -> LoanSchedule:
    """A loan with the interest of construction at index 0, added to the debt or paid. [CNY]

    Capitalised interest is drawn and paid at once, so the borrower keeps what the loan was for.

    Parameters
    ----------
    loan : schedule of the debt without interest of construction
    """
    part = construction_interest_cny(np.ones(np.shape(rate)), rate, build_years, capitalised)
    of_building_cny = loan.draw_cny[..., 0] * part
    if capitalised:
        loan = LoanSchedule(*(column * (1.0 + part)[..., None] for column in loan))
    interest_cny = loan.interest_cny.copy()
    interest_cny[..., 0] += of_building_cny
    return loan._replace(interest_cny=interest_cny)


def together(*loans: LoanSchedule) -> LoanSchedule:
    """Several loans of the same years as one. [CNY]"""
    if not loans:
        raise ValueError("there is no loan to add up")
    return LoanSchedule(*(reduce(np.add, columns) for columns in zip(*loans, strict=True)))


def debt_service_cny(loan: LoanSchedule):
    """Principal and interest of every year, less what is lent anew for it. [CNY]

    Returns float[..., n_years + 1].
    """
    service_cny = loan.principal_cny + loan.interest_cny
    service_cny[..., 1:] -= loan.draw_cny[..., 1:]
    return service_cny


def opening_cny(loan: LoanSchedule):
    """Owed at the start of every year, nothing at that of construction. [CNY]"""
    opening = np.zeros_like(loan.balance_cny)
    opening[..., 1:] = loan.balance_cny[..., :-1]
    return opening


def without_debt(n_draws: int, n_years: int) -> LoanSchedule:
    """The schedule of who owes nothing. [CNY]"""
    return LoanSchedule(*[np.zeros((n_draws, n_years + 1))] * 4)


def to_borrower_cny(loan: LoanSchedule):
    """What the borrower receives less what it pays. [CNY] float[..., n_years + 1]"""
    return loan.draw_cny - (loan.principal_cny + loan.interest_cny)
