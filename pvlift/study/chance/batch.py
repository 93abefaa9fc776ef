"""Many scenarios in one go: files, and a table of changes; one row out for each row in.

All rows see the same draws (common random numbers), so differences between rows are not noise.
"""

from __future__ import annotations

import glob
import os
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

import numpy as np

from pvlift.errors import Fault, PvliftError, ScenarioError, Words
from pvlift.scenario.load import Loaded, load, place_of, same_places, variant
from pvlift.scenario.table_lines import cells_of
from pvlift.scenario.variables import by_name, variables_of
from pvlift.scenario.worlds import certain
from pvlift.study.chance.blocks import Job, block_columns, blocks_of, joined, result_columns
from pvlift.study.chance.summary import LEVELS, Summary, summarise
from pvlift.study.plan.grant_check import check_grants
from pvlift.study.plan.prepare import prepare
from pvlift.study.plan.resize import prepared_like
from pvlift.study.plan.simulate import simulate
from pvlift.study.plant.assemble import Prepared
from pvlift.study.worlds.laws import Dice, plan_of, seed_faults

MOST_ROWS = 1_000_000
NAME, NAME_ZH = "name", "名称"  # column of the table that names a row
REPORTED = Words(
    "a plan that pvlift can compute; please report this row", "pvlift 能够计算的方案；请反馈此行"
)
SHOWN = tuple(LEVELS.index(level) for level in (0.05, 0.10, 0.50, 0.90, 0.95))


class Asked(NamedTuple):
    """One row in."""

    file: Path
    name: str  # of the row of the table; empty without one
    changes: dict[str, object]


class BatchRow(NamedTuple):
    """One row out."""

    asked: Asked
    title: str  # the scenario's own
    results: dict[str, float]  # nan: no answer; with draws p5, p50, p95 and chances too
    faults: tuple[Fault, ...]  # why there are no results


def files_of(patterns: tuple[str, ...]) -> list[Path]:
    """Files that names and patterns such as dir/*.toml stand for, each once, in their order."""
    found: list[Path] = []
    for pattern in patterns:
        if Path(pattern).exists() or not any(sign in pattern for sign in "*?["):
            hits = [pattern]
        else:
            hits = sorted(glob.glob(pattern, recursive=True))
        if not hits:
            wanted = Words("a pattern that meets at least one file", "至少匹配一个文件的通配符")
            raise ScenarioError("run", [Fault(pattern, Words("no file", "无匹配文件"), wanted)])
        found += [Path(hit) for hit in hits]
    return list(dict.fromkeys(found))


def changes_of(table: Path) -> list[tuple[str, dict[str, object]]]:
    """Rows of a table of changes: keys in the heading, an empty cell keeps what is."""
    lines = cells_of(table)
    if len(lines) < 2 or len(lines) > MOST_ROWS:
        wanted = Words("a heading with keys and at least one row", "表头（键名）和至少一行数据")
        found = Words(f"{len(lines)} lines", f"{len(lines)} 行")
        raise ScenarioError(table.name, [Fault(str(table), found, wanted)])
    width = max(_width(line) for _, line in lines)  # a spreadsheet may save empty columns beside
    (first, heading), *rows = [(n, line[:width]) for n, line in lines]
    heads = [NAME if head.strip() == NAME_ZH else head.strip() for head in heading]
    faults = [
        Fault(
            Words(f"line {n}", f"第 {n} 行"),
            Words(f"{len(line)} cells", f"{len(line)} 格"),
            Words(f"{len(heads)} cells, as in the heading", f"与表头一致的 {len(heads)} 格"),
        )
        for n, line in rows
        if len(line) != len(heads)
    ]
    for head in sorted({head for head in heads if heads.count(head) > 1 or not head}):
        where = Words(f"line {first}", f"第 {first} 行")
        faults.append(Fault(where, f"'{head}'", Words("every key once", "每个键只写一次")))
    if faults:
        raise ScenarioError(table.name, faults)
    found = []
    for n, (_, line) in enumerate(rows, 1):
        cells = dict(zip(heads, (cell.strip() for cell in line), strict=True))
        name = cells.pop(NAME, "") or str(n)
        found.append((name, {key: _value(cell) for key, cell in cells.items() if cell}))
    return found


def _width(line: list[str]) -> int:
    """Cells of a line up to the last that holds something."""
    return max(n for n, cell in enumerate(line, 1) if cell.strip())


def _value(cell: str) -> object:
    """A cell as TOML has it: number, date, true, list; anything else, nan and inf too, is text."""
    try:
        (value,) = tomllib.loads(f"x = {cell}").values()
    except (ValueError, RecursionError):
        return cell
    return cell if isinstance(value, float) and not np.isfinite(value) else value


def asked_of(patterns: tuple[str, ...], table: Path | None) -> list[Asked]:
    """Every file with every row of the table."""
    rows = changes_of(table) if table is not None else [("", {})]
    return [Asked(file, name, changes) for file in files_of(patterns) for name, changes in rows]


def batch(
    asked: list[Asked],
    draws: int = 1,
    seed: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Iterator[BatchRow]:
    """Results of every row in its order; a row that cannot be run says why and stops no other.

    Parameters
    ----------
    draws : 1 runs each row once as expected; more adds quantiles and chances from the same draws
    seed : of the draws; absent: each scenario's own
    """
    faults = seed_faults(seed)
    if not 1 <= draws <= 10_000_000:
        wanted = Words("1 to 10000000 draws", "1 至 10000000 次抽样")
        faults.append(Fault("draws", str(draws), wanted))
    if faults:
        raise ScenarioError("run", faults)
    n_done = 0
    if progress is not None:
        progress(n_done, len(asked))
    for file, rows in groupby(asked, key=lambda row: row.file):
        for row in _answers(file, list(rows), draws, seed, is_first=n_done == 0):
            yield row
            n_done += 1
            if progress is not None:
                progress(n_done, len(asked))


def _answers(
    file: Path, rows: list[Asked], draws: int, seed: int | None, is_first: bool
) -> Iterator[BatchRow]:
    """Results of the rows of one file; a heading that is wrong for the first file is refused."""
    try:
        base = load(file)
    except PvliftError as error:
        yield from (BatchRow(row, "", {}, error.faults) for row in rows)
        return
    keys = _keys(base, dict.fromkeys(key for row in rows for key in row.changes))
    doubled = tuple(same_places(_places(base, keys)))
    if doubled and is_first:
        raise ScenarioError(file.name, doubled)
    prepared = None
    for row in rows:
        try:
            if doubled:
                raise ScenarioError(file.name, doubled)
            changes = {keys[key]: value for key, value in row.changes.items()}
            loaded = variant(base, changes) if changes else base
            prepared = _prepared(prepared, loaded, spread=draws > 1)
            results = _once(prepared) if draws == 1 else _many(prepared, draws, seed)
            yield BatchRow(row, loaded.scenario.name, results, ())
        except PvliftError as error:
            yield BatchRow(row, "", {}, _as_written(error.faults, keys))
        except Exception as error:  # a mistake of ours in one row loses no other
            if os.environ.get("PVLIFT_DEBUG"):
                raise
            found = f"{type(error).__name__}: {error}"
            yield BatchRow(row, "", {}, (Fault(row.name or file.name, found, REPORTED),))


def _keys(base: Loaded, names: Iterable[str]) -> dict[str, str]:
    """Keys as a table writes them (`cost.pv_build.cny`), each with its row numbers."""
    known = by_name(variables_of(base.scenario))
    return {name: known[name].key if name in known else name for name in names}


def _places(base: Loaded, keys: dict[str, str]) -> dict[str, tuple | None]:
    """Where the keys of a table stand in the scenario."""
    table = base.scenario.model_dump(mode="python", by_alias=True)
    return {name: place_of(table, key) for name, key in keys.items()}


def _as_written(faults: tuple[Fault, ...], keys: dict[str, str]) -> tuple[Fault, ...]:
    """Faults of keys that the table names in its own way, told under that name."""
    named = {re.sub(r"\.(\d+)", r"[\1]", key): name for name, key in keys.items() if name != key}
    return tuple(fault._replace(where=named.get(fault.where, fault.where)) for fault in faults)


def _prepared(before: Prepared | None, loaded: Loaded, spread: bool) -> Prepared:
    prepared = (
        prepare(loaded, spread=spread)
        if before is None
        else prepared_like(before, loaded, spread=spread)
    )
    check_grants(prepared)
    return prepared


def _once(prepared: Prepared) -> dict[str, float]:
    columns = result_columns(simulate(prepared, certain()))
    return {name: float(x[0]) for name, x in columns.items() if not name.startswith("cash_")}


def _many(prepared: Prepared, draws: int, seed: int | None) -> dict[str, float]:
    """Means, quantiles and chances of the draws that all rows share."""
    scenario = prepared.loaded.scenario
    plan = plan_of(scenario, prepared.weather.ghi.shape[0])
    dice = Dice(scenario.montecarlo.seed if seed is None else seed, "random", draws)
    job = Job(prepared, plan, dice, False)
    columns = joined([block_columns(job, block) for block in blocks_of(draws, 10_000)])
    return _flat(summarise(lambda name: columns[name], scenario.target, scenario.n_years))


def _flat(summary: Summary) -> dict[str, float]:
    found: dict[str, float] = {}
    for spread in summary.spreads:
        found[f"{spread.key}.n_answered"] = spread.n_answered
        found[f"{spread.key}.mean"] = spread.mean
        found[f"{spread.key}.mean_standard_error"] = spread.mean_se
        for at in SHOWN:
            found[f"{spread.key}.p{round(100 * LEVELS[at])}"] = float(spread.levels[at])
    for chance in summary.chances:
        found[f"probability.{chance.key}"] = chance.value
        found[f"probability.{chance.key}.standard_error"] = chance.se
    return {name: value if np.isfinite(value) else np.nan for name, value in found.items()}
