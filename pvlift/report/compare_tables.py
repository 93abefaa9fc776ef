"""The comparison of financing models as rows for the screen, CSV and JSON."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from pvlift.money.worth import capital_recovery_frac
from pvlift.report.folder import write_files
from pvlift.report.render.json import json_text
from pvlift.report.render.sheet import titled_table
from pvlift.report.screen import bullets, heading, page
from pvlift.report.version import version
from pvlift.report.words.models import word
from pvlift.report.words.numbers import (
    grouped,
    in_unit,
    money,
    money_unit,
    number,
    numbers,
    percent,
)
from pvlift.report.words.terms import (
    CONFIDENCE_WORDS,
    UNIT_WORDS,
    floor_name,
    label,
    listed,
    plain,
    with_colon,
    with_unit,
)

if TYPE_CHECKING:
    from pvlift.facts.models import Model
    from pvlift.study.models.compare import Comparison, FloorPays, ModelResult

MEASURES = (  # of models.csv
    *("government_cny", "fiscal_npv_cny", "residents_cny", "maintenance_fund_cny"),
    *("roof_rent_cny", "equity_irr", "equity_npv_cny", "payback_years"),
    *("promise_kept", "promise_kept_frac", "paid_back_frac"),
)


def title_of(model: Model, lang: str) -> str:
    """A model's title in the reader's language."""
    return model.title_zh if lang == "zh" else model.title_en


def spread_cny(found: Comparison, floors: FloorPays) -> np.ndarray:
    """What one flat of each floor pays a year, building money spread. float[n_floors] [CNY]"""
    row = found.consent
    share = capital_recovery_frac(row.loan_rate_per_year, row.loan_years)
    return floors.build_cny * share + floors.yearly_cny.mean(axis=1)


def irr_text(result: ModelResult, lang: str) -> str:
    """The investor's return, or why there is none to tell."""
    if result.model.builds == "residents" and result.model.pv == "none":
        return word("no_investor", lang)
    return percent(float(result.outcome.indicators.equity_irr[0]))


def promise_text(result: ModelResult, lang: str) -> str:
    """Whether residents pay nothing and the lifts run, and how surely."""
    if result.residents_cny > 0.5:
        return word("pays", lang)
    kept = word("yes" if result.outcome.promise.kept[0] else "no", lang)
    return word("kept_in", lang, word=kept, chance=percent(result.kept_frac, 0))


def consent_text(result: ModelResult) -> str:
    """The lowest chance among the kinds of stairwell."""
    return percent(min(vote.chance_frac for vote in result.consent), 0)


def show_compare(found: Comparison, lang: str, out: Path | None = None, stream=None) -> None:
    """Print the models side by side, what each floor pays, and the assumptions of consent."""
    with page(found.loaded.scenario.name, lang, out, stream) as console:
        heading(console, label("answer", lang))
        bullets(console, [_answer_text(found, lang)])
        console.print()
        console.print(_model_table(found, lang))
        for table in _floor_tables(found, lang):
            console.print(table)
        _show_terms(console, found, lang)


def _answer_text(found: Comparison, lang: str) -> str:
    """The model that is lightest on residents, and the one most likely to be agreed on."""
    fit = [result for result in found.results if result.unfit is None]
    if not fit:
        return word("answer_none", lang)
    chances = [min(vote.chance_frac for vote in result.consent) for result in fit]
    least, likely = min(fit, key=lambda result: result.residents_cny), int(np.argmax(chances))
    return word(
        "answer",
        lang,
        least=title_of(least.model, lang),
        paid=money(least.residents_cny, lang),
        likely=title_of(fit[likely].model, lang),
        chance=percent(chances[likely], 0),
    )


def _model_table(found: Comparison, lang: str):
    """Who pays, what the investor gets and how sure it is, a row for each model."""
    fit = [result for result in found.results if result.unfit is None]
    amounts = [cny for result in fit for cny in (result.government_cny, result.residents_cny)]
    unit = money_unit(amounts, lang)
    keys = ("model", "government", "residents", "irr", "promise", "consent")
    title = with_unit(word("title", lang), unit.name, lang)
    table = titled_table(title, *(word(key, lang) for key in keys))
    for result in found.results:
        title = title_of(result.model, lang)
        if result.unfit is not None:
            table.add_row(f"{title}\n{result.unfit.text(lang)}")
            continue
        table.add_row(
            title,
            in_unit(result.government_cny, unit),
            in_unit(result.residents_cny, unit),
            irr_text(result, lang),
            promise_text(result, lang),
            consent_text(result),
        )
    return table


def _floor_tables(found: Comparison, lang: str):
    """One table for each kind of stairwell: money at construction and mean year, by floor."""
    fit = [r for r in found.results if r.unfit is None]
    for kind, first in enumerate(fit[0].floors if fit else ()):
        title = with_colon(word("floors", lang), plain(first.stairwell), lang)
        title = with_unit(title, UNIT_WORDS["cny"].text(lang), lang)
        heads = [floor_name(floor, lang) for floor in range(1, len(first.build_cny) + 1)]
        table = titled_table(title, word("model", lang), *heads)
        for result in fit:
            floors = result.floors[kind]
            table.add_row(title_of(result.model, lang), style="bold")
            for key, cny in (
                ("build", floors.build_cny),
                ("mean_year", floors.yearly_cny.mean(axis=1)),
            ):
                table.add_row(f"  {word(key, lang)}", *(grouped(value) for value in cny))
        yield table


def _show_terms(console, found: Comparison, lang: str) -> None:
    zh = lang == "zh"
    heading(console, word("terms", lang))
    for result in found.results:
        model = result.model
        place, note = (model.place_zh, model.note_zh) if zh else (model.place_en, model.note_en)
        by = "" if model.source == "assumption" else f"{model.source} "
        tag = f"{place}{'；' if zh else '; '}{by}{CONFIDENCE_WORDS[model.confidence].text(lang)}"
        title = with_unit(title_of(model, lang), tag, lang)
        bullets(console, [with_colon(title, note, lang)])
    row = found.consent
    heading(console, word("assumed", lang))
    values = (word(key, lang, x=f"{n:.3g}") for key, n in consent_values(found).items())
    bullets(console, [listed(values, lang)], "!")
    bullets(console, [row.note_zh if zh else row.note_en], " ")


def consent_values(found: Comparison) -> dict[str, float]:
    """The numbers of the assumption row."""
    row = found.consent.model_dump(mode="python")
    return {key: value for key, value in row.items() if isinstance(value, (int, float))}


def compare_dict(found: Comparison, lang: str) -> dict:
    """The comparison as plain data."""
    return {
        "pvlift": version(),
        "scenario": {"name": found.loaded.scenario.name, "sha256": found.loaded.sha256},
        "draws": found.n_draws,
        "models": [_model_dict(found, result, lang) for result in found.results],
        "consent_assumptions": consent_values(found)
        | {"source": found.consent.source, "confidence": found.consent.confidence},
    }


def _model_dict(found: Comparison, result: ModelResult, lang: str) -> dict:
    model = result.model
    told = {
        "id": model.id,
        "title": title_of(model, lang),
        "place": model.place_zh if lang == "zh" else model.place_en,
        "source": model.source,
        "confidence": model.confidence,
        "note": model.note_zh if lang == "zh" else model.note_en,
        "fits": result.unfit is None,
    }
    if result.unfit is not None:
        return told | {"why_not": result.unfit.text(lang)}
    measures = result.outcome.indicators
    return told | {
        "government_cny": number(result.government_cny, 2),
        "fiscal_npv_cny": number(measures.fiscal_npv_cny[0], 2),
        "residents_cny": number(result.residents_cny, 2),
        "maintenance_fund_cny": number(result.fund_cny, 2),
        "roof_rent_cny": number(result.roof_rent_cny, 2),
        "equity_irr": number(measures.equity_irr[0], 6),
        "equity_npv_cny": number(measures.equity_npv_cny[0], 2),
        "payback_years": number(measures.payback_years[0], 3),
        "promise_kept": bool(result.outcome.promise.kept[0]),
        "promise_kept_frac": number(result.kept_frac, 4),
        "paid_back_frac": number(result.paid_back_frac, 4),
        "stairwells": [
            {
                "name": floors.stairwell,
                "flats_per_floor": number(floors.flats_per_floor, 3),
                "build_cny_per_flat": numbers(floors.build_cny, 2),
                "yearly_cny_per_flat": [numbers(row, 2) for row in floors.yearly_cny],
                "spread_cny_per_flat_per_year": numbers(spread_cny(found, floors), 2),
                "consent": {
                    "chance_frac": number(vote.chance_frac, 4),
                    "turnout_frac": number(vote.turnout_frac, 4),
                    "approval_frac": number(vote.approval_frac, 4),
                    "agree_frac_by_floor": numbers(vote.agree_frac, 4),
                },
            }
            for floors, vote in zip(result.floors, result.consent, strict=True)
        ],
    }


def compare_document(found: Comparison, lang: str) -> str:
    """The comparison as JSON text."""
    return json_text(compare_dict(found, lang))


def model_rows(found: Comparison, lang: str) -> list[list[object]]:
    """One row for each model, a heading first."""
    rows: list[list[object]] = [["model", word("model", lang), *MEASURES, "consent_frac"]]
    for result in found.results:
        told = _model_dict(found, result, lang)
        chance = min((v.chance_frac for v in result.consent), default=None)
        rows.append([told["id"], told["title"], *(told.get(key) for key in MEASURES), chance])
    return rows


def floor_rows(found: Comparison, lang: str) -> list[list[object]]:
    """One row for each model, stairwell, floor and year (0: construction), a heading first."""
    rows: list[list[object]] = [["model", "stairwell", "floor", "year", "cny_per_flat"]]
    for result in found.results:
        for floors in result.floors:
            for floor, build in enumerate(floors.build_cny):
                paid = [build, *floors.yearly_cny[floor]]
                rows += [
                    [result.model.id, floors.stairwell, floor + 1, year, number(cny, 2)]
                    for year, cny in enumerate(paid)
                ]
    return rows


def write_compare(found: Comparison, out: Path, lang: str) -> None:
    """Write JSON, tables and the picture into a folder."""
    from pvlift.report.pictures.compare import floor_payments

    files = {
        "compare.json": compare_document(found, lang) + "\n",
        "models.csv": model_rows(found, lang),
        "floors.csv": floor_rows(found, lang),
    }
    if any(result.floors for result in found.results):
        files["floors.png"] = lambda: floor_payments(found, lang)
    write_files(out, files)
