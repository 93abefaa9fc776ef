"""The table of a district: one row for each kind of stairwell in an estate, checked all at once.

Rows that name the same pool share their roofs and their other buyers of power; they are one
project behind one connection point. A row without a pool is a project of its own.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import NamedTuple

from pvlift.errors import Fault, PvliftError, Words
from pvlift.scenario.plant import Stairwell
from pvlift.scenario.quantities import choices_of
from pvlift.scenario.table_lines import cells_of
from pvlift.study.district.portfolio_columns import COLUMNS, DEFAULTS, NAMES, TableColumn

ENTRIES = choices_of(Stairwell, "entry")


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


class BuildingTable(NamedTuple):
    """The good rows of a file, and what is wrong with the others."""

    name: str
    rows: tuple[Building, ...]
    faults: tuple[Fault, ...]


def read_portfolio(path: str | Path, *, skip_bad: bool = False) -> BuildingTable:
    """Read and check a table; every fault is told with its row and column.

    Parameters
    ----------
    skip_bad : keep the good rows of a table that has bad ones too
    """
    path = Path(path)
    table = table_of(path.name, cells_of(path))
    if table.faults and not (skip_bad and table.rows):
        raise PvliftError(path.name, table.faults)
    return table


def table_of(name: str, cells: list[tuple[int, list[str]]]) -> BuildingTable:
    """Rows from numbered lines of cells, the heading first."""
    if len(cells) < 2:
        wanted = Words("a heading and at least one row", "表头和至少一行数据")
        found = Words(f"{len(cells)} lines", f"{len(cells)} 行")
        raise PvliftError(name, [Fault(name, found, wanted)])
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
    return BuildingTable(name, tuple(rows), tuple(faults))


def _columns(heading: list[str]) -> tuple[dict[str, int], list[Fault]]:
    names = {column.zh: column.name for column in COLUMNS} | {n: n for n in NAMES}
    place: dict[str, int] = {}
    faults = []
    for n, text in enumerate(heading):
        name = names.get(text.strip())
        if name is None and text.strip():
            wanted = Words(f"one of {', '.join(NAMES)}", f"以下列名之一：{'、'.join(NAMES)}")
            where = Words(f"column {n + 1}", f"第 {n + 1} 列")
            faults.append(Fault(where, f"'{text.strip()}'", wanted))
        elif name in place:
            once = Words(f"every column once ({name})", f"每列只写一次（{name}）")
            where = Words(f"column {n + 1}", f"第 {n + 1} 列")
            faults.append(Fault(where, f"'{text.strip()}'", once))
        elif name is not None:
            place[name] = n
    for column in COLUMNS:
        if column.needed and column.name not in place:
            wanted = Words(f"a column {column.name}", f"列 {column.name}（{column.zh}）")
            faults.append(Fault(Words("heading", "表头"), "nothing", wanted))
    return place, faults


def _where(line: int, column: str) -> Words:
    return Words(f"line {line}, {column}", f"第 {line} 行 {column}")


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


def _value(column: TableColumn, text: str):
    """A cell as its kind, or what it should be."""
    if column.kind is str:
        if column.name == "entry" and text not in ENTRIES:
            return None, Words(" or ".join(ENTRIES), " 或 ".join(ENTRIES))
        return text[:120], None
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    whole = column.kind is int
    if not math.isfinite(number) or (whole and number != int(number)):
        return None, Words("a whole number", "整数") if whole else Words("a number", "数字")
    if not column.limits.allow(number):
        return None, column.limits.words
    return (int(number) if whole else number), None
