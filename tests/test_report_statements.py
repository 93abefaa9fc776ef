"""Feasibility tables, setbacks and failure reach the reader in both languages."""

from __future__ import annotations

import csv

import numpy as np
import pytest
from report_runs import NAMES, content_of, dict_of, outcome_of

from pvlift.report import setbacks
from pvlift.report.content.run_money import failure_table, setback_table, statement_table
from pvlift.report.folder import write_document
from pvlift.report.words.statements import TABLE_WORDS


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_statement_has_a_name_for_every_line_and_its_sheet_balances(lang):
    outcome = outcome_of("ganxian_estate")
    told = {column.key: column for column in statement_table(outcome).columns}
    assert {words.en for words in told["statement"].values} == {w.en for w in TABLE_WORDS.values()}
    names = [words.text(lang) for words in told["item"].values]
    for name in names:
        is_chinese = any("\u4e00" <= char <= "\u9fff" for char in name)
        assert name.strip() and (lang == "en" or is_chinese)
    values = dict(zip(names, told["values"].values, strict=True))
    assert all(len(cny) == outcome.books.ledger.n_years + 1 for cny in values.values())
    total, both = (
        ("资产总计", "负债及所有者权益总计") if lang == "zh" else ("assets", "debts and equity")
    )
    np.testing.assert_allclose(values[total], values[both], atol=1e-4)


def test_what_stands_at_a_years_end_is_not_added_up():
    told = {column.key: column for column in statement_table(outcome_of("ganxian_estate")).columns}
    sums = {
        (table.en, name.en.strip()): total
        for table, name, total in zip(
            told["statement"].values, told["item"].values, told["total"].values, strict=True
        )
    }
    sheet = TABLE_WORDS["balance_sheet"].en
    assert {total for (table, _), total in sums.items() if table == sheet} == {None}
    loans = TABLE_WORDS["loan_repayment"].en
    assert sums[loans, "debts"] is None and sums[loans, "principal repaid"] > 0.0


@pytest.mark.parametrize("name", NAMES)
def test_setbacks_and_failure_stand_in_the_document(name):
    document = dict_of(outcome_of(name), "zh")
    assert document["setbacks"][0]["name"]["zh"] == "按计划"
    assert [row["year"] for row in document["failure"]] == list(
        range(document["scenario"]["n_years"])
    )
    for row in document["failure"]:
        assert row["household_cny_per_year"] >= 0.0 and row["floors"]


def test_the_folder_holds_the_tables_as_whole_numbers_of_fen(tmp_path):
    outcome = outcome_of("ganxian_stairwell")
    write_document(content_of(outcome), tmp_path, "zh")
    for name in ("statements.csv", "setbacks.csv", "failure.csv"):
        with open(tmp_path / name, encoding="utf-8-sig", newline="") as file:
            rows = [row for row in csv.reader(file) if row]
        assert len(rows) > 3, name
    failure = rows
    assert failure[0][0] == "年份" and len(failure) == 26 and len(failure[1]) == 7 + 6


def test_the_plan_stands_above_its_setbacks():
    outcome = outcome_of("ganxian_stairwell")
    table = setback_table(outcome)
    assert table.n_rows == 3 and table.columns[0].values[0].en == "as planned"
    assert failure_table(outcome).n_rows == 25
    for head in setbacks.HEADS.values():
        assert head.en.isascii() and any("\u4e00" <= char <= "\u9fff" for char in head.zh)
