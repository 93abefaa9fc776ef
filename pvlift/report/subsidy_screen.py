"""Subsidy answers on the terminal and in a folder."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from pvlift.report.folder import csv_text, replacing
from pvlift.report.numbers import grouped, money
from pvlift.report.screen import printing
from pvlift.report.subsidy_tables import (
    NO_ANSWER,
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
from pvlift.report.subsidy_words import METHODS, RISKS, word
from pvlift.report.titled import titled_table
from pvlift.report.words import label, plain
from pvlift.study.forms import TITLES
from pvlift.study.obstacles import obstacles

if TYPE_CHECKING:
    from pvlift.study.subsidy import LeastSubsidy
    from pvlift.study.viability import ViabilityMap


def show_subsidy(
    results: tuple[LeastSubsidy, ...], lang: str, out: Path | None = None, stream=None
) -> None:
    """Print one form with its proof, or all forms side by side."""
    case = results[0].case
    with printing(stream or sys.stdout) as console:
        console.print(plain(case.prepared.loaded.scenario.name), style="bold")
        console.print(word("on_top" if case.kept_grants else "own_grants", lang), style="dim")
        if len(results) == 1:
            _show_one(console, results[0], lang)
        else:
            _show_forms(console, results, lang)
        console.print(label("not_advice", lang), style="dim")
        if out is not None:
            console.print(label("results_in", lang).format(folder=plain(str(out))))


def _show_one(console, found: LeastSubsidy, lang: str) -> None:
    console.print()
    console.print(answer_text(found, lang))
    for words in obstacles(found):
        console.print(f" • {words.text(lang)}")
    if found.method in NO_ANSWER:
        console.print(word("try_all", lang))
    console.print()
    if found.method == "unavailable":
        return
    heads = (word("proof", lang), found.form.unit.text(lang), word("met", lang))
    table = titled_table("", *heads)
    for row in proof_rows(found, lang):
        table.add_row(*row)
    console.print(table)
    console.print(f"{word('method', lang)}: {METHODS[found.method].text(lang)}", style="dim")
    if doubt_text(found, lang):
        console.print(doubt_text(found, lang), style="dim")
    console.print()
    table = titled_table("", word("cost", lang), "")
    for row in cost_rows(found, lang):
        table.add_row(*row)
    console.print(table)


def _show_forms(console, results: tuple[LeastSubsidy, ...], lang: str) -> None:
    able = [f for f in results if f.method not in NO_ANSWER]
    unable = [f for f in results if f.method in NO_ANSWER]
    able.sort(key=lambda f: f.cost.public_npv_cny)
    console.print()
    heads = ("form", "level", "cost_today", "per_lift", "per_household", "peak_year", "beyond")
    table = titled_table(word("forms", lang), *(word(key, lang) for key in heads))
    for found in able:
        cost, (year, peak_cny) = found.cost, peak_year(found)
        level = level_text(found, lang)
        if found.method != "none_needed":
            level = f"{level} {found.form.unit.text(lang)}"
        table.add_row(
            TITLES[found.form.name].text(lang),
            level,
            money(cost.public_npv_cny, lang),
            grouped(cost.per_lift_cny),
            grouped(cost.per_household_cny),
            f"{year}: {money(peak_cny, lang)}",
            money(cost.beyond_need_cny, lang),
        )
    console.print(table)
    heads = ("form", "price_risk", "stop_risk", "late_risk", "purse_range", "investor_range")
    table = titled_table("", *(word(key, lang) for key in heads), left=(0, 1, 2, 3))
    for found in able:
        cost = found.cost
        table.add_row(
            TITLES[found.form.name].text(lang),
            *(who.text(lang) for who in RISKS[found.form.name]),
            f"{grouped(cost.fiscal_npv_p10_cny)} … {grouped(cost.fiscal_npv_p90_cny)}",
            f"{grouped(cost.investor_npv_p10_cny)} … {grouped(cost.investor_npv_p90_cny)}",
        )
    console.print(table)
    if unable:
        console.print(word("why_not", lang), style="bold cyan")
        for found in unable:
            title = TITLES[found.form.name].text(lang)
            for n, words in enumerate(obstacles(found)):
                text = words.text(lang)
                start = f" × {title}: " if found.method == "unavailable" else " × "
                console.print((start if n == 0 else "   ") + text)


def show_programmes(lang: str, stream=None) -> None:
    """Print the library of programmes."""
    heads = ("id", word("place", lang), word("rule", lang), word("confidence", lang))
    table = titled_table(word("programmes", lang), *heads, left=(0, 1, 2, 3))
    for name, when, _, paid, confidence in programme_rows(lang):
        table.add_row(name, when, paid, confidence)
    with printing(stream or sys.stdout) as console:
        console.print(table)


def subsidy_document(
    results: tuple[LeastSubsidy, ...], lang: str, where: ViabilityMap | None = None
) -> str:
    """All answers as JSON text."""
    found = subsidy_dict(results, lang, where)
    return json.dumps(found, ensure_ascii=False, indent=1, allow_nan=False)


def programmes_document(lang: str) -> str:
    """The library of programmes as JSON text."""
    keys = ("id", "place", "title", "pays", "confidence")
    rows = [dict(zip(keys, row, strict=True)) for row in programme_rows(lang)]
    return json.dumps({"programmes": rows}, ensure_ascii=False, indent=1)


def write_subsidy(
    results: tuple[LeastSubsidy, ...], where: ViabilityMap | None, out: Path, lang: str
) -> None:
    """Write JSON, tables and pictures into a folder."""
    from pvlift.report.subsidy_plots import forms_bar, viability

    rows = form_rows(results, lang)
    name = results[0].case.prepared.loaded.scenario.name
    with replacing(out) as aside:
        document = subsidy_document(results, lang, where) + "\n"
        (aside / "subsidy.json").write_text(document, "utf-8")
        table = [list(rows[0]), *(list(row.values()) for row in rows)]
        (aside / "forms.csv").write_text(csv_text(table), "utf-8-sig")
        (aside / "forms_by_year.csv").write_text(csv_text(year_rows(results, lang)), "utf-8-sig")
        if len(results) > 1:
            forms_bar(results, lang).savefig(aside / "forms.png")
        if where is not None:
            viability(where, name, lang).savefig(aside / "map.png")
