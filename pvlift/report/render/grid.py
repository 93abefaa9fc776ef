"""A table as text in rows, for every format that people read: which columns, in which words."""

from __future__ import annotations

from typing import Literal, NamedTuple

from pvlift.report.document import Table
from pvlift.report.render.cells import (
    Cell,
    is_text,
    page_columns,
    page_head,
    page_rows,
    plain_lines,
    shown_across,
    table_unit,
    title_of,
)
from pvlift.report.words.kinds import KINDS
from pvlift.report.words.numbers import NOTHING, amount_unit
from pvlift.report.words.terms import label, plain

INDENT = "  "


class Head(NamedTuple):
    """One heading: its text, the side its cells keep to, and the key that explains it."""

    text: str
    side: Literal["left", "right"]
    key: str = ""


class Row(NamedTuple):
    """One line of cells; a line over others has one cell."""

    cells: tuple[str, ...]
    role: Literal["", "group", "sum"] = ""


class Grid(NamedTuple):
    """A table ready to be drawn."""

    key: str
    title: str
    heads: tuple[Head, ...]
    rows: tuple[Row, ...]
    note: str


def grid_of(table: Table, lang: str) -> Grid:
    """What a page shows of a table, in one language."""
    heads, rows = (_lying if table.lying else _standing)(table, lang)
    note = "" if table.note is None else plain_lines(table.note.text(lang))
    return Grid(table.key, title_of(table, lang), tuple(heads), tuple(rows), note)


def _standing(table: Table, lang: str) -> tuple[list[Head], list[Row]]:
    """Columns beside each other, as they are written."""
    columns, unit = page_columns(table), table_unit(table, lang)
    heads, rows = [head for column in columns for head in _heads(column, table, lang)], []
    for row in page_rows(table):
        if table.groups and table.groups[row] is not None:
            rows.append(Row((plain(table.groups[row].text(lang)),), "group"))
        cells = [text for column in columns for text in _cells(column, row, unit, lang)]
        if table.groups:
            cells[0] = INDENT + cells[0]
        rows.append(Row(tuple(cells)))
    if table.sums is not None:
        rows.append(Row(tuple(_sums(table, lang)), "sum"))
    return heads, rows


def _heads(column, table: Table, lang: str) -> list[Head]:
    side = "left" if is_text(column) else "right"
    if column.across:
        named = (column.across[n] for n in shown_across(column))
        return [Head(page_head(column, table, lang, head), side, column.key) for head in named]
    heads = [Head(page_head(column, table, lang), side, column.key)]
    if not isinstance(column.kind, str):
        heads.append(Head(label("unit", lang), "left"))
    return heads


def _lying(table: Table, lang: str) -> tuple[list[Head], list[Row]]:
    """The columns below each other, the rows side by side."""
    (first, *rest), rows, unit = page_columns(table), page_rows(table), table_unit(table, lang)
    names = [Cell(first, unit, lang).text(first.values[row], "text") for row in rows]
    heads = [Head(label("item", lang), "left"), *(Head(name, "right") for name in names)]
    lines = [
        Row(
            (
                page_head(column, table, lang),
                *(_cells(column, row, unit, lang)[0] for row in rows),
            )
        )
        for column in rest
    ]
    return heads, lines


def _cells(column, row: int, unit, lang: str) -> list[str]:
    cell, value = Cell(column, unit, lang), column.values[row]
    if column.across:
        return [cell.text(value[n], column.kind) for n in shown_across(column)]
    if isinstance(column.kind, str):
        return [cell.text(value, column.kind)]
    kind = column.kind[row]
    reason = column.missing[row] if column.missing else None
    if reason is not None:
        return [NOTHING, reason.text(lang)]
    if kind == "cny":
        wide = amount_unit(value, lang)
        return [Cell(column, wide, lang).text(value, kind), wide.name]
    text = cell.text(value, kind)
    return [text.removesuffix("%") if kind == "frac" else text, KINDS[kind].unit.text(lang)]


def _sums(table: Table, lang: str) -> list[str]:
    """The last line: sums of every column of numbers over all rows of the table."""
    unit, cells = table_unit(table, lang), []
    for n, column in enumerate(page_columns(table)):
        if n == 0:
            cells.append(table.sums.text(lang) if table.sums else "")
        elif column.kind == "text":
            cells.append("")
        else:
            total = sum(float(value) for value in column.values)
            cells.append(Cell(column, unit, lang).text(total, column.kind))
    return cells
