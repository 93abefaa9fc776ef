"""A reverse auction: those who ask least per unit are taken first, until one does not fit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class Auction(NamedTuple):
    """Result of a reverse auction."""

    winners: tuple[str, ...]  # in the order of their rank
    paid_as_bid_cny: float
    clearing_cny_per_unit: float  # ask of the first bid that does not fit; nan if all win


def reverse_auction(bids: Sequence[tuple[str, float, float]], budget_cny: float) -> Auction:
    """Bids in order of ask per unit, accepted until the first that does not fit.

    Parameters
    ----------
    bids : (id, ask [CNY], units) of each bidder; equal asks per unit are ordered by id
    """
    ranked = sorted(bids, key=lambda bid: (bid[1] / bid[2], bid[0]))
    winners, paid_cny = [], 0.0
    for name, ask_cny, units in ranked:
        if paid_cny + ask_cny > budget_cny:
            return Auction(tuple(winners), paid_cny, ask_cny / units)
        winners.append(name)
        paid_cny += ask_cny
    return Auction(tuple(winners), paid_cny, float("nan"))
