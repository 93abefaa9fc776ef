"""The only dice of pvlift: one named stream for each uncertain quantity."""

from __future__ import annotations

import zlib

import numpy as np


def uniforms(seed: int, name: str, *shape: int) -> np.ndarray:
    """Numbers in [0, 1) of stream `name`; no other name and no longer batch moves them.

    The first axis counts draws: a longer batch begins with the shorter one. float[shape]
    """
    lane = np.random.SeedSequence(seed, spawn_key=(zlib.crc32(name.encode()),))
    return np.random.default_rng(lane).random(shape)
