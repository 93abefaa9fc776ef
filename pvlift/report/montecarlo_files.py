"""A Monte Carlo study as a folder of tables and pictures beside its parts."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

from pvlift.report.folder import names_text
from pvlift.report.montecarlo import (
    chance_text,
    level_name,
    montecarlo_document,
    source_name,
    source_title,
    sure_value,
)
from pvlift.report.render.csv import csv_text
from pvlift.report.words.kinds import DIGITS
from pvlift.report.words.numbers import number
from pvlift.report.words.studies import study_label
from pvlift.report.words.terms import CONFIDENCE_WORDS, UNIT_WORDS, kind_of, label, with_unit
from pvlift.report.words.uncertain import law_text, number_name
from pvlift.study.chance.summary import LEVELS, NEVER

if TYPE_CHECKING:
    from pvlift.study.chance.montecarlo import MonteCarlo


def write_montecarlo(study: MonteCarlo, out: Path, lang: str) -> None:
    """Summary, tables and pictures beside the parts; each file is replaced whole."""
    from pvlift.report.pictures import montecarlo as montecarlo_plots
    from pvlift.study.chance.parts import replacing

    texts = {
        "summary.json": (montecarlo_document(study, lang) + "\n", "utf-8"),
        "summary.csv": (csv_text(_summary_rows(study, lang)), "utf-8-sig"),
        "probabilities.csv": (csv_text(_chance_rows(study, lang)), "utf-8-sig"),
        "laws.csv": (csv_text(_law_rows(study, lang)), "utf-8-sig"),
    }
    for name, (text, encoding) in texts.items():
        with replacing(out / name) as aside:
            aside.write_text(text, encoding=encoding, newline="")
    with replacing(out / "names.csv") as aside:
        aside.write_text(_names(study, out), encoding="utf-8-sig", newline="")
    for name, draw in montecarlo_plots.PICTURES.items():
        with replacing(out / name) as aside:
            draw(study, lang).savefig(aside, format="png")


def _names(study: MonteCarlo, out: Path) -> str:
    """The glossary of the summary, and of the columns of the parts."""
    files = [out / name for name in ("summary.json", "manifest.json")]
    drawn = (variable.name for driver in study.drivers for variable in driver.variables)
    columns = ("draw", "in", "cash_#_cny", "yield_frac", "use_frac")
    return names_text(
        [file for file in files if file.exists()],
        *(f"montecarlo.{name}" for name in columns),
        *(f"scenario.{name}" for name in drawn),
    )


def _summary_rows(study: MonteCarlo, lang: str):
    names = [level_name(level) for level in LEVELS]
    error = study_label("error", lang)
    yield [
        "key",
        label("indicator", lang),
        label("unit", lang),
        study_label("n_answered", lang),
        study_label("planned", lang),
        study_label("mean", lang),
        f"{study_label('mean', lang)} {error}",
        study_label("sure_long", lang),
        *(study_label("level", lang, p=name, x=name[1:]) for name in names),
        *(f"{name} {error}" for name in names),
        study_label("worst", lang),
        f"{study_label('worst', lang)} {error}",
    ]
    for spread in study.summary.spreads:
        kind = kind_of(spread.key)
        size, digits = (100.0 if kind == "frac" else 1.0), DIGITS[kind]
        planned = study.lean.planned[spread.key]
        values = [planned, spread.mean, spread.mean_se, sure_value(spread), *spread.levels]
        errors = (*spread.levels_se, spread.cvar, spread.cvar_se)
        if spread.key in NEVER:
            values = [math.inf if math.isnan(planned) else planned, *values[1:]]
            errors = [math.nan if math.isinf(x) and k != 7 else x for k, x in enumerate(errors)]
        yield [
            spread.key,
            study_label(spread.key, lang),
            UNIT_WORDS[kind].text(lang),
            spread.n_answered,
            *(_cell(size * value, digits, lang) for value in (*values, *errors)),
        ]


def _chance_rows(study: MonteCarlo, lang: str):
    heads = ("chance", "probability", "error")
    yield ["key", *(study_label(key, lang) + ("" if key == "chance" else " (%)") for key in heads)]
    for chance in study.summary.chances:
        shown = (number(100.0 * x, 4) for x in (chance.value, chance.se))
        yield [chance.key, chance_text(chance, lang), *shown]


def _cell(value: float, digits: int, lang: str):
    if math.isinf(value):
        return study_label("never", lang)
    return number(value, digits)


def _law_rows(study: MonteCarlo, lang: str):
    yield [
        study_label("number", lang),
        "keys",
        study_label("law", lang),
        study_label("mean_over_plan", lang),
        with_unit(study_label("pull_npv", lang), UNIT_WORDS["cny"].text(lang), lang),
        label("source", lang),
        study_label("source_title", lang),
        label("confidence", lang),
        study_label("embedded", lang),
        label("note", lang),
    ]
    pulls = {pull.driver.name: pull for pull in study.lean.pulls}
    for driver in study.drivers:
        pull = pulls.get(driver.name)
        sure = CONFIDENCE_WORDS.get(driver.confidence)
        yield [
            number_name(driver.variables, lang),
            "; ".join(variable.name for variable in driver.variables),
            law_text(driver, lang),
            number(100.0 * pull.mean_frac, 2) if pull else 100.0,
            number(pull.npv_change_cny, 0) if pull else 0.0,
            source_name(driver.source, lang),
            source_title(study, driver, lang),
            "" if sure is None else sure.text(lang),
            "√" if driver.default else "",
            driver.note.text(lang),
        ]
