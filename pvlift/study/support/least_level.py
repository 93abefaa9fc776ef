"""The least level of a form: a quantile where the slack is straight, Brent's method where not.

Either way the answer is rounded up to the form's step, and one step below it does not do.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from scipy.optimize import brentq

from pvlift.study.plan.targets import at_probability, needed
from pvlift.study.support.drawn_plan import Case, Trial, trial_of
from pvlift.study.support.support_forms import Form

NEAR_FRAC = 0.1  # how far from a straight line the answer is looked for first
TRIAL_FRAC = 1e-3  # part of the highest level at which the slope of the slack is taken


class Search(NamedTuple):
    """Where the search for a level ended."""

    level: float  # nan where the form cannot do it
    method: str
    shown: Trial  # the answer; where there is none, the most that the form may give
    below: Trial | None  # one step less than the answer
    bare: Trial  # without support of this form
    n_books: int
    lacking_cny: float


def search(case: Case, form: Form) -> Search:
    """Find the least level of a form; the books are kept once for every level that is tried."""
    kept: dict[float, Trial] = {}

    def trial(level: float) -> Trial:
        if level not in kept:
            kept[level] = trial_of(case, form, level)
        return kept[level]

    def gap(level: float) -> float:
        return at_probability(trial(level).slack_cny, case.probability)

    def ended(level: float, method: str, shown: float, below: float | None = None) -> Search:
        under = None if below is None else trial(below)
        at, bare, lacking = trial(shown), trial(form.lowest), max(-gap(shown), 0.0)
        return Search(level, method, at, under, bare, len(kept), lacking)

    if form.unavailable is not None:
        return ended(math.nan, "unavailable", form.lowest)
    if gap(form.lowest) >= 0.0:
        return ended(form.lowest, "none_needed", form.lowest)
    if form.physical:
        found = _whole(form, gap)
        if math.isfinite(found):
            return ended(found, "search", found, found - form.step)
    guess = _guess(form, trial, case.probability)
    if guess is not None and gap(guess) >= 0.0 > gap(step_below(form, guess)):
        return ended(guess, "closed_form", guess, step_below(form, guess))
    low, high = _bracket(form, gap, guess)
    if gap(high) < 0.0:
        return ended(math.nan, "impossible", form.highest)
    found = root(form, gap, low, high)
    return ended(found, "root", found, step_below(form, found))


def _whole(form: Form, gap) -> float:
    """Fewest whole units: doubled until it does, then halved; nan where no doubling does."""
    low, high = form.lowest, form.lowest + form.step
    while gap(high) < 0.0:
        if high >= form.highest:
            return math.nan
        low, high = high, min(2.0 * high, form.highest)
    while high - low > form.step:
        middle = form.lowest + form.step * round((low + high) / 2.0 / form.step)
        if gap(middle) < 0.0:
            low = middle
        else:
            high = middle
    return high


def _guess(form: Form, trial, probability: float) -> float | None:
    """The quantile of the draws' thresholds: the answer where their slack is straight."""
    if form.physical:
        return None
    small = form.lowest + TRIAL_FRAC * (form.highest - form.lowest)
    base = trial(form.lowest).slack_cny
    slope = (trial(small).slack_cny - base) / (small - form.lowest)
    lacking = np.divide(-base, slope, out=np.full(base.shape, np.inf), where=slope > 0)
    lacking = np.where(base >= 0.0, 0.0, lacking)
    level = -at_probability(-lacking, probability)
    if not math.isfinite(level) or form.lowest + level > form.highest:
        return None
    return rounded_up(form, form.lowest + level)


def _bracket(form: Form, gap, guess: float | None) -> tuple[float, float]:
    """Levels around the answer: narrow ones near a guess where they hold it, else the widest."""
    if guess is None:
        return form.lowest, form.highest
    if gap(guess) >= 0.0:
        low = max(form.lowest, form.lowest + (1.0 - NEAR_FRAC) * (guess - form.lowest))
        return (low, guess) if gap(low) < 0.0 else (form.lowest, low)
    high = min(form.highest, form.lowest + (1.0 + NEAR_FRAC) * (guess - form.lowest))
    return (guess, high) if gap(high) >= 0.0 else (high, form.highest)


def root(form: Form, gap, low: float, high: float) -> float:
    """Brent's method on the slack at the probability asked for, then up to a step that does."""
    level = high if gap(high) == 0.0 else brentq(gap, low, high, xtol=0.2 * form.step, rtol=1e-12)
    level = rounded_up(form, level)
    while gap(level) < 0.0 and level < form.highest:
        level = rounded_up(form, level + form.step)
    while level > form.lowest and gap(step_below(form, level)) >= 0.0:
        level = step_below(form, level)
    return level


def rounded_up(form: Form, level: float) -> float:
    """The next step at or above a level, never above the highest."""
    steps = math.ceil((level - form.lowest) / form.step - 1e-9)
    return min(_at_step(form, steps), form.highest)


def _at_step(form: Form, steps: int) -> float:
    return round(form.lowest + steps * form.step, 9)


def step_below(form: Form, level: float) -> float:
    """One step less; the step under a highest level that is no whole step is its own."""
    steps = math.ceil((level - form.lowest) / form.step - 1e-9) - 1
    return max(_at_step(form, steps), form.lowest)


def doubt_of(found: Search, probability: float) -> tuple[float, float]:
    """Levels between which the answer lies for most other batches of as many draws (95 %).

    Ranks of the draws around the asked share are binomial; the slack of those ranks is turned into
    a level by the slope at the answer. nan where there is no answer to doubt.
    """
    if found.below is None or not math.isfinite(found.level):
        return math.nan, math.nan
    slack = np.sort(found.shown.slack_cny)[::-1]
    rank = needed(slack.size, probability) - 1
    spread = 1.96 * math.sqrt(slack.size * probability * (1.0 - probability))
    early = max(int(math.floor(rank - spread)), 0)
    late = min(int(math.ceil(rank + spread)), slack.size - 1)
    rise = at_probability(found.shown.slack_cny, probability)
    rise -= at_probability(found.below.slack_cny, probability)
    if not rise > 0.0:
        return math.nan, math.nan
    per_cny = (found.level - found.below.level) / rise
    low = found.level - float(slack[early] - slack[rank]) * per_cny
    high = found.level + float(slack[rank] - slack[late]) * per_cny
    return max(low, 0.0), high
