"""Pictures of a run, as data."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pvlift.errors import Words
from pvlift.report.content.run_plant import step_rows
from pvlift.report.document import own
from pvlift.report.figure import Area, Axis, Bars, Figure, Line, Note, Panel, Rule
from pvlift.report.tables import missing_payback_words
from pvlift.report.words.numbers import energy, grouped, percent, years
from pvlift.report.words.plant import month_words, said
from pvlift.report.words.terms import put, term

if TYPE_CHECKING:
    from pvlift.study.answers.course import Course
    from pvlift.study.answers.losses import PlantLosses

MONTHS = Axis(kind="name", names=tuple(month_words(n) for n in range(12)))
SENTENCES = {
    "cash": Words(
        "Above: the running sum of the investor's cash; where it crosses zero for good, the money "
        "is back. Below: the same sum for every party; what one gains another pays.",
        "上图为投资方累计净现金流，最后一次由负转正即收回投资；下图为各方累计净现金流，"
        "一方所得即他方所付。",
    ),
    "energy": Words(
        "Above: where each month's solar power goes. Below: where the power of the lifts comes "
        "from. Only what is used on site replaces power at retail prices.",
        "上图为各月光伏电量去向，下图为电梯用电来源；只有就地消纳的电量才按零售电价计价值。",
    ),
    "promise": Words(
        "Bars: what the lifts cost in each year and what covers it. Line: the cash of the year "
        "before the lifts are paid. Red is what would be lacking.",
        "柱为各年电梯费用及其来源，折线为支付电梯费用前的当年现金；红色为缺口。",
    ),
    "losses": Words(
        "From the sunlight on level ground to the meter: each bar is what one step adds or takes "
        "away. Below: the months' yield as a share of what the label would make of their light.",
        "自水平面总辐照到电表，每一柱为该环节的增减；下图为各月系统效率（PR）。",
    ),
}


def plan_name(outcome: Course) -> Words:
    """The plan's own name."""
    return own(outcome.prepared.loaded.scenario.name)


def cumulative_cash(outcome: Course) -> Figure:
    """Running sums of cash: the investor's with the payback above, all parties below."""
    ledger = outcome.books.ledger
    net = outcome.net_cny
    year = np.arange(ledger.n_years + 1)
    lines = [
        Line(year, cny.cumsum(), term(party), party, strong=party == "investor", end_name=True)
        for party, cny in net.items()
        if cny.any()
    ]
    axis = Axis(term("year"), "year", low=0.0, high=float(ledger.n_years))
    money = Axis(kind="cny")
    upper = Panel(axis._replace(words=None), money, tuple(_investor(outcome, net, year)), height=3)
    lower = Panel(axis, money, (*lines, Rule(0.0)), height=2, legend="none")
    title = term("cumulative")
    return Figure("cumulative_cash", title, SENTENCES["cash"], (upper, lower), plan_name(outcome))


def _investor(outcome: Course, net, year) -> list:
    """The investor's line with what is still missing, the project's beside it, and the payback."""
    line, project = net["investor"].cumsum(), outcome.books.project_cny[0].cumsum()
    payback = float(outcome.indicators.payback_years[0])
    target = outcome.prepared.loaded.scenario.target.payback_years
    marks: list = [
        Area(year, np.minimum(project, 0.0), np.zeros(len(year)), None, "bad", 0.12),
        Area(year, np.zeros(len(year)), np.maximum(project, 0.0), None, "good", 0.16),
        Line(year, project, term("project"), "main", strong=True),
    ]
    if np.abs(project - line).max() > 0.01 * np.ptp(line):
        marks.append(Line(year, line, term("investor"), "grey", dashed=True))
    marks.append(Rule(0.0))
    if not np.isfinite(payback):
        return [*marks, Note(missing_payback_words(outcome, 0), "bad")]
    text = Words(*(years(payback, lang) for lang in ("en", "zh")))
    words = put(Words("payback: {t}", "投资回收期：{t}"), t=text)
    role = "good" if payback <= target else "bad"
    return [*marks, Note(words, role, payback, 0.0, dot=True)]


def energy_by_month(outcome: Course) -> Figure:
    """Year 1 by month: where the roofs' power goes, and where the lifts' power comes from."""
    parts = outcome.months_kwh
    panels = {
        "made_kwh": ("used_by_lifts_kwh", "used_by_others_kwh", "exported_kwh", "curtailed_kwh"),
        "lift_load_kwh": ("used_by_lifts_kwh", "lift_bought_kwh"),
    }
    if not outcome.prepared.arrays:
        del panels["made_kwh"]
    drawn = tuple(
        Panel(
            MONTHS,
            Axis(kind="kwh", low=0.0),
            tuple(_stack({part: parts[part] for part in shown})),
            term(key),
            height,
            "right",
        )
        for height, (key, shown) in zip((3, 2), panels.items(), strict=False)
    )
    return Figure("energy_by_month", term("energy"), SENTENCES["energy"], drawn, plan_name(outcome))


def _stack(parts: dict[str, np.ndarray]) -> list[Bars]:
    """Bars on top of each other; parts that are nothing all year are left out."""
    base, marks = np.zeros(12), []
    for key, kwh in parts.items():
        if kwh.any():
            name = term(key)
            words = Words(*(f"{name.text(lg)}\n{energy(kwh.sum(), lg)}" for lg in ("en", "zh")))
            marks.append(Bars(np.arange(12), kwh, words, key, base))
            base = base + kwh
    return marks


def promise_by_year(outcome: Course) -> Figure:
    """What the lifts cost each year and what covers it; what is lacking in red."""
    parts = outcome.promise_years
    year = np.arange(1, outcome.books.ledger.n_years + 1)
    cash, reserve = parts.from_cash_cny, parts.from_reserve_cny
    marks: list = [Bars(year, np.maximum(cash, 0.0), term("lift_cost_paid"), "good")]
    if reserve.any():
        marks.append(Bars(year, reserve, term("from_reserve"), "sun", cash))
    if parts.lacking_cny.any():
        marks.append(Bars(year, parts.lacking_cny, term("shortfall"), "bad", cash + reserve))
    marks.append(Line(year, parts.before_cny, term("operating_cash"), "ink", points=True))
    if parts.reserve_cny.any():
        level = parts.reserve_cny
        marks.append(Line(year, level, term("reserve_level"), "grid", dashed=True))
    axis = Axis(term("year"), "year", low=0.4, high=year[-1] + 0.6)
    panel = Panel(axis, Axis(kind="cny"), (*marks, Rule(0.0)))
    return Figure("promise", term("promise"), SENTENCES["promise"], (panel,), plan_name(outcome))


def loss_waterfall(outcome: Course, found: PlantLosses) -> Figure:
    """Every step as a bar from what was there to what is left, the months' ratio below."""
    rows = step_rows(found)
    names = (*(row[1] for row in rows), said["yield"])
    left = [row[4] for row in rows]
    highest, lowest = max(left), min(left)
    low = 0.0 if left[-1] < 0.5 * highest else 0.9 * lowest
    axis = Axis(said["from_zero"] if low == 0.0 else said["not_from_zero"], "kwh_per_kwp", (), low)
    upper = Panel(
        axis._replace(high=1.10 * highest - 0.10 * low),
        Axis(kind="name", names=names),
        tuple(_steps(rows, low)),
        height=5,
        legend="none",
    )
    ratio = np.nan_to_num(found.month_performance_ratio)
    labels = tuple(own(grouped(value, 2)) for value in ratio)
    bars = Bars(np.arange(12), ratio, None, "main", labels=labels)
    lower = Panel(
        MONTHS, Axis(kind="number", low=0.0), (bars,), said["performance"], 2, legend="none"
    )
    title, sentence = said["losses"], SENTENCES["losses"]
    return Figure("losses", title, sentence, (upper, lower), plan_name(outcome))


def _steps(rows: list[tuple], low: float) -> list[Bars]:
    marks, before = [], 0.0
    for n, (_, _, change, _, per_kw, _) in enumerate(rows):
        if change is None:
            marks.append(_bar(n, low, per_kw, "sun", own(grouped(per_kw))))
        else:
            role = "good" if per_kw >= before else "bad"
            marks.append(_bar(n, before, per_kw, role, own(percent(change, sign="+"))))
        before = per_kw
    return [*marks, _bar(len(rows), low, before, "main", own(grouped(before)))]


def _bar(at: int, start: float, end: float, role: str, text: Words) -> Bars:
    return Bars([at], [end - start], None, role, [start], 0.66, True, (text,))
