"""Results of a batch on disk: one Parquet file a block, and a manifest that says whose they are.

A part is written aside, then moved into place whole; what stands under a final name is complete.
Nothing in these files depends on the time, the machine's name or the order of the work.
"""

from __future__ import annotations

import hashlib
import json
import os
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from pvlift.errors import Fault, ScenarioError, StorageError, Words, disk_error
from pvlift.scenario.files import FOLDER, aside
from pvlift.study.chance.blocks import BLOCK_DRAWS, DrawBlock, Job, blocks_of
from pvlift.study.chance.identity import identity_of, mark_of

if TYPE_CHECKING:
    from filelock import FileLock

MANIFEST = "manifest.json"
LOCK = ".lock"
RUN, RANGE = b"pvlift_run", b"pvlift_draws"
KEPT = Words(
    "space and the right to write; finished parts are kept, go on with --resume",
    "足够的空间和写入权限；已完成的部分均已保留，可用 --resume 继续",
)


SAME = {
    "scenario_sha256": Words("the scenario file of that run, unchanged", "与原运行相同的方案文件"),
    "plant_sha256": Words(
        "the weather, roofs and loads of that run", "与原运行相同的气象、屋面与负荷"
    ),
    "laws_sha256": Words("the laws of that run", "与原运行相同的分布与相关性"),
    "code_sha256": Words("the version of pvlift of that run", "与原运行相同的 pvlift 版本"),
    "processor": Words(
        "the kind of processor of that run: another one rounds the last digits differently",
        "与原运行相同类型的处理器（否则末位数字会有差异）",
    ),
    "block": Words(
        "the draws a part of that run (leave --block out)", "与原运行相同，可省略 --block"
    ),
}


class Parts:
    """Blocks kept as files of one folder."""

    def __init__(self, folder: Path, identity: dict, block_draws: int, lock: FileLock):
        self.folder = folder
        self.block_draws = block_draws
        self._identity = identity
        self._mark = mark_of(identity | {"block": block_draws})
        self._lock = lock
        self._blocks = blocks_of(identity["draws"], block_draws)
        self._sound: set[DrawBlock] = set()

    def path(self, block: DrawBlock) -> Path:
        """File of a block."""
        return self.folder / f"draws-{block.start:010d}-{block.stop:010d}.parquet"

    def has(self, block: DrawBlock) -> bool:
        return block in self._sound

    def put(self, block: DrawBlock, columns: dict[str, np.ndarray]) -> None:
        """Write a block aside, then move it into place."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        span = f"{block.start}-{block.stop}".encode()
        table = pa.table(columns).replace_schema_metadata({RUN: self._mark.encode(), RANGE: span})
        path = self.path(block)
        with said(self.folder), aside(path) as part, part.open("wb") as file:
            pq.write_table(table, file, compression="zstd", write_page_checksum=True)
            file.flush()
            os.fsync(file.fileno())
        self._sound.add(block)

    def check(self, listed: dict[str, str]) -> None:
        """Take up the parts that are there; a part of another run is refused.

        `listed`: fingerprints by file, in the manifest of a run that came to its end.
        """
        faults = []
        known = {self.path(block).name: block for block in self._blocks}
        for path in sorted(self.folder.glob("draws-*.parquet")):
            block = known.get(path.name)
            found = _mark_in(path)
            changed = path.name in listed and listed[path.name] != _sha256(path)
            if found is None or changed:
                continue  # done again and replaced
            if block is None or found != (self._mark, f"{block.start}-{block.stop}"):
                wanted = Words("only parts of this run", "仅属于本次运行的结果文件")
                faults.append(
                    Fault(path.name, Words("a part of another run", "其他运行的结果文件"), wanted)
                )
            else:
                self._sound.add(block)
        if faults:
            raise ScenarioError(str(self.folder), faults)
        for path in self.folder.glob(".aside-*"):
            path.unlink(missing_ok=True)

    def finish(self) -> None:
        """Name every part with its fingerprint in the manifest."""
        parts = [
            {
                "file": self.path(block).name,
                "start": block.start,
                "stop": block.stop,
                "sha256": _sha256(self.path(block)),
            }
            for block in self._blocks
        ]
        _write_manifest(self.folder, self._identity, self.block_draws, parts)

    def close(self) -> None:
        """Let go of the folder."""
        _free(self.folder, self._lock)

    def column(self, name: str) -> np.ndarray:
        """One result of all draws in their order."""
        import pyarrow.parquet as pq

        pieces = []
        for block in self._blocks:
            path = self.path(block)
            try:
                table = pq.read_table(path, columns=[name], page_checksum_verification=True)
            except OSError as error:
                fault = Fault(path.name, str(error)[:80], Words("a sound part", "完好的结果文件"))
                raise StorageError(str(self.folder), [fault]) from None
            pieces.append(table.column(0).to_numpy())
        return np.concatenate(pieces)


def open_folder(folder: Path, job: Job, block: int | None, resume: bool) -> Parts:
    """A folder for a batch: a new one, or with `resume` the one of the same batch.

    A run that was stopped before its manifest stood is begun anew.
    """
    _need_pyarrow()
    folder = Path(folder)
    identity = identity_of(job)
    manifest = folder / MANIFEST
    begun = manifest.exists() or any(folder.glob("draws-*.parquet"))
    if resume and begun:
        before, listed = _read_manifest(manifest)
        _same(folder, before, identity, block)
        parts = Parts(folder, identity, before["block"], _locked(folder))
        parts.check(listed)
        return parts
    if begun:
        wanted = Words(
            "an empty folder, or --resume to go on with the run in it",
            "空目录；如需继续其中的运行，请加 --resume",
        )
        raise ScenarioError(
            str(folder), [Fault("out", Words("results of a run", "已有一次运行的结果"), wanted)]
        )
    block_draws = block or BLOCK_DRAWS
    with said(folder, FOLDER):
        folder.mkdir(parents=True, exist_ok=True)
    lock = _locked(folder)
    try:
        _write_manifest(folder, identity, block_draws, [])
    except BaseException:
        _free(folder, lock)
        raise
    return Parts(folder, identity, block_draws, lock)


def _need_pyarrow() -> None:
    try:
        import pyarrow.parquet  # noqa: F401
    except ImportError:
        wanted = Words(
            "pyarrow, installed with: pip install 'pvlift[batch]'",
            "已安装 pyarrow（pip install 'pvlift[batch]'）",
        )
        raise ScenarioError("--out", [Fault("pyarrow", "nothing", wanted)]) from None


def _mark_in(path: Path) -> tuple[str, str] | None:
    """Run and range named in a part; None where the file cannot be read to its end."""
    import pyarrow.parquet as pq

    try:
        table = pq.read_table(path, page_checksum_verification=True)
    except (OSError, ValueError):
        return None
    named = table.schema.metadata or {}
    return named.get(RUN, b"").decode(), named.get(RANGE, b"").decode()


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _read_manifest(manifest: Path) -> tuple[dict, dict[str, str]]:
    """Identity with the draws of a block, and the fingerprints of finished parts."""
    wanted = Words("the manifest of an interrupted run", "一次中断运行的清单文件")
    try:
        found = json.loads(manifest.read_text(encoding="utf-8"))
        listed = {part["file"]: part["sha256"] for part in found["parts"]}
        return {**found["identity"], "block": int(found["block"])}, listed
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        shown = "nothing" if not manifest.exists() else Words("another file", "其他文件")
        raise ScenarioError(str(manifest.parent), [Fault(MANIFEST, shown, wanted)]) from None


def _same(folder: Path, before: dict, identity: dict, block: int | None) -> None:
    """Refuse to go on with another scenario, code, seed or cut; say each difference."""
    asked = identity | {"block": before["block"] if block is None else block}
    faults = []
    for key, value in asked.items():
        if before.get(key) != value:
            what = SAME.get(key, Words("as in the run in this folder", "与该目录中的运行一致"))
            shown = _short(before.get(key))
            wanted = Words(f"{shown}, {what.en}", f"{shown}（{what.zh}）")
            faults.append(Fault(key, _short(value), wanted))
    if faults:
        raise ScenarioError(str(folder), faults)


def _short(value) -> str:
    text = str(value)
    return text[:12] if len(text) == 64 else text


def _write_manifest(folder: Path, identity: dict, block_draws: int, parts: list[dict]) -> None:
    whole = {"identity": identity, "block": block_draws, "complete": bool(parts), "parts": parts}
    text = json.dumps(whole, ensure_ascii=False, indent=1) + "\n"
    with said(folder), aside(folder / MANIFEST) as part:
        part.write_text(text, encoding="utf-8", newline="\n")


@contextmanager
def said(folder: Path, wanted: Words = KEPT):
    """Turn a failure of the disk into a sentence."""
    try:
        yield
    except OSError as error:
        raise disk_error("--out", folder, error, wanted) from error


def _free(folder: Path, lock: FileLock) -> None:
    """Let go of a folder and leave no trace of the lock."""
    with suppress(OSError):  # Windows removes the file itself when the lock is released
        (folder / LOCK).unlink()
    lock.release()


def _locked(folder: Path) -> FileLock:
    """Hold a folder, so that no second process writes into it."""
    from filelock import FileLock, Timeout

    lock = FileLock(folder / LOCK)
    try:
        lock.acquire(blocking=False)
    except Timeout:
        wanted = Words("a folder that no other run is writing to", "没有其他运行正在写入的目录")
        raise ScenarioError(
            str(folder), [Fault("out", Words("in use", "正被其他运行使用"), wanted)]
        ) from None
    except OSError as error:
        raise disk_error("--out", folder, error, KEPT) from error
    return lock
