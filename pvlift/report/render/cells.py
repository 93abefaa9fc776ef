"""One cell: a raw value as text for a reader, or as a number for a file."""

from __future__ import annotations

import math
from collections.abc import Iterator

from pvlift.errors import Words
from pvlift.report.document import Column, Table
from pvlift.report.words.kinds import KINDS, YES_NO
from pvlift.report.words.numbers import NOTHING, MoneyUnit, grouped, money_unit
from pvlift.report.words.terms import plain, with_unit


class Cell:
    """One column of a page: how its values are written in one language."""

    def __init__(self, column: Column, unit: MoneyUnit, lang: str) -> None:
        self.column, self.unit, self.lang = column, unit, lang

    def text(self, value, kind: str) -> str:
        """A value without its unit; money in the unit of the table, percent with its sign."""
        column = self.column
        if value is None:
            return NOTHING
        if isinstance(value, Words):
            return plain_lines(value.text(self.lang))
        if isinstance(value, str):
            return plain_lines(value)
        if isinstance(value, bool):
            return YES_NO[value].text(self.lang)
        if not math.isfinite(value):
            return NOTHING
        sign = "+" if column.signed else ""
        if kind == "cny":
            digits = self.unit.digits if column.digits is None else column.digits
            return grouped(value / self.unit.cny, digits, sign)
        found = KINDS[kind]
        digits = found.digits if column.digits is None else column.digits
        shown = grouped(value * found.scale, digits, sign)
        return f"{shown}%" if kind == "frac" else shown


def plain_lines(text: str) -> str:
    """A text without signs that steer a terminal; its own line breaks and indent stay."""
    return "\n".join(plain(line) for line in text.split("\n"))


def page_columns(table: Table) -> tuple[Column, ...]:
    """The columns that a page shows."""
    return tuple(column for column in table.columns if column.shown != "file")


def page_rows(table: Table) -> tuple[int, ...]:
    """The rows that a page shows."""
    return tuple(range(table.n_rows)) if table.page_rows is None else table.page_rows


def table_unit(table: Table, lang: str) -> MoneyUnit:
    """The unit in which this table writes money."""
    return money_unit(() if table.whole_cny else _amounts(table), lang)


def money_in_title(table: Table) -> bool:
    """Whether several columns hold money, so that its unit is said once, in the title."""
    columns = [column for column in page_columns(table) if column.kind == "cny"]
    return len(columns) > 1 or any(column.across for column in columns)


def _amounts(table: Table) -> Iterator[float]:
    rows = page_rows(table)
    for column in page_columns(table):
        if column.kind != "cny":
            continue
        for row in rows:
            value = column.values[row]
            if column.across:
                yield from (float(value[n]) for n in shown_across(column))
            elif isinstance(value, (int, float)):
                yield float(value)


def shown_across(column: Column) -> tuple[int, ...]:
    """The places of a series that a page shows."""
    return column.page_across or tuple(range(len(column.across)))


def page_head(column: Column, table: Table, lang: str, head: Words | None = None) -> str:
    """A heading on a page, with its unit where neither cells nor title say it."""
    text = (head or column.words).text(lang)
    if not isinstance(column.kind, str) or column.kind in ("frac", "text"):
        return text
    if column.kind == "cny":
        if money_in_title(table):
            return text
        return with_unit(text, table_unit(table, lang).name, lang)
    unit = KINDS[column.kind].unit.text(lang)
    if not unit or text == unit or column.kind == "count":
        return text
    return with_unit(text, unit, lang)


def is_text(column: Column) -> bool:
    """Whether a column stands to the left."""
    if column.align:
        return column.align == "left"
    return column.kind == "text"


def title_of(table: Table, lang: str) -> str:
    """The title, with the unit of money where there is one."""
    title = plain(table.title.text(lang))
    if not title or not money_in_title(table):
        return title
    return with_unit(title, table_unit(table, lang).name, lang)
