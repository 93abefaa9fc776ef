"""What is told of many scenarios: one line out for each line in, and what is wrong with some."""

from __future__ import annotations

import math

from pvlift.errors import Words
from pvlift.report.document import Column, Document, Section, Sentence, Table, own
from pvlift.report.version import version
from pvlift.report.words.kinds import KINDS
from pvlift.report.words.numbers import grouped, number
from pvlift.report.words.studies import study_words
from pvlift.report.words.terms import kind_of, put, told
from pvlift.study.chance.batch import BatchRow
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


def batch_content(rows: list[BatchRow], draws: int) -> Document:
    """The measures that decide, one line a row, and what is wrong with some rows."""
    good = [row for row in rows if not row.faults]
    n_wrong, several = len(rows) - len(good), len({row.asked.file for row in rows}) > 1
    wrong = [
        Sentence(
            put(Words("{n}: {f}", "{n}：{f}"), n=_name(row, several), f=told(fault.text)), "bad"
        )
        for row in rows
        for fault in row.faults
    ]
    tables = (_table(good, draws, several),) if good else ()
    return Document(
        "batch",
        study_words("batch_counts", n=len(rows), wrong=n_wrong),
        (Section("rows", None, (*tables, *wrong)),),
        _data(rows, draws),
        appendix=(batch_table(rows),),
    )


def _table(rows: list[BatchRow], draws: int, several: bool) -> Table:
    keys = ONCE if draws == 1 else MANY
    columns = [Column("row", study_words("row"), [own(_name(row, several)) for row in rows])]
    columns += [_column(key, rows) for key in keys]
    title = study_words("batch" if draws == 1 else "batch_drawn", n=grouped(draws))
    note = study_words("batch_note" if draws == 1 else "batch_drawn_note")
    return Table("results", title, tuple(columns), note, in_file=False)


def _name(row: BatchRow, several: bool) -> str:
    """The row's own name, its file's, or both."""
    file, name = row.asked.file.stem, row.asked.name
    return f"{file} / {name}" if several and name else name or file


def _column(key: str, rows: list[BatchRow]) -> Column:
    """One result of every row; a payback that never comes is said so, a kept promise is a mark."""
    name, words = key.split(".")[0], study_words(f"batch_{key}")
    values = [row.results.get(key, math.nan) for row in rows]
    if name == "kept":
        return Column(key, words, [own("√" if kept else "×") for kept in values], align="right")
    if name == "probability":
        return Column(key, words, values, "frac", 1)
    if name in NEVER:
        values = [study_words("never") if math.isnan(value) else value for value in values]
    return Column(key, words, values, kind_of(name))


def batch_table(rows: list[BatchRow]) -> Table:
    """One line for each row: file, name, changes, results, what is wrong; keys as headings."""
    changes = list(dict.fromkeys(key for row in rows for key in row.asked.changes))
    results = list(dict.fromkeys(key for row in rows for key in row.results))
    columns = [
        Column("file", own("file"), [str(row.asked.file) for row in rows]),
        Column("name", own("name"), [row.asked.name for row in rows]),
        Column("scenario", own("scenario"), [row.title for row in rows]),
        *(
            Column(key, own(key), [_plain(row.asked.changes.get(key)) for row in rows], "raw")
            for key in changes
        ),
        *(Column(key, own(key), [_result(row, key) for row in rows], "raw") for key in results),
        Column("faults", own("faults"), [_faults(row) for row in rows]),
    ]
    return Table("batch", study_words("batch"), tuple(columns))


def _faults(row: BatchRow) -> Words:
    return Words(*("; ".join(f.text(lang) for f in row.faults) for lang in ("en", "zh")))


def _result(row: BatchRow, key: str):
    return _rounded(key, row.results[key]) if key in row.results else None


def _data(rows: list[BatchRow], draws: int) -> dict:
    return {
        "pvlift": version(),
        "draws": draws,
        "rows": [
            {
                "file": str(row.asked.file),
                "name": row.asked.name,
                "scenario": row.title,
                "changes": {key: _plain(value) for key, value in row.asked.changes.items()},
                "results": {key: _rounded(key, value) for key, value in row.results.items()},
                "faults": [told(fault.text) for fault in row.faults],
            }
            for row in rows
        ],
    }


def _plain(value):
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    return str(value)


def _rounded(key: str, value: float):
    if math.isnan(value):
        return None
    name = key.split(".")[0]
    if name in WHOLE or key.endswith(".n_answered"):
        return int(value)
    return number(value, 6 if name == "probability" else KINDS[kind_of(name)].file_digits)
