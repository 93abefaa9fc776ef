"""What would make a plan work: one thing alone moved until all that a verdict judges holds."""

from __future__ import annotations

from typing import NamedTuple

from pvlift.errors import Words
from pvlift.scenario.records import Scenario
from pvlift.study.causes.levers import levers_of
from pvlift.study.causes.switch_values import (
    Aims,
    Switch,
    grant_room_cny,
    grant_switches,
    lever_switches,
)
from pvlift.study.decision.roofs import Roofs
from pvlift.study.decision.verdict import judged
from pvlift.study.plan.outcome import Outcome


class Advice(NamedTuple):
    """What each thing alone does, for all three aims together and for each."""

    switches: tuple[Switch, ...]  # of levers and of a further grant
    grant_room_cny: float  # what a grant for a lift may still grow by: never above its cost
    words: dict[str, Words]  # of the levers

    def of(self, aim: str) -> tuple[Switch, ...]:
        """What each thing does for one aim."""
        return tuple(switch for switch in self.switches if switch.aim == aim)


ALL = "all"


def aims_judged(scenario: Scenario) -> Aims:
    """The aims of the verdict, each and together."""
    aims = judged(scenario)
    return {aim.kind: (aim,) for aim in aims} | {ALL: aims}


def advice_of(outcome: Outcome) -> Advice:
    """Every lever of the plan, and a further grant up to what the rules allow."""
    prepared = outcome.prepared
    scenario = prepared.loaded.scenario
    aims, levers = aims_judged(scenario), levers_of(scenario)
    switches = (
        *grant_switches(prepared, aims),
        *lever_switches(prepared, levers, aims),
    )
    return Advice(switches, grant_room_cny(prepared), {lever.key: lever.words for lever in levers})


def can_be_mended(advice: Advice, roofs: Roofs | None) -> bool:
    """Whether one thing alone would make all three hold."""
    tips = any(switch.verdict != "never" for switch in advice.of(ALL))
    return tips or (roofs is not None and roofs.fewest_that_work is not None)
