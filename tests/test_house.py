"""The house keeps its own rules: imports go down, jitted files are islands, dice in one file."""

from __future__ import annotations

import ast
import graphlib
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
HOUSE = ROOT / "pvlift"
STEPS = [
    {"errors"},
    {"facts", "kernel_cache"},
    {"scenario"},
    {"weather"},
    {"solar", "lift", "prices"},
    {"energy"},
    {"money"},
    {"study"},
    {"report"},
    {"cli", "web"},
    {"__main__", "__init__"},
]
SUB_STEPS = {  # the stair inside a room
    "study": [
        {"worlds"},
        {"plant"},
        {"plan"},
        {"answers", "chance", "causes", "support"},
        {"models", "district"},
        {"decision"},
    ],
}
MOST_FILES = 14  # of a sub-room
TOLD_BY = {"errors", "facts", "scenario", "study"}  # rooms that the report asks
NAMING = {  # functions of study that the report may call: they name things and compute nothing
    "aim_words",
    "bid_name",
    "cash_name",
    "regeneration_words",
    "replacing",
    "source_of",
}
STILL_COMPUTING = {"holds"}  # of study, asked by the report all the same: to become empty
ISLAND_IMPORTS = {"__future__", "math", "typing", "numpy", "numba"}
PLAIN = 'njit(cache=True, error_model="numpy")'
FAST = 'fastmath={"reassoc", "contract"}'
HOT = {
    f'njit(cache=True, error_model="numpy", parallel=True, {FAST})',
    f'njit(cache=True, error_model="numpy", {FAST})',
}
HOT_FILE = "energy/settle.py"
DICE_FILE = "study/worlds/draws.py"
MAKERS = {"njit", "jit", "vectorize", "guvectorize", "generated_jit", "cfunc", "stencil"}


def step_of(room: str, steps: list[set[str]] = STEPS) -> int:
    for number, rooms in enumerate(steps):
        if room in rooms:
            return number
    raise AssertionError(f"{room} has no step on the stair")


def module_of(file: Path, house: Path) -> tuple[str, ...]:
    """Names on the way from the house to a file: ("study", "plan", "choose")."""
    return file.relative_to(house).with_suffix("").parts


def room_of(file: Path, house: Path) -> str:
    return module_of(file, house)[0]


def imported(file: Path) -> set[tuple[str, ...]]:
    """Modules of pvlift that a file imports, anywhere in it; a name of a module may stand last."""
    names = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level:
            raise AssertionError("relative imports hide the stair; write them out")
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
    return {tuple(name.split(".")[1:]) for name in names if name.startswith("pvlift.")}


def steps_up(house: Path) -> list[str]:
    """Imports that do not go down, between rooms or inside one."""
    wrong = []
    for file in sorted(house.rglob("*.py")):
        here = module_of(file, house)
        for there in sorted(imported(file)):
            if there[0] != here[0]:
                low, high, name = step_of(there[0]), step_of(here[0]), there[0]
            elif here[0] in SUB_STEPS and there[1] != here[1]:
                steps = SUB_STEPS[here[0]]
                low, high, name = step_of(there[1], steps), step_of(here[1], steps), there[1]
            else:
                continue
            if low >= high:
                wrong.append(f"{file.relative_to(house)} stands on {name}")
    return list(dict.fromkeys(wrong))


def circle(house: Path) -> list[str]:
    """Files of which each imports the next, and the last the first; empty where there are none."""
    modules = {module_of(file, house): file for file in house.rglob("*.py")}
    stands_on = {
        here: {
            name
            for there in imported(file)
            for name in (there, there[:-1])
            if name in modules and name != here
        }
        for here, file in modules.items()
    }
    try:
        graphlib.TopologicalSorter(stands_on).prepare()
    except graphlib.CycleError as error:
        return [".".join(name) for name in error.args[1]]
    return []


def jit_faults(source: str, where: str) -> list[str]:
    """What breaks the rules of jitted files in one file."""
    tree, faults, jitted = ast.parse(source), [], False
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            for decorator in node.decorator_list:
                text = ast.unparse(decorator)
                name = text.split("(")[0].split(".")[-1]
                if name not in MAKERS or text.startswith("cuda."):
                    continue
                jitted = True
                allowed = {ast.unparse(ast.parse(PLAIN))}
                if where == HOT_FILE:
                    allowed |= {ast.unparse(ast.parse(hot)) for hot in HOT}
                if text not in allowed:
                    faults.append(f"{where}: {node.name} is decorated with {text}")
                if any(isinstance(inner, ast.Raise) for inner in ast.walk(node)):
                    faults.append(f"{where}: the kernel {node.name} raises")
        elif isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in MAKERS:
            jitted = True
    if jitted:
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                names = {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                names = {(node.module or "").split(".")[0]}
            else:
                continue
            if not names <= ISLAND_IMPORTS:
                faults.append(f"{where}: a jitted file imports {', '.join(sorted(names))}")
    return faults


def dice_faults(source: str, where: str) -> list[str]:
    """Random numbers outside the one file that may make them."""
    if where == DICE_FILE:
        return []
    faults = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and node.attr == "random":
            if ast.unparse(node.value) in {"np", "numpy"}:
                faults.append(f"{where}: line {node.lineno} rolls dice")
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            names = [alias.name for alias in node.names]
            if isinstance(node, ast.ImportFrom):
                names.append(node.module or "")
            if any(name == "random" or name.startswith("numpy.random") for name in names):
                faults.append(f"{where}: line {node.lineno} imports dice")
    return faults


def files():
    return sorted(HOUSE.rglob("*.py"))


def test_imports_go_down_only():
    assert steps_up(HOUSE) == []


def test_an_import_that_goes_up_is_seen(tmp_path):
    (tmp_path / "solar").mkdir()
    (tmp_path / "solar" / "bad.py").write_text("from pvlift.money import ledger\n", "utf-8")
    assert steps_up(tmp_path) == ["solar/bad.py stands on money"]
    (tmp_path / "lift").mkdir()
    (tmp_path / "solar" / "bad.py").write_text("import pvlift.lift.trip\n", "utf-8")
    assert steps_up(tmp_path) == ["solar/bad.py stands on lift"]


def test_an_import_that_goes_up_inside_a_room_is_seen(tmp_path):
    for room in ("plan", "chance", "support"):
        (tmp_path / "study" / room).mkdir(parents=True)
    low = tmp_path / "study" / "plan" / "low.py"
    low.write_text("def f():\n    from pvlift.study.support import subsidy\n", "utf-8")
    aside = tmp_path / "study" / "chance" / "aside.py"
    aside.write_text("from pvlift.study.support.subsidy import least_subsidy\n", "utf-8")
    (tmp_path / "study" / "support" / "fine.py").write_text("import pvlift.study.plan.low\n")
    assert steps_up(tmp_path) == [
        "study/chance/aside.py stands on support",
        "study/plan/low.py stands on support",
    ]
    aside.write_text("from pvlift.study.elsewhere import f\n", "utf-8")
    with pytest.raises(AssertionError, match="elsewhere has no step"):
        steps_up(tmp_path)


def computing_imports(source: str, where: str) -> list[str]:
    """What a file of the report imports that computes; for type hints alone it may."""
    tree = ast.parse(source)
    hints = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    wrong = []
    for node in ast.walk(tree):
        if id(node) in hints:
            continue
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
            wrong += [f"{where}: {name}" for name in names if name.startswith("pvlift.")]
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("pvlift."):
            room = node.module.split(".")[1]
            names = {alias.name for alias in node.names}
            functions = {name for name in names if name.islower()} - NAMING - STILL_COMPUTING
            if room not in TOLD_BY | {"report"}:
                wrong.append(f"{where}: {node.module}")
            elif room == "study" and functions:
                wrong.append(f"{where}: {', '.join(sorted(functions))} of {node.module}")
    return wrong


def test_the_report_tells_and_does_not_compute():
    wrong = []
    for file in files():
        where = file.relative_to(HOUSE).as_posix()
        if room_of(file, HOUSE) == "report":
            wrong += computing_imports(file.read_text("utf-8"), where)
    assert wrong == []


@pytest.mark.parametrize(
    "line",
    [
        "from pvlift.money.indicators import npv",
        "def f():\n    from pvlift.study.answers.losses import plant_losses",
        "from pvlift.study import plan",
        "import pvlift.money.ledger",
    ],
)
def test_a_report_that_computes_is_seen(line):
    assert computing_imports(line, "report/bad.py")
    hint = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n"
    assert not computing_imports(hint + "    from pvlift.money.books import Books", "report/f.py")
    assert not computing_imports("from pvlift.study.plan.targets import aim_words", "report/f.py")


def test_no_files_stand_in_a_circle():
    assert circle(HOUSE) == []


def test_a_circle_of_files_is_seen(tmp_path):
    (tmp_path / "study").mkdir()
    (tmp_path / "study" / "one.py").write_text("from pvlift.study import two\n", "utf-8")
    (tmp_path / "study" / "two.py").write_text("from pvlift.study.three import f\n", "utf-8")
    three = tmp_path / "study" / "three.py"
    three.write_text("import numpy\n", "utf-8")
    assert circle(tmp_path) == []
    three.write_text("def f():\n    import pvlift.study.one\n", "utf-8")
    assert set(circle(tmp_path)) == {"study.one", "study.two", "study.three"}


def test_rooms_inside_a_room_are_small():
    for room, steps in SUB_STEPS.items():
        assert {file.name for file in (HOUSE / room).glob("*.py")} == {"__init__.py"}
        for inner in set.union(*steps):
            assert len(list((HOUSE / room / inner).glob("[!_]*.py"))) <= MOST_FILES


def test_every_room_says_what_it_is_for_and_what_it_may_import():
    for file in sorted(HOUSE.rglob("__init__.py")):
        text = ast.get_docstring(ast.parse(file.read_text("utf-8")))
        assert text and "mports" in text, file


def doubles(house: Path) -> list[str]:
    """Names of classes, or of kinds of values, that stand for two things."""
    seen: dict[str, set[str]] = {}
    for file in sorted(house.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.ClassDef):
                names = [node.name]
            elif isinstance(node, ast.Assign):
                names = [target.id for target in node.targets if isinstance(target, ast.Name)]
            else:
                continue
            for name in names:
                if name[0].isupper() and not name.isupper():
                    seen.setdefault(name, set()).add(file.relative_to(house).as_posix())
    return [f"{name}: {', '.join(sorted(at))}" for name, at in sorted(seen.items()) if len(at) > 1]


def test_no_name_of_a_class_stands_for_two_things():
    assert doubles(HOUSE) == []


def test_a_name_for_two_things_is_seen(tmp_path):
    (tmp_path / "one.py").write_text("class Step:\n    pass\nMOST = 3\n", "utf-8")
    (tmp_path / "two.py").write_text("Step = tuple[int, float]\nMOST = 4\n", "utf-8")
    assert doubles(tmp_path) == ["Step: one.py, two.py"]


def test_jitted_files_are_islands_with_the_known_decorators():
    faults = []
    for file in files():
        where = file.relative_to(HOUSE).as_posix()
        faults += jit_faults(file.read_text("utf-8"), where)
    assert faults == []


@pytest.mark.parametrize(
    "source",
    [
        "from numba import njit\nfrom pvlift.errors import Words\n@njit(cache=True, "
        'error_model="numpy")\ndef f(x):\n    return x\n',
        "from numba import njit\n@njit\ndef f(x):\n    return x\n",
        "from numba import njit\n@njit(cache=True, fastmath=True)\ndef f(x):\n    return x\n",
        'from numba import njit\n@njit(cache=True, error_model="numpy", parallel=True, '
        'fastmath={"reassoc", "contract"})\ndef f(x):\n    return x\n',
        'from numba import njit\n@njit(cache=True, error_model="numpy", '
        'fastmath={"reassoc", "contract"})\ndef f(x):\n    return x\n',
        'from numba import njit\n@njit(cache=True, error_model="numpy")\ndef f(x):\n'
        "    raise ValueError\n",
    ],
)
def test_a_broken_island_is_seen(source):
    assert jit_faults(source, "solar/sky.py")


def test_dice_are_rolled_in_one_file_only():
    faults = []
    for file in files():
        where = file.relative_to(HOUSE).as_posix()
        faults += dice_faults(file.read_text("utf-8"), where)
    assert faults == []


def test_dice_elsewhere_are_seen():
    assert dice_faults("import numpy as np\nx = np.random.default_rng(1)\n", "lift/traffic.py")
    assert dice_faults("import random\n", "lift/traffic.py")
    assert dice_faults("from numpy.random import default_rng\n", "lift/traffic.py")


def test_only_the_report_draws_and_only_the_cli_prints():
    for file in files():
        room = room_of(file, HOUSE)
        tree = ast.parse(file.read_text("utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, (ast.Import, ast.ImportFrom)):
                module = getattr(node, "module", None) or node.names[0].name
                if module.split(".")[0] == "matplotlib":
                    assert room == "report", f"{file} draws"
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                if node.func.id == "print":
                    assert room in {"cli", "report"}, f"{file} prints"


def test_no_catch_all_rooms():
    forbidden = {"utils.py", "util.py", "base.py", "common.py", "helpers.py", "misc.py"}
    assert not [file for file in files() if file.name in forbidden]


def test_nothing_warns():
    for file in files():
        assert "warnings.warn" not in file.read_text("utf-8"), f"{file} warns"


FAULTS = {"Fault", "PvliftError", "ScenarioError", "StorageError"}
ENGLISH = re.compile(r"[a-z]{3,} (?!=)|(?<![:,=]) [a-z]{3,}|[\u4e00-\u9fff]")


def faults_in_one_language(source: str) -> list[str]:
    """Places and findings of faults that are sentences of one language, not names or Words."""
    wrong = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in FAULTS:
            for part in node.args[: 2 if ast.unparse(node.func) == "Fault" else 1]:
                pieces = part.values if isinstance(part, ast.JoinedStr) else [part]
                words = [p.value if isinstance(p, ast.Constant) else "x" for p in pieces]
                text = "".join(map(str, words))
                if ENGLISH.search(text) and not text.startswith("--"):
                    wrong.append(text)
    return wrong


def test_faults_are_told_in_the_language_of_the_reader():
    rooms = [file for file in files() if room_of(file, HOUSE) != "weather"]
    assert [
        text for file in rooms for text in faults_in_one_language(file.read_text("utf-8"))
    ] == []


def test_a_fault_in_one_language_is_seen():
    assert faults_in_one_language('Fault(f"line {n} / 第 {n} 行", "x", wanted)')
    assert faults_in_one_language('Fault("file", "an Excel file", wanted)')
    assert not faults_in_one_language('Fault(f"roof[{n}].tilt_deg", f"n = {n}", wanted)')


WRITERS = {"scenario/files.py", "report/folder.py", "report/montecarlo_files.py"}
WRITERS |= {"study/chance/parts.py"}  # each writes aside and moves


def test_only_what_is_written_aside_is_written_at_all():
    """A full disk may cut a file that is written under its final name."""
    for file in files():
        where = file.relative_to(HOUSE).as_posix()
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                name = ast.unparse(node.func).split(".")[-1]
                mode = next((ast.unparse(a) for a in node.args if "w" in ast.unparse(a)), "")
                writes = name in {"write_text", "write_bytes", "to_csv", "to_parquet", "to_excel"}
                writes |= name == "open" and mode in {"'w'", "'wb'"}
                assert not writes or where in WRITERS, f"{where}: {ast.unparse(node)}"


POSIX_ONLY = {
    "os": {"chown", "fork", "forkpty", "geteuid", "getgid", "getloadavg", "getpgid", "getuid"}
    | {"kill", "killpg", "mkfifo", "nice", "openpty", "sched_getaffinity", "setsid", "statvfs"}
    | {"sync", "uname", "wait", "O_DIRECTORY", "O_NOFOLLOW", "O_NONBLOCK", "O_TMPFILE"},
    "signal": {"SIGALRM", "SIGHUP", "SIGKILL", "SIGUSR1", "SIGXFSZ", "alarm", "setitimer"},
}
POSIX_MODULES = {"fcntl", "grp", "posix", "pty", "pwd", "resource", "syslog", "termios", "tty"}


def posix_faults(source: str) -> list[str]:
    """Calls that Windows does not have, in a function that does not ask for them first."""
    faults = []
    tree = ast.parse(source)
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    for place in [*functions, tree]:
        text = ast.unparse(place)
        for node in ast.walk(place):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                module, name = node.value.id, node.attr
                guarded = f"hasattr({module}, '{name}')" in text
                if name in POSIX_ONLY.get(module, ()) and not guarded:
                    faults.append(f"{module}.{name}")
            elif isinstance(node, (ast.Import, ast.ImportFrom)):
                names = {alias.name for alias in node.names} | {getattr(node, "module", "")}
                faults += sorted(names & POSIX_MODULES)
    return faults


def encoding_faults(source: str) -> list[str]:
    """Text read or written in whatever code the machine happens to use."""
    faults = []
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = ast.unparse(node.func).split(".")[-1]
        said = [ast.unparse(part) for part in (*node.args, *(k.value for k in node.keywords))]
        keys = {key.arg for key in node.keywords}
        is_binary = any(part.startswith("'") and "b" in part and len(part) <= 5 for part in said)
        is_coded = "encoding" in keys or any(part.startswith(("'utf", "'gb")) for part in said)
        if name in {"open", "read_text", "write_text"} and "os." not in ast.unparse(node.func):
            if not is_binary and not is_coded:
                faults.append(ast.unparse(node))
    return faults


def test_no_call_is_of_one_system_only_and_no_text_of_one_machine():
    for file in files():
        source, where = file.read_text("utf-8"), file.relative_to(HOUSE)
        assert posix_faults(source) == [], where
        assert encoding_faults(source) == [], where


def test_a_call_of_one_system_is_seen():
    assert posix_faults("import fcntl") and posix_faults("def f():\n    os.getuid()")
    assert not posix_faults("def f():\n    return os.getuid() if hasattr(os, 'getuid') else 0")
    assert encoding_faults("open('x')") and encoding_faults("path.read_text()")
    assert not encoding_faults("open('x', 'rb'), path.read_text('utf-8'), os.open('x', 1)")


def test_the_top_level_holds_what_was_agreed():
    if not (ROOT / ".git").exists():
        pytest.skip("not a clone: other folders may lie beside the package")
    import subprocess

    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()
    top = {name.split("/")[0] for name in listed}
    seen = {name for name in top if not name.startswith(".")}
    agreed = {
        "pvlift",
        "scenarios",
        "benchmarks",
        "tests",
        "pyproject.toml",
        "README.md",
        "LICENSE",
    }
    assert seen <= agreed
