"""What a person reads in one minute on a terminal: the answer, why, and the tables behind it."""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from pvlift.report import screen_tables
from pvlift.report.answer import statements
from pvlift.report.assumptions import Assumption, assumptions, sources
from pvlift.report.levers import lever_sentences
from pvlift.report.numbers import percent
from pvlift.report.per_lift import why_sentences
from pvlift.report.words import CONFIDENCE_WORDS, label, plain

if TYPE_CHECKING:
    from pvlift.study.outcome import Outcome

WIDTH = 96  # where the output is no terminal
WIDEST = 110  # longer lines are hard to read
MARKS = {True: ("√", "bold green"), False: ("×", "bold red"), None: ("•", "")}


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
    stream.write("".join(f"{line.rstrip()}\n" for line in text.getvalue().splitlines()))


def show_run(outcome: Outcome, lang: str, out: Path | None = None, stream=None) -> None:
    """Print one run: answer, reasons, indicators, money, promise, energy, plant, sources."""
    with printing(stream or sys.stdout) as console:
        console.print(plain(outcome.prepared.loaded.scenario.name), style="bold")
        _show_answer(console, outcome, lang)
        console.print()
        for table in screen_tables.all_tables(outcome, lang):
            console.print(table)
        _show_sources(console, outcome, lang)
        console.print()
        console.print(label("not_advice", lang), style="dim")
        if out is not None:
            console.print(label("results_in", lang).format(folder=plain(str(out))))


def _show_answer(console, outcome: Outcome, lang: str) -> None:
    _heading(console, label("answer", lang))
    _bullets(console, [(MARKS[s.is_good], s.words.text(lang)) for s in statements(outcome)])
    _heading(console, label("why", lang))
    _bullets(console, [(MARKS[None], text) for text in why_sentences(outcome, lang)])
    good = float(outcome.indicators.project_npv_cny[0]) >= 0.0
    _heading(console, label("margins" if good else "levers", lang) + _lever_note(outcome, lang))
    _bullets(console, [(MARKS[None], text) for text in lever_sentences(outcome, lang)])


def show_notices(outcome: Outcome, lang: str, stream=None) -> None:
    """Print what must be said beside the numbers, on stderr."""
    if not outcome.notices:
        return
    with printing(stream or sys.stderr) as console:
        _heading(console, label("notices", lang))
        texts = dict.fromkeys(notice.words.text(lang) for notice in outcome.notices)
        _bullets(console, [(MARKS[None], text) for text in texts])


def _lever_note(outcome: Outcome, lang: str) -> str:
    rate = percent(outcome.prepared.loaded.scenario.target.discount_per_year)
    if lang == "zh":
        return f"（逐项单独变动，使税前净现值按 {rate} 折现恰为零）"
    return f" (each alone, for an NPV of zero before tax at {rate})"


def _heading(console, text: str) -> None:
    console.print()
    console.print(text, style="bold cyan")


def _bullets(console, lines: list[tuple[tuple[str, str], str]]) -> None:
    from rich.table import Table
    from rich.text import Text

    grid = Table.grid(padding=(0, 1))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    room = console.width - 4  # the mark and the blanks around it
    for (mark, style), line in lines:
        grid.add_row(Text(f" {mark}", style=style), "\n".join(broken_lines(plain(line), room)))
    console.print(grid)


def broken_lines(text: str, width: int) -> list[str]:
    """A sentence cut into lines of at most `width` cells, Chinese between any two characters.

    A number stays with its unit and a line never begins with a closing mark; rich breaks at
    blanks only, which leaves Chinese lines half empty.
    """
    from rich.cells import cell_len

    pieces = re.findall(
        r"[0-9,.+\-−]+ ?[%a-zA-Z/\u4e00-\u9fff]{0,2}[，。；：、）”！？)]*|"
        r"[^\s\u3000-\u9fff\uff00-\uffef]+ ?|\s|.[，。；：、）”！？]*",
        text,
    )
    lines = [""]
    for piece in pieces:
        if lines[-1] and cell_len(lines[-1] + piece.rstrip()) > width:
            lines.append("")
        lines[-1] += piece if lines[-1] else piece.lstrip()
    return [line.rstrip() for line in lines]


def _show_sources(console, outcome: Outcome, lang: str) -> None:
    scenario = outcome.prepared.loaded.scenario
    rows = assumptions(scenario)
    doubtful = [row for row in rows if row.is_doubtful]
    counts = (
        f"（共 {len(rows)} 项取值，其中 {len(doubtful)} 项为假设或未核实，以 ! 标出）"
        if lang == "zh"
        else f" ({len(rows)} values; {len(doubtful)} assumed or not confirmed, marked !)"
    )
    _heading(console, label("sources", lang) + counts)
    known = sources(scenario, rows)
    for name, row in known.items():
        if name != "assumption":
            _line(console, f"   {name}: {_title(row)}", "")
    for (table, tag), group in _by_table(doubtful, lang).items():
        values = ", ".join(text for row in group if (text := _value(row)))
        mark = f"（{tag}）" if lang == "zh" else f" ({tag})"
        _line(console, f" ! {table}{mark}: {values}", "yellow")


def _line(console, text: str, style: str) -> None:
    from rich.padding import Padding
    from rich.text import Text

    body = Text(plain(text), style=style)
    console.print(Padding(body, (0, 0)), no_wrap=True, overflow="ellipsis")


def _title(row: dict[str, str]) -> str:
    by = ", ".join(part for part in (row["publisher"], row["dated"]) if part)
    return f"{row['title']} ({by})" if by else row["title"] or "?"


def _by_table(rows: list[Assumption], lang: str) -> dict[tuple[str, str], list[Assumption]]:
    """Doubtful values by the table they stand in and why they are doubtful."""
    groups: dict[tuple[str, str], list[Assumption]] = {}
    for row in rows:
        table = row.key.rpartition(".")[0] or row.key
        groups.setdefault((table, _tag(row, lang)), []).append(row)
    return groups


def _tag(row: Assumption, lang: str) -> str:
    if row.source == "assumption":
        return CONFIDENCE_WORDS["assumption"].text(lang)
    return f"{row.source}: {CONFIDENCE_WORDS[row.confidence].text(lang)}"


def _value(row: Assumption) -> str:
    """A value with its name; text speaks for itself, lists are only named."""
    name = row.key.rpartition(".")[2]
    match row.value:
        case bool() | dict() | list():
            return name
        case float() | int():
            return f"{name} {row.value:g}"
    return str(row.value)
