"""Every format gives back the year that was written; every fault is said, none is hidden."""

from __future__ import annotations

import numpy as np
import pytest
import weather_writers as write

from pvlift.errors import WeatherError
from pvlift.weather import climate, instants, read
from pvlift.weather.records import MONTH_OF_HOUR, N_HOURS, monthly_kwh_per_m2
from pvlift.weather.sunpath import sun_path

WRITERS = {
    "epw": (write.epw, "year.epw"),
    "sam_csv": (write.sam, "sam.csv"),
    "tmy3": (write.tmy3, "724_tmy3.csv"),
    "pvgis_csv": (write.pvgis_csv, "tmy.csv"),
    "pvgis_json": (write.pvgis_json, "tmy.json"),
    "csv": (write.plain, "own.csv"),
}


@pytest.fixture
def year():
    return write.year_of()


@pytest.fixture
def columns(year):
    return write.columns_of(year)


@pytest.fixture
def place(year):
    return write.place_of(year)


@pytest.mark.parametrize("kind", WRITERS)
def test_each_format_gives_back_the_year_that_was_written(kind, tmp_path, year, columns, place):
    writer, name = WRITERS[kind]
    path = writer(tmp_path / name, columns, place)
    assert read.guess_format(path.read_text(encoding="utf-8")) == kind
    weather = read.read_weather(path)
    sun = sun_path(year.lat_deg, year.lon_deg, year.altitude_m, 8.0, np.arange(N_HOURS) + 0.5)
    up = sun.cos_zenith > 0.0  # moments, unlike means, know no light of a sun that has set
    for column, values in columns.items():
        where = up if kind.startswith("pvgis") else slice(None)
        np.testing.assert_allclose(getattr(weather, column)[0][where], values[where], atol=0.0051)
    assert (weather.utc_offset_h, weather.altitude_m) == (8.0, year.altitude_m)
    assert weather.lat_deg == pytest.approx(year.lat_deg, abs=1e-3)
    np.testing.assert_allclose(weather.sun_at_h, np.arange(N_HOURS) + 0.5, atol=1e-9)
    assert name in weather.source
    assert set(write.notices_of(weather)) <= {"weather_local_time", "weather_night_dropped"}


def test_a_csv_of_utc_rows_says_that_it_was_moved(tmp_path, columns, place):
    weather = read.read_weather(write.pvgis_csv(tmp_path / "a.csv", columns, place))
    assert "+8" in write.notices_of(weather)["weather_local_time"].en
    assert weather.is_hour_mean is False


def test_albedo_of_a_file_is_kept_and_a_missing_code_is_not(tmp_path, columns, place):
    assert read.read_weather(write.tmy3(tmp_path / "a.csv", columns, place)).albedo == (
        pytest.approx(np.full(N_HOURS, 0.21))
    )
    assert read.read_weather(write.epw(tmp_path / "b.epw", columns, place)).albedo is None


def test_rows_without_dates_run_from_new_year(tmp_path, columns, place):
    weather = read.read_weather(write.plain(tmp_path / "a.csv", columns, place, times=False))
    np.testing.assert_allclose(weather.ghi[0], columns["ghi"], atol=0.0051)


def test_a_csv_may_speak_chinese_and_name_units(tmp_path, columns, place):
    path = write.plain(tmp_path / "a.csv", columns, place, head=", source = 赣州 Station 7")
    head, names, rows = path.read_text(encoding="utf-8").split("\n", 2)
    names = "时间,总辐射(W/m²),直射辐射,散射辐射 [W/m2],气温（℃）,风速"
    rows = rows.replace("2005-0", "2005/").replace("2005-", "2005/")
    path.write_bytes("\n".join([head, names, rows]).encode("gb18030"))
    weather = read.read_weather(path)
    np.testing.assert_allclose(weather.ghi[0], columns["ghi"], atol=0.0051)
    assert "赣州 Station 7" in weather.source


def test_a_time_that_is_none_is_named(tmp_path, columns, place):
    path = write.plain(tmp_path / "a.csv", columns, place)
    path.write_text(path.read_text().replace("2005-01-01 02:00", "yesterday"))
    assert "time[3] = 'yesterday'" in write.faults_of(path)["format csv"].found


def test_cswd_radiation_moves_the_sun_and_drops_the_beam(tmp_path, year, columns, place):
    """Means of whole hours under the CSWD label are half an hour early by its convention."""
    weather = read.read_weather(write.epw(tmp_path / "a.epw", columns, place, kind="CSWD"))
    assert {"weather_cswd_sun", "weather_beam_rebuilt"} <= write.notices_of(weather).keys()
    moved_h = weather.sun_at_h - np.arange(N_HOURS)
    assert moved_h.mean() == pytest.approx(0.5, abs=0.15)
    sun = sun_path(year.lat_deg, year.lon_deg, year.altitude_m, 8.0, weather.sun_at_h)
    gap = weather.ghi - weather.dhi - weather.dni * np.maximum(sun.cos_zenith, 0.0)
    assert np.abs(gap).max() < 1e-9
    assert weather.dni.sum() == pytest.approx(columns["dni"].sum(), rel=0.06)


def test_cswd_months_that_come_late_get_their_own_sun(tmp_path, columns, place):
    """Radiation an hour late belongs to the sun of an hour before, in those months only."""
    for name in ("ghi", "dhi"):
        late = np.roll(columns[name], 1)
        columns[name] = np.where(MONTH_OF_HOUR >= 9, late, columns[name])
    weather = read.read_weather(write.epw(tmp_path / "a.epw", columns, place, kind="CSWD"))
    moved_h = weather.sun_at_h - np.arange(N_HOURS)
    late_h = moved_h[MONTH_OF_HOUR >= 9].mean() - moved_h[MONTH_OF_HOUR < 9].mean()
    assert late_h == pytest.approx(-1.0, abs=0.25)


@pytest.mark.parametrize("rows", [-3, 2])
def test_cswd_hours_off_are_a_fault(rows, tmp_path, columns, place):
    rolled = {name: np.roll(values, rows) for name, values in columns.items()}
    assert "time" in write.faults_of(write.epw(tmp_path / "a.epw", rolled, place, kind="CSWD"))


@pytest.mark.parametrize("factor, word", [(0.88, "above"), (1.15, "below")])
def test_a_beam_too_weak_or_too_strong_is_rebuilt(factor, word, tmp_path, columns, place):
    right = columns["dni"].sum()
    columns["dni"] *= factor
    weather = read.read_weather(write.sam(tmp_path / "a.csv", columns, place))
    said = write.notices_of(weather)["weather_beam_rebuilt"].en
    assert "DNI ignored" in said and f"GHI is {word}" in said
    assert weather.dni.sum() == pytest.approx(right, rel=0.03)


def test_years_south_of_the_equator_are_read_too(tmp_path):
    south = climate.climate_of("Ganzhou")._replace(lat_deg=-33.9, lon_deg=118.0)
    south = south._replace(
        ghi_kwh_per_m2_per_day=np.roll(south.ghi_kwh_per_m2_per_day, 6),
        dhi_kwh_per_m2_per_day=np.roll(south.dhi_kwh_per_m2_per_day, 6),
    )
    u = np.random.default_rng(1).random((1, climate.UNIFORMS_PER_YEAR))
    made = climate.hourly_years(south, u, spread=False)
    path = write.sam(tmp_path / "a.csv", write.columns_of(made), write.place_of(made))
    weather = read.read_weather(path)
    np.testing.assert_allclose(weather.ghi, made.ghi, atol=0.0051)
    np.testing.assert_allclose(weather.sun_at_h, np.arange(N_HOURS) + 0.5)


def test_several_years_in_one_csv_are_several_weather_years(tmp_path, columns, place):
    weather = read.read_weather(write.plain(tmp_path / "a.csv", columns, place, n_years=2))
    assert weather.ghi.shape == (2, N_HOURS)
    np.testing.assert_array_equal(weather.temp_air[0], weather.temp_air[1])


def test_end_labels_mean_the_hour_before(tmp_path, columns, place):
    path = write.plain(tmp_path / "a.csv", columns, place, head=", label = end", shift_rows=60)
    weather = read.read_weather(path)
    np.testing.assert_allclose(weather.ghi[0], columns["ghi"], atol=0.0051)


def test_global_alone_is_split_and_closes(tmp_path, columns, place):
    short = {name: columns[name] for name in ("ghi", "temp_air", "wind_speed")}
    weather = read.read_weather(write.plain(tmp_path / "a.csv", short, place))
    sun = sun_path(weather.lat_deg, weather.lon_deg, weather.altitude_m, 8.0, weather.sun_at_h)
    gap = weather.ghi - weather.dhi - weather.dni * np.maximum(sun.cos_zenith, 0.0)
    assert np.abs(gap).max() < 1e-9
    assert "weather_diffuse_made" in write.notices_of(weather)
    assert 0.4 < weather.dhi.sum() / weather.ghi.sum() < 0.75


def test_global_is_made_from_beam_and_diffuse(tmp_path, columns, place):
    short = {name: columns[name] for name in ("dni", "dhi", "temp_air", "wind_speed")}
    weather = read.read_weather(write.plain(tmp_path / "a.csv", short, place))
    assert "weather_ghi_made" in write.notices_of(weather)
    assert weather.ghi.sum() == pytest.approx(columns["ghi"].sum(), rel=0.01)


def test_files_of_one_place_are_stacked(tmp_path, columns, place):
    other = write.columns_of(write.year_of(seed=4))
    paths = [
        write.epw(tmp_path / "a.epw", columns, place),
        write.epw(tmp_path / "b.epw", other, place),
    ]
    weather = read.read_many(paths)
    assert weather.ghi.shape == (2, N_HOURS)
    np.testing.assert_allclose(weather.ghi[1], other["ghi"], atol=0.0051)
    assert "a.epw" in weather.source and "b.epw" in weather.source


def test_files_of_two_places_or_conventions_do_not_mix(tmp_path, columns, place):
    far = write.columns_of(write.year_of("Beijing"))
    paths = [
        write.epw(tmp_path / "a.epw", columns, place),
        write.epw(tmp_path / "b.epw", far, write.place_of(write.year_of("Beijing"))),
        write.pvgis_csv(tmp_path / "c.csv", columns, place),
    ]
    with pytest.raises(WeatherError) as caught:
        read.read_many(paths)
    places = {fault.where for fault in caught.value.faults}
    assert places == {"b.epw: latitude, longitude", "c.csv: time"}


def test_faults_of_many_files_name_their_file(tmp_path, columns, place):
    good = write.sam(tmp_path / "a.csv", columns, place)
    columns["wind_speed"][5] = -2.0
    bad = write.sam(tmp_path / "b.csv", columns, place)
    with pytest.raises(WeatherError) as caught:
        read.read_many([good, bad, tmp_path / "none.csv"])
    assert [fault.where for fault in caught.value.faults] == [
        "b.csv: wind_speed",
        "none.csv: file",
    ]


def test_monthly_sums_add_up_to_the_year(year):
    months = monthly_kwh_per_m2(year.ghi)
    assert months.shape == (1, 12)
    assert months.sum() == pytest.approx(year.ghi.sum() / 1000.0)


def test_a_year_made_from_ghi_alone_closes_around_the_suns_noon(tmp_path, columns, place):
    short = {name: columns[name] for name in ("ghi", "temp_air", "wind_speed")}
    weather = read.read_weather(write.plain(tmp_path / "a.csv", short, place))
    path = sun_path(
        weather.lat_deg,
        weather.lon_deg,
        weather.altitude_m,
        weather.utc_offset_h,
        weather.sun_at_h,
    )
    cosine = np.maximum(path.cos_zenith, 0.0)
    gap = (weather.ghi - weather.dni * cosine - weather.dhi)[weather.ghi > 50.0]
    assert np.abs(gap).max() < 1e-6
    late_h, _ = instants.noon_offset_h(weather.ghi, path)
    assert abs(late_h) < 0.25
    ghi = monthly_kwh_per_m2(weather.ghi)[0]
    clearness_frac = ghi / monthly_kwh_per_m2(path.extra_normal * cosine)
    wanted = climate.month_kt(climate.climate_of("Ganzhou"))
    np.testing.assert_allclose(clearness_frac, wanted, rtol=0.02)
