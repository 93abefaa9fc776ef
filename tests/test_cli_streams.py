"""Where the answer goes: full, closed or cut off, in any code page, in the language asked for."""

from __future__ import annotations

import io
import locale
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pvlift.cli import main, streams
from pvlift.cli.bilingual import default_lang, lang_of
from pvlift.cli.command import cli

ROOT = Path(__file__).resolve().parent.parent
FULL = Path("/dev/full")
VERBS = sorted(cli.commands)
QUICK = [["--help"], ["--version"], ["schema"], ["weather", "Ganzhou"], ["subsidy", "--list"]]


def called(*words, **rest):
    """The command in a process of its own."""
    rest = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | rest
    env = os.environ | {"PVLIFT_LANG": "en"} | rest.pop("env", {})
    command = [sys.executable, "-m", "pvlift", *map(str, words)]
    return subprocess.run(command, cwd=ROOT, env=env, check=False, **rest)


@pytest.mark.skipif(not FULL.exists(), reason="only Linux has a device that is always full")
@pytest.mark.parametrize("words", QUICK, ids=lambda words: words[0])
def test_an_answer_that_cannot_be_written_is_a_sentence(words):
    with FULL.open("w") as full:
        done = called(*words, stdout=full)
    said = done.stderr.decode()
    assert done.returncode == 1
    assert "the answer could not be written: no space left on the disk" in said
    assert "Traceback" not in said and "ignored" not in said


def closed(*numbers):
    def close():
        for number in numbers:
            os.close(number)

    return close


@pytest.mark.skipif(os.name != "posix", reason="a process starts without streams on POSIX only")
def test_a_closed_stdout_loses_no_file(tmp_path):
    out = tmp_path / "out"
    done = called("weather", "Ganzhou", "--out", out, stdout=None, preexec_fn=closed(1))
    assert done.returncode == 1
    assert "the answer could not be written" in done.stderr.decode()
    assert "Traceback" not in done.stderr.decode()
    whole = called("weather", "Ganzhou", "--out", tmp_path / "whole")
    assert whole.returncode == 0
    for path in (tmp_path / "whole").iterdir():
        assert (out / path.name).read_bytes() == path.read_bytes(), path.name


@pytest.mark.skipif(os.name != "posix", reason="a process starts without streams on POSIX only")
def test_a_closed_stderr_is_no_failure():
    assert called("weather", "Ganzhou", stderr=None, preexec_fn=closed(2)).returncode == 0
    broken = called("run", "none.toml", stdout=None, stderr=None, preexec_fn=closed(1, 2))
    assert broken.returncode == 2


def test_a_reader_who_has_seen_enough_is_left_in_peace():
    command = [sys.executable, "-m", "pvlift", "schema"]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, cwd=ROOT, **pipes) as run:
        run.stdout.close()
        said = run.stderr.read().decode()
    assert run.returncode == 1 and said == ""


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_ctrl_c_while_libraries_are_loaded_is_a_sentence(monkeypatch, capsys, lang):
    class Impatient:
        def find_spec(self, name, path=None, target=None):
            if name == "pvlift.cli.command":
                raise KeyboardInterrupt

    monkeypatch.delitem(sys.modules, "pvlift.cli.command")
    monkeypatch.setattr(sys, "meta_path", [Impatient(), *sys.meta_path])
    with pytest.raises(SystemExit) as stopped:
        main(["--lang", lang, "schema"])
    assert stopped.value.code == 1
    assert capsys.readouterr().err == {"zh": "已中止\n", "en": "stopped\n"}[lang]


@pytest.mark.skipif(os.name != "posix", reason="signals to a process are sent on POSIX")
def test_ctrl_c_at_any_moment_shows_no_traceback():
    env = os.environ | {"PVLIFT_LANG": "en"}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    code = "import sys; print('go', flush=True); from pvlift.cli import main; main(sys.argv[1:])"
    for wait_s in (0.0, 0.02, 0.05, 0.1, 0.2, 0.4):
        command = [sys.executable, "-c", code, "montecarlo", "scenarios/ganxian_estate.toml"]
        with subprocess.Popen(command, cwd=ROOT, env=env, **pipes) as run:
            run.stdout.readline()
            time.sleep(wait_s)
            run.send_signal(signal.SIGINT)
            said = run.communicate(timeout=60)[1].decode()
        if run.returncode != -signal.SIGINT:  # before the first line of ours is Python's own matter
            assert run.returncode == 1 and "Traceback" not in said and "stopped" in said, wait_s


# ------------------------------------------------------------------------------ code pages


class Console(io.TextIOWrapper):
    def isatty(self):
        return True


def test_a_chinese_console_gets_its_own_code_page(monkeypatch):
    """cmd.exe and terminals of old systems: GBK, which has no bullet and no square."""
    bytes_out = io.BytesIO()
    console = Console(bytes_out, encoding="gbk", newline="")
    monkeypatch.delenv("PYTHONIOENCODING", raising=False)
    monkeypatch.setattr(sys, "stdout", console)
    with streams.opened() as out:
        print(" • 电梯 3 m² × √ −1 \U0001f6d7", end="")
        out.finish()
    assert bytes_out.getvalue().decode("gbk") == " · 电梯 3 m2 × √ -1 ?"


def test_files_and_pipes_are_utf8_unless_python_is_told_otherwise(monkeypatch):
    pipe = io.TextIOWrapper(io.BytesIO(), encoding="gbk")
    monkeypatch.delenv("PYTHONIOENCODING", raising=False)
    assert streams.encoding_of(pipe) == "utf-8"
    monkeypatch.setenv("PYTHONIOENCODING", "gbk")
    assert streams.encoding_of(pipe) == "gbk"


def test_lines_of_csv_end_alike_on_windows(monkeypatch):
    """There Python turns every line feed into two signs, also the one that has its return."""
    written = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(written, newline="\r\n"))
    with pytest.raises(SystemExit):
        main(["schema", "--glossary"])
    assert b"\r\n" in written.getvalue() and b"\r\r\n" not in written.getvalue()


@pytest.mark.parametrize("code", ["gbk", "latin-1", "utf-16"])
def test_every_page_of_help_can_be_printed_in_any_code_page(code):
    done = called("--help", "--lang", "zh", env={"PYTHONIOENCODING": code})
    assert done.returncode == 0 and done.stderr == b""
    text = done.stdout.decode(code)
    assert "portfolio" in text and (code == "latin-1" or "片区" in text)


# ------------------------------------------------------------------------------ languages


@pytest.mark.parametrize("verb", [None, *VERBS])
def test_help_is_wholly_in_the_language_asked_for(verb, capsys):
    """--lang stands before or after the verb, before or after --help."""
    words = [] if verb is None else [verb]
    for lang in ("zh", "en"):
        orders = [["--lang", lang, *words, "--help"], [*words, "--help", f"--lang={lang}"]]
        texts = []
        for order in orders:
            with pytest.raises(SystemExit) as stopped:
                main(order)
            assert stopped.value.code == 0
            texts.append(capsys.readouterr().out)
        assert texts[0] == texts[1]
        chinese = [char for char in texts[0] if "\u4e00" <= char <= "\u9fff"]
        if lang == "en":
            assert not chinese
        else:
            for line in texts[0].splitlines():
                prose = line.split("  ")[-1] if line.startswith("  ") else line
                assert not prose or any("\u4e00" <= char <= "\u9fff" for char in prose), line
            for english in ("Usage", "Options", "default", "Show", "FILE", "TEXT", "INTEGER"):
                assert english not in texts[0]


@pytest.mark.parametrize(
    ("words", "lang"),
    [
        (["run", "x"], "en"),
        (["--lang", "zh", "run", "x"], "zh"),
        (["run", "x", "--lang=zh"], "zh"),
        (["--lang", "en", "run", "--lang", "zh"], "zh"),
        (["run", "--lang"], "en"),
        (["run", "--lang", "fr"], "en"),
    ],
)
def test_the_last_language_on_the_command_line_counts(words, lang, monkeypatch):
    monkeypatch.setenv("PVLIFT_LANG", "en")
    assert lang_of(words) == lang


@pytest.mark.parametrize(
    ("settings", "found", "lang"),
    [
        ({"PVLIFT_LANG": "zh", "LC_ALL": "en_US.UTF-8"}, None, "zh"),
        ({"PVLIFT_LANG": "en", "LANG": "zh_CN.UTF-8"}, None, "en"),
        ({"LC_ALL": "zh_CN.GBK", "LANG": "C"}, None, "zh"),
        ({"LANG": "zh_CN.UTF-8"}, None, "zh"),
        ({"LANG": "C.UTF-8"}, ("zh_CN", "UTF-8"), "en"),
        ({}, ("Chinese (Simplified)_China", "936"), "zh"),  # Windows sets no variable
        ({}, ("zh_CN", "UTF-8"), "zh"),  # nor does macOS for programs without a terminal
        ({}, ("English_United States", "1252"), "en"),
        ({}, (None, None), "en"),
        ({}, ValueError("unknown locale: UTF-8"), "en"),  # macOS: LC_CTYPE=UTF-8
    ],
)
def test_the_language_is_that_of_the_users_settings(settings, found, lang, monkeypatch):
    def getlocale():
        if isinstance(found, Exception):
            raise found
        return found

    for name in ("PVLIFT_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(locale, "getlocale", getlocale)
    assert default_lang() == lang


# ------------------------------------------------------------------------------ hostile files


def test_the_name_of_a_file_steers_no_terminal(tmp_path):
    """A window title, a bell, a turned line and a line of its own, in name and content."""
    hostile = "\x1b]0;owned\x07\u202etxt\u200f\n  - all is well\r"
    path = tmp_path / f"{hostile}.toml"
    path.write_text(f"{hostile} = = 3\nname = '{hostile}", "utf-8", newline="")
    for words in (["validate", path], ["run", path, "--lang", "zh"], ["weather", path]):
        done = called(*words)
        said = done.stderr.decode()
        assert done.returncode == 2 and done.stdout == b""
        assert not {"\x1b", "\x07", "\u202e", "\u200f", "\r"} & set(said)
        assert not any(line.strip() == "- all is well" for line in said.splitlines())


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="only POSIX has pipes with a name")
def test_devices_and_pipes_are_no_files(tmp_path):
    pipe = tmp_path / "pipe.toml"
    os.mkfifo(pipe)
    for words in (["run", pipe], ["run", "/dev/zero"], ["portfolio", pipe, "--policy", pipe]):
        done = called(*words, timeout=60)
        assert done.returncode == 2 and b"a device or a pipe" in done.stderr
    done = called("run", "scenarios/ganxian_estate.toml", "--table", pipe, timeout=60)
    assert done.returncode == 2 and b"a device or a pipe" in done.stderr
    assert called("run", tmp_path).returncode == 2


@pytest.mark.parametrize("verb", ["run", "weather", "montecarlo", "portfolio"])
def test_a_folder_without_a_name_is_not_the_current_one(verb, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    file = str(ROOT / "scenarios" / "ganxian_stairwell.toml")
    with pytest.raises(SystemExit) as stopped:
        main([verb, file, "--out", ""])
    assert stopped.value.code == 2 and "--out" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


# ------------------------------------------------------------------------------ disks


@pytest.mark.skipif(os.name != "posix", reason="a limit on files is a way of POSIX to fill a disk")
@pytest.mark.parametrize("words", [["--portfolio"], []], ids=["table", "scenario"])
def test_a_full_disk_keeps_the_users_file(words, tmp_path):
    import resource

    def small_disk():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1024, resource.RLIM_INFINITY))

    path = tmp_path / "mine"
    path.write_text("mine")
    for lang, reason in (("en", "larger than allowed"), ("zh", "超出此处允许的大小")):
        line = ["init", path, *words, "--force", "--lang", lang]
        done = called(*line, preexec_fn=small_disk, env={"PYTHONDONTWRITEBYTECODE": "1"})
        assert done.returncode == 1 and reason in done.stderr.decode()
        assert path.read_text() == "mine" and list(tmp_path.iterdir()) == [path]
    assert called("init", path, *words).returncode == 2
    assert called("init", path, *words, "--force").returncode == 0
    assert path.read_text("utf-8") != "mine"
