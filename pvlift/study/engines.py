"""Where blocks are computed: threads of this machine, workers of a cluster, or a CUDA device."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np

from pvlift.study.blocks import Block, Job, block_columns

NAMES = ("threads", "dask", "cuda")

Results = Callable[[list[Block]], Iterator[tuple[Block, dict[str, np.ndarray]]]]


@contextmanager
def running(engine: str, job: Job, scheduler: str | None, workers: int | None):
    """An engine ready for blocks of a job; yields a function from blocks to their columns."""
    if engine == "dask":
        from pvlift.study.dask_engine import cluster_results

        with cluster_results(job, scheduler, workers) as results:
            yield results
    else:
        yield _threads(job, workers)


def _threads(job: Job, workers: int | None) -> Results:
    """Blocks one after the other; the hot loop inside uses every thread."""

    def results(blocks: list[Block]):
        for block in blocks:
            yield block, block_columns(job, block)

    return results
