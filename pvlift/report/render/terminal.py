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
from pvlift.report.render.grid import grid_of
from pvlift.report.render.sheet import Sheet, SheetColumn, say
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
        if document.is_advice:
            console.print()
        if hidden:
            say(console, label("more_with_full", lang), style="dim")
        if document.is_advice:
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
    grid = grid_of(table, lang)
    sheet = Sheet(grid.title, [SheetColumn(head.text, head.side) for head in grid.heads])
    for row in grid.rows:
        sheet.add_row(*row.cells, style="bold" if row.role == "group" else "")
    sheet.caption = grid.note
    return sheet
