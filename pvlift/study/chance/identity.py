"""What makes a batch the same batch: fingerprints of scenario, plant, laws, code and libraries."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from importlib import metadata
from pathlib import Path

import numpy as np

from pvlift.study.chance.blocks import Job

SILENT_ROOMS = ("cli", "report", "web")  # they word and draw results and change none
LIBRARIES = ("numpy", "scipy", "numba", "pvlib", "pandas")


def computing_files(root: Path) -> list[Path]:
    """Everything that computes: code and embedded rows, without what only words and draws."""
    return [
        path
        for path in sorted(root.rglob("*"))
        if path.suffix in (".py", ".csv", ".toml")
        and path.relative_to(root).parts[0] not in SILENT_ROOMS
    ]


@cache
def code_sha256() -> str:
    """Fingerprint of everything that computes."""
    root = Path(__file__).resolve().parents[2]
    digest = hashlib.sha256()
    for path in computing_files(root):
        inside = path.relative_to(root).as_posix().encode()
        digest.update(inside + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


@cache
def processor() -> str:
    """The kind of processor and what kernels are compiled for: both decide the last digits.

    NumPy picks its vectors by the processor, numba by its own settings where it has any.
    """
    from llvmlite import binding
    from numba.core import config

    name, features = binding.get_host_cpu_name(), binding.get_host_cpu_features().flatten()
    aimed = f"{features} {config.CPU_NAME} {config.CPU_FEATURES}"
    return f"{name} {hashlib.sha256(aimed.encode()).hexdigest()[:8]}"


def computing() -> dict[str, str]:
    """What must be the same wherever blocks of one batch are computed."""
    return {
        "pvlift": _version("pvlift"),
        "code_sha256": code_sha256(),
        **{f"{name}_version": _version(name) for name in LIBRARIES},
        "processor": processor(),
    }


def plant_sha256(job: Job) -> str:
    """Fingerprint of the hourly plant: weather, roofs, loads and prices as they are settled."""
    digest = hashlib.sha256()
    for point in job.prepared.points:
        named = point.plant._asdict() | {"loads": point.loads}
        for name, value in sorted(named.items()):
            array = np.ascontiguousarray(value)
            digest.update(f"{name} {array.dtype} {array.shape}".encode() + array.tobytes())
    return digest.hexdigest()


def laws_sha256(job: Job) -> str:
    """Fingerprint of all laws and correlations."""
    text = repr([(d.name, d.variables, d.law, d.relative, d.yearly) for d in job.plan.drivers])
    joint = job.plan.joint
    return hashlib.sha256((text + repr(joint.names)).encode() + joint.lower.tobytes()).hexdigest()


def identity_of(job: Job) -> dict:
    """Everything that decides the bytes of a batch, cut into blocks or not."""
    loaded = job.prepared.loaded
    return {
        "scenario": loaded.scenario.name,
        "scenario_sha256": loaded.sha256,
        "plant_sha256": plant_sha256(job),
        "laws_sha256": laws_sha256(job),
        **computing(),
        "kernel": job.kernel,
        "seed": job.dice.seed,
        "method": job.dice.method,
        "draws": job.dice.n_draws,
    }


def mark_of(identity: dict) -> str:
    """One fingerprint of an identity."""
    text = json.dumps(identity, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


@cache
def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "unknown"
