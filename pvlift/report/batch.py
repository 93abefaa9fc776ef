"""A batch of scenarios as CSV and JSON: one row out for each row in."""

from __future__ import annotations

import json
import math
from pathlib import Path

from pvlift.report.document import DIGITS, number, version
from pvlift.report.folder import csv_text
from pvlift.report.study_words import kind_of
from pvlift.report.words import plain
from pvlift.study.batch import Row

WHOLE = ("n_roots", "first_shortfall_year", "kept")


def batch_csv(rows: list[Row], lang: str) -> str:
    """One line for each row: file, name, changes, results, what is wrong."""
    changes = list(dict.fromkeys(key for row in rows for key in row.asked.changes))
    results = list(dict.fromkeys(key for row in rows for key in row.results))
    lines = [["file", "name", "scenario", *changes, *results, "faults"]]
    for row in rows:
        lines.append(
            [
                str(row.asked.file),
                row.asked.name,
                plain(row.title),
                *(_shown(row.asked.changes.get(key)) for key in changes),
                *(_rounded(key, row.results[key]) if key in row.results else "" for key in results),
                "; ".join(fault.text(lang) for fault in row.faults),
            ]
        )
    return csv_text(lines)


def batch_document(rows: list[Row], draws: int, lang: str) -> str:
    """The same as JSON text; null: no answer."""
    whole = {
        "pvlift": version(),
        "draws": draws,
        "rows": [
            {
                "file": str(row.asked.file),
                "name": row.asked.name,
                "scenario": row.title,
                "changes": {key: _shown(value) for key, value in row.asked.changes.items()},
                "results": {key: _rounded(key, value) for key, value in row.results.items()},
                "faults": [fault.text(lang) for fault in row.faults],
            }
            for row in rows
        ],
    }
    return json.dumps(whole, ensure_ascii=False, indent=1, allow_nan=False)


def write_batch(rows: list[Row], draws: int, out: Path, lang: str) -> None:
    """batch.csv and batch.json into a folder."""
    from pvlift.report.folder import replacing

    with replacing(out) as aside:
        (aside / "batch.csv").write_text(batch_csv(rows, lang), encoding="utf-8-sig", newline="")
        text = batch_document(rows, draws, lang) + "\n"
        (aside / "batch.json").write_text(text, encoding="utf-8", newline="")


def _shown(value):
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    return str(value)


def _rounded(key: str, value: float):
    if math.isnan(value):
        return None
    name = key.split(".")[0]
    if name in WHOLE:
        return int(value)
    return number(value, 6 if name == "probability" else DIGITS[kind_of(name)])
