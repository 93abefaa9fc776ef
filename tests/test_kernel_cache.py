"""pvlift runs where it can write to nothing but the temporary folder, or to nothing at all."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from pvlift import kernel_cache

ROOT = Path(__file__).resolve().parent.parent
COMPILES = "from pvlift.money.indicators import irr; print(round(irr([-1.0, 1.5]).value, 9))"

pytestmark = pytest.mark.skipif(os.name != "posix", reason="users and rights of POSIX")


@pytest.fixture(scope="module")
def locked():
    """A copy of the package that nobody may write to, and a folder for temporary files."""
    folder = Path(tempfile.mkdtemp(prefix="locked-"))
    shutil.copytree(
        ROOT / "pvlift", folder / "pvlift", ignore=shutil.ignore_patterns("__pycache__")
    )
    shutil.copy(ROOT / "scenarios" / "ganxian_stairwell.toml", folder)
    for path in folder.rglob("*"):
        path.chmod(0o555 if path.is_dir() else 0o444)
    folder.chmod(0o555)
    yield folder
    subprocess.run(["chmod", "-R", "u+w", folder], check=True)
    shutil.rmtree(folder)


@pytest.fixture
def temp():
    folder = Path(tempfile.mkdtemp(prefix="temp-"))
    yield folder
    shutil.rmtree(folder)


def without_rights(locked, *words, temp=None, **env):
    """Python in the locked copy, as a user without a home; root gives up what makes him root."""
    command = [sys.executable, *map(str, words)]
    if os.getuid() == 0:
        if shutil.which("setpriv") is None:
            pytest.skip("root needs setpriv to give up his rights")
        command = ["setpriv", "--bounding-set=-all", "--inh-caps=-all", *command]
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": str(locked), "PVLIFT_LANG": "en"} | env
    env |= {"HOME": str(locked / "home")} | ({"TMPDIR": str(temp)} if temp else {})
    rest = {"cwd": locked, "env": env, "capture_output": True, "text": True, "check": False}
    return subprocess.run(command, **rest)


def test_a_user_without_a_home_runs_a_read_only_installation(locked, temp):
    """The whole command; the note is said once, and the second run finds its loops again."""
    words = ["-m", "pvlift", "run", "ganxian_stairwell.toml", "--json"]
    first = without_rights(locked, *words, temp=temp)
    assert first.returncode == 0, first.stderr
    assert first.stderr.count("compiled loops are kept in") == 1
    assert str(temp) in first.stderr and "Traceback" not in first.stderr
    kept = {path: path.stat().st_mtime_ns for path in temp.rglob("*.nbc")}
    again = without_rights(locked, *words, temp=temp)
    assert again.stdout == first.stdout and again.stderr == ""
    assert kept and {path: path.stat().st_mtime_ns for path in temp.rglob("*.nbc")} == kept
    assert not list(locked.rglob("__pycache__"))


def test_pictures_are_drawn_without_a_home_and_without_a_warning(locked, temp):
    code = "import pvlift, matplotlib.font_manager"
    done = without_rights(locked, "-W", "error", "-c", code, temp=temp)
    assert done.returncode == 0 and done.stderr == ""


def test_without_any_folder_loops_are_compiled_in_every_run(locked):
    """No temporary folder either: that of Python is the current one in the end, also closed."""
    code = f"import tempfile; tempfile._candidate_tempdir_list = lambda: [{str(locked)!r}]\n"
    done = without_rights(
        locked, "-c", code + COMPILES + "; import pvlift; print(pvlift._CACHE_NOTE.en)"
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("0.5\n") and "compiled anew in every run" in done.stdout


def test_a_folder_of_somebody_else_is_not_used(locked, temp):
    """What lies in the cache is run: a folder that others can write to may hold anything."""
    trap = temp / f"pvlift-{os.getuid()}"
    trap.mkdir()
    trap.chmod(0o777)
    code = "import os, pvlift; print(os.environ['NUMBA_CACHE_DIR'])"
    done = without_rights(locked, "-c", code, temp=temp)
    used = Path(done.stdout.strip())
    assert done.returncode == 0 and used.parent == temp and used != trap
    assert list(trap.iterdir()) == [] and not used.exists()  # its own folder went with it


def test_who_can_write_beside_the_code_or_at_home_keeps_his_ways(tmp_path, monkeypatch):
    monkeypatch.delenv("NUMBA_CACHE_DIR", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(kernel_cache, "ROOM", "/proc")  # nobody writes there
    assert kernel_cache.settled() is None
    assert "NUMBA_CACHE_DIR" not in os.environ and (tmp_path / "home" / "numba").is_dir()


@pytest.mark.parametrize(
    ("platform", "settings", "place"),
    [
        (
            "win32",
            {"LOCALAPPDATA": "/users/me/AppData/Local"},
            "/users/me/AppData/Local/numba/Cache",
        ),
        ("darwin", {"HOME": "/Users/me"}, "/Users/me/Library/Caches/numba"),
        ("linux", {"HOME": "/home/me"}, "/home/me/.cache/numba"),
        ("linux", {"XDG_CACHE_HOME": "/fast"}, "/fast/numba"),
    ],
)
def test_the_usual_places_are_those_of_numba(platform, settings, place, monkeypatch):
    for name in ("NUMBA_CACHE_DIR", "XDG_CACHE_HOME", "LOCALAPPDATA", "HOME"):
        monkeypatch.delenv(name, raising=False)
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "platform", platform)
    assert list(kernel_cache.usual_places())[-1] == place
