"""The possible worlds of a study: which scenario keys differ from draw to draw.

A deterministic run is one world in which nothing differs. Where the code reads a number that may be
uncertain it asks `drawn(worlds, key, base)` with a key of `draw_keys`; there is no second path for
certain numbers, and a key that nobody declared is a KeyError, not the scenario's value.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from pvlift.scenario.draw_keys import grant_title, refused_title, row_of
from pvlift.scenario.records import Scenario


class Worlds(NamedTuple):
    """Values of the uncertain keys; all other keys keep what the scenario says."""

    n_draws: int
    values: Mapping[str, np.ndarray]  # float[n_draws], or float[n_draws, n_years] for a path


def certain() -> Worlds:
    """One world, as the scenario has it."""
    return Worlds(1, {})


def drawn(worlds: Worlds, key: str, base: float) -> np.ndarray:
    """The value of a key in every world. float[n_draws or 1, n_years or 1]"""
    row_of(key)
    value = worlds.values.get(key)
    if value is None:
        return np.full((1, 1), float(base))
    return value[:, None] if value.ndim == 1 else value


def check_keys(worlds: Worlds, scenario: Scenario) -> None:
    """Raise KeyError where worlds speak of what the scenario does not have."""
    titles = {grant_title(rule) for rule in scenario.subsidy}
    for key in worlds.values:
        row, title = row_of(key), refused_title(key)
        is_missing = row is not None and not 1 <= row[1] <= len(getattr(scenario, row[0]))
        if is_missing or (title is not None and title not in titles):
            raise KeyError(f"{scenario.name} has nothing under the key {key!r}")
