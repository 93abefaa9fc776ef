"""The electricity of the lifts as tables: two models, what-ifs, published ranges, classes."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

from pvlift.errors import Words
from pvlift.report.render.sheet import titled_table
from pvlift.report.words.numbers import grouped, number, numbers, percent, rounded
from pvlift.report.words.plant import said
from pvlift.report.words.terms import plain, with_unit

if TYPE_CHECKING:
    from pvlift.study.answers.lift_answers import LiftAnswer

SHORT_STEPS = {
    "travel": Words("ways", "行程"),
    "load": Words("load", "载重"),
    "serving": Words("serving", "服务"),
    "standing_time": Words("standing time", "待机时长"),
    "sleep": Words("sleep", "休眠"),
}
MOST_LIFTS = 6  # kinds of stairwell on a terminal


def lift_table(answers: tuple[LiftAnswer, ...], lang: str):
    """Both models of every kind of stairwell beside the plausible range."""
    figures = ("standard", "journeys", "standing", "starts", "wait")
    heads = ("stairwell", *(f"head_{key}" for key in figures), "plausible")
    table = titled_table(said("lifts", lang), *(said(key, lang) for key in heads))
    for one in answers[:MOST_LIFTS]:
        both, own = one.both, one.held[0]
        still = both.standard_standing_kwh / max(both.standard_kwh, 1e-9)
        if one.model == "journeys":
            still = both.journeys_standing_kwh / max(both.journeys_kwh, 1e-9)
        kwh = {"standard": both.standard_kwh, "journeys": both.journeys_kwh}
        cells = [grouped(value) + (" *" if key == one.model else "") for key, value in kwh.items()]
        out = "" if own.is_inside else f" ({said('outside', lang)})"
        table.add_row(
            plain(one.name),
            *cells,
            percent(still, 0),
            grouped(both.starts_per_day),
            grouped(wait_s(one)),
            f"{own.band.low:.0f}–{own.band.high:.0f}{out}",
        )
    table.caption = _caption(answers, lang)
    return table


def _caption(answers: tuple[LiftAnswer, ...], lang: str) -> str:
    """What the star means, why the models differ, and what others measured."""
    one = max(answers, key=lambda answer: answer.n_lifts)
    parts = [
        f"{SHORT_STEPS[step.name].text(lang)} {grouped(step.kwh_per_year, sign='+')}"
        for step in one.both.steps
    ]
    beside = [held.band for held in one.held if held.band.quantity == "total"][1:]
    seen = [with_unit(_span(b.low, b.high), _note(b, lang), lang) for b in beside]
    if lang == "zh":
        lines = [
            f"* 方案采用。两种模型之差（{plain(one.name)}）：{'，'.join(parts)}。",
            f"公开数据：{'；'.join(seen)}。",
        ]
    else:
        lines = [
            f"* counted in the plan. Why the models differ ({plain(one.name)}): "
            f"{', '.join(parts)}.",
            f"Published: {'; '.join(seen)}.",
        ]
    if len(answers) > MOST_LIFTS:
        lines.append(f"+ {len(answers) - MOST_LIFTS}: lifts.csv")
    return "\n".join(lines)


def _note(band, lang: str) -> str:
    return band.note_zh if lang == "zh" else band.note_en


def _span(low: float, high: float) -> str:
    return f"{low:.0f}" if low == high else f"{low:.0f}–{high:.0f}"


def wait_s(one: LiftAnswer) -> float:
    """Mean wait over the calls of the year; nan without calls. [s]"""
    calls = one.year.hours.groups_per_h
    total = float(calls.sum())
    return float(calls @ one.year.hours.wait_s) / total if total > 0.0 else math.nan


def asleep_frac(one: LiftAnswer) -> float:
    """Share of the calls that find the car asleep; nan without calls."""
    if not one.sleeps:
        return 0.0
    hours = one.year.hours
    calls = hours.groups_per_h
    still = hours.standby5_frac + hours.standby30_frac
    total = float(calls.sum())
    return float(calls @ still) / total if total > 0.0 else math.nan


def what_if_sums(answers: tuple[LiftAnswer, ...], n_wells: list[int]) -> list[tuple]:
    """Key, words, kWh and change of every what-if over all lifts of the plan.

    A stairwell for which a question makes no sense keeps its own energy.
    """
    words = {row.name: row.words for one in answers for row in one.what_ifs}
    base = sum(n * one.what_ifs[0].kwh_per_year for n, one in zip(n_wells, answers, strict=True))
    found = []
    for key in words:
        change = sum(
            n * row.change_kwh_per_year
            for n, one in zip(n_wells, answers, strict=True)
            for row in one.what_ifs
            if row.name == key
        )
        found.append((key, words[key], base + change, change))
    return found


def what_if_table(answers: tuple[LiftAnswer, ...], n_wells: list[int], lang: str):
    """Every what-if over all lifts, in kWh and at the lifts' price."""
    heads = ("what_if", "kwh", "change_kwh", "change_cny")
    table = titled_table(said("what_ifs", lang), *(said(key, lang) for key in heads))
    price = _mean_price(answers)
    for _, words, kwh, change in what_if_sums(answers, n_wells):
        signed = (grouped(value, sign="+") for value in (change, change * price))
        table.add_row(words.text(lang), grouped(kwh), *signed)
    from pvlift.study.answers.lift_answers import regeneration_words

    one = max(answers, key=lambda answer: answer.n_lifts)
    table.caption = regeneration_words(one.regeneration).text(lang)
    return table


def _mean_price(answers: tuple[LiftAnswer, ...]) -> float:
    weights = [one.n_lifts for one in answers]
    prices = [one.regeneration.price_cny_per_kwh for one in answers]
    return sum(w * p for w, p in zip(weights, prices, strict=True)) / sum(weights)


def lifts_csv(answers: tuple[LiftAnswer, ...], lang: str) -> Iterator[list]:
    """Rows of lifts.csv: one figure a row."""
    yield [said(key, lang) for key in ("stairwell", "item", "value", "unit", "note")]
    for one in answers:
        for item, value, unit, note in _figures(one, lang):
            yield [one.name, item, value, unit, note]


def _figures(one: LiftAnswer, lang: str) -> Iterator[tuple]:
    both, kwh = one.both, said("kwh", lang)
    yield said("counted", lang), said(one.model, lang), "", ""
    yield said("stops", lang), one.n_stops, "", ""
    yield said("travel", lang), round(one.travel_m, 2), "m", ""
    yield said("riders", lang), round(one.riders, 2), "", ""
    yield said("rides", lang), round(one.year.rides_per_day, 1), "", ""
    yield said("starts", lang), round(both.starts_per_day, 1), "", ""
    yield said("wait", lang), number(wait_s(one), 1), "s", ""
    yield said("asleep", lang), number(100.0 * asleep_frac(one), 1), "%", ""
    for model in ("standard", "journeys"):
        name = said(model, lang)
        yield name, round(getattr(both, f"{model}_kwh"), 1), kwh, ""
        share = getattr(both, f"{model}_standing_kwh")
        yield f"{name}: {said('standing', lang)}", round(share, 1), kwh, ""
    for step in both.steps:
        name = f"{said('difference', lang)}: {SHORT_STEPS[step.name].text(lang)}"
        yield name, round(step.kwh_per_year, 1), kwh, step.words.text(lang)
    for held in one.held:
        band = held.band
        is_total = band.quantity == "total"
        scale, unit = (1.0, kwh) if is_total else (100.0, "%")
        span = _span(scale * band.low, scale * band.high)
        note = f"{_note(band, lang)} [{band.source}, {band.confidence}]"
        if held.is_inside is False:
            note = f"{said('outside', lang)}: {note}"
        yield said("range", lang), span, unit, note
    yield said("iso_class", lang), one.letter.letter, "", one.letter.note.text(lang)
    yield said("vdi_kwh", lang), round(one.vdi.total_kwh, 1), kwh, ""
    yield said("vdi_class", lang), one.vdi.overall_class, "", one.vdi.note.text(lang)
    yield said("extra", lang), round(one.extra_kwh, 1), kwh, ""
    from pvlift.study.answers.lift_answers import regeneration_words

    found = one.regeneration
    note = regeneration_words(found).text(lang)
    yield said("regeneration", lang), number(found.saved_kwh_per_year, 1), kwh, note


def what_ifs_csv(answers: tuple[LiftAnswer, ...], lang: str) -> Iterator[list]:
    """Rows of what_ifs.csv: every variant of every kind of stairwell, one stairwell."""
    heads = ("stairwell", "what_if", "kwh", "change_kwh", "change_cny")
    yield ["key", *(said(key, lang) for key in (*heads, "standing_kwh", "starts", "wait"))]
    for one in answers:
        price = one.regeneration.price_cny_per_kwh
        for row in one.what_ifs:
            change_kwh = row.change_kwh_per_year
            values = (row.kwh_per_year, change_kwh, change_kwh * price, row.standing_kwh_per_year)
            rest = (row.starts_per_day, row.wait_s)
            yield [row.name, one.name, row.words.text(lang), *numbers((*values, *rest), 1)]


def lifts_list(answers: tuple[LiftAnswer, ...], lang: str) -> list[dict]:
    """The key "lifts" of run.json; energies of one lift unless said otherwise."""
    return [_lift_dict(one, lang) for one in answers]


def _lift_dict(one: LiftAnswer, lang: str) -> dict:
    kwh = ("standard_kwh", "journeys_kwh", "standard_standing_kwh", "journeys_standing_kwh")
    return {
        "name": one.name,
        "n_lifts": one.n_lifts,
        "model": one.model,
        "n_stops": one.n_stops,
        "travel_m": number(one.travel_m, 3),
        **rounded(one.both, 2, *kwh, "starts_per_day"),
        "rides_per_day": number(one.year.rides_per_day, 2),
        "wait_s": number(wait_s(one), 2),
        "asleep_frac": number(asleep_frac(one), 4),
        "extra_kwh_per_stairwell": number(one.extra_kwh, 2),
        "differences": [
            {"key": s.name, "kwh": number(s.kwh_per_year, 2), "text": s.words.text(lang)}
            for s in one.both.steps
        ],
        "ranges": [
            {
                "key": held.band.name,
                "quantity": held.band.quantity,
                "low": held.band.low,
                "high": held.band.high,
                "value": number(held.value, 4),
                "inside": held.is_inside,
                "source": held.band.source,
                "confidence": held.band.confidence,
                "text": _note(held.band, lang),
            }
            for held in one.held
        ],
        "iso_class": {"letter": one.letter.letter, "note": one.letter.note.text(lang)},
        "vdi_4707": {
            "kwh": number(one.vdi.total_kwh, 2),
            "class": one.vdi.overall_class,
            "note": one.vdi.note.text(lang),
        },
        "what_ifs_per_stairwell": [
            {
                "key": row.name,
                "text": row.words.text(lang),
                "kwh": number(row.kwh_per_year, 2),
                "change_kwh": number(row.change_kwh_per_year, 2),
            }
            for row in one.what_ifs
        ],
        "regeneration": {
            "fitted": one.regeneration.is_fitted,
            **rounded(one.regeneration, 2, "saved_kwh_per_year", "payback_years"),
            "price_cny_per_kwh": number(one.regeneration.price_cny_per_kwh, 5),
            "cost_cny": one.regeneration.cost_cny,
            "worth_cny_in_15_years": number(one.regeneration.worth_cny, 2),
        },
    }
