"""The scenarios of the project, run once each for all tests of the reports."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from pvlift.report.content.run import run_content
from pvlift.report.document import Document
from pvlift.report.folder import write_document
from pvlift.report.render.json import document_json
from pvlift.scenario.load import Loaded, load, variant
from pvlift.study.answers.course import Course
from pvlift.study.answers.run import run
from pvlift.study.decision.advice import advice_of, can_be_mended
from pvlift.study.decision.decide import Decision, decide
from pvlift.study.decision.roofs import roofs_of
from pvlift.study.decision.verdict import verdict_of

FOLDER = Path(__file__).resolve().parent.parent / "scenarios"
NAMES = ("ganxian_estate", "ganxian_stairwell", "guixiang_39", "yangpu_bot")


@cache
def outcome_of(name: str) -> Course:
    """One scenario of the folder, run."""
    return run(load(FOLDER / f"{name}.toml"))


def write_run(outcome: Course, out: Path, lang: str) -> None:
    """All files of a run into a folder."""
    write_document(content_of(outcome), out, lang)


def document_of(outcome: Course, lang: str) -> str:
    """The JSON text of a run."""
    return document_json(content_of(outcome), lang)


def dict_of(outcome: Course, lang: str) -> dict:
    """The JSON document of a run, read again."""
    return json.loads(document_of(outcome, lang))


KEPT: dict[int, tuple[Course, Decision]] = {}


def decided(outcome: Course, draws: int = 0) -> Decision:
    """A decision about an outcome, changed or not; with worlds where they are asked for."""
    if draws:
        return decide(outcome.prepared.loaded, draws)
    if id(outcome) not in KEPT:
        advice, roofs = advice_of(outcome), roofs_of(outcome)
        verdict = verdict_of(outcome, None, can_be_mended(advice, roofs))
        KEPT[id(outcome)] = (outcome, Decision(outcome, verdict, roofs, advice))
    return KEPT[id(outcome)][1]


def content_of(outcome: Course) -> Document:
    """What is told of a run."""
    return run_content(decided(outcome))


def changed(name: str, changes: dict[str, object]) -> Course:
    """A scenario with some keys changed, run."""
    return run(changed_loaded(name, changes))


def changed_loaded(name: str, changes: dict[str, object]) -> Loaded:
    """A scenario with some keys changed."""
    return variant(load(FOLDER / f"{name}.toml"), changes)
