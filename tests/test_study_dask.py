"""The same blocks on a cluster: a real scheduler, two worker processes, one of them killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time

import pytest
from extras import needed

from pvlift.errors import PvliftError, ScenarioError
from pvlift.scenario.load import load
from pvlift.study.chance.montecarlo import montecarlo

N, BLOCK = 6000, 250
PATIENCE_S = 90


@pytest.fixture(scope="module")
def estate(root):
    return load(root / "scenarios" / "ganxian_estate.toml")


@pytest.fixture
def cluster(root, tmp_path):
    """A scheduler and two workers, each its own process without a nanny to bring it back."""
    needed("distributed")
    needed("pyarrow")
    file = tmp_path / "scheduler.json"
    processes = []

    def start(*words):
        log = open(tmp_path / f"log-{len(processes)}", "wb")
        process = subprocess.Popen(
            [sys.executable, "-m", *words], cwd=root, env=environment, stdout=log, stderr=log
        )
        log.close()
        processes.append(process)
        return process

    environment = os.environ | {"PYTHONPATH": str(root)}
    start(
        "distributed.cli.dask_scheduler",
        *("--host", "127.0.0.1", "--port", "0", "--no-dashboard"),
        *("--scheduler-file", str(file)),
    )
    until = time.monotonic() + PATIENCE_S
    while not file.exists() and time.monotonic() < until:
        time.sleep(0.05)
    workers = [
        start(
            "distributed.cli.dask_worker",
            *("--scheduler-file", str(file), "--no-nanny", "--no-dashboard"),
            *("--nthreads", "1", "--host", "127.0.0.1", "--name", f"worker-{n}"),
            *("--local-directory", str(tmp_path / f"worker-{n}")),
        )
        for n in range(2)
    ]
    address = json.loads(file.read_text())["address"]
    _wait_for_workers(address, 2)
    yield address, workers
    for process in processes:
        process.kill()
        process.wait()


def _wait_for_workers(address, n_workers):
    distributed = needed("distributed")
    with distributed.Client(address, timeout="30s") as client:
        client.wait_for_workers(n_workers, timeout=PATIENCE_S)


def bytes_of(folder):
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_a_lost_worker_changes_no_byte(estate, cluster, tmp_path):
    address, workers = cluster
    expected = tmp_path / "threads"
    montecarlo(estate, N, 7, block=BLOCK, out=expected)
    killed = []

    def progress(done, n_draws):
        if done >= 4 * BLOCK and not killed:
            workers[0].send_signal(signal.SIGKILL)
            workers[0].wait()
            killed.append(done)

    out = tmp_path / "dask"
    study = montecarlo(
        estate,
        N,
        7,
        block=BLOCK,
        out=out,
        engine="dask",
        scheduler=address,
        progress=progress,
    )
    assert killed and killed[0] < N - 4 * BLOCK  # in the middle
    assert workers[1].poll() is None  # the other one did the rest
    assert bytes_of(out) == bytes_of(expected)
    assert study.summary.n_draws == N


def test_when_all_workers_are_lost_a_new_one_does_the_rest(estate, cluster, root, tmp_path):
    address, workers = cluster
    replaced = []

    def replace_workers():
        for worker in workers:
            worker.send_signal(signal.SIGKILL)
            worker.wait()
        replaced.append(
            subprocess.Popen(
                [
                    *(sys.executable, "-m", "distributed.cli.dask_worker", address),
                    *("--no-nanny", "--no-dashboard", "--nthreads", "1"),
                    *("--host", "127.0.0.1", "--local-directory", str(tmp_path / "late")),
                ],
                cwd=root,
                env=os.environ | {"PYTHONPATH": str(root)},
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        )

    started = []

    def progress(done, n_draws):
        if done >= 2 * BLOCK and not started:
            thread = threading.Thread(target=replace_workers)
            thread.start()
            started.append(thread)

    try:
        study = montecarlo(
            estate,
            N,
            7,
            block=BLOCK,
            engine="dask",
            scheduler=address,
            progress=progress,
        )
    finally:
        for thread in started:
            thread.join()
        for process in replaced:
            process.kill()
            process.wait()
    alone = montecarlo(estate, N, 7)
    name = "equity_npv_cny"
    assert study.column(name).tobytes() == alone.column(name).tobytes()


def test_a_local_cluster_gives_the_same_bytes(estate):
    needed("distributed")
    found = montecarlo(estate, 1000, 7, block=BLOCK, engine="dask", workers=2)
    alone = montecarlo(estate, 1000, 7)
    assert repr(found.summary) == repr(alone.summary)


def test_a_scheduler_that_does_not_answer_is_stated(estate):
    needed("distributed")
    with pytest.raises(ScenarioError) as caught:
        montecarlo(estate, 10, 7, engine="dask", scheduler="tcp://127.0.0.1:9")
    assert caught.value.faults[0].where == "scheduler"


def test_workers_with_other_code_are_refused(estate, cluster, monkeypatch):
    from pvlift.study.chance import dask_engine

    address, _ = cluster
    here = dask_engine.computing() | {"code_sha256": "0" * 64}
    monkeypatch.setattr(dask_engine, "computing", lambda: here)
    with pytest.raises(PvliftError) as caught:
        montecarlo(estate, 100, 7, engine="dask", scheduler=address)
    assert "differ in code_sha256" in caught.value.faults[0].found


def test_without_dask_a_sentence_says_what_to_install(estate, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ScenarioError) as caught:
        montecarlo(estate, 10, 7, engine="dask")
    assert "pvlift[batch]" in caught.value.faults[0].wanted.en
