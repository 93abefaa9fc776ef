"""A checked scenario written back as TOML: results stand beside the exact plan they are of."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

from pvlift.scenario.load import Loaded


def scenario_text(loaded: Loaded) -> str:
    """The scenario with every default spelled out; weather files with their full path."""
    table = loaded.scenario.model_dump(mode="python", by_alias=True, exclude_none=True)
    files = table.get("weather", {}).get("files", ())
    if files:
        table["weather"]["files"] = [_full(loaded.folder, name) for name in files]
    plain_values = {k: v for k, v in table.items() if not _is_table(v)}
    lines = [f"{_key(key)} = {_value(value)}" for key, value in plain_values.items()]
    for key, value in table.items():
        if not _is_table(value):
            continue
        if isinstance(value, dict) and key == "sources":
            for name, row in value.items():
                lines += ["", f"[sources.{_key(name)}]", *_rows(row)]
        elif isinstance(value, dict):
            lines += ["", f"[{_key(key)}]", *_rows(value)]
        else:
            for row in value:
                lines += ["", f"[[{_key(key)}]]", *_rows(row)]
    return "\n".join(lines) + "\n"


def _full(folder: Path, name: str) -> str:
    return (folder / name).resolve().as_posix()


def _is_table(value) -> bool:
    return isinstance(value, dict) or (
        isinstance(value, (list, tuple)) and any(isinstance(item, dict) for item in value)
    )


def _rows(row: dict) -> list[str]:
    return [f"{_key(key)} = {_value(value)}" for key, value in row.items()]


def _key(name: str) -> str:
    bare = name.replace("-", "").replace("_", "")
    return name if bare.isascii() and bare.isalnum() else _text(name)


def _value(value) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case int() | float():
            return repr(value)
        case datetime.date():
            return value.isoformat()
        case str():
            return _text(value)
        case dict():
            return "{" + ", ".join(_rows(value)) + "}"
        case list() | tuple():
            return "[" + ", ".join(_value(item) for item in value) + "]"
    raise TypeError(f"TOML has no {type(value).__name__}")


def _text(value: str) -> str:
    """A basic string; JSON's escapes are TOML's, but for DEL which TOML wants escaped too."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
