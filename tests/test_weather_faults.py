"""What is wrong with a weather file is said, all at once; what is repaired is counted."""

from __future__ import annotations

import numpy as np
import pytest
import weather_writers as write
from weather_writers import faults_of, notices_of

from pvlift.errors import WeatherError
from pvlift.weather import read
from pvlift.weather.records import N_HOURS


@pytest.fixture
def year():
    return write.year_of()


@pytest.fixture
def columns(year):
    return write.columns_of(year)


@pytest.fixture
def place(year):
    return write.place_of(year)


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
    for name in ("ghi", "dni"):  # with beam and diffuse it could be made
        cells[name][4000:4003] = [value] * 3
    fault = faults_of(write.sam(tmp_path / "a.csv", cells, place))["ghi"]
    assert "× 3 (06-16 16:00 … 06-16 18:00)" in fault.found


@pytest.mark.parametrize("code", ["9999", "999999"])
def test_missing_codes_of_epw_are_holes(code, tmp_path, columns, place):
    cells = {name: list(values) for name, values in columns.items()}
    for name in ("ghi", "dni"):
        cells[name][108] = code
    fault = faults_of(write.epw(tmp_path / "a.epw", cells, place))["ghi"]
    assert "nan × 1 (01-05 12:00)" in fault.found


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
    found = faults_of(write.sam(tmp_path / "a.csv", cells, place))["dni"].found
    assert "× 460 (01-01 07:00 … 02-11 15:00)" in found  # those of the day


@pytest.mark.parametrize(
    "column, factor, word",
    [
        ("ghi", 3.6, "kJ/m²"),
        ("ghi", 0.0036, "MJ/m²"),
        ("ghi", 0.001, "kWh/m²"),
        ("ghi", 0.36, "J/cm²"),
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


def test_units_of_an_nsrdb_header_are_taken_or_refused(tmp_path, columns, place):
    fahrenheit = columns | {"temp_air": 1.8 * columns["temp_air"] + 32.0}
    path = write.sam(tmp_path / "a.csv", fahrenheit, place)
    text = path.read_text().split("\n", 2)
    path.write_text("\n".join([text[0] + ",Temperature Units", text[1] + ",F", text[2]]))
    weather = read.read_weather(path)
    np.testing.assert_allclose(weather.temp_air[0], columns["temp_air"], atol=0.0051)
    assert "temp_air" in notices_of(weather)["weather_unit"].en
    path.write_text("\n".join([text[0] + ",Temperature Units", text[1] + ",Re", text[2]]))
    (fault,) = faults_of(path).values()
    assert "temperature units = 'Re'" in fault.found


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


@pytest.mark.parametrize("off_h", [-8.0, -1.0, 1.0])
def test_a_wrong_time_zone_is_found_from_the_sun(off_h, tmp_path, columns, place):
    place = place | {"utc_offset_h": 8.0 + off_h}
    fault = faults_of(write.sam(tmp_path / "a.csv", columns, place))["time"]
    found_h = float(fault.found.split(",")[1].removesuffix(" h"))
    assert found_h == pytest.approx(-off_h, abs=0.1)
    assert "UTC+8 would fit" in fault.wanted.en and "UTC+8" in fault.wanted.zh


@pytest.mark.parametrize("rows", [-2, -1, 1, 2])
def test_shifted_rows_are_found_without_beam_too(rows, tmp_path, columns, place):
    short = {n: np.roll(columns[n], rows) for n in ("ghi", "temp_air", "wind_speed")}
    fault = faults_of(write.plain(tmp_path / "a.csv", short, place))["time"]
    assert float(fault.found.split(",")[1].removesuffix(" h")) == pytest.approx(rows, abs=0.35)


def test_a_longitude_of_the_wrong_sign_is_found(tmp_path, columns, place):
    path = write.sam(tmp_path / "a.csv", columns, place | {"lon": -place["lon"]})
    assert "is the longitude right?" in faults_of(path)["time zone"].wanted.en


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
    columns["ghi"][106:109] = columns["dhi"][106:109] = np.nan
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
