"""Lines of a table that a user made in Excel or a text editor, as text, each with its number."""

from __future__ import annotations

import csv
import datetime
import io
from pathlib import Path

from pvlift.errors import Fault, PvliftError, Words
from pvlift.scenario.files import bytes_of

LARGEST_FILE_BYTES = 20_000_000
READABLE = Words("a table that can be read", "可以读取的表格文件")
EXCEL = (".xlsx", ".xlsm")


def cells_of(path: Path) -> list[tuple[int, list[str]]]:
    """Lines with their numbers, blank lines and lines that begin with # left out."""
    return _excel_cells(path) if path.suffix.lower() in EXCEL else _csv_cells(path)


def _csv_cells(path: Path) -> list[tuple[int, list[str]]]:
    """Lines of a CSV file with their numbers, in the codes and with the signs that Excel writes."""
    data = bytes_of(path, LARGEST_FILE_BYTES, READABLE)
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))  # "Unicode text" of Excel
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        break
    else:
        wanted = Words("a CSV file in UTF-8 or GB 18030", "UTF-8 或 GB 18030 编码的 CSV 文件")
        raise PvliftError(path.name, [Fault(str(path), Words("other bytes", "其他编码"), wanted)])
    text = text.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")
    try:
        first = text.partition("\n")[0]
        between = next((sign for sign in ",\t;" if sign in first), ",")
        reader = csv.reader(io.StringIO(text), delimiter=between)
        rows = [(reader.line_num, row) for row in reader]
    except csv.Error:  # a cell of more than 131,072 signs: a quotation mark is open
        found = Words("a cell without an end", "没有结束的单元格")
        wanted = Words("a CSV file, quotation marks in pairs", "引号成对的 CSV 表格文件")
        raise PvliftError(path.name, [Fault(str(path), found, wanted)]) from None
    return [(n, row) for n, row in rows if any(c.strip() for c in row) and not _comment(row)]


def _comment(row: list[str]) -> bool:
    return row[0].lstrip().startswith("#")


def _excel_cells(path: Path) -> list[tuple[int, list[str]]]:
    """The first sheet of an Excel file as text."""
    try:
        import openpyxl  # noqa: F401
    except ImportError:
        wanted = Words(
            "a CSV file, or the package openpyxl installed (pip install openpyxl)",
            "另存为 CSV 文件，或先安装 openpyxl（pip install openpyxl）",
        )
        found = Words("an Excel file", "Excel 文件")
        raise PvliftError(path.name, [Fault(str(path), found, wanted)]) from None
    import pandas as pd

    data = bytes_of(path, LARGEST_FILE_BYTES, READABLE)
    try:
        sheet = pd.read_excel(io.BytesIO(data), header=None, dtype=object)
    except Exception:  # a damaged file may raise whatever zip, XML and their readers know
        found, wanted = Words("a damaged file", "损坏的文件"), Words("an Excel file", "Excel 文件")
        raise PvliftError(path.name, [Fault(str(path), found, wanted)]) from None
    found = []
    for n, values in enumerate(sheet.itertuples(index=False, name=None), 1):
        row = ["" if pd.isna(value) else _shown(value) for value in values]
        if row and any(cell.strip() for cell in row) and not _comment(row):
            found.append((n, row))
    return found


def _shown(value) -> str:
    """A cell of a spreadsheet as text; 6.0 is 6, a day has no time."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return str(value.date())
    return str(value)
