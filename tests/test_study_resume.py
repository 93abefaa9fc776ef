"""Results on disk: killed at any moment, a batch goes on to the same bytes."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from extras import needed

from pvlift.errors import PvliftError, ScenarioError, StorageError
from pvlift.scenario.load import load, variant
from pvlift.study.chance.montecarlo import montecarlo

N, BLOCK = 1500, 250


@pytest.fixture(scope="module")
def estate(root):
    return load(root / "scenarios" / "ganxian_estate.toml")


@pytest.fixture(scope="module")
def whole(estate, tmp_path_factory):
    """A batch that nobody interrupted."""
    needed("pyarrow")
    folder = tmp_path_factory.mktemp("whole")
    montecarlo(estate, N, 7, block=BLOCK, out=folder)
    return folder


class Stopped(Exception):
    pass


def stop_after(n_draws):
    def progress(done, _):
        if done >= n_draws:
            raise Stopped

    return progress


def bytes_of(folder):
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def command(out, *more):
    words = [sys.executable, "-m", "pvlift", "montecarlo", "scenarios/ganxian_estate.toml"]
    return [*words, "--draws", str(N), "--seed", "7", "--out", str(out), "--quiet", *more]


def test_a_killed_batch_goes_on_to_the_same_bytes(root, whole, tmp_path):
    out = tmp_path / "killed"
    run = subprocess.Popen(command(out, "--block", str(BLOCK)), cwd=root, stdout=subprocess.DEVNULL)
    until = time.monotonic() + 60
    while len(list(out.glob("draws-*.parquet"))) < 2 and time.monotonic() < until:
        time.sleep(0.005)
    run.send_signal(signal.SIGKILL)
    run.wait()
    assert 2 <= len(list(out.glob("draws-*.parquet"))) <= N // BLOCK
    (out / ".aside-1-draws-0000000500-0000000750.parquet").write_bytes(b"half a part")
    done = subprocess.run(command(out, "--resume"), cwd=root, stdout=subprocess.DEVNULL, check=True)
    assert done.returncode == 0
    found, expected = bytes_of(out), bytes_of(whole)
    assert {name: found[name] for name in expected} == expected
    assert {"summary.json", "summary.csv", "laws.csv", "cash_fan.png"} <= found.keys()
    assert not [name for name in found if name.startswith(".")]


def test_an_interrupt_says_how_to_go_on(root, whole, tmp_path):
    out = tmp_path / "interrupted"
    words = command(out, "--block", str(BLOCK), "--lang", "en")
    run = subprocess.Popen(words, cwd=root, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    until = time.monotonic() + 60
    while not list(out.glob("draws-*.parquet")) and time.monotonic() < until:
        time.sleep(0.005)
    run.send_signal(signal.SIGINT)
    said = run.communicate(timeout=60)[1].decode()
    assert run.returncode == 1 and "--resume" in said and "Traceback" not in said
    names = [path.name for path in out.iterdir()]
    assert not [name for name in names if name.startswith(".")]
    subprocess.run(command(out, "--resume"), cwd=root, stdout=subprocess.DEVNULL, check=True)
    expected = bytes_of(whole)
    assert {name: (out / name).read_bytes() for name in expected} == expected


@pytest.mark.parametrize("n_done", [0, BLOCK, 1000, N])
def test_a_stopped_batch_goes_on_to_the_same_bytes(estate, whole, tmp_path, n_done):
    out = tmp_path / "stopped"
    with pytest.raises(Stopped):
        montecarlo(estate, N, 7, block=BLOCK, out=out, progress=stop_after(n_done))
    assert not json.loads((out / "manifest.json").read_text())["complete"]
    montecarlo(estate, N, 7, out=out, resume=True)
    assert bytes_of(out) == bytes_of(whole)


def test_a_finished_batch_is_only_summed_up_again(estate, whole):
    seen = []
    again = montecarlo(
        estate, N, 7, out=whole, resume=True, progress=lambda done, n: seen.append((done, n))
    )
    assert seen == [(N, N)]
    assert again.summary.n_draws == N


def test_other_blocks_give_the_same_table_and_summary(estate, whole, tmp_path):
    other = montecarlo(estate, N, 7, block=400, out=tmp_path / "other")
    same = montecarlo(estate, N, 7, out=whole, resume=True)
    for name in ("draw", "equity_npv_cny", "payback_years", "in:cost.6.cny", "cash_25_cny"):
        assert other.column(name).tobytes() == same.column(name).tobytes()
    assert repr(other.summary) == repr(same.summary)
    memory = montecarlo(estate, N, 7)
    assert repr(memory.summary) == repr(same.summary)


@pytest.mark.parametrize(
    ("change", "asked", "key"),
    [
        ({"target.payback_years": 14.0}, {}, "scenario_sha256"),
        ({"roof.1.count": 11}, {}, "plant_sha256"),
        ({}, {"seed": 8}, "seed"),
        ({}, {"draws": N + 1}, "draws"),
        ({}, {"method": "lhs"}, "method"),
        ({}, {"block": 100}, "block"),
    ],
)
def test_another_batch_is_not_taken_for_this_one(estate, whole, change, asked, key):
    before = bytes_of(whole)
    loaded = variant(estate, change) if change else estate
    with pytest.raises(ScenarioError) as caught:
        montecarlo(loaded, **({"draws": N, "seed": 7} | asked), out=whole, resume=True)
    assert key in [fault.where for fault in caught.value.faults]
    assert bytes_of(whole) == before


def test_changed_code_is_refused(estate, whole, tmp_path):
    out = tmp_path / "older"
    out.mkdir()
    for path in whole.iterdir():
        (out / path.name).write_bytes(path.read_bytes())
    manifest = json.loads((out / "manifest.json").read_text())
    manifest["identity"]["code_sha256"] = "0" * 64
    (out / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(ScenarioError) as caught:
        montecarlo(estate, N, 7, out=out, resume=True)
    assert [fault.where for fault in caught.value.faults] == ["code_sha256"]


def test_parts_of_another_run_are_refused_and_kept(estate, whole, tmp_path):
    out = tmp_path / "mixed"
    with pytest.raises(Stopped):
        montecarlo(estate, N, 8, block=BLOCK, out=out, progress=stop_after(BLOCK))
    name = "draws-0000000500-0000000750.parquet"
    (out / name).write_bytes((whole / name).read_bytes())
    with pytest.raises(ScenarioError) as caught:
        montecarlo(estate, N, 8, out=out, resume=True)
    (fault,) = caught.value.faults
    assert fault.where == name
    assert (out / name).read_bytes() == (whole / name).read_bytes()


def test_a_part_with_a_flipped_bit_is_done_again(estate, whole, tmp_path):
    out = tmp_path / "flipped"
    out.mkdir()
    for path in whole.iterdir():
        (out / path.name).write_bytes(path.read_bytes())
    hurt = out / "draws-0000000250-0000000500.parquet"
    data = bytearray(hurt.read_bytes())
    data[len(data) // 3] ^= 0x10
    hurt.write_bytes(bytes(data))
    montecarlo(estate, N, 7, out=out, resume=True)
    assert bytes_of(out) == bytes_of(whole)


def test_a_folder_with_results_is_not_written_over(estate, whole):
    before = bytes_of(whole)
    with pytest.raises(ScenarioError) as caught:
        montecarlo(estate, N, 7, out=whole)
    assert "--resume" in caught.value.faults[0].wanted.en
    assert bytes_of(whole) == before


def test_two_runs_do_not_write_into_one_folder(estate, tmp_path):
    needed("pyarrow")
    out = tmp_path / "shared"
    refused = []

    def second(done, _):
        if done == BLOCK:
            with pytest.raises(ScenarioError) as caught:
                montecarlo(estate, N, 7, out=out, resume=True)
            refused.append(caught.value.faults[0].found.en)

    montecarlo(estate, N, 7, block=BLOCK, out=out, progress=second)
    assert refused == ["in use"]


def test_a_run_stopped_before_it_began_is_begun(estate, whole, tmp_path):
    (tmp_path / "none").mkdir()
    (tmp_path / "none" / ".aside-1-manifest.json").write_text("{")
    montecarlo(estate, N, 7, block=BLOCK, out=tmp_path / "none", resume=True)
    found = bytes_of(tmp_path / "none")
    assert {name: found[name] for name in bytes_of(whole)} == bytes_of(whole)


def test_parts_without_a_manifest_are_not_taken_up(estate, whole, tmp_path):
    out = tmp_path / "headless"
    out.mkdir()
    (out / "draws-0000000000-0000000250.parquet").write_bytes(b"whose?")
    with pytest.raises(ScenarioError) as caught:
        montecarlo(estate, N, 7, out=out, resume=True)
    assert caught.value.faults[0].where == "manifest.json"


def test_a_finished_part_that_was_changed_is_done_again(estate, whole, tmp_path):
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    out = tmp_path / "edited"
    out.mkdir()
    for path in whole.iterdir():
        (out / path.name).write_bytes(path.read_bytes())
    edited = out / "draws-0000000250-0000000500.parquet"
    table = pq.read_table(edited)
    at = table.schema.get_field_index("equity_npv_cny")
    table = table.set_column(at, "equity_npv_cny", pc.add(table.column(at), 1e9))
    pq.write_table(table, edited)
    montecarlo(estate, N, 7, out=out, resume=True)
    assert bytes_of(out) == bytes_of(whole)


def test_the_code_of_a_run_is_everything_that_computes(whole):
    from pvlift.study.chance import identity

    root = Path(identity.__file__).parents[2]
    named = {path.relative_to(root).as_posix() for path in identity.computing_files(root)}
    assert {"energy/settle.py", "money/ledger.py", "facts/laws.toml", "errors.py"} <= named
    assert {"facts/cost_items.csv", "study/worlds/draws.py", "scenario/quantiles.py"} <= named
    assert not [name for name in named if name.startswith(("report/", "cli/"))]
    kept = json.loads((whole / "manifest.json").read_text())["identity"]
    assert {key: kept[key] for key in identity.computing()} == identity.computing()
    assert len(kept["code_sha256"]) == 64


@pytest.mark.parametrize("setting", ["NUMBA_CPU_NAME", "NUMBA_CPU_FEATURES"])
def test_what_kernels_are_compiled_for_is_told_apart(root, setting):
    code = "from pvlift.study.chance.identity import processor; print(processor())"
    told = [
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=root,
            env=os.environ | extra,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for extra in ({}, {setting: "generic" if setting.endswith("NAME") else ""})
    ]
    assert told[0] != told[1] and all(told)


def test_another_kind_of_processor_is_refused(estate, whole, monkeypatch):
    from pvlift.study.chance import identity

    monkeypatch.setattr(identity, "processor", lambda: "generic 00000000")
    with pytest.raises(ScenarioError) as caught:
        montecarlo(estate, N, 7, out=whole, resume=True)
    assert [fault.where for fault in caught.value.faults] == ["processor"]


def test_a_full_disk_is_stated_and_finished_parts_stay(root, estate, whole, tmp_path):
    """A file may not grow to the size of a part, as on a disk that is full in the middle."""
    out = tmp_path / "full"
    with pytest.raises(Stopped):
        montecarlo(estate, N, 7, block=BLOCK, out=out, progress=stop_after(2 * BLOCK))
    finished = {path.name: path.read_bytes() for path in out.glob("draws-*.parquet")}
    assert len(finished) == 2
    most = min(len(data) for data in finished.values()) - 1000

    def small_disk():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))

    full = subprocess.run(
        command(out, "--resume", "--lang", "en"),
        cwd=root,
        preexec_fn=small_disk,
        capture_output=True,
        text=True,
        check=False,
    )
    assert full.returncode == 1
    assert "--resume" in full.stderr and "Traceback" not in full.stderr
    left = bytes_of(out)
    assert left.keys() == {"manifest.json", *finished}
    assert {name: left[name] for name in finished} == finished
    subprocess.run(command(out, "--resume"), cwd=root, stdout=subprocess.DEVNULL, check=True)
    expected = bytes_of(whole)
    assert {name: (out / name).read_bytes() for name in expected} == expected


def test_without_pyarrow_a_sentence_says_what_to_install(estate, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    with pytest.raises(ScenarioError) as caught:
        montecarlo(estate, 10, 7, out=tmp_path / "out")
    assert "pvlift[batch]" in caught.value.faults[0].wanted.zh
    assert not (tmp_path / "out").exists()


def test_a_folder_that_cannot_be_made_is_stated(estate, tmp_path):
    needed("pyarrow")
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(PvliftError, match="a folder that can be written to"):
        montecarlo(estate, 10, 7, out=tmp_path / "file" / "out")


def test_a_part_that_vanished_is_stated(estate, tmp_path):
    needed("pyarrow")
    study = montecarlo(estate, 500, 7, block=BLOCK, out=tmp_path / "out")
    assert np.isfinite(study.column("equity_npv_cny")).all()
    (tmp_path / "out" / "draws-0000000250-0000000500.parquet").unlink()
    with pytest.raises(StorageError):
        study.column("equity_npv_cny")
