"""Energy, roofs, lifts and losses of a run as tables."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from pvlift.errors import Words
from pvlift.report.document import Column, Table, own
from pvlift.report.plant import RoofRow, StairwellRow, roof_rows, stairwell_rows
from pvlift.report.plant import style_words as styled
from pvlift.report.words.numbers import energy, grouped
from pvlift.report.words.plant import said
from pvlift.report.words.terms import UNIT_WORDS, put, term, with_unit
from pvlift.study.answers.lift_answers import LiftAnswer, regeneration_words

if TYPE_CHECKING:
    from pvlift.study.answers.course import Course
    from pvlift.study.answers.losses import PlantLosses

MOST_ROOFS = 3  # kinds of roof side by side on a page
MOST_LIFTS = 6  # kinds of stairwell on a page
LIFT_KEYS = ("lift_load_kwh", "lift_bought_kwh")
USES = ("made_kwh", "used_by_lifts_kwh", "used_by_others_kwh", "exported_kwh", "curtailed_kwh")
SHORT_STEPS = {
    "travel": Words("ways", "行程"),
    "load": Words("load", "载重"),
    "serving": Words("serving", "服务"),
    "standing_time": Words("standing time", "待机时长"),
    "sleep": Words("sleep", "休眠"),
}


def energy_years_table(outcome: Course) -> Table:
    """The energy ledger by operating year, for a file and JSON."""
    columns = outcome.years_kwh
    years = range(1, outcome.books.ledger.n_years + 1)
    return Table(
        "energy",
        term("energy_years"),
        (
            Column("year", term("year"), list(years), "year"),
            *(Column(key, term(key), kwh, "kwh") for key, kwh in columns.items()),
        ),
    )


def energy_table(outcome: Course) -> Table:
    """Where the roofs' power goes and where the lifts' power comes from, year 1."""
    columns = outcome.years_kwh
    made_kwh, need_kwh = float(columns["made_kwh"][0]), float(columns["lift_load_kwh"][0])
    rows: list[tuple] = []
    for key in (*USES, *LIFT_KEYS) if made_kwh > 0 else LIFT_KEYS:
        whole_kwh = need_kwh if key in LIFT_KEYS else made_kwh
        kwh, name = float(columns[key][0]), term(key)
        if key not in ("made_kwh", "lift_load_kwh"):
            name = Words(f"  {name.en}", f"  {name.zh}")
        part = kwh / whole_kwh if whole_kwh > 0 else None
        rows.append((name, kwh, part, term("of_need" if key in LIFT_KEYS else "of_made")))
    peak_kw = outcome.prepared.project.peak_w / 1000.0
    if peak_kw > 0:
        unit = UNIT_WORDS["kwh_per_kwp"]
        rows.append((term("yield_kwh_per_kwp"), made_kwh / peak_kw, Words("", ""), unit))
    columns = (
        Column("item", term("item"), [row[0] for row in rows]),
        Column("kwh", UNIT_WORDS["kwh"], [row[1] for row in rows], "kwh"),
        Column("share_frac", own("%"), [row[2] for row in rows], "frac", 1),
        Column("of", own(""), [row[3] for row in rows]),
    )
    return Table("energy_year_1", term("energy"), columns, in_file=False)


def plant_table(outcome: Course) -> Table:
    """Roofs, lifts and weather in words."""
    rows = [
        *((own(roof.name), _roof_words(roof)) for roof in roof_rows(outcome)),
        *((own(well.name), _stairwell_words(well)) for well in stairwell_rows(outcome)),
        (term("weather"), outcome.weather_words),
    ]
    columns = (
        Column("item", term("item"), [row[0] for row in rows]),
        Column("value", term("value"), [row[1] for row in rows]),
    )
    return Table("plant", term("plant"), columns, in_file=False)


def _roof_words(row: RoofRow) -> Words:
    peak_kw = grouped(row.peak_w / 1000.0, 1)
    sentence = Words(
        "{n} roof{s}, each {m} modules, {kw} kWp, {style}, tilt {tilt}°, load {mass} kg/m²",
        "{n} 个屋面，每个 {m} 块组件、{kw} 千瓦，{style}，倾角 {tilt}°，荷载 {mass} kg/m²",
    )
    return put(
        sentence,
        n=str(row.count),
        s="" if row.count == 1 else "s",
        m=str(row.n_modules),
        kw=peak_kw,
        style=styled(row.style),
        tilt=f"{row.tilt_deg:g}",
        mass=f"{row.mass_kg_per_m2:.0f}",
    )


def _stairwell_words(row: StairwellRow) -> Words:
    each = row.lift_kwh / row.n_lifts
    sentence = Words(
        "{n} lift{s}, {storeys} storeys, {flats} flats a stairwell, {each} a year each",
        "{n} 台电梯，{storeys} 层、每单元 {flats} 户，每台每年用电 {each}",
    )
    return put(
        sentence,
        n=str(row.n_lifts),
        s="" if row.n_lifts == 1 else "s",
        storeys=str(row.storeys),
        flats=str(row.flats),
        each=Words(energy(each, "en"), energy(each, "zh")),
    )


def roof_table(outcome: Course, found: PlantLosses) -> Table:
    """One roof a row."""
    roofs = outcome.prepared.loaded.scenario.roof
    arrays, figures = outcome.prepared.arrays, found.roofs
    kw = [array.inverter_limit_w / r.count / 1000.0 for array, r in zip(arrays, roofs, strict=True)]
    parts: dict[str, tuple[list, str, int | None]] = {
        "count": ([roof.count for roof in roofs], "count", None),
        "modules": ([f.n_modules for f in figures], "count", None),
        "rows": ([f.n_rows for f in figures], "count", None),
        "tilt": ([array.layout.tilt_deg for array in arrays], "deg", None),
        "pitch": ([f.pitch_m for f in figures], "m", None),
        "ground_cover": ([f.ground_cover_frac for f in figures], "number", 2),
        "peak_kw": ([f.peak_w / 1000.0 for f in figures], "kw", None),
        "inverter_kw": (kw, "kw", None),
        "mass": ([f.mass_kg_per_m2 for f in figures], "kg_per_m2", None),
        "mass_limit": ([_limit(roof) for roof in roofs], "kg_per_m2", None),
        "row_shade": ([f.row_shade_frac for f in figures], "frac", 1),
        "box_shade": ([f.box_shade_frac for f in figures], "frac", 1),
        "yield": ([f.yield_kwh_per_kwp for f in figures], "kwh_per_kwp", None),
        "performance_ratio": ([f.performance_ratio for f in figures], "number", 3),
    }
    columns = [Column("roof", said["roof"], [own(roof.name) for roof in roofs])]
    columns += [
        Column(key, said[key], values, kind, digits)
        for key, (values, kind, digits) in parts.items()
    ]
    page = tuple(range(min(len(roofs), MOST_ROOFS)))
    note = None
    if len(roofs) > MOST_ROOFS:
        note = own(f"+ {len(roofs) - MOST_ROOFS}: roofs.csv")
    return Table("roofs", said["roofs"], tuple(columns), note, page, lying=True)


def _limit(roof):
    limit = roof.load_limit_kg_per_m2
    return said["not_given"] if limit is None else limit


def step_rows(found: PlantLosses) -> list[tuple]:
    """Name, words, change [1], kWh and kWh/kWp of all roofs together, kWh roof by roof."""
    peak_kw, before, rows = found.peak_w.sum() / 1000.0, None, []
    for step in found.steps:
        kwh = float(step.kwh.sum())
        change = kwh / before - 1.0 if before else None
        rows.append((step.name, step.words, change, kwh, kwh / peak_kw, step.kwh))
        before = kwh
    return rows


def loss_table(outcome: Course, found: PlantLosses) -> Table:
    """From the sun to the meter, step by step, roof by roof."""
    rows = step_rows(found)
    columns = [
        Column("key", own("key"), [row[0] for row in rows], shown="file"),
        Column("step", said["step"], [row[1] for row in rows]),
        Column("change_frac", said["change"], [row[2] for row in rows], "frac", 1, 3, signed=True),
        Column("left_kwh", said["left_kwh"], [row[3] for row in rows], "kwh"),
        Column(
            "left_kwh_per_kwp", said["left_kwh_per_kwp"], [row[4] for row in rows], "kwh_per_kwp"
        ),
    ]
    for n, roof in enumerate(outcome.prepared.loaded.scenario.roof):
        kwh = [float(row[5][n]) for row in rows]
        columns.append(Column(f"roof_{n}_kwh", own(roof.name), kwh, "kwh", shown="file"))
    return Table("losses", said["losses"], tuple(columns))


def performance_table(found: PlantLosses) -> Table:
    """Month by month, all roofs together."""
    ac_kwh, light_kwh = found.month_ac_kwh.sum(axis=0), found.month_light_kwh.sum(axis=0)
    ratio = [*found.month_performance_ratio, found.performance_ratio]
    columns = (
        Column("month", said["month"], [*(str(n + 1) for n in range(12)), said["year"]]),
        Column("ac_kwh", said["ac_kwh"], [*ac_kwh, ac_kwh.sum()], "kwh"),
        Column("label_kwh", said["label_kwh"], [*light_kwh, light_kwh.sum()], "kwh"),
        Column("performance_ratio", said["performance_ratio"], ratio, "number", 3, 4),
    )
    return Table("performance", said["performance"], columns)


def lift_table(answers: tuple[LiftAnswer, ...]) -> Table:
    """Both models of every kind of stairwell beside the plausible range."""
    shown = answers[:MOST_LIFTS]
    columns = (
        Column("stairwell", said["stairwell"], [own(one.name) for one in shown]),
        *(
            Column(
                model,
                said[f"head_{model}"],
                [_marked(getattr(one.both, f"{model}_kwh"), one.model == model) for one in shown],
                align="right",
            )
            for model in ("standard", "journeys")
        ),
        Column("standing", said["head_standing"], [_still(one) for one in shown], "frac", 0),
        Column("starts", said["head_starts"], [o.both.starts_per_day for o in shown], "number", 0),
        Column("wait", said["head_wait"], [one.wait_s for one in shown], "number", 0),
        Column("plausible", said["plausible"], [_plausible(one) for one in shown], align="right"),
    )
    return Table("lift_models", said["lifts"], columns, _lift_note(answers), in_file=False)


def _marked(kwh: float, is_counted: bool) -> Words:
    return own(grouped(kwh) + (" *" if is_counted else ""))


def _still(one: LiftAnswer) -> float:
    """Share of a lift's energy that it takes standing, in the model that counts."""
    both = one.both
    if one.model == "journeys":
        return both.journeys_standing_kwh / max(both.journeys_kwh, 1e-9)
    return both.standard_standing_kwh / max(both.standard_kwh, 1e-9)


def _plausible(one: LiftAnswer) -> Words:
    held = one.held[0]
    span = f"{held.band.low:.0f}–{held.band.high:.0f}"
    if held.is_inside:
        return own(span)
    return Words(*(f"{span} ({said('outside', lang)})" for lang in ("en", "zh")))


def _lift_note(answers: tuple[LiftAnswer, ...]) -> Words:
    """What the star means, why the models differ, and what others measured."""
    one = max(answers, key=lambda answer: answer.n_lifts)
    beside = [held.band for held in one.held if held.band.quantity == "total"][1:]

    def text(lang: str) -> str:
        parts = [
            f"{SHORT_STEPS[step.name].text(lang)} {grouped(step.kwh_per_year, sign='+')}"
            for step in one.both.steps
        ]
        seen = [with_unit(_span(b.low, b.high), band_words(b).text(lang), lang) for b in beside]
        if lang == "zh":
            lines = [
                f"* 方案采用。两种模型之差（{one.name}）：{'，'.join(parts)}。",
                f"公开数据：{'；'.join(seen)}。",
            ]
        else:
            lines = [
                f"* counted in the plan. Why the models differ ({one.name}): {', '.join(parts)}.",
                f"Published: {'; '.join(seen)}.",
            ]
        if len(answers) > MOST_LIFTS:
            lines.append(f"+ {len(answers) - MOST_LIFTS}: lifts.csv")
        return "\n".join(lines)

    return Words(text("en"), text("zh"))


def band_words(band) -> Words:
    """What a published range is of."""
    return Words(band.note_en, band.note_zh)


def _span(low: float, high: float) -> str:
    return f"{low:.0f}" if low == high else f"{low:.0f}–{high:.0f}"


def what_if_table(answers: tuple[LiftAnswer, ...], n_wells: list[int]) -> Table:
    """Every what-if over all lifts of the plan, in kWh and at the lifts' price.

    A stairwell for which a question makes no sense keeps its own energy.
    """
    words = {row.name: row.words for one in answers for row in one.what_ifs}
    base = sum(n * one.what_ifs[0].kwh_per_year for n, one in zip(n_wells, answers, strict=True))
    change = [_change_kwh(key, answers, n_wells) for key in words]
    prices = [one.regeneration.price_cny_per_kwh for one in answers]
    price = float(np.average(prices, weights=[one.n_lifts for one in answers]))
    one = max(answers, key=lambda answer: answer.n_lifts)
    cny = [kwh * price for kwh in change]
    columns = (
        Column("what_if", said["what_if"], list(words.values())),
        Column("kwh", said["kwh"], [base + kwh for kwh in change], "kwh"),
        Column("change_kwh", said["change_kwh"], change, "kwh", signed=True),
        Column("change_cny", said["change_cny"], cny, "cny", signed=True),
    )
    note = regeneration_words(one.regeneration)
    return Table("what_ifs_of_all", said["what_ifs"], columns, note, in_file=False)


def _change_kwh(key: str, answers: tuple[LiftAnswer, ...], n_wells: list[int]) -> float:
    return sum(
        n * row.change_kwh_per_year
        for n, one in zip(n_wells, answers, strict=True)
        for row in one.what_ifs
        if row.name == key
    )


def what_if_file(answers: tuple[LiftAnswer, ...]) -> Table:
    """Every variant of every kind of stairwell, one stairwell, for a file."""
    rows = [(one, row) for one in answers for row in one.what_ifs]
    price = [one.regeneration.price_cny_per_kwh for one, _ in rows]
    cny = [row.change_kwh_per_year * p for (_, row), p in zip(rows, price, strict=True)]
    columns = (
        Column("key", own("key"), [row.name for _, row in rows]),
        Column("stairwell", said["stairwell"], [own(one.name) for one, _ in rows]),
        Column("what_if", said["what_if"], [row.words for _, row in rows]),
        Column("kwh", said["kwh"], [row.kwh_per_year for _, row in rows], "kwh"),
        Column("change_kwh", said["change_kwh"], [r.change_kwh_per_year for _, r in rows], "kwh"),
        Column("change_cny", said["change_cny"], cny, "cny", file_digits=1),
        Column(
            "standing_kwh", said["standing_kwh"], [r.standing_kwh_per_year for _, r in rows], "kwh"
        ),
        Column(
            "starts_per_day", said["starts"], [r.starts_per_day for _, r in rows], "number", 0, 1
        ),
        Column("wait_s", said["wait"], [row.wait_s for _, row in rows], "s"),
    )
    return Table("what_ifs", said["what_ifs"], columns)


def lift_file(answers: tuple[LiftAnswer, ...]) -> Table:
    """Everything about the electricity of the lifts, one figure a row."""
    rows = [(own(one.name), *row) for one in answers for row in _figures(one)]
    columns = (
        Column("stairwell", said["stairwell"], [row[0] for row in rows]),
        Column("item", said["item"], [row[1] for row in rows]),
        Column("value", said["value"], [row[2] for row in rows], "number", 1, 2),
        Column("unit", said["unit"], [row[3] for row in rows]),
        Column("note", said["note"], [row[4] for row in rows]),
    )
    return Table("lifts", said["lift_figures"], columns)


def _figures(one: LiftAnswer) -> list[tuple]:
    """Item, value, unit and note of one kind of stairwell."""
    both, kwh, none = one.both, said["kwh"], own("")
    rows: list[tuple] = [
        (said["counted"], said[one.model], none, none),
        (said["stops"], one.n_stops, none, none),
        (said["travel"], one.travel_m, own("m"), none),
        (said["riders"], one.riders, none, none),
        (said["rides"], round(one.year.rides_per_day, 1), none, none),
        (said["starts"], round(both.starts_per_day, 1), none, none),
        (said["wait"], _round(one.wait_s, 1), own("s"), none),
        (said["asleep"], _round(100.0 * one.asleep_frac, 1), own("%"), none),
    ]
    for model in ("standard", "journeys"):
        rows.append((said[model], round(getattr(both, f"{model}_kwh"), 1), kwh, none))
        share = getattr(both, f"{model}_standing_kwh")
        rows.append((_joined(said[model], said["standing"]), round(share, 1), kwh, none))
    for step in both.steps:
        name = _joined(said["difference"], SHORT_STEPS[step.name])
        rows.append((name, round(step.kwh_per_year, 1), kwh, step.words))
    rows += [_held(held) for held in one.held]
    rows += [
        (said["iso_class"], own(one.letter.letter), none, one.letter.note),
        (said["vdi_kwh"], round(one.vdi.total_kwh, 1), kwh, none),
        (said["vdi_class"], own(one.vdi.overall_class), none, one.vdi.note),
        (said["extra"], round(one.extra_kwh, 1), kwh, none),
    ]
    saved = _round(one.regeneration.saved_kwh_per_year, 1)
    return [*rows, (said["regeneration"], saved, kwh, regeneration_words(one.regeneration))]


def _held(held) -> tuple:
    """A published range beside what it is of."""
    band = held.band
    is_total = band.quantity == "total"
    scale, unit = (1.0, said["kwh"]) if is_total else (100.0, own("%"))
    words = band_words(band)
    note = Words(*(f"{text} [{band.source}, {band.confidence}]" for text in words))
    if held.is_inside is False:
        note = _joined(said["outside"], note)
    return said["range"], own(_span(scale * band.low, scale * band.high)), unit, note


def _joined(first: Words, second: Words) -> Words:
    return Words(f"{first.en}: {second.en}", f"{first.zh}：{second.zh}")


def _round(value: float, digits: int) -> float | None:
    return round(value, digits) if math.isfinite(value) else None
