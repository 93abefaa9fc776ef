"""The plan beside its setbacks, and what a failure of the operator costs whom, in tables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from pvlift.errors import Words
from pvlift.report.numbers import NOTHING, in_unit, money_unit
from pvlift.report.titled import titled_table
from pvlift.report.words import UNIT_WORDS, plain
from pvlift.study.failure import Failure, failures

if TYPE_CHECKING:
    from pvlift.study.outcome import Outcome, StressCase

HEADS = {
    "setbacks": Words("The plan and its setbacks", "计划与受挫情形对比"),
    "case": Words("case", "情形"),
    "grants": Words("grants", "补助合计"),
    "project_npv": Words("project NPV", "项目净现值"),
    "equity_npv": Words("equity NPV", "资本金净现值"),
    "payback": Words("payback, years", "回收期（年）"),
    "dscr": Words("lowest DSCR", "最低偿债备付率"),
    "deepest": Words("most money in", "最大资金占用"),
    "shortfall": Words("first year without cash", "首个缺口年"),
    "failure": Words("If the operator fails at the end of a year", "运营方在某年末退出时"),
    "year": Words("year", "年份"),
    "household": Words("each household a year", "每户每年"),
    "top_floor": Words("top floor a year", "顶层每户每年"),
    "renewal": Words("saved for renewal a year", "每年须备更新费"),
    "lender": Words("owed to lenders", "尚欠贷款"),
    "unserved": Words("grants for years not served", "未履行年限的补助"),
    "roofs": Words("the roofs would bring a year", "屋面每年可得"),
    "none": Words("none", "无"),
}
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


def _head(key: str, lang: str) -> str:
    return HEADS[key].text(lang)


def _titled(key: str, unit_name: str, lang: str) -> str:
    return _head(key, lang) + (f"（{unit_name}）" if lang == "zh" else f" ({unit_name})")


def _stress_table(rows: list[StressRow], lang: str):
    unit = money_unit((row.deepest_cny for row in rows), lang)
    keys = ("grants", "project_npv", "equity_npv", "payback", "deepest", "shortfall")
    table = titled_table(
        _titled("setbacks", unit.name, lang), _head("case", lang), *(_head(k, lang) for k in keys)
    )
    for row in rows:
        first = row.first_shortfall_year
        table.add_row(
            plain(row.name.text(lang)),
            in_unit(row.grants_cny, unit),
            in_unit(row.project_npv_cny, unit),
            in_unit(row.equity_npv_cny, unit),
            f"{row.payback_years:.1f}" if np.isfinite(row.payback_years) else NOTHING,
            in_unit(row.deepest_cny, unit),
            str(first) if first else _head("none", lang),
        )
    return table


def _failure_table(outcome: Outcome, lang: str):
    rows = failures(outcome)
    every = max(1, -(-len(rows) // SHOWN_YEARS))
    unit = money_unit((row.household_cny_per_year for row in rows), lang)
    keys = ("household", "top_floor", "renewal", "roofs", "lender", "unserved")
    table = titled_table(
        _titled("failure", unit.name, lang), _head("year", lang), *(_head(k, lang) for k in keys)
    )
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
    head, unit = _head(key, lang), UNIT_WORDS["cny"].text(lang)
    return head if key in ("payback", "dscr", "shortfall") else f"{head} ({unit})"


def stress_csv(outcome: Outcome, lang: str) -> Iterator[list]:
    """The plan and its setbacks for a spreadsheet. [CNY]"""
    keys = ("grants", "project_npv", "equity_npv", "payback", "dscr", "deepest", "shortfall")
    yield [_head("case", lang), *(_column(key, lang) for key in keys)]
    for row in stress_rows(outcome):
        numbers = row[1:-2]
        first = row.first_shortfall_year
        yield [plain(row.name.text(lang)), *(round(n, 2) for n in numbers), first or None]


def failure_csv(outcome: Outcome, lang: str) -> Iterator[list]:
    """Every year of a failure for a spreadsheet, floor by floor. [CNY]"""
    keys = ("household", "top_floor", "renewal", "roofs", "lender", "unserved")
    rows = failures(outcome)
    floor = "层" if lang == "zh" else "floor"
    unit = UNIT_WORDS["cny"].text(lang)
    floors = [
        f"{plain(bill.stairwell)} {n} {floor} ({unit})"
        for bill in rows[0].floors
        for n in range(1, len(bill.cny_per_year) + 1)
    ]
    yield [_head("year", lang), *(_column(key, lang) for key in keys), *floors]
    for row in rows:
        by_floor = [value for bill in row.floors for value in bill.cny_per_year]
        yield [row.year, *(round(float(n), 2) for n in (*_failure_values(row), *by_floor))]


def stress_list(outcome: Outcome) -> list[dict]:
    """The plan and its setbacks for JSON; an unknown number is null."""
    return [
        row._asdict()
        | {"name": {"en": row.name.en, "zh": row.name.zh}}
        | {
            key: round(value, 4) if np.isfinite(value) else None
            for key, value in row._asdict().items()
            if isinstance(value, float)
        }
        for row in stress_rows(outcome)
    ]


def failure_list(outcome: Outcome) -> list[dict]:
    """Every year of a failure for JSON."""
    return [
        {
            key: round(float(value), 2)
            for key, value in row._asdict().items()
            if isinstance(value, (int, float, np.floating)) and key != "year"
        }
        | {
            "year": row.year,
            "floors": [
                {
                    "stairwell": bill.stairwell,
                    "cny_per_year": [round(float(n), 2) for n in bill.cny_per_year],
                }
                for bill in row.floors
            ],
        }
        for row in failures(outcome)
    ]
