"""The promise: for the whole term the lifts run and the residents pay nothing for them."""

from __future__ import annotations

import numpy as np

from pvlift.facts.accounts import LIFT_RUNNING, accounts, keys_of
from pvlift.money.books import Books
from pvlift.money.debt_cover import FEN_CNY
from pvlift.money.ledger import paid_cny
from pvlift.money.project import Project
from pvlift.money.reserve import after_reserve, deposit_cny, operating_cash_cny
from pvlift.scenario.records import Scenario
from pvlift.study.plan.outcome import Promise


def residents_paid_cny(books: Books) -> np.ndarray:
    """What residents pay for the lifts; power bought from the roof is not in it. float[n_draws]"""
    for_lifts = set(accounts()) - set(keys_of("pv_income"))
    return paid_cny(books.ledger, "residents", for_lifts).sum(axis=1)


def promise_of(scenario: Scenario, project: Project, books: Books) -> Promise:
    """Check the promise in every year of every draw."""
    cash_cny = operating_cash_cny(books)
    lift_cny = paid_cny(books.ledger, "investor", keys_of(*LIFT_RUNNING))[:, 1:]
    shortfall_cny, reserve_cny = after_reserve(cash_cny, deposit_cny(scenario, project))
    short = shortfall_cny > FEN_CNY
    first = np.where(short.any(axis=1), short.argmax(axis=1) + 1, 0)
    running_cny = np.cumsum(cash_cny, axis=1)
    return Promise(
        kept=~short.any(axis=1) & (residents_paid_cny(books) < FEN_CNY),
        first_shortfall_year=first,
        shortfall_cny=shortfall_cny,
        reserve_needed_cny=shortfall_cny.sum(axis=1),
        reserve_if_surplus_kept_cny=np.maximum(-running_cny.min(axis=1), 0.0),
        reserve_cny=reserve_cny,
        operating_cash_cny=cash_cny,
        lift_cost_cny=lift_cny,
    )
