"""What a person reads in one minute on a terminal: the answer, why, and the tables behind it."""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from pvlift.report import screen_tables
from pvlift.report.answer import statements, verdict
from pvlift.report.assumptions import Assumption, assumptions, sources
from pvlift.report.levers import lever_sentences
from pvlift.report.per_lift import why_sentences
from pvlift.report.render.sheet import say
from pvlift.report.words.numbers import percent
from pvlift.report.words.terms import CONFIDENCE_WORDS, label, listed, plain, with_colon, with_unit

if TYPE_CHECKING:
    from pvlift.study.plan.outcome import Outcome

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
    lines = "".join(f"{line.rstrip()}\n" for line in text.getvalue().splitlines())
    stream.write(re.sub("\n{3,}", "\n\n", lines))


@contextmanager
def page(name: str, lang: str, out: Path | None = None, stream=None) -> Iterator:
    """A screen that begins with a name and ends as every answer does: what it is, where it lies."""
    with printing(stream or sys.stdout) as console:
        say(console, plain(name), style="bold")
        yield console
        console.print()
        say(console, label("not_advice", lang), style="dim")
        if out is not None:
            console.print(label("results_in", lang).format(folder=plain(str(out))))


def show_run(outcome: Outcome, lang: str, out: Path | None = None, stream=None) -> None:
    """Print one run: answer, reasons, indicators, money, promise, energy, plant, sources."""
    with page(outcome.prepared.loaded.scenario.name, lang, out, stream) as console:
        _show_answer(console, outcome, lang)
        console.print()
        for table in screen_tables.all_tables(outcome, lang):
            console.print(table)
        _show_sources(console, outcome, lang)


def _show_answer(console, outcome: Outcome, lang: str) -> None:
    heading(console, label("answer", lang))
    first = verdict(outcome)
    for one, style in ((first, "bold"), *((one, "") for one in statements(outcome))):
        mark, mark_style = MARKS[one.is_good]
        say(console, plain(one.words.text(lang)), mark, style, mark_style)
    heading(console, label("why", lang))
    bullets(console, why_sentences(outcome, lang))
    good = float(outcome.indicators.project_npv_cny[0]) >= 0.0
    heading(console, label("margins" if good else "levers", lang) + _lever_note(outcome, lang))
    bullets(console, lever_sentences(outcome, lang))
    if not first.is_good:
        bullets(console, [label("ask_subsidy", lang)])


def show_notices(outcome: Outcome, lang: str, stream=None) -> None:
    """Print what must be said beside the numbers, on stderr."""
    if not outcome.notices:
        return
    with printing(stream or sys.stderr) as console:
        heading(console, label("notices", lang))
        bullets(console, dict.fromkeys(notice.words.text(lang) for notice in outcome.notices))


def _lever_note(outcome: Outcome, lang: str) -> str:
    rate = percent(outcome.prepared.loaded.scenario.target.discount_per_year)
    if lang == "zh":
        return f"（逐项单独变动，使税前净现值按 {rate} 折现恰为零）"
    return f" (each alone, for an NPV of zero before tax at {rate})"


def heading(console, text: str) -> None:
    """A blank line and the name of what follows."""
    console.print()
    say(console, text, style="bold cyan")


def bullets(console, texts: Iterable[str], mark: str = MARKS[None][0], style: str = "") -> None:
    """Sentences one below the other."""
    for text in texts:
        say(console, plain(text), mark, style)


def _show_sources(console, outcome: Outcome, lang: str) -> None:
    scenario = outcome.prepared.loaded.scenario
    rows = assumptions(scenario)
    doubtful = [row for row in rows if row.is_doubtful]
    counts = (
        f"（共 {len(rows)} 项取值，其中 {len(doubtful)} 项为假设或未核实，以 ! 标出）"
        if lang == "zh"
        else f" ({len(rows)} values; {len(doubtful)} assumed or not confirmed, marked !)"
    )
    heading(console, label("sources", lang) + counts)
    for name, row in sources(rows, lang).items():
        if name != "assumption":
            say(console, plain(with_colon(name, _title(row, lang), lang)), " ")
    for (place, tag), group in _by_table(doubtful, lang).items():
        values = listed((text for row in group if (text := _value(row))), lang)
        named = with_unit(place + _name_at(scenario, place, lang), tag, lang)
        say(console, plain(with_colon(named, values, lang)), "!", "yellow")


def _name_at(scenario, place: str, lang: str) -> str:
    """What stands at `cost[3]`, in the reader's words; nothing where a table has no name."""
    table, _, number = place.partition("[")
    if not number:
        return ""
    row = getattr(scenario, table)[int(number.partition("]")[0]) - 1]
    name = getattr(row, "name", "") or label(getattr(row, "account", ""), lang)
    return f" {name}" if name else ""


def _title(row: dict[str, str], lang: str) -> str:
    by = listed((part for part in (row["publisher"], row["dated"]) if part), lang)
    return with_unit(row["title"], by, lang) if by else row["title"] or "?"


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
    return f"{row.source} {CONFIDENCE_WORDS[row.confidence].text(lang)}"


def _value(row: Assumption) -> str:
    """A value with its name; text speaks for itself, lists are only named."""
    name = row.key.rpartition(".")[2]
    match row.value:
        case bool() | dict() | list():
            return name
        case float() | int():
            return f"{name} {row.value:g}"
    return str(row.value)
