"""What makes a batch the same batch: fingerprints of scenario, plant, laws, code and libraries."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from importlib import metadata
from pathlib import Path

import numpy as np

from pvlift.study.blocks import Job

SILENT_ROOMS = ("cli", "report", "web")  # they word and draw results and change none
LIBRARIES = ("numpy", "scipy", "numba", "pvlib", "pandas")


@cache
def code_sha256() -> str:
    """Fingerprint of everything that computes: code and embedded rows, without reports."""
    root = Path(__file__).resolve().parents[1]
    digest = hashlib.sha256()
    for path in sorted(root.rglob("*")):
        inside = path.relative_to(root)
        if path.suffix not in (".py", ".csv", ".toml") or inside.parts[0] in SILENT_ROOMS:
            continue
        digest.update(inside.as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def plant_sha256(job: Job) -> str:
    """Fingerprint of the hourly plant: weather, roofs, loads and prices as they are settled."""
    digest = hashlib.sha256()
    for name, value in sorted(job.prepared.plant._asdict().items()):
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
        "pvlift": _version("pvlift"),
        "scenario": loaded.scenario.name,
        "scenario_sha256": loaded.sha256,
        "plant_sha256": plant_sha256(job),
        "laws_sha256": laws_sha256(job),
        "code_sha256": code_sha256(),
        **{f"{name}_version": _version(name) for name in LIBRARIES},
        "kernel": job.kernel,
        "seed": job.dice.seed,
        "method": job.dice.method,
        "draws": job.dice.n_draws,
    }


def mark_of(identity: dict) -> str:
    """One fingerprint of an identity."""
    text = json.dumps(identity, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "unknown"
