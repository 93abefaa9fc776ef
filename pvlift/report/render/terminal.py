"""A document on a terminal: sections one below the other, tables as wide as there is room."""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pvlift.errors import Notice
from pvlift.report.document import Document, Section, Sentence, Table
from pvlift.report.figure import Figure
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
from pvlift.report.render.sheet import Column as Head
from pvlift.report.render.sheet import Sheet, say
from pvlift.report.words.kinds import KINDS
from pvlift.report.words.numbers import NOTHING, amount_unit
from pvlift.report.words.terms import label, plain

WIDTH = 96  # where the output is no terminal
WIDEST = 110  # longer lines are hard to read
MARKS = {
    "plain": ("", ""),
    "dim": ("", ""),
    "good": ("√", "bold green"),
    "bad": ("×", "bold red"),
    "point": ("•", ""),
    "doubt": ("!", "yellow"),
    "more": (" ", ""),
}


@contextmanager
def printing(stream) -> Iterator:
    """A console on a terminal; elsewhere plain lines of fixed width without trailing blanks.

    It never takes a user's brackets for markup.
    """
    from rich.console import Console

    plainly = {"highlight": False, "markup": False, "emoji": False}
    console = Console(file=stream, **plainly)
    if console.is_terminal:
        console.width = min(console.width, WIDEST)
        yield console
        return
    text = io.StringIO()
    yield Console(file=text, width=WIDTH, color_system=None, **plainly)
    lines = "".join(f"{line.rstrip()}\n" for line in text.getvalue().splitlines())
    stream.write(re.sub("\n{3,}", "\n\n", lines))


def show(
    document: Document, lang: str, out: Path | None = None, full: bool = True, stream=None
) -> None:
    """Print a document: its name, its sections, what it is not, and where its files lie."""
    with printing(stream or sys.stdout) as console:
        if document.name.text(lang):
            say(console, plain(document.name.text(lang)), style="bold")
        hidden = 0
        for section in document.sections:
            if section.is_detail and not full:
                hidden += 1
                continue
            _show_section(console, section, lang)
        console.print()
        if hidden:
            say(console, label("more_with_full", lang), style="dim")
        say(console, label("not_advice", lang), style="dim")
        if out is not None:
            console.print(label("results_in", lang).format(folder=plain(str(out))))


def show_notices(notices: tuple[Notice, ...], lang: str, stream=None) -> None:
    """Print what must be said beside the numbers, on stderr."""
    if not notices:
        return
    with printing(stream or sys.stderr) as console:
        _heading(console, label("notices", lang))
        for text in dict.fromkeys(notice.words.text(lang) for notice in notices):
            say(console, plain(text), "•")


def _show_section(console, section: Section, lang: str) -> None:
    if section.title is not None:
        _heading(console, plain(section.title.text(lang)))
    gap = section.title is None
    for block in section.blocks:
        match block:
            case Sentence():
                _say(console, block, lang)
                gap = True
            case Table():
                if gap:
                    console.print()
                console.print(sheet_of(block, lang))
                gap = False
            case Figure():
                continue  # a terminal shows the table behind it


def _heading(console, text: str) -> None:
    console.print()
    say(console, text, style="bold cyan")


def _say(console, sentence: Sentence, lang: str) -> None:
    mark, mark_style = MARKS[sentence.tone]
    style = "bold" if sentence.strong else "dim" if sentence.tone == "dim" else ""
    say(console, plain(sentence.words.text(lang)), mark, style, mark_style or style)


def sheet_of(table: Table, lang: str) -> Sheet:
    """A table with its cells written, for the terminal."""
    if table.lying:
        return _lying_sheet(table, lang)
    columns, unit = page_columns(table), table_unit(table, lang)
    heads: list[Head] = []
    for column in columns:
        side = "left" if is_text(column) else "right"
        if column.across:
            named = (column.across[n] for n in shown_across(column))
            heads += [Head(page_head(column, table, lang, head), side) for head in named]
            continue
        heads.append(Head(page_head(column, table, lang), side))
        if not isinstance(column.kind, str):
            heads.append(Head(label("unit", lang), "left"))
    sheet = Sheet(title_of(table, lang), heads)
    for row in page_rows(table):
        if table.groups and table.groups[row] is not None:
            sheet.add_row(plain(table.groups[row].text(lang)), style="bold")
        cells = [text for column in columns for text in _cells(column, row, unit, lang)]
        if table.groups:
            cells[0] = f"  {cells[0]}"
        sheet.add_row(*cells)
    if table.sums is not None:
        sheet.add_row(*_sums(table, lang))
    sheet.caption = "" if table.note is None else plain_lines(table.note.text(lang))
    return sheet


def _lying_sheet(table: Table, lang: str) -> Sheet:
    """The columns below each other, the rows side by side."""
    (first, *rest), rows = page_columns(table), page_rows(table)
    names = [
        Cell(first, table_unit(table, lang), lang).text(first.values[row], "text") for row in rows
    ]
    sheet = Sheet(
        title_of(table, lang),
        [Head(label("item", lang), "left"), *(Head(name, "right") for name in names)],
    )
    for column in rest:
        cells = [_cells(column, row, table_unit(table, lang), lang)[0] for row in rows]
        sheet.add_row(page_head(column, table, lang), *cells)
    sheet.caption = "" if table.note is None else plain_lines(table.note.text(lang))
    return sheet


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
            cells.append(table.sums.text(lang))
        elif column.kind == "text":
            cells.append("")
        else:
            total = sum(float(value) for value in column.values)
            cells.append(Cell(column, unit, lang).text(total, column.kind))
    return cells
