"""The only dice of pvlift: one named stream for each uncertain quantity.

Draw i of a stream is the same number whatever other streams there are, however long the batch is
and in which block the draw falls.
"""

from __future__ import annotations

import zlib
from functools import lru_cache

import numpy as np


def _lane(seed: int, name: str) -> np.random.SeedSequence:
    return np.random.SeedSequence(seed, spawn_key=(zlib.crc32(name.encode()),))


def uniforms(seed: int, name: str, *shape: int) -> np.ndarray:
    """Numbers in [0, 1) of stream `name`; no other name and no longer batch moves them.

    The first axis counts draws: a longer batch begins with the shorter one. float[shape]
    """
    return np.random.default_rng(_lane(seed, name)).random(shape)


def uniforms_of(seed: int, name: str, start: int, stop: int, n_each: int) -> np.ndarray:
    """Draws `start` to `stop` of a stream with `n_each` numbers a draw. float[stop - start, n_each]

    One number takes one step of the generator, so a block is reached by jumping ahead.
    """
    dice = np.random.PCG64(_lane(seed, name))
    dice.advance(start * n_each)
    return np.random.Generator(dice).random((stop - start, n_each))


@lru_cache(maxsize=64)
def _latin_column(seed: int, name: str, n_draws: int) -> np.ndarray:
    from scipy.stats import qmc

    dice = np.random.default_rng(_lane(seed, f"lhs:{name}"))
    return qmc.LatinHypercube(1, rng=dice).random(n_draws)[:, 0]


def latin_of(seed: int, name: str, start: int, stop: int, n_draws: int) -> np.ndarray:
    """Draws `start` to `stop` of a Latin hypercube of `n_draws`. float[stop - start]

    Every n-th part of [0, 1) holds exactly one draw; the columns are shuffled each on its own.
    """
    return _latin_column(seed, name, n_draws)[start:stop]


def sobol_of(seed: int, n_columns: int, start: int, stop: int) -> np.ndarray:
    """Points `start` to `stop` of a scrambled Sobol sequence. float[stop - start, n_columns]

    Another number of columns is another sequence; balance needs 2^m points from the first on.

    References
    ----------
    Joe and Kuo, SIAM J. Sci. Comput. 30 (2008) 2635-2654; Matousek, J. Complexity 14 (1998) 527.
    """
    import warnings

    from scipy.stats import qmc

    dice = np.random.default_rng(_lane(seed, "sobol"))
    engine = qmc.Sobol(n_columns, scramble=True, rng=dice)
    if start:
        engine.fast_forward(start)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # balance is said in the result's notices
        return engine.random(stop - start)
