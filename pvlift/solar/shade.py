"""What keeps light away from an array: rows in front, and boxes on and beside the roof."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np


class Shade(NamedTuple):
    """What an array does not see; a free array has no Shade at all."""

    shaded_frac: np.ndarray  # float[n_hours] share of the array that boxes keep out of the sun
    row_shaded_frac: np.ndarray  # float[n_hours] shaded share of the height of a row behind another
    sky_frac: float  # of the sky that a free plane sees
    horizon_frac: float
    ground_frac: float
    row_string_frac: float  # share of the strings that stand behind another row
    n_strips: float  # strips of a row that shade stops one by one; 0: power follows lit area
