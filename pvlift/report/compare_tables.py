"""The comparison of financing models as rows for the screen, CSV and JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from pvlift.errors import Words
from pvlift.money.worth import capital_recovery_frac
from pvlift.report.document import number, numbers, version
from pvlift.report.folder import csv_text, replacing
from pvlift.report.numbers import grouped, money, percent
from pvlift.report.screen import printing
from pvlift.report.titled import titled_table
from pvlift.report.words import CONFIDENCE_WORDS, label, plain

if TYPE_CHECKING:
    from pvlift.facts.models import Model
    from pvlift.study.compare import Comparison, FloorPays, ModelResult

WORDS = {
    "title": Words("Ways to pay for the same lifts", "同一栋楼的不同筹资模式"),
    "model": Words("model", "模式"),
    "place": Words("tried in", "试行地区"),
    "government": Words("government hands out", "政府补助"),
    "residents": Words("residents pay, whole plan", "居民合计支付"),
    "irr": Words("investor's IRR", "投资方内部收益率"),
    "payback": Words("payback", "投资回收期"),
    "promise": Words("residents pay nothing, always", "居民零负担且可持续"),
    "consent": Words("consent", "通过表决"),
    "floor": Words("floor", "楼层"),
    "floors": Words("What one flat pays", "每户支付"),
    "build": Words("at construction", "建设时一次性"),
    "mean_year": Words("mean year", "年均"),
    "per_year": Words(
        "a year, building money spread over {years:g} years at {rate:g} %",
        "折合每年（一次性费用按 {years:g} 年、{rate:g} % 折算）",
    ),
    "axis": Words("CNY per flat and year", "元/户·年"),
    "assumed": Words("Assumptions of the estimate of consent", "表决通过概率的估算假设"),
    "yes": Words("kept", "成立"),
    "no": Words("not kept", "不成立"),
    "pays": Words("residents pay", "居民付费"),
    "no_investor": Words("no investor", "无投资方"),
    "terms": Words("Terms of the models", "各模式条件"),
}


def word(key: str, lang: str) -> str:
    """One entry of this vocabulary."""
    return WORDS[key].text(lang)


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
    return f"{word('yes' if result.outcome.promise.kept[0] else 'no', lang)}, " + percent(
        result.kept_frac, 0
    )


def consent_text(result: ModelResult) -> str:
    """The lowest chance among the kinds of stairwell."""
    return percent(min(vote.chance_frac for vote in result.consent), 0)


def show_compare(found: Comparison, lang: str, out: Path | None = None, stream=None) -> None:
    """Print the models side by side, what each floor pays, and the assumptions of consent."""
    import sys

    with printing(stream or sys.stdout) as console:
        console.print(plain(found.loaded.scenario.name), style="bold")
        keys = ("model", "government", "residents", "irr", "promise", "consent")
        table = titled_table(word("title", lang), *(word(key, lang) for key in keys))
        for result in found.results:
            title = title_of(result.model, lang)
            if result.unfit is not None:
                table.add_row(title, result.unfit.text(lang), "", "", "", "")
                continue
            table.add_row(
                title,
                money(result.government_cny, lang),
                money(result.residents_cny, lang),
                irr_text(result, lang),
                promise_text(result, lang),
                consent_text(result),
            )
        console.print(table)
        for table in _floor_tables(found, lang):
            console.print(table)
        _show_terms(console, found, lang)
        console.print(label("not_advice", lang), style="dim")
        if out is not None:
            console.print(label("results_in", lang).format(folder=plain(str(out))))


def _floor_tables(found: Comparison, lang: str):
    """One table for each kind of stairwell: construction / mean year, by model and floor."""
    fit = [r for r in found.results if r.unfit is None]
    if not fit:
        return
    for kind, first in enumerate(fit[0].floors):
        heads = [str(floor) for floor in range(1, len(first.build_cny) + 1)]
        unit = f"{word('build', lang)} / {word('mean_year', lang)}, CNY"
        title = f"{word('floors', lang)}: {plain(first.stairwell)} ({unit})"
        if lang == "zh":
            unit = f"{word('build', lang)} / {word('mean_year', lang)}，元"
            title = f"{word('floors', lang)}：{plain(first.stairwell)}（{unit}）"
        table = titled_table(title, word("model", lang), *heads)
        for result in fit:
            floors = result.floors[kind]
            cells = [
                f"{grouped(build)} / {grouped(year)}"
                for build, year in zip(
                    floors.build_cny, floors.yearly_cny.mean(axis=1), strict=True
                )
            ]
            table.add_row(title_of(result.model, lang), *cells)
        yield table


def _show_terms(console, found: Comparison, lang: str) -> None:
    console.print(word("terms", lang), style="bold cyan")
    for result in found.results:
        model = result.model
        note = model.note_zh if lang == "zh" else model.note_en
        tag = CONFIDENCE_WORDS[model.confidence].text(lang)
        place = model.place_zh if lang == "zh" else model.place_en
        console.print(f" • {title_of(model, lang)} ({place}; {model.source}, {tag}): {note}")
    row = found.consent
    console.print(word("assumed", lang), style="bold cyan")
    values = ", ".join(f"{key} {value:g}" for key, value in consent_values(found).items())
    console.print(f" ! {values}", style="yellow")
    console.print(f"   {row.note_zh if lang == 'zh' else row.note_en}")


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
    return json.dumps(compare_dict(found, lang), ensure_ascii=False, indent=1, allow_nan=False)


def model_rows(found: Comparison, lang: str) -> list[list[object]]:
    """One row for each model, a heading first."""
    keys = (
        "government_cny",
        "fiscal_npv_cny",
        "residents_cny",
        "maintenance_fund_cny",
        "roof_rent_cny",
        "equity_irr",
        "equity_npv_cny",
        "payback_years",
        "promise_kept",
        "promise_kept_frac",
        "paid_back_frac",
    )
    rows: list[list[object]] = [["model", word("model", lang), *keys, "consent_frac"]]
    for result in found.results:
        told = _model_dict(found, result, lang)
        chance = min((v.chance_frac for v in result.consent), default=None)
        rows.append([told["id"], told["title"], *(told.get(key) for key in keys), chance])
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
    from pvlift.report.compare_plots import floor_payments

    with replacing(out) as aside:
        (aside / "compare.json").write_text(compare_document(found, lang) + "\n", "utf-8")
        (aside / "models.csv").write_text(csv_text(model_rows(found, lang)), "utf-8-sig")
        (aside / "floors.csv").write_text(csv_text(floor_rows(found, lang)), "utf-8-sig")
        if any(result.floors for result in found.results):
            floor_payments(found, lang).savefig(aside / "floors.png")
