"""A document as one page that needs nothing else: no script, no address, no font of its own.

The page's form stands in `templates/`; escaping is Jinja2's. A picture is SVG with real text and
its sentence; a table keeps its head on every printed sheet.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import NamedTuple

from pvlift.errors import Words
from pvlift.report.document import Document, Section, Sentence, Table
from pvlift.report.figure import Figure
from pvlift.report.render.grid import Grid, grid_of
from pvlift.report.render.svg import svg
from pvlift.report.version import version
from pvlift.report.words.terms import plain, term

TEMPLATES = Path(__file__).parent / "templates"
MARKS = {"good": "√", "bad": "×", "point": "•", "doubt": "!", "more": "", "plain": "", "dim": ""}


class Piece(NamedTuple):
    """One block as the template takes it."""

    kind: str  # "sentence", "table" or "figure"
    text: str = ""
    tone: str = "plain"
    strong: bool = False
    grid: Grid | None = None
    key: str = ""


class Part(NamedTuple):
    """One section with its anchor."""

    key: str
    title: str
    pieces: tuple[Piece, ...]
    level: int


def page(document: Document, lang: str) -> str:
    """The whole page as text."""
    parts = fragment(document, lang)
    return (
        _templates()
        .get_template("page.html.j2")
        .render(
            lang="zh-CN" if lang == "zh" else "en",
            name=plain(document.name.text(lang)),
            parts=parts,
            notices=[plain(notice.words.text(lang)) for notice in document.notices],
            notices_title=term("notices").text(lang),
            contents=term("contents").text(lang),
            not_advice=term("not_advice").text(lang),
            made_by=f"pvlift {version()}",
            marks=MARKS,
            hints=_hints(lang),
            css=(TEMPLATES / "page.css").read_text("utf-8"),
        )
    )


def fragment(document: Document, lang: str) -> list[Part]:
    """The sections alone, for a page that has its own frame."""
    return [_part(section, lang, level + 1) for level, section in document.levels()]


def _part(section: Section, lang: str, level: int) -> Part:
    pieces = tuple(_piece(block, section.key, lang) for block in section.blocks)
    return Part(section.key, _title(section, lang), pieces, level)


def _title(section: Section, lang: str) -> str:
    """The section's own title, or that of the first block that has one."""
    titles = [section.title, *(getattr(block, "title", None) for block in section.blocks)]
    found = next((title for title in titles if isinstance(title, Words)), Words("", ""))
    return plain(found.text(lang))


def _piece(block, key: str, lang: str) -> Piece:
    match block:
        case Sentence():
            return Piece("sentence", plain(block.words.text(lang)), block.tone, block.strong)
        case Table():
            grid = grid_of(block, lang)
            return Piece("table", grid=grid, key=f"{key}-{block.key}")
        case Figure():
            name = f"{key}-{block.key}"
            drawn = _markup(svg(block, lang, name))
            return Piece("figure", drawn, key=name, tone=plain(block.sentence.text(lang)))
    raise TypeError(block)


@cache
def _templates():
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _markup(text: str):
    """Markup of ours, whose texts are already escaped."""
    from markupsafe import Markup

    return Markup(text)


@cache
def _hints(lang: str) -> dict[str, str]:
    """What a term means, by the key of its column or row."""
    from pvlift.report.words.glossary import glossary

    return {entry.name: entry.meaning.text(lang) for entry in glossary() if not entry.where}
