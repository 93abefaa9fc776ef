"""A table as TOML text, sound or not: tests write scenarios that must be refused."""

from __future__ import annotations

import datetime
import json
from pathlib import Path


def value(found) -> str:
    match found:
        case bool():
            return "true" if found else "false"
        case datetime.date():
            return found.isoformat()
        case str():
            return json.dumps(found, ensure_ascii=False)
        case dict():
            return "{" + ", ".join(f"{key} = {value(part)}" for key, part in found.items()) + "}"
        case list() | tuple():
            return "[" + ", ".join(value(part) for part in found) + "]"
    return repr(found)


def write(path: Path, table: dict) -> Path:
    """One line a key; tables stand inline."""
    plain = [f"{key} = {value(part)}" for key, part in table.items()]
    path.write_text("\n".join(plain) + "\n", encoding="utf-8")
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
