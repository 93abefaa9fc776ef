"""Does a plan work: three things must hold, on paper and in enough worlds. Four words say it.

works      on paper, and in at least the wanted share of worlds
on_paper   on paper only: in too few worlds, or none were looked at
not_yet    not as written, but one thing alone, within the rules, would do
cannot     not as written, and nothing alone, within the rules, would do
"""

from __future__ import annotations

import math
from typing import Literal, NamedTuple

import numpy as np

from pvlift.scenario.records import Scenario
from pvlift.study.plan.outcome import Outcome
from pvlift.study.plan.targets import Aim, reached

Word = Literal["works", "on_paper", "not_yet", "cannot"]


class Holds(NamedTuple):
    """What must hold, in every draw. bool[n_draws]"""

    in_time: np.ndarray  # money is back within target.payback_years and not lost again by the end
    hurdle: np.ndarray  # project return after tax reaches target.discount_per_year
    promise: np.ndarray  # residents pay nothing and no year lacks cash for the lifts

    @property
    def all_three(self) -> np.ndarray:
        return self.in_time & self.hurdle & self.promise


class WorldShares(NamedTuple):
    """In what share of the worlds each of the three holds, and all of them together."""

    n_draws: int
    in_time: float
    hurdle: float
    promise: float
    all_three: float


class Verdict(NamedTuple):
    """The answer about one plan."""

    word: Word
    in_time: bool
    hurdle: bool
    promise: bool
    wanted_frac: float  # share of worlds in which all three must hold
    chances: WorldShares | None  # None: no worlds were looked at

    @property
    def on_paper(self) -> bool:
        return self.in_time and self.hurdle and self.promise


def judged(scenario: Scenario) -> tuple[Aim, Aim, Aim]:
    """The three aims that a verdict judges; levers and advice answer the same."""
    target = scenario.target
    return (
        Aim("payback", min(target.payback_years, float(scenario.n_years))),
        Aim("irr", target.discount_per_year),
        Aim("promise", 0.0),
    )


def holds(outcome: Outcome) -> Holds:
    """Whether each of the three holds, draw by draw."""
    scenario, books = outcome.prepared.loaded.scenario, outcome.books
    in_time, hurdle, promise = (
        reached(aim, outcome.indicators, outcome.promise, books) for aim in judged(scenario)
    )
    kept_money = books.project_cny.sum(axis=1) >= 0.0
    return Holds(in_time & kept_money, hurdle, promise)


def chances_of(outcome: Outcome) -> WorldShares:
    """Shares of the worlds of a batch."""
    found = holds(outcome)
    shares = (float(np.mean(part)) for part in (*found, found.all_three))
    return WorldShares(len(found.in_time), *shares)


def verdict_of(outcome: Outcome, chances: WorldShares | None, can_be_mended: bool) -> Verdict:
    """The word for a plan.

    Parameters
    ----------
    chances       : of the same plan in many worlds; None: not looked at
    can_be_mended : whether one thing alone would make all three hold on paper
    """
    found = holds(outcome)
    wanted = outcome.prepared.loaded.scenario.target.probability
    on_paper = bool(found.all_three[0])
    share = math.nan if chances is None else chances.all_three
    word: Word
    if on_paper:
        word = "works" if share >= wanted - 1e-12 else "on_paper"
    else:
        word = "not_yet" if can_be_mended else "cannot"
    return Verdict(word, *(bool(part[0]) for part in found), wanted, chances)
