"""A document as a folder of files: tables for Excel, pictures, JSON and the scenario itself.

Everything is written aside first and moved into place file by file, so no file under its final
name is ever half-written.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from pvlift.errors import Fault, PvliftError, Words
from pvlift.report.document import Document, Table
from pvlift.report.figure import Figure
from pvlift.report.render.csv import csv_text, table_csv
from pvlift.report.render.json import document_json

WANTED_FOLDER = Words("a folder that can be written to", "可写入的文件夹")


def files_of(document: Document, lang: str) -> Iterator[tuple[str, bytes]]:
    """Name and content of every file of a document: JSON, its own texts, tables, pictures."""
    from pvlift.report.pictures.draw import png

    yield f"{document.file or document.verb}.json", f"{document_json(document, lang)}\n".encode()
    for name, text in document.texts.items():
        yield name, text.encode()
    for table in document.blocks(Table):
        if table.in_file:
            yield f"{table.key}.csv", table_csv(table, lang).encode("utf-8-sig")
    for figure in document.blocks(Figure):
        yield f"{figure.key}.png", png(figure, lang)


def write_document(document: Document, out: Path, lang: str) -> None:
    """Write all files of a document into a folder: all of them, or none."""
    with replacing(out) as aside:
        for name, data in files_of(document, lang):
            _write(aside / name, data)


def write_files(
    out: Path, files: Mapping[str, str | bytes | Iterable[Iterable] | Callable]
) -> None:
    """Text as it is, rows as CSV, and what draws a Figure as a picture: all of them, or none."""
    with replacing(out) as aside:
        for name, content in files.items():
            if isinstance(content, str):
                _write(aside / name, content.encode())
            elif isinstance(content, bytes):
                (aside / name).write_bytes(content)
            elif callable(content):
                content().savefig(aside / name)
            else:
                _write(aside / name, csv_text(content).encode("utf-8-sig"))


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
            _write(aside / "names.csv", names_text(aside.iterdir()).encode("utf-8-sig"))
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


def _write(path: Path, data: bytes) -> None:
    path.write_bytes(data)
