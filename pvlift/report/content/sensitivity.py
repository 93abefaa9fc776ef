"""What is told of a sensitivity study: causes, what alone would make it work, shares, the grid."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from pvlift.errors import Words
from pvlift.report.content.sensitivity_figures import (
    TEN,
    figures_of,
    further,
    grant_heads,
    roof_heads,
)
from pvlift.report.document import Column, Document, Section, Table, own
from pvlift.report.version import version
from pvlift.report.words.kinds import KINDS
from pvlift.report.words.numbers import (
    NOTHING,
    grouped,
    in_unit,
    large_unit,
    number,
    percent,
    years,
)
from pvlift.report.words.plant import said
from pvlift.report.words.studies import study_label, study_words
from pvlift.report.words.terms import kind_of, term, told
from pvlift.report.words.uncertain import number_name
from pvlift.study.causes.sensitivity import STEPS

if TYPE_CHECKING:
    from pvlift.study.causes.sensitivity import Cause, Sensitivity
    from pvlift.study.causes.switch_values import Switch

AIMS = ("payback", "equity_irr", "promise", "all")
COUNTS = ("roof", "stairwell")
MOST_LAWS = 12
MEASURE = "project_npv_cny"


def sensitivity_content(study: Sensitivity) -> Document:
    """The whole answer of a sensitivity study."""
    figures = {figure.key: (figure,) for figure in figures_of(study)}
    sections = [
        Section("causes", None, (_cause_table(study), *figures["tornado"])),
        Section("works", None, (_works_table(study),)),
    ]
    if study.indices:
        blocks = (_index_table(study), *figures["sobol_indices"])
        sections.append(Section("indices", None, blocks))
    if study.grid is not None:
        blocks = (_grid_table(study), *figures["grant_and_roofs"])
        sections.append(Section("grid", None, blocks))
    return Document(
        "sensitivity",
        own(study.prepared.loaded.scenario.name),
        tuple(sections),
        _data(study),
        study.notices,
        appendix=(_cause_file(study), *((_index_file(study),) if study.indices else ())),
    )


# names


def lever_words(study: Sensitivity, key: str) -> Words:
    """A cause in the reader's words; of a count, how many there are now."""
    for cause in study.causes:
        if cause.key == key:
            return cause.words
    return study_words(key, now=_now(study, key))


def _now(study: Sensitivity, key: str) -> int:
    """How many roofs, or stairwells with a lift, the plan has."""
    if key not in COUNTS:
        return 0
    return sum(row.count for row in getattr(study.prepared.loaded.scenario, key))


def aim_words(study: Sensitivity, aim: str) -> Words:
    """What is aimed at, with its number."""
    target = study.prepared.loaded.scenario.target
    shown = {
        "payback": told(years, target.payback_years),
        "equity_irr": own(percent(target.equity_per_year)),
        "irr": own(percent(target.discount_per_year)),
    }
    return study_words(f"aim_{aim}", x=shown.get(aim, own("")))


def _value_text(lever: str, value: float, lang: str) -> str:
    """A value of a cause: money on top, a count, or the change from the plan."""
    if lever == "grant":
        return f"+{grouped(value)}" + (" 元" if lang == "zh" else " CNY")
    return grouped(value) if lever in COUNTS else percent(value - 1.0, sign="+")


def _tried_text(switch: Switch, lang: str) -> str:
    """The values between which a cause was tried."""
    ends = (switch.lowest, switch.highest)
    if switch.lever in COUNTS:
        return f"{grouped(ends[0])} … {grouped(ends[1])}"
    if switch.lever == "grant":
        return f"0 … {_value_text('grant', ends[1], lang)}"
    return " … ".join(percent(end - 1.0, 0, "+") for end in ends)


def _switch_text(switch: Switch, now: int, lang: str) -> str:
    """What one cause does for one aim, in a few words; `now`: today's value of a count."""
    if switch.verdict == "never":
        return study_label("cannot", lang)
    if switch.verdict == "always":
        return study_label("met", lang)
    shown = _value_text(switch.lever, switch.value, lang)
    if not switch.met_now:
        return shown
    falls = switch.value < (now if switch.lever in COUNTS else 1.0)
    return study_label("met_down_to" if falls else "met_up_to", lang, x=shown)


def verdict_words(study: Sensitivity, lever: str, aim: str) -> Words:
    """The answer for one cause and one aim in words."""
    switch = switch_of(study, "grant" if lever == "grants" else lever, aim)
    if switch is None:
        return own(NOTHING)
    text = told(_switch_text, switch, _now(study, switch.lever))
    per_lift = lever == "grants" and switch.verdict == "tips"
    return study_words("a_lift", x=text) if per_lift else text


def switch_of(study: Sensitivity, lever: str, aim: str) -> Switch | None:
    """The answer for one cause and one aim."""
    return next((s for s in study.switches if (s.lever, s.aim) == (lever, aim)), None)


def _levers(study: Sensitivity) -> list[str]:
    return list(dict.fromkeys(switch.lever for switch in study.switches))


# tables


def _cause_table(study: Sensitivity) -> Table:
    """Project IRR a tenth down and up, sensitivity factor and switch value of every cause."""
    causes = sorted(study.causes, key=lambda cause: -_width(cause))
    irr = [[float(cause.values["project_irr"][k]) for cause in causes] for k in TEN]
    factor = [float(np.mean(cause.factor["project_irr"][list(TEN)])) for cause in causes]
    columns = (
        Column("cause", study_words("cause"), [cause.words for cause in causes]),
        Column("irr_down", study_words("irr_at", x="-10%"), irr[0], "frac"),
        Column("irr_up", study_words("irr_at", x="+10%"), irr[1], "frac"),
        Column(
            "npv_change",
            study_words("npv_change"),
            [told(_moved_text, cause, study.base[MEASURE]) for cause in causes],
            align="right",
        ),
        Column("sensitivity_factor", study_words("saf"), factor, "number", 2),
        Column(
            "switch",
            study_words("switch"),
            [verdict_words(study, cause.key, "irr") for cause in causes],
            align="right",
        ),
    )
    hurdle = percent(study.prepared.loaded.scenario.target.discount_per_year)
    planned = study_words("irr_planned", x=percent(study.base["project_irr"], 2))
    unit = Words(large_unit("en").name, large_unit("zh").name)
    meant = study_words("saf_note", x=hurdle, unit=unit)
    note = Words(f"{planned.en}\n{meant.en}", f"{planned.zh}\n{meant.zh}")
    return Table("causes", study_words("one_at_a_time"), columns, note, in_file=False)


def _moved_text(cause: Cause, npv_cny: float, lang: str) -> str:
    """Change of the NPV a tenth down and up."""
    moved_cny = (float(cause.values[MEASURE][k]) - npv_cny for k in TEN)
    return " / ".join(in_unit(cny, large_unit(lang), "+") for cny in moved_cny)


def _width(cause: Cause) -> float:
    down, up = (float(cause.values[MEASURE][k]) for k in TEN)
    return abs(up - down)


def _works_table(study: Sensitivity) -> Table:
    """What each cause alone would have to be for each aim."""
    levers = _levers(study)
    columns = [
        Column("lever", own("lever"), levers, shown="file"),
        Column("cause", study_words("cause"), [lever_words(study, lever) for lever in levers]),
        *(
            Column(
                aim,
                aim_words(study, aim),
                [verdict_words(study, lever, aim) for lever in levers],
                shown="file" if aim == "irr" else "both",
                align="right",
            )
            for aim in ("irr", *AIMS)
        ),
        Column(
            "tried",
            study_words("tried"),
            [told(_tried_text, switch_of(study, lever, "irr")) for lever in levers],
            align="right",
        ),
    ]
    note = study_words("works_note")
    return Table("would_make_it_work", study_words("works"), tuple(columns), note)


def _index_table(study: Sensitivity) -> Table:
    """The laws that the spread of the equity NPV comes from, largest first."""
    found = study.indices["equity_npv_cny"]
    order = np.argsort(-found.total)[:MOST_LAWS]
    parts = (
        ("first", study_words("alone"), found.first),
        ("first_standard_error", own("±"), found.first_se),
        ("total", study_words("with_others"), found.total),
        ("total_standard_error", own("±"), found.total_se),
    )
    names = [told(number_name, study.plan.drivers[n].variables) for n in order]
    columns = (
        Column("number", study_words("number"), names),
        *(Column(key, words, [float(x[n]) for n in order], "frac", 1) for key, words, x in parts),
    )
    note = study_words(
        "indices_note", x=term("equity_npv_cny"), n=grouped(study.n_samples), seed=study.seed
    )
    return Table("shares", study_words("indices"), columns, note, in_file=False)


def _index_file(study: Sensitivity) -> Table:
    """Every index with its error, for a file."""
    rows = [
        (driver, key, found, n)
        for key, found in study.indices.items()
        for n, driver in enumerate(study.plan.drivers)
    ]
    error = study_words("error")

    def words(part: str, is_error: bool) -> Words:
        name = study_words(part)
        return Words(f"{name.en} {error.en}", f"{name.zh} {error.zh}") if is_error else name

    columns = [
        Column("number", study_words("number"), [told(number_name, r[0].variables) for r in rows]),
        Column("indicator", term("indicator"), [term(row[1]) for row in rows]),
    ]
    for part, name in (("first", "alone"), ("total", "with_others")):
        for end in ("", "_se"):
            values = [float(getattr(row[2], part + end)[row[3]]) for row in rows]
            columns.append(
                Column(part + end, words(name, bool(end)), values, "number", file_digits=5)
            )
    return Table("indices", study_words("indices"), tuple(columns))


def _grid_table(study: Sensitivity) -> Table:
    """Payback by further grant and number of roofs; a dot where the promise holds."""
    grid = study.grid
    columns = [Column("grant", further(), grant_heads(grid), align="right")]
    for n, head in enumerate(roof_heads(grid)):
        cells = [
            told(_payback_text, float(row[n]), bool(kept[n]))
            for row, kept in zip(grid.payback_years, grid.kept, strict=True)
        ]
        columns.append(Column(f"roofs_{n}", head, cells, align="right"))
    note = study_words("kept_mark")
    return Table("grid", study_words("grid"), tuple(columns), note, in_file=False)


def _payback_text(value: float, is_kept: bool, lang: str) -> str:
    if not math.isfinite(value):
        return study_label("never", lang) + " ●" * is_kept
    return grouped(value, 1) + (" ●" if is_kept else "  ")


def _cause_file(study: Sensitivity) -> Table:
    """Every cause at every step, every measure, for a file."""
    rows = [(cause, k) for cause in study.causes for k in range(len(STEPS))]
    columns = [
        Column("key", own("key"), [cause.key for cause, _ in rows]),
        Column("cause", study_words("cause"), [cause.words for cause, _ in rows]),
        Column("change_frac", said["change"], [STEPS[k] for _, k in rows], "frac", file_digits=0),
    ]
    for key in study.base:
        values = [float(cause.values[key][k]) for cause, k in rows]
        columns.append(Column(key, term(key), values, kind_of(key)))
    factor = [float(cause.factor["project_irr"][k]) for cause, k in rows]
    columns.append(Column("factor", study_words("saf"), factor, "number", file_digits=4))
    return Table("one_at_a_time", study_words("one_at_a_time"), tuple(columns))


# data


def _data(study: Sensitivity) -> dict:
    """The whole study for programs; null: no answer."""
    loaded = study.prepared.loaded
    return {
        "pvlift": version(),
        "scenario": {"name": loaded.scenario.name, "sha256": loaded.sha256},
        "base": {key: _rounded(key, value) for key, value in study.base.items()},
        "one_at_a_time": {
            "step_frac": list(STEPS),
            "causes": [
                {
                    "cause": cause.key,
                    "name": cause.words,
                    "results": {k: [_rounded(k, x) for x in xs] for k, xs in cause.values.items()},
                    "sensitivity_factor": {
                        k: [number(x, 4) for x in xs] for k, xs in cause.factor.items()
                    },
                }
                for cause in study.causes
            ],
        },
        "laws_p10_p90": [
            {
                "keys": [variable.name for variable in swing.driver.variables],
                "p10": {key: _rounded(key, value) for key, value in swing.low.items()},
                "p90": {key: _rounded(key, value) for key, value in swing.high.items()},
            }
            for swing in study.swings
        ],
        "sobol_indices": _indices_data(study),
        "grid": _grid_data(study),
        "would_make_it_work": [
            {
                "lever": switch.lever,
                "name": lever_words(study, switch.lever),
                "aim": switch.aim,
                "aim_text": aim_words(study, switch.aim),
                "verdict": switch.verdict,
                "met_now": switch.met_now,
                "value": number(switch.value, 6),
                "tried_from": number(switch.lowest, 6),
                "tried_to": number(switch.highest, 6),
                "text": verdict_words(study, switch.lever, switch.aim),
            }
            for switch in study.switches
        ],
        "meaning": {
            "value": study_words("meaning_value"),
            "sensitivity_factor": study_words("meaning_factor"),
        },
    }


def _rounded(key: str, value: float) -> float | None:
    return number(value, KINDS[kind_of(key)].file_digits)


def _indices_data(study: Sensitivity) -> dict:
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


def _grid_data(study: Sensitivity) -> dict | None:
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
