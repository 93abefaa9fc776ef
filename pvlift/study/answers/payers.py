"""Who pays what for a plan, in a handful of numbers."""

from __future__ import annotations

from typing import NamedTuple

from pvlift.facts.accounts import COSTS, GRANTS, keys_of
from pvlift.money.ledger import moved_cny, net_cny, paid_cny
from pvlift.study.plan.outcome import Outcome


class Payers(NamedTuple):
    """Who pays what. [CNY over the term, in the first world]"""

    built_cny: float  # what lifts, plant and what belongs to them cost at construction
    advanced_cny: float  # of it, by the investor
    loans_cny: float  # of that, borrowed
    grants_cny: float  # by the government, to whomever
    returned_cny: float  # of the grants, to the residents
    taxes_cny: float  # to the government


def payers_of(outcome: Outcome) -> Payers:
    """Who advances, grants and pays the money of a plan."""
    ledger = outcome.books.ledger
    return Payers(
        built_cny=float(moved_cny(ledger, keys_of(*COSTS))[0, 0]),
        advanced_cny=float(outcome.books.investment_cny[0]),
        loans_cny=float(net_cny(ledger, "investor", keys_of("loan"))[0, 0]),
        grants_cny=float(paid_cny(ledger, "government", keys_of(*GRANTS))[0].sum()),
        returned_cny=float(net_cny(ledger, "residents", keys_of(*GRANTS))[0].sum()),
        taxes_cny=float(net_cny(ledger, "government", keys_of("tax"))[0].sum()),
    )
