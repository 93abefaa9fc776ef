"""A document as readers get it, for tests."""

from __future__ import annotations

import io
import json

from pvlift.report.document import Document
from pvlift.report.pictures.draw import draw
from pvlift.report.render.json import document_json
from pvlift.report.render.terminal import show


def screen(document: Document, lang: str, stream=None) -> str:
    """What a terminal shows."""
    stream = io.StringIO() if stream is None else stream
    show(document, lang, stream=stream)
    return stream.getvalue()


def data(document: Document, lang: str) -> dict:
    """The JSON document, read as strictly as JSON is."""

    def refuse(name):
        raise AssertionError(f"{name} is not JSON")

    return json.loads(document_json(document, lang), parse_constant=refuse)


def drawn(document: Document, lang: str) -> dict:
    """Every picture as a matplotlib figure, by its key."""
    from pvlift.report.figure import Figure

    return {figure.key: draw(figure, lang) for figure in document.blocks(Figure)}


def words_of(picture) -> list[str]:
    """Every text of a picture."""
    from matplotlib.text import Text

    return [text.get_text() for text in picture.findobj(Text)]
