"""Screens about public money: one sentence first, the reader's words, nothing beyond the edge."""

from __future__ import annotations

import io
import itertools
import re
import tempfile
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from documents import data, drawn, screen, words_of
from report_runs import FOLDER, content_of, outcome_of

from pvlift.report.content.compare import compare_content
from pvlift.report.content.montecarlo import montecarlo_content
from pvlift.report.content.portfolio import portfolio_content
from pvlift.report.content.sensitivity import sensitivity_content
from pvlift.report.content.subsidy import programmes_content, subsidy_content
from pvlift.report.document import Table
from pvlift.report.render.csv import table_rows
from pvlift.report.render.sheet import Sheet, SheetColumn
from pvlift.scenario.load import load
from pvlift.study.causes.sensitivity import sensitivity
from pvlift.study.chance.montecarlo import montecarlo
from pvlift.study.district.portfolio import portfolio
from pvlift.study.district.portfolio_rows import read_portfolio
from pvlift.study.models.compare import compare
from pvlift.study.support.subsidy import minimum_subsidies

WIDTHS = ("80", "120")


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self):
        return True


@cache
def district():
    """The first estates of the example, too many for the budget."""
    lines = (FOLDER / "district_64_estates.csv").read_text("utf-8-sig").splitlines()
    table = Path(tempfile.mkdtemp()) / "estates.csv"
    table.write_text("\n".join(lines[:9]) + "\n", "utf-8")
    policy = load(FOLDER / "district_policy.toml")
    return portfolio(read_portfolio(table), policy, draws=5, budget_cny=(5e6, 5e6))


@cache
def answer(verb):
    """What is told of what a verb finds."""
    file = FOLDER / "ganxian_stairwell.toml"
    match verb:
        case "run":
            return content_of(outcome_of(file.stem))
        case "montecarlo":
            return montecarlo_content(montecarlo(load(file), 40, 7))
        case "sensitivity":
            return sensitivity_content(sensitivity(load(file), samples=8))
        case "compare":
            return compare_content(compare(load(file), (), draws=3, seed=None))
        case "portfolio":
            return portfolio_content(district())
        case "programmes":
            return programmes_content()
    return subsidy_content(minimum_subsidies(load(file), "payback=12", 0.9, (verb,), draws=10))


PUBLIC = ("gap", "interest", "all", "compare", "portfolio", "programmes")
VERBS = ("run", "montecarlo", "sensitivity", *PUBLIC)


def shown(verb, lang, monkeypatch=None, width=None) -> str:
    stream = Terminal() if width else io.StringIO()
    if width:
        monkeypatch.setenv("COLUMNS", width)
        monkeypatch.setenv("NO_COLOR", "1")
    return re.sub(r"\x1b\[[0-9;]*m", "", screen(answer(verb), lang, stream))


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("width", WIDTHS)
def test_no_line_is_wider_than_the_terminal(verb, lang, width, monkeypatch):
    from rich.cells import cell_len

    text = shown(verb, lang, monkeypatch, width)
    assert max(map(cell_len, text.splitlines())) <= int(width)
    assert not re.search(r"^[，。；：、）%]", text, re.M), "a line begins with a closing mark"


@pytest.mark.parametrize("verb", VERBS[1:])
def test_a_chinese_screen_speaks_chinese(verb):
    """English stays in ids, file names and units, never in a sentence; years are said as years."""
    text = shown(verb, "zh")
    words = re.findall(r"(?<![\w/.`-])[A-Za-z]{3,}(?: [A-Za-z]{3,})+", text)
    assert words == [], words
    assert not re.search(r"\b\d+: [\d,.]+ 万元", text)


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_percent_sign_follows_its_number(verb, lang):
    text = shown(verb, lang)
    assert "%" in text
    assert not re.search(r"\d\s%", text)


@pytest.mark.parametrize("verb", ["gap", "interest", "all"])
def test_an_answer_about_support_begins_with_one_sentence(verb):
    lines = shown(verb, "zh").splitlines()
    first = lines[lines.index("结论") + 1]
    assert first.startswith((" √ ", " × ")) and "内收回投资" in "".join(lines[:8])
    assert any(line.startswith("目标：") for line in lines)


def test_a_comparison_begins_with_who_pays_least_and_what_is_agreed_on():
    lines = shown("compare", "zh").splitlines()
    assert "可以实施的模式中，居民负担最轻" in lines[lines.index("结论") + 1]
    said = "".join(lines[:9]).replace("   ", "")
    assert re.search(r"表决通过概率最高：.+，约 \d+%（按假设估算）。", said)
    assert "不能实施的模式" in said


def test_what_cannot_be_carried_out_stands_last_and_is_never_called_the_lightest():
    found = compare(load(FOLDER / "ganxian_estate.toml"), draws=40)
    probability = found.loaded.scenario.target.probability
    fit = [result for result in found.results if result.unfit is None]
    sure = [result.is_sure(probability) for result in fit]
    assert True in sure and False in sure and sure == sorted(sure, reverse=True)
    lightest = min((r for r in fit if r.is_sure(probability)), key=lambda r: r.residents_cny)
    answer = compare_content(found).sections[0].blocks[0].words
    assert lightest.model.title_en in answer.en
    for result, is_sure in zip(fit, sure, strict=True):
        assert is_sure or result.model.title_en not in answer.en
        assert result.carried_frac <= result.paid_back_frac


def test_the_budget_is_told_by_year_and_only_what_can_be_spent_is_marked():
    found = district()
    plan = found.plan
    text = shown("portfolio", "zh")
    assert "第 1 年 0 元，第 2 年" in text.replace("\n   ", "")
    assert "可动用 500.00 万元" in text
    assert plan.usable_cny == 5e6 and sum(plan.budget_cny) == 1e7
    document = portfolio_content(found)
    assert data(document, "zh")["budget"]["usable_cny"] == 5e6
    axes = drawn(document, "en")["supply_curve"].axes[0]
    marks = [
        line for line in axes.lines if len(set(line.get_xdata())) == 1 and line.get_ls() != "-"
    ]
    assert [line.get_xdata()[0] for line in marks if line.get_marker() != "o"] == [5e3]


def test_the_supply_curve_shows_what_this_budget_buys():
    """A step at every sum that was worked out: the dots stand on the line or below it."""
    found = district()
    plan = found.plan
    axes = drawn(portfolio_content(found), "en")["supply_curve"].axes[0]
    (steps,) = [line for line in axes.lines if line.get_drawstyle() == "steps-post"]
    at, lifts = steps.get_xdata(), steps.get_ydata()
    assert at[-1] < 2.0 * plan.usable_cny / 1e3 and max(lifts) >= plan.best.n_lifts > 0
    assert all(np.diff(lifts) >= 0) and all(lifts == np.floor(lifts))
    dots = [line for line in axes.lines if line.get_marker() == "o" and len(line.get_xdata())]
    assert len(dots) >= 4
    for dot in dots:
        (cny,), (n_lifts,) = dot.get_data()
        assert max(lifts[at <= cny]) >= n_lifts


def test_forms_stand_side_by_side_at_what_a_lift_costs_the_public():
    document = answer("all")
    axes = drawn(document, "en")["forms"].axes[0]
    ends = {}
    for bar in axes.patches:
        ends[round(bar.get_y(), 6)] = max(
            bar.get_x() + bar.get_width(), ends.get(round(bar.get_y(), 6), 0.0)
        )
    forms = data(document, "en")["forms"]
    able = [form for form in forms if form["method"] not in ("impossible", "unavailable")]
    assert len(able) >= 2
    np.testing.assert_allclose(
        [1e3 * ends[at] for at in sorted(ends)],
        sorted(form["per_lift_cny"] for form in able),
        atol=0.6,
    )
    shown = words_of(axes.figure)
    n_unable = sum(form["method"] == "impossible" for form in forms)
    assert shown.count("not enough even at most") == n_unable > 0


@pytest.mark.parametrize(("chance", "n_lines", "n_remarks"), [(0.5, 1, 0), (0.9, 0, 1)])
def test_the_map_outlines_where_the_plan_works_or_says_that_it_never_does(
    chance, n_lines, n_remarks
):
    from pvlift.report.content.subsidy_figures import viability
    from pvlift.report.figure import Heat, Note
    from pvlift.study.plan.targets import aim_of
    from pvlift.study.support.viability import ViabilityMap

    met = np.array([[0.0, 0.2], [0.1, 0.7]])
    grants, roofs = np.array([0.0, 1e5]), np.array([1.0, 2.0])
    where = ViabilityMap(aim_of("payback=12"), chance, grants, roofs, met, 1.5, 5e4)
    (panel,) = viability(where, "a plan").panels
    (heat,) = (mark for mark in panel.marks if isinstance(mark, Heat))
    assert len(heat.levels) == n_lines
    assert sum(isinstance(mark, Note) for mark in panel.marks) == n_remarks


def test_bars_of_one_floor_stand_beside_each_other():
    document = answer("compare")
    axes = drawn(document, "en")["floors"].axes[0]
    bars = sorted((bar.get_x(), bar.get_x() + bar.get_width()) for bar in axes.patches)
    models = [model for model in data(document, "en")["models"] if model["fits"]]
    spread = [model["stairwells"][0]["spread_cny_per_flat_per_year"] for model in models]
    assert len(bars) == len(models) * len(spread[0]) and len(models) > 2
    assert all(end <= start + 1e-9 for (_, end), (start, _) in itertools.pairwise(bars))
    heights = [bar.get_height() for bar in axes.patches]
    np.testing.assert_allclose(heights, np.ravel(spread), atol=0.01)


def test_files_hold_whole_years_and_percent_says_so():
    (forms,) = (t for t in answer("all").blocks(Table) if t.key == "forms")
    head, *rows = table_rows(forms, "en")
    columns = dict(zip(head, zip(*rows, strict=True), strict=True))
    assert {type(year) for year in columns["dearest year"]} == {int}
    assert max(columns["share of draws that reach the target (%)"]) == 90.0


def test_numbers_of_a_page_stay_numbers():
    """A workbook can add them up; only what has no number is said in words."""
    kinds = {
        ("portfolio", "ranking"): ("least", "irr", "lifts"),
        ("compare", "ways"): ("government_cny", "residents_cny", "consent"),
        ("gap", "cost"): ("cny",),
        ("gap", "proof"): ("level", "met_frac"),
    }
    for (verb, key), names in kinds.items():
        (table,) = (t for t in answer(verb).blocks(Table) if t.key == key)
        for column in table.columns:
            if column.key in names:
                assert column.kind != "text"
                assert all(isinstance(value, (int, float)) for value in column.values), column.key


def test_a_table_gives_up_headings_then_text_and_never_a_number():
    from rich.console import Console

    names = ("name of the row", "a long heading", "another one")
    sides = ("left", "right", "right")
    columns = [SheetColumn(name, side) for name, side in zip(names, sides, strict=True)]
    table = Sheet("title", columns)
    table.add_row("a text of many words that may be folded", "1,234,567", "-89,012")
    stream = io.StringIO()
    Console(file=stream, width=44, color_system=None).print(table)
    text = stream.getvalue()
    assert "1,234,567" in text and "-89,012" in text
    assert all(len(line.rstrip()) <= 44 for line in text.splitlines())
    assert len([line for line in text.splitlines() if "heading" in line]) == 1


def test_a_chinese_heading_gives_way_before_a_name_or_a_number():
    """It has no blanks, yet it breaks between any two of its signs, in lines of like length."""
    from rich.console import Console

    heads = [("模式", "left"), ("政府补助（元）", "right"), ("居民合计", "right")]
    table = Sheet("", [SheetColumn(*head) for head in heads])
    table.add_row("社会资本加屋顶光伏", "1,234,567", "-89,012")
    stream = io.StringIO()
    Console(file=stream, width=42, color_system=None).print(table)
    lines = [line.split() for line in stream.getvalue().splitlines()]
    assert ["社会资本加屋顶光伏", "1,234,567", "-89,012"] in lines
    assert ["政府补助", "居民"] in lines and ["模式", "（元）", "合计"] in lines
