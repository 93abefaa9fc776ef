"""One place shared by many plans: its weather, its sun, and every roof met so far in them."""

from __future__ import annotations

import json

from pvlift.errors import PvliftError, ScenarioError, within
from pvlift.scenario.load import Loaded
from pvlift.scenario.records import Scenario
from pvlift.study.plan import prepare
from pvlift.study.plant import roofs, stairwells
from pvlift.study.plant.weather import weather_of


class SharedPlace:
    """Weather and sun of a policy scenario, and the arrays of one roof of every kind met so far.

    Plans of one site differ in roofs, stairwells and use only; a roof of a kind that was driven
    through the weather before is not driven again.
    """

    def __init__(self, policy: Loaded):
        self._weather = weather_of(policy, True)
        self._light = roofs.light_of(policy.scenario, self._weather)
        self._arrays: dict[str, roofs.Array] = {}

    def prepared(self, loaded: Loaded) -> prepare.Prepared:
        """The plant of a plan at this site, as `prepare(loaded, spread=True)` would build it."""
        scenario = loaded.scenario
        if any(isinstance(roof.tilt_deg, str) for roof in scenario.roof):
            return prepare.prepare(loaded, spread=True)  # chosen for the plan, so never shared
        lifts = stairwells.lifts_of(scenario, prepare.first_weekday_of(scenario))
        found, faults = [], []
        for n, roof in enumerate(scenario.roof, 1):
            try:
                found.append(self._array(scenario, roof))
            except PvliftError as error:
                faults += [f._replace(where=within(f"roof[{n}]", f.where)) for f in error.faults]
        if faults:
            raise ScenarioError(scenario.name, faults)
        light = self._light if scenario.roof else None
        return prepare.assemble(loaded, self._weather, light, tuple(found), lifts)

    def _array(self, scenario: Scenario, roof) -> roofs.Array:
        """All roofs of one kind, from one of them."""
        one = roof.model_dump(mode="json")
        one.pop("name")
        one.pop("count")
        key = json.dumps(one, sort_keys=True)
        if key not in self._arrays:
            single = scenario.model_copy(update={"roof": (roof.model_copy(update={"count": 1}),)})
            self._arrays[key] = roofs.arrays_of(single, self._light)[0]
        array = self._arrays[key]
        return array._replace(
            dc_w=array.dc_w * roof.count, inverter_limit_w=array.inverter_limit_w * roof.count
        )
