"""A batch of scenarios as CSV, JSON and a table to read: one row out for each row in."""

from __future__ import annotations

import json
import math
from pathlib import Path

from pvlift.report.render.csv import csv_text
from pvlift.report.render.sheet import say, titled_table
from pvlift.report.version import version
from pvlift.report.words.kinds import DIGITS
from pvlift.report.words.numbers import NOTHING, grouped, in_unit, large_unit, number, of_kind
from pvlift.report.words.studies import study_label
from pvlift.report.words.terms import kind_of, plain, with_colon
from pvlift.study.chance.batch import Row
from pvlift.study.chance.summary import NEVER

WHOLE = ("n_roots", "first_shortfall_year", "kept")
ONCE = ("project_irr", "equity_irr", "project_npv_cny", "payback_years", "kept")
MANY = (
    "project_irr.p50",
    "project_npv_cny.p50",
    "project_npv_cny.p10",
    "payback_years.p50",
    "probability.payback_within_target",
    "probability.promise_kept",
)


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


def show_batch(rows: list[Row], draws: int, lang: str, out: Path | None = None) -> None:
    """The measures that decide, one line a row, and below them what is wrong with some rows."""
    from pvlift.report.screen import page

    keys = ONCE if draws == 1 else MANY
    table = titled_table(
        study_label("batch" if draws == 1 else "batch_drawn", lang, n=grouped(draws)),
        study_label("row", lang),
        *(study_label(f"batch_{key}", lang) for key in keys),
    )
    wrong, several = [], len({row.asked.file for row in rows}) > 1
    for row in rows:
        name = plain(_name(row, several))
        if row.faults:
            wrong += [with_colon(name, plain(fault.text(lang)), lang) for fault in row.faults]
        else:
            table.add_row(name, *(_read(key, row.results.get(key, math.nan), lang) for key in keys))
    table.caption = study_label("batch_note" if draws == 1 else "batch_drawn_note", lang)
    n_wrong = sum(bool(row.faults) for row in rows)
    counts = study_label("batch_counts", lang, n=len(rows), wrong=n_wrong)
    with page(counts, lang, out) as console:
        console.print()
        if n_wrong < len(rows):
            console.print(table)
        for text in wrong:
            say(console, text, "×")


def _name(row: Row, several: bool) -> str:
    """The row's own name, its file's, or both."""
    file, name = row.asked.file.stem, row.asked.name
    return f"{file} / {name}" if several and name else name or file


def _read(key: str, value: float, lang: str) -> str:
    """A result as a person reads it: percent, ten thousand yuan, years, yes or no."""
    name = key.split(".")[0]
    if name == "kept":
        return "√" if value else "×"
    if math.isnan(value):
        return study_label("never", lang) if name in NEVER else NOTHING
    if name == "probability":
        return grouped(100.0 * value, 1)
    if kind_of(name) == "cny":
        return in_unit(value, large_unit(lang))
    return of_kind(value, kind_of(name), lang)


def _shown(value):
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    return str(value)


def _rounded(key: str, value: float):
    if math.isnan(value):
        return None
    name = key.split(".")[0]
    if name in WHOLE or key.endswith(".n_answered"):
        return int(value)
    return number(value, 6 if name == "probability" else DIGITS[kind_of(name)])
