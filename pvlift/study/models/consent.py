"""How likely the owners of a stairwell agree: assumed coefficients, votes counted exactly.

Civil Code art. 278: two thirds of the owners vote and three quarters of those agree, by heads and
by area; flats are taken to be equal, so heads and area are one.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from pvlift.facts.models import ConsentRow
from pvlift.money.discounting import capital_recovery_frac

ROUNDING = 1e-9


class Consent(NamedTuple):
    """An estimate of a vote; chances rest on assumed coefficients."""

    chance_frac: float  # both thresholds are met
    turnout_frac: float  # expected share that votes
    approval_frac: float  # expected share of agreement among those who vote
    agree_frac: np.ndarray  # float[n_floors] chance that a flat of the floor agrees


def spread_cny(row: ConsentRow, build_cny: np.ndarray, yearly_cny: np.ndarray) -> np.ndarray:
    """What a flat of each floor pays a year, building money spread over years. float[n_floors]

    Parameters
    ----------
    build_cny  : float[n_floors]   what a flat pays at construction
    yearly_cny : float[n_floors]   what it pays in a mean year
    """
    share = capital_recovery_frac(row.loan_rate_per_year, row.loan_years)
    return np.asarray(build_cny, float) * share + np.asarray(yearly_cny, float)


def agree_frac(row: ConsentRow, paid_cny: np.ndarray) -> np.ndarray:
    """Chance that a flat of each floor agrees. float[n_floors]

    Parameters
    ----------
    paid_cny : float[n_floors]   what a flat pays a year, as `spread_cny` gives it
    """
    floor = np.arange(len(paid_cny))
    score = row.base_score + row.score_per_floor * floor
    score = score + row.score_per_thousand_cny_per_year * paid_cny / 1000.0
    return 1.0 / (1.0 + np.exp(-score))


def vote(row: ConsentRow, agree: np.ndarray, flats_per_floor: float) -> Consent:
    """The chance that enough flats vote and enough of them agree.

    Parameters
    ----------
    agree           : float[n_floors]   chance that a flat of the floor agrees
    flats_per_floor : flats on each floor; a part of a flat counts as the rounded total
    """
    n_flats = max(int(round(flats_per_floor * len(agree))), 1)
    floor = np.minimum((np.arange(n_flats) * len(agree)) // n_flats, len(agree) - 1)
    chance = vote_chance(
        np.full(n_flats, row.turnout_frac), agree[floor], row.quorum_frac, row.approval_frac
    )
    return Consent(chance, row.turnout_frac, float(agree[floor].mean()), agree)


def vote_chance(
    turnout: np.ndarray, agree: np.ndarray, quorum_frac: float, approval_frac: float
) -> float:
    """Chance that at least a quorum votes and at least a share of those agrees. [fraction]

    Every flat decides alone; the joint count of votes and agreements is summed exactly.

    Parameters
    ----------
    turnout, agree : float[n_flats]   chance to vote; chance to agree of one who votes
    """
    n = len(turnout)
    counts = np.zeros((n + 1, n + 1))  # [votes, agreements]
    counts[0, 0] = 1.0
    for votes, agrees in zip(turnout, agree, strict=True):
        moved = counts * (1.0 - votes)
        moved[1:, 1:] += counts[:-1, :-1] * votes * agrees
        moved[1:, :] += counts[:-1, :] * votes * (1.0 - agrees)
        counts = moved
    least_votes = math.ceil(quorum_frac * n - ROUNDING)
    voted = np.arange(n + 1)[:, None]
    enough = np.arange(n + 1)[None, :] >= np.ceil(approval_frac * voted - ROUNDING)
    return float(counts[(voted >= least_votes) & enough & (voted > 0)].sum())
