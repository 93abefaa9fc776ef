"""The front door opens on every name of the contract, and importing it costs nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import pvlift

ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.parametrize("name", pvlift.__all__)
def test_every_promised_name_is_there(name):
    assert callable(getattr(pvlift, name))
    assert getattr(pvlift, name).__doc__


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'walk'"):
        _ = pvlift.walk


def test_the_rooms_take_plain_numbers():
    from pvlift.lift.trip import round_trip_wh
    from pvlift.money import indicators

    assert indicators.npv(0.1, [-100.0, 110.0]) == pytest.approx(0.0, abs=1e-9)
    assert indicators.irr([-100.0, 110.0]).value == pytest.approx(0.1)
    assert callable(round_trip_wh)


def test_importing_the_package_loads_no_library():
    code = "import sys, pvlift; print([m for m in ('numpy', 'numba') if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
