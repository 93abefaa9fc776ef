"""Any mixture of roof, weather and lift keys either runs and closes, or is refused in words."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from report_runs import content_of, document_of
from scenarios_for_tests import table
from toml_writer import changed

from pvlift.errors import PvliftError
from pvlift.report.render.terminal import show
from pvlift.scenario.load import Loaded, from_table
from pvlift.study.answers.losses import plant_losses
from pvlift.study.answers.run import run

BOXES = [
    [{"name": "b", "x_m": x, "y_m": y, "length_m": 3.0, "width_m": 3.0, "height_m": height}]
    for x, y, height in ((5.0, -3.0, 6.0), (5.0, 4.0, 0.1), (-5.0, 11.0, 100.0))
]
ROOF = {
    "tilt_deg": [0.0, 5.0, 30.0, 60.0, 90.0, "best"],
    "layout": ["south", "east_west", "flat", "canopy"],
    "orientation": ["landscape"],
    "modules_up": [2, 4],
    "low_edge_m": [0.0, 10.0],
    "walkway_m": [0.0, 5.0],
    "box_clear_m": [0.0, 3.0],
    "box_shadow_frac": [0.5, 1.0],
    "parapet_m": [1.5, 30.0],
    "azimuth_deg": [0.0, 45.0, 233.0],
    "row_azimuth_deg": [0.0, 90.0, 300.0],
    "ground_cover_frac": [0.05, 1.0],
    "shade": ["linear"],
    "cell_temperature": ["noct"],
    "rear_light": [True],
    "usable_frac": [0.01, 1.0],
    "width_m": [2.5, 40.0],
    "dc_ac_ratio": [0.5, 2.5],
    "obstruction": BOXES,
}
WELL = {
    "storeys": [2, 33],
    "flats": [1, 400],
    "n_stops": [2, 6],
    "n_lifts": [2, 4],
    "entry": ["half_landing"],
    "model": ["journeys"],
    "standing": ["no_sleep", "basic_sleep"],
    "parking": ["ground", "middle"],
    "lift": ["gearless_320", "geared_630_old"],
    "rated_speed_m_per_s": [0.15, 1.6],
    "people_per_flat": [0.01, 12.0],
    "trips_per_person_per_day": [0.001, 30.0],
    "starts_per_day": [0.0, 600.0],
    "usage_category": [1, 6],
    "edition": ["2013-draft"],
    "profile": ["doe_apartment", "cn_senior"],
    "month_frac": [[0.0] * 11 + [1.0]],
    "idle_w": [0.0, 1000.0],
    "standby30_w": [0.0],
    "reference_wh": [1.0, 500.0],
    "regeneration_frac": [1.0],
    "regeneration_cny": [0.0, 5000.0],
    "extra_load": [[{"name": "x", "power_w": 100.0, "hours": [3], "duty_frac": 0.0}]],
}
OTHERS = {
    "losses.soiling_frac": [[1.0] * 12, [1.0] + [0.0] * 11],
    "losses.availability_frac": [1.0],
    "weather.level": ["P95"],
    "weather.sky": ["isotropic"],
    "weather.albedo_frac": [0.0, 1.0],
    "site.city": ["Lhasa", "Chengdu"],
}
POOL = {f"roof.0.{key}": values for key, values in ROOF.items()}
POOL |= {f"stairwell.0.{key}": values for key, values in WELL.items()} | OTHERS


@st.composite
def mixtures(draw) -> dict[str, object]:
    keys = draw(st.lists(st.sampled_from(sorted(POOL)), min_size=1, max_size=5, unique=True))
    return {key: draw(st.sampled_from(POOL[key])) for key in keys}


@settings(max_examples=40)
@given(mixtures())
def test_any_mixture_runs_and_closes_or_is_refused_in_words(changes):
    try:
        scenario = from_table(changed(table(), changes), "mixed", Path("."))
        found = run(Loaded(scenario, Path("."), "0"))
    except PvliftError as error:
        assert error.faults and error.text("zh") and error.text("en")
        return
    losses, made_kwh = plant_losses(found), float(found.energy.made_kwh[0, 0])
    assert losses.steps[-1].kwh.sum() == pytest.approx(made_kwh, rel=1e-9, abs=1e-6)
    kwh = [step.kwh.sum() for step in losses.steps]
    assert np.all(np.isfinite(kwh)) and np.all(np.diff(kwh[2:]) <= 1e-6 + 1e-9 * kwh[0])
    lifts = found.prepared.lifts
    assert lifts.varying_w.min() >= 0.0 and lifts.fixed_w.min() >= -1e-9
    text = io.StringIO()
    show(content_of(found), "zh", stream=text)
    shown = text.getvalue().replace("(", " ").replace(")", " ").split()
    assert not {"nan", "inf", "None"} & set(shown)
    document_of(found, "en")
