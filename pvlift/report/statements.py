"""The tables of a feasibility study as pandas tables and as rows for a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from pvlift.errors import Words
from pvlift.money.statements import Row, Statement, statements
from pvlift.report.words.terms import UNIT_WORDS, label, plain

if TYPE_CHECKING:
    import pandas as pd

    from pvlift.study.plan.outcome import Outcome

INDENT = "  "
TABLE = Words("table", "报表")


def statements_of(outcome: Outcome, draw: int = 0) -> tuple[Statement, ...]:
    """All tables of one draw of a run."""
    prepared = outcome.prepared
    return statements(prepared.loaded.scenario, prepared.project, outcome.books, draw)


def statement_frames(outcome: Outcome, lang: str = "zh", draw: int = 0) -> dict[str, pd.DataFrame]:
    """Every table by its key: one row per line, one column per year. [CNY, ratios without unit]"""
    import pandas as pd

    found = {}
    for table in statements_of(outcome, draw):
        index = pd.Index([row_name(row, lang) for row in table.rows], name=table.words.text(lang))
        values = np.array([row.values for row in table.rows])
        columns = pd.RangeIndex(outcome.books.ledger.n_years + 1, name=label("year", lang))
        found[table.key] = pd.DataFrame(values, index, columns)
    return found


def row_name(row: Row, lang: str) -> str:
    """A line's name, set in by its level; a user's own name stays as it is."""
    words = label(row.key, lang) if row.words is None else row.words.text(lang)
    return INDENT * row.level + plain(words)


def statement_name(row: Row) -> Words:
    """A line's name in both languages, set in by its level."""
    return Words(row_name(row, "en"), row_name(row, "zh"))


def statement_rows(outcome: Outcome, lang: str) -> Iterator[list]:
    """All tables below each other, the table's name in every line, for one CSV file. [CNY]"""
    n_years = outcome.books.ledger.n_years
    heads = [f"{label('year', lang)} {year}" for year in range(n_years + 1)]
    total = label("total", lang).format(n=n_years)
    yield [TABLE.text(lang), label("item", lang), label("unit", lang), *heads, total]
    for table in statements_of(outcome):
        for row in table.rows:
            names = (table.words.text(lang), row_name(row, lang), _unit(row, lang))
            yield [*names, *_cells(row), _whole(row)]


def _unit(row: Row, lang: str) -> str:
    return UNIT_WORDS[row.unit].text(lang)


def _cells(row: Row) -> list[float | None]:
    scale = 100.0 if row.unit == "frac" else 1.0
    return [round(float(value) * scale, 2) + 0.0 for value in row.values]


LEVELS = ("balance", "cumulative", "surplus", "undistributed", "all_debts", "vat_credit")


def _whole(row: Row) -> float | None:
    """The sum of a flow; a level has none."""
    is_level = any(word in row.key for word in LEVELS)
    if row.unit != "cny" or is_level:
        return None
    return round(float(row.values.sum()), 2) + 0.0
