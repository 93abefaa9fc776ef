"""Subsidy answers on the terminal and in a folder."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from pvlift.report.folder import write_files
from pvlift.report.render.csv import table_of
from pvlift.report.render.json import json_text
from pvlift.report.render.sheet import say, titled_table
from pvlift.report.screen import MARKS, bullets, heading, page, printing
from pvlift.report.subsidy_tables import (
    NO_ANSWER,
    aim_text,
    answer_text,
    cost_rows,
    doubt_text,
    form_rows,
    level_text,
    peak_year,
    programme_rows,
    proof_rows,
    subsidy_dict,
    year_rows,
)
from pvlift.report.words.numbers import in_unit, money_unit
from pvlift.report.words.subsidy import METHODS, RISKS, word
from pvlift.report.words.terms import CONFIDENCE_WORDS, label, with_colon, with_unit, year_name
from pvlift.study.support.obstacles import obstacles
from pvlift.study.support.support_forms import TITLES

if TYPE_CHECKING:
    from pvlift.study.support.subsidy import LeastSubsidy
    from pvlift.study.support.viability import ViabilityMap


def show_subsidy(
    results: tuple[LeastSubsidy, ...], lang: str, out: Path | None = None, stream=None
) -> None:
    """Print one form with its proof, or all forms side by side."""
    case = results[0].case
    with page(case.prepared.loaded.scenario.name, lang, out, stream) as console:
        say(console, aim_text(case, lang), style="dim")
        say(console, word("on_top" if case.kept_grants else "own_grants", lang), style="dim")
        heading(console, label("answer", lang))
        if len(results) == 1:
            _show_one(console, results[0], lang)
        else:
            _show_forms(console, results, lang)


def _show_answer(console, is_good: bool, text: str) -> None:
    mark, style = MARKS[is_good]
    say(console, text, mark, "bold", style)


def _show_one(console, found: LeastSubsidy, lang: str) -> None:
    able = found.method not in NO_ANSWER
    _show_answer(console, able, answer_text(found, lang))
    bullets(console, (words.text(lang) for words in obstacles(found)))
    if not able:
        bullets(console, [word("try_all", lang)])
    console.print()
    if found.method == "unavailable":
        return
    heads = (word("proof", lang), found.form.unit.text(lang), word("met", lang))
    table = titled_table("", *heads)
    for row in proof_rows(found, lang):
        table.add_row(*row)
    console.print(table)
    say(
        console,
        with_colon(word("method", lang), METHODS[found.method].text(lang), lang),
        style="dim",
    )
    if doubt_text(found, lang):
        say(console, doubt_text(found, lang), style="dim")
    console.print()
    table = titled_table("", word("cost", lang), "")
    for row in cost_rows(found, lang):
        table.add_row(*row)
    console.print(table)


def _show_forms(console, results: tuple[LeastSubsidy, ...], lang: str) -> None:
    able = [f for f in results if f.method not in NO_ANSWER]
    able.sort(key=lambda f: f.cost.public_npv_cny)
    if able:
        best = answer_text(able[0], lang)
        needed = able[0].method != "none_needed"
        _show_answer(console, True, word("cheapest", lang, answer=best) if needed else best)
        console.print()
        console.print(_cost_table(able, lang))
        console.print(_risk_table(able, lang))
    else:
        _show_answer(console, False, aim_text(results[0].case, lang, "no_form"))
    unable = [f for f in results if f.method in NO_ANSWER]
    if unable:
        heading(console, word("why_not", lang))
    for found in unable:
        first, *rest = (words.text(lang) for words in obstacles(found))
        if found.method == "unavailable":
            first = with_colon(TITLES[found.form.name].text(lang), first, lang)
        bullets(console, [first], "×")
        bullets(console, rest, " ")


def _cost_table(able: list[LeastSubsidy], lang: str):
    """Level and public cost of every form that reaches the target."""
    unit = money_unit((found.cost.public_npv_cny for found in able), lang)
    heads = ("form", "level", "cost_today", "per_lift", "per_household", "peak_year", "beyond")
    title = with_unit(word("forms", lang), unit.name, lang)
    table = titled_table(title, *(word(key, lang) for key in heads), left=(0, 1))
    for found in able:
        cost, (year, peak_cny) = found.cost, peak_year(found)
        level = level_text(found, lang)
        if found.method != "none_needed":
            level = f"{level} {found.form.unit.text(lang)}"
        amounts = (cost.public_npv_cny, cost.per_lift_cny, cost.per_household_cny)
        table.add_row(
            TITLES[found.form.name].text(lang),
            level,
            *(in_unit(cny, unit) for cny in amounts),
            f"{in_unit(peak_cny, unit)}\n{year_name(year, lang)}",
            in_unit(cost.beyond_need_cny, unit),
        )
    return table


def _risk_table(able: list[LeastSubsidy], lang: str):
    """Who bears which risk, and how far the results of purse and investor spread."""
    unit = money_unit((found.cost.public_npv_cny for found in able), lang)
    heads = ("form", "price_risk", "stop_risk", "late_risk", "purse_range", "investor_range")
    title = with_unit(word("risks", lang), unit.name, lang)
    table = titled_table(title, *(word(key, lang) for key in heads), left=(0, 1, 2, 3))
    for found in able:
        cost = found.cost
        purse = (cost.purse_cost_npv_p10_cny, cost.purse_cost_npv_p90_cny)
        investor = (cost.investor_npv_p10_cny, cost.investor_npv_p90_cny)
        table.add_row(
            TITLES[found.form.name].text(lang),
            *(who.text(lang) for who in RISKS[found.form.name]),
            *(" … ".join(in_unit(cny, unit) for cny in ends) for ends in (purse, investor)),
        )
    return table


def show_programmes(lang: str, stream=None) -> None:
    """Print the library of programmes."""
    heads = ("id", word("place", lang), word("rule", lang), word("confidence", lang))
    table = titled_table(word("programmes", lang), *heads, left=(0, 1, 2, 3))
    for name, when, _, paid, confidence in programme_rows(lang):
        table.add_row(name, when, paid, CONFIDENCE_WORDS[confidence].text(lang))
    with printing(stream or sys.stdout) as console:
        console.print(table)


def subsidy_document(
    results: tuple[LeastSubsidy, ...], lang: str, where: ViabilityMap | None = None
) -> str:
    """All answers as JSON text."""
    found = subsidy_dict(results, lang, where)
    return json_text(found)


def programmes_document(lang: str) -> str:
    """The library of programmes as JSON text."""
    keys = ("id", "place", "title", "pays", "confidence")
    rows = [dict(zip(keys, row, strict=True)) for row in programme_rows(lang)]
    return json_text({"programmes": rows})


def write_subsidy(
    results: tuple[LeastSubsidy, ...], where: ViabilityMap | None, out: Path, lang: str
) -> None:
    """Write JSON, tables and pictures into a folder."""
    from pvlift.report.pictures.subsidy import forms_bar, viability

    name = results[0].case.prepared.loaded.scenario.name
    files = {
        "subsidy.json": subsidy_document(results, lang, where) + "\n",
        "forms.csv": table_of(form_rows(results, lang)),
        "forms_by_year.csv": year_rows(results, lang),
    }
    if len(results) > 1:
        files["forms.png"] = lambda: forms_bar(results, lang)
    if where is not None:
        files["map.png"] = lambda: viability(where, name, lang)
    write_files(out, files)
