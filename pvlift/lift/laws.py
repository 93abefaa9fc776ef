"""How uncertain the use of a lift is, and how it differs from year to year."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pvlift.lift import tables

NAMES = ("trips_per_person_per_day", "people_per_flat", "year_to_year_frac")


class UseLaw(NamedTuple):
    """A triangular law of one quantity, from facts/lift_values.csv."""

    name: str
    low: float
    mode: float
    high: float
    unit: str
    source: str
    confidence: str


def use_laws() -> tuple[UseLaw, ...]:
    """Laws of rides per person, people per flat, and the years' own ups and downs."""
    found = []
    for name in NAMES:
        rows = tables.typical(f"law_{name}")
        at = [rows[key].value for key in ("low", "mode", "high")]
        mode = rows["mode"]
        found.append(UseLaw(name, *at, mode.unit, mode.source, mode.confidence))
    return tuple(found)


def triangular(law: UseLaw, uniforms) -> np.ndarray:
    """Values of a triangular law at uniform numbers, same shape, rising with them."""
    u = np.asarray(uniforms, dtype=float)
    span = law.high - law.low
    if not span > 0.0:
        return np.full_like(u, law.mode)
    turn = (law.mode - law.low) / span
    rising = law.low + np.sqrt(u * span * (law.mode - law.low))
    falling = law.high - np.sqrt((1.0 - u) * span * (law.high - law.mode))
    return np.where(u < turn, rising, falling)


def use_frac(trips_uniforms, people_uniforms, year_uniforms) -> np.ndarray:
    """Use of a lift relative to the scenario's, float[n_draws, n_years]. [1]

    Parameters
    ----------
    trips_uniforms, people_uniforms : float[n_draws] in [0, 1), one world's level
    year_uniforms                   : float[n_draws, n_years] in [0, 1), each year anew

    The laws are taken relative to their modes, so they spread whatever level a scenario states.
    The load of such a year is running_w * use_frac + standing_w.
    """
    trips, people, year = use_laws()
    level = triangular(trips, trips_uniforms) / trips.mode
    level = level * triangular(people, people_uniforms) / people.mode
    return level[:, None] * triangular(year, year_uniforms) / year.mode
