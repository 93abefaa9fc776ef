"""The glossary: every name that users meet, with its unit, meaning, range and reference.

facts/glossary.csv says what is said nowhere else. The unit follows from the name's ending; meaning
and range of a scenario's key come from its record; the words of indicators, energies, parties and
of a district's table come from their own tables. Nothing is read before it is asked for.

Where a name means two things, its rows say where each holds: `run.failure` is the key "failure" of
run.json and all inside it, `scenario.roof` a table of the scenario, `portfolio` all that this verb
writes. The longest place that fits decides. "#" stands for a number in a name.
"""

from __future__ import annotations

import csv
import json
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from pvlift.errors import Words
from pvlift.facts.read import rows_of
from pvlift.report.words.terms import ENERGY_WORDS, INDICATOR_WORDS, PARTY_WORDS
from pvlift.report.words.units import BARE, KINDS, unit_of

VERBS = {
    "summary": "montecarlo",
    "manifest": "montecarlo",
    "models": "compare",
    "floors": "compare",
    "forms": "subsidy",
    "forms_by_year": "subsidy",
    "projects": "portfolio.projects",
    "choice": "portfolio.budget.chosen",
    "supply_curve": "portfolio.budget.supply_curve",
    "rates": "portfolio.budget.rates",
}
"""Place of the names in a file, by the file's name; other files are their own place."""

OPEN = ("run.sources", "scenario.sources", "batch.rows.changes", "run.units")
"""Places whose names are not pvlift's: ids and keys that a user wrote."""

HEAD = (
    *("name / 名称 (#: number / 数字)", "where / 位置", "unit", "meaning", "单位", "含义"),
    *("range / 取值范围", "reference / 依据"),
)
ANY = "any"  # a range that would not hold although the unit has one
NOT_NEGATIVE = {"W", "Wh", "kWh", "m²", "m", "number of", "years", "months", "s"}


class Entry(NamedTuple):
    """One name with one meaning."""

    name: str
    where: tuple[str, ...]  # places; empty: everywhere
    unit: Words
    meaning: Words
    span: str  # range, empty: any; "a b c": one of them
    reference: str


class Key(NamedTuple):
    """One key of the scenario."""

    path: str  # scenario.roof.length_m
    meaning: str
    span: str


@cache
def glossary() -> tuple[Entry, ...]:
    """All entries, by name."""
    found = [_entry(row, tuple(row["where"].split())) for row in rows_of("glossary.csv")]
    index = _index(found)
    explained: dict[Entry, list[Key]] = {}
    for key in scenario_keys():
        entry = _best(key.path, index)
        if entry is not None:
            explained.setdefault(entry, []).append(key)
    return tuple(_completed(entry, explained.get(entry, [])) for entry in found)


def _entry(row: dict[str, str], where: tuple[str, ...]) -> Entry:
    name, kind = row["name"], row["unit"]
    unit = KINDS.get(kind) or BARE.get(kind) or unit_of(name) or Words("", "")
    words = _known_words(name, where) or Words("", "")
    meaning = Words(row["meaning_en"] or words.en, row["meaning_zh"] or words.zh)
    return Entry(name, where, unit, meaning, row["range"], row["reference"])


def _known_words(name: str, where: tuple[str, ...]) -> Words | None:
    """Words that a table of the reports, or of the district, already has."""
    from pvlift.study.district.portfolio_columns import COLUMNS

    known = INDICATOR_WORDS | ENERGY_WORDS
    if where == ("run.money",):
        known = PARTY_WORDS
    columns = {column.name: column.meaning for column in COLUMNS}
    return columns.get(name) if where == ("district",) else known.get(name, columns.get(name))


def _usual_span(unit: Words) -> str:
    if unit == BARE["fraction"]:
        return "0..1"
    return ">= 0" if unit.en.split("/")[0] in NOT_NEGATIVE else ""


def _completed(entry: Entry, keys: list[Key]) -> Entry:
    """English sentence and range from the records, where the row leaves them to it."""
    said = entry.meaning.en or (keys[0].meaning if keys else "")
    spans = {key.span for key in keys} or {_usual_span(entry.unit)}
    span = entry.span or (spans.pop() if len(spans) == 1 else "")
    return entry._replace(meaning=Words(said, entry.meaning.zh), span="" if span == ANY else span)


def scenario_keys() -> Iterator[Key]:
    """Every key that a scenario may have, once for each record that may stand there."""
    from pvlift.scenario.records import Scenario

    schema = Scenario.model_json_schema(by_alias=True)
    yield from _keys(schema, "scenario", schema["$defs"], ())


def _keys(node: dict, path: str, records: dict, above: tuple[str, ...]) -> Iterator[Key]:
    for record in _records(node):
        if record in above:
            continue
        table = records[record] if record else node
        for name, field in table.get("properties", {}).items():
            here = f"{path}.{name}"
            same = records.get(field.get("$ref", "").rpartition("/")[2], {})  # said once, there
            said = field.get("description") or same.get("description", "")
            yield Key(here, " ".join(said.split()), _span(field))
            yield from _keys(field | {"properties": {}}, here, records, (*above, record))


def _records(node: dict) -> Iterator[str]:
    """Records that a field may hold, by name; a record itself is the empty name."""
    if node.get("properties"):
        yield ""
    if "$ref" in node:
        yield node["$ref"].rpartition("/")[2]
    inner = [*node.get("anyOf", ()), *node.get("oneOf", ()), *node.get("allOf", ())]
    for part in (*inner, node.get("items"), node.get("additionalProperties")):
        if isinstance(part, dict):
            yield from _records(part)


def _span(field: dict) -> str:
    """Range of a field: choices, or limits; of alternatives the first that has any."""
    if "enum" in field or "const" in field:
        return " ".join(str(x) for x in field.get("enum", [field.get("const")]))
    low = field.get("minimum", field.get("exclusiveMinimum"))
    high = field.get("maximum", field.get("exclusiveMaximum"))
    if low is not None and high is not None:
        return f"{low:g}..{high:g}"
    if low is not None:
        return f"{'>=' if 'minimum' in field else '>'} {low:g}"
    if high is not None:
        return f"{'<=' if 'maximum' in field else '<'} {high:g}"
    parts = (*field.get("anyOf", ()), field.get("items"))
    return next((span for part in parts if isinstance(part, dict) and (span := _span(part))), "")


def find(path: str) -> Entry | None:
    """The entry of a name at its place: `run.failure.reserve_cny`; None where there is none."""
    return _best(path, _names())


@cache
def _names() -> dict[str, list[Entry]]:
    return _index(glossary())


def _index(entries) -> dict[str, list[Entry]]:
    found: dict[str, list[Entry]] = {}
    for entry in entries:
        found.setdefault(entry.name, []).append(entry)
    return found


def _best(path: str, index: dict[str, list[Entry]]) -> Entry | None:
    name = path.rpartition(".")[2]
    fitting = [
        (len(place), entry)
        for entry in index.get(name) or index.get(re.sub(r"(?<!_m)\d+", "#", name)) or ()
        for place in entry.where or ("",)
        if not place or path.startswith(f"{place}.")
    ]
    return max(fitting, key=lambda fit: fit[0])[1] if fitting else None


def paths_in(file: Path) -> Iterator[str]:
    """Names that stand in a file that pvlift wrote, each with its place."""
    place = VERBS.get(file.stem, file.stem)
    text = file.read_text("utf-8-sig") if file.suffix in (".json", ".toml", ".csv") else ""
    if file.suffix == ".json":
        yield from _paths(json.loads(text), place)
    elif file.suffix == ".toml":
        yield from _paths(tomllib.loads(text), place)
    elif file.suffix == ".csv":
        heading = next(csv.reader(text.splitlines()), [])
        yield from _paths(dict.fromkeys(heading), place)


def _paths(value, place: str) -> Iterator[str]:
    """Names inside a value; of many rows alike every name once."""
    inside: dict[str, list] = {}
    left = [value]
    while left:
        one = left.pop()
        if isinstance(one, list):
            left += [part for part in one if isinstance(part, (list, dict))]
        elif isinstance(one, dict):
            for key, part in one.items():
                inside.setdefault(key, []).append(part)
    for key, parts in inside.items():
        if place not in OPEN:
            names = key.split(".")  # probability.pays_back: both are names
            yield from (".".join([place, *names[: n + 1]]) for n in range(len(names)))
        yield from _paths(parts, f"{place}.{key}")


def glossary_rows(entries=None) -> Iterator[list[str]]:
    """Entries in both languages, a heading first."""
    yield list(HEAD)
    for entry in glossary() if entries is None else entries:
        unit, meaning = entry.unit, entry.meaning
        where = " ".join(entry.where)
        words = (unit.en, meaning.en, unit.zh, meaning.zh)
        span = f"[{entry.span}]" if ".." in entry.span else entry.span  # -1..1 is no formula
        yield [entry.name, where, *words, span, entry.reference]


def names_rows(paths) -> Iterator[list[str]]:
    """The entries of the names given, each once, in the order of the glossary."""
    wanted = {find(path) for path in paths}
    yield from glossary_rows([entry for entry in glossary() if entry in wanted])
