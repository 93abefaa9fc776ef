"""The possible worlds of a study: which scenario keys differ from draw to draw.

A deterministic run is one world in which nothing differs. Where the code reads a number that may be
uncertain it asks `drawn(worlds, key, base)`; there is no second path for certain numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np


class Worlds(NamedTuple):
    """Values of the uncertain keys; all other keys keep what the scenario says."""

    n_draws: int
    values: Mapping[str, np.ndarray]  # float[n_draws], or float[n_draws, n_years] for a path


def certain() -> Worlds:
    """One world, as the scenario has it."""
    return Worlds(1, {})


def drawn(worlds: Worlds, key: str, base: float) -> np.ndarray:
    """The value of a key in every world. float[n_draws or 1, n_years or 1]"""
    value = worlds.values.get(key)
    if value is None:
        return np.full((1, 1), float(base))
    return value[:, None] if value.ndim == 1 else value
