"""The one look of tables and sentences on a terminal."""

from __future__ import annotations

import re

LEAST_TEXT = 12  # cells that a column of text may shrink to
LEAST_HEAD = 6  # and a Chinese heading: three signs
CLOSING = "[，。；：、）”》！？),.;:]"
UNIT = r" ?(?:%|[a-zA-Z/]+|[\u4e00-\u9fff]{1,2}(?:/[\u4e00-\u9fff·]{1,3})?)"
PIECE = (
    re.compile(  # what stays whole: a number with its unit, a word, a sign; marks stay with them
        "[（“《(]*(?:"
        rf"(?:-?CNY )?[+\-−]?[0-9][0-9,.\-]*(?:{UNIT})?{CLOSING}*|"
        rf"[^\s\u3000-\u9fff\uff00-\uffef“”]+(?: |{CLOSING}+)?|"
        rf"\s|.{CLOSING}*)"
    )
)


class SheetColumn:
    """A heading and whether text or numbers stand below it."""

    def __init__(self, header: str, justify: str) -> None:
        self.header, self.justify = header, justify


class Sheet:
    """Rows of a table until the width of the terminal is known; rich draws it by itself."""

    def __init__(self, title: str, columns: list[SheetColumn]) -> None:
        self.title, self.columns, self.caption = title, columns, ""
        self.rows: list[tuple[tuple[str, ...], str]] = []

    def add_column(self, header: str, justify: str) -> None:
        """One more column at the right."""
        self.columns.append(SheetColumn(header, justify))

    def add_row(self, *cells: str, style: str = "") -> None:
        """One more row; cells that are missing at its end are empty."""
        self.rows.append((cells + ("",) * (len(self.columns) - len(cells)), style))

    def __rich_console__(self, console, options):
        from rich import box
        from rich.table import Table
        from rich.text import Text

        table = Table(
            title=self.title or None,
            title_justify="left",
            title_style="bold cyan",
            box=box.SIMPLE_HEAD,
            pad_edge=False,
        )
        widths = self._widths(options.max_width - 3 * len(self.columns) + 1)
        for column, width in zip(self.columns, widths, strict=True):
            header = column.header if " " in column.header else _balanced(column.header, width)
            table.add_column(header, justify=column.justify, overflow="fold", width=width)
        for cells, style in self.rows:
            pairs = zip(cells, widths, strict=True)
            table.add_row(*(_folded(cell, width) for cell, width in pairs), style=style)
        yield table
        for text in self.caption.split("\n") if self.caption else ():
            yield from (Text(line) for line in broken_lines(text, options.max_width))
        if self.caption:
            yield Text("")

    def _widths(self, room: int) -> list[int]:
        """Cells of every column: headings give way first, then text, numbers last."""
        body = [max((_cells(row[n]) for row, _ in self.rows), default=0) for n in self._range]
        heads = [_cells(column.header) for column in self.columns]
        widths = [max(pair) for pair in zip(body, heads, strict=True)]
        words = [_longest_piece(column.header) for column in self.columns]
        least = [max(pair) for pair in zip(body, words, strict=True)]
        _shrink(widths, least, room)
        text = [column.justify == "left" for column in self.columns]
        floor = [min(w, LEAST_TEXT) if t else w for w, t in zip(widths, text, strict=True)]
        _shrink(widths, floor, room)
        _shrink(widths, [1] * len(widths), room)
        return widths

    @property
    def _range(self) -> range:
        return range(len(self.columns))


def _longest_piece(header: str) -> int:
    """Width of the widest part of a heading that stays whole; rich breaks English at blanks."""
    if " " in header:
        return max([4, *map(_cells, header.split())])
    return max([LEAST_HEAD, *(_cells(piece) for piece in re.findall(PIECE, header))])


def titled_table(title: str, *columns: str, left: tuple[int, ...] = (0,)) -> Sheet:
    """A table for the terminal: the columns named in `left` are text, the others numbers."""
    return Sheet(
        title,
        [SheetColumn(name, "left" if n in left else "right") for n, name in enumerate(columns)],
    )


def _shrink(widths: list[int], least: list[int], room: int) -> None:
    """Take cells from the widest columns that may give any until all fit, or none may."""
    while sum(widths) > room:
        able = [n for n, width in enumerate(widths) if width > least[n]]
        if not able:
            return
        widths[max(able, key=lambda n: widths[n])] -= 1


def _folded(cell: str, width: int) -> str:
    """A cell cut into lines; what is set in stays set in."""
    lines = []
    for line in cell.split("\n"):
        text = line.lstrip()
        indent = line[: len(line) - len(text)]
        fits = _cells(line) <= width
        parts = [text] if fits else broken_lines(text, max(width - len(indent), 1))
        lines += [indent + part for part in parts]
    return "\n".join(lines)


def _balanced(header: str, width: int) -> str:
    """A heading cut into lines about as long as each other, no more of them than needed."""
    lines = []
    for line in header.split("\n"):
        parts = broken_lines(line, width)
        for narrow in range(width - 1, 0, -1):
            closer = broken_lines(line, narrow)
            if len(closer) > len(parts):
                break
            parts = closer
        lines += parts
    return "\n".join(lines)


def _cells(text: str) -> int:
    """Width of the widest line of a text."""
    from rich.cells import cell_len

    return max(cell_len(line) for line in text.split("\n"))


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
