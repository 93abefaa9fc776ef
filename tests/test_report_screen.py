"""The screen in Chinese and English: the answer first, every table with units, nothing executed."""

from __future__ import annotations

import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from report_runs import NAMES, changed, content_of, outcome_of

from pvlift.errors import Notice, Words
from pvlift.report.render.sheet import broken_lines
from pvlift.report.render.terminal import WIDTH, show, show_notices
from pvlift.report.words.terms import label


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self):
        return True


def shown(outcome, lang, out=None):
    stream = io.StringIO()
    show(content_of(outcome), lang, out, stream=stream)
    return stream.getvalue()


def cells(line: str) -> int:
    """Width of a line on a terminal; Chinese signs take two cells."""
    from rich.cells import cell_len

    return cell_len(line)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_run_is_shown_with_all_its_tables(name, lang):
    text = shown(outcome_of(name), lang)
    for key in ("answer", "why", "indicators", "money", "net", "promise", "energy", "sources"):
        assert label(key, lang) in text
    assert text.index(label("answer", lang)) < text.index(label("indicators", lang))
    assert not re.search(r"\b(nan|inf|None)\b", text)
    assert label("not_advice", lang) in text


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_pipe_gets_plain_lines_of_at_most_the_fixed_width(name, lang):
    text = shown(outcome_of(name), lang)
    assert "\x1b" not in text
    for line in text.splitlines():
        assert cells(line) <= WIDTH
        assert line == line.rstrip()


def test_chinese_money_is_in_wan_and_english_in_yuan():
    outcome = outcome_of("ganxian_estate")
    chinese, english = shown(outcome, "zh"), shown(outcome, "en")
    assert "万元" in chinese and "财务内部收益率" in chinese and "投资回收期" in chinese
    assert "万" not in english.replace(outcome.prepared.loaded.scenario.name, "")
    assert "CNY" in english and "payback from commissioning" in english


@pytest.mark.parametrize("name", NAMES)
def test_a_chinese_screen_speaks_chinese(name):
    """English stays in ids, keys of the scenario file, names and units, never in a sentence."""
    text = shown(outcome_of(name), "zh")
    words = re.findall(r"(?<![\w/.-])[A-Za-z]{3,}(?: [A-Za-z]{3,})+", text)
    assert set(words) <= {"Sixth Tone", "pvlift subsidy"}, words


def test_nothing_of_a_list_of_sources_is_cut_off():
    text = shown(outcome_of("ganxian_estate"), "zh")
    assert "…" not in text
    assert "payback_years 15" in text and "load[1] 楼道灯、水泵、门禁（假设）" in text


def test_the_first_line_answers_the_question_in_one_sentence():
    lines = shown(outcome_of("ganxian_estate"), "zh").splitlines()
    assert lines[lines.index("结论") + 1].startswith(" × 本方案尚不可行：账面上 18.0 年收回投资")
    assert any("pvlift subsidy" in line for line in lines)


def test_no_rate_of_return_is_words_not_a_number():
    outcome = outcome_of("ganxian_stairwell")
    line = next(
        line
        for line in shown(outcome, "zh").splitlines()
        if "净现值" in line and "内部收益率" in line and "–" in line
    )
    assert "–" in line and "%" not in line


def test_assumptions_are_marked():
    lines = shown(outcome_of("ganxian_estate"), "zh").splitlines()
    marked = [line for line in lines if line.startswith(" ! ")]
    assert any("target（假设）" in line for line in marked)
    assert any("未核实" in line for line in marked)


def test_a_terminal_gets_colour_and_no_color_is_honoured(monkeypatch):
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    stream = Terminal()
    show(content_of(outcome_of("yangpu_bot")), "zh", stream=stream)
    assert "\x1b[" in stream.getvalue()
    monkeypatch.setenv("NO_COLOR", "1")
    stream = Terminal()
    show(content_of(outcome_of("yangpu_bot")), "zh", stream=stream)
    assert "\x1b[3" not in stream.getvalue()


@pytest.mark.parametrize("width", ["60", "80", "100"])
def test_a_narrow_terminal_is_respected(monkeypatch, width):
    monkeypatch.setenv("COLUMNS", width)
    monkeypatch.setenv("NO_COLOR", "1")
    stream = Terminal()
    show(content_of(outcome_of("ganxian_estate")), "zh", stream=stream)
    plain = re.sub(r"\x1b\[[0-9;]*m", "", stream.getvalue())
    assert all(cells(line) <= int(width) for line in plain.splitlines())


def test_names_of_a_scenario_are_neither_markup_nor_terminal_codes():
    evil = "\x1b]0;owned\x07[bold]name[/bold] :smile: {x}"
    text = shown(changed("yangpu_bot", {"name": evil, "stairwell.1.name": evil}), "zh")
    assert "\x1b" not in text and "\x07" not in text
    assert "[bold]name[/bold] :smile: {x}" in text


def test_the_folder_is_named_when_files_were_written(tmp_path):
    assert str(tmp_path)[:20] in shown(outcome_of("yangpu_bot"), "zh", tmp_path)


def test_notices_are_said_once_and_silence_is_silent():
    twice = Notice("code", Words("in English", "中文说明"))
    stream = io.StringIO()
    show_notices((twice, twice), "zh", stream)
    assert stream.getvalue().count("中文说明") == 1
    stream = io.StringIO()
    show_notices((), "zh", stream)
    assert stream.getvalue() == ""


@given(st.text(st.sampled_from("投资方 12.5 万元，abc。（-）%"), max_size=200), st.integers(20, 96))
def test_lines_are_cut_without_losing_a_character(text, width):
    from rich.cells import cell_len

    lines = broken_lines(text, width)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    longest_piece = 16  # a number with its unit and closing marks stays whole
    assert all(cell_len(line) <= max(width, longest_piece) or " " not in line for line in lines)
    wide = broken_lines("电梯运行费用为 12.5 万元，" * 20, 40)
    assert all(30 <= cell_len(line) <= 40 for line in wide[:-1])
    assert not any(line.startswith("，") for line in wide)
