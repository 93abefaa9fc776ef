"""A course year by year: money by account, energy by use, what covers the cost of the lifts.

Money is rounded to whole fen transfer by transfer and added up afterwards, so that printed columns
close exactly.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pvlift.energy.settle import Energy
from pvlift.facts.accounts import GRANTS
from pvlift.money.ledger import Ledger
from pvlift.scenario.records import PARTIES
from pvlift.study.plan.outcome import Promise


class MoneyRow(NamedTuple):
    """One account between one payer and one payee."""

    account: str
    rule: str  # name of the grant; empty for all other accounts
    payer: str
    payee: str
    sources: tuple[str, ...]  # ids, once each
    cny: np.ndarray  # float[n_years + 1], whole fen

    @property
    def name(self) -> str:
        """What a file calls it."""
        return f"grant: {self.rule}" if self.rule else self.account


def money_rows(ledger: Ledger) -> tuple[MoneyRow, ...]:
    """Transfers of the first world by account, payer and payee, each grant by itself; no zeros."""
    fen: dict[tuple[str, ...], np.ndarray] = {}
    cited: dict[tuple[str, ...], list[str]] = {}
    for transfer in ledger.transfers:
        grant = transfer.rule if transfer.family in GRANTS else ""
        key = (transfer.account, grant, transfer.payer, transfer.payee)
        whole = np.rint(np.asarray(transfer.cny[0], float) * 100.0)
        fen[key] = fen.get(key, 0.0) + whole
        cited.setdefault(key, []).append(transfer.source)
    return tuple(
        MoneyRow(*key, tuple(dict.fromkeys(s for s in cited[key] if s)), total / 100.0)
        for key, total in fen.items()
        if np.any(total != 0.0)
    )


def net_rows(rows: tuple[MoneyRow, ...], n_years: int) -> dict[str, np.ndarray]:
    """What each party is left with, from the same whole fen: float[n_years + 1]. [CNY]"""
    fen = {party: np.zeros(n_years + 1) for party in PARTIES}
    for row in rows:
        whole = np.rint(row.cny * 100.0)
        fen[row.payer] = fen[row.payer] - whole
        fen[row.payee] = fen[row.payee] + whole
    return {party: total / 100.0 for party, total in fen.items()}


def energy_columns(energy: Energy) -> dict[str, np.ndarray]:
    """The energy ledger by operating year, lifts apart from other loads: float[n_years]. [kWh]"""
    used, bought = energy.used_kwh[0], energy.bought_kwh[0]
    return {
        "made_kwh": energy.made_kwh[0],
        "lift_load_kwh": used[:, 0] + bought[:, 0],
        "used_by_lifts_kwh": used[:, 0],
        "used_by_others_kwh": used[:, 1:].sum(axis=1),
        "exported_kwh": energy.exported_kwh[0],
        "curtailed_kwh": energy.curtailed_kwh[0],
        "lift_bought_kwh": bought[:, 0],
    }


class PromiseYears(NamedTuple):
    """Where each year's lift costs come from: float[n_years]. [CNY]"""

    before_cny: np.ndarray  # the investor's cash of the year before the lifts' costs
    cost_cny: np.ndarray  # the lifts' running costs
    from_cash_cny: np.ndarray  # negative where even debt and taxes are not covered
    from_reserve_cny: np.ndarray
    lacking_cny: np.ndarray
    reserve_cny: np.ndarray  # level at the year's end


def promise_years(promise: Promise) -> PromiseYears:
    """The promise year by year, in the first world."""
    cash_cny, cost_cny = promise.operating_cash_cny[0], promise.lift_cost_cny[0]
    missing_cny = np.maximum(-cash_cny, 0.0)
    lacking_cny = promise.shortfall_cny[0]
    return PromiseYears(
        before_cny=cash_cny + cost_cny,
        cost_cny=cost_cny,
        from_cash_cny=cost_cny - missing_cny,
        from_reserve_cny=missing_cny - lacking_cny,
        lacking_cny=lacking_cny,
        reserve_cny=promise.reserve_cny[0],
    )
