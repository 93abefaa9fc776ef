"""From a scenario to its plant: weather, roofs as designed or chosen, lifts, prices."""

from __future__ import annotations

from pvlift.errors import PvliftError, ScenarioError
from pvlift.scenario.load import Loaded
from pvlift.study.plan.choose import by_worth
from pvlift.study.plant import roofs, stairwells
from pvlift.study.plant.assemble import Prepared, assemble, first_weekday_of
from pvlift.study.plant.weather import weather_of


def prepare(loaded: Loaded, *, spread: bool = False) -> Prepared:
    """Build the plant of a scenario; ScenarioError lists what does not fit together."""
    scenario = loaded.scenario
    faults, weather, light, arrays, lifts = [], None, None, (), None
    try:
        lifts = stairwells.lifts_of(scenario, first_weekday_of(scenario))
    except PvliftError as error:
        faults += error.faults
    try:
        weather = weather_of(loaded, spread)
        light = roofs.light_of(scenario, weather) if scenario.roof else None
        if spread and any(isinstance(roof.tilt_deg, str) for roof in scenario.roof):
            arrays = _designs_of_the_expected_run(loaded, light)
        else:
            arrays = roofs.arrays_of(scenario, light)
    except PvliftError as error:
        faults += error.faults
    if faults:
        raise ScenarioError(scenario.name, dict.fromkeys(faults))
    if not spread and any(roof.tilt_deg == "best_npv" for roof in scenario.roof):
        arrays = by_worth(loaded, light, arrays, lifts)
    return assemble(loaded, weather, light, arrays, lifts)


def _designs_of_the_expected_run(loaded: Loaded, light: roofs.Light) -> tuple[roofs.Array, ...]:
    """Roofs as the expected run would build them, in other weather: nobody builds by the draw."""
    scenario = loaded.scenario
    built = prepare(loaded).arrays
    return tuple(
        roofs.array_of(roof, scenario.losses, light, array.layout)._replace(notices=array.notices)
        for roof, array in zip(scenario.roof, built, strict=True)
    )
