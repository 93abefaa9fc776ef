"""What a Dask cluster costs beside threads, on the same blocks and as many cores."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import numba

from benchmarks import plans
from benchmarks.measure import REPEATS, Result
from pvlift.study.chance import dask_engine
from pvlift.study.chance.blocks import blocks_of

N_DRAWS = 80_000
BLOCK_DRAWS = 10_000
TURNS = 2 * REPEATS  # a share of a few percent needs more of them than a ratio


def cluster() -> Iterator[Result]:
    """Threads and a local cluster take turns; the cluster runs before the clock does."""
    job = plans.estate(N_DRAWS)
    n_workers = numba.config.NUMBA_NUM_THREADS
    before = time.perf_counter()
    with dask_engine.cluster_results(job, None, n_workers) as results:

        def on_cluster() -> None:
            for _ in results(list(blocks_of(N_DRAWS, BLOCK_DRAWS))):
                pass

        def on_threads() -> None:
            plans.simulate(job)

        start_s = time.perf_counter() - before
        turns = [(_spent(on_threads), _spent(on_cluster)) for _ in range(TURNS + 1)][1:]
    threads_s, cluster_s = (min(turn[side][0] for turn in turns) for side in (0, 1))
    cpu = min(turn[1][1] for turn in turns) / min(turn[0][1] for turn in turns) - 1.0
    yield Result(
        "dask_overhead",
        "%",
        100.0 * (cluster_s / threads_s - 1.0),
        asked="<= 5",
        note=f"{N_DRAWS:,} draws in blocks of {BLOCK_DRAWS:,}: {cluster_s:.2f} s beside "
        f"{threads_s:.2f} s on threads; processor time {cpu:+.1%}; cluster started in "
        f"{start_s:.1f} s before",
    )


def _spent(work: Callable[[], None]) -> tuple[float, float]:
    """Wall time and processor time of this process and its children. [s]"""
    cpu_s, start = _cpu_s(), time.perf_counter()
    work()
    return time.perf_counter() - start, _cpu_s() - cpu_s


def _cpu_s() -> float:
    import psutil  # comes with distributed

    me = psutil.Process()
    times = [process.cpu_times() for process in (me, *me.children(recursive=True))]
    return sum(time.user + time.system for time in times)
