"""A Monte Carlo study as JSON, as tables and as a folder of files."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import TYPE_CHECKING

from pvlift.report.document import DIGITS, number, version
from pvlift.report.folder import csv_text
from pvlift.report.number_words import law_text, number_name
from pvlift.report.study_words import kind_of, study_label
from pvlift.report.words import UNIT_WORDS, label
from pvlift.study.summary import LEVELS, Spread

if TYPE_CHECKING:
    from pvlift.scenario.uncertain import Driver
    from pvlift.study.montecarlo import MonteCarlo


def level_name(level: float) -> str:
    """p5, p10, ...: the value that so many percent of the draws do not exceed."""
    return f"p{round(100 * level)}"


def montecarlo_document(study: MonteCarlo, lang: str) -> str:
    """The whole study as JSON text."""
    return json.dumps(montecarlo_dict(study, lang), ensure_ascii=False, indent=1, allow_nan=False)


def montecarlo_dict(study: MonteCarlo, lang: str) -> dict:
    """The whole study as plain dicts; null: no answer, or a payback that never comes."""
    summary, loaded = study.summary, study.prepared.loaded
    n_years = loaded.scenario.n_years
    return {
        "pvlift": version(),
        "scenario": {"name": loaded.scenario.name, "sha256": loaded.sha256},
        "draws": summary.n_draws,
        "seed": study.dice.seed,
        "method": study.dice.method,
        "probabilities": {
            chance.key: {
                "value": number(chance.value, 6),
                "standard_error": number(chance.se, 6),
                "threshold": number(chance.threshold, 6),
                "text": chance_text(chance, lang),
            }
            for chance in summary.chances
        },
        "indicators": {spread.key: _spread_dict(spread) for spread in summary.spreads},
        "cumulative_project_cash_cny": {
            "year": list(range(n_years + 1)),
            **{
                level_name(level): [number(cny, 0) for cny in summary.fan_cny[k]]
                for k, level in enumerate(LEVELS)
            },
        },
        "first_shortfall_year": {
            "none": number(summary.first_shortfall[0] / summary.n_draws, 6),
            "year": list(range(1, n_years + 1)),
            "share": [number(n / summary.n_draws, 6) for n in summary.first_shortfall[1:]],
        },
        "laws": [_law_dict(driver, lang) for driver in study.drivers],
        "meaning": {
            "p10": "10 % of the draws lie at or below it; what lenders call P90 of a yield is p10",
            "cvar": "mean of the worst 5 % of the draws",
            "null": "no answer; for a payback: it does not come within the plan",
        },
        "warnings": [
            {"code": notice.code, "text": notice.words.text(lang)} for notice in study.notices
        ],
    }


def _spread_dict(spread: Spread) -> dict:
    digits = DIGITS[kind_of(spread.key)]
    found = {
        "n_answered": spread.n_answered,
        "mean": number(spread.mean, digits),
        "mean_standard_error": number(spread.mean_se, digits + 2),
        "sd": number(spread.sd, digits),
    }
    for k, level in enumerate(LEVELS):
        found[level_name(level)] = number(spread.levels[k], digits)
        found[f"{level_name(level)}_standard_error"] = number(spread.levels_se[k], digits + 2)
    found["cvar"] = number(spread.cvar, digits)
    found["cvar_standard_error"] = number(spread.cvar_se, digits + 2)
    return found


def chance_text(chance, lang: str) -> str:
    """What must hold, with its number."""
    from pvlift.report.numbers import percent, years

    kind = "years" if chance.key == "payback_within_target" else "frac"
    shown = years(chance.threshold, lang) if kind == "years" else percent(chance.threshold)
    return study_label(chance.key, lang, x=shown)


def _law_dict(driver: Driver, lang: str) -> dict:
    return {
        "keys": [variable.name for variable in driver.variables],
        "name": number_name(driver.variables, lang),
        "law": driver.law.model_dump(mode="json"),
        "relative": driver.relative,
        "each_year": driver.yearly,
        "source": driver.source,
        "confidence": driver.confidence,
        "default": driver.default,
        "note": driver.note.text(lang),
    }


def write_montecarlo(study: MonteCarlo, out: Path, lang: str) -> None:
    """Summary, tables and pictures beside the parts; each file is replaced whole."""
    from pvlift.report import montecarlo_plots
    from pvlift.study.parts import replacing

    texts = {
        "summary.json": (montecarlo_document(study, lang) + "\n", "utf-8"),
        "summary.csv": (csv_text(_summary_rows(study, lang)), "utf-8-sig"),
        "laws.csv": (csv_text(_law_rows(study, lang)), "utf-8-sig"),
    }
    for name, (text, encoding) in texts.items():
        with replacing(out / name) as aside:
            aside.write_text(text, encoding=encoding, newline="")
    for name, draw in montecarlo_plots.PICTURES.items():
        with replacing(out / name) as aside:
            draw(study, lang).savefig(aside, format="png")


def _summary_rows(study: MonteCarlo, lang: str):
    heads = [level_name(level).upper() for level in LEVELS]
    yield [
        "key",
        label("indicator", lang),
        label("unit", lang),
        "n",
        study_label("mean", lang),
        study_label("error", lang),
        *heads,
        *(f"{head} {study_label('error', lang)}" for head in heads),
        study_label("worst", lang),
        study_label("error", lang),
    ]
    for spread in study.summary.spreads:
        kind = kind_of(spread.key)
        size, digits = (100.0 if kind == "frac" else 1.0), DIGITS[kind]
        values = [spread.mean, spread.mean_se, *spread.levels, *spread.levels_se]
        yield [
            spread.key,
            study_label(spread.key, lang),
            UNIT_WORDS[kind].text(lang),
            spread.n_answered,
            *(_cell(size * value, digits, lang) for value in values),
            *(_cell(size * value, digits, lang) for value in (spread.cvar, spread.cvar_se)),
        ]
    for chance in study.summary.chances:
        yield [
            chance.key,
            chance_text(chance, lang),
            "%",
            study.summary.n_draws,
            number(100.0 * chance.value, 4),
            number(100.0 * chance.se, 4),
        ]


def _cell(value: float, digits: int, lang: str):
    if math.isinf(value):
        return study_label("never", lang)
    return number(value, digits)


def _law_rows(study: MonteCarlo, lang: str):
    yield [
        study_label("number", lang),
        "keys",
        study_label("law", lang),
        label("source", lang),
        label("confidence", lang),
        study_label("embedded", lang),
        label("note", lang),
    ]
    for driver in study.drivers:
        yield [
            number_name(driver.variables, lang),
            "; ".join(variable.name for variable in driver.variables),
            law_text(driver, lang),
            driver.source,
            driver.confidence,
            "√" if driver.default else "",
            driver.note.text(lang),
        ]
