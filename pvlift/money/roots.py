"""All rates of return of a cash flow: every positive root of a polynomial, counted exactly.

With x = 1 / (1 + rate) the present value of flows c[0..n] is the polynomial sum(c[t] * x**t), and
the rates above -100 % are its positive roots. Where Newton finds one at which the balance keeps its
sign to the end, there is no other. For all other flows a chain of polynomials is built in which
every link has one change of sign fewer: x**k times the derivative of x**-k * p(x), with k inside a
change of sign, multiplies c[t] by (t - k). The roots of a link part the line into pieces on which
the link before it is monotone (Rolle), so each piece holds one root or none.

Only shapes matter here: flows are scaled to a largest value of one before anything is compared.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numba import njit

PASSES = 12  # a pure investment settles in four to six; what does not is scanned
SURE = 1e-13  # part of all flows' worth above which a balance is no rounding
ZERO = 8.9e-16  # four spacings of a double: rounding of one term of a polynomial
NOTHING = 1e-200  # part of the largest value below which a flow counts as none
EVEN = 1e-12  # part of the largest flow below which a running sum counts as zero


class Scratch(NamedTuple):
    """Room for one scan of flows with m values, used again from row to row."""

    link: np.ndarray  # float[m]   coefficients of the link in hand
    flow: np.ndarray  # float[m]   the flow without its outer zeros, largest value one
    shift: np.ndarray  # float[m]  the k of every change of sign
    roots: np.ndarray  # float[m]  roots of the link in hand
    below: np.ndarray  # float[m]  roots of the link after it


@njit(cache=True, error_model="numpy")
def _value(flow, n_terms, x):
    """Value p, slope x p', sum of sizes s and slope x s' of a polynomial, over max(1, x)**degree.

    Parameters
    ----------
    flow : float[>= n_terms]   coefficients, lowest power first
    x    : float > 0
    """
    last = n_terms - 1
    p = s = slope = slope_s = 0.0
    if x <= 1.0:
        for t in range(last, -1, -1):
            slope = slope * x + p
            slope_s = slope_s * x + s
            p = p * x + flow[t]
            s = s * x + abs(flow[t])
        return p, x * slope, s, x * slope_s
    y = 1.0 / x
    for t in range(n_terms):
        slope = slope * y + p
        slope_s = slope_s * y + s
        p = p * y + flow[t]
        s = s * y + abs(flow[t])
    return p, last * p - y * slope, s, last * s - y * slope_s


@njit(cache=True, error_model="numpy")
def _root_between(flow, n_terms, low, high, sign_low, near):
    """The one root between two points of different sign, to a relative step of `near`.

    Newton on log(gains / losses) over log(x), which is nearly a straight line; a step that leaves
    the bracket, and every third step after the twelfth, is replaced by halving.
    """
    x = 1.0 if low < 1.0 < high else math.sqrt(low) * math.sqrt(high)
    for step in range(400):
        p, slope, s, slope_s = _value(flow, n_terms, x)
        if abs(p) <= 1e-16 * s:
            return x
        if (p > 0.0) == (sign_low > 0.0):
            low = x
        else:
            high = x
        if high - low <= 2.3e-16 * high:
            return x
        gains, losses, steep = s + p, s - p, slope * s - p * slope_s
        move = following = math.nan
        if gains > 0.0 and losses > 0.0 and steep != 0.0:
            move = math.log(losses / gains) * (gains * losses) / (2.0 * steep)
        if abs(move) < 700.0:
            following = x * math.exp(move)
        if not low < following < high or (step > 12 and step % 3 == 0):
            following = math.sqrt(low) * math.sqrt(high)
            if not low < following < high:
                return x
        elif abs(move) <= near:
            return following
        x = following
    return x


@njit(cache=True, error_model="numpy")
def _sign(flow, n_terms, x):
    """-1, 0 or 1; 0 where the value is not larger than its own rounding."""
    p, _, s, _ = _value(flow, n_terms, x)
    if abs(p) <= ZERO * (n_terms + 1) * s:
        return 0
    return 1 if p > 0.0 else -1


@njit(cache=True, error_model="numpy")
def _roots_of_link(link, n_terms, below, n_below, roots, near):
    """Roots of one link from those of the next one; their number."""
    low_end = abs(link[0]) / (abs(link[0]) + 1.0)
    high_end = (abs(link[n_terms - 1]) + 1.0) / abs(link[n_terms - 1])
    n_roots = 0
    left, sign_left = low_end, 1 if link[0] > 0.0 else -1
    for piece in range(n_below + 1):
        if piece < n_below:
            right = below[piece]
            sign_right = _sign(link, n_terms, right)
        else:
            right = high_end
            sign_right = 1 if link[n_terms - 1] > 0.0 else -1
        if sign_right == 0:
            if sign_left != 0:  # the value touches zero: one multiple root
                roots[n_roots] = right
                n_roots += 1
        elif sign_left * sign_right < 0:
            roots[n_roots] = _root_between(
                link, n_terms, min(left, right), max(left, right), sign_left, near
            )
            n_roots += 1
        left, sign_left = right, sign_right
    return n_roots


@njit(cache=True, error_model="numpy")
def _scan(cash, scratch):
    """All x of one flow into scratch.roots; their number, -1 where the flow is not finite."""
    first, last, largest = -1, -1, 0.0
    for t in range(cash.shape[0]):
        if not math.isfinite(cash[t]):
            return -1
        largest = max(largest, abs(cash[t]))
    for t in range(cash.shape[0]):
        if abs(cash[t]) > NOTHING * largest:
            first = t if first < 0 else first
            last = t
    if first < 0:
        return 0
    n_terms = last - first + 1
    n_changes, before = 0, 0
    for t in range(n_terms):
        scratch.flow[t] = cash[first + t] / largest
        if abs(scratch.flow[t]) > NOTHING:
            if (scratch.flow[t] > 0.0) != (scratch.flow[before] > 0.0):
                scratch.shift[n_changes] = 0.5 * (before + t)
                n_changes += 1
            before = t
    n_roots = 0
    for depth in range(n_changes - 1, -1, -1):
        largest = 0.0
        for t in range(n_terms):
            scratch.link[t] = scratch.flow[t]
            for done in range(depth):
                scratch.link[t] *= t - scratch.shift[done]
            largest = max(largest, abs(scratch.link[t]))
        for t in range(n_terms):
            scratch.link[t] /= largest
        for i in range(n_roots):
            scratch.below[i] = scratch.roots[i]
        near = 1e-13 if depth == 0 else 1e-9
        n_roots = _roots_of_link(scratch.link, n_terms, scratch.below, n_roots, scratch.roots, near)
    return n_roots


@njit(cache=True, error_model="numpy")
def roots_of_flow(cash_cny):
    """Every rate above -100 % at which one flow has no present value, rising. [fraction]

    Parameters
    ----------
    cash_cny : float[n_years + 1]

    References
    ----------
    Rolle and Descartes, as in G. Polya and G. Szego, Problems and Theorems in Analysis II, part V.
    """
    m = cash_cny.shape[0]
    scratch = Scratch(np.empty(m), np.empty(m), np.empty(m), np.empty(m), np.empty(m))
    n_roots = max(_scan(cash_cny, scratch), 0)
    rate_frac = np.empty(n_roots)
    for i in range(n_roots):
        rate_frac[i] = 1.0 / scratch.roots[n_roots - 1 - i] - 1.0
    return rate_frac


@njit(cache=True, error_model="numpy")
def _root_of_pure(cash):
    """The x of a flow whose balance keeps its sign at that rate; nan for any other.

    Such a flow is a pure investment (or loan) and has no second rate: the balances are, but for
    positive factors, the coefficients that p(x) leaves when divided by its root, and without a
    change of sign they have no positive root (Descartes). The step is that of _root_between with
    2 u for log((1 + u) / (1 - u)): the same near the root, shorter far from it, and nothing to look
    up.

    References
    ----------
    D. Teichroew, A. Robichek and M. Montalbano, Management Science 11 (1965) 395-403.
    """
    last = cash.shape[0] - 1
    x = 1.0
    for _ in range(PASSES):
        p = s = slope = slope_s = 0.0
        for t in range(last, -1, -1):
            slope = slope * x + p
            slope_s = slope_s * x + s
            p = p * x + cash[t]
            s = s * x + abs(cash[t])
        u = p / s
        move = u * (1.0 - u * u) * s / (slope - u * slope_s)
        if not (abs(u) < 1.0 and abs(move) < 0.5 * x):
            return math.nan
        x -= move
        if abs(move) <= 1e-8 * x:
            break
    else:
        return math.nan
    balance, worth, least = 0.0, math.copysign(1.0, cash[0]), SURE * s
    for t in range(last):
        balance += cash[t] * worth
        worth *= x
        if not balance > least:
            return math.nan
    return x


@njit(cache=True, error_model="numpy")
def _signs_around_one_crossing(cash):
    """Changes of sign of a flow whose running sum begins below zero and crosses it once, else 0.

    With S the running sums, p(x) = (1 - x) (S[0] + S[1] x + ... + S[n] (x**n + x**(n+1) + ...)):
    where S changes its sign once, one x below 1 is a root and no other (Descartes), so one rate is
    above zero.

    References
    ----------
    C. J. Norstrom, J. Financial and Quantitative Analysis 7 (1972) 1835-1839.
    """
    largest = 0.0
    for t in range(cash.shape[0]):
        largest = max(largest, abs(cash[t]))
    total, n_crossings, n_changes = 0.0, 0, 0
    sum_before, flow_before = 0.0, -1.0
    for t in range(cash.shape[0]):
        total += cash[t]
        if abs(total) > EVEN * largest:
            if total > 0.0 and sum_before == 0.0:
                return 0
            if (total > 0.0) != (sum_before > 0.0):
                n_crossings += 1
            sum_before = total
        if abs(cash[t]) > NOTHING * largest and (cash[t] > 0.0) != (flow_before > 0.0):
            n_changes += 1
            flow_before = cash[t]
    return n_changes if n_crossings == 1 else 0


@njit(cache=True, error_model="numpy")
def _only_below_one(x, n_roots):
    """The one x of a rate above zero, nan where there is none or more than one."""
    found, n_found = math.nan, 0
    for i in range(n_roots):
        if x[i] < 1.0:
            found = x[i]
            n_found += 1
    return found if n_found == 1 else math.nan


@njit(cache=True, error_model="numpy")
def rates_of_flows(cash_cny, rate_frac, n_roots):
    """The rate of return of many flows: the only one, or the only one above zero. [fraction]

    It is nan where there is none, and where several might be meant.

    Parameters
    ----------
    cash_cny  : float[n_draws, n_years + 1]
    rate_frac : float[n_draws]   written in place
    n_roots   : int[n_draws]     rates above -100 %, -1 where a flow is not finite; written in place
    """
    n_draws, m = cash_cny.shape
    scratch = Scratch(np.empty(m), np.empty(m), np.empty(m), np.empty(m), np.empty(m))
    for draw in range(n_draws):
        x = _root_of_pure(cash_cny[draw])
        n = 1
        if not x > 0.0:
            cash = cash_cny[draw]
            n_changes = _signs_around_one_crossing(cash)
            if n_changes == 2 and cash[0] < 0.0:  # one rate above zero, so one below it
                low = cash[0] / (cash[0] - np.max(np.abs(cash)))
                n, x = 2, _root_between(cash, m, low, 1.0, -1, 1e-13)
            else:
                n = _scan(cash, scratch)
                x = scratch.roots[0] if n == 1 else math.nan
                if n > 1 and n_changes > 0:
                    x = _only_below_one(scratch.roots, n)
        n_roots[draw] = n
        rate_frac[draw] = 1.0 / x - 1.0
