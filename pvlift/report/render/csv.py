"""Tables of a document as CSV for spreadsheets: raw values, headings with units."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable

from pvlift.errors import Words
from pvlift.report.document import Column, Table
from pvlift.report.words.kinds import KINDS, YES_NO
from pvlift.report.words.terms import flat, label, plain, with_unit

STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def table_csv(table: Table, lang: str) -> str:
    """One table as CSV text."""
    return csv_text(table_rows(table, lang))


def table_rows(table: Table, lang: str) -> list[list]:
    """The heading and the rows of a table as files have them."""
    columns = [column for column in table.columns if column.shown != "page"]
    heads = [head for column in columns for head in _heads(column, lang)]
    rows = range(table.n_rows)
    return [heads, *([cell for c in columns for cell in _cells(c, n, lang)] for n in rows)]


def csv_text(rows: Iterable[Iterable]) -> str:
    """Rows as CSV; text that a spreadsheet would run as a formula is disarmed, numbers stay."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    for row in rows:
        writer.writerow([_safe(value) for value in row])
    return text.getvalue()


def _safe(value):
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return ""
    if isinstance(value, str) and value.startswith(STARTS_A_FORMULA):
        return f"'{value}"
    return value


def _heads(column: Column, lang: str) -> list[str]:
    kind = column.kind
    unit = KINDS[kind].unit.text(lang) if isinstance(kind, str) and kind != "count" else ""
    names = column.across or (column.words,)
    texts = (flat(words).text(lang) for words in names)
    heads = [with_unit(text, unit, lang) if unit and text != unit else text for text in texts]
    if not isinstance(kind, str):
        heads.append(label("unit", lang))
    if column.missing:
        heads.append(label("note", lang))
    return heads


def _cells(column: Column, row: int, lang: str) -> list:
    value = column.values[row]
    kind = column.kind if isinstance(column.kind, str) else column.kind[row]
    values = value if column.across else (value,)
    cells = [_value(one, kind, column.file_digits, lang) for one in values]
    if not isinstance(column.kind, str):
        cells.append(KINDS[kind].unit.text(lang))
    if column.missing:
        reason = column.missing[row]
        cells.append("" if reason is None else reason.text(lang))
    return cells


def _value(value, kind: str, digits: int | None, lang: str):
    if isinstance(value, Words):
        return plain(flat(value).text(lang))
    if isinstance(value, str):
        return plain(value)
    if isinstance(value, bool):
        return YES_NO[value].text(lang)
    if value is None:
        return None
    if not math.isfinite(value):
        return None
    if kind == "raw":
        return value
    found = KINDS[kind]
    digits = found.file_digits if digits is None else digits
    shown = round(float(value) * found.scale, digits) + 0.0
    return int(shown) if digits == 0 else shown


def table_of(rows: list[dict], keys: tuple[str, ...] = ()) -> list[list]:
    """Rows with names as a heading and lists; `keys` are the heading where there is no row."""
    heads = list(rows[0]) if rows else list(keys)
    return [heads, *(list(row.values()) for row in rows)]
