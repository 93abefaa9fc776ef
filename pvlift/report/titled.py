"""The one look of tables on a terminal."""

from __future__ import annotations


def titled_table(title: str, *columns: str, left: tuple[int, ...] = (0,)):
    """A table for the terminal: the columns named in `left` are text, the others numbers."""
    from rich import box
    from rich.table import Table

    table = Table(
        title=title,
        title_justify="left",
        title_style="bold cyan",
        caption_justify="left",
        box=box.SIMPLE_HEAD,
        pad_edge=False,
    )
    for n, name in enumerate(columns):
        table.add_column(name, justify="left" if n in left else "right", overflow="fold")
    return table
