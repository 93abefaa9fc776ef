"""A checked scenario written back as TOML: results stand beside the exact plan they are of."""

from __future__ import annotations

import tomli_w

from pvlift.scenario.load import Loaded


def scenario_text(loaded: Loaded) -> str:
    """The scenario with every default spelled out; weather files with their full path."""
    table = loaded.scenario.model_dump(mode="python", by_alias=True, exclude_none=True)
    files = [(loaded.folder / name).resolve().as_posix() for name in table["weather"]["files"]]
    table["weather"]["files"] = files
    return tomli_w.dumps(table)
