"""What is told of the same building under other ways to pay for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pvlift.errors import Words
from pvlift.report.document import Column, Document, Section, Sentence, Table, own
from pvlift.report.figure import Axis, Bars, Figure, Panel, Rule
from pvlift.report.version import version
from pvlift.report.words.models import word
from pvlift.report.words.numbers import money, number, numbers, percent
from pvlift.report.words.terms import CONFIDENCE_WORDS, flat, floor_words, put, term, told

if TYPE_CHECKING:
    from pvlift.facts.models import Model
    from pvlift.study.models.compare import Comparison, ModelResult

MEASURES = {  # of models.csv, with their kinds
    "government_cny": "cny",
    "fiscal_npv_cny": "cny",
    "residents_cny": "cny",
    "maintenance_fund_cny": "cny",
    "roof_rent_cny": "cny",
    "equity_irr": "frac",
    "equity_npv_cny": "cny",
    "payback_years": "years",
    "promise_kept": "text",
    "promise_kept_frac": "frac",
    "paid_back_frac": "frac",
    "can_be_carried": "text",
    "carried_frac": "frac",
}
SENTENCE = Words(
    "What one flat of each floor pays a year under every model, money at construction spread over "
    "the years; nothing to pay is no bar.",
    "各模式下每层一户折合每年支付的金额（一次性费用已折算到各年）；无柱即不需支付。",
)


def compare_content(found: Comparison) -> Document:
    """The whole answer of a comparison."""
    fit = [result for result in found.results if result.unfit is None]
    floors = tuple(_floor_table(fit, kind) for kind in range(len(fit[0].floors) if fit else 0))
    drawn = (_floor_figure(found, fit),) if floors else ()
    answer = (*_answer(found, fit), _model_table(found))
    return Document(
        "compare",
        own(found.loaded.scenario.name),
        (
            Section("answer", term("answer"), answer),
            Section("floors", None, (*floors, *drawn)),
            Section("terms", word["terms"], tuple(map(_terms, found.results))),
            Section("assumed", word["assumed"], _assumed(found)),
        ),
        _data(found),
        appendix=(_model_file(found), _floor_file(found)),
    )


def title_of(model: Model) -> Words:
    """A model's title."""
    return Words(model.title_en, model.title_zh)


def chance_of(result: ModelResult) -> float:
    """The lowest chance of consent among the kinds of stairwell."""
    return min(vote.chance_frac for vote in result.consent)


def _answer(found: Comparison, fit: list[ModelResult]) -> list[Sentence]:
    """Of the models that can be carried out the lightest on residents and the likeliest; and those
    that cannot."""
    if not fit:
        return [Sentence(word["answer_none"], "bad")]
    probability = found.loaded.scenario.target.probability
    sure = [result for result in fit if result.is_sure(probability)]
    said = []
    if sure:
        least = min(sure, key=lambda result: result.residents_cny)
        likely = max(sure, key=chance_of)
        words = word.put(
            "answer",
            least=title_of(least.model),
            paid=told(money, least.residents_cny),
            likely=title_of(likely.model),
            chance=percent(chance_of(likely), 0),
        )
        said.append(Sentence(words))
    else:
        said.append(Sentence(word["answer_no_sure"], "bad"))
    titles = [title_of(result.model) for result in fit if result not in sure]
    if sure and titles:
        names = Words("; ".join(t.en for t in titles), "；".join(t.zh for t in titles))
        said.append(Sentence(word.put("cannot", p=percent(probability, 0), names=names), "bad"))
    return said


def _model_table(found: Comparison) -> Table:
    """Who pays, what the investor gets and how sure it is, a row for each model."""
    rows = found.results
    columns = (
        Column("model", word["model"], [_named(result) for result in rows]),
        Column(
            "government_cny", word["government"], [_of(r, "government_cny") for r in rows], "cny"
        ),
        Column("residents_cny", word["residents"], [_of(r, "residents_cny") for r in rows], "cny"),
        Column("equity_irr", word["irr"], [_irr(result) for result in rows], "frac", 1),
        Column(
            "carried",
            word["carried"],
            [_carried(result, found.loaded.scenario.target.probability) for result in rows],
            align="right",
        ),
        Column("consent", word["consent"], [_consent(result) for result in rows], "frac", 0),
    )
    return Table("ways", word["title"], columns, in_file=False)


def _of(result: ModelResult, key: str):
    return own("") if result.unfit is not None else getattr(result, key)


def _named(result: ModelResult) -> Words:
    """The title, and why a model does not fit."""
    title = title_of(result.model)
    if result.unfit is None:
        return title
    return Words(f"{title.en}\n{result.unfit.en}", f"{title.zh}\n{result.unfit.zh}")


def _irr(result: ModelResult) -> Words | float:
    """The investor's return, or why there is none to tell."""
    if result.unfit is not None:
        return own("")
    if result.model.builds == "residents" and result.model.pv == "none":
        return word["no_investor"]
    return float(result.outcome.indicators.equity_irr[0])


def _carried(result: ModelResult, probability: float) -> Words:
    """Whether the lifts' costs are covered and the money is back, and how surely."""
    if result.unfit is not None:
        return own("")
    key = "no" if not result.is_carried else "yes" if result.is_sure(probability) else "on_paper"
    return word.put("kept_in", word=word[key], chance=percent(result.carried_frac, 0))


def _consent(result: ModelResult) -> Words | float:
    return own("") if result.unfit is not None else chance_of(result)


def _floor_table(fit: list[ModelResult], kind: int) -> Table:
    """What one flat pays, floor by floor: money at construction and mean year."""
    first = fit[0].floors[kind]
    names, rows, groups = [], [], []
    for result in fit:
        floors = result.floors[kind]
        names += [word["build"], word["mean_year"]]
        rows += [floors.build_cny, floors.yearly_cny.mean(axis=1)]
        groups += [title_of(result.model), None]
    heads = tuple(floor_words(n + 1) for n in range(len(first.build_cny)))
    title = put(Words("{t}: {s}", "{t}：{s}"), t=word["floors"], s=first.stairwell)
    columns = (
        Column("model", word["model"], names),
        Column("cny_per_flat", own(""), rows, "cny", across=heads),
    )
    return Table(
        f"flat_{kind}", title, columns, groups=tuple(groups), in_file=False, whole_cny=True
    )


def _terms(result: ModelResult) -> Sentence:
    model = result.model
    by = "" if model.source == "assumption" else f"{model.source} "
    said = Words("{t} ({p}; {by}{c}): {n}", "{t}（{p}；{by}{c}）：{n}")
    return Sentence(
        put(
            said,
            t=title_of(model),
            p=Words(model.place_en, model.place_zh),
            by=by,
            c=CONFIDENCE_WORDS[model.confidence],
            n=Words(model.note_en, model.note_zh),
        )
    )


def _assumed(found: Comparison) -> tuple[Sentence, Sentence]:
    values = [word.put(key, x=f"{n:.3g}") for key, n in consent_values(found).items()]
    listed = Words(", ".join(w.en for w in values), "，".join(w.zh for w in values))
    note = Words(found.consent.note_en, found.consent.note_zh)
    return Sentence(listed, "doubt"), Sentence(note, "more")


def consent_values(found: Comparison) -> dict[str, float]:
    """The numbers of the assumption row."""
    row = found.consent.model_dump(mode="python")
    return {key: value for key, value in row.items() if isinstance(value, (int, float))}


def _floor_figure(found: Comparison, fit: list[ModelResult]) -> Figure:
    """Bars by floor and model for the first kind of stairwell; building money spread over years."""
    n_floors = len(fit[0].floors[0].build_cny)
    floor, width, marks = np.arange(n_floors), 0.84 / len(fit), []
    for n, result in enumerate(fit):
        words = put(
            Words("{t} ({c} {x})", "{t}（{c} {x}）"),
            t=title_of(result.model),
            c=flat(word["consent"]),
            x=percent(chance_of(result), 0),
        )
        place = floor + (n - 0.5 * (len(fit) - 1)) * width
        marks.append(
            Bars(place, result.floors[0].spread_cny, words, f"series_{n % 7}", width=width)
        )
    row = found.consent
    rate = percent(row.loan_rate_per_year, None)
    note = word.put("per_year", years=row.loan_years, rate=rate)
    names = tuple(floor_words(n + 1) for n in floor)
    panel = Panel(
        Axis(kind="name", names=names),
        Axis(word["axis"], "number"),
        (*marks, Rule(0.0)),
        note,
        height=4,
    )
    return Figure("floors", word["title"], SENTENCE, (panel,), own(found.loaded.scenario.name))


def _model_file(found: Comparison) -> Table:
    """One row for each model with all its measures."""
    probability = found.loaded.scenario.target.probability
    rows = [_model_data(result, probability) for result in found.results]
    chance = [None if r.unfit is not None else chance_of(r) for r in found.results]
    columns = [
        Column("model", word["key"], [row["id"] for row in rows]),
        Column("title", word["model"], [row["title"] for row in rows]),
        *(
            Column(key, word[f"col_{key}"], [row.get(key) for row in rows], kind)
            for key, kind in MEASURES.items()
        ),
        Column("consent_frac", word["col_consent_frac"], chance, "frac"),
    ]
    return Table("models", word["title"], tuple(columns))


def _floor_file(found: Comparison) -> Table:
    """One row for each model, stairwell, floor and year (0: construction)."""
    rows = [
        (result.model.id, floors.stairwell, floor + 1, year, float(cny))
        for result in found.results
        for floors in result.floors
        for floor, build in enumerate(floors.build_cny)
        for year, cny in enumerate([build, *floors.yearly_cny[floor]])
    ]
    columns = (
        Column("model", word["key"], [row[0] for row in rows]),
        Column("stairwell", word["col_stairwell"], [row[1] for row in rows]),
        Column("floor", word["col_floor"], [row[2] for row in rows], "count"),
        Column("year", term("year"), [row[3] for row in rows], "year"),
        Column("cny_per_flat", word["col_cny_per_flat"], [row[4] for row in rows], "cny"),
    )
    return Table("floors", word["floors"], columns)


def _data(found: Comparison) -> dict:
    probability = found.loaded.scenario.target.probability
    return {
        "pvlift": version(),
        "scenario": {"name": found.loaded.scenario.name, "sha256": found.loaded.sha256},
        "draws": found.n_draws,
        "models": [_model_data(result, probability) for result in found.results],
        "consent_assumptions": consent_values(found)
        | {"source": found.consent.source, "confidence": found.consent.confidence},
    }


def _model_data(result: ModelResult, probability: float) -> dict:
    model = result.model
    said = {
        "id": model.id,
        "title": title_of(model),
        "place": Words(model.place_en, model.place_zh),
        "source": model.source,
        "confidence": model.confidence,
        "note": Words(model.note_en, model.note_zh),
        "fits": result.unfit is None,
    }
    if result.unfit is not None:
        return said | {"why_not": result.unfit}
    measures = result.outcome.indicators
    return said | {
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
        "can_be_carried": result.is_sure(probability),
        "carried_frac": number(result.carried_frac, 4),
        "stairwells": [
            {
                "name": floors.stairwell,
                "flats_per_floor": number(floors.flats_per_floor, 3),
                "build_cny_per_flat": numbers(floors.build_cny, 2),
                "yearly_cny_per_flat": [numbers(row, 2) for row in floors.yearly_cny],
                "spread_cny_per_flat_per_year": numbers(floors.spread_cny, 2),
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
