"""Sensitivity: indices beside theory, switch values proved on both sides, grids as planned."""

from __future__ import annotations

import io
import math
import re
import warnings

import numpy as np
import pytest
from documents import data, drawn, screen, words_of

from pvlift.errors import ScenarioError
from pvlift.report.content.sensitivity import (
    _switch_text,
    _tried_text,
    lever_words,
    sensitivity_content,
    verdict_words,
)
from pvlift.scenario.load import load, variant
from pvlift.scenario.quantiles import normal_score
from pvlift.scenario.worlds import certain
from pvlift.study.answers.run import run
from pvlift.study.causes.indices import indices
from pvlift.study.causes.levers import grant_scaled, levers_of, moved, with_counts, with_extra_grant
from pvlift.study.causes.sensitivity import STEPS, sensitivity
from pvlift.study.causes.switch_values import aims_of, slacks
from pvlift.study.plan.prepare import prepare
from pvlift.study.plan.resize import prepared_like, resized
from pvlift.study.plan.simulate import simulate
from pvlift.study.worlds.draws import sobol_of


@pytest.fixture(scope="module")
def estate(root):
    return load(root / "scenarios" / "ganxian_estate.toml")


@pytest.fixture(scope="module")
def prepared(estate):
    return prepare(estate)


@pytest.fixture(scope="module")
def study(estate):
    return sensitivity(estate, samples=64)


def two_samples(names, n, seed=3):
    points = sobol_of(seed, 2 * len(names), 0, n)
    return (
        {name: points[:, [k]] for k, name in enumerate(names)},
        {name: points[:, [k + len(names)]] for k, name in enumerate(names)},
    )


def test_a_linear_toy_has_the_indices_of_theory():
    weights = {"a": 3.0, "b": 2.0, "c": 1.0, "d": 0.0}

    def model(uniform):
        return sum(w * normal_score(uniform[name][:, 0]) for name, w in weights.items())

    found = indices(model, *two_samples(weights, 4096))
    whole = sum(w**2 for w in weights.values())
    for k, weight in enumerate(weights.values()):
        assert abs(found.first[k] - weight**2 / whole) < 3.0 * found.first_se[k] + 1e-9
        assert abs(found.total[k] - weight**2 / whole) < 3.0 * found.total_se[k] + 1e-9
    assert math.isclose(found.variance, whole, rel_tol=0.02)


def test_ishigami_has_the_indices_of_theory():
    """Ishigami and Homma 1990, a = 7, b = 0.1: a product that only acts with another."""

    def model(uniform):
        x, y, z = (math.pi * (2.0 * uniform[name][:, 0] - 1.0) for name in "xyz")
        return np.sin(x) + 7.0 * np.sin(y) ** 2 + 0.1 * z**4 * np.sin(x)

    found = indices(model, *two_samples("xyz", 8192))
    part = 0.1 * math.pi**4 / 5.0
    first = [0.5 * (1.0 + part) ** 2, 49.0 / 8.0, 0.0]
    both = 0.1**2 * math.pi**8 * (1.0 / 18.0 - 1.0 / 50.0)
    whole = sum(first) + both
    np.testing.assert_allclose(found.first, np.array(first) / whole, atol=0.02)
    total = [first[0] + both, first[1], both]
    np.testing.assert_allclose(found.total, np.array(total) / whole, atol=0.02)


def test_a_model_without_spread_has_no_indices():
    found = indices(lambda uniform: np.full(64, 5.0), *two_samples("ab", 64))
    assert found.variance == 0.0 and not found.first.any() and not found.total.any()


def test_a_resized_plan_is_the_plan_prepared_from_the_start(estate, prepared):
    for changes in (
        {"roof.1.count": 5},
        {"stairwell.1.count": 7},
        {"target.payback_years": 9.0, "load.1.kwh_per_year": 99_000.0},
        {"connection.mode": "self_use_only"},
        {"roof.1.tilt_deg": 20.0},
        {"losses.mismatch_frac": 0.02},
        {"weather.seed": 5},
    ):
        loaded = variant(estate, changes)
        quick = simulate(prepared_like(prepared, loaded, spread=False), certain())
        slow = simulate(prepare(loaded), certain())
        for name, value in slow.indicators._asdict().items():
            np.testing.assert_allclose(
                getattr(quick.indicators, name), value, rtol=1e-9, err_msg=f"{name} {changes}"
            )


def test_a_lever_moves_its_cause_and_no_other(estate, prepared):
    levers = {lever.key: lever for lever in levers_of(estate.scenario)}
    for key, change in (
        ("capex", {f"cost.{n}.cny": 1.1 * estate.scenario.cost[n - 1].cny for n in range(1, 7)}),
        (
            "other_use",
            {
                f"load.{n}.kwh_per_year": 1.1 * user.kwh_per_year
                for n, user in enumerate(estate.scenario.load, 1)
            },
        ),
        ("loan_rate", {"loan.1.rate_per_year": 1.1 * 0.035}),
        ("self_use_price", {f"load.{n}.price_frac": 1.1 * 0.9 for n in (1, 2, 3)}),
    ):
        by_lever = simulate(prepared, moved([(levers[key], 1.1)])).indicators
        by_file = simulate(resized(prepared, variant(estate, change)), certain()).indicators
        np.testing.assert_allclose(by_lever.equity_npv_cny, by_file.equity_npv_cny, rtol=1e-9)


def test_every_switch_value_is_proved_on_both_sides(estate, prepared, study):
    aims = aims_of(estate.scenario)
    levers = {lever.key: lever for lever in levers_of(estate.scenario)}

    def met(switch, value):
        if switch.lever == "grant":
            plan = resized(prepared, with_extra_grant(estate, value)) if value else prepared
        elif switch.lever in ("roof", "stairwell"):
            now = sum(row.count for row in getattr(estate.scenario, switch.lever))
            plan = resized(prepared, with_counts(estate, switch.lever, value / now))
        else:
            worlds = moved([(levers[switch.lever], value)])
            return slacks(simulate(prepared, worlds), aims)[switch.aim][0] >= 0.0
        return slacks(simulate(plan, certain()), aims)[switch.aim][0] >= 0.0

    tipping = [switch for switch in study.switches if switch.verdict == "tips"]
    assert len(tipping) > 15
    for switch in tipping:
        now = {"grant": 0.0, "roof": 12.0, "stairwell": 3.0}.get(switch.lever, 1.0)
        assert met(switch, now) == switch.met_now
        assert met(switch, switch.value), switch
        outwards = 1.0 if (switch.value > now) == switch.met_now else -1.0
        if switch.lever == "grant":
            step = 1.0
        elif switch.lever in ("roof", "stairwell"):
            step = 1.0 if switch.value <= 12 else 2.0
        else:
            step = 2e-5 * (switch.highest - switch.lowest)
        if switch.value == now:  # the plan itself is the last that holds, on one of its sides
            assert not (met(switch, now + step) and met(switch, now - step)), switch
        else:
            assert not met(switch, switch.value + outwards * step), switch
    for switch in study.switches:
        if switch.verdict == "never" and switch.lever not in ("roof", "stairwell"):
            assert not any(
                met(switch, value)
                for value in np.linspace(switch.lowest, switch.highest, 7)
                if switch.lever != "grant" or value <= switch.highest
            )


def test_a_switch_on_the_irr_is_where_the_irr_is_the_hurdle(estate, prepared, study):
    levers = {lever.key: lever for lever in levers_of(estate.scenario)}
    found = [s for s in study.switches if s.aim == "irr" and s.lever in levers]
    found = [s for s in found if s.verdict == "tips"]
    assert found
    for switch in found:
        at = simulate(prepared, moved([(levers[switch.lever], switch.value)])).indicators
        assert abs(at.project_irr[0] - estate.scenario.target.discount_per_year) < 1e-4


def test_sensitivity_factors_are_relative_changes_over_relative_changes(study):
    cause = next(cause for cause in study.causes if cause.key == "yield")
    base = study.base["project_irr"]
    for k, step in enumerate(STEPS):
        expected = (cause.values["project_irr"][k] - base) / base / step
        assert math.isclose(cause.factor["project_irr"][k], expected, rel_tol=1e-12)
    assert np.isnan(cause.factor["project_npv_cny"]).all()  # the base is below zero
    assert all(np.diff(cause.values["project_npv_cny"]) > 0.0)


def test_a_swing_is_the_plan_at_the_10_and_90_percent_quantiles_of_its_law(estate):
    law = {"kind": "uniform", "low": 2.0, "high": 3.0}
    row = {"key": "cost.pv_build.cny", "law": law, "source": "assumption"}
    only = {"default_laws": False, "weather": "in_order", "seed": 1}
    found = sensitivity(variant(estate, {"uncertain": (row,), "montecarlo": only}), samples=0)
    (swing,) = found.swings
    for cny, told in ((2.1, swing.low), (2.9, swing.high)):
        alone = run(variant(estate, {"cost.6.cny": cny})).indicators
        for name in ("project_npv_cny", "equity_npv_cny", "project_irr"):
            assert told[name] == pytest.approx(getattr(alone, name)[0], rel=1e-9), name


def test_scaled_grants_scale_what_the_government_pays(estate, prepared):
    for factor in (0.0, 0.5, 1.3):
        outcome = simulate(resized(prepared, grant_scaled(estate, factor)), certain())
        expected = factor * 150_000.0
        assert math.isclose(outcome.indicators.subsidy_per_lift_cny[0], expected, abs_tol=1e-6)


def test_a_law_on_a_grant_does_not_stop_the_levers(estate):
    law = {"kind": "discrete", "values": (0.0, 1.0), "chances": (0.8, 0.2)}
    row = {"key": "subsidy.1.refused", "law": law, "source": "assumption"}
    risky = variant(estate, {"subsidy": ({"programme": "nanchang-2022"},), "uncertain": (row,)})
    found = sensitivity(risky, samples=0)
    grants = next(cause for cause in found.causes if cause.key == "grants")
    assert np.all(np.diff(grants.values["project_npv_cny"]) > 0.0)


def test_the_grid_is_that_of_single_runs(estate, study):
    grid = study.grid
    assert grid.payback_years.shape == (len(grid.grant_cny_per_lift), len(grid.n_roofs))
    row, column = 2, 4
    changes = {"roof.1.count": int(grid.n_roofs[column])}
    loaded = with_extra_grant(variant(estate, changes), float(grid.grant_cny_per_lift[row]))
    found = simulate(prepare(loaded), certain())
    assert math.isclose(found.indicators.payback_years[0], grid.payback_years[row, column])
    assert found.promise.kept[0] == grid.kept[row, column]
    known = grid.payback_years[:, 3]
    assert np.all(np.diff(known[np.isfinite(known)]) < 0.0)  # more grant, sooner back


def test_indices_of_a_plan_are_shares(study):
    found = study.indices["equity_npv_cny"]
    assert len(found.first) == len(study.plan.drivers)
    assert 0.7 < found.total.sum() < 1.6
    assert np.all(found.total > -0.01)
    names = [driver.name for driver in study.plan.drivers]
    assert found.total[names.index("default:yield")] > 0.1
    assert found.total[names.index("default:lift_insurance")] < 0.05


def test_samples_must_be_a_count(estate):
    with pytest.raises(ScenarioError):
        sensitivity(estate, samples=-1)


def test_without_grants_loans_or_roofs_the_rest_is_answered(estate):
    plain = variant(
        estate,
        {
            "subsidy": (),
            "loan": (),
            "roof": (),
            "losses": None,
            "connection": None,
            "feed_in": None,
            "reserve": None,
            "load": (),
        },
    )
    found = sensitivity(plain, samples=0)
    assert found.grid is None and not found.indices
    assert {switch.verdict for switch in found.switches} <= {"never", "always", "tips"}
    assert data(sensitivity_content(found), "en")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_screen_names_every_cause(study, lang):
    text = screen(sensitivity_content(study), lang)
    assert all(cause.words.text(lang)[:8] in text for cause in study.causes)
    assert max(len(line) for line in text.splitlines()) <= 110
    document = data(sensitivity_content(study), lang)
    assert len(document["would_make_it_work"]) == len(study.switches)


def test_what_cannot_be_is_said_in_words(study):
    never = next(s for s in study.switches if s.verdict == "never")
    assert _switch_text(never, 0, "en") == "cannot" and _switch_text(never, 0, "zh") == "无法达标"
    grant = next(s for s in study.switches if (s.lever, s.aim) == ("grant", "payback"))
    assert _switch_text(grant, 0, "zh") == f"+{grant.value:,.0f} 元"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_pictures_are_drawn_and_no_glyph_is_a_box(study, lang, tmp_path):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for name, picture in drawn(sensitivity_content(study), lang).items():
            picture.savefig(tmp_path / f"{name}.png")
            assert (tmp_path / f"{name}.png").stat().st_size > 20_000


@pytest.mark.parametrize(("lang", "unit"), [("zh", 1e4), ("en", 1e3)])
def test_every_grant_of_the_grid_stands_on_one_line_with_its_paybacks(study, lang, unit):
    terminal = io.StringIO()
    terminal.isatty = lambda: True  # rich takes its 80 columns from a terminal
    text = re.sub(r"\x1b\[[0-9;]*m", "", screen(sensitivity_content(study), lang, terminal))
    never = {"zh": "收不回", "en": "never"}[lang]
    lines = [line.replace("●", "").split() for line in text.splitlines()]
    for cny, years in zip(study.grid.grant_cny_per_lift, study.grid.payback_years, strict=True):
        shown = [f"{x:.1f}" if math.isfinite(x) else never for x in years]
        assert [f"{cny / unit:.1f}", *shown] in lines


def test_an_answer_says_which_way_it_may_go_and_how_far_was_tried(study):
    by_aim = {(s.lever, s.aim): s for s in study.switches}
    output = by_aim["yield", "promise"]
    assert output.met_now and output.value < 1.0
    assert verdict_words(study, "yield", "promise").en.startswith("met, down to -")
    assert verdict_words(study, "running", "promise").zh.startswith("已达标，可增至 +")
    roofs = by_aim["roof", "promise"]
    assert roofs.met_now and roofs.value < 12
    assert "down to" in verdict_words(study, "roof", "promise").en
    assert lever_words(study, "roof").zh.endswith("（现 12）")
    assert _tried_text(by_aim["running", "irr"], "en") == "-100% … +400%"
    assert _tried_text(by_aim["roof", "irr"], "en") == "1 … 60"


def test_grants_have_a_switch_value_too(study):
    rows = screen(sensitivity_content(study), "en").splitlines()
    (grants,) = [row for row in rows if row.split()[:1] == ["grants"]]
    assert grants.split()[-1] == "cannot" or grants.rstrip().endswith("CNY a lift")


def test_a_quantile_is_not_called_p90_where_lenders_mean_the_other_end(study):
    for lang in ("en", "zh"):
        words = screen(sensitivity_content(study), lang)
        for picture in drawn(sensitivity_content(study), lang).values():
            words += " ".join(words_of(picture))
        assert "P90" not in words and "P10" not in words


def test_the_plan_of_today_is_marked_in_the_grid(study):
    picture = drawn(sensitivity_content(study), "en")["grant_and_roofs"]
    (mark,) = [text for text in picture.axes[0].texts if text.get_text().startswith("▲")]
    column, row = mark.get_position()
    assert study.grid.n_roofs[round(column)] == 12 and row == 0


def test_no_label_of_the_shares_leaves_the_sheet(study):
    figure = drawn(sensitivity_content(study), "en")["sobol_indices"]
    figure.draw_without_rendering()
    (axes,) = figure.axes
    for text in (axes.xaxis.label, *axes.get_yticklabels(), *figure.texts):
        box = text.get_window_extent()
        assert box.x0 >= -1.0 and box.x1 <= figure.bbox.width + 1.0, text.get_text()


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_no_bar_stands_behind_the_legend(study, lang):
    figure = drawn(sensitivity_content(study), lang)["tornado"]
    figure.draw_without_rendering()
    for axes in figure.axes:
        legend = axes.get_legend().get_window_extent()
        assert not any(bar.get_window_extent().overlaps(legend) for bar in axes.patches)
