"""Which pvlift an answer comes from."""

from __future__ import annotations

from importlib import metadata


def version() -> str:
    """Version of the installed package."""
    try:
        return metadata.version("pvlift")
    except metadata.PackageNotFoundError:
        return "unknown"
