"""Every word of a report exists in both languages, and user text cannot steer a terminal."""

from __future__ import annotations

import ast
import re
import string
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from report_runs import NAMES, outcome_of

from pvlift.errors import Words
from pvlift.facts.accounts import accounts
from pvlift.facts.records import Confidence
from pvlift.report.tables import INDICATOR_KINDS
from pvlift.report.words import numbers
from pvlift.report.words import terms as words
from pvlift.scenario.records import PARTIES
from pvlift.study.plan.outcome import Indicators

KEYS = [*PARTIES, *Indicators._fields, *words.LABELS]


@pytest.mark.parametrize("key", dict.fromkeys(KEYS))
def test_every_account_party_and_indicator_has_both_languages(key):
    english, chinese = words.label(key, "en"), words.label(key, "zh")
    assert english and chinese
    assert english.isascii()
    assert any("\u4e00" <= char <= "\u9fff" for char in chinese)


def test_no_key_has_two_meanings():
    tables = (
        words.PARTY_WORDS,
        accounts(),
        words.INDICATOR_WORDS,
        words.ENERGY_WORDS,
        words.SCREEN_WORDS,
    )
    assert sum(map(len, tables)) == len(words.LABELS)


def test_every_indicator_has_a_kind_with_a_unit():
    assert set(INDICATOR_KINDS) == set(Indicators._fields)
    assert set(INDICATOR_KINDS.values()) <= set(words.UNIT_WORDS)


def test_every_confidence_tag_has_words():
    assert {*get_args(Confidence), "assumption"} == set(words.CONFIDENCE_WORDS)


@pytest.mark.parametrize("name", NAMES)
def test_every_account_of_a_run_has_both_languages(name):
    outcome = outcome_of(name)
    assert {transfer.account for transfer in outcome.books.ledger.transfers} <= set(words.LABELS)
    assert set(outcome.years_kwh) <= set(words.LABELS)


def texts_of(file):
    """Every text of a module but its docstrings; what is filled in later counts as a number."""
    nodes = list(ast.walk(ast.parse(file.read_text("utf-8"))))
    docstrings = {node.value for node in nodes if isinstance(node, ast.Expr)}
    for node in nodes:
        if isinstance(node, ast.JoinedStr):
            parts = (part.value if isinstance(part, ast.Constant) else "0" for part in node.values)
            yield "".join(parts)
        elif isinstance(node, ast.Constant) and node not in docstrings:
            yield str(node.value)


def test_no_text_of_the_package_parts_a_number_from_its_percent_sign(root):
    modules, facts = (root / "pvlift").rglob("*.py"), (root / "pvlift" / "facts").glob("*.[ct]*")
    texts = [text for file in modules for text in texts_of(file)]
    texts += [file.read_text("utf-8") for file in facts]
    parted = [found[0] for text in texts for found in re.finditer(r".*[\d}]\s%", text)]
    assert len(texts) > 1_000 and parted == []


def test_the_two_languages_fill_in_the_same_names():
    for key, both in words.LABELS.items():
        names = [{n for _, n, _, _ in string.Formatter().parse(t) if n} for t in both]
        assert names[0] == names[1], key


def test_the_name_of_a_grant_stays_as_written():
    grant = words.entry_words("lift_grant", "示范 grant")
    assert grant == Words("grant: 示范 grant", "补助：示范 grant")
    assert words.entry_words("loan", "interest") == Words("interest", "interest")  # a loan's name
    assert words.entry_words("interest", "").zh == "贷款利息"


@given(st.text())
def test_user_text_is_one_line_without_control_characters(text):
    shown = words.plain(text)
    assert shown.splitlines() in ([], [shown]) or not shown.strip()
    assert not any(ord(char) < 0x20 or 0x7F <= ord(char) < 0xA0 for char in shown)
    shown.encode("utf-8")


def test_colour_codes_and_turned_text_are_taken_out():
    assert words.plain("a\x1b[31mb\u202ec\nd") == "a[31mbc d"


@pytest.mark.parametrize(
    ("cny", "zh", "en"),
    [
        (123_456.0, "12.35 万元", "CNY 123,456"),
        (-123_456.0, "-12.35 万元", "-CNY 123,456"),
        (250_000_000.0, "2.50 亿元", "CNY 250,000,000"),
        (9_999.0, "9,999 元", "CNY 9,999"),
        (-0.2, "0 元", "CNY 0"),
        (float("nan"), numbers.NOTHING, numbers.NOTHING),
    ],
)
def test_money_is_written_as_its_readers_write_it(cny, zh, en):
    assert numbers.money(cny, "zh") == zh
    assert numbers.money(cny, "en") == en


@given(st.floats(-1e12, 1e12), st.integers(0, 3))
def test_what_rounds_to_zero_has_no_sign(value, digits):
    text = numbers.grouped(value, digits)
    assert float(text.replace(",", "")) == pytest.approx(value, abs=0.5 * 10**-digits + 1e-3)
    assert not (text.startswith("-") and float(text.replace(",", "")) == 0.0)


def test_a_table_of_large_sums_is_in_wan_and_of_small_ones_in_yuan():
    assert numbers.money_unit([3.0, 2e6], "zh") == ("万元", 10_000.0, 2)
    assert numbers.money_unit([3.0, 2e5], "zh").name == "元"
    assert numbers.money_unit([2e6], "en") == ("CNY", 1.0, 0)
