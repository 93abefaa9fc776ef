"""The one look of tables and sentences on a terminal."""

from __future__ import annotations

import re

LEAST_TEXT = 12  # cells that a column of text may shrink to
CLOSING = "[，。；：、）”》！？),.;:]"
UNIT = r" ?(?:%|[a-zA-Z/]+|[\u4e00-\u9fff]{1,2})"
PIECE = (
    re.compile(  # what stays whole: a number with its unit, a word, a sign; marks stay with them
        "[（“《(]*(?:"
        rf"(?:-?CNY )?[+\-−]?[0-9][0-9,.]*(?:{UNIT})?{CLOSING}*|"
        rf"[^\s\u3000-\u9fff\uff00-\uffef“”]+(?: |{CLOSING}+)?|"
        rf"\s|.{CLOSING}*)"
    )
)


def titled_table(title: str, *columns: str, left: tuple[int, ...] = (0,)):
    """A table for the terminal: the columns named in `left` are text, the others numbers."""
    from rich import box
    from rich.table import Table

    table = Table(
        title=title,
        title_justify="left",
        title_style="bold cyan",
        box=box.SIMPLE_HEAD,
        pad_edge=False,
    )
    for n, name in enumerate(columns):
        table.add_column(name, justify="left" if n in left else "right", overflow="fold")
    return table


def show_table(console, table) -> None:
    """Print a table, its caption below over the whole width; text is cut before a number is."""
    caption, table.caption = table.caption, None
    numbers = [column for column in table.columns if column.justify == "right"]
    for column in numbers:
        column.no_wrap = True
    texts = len(table.columns) - len(numbers)
    room = console.width - 3 * len(table.columns) - LEAST_TEXT * texts
    if sum(_cells(column) for column in numbers) > room:
        for column in numbers:
            column.no_wrap = False
    console.print(table)
    for text in caption.split("\n") if caption else ():
        say(console, text)
    if caption:
        console.print()


def _cells(column) -> int:
    """Width of the widest line of a column."""
    from rich.cells import cell_len

    texts = [str(column.header), *map(str, column.cells)]
    return max(cell_len(line) for text in texts for line in text.split("\n"))


def say(console, text: str, mark: str = "", style: str = "", mark_style: str = "") -> None:
    """Print a sentence in whole lines; those after the first stand below it, behind the mark."""
    from rich.cells import cell_len
    from rich.text import Text

    start = f" {mark} " if mark else ""
    indent = cell_len(start)
    for n, line in enumerate(broken_lines(text, console.width - indent)):
        head = Text(start if n == 0 else " " * indent, style=mark_style or style)
        console.print(head + Text(line, style=style), soft_wrap=cell_len(line) <= console.width)


def broken_lines(text: str, width: int) -> list[str]:
    """A sentence cut into lines of at most `width` cells, Chinese between any two characters.

    A number stays with its unit, a line never begins with a closing mark or ends with an opening
    one; rich breaks at blanks only, which leaves Chinese lines half empty.
    """
    from rich.cells import cell_len

    pieces = re.findall(PIECE, text)
    lines = [""]
    for piece in pieces:
        if lines[-1] and cell_len(lines[-1] + piece.rstrip()) > width:
            lines.append("")
        lines[-1] += piece if lines[-1] else piece.lstrip()
    return [line.rstrip() for line in lines]
