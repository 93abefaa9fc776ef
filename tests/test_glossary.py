"""Every name that users meet is explained once, in both languages; no row explains nothing."""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
from itertools import zip_longest
from pathlib import Path

import pytest
from click.testing import CliRunner
from glossary_names import (
    HOUSE,
    WRITING_FILES,
    arguments_of_kernels,
    numbers_in,
    numbers_of_records,
    record_paths,
    scenario_paths,
    table_paths,
    tells_a_unit,
    write_everything,
    written_names,
)

from pvlift.cli import cli
from pvlift.errors import Words
from pvlift.facts.read import rows_of
from pvlift.report.words import glossary as book
from pvlift.report.words.glossary import Entry, find, glossary, paths_in
from pvlift.report.words.units import BARE, KINDS, unit_of

# Public names whose ending tells a wrong unit; they are a contract and stay.
BY_WORD = {"worth_cny_in_15_years", "score_per_thousand_cny_per_year"}
# Names of dicts that are no keys of a document: words of a vocabulary, file names, options.
NO_KEYS = re.compile(r".*\.(csv|png|json)$")
# Values there are told in words, or are factors: the key names what they are about.
ABOUT = ("run.notes", "sensitivity.meaning", "montecarlo.meaning")
FACTORS = "sensitivity.one_at_a_time.causes.sensitivity_factor"


@pytest.fixture(scope="module")
def written(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("all")
    write_everything(folder)
    return folder


@pytest.fixture(scope="module")
def used(written) -> set[str]:
    """Every name with its place."""
    import pyarrow.parquet as parquet

    paths = scenario_paths() | record_paths() | table_paths()
    for file in written.glob("*/*"):
        if file.suffix in (".json", ".toml"):
            paths |= set(paths_in(file))
        elif file.suffix == ".csv" and file.name != "names.csv":
            paths |= {path for path in paths_in(file) if find(path) is not None}
        elif file.suffix == ".parquet":
            for column in parquet.read_schema(file).names:
                kind, _, key = column.partition(":")
                paths.add(f"montecarlo.{kind}")
                if key:
                    paths.add(f"montecarlo.{key.rpartition('.')[2]}")
    return paths


def test_every_name_that_users_meet_has_a_row(used):
    assert sorted(path for path in used if find(path) is None) == []


def test_every_key_that_a_report_may_write_has_a_row():
    known = {entry.name for entry in glossary()}
    unknown = set()
    for file in (HOUSE / "report").rglob("*.py"):
        if file.name != "glossary.py":
            names = written_names(file.read_text("utf-8"), file.stem in WRITING_FILES)
            numbered = {re.sub(r"(?<!_m)\d+", "#", name): name for name in names}
            unknown |= {
                f"{file.stem}: {name}"
                for sign, name in numbered.items()
                if not {sign, name} & known and not NO_KEYS.match(name)
            }
    assert unknown == set()


def test_a_new_key_without_a_row_is_seen():
    source = 'def plan_data(plan):\n    return {"surplus_mood": 1} if plan else {"kept": 2}\n'
    assert written_names(source) == {"surplus_mood", "kept"}
    assert find("run.surplus_mood") is None and find("run.promise.kept") is not None
    assert written_names("def draw():\n    return {'colour': 1}\n") == set()


def unused(entries, paths: set[str], names: set[str]) -> list[str]:
    """Rows that explain no name; a branch that no example takes is known by its name alone."""
    explained = {id(find(path)) for path in paths}
    return [
        f"{entry.name} ({' '.join(entry.where)})"
        for entry in entries
        if id(entry) not in explained and entry.name not in names
    ]


def test_no_row_explains_nothing(used):
    names = {"price_path", "use_frac", "yield_frac", "early_loss_frac"}  # drawn every year
    reached = {path.rpartition(".")[2] for path in used}
    for file in (HOUSE / "report").rglob("*.py"):
        names |= written_names(file.read_text("utf-8"), file.stem in WRITING_FILES)
    assert "; ".join(unused(glossary(), used, names - reached)) == ""
    stray = Entry("moonlight_kwh", (), Words("", ""), Words("", ""), "", "")
    assert unused([stray], used, names - reached) == ["moonlight_kwh ()"]


def faults_of(row: dict[str, str], entry: Entry) -> list[str]:
    """What is wrong with one row."""
    name, kind, told = row["name"], row["unit"], unit_of(row["name"])
    faults = []
    if not re.fullmatch(r"[a-z0-9#]+(_[a-z0-9#]+)*", name):
        faults.append(f"{name}: not in the grammar of names")
    if kind not in ("", *KINDS, *BARE):
        faults.append(f"{name}: unknown unit {kind}")
    if not kind and told is None:
        faults.append(f"{name}: neither its ending nor its row tells a unit")
    if kind in BARE and told is not None and name not in BY_WORD:
        faults.append(f"{name}: ends as {told.en}, its row says {kind}")
    if kind == "" and name in BY_WORD:
        faults.append(f"{name}: its ending tells a wrong unit")
    if not entry.meaning.en or not re.search("[\u4e00-\u9fff]", entry.meaning.zh):
        faults.append(f"{name}: not explained in both languages")
    return faults


def test_names_keep_the_grammar_and_are_explained_in_both_languages():
    rows = rows_of("glossary.csv")
    assert [
        fault for row, e in zip(rows, glossary(), strict=True) for fault in faults_of(row, e)
    ] == []


@pytest.mark.parametrize(
    ("name", "unit", "meaning"),
    [
        ("made_kwh", "count", Words("made", "发电量")),
        ("output", "", Words("made", "发电量")),
        ("output", "furlong", Words("made", "发电量")),
        ("made_kwh", "", Words("made", "made")),
        ("madeKwh", "count", Words("made", "发电量")),
        ("worth_cny_in_15_years", "", Words("worth", "合计")),
    ],
)
def test_a_bad_row_is_seen(name, unit, meaning):
    entry = Entry(name, (), Words("", ""), meaning, "", "")
    assert faults_of({"name": name, "unit": unit}, entry)


def house_names() -> set[str]:
    """Numbers of records and arguments of kernels whose name does not tell a unit."""
    names = set()
    for file in HOUSE.rglob("*.py"):
        source = file.read_text("utf-8")
        names |= numbers_of_records(source) | arguments_of_kernels(source)
    return {name for name in names if not tells_a_unit(name)}


def test_the_list_of_names_without_a_unit_is_closed():
    """Unit vectors, shares of light, pvlib's names, records: everything else says its unit."""
    lines = (Path(__file__).parent / "names_without_unit.txt").read_text("utf-8").splitlines()
    listed = {name for line in lines if not line.startswith("#") for name in line.split()}
    assert house_names() == listed


def test_a_new_name_without_a_unit_is_seen():
    source = (
        "class Bill(NamedTuple):\n    amount: float\n    paid_cny: float\n    name: str\n"
        '@njit(cache=True, error_model="numpy")\ndef f(power, power_w):\n    return power\n'
    )
    names = numbers_of_records(source) | arguments_of_kernels(source)
    assert {name for name in names if not tells_a_unit(name)} == {"amount", "power"}


def test_units_follow_from_the_ending():
    for name, unit in {
        "lcoe_cny_per_kwh": "元/千瓦时",
        "subsidy_per_lift_cny": "元",
        "cny_per_lift_per_year": "元/台/年",
        "liabilities_frac_max": "小数（1 即 100%）",
        "wind_speed_m_per_s": "米/秒",
        "decline_per_year": "年率（小数）",
        "n_lifts": "个数",
        "n_years": "年",
        "agree_frac_by_floor": "小数（1 即 100%）",
    }.items():
        assert unit_of(name).zh == unit
    for name in ("project_irr", "years", "w", "peak", "temp_air"):
        assert unit_of(name) is None


def test_a_name_of_two_things_says_where_each_holds():
    places: dict[str, list[tuple[str, ...]]] = {}
    for entry in glossary():
        places.setdefault(entry.name, []).append(entry.where or ("",))
    for name, wheres in places.items():
        flat = [place for where in wheres for place in where]
        assert len(flat) == len(set(flat)), f"{name} means two things in one place"


def test_what_a_record_already_says_is_not_written_twice():
    said = {}
    for key in book.scenario_keys():
        said.setdefault(id(find(key.path)), set()).add(key.meaning)
    for row, entry in zip(rows_of("glossary.csv"), glossary(), strict=True):
        sentences = said.get(id(entry), set())
        if row["meaning_en"]:
            assert sentences != {row["meaning_en"]}, f"{entry.name} repeats its record"
        else:
            assert len(sentences) <= 1, f"{entry.name}: several records say {sentences}"


def outside(value: float, span: str) -> bool:
    """Whether a number lies out of a range."""
    if ".." in span:
        low, high = map(float, span.split(".."))
        return not low - 1e-9 <= value <= high + 1e-9
    if span.startswith((">", "<")):
        sign, limit = span.split()
        return not {">": value > float(limit), ">=": value >= float(limit)}[sign]
    return False


def misfits(value, place: str) -> list[str]:
    """Numbers of a document that are no numbers by the glossary, or lie out of their range."""
    if isinstance(value, list):
        return [fault for one in value for fault in misfits(one, place)]
    if not isinstance(value, dict):
        return []
    found = []
    for key, inside in value.items():
        path = f"{place}.{key}"
        entry = None if place in (*ABOUT, FACTORS, *book.OPEN) else find(path)
        numbers = [] if isinstance(inside, dict) else list(numbers_in(inside))
        if entry is not None and numbers:
            if entry.unit in KINDS.values() and entry.unit != KINDS["group"]:
                found.append(f"{path} holds numbers")
            found += [f"{path}: {x} is not {entry.span}" for x in numbers if outside(x, entry.span)]
        found += misfits(inside, path)
    return found


def test_every_number_lies_in_its_range(written):
    for file in written.glob("*/*.json"):
        place = book.VERBS.get(file.stem, file.stem)
        assert misfits(json.loads(file.read_text("utf-8-sig")), place) == []
    assert misfits({"energy": {"made_kwh": [1.0, -2.0]}}, "run")
    assert misfits({"promise": {"kept": 1}}, "run") and misfits({"answer": [3]}, "run")


def foreign_headings(file: Path) -> list[str]:
    """Headings of a table in Chinese that are neither Chinese nor in the glossary."""
    heading = next(csv.reader(file.read_text("utf-8-sig").splitlines()))
    place = book.VERBS.get(file.stem, file.stem)
    return [
        cell
        for cell in heading
        if not re.search("[\u4e00-\u9fff%]", cell)
        and not re.fullmatch(r"P\d+|n", cell)
        and find(f"{place}.{cell}") is None
    ]


def test_a_chinese_reader_finds_every_column(written, tmp_path):
    tables = [file for file in written.glob("*/*.csv") if file.name != "names.csv"]
    assert len(tables) > 20
    assert {file.name: foreign_headings(file) for file in tables if foreign_headings(file)} == {}
    bad = tmp_path / "energy.csv"
    bad.write_text("年份,made by the roofs (kWh)\n1,2\n", "utf-8-sig")
    assert foreign_headings(bad) == ["made by the roofs (kWh)"]


# Counts, ratios and years; their heading is their unit.
COUNTED = re.compile(
    r".*(年份|月份|年数|台数|户数|人数|排序|楼层|排数|屋面数|组件数|次数|指数|系数|标准误|占比|缺口年|备付率|PR|GCR|次|数值).*|一阶|总效应|千瓦时"
)


def silent_columns(file: Path) -> list[str]:
    """Columns of numbers, with a heading in Chinese, that do not tell their unit."""
    heading, *rows = csv.reader(file.read_text("utf-8-sig").splitlines())
    has_unit_column = {"unit", "单位"} & set(heading)
    found = []
    for name, cells in zip(heading, zip_longest(*rows, fillvalue=""), strict=False):
        filled = [cell for cell in cells if cell]
        is_number = filled and all(re.fullmatch(r"-?[\d.]+(e-?\d+)?", cell) for cell in filled)
        if is_number and re.search("[\u4e00-\u9fff]", name) and not has_unit_column:
            if not re.search(r"[（(].+[)）]", name) and not COUNTED.fullmatch(name):
                found.append(name)
    return found


def test_every_column_of_numbers_tells_its_unit(written, tmp_path):
    tables = [file for file in written.glob("*/*.csv") if file.name != "names.csv"]
    assert {file.name: silent_columns(file) for file in tables if silent_columns(file)} == {}
    bad = tmp_path / "setbacks.csv"
    bad.write_text("情形,补助合计,回收期（年）\n计划,200000,12\n", "utf-8-sig")
    assert silent_columns(bad) == ["补助合计"]


def test_every_folder_explains_its_own_names(written):
    for folder in sorted(file.parent for file in written.glob("*/*.csv")):
        rows = list(csv.reader((folder / "names.csv").read_text("utf-8-sig").splitlines()))
        assert rows[0] == list(book.HEAD) and len(rows) > 20
        explained = {row[0] for row in rows[1:]}
        for file in folder.glob("*.json"):
            assert {find(path).name for path in paths_in(file)} <= explained


def test_the_units_in_a_run_are_those_of_the_glossary(written):
    units = json.loads((written / "run" / "run.json").read_text("utf-8"))["units"]
    assert units["_cny_per_kwh"] == "元/千瓦时" and units["_per_year"] == "年率（小数）"
    assert units["_kg_per_m2"] == "千克/平方米" and units["_cny"].startswith("元")
    assert "dscr_min" in units and units["_w"] == "瓦"


def test_the_whole_glossary_is_printed():
    answer = CliRunner().invoke(cli, ["schema", "--glossary"])
    assert answer.exit_code == 0
    rows = list(csv.reader(answer.stdout.splitlines()))
    assert len(rows) == len(glossary()) + 1
    assert {len(row) for row in rows} == {len(book.HEAD)}


def test_nothing_is_read_before_it_is_asked_for():
    told = "import sys, pvlift.cli; print('pvlift.report.words.glossary' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
