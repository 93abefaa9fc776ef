"""A Monte Carlo study on a terminal: chances first, then how far results spread."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from pvlift.report.assumptions import source_of
from pvlift.report.montecarlo import (
    FEWEST,
    chance_text,
    draws_text,
    lean_sentence,
    source_name,
    sure_sign,
    sure_value,
)
from pvlift.report.render.sheet import say, titled_table
from pvlift.report.screen import bullets, page
from pvlift.report.words.numbers import NOTHING, grouped, in_unit, money_unit, of_kind, percent
from pvlift.report.words.studies import study_label
from pvlift.report.words.terms import UNIT_WORDS, kind_of, label, listed, with_colon, with_unit
from pvlift.report.words.uncertain import law_text, number_name
from pvlift.study.chance.summary import LEVELS, NEVER, Chance, Spread

if TYPE_CHECKING:
    from pvlift.study.chance.montecarlo import MonteCarlo

SHOWN = (0.05, 0.25, 0.75, 0.95)
THOUSAND, MILLION = 1e3, 1e6  # CNY; at the latter money is written in large units
LEFT_OUT = ("payback_from_start_years", "subsidy_per_lift_cny", "residents_paid_cny")


def show_montecarlo(study: MonteCarlo, lang: str, out: Path | None = None, stream=None) -> None:
    """Print chances, the plan beside the draws, spreads and laws."""
    with page(study.prepared.loaded.scenario.name, lang, out, stream) as console:
        say(console, draws_text(study.dice, lang))
        tables = (chance_table, against_table, spread_table, law_table)
        for table in tables if study.drivers else tables[:2]:
            console.print()
            console.print(table(study, lang))
        bullets(console, correlation_lines(study, lang))
        bullets(console, source_lines(study, lang))


def chance_table(study: MonteCarlo, lang: str):
    """What must hold and how likely it is."""
    heads = (study_label(key, lang) for key in ("chance", "probability", "error"))
    table = titled_table(study_label("chances", lang), *heads)
    for chance in study.summary.chances:
        table.add_row(chance_text(chance, lang), percent(chance.value), error_text(chance, study))
    if any(chance.se == 0.0 for chance in study.summary.chances):
        table.caption = study_label("bound_note", lang)
    return table


def error_text(chance: Chance, study: MonteCarlo) -> str:
    """Standard error of a chance; where all draws agree, the rule of three bounds it instead.

    References
    ----------
    Hanley and Lippman-Hand, JAMA 249 (1983) 1743-1745.
    """
    if chance.se > 0.0:
        return percent(chance.se, 2)
    bound = percent(min(3.0 / study.summary.n_draws, 1.0), 2)
    return f"< {bound}"


def against_table(study: MonteCarlo, lang: str):
    """The plan as written beside mean, median and lender's P90 of the draws."""
    names = ("indicator", "unit")
    table = titled_table(
        study_label("against", lang),
        *(label(name, lang) for name in names),
        study_label("planned", lang),
        study_label("mean", lang),
        "±",
        "P50",
        "P90",
    )
    for spread in _shown(study):
        planned, median = study.lean.planned[spread.key], spread.levels[LEVELS.index(0.50)]
        if spread.key in NEVER and math.isnan(planned):
            planned = math.inf
        values = [planned, spread.mean, spread.mean_se, median, sure_value(spread)]
        name, answered = study_label(spread.key, lang), spread.n_answered / study.summary.n_draws
        if answered < 0.9995:
            name = study_label("answered", lang, name=name, x=percent(answered))
        unit, *cells = _cells(spread, values, lang, unknown=(1, 2))
        cells[-1] = f"{sure_sign(spread)} {cells[-1]}" if math.isfinite(values[-1]) else cells[-1]
        table.add_row(name, unit, *cells)
    notes = (study_label("sure_note", lang), lean_sentence(study, lang))
    table.caption = "\n".join(note for note in notes if note)
    return table


def spread_table(study: MonteCarlo, lang: str):
    """Quantiles and tail of the indicators that vary."""
    heads = [study_label("below", lang, x=round(100 * level)) for level in SHOWN]
    table = titled_table(
        study_label("spreads", lang),
        label("indicator", lang),
        label("unit", lang),
        *heads,
        study_label("worst", lang),
    )
    at = [LEVELS.index(level) for level in SHOWN]
    for spread in _shown(study):
        values = [*spread.levels[at], spread.cvar]
        table.add_row(study_label(spread.key, lang), *_cells(spread, values, lang))
    table.caption = study_label("spread_note", lang)
    return table


def _shown(study: MonteCarlo):
    return (spread for spread in study.summary.spreads if spread.key not in LEFT_OUT)


def _cells(spread: Spread, values, lang: str, unknown: tuple[int, ...] = ()) -> list[str]:
    """The unit, then the numbers of one row; in the places `unknown` infinity is no answer."""
    if spread.n_answered < FEWEST:
        values = [*values[: 1 if unknown else 0], *[math.nan] * (len(values) - bool(unknown))]
    kind, cells = kind_of(spread.key), []
    unit = money_unit([MILLION], lang) if kind == "cny" else None
    for place, value in enumerate(values):
        if math.isinf(value) and place not in unknown:
            cells.append(study_label("never", lang))
        elif not math.isfinite(value):
            cells.append(NOTHING)
        else:
            cells.append(in_unit(value, unit) if unit else of_kind(value, kind, lang))
    return [unit.name if unit else UNIT_WORDS[kind].text(lang), *cells]


def law_table(study: MonteCarlo, lang: str):
    """Every law in force, what its mean does to the plan, and its source."""
    heads = (study_label(key, lang) for key in ("number", "law", "pull_cny"))
    table = titled_table(study_label("laws", lang), *heads, label("source", lang), left=(0, 1, 3))
    pulls = {pull.driver.name: pull.npv_change_cny for pull in study.lean.pulls}
    for driver in study.drivers:
        where = study_label("embedded" if driver.default else "own", lang)
        name = number_name(driver.variables, lang)
        pull_cny = pulls.get(driver.name, 0.0)
        shown = grouped(pull_cny / THOUSAND) if abs(pull_cny) >= THOUSAND / 2 else NOTHING
        source = source_name(driver.source, lang)
        table.add_row(name, law_text(driver, lang), shown, with_unit(source, where, lang))
    table.caption = study_label("laws_note", lang, npv=label("project_npv_cny", lang))
    return table


def correlation_lines(study: MonteCarlo, lang: str) -> Iterator[str]:
    """Which numbers move together, and how we know."""
    for row in study.prepared.loaded.scenario.correlation:
        names = " – ".join(row.between)
        text = study_label("moves_with", lang, names=names, x=f"{row.normal_frac:.3g}")
        yield with_unit(text, source_name(row.source, lang), lang)


def source_lines(study: MonteCarlo, lang: str) -> Iterator[str]:
    """Title and publisher of every source of a law."""
    scenario = study.prepared.loaded.scenario
    for source in dict.fromkeys(driver.source for driver in study.drivers):
        title, publisher, dated, _ = source_of(scenario, source)
        if source == "assumption" or not title.text(lang):
            continue
        by = listed((part for part in (publisher.text(lang), dated) if part), lang)
        text = with_colon(source, title.text(lang), lang)
        yield with_unit(text, by, lang) if by else text
