"""The measures of a run, and why one has no answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from pvlift.errors import Words
from pvlift.report.words.numbers import percent
from pvlift.report.words.terms import INDICATOR_WORDS, kind_of

if TYPE_CHECKING:
    from pvlift.study.answers.course import Course
    from pvlift.study.answers.rate_notes import RateNote

INDICATOR_KINDS = {key: kind_of(key) for key in INDICATOR_WORDS}
PAYBACKS = (
    "payback_years",
    "payback_from_start_years",
    "payback_last_years",
    "discounted_payback_years",
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


class IndicatorRow(NamedTuple):
    """One measure; where it has no answer the value is nan and the note says why.

    A note beside a value says what else is true: other rates of return.
    """

    key: str
    value: float
    kind: str  # a key of words.UNIT_WORDS
    note: Words | None


def indicator_rows(outcome: Course, draw: int = 0) -> list[IndicatorRow]:
    """Every measure in the order of the record, undefined ones with the reason."""
    found = outcome.indicators
    rows = []
    for key in found._fields:
        value = float(getattr(found, key)[draw])
        note = None if np.isfinite(value) else _why_nothing(outcome, key, draw)
        if key in outcome.rate_notes:
            note = _rate_words(outcome.rate_notes[key])
        rows.append(IndicatorRow(key, value, INDICATOR_KINDS[key], note))
    return rows


def _why_nothing(outcome: Course, key: str, draw: int) -> Words:
    if key in PAYBACKS:
        return missing_payback_words(outcome, draw)
    if not outcome.prepared.project.peak_w > 0.0 and key.startswith("break_even"):
        return NO_ENERGY
    return REASONS.get(key, Words("no answer", "无结果"))


def _rate_words(found: RateNote) -> Words:
    """What is said of a rate of return, every root named where there are several."""
    words = found.words
    if found.roots.size < 2:
        return words
    listed = ", ".join(percent(root, 2) for root in found.roots)
    return Words(f"{words.en} ({listed})", f"{words.zh}（{listed}）")


def missing_payback_words(outcome: Course, draw: int) -> Words:
    """Why there is no payback: no money was put in, or it does not come back in time."""
    if outcome.books.project_cny[draw, 0] >= 0.0:
        return Words("no investment to pay back", "投资方无投资，无需回收")
    n_years = outcome.books.ledger.n_years
    return Words(f"not paid back within {n_years} years", f"{n_years} 年内未收回")
