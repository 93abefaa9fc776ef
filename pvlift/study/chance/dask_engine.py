"""Blocks on the workers of a Dask cluster, local or remote: the same blocks, the same bytes.

A block depends on its draws alone, so a block whose worker is lost is simply run again elsewhere.
"""

from __future__ import annotations

import logging
import os
import signal
import threading
from collections import deque
from concurrent.futures import CancelledError
from contextlib import contextmanager

import numba
import numpy as np

from pvlift.errors import Fault, PvliftError, ScenarioError, Words
from pvlift.study.chance.blocks import DrawBlock, Job, block_columns
from pvlift.study.chance.identity import computing

PER_WORKER = 2  # blocks under way for each worker: one computed, one waiting
RETRIES = 5  # times a block is run again when its worker is lost


def block_on_worker(job: Job, block: DrawBlock, here: dict[str, str]) -> dict[str, np.ndarray]:
    """One block, on a worker that must compute to the same bytes."""
    other = [name for name, value in computing().items() if here[name] != value]
    if other:
        raise RuntimeError(f"the workers differ in {', '.join(other)}")
    with one_thread():
        return block_columns(job, block)


@contextmanager
def one_thread():
    """A worker computes one block on one core; the cluster has as many workers as cores."""
    before = numba.get_num_threads()
    try:
        numba.set_num_threads(1)
        yield
    finally:
        numba.set_num_threads(before)


@contextmanager
def cluster_results(job: Job, scheduler: str | None, workers: int | None):
    """A cluster ready for a job; yields a function from blocks to their columns."""
    distributed = _distributed()
    with _client(distributed, scheduler, workers) as client:
        yield lambda blocks: _as_finished(distributed, client, job, blocks)


def _distributed():
    try:
        import distributed
    except ImportError:
        wanted = Words(
            "dask.distributed, installed with: pip install 'pvlift[batch]'",
            "已安装 dask.distributed（pip install 'pvlift[batch]'）",
        )
        fault = Fault("dask.distributed", "nothing", wanted)
        raise ScenarioError("--engine dask", [fault]) from None
    return distributed


@contextmanager
def _client(distributed, scheduler: str | None, workers: int | None):
    """A client of the scheduler named, or of a cluster of this machine's own processes."""
    if scheduler is None:
        n_workers = workers or os.cpu_count() or 1
        with deaf_to_interrupts(), undisturbed():
            cluster = distributed.LocalCluster(
                n_workers=n_workers,
                threads_per_worker=1,
                processes=True,
                dashboard_address=None,
                host="127.0.0.1",
                silence_logs=logging.CRITICAL,  # lost blocks are run again or stated
            )
        with cluster, distributed.Client(cluster) as client:
            yield client
        return
    try:
        client = distributed.Client(scheduler, timeout="10s")
    except (OSError, ValueError) as error:
        wanted = Words("the address of a Dask scheduler that answers", "可连通的 Dask 调度器地址")
        fault = Fault("scheduler", f"{scheduler} ({str(error)[:60]})", wanted)
        raise ScenarioError("--scheduler", [fault]) from None
    with client:
        yield client


@contextmanager
def undisturbed():
    """Workers keep freed memory for their next chunk and are not watched by a profiler.

    Dask tells its workers to hand memory back at once, which costs a third of the speed here.
    """
    import dask

    name = "distributed.nanny.pre-spawn-environ"
    kept = {key: x for key, x in dask.config.get(name, {}).items() if "MALLOC" not in key}
    with dask.config.set({name: kept, "distributed.worker.profile.enabled": False}):
        yield


@contextmanager
def deaf_to_interrupts():
    """Processes started here leave Ctrl-C to the one that started them."""
    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread may say how signals are taken
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _as_finished(distributed, client, job: Job, blocks: list[DrawBlock]):
    """Blocks as they finish; only a few are under way, so that results do not pile up."""
    todo = deque((block, 0) for block in blocks)
    under_way: dict[str, tuple[DrawBlock, int]] = {}
    finished = distributed.as_completed(with_results=False)
    shared, here = client.scatter(job, broadcast=True), computing()

    def submit_next() -> None:
        if todo:
            block, n_lost = todo.popleft()
            future = client.submit(block_on_worker, shared, block, here, pure=False)
            under_way[future.key] = (block, n_lost)
            finished.add(future)

    for _ in range(PER_WORKER * max(1, len(client.nthreads()))):
        submit_next()
    for future in finished:
        block, n_lost = under_way.pop(future.key)
        try:
            columns = future.result()
        except (CancelledError, distributed.KilledWorker, OSError) as error:
            if n_lost >= RETRIES:
                raise _failed(block, error) from error
            # every worker that held the job is gone: it is sent again to those that are left
            shared = client.scatter(job, broadcast=True)
            todo.appendleft((block, n_lost + 1))
            submit_next()
            continue
        except Exception as error:
            raise _failed(block, error) from error
        future.release()
        submit_next()
        yield block, columns


def _failed(block: DrawBlock, error: Exception) -> PvliftError:
    """A block that no worker could compute; finished parts stay."""
    wanted = Words(
        "workers that live and have the same pvlift, libraries and kind of processor as here, so "
        "that bytes are the same; go on with --resume",
        "正常运行、且 pvlift、依赖库和处理器类型均与本机一致的工作进程（结果才能逐字节相同）；"
        "可用 --resume 继续",
    )
    span = f"{block.start}-{block.stop}"
    where = Words(f"draws {span}", f"第 {span} 次抽样")
    found = f"{type(error).__name__}: {str(error)[:120]}"
    return PvliftError("--engine dask", [Fault(where, found, wanted)])
