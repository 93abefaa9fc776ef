"""A run as a folder of files: tables for Excel, pictures, JSON and the scenario itself.

Everything is written aside first and moved into place file by file, so no file under its final
name is ever half-written.
"""

from __future__ import annotations

import csv
import io
import math
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from pvlift.errors import Fault, Notice, PvliftError, Words
from pvlift.report.document import DIGITS, number, run_document
from pvlift.report.scenario_text import scenario_text
from pvlift.report.tables import energy_columns, indicator_rows, money_rows
from pvlift.report.words.terms import UNIT_WORDS, label, with_unit

if TYPE_CHECKING:
    from pvlift.study.plan.outcome import Outcome

STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
WANTED_FOLDER = Words("a folder that can be written to", "可写入的文件夹")


def write_run(outcome: Outcome, out: Path, lang: str) -> tuple[Notice, ...]:
    """Write all files of a run into a folder; what must be said about them is returned."""
    from pvlift.report.pictures.fonts import lettering

    notices = lettering(lang).notices
    told = outcome._replace(notices=(*outcome.notices, *notices))
    files = {
        "run.json": run_document(told, lang) + "\n",
        "scenario.toml": scenario_text(outcome.prepared.loaded),
        "ledger.csv": _ledger_rows(outcome, lang),
        "energy.csv": _energy_rows(outcome, lang),
        "indicators.csv": _indicator_rows(outcome, lang),
    }
    write_files(out, files | _tables(outcome, lang) | _pictures(outcome, lang))
    return notices


def write_files(out: Path, files: Mapping[str, str | Iterable[Iterable] | Callable]) -> None:
    """Text as it is, rows as CSV, and what draws a Figure as a picture: all of them, or none."""
    with replacing(out) as aside:
        for name, content in files.items():
            if isinstance(content, str):
                _write(aside / name, content)
            elif callable(content):
                content().savefig(aside / name)
            else:
                _write(aside / name, csv_text(content), "utf-8-sig")


@contextmanager
def replacing(out: Path) -> Iterator[Path]:
    """A folder aside whose files move into `out` when all of them are written."""
    out = Path(out)
    made = _make(out)
    aside = None
    try:
        aside = Path(tempfile.mkdtemp(prefix=".pvlift-", dir=out))
        yield aside
        if any(aside.glob("*.json")):
            _write(aside / "names.csv", names_text(aside.iterdir()), "utf-8-sig")
        for file in sorted(aside.iterdir()):
            os.replace(file, out / file.name)
    except OSError as error:
        raise _refused(out, error) from None
    finally:
        if aside is not None:
            shutil.rmtree(aside, ignore_errors=True)
        for folder in made:  # left empty only where nothing was moved in
            try:
                folder.rmdir()
            except OSError:
                break


def names_text(files: Iterable[Path], *others: str) -> str:
    """The glossary of the names in some files, and of others named by their place, as CSV."""
    from pvlift.report.words.glossary import names_rows, paths_in

    return csv_text(names_rows([*others, *(path for file in files for path in paths_in(file))]))


def _make(out: Path) -> list[Path]:
    """Make a folder and those above it; the new ones, innermost first."""
    made = []
    try:
        missing = [folder for folder in (out, *out.parents) if not folder.exists()]
        for folder in reversed(missing):
            folder.mkdir()
            made.insert(0, folder)
        if not out.is_dir():
            raise NotADirectoryError(20, "a file", str(out))
    except (OSError, ValueError) as error:
        for folder in made:
            folder.rmdir()
        raise _refused(out, error) from None
    return made


def _refused(out: Path, error: Exception) -> PvliftError:
    reason = getattr(error, "strerror", None) or str(error)
    return PvliftError("--out", [Fault(str(out), reason, WANTED_FOLDER)])


def _write(path: Path, text: str, encoding: str = "utf-8") -> None:
    path.write_text(text, encoding=encoding, newline="")


def _pictures(outcome: Outcome, lang: str) -> dict[str, Callable]:
    from pvlift.report.pictures import run as plots
    from pvlift.report.pictures.losses import loss_waterfall
    from pvlift.study.answers.losses import plant_losses

    found, name = plant_losses(outcome), outcome.prepared.loaded.scenario.name
    pictures = {
        "cumulative_cash.png": lambda: plots.cumulative_cash(outcome, lang),
        "energy_by_month.png": lambda: plots.energy_by_month(outcome, lang),
        "promise.png": lambda: plots.promise_by_year(outcome, lang),
    }
    if found is not None:
        pictures["losses.png"] = lambda: loss_waterfall(found, name, lang)
    return pictures


def _tables(outcome: Outcome, lang: str) -> dict[str, Iterable[Iterable]]:
    """Tables of a feasibility study, setbacks, what a failure costs whom, lifts and roofs."""
    from pvlift.report import lifts, losses, setbacks, statements
    from pvlift.study.answers.lift_answers import lift_answers
    from pvlift.study.answers.losses import plant_losses

    scenario, answers = outcome.prepared.loaded.scenario, lift_answers(outcome.prepared)
    tables = {
        "statements.csv": statements.statement_rows(outcome, lang),
        "setbacks.csv": setbacks.stress_csv(outcome, lang),
        "failure.csv": setbacks.failure_csv(outcome, lang),
        "lifts.csv": lifts.lifts_csv(answers, lang),
        "what_ifs.csv": lifts.what_ifs_csv(answers, lang),
    }
    found = plant_losses(outcome)
    if found is not None:
        tables |= {
            "losses.csv": losses.losses_csv(found, scenario, lang),
            "performance.csv": losses.performance_csv(found, lang),
            "roofs.csv": losses.roofs_csv(outcome, found, lang),
        }
    return tables


def csv_text(rows: Iterable[Iterable]) -> str:
    """Rows as CSV; text that a spreadsheet would run as a formula is disarmed, numbers stay."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    for row in rows:
        writer.writerow([_cell(value) for value in row])
    return text.getvalue()


def _cell(value):
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return ""
    if isinstance(value, str) and value.startswith(STARTS_A_FORMULA):
        return f"'{value}"
    return value


def _ledger_rows(outcome: Outcome, lang: str) -> Iterator[list]:
    n_years = outcome.books.ledger.n_years
    money = UNIT_WORDS["cny"].text(lang)
    heads = [label(key, lang) for key in ("account", "from", "to", "source")]
    years = [f"{label('year', lang)} {year}" for year in range(n_years + 1)]
    yield [*heads, with_unit(label("total", lang).format(n=n_years), money, lang), *years]
    for row in money_rows(outcome.books.ledger):
        names = [label(key, lang) for key in (row.account, row.payer, row.payee)]
        cny = [number(value, 2) for value in row.cny]
        yield [*names, "; ".join(row.sources), number(row.cny.sum(), 2), *cny]


def _energy_rows(outcome: Outcome, lang: str) -> Iterator[list]:
    columns = energy_columns(outcome.energy)
    unit = UNIT_WORDS["kwh"].text(lang)
    yield [label("year", lang), *(with_unit(label(key, lang), unit, lang) for key in columns)]
    for n in range(outcome.books.ledger.n_years):
        yield [n + 1, *(number(kwh[n], 1) for kwh in columns.values())]


def _indicator_rows(outcome: Outcome, lang: str) -> Iterator[list]:
    yield ["key", *(label(key, lang) for key in ("indicator", "value", "unit", "note"))]
    for row in indicator_rows(outcome):
        is_share = row.kind == "frac"
        value = number(100.0 * row.value if is_share else row.value, DIGITS[row.kind])
        value = int(value) if row.kind == "count" and value is not None else value
        note = row.note.text(lang) if row.note else ""
        yield [row.key, label(row.key, lang), value, UNIT_WORDS[row.kind].text(lang), note]
