"""The table of a district: one row for each kind of stairwell in an estate, checked all at once.

Rows that name the same pool share their roofs and their other buyers of power; they are one
project behind one connection point. A row without a pool is a project of its own.
"""

from __future__ import annotations

import csv
import io
import math
from pathlib import Path
from typing import NamedTuple

from pvlift.errors import Fault, PvliftError, Words
from pvlift.study.portfolio_columns import COLUMNS, DEFAULTS, NAMES, Column

ENTRIES = ("level", "half_landing")
LARGEST_FILE_BYTES = 20_000_000
EXCEL = (".xlsx", ".xlsm")


class Building(NamedTuple):
    """Stairwells of one kind in one estate."""

    id: str
    street: str
    pool: str
    stairwells: int
    storeys: int
    flats: int  # on one stairwell
    people_per_flat: float
    elderly_frac: float
    entry: str
    roofs: int
    roof_length_m: float
    roof_width_m: float
    roof_azimuth_deg: float
    other_kwh_per_year: float
    ask_cny: float  # of a bidder for all stairwells of the row; nan: none


class Table(NamedTuple):
    """The good rows of a file, and what is wrong with the others."""

    name: str
    rows: tuple[Building, ...]
    faults: tuple[Fault, ...]


def read_portfolio(path: str | Path, *, skip_bad: bool = False) -> Table:
    """Read and check a table; every fault is told with its row and column.

    Parameters
    ----------
    skip_bad : keep the good rows of a table that has bad ones too
    """
    path = Path(path)
    cells = _excel_cells(path) if path.suffix.lower() in EXCEL else _csv_cells(path)
    table = table_of(path.name, cells)
    if table.faults and not (skip_bad and table.rows):
        raise PvliftError(path.name, table.faults)
    return table


def table_of(name: str, cells: list[tuple[int, list[str]]]) -> Table:
    """Rows from numbered lines of cells, the heading first."""
    if len(cells) < 2:
        wanted = Words("a heading and at least one row", "表头和至少一行数据")
        raise PvliftError(name, [Fault(name, f"{len(cells)} lines", wanted)])
    place, faults = _columns(cells[0][1])
    if faults:
        raise PvliftError(name, faults)
    rows, faults, seen = [], [], {}
    for line, values in cells[1:]:
        row, wrong = _building(line, values, place)
        if row is not None and row.id in seen:
            wanted = Words(
                f"a name of its own (line {seen[row.id]} has it)",
                f"不重复的编号（第 {seen[row.id]} 行已用）",
            )
            wrong = [Fault(_where(line, "id"), f"'{row.id}'", wanted)]
            row = None
        if row is None:
            faults += wrong
        else:
            seen[row.id] = line
            rows.append(row)
    return Table(name, tuple(rows), tuple(faults))


def _columns(heading: list[str]) -> tuple[dict[str, int], list[Fault]]:
    names = {column.zh: column.name for column in COLUMNS} | {n: n for n in NAMES}
    place: dict[str, int] = {}
    faults = []
    for n, text in enumerate(heading):
        name = names.get(text.strip())
        if name is None and text.strip():
            wanted = Words(f"one of {', '.join(NAMES)}", f"以下列名之一：{'、'.join(NAMES)}")
            faults.append(Fault(f"column {n + 1} / 第 {n + 1} 列", f"'{text.strip()}'", wanted))
        elif name is not None:
            place[name] = n
    for column in COLUMNS:
        if column.needed and column.name not in place:
            wanted = Words(f"a column {column.name}", f"列 {column.name}（{column.zh}）")
            faults.append(Fault("heading / 表头", "nothing", wanted))
    return place, faults


def _where(line: int, column: str) -> str:
    return f"line {line}, {column} / 第 {line} 行 {column}"


def _building(line: int, values: list[str], place: dict[str, int]):
    """One row, or all its faults."""
    found: dict[str, object] = {}
    faults = []
    for column in COLUMNS:
        at = place.get(column.name)
        text = values[at].strip() if at is not None and at < len(values) else ""
        if not text:
            if column.needed:
                wanted = Words(f"a value: {column.meaning.en}", f"填写：{column.meaning.zh}")
                faults.append(Fault(_where(line, column.name), "nothing", wanted))
            found[column.name] = DEFAULTS.get(column.name)
            continue
        value, wanted = _value(column, text)
        if wanted is not None:
            faults.append(Fault(_where(line, column.name), f"'{text[:40]}'", wanted))
        found[column.name] = value
    if faults:
        return None, faults
    row = Building(**found)
    return (row if row.pool else row._replace(pool=row.id)), []


def _value(column: Column, text: str):
    """A cell as its kind, or what it should be."""
    if column.kind is str:
        if column.name == "entry" and text not in ENTRIES:
            return None, Words("level or half_landing", "level 或 half_landing")
        return text[:120], None
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    whole = column.kind is int
    if not math.isfinite(number) or (whole and number != int(number)):
        return None, Words("a whole number", "整数") if whole else Words("a number", "数字")
    if not column.low <= number <= column.high:
        return None, Words(
            f"{column.low:g} to {column.high:g}", f"{column.low:g} 至 {column.high:g}"
        )
    return (int(number) if whole else number), None


def _csv_cells(path: Path) -> list[tuple[int, list[str]]]:
    """Lines of a CSV file with their numbers; UTF-8, or GB 18030 as Chinese Excel writes it."""
    try:
        if path.stat().st_size > LARGEST_FILE_BYTES:
            wanted = Words("at most 20 MB", "不超过 20 MB")
            raise PvliftError(path.name, [Fault(str(path), "more", wanted)])
        data = path.read_bytes()
    except OSError as error:
        wanted = Words("a table that can be read", "可以读取的表格文件")
        fault = Fault(str(path), error.strerror or "no such file", wanted)
        raise PvliftError(path.name, [fault]) from None
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        break
    else:
        wanted = Words("a CSV file in UTF-8 or GB 18030", "UTF-8 或 GB 18030 编码的 CSV 文件")
        raise PvliftError(path.name, [Fault(str(path), "other bytes", wanted)])
    try:
        reader = csv.reader(io.StringIO(text.replace("\0", "")))
        rows = [(reader.line_num, row) for row in reader]
    except csv.Error as error:
        wanted = Words("a CSV file", "CSV 表格文件")
        raise PvliftError(path.name, [Fault(str(path), str(error), wanted)]) from None
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
        raise PvliftError(path.name, [Fault(str(path), "an Excel file", wanted)]) from None
    import pandas as pd

    try:
        sheet = pd.read_excel(path, header=None, dtype=object)
    except (OSError, ValueError, KeyError, AttributeError, TypeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        wanted = Words("an Excel file that can be read", "可以读取的 Excel 文件")
        raise PvliftError(path.name, [Fault(str(path), reason[:80], wanted)]) from None
    found = []
    for n, values in enumerate(sheet.itertuples(index=False, name=None), 1):
        row = ["" if pd.isna(value) else _shown(value) for value in values]
        if row and any(cell.strip() for cell in row) and not _comment(row):
            found.append((n, row))
    return found


def _shown(value) -> str:
    """A cell of a spreadsheet as text; 6.0 is 6."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
