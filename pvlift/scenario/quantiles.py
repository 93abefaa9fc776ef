"""Quantiles of laws: from a uniform number to a value. The same draw, the same value, always."""

from __future__ import annotations

import numpy as np

from pvlift.facts.laws import (
    Bounded,
    Discrete,
    Empirical,
    Lognormal,
    Normal,
    OnceLaw,
    Pert,
    Triangular,
    Uniform,
)

TINY = 2.0**-54  # half the step of a uniform number: keeps the quantile of 0 finite


def normal_score(uniform: np.ndarray) -> np.ndarray:
    """Standard normal number with the same rank."""
    from scipy.special import ndtri

    return ndtri(np.clip(uniform, TINY, 1.0 - TINY))


def quantile(law: OnceLaw, uniform: np.ndarray) -> np.ndarray:
    """Value of a law at uniform numbers in [0, 1); rises with them. float[...]

    References
    ----------
    PERT: Malcolm et al., Operations Research 7 (1959) 646-669, a beta law of shape 4.
    """
    uniform = np.asarray(uniform, dtype=float)
    match law:
        case Normal():
            return law.mean + law.sd * normal_score(uniform)
        case Lognormal():
            return law.median * np.exp(law.sd_log * normal_score(uniform))
        case Uniform():
            return law.low + (law.high - law.low) * uniform
        case Triangular():
            return _triangular(law, uniform)
        case Pert():
            from scipy.special import betaincinv

            width = law.high - law.low
            a = 1.0 + 4.0 * (law.mode - law.low) / width
            return law.low + width * betaincinv(a, 6.0 - a, uniform)
        case Discrete():
            order = np.argsort(law.values, kind="stable")
            upper = np.cumsum(np.array(law.chances)[order])
            upper[-1] = 1.0
            return np.array(law.values)[order][np.searchsorted(upper, uniform, side="right")]
        case Empirical():
            values = np.sort(np.array(law.values))
            return np.interp(uniform * (len(values) - 1), np.arange(len(values)), values)
        case Bounded():
            low, high = _share_below(law.of, law.low), _share_below(law.of, law.high)
            inside = quantile(law.of, low + (high - low) * uniform)
            return np.clip(inside, law.low, law.high)
    raise TypeError(f"not a law of one number: {law!r}")


def _triangular(law: Triangular, uniform: np.ndarray) -> np.ndarray:
    width = law.high - law.low
    turn = (law.mode - law.low) / width
    rising = law.low + np.sqrt(uniform * width * (law.mode - law.low))
    falling = law.high - np.sqrt((1.0 - uniform) * width * (law.high - law.mode))
    return np.where(uniform < turn, rising, falling)


def _share_below(law: Normal | Lognormal, value: float) -> float:
    from scipy.special import ndtr

    if isinstance(law, Normal):
        return float(ndtr((value - law.mean) / law.sd))
    if value <= 0.0:
        return 0.0
    return float(ndtr(np.log(value / law.median) / law.sd_log))
