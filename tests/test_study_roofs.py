"""Roofs of a plan: shade by side, arrays that add up, designs by worth, a diagram that closes."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import numpy as np
import pytest
from scenarios_for_tests import table
from toml_writer import changed
from weather_writers import columns_of, epw, place_of, sam, tmy3, year_of

from pvlift.errors import ScenarioError
from pvlift.scenario.load import Loaded, from_table, load, variant
from pvlift.scenario.start import start_text
from pvlift.solar.module import inverters
from pvlift.study.answers.losses import plant_losses
from pvlift.study.answers.run import run
from pvlift.study.plan import choose
from pvlift.study.plan.prepare import prepare
from pvlift.study.plant import weather
from pvlift.weather import climate
from pvlift.weather.sunpath import sun_path

SHAFT = {"name": "lift shaft", "x_m": 13.0, "length_m": 2.2, "width_m": 2.4, "height_m": 4.0}


def loaded(changes: dict | None = None, folder: Path = Path(".")) -> Loaded:
    new = changed(table(), changes or {})
    return Loaded(from_table(new, "test", folder), folder, "0")


def outcome(changes: dict | None = None, folder: Path = Path(".")):
    return run(loaded(changes, folder))


def roof_of(changes: dict):
    return plant_losses(outcome(changes)).roofs[0]


@pytest.fixture(scope="module")
def plain():
    return outcome()


def test_a_shaft_on_the_south_side_costs_more_than_one_on_the_north_side(plain):
    """A shaft beside the roof, before the sunny side or behind the other."""
    free = plant_losses(plain).roofs[0]
    south = roof_of({"roof.0.obstruction": [SHAFT | {"y_m": -2.4}]})
    north = roof_of({"roof.0.obstruction": [SHAFT | {"y_m": 11.0}]})
    assert free.n_modules == south.n_modules == north.n_modules
    assert free.box_shade_frac < 1e-4
    assert 0.02 < south.box_shade_frac < 0.2
    assert north.box_shade_frac < 0.3 * south.box_shade_frac
    assert south.yield_kwh_per_kwp < 0.985 * free.yield_kwh_per_kwp


@pytest.fixture(scope="module")
def steady(tmp_path_factory):
    """A year in Ganzhou with the same sky on every day: 600 W/m2 beam and 120 diffuse, less at a
    low sun."""
    place = {"lat": 25.83, "lon": 114.93, "altitude_m": 139, "utc_offset_h": 8}
    up = np.clip(sun_path(25.83, 114.93, 139.0, 8.0, np.arange(8760) + 0.5).cos_zenith, 0.0, None)
    fade = 1.0 - np.exp(-up / 0.15)
    dni, dhi = 600.0 * fade * (up > 0.02), 120.0 * fade
    temp_air = 18.0 - 10.0 * np.cos(2 * np.pi * (np.arange(8760) / 24.0 - 20.0) / 365.0)
    columns = {"ghi": dni * up + dhi, "dni": dni, "dhi": dhi, "temp_air": temp_air}
    path = tmp_path_factory.mktemp("steady") / "steady.epw"
    return epw(path, columns | {"wind_speed": np.full(8760, 2.0)}, place)


def made_beside_a_wall(root, weather_file, azimuth_deg, x_m):
    """Output of year 1 beside a wall of 10 m, 3 m beyond one end of an 18 m roof. [kWh]"""
    wall = {"name": "neighbour", "x_m": x_m, "y_m": 0.0, "length_m": 2.0, "width_m": 11.0}
    plan = load(root / "scenarios" / "ganxian_stairwell.toml")
    changes = {"roof.1.azimuth_deg": azimuth_deg, "weather.files": [str(weather_file)]}
    walled = changes | {"roof.1.obstruction": [wall | {"height_m": 10.0}]}
    return run(variant(plan, walled)).energy.made_kwh[0, 0]


def test_boxes_stand_where_the_manual_says(root, steady):
    """x from the left hand of one who looks out over the sunny side; two azimuths, one building.

    Facing east the left hand is north, where a wall hardly shades; facing south it is east.
    """
    left, right = -5.0, 21.0
    for azimuth_deg in (90.0, 270.0):
        found = [made_beside_a_wall(root, steady, azimuth_deg, x_m) for x_m in (left, right)]
        assert found == pytest.approx([34_532.0, 31_217.0], rel=1e-3)
    for azimuth_deg in (0.0, 180.0):
        found = [made_beside_a_wall(root, steady, azimuth_deg, x_m) for x_m in (left, right)]
        assert found == pytest.approx([32_211.6, 31_526.7], rel=1e-3)


def test_the_diagram_ends_at_the_energy_ledger(plain):
    found = plant_losses(plain)
    made_kwh = float(plain.energy.made_kwh[0, 0])
    assert found.steps[-1].kwh.sum() == pytest.approx(made_kwh, rel=1e-9)
    assert found.month_ac_kwh.sum() == pytest.approx(made_kwh, rel=1e-9)
    horizontal = plain.prepared.weather.ghi[0].sum() / 1000.0
    peak_kw = found.peak_w.sum() / 1000.0
    assert found.steps[0].kwh.sum() == pytest.approx(horizontal * peak_kw, rel=1e-9)
    assert {step.name for step in found.steps} >= {"shade", "glass", "temperature", "inverter"}
    names = [step.name for step in found.steps]
    assert "snow_frac" not in names and "rear" not in names  # nothing happens there
    soiling = names.index("soiling_frac")
    before, after = found.steps[soiling - 1].kwh, found.steps[soiling].kwh
    assert after == pytest.approx(0.97 * before)
    assert 0.7 < found.performance_ratio < 0.9
    assert np.all((found.month_performance_ratio > 0.65) & (found.month_performance_ratio < 0.95))


def test_clipping_shows_where_the_inverter_is_small():
    found = plant_losses(outcome({"roof.0.dc_ac_ratio": 1.8}))
    before, after = found.steps[-2].kwh.sum(), found.steps[-1].kwh.sum()
    assert found.steps[-1].name == "clipping" and 0.01 < 1.0 - after / before < 0.3


def test_an_inverter_row_gives_whole_inverters_and_its_efficiency():
    row = inverters()["string_20kw"]
    table_changes = {"roof.0.inverter": "string_20kw", "roof.0.inverter_efficiency_frac": None}
    array = outcome(table_changes).prepared.arrays[0]
    wanted_w = array.layout.peak_w / 1.15
    assert array.n_inverters == round(wanted_w / row.inverter_limit_w) >= 1
    assert array.inverter_limit_w == 2 * array.n_inverters * row.inverter_limit_w
    assert array.inverter_efficiency_frac == row.efficiency_frac
    for changes, where in (
        ({"roof.0.inverter": "string_21kw"}, "roof[1].inverter"),
        ({"roof.0.inverter_efficiency_frac": None}, "roof[1].inverter_efficiency_frac"),
    ):
        with pytest.raises(ScenarioError) as refused:
            loaded(changes)
        assert [fault.where for fault in refused.value.faults] == [where]


def test_two_arrays_of_a_roof_are_two_rows_that_add_up(plain):
    roofs = table()["roof"]
    halves = [roofs[0] | {"name": name, "count": 1} for name in ("a", "b")]
    two = outcome({"roof": halves})
    assert two.energy.made_kwh[0, 0] == pytest.approx(plain.energy.made_kwh[0, 0], rel=1e-9)
    assert len(plant_losses(two).roofs) == 2


def test_models_can_be_chosen_and_differ_a_little(plain):
    base = float(plain.energy.made_kwh[0, 0])
    for changes, low, high in (
        ({"weather.sky": "isotropic"}, 0.95, 0.999),
        ({"weather.sky": "hay_davies"}, 0.97, 1.01),
        ({"weather.albedo_frac": 0.6}, 1.0001, 1.03),
        ({"roof.0.cell_temperature": "noct"}, 0.94, 1.06),
        ({"roof.0.shade": "linear"}, 1.002, 1.06),
        ({"losses.snow_frac": [0.1] + [0.0] * 11}, 0.98, 0.9999),
        ({"losses.nameplate_frac": 0.01}, 0.985, 0.995),
    ):
        ratio = float(outcome(changes).energy.made_kwh[0, 0]) / base
        assert low < ratio < high, (changes, ratio)


def test_rows_take_the_engineers_keys():
    portrait = outcome().prepared.arrays[0].layout
    for changes, holds in (
        ({"roof.0.orientation": "landscape"}, lambda x: x.slope_m < portrait.slope_m),
        ({"roof.0.modules_up": 2}, lambda x: x.slope_m > 1.9 * portrait.slope_m),
        ({"roof.0.walkway_m": 1.5}, lambda x: x.pitch_m > portrait.pitch_m),
        ({"roof.0.row_azimuth_deg": 200.0}, lambda x: x.row_azimuth_deg[0] == 200.0),
        ({"roof.0.mount_kg_per_m2": 60.0}, lambda x: x.mass_kg_per_m2 > portrait.mass_kg_per_m2),
        ({"roof.0.low_edge_m": 1.0}, lambda x: x.up_m.min() > portrait.up_m.min()),
    ):
        assert holds(outcome(changes).prepared.arrays[0].layout), changes


def test_the_best_tilt_makes_at_least_as_much_as_any_other():
    kwh = {
        tilt: float(outcome({"roof.0.tilt_deg": tilt}).energy.made_kwh[0, 0])
        for tilt in ("best", 5.0, 12.5, 20.0, 30.0)
    }
    assert kwh["best"] >= 0.999 * max(kwh.values())


def test_the_design_by_worth_beats_others_in_the_whole_plan():
    npv = {}
    for tilt in ("best_npv", "best", 10.0, 25.0):
        found = outcome({"roof.0.tilt_deg": tilt})
        npv[tilt] = float(found.indicators.project_npv_cny[0])
        if tilt == "best_npv":
            assert [n.code for n in found.notices].count("roof_design_by_npv") == 1
    assert npv["best_npv"] >= max(npv.values()) - 0.002 * abs(npv["best_npv"])
    assert len(choose.TILTS_DEG) * len(choose.COVERS_FRAC) <= 50  # a second or two, not more


@pytest.mark.parametrize("tilt", ["best", "best_npv"])
def test_the_draws_find_the_roof_that_the_expected_run_builds(tilt):
    plan = loaded({"roof.0.tilt_deg": tilt})
    expected, spread = prepare(plan).arrays[0], prepare(plan, spread=True).arrays[0]
    assert expected.layout.tilt_deg == spread.layout.tilt_deg
    assert expected.layout.pitch_m == spread.layout.pitch_m
    assert not np.array_equal(expected.dc_w, spread.dc_w)


def test_levels_scale_all_light(plain):
    low = outcome({"weather.level": "P90"})
    share = low.prepared.weather.ghi.sum() / plain.prepared.weather.ghi.sum()
    levels = climate.p_levels(climate.climate_of("Ganzhou"), 20)
    assert share == pytest.approx(levels.p90_kwh_per_m2 / levels.p50_kwh_per_m2, rel=1e-9)
    assert "weather_level" in {notice.code for notice in low.notices}
    drawn = weather.weather_of(loaded({"weather.level": "P90"}), spread=True)
    middle = weather.weather_of(loaded(), spread=True)
    assert np.array_equal(drawn.ghi, middle.ghi)  # there the draws carry the doubt


def test_a_position_near_a_city_is_enough_and_far_away_is_refused():
    near = outcome({"site": {"lat_deg": 25.9, "lon_deg": 115.0}})
    assert near.prepared.weather.lat_deg == 25.9
    assert "climate_near" in {notice.code for notice in near.notices}
    moved = outcome({"site": {"city": "Ganzhou", "lat_deg": 26.1, "lon_deg": 115.0}})
    assert moved.prepared.weather.lat_deg == 26.1
    for site in (
        {"lat_deg": 48.2, "lon_deg": 16.4},
        {"city": "Ganzhou", "lat_deg": 31.2, "lon_deg": 121.5},
    ):
        with pytest.raises(ScenarioError) as refused:
            outcome({"site": site})
        assert "weather.files" in refused.value.text("zh")


def test_rows_face_north_on_the_southern_half(tmp_path):
    place = climate.climate_of("Ganzhou")._replace(lat_deg=-25.8, lon_deg=115.0)
    dice = np.random.default_rng(1).random((1, climate.UNIFORMS_PER_YEAR))
    year = climate.hourly_years(place, dice, spread=False)
    sam(tmp_path / "south.csv", columns_of(year), place_of(year))
    changes = {
        "site": {"lat_deg": -25.8, "lon_deg": 115.0},
        "weather": {"files": ["south.csv"]},
    }
    found = outcome(changes, tmp_path)
    assert found.prepared.arrays[0].layout.row_azimuth_deg == (0.0,)
    level = plant_losses(found).steps
    assert level[1].kwh.sum() > level[0].kwh.sum()  # the tilt gains


def test_several_files_are_several_years(tmp_path):
    for seed in (3, 4):
        year = year_of("Ganzhou", seed)
        sam(tmp_path / f"y{seed}.csv", columns_of(year), place_of(year))
    found = outcome({"weather": {"files": ["y3.csv", "y4.csv"]}}, tmp_path)
    assert found.prepared.weather.ghi.shape == (2, 8760)
    made = found.energy.made_kwh[0]
    assert made[0] != made[1] and made[0] * 0.99 < made[2] < made[0]  # years return in turn


def test_a_roof_in_the_dark_and_a_roof_too_heavy_are_said():
    tower = {"name": "tower", "x_m": -40.0, "y_m": -8.0, "length_m": 110.0, "width_m": 4.0}
    dark = outcome({"roof.0.obstruction": [tower | {"height_m": 60.0}]})
    assert "array_in_the_dark" in {notice.code for notice in dark.notices}
    assert plant_losses(dark).roofs[0].box_shade_frac > 0.3
    heavy = outcome({"roof.0.load_limit_kg_per_m2": 20.0})
    assert "roof_overloaded" in {notice.code for notice in heavy.notices}


def test_a_plan_without_roofs_has_no_diagram():
    new = table()
    for key in ("roof", "losses", "connection", "feed_in"):
        del new[key]
    new["cost"] = [row for row in new["cost"] if not row["account"].startswith("pv")]
    found = run(Loaded(from_table(new, "test", Path(".")), Path("."), "0"))
    assert plant_losses(found) is None


def test_the_commented_keys_of_the_starting_file_are_sound():
    keys = (
        r"level|load_limit_kg_per_m2|obstruction|model|starts_per_day|regeneration_cny|extra_load"
    )
    text = start_text("Ganzhou").replace('model = "standard"\n', "")
    opened = re.sub(rf"(?m)^# ((?:{keys}) = )", r"\1", text)
    assert len(re.findall(rf"(?m)^(?:{keys}) = ", opened)) == 7
    scenario = from_table(tomllib.loads(opened), "start", Path("."))
    assert scenario.weather.level == "P90" and scenario.roof[0].obstruction[0].y_m == 11.0


def test_an_albedo_that_the_file_outvotes_is_said(tmp_path):
    year = year_of()
    sam(tmp_path / "own.csv", columns_of(year), place_of(year))
    tmy3(tmp_path / "tmy3.csv", columns_of(year), place_of(year))
    told = {}
    for name in ("own.csv", "tmy3.csv"):
        keys = {"weather": {"files": [name], "albedo_frac": 0.6}}
        told[name] = outcome(keys, tmp_path)
    assert "weather_albedo_of_file" not in {notice.code for notice in told["own.csv"].notices}
    words = {notice.code: notice.words for notice in told["tmy3.csv"].notices}
    said = words["weather_albedo_of_file"]
    assert "mean 0.21" in said.en and "albedo_frac = 0.6" in said.en and "0.6" in said.zh


def test_weather_in_utc_gives_the_plan_of_the_same_weather_in_local_time(tmp_path):
    """Loads, lifts and tariffs run by the clock of the site."""
    year = year_of()
    sam(tmp_path / "local.csv", columns_of(year), place_of(year))
    utc = {name: np.roll(values, -8) for name, values in columns_of(year).items()}
    sam(tmp_path / "utc.csv", utc, place_of(year) | {"utc_offset_h": 0})
    local, moved = (
        outcome({"weather": {"files": [name]}}, tmp_path) for name in ("local.csv", "utc.csv")
    )
    for ours, theirs in zip(moved.energy, local.energy, strict=True):
        np.testing.assert_array_equal(ours, theirs)
    np.testing.assert_array_equal(
        moved.indicators.project_npv_cny, local.indicators.project_npv_cny
    )
    assert "weather_local_time" in {notice.code for notice in moved.notices}
