"""A progress bar with rate and time left, on a terminal only."""

from __future__ import annotations

import sys
from contextlib import contextmanager

from pvlift.errors import Words

THINGS = {"draws": Words("draws", "次抽样"), "rows": Words("scenarios", "个方案")}
LEFT = Words("left", "剩余")


@contextmanager
def shown_progress(lang: str, quiet: bool, things: str = "draws"):
    """Yields a function for (done, all), or None where nobody is looking."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn(THINGS[things].text(lang)),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
        TextColumn(LEFT.text(lang)),
    )
    with Progress(*columns, console=Console(file=sys.stderr), transient=True) as bar:
        task = bar.add_task("", total=None, rate="")

        def report(done: int, whole: int) -> None:
            speed = bar.tasks[0].speed
            rate = f"{speed:,.0f}/s" if speed else ""
            bar.update(task, completed=done, total=whole, rate=rate)

        yield report
