"""What is told of a finished study, whatever shows it: sections of sentences, tables and figures.

A content file makes a Document once; renderers turn it into a screen, JSON, tables or a page.
Values are raw (CNY, kWh, fractions), words stand in both languages, so a Document knows neither
format nor language.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

from pvlift.errors import Notice, Words
from pvlift.report.figure import Figure

Tone = Literal["plain", "good", "bad", "point", "doubt", "more", "dim"]
"""How a sentence is marked: plain text, √, ×, •, !, set in without a mark, or small print."""


class Sentence(NamedTuple):
    """One sentence, or a short paragraph."""

    words: Words
    tone: Tone = "point"
    strong: bool = False


class Column(NamedTuple):
    """One column: raw values and how they are meant.

    `kind` is a key of `words.kinds.KINDS`; a table of unlike rows gives one kind a row, and its
    units stand in a column of their own. With `across`, each value is a series under these heads.
    """

    key: str
    words: Words  # the heading; a line break in it holds on a page
    values: Sequence  # float, int, str, bool, Words or None; n_rows of them
    kind: str | Sequence[str] = "text"
    digits: int | None = None  # on a page; else the kind's
    file_digits: int | None = None
    shown: Literal["both", "page", "file"] = "both"
    across: tuple[Words, ...] = ()
    page_across: tuple[int, ...] = ()  # the heads that a page has room for; none: all
    signed: bool = False  # gains with a plus
    missing: Sequence[Words | None] = ()  # why a value has no answer, row by row
    align: Literal["left", "right", ""] = ""  # text left and numbers right, where nothing is said


class Table(NamedTuple):
    """Columns of one length, with what a page shows of them."""

    key: str  # name of the file and of the anchor
    title: Words
    columns: tuple[Column, ...]
    note: Words | None = None  # below the table
    page_rows: tuple[int, ...] | None = None  # the rows that a page has room for
    groups: tuple[Words | None, ...] = ()  # a line above a row; None: as the row before
    sums: Words | None = None  # name of a last line of sums, on a page
    in_file: bool = True
    whole_cny: bool = False  # money in CNY, however large: the small amounts matter
    lying: bool = False  # a page has the columns below each other, its rows side by side

    @property
    def n_rows(self) -> int:
        return len(self.columns[0].values) if self.columns else 0


Block = Sentence | Table | Figure


class Section(NamedTuple):
    """Blocks under one heading."""

    key: str  # anchor
    title: Words | None
    blocks: tuple[Block, ...]
    is_detail: bool = False  # left out where little room is
    is_chapter: bool = False  # a heading above the sections that follow, until the next chapter


class Document(NamedTuple):
    """One answer, ready for any renderer."""

    verb: str
    name: Words  # what the answer is about
    sections: tuple[Section, ...]
    data: Mapping  # what JSON says: plain values, Words for texts
    notices: tuple[Notice, ...] = ()
    file: str = ""  # name of the JSON file; else the verb
    appendix: tuple[Table | Figure, ...] = ()  # files that no page shows
    texts: Mapping[str, str] = {}  # further files as they are
    is_advice: bool = True  # whether it must be said that it is none

    def levels(self) -> list[tuple[int, Section]]:
        """The sections that have something to show, each with the level of its heading, from 1."""
        below = 2 if any(section.is_chapter for section in self.sections) else 1
        return [
            (1 if section.is_chapter else below, section)
            for section in self.sections
            if section.blocks or section.is_chapter
        ]

    def blocks(self, kind: type) -> list:
        """All tables, or all figures, of the document, appendix last."""
        found = [block for section in self.sections for block in section.blocks]
        return [block for block in (*found, *self.appendix) if isinstance(block, kind)]


def own(text: str) -> Words:
    """A user's own text, the same in every language."""
    return Words(text, text)
