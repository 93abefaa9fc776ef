"""Every format gives back the year that was written; every fault is said, none is hidden."""

from __future__ import annotations

import numpy as np
import pytest
import weather_writers as write

from pvlift.errors import WeatherError
from pvlift.weather import read
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


def faults_of(path, **options):
    with pytest.raises(WeatherError) as caught:
        read.read_weather(path, **options)
    assert caught.value.text("zh") != caught.value.text("en")
    return {fault.where: fault for fault in caught.value.faults}


def notices_of(weather):
    return {notice.code: notice.words for notice in weather.notices}


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
    assert set(notices_of(weather)) <= {"weather_local_time", "weather_night_dropped"}


def test_a_csv_of_utc_rows_says_that_it_was_moved(tmp_path, columns, place):
    weather = read.read_weather(write.pvgis_csv(tmp_path / "a.csv", columns, place))
    assert "+8" in notices_of(weather)["weather_local_time"].en
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
    assert "time[3] = 'yesterday'" in faults_of(path)["format csv"].found


def test_cswd_radiation_moves_the_sun_and_drops_the_beam(tmp_path, year, columns, place):
    """Means of whole hours under the CSWD label are half an hour early by its convention."""
    weather = read.read_weather(write.epw(tmp_path / "a.epw", columns, place, kind="CSWD"))
    assert {"weather_cswd_sun", "weather_beam_rebuilt"} <= notices_of(weather).keys()
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
    assert "time" in faults_of(write.epw(tmp_path / "a.epw", rolled, place, kind="CSWD"))


def test_a_beam_that_is_too_weak_is_rebuilt_and_one_too_strong_is_said(tmp_path, columns, place):
    columns["dni"] *= 0.88
    weather = read.read_weather(write.sam(tmp_path / "a.csv", columns, place))
    assert "DNI ignored" in notices_of(weather)["weather_beam_rebuilt"].en
    assert weather.dni.sum() == pytest.approx(columns["dni"].sum() / 0.88, rel=0.03)
    columns["dni"] *= 1.15 / 0.88
    weather = read.read_weather(write.sam(tmp_path / "b.csv", columns, place))
    assert "exceeds GHI" in notices_of(weather)["weather_closure_doubt"].en


def test_years_south_of_the_equator_are_read_too(tmp_path):
    from pvlift.weather import climate

    south = climate.climate_of("Ganzhou")._replace(lat_deg=-33.9, lon_deg=118.0)
    south = south._replace(
        ghi_kwh_per_m2_day=np.roll(south.ghi_kwh_per_m2_day, 6),
        dhi_kwh_per_m2_day=np.roll(south.dhi_kwh_per_m2_day, 6),
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
    assert "weather_diffuse_made" in notices_of(weather)
    assert 0.4 < weather.dhi.sum() / weather.ghi.sum() < 0.75


def test_global_is_made_from_beam_and_diffuse(tmp_path, columns, place):
    short = {name: columns[name] for name in ("dni", "dhi", "temp_air", "wind_speed")}
    weather = read.read_weather(write.plain(tmp_path / "a.csv", short, place))
    assert "weather_ghi_made" in notices_of(weather)
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


def test_29_february_is_dropped_and_said(tmp_path, columns, place):
    path = write.sam(tmp_path / "a.csv", columns, place, extra=[write.leap_rows(columns)])
    assert len(path.read_text().splitlines()) == 8784 + 3
    weather = read.read_weather(path)
    assert weather.ghi.shape == (1, N_HOURS)
    assert "24 hours" in notices_of(weather)["weather_leap_day_dropped"].en
    np.testing.assert_allclose(weather.ghi[0], columns["ghi"], atol=0.0051)


@pytest.mark.parametrize(
    "writer, name", [(write.sam, "a.csv"), (write.epw, "a.epw"), (write.pvgis_csv, "b.csv")]
)
def test_8759_rows_name_the_missing_hour(writer, name, tmp_path, columns, place):
    fault = faults_of(writer(tmp_path / name, columns, place, drop={1741}))["rows"]
    assert fault.found.startswith("8759") and "03-14 13:00" in fault.found
    assert "8760" in fault.wanted.en and "8760" in fault.wanted.zh


def test_a_doubled_hour_and_a_missing_one_are_both_named(tmp_path, columns, place):
    twice = f"2005,1,2,0,30,{','.join(write.cell(v[24]) for v in columns.values())}"
    path = write.sam(tmp_path / "a.csv", columns, place, drop={8759}, extra=[(24, [twice])])
    with pytest.raises(WeatherError) as caught:
        read.read_weather(path)
    found = [fault.found for fault in caught.value.faults]
    assert any("12-31 23:00" in text for text in found)
    assert any("01-02 00:00" in text for text in found)


def test_rows_without_dates_need_whole_years(tmp_path, columns, place):
    longer = {name: np.append(values, values[-24:]) for name, values in columns.items()}
    path = tmp_path / "a.csv"
    head = "# " + ", ".join(f"{name} = {value}" for name, value in place.items())
    rows = [",".join(write.cell(v[h]) for v in longer.values()) for h in range(8784)]
    path.write_text("\n".join([head, ",".join(longer), *rows]))
    assert faults_of(path)["rows"].found == "8784"


@pytest.mark.parametrize("value", [np.nan, "abc", "nan", "9999"])
def test_a_hole_in_ghi_is_a_fault_that_names_the_hours(value, tmp_path, columns, place):
    cells = {name: list(values) for name, values in columns.items()}
    cells["ghi"][4000:4003] = [value] * 3
    fault = faults_of(write.sam(tmp_path / "a.csv", cells, place))["ghi"]
    assert "× 3 (06-16 16:00 … 06-16 18:00)" in fault.found


@pytest.mark.parametrize("code", ["9999", "999999"])
def test_missing_codes_of_epw_are_holes(code, tmp_path, columns, place):
    cells = {name: list(values) for name, values in columns.items()}
    cells["ghi"][100] = code
    fault = faults_of(write.epw(tmp_path / "a.epw", cells, place))["ghi"]
    assert "nan × 1 (01-05 04:00)" in fault.found


def test_missing_codes_of_tmy3_are_holes(tmp_path, columns, place):
    cells = {name: list(values) for name, values in columns.items()}
    cells["temp_air"][200:212] = ["-9900"] * 12
    fault = faults_of(write.tmy3(tmp_path / "a.csv", cells, place))["temp_air"]
    assert "01-09 08:00 … 01-09 19:00" in fault.found


def test_short_holes_in_the_air_are_filled_and_counted(tmp_path, columns, place):
    cells = {name: list(values) for name, values in columns.items()}
    cells["temp_air"][10:12] = ["99.9"] * 2
    cells["wind_speed"][20] = "999"
    weather = read.read_weather(write.epw(tmp_path / "a.epw", cells, place))
    before, after = columns["temp_air"][9], columns["temp_air"][12]
    assert weather.temp_air[0, 10] == pytest.approx(before + (after - before) / 3, abs=0.01)
    said = [notice.words.en for notice in weather.notices if notice.code == "weather_filled"]
    assert "× 2" in said[0] and "temp_air" in said[0] and "wind_speed" in said[1]


def test_single_holes_of_beam_and_diffuse_are_rebuilt_from_global(tmp_path, columns, place):
    cells = {name: list(values) for name, values in columns.items()}
    noon = int(np.argmax(columns["dni"]))
    cells["dni"][noon] = ""
    weather = read.read_weather(write.sam(tmp_path / "a.csv", cells, place))
    assert "dni" in notices_of(weather)["weather_hole_rebuilt"].en
    assert weather.dni[0, noon] == pytest.approx(columns["dni"][noon], rel=0.05)


def test_more_holes_of_beam_than_may_be_rebuilt_are_a_fault(tmp_path, columns, place):
    cells = {name: list(values) for name, values in columns.items()}
    cells["dni"][:1000] = [""] * 1000
    assert "× 1000" in faults_of(write.sam(tmp_path / "a.csv", cells, place))["dni"].found


@pytest.mark.parametrize(
    "column, factor, word",
    [
        ("ghi", 3.6, "kJ/m2"),
        ("ghi", 0.0036, "MJ/m2"),
        ("ghi", 0.001, "kWh/m2"),
        ("ghi", 0.36, "J/cm2"),
        ("wind_speed", 20.0, "km/h"),
    ],
)
def test_wrong_units_are_recognised(column, factor, word, tmp_path, columns, place):
    cells = {name: list(values) for name, values in columns.items()}
    for name in ("ghi", "dni", "dhi") if column == "ghi" else (column,):
        cells[name] = [f"{value:.5f}" for value in columns[name] * factor]
    fault = faults_of(write.sam(tmp_path / "a.csv", cells, place))[column]
    assert word in fault.wanted.en


@pytest.mark.parametrize(
    "turn, word",
    [
        (lambda c: c + 273.15, "kelvin"),
        (lambda c: 1.8 * c + 32.0, "Fahrenheit"),
        (lambda c: c + 980.0, "pressure"),
    ],
)
def test_temperature_in_another_unit_is_recognised(turn, word, tmp_path, columns, place):
    columns["temp_air"] = turn(columns["temp_air"])
    fault = faults_of(write.sam(tmp_path / "a.csv", columns, place))["temp_air"]
    assert word in fault.wanted.en


def test_units_of_an_nsrdb_header_are_read(tmp_path, columns, place):
    path = write.sam(tmp_path / "a.csv", columns, place)
    text = path.read_text().split("\n", 2)
    path.write_text("\n".join([text[0] + ",Temperature Units", text[1] + ",F", text[2]]))
    (fault,) = faults_of(path).values()
    assert "temperature units" in fault.found


@pytest.mark.parametrize(
    "column, value", [("wind_speed", -1.5), ("temp_air", 75.0), ("ghi", -60.0), ("dhi", -60.0)]
)
def test_values_that_no_weather_has_are_faults(column, value, tmp_path, columns, place):
    columns[column][3000] = value
    fault = faults_of(write.sam(tmp_path / "a.csv", columns, place))[column]
    assert f"{value:g} × 1 (05-06 00:00)" in fault.found


def test_the_night_offset_of_a_sensor_is_a_counted_repair(tmp_path, columns, place):
    columns["ghi"][24:26] = -2.0
    weather = read.read_weather(write.sam(tmp_path / "a.csv", columns, place))
    assert "× 2" in notices_of(weather)["weather_sensor_zero"].en
    assert weather.ghi.min() == 0.0


def test_diffuse_above_global_is_cut_where_rare_and_a_fault_where_common(tmp_path, columns, place):
    bright = np.argsort(columns["ghi"])[-4:]
    columns["dhi"][bright] = columns["ghi"][bright] + 50.0
    weather = read.read_weather(write.sam(tmp_path / "a.csv", columns, place))
    assert "× 4" in notices_of(weather)["weather_diffuse_cut"].en
    assert np.all(weather.dhi <= weather.ghi + 5.0)
    columns["dhi"], columns["ghi"] = columns["ghi"], write.columns_of(write.year_of())["dhi"]
    assert "dhi" in faults_of(write.sam(tmp_path / "b.csv", columns, place))


def test_impossible_hours_are_cut_and_counted(tmp_path, columns, place):
    columns["ghi"][np.argsort(columns["ghi"])[-3:]] = 2500.0
    weather = read.read_weather(write.sam(tmp_path / "a.csv", columns, place))
    assert "× 3" in notices_of(weather)["weather_impossible_cut"].en
    assert weather.ghi.max() < 1.25 * 1415.0 + 80.0


def test_light_in_the_night_is_dropped_and_counted(tmp_path, columns, place):
    columns["ghi"][[48, 73]] = 30.0
    weather = read.read_weather(write.sam(tmp_path / "a.csv", columns, place))
    assert "× 2" in notices_of(weather)["weather_night_dropped"].en
    assert weather.ghi[0, 48] == 0.0 == weather.ghi[0, 73]


@pytest.mark.parametrize("off_h", [-8.0, -1.0, 1.0, 3.0])
def test_a_wrong_time_zone_is_found_from_the_sun(off_h, tmp_path, columns, place):
    place = place | {"utc_offset_h": 8.0 + off_h}
    fault = faults_of(write.sam(tmp_path / "a.csv", columns, place))["time"]
    found_h = float(fault.found.split(",")[1].removesuffix(" h"))
    assert found_h == pytest.approx(-off_h if off_h != -8.0 else 8.0, abs=0.1)


@pytest.mark.parametrize("rows", [-2, -1, 1, 2])
def test_shifted_rows_are_found_without_beam_too(rows, tmp_path, columns, place):
    short = {n: np.roll(columns[n], rows) for n in ("ghi", "temp_air", "wind_speed")}
    fault = faults_of(write.plain(tmp_path / "a.csv", short, place))["time"]
    assert float(fault.found.split(",")[1].removesuffix(" h")) == pytest.approx(rows, abs=0.35)


def test_a_longitude_of_the_wrong_sign_is_found(tmp_path, columns, place):
    path = write.sam(tmp_path / "a.csv", columns, place | {"lon": -place["lon"]})
    assert "time" in faults_of(path)


def test_half_an_hour_moves_the_sun_and_not_the_data(tmp_path, columns, place):
    weather = read.read_weather(write.sam(tmp_path / "a.csv", columns, place, minute=0))
    assert weather.sun_at_h[0] == pytest.approx(0.5, abs=0.03)
    assert "+30 min" in notices_of(weather)["weather_sun_moved"].en
    np.testing.assert_allclose(weather.ghi[0], columns["ghi"], atol=0.0051)


def test_a_header_far_from_the_site_is_said_or_refused(tmp_path, columns, place):
    path = write.epw(tmp_path / "a.epw", columns, place)
    assert "weather_far" not in notices_of(read.read_weather(path, near=(25.9, 115.0)))
    assert "weather_far" in notices_of(read.read_weather(path, near=(27.5, 115.0)))
    assert "latitude, longitude" in faults_of(path, near=(39.9, 116.4))


@pytest.mark.parametrize(
    "change, where",
    [
        ({"lat": 95.0}, "latitude"),
        ({"lon": 200.0}, "longitude"),
        ({"altitude_m": 99999}, "altitude"),
    ],
)
def test_an_impossible_place_is_a_fault(change, where, tmp_path, columns, place):
    assert where in faults_of(write.sam(tmp_path / "a.csv", columns, place | change))


def test_all_faults_of_a_file_come_at_once(tmp_path, columns, place):
    columns["ghi"][100:103] = np.nan
    columns["wind_speed"][7] = -1.0
    columns["temp_air"] += 273.15
    path = write.sam(tmp_path / "a.csv", columns, place, drop={5})
    assert set(faults_of(path)) == {"rows", "ghi", "wind_speed", "temp_air"}


@pytest.mark.parametrize(
    "text, where",
    [
        ("", "format"),
        ("hello,world\n1,2\n", "format"),
        ("LOCATION,A,B\n", "format epw"),
        ("{}", "format pvgis_json"),
        ("{not json", "format pvgis_json"),
        ("# lat = 25\nghi,temp_air,wind_speed\n1,2,3\n", "format csv"),
        ("# lat=25, lon=115, altitude_m=1, utc_offset_h=8\nghi,temp_air\n1,2\n", "format csv"),
        ("Source,Latitude\nx,25\nYear,GHI\n2005,1\n", "format sam_csv"),
        ("a,b\nDate (MM/DD/YYYY),Time (HH:MM)\n1,2\n", "format tmy3"),
        ("Latitude (decimal degrees): 1\ntime(UTC),T2m\n", "format pvgis_csv"),
    ],
)
def test_text_of_another_shape_is_a_clear_fault(text, where, tmp_path):
    path = tmp_path / "odd.csv"
    path.write_text(text)
    assert where in faults_of(path)


def test_a_missing_file_is_a_fault_and_a_wrong_argument_is_not(tmp_path):
    assert "file" in faults_of(tmp_path / "none.epw")
    with pytest.raises(ValueError):
        read.read_weather(tmp_path / "none.epw", format="excel")
    with pytest.raises(ValueError):
        read.read_many([])


def test_monthly_sums_add_up_to_the_year(year):
    months = monthly_kwh_per_m2(year.ghi)
    assert months.shape == (1, 12)
    assert months.sum() == pytest.approx(year.ghi.sum() / 1000.0)
