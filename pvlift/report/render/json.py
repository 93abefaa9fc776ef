"""A document as one JSON text: the same keys in every language, sentences in the one asked for."""

from __future__ import annotations

import json
from collections.abc import Mapping

from pvlift.errors import Words
from pvlift.report.document import Document


def document_json(document: Document, lang: str) -> str:
    """Everything that programs read; no number that JSON does not know."""
    told = dict(document.data)
    if "warnings" not in told:
        told["warnings"] = [
            {"code": notice.code, "text": notice.words} for notice in document.notices
        ]
    return json_text(told, lang)


def json_text(found, lang: str = "en") -> str:
    """Plain data as text: Chinese as it is written."""
    return json.dumps(_plain(found, lang), ensure_ascii=False, indent=1, allow_nan=False)


def _plain(found, lang: str):
    """Data with every text in one language."""
    match found:
        case Words():
            return found.text(lang)
        case Mapping():
            return {key: _plain(value, lang) for key, value in found.items()}
        case list() | tuple():
            return [_plain(value, lang) for value in found]
    return found
