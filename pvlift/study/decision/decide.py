"""A plan decided: its expected course, many worlds beside it, the roofs' part, and the verdict."""

from __future__ import annotations

from typing import NamedTuple

from pvlift.errors import Fault, ScenarioError, Words
from pvlift.scenario.load import Loaded
from pvlift.study.answers.course import Course
from pvlift.study.answers.run import run
from pvlift.study.decision.advice import Advice, advice_of, can_be_mended
from pvlift.study.decision.roofs import Roofs, roofs_of
from pvlift.study.decision.verdict import Verdict, WorldShares, chances_of, verdict_of
from pvlift.study.plan.prepare import prepare
from pvlift.study.plan.simulate import simulate
from pvlift.study.support.drawn_plan import drawn_worlds
from pvlift.study.worlds.laws import seed_faults

DRAWS = 1_000  # worlds beside a plan: a chance of 10 % is known to 1 point
MOST_DRAWS = 100_000


class Decision(NamedTuple):
    """Everything that a decision about one plan rests on."""

    outcome: Course
    verdict: Verdict
    roofs: Roofs | None  # None: the plan has none
    advice: Advice


def decide(loaded: Loaded, draws: int = DRAWS, seed: int | None = None) -> Decision:
    """Run a scenario and say whether it works, how surely, and what would change that.

    Parameters
    ----------
    draws : worlds beside the plan as written; 0: none
    seed  : of the worlds; absent: the scenario's `montecarlo.seed`

    Raises
    ------
    ScenarioError with every fault of the scenario, the draws and the seed.
    """
    faults = seed_faults(seed)
    if not 0 <= draws <= MOST_DRAWS:
        wanted = Words(f"0 to {MOST_DRAWS}", f"0 至 {MOST_DRAWS}")
        faults.append(Fault("draws", str(draws), wanted))
    if faults:
        raise ScenarioError("run", faults)
    outcome = run(loaded)
    advice, roofs = advice_of(outcome), roofs_of(outcome)
    mended = can_be_mended(advice, roofs)
    verdict = verdict_of(outcome, chances(loaded, draws, seed) if draws else None, mended)
    return Decision(outcome, verdict, roofs, advice)


def chances(loaded: Loaded, draws: int, seed: int | None) -> WorldShares:
    """The same plan in many worlds."""
    prepared = prepare(loaded, spread=True)
    return chances_of(simulate(prepared, drawn_worlds(prepared, draws, seed)))
