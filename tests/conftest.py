"""What every test stands on: a hypothesis profile, fresh kernels, the optional shared folder."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

os.environ.setdefault("NUMBA_CACHE_DIR", tempfile.mkdtemp(prefix="pvlift-kernels-"))

import pytest  # noqa: E402
from hypothesis import settings  # noqa: E402

settings.register_profile("pvlift", deadline=None, derandomize=True, max_examples=50)
settings.load_profile("pvlift")

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def root() -> Path:
    """The folder of the project."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """Reference cases and real weather beside the project; they are not part of it."""
    folder = ROOT.parent / "shared"
    if not (folder / "cases").is_dir():
        pytest.skip("needs the reference folder ../shared, which is not there")
    return folder
