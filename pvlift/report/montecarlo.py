"""A Monte Carlo study as JSON, as tables and as a folder of files."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING

import numpy as np

from pvlift.report.assumptions import source_of
from pvlift.report.version import version
from pvlift.report.words.kinds import DIGITS
from pvlift.report.words.numbers import SMALLEST_CNY, grouped, money, number, percent, years
from pvlift.report.words.studies import study_label
from pvlift.report.words.terms import CONFIDENCE_WORDS, kind_of, label, with_unit
from pvlift.report.words.uncertain import number_name
from pvlift.study.chance.summary import LEVELS, WORSE, Spread, cash_name

if TYPE_CHECKING:
    from pvlift.scenario.uncertain import Driver
    from pvlift.study.chance.montecarlo import MonteCarlo
    from pvlift.study.chance.pull_of_laws import Pull
    from pvlift.study.worlds.laws import Dice


MEANINGS = ("as_planned", "p10", "p90_lender", "cvar", "null")
SURE = 0.90  # the probability behind a lender's P90
FEWEST = 20  # answers below which a spread says nothing


def level_name(level: float) -> str:
    """p5, p10, ...: the value that so many percent of the draws do not exceed."""
    return f"p{round(100 * level)}"


def sure_value(spread: Spread) -> float:
    """The lender's P90: what 90 % of the draws reach, or, where less is better, do not exceed.

    nan: too few draws, or too few of them with an answer
    """
    if spread.n_answered < FEWEST:
        return math.nan
    level = 1.0 - SURE if WORSE[spread.key] == "low" else SURE
    return float(spread.levels[int(np.argmin(np.abs(np.array(LEVELS) - level)))])


def sure_sign(spread: Spread) -> str:
    """Which side of the P90 those 90 % lie on."""
    return "≥" if WORSE[spread.key] == "low" else "≤"


def draws_text(dice: Dice, lang: str) -> str:
    """How many draws of which kind, without which nothing can be repeated."""
    method = study_label(dice.method, lang)
    return study_label("draws", lang, n=grouped(dice.n_draws), seed=dice.seed, method=method)


def lean_sentence(study: MonteCarlo, lang: str) -> str | None:
    """Why the mean of the draws is not the plan as written; None where no law is lopsided."""
    lean = study.lean
    if not lean.pulls:
        return None
    (spread,) = (s for s in study.summary.spreads if s.key == "project_npv_cny")
    strongest = [pull for pull in lean.pulls[:4] if abs(pull.npv_change_cny) >= SMALLEST_CNY]
    listed = ("、" if lang == "zh" else ", ").join(_pull_text(pull, lang) for pull in strongest)
    return study_label(
        "lean" if strongest else "lean_only",
        lang,
        mean=money(spread.mean, lang),
        plan=money(lean.planned["project_npv_cny"], lang),
        n=len(lean.pulls),
        embedded=sum(pull.driver.default for pull in lean.pulls),
        laws=len(study.drivers),
        npv=label("project_npv_cny", lang),
        together=_signed_money(lean.together_cny, lang),
        listed=listed,
    )


def _pull_text(pull: Pull, lang: str) -> str:
    name = number_name(pull.driver.variables, lang)
    change = _signed_money(pull.npv_change_cny, lang)
    if math.isnan(pull.mean_frac):
        return with_unit(name, change, lang)
    return study_label("pull", lang, name=name, x=percent(pull.mean_frac, 0), change=change)


def _signed_money(cny: float, lang: str) -> str:
    return ("+" if cny >= SMALLEST_CNY else "") + money(cny, lang)


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
        "indicators": {
            spread.key: _spread_dict(spread, study.lean.planned[spread.key])
            for spread in summary.spreads
        },
        "plan_against_draws": _lean_dict(study, lang),
        "cumulative_project_cash_cny": {
            "year": list(range(n_years + 1)),
            "as_planned": [number(cny, 0) for cny in planned_cash_cny(study)],
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
        "laws": [_law_dict(study, driver, lang) for driver in study.drivers],
        "correlations": [
            {"between": list(row.between), "normal_frac": row.normal_frac, "source": row.source}
            for row in loaded.scenario.correlation
        ],
        "meaning": {key: study_label(f"meaning_{key}", lang) for key in MEANINGS},
        "warnings": [
            {"code": notice.code, "text": notice.words.text(lang)} for notice in study.notices
        ],
    }


def planned_cash_cny(study: MonteCarlo) -> np.ndarray:
    """Cumulative project flow after tax of the plan as written. float[n_years + 1]"""
    n_years = study.prepared.loaded.scenario.n_years
    return np.array([study.lean.planned[cash_name(year)] for year in range(n_years + 1)])


def _lean_dict(study: MonteCarlo, lang: str) -> dict:
    return {
        "text": lean_sentence(study, lang),
        "project_npv_change_cny": number(study.lean.together_cny, 2),
        "one_sided_laws": [
            {
                "keys": [variable.name for variable in pull.driver.variables],
                "mean_over_plan": number(pull.mean_frac, 6),
                "project_npv_change_cny": number(pull.npv_change_cny, 2),
            }
            for pull in study.lean.pulls
        ],
    }


def _spread_dict(spread: Spread, planned: float) -> dict:
    digits = DIGITS[kind_of(spread.key)]
    found = {
        "as_planned": number(planned, digits),
        "p90_lender": number(sure_value(spread), digits),
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


def source_name(source: str, lang: str) -> str:
    """Id of a source; what is nobody's but the author's in words."""
    return CONFIDENCE_WORDS[source].text(lang) if source == "assumption" else source


def chance_text(chance, lang: str) -> str:
    """What must hold, with its number."""
    kind = "years" if chance.key == "payback_within_target" else "frac"
    shown = years(chance.threshold, lang) if kind == "years" else percent(chance.threshold)
    return study_label(chance.key, lang, x=shown)


def source_title(study: MonteCarlo, driver: Driver, lang: str) -> str:
    """Title of the source of a law."""
    return source_of(study.prepared.loaded.scenario, driver.source)[0].text(lang)


def _law_dict(study: MonteCarlo, driver: Driver, lang: str) -> dict:
    return {
        "keys": [variable.name for variable in driver.variables],
        "name": number_name(driver.variables, lang),
        "law": driver.law.model_dump(mode="json"),
        "relative": driver.relative,
        "each_year": driver.yearly,
        "source": driver.source,
        "source_title": source_title(study, driver, lang),
        "confidence": driver.confidence,
        "default": driver.default,
        "note": driver.note.text(lang),
    }
