"""The island that finds every rate of return: laws, references, and its plain Python."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pvlift.money import roots


def batch(cash_cny):
    cash_cny = np.ascontiguousarray(cash_cny, float)
    value, n_roots = np.empty(len(cash_cny)), np.empty(len(cash_cny), np.int64)
    roots.rates_of_flows(cash_cny, value, n_roots)
    return value, n_roots


def flow_with_roots(rates, others=()):
    """Coefficients, lowest power first, of the polynomial whose x are 1 / (1 + rate)."""
    factors = [[1.0, -(1.0 + r)] for r in rates] + [list(o) for o in others]
    flow = np.array([1.0])
    for factor in factors:
        flow = np.convolve(flow, factor)
    return flow


money = st.floats(-1e6, 1e6).map(lambda v: round(v, 2))


def test_roots_put_into_a_flow_are_found():
    for rates in ([-0.97, 0.1], [-0.5, 0.0, 0.08, 1.5], [0.05, 0.06], [-0.2, 0.3, 12.0]):
        found = roots.roots_of_flow(flow_with_roots(rates))
        np.testing.assert_allclose(found, sorted(rates), rtol=1e-9, atol=1e-9)


def test_a_multiple_root_is_counted_once():
    np.testing.assert_allclose(roots.roots_of_flow(flow_with_roots([0.1, 0.1])), [0.1], atol=1e-6)
    triple = roots.roots_of_flow(flow_with_roots([0.1, 0.1, 0.1]))
    np.testing.assert_allclose(triple, [0.1], atol=1e-4)
    two_doubles = roots.roots_of_flow(flow_with_roots([0.1, 0.1, 0.5, 0.5]))
    np.testing.assert_allclose(two_doubles, [0.1, 0.5], atol=1e-6)
    beside_simple = roots.roots_of_flow(flow_with_roots([0.1, 0.1, 0.5]))
    np.testing.assert_allclose(beside_simple, [0.1, 0.5], atol=1e-6)


def test_complex_pairs_are_not_roots():
    never = flow_with_roots([], [(1.0, -1.0, 0.8), (1.0, -2.1, 1.2)])
    assert roots.roots_of_flow(never).size == 0
    one = flow_with_roots([0.07], [(1.0, -1.0, 0.8), (1.0, -2.1, 1.2)])
    np.testing.assert_allclose(roots.roots_of_flow(one), [0.07], atol=1e-9)


@pytest.mark.parametrize("scale", [1e-150, 1e-9, 1.0, 1e15, 1e150])
def test_scale_does_not_matter(scale):
    flows = np.array(
        [[-1.0, 0.5, 0.7, 0.0], [-1600.0, 10000.0, -10000.0, 0.0], [-5, 10.5, 1, -8.0]]
    )
    value, n_roots = batch(flows * scale)
    again, n_again = batch(flows)
    np.testing.assert_array_equal(n_roots, n_again)
    np.testing.assert_allclose(value, again, rtol=1e-12, atol=1e-12)


def test_extreme_rates_are_found():
    np.testing.assert_allclose(roots.roots_of_flow(np.array([-1.0, 1e9])), [1e9 - 1])
    almost_all_lost = np.zeros(41)
    almost_all_lost[0], almost_all_lost[40] = -1e6, 1e-6
    np.testing.assert_allclose(
        roots.roots_of_flow(almost_all_lost), [10 ** (-12 / 40) - 1], rtol=1e-9
    )


def test_what_is_not_finite_has_no_rate():
    value, n_roots = batch([[-1.0, np.nan, 2.0], [-1.0, np.inf, 0.0], [0.0, 0.0, 0.0]])
    assert np.all(np.isnan(value))
    assert n_roots.tolist() == [-1, -1, 0]


@given(st.lists(money, min_size=2, max_size=30))
def test_every_root_has_no_present_value(flow):
    flow = np.array(flow)
    years = np.arange(len(flow))
    for rate in roots.roots_of_flow(flow):
        worth = (1.0 + rate) ** -years
        with np.errstate(over="ignore", invalid="ignore"):
            size = np.sum(np.abs(flow) * worth)
            left = np.abs(np.sum(flow * worth))
        if np.isfinite(size):
            slope = np.sum(np.abs(flow) * worth * (years + 1))
            assert left <= 1e-12 * slope


@given(st.lists(money, min_size=2, max_size=16))
def test_no_root_is_missed_where_the_value_changes_sign(flow):
    """Signs of the present value on a fine grid, an independent count from below."""
    flow = np.array(flow)
    x = np.geomspace(1e-3, 1e3, 4001)
    p = np.polynomial.polynomial.polyval(x, flow)
    size = np.polynomial.polynomial.polyval(x, np.abs(flow))
    sure = np.sign(p[np.abs(p) > 1e-11 * size])
    changes = np.count_nonzero(sure[1:] != sure[:-1])
    found = roots.roots_of_flow(flow)
    assert len(found) >= changes
    inside = (1 / (1 + found) > 1e-3) & (1 / (1 + found) < 1e3)
    assert np.all(np.diff(found) > 0)
    assert changes <= np.count_nonzero(inside) <= max(np.count_nonzero(np.diff(np.sign(flow))), 0)


@given(st.lists(st.lists(money, min_size=8, max_size=8), min_size=1, max_size=5))
def test_the_fast_path_agrees_with_the_full_scan(flows):
    flows = np.array(flows)
    value, n_roots = batch(flows)
    for row, rate, n in zip(flows, value, n_roots, strict=True):
        found = roots.roots_of_flow(row)
        assert n == len(found)
        if n == 1:
            np.testing.assert_allclose(rate, found[0], rtol=1e-9, atol=1e-12)
        elif np.isfinite(rate):
            assert n > 1 and found[found > 0.0] == pytest.approx([rate])


@given(
    st.lists(st.floats(1.0, 1e6), min_size=1, max_size=12),
    st.lists(st.floats(1.0, 1e6), min_size=1, max_size=12),
    st.floats(-0.9, 1.0),
)
def test_running_sums_that_change_sign_once_have_one_rate_above_zero(below, above, end):
    """Norstrom's condition, built from the running sums; the scan is the reference."""
    sums = np.array([*(-x for x in below), *above])
    sums[-1] *= 1.0 + 0.999 * min(end, 0.0)  # a removal that eats most of the surplus
    flow = np.diff(sums, prepend=0.0)
    value, n_roots = batch([flow])
    found = roots.roots_of_flow(flow)
    assert n_roots[0] == len(found) and np.count_nonzero(found > 1e-9) <= 1
    if np.all(np.abs(found) > 1e-6):
        np.testing.assert_allclose(value[0], found[found > 0.0], rtol=1e-9)


def test_a_removal_in_the_last_year_leaves_the_rate():
    flow = [-1700.0, 800.0, 1800.0, 3500.0, 3500.0, 3600.0, 4800.0, -2.0]
    several = ([-1600.0, 10000.0, -10000.0], [1000.0, -3000.0, 2300.0, -200.0])
    value, n_roots = batch([flow, *(row + [0.0] * (8 - len(row)) for row in several)])
    np.testing.assert_allclose(value[0], 0.9972, atol=5e-5)
    assert n_roots.tolist() == [2, 2, 3]
    assert np.isnan(value[1:]).all()  # the sum crosses zero twice; the sum begins above it


@given(
    st.lists(st.floats(1.0, 1e6), min_size=2, max_size=30),
    st.floats(-0.5, 0.9),
    st.sampled_from([-1.0, 1.0]),
)
def test_what_is_owed_to_the_end_at_one_rate_has_no_other(owed, rate, side):
    """A flow built from its balances, whatever its changes of sign; the scan is the reference."""
    opening, closing = np.array([0.0, *owed]), np.array([*owed, 0.0])
    flow = side * (opening * (1.0 + rate) - closing)
    value, n_roots = batch([flow])
    found = roots.roots_of_flow(flow)
    assert n_roots[0] == len(found) == 1
    np.testing.assert_allclose([value[0], found[0]], rate, rtol=1e-9, atol=1e-9)


def test_a_flow_that_dwarfs_the_others_keeps_its_rate():
    flows = np.array([[-1e17, 1.0, 1.0], [-1e17, 2.0, 3.0]])
    value, n_roots = batch(flows)
    assert n_roots.tolist() == [1, 1]
    for flow, rate in zip(flows, value, strict=True):
        np.testing.assert_allclose(1.0 + rate, 1.0 + roots.roots_of_flow(flow)[0], rtol=1e-9)
        assert -1.0 < rate < -0.99


def test_compiled_and_plain_python_agree():
    flows = [[-100.0, 230.0, -132.25], [-5.0, 10.5, 1.0, -8.0, 1.0], [-9.0, 4.0, 4.0, 4.0, 4.0]]
    plain = getattr(roots.roots_of_flow, "py_func", roots.roots_of_flow)
    for flow in flows:
        flow = np.array(flow)
        np.testing.assert_allclose(plain(flow), roots.roots_of_flow(flow), rtol=1e-14)
    fast = roots._root_of_pure
    plain_fast = getattr(fast, "py_func", fast)
    row = np.array(flows[2])
    np.testing.assert_allclose(plain_fast(row), fast(row), rtol=1e-14)
