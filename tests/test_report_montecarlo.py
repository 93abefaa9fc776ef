"""What a reader of a Monte Carlo study is told: the plan beside the draws, the lender's P90."""

from __future__ import annotations

import csv
import json
import re
import warnings

import numpy as np
import pytest
from documents import data, drawn, screen, words_of

from pvlift.report.content.montecarlo import (
    FEWEST,
    lean_words,
    montecarlo_content,
    sure_sign,
    sure_value,
)
from pvlift.report.figure import Figure
from pvlift.report.montecarlo_files import write_montecarlo
from pvlift.report.pictures.draw import draw, png
from pvlift.report.render.svg import svg
from pvlift.report.words.uncertain import law_text
from pvlift.scenario.load import load, variant
from pvlift.study.answers.run import run
from pvlift.study.chance.montecarlo import montecarlo
from pvlift.study.chance.summary import WORSE, spread_of

N = 400


@pytest.fixture(scope="module")
def estate(root):
    return load(root / "scenarios" / "ganxian_estate.toml")


@pytest.fixture(scope="module")
def study(estate):
    return montecarlo(estate, N, 7)


@pytest.fixture(scope="module")
def hopeless(root):
    return montecarlo(load(root / "scenarios" / "ganxian_stairwell.toml"), N, 7)


def said(study, lang):
    return screen(montecarlo_content(study), lang)


def montecarlo_dict(study, lang):
    return data(montecarlo_content(study), lang)


def write(study, out, lang):
    write_montecarlo(montecarlo_content(study), study, out, lang)


def test_p90_is_what_nine_draws_of_ten_reach(study):
    for spread in study.summary.spreads:
        values = study.column(spread.key)
        if spread.key.endswith("_years"):
            values = np.where(np.isnan(values), np.inf, values)
        values = values[~np.isnan(values)]
        sure = sure_value(spread)
        good = values >= sure if WORSE[spread.key] == "low" else values <= sure
        assert sure_sign(spread) == ("≥" if WORSE[spread.key] == "low" else "≤")
        assert np.mean(good) >= 0.9
    document = montecarlo_dict(study, "en")["indicators"]
    assert document["dscr_min"]["p90_lender"] == document["dscr_min"]["p10"]
    assert document["lcoe_cny_per_kwh"]["p90_lender"] == document["lcoe_cny_per_kwh"]["p90"]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_plan_stands_beside_the_draws_and_the_distance_is_explained(study, lang):
    text = said(study, lang)
    planned = run(study.prepared.loaded).indicators
    assert f"{100 * planned.project_irr[0]:.2f}" in text
    sentence = lean_words(study).text(lang)
    assert str(len(study.lean.pulls)) in sentence
    flat = re.sub(r"\s", "", text)
    assert re.sub(r"\s", "", sentence) in flat
    assert ("90%保证率" if lang == "zh" else "lender'sP90") in flat
    before_laws = text.index("不确定因素" if lang == "zh" else "What varies")
    assert text.index("≥") < before_laws and max(map(len, text.splitlines())) <= 110


def test_a_plan_of_even_laws_needs_no_excuse(estate):
    law = {"kind": "normal", "mean": 1.0, "sd": 0.05}
    row = {"key": "yield_frac", "law": law, "source": "assumption"}
    only = {"default_laws": False, "weather": "in_order", "seed": 1}
    found = montecarlo(variant(estate, {"uncertain": (row,), "montecarlo": only}), 50, 7)
    assert lean_words(found) is None
    assert montecarlo_dict(found, "en")["plan_against_draws"]["one_sided_laws"] == []
    assert "one-sided" not in said(found, "en")


def test_where_no_draw_succeeds_the_chance_is_bounded_and_not_certain(hopeless):
    text = said(hopeless, "zh")
    assert "< 0.75%" in text and "95%" in text  # three in 400


def test_no_lenders_p90_stands_on_the_few_draws_with_an_answer(root, tmp_path):
    found = montecarlo(load(root / "scenarios" / "ganxian_stairwell.toml"), 2000, 7, out=tmp_path)
    (spread,) = [s for s in found.summary.spreads if s.key == "project_irr"]
    assert 0 < spread.n_answered < FEWEST and np.isnan(sure_value(spread))
    told = montecarlo_dict(found, "en")["indicators"]["project_irr"]
    assert told["n_answered"] == spread.n_answered and told["p90_lender"] is None
    assert told["p50"] is None and told["cvar"] is None
    write(found, tmp_path, "en")
    rows = csv.DictReader((tmp_path / "summary.csv").read_text("utf-8-sig").splitlines())
    (row,) = [row for row in rows if row["key"] == "project_irr"]
    assert [row[name] for name in row if "P90" in name] == [""]
    (line,) = [x for x in said(found, "en").splitlines() if "of the draws)" in x][:1]
    assert "≥" not in line


@pytest.mark.parametrize(
    ("worse", "levels"),
    [("low", [None, None, None, 2, 5, 6, 7]), ("high", [1, 1, 3, 5, None, None, None])],
)
def test_a_quantile_among_draws_without_an_answer_has_none(worse, levels):
    values = np.array([np.nan, 1.0, 2.0, 3.0, np.nan, 4.0, 5.0, 6.0, 7.0, np.nan])
    spread = spread_of("project_irr", values, worse)
    np.testing.assert_array_equal(spread.levels, np.array(levels, dtype=float))
    assert spread.n_answered == 7 and spread.mean == 4.0 and np.isnan(spread.cvar)


def test_a_chinese_report_names_its_sources_in_chinese(study):
    text = said(study, "zh")
    assert "assumption" not in text and "cny_per" not in text
    for row in montecarlo_dict(study, "zh")["laws"]:
        assert re.search("[\u4e00-\u9fff]", row["source_title"]), row["source"]
        assert not re.search("cny_per|frac_per|starts_per", row["note"]), row["note"]


def test_laws_stand_in_shares_of_the_plan_or_beside_it(study):
    by_name = {driver.name: driver for driver in study.drivers}
    pipes, output = by_name["default:pipe_relocation"], by_name["default:yield"]
    assert law_text(pipes, "en") == "triangular (0/100/500% of the plan)"
    assert law_text(pipes, "zh") == "三角（方案值的 0/100/500%）"
    assert law_text(output, "zh") == "正态截断（均值 1，标准差 0.067，低 0.7，高 1.3；方案值 1）"


def test_pictures_say_what_never_comes_and_how_they_were_drawn(hopeless, study):
    words = words_of(drawn(montecarlo_content(hopeless), "zh")["payback"])
    assert "100.0% 的抽样收不回投资" in words
    assert any("随机种子 7" in text for text in words)
    pictures = drawn(montecarlo_content(study), "en")
    assert pictures["payback"].axes[0].get_xlim()[0] == 0.0
    assert pictures["payback"].axes[0].get_xlim()[1] > 25.0
    assert any("never pay back" in text for text in words_of(pictures["payback"]))
    fan = pictures["cash_fan"]
    (line,) = [x for x in fan.axes[0].lines if x.get_label() == "plan as written"]
    expected = np.cumsum(run(study.prepared.loaded).books.project_cny[0]) / 1000.0
    assert np.allclose(line.get_ydata(), expected, atol=1.0)
    assert not [text for text in words_of(fan) if re.search(r"\bP\d", text)]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_where_no_draw_has_an_answer_one_sentence_stands_for_the_picture(hopeless, lang):
    figures = {f.key: f for f in montecarlo_content(hopeless).blocks(Figure)}
    for key in ("payback", "equity_irr"):
        (axes,) = draw(figures[key], lang).axes
        assert not axes.axison and not axes.lines and not axes.patches
        assert [text.get_text() for text in axes.texts] == [figures[key].sentence.text(lang)]
        page = svg(figures[key], lang)
        assert "<line" not in page and f">{figures[key].sentence.text(lang)}</tspan>" in page


def test_a_legend_names_only_what_is_drawn(study):
    """No draw of the estate reaches the hurdle, so no bar does."""
    assert not (study.column("equity_irr") >= 0.08).any()
    words = words_of(drawn(montecarlo_content(study), "en")["equity_irr"])
    assert "below the hurdle" in words and "reaches the hurdle" not in words
    (figure,) = [f for f in montecarlo_content(study).blocks(Figure) if f.key == "equity_irr"]
    page = svg(figure, "en")
    assert "below the hurdle" in page and "reaches the hurdle" not in page


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_glyph_of_the_pictures_is_a_box(study, hopeless, lang):
    """Matplotlib warns of every missing glyph; here that is a failure."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for found in (study, hopeless):
            for figure in montecarlo_content(found).blocks(Figure):
                assert png(figure, lang).startswith(b"\x89PNG")


def test_the_share_in_time_is_the_chance_of_the_table(study):
    """The bars of the histogram and the chance of payback come from the same draws."""
    figure = drawn(montecarlo_content(study), "en")["payback"]
    heights = [bar.get_height() for bar in figure.axes[0].patches]
    assert sum(heights) == pytest.approx(1.0)
    chances = {chance.key: chance.value for chance in study.summary.chances}
    never = 1.0 - chances["pays_back"]
    assert heights[-1] == pytest.approx(never)


def test_tables_are_rectangular_and_every_heading_differs(estate, tmp_path):
    found = montecarlo(estate, 60, 7, out=tmp_path)
    write(found, tmp_path, "zh")
    for name in ("summary.csv", "probabilities.csv", "laws.csv", "names.csv"):
        head, *rows = csv.reader((tmp_path / name).read_text("utf-8-sig").splitlines())
        assert len(set(head)) == len(head) and {len(row) for row in rows} == {len(head)}, name
    rows = csv.reader((tmp_path / "names.csv").read_text("utf-8-sig").splitlines())
    assert {row[0] for row in rows} >= {"draw", "in", "cash_#_cny", "yield_frac"}  # of the parts
    summary = (tmp_path / "summary.csv").read_text("utf-8-sig")
    assert "90% 保证率" in summary.splitlines()[0]
    assert json.loads((tmp_path / "summary.json").read_text("utf-8"))["draws"] == 60


def test_pairs_that_move_together_are_listed(estate):
    pair = {"between": ("yield_frac", "feed_in.market_frac"), "normal_frac": -0.3}
    found = montecarlo(variant(estate, {"correlation": (pair | {"source": "assumption"},)}), 40, 7)
    assert montecarlo_dict(found, "en")["correlations"][0]["normal_frac"] == -0.3
    assert "yield_frac – feed_in.market_frac：正态分数相关系数 -0.3" in said(found, "zh")


def test_a_lender_finds_the_yield_and_the_cover_of_nine_draws_in_ten(study):
    spreads = {spread.key: spread for spread in study.summary.spreads}
    made = spreads["made_kwh_per_year"]
    planned = run(study.prepared.loaded).energy.made_kwh.mean()
    assert study.lean.planned["made_kwh_per_year"] == pytest.approx(planned, rel=1e-12)
    assert 0.7 * planned < sure_value(made) < made.levels[3] < 1.05 * planned
    assert sure_value(spreads["llcr"]) < spreads["llcr"].levels[3]
    text = said(study, "en")
    assert f"≥ {sure_value(made):,.0f}" in text and "LLCR" in text


def test_where_nothing_varies_no_empty_table_is_shown(estate):
    still = {"default_laws": False, "weather": "in_order", "seed": 1}
    text = said(montecarlo(variant(estate, {"montecarlo": still}), 30, 7), "en")
    assert "What varies" not in text and "How far results spread" not in text
