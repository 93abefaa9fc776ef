"""From a TOML file to a `Scenario`, or every fault at once."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from pydantic import ValidationError

from pvlift.errors import Fault, ScenarioError, Words
from pvlift.scenario.check import cross_faults
from pvlift.scenario.faults import nearest, worded
from pvlift.scenario.files import bytes_of
from pvlift.scenario.records import Scenario

LARGEST_FILE_BYTES = 2_000_000  # a scenario is a few kB; hourly prices make it a few hundred
READABLE = Words("a scenario file that can be read", "可以读取的方案文件")


class Loaded(NamedTuple):
    """A scenario, the folder its relative paths start from, and the fingerprint of its file."""

    scenario: Scenario
    folder: Path
    sha256: str


def parse(text: str, subject: str) -> dict:
    """TOML text to a table."""
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # ValueError: a number of thousands of digits
        raise ScenarioError(subject, [_toml_fault(str(error), text)]) from None


def _toml_fault(message: str, text: str) -> Fault:
    """tomllib names line and column; show the line itself."""
    numbers = [
        int(part) for part in message.replace(",", " ").replace(")", " ").split() if part.isdigit()
    ]
    lines = text.splitlines()
    line = numbers[0] if numbers else len(lines)
    shown = lines[line - 1].strip() if 0 < line <= len(lines) else ""
    if "overwrite" in message or "twice" in message or "redefine" in message.lower():
        wanted = Words("every key and table once", "每个键和表只写一次")
    else:
        wanted = Words(
            'valid TOML: key = value, text in "quotation marks", lists in [brackets]',
            "合法的 TOML：键 = 值，文字加英文双引号，列表用方括号",
        )
    return Fault(Words(f"line {line}", f"第 {line} 行"), f"`{shown[:80]}`", wanted)


def from_table(table: dict, subject: str, folder: Path) -> Scenario:
    """A checked scenario from a table, however it was made."""
    try:
        scenario = Scenario.model_validate(table)
    except ValidationError as error:
        raise ScenarioError(subject, worded(error, Scenario, table)) from None
    faults = cross_faults(scenario, folder)
    if faults:
        raise ScenarioError(subject, faults)
    return scenario


def load(path: str | Path) -> Loaded:
    """Read and check a scenario file; ScenarioError lists every fault."""
    path = Path(path)
    subject = path.name or str(path)
    try:
        data = bytes_of(path, LARGEST_FILE_BYTES, READABLE, ScenarioError)
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        wanted = Words("a text file in UTF-8", "UTF-8 编码的文本文件")
        raise ScenarioError(
            subject, [Fault(str(path), Words("other bytes", "其他编码"), wanted)]
        ) from None
    table = parse(text, subject)
    return Loaded(
        from_table(table, subject, path.parent), path.parent, hashlib.sha256(data).hexdigest()
    )


def variant(loaded: Loaded, changes: dict[str, object]) -> Loaded:
    """The same scenario with some keys changed (`"target.payback_years": 10`), checked again.

    A key names tables and rows of lists, these from 1 or by a name that only one row has:
    `"roof.1.count"`, `"cost.pv_build.cny"`.
    """
    table = loaded.scenario.model_dump(mode="python", by_alias=True)
    places = {key: place_of(table, key) for key in changes}
    faults = list(same_places(places))
    for key, place in places.items():
        if place is None:
            close = nearest(key, _paths(table), 3)
            en = f"a key of the scenario{': the nearest ' if close else ''}{', '.join(close)}"
            zh = f"方案中已有的键{'，最接近的有：' if close else ''}{'、'.join(close)}"
            faults.append(Fault(key, Words("no such key", "没有此键"), Words(en, zh)))
            continue
        here = table
        for step in place[:-1]:
            here = here[step]
        here[place[-1]] = changes[key]
    if faults:
        raise ScenarioError(loaded.scenario.name, faults)
    scenario = from_table(table, loaded.scenario.name, loaded.folder)
    text = repr(sorted((key, repr(value)) for key, value in changes.items()))
    mark = hashlib.sha256((loaded.sha256 + text).encode()).hexdigest()
    return Loaded(scenario, loaded.folder, mark)


def place_of(table: dict, key: str) -> tuple[str | int, ...] | None:
    """Where a dotted key stands, rows of lists by their index; None where nothing stands there."""
    here, place = table, []
    try:
        for step in key.split("."):
            step = _index(here, step) if isinstance(here, (list, tuple)) else step
            here = here[step]
            place.append(step)
    except (KeyError, IndexError, ValueError, TypeError):
        return None
    return None if isinstance(place[-1], int) else tuple(place)


def same_places(places: dict[str, tuple | None]) -> Iterator[Fault]:
    """Keys that name one place twice, by number and by name, or a part of it: neither is right."""
    seen: dict[tuple, str] = {}
    known = [(place, key) for key, place in places.items() if place is not None]
    for place, key in sorted(known, key=lambda pair: len(pair[0])):
        for n in range(1, len(place) + 1):
            if place[:n] in seen:
                other = seen[place[:n]]
                found = Words(f"the same key as {other}", f"与 {other} 是同一个键")
                if n < len(place):
                    found = Words(f"a part of {other}", f"{other} 的一部分")
                yield Fault(key, found, Words("every key once", "每个键只写一次"))
        seen[place] = key


def _index(rows, step: str) -> int:
    """A row of a list by its number, or by a name that no other row has."""
    if step.isdecimal() and int(step) >= 1:
        return int(step) - 1
    (n,) = (n for n, row in enumerate(rows) if step == _title(row))
    return n


def _title(row) -> str | None:
    """The name of a row: what it calls itself, else its account or programme."""
    return next((row[key] for key in ("name", "account", "programme") if row.get(key)), None)


def _paths(here, path: str = "") -> Iterator[str]:
    """Every key of a table, dotted; rows of lists by their number and by their name."""
    if isinstance(here, dict):
        for key, value in here.items():
            yield f"{path}{key}"
            yield from _paths(value, f"{path}{key}.")
    elif isinstance(here, (list, tuple)):
        for n, row in enumerate(here, 1):
            if isinstance(row, dict):
                for name in (str(n), _title(row)):
                    yield from _paths(row, f"{path}{name}.") if name else ()
