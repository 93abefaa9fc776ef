"""What the roofs contribute: the plan beside the same plan without PV, and roof by roof.

Every number of roofs is a real plan, simulated whole: what a further roof is worth need not fall
or rise steadily, since the buyers behind the meter are served before the grid.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from pvlift.scenario.worlds import certain
from pvlift.study.causes.levers import with_counts
from pvlift.study.decision.verdict import judged
from pvlift.study.plan.outcome import Outcome
from pvlift.study.plan.prepare import prepare
from pvlift.study.plan.resize import resized
from pvlift.study.plan.simulate import simulate
from pvlift.study.plan.targets import slack_cny
from pvlift.study.plan.without_pv import without_pv
from pvlift.study.plant.assemble import Prepared

MOST_TIMES = 4  # roofs are tried up to so many times today's number
EACH = 12  # every number up to this one, then in twelfths of today's


class Roofs(NamedTuple):
    """What PV adds to a plan, and how many roofs are best; NPV of the project after tax."""

    n_now: int
    n_lifts: int
    npv_cny: float  # with the plan's roofs
    npv_without_cny: float  # the same lifts and grants, no PV
    n_tried: np.ndarray  # int[n], rising; the plan's own number is one of them
    npv_tried_cny: np.ndarray  # float[n]
    works: np.ndarray  # bool[n] whether the plan with so many roofs works on paper
    next_roof_cny: float  # worth of one more roof (of every kind, where there are several)

    @property
    def added_cny(self) -> float:
        """What PV adds to the NPV; below zero: takes from it."""
        return self.npv_cny - self.npv_without_cny

    @property
    def replaced_grant_cny_per_lift(self) -> float:
        """How much grant per lift, worth today, the roofs stand in for; below zero: cost more."""
        return self.added_cny / self.n_lifts

    @property
    def best(self) -> int:
        """Place of the number of roofs with the largest NPV."""
        return int(np.argmax(self.npv_tried_cny))

    @property
    def break_even(self) -> int | None:
        """Fewest roofs tried at which the NPV is not below zero; None: none of those tried."""
        good = np.flatnonzero(self.npv_tried_cny >= 0.0)
        return int(self.n_tried[good[0]]) if good.size else None

    @property
    def fewest_that_work(self) -> int | None:
        """Fewest roofs tried with which the plan works on paper."""
        good = np.flatnonzero(self.works)
        return int(self.n_tried[good[0]]) if good.size else None


def roofs_of(outcome: Outcome) -> Roofs | None:
    """The contribution of the roofs; None for a plan without."""
    prepared = outcome.prepared
    scenario = prepared.loaded.scenario
    now = sum(roof.count for roof in scenario.roof)
    if now == 0:
        return None
    seen = {now: _told(outcome)}
    for count in _counts(now):
        if count not in seen:
            seen[count] = _told(_with(prepared, count / now))
    _narrow(seen, prepared, now)
    bare = simulate(prepare(without_pv(prepared.loaded)), certain())
    tried = sorted({sum(_whole(prepared, n / now)): n for n in sorted(seen)}.values())
    return Roofs(
        n_now=now,
        n_lifts=int(prepared.project.n_lifts),
        npv_cny=seen[now][0],
        npv_without_cny=float(bare.indicators.project_npv_cny[0]),
        n_tried=np.array(tried),
        npv_tried_cny=np.array([seen[n][0] for n in tried]),
        works=np.array([seen[n][1] for n in tried]),
        next_roof_cny=seen[now + 1][0] - seen[now][0] if now + 1 in seen else math.nan,
    )


def _counts(now: int) -> list[int]:
    """Numbers of roofs to try: each of the first, then steps, and one more than today."""
    step = max(1, now // 4)
    few = range(1, min(now, EACH) + 1)
    return sorted({*few, *range(now, MOST_TIMES * now + 1, step), now + 1})


def _whole(prepared: Prepared, factor: float) -> tuple[int, ...]:
    return tuple(max(1, round(row.count * factor)) for row in prepared.loaded.scenario.roof)


def _with(prepared: Prepared, factor: float) -> Outcome:
    return simulate(resized(prepared, with_counts(prepared.loaded, "roof", factor)), certain())


def _told(outcome: Outcome) -> tuple[float, bool]:
    """NPV, and whether all that a verdict judges holds on paper."""
    scenario, books = outcome.prepared.loaded.scenario, outcome.books
    project = outcome.prepared.project
    lacking = min(float(slack_cny(aim, scenario, project, books)[0]) for aim in judged(scenario))
    kept = float(books.project_cny[0].sum()) >= 0.0
    return float(outcome.indicators.project_npv_cny[0]), lacking >= 0.0 and kept


def _narrow(seen: dict[int, tuple[float, bool]], prepared: Prepared, now: int) -> None:
    """Every whole number beside the best one and beside the first that breaks even."""
    tried = sorted(seen)
    best = max(tried, key=lambda n: seen[n][0])
    good = next((n for n in tried if seen[n][0] >= 0.0), None)
    for middle in {best} if good is None else {best, good}:
        at = tried.index(middle)
        low, high = tried[max(at - 1, 0)], tried[min(at + 1, len(tried) - 1)]
        for count in range(low + 1, high):
            if count not in seen:
                seen[count] = _told(_with(prepared, count / now))
