"""`pvlift weather` and what `pvlift run` says of roofs and lifts; bad input of both."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from scenarios_for_tests import table
from toml_writer import changed, write
from weather_writers import columns_of, place_of, sam, year_of

from pvlift.cli import cli
from pvlift.weather import climate

PNG = b"\x89PNG"


def called(*args):
    return CliRunner().invoke(cli, [str(arg) for arg in args])


def weather_file(path: Path, changes=None, place=None) -> Path:
    """A small change to a sound file."""
    year = year_of()
    columns = columns_of(year)
    for name, change in (changes or {}).items():
        columns[name] = change(columns)
    return sam(path, columns, place_of(year) | (place or {}))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_city_is_shown_with_months_levels_and_attribution(lang, tmp_path):
    answer = called("weather", "赣州", "--lang", lang, "--out", tmp_path / "out")
    assert answer.exit_code == 0, answer.output
    place = climate.climate_of("Ganzhou")
    assert f"{climate.annual_ghi_kwh_per_m2(place):,.0f}" in answer.stdout
    levels = climate.p_levels(place, 1)
    assert f"{levels.p90_kwh_per_m2:,.0f}" in answer.stdout
    assert climate.ATTRIBUTION.text(lang)[:12] in answer.stdout
    assert "nan" not in answer.stdout
    files = {path.name for path in (tmp_path / "out").iterdir()}
    assert files == {"months.csv", "names.csv", "weather.json", "weather.png"}
    assert (tmp_path / "out" / "weather.png").read_bytes().startswith(PNG)
    rows = list(csv.reader((tmp_path / "out" / "months.csv").open(encoding="utf-8-sig")))
    assert len(rows) == 14
    assert [row[0] for row in rows[1:13]] == [str(n) for n in range(1, 13)]  # sortable
    months = [float(row[1]) for row in rows[1:13]]
    assert sum(months) == pytest.approx(float(rows[13][1]), abs=0.1)


def test_the_document_of_a_source_is_whole(tmp_path):
    path = weather_file(tmp_path / "own.csv")
    answer = called("weather", path, "--json")
    assert answer.exit_code == 0, answer.output
    document = json.loads(answer.stdout)
    assert len(document["months"]["ghi_kwh_per_m2"]) == 12
    assert sum(document["clearness_share_frac"]) == pytest.approx(1.0, abs=1e-3)
    assert {level["n_years"] for level in document["levels"]} == {1, 20}
    assert all(check["good"] for check in document["checks"])
    one, long = document["levels"]
    assert one["p90_kwh_per_m2"] < long["p90_kwh_per_m2"] < long["p50_kwh_per_m2"]
    assert one["p50_kwh_per_m2"] == pytest.approx(
        sum(document["months"]["ghi_kwh_per_m2"]), abs=0.1
    )


def test_a_scenario_and_several_files_are_sources_too(tmp_path):
    plan = write(tmp_path / "plan.toml", table())
    assert json.loads(called("weather", plan, "--json").stdout)["n_weather_years"] == 2
    files = []
    for seed in (3, 4):
        year = year_of("Ganzhou", seed)
        files.append(sam(tmp_path / f"{seed}.csv", columns_of(year), place_of(year)))
    document = json.loads(called("weather", *files, "--json").stdout)
    assert document["n_weather_years"] == 2 and len(document["years"]["ghi_kwh_per_m2"]) == 2


def hole(name):
    return lambda c: np.where(np.arange(8760) == 4000, np.nan, c[name])


FAULTY = {
    "time zone": ({}, {"utc_offset_h": 3.0}, "time"),
    "negative wind": ({"wind_speed": lambda c: np.where(np.arange(8760) == 9, -4.0, 2.0)}, {}, "w"),
    "global below diffuse": ({"dhi": lambda c: c["ghi"] * 1.4 + 20.0 * (c["ghi"] > 0)}, {}, "dhi"),
    "polar": ({}, {"lat": 78.2, "lon": 15.6}, "latitude"),
    "hole": ({name: hole(name) for name in ("ghi", "dni")}, {}, "ghi"),
}


@pytest.mark.parametrize("name", FAULTY)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_impossible_weather_is_refused_with_its_place(name, lang, tmp_path):
    changes, place, where = FAULTY[name]
    path = weather_file(tmp_path / "bad.csv", changes, place)
    answer = called("weather", path, "--lang", lang, "--out", tmp_path / "out")
    assert answer.exit_code == 2, answer.output
    assert answer.stdout == "" and not (tmp_path / "out").exists()
    assert "bad.csv" in answer.stderr and where in answer.stderr


def test_repairs_are_said(tmp_path):
    noon = np.arange(8760) % 24 == 12
    few = noon & (np.arange(8760) < 24 * 5)
    path = weather_file(
        tmp_path / "odd.csv", {"dhi": lambda c: np.where(few, c["ghi"] + 30.0, c["dhi"])}
    )
    answer = called("weather", path, "--lang", "zh")
    assert answer.exit_code == 0 and "已削至 ghi" in answer.stdout


@pytest.mark.parametrize("source", ["Atlantis", "nowhere.epw", "."])
def test_an_unknown_source_is_a_sentence(source):
    answer = called("weather", source)
    assert answer.exit_code == 2 and "Traceback" not in answer.output


BIG_BOX = {"name": "box", "x_m": -5.0, "y_m": -5.0, "length_m": 60.0, "width_m": 30.0}
BAD_PLANS = {
    "no room": ({"roof.0.length_m": 1.5, "roof.0.setback_m": 0.2}, "roof[1]"),
    "all covered": ({"roof.0.obstruction": [BIG_BOX | {"height_m": 3.0}]}, "roof[1]"),
    "polar site": ({"site": {"lat_deg": 70.0, "lon_deg": 20.0}}, "site.lat_deg"),
    "half a site": ({"site": {"lat_deg": 25.0}}, "site"),
    "steep tents": ({"roof.0.layout": "east_west", "roof.0.tilt_deg": 60.0}, "tilt_deg"),
    "wrong words": ({"roof.0.tilt_deg": "cheapest"}, "roof[1].tilt_deg"),
    "stops": ({"stairwell.0.n_stops": 9}, "stairwell[1].n_stops"),
    "speed": ({"stairwell.0.rated_speed_m_per_s": 6.0}, "stairwell[1].rated_speed_m_per_s"),
    "nobody": ({"stairwell.0.people_per_flat": 0.0}, "stairwell[1].people_per_flat"),
    "no lift": ({"stairwell.0.n_lifts": 0}, "stairwell[1].n_lifts"),
    "level far away": ({"weather.level": "P42"}, "weather.level"),
}


@pytest.mark.parametrize("name", BAD_PLANS)
def test_plans_that_cannot_stand_are_refused_with_their_place(name, tmp_path, monkeypatch):
    monkeypatch.setenv("PVLIFT_LANG", "zh")
    changes, where = BAD_PLANS[name]
    path = write(tmp_path / "bad.toml", changed(table(), changes))
    answer = called("run", path, "--out", tmp_path / "out")
    assert answer.exit_code == 2, answer.output
    assert where in answer.stderr and "应为" in answer.stderr
    assert answer.stdout == "" and not (tmp_path / "out").exists()


def test_a_run_shows_roofs_losses_and_lifts_everywhere(tmp_path):
    plan = write(tmp_path / "plan.toml", table())
    answer = called("run", plan, "--full", "--lang", "zh", "--out", tmp_path / "out")
    assert answer.exit_code == 0, answer.output
    for text in ("排间遮挡损失", "系统效率", "两种模型之差", "能量回馈", "合理范围"):
        assert text in answer.stdout, text
    document = json.loads((tmp_path / "out" / "run.json").read_text("utf-8"))
    losses = document["losses"]
    made_kwh = document["energy"]["made_kwh"][0]
    assert losses["steps"][-1]["kwh"] == pytest.approx(made_kwh, abs=0.2)
    kwh = losses["steps"][0]["kwh"]
    for step in losses["steps"][1:]:
        kwh *= 1.0 + step["change_frac"]
        assert kwh == pytest.approx(step["kwh"], rel=1e-3)
    lift = document["lifts"][0]
    counted = lift["n_lifts"] * lift["standard_kwh"] + 2 * lift["extra_kwh_per_stairwell"]
    assert document["energy"]["lift_load_kwh"][0] == pytest.approx(counted, abs=0.5)
    tables = {}
    for name in ("losses", "performance", "roofs", "lifts", "what_ifs"):
        with (tmp_path / "out" / f"{name}.csv").open(encoding="utf-8-sig", newline="") as lines:
            tables[name] = list(csv.reader(lines))
        assert len(tables[name]) > 1
    assert float(tables["losses"][-1][3]) == pytest.approx(made_kwh, abs=0.2)
    assert float(tables["performance"][-1][1]) == pytest.approx(made_kwh, abs=0.2)
    assert (tmp_path / "out" / "losses.png").read_bytes().startswith(PNG)


def test_a_fully_shaded_roof_runs_and_says_so(tmp_path):
    tower = {"name": "tower", "x_m": -40.0, "y_m": -8.0, "length_m": 110.0, "width_m": 4.0}
    plan = write(
        tmp_path / "dark.toml",
        changed(table(), {"roof.0.obstruction": [tower | {"height_m": 60.0}]}),
    )
    answer = called("run", plan, "--json")
    codes = {row["code"] for row in json.loads(answer.stdout)["warnings"]}
    assert "array_in_the_dark" in codes
