"""A sensitivity study on a terminal: causes, what alone would make it work, shares, the grid."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from pvlift.report.render.sheet import titled_table
from pvlift.report.screen import page
from pvlift.report.sensitivity import (
    AIMS,
    TEN,
    aim_name,
    factor_of,
    is_known,
    lever_name,
    switch_of,
    tried_text,
    verdict_text,
)
from pvlift.report.words.numbers import NOTHING, grouped, in_unit, large_unit, percent
from pvlift.report.words.studies import study_label
from pvlift.report.words.terms import label
from pvlift.report.words.uncertain import number_name

if TYPE_CHECKING:
    from pvlift.study.causes.sensitivity import Sensitivity

MOST_LAWS = 12


def show_sensitivity(study: Sensitivity, lang: str, out: Path | None = None, stream=None) -> None:
    """Print the tables of a sensitivity study."""
    tables = [cause_table, works_table]
    tables += [index_table] if study.indices else []
    tables += [grid_table] if study.grid is not None else []
    with page(study.prepared.loaded.scenario.name, lang, out, stream) as console:
        for table in tables:
            console.print()
            console.print(table(study, lang))


def cause_table(study: Sensitivity, lang: str):
    """Project IRR a tenth down and up, sensitivity factor and switch value of every cause."""
    table = titled_table(
        study_label("one_at_a_time", lang),
        study_label("cause", lang),
        study_label("irr_at", lang, x="-10%"),
        study_label("irr_at", lang, x="+10%"),
        study_label("npv_change", lang),
        study_label("saf", lang),
        study_label("switch", lang),
    )
    unit, npv_cny = large_unit(lang), study.base["project_npv_cny"]
    order = sorted(study.causes, key=lambda cause: -_width(cause))
    for cause in order:
        down, up = (float(cause.values["project_irr"][k]) for k in TEN)
        factor = factor_of(cause)
        moved_cny = (float(cause.values["project_npv_cny"][k]) - npv_cny for k in TEN)
        table.add_row(
            cause.words.text(lang),
            percent(down, 2),
            percent(up, 2),
            " / ".join(in_unit(cny, unit, "+") for cny in moved_cny),
            grouped(factor, 2) if is_known(factor) else NOTHING,
            verdict_text(study, cause.key, "irr", lang),
        )
    hurdle = percent(study.prepared.loaded.scenario.target.discount_per_year)
    planned = study_label("irr_planned", lang, x=percent(study.base["project_irr"], 2))
    table.caption = f"{planned}\n{study_label('saf_note', lang, x=hurdle, unit=unit.name)}"
    return table


def _width(cause) -> float:
    down, up = (float(cause.values["project_npv_cny"][k]) for k in TEN)
    return abs(up - down)


def works_table(study: Sensitivity, lang: str):
    """What each cause alone would have to be for each aim."""
    heads = [aim_name(study, aim, lang) for aim in AIMS]
    tried = study_label("tried", lang)
    table = titled_table(study_label("works", lang), study_label("cause", lang), *heads, tried)
    for lever in dict.fromkeys(switch.lever for switch in study.switches):
        cells = [verdict_text(study, lever, aim, lang) for aim in AIMS]
        tried = tried_text(switch_of(study, lever, "irr"), lang)
        table.add_row(lever_name(study, lever, lang), *cells, tried)
    table.caption = study_label("works_note", lang)
    return table


def index_table(study: Sensitivity, lang: str):
    """The laws that the spread of the equity NPV comes from, largest first."""
    number, alone, whole = (study_label(key, lang) for key in ("number", "alone", "with_others"))
    table = titled_table(study_label("indices", lang), number, alone, "±", whole, "±")
    found = study.indices["equity_npv_cny"]
    for n in np.argsort(-found.total)[:MOST_LAWS]:
        variables = study.plan.drivers[n].variables
        parts = (found.first, found.first_se, found.total, found.total_se)
        cells = (percent(part[n]) for part in parts)
        table.add_row(number_name(variables, lang), *cells)
    name, n = label("equity_npv_cny", lang), grouped(study.n_samples)
    table.caption = study_label("indices_note", lang, x=name, n=n, seed=study.seed)
    return table


def grid_table(study: Sensitivity, lang: str):
    """Payback by further grant and number of roofs; a dot where the promise holds."""
    grid = study.grid
    unit = large_unit(lang)
    table = titled_table(
        study_label("grid", lang),
        study_label("further_grant", lang, x=unit.name),
        *(f"{n / grid.n_lifts:.2g}" for n in grid.n_roofs),
    )
    for row, cny in enumerate(grid.grant_cny_per_lift):
        cells = []
        for column in range(len(grid.n_roofs)):
            value = grid.payback_years[row, column]
            text = grouped(value, 1) if is_known(value) else study_label("never", lang)
            cells.append(text + (" ●" if grid.kept[row, column] else "  "))
        table.add_row(grouped(cny / unit.cny, 1), *cells)
    table.caption = study_label("kept_mark", lang)
    return table
