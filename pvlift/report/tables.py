"""The rows of every table of a run: money, energy, indicators. One draw, plain numbers.

Money is rounded to whole fen transfer by transfer and added up afterwards, so printed columns
close exactly.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from pvlift.energy.settle import Energy
from pvlift.errors import Words
from pvlift.facts.accounts import GRANTS
from pvlift.money.indicators import IRR_WORDS, irr
from pvlift.money.ledger import Ledger
from pvlift.report.words.numbers import percent
from pvlift.report.words.terms import INDICATOR_WORDS, kind_of
from pvlift.scenario.records import PARTIES

if TYPE_CHECKING:
    from pvlift.study.plan.outcome import Outcome

INDICATOR_KINDS = {key: kind_of(key) for key in INDICATOR_WORDS}
IRR_FLOWS = {
    "project_irr_pretax": "project_pretax_cny",
    "project_irr": "project_cny",
    "equity_irr": "equity_flow_cny",
}


PAYBACKS = (
    "payback_years",
    "payback_from_start_years",
    "payback_last_years",
    "discounted_payback_years",
)
BORROWING = Words(
    "no rate of return: money comes first and is paid later, as in a loan",
    "内部收益率不适用：现金流先收后支，近似借款",
)

NO_LOAN, NO_ENERGY = Words("no loan", "无贷款"), Words("no energy is made", "无光伏发电")
REASONS = {  # why a measure has no answer
    "dscr_min": NO_LOAN,
    "dscr_min_year": NO_LOAN,
    "dscr_after_renewals_min": NO_LOAN,
    "dscr_after_renewals_min_year": NO_LOAN,
    "llcr": NO_LOAN,
    "llcr_after_renewals": NO_LOAN,
    "interest_cover_min": NO_LOAN,
    "lcoe_cny_per_kwh": NO_ENERGY,
    "subsidy_per_tonne_co2_cny": NO_ENERGY,
    "break_even_price_cny_per_kwh": NO_ENERGY,
    "break_even_output_frac": Words("a kWh costs more than it earns", "每度电的收入不抵变动支出"),
    "return_on_equity_frac": Words("the investor puts in no own money", "投资方未投入资本金"),
    "return_on_investment_frac": Words(
        "the investor pays for nothing at construction", "投资方建设期无投资"
    ),
    "liabilities_frac_max": Words("the investor holds no assets", "投资方无资产"),
}


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


class IndicatorRow(NamedTuple):
    """One measure; where it has no answer the value is nan and the note says why.

    A note beside a value says what else is true: other rates of return.
    """

    key: str
    value: float
    kind: str  # a key of words.UNIT_WORDS
    note: Words | None


def money_rows(ledger: Ledger, draw: int = 0) -> list[MoneyRow]:
    """Transfers with the same account, payer and payee added up, each grant by itself.

    Rows of zeros are left out.
    """
    fen: dict[tuple[str, ...], np.ndarray] = {}
    cited: dict[tuple[str, ...], list[str]] = {}
    for transfer in ledger.transfers:
        grant = transfer.rule if transfer.family in GRANTS else ""
        key = (transfer.account, grant, transfer.payer, transfer.payee)
        whole = np.rint(np.asarray(transfer.cny[draw], float) * 100.0)
        fen[key] = fen.get(key, 0.0) + whole
        cited.setdefault(key, []).append(transfer.source)
    return [
        MoneyRow(*key, tuple(dict.fromkeys(s for s in cited[key] if s)), total / 100.0)
        for key, total in fen.items()
        if np.any(total != 0.0)
    ]


def net_rows(rows: list[MoneyRow], n_years: int) -> dict[str, np.ndarray]:
    """What each party is left with, from the same whole fen: float[n_years + 1]. [CNY]"""
    fen = {party: np.zeros(n_years + 1) for party in PARTIES}
    for row in rows:
        whole = np.rint(row.cny * 100.0)
        fen[row.payer] = fen[row.payer] - whole
        fen[row.payee] = fen[row.payee] + whole
    return {party: total / 100.0 for party, total in fen.items()}


def energy_columns(energy: Energy, draw: int = 0) -> dict[str, np.ndarray]:
    """The energy ledger by operating year, lifts apart from other loads: float[n_years]. [kWh]"""
    used, bought = energy.used_kwh[draw], energy.bought_kwh[draw]
    return {
        "made_kwh": energy.made_kwh[draw],
        "lift_load_kwh": used[:, 0] + bought[:, 0],
        "used_by_lifts_kwh": used[:, 0],
        "used_by_others_kwh": used[:, 1:].sum(axis=1),
        "exported_kwh": energy.exported_kwh[draw],
        "curtailed_kwh": energy.curtailed_kwh[draw],
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


def promise_years(outcome: Outcome, draw: int = 0) -> PromiseYears:
    """The promise year by year."""
    promise = outcome.promise
    cash_cny, cost_cny = promise.operating_cash_cny[draw], promise.lift_cost_cny[draw]
    missing_cny = np.maximum(-cash_cny, 0.0)
    lacking_cny = promise.shortfall_cny[draw]
    return PromiseYears(
        before_cny=cash_cny + cost_cny,
        cost_cny=cost_cny,
        from_cash_cny=cost_cny - missing_cny,
        from_reserve_cny=missing_cny - lacking_cny,
        lacking_cny=lacking_cny,
        reserve_cny=promise.reserve_cny[draw],
    )


def indicator_rows(outcome: Outcome, draw: int = 0) -> list[IndicatorRow]:
    """Every measure in the order of the record, undefined ones with the reason."""
    found = outcome.indicators
    rows = []
    for key in found._fields:
        value = float(getattr(found, key)[draw])
        if key in IRR_FLOWS and _is_borrowing(getattr(outcome.books, IRR_FLOWS[key])[draw]):
            rows.append(IndicatorRow(key, np.nan, INDICATOR_KINDS[key], BORROWING))
            continue
        note = None
        if not np.isfinite(value):
            note = _why_nothing(outcome, key, draw)
        elif key in IRR_FLOWS:
            note = _other_rates(np.asarray(getattr(outcome.books, IRR_FLOWS[key])[draw], float))
        rows.append(IndicatorRow(key, value, INDICATOR_KINDS[key], note))
    return rows


def _is_borrowing(flow_cny: np.ndarray) -> bool:
    """Money comes first and goes later: the root of such a flow is a cost, not a return."""
    moved = np.asarray(flow_cny)[np.abs(flow_cny) > 0.005]
    return moved.size > 0 and bool(moved[0] > 0.0) and bool(np.any(moved < 0.0))


def _why_nothing(outcome: Outcome, key: str, draw: int) -> Words:
    if key in IRR_FLOWS:
        flow_cny = np.asarray(getattr(outcome.books, IRR_FLOWS[key])[draw], float)
        if not np.all(np.isfinite(flow_cny)):
            return Words("not known: a flow is missing", "无法计算：现金流量缺失")
        return _irr_words(flow_cny)
    if key in PAYBACKS:
        return missing_payback_words(outcome, draw)
    if not outcome.prepared.project.peak_w > 0.0 and key.startswith("break_even"):
        return NO_ENERGY
    return REASONS.get(key, Words("no answer", "无结果"))


def _irr_words(flow_cny: np.ndarray) -> Words:
    """Why there is no single rate of return, every root named where there are several."""
    found = irr(flow_cny)
    words = IRR_WORDS[found.note]
    if found.roots.size < 2:
        return words
    listed = ", ".join(percent(root, 2) for root in found.roots)
    return Words(f"{words.en} ({listed})", f"{words.zh}（{listed}）")


def _other_rates(flow_cny: np.ndarray) -> Words | None:
    """What is said where the rate that is quoted is not the only one."""
    return _irr_words(flow_cny) if irr(flow_cny).roots.size > 1 else None


def missing_payback_words(outcome: Outcome, draw: int) -> Words:
    """Why there is no payback: no money was put in, or it does not come back in time."""
    if outcome.books.project_cny[draw, 0] >= 0.0:
        return Words("no investment to pay back", "投资方无投资，无需回收")
    n_years = outcome.books.ledger.n_years
    return Words(f"not paid back within {n_years} years", f"{n_years} 年内未收回")
