"""What must be said of a rate of return: why there is none, or which others there are."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pvlift.errors import Words
from pvlift.money.books import Books
from pvlift.money.debt_cover import FEN_CNY
from pvlift.money.indicators import IRR_WORDS, ONE_ROOT, irr

FLOWS = {
    "project_irr_pretax": "project_pretax_cny",
    "project_irr": "project_cny",
    "equity_irr": "equity_flow_cny",
}
BORROWING = Words(
    "no rate of return: money comes first and is paid later, as in a loan",
    "内部收益率不适用：现金流先收后支，近似借款",
)
UNKNOWN = Words("not known: a flow is missing", "无法计算：现金流量缺失")


class RateNote(NamedTuple):
    """What must be said of one rate of return."""

    words: Words
    roots: np.ndarray  # float[n_roots] every rate


def rate_notes(books: Books) -> dict[str, RateNote]:
    """Of rates that do not exist in the first world, or are not the only ones, by measure."""
    found = {key: _note(getattr(books, flow)[0]) for key, flow in FLOWS.items()}
    return {key: note for key, note in found.items() if note is not None}


def _note(flow_cny: np.ndarray) -> RateNote | None:
    flow_cny = np.asarray(flow_cny, float)
    if not np.all(np.isfinite(flow_cny)):
        return RateNote(UNKNOWN, np.empty(0))
    if _is_borrowing(flow_cny):
        return RateNote(BORROWING, np.empty(0))
    found = irr(flow_cny)
    if found.note == ONE_ROOT:
        return None
    return RateNote(IRR_WORDS[found.note], found.roots)


def _is_borrowing(flow_cny: np.ndarray) -> bool:
    """Money comes first and goes later: the root of such a flow is a cost, not a return."""
    moved = flow_cny[np.abs(flow_cny) > FEN_CNY]
    return moved.size > 0 and bool(moved[0] > 0.0) and bool(np.any(moved < 0.0))
