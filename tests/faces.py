"""What users see of every verb, kept as files: screens in both languages, JSON, tables.

A change of a screen shows as a difference of these files. To record them anew:
`python -m tests.faces` in the folder of the project; read the difference before it is committed.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from click.testing import CliRunner

from pvlift.cli import cli

ROOT = Path(__file__).resolve().parent.parent
FACES = ROOT / "tests" / "golden" / "faces"
SCREENS = (("zh", 80), ("en", 110))  # 110 is the widest that a terminal is used for
ESTATE, DISTRICT = "scenarios/ganxian_estate.toml", "scenarios/district_64_estates.csv"
NUMBER = re.compile(r"(?<![\w.])[-+−]?\d[\d,]*(?:\.\d+)?(?:[eE][-+]?\d+)?")
UNSTEADY = re.compile(  # the version, a fingerprint of code and libraries, a duration
    r'"(?:pvlift|sha256|code|libraries|processor|seconds)": .*'
)


class Face(NamedTuple):
    """One verb asked in one way."""

    name: str
    words: tuple[str, ...]
    files: bool = True  # whether JSON and tables are kept too


CASES = (
    Face("run_estate", ("run", ESTATE)),
    Face("run_stairwell", ("run", "scenarios/ganxian_stairwell.toml"), False),
    Face("run_guixiang", ("run", "scenarios/guixiang_39.toml"), False),
    Face("run_yangpu", ("run", "scenarios/yangpu_bot.toml"), False),
    Face("batch", ("run", "scenarios/*.toml", "--draws", "50")),
    Face("weather", ("weather", "Ganzhou")),
    Face("montecarlo", ("montecarlo", ESTATE, "--draws", "300")),
    Face("sensitivity", ("sensitivity", ESTATE, "--samples", "16")),
    Face("subsidy", ("subsidy", ESTATE, "--form", "all", "--draws", "100")),
    Face("programmes", ("subsidy", "--list"), False),
    Face("compare", ("compare", ESTATE, "--draws", "50")),
    Face(
        "portfolio",
        ("portfolio", DISTRICT, "--policy", "scenarios/district_policy.toml")
        + ("--draws", "50", "--budget", "2e7,2e7"),
    ),
)


def answer(words: tuple[str, ...]) -> str:
    """What the command line prints; notices included."""
    found = CliRunner().invoke(cli, list(words), catch_exceptions=False)
    assert found.exit_code == 0, found.output
    return found.output


def faces_of(face: Face, folder: Path) -> Iterator[tuple[str, str]]:
    """Name and text of everything that is kept of one case; pictures by their names."""
    from pvlift.report.render import terminal as screen

    width, words = (
        screen.WIDTH,
        tuple(word.replace("scenarios/", f"{ROOT}/scenarios/") for word in face.words),
    )
    for lang, screen.WIDTH in SCREENS:
        yield f"{lang}.txt", answer((*words, "--lang", lang)).replace(str(ROOT), ".")
    screen.WIDTH = width
    if not face.files:
        return
    yield "en.json", answer((*words, "--lang", "en", "--quiet", "--json")).replace(str(ROOT), ".")
    answer((*words, "--lang", "zh", "--quiet", "--out", str(folder)))
    listed = sorted(path.name for path in folder.iterdir())
    yield "files.txt", "\n".join(listed) + "\n"
    for path in sorted(folder.glob("*.csv")):
        if path.name != "names.csv":
            yield path.name, path.read_text("utf-8-sig").replace(str(ROOT), ".")


def same(found: str, kept: str) -> bool:
    """Whether two texts say the same: words equal, numbers to the last digit printed."""
    found, kept = UNSTEADY.sub("", found), UNSTEADY.sub("", kept)
    if NUMBER.sub("#", found) != NUMBER.sub("#", kept):
        return False
    pairs = zip(NUMBER.findall(found), NUMBER.findall(kept), strict=True)
    return all(_near(a, b) for a, b in pairs)


def _near(a: str, b: str) -> bool:
    a, b = (text.replace(",", "").replace("−", "-") for text in (a, b))
    last = 10.0 ** -len(b.partition(".")[2].partition("e")[0])
    return abs(float(a) - float(b)) <= 1.001 * last if "." in b else float(a) == float(b)


def record() -> None:
    """Write every face anew."""
    import tempfile

    shutil.rmtree(FACES, ignore_errors=True)
    for face in CASES:
        (FACES / face.name).mkdir(parents=True)
        with tempfile.TemporaryDirectory() as folder:
            for name, text in faces_of(face, Path(folder) / "out"):
                (FACES / face.name / name).write_text(text, "utf-8", newline="")


if __name__ == "__main__":
    record()
