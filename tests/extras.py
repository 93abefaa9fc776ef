"""Extras that a user may lack: a test that needs one is skipped, but never where CI is set."""

from __future__ import annotations

import importlib
import os

import pytest


def needed(name: str):
    """The module, or a skipped test; on a CI machine a missing module is a failure."""
    try:
        return importlib.import_module(name)
    except ImportError:
        if os.environ.get("CI"):
            pytest.fail(f"{name} is missing on a CI machine: install pvlift[batch]")
        pytest.skip(f"needs {name} (pip install 'pvlift[batch]')")
