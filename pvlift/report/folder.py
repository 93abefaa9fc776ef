"""A document as a folder of files: tables for Excel, pictures, JSON and the scenario itself.

Everything is written aside first and moved into place when all of it stands, so no file under its
final name is ever half-written and no half set of files is left.
"""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from pvlift.errors import Words, disk_error
from pvlift.report.document import Document, Table
from pvlift.report.figure import Figure
from pvlift.report.render.csv import csv_text, table_csv
from pvlift.report.render.json import document_json
from pvlift.scenario.files import FOLDER

STRANGE = "replace"  # names of files may hold bytes that are no text


def files_of(document: Document, lang: str) -> Iterator[tuple[str, bytes]]:
    """Name and content of every file of a document: JSON, its own texts, tables, pictures."""
    from pvlift.report.pictures.draw import png

    name = f"{document.file or document.verb}.json"
    yield name, f"{document_json(document, lang)}\n".encode("utf-8", STRANGE)
    for name, text in document.texts.items():
        yield name, text.encode("utf-8", STRANGE)
    for table in document.blocks(Table):
        if table.in_file:
            yield f"{table.key}.csv", table_csv(table, lang).encode("utf-8-sig", STRANGE)
    for figure in document.blocks(Figure):
        yield f"{figure.key}.png", png(figure, lang)


def write_document(document: Document, out: Path, lang: str) -> None:
    """Write all files of a document into a folder: all of them, or none."""
    write_all(files_of(document, lang), out)


def write_all(files: Iterable[tuple[str, bytes]], out: Path) -> None:
    """Write files into a folder: all of them, or none. They are made while they are written."""
    with replacing(out) as aside:
        for name, data in files:
            _write(aside / name, data)


@contextmanager
def replacing(out: Path, beside: Iterable[str] = (), others: Iterable[str] = ()) -> Iterator[Path]:
    """A folder aside whose files move into `out` when all of them are written.

    Parameters
    ----------
    beside : files that lie in `out` already and whose names the glossary explains too
    others : further names for it, by their place
    """
    out = Path(out)
    made = _make(out)
    aside = None
    try:
        aside = Path(tempfile.mkdtemp(prefix=".pvlift-", dir=out))
        yield aside
        if any(aside.glob("*.json")):
            known = [*aside.iterdir(), *(out / name for name in beside)]
            _write(aside / "names.csv", names_text(known, *others).encode("utf-8-sig"))
        _move_in(sorted(aside.iterdir()), out)
    except OSError as error:
        raise disk_error("--out", out, error, FOLDER) from None
    finally:
        if aside is not None:
            shutil.rmtree(aside, ignore_errors=True)
        for folder in made:  # left empty only where nothing was moved in
            try:
                folder.rmdir()
            except OSError:
                break


def _move_in(files: list[Path], out: Path) -> None:
    """Move files to their names; what cannot be replaced is found before the first one moves."""
    for file in files:
        target = out / file.name
        try:
            if target.is_dir():
                raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
            if target.exists():
                os.replace(target, target)  # Windows refuses while another program holds it
        except OSError as error:
            wanted = Words("a file that can be replaced", "可以替换的文件")
            raise disk_error("--out", target, error, wanted) from None
    for file in files:
        os.replace(file, out / file.name)


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
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
    except OSError as error:
        for folder in made:
            folder.rmdir()
        raise disk_error("--out", out, error, FOLDER) from None
    return made


def _write(path: Path, data: bytes) -> None:
    path.write_bytes(data)
