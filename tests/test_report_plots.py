"""Pictures: right sums, every glyph drawn, no global state."""

from __future__ import annotations

import io
import subprocess
import sys
import warnings
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from report_runs import NAMES, outcome_of

from pvlift.report.content import run_figures
from pvlift.report.pictures import fonts
from pvlift.report.pictures.draw import draw
from pvlift.report.render.axes import apart

FIGURES = (
    run_figures.cumulative_cash,
    run_figures.energy_by_month,
    run_figures.promise_by_year,
)


def texts(figure) -> list[str]:
    from matplotlib.text import Text

    figure.canvas.draw()
    return [text.get_text() for text in figure.findobj(Text) if text.get_visible()]


def png(figure) -> bytes:
    out = io.BytesIO()
    figure.savefig(out)
    return out.getvalue()


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", NAMES)
def test_no_glyph_is_a_box(name, lang):
    """Matplotlib warns of every missing glyph; here that is a failure."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for figure_of in FIGURES:
            assert len(png(draw(figure_of(outcome_of(name)), lang))) > 10_000


def test_chinese_labels_are_drawn_with_the_font_of_the_package():
    from matplotlib.ft2font import FT2Font

    shown = texts(draw(run_figures.cumulative_cash(outcome_of("ganxian_estate")), "zh"))
    assert any("投资方" in text for text in shown)
    assert any("万元" in text for text in shown)
    known = FT2Font(str(fonts.font_file())).get_charmap()
    for text in shown:
        assert all(ord(char) in known or char == "\n" for char in text), text


def test_lines_of_cash_end_at_the_sums_of_the_ledger():
    outcome = outcome_of("ganxian_estate")
    figure = draw(run_figures.cumulative_cash(outcome), "en")
    net = outcome.net_cny
    ends = sorted(cny.sum() / 1000.0 for cny in net.values() if cny.any())
    drawn = sorted(
        line.get_ydata()[-1] for line in figure.axes[1].lines if len(line.get_xdata()) > 2
    )
    np.testing.assert_allclose(drawn, ends, atol=0.01)


def test_payback_is_marked_where_the_sum_crosses_zero():
    outcome = outcome_of("ganxian_estate")
    payback = float(outcome.indicators.payback_years[0])
    figure = draw(run_figures.cumulative_cash(outcome), "en")
    marks = [line for line in figure.axes[0].lines if line.get_marker() == "o"]
    if np.isfinite(payback):
        assert [list(mark.get_xydata()[0]) for mark in marks] == [[payback, 0.0]]
    else:
        assert marks == []
    none = draw(run_figures.cumulative_cash(outcome_of("ganxian_stairwell")), "en")
    assert any("not paid back within 25 years" in text for text in texts(none))


@pytest.mark.parametrize("name", NAMES)
def test_months_add_up_to_the_first_year(name):
    outcome = outcome_of(name)
    parts = outcome.months_kwh
    energy = outcome.energy
    expected = {
        "used_by_lifts_kwh": energy.used_kwh[0, 0, 0],
        "used_by_others_kwh": energy.used_kwh[0, 0, 1:].sum(),
        "exported_kwh": energy.exported_kwh[0, 0],
        "curtailed_kwh": energy.curtailed_kwh[0, 0],
        "lift_bought_kwh": energy.bought_kwh[0, 0, 0],
    }
    for key, kwh in expected.items():
        assert parts[key].shape == (12,)
        assert parts[key].sum() == pytest.approx(kwh, rel=1e-9, abs=1e-6)


@pytest.mark.parametrize("name", NAMES)
def test_each_years_lift_cost_is_covered_or_red(name):
    parts = outcome_of(name).promise_years
    whole_cny = parts.from_cash_cny + parts.from_reserve_cny + parts.lacking_cny
    np.testing.assert_allclose(whole_cny, parts.cost_cny, atol=1e-6)
    assert (parts.from_reserve_cny >= -1e-6).all() and (parts.lacking_cny >= 0.0).all()
    legend = texts(draw(run_figures.promise_by_year(outcome_of(name)), "en"))
    assert ("shortfall" in legend) is bool(parts.lacking_cny.any())


@given(st.lists(st.floats(-1e3, 1e3), max_size=8), st.floats(0.1, 50.0))
def test_names_of_lines_never_touch(places, least):
    places = np.sort(np.array(places))
    moved = apart(places, least)
    assert moved.shape == places.shape
    assert (np.diff(moved) >= least * (1.0 - 1e-6) - 1e-9).all()
    assert moved.sum() == pytest.approx(places.sum(), abs=1e-6)


def test_names_that_are_apart_stay():
    np.testing.assert_array_equal(apart(np.array([0.0, 5.0, 20.0]), 5.0), [0.0, 5.0, 20.0])


def test_nothing_heavy_is_loaded_before_it_is_needed():
    """Neither pictures, tables nor pandas may slow a run that shows none."""
    code = (
        "import sys; import pvlift.report.words.terms, pvlift.report.document;"
        "import pvlift.report.folder, pvlift.report.pandas_tables, pvlift.report.content.run;"
        "import pvlift.report.render.terminal, pvlift.report.pictures.draw;"
        "print([m for m in ('matplotlib', 'pandas', 'rich') if m in sys.modules])"
    )
    root = Path(__file__).resolve().parent.parent
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=root, check=True
    )
    assert done.stdout.strip() == "[]"


def test_pictures_leave_no_pyplot_state():
    code = (
        "import sys; sys.path.insert(0, 'tests');"
        "from report_runs import outcome_of; from pvlift.report.pictures.draw import png;"
        "from pvlift.report.content.run_figures import promise_by_year;"
        "assert png(promise_by_year(outcome_of('yangpu_bot')), 'en').startswith(b'\\x89PNG');"
        "assert 'matplotlib.pyplot' not in sys.modules"
    )
    root = Path(__file__).resolve().parent.parent
    subprocess.run([sys.executable, "-c", code], capture_output=True, cwd=root, check=True)
