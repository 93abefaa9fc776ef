"""The loop for the CUDA device agrees with the one for the processor, on numba's simulator.

The simulator must be chosen before numba is imported, so it runs in a process of its own. On a
machine with a device `benchmarks/gpu.py` makes the same comparison at full size.
"""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from pvlift.errors import PvliftError

BOTH = """
import numpy as np
from pvlift.energy import cuda, plant, settle

rng = np.random.default_rng(3)
N = 30
for n_arrays, n_loads, limit_w, hole in (
    (2, 3, np.inf, False), (1, 2, 4e3, False), (1, 0, 0.0, False), (0, 1, np.inf, False),
    (1, 1, np.inf, True),
):
    dc_w = np.maximum(rng.uniform(-1e4, 1e4, (n_arrays, 3, N)), 0.0)
    if hole:
        dc_w[0, 1, 7] = np.nan
    hours = plant.PlantHours(
        dc_w=dc_w,
        inverter_limit_w=np.full(n_arrays, 6e3),
        inverter_efficiency_frac=np.full(n_arrays, 0.97),
        to_grid=np.arange(n_arrays) == 1,
        fixed_w=rng.random((n_loads, N)) * 1e3,
        varying_w=rng.random((n_loads, N)) * 3e3,
        price_cny_per_kwh=rng.uniform(0.3, 0.9, (n_loads, N)),
        export_cny_per_kwh=rng.uniform(0.1, 0.4, N),
        export_limit_w=limit_w,
    )
    draws = settle.EnergyDraws(
        weather=rng.integers(0, 3, (2, 2)),
        dc_frac=rng.uniform(0.6, 1.1, (2, 2)),
        load_frac=rng.uniform(0.0, 2.0, (2, 2, n_loads)),
    )
    if hole:
        draws.weather[:] = [[0, 1], [2, 1]]
    made = plant.sunlit(hours)
    ours, theirs = settle.settle(made, draws), cuda.settle(made, draws)
    for name, a, b in zip(ours._fields, ours, theirs):
        assert a.shape == b.shape, name
        np.testing.assert_allclose(b, a, rtol=1e-9, atol=1e-9, err_msg=name)
    if hole:
        assert np.isnan(theirs.made_kwh).sum() == 2
print("agree")
"""


WHOLE = """
import numpy as np
from pvlift.scenario.load import load
from pvlift.study.chance.montecarlo import montecarlo

estate = load("scenarios/ganxian_estate.toml")
ours, theirs = (montecarlo(estate, 2, 7, engine=engine) for engine in ("threads", "cuda"))
for name in ("project_irr", "equity_npv_cny", "lcoe_cny_per_kwh", "fiscal_npv_cny"):
    a, b = ours.column(name), theirs.column(name)
    assert np.isfinite(a).all()
    np.testing.assert_allclose(b, a, rtol=1e-9, err_msg=name)
print("agree")
"""


@pytest.mark.parametrize("code", [BOTH, WHOLE], ids=["loop", "montecarlo"])
def test_the_device_agrees_with_the_processor(root, code):
    environ = {**os.environ, "NUMBA_ENABLE_CUDASIM": "1"}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=root, env=environ, capture_output=True, text=True
    )
    assert done.stdout.strip() == "agree", done.stderr


def test_without_a_device_the_engine_says_what_it_needs():
    from pvlift.energy import cuda

    if cuda.available():
        pytest.skip("a CUDA device is here")
    with pytest.raises(PvliftError) as caught:
        cuda.settle(None, None)
    assert "CUDA" in caught.value.text("en") and "CUDA" in caught.value.text("zh")
