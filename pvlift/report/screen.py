"""What verbs without a document of their own still print with."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from pvlift.report.render import terminal
from pvlift.report.render.sheet import say
from pvlift.report.render.terminal import printing
from pvlift.report.words.terms import label, plain

MARKS = {True: ("√", "bold green"), False: ("×", "bold red"), None: ("•", "")}


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


def show_notices(outcome, lang: str, stream=None) -> None:
    """Print what must be said beside the numbers, on stderr."""
    terminal.show_notices(outcome.notices, lang, stream)


def heading(console, text: str) -> None:
    """A blank line and the name of what follows."""
    console.print()
    say(console, text, style="bold cyan")


def bullets(console, texts: Iterable[str], mark: str = MARKS[None][0], style: str = "") -> None:
    """Sentences one below the other."""
    for text in texts:
        say(console, plain(text), mark, style)
