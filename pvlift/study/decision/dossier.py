"""All studies of one plan that a report to hand in needs, made one after the other."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from pvlift.scenario.load import Loaded
from pvlift.study.causes.sensitivity import Sensitivity, sensitivity
from pvlift.study.chance.montecarlo import MonteCarlo, montecarlo
from pvlift.study.decision.decide import DRAWS, Decision, decide
from pvlift.study.models.compare import Comparison, compare
from pvlift.study.support.subsidy import LeastSubsidy, minimum_subsidies

REPORT_DRAWS = 10_000
SAMPLES = 256  # for the Sobol indices


class Dossier(NamedTuple):
    """A plan, how sure it is, the least support, what it hangs on, other ways to pay."""

    decision: Decision
    draws: MonteCarlo
    support: tuple[LeastSubsidy, ...]
    causes: Sensitivity
    models: Comparison


def dossier(
    loaded: Loaded,
    draws: int = REPORT_DRAWS,
    seed: int | None = None,
    *,
    samples: int = SAMPLES,
    progress: Callable[[int, int], None] | None = None,
) -> Dossier:
    """Every study of a plan; support is sought for the plan's own target, as surely as it wants.

    Parameters
    ----------
    draws    : worlds of the risk study; the others take at most 1,000
    samples  : for the Sobol indices; 0: none
    progress : told (done, all) of the risk study

    Raises
    ------
    PvliftError with every fault of the scenario and of what is asked.
    """
    target, fewer = loaded.scenario.target, min(draws, DRAWS)
    return Dossier(
        decision=decide(loaded, fewer, seed),
        draws=montecarlo(loaded, draws, seed, progress=progress),
        support=minimum_subsidies(
            loaded,
            f"payback={target.payback_years:g}",
            target.probability,
            draws=fewer,
            seed=seed,
        ),
        causes=sensitivity(loaded, samples=samples, seed=seed),
        models=compare(loaded, draws=min(draws, 200), seed=seed),
    )
