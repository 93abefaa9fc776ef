"""A document as files that a bureau or a bank takes: a page, a Word file, and the scenario."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from pvlift.report.document import Document
from pvlift.report.folder import STRANGE, write_all


def write_report(document: Document, out: Path, formats: Iterable[str], lang: str) -> list[Path]:
    """Write the report in each format, all or none; the paths written.

    Parameters
    ----------
    formats : out of "html", "docx"
    """
    files = list(_files(document, formats, lang))
    write_all(files, out)
    return [out / name for name, _ in files]


def _files(document: Document, formats: Iterable[str], lang: str) -> Iterator[tuple[str, bytes]]:
    for kind in formats:
        if kind == "html":
            from pvlift.report.render.html import page

            yield "report.html", page(document, lang).encode("utf-8", STRANGE)
        else:
            from pvlift.report.render.docx import docx

            yield "report.docx", docx(document, lang)
    for name, text in document.texts.items():
        yield name, text.encode("utf-8", STRANGE)
