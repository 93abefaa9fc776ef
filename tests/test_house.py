"""The house keeps its own rules: imports go down, jitted files are islands, dice in one file."""

from __future__ import annotations

import ast
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


def step_of(room: str) -> int:
    for number, rooms in enumerate(STEPS):
        if room in rooms:
            return number
    raise AssertionError(f"{room} has no step on the stair")


def room_of(file: Path, house: Path) -> str:
    part = file.relative_to(house).parts[0]
    return part.removesuffix(".py")


def imported_rooms(tree: ast.AST) -> set[str]:
    """Rooms of pvlift that a file imports, anywhere in it."""
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            names.add(node.module)
            if node.module == "pvlift":
                names |= {f"pvlift.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level:
            raise AssertionError("relative imports hide the stair; write them out")
        elif isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
    return {name.split(".")[1] for name in names if name.startswith("pvlift.")}


def steps_up(house: Path) -> list[str]:
    """Imports that do not go down."""
    wrong = []
    for file in sorted(house.rglob("*.py")):
        here = room_of(file, house)
        for there in imported_rooms(ast.parse(file.read_text("utf-8"))):
            if there != here and step_of(there) >= step_of(here):
                wrong.append(f"{file.relative_to(house)} stands on {there}")
    return wrong


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
    assert seen <= {"pvlift", "scenarios", "benchmarks", "tests", "pyproject.toml", "README.md"}
