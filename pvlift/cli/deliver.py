"""A finished document to where it was asked for: a folder, JSON on stdout, or the screen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from pvlift.report.document import Document


def deliver(
    document: Document,
    lang: str,
    out: Path | None,
    as_json: bool,
    quiet: bool,
    write: Callable[[Document, Path, str], None] | None = None,
    full: bool = False,
) -> None:
    """Write the files, then say the answer; a full disk does not swallow the answer."""
    written = None
    try:
        if out is not None:
            from pvlift.report.folder import write_document

            (write or write_document)(document, out, lang)
            written = out
    finally:
        if as_json:
            from pvlift.report.render.json import document_json

            click.echo(document_json(document, lang))
        else:
            from pvlift.report.render.terminal import show

            show(document, lang, written, full)
    if not quiet and not as_json:
        from pvlift.report.render.terminal import show_notices

        show_notices(document.notices, lang)
