"""The money ledger: every flow is one transfer from a party to a party, so nothing can go missing.

Years: column 0 is commissioning (construction money), column t the end of operating year t. Nominal
CNY. A party's net flow is positive when money comes to it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from pvlift.facts.accounts import accounts
from pvlift.scenario.records import PARTIES


class Transfer(NamedTuple):
    """Money of one account from payer to payee."""

    account: str  # a key of facts/accounts.csv
    payer: str
    payee: str
    cny: np.ndarray  # float[n_draws, n_years + 1], never negative
    source: str  # id of the source of the price or rate behind it
    rule: str = ""  # name of the grant, loan or bond that it comes from

    @property
    def family(self) -> str:
        """Family of its account."""
        return accounts()[self.account].family


class Ledger(NamedTuple):
    """All transfers of a plan."""

    n_draws: int
    n_years: int
    transfers: tuple[Transfer, ...]


def net_cny(ledger: Ledger, party: str, of: Iterable[str] | None = None) -> np.ndarray:
    """What comes to a party less what goes from it. float[n_draws, n_years + 1]

    Parameters
    ----------
    of : accounts that count; absent: all
    """
    if party not in PARTIES:
        raise ValueError(f"unknown party {party!r}; parties are {', '.join(PARTIES)}")
    wanted = None if of is None else frozenset(of)
    total_cny = np.zeros((ledger.n_draws, ledger.n_years + 1))
    for transfer in ledger.transfers:
        if wanted is not None and transfer.account not in wanted:
            continue
        if transfer.payee == party:
            total_cny += transfer.cny
        if transfer.payer == party:
            total_cny -= transfer.cny
    return total_cny


def paid_cny(ledger: Ledger, party: str, of: Iterable[str] | None = None) -> np.ndarray:
    """What goes from a party, without what comes to it. float[n_draws, n_years + 1]"""
    wanted = None if of is None else frozenset(of)
    total_cny = np.zeros((ledger.n_draws, ledger.n_years + 1))
    for transfer in ledger.transfers:
        if transfer.payer == party and (wanted is None or transfer.account in wanted):
            total_cny += transfer.cny
    return total_cny


def moved_cny(ledger: Ledger, of: Iterable[str]) -> np.ndarray:
    """What moves under some accounts, whoever pays and gets it. float[n_draws, n_years + 1]"""
    wanted = frozenset(of)
    moved = (transfer.cny for transfer in ledger.transfers if transfer.account in wanted)
    return sum(moved, np.zeros((ledger.n_draws, ledger.n_years + 1)))


def gap_cny(ledger: Ledger) -> float:
    """Largest yearly sum over all parties; 0 where both ends of every transfer are parties."""
    total_cny = np.zeros((ledger.n_draws, ledger.n_years + 1))
    for transfer in ledger.transfers:
        ends = (transfer.payee in PARTIES) - (transfer.payer in PARTIES)
        if ends:
            total_cny += ends * transfer.cny
    return float(np.abs(total_cny).max())
