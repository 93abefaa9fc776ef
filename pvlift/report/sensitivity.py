"""A sensitivity study as words, JSON, tables and a folder of files."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from pvlift.report.render.csv import csv_text
from pvlift.report.version import version
from pvlift.report.words.kinds import DIGITS
from pvlift.report.words.numbers import NOTHING, grouped, number, percent, years
from pvlift.report.words.plant import said
from pvlift.report.words.studies import study_label
from pvlift.report.words.terms import UNIT_WORDS, kind_of, label
from pvlift.report.words.uncertain import number_name
from pvlift.study.causes.levers import levers_of
from pvlift.study.causes.sensitivity import STEPS

if TYPE_CHECKING:
    from pvlift.study.causes.sensitivity import Cause, Sensitivity
    from pvlift.study.causes.switch_values import Switch

TEN = (STEPS.index(-0.10), STEPS.index(0.10))
AIMS = ("payback", "equity_irr", "promise", "all")
COUNTS = ("roof", "stairwell")


def lever_name(study: Sensitivity, key: str, lang: str) -> str:
    """A cause in the reader's words."""
    for lever in levers_of(study.prepared.loaded.scenario):
        if lever.key == key:
            return lever.words.text(lang)
    return study_label(key, lang, now=_now(study, key))


def _now(study: Sensitivity, key: str) -> int:
    """How many roofs, or stairwells with a lift, the plan has."""
    if key not in COUNTS:
        return 0
    return sum(row.count for row in getattr(study.prepared.loaded.scenario, key))


def aim_name(study: Sensitivity, aim: str, lang: str) -> str:
    """What is aimed at, with its number."""
    target = study.prepared.loaded.scenario.target
    shown = {
        "payback": years(target.payback_years, lang),
        "equity_irr": percent(target.equity_per_year),
        "irr": percent(target.discount_per_year),
    }
    return study_label(f"aim_{aim}", lang, x=shown.get(aim, ""))


def value_text(lever: str, value: float, lang: str) -> str:
    """A value of a cause: money on top, a count, or the change from the plan."""
    if lever == "grant":
        return f"+{grouped(value)}" + (" 元" if lang == "zh" else " CNY")
    return grouped(value) if lever in COUNTS else percent(value - 1.0, sign="+")


def tried_text(switch: Switch, lang: str) -> str:
    """The values between which a cause was tried."""
    ends = (switch.lowest, switch.highest)
    if switch.lever in COUNTS:
        return f"{grouped(ends[0])} … {grouped(ends[1])}"
    if switch.lever == "grant":
        return f"0 … {value_text('grant', ends[1], lang)}"
    return " … ".join(percent(end - 1.0, 0, "+") for end in ends)


def switch_text(switch: Switch, lang: str, now: int = 0) -> str:
    """What one cause does for one aim, in a few words; `now`: today's value of a count."""
    if switch.verdict == "never":
        return study_label("cannot", lang)
    if switch.verdict == "always":
        return study_label("met", lang)
    shown = value_text(switch.lever, switch.value, lang)
    if not switch.met_now:
        return shown
    falls = switch.value < (now if switch.lever in COUNTS else 1.0)
    return study_label("met_down_to" if falls else "met_up_to", lang, x=shown)


def verdict_text(study: Sensitivity, lever: str, aim: str, lang: str) -> str:
    """The answer for one cause and one aim in words."""
    switch = switch_of(study, "grant" if lever == "grants" else lever, aim)
    if switch is None:
        return NOTHING
    text = switch_text(switch, lang, _now(study, switch.lever))
    per_lift = lever == "grants" and switch.verdict == "tips"
    return study_label("a_lift", lang, x=text) if per_lift else text


def factor_of(cause: Cause) -> float:
    """Sensitivity factor of the project IRR, mean of a tenth down and up."""
    return float(np.mean(cause.factor["project_irr"][list(TEN)]))


def switch_of(study: Sensitivity, lever: str, aim: str) -> Switch | None:
    """The answer for one cause and one aim."""
    return next((s for s in study.switches if (s.lever, s.aim) == (lever, aim)), None)


def sensitivity_document(study: Sensitivity, lang: str) -> str:
    """The whole study as JSON text."""
    return json.dumps(sensitivity_dict(study, lang), ensure_ascii=False, indent=1, allow_nan=False)


def sensitivity_dict(study: Sensitivity, lang: str) -> dict:
    """The whole study as plain dicts; null: no answer."""
    loaded = study.prepared.loaded
    return {
        "pvlift": version(),
        "scenario": {"name": loaded.scenario.name, "sha256": loaded.sha256},
        "base": {key: _rounded(key, value) for key, value in study.base.items()},
        "one_at_a_time": {
            "step_frac": list(STEPS),
            "causes": [_cause_dict(cause, lang) for cause in study.causes],
        },
        "laws_p10_p90": [
            {
                "keys": [variable.name for variable in swing.driver.variables],
                "p10": {key: _rounded(key, value) for key, value in swing.low.items()},
                "p90": {key: _rounded(key, value) for key, value in swing.high.items()},
            }
            for swing in study.swings
        ],
        "sobol_indices": _indices_dict(study),
        "grid": _grid_dict(study),
        "would_make_it_work": [
            {
                "lever": switch.lever,
                "name": lever_name(study, switch.lever, lang),
                "aim": switch.aim,
                "aim_text": aim_name(study, switch.aim, lang),
                "verdict": switch.verdict,
                "met_now": switch.met_now,
                "value": number(switch.value, 6),
                "tried_from": number(switch.lowest, 6),
                "tried_to": number(switch.highest, 6),
                "text": verdict_text(study, switch.lever, switch.aim, lang),
            }
            for switch in study.switches
        ],
        "meaning": {
            "value": study_label("meaning_value", lang),
            "sensitivity_factor": study_label("meaning_factor", lang),
        },
        "warnings": [
            {"code": notice.code, "text": notice.words.text(lang)} for notice in study.notices
        ],
    }


def _rounded(key: str, value: float) -> float | None:
    return number(value, DIGITS[kind_of(key)])


def _cause_dict(cause: Cause, lang: str) -> dict:
    return {
        "cause": cause.key,
        "name": cause.words.text(lang),
        "results": {key: [_rounded(key, x) for x in xs] for key, xs in cause.values.items()},
        "sensitivity_factor": {key: [number(x, 4) for x in xs] for key, xs in cause.factor.items()},
    }


def _indices_dict(study: Sensitivity) -> dict:
    names = ["; ".join(v.name for v in driver.variables) for driver in study.plan.drivers]
    return {
        "samples": study.n_samples,
        "seed": study.seed,
        "laws": names,
        **{
            key: {
                part: [number(x, 5) for x in getattr(found, part)]
                for part in ("first", "first_se", "total", "total_se")
            }
            for key, found in study.indices.items()
        },
    }


def _grid_dict(study: Sensitivity) -> dict | None:
    grid = study.grid
    if grid is None:
        return None
    return {
        "further_grant_cny_per_lift": [number(x, 2) for x in grid.grant_cny_per_lift],
        "n_roofs": [int(n) for n in grid.n_roofs],
        "n_lifts": grid.n_lifts,
        "payback_years": [[number(x, 3) for x in row] for row in grid.payback_years],
        "equity_npv_cny": [[number(x, 2) for x in row] for row in grid.equity_npv_cny],
        "promise_kept": grid.kept.tolist(),
    }


def write_sensitivity(study: Sensitivity, out: Path, lang: str) -> None:
    """JSON, tables and pictures into a folder."""
    from pvlift.report.folder import replacing
    from pvlift.report.pictures import sensitivity as sensitivity_plots

    with replacing(out) as aside:
        tables = {
            "one_at_a_time.csv": _cause_rows(study, lang),
            "would_make_it_work.csv": _switch_rows(study, lang),
            "indices.csv": _index_rows(study, lang),
        }
        for name, rows in tables.items():
            (aside / name).write_text(csv_text(rows), encoding="utf-8-sig", newline="")
        text = sensitivity_document(study, lang) + "\n"
        (aside / "sensitivity.json").write_text(text, encoding="utf-8", newline="")
        for name, draw in sensitivity_plots.pictures_of(study).items():
            draw(study, lang).savefig(aside / name)


def _cause_rows(study: Sensitivity, lang: str):
    kinds = {key: kind_of(key) for key in study.base}
    units = {kind: UNIT_WORDS[kind].text(lang) for kind in kinds.values()}
    yield [
        "key",
        study_label("cause", lang),
        said("change", lang),
        *(f"{label(key, lang)} ({units[kind]})" for key, kind in kinds.items()),
        study_label("saf", lang),
    ]
    for cause in study.causes:
        for k, step in enumerate(STEPS):
            values = [
                number((100.0 if kind == "frac" else 1.0) * cause.values[key][k], DIGITS[kind])
                for key, kind in kinds.items()
            ]
            factor = number(cause.factor["project_irr"][k], 4)
            yield [cause.key, cause.words.text(lang), round(100 * step), *values, factor]


def _switch_rows(study: Sensitivity, lang: str):
    yield [
        "lever",
        study_label("cause", lang),
        *(aim_name(study, aim, lang) for aim in ("irr", *AIMS)),
        study_label("tried", lang),
    ]
    for lever in dict.fromkeys(switch.lever for switch in study.switches):
        texts = (verdict_text(study, lever, aim, lang) for aim in ("irr", *AIMS))
        tried = tried_text(switch_of(study, lever, "irr"), lang)
        yield [lever, lever_name(study, lever, lang), *texts, tried]


def _index_rows(study: Sensitivity, lang: str):
    yield [
        study_label("number", lang),
        label("indicator", lang),
        *(
            f"{study_label(part, lang)}{error}"
            for part in ("alone", "with_others")
            for error in ("", f" {study_label('error', lang)}")
        ),
    ]
    for key, found in study.indices.items():
        for n, driver in enumerate(study.plan.drivers):
            name = number_name(driver.variables, lang)
            parts = (found.first, found.first_se, found.total, found.total_se)
            yield [name, label(key, lang), *(number(part[n], 5) for part in parts)]


def is_known(value: float) -> bool:
    """Whether there is an answer."""
    return not math.isnan(value)
