"""What many draws say together: means, quantiles, tails and chances, each with its standard error.

A summary is read from whole columns in the order of the draws, so it depends on the draws alone,
not on the blocks or machines that computed them.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

LEVELS = (0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95)
TAIL = 0.05  # share of the worst draws whose mean is the conditional value at risk

# Indicators summed up, and which end is the bad one.
WORSE = {
    "project_irr_pretax": "low",
    "project_irr": "low",
    "equity_irr": "low",
    "project_npv_cny": "low",
    "equity_npv_cny": "low",
    "payback_years": "high",
    "payback_from_start_years": "high",
    "discounted_payback_years": "high",
    "lcoe_cny_per_kwh": "high",
    "dscr_min": "low",
    "dscr_after_renewals_min": "low",
    "llcr": "low",
    "llcr_after_renewals": "low",
    "made_kwh_per_year": "low",
    "subsidy_per_lift_cny": "high",
    "fiscal_npv_cny": "low",
    "residents_paid_cny": "high",
    "reserve_needed_cny": "high",
}
NEVER = ("payback_years", "payback_from_start_years", "discounted_payback_years")


class Spread(NamedTuple):
    """One indicator over all draws; nan where there is no answer, inf: never pays back.

    A draw without an answer ranks behind all others, so that a quantile that falls there is nan.
    """

    key: str
    n_answered: int  # draws with an answer; a payback that never comes is an answer
    mean: float  # like its error and sd of the draws with an answer
    mean_se: float  # standard error
    sd: float
    levels: np.ndarray  # float[len(LEVELS)] value not exceeded with that probability
    levels_se: np.ndarray  # float[len(LEVELS)]
    cvar: float  # mean of the worst 5 %
    cvar_se: float


class Chance(NamedTuple):
    """The probability that something holds."""

    key: str
    threshold: float  # what is asked for; nan where there is no number
    value: float
    se: float  # standard error


class Summary(NamedTuple):
    """Everything that many draws say together."""

    n_draws: int
    spreads: tuple[Spread, ...]
    chances: tuple[Chance, ...]
    fan_cny: np.ndarray  # float[len(LEVELS), n_years + 1] cumulative project flow after tax
    first_shortfall: np.ndarray  # int[n_years + 1] draws by first year short of cash; 0: none


def quantiles(ordered: np.ndarray, levels) -> tuple[np.ndarray, np.ndarray]:
    """Order statistics at some levels and their standard errors, from sorted values.

    The error is half the distance between the order statistics one binomial standard deviation
    to either side, so it needs no density. float[n_levels] each

    References
    ----------
    Woodruff, J. American Statistical Association 47 (1952) 635-646.
    """
    n = len(ordered)
    found, errors = np.full(len(levels), np.nan), np.full(len(levels), np.nan)
    for k, level in enumerate(levels):
        if n == 0:
            continue
        at = min(max(math.ceil(n * level) - 1, 0), n - 1)
        found[k] = ordered[at]
        if n > 1:
            half = max(1, round(math.sqrt(n * level * (1.0 - level))))
            low, high = ordered[max(at - half, 0)], ordered[min(at + half, n - 1)]
            errors[k] = (high - low) / 2.0 if np.isfinite(high) else np.inf
    return found, errors


def tail_mean(ordered: np.ndarray, worse: str) -> tuple[float, float]:
    """Mean of the worst 5 % of sorted values (conditional value at risk) and its standard error.

    References
    ----------
    Chen, J. Financial Econometrics 6 (2008) 87-107: variance of the sample expected shortfall.
    """
    n = len(ordered)
    if n == 0:
        return math.nan, math.nan
    m = max(1, math.ceil(TAIL * n))
    worst = ordered[:m] if worse == "low" else ordered[n - m :]
    mean = float(np.mean(worst))
    if not math.isfinite(mean):
        return mean, math.inf
    if m < 2:
        return mean, math.nan  # one draw does not tell how far it may be off
    edge = float(worst[-1] if worse == "low" else worst[0])
    variance = float(np.var(worst)) + (1.0 - TAIL) * (mean - edge) ** 2
    return mean, math.sqrt(variance / m)


def spread_of(key: str, values: np.ndarray, worse: str) -> Spread:
    """Mean of the draws with an answer; quantiles and tail of all, those without one as worst."""
    values = np.asarray(values, dtype=float)
    ranked = np.where(np.isnan(values), -np.inf if worse == "low" else np.inf, values)
    values = ranked if key in NEVER else values[~np.isnan(values)]
    n = len(values)
    ordered = np.sort(ranked)
    levels, levels_se = quantiles(ordered, LEVELS)
    cvar, cvar_se = tail_mean(ordered, worse)
    if key not in NEVER:
        levels, levels_se = (np.where(np.isfinite(x), x, np.nan) for x in (levels, levels_se))
        cvar, cvar_se = (x if math.isfinite(x) else math.nan for x in (cvar, cvar_se))
    finite = n > 0 and bool(np.isfinite(values).all())
    mean = float(np.mean(values)) if n else math.nan
    sd = float(np.std(values, ddof=1)) if finite and n > 1 else math.nan
    return Spread(
        key, n, mean, sd / math.sqrt(n) if n else math.nan, sd, levels, levels_se, cvar, cvar_se
    )


def chance_of(key: str, hits: np.ndarray, threshold: float = math.nan) -> Chance:
    """Share of the draws in which something holds, and its binomial standard error."""
    n = len(hits)
    share = float(np.count_nonzero(hits)) / n
    return Chance(key, threshold, share, math.sqrt(share * (1.0 - share) / n))


def summarise(column: Callable[[str], np.ndarray], target, n_years: int) -> Summary:
    """Sum up a batch; `column(name)` gives one result of all draws in their order."""
    spreads = []
    for key, worse in WORSE.items():
        spread = spread_of(key, column(key), worse)
        if spread.n_answered:
            spreads.append(spread)
    first = np.bincount(column("first_shortfall_year").astype(np.int64), minlength=n_years + 1)
    fan_cny = np.empty((len(LEVELS), n_years + 1))
    for year in range(n_years + 1):
        ordered = np.sort(column(cash_name(year)).astype(float))
        fan_cny[:, year] = quantiles(ordered, LEVELS)[0]
    return Summary(
        n_draws=len(column("kept")),
        spreads=tuple(spreads),
        chances=tuple(_chances(column, target)),
        fan_cny=fan_cny,
        first_shortfall=first,
    )


def cash_name(year: int) -> str:
    """Column of the cumulative project flow at the end of a year."""
    return f"cash_{year:02d}_cny"


def is_summed_up(name: str) -> bool:
    """Whether a summary reads a column."""
    return name in WORSE or name in ("kept", "first_shortfall_year") or name.startswith("cash_")


def _chances(column, target):
    """Chances that decide; where a flow has no single rate its present value decides."""
    for party, rate in (("project", target.discount_per_year), ("equity", target.equity_per_year)):
        irr, npv_cny = column(f"{party}_irr"), column(f"{party}_npv_cny")
        meets = np.where(np.isnan(irr), npv_cny >= 0.0, irr >= rate)
        yield chance_of(f"{party}_irr_meets_hurdle", meets, rate)
    payback = column("payback_years")
    yield chance_of("payback_within_target", payback <= target.payback_years, target.payback_years)
    yield chance_of("pays_back", ~np.isnan(payback))
    yield chance_of("promise_kept", column("kept"))
    for key, name in (
        ("debt_covered", "dscr_min"),
        ("debt_covered_after_renewals", "dscr_after_renewals_min"),
    ):
        cover = column(name)
        if not np.isnan(cover).all():
            yield chance_of(key, cover >= 1.0, 1.0)
