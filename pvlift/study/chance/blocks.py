"""One block of draws: from its numbers to the columns that are kept."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pvlift.energy.settle import settle
from pvlift.errors import Fault, ScenarioError, Words
from pvlift.study.chance.summary import cash_name, is_summed_up
from pvlift.study.plan.outcome import Indicators, Outcome
from pvlift.study.plan.simulate import simulate
from pvlift.study.plant.assemble import Prepared
from pvlift.study.worlds.laws import Dice, DrawPlan, uniforms_block, worlds_of

# Most draws settled at once: bounds the memory of large blocks; a device wants more of them.
CHUNKS = {"cpu": 2_500, "cuda": 10_000}
BLOCK_DRAWS = 10_000  # draws in one part, unless told otherwise


class Job(NamedTuple):
    """A batch of draws that can be sent elsewhere."""

    prepared: Prepared
    plan: DrawPlan
    dice: Dice
    whole: bool  # all results and the drawn numbers, or only what a summary reads
    kernel: str = "cpu"  # or "cuda": where the hours are settled; the last digits differ


class DrawBlock(NamedTuple):
    """Draws from `start` up to, without, `stop`."""

    start: int
    stop: int


def blocks_of(n_draws: int, block_draws: int) -> tuple[DrawBlock, ...]:
    """A batch cut into blocks; the last may be shorter."""
    return tuple(
        DrawBlock(start, min(start + block_draws, n_draws))
        for start in range(0, n_draws, block_draws)
    )


def chunks_of(job: Job, block: DrawBlock) -> tuple[DrawBlock, ...]:
    """A block cut into what is settled at once."""
    size = CHUNKS[job.kernel]
    return tuple(
        DrawBlock(start, min(start + size, block.stop))
        for start in range(block.start, block.stop, size)
    )


def joined(pieces: list[dict[str, np.ndarray]]) -> dict[str, np.ndarray]:
    """Columns of neighbouring chunks end to end."""
    if len(pieces) == 1:
        return pieces[0]
    return {name: np.concatenate([piece[name] for piece in pieces]) for name in pieces[0]}


def block_columns(job: Job, block: DrawBlock) -> dict[str, np.ndarray]:
    """Simulate a block: every kept column in the order of the draws."""
    return joined([_columns(job, *chunk) for chunk in chunks_of(job, block)])


def _columns(job: Job, start: int, stop: int) -> dict[str, np.ndarray]:
    worlds = worlds_of(job.plan, uniforms_block(job.plan, job.dice, start, stop))
    worlds = worlds._replace(n_draws=stop - start)
    outcome = simulate(job.prepared, worlds, settler_of(job.kernel))
    results = result_columns(outcome)
    if not job.whole:
        return {name: x for name, x in results.items() if is_summed_up(name)}
    found = {"draw": np.arange(start, stop, dtype=np.int64), **results}
    for key, value in worlds.values.items():
        if value.ndim == 1:
            found[f"in:{key}"] = np.ascontiguousarray(value, dtype=float)
    return found


def settler_of(kernel: str):
    """The hot loop of a kernel; without the device the fault says what is missing."""
    if kernel == "cpu":
        return settle
    try:
        from pvlift.energy import cuda
    except ImportError:
        cuda = None
    if cuda is None or not cuda.available():
        wanted = Words(
            "a CUDA device and numba-cuda: pip install 'pvlift[gpu]'",
            "CUDA 设备和 numba-cuda（pip install 'pvlift[gpu]'）",
        )
        raise ScenarioError("--engine cuda", [Fault("cuda", "nothing", wanted)])
    return cuda.settle


def result_columns(outcome: Outcome) -> dict[str, np.ndarray]:
    """The results of every draw that are kept; cumulative cash with seven digits."""
    found = {
        name: np.ascontiguousarray(
            getattr(outcome.indicators, name),
            dtype=np.int32 if name == "n_roots" else float,
        )
        for name in Indicators._fields
    }
    promise = outcome.promise
    found["kept"] = np.ascontiguousarray(promise.kept)
    found["first_shortfall_year"] = promise.first_shortfall_year.astype(np.int32)
    found["reserve_needed_cny"] = np.ascontiguousarray(promise.reserve_needed_cny)
    cash_cny = np.cumsum(outcome.books.project_cny, axis=1)
    for year in range(cash_cny.shape[1]):
        found[cash_name(year)] = cash_cny[:, year].astype(np.float32)
    return found
