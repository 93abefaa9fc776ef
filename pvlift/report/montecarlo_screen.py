"""A Monte Carlo study on a terminal: chances first, then how far results spread."""

from __future__ import annotations

import math
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from pvlift.report.montecarlo import chance_text
from pvlift.report.number_words import law_text, number_name
from pvlift.report.numbers import NOTHING, grouped, in_unit, money_unit, of_kind, percent
from pvlift.report.screen import printing
from pvlift.report.study_words import kind_of, study_label
from pvlift.report.titled import titled_table
from pvlift.report.words import UNIT_WORDS, label, plain
from pvlift.study.summary import LEVELS

if TYPE_CHECKING:
    from pvlift.study.montecarlo import MonteCarlo

SHOWN = (0.05, 0.50, 0.95)
FEWEST = 20  # answers below which a spread says nothing
LEFT_OUT = ("payback_from_start_years", "subsidy_per_lift_cny", "residents_paid_cny")


def show_montecarlo(study: MonteCarlo, lang: str, out: Path | None = None, stream=None) -> None:
    """Print chances, spreads and laws."""
    with printing(stream or sys.stdout) as console:
        console.print(plain(study.prepared.loaded.scenario.name), style="bold")
        dice = study.dice
        method = study_label(dice.method, lang)
        text = study_label("draws", lang, n=grouped(dice.n_draws), seed=dice.seed, method=method)
        console.print(text)
        for table in (chance_table(study, lang), spread_table(study, lang), law_table(study, lang)):
            console.print()
            console.print(table)
        console.print(study_label("spread_note", lang), style="dim")
        console.print(label("not_advice", lang), style="dim")
        if out is not None:
            console.print(label("results_in", lang).format(folder=plain(str(out))))


def chance_table(study: MonteCarlo, lang: str):
    """What must hold and how likely it is."""
    heads = (study_label(key, lang) for key in ("chance", "probability", "error"))
    table = titled_table(study_label("chances", lang), *heads)
    for chance in study.summary.chances:
        table.add_row(chance_text(chance, lang), percent(chance.value), percent(chance.se, 2))
    return table


def spread_table(study: MonteCarlo, lang: str):
    """Mean with its error, quantiles and tail of the indicators that vary."""
    heads = [f"P{round(100 * level)}" for level in SHOWN]
    table = titled_table(
        study_label("spreads", lang),
        label("indicator", lang),
        label("unit", lang),
        study_label("mean", lang),
        "±",
        *heads,
        study_label("worst", lang),
    )
    at = [LEVELS.index(level) for level in SHOWN]
    for spread in study.summary.spreads:
        if spread.key in LEFT_OUT:
            continue
        values = [spread.mean, spread.mean_se, *spread.levels[at], spread.cvar]
        name, answered = study_label(spread.key, lang), spread.n_answered / study.summary.n_draws
        if answered < 0.9995:
            name = study_label("answered", lang, name=name, x=percent(answered))
        if spread.n_answered < FEWEST:
            values = [math.nan] * len(values)
        table.add_row(name, *_cells(spread.key, values, lang))
    return table


def _cells(key: str, values, lang: str) -> list[str]:
    """The unit, then the numbers of one row."""
    kind = kind_of(key)
    if kind == "cny":
        unit = money_unit([v for v in values if math.isfinite(v)], lang)
        return [unit.name, *(in_unit(value, unit) for value in values)]
    cells = [UNIT_WORDS[kind].text(lang)]
    for place, value in enumerate(values):
        if math.isinf(value) and place != 0:
            cells.append(study_label("never", lang))
        else:
            cells.append(of_kind(value, kind, lang) if math.isfinite(value) else NOTHING)
    return cells


def law_table(study: MonteCarlo, lang: str):
    """Every law in force, with its source."""
    heads = (study_label("number", lang), study_label("law", lang), label("source", lang))
    table = titled_table(study_label("laws", lang), *heads)
    table.columns[1].justify = table.columns[2].justify = "left"
    for driver in study.drivers:
        where = study_label("embedded" if driver.default else "own", lang)
        name = number_name(driver.variables, lang)
        table.add_row(name, law_text(driver, lang), f"{driver.source} ({where})")
    return table
