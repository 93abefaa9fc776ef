"""The plan beside its setbacks, and what a failure of the operator costs whom, in tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from pvlift.errors import Words
from pvlift.report.words.numbers import number, numbers

if TYPE_CHECKING:
    from pvlift.study.answers.course import Course
    from pvlift.study.answers.stress import StressCase

HEADS = {
    "setbacks": Words("The plan and its setbacks", "方案与不利情形对比"),
    "case": Words("case", "情形"),
    "grants": Words("grants", "补助合计"),
    "project_npv": Words("project\nNPV", "项目投资\n净现值"),
    "equity_npv": Words("equity\nNPV", "资本金\n净现值"),
    "payback": Words("payback", "回收期"),
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


def stress_rows(outcome: Course) -> list[StressRow]:
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


def stress_list(outcome: Course) -> list[dict]:
    """The plan and its setbacks for JSON; an unknown number is null."""
    return [_plain(row, 4) | {"name": row.name._asdict()} for row in stress_rows(outcome)]


def failure_list(outcome: Course) -> list[dict]:
    """Every year of a failure for JSON."""
    return [
        _plain(row, 2)
        | {
            "floors": [
                {"stairwell": bill.stairwell, "cny_per_year": numbers(bill.cny_per_year, 2)}
                for bill in row.floors
            ]
        }
        for row in outcome.failures
    ]


def _plain(row, digits: int) -> dict:
    """The numbers of a record, money and measures rounded, years whole."""
    return {
        key: value if isinstance(value, int) else number(value, digits)
        for key, value in row._asdict().items()
        if isinstance(value, (int, float, np.floating))
    }
