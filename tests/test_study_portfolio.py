"""Portfolio and budget: tables are checked at once, choices are exact, curves only rise."""

from __future__ import annotations

import itertools
import json
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.invented_district import district_rows, district_text
from pvlift.errors import PvliftError
from pvlift.scenario.load import load, variant
from pvlift.study.district import budget, portfolio_columns, portfolio_rows
from pvlift.study.district.budget import Fairness, Option, best_award, greedy_award
from pvlift.study.district.budget_plan import bid_name, plan_of
from pvlift.study.district.portfolio import portfolio
from pvlift.study.district.projects import pools_of, scenario_of
from pvlift.study.district.shared_place import SharedPlace
from pvlift.study.plan.prepare import prepare


def written(tmp_path, text, name="rows.csv"):
    path = tmp_path / name
    path.write_text(text, "utf-8")
    return path


def changed(column: str, value: str, row: int = 0) -> str:
    """The template with one cell changed."""
    lines = portfolio_columns.template_text().splitlines()
    at = next(n for n, line in enumerate(lines) if line.startswith("id,"))
    cells = lines[at + 1 + row].split(",")
    cells[portfolio_columns.NAMES.index(column)] = value
    lines[at + 1 + row] = ",".join(cells)
    return "\n".join(lines) + "\n"


def test_the_template_is_a_good_table(tmp_path):
    path = tmp_path / "rows.csv"
    portfolio_columns.write_template(path)
    table = portfolio_rows.read_portfolio(path)
    assert [row.id for row in table.rows] == ["A1", "A2", "B1"] and not table.faults
    assert table.rows[0].pool == table.rows[1].pool
    with pytest.raises(PvliftError):
        portfolio_columns.write_template(path)
    portfolio_columns.write_template(path, force=True)


def test_every_fault_is_told_with_its_row_and_column(tmp_path):
    text = portfolio_columns.template_text()
    text = text.replace(
        "A1,East street,Estate A,6,6,12,2.4", "A1,East street,Estate A,6.5,66,,many"
    )
    text = text.replace("A2,East street", "A2,")
    with pytest.raises(PvliftError) as told:
        portfolio_rows.read_portfolio(written(tmp_path, text))
    where = [fault.where for fault in told.value.faults]
    assert len(where) == 5
    for column in ("stairwells", "storeys", "flats", "people_per_flat", "street"):
        assert sum(column in place.en and column in place.zh for place in where) == 1
    assert all(fault.wanted.zh and fault.wanted.en for fault in told.value.faults)
    assert "line 19" in where[0].en and "第 19 行" in where[0].zh


def test_good_rows_go_on_when_bad_ones_are_skipped(tmp_path):
    path = written(tmp_path, changed("storeys", "0"))
    table = portfolio_rows.read_portfolio(path, skip_bad=True)
    assert [row.id for row in table.rows] == ["A2", "B1"] and len(table.faults) == 1


@pytest.mark.parametrize(
    "text",
    ["", "\n\n", "id\nA\n", "id,colour\nA,red\n", "\x00\x00", "id,street\n" + "x," * 5000],
)
def test_a_table_of_no_use_is_refused_in_words(tmp_path, text):
    with pytest.raises(PvliftError):
        portfolio_rows.read_portfolio(written(tmp_path, text))


@pytest.mark.parametrize("name", ["flats", "每单元户数"])
def test_a_column_that_stands_twice_is_refused(tmp_path, name):
    lines = portfolio_columns.template_text().splitlines()
    text = "\n".join(f"{line},{'10' if n else name}" for n, line in enumerate(lines[-4:]))
    with pytest.raises(PvliftError) as told:
        portfolio_rows.read_portfolio(written(tmp_path, text))
    (fault,) = told.value.faults
    assert "every column once (flats)" in fault.wanted.en and name in fault.found


@pytest.mark.parametrize("least", [float("nan"), float("inf"), -1.0])
def test_a_least_share_that_is_no_number_is_refused(root, tmp_path, least):
    path = tmp_path / "rows.csv"
    portfolio_columns.write_template(path)
    table = portfolio_rows.read_portfolio(path)
    policy = load(root / "scenarios" / "district_policy.toml")
    with pytest.raises(PvliftError, match="street-least"):
        portfolio(table, policy, street_least=least)


def test_a_missing_file_is_a_sentence(tmp_path):
    with pytest.raises(PvliftError):
        portfolio_rows.read_portfolio(tmp_path / "none.csv")
    with pytest.raises(PvliftError):
        portfolio_rows.read_portfolio(written(tmp_path, "no sheet", "rows.xlsx"))


def test_a_name_stands_once(tmp_path):
    with pytest.raises(PvliftError) as told:
        portfolio_rows.read_portfolio(written(tmp_path, changed("id", "A2")))
    assert "A2" in told.value.text("en")


def test_chinese_headings_in_the_encoding_of_chinese_excel(tmp_path):
    zh = ",".join(column.zh for column in portfolio_columns.COLUMNS)
    lines = portfolio_columns.template_text().splitlines()
    text = "\r\n".join([zh, *lines[-3:]])
    path = tmp_path / "rows.csv"
    path.write_bytes(text.encode("gb18030"))
    assert len(portfolio_rows.read_portfolio(path).rows) == 3


def test_an_excel_file_is_read_or_refused_with_the_way_out(tmp_path):
    lines = [line for line in portfolio_columns.template_text().splitlines() if line[0] != "#"]
    path = tmp_path / "rows.xlsx"
    import xlsxwriter

    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet()
    for r, line in enumerate(lines):
        for c, cell in enumerate(line.split(",")):
            sheet.write_number(r, c, float(cell)) if _is_number(cell) else sheet.write(r, c, cell)
    book.close()
    try:
        import openpyxl  # noqa: F401
    except ImportError:
        with pytest.raises(PvliftError) as told:
            portfolio_rows.read_portfolio(path)
        assert "openpyxl" in told.value.text("en") and "CSV" in told.value.text("zh")
    else:
        assert [row.stairwells for row in portfolio_rows.read_portfolio(path).rows] == [6, 3, 10]


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


# ------------------------------------------------------------------------------ the district


def test_the_district_has_the_counts_of_the_mission(root):
    rows = district_rows(64, 12_532, 55_000.0)
    assert len({row.pool for row in rows}) == 64
    assert sum(row.stairwells * row.flats for row in rows) == 12_532
    people = sum(row.stairwells * row.flats * row.people_per_flat for row in rows)
    assert people == pytest.approx(55_000, rel=1e-12)
    table = portfolio_rows.read_portfolio(root / "scenarios" / "district_64_estates.csv")
    assert table.rows == rows or [r.id for r in table.rows] == [r.id for r in rows]
    for mine, theirs in zip(rows, table.rows, strict=True):
        assert mine[:9] == theirs[:9]


@settings(max_examples=25)
@given(st.integers(1, 80), st.integers(24, 120), st.integers(0, 5))
def test_any_district_keeps_its_counts(n_estates, half_per_estate, seed):
    households = 2 * half_per_estate * n_estates
    rows = district_rows(n_estates, households, 2.4 * households, seed)
    assert sum(row.stairwells * row.flats for row in rows) == households
    assert len({row.pool for row in rows}) == n_estates
    assert "E01" in district_text(rows, "made up")


# ------------------------------------------------------------------------------ projects


@pytest.fixture(scope="module")
def policy(root):
    return variant(load(root / "scenarios" / "district_policy.toml"), {"weather.n_years": 2})


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    path = tmp_path_factory.mktemp("table") / "rows.csv"
    portfolio_columns.write_template(path)
    return portfolio_rows.read_portfolio(path)


def test_rows_of_a_pool_are_one_project_with_all_its_roofs(policy, table):
    pools = pools_of(table.rows, (1.0, 0.25))
    assert [(p.name, sum(r.stairwells for r in p.rows)) for p in pools] == [
        ("Estate A", 9),
        ("Estate A", 2),
        ("Estate B", 10),
        ("Estate B", 2),
    ]
    scenario = scenario_of(policy, pools[1]).scenario
    assert sum(roof.count for roof in scenario.roof) == 4
    assert sum(well.count for well in scenario.stairwell) == 2
    use = sum(load.kwh_per_year for load in scenario.load)
    assert use == pytest.approx(60_000)


def test_like_pools_are_computed_once_and_ranked_by_what_they_need(policy, table):
    twin = table._replace(
        rows=(*table.rows, table.rows[2]._replace(id="C1", pool="Estate C", street="South"))
    )
    found = portfolio(twin, policy, "payback=18", 0.8, draws=30, lift_shares=(1.0, 0.25))
    assert found.n_computed == 4 and len(found.projects) == 6
    able = [p.cost_cny / p.n_lifts for p in found.projects if math.isfinite(p.found.level)]
    assert able == sorted(able)
    twins = [p for p in found.projects if p.pool.name in ("Estate B", "Estate C")]
    assert len({(p.n_lifts, p.found.level) for p in twins}) == 2
    for project in found.projects:
        assert project.found.level_met_frac >= 0.8 or project.found.method == "impossible"


def test_a_site_builds_what_prepare_builds(policy, table):
    site = SharedPlace(policy)
    for pool in pools_of(table.rows, (1.0, 0.25)):
        loaded = scenario_of(policy, pool)
        mine, plain = site.prepared(loaded), prepare(loaded, spread=True)
        assert mine.project == plain.project
        np.testing.assert_allclose(mine.hours.dc_w, plain.hours.dc_w, rtol=1e-12)
        np.testing.assert_array_equal(mine.hours.varying_w, plain.hours.varying_w)


def test_a_budget_takes_one_form_and_one_size_of_a_pool(policy, table):
    found = portfolio(
        table, policy, "payback=18", 0.8, draws=20, forms=("gap", "upkeep"), lift_shares=(1.0, 0.25)
    )
    assert len(found.projects) == 8 and found.n_computed == 4
    plan = plan_of(found.projects, (4e6,), goal="elderly")
    pools = [plan.projects[pick.option].pool.name for pick in plan.best.chosen]
    assert pools and len(pools) == len(set(pools))
    assert plan.best.value >= plan.greedy.value
    with pytest.raises(PvliftError):
        plan_of(found.projects, (4e6,), goal="value")
    worth = plan_of(found.projects, (4e7,), goal="value", value_cny_per_household=1e6)
    assert worth.best.n_lifts == 19


def test_no_way_of_choosing_buys_more_than_the_supply_curve_says(policy, table):
    found = portfolio(table, policy, "payback=18", 0.8, draws=20, lift_shares=(1.0, 0.25))
    cheapest = min(p.cost_cny for p in found.projects)
    for budget_cny in (0.5 * cheapest, 1.3 * cheapest, 3.0 * cheapest):
        plan = plan_of(found.projects, (budget_cny,))
        first = min(point.budget_cny for point in plan.curve if point.n_lifts > 0.0)
        assert first == cheapest <= plan.near_cny
        winners = [p for p in plan.projects if bid_name(p) in plan.auction.winners]
        for n_lifts, cny in (
            (plan.best.n_lifts, plan.best.cost_cny),
            (plan.greedy.n_lifts, plan.greedy.cost_cny),
            (plan.flat.n_lifts, plan.flat.cost_cny),
            (sum(p.n_lifts for p in winners), plan.auction.paid_as_bid_cny),
        ):
            assert max(p.n_lifts for p in plan.curve if p.budget_cny <= cny) >= n_lifts


def test_a_budget_that_buys_nothing_says_why(policy, table):
    found = portfolio(table, policy, "payback=18", 0.8, draws=10)
    cheapest = min(p.cost_cny for p in found.projects)
    small = plan_of(found.projects, (0.5 * cheapest,))
    assert f"{cheapest:,.0f}" in small.too_small.en and small.too_small.zh
    yearly = plan_of(found.projects, (0.6 * cheapest, 0.6 * cheapest))
    assert "year by year" in yearly.too_small.en
    streets = plan_of(found.projects, (1.1 * cheapest,), fairness=Fairness(most_frac=0.5))
    assert "streets" in streets.too_small.en
    assert plan_of(found.projects, (1.1 * cheapest,)).too_small is None


def test_a_pool_that_cannot_be_built_is_named(policy, table):
    tiny = table.rows[2]._replace(id="D1", pool="D", roof_length_m=1.2, roof_width_m=1.0)
    bad = table._replace(rows=(*table.rows, tiny))
    with pytest.raises(PvliftError) as told:
        portfolio(bad, policy, "payback=18", 0.8, draws=5)
    assert "D" in told.value.faults[0].where.zh
    found = portfolio(bad, policy, "payback=18", 0.8, draws=5, skip_bad=True)
    assert len(found.projects) == 2 and found.faults


# ------------------------------------------------------------------------------ budgets


def options_of(rows):
    return [
        Option(project, street, float(value), 1.0, np.array([float(cost)]))
        for project, (street, value, cost) in enumerate(rows)
    ]


amounts = st.tuples(st.sampled_from("ab"), st.integers(1, 60), st.integers(1, 80))


@settings(max_examples=60)
@given(st.lists(amounts, min_size=1, max_size=9), st.integers(0, 250))
def test_the_choice_is_the_best_of_all_and_never_worse_than_greedy(rows, money):
    options = options_of(rows)
    best = best_award(options, [money])
    every = itertools.product((0, 1), repeat=len(rows))
    found = [
        sum(t * o.value for t, o in zip(taken, options, strict=True))
        for taken in every
        if sum(t * o.paid_cny[0] for t, o in zip(taken, options, strict=True)) <= money
    ]
    assert best.value == pytest.approx(max(found))
    assert best.value >= greedy_award(options, [money]).value - 1e-9
    assert best.cost_cny <= money + 1e-6


@settings(max_examples=30)
@given(
    st.lists(st.tuples(amounts, amounts), min_size=1, max_size=4),
    st.lists(st.integers(0, 120), min_size=1, max_size=2),
)
def test_options_and_years_against_every_possible_plan(rows, money):
    options = []
    for project, pair in enumerate(rows):
        for street, value, cost in pair:
            paid = np.array([cost / 2, cost / 2])
            options.append(Option(project, street, float(value), 1.0, paid))
    years = range(len(money))
    picks = [
        [None, *((2 * p + k, start) for k in (0, 1) for start in years)] for p in range(len(rows))
    ]
    best = 0.0
    for plan in itertools.product(*picks):
        due, value = np.zeros(len(money)), 0.0
        for pick in plan:
            if pick is not None:
                due += budget.due_cny(options[pick[0]], pick[1], len(money))
                value += options[pick[0]].value
        if np.all(due <= np.array(money) + 1e-9):
            best = max(best, value)
    found = best_award(options, money)
    assert found.value == pytest.approx(best)
    assert np.all(found.by_year_cny <= np.array(money) + 1e-6)


@settings(max_examples=20)
@given(st.lists(amounts, min_size=2, max_size=12))
def test_the_supply_curve_only_rises(rows):
    curve = budget.supply_curve(options_of(rows), 6)
    values = [point.value for point in curve]
    assert values == sorted(values) and curve[0].budget_cny == 0.0
    assert values[-1] == pytest.approx(sum(o.value for o in options_of(rows)))
    assert all(point.greedy_value <= point.value + 1e-9 for point in curve)


def test_streets_get_their_share():
    rows = [("a", 10, 10), ("a", 10, 10), ("a", 10, 10), ("b", 9, 20), ("b", 9, 20)]
    options = options_of(rows)
    free = best_award(options, [50])
    assert {options[c.option].street for c in free.chosen} == {"a", "b"} and free.n_lifts == 4
    half = best_award(options, [50], Fairness(most_frac=0.5))
    streets = [options[c.option].street for c in half.chosen]
    assert streets.count("a") == streets.count("b") == 1
    least = best_award(options, [60], Fairness(least_lifts=2))
    assert [options[c.option].street for c in least.chosen].count("b") == 2
    none = best_award(options, [15], Fairness(least_lifts=2))
    assert none.chosen == ()


def test_a_flat_rate_pays_more_than_is_needed():
    options = options_of([("a", 1, 10), ("a", 1, 20), ("b", 1, 30)])
    flat = budget.flat_rate(options, 45)
    assert flat.rate_cny == 20 and flat.n_lifts == 2 and flat.beyond_need_cny == 10
    assert best_award(options, [45]).n_lifts >= flat.n_lifts


def test_the_solver_writes_nothing_of_its_own(capfd):
    options = options_of([("a", v, c) for v, c in zip((34, 86, 24), (80, 159, 53), strict=True)])
    best_award(options, [500])
    assert capfd.readouterr().out == ""


def test_the_reference_budgets(shared):
    cases = json.loads((shared / "cases" / "finance_cases.json").read_text("utf-8"))["cases"]
    seen = 0
    for case in cases:
        given_, want = case["inputs"], case["expected"]
        if case["kind"] == "budget_knapsack":
            pairs = zip(given_["value"], given_["cost"], strict=True)
            options = options_of([("s", value, cost) for value, cost in pairs])
            assert greedy_award(options, [given_["budget"]]).value == want["greedy_value"]
        elif case["kind"] == "budget_multiple_choice":
            options = [
                Option(project, "s", float(value), 1.0, np.array([float(cost)]))
                for project, pairs in enumerate(given_["options_cost_value"])
                for cost, value in pairs
                if value > 0
            ]
        else:
            continue
        best = best_award(options, [given_["budget"]])
        assert (best.value, best.cost_cny) == (want["best_value"], want["best_cost"])
        seen += 1
    assert seen == 4


def test_rules_without_a_calendar_spend_no_year_above_its_budget():
    from pvlift.study.district.budget import Option
    from pvlift.study.district.budget_plan import _usable_cny

    late = Option(0, "S1", 1.0, 1.0, np.array([0.0, 50.0]))
    soon = Option(1, "S1", 1.0, 1.0, np.array([25.0, 25.0]))
    assert _usable_cny((late,), (100.0, 100.0)) == pytest.approx(100.0)
    assert _usable_cny((late, soon), (100.0, 100.0)) == pytest.approx(100.0 / 75.0 * 100.0)
    assert _usable_cny((late,), (70.0,)) == pytest.approx(70.0)
    assert _usable_cny((late,), (100.0,) * 3) == pytest.approx(100.0)
    assert _usable_cny((soon,), (0.0, 100.0)) == 0.0
