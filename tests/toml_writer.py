"""A table as TOML text, sound or not: tests write scenarios that must be refused."""

from __future__ import annotations

from pathlib import Path

import tomli_w


def write(path: Path, table: dict) -> Path:
    """A table as a file."""
    path.write_bytes(tomli_w.dumps(table).encode())
    return path


def changed(table: dict, changes: dict[str, object]) -> dict:
    """Keys such as "roof.0.tilt_deg" set in place."""
    for key, new in changes.items():
        here = table
        *steps, last = key.split(".")
        for step in steps:
            here = here[int(step)] if isinstance(here, list) else here[step]
        here[last] = new
    return table
