"""Every name that users meet, collected from the program itself: files, records, scenario."""

from __future__ import annotations

import ast
import re
import typing
from pathlib import Path

import numpy as np
from click.testing import CliRunner

from pvlift.cli import cli
from pvlift.energy.settle import Energy, EnergyDraws
from pvlift.money.books import Books
from pvlift.money.indicators import IrrResult
from pvlift.report.words.glossary import scenario_keys
from pvlift.report.words.units import unit_of
from pvlift.study.district.portfolio_columns import NAMES
from pvlift.study.plan.outcome import Indicators, Promise
from pvlift.weather import columns
from pvlift.weather.records import HourlyWeather

ROOT = Path(__file__).resolve().parent.parent
HOUSE = ROOT / "pvlift"
RECORDS = (Indicators, Promise, Energy, EnergyDraws, Books, HourlyWeather, IrrResult)
WRITERS = ("_data", "_list", "_rows")  # ends of functions that build what is written
WRITING_FILES = ("run_data", "lift_data")
# Units of quantities inside the house that no user meets.
INSIDE = re.compile(r"_(rad|mwh|n|m3|minutes|s2|fracs)$|^(n|cny|kwh)_")


def write_everything(folder: Path) -> None:
    """Every verb that writes files, as small as it goes, in Chinese."""
    estate = str(ROOT / "scenarios" / "ganxian_estate.toml")
    policy = str(ROOT / "scenarios" / "district_policy.toml")
    rows = str(folder / "rows.csv")
    for verb, words in {
        "run": ["run", estate],
        "batch": ["run", estate, estate.replace("estate", "stairwell"), "--draws", "8"],
        "weather": ["weather", "Ganzhou"],
        "montecarlo": ["montecarlo", estate, "--draws", "20", "--quiet"],
        "sensitivity": ["sensitivity", estate, "--samples", "4"],
        "subsidy": ["subsidy", estate, "--form", "gap", "--draws", "20"],
        "compare": ["compare", estate, "--draws", "4"],
        "template": ["init", rows, "--portfolio"],
        "portfolio": [
            *("portfolio", rows, "--policy", policy, "--draws", "8"),
            *("--budget", "2e6,2e6", "--quiet"),
        ],
    }.items():
        out = [] if verb == "template" else ["--out", str(folder / verb)]
        answer = CliRunner().invoke(cli, [*words, *out, "--lang", "zh"])
        assert answer.exit_code == 0, (verb, answer.output, answer.exception)
    answer = CliRunner().invoke(cli, ["subsidy", "--list", "--json", "--lang", "zh"])
    (folder / "list").mkdir()
    (folder / "list" / "programmes.json").write_text(answer.stdout, "utf-8")


def scenario_paths() -> set[str]:
    """Every key of a scenario."""
    return {key.path for key in scenario_keys()}


def record_paths() -> set[str]:
    """Fields of the records that the front door's answers are read from."""
    return {f"python.{record.__name__}.{name}" for record in RECORDS for name in record._fields}


def table_paths() -> set[str]:
    """Columns that users write: the table of a district, the plain weather file."""
    weather = {*columns._NAMES, *columns._PLAIN_HEAD, "time"}
    return {f"district.{name}" for name in NAMES} | {f"weather_csv.{name}" for name in weather}


def written_names(source: str, whole: bool = False) -> set[str]:
    """Keys of the dicts in functions that build documents, branches not taken included."""
    found = set()
    for function in ast.walk(ast.parse(source)):
        if isinstance(function, ast.FunctionDef) and (whole or function.name.endswith(WRITERS)):
            for node in ast.walk(function):
                if isinstance(node, ast.Dict):
                    keys = (key.value for key in node.keys if isinstance(key, ast.Constant))
                    found |= {key for key in keys if isinstance(key, str)}
    return found


def numbers_of_records(source: str) -> set[str]:
    """Fields of NamedTuples that hold numbers."""
    return {
        field.target.id
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.ClassDef)
        and any("NamedTuple" in ast.unparse(base) for base in node.bases)
        for field in node.body
        if isinstance(field, ast.AnnAssign)
        and any(word in ast.unparse(field.annotation) for word in ("float", "ndarray"))
    }


def arguments_of_kernels(source: str) -> set[str]:
    """Arguments of jitted functions."""
    return {
        argument.arg
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef)
        and any("njit" in ast.unparse(decorator) for decorator in node.decorator_list)
        for argument in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)
    }


def tells_a_unit(name: str) -> bool:
    """Whether a name inside the house ends with its unit; rates per anything are counted in."""
    what = re.sub(r"(_per_[a-z0-9]+)+$", "", name)
    return what != name or unit_of(name) is not None or bool(INSIDE.search(what))


def numbers_in(value) -> typing.Iterator[float]:
    """Numbers of a list of lists."""
    if isinstance(value, list):
        for one in value:
            yield from numbers_in(one)
    elif isinstance(value, (int, float)) and not isinstance(value, (bool, np.bool_)):
        yield value
