"""Where blocks are computed: threads of this machine, workers of a cluster, or a CUDA device."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import numba
import numpy as np

from pvlift.study.chance.blocks import DrawBlock, Job, block_columns, chunks_of, joined

SAFE_LAYERS = ("omp", "tbb")  # numba's layers that several Python threads may use at once

Columns = dict[str, np.ndarray]
Results = Callable[[list[DrawBlock]], Iterator[tuple[DrawBlock, Columns]]]


@contextmanager
def running(engine: str, job: Job, scheduler: str | None, workers: int | None):
    """An engine ready for blocks of a job; yields a function from blocks to their columns."""
    if engine == "dask":
        from pvlift.study.chance.dask_engine import cluster_results

        with cluster_results(job, scheduler, workers) as results:
            yield results
        return
    n_threads = min(workers or numba.get_num_threads(), numba.config.NUMBA_NUM_THREADS)
    if engine == "cuda":
        n_threads = 1
    before = numba.get_num_threads()
    try:
        numba.set_num_threads(n_threads)
        yield lambda blocks: _on_threads(job, blocks, n_threads)
    finally:
        numba.set_num_threads(before)


def _on_threads(
    job: Job, blocks: list[DrawBlock], n_threads: int
) -> Iterator[tuple[DrawBlock, Columns]]:
    """Chunks side by side, each on one thread; the first alone, which also readies the kernels.

    Chunks side by side keep every core busy through the money, which has no parallel loop.
    """
    units = [(block, chunk) for block in blocks for chunk in chunks_of(job, block)]
    first = block_columns(job, units[0][1])
    several = len(units) > 1 and n_threads > 1 and job.kernel == "cpu"
    side_by_side = several and numba.threading_layer() in SAFE_LAYERS
    rest = units[1:]
    found = _pooled(job, rest, n_threads) if side_by_side else _in_turn(job, rest)
    pieces = [first]
    for n, (block, chunk) in enumerate(units):
        if n > 0:
            pieces.append(next(found))
        if chunk.stop == block.stop:
            yield block, joined(pieces)
            pieces = []


def _in_turn(job: Job, units) -> Iterator[Columns]:
    for _, chunk in units:
        yield block_columns(job, chunk)


def _pooled(job: Job, units, n_threads: int) -> Iterator[Columns]:
    """Chunks in their order, a few ahead of the one that is asked for."""

    def alone(chunk: DrawBlock) -> Columns:
        numba.set_num_threads(1)
        return block_columns(job, chunk)

    pool = ThreadPoolExecutor(n_threads)
    ahead: deque = deque()
    try:
        for _, chunk in units:
            ahead.append(pool.submit(alone, chunk))
            if len(ahead) > 2 * n_threads:
                yield ahead.popleft().result()
        while ahead:
            yield ahead.popleft().result()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
