"""The plan beside its setbacks, and what a failure of the operator costs whom, in tables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from pvlift.errors import Words
from pvlift.report.render.sheet import titled_table
from pvlift.report.words.numbers import grouped, in_unit, money_unit, number, numbers
from pvlift.report.words.terms import UNIT_WORDS, Vocabulary, floor_name, plain, with_unit
from pvlift.study.answers.failure import Failure, failures

if TYPE_CHECKING:
    from pvlift.study.plan.outcome import Outcome, StressCase

HEADS = {
    "setbacks": Words("The plan and its setbacks", "方案与不利情形对比"),
    "case": Words("case", "情形"),
    "grants": Words("grants", "补助合计"),
    "project_npv": Words("project\nNPV", "项目投资\n净现值"),
    "equity_npv": Words("equity\nNPV", "资本金\n净现值"),
    "payback": Words("payback,\nyears", "回收期\n（年）"),
    "dscr": Words("lowest DSCR", "最低偿债备付率"),
    "deepest": Words("most\nmoney in", "最大\n资金占用"),
    "shortfall": Words("first year\nwithout cash", "首个\n缺口年"),
    "failure": Words("If the operator fails at the end of a year", "运营方在某年末退出时"),
    "year": Words("year", "年份"),
    "household": Words("each house-\nhold a year", "每户\n每年"),
    "top_floor": Words("top floor\na year", "顶层每户\n每年"),
    "renewal": Words("saved for\nrenewal a year", "每年须备\n更新费"),
    "lender": Words("owed to\nlenders", "尚欠\n贷款"),
    "unserved": Words("grants for years\nnot served", "未履行年限\n的补助"),
    "roofs": Words("roofs would\nbring a year", "屋面\n每年可得"),
    "none": Words("none", "无"),
}
word = Vocabulary(HEADS)
FAILURE = ("household", "top_floor", "renewal", "roofs", "lender", "unserved")
SHOWN_YEARS = 6  # of the table on the screen


class StressRow(NamedTuple):
    """One case in numbers; CNY, years and times."""

    name: Words
    grants_cny: float
    project_npv_cny: float
    equity_npv_cny: float
    payback_years: float
    dscr_min: float
    deepest_cny: float
    first_shortfall_year: int  # 0: none
    reserve_needed_cny: float


def stress_rows(outcome: Outcome) -> list[StressRow]:
    """The plan and its setbacks, the plan first; none where nothing could go wrong."""
    n_lifts = outcome.prepared.project.n_lifts
    return [_row(case, n_lifts) for case in outcome.stresses]


def _row(case: StressCase, n_lifts: int) -> StressRow:
    found = case.indicators
    return StressRow(
        name=case.words,
        grants_cny=float(found.subsidy_per_lift_cny[0] * n_lifts),
        project_npv_cny=float(found.project_npv_cny[0]),
        equity_npv_cny=float(found.equity_npv_cny[0]),
        payback_years=float(found.payback_years[0]),
        dscr_min=float(found.dscr_min[0]),
        deepest_cny=float(case.deepest_cny[0]),
        first_shortfall_year=int(case.promise.first_shortfall_year[0]),
        reserve_needed_cny=float(case.promise.reserve_needed_cny[0]),
    )


def setback_tables(outcome: Outcome, lang: str) -> list:
    """Setbacks and failure for the terminal."""
    rows = stress_rows(outcome)
    tables = [_stress_table(rows, lang)] if len(rows) > 1 else []
    return [*tables, _failure_table(outcome, lang)]


def _stress_table(rows: list[StressRow], lang: str):
    unit = money_unit((row.deepest_cny for row in rows), lang)
    keys = ("case", "grants", "project_npv", "equity_npv", "payback", "deepest", "shortfall")
    title = with_unit(word("setbacks", lang), unit.name, lang)
    table = titled_table(title, *(word(key, lang) for key in keys))
    for row in rows:
        table.add_row(
            plain(row.name.text(lang)),
            in_unit(row.grants_cny, unit),
            in_unit(row.project_npv_cny, unit),
            in_unit(row.equity_npv_cny, unit),
            grouped(row.payback_years, 1),
            in_unit(row.deepest_cny, unit),
            str(row.first_shortfall_year or word("none", lang)),
        )
    return table


def _failure_table(outcome: Outcome, lang: str):
    rows = failures(outcome)
    every = max(1, -(-len(rows) // SHOWN_YEARS))
    unit = money_unit((row.household_cny_per_year for row in rows), lang)
    title = with_unit(word("failure", lang), unit.name, lang)
    table = titled_table(title, *(word(key, lang) for key in ("year", *FAILURE)))
    for row in rows[::every]:
        table.add_row(str(row.year), *(in_unit(value, unit) for value in _failure_values(row)))
    return table


def _failure_values(row: Failure) -> tuple[float, ...]:
    return (
        row.household_cny_per_year,
        max(float(bill.cny_per_year.max()) for bill in row.floors),
        row.renewal_cny_per_year,
        row.roofs_cny_per_year,
        row.lender_cny,
        row.grants_unserved_cny,
    )


def _column(key: str, lang: str) -> str:
    """Heading of a table for a spreadsheet; money with its unit."""
    head, unit = word.flat(key, lang), UNIT_WORDS["cny"].text(lang)
    is_money = key not in ("case", "year", "payback", "dscr", "shortfall")
    return f"{head} ({unit})" if is_money else head


def stress_csv(outcome: Outcome, lang: str) -> Iterator[list]:
    """The plan and its setbacks for a spreadsheet. [CNY]"""
    keys = ("case", "grants", "project_npv", "equity_npv", "payback", "dscr", "deepest")
    yield [_column(key, lang) for key in (*keys, "shortfall")]
    for row in stress_rows(outcome):
        values = (round(n, 2) for n in row[1:-2])
        yield [plain(row.name.text(lang)), *values, row.first_shortfall_year or None]


def failure_csv(outcome: Outcome, lang: str) -> Iterator[list]:
    """Every year of a failure for a spreadsheet, floor by floor. [CNY]"""
    rows = failures(outcome)
    floors = [
        f"{plain(bill.stairwell)} {floor_name(n, lang)} ({UNIT_WORDS['cny'].text(lang)})"
        for bill in rows[0].floors
        for n in range(1, len(bill.cny_per_year) + 1)
    ]
    yield [*(_column(key, lang) for key in ("year", *FAILURE)), *floors]
    for row in rows:
        by_floor = [value for bill in row.floors for value in bill.cny_per_year]
        yield [row.year, *(round(float(n), 2) for n in (*_failure_values(row), *by_floor))]


def stress_list(outcome: Outcome) -> list[dict]:
    """The plan and its setbacks for JSON; an unknown number is null."""
    return [_plain(row, 4) | {"name": row.name._asdict()} for row in stress_rows(outcome)]


def failure_list(outcome: Outcome) -> list[dict]:
    """Every year of a failure for JSON."""
    return [
        _plain(row, 2)
        | {
            "floors": [
                {"stairwell": bill.stairwell, "cny_per_year": numbers(bill.cny_per_year, 2)}
                for bill in row.floors
            ]
        }
        for row in failures(outcome)
    ]


def _plain(row, digits: int) -> dict:
    """The numbers of a record, money and measures rounded, years whole."""
    return {
        key: value if isinstance(value, int) else number(value, digits)
        for key, value in row._asdict().items()
        if isinstance(value, (int, float, np.floating))
    }
