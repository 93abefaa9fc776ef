"""What people bring: any zone, dates under any name, labels of any kind, files through Excel."""

from __future__ import annotations

import json

import numpy as np
import pytest
import weather_writers as write
from weather_writers import DAY, HOUR, faults_of, notices_of

from pvlift.weather import climate, read
from pvlift.weather.records import MONTH_OF_HOUR, N_HOURS
from pvlift.weather.zones import legal_utc_offset_h

MONTH = MONTH_OF_HOUR + 1
STARTS = np.datetime64("2023-01-01T00:00") + np.arange(N_HOURS) * np.timedelta64(1, "h")


@pytest.fixture
def year():
    return write.year_of()


@pytest.fixture
def columns(year):
    return write.columns_of(year)


@pytest.fixture
def place(year):
    return write.place_of(year)


def rolled(columns, rows):
    return {name: np.roll(values, rows) for name, values in columns.items()}


def stamps(minutes=0):
    return [str(at).replace("T", " ") for at in STARTS + np.timedelta64(minutes, "m")]


def changed(path, *changes):
    """The same file with pieces of its text exchanged, each of which must be there."""
    text = path.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")
    return path


def same_year(weather, columns, light_atol=0.0051):
    for name, values in columns.items():
        atol = 0.0051 if name in ("temp_air", "wind_speed") else light_atol
        np.testing.assert_allclose(getattr(weather, name)[0], values, atol=atol)
    return True


# Time zones.


@pytest.mark.parametrize(
    "lat_deg, lon_deg, utc_offset_h",
    [
        (37.11, 79.92, 8.0),  # Hotan
        (41.17, 80.26, 8.0),  # Aksu
        (43.95, 81.33, 8.0),  # Yining
        (44.90, 82.07, 8.0),  # Bole
        (39.47, 75.99, 8.0),  # Kashgar
        (32.50, 80.10, 8.0),  # Ngari
        (46.75, 82.98, 8.0),  # Tacheng
        (47.85, 88.14, 8.0),  # Altay
        (33.00, 97.01, 8.0),  # Yushu
        (31.14, 97.17, 8.0),  # Qamdo
        (41.95, 101.07, 8.0),  # Ejina
        (29.67, 91.13, 8.0),  # Lhasa
        (18.25, 109.50, 8.0),  # Sanya
        (50.25, 127.50, 8.0),  # Heihe
        (22.30, 114.17, 8.0),  # Hong Kong
        (43.25, 76.90, 5.0),  # Almaty
        (28.61, 77.21, 5.5),  # Delhi
        (27.70, 85.32, 5.75),  # Kathmandu
        (47.92, 106.92, 8.0),  # Ulaanbaatar
        (45.00, 8.00, 1.0),  # Alessandria: no summer time
        (33.45, -112.0, -7.0),  # Phoenix
        (-33.87, 151.2, 10.0),  # Sydney: no summer time
    ],
)
def test_a_place_lives_by_its_legal_time(lat_deg, lon_deg, utc_offset_h):
    assert legal_utc_offset_h(lat_deg, lon_deg) == utc_offset_h


def nsrdb(path, columns, place, zone_h, local_h):
    """NSRDB names both zones; its rows run in the first."""
    write.sam(path, columns, place | {"utc_offset_h": zone_h})
    first, second, rest = path.read_text().split("\n", 2)
    path.write_text(f"{first},Local Time Zone\n{second},{local_h}\n{rest}")
    return path


@pytest.mark.parametrize("zone_h, local_h", [(0, 8), (8, 8), (0, ""), ("", 8), (7, 7)])
def test_rows_of_any_zone_become_the_legal_time(zone_h, local_h, tmp_path, columns, place):
    behind_h = 8 - int(8 if zone_h == "" else zone_h)
    there = rolled(columns, -behind_h)
    weather = read.read_weather(nsrdb(tmp_path / "a.csv", there, place, zone_h, local_h))
    assert same_year(weather, columns)  # the year's end comes round to its beginning
    assert weather.utc_offset_h == 8.0
    said = notices_of(weather)
    assert ("weather_local_time" in said) == (behind_h > 0)
    if behind_h:
        assert f"+{behind_h} h" in said["weather_local_time"].en
        assert "法定时间 UTC+8" in said["weather_local_time"].zh


@pytest.mark.parametrize(
    "names, of",
    [
        ("time", lambda at: at),
        ("time", lambda at: f"{at}Z".replace(" ", "T")),
        ("time", lambda at: f"{at}:00+00:00"),
        ("time(UTC)", lambda at: at),
        ("time_utc", lambda at: at),
        ("时间（UTC）", lambda at: at),
        ("month,day,hour (UTC)", lambda at: f"{at[5:7]},{at[8:10]},{at[11:13]}"),
    ],
)
def test_a_plain_csv_in_utc_is_moved_however_it_says_so(names, of, tmp_path, columns, place):
    zone_h = 0 if names == "time" and of("") == "" else 8  # where nothing else says it
    path = write.stamped(
        tmp_path / "a.csv", rolled(columns, -8), place | {"utc_offset_h": zone_h},
        [of(at) for at in stamps()], names,
    )  # fmt: skip
    assert same_year(read.read_weather(path), columns)


@pytest.mark.parametrize("zone", ["8", "+8", "UTC+8", "+08:00", "8.0", "GMT+8"])
def test_a_zone_may_be_spelt_in_any_way(zone, tmp_path, columns, place):
    path = write.plain(tmp_path / "a.csv", columns, place | {"utc_offset_h": zone})
    assert same_year(read.read_weather(path), columns)


def test_the_head_may_be_written_in_chinese(tmp_path, columns, place):
    path = write.plain(tmp_path / "a.csv", columns, place)
    rows = path.read_text().split("\n", 1)[1]
    zh = "# 纬度＝{lat}，经度＝{lon}，海拔＝{altitude_m}，时区＝{utc_offset_h}，来源：本站, 1 号"
    path.write_text(f"{zh.format(**place)}\n{rows}", encoding="gb18030")
    weather = read.read_weather(path)
    assert same_year(weather, columns)
    assert weather.source == "本站, 1 号; a.csv" and weather.lon_deg == place["lon"]


def test_local_time_goes_before_utc_where_a_file_has_both(tmp_path, columns, place):
    both = [f"{utc},{local}" for utc, local in zip(stamps(-480), stamps(), strict=True)]
    path = write.stamped(tmp_path / "a.csv", columns, place, both, "time_utc,local_time")
    weather = read.read_weather(path)
    assert same_year(weather, columns)
    assert "time_utc" in notices_of(weather)["weather_columns_unused"].en


@pytest.mark.parametrize("kind", ["TMYx", "CSWD"])
def test_an_epw_in_the_custom_of_xinjiang_is_moved_by_two_hours(kind, tmp_path):
    urumqi = write.year_of("Urumqi")
    columns, place = write.columns_of(urumqi), write.place_of(urumqi)
    legal = read.read_weather(write.epw(tmp_path / "a.epw", columns, place, kind=kind))
    six = place | {"utc_offset_h": 6.0}
    path = write.epw(tmp_path / "b.epw", rolled(columns, -2), six, kind=kind)
    moved = read.read_weather(path)
    for name in ("ghi", "dni", "dhi", "temp_air"):
        np.testing.assert_allclose(getattr(moved, name), getattr(legal, name), atol=1e-6)
    np.testing.assert_allclose(moved.sun_at_h, legal.sun_at_h, atol=1e-9)
    assert "+2 h from UTC+6" in notices_of(moved)["weather_local_time"].en


@pytest.mark.parametrize("writer", [write.pvgis_csv, write.pvgis_json])
def test_pvgis_files_of_the_far_west_run_by_chinas_time(writer, tmp_path):
    yining = climate.climate_of("Urumqi")._replace(lat_deg=43.95, lon_deg=81.33)
    uniforms = np.random.default_rng(5).random((1, climate.UNIFORMS_PER_YEAR))
    made = climate.hourly_years(yining, uniforms, spread=False)
    columns = write.columns_of(made)
    weather = read.read_weather(writer(tmp_path / "a", columns, write.place_of(made)))
    assert weather.utc_offset_h == 8.0
    np.testing.assert_allclose(weather.temp_air[0], columns["temp_air"], atol=0.0051)


def test_half_hour_zones_move_the_sun_by_the_half(tmp_path):
    """Delhi, UTC+5:30: whole rows are moved by five hours, the sun by the rest."""
    delhi = climate.climate_of("Ganzhou")._replace(lat_deg=28.61, lon_deg=77.21, utc_offset_h=5.0)
    uniforms = np.random.default_rng(5).random((1, climate.UNIFORMS_PER_YEAR))
    made = climate.hourly_years(delhi, uniforms, spread=False)
    columns, place = write.columns_of(made), write.place_of(made)
    pvgis = read.read_weather(write.pvgis_csv(tmp_path / "a.csv", columns, place))
    assert pvgis.utc_offset_h == 5.5
    np.testing.assert_allclose(pvgis.temp_air[0], columns["temp_air"], atol=0.0051)
    np.testing.assert_allclose(pvgis.sun_at_h, np.arange(N_HOURS) + 1.0)
    half = place | {"utc_offset_h": "+05:30"}
    own = write.plain(tmp_path / "b.csv", columns, half, head=", label = start", shift_rows=30)
    weather = read.read_weather(own)
    np.testing.assert_allclose(weather.sun_at_h, np.arange(N_HOURS) + 1.0, atol=0.03)


@pytest.mark.parametrize("zone_h, local_h, where", [(3, 8, "time zone"), (8, 3, "local time zone")])
def test_a_zone_that_fits_neither_law_nor_sun_is_a_fault(
    zone_h, local_h, where, tmp_path, columns, place
):
    fault = faults_of(nsrdb(tmp_path / "a.csv", columns, place, zone_h, local_h))[where]
    assert fault.found == "UTC+3" and "legal time UTC+8" in fault.wanted.en


def test_the_site_and_not_the_file_says_which_time_is_legal(tmp_path):
    """A plan in Yining may take the weather of Almaty, 330 km away."""
    almaty = climate.climate_of("Urumqi")._replace(lat_deg=43.25, lon_deg=76.9, utc_offset_h=5.0)
    uniforms = np.random.default_rng(5).random((1, climate.UNIFORMS_PER_YEAR))
    made = climate.hourly_years(almaty, uniforms, spread=False)
    path = write.epw(tmp_path / "a.epw", write.columns_of(made), write.place_of(made))
    assert read.read_weather(path).utc_offset_h == 5.0
    weather = read.read_weather(path, near=(43.95, 81.33))
    assert weather.utc_offset_h == 8.0
    np.testing.assert_allclose(weather.temp_air[0], np.roll(made.temp_air[0], 3), atol=0.0051)


# Dates and columns.


def parts(sign="{y},{m},{d},{h}", from_1=False):
    return [
        sign.format(y=at[:4], m=int(at[5:7]), d=int(at[8:10]), h=int(at[11:13]) + from_1)
        for at in stamps()
    ]


def us_clock(at):
    hour = int(at[11:13])
    half = "PM" if hour >= 12 else "AM"
    return f"{int(at[5:7])}/{int(at[8:10])}/{at[:4]} {(hour + 11) % 12 + 1}:00 {half}"


DATES = {
    "datetime": ("datetime", stamps()),
    "Date/Time": ("Date/Time", stamps()),
    "timestamp": ("timestamp", [at.replace(" ", "T") + ":00" for at in stamps()]),
    "date": ("date", stamps()),
    "another name": ("when", stamps()),
    "date, time": ("date,time", [at.replace(" ", ",") for at in stamps()]),
    "Excel's date": ("Date,Time", [at[:10] + " 00:00:00," + at[11:] for at in stamps()]),
    "日期, 时刻": ("日期,时刻", [at.replace(" ", ",") for at in stamps()]),
    "date, hour": ("date,hour", parts("{y}/{m}/{d},{h}")),
    "date, hour 1-24": ("date,hour", parts("{y}-{m}-{d},{h}", from_1=True)),
    "Year,Mon,Day,Hour": ("Year,Mon,Day,Hour", parts()),
    "YEAR,MO,DY,HR": ("YEAR,MO,DY,HR", parts()),
    "年,月,日,时": ("年,月,日,时", parts()),
    "month, day, time": ("month,day,time", parts("{m},{d},{h}:00")),
    "hours 1-24": ("month,day,hour", parts("{m},{d},{h}", from_1=True)),
    "2023年1月1日 0时": ("时间", parts("{y}年{m}月{d}日 {h}时")),
    "2023年1月1日0时00分": ("时间", parts("{y}年{m}月{d}日{h}时00分")),
    "day first": ("time", parts("{d}.{m}.{y} {h}:00")),
    "month first": ("time", parts("{m}/{d}/{y} {h}:00")),
    "am, pm": ("time", [us_clock(at) for at in stamps()]),
    "one number": ("time", parts("{y}{m:02d}{d:02d}{h:02d}00")),
    "local zone": ("time", [f"{at}+08:00" for at in stamps()]),
    "北京时间": ("北京时间", stamps()),
    "clock 01:00 to 24:00": ("time", parts("{y}-{m}-{d} {h:02d}:00", from_1=True)),
}


@pytest.mark.parametrize("way", DATES)
def test_dates_are_read_under_any_name_and_in_any_order(way, tmp_path, columns, place):
    names, when = DATES[way]
    weather = read.read_weather(
        write.stamped(tmp_path / "a.csv", columns, place, when, names)
    )  # fmt: skip
    assert same_year(weather, columns)
    assert not weather.notices


@pytest.mark.parametrize("way", ["datetime", "Year,Mon,Day,Hour", "日期, 时刻", "another name"])
def test_a_year_may_begin_on_any_day(way, tmp_path, columns, place):
    """Rows from 1 April to 31 March: January stands first, and the turn is said."""
    names, when = DATES[way]
    april = 90 * 24
    path = write.stamped(
        tmp_path / "a.csv", rolled(columns, -april), place, when[april:] + when[:april], names
    )
    weather = read.read_weather(path)
    assert same_year(weather, columns)
    assert "begin at 04-01 00:00" in notices_of(weather)["weather_year_turned"].en


def test_columns_that_are_not_used_are_named(tmp_path, columns, place):
    more = columns | {"RH [%]": np.full(N_HOURS, 60.0), "GTI": columns["ghi"]}
    for writer in (write.plain, write.sam):
        names = ",".join([*("GHI", "DNI", "DHI", "Tdry", "Wspd"), *list(more)[5:]])
        options = {"labels": names} if writer is write.sam else {}
        weather = read.read_weather(writer(tmp_path / "a.csv", more, place, **options))
        assert same_year(weather, columns)
        assert notices_of(weather)["weather_columns_unused"].en.endswith("RH [%], GTI")
        assert notices_of(weather)["weather_columns_unused"].zh.endswith("RH [%], GTI")


@pytest.mark.parametrize(
    "names, when",
    [
        ("hour", parts("{h}")),
        ("Year,Month,Hour", parts("{y},{m},{h}")),
        ("时刻", parts("{h}:00")),
        ("date of day", parts("{m}-{d}")),
        ("doy,hour", parts("{d},{h}")),
        ("time", parts("1/1/2023 {h}:00")),
        ("time", parts("{y}-{m}-{d} {h}:00+0{h}:00")),
    ],
)
def test_dates_that_cannot_be_read_are_a_fault_and_never_passed_over(
    names, when, tmp_path, columns, place
):
    (fault,) = faults_of(write.stamped(tmp_path / "a.csv", columns, place, when, names)).values()
    assert fault.where == "format csv" and "2023-01-31 14:00" in fault.wanted.en + (
        " 2023-01-31 14:00" if "offset" in fault.wanted.en else ""
    )


def test_a_column_that_stands_twice_is_a_fault(tmp_path, columns, place):
    path = changed(write.plain(tmp_path / "a.csv", columns, place), ("ghi,dni", "ghi,ghi"))
    assert "2 × ghi" in faults_of(path)["format csv"].found


# Labels and steps.


@pytest.mark.parametrize(
    "names, when",
    [
        ("time", stamps(60)),
        ("month,day,hour", parts("{m},{d},{h}", from_1=True)),
        ("time", parts("{y}-{m}-{d} {h:02d}:00", from_1=True)),
        ("period_end", stamps(60)),
    ],
)
def test_labels_at_the_end_of_the_hour_are_read(names, when, tmp_path, columns, place):
    more = "" if names == "period_end" else ", label = end"
    path = write.stamped(tmp_path / "a.csv", columns, place, when, names, more)
    assert same_year(read.read_weather(path), columns)


def test_the_mean_of_the_hour_before_comes_round_from_new_year(tmp_path, columns, place):
    """Open-Meteo: 00:00 to 23:00 of one year, each the mean of the hour before."""
    path = write.stamped(
        tmp_path / "a.csv", rolled(columns, 1), place, stamps(), "time", ", label = end"
    )
    weather = read.read_weather(path)
    assert same_year(weather, columns)
    assert "begin at 12-31 23:00" in notices_of(weather)["weather_year_turned"].en


def test_end_labels_that_are_not_said_are_found_and_named(tmp_path, columns, place):
    path = write.stamped(tmp_path / "a.csv", columns, place, stamps(60), "time")
    assert "name the end of the hour" in faults_of(path)["time"].wanted.en


@pytest.mark.parametrize("per_hour", [2, 4, 12])
@pytest.mark.parametrize("label", ["start", "end"])
def test_steps_of_an_hour_are_averaged_and_said(per_hour, label, tmp_path, columns, place):
    step = 60 // per_hour
    first = 0 if label == "start" else step
    when = [str(at).replace("T", " ") for hour in STARTS for at in hour
            + (first + step * np.arange(per_hour)) * np.timedelta64(1, "m")]  # fmt: skip
    wave = 1.0 + 0.2 * np.linspace(-1.0, 1.0, per_hour)
    fine = {name: np.repeat(values, per_hour) for name, values in columns.items()}
    fine["temp_air"] = fine["temp_air"] * np.tile(wave, N_HOURS)
    path = write.stamped(tmp_path / "a.csv", fine, place, when, "time", f", label = {label}")
    weather = read.read_weather(path)
    assert same_year(weather, columns)
    assert f"{per_hour} rows an hour" in notices_of(weather)["weather_averaged"].en


def test_half_hours_of_nsrdb_are_averaged(tmp_path, columns, place):
    text = write.sam(tmp_path / "a.csv", columns, place).read_text().splitlines()
    rows = [
        ",".join([*cells[:4], minute, *cells[5:]])
        for cells in (line.split(",") for line in text[3:])
        for minute in ("0", "30")
    ]
    path = tmp_path / "b.csv"
    path.write_text("\n".join(text[:3] + rows))
    weather = read.read_weather(path)
    assert same_year(weather, columns)
    np.testing.assert_allclose(weather.sun_at_h, np.arange(N_HOURS) + 0.5, atol=0.06)


def test_quarter_hours_of_an_epw_are_averaged(tmp_path, columns, place):
    text = write.epw(tmp_path / "a.epw", columns, place).read_text().splitlines()
    rows = []
    for line in text[8:]:
        head, rest = line.split(",0,?9,")
        rows += [f"{head},{minute},?9,{rest}" for minute in (15, 30, 45, 60)]
    path = tmp_path / "b.epw"
    path.write_text("\n".join([*text[:7], text[7].replace("PERIODS,1,1", "PERIODS,1,4"), *rows]))
    assert same_year(read.read_weather(path), columns)


@pytest.mark.parametrize("every", [3, 24])
def test_rows_further_apart_than_an_hour_are_named(every, tmp_path, columns, place):
    few = {name: values[::every] for name, values in columns.items()}
    path = write.stamped(tmp_path / "a.csv", few, place, stamps()[::every], "time")
    assert faults_of(path)["time"].found.en == f"a row every {60 * every} min"


def test_a_missing_half_hour_is_named(tmp_path, columns, place):
    fine = {name: np.delete(np.repeat(values, 2), 101) for name, values in columns.items()}
    halves = [at for pair in zip(stamps(), stamps(30), strict=True) for at in pair]
    del halves[101]
    fault = faults_of(write.stamped(tmp_path / "a.csv", fine, place, halves, "time"))["rows"]
    assert fault.found.startswith("17519") and "01-03 02:30" in fault.found
    assert "17520" in fault.wanted.en


def test_the_end_of_28_february_may_carry_the_date_of_a_leap_day(tmp_path, columns, place):
    """Typical years take February from a leap year and leave its 29th out."""
    when = [at.replace("2023-", "2020-") for at in stamps()]
    ends = [*when[1:], "2020-01-01 00:00"]
    last = 59 * 24 - 1
    assert ends[last] == "2020-03-01 00:00"
    for name_of_the_end in ("2020-02-29 00:00", "2020-03-01 00:00"):
        ends[last] = name_of_the_end
        path = write.stamped(tmp_path / "a.csv", columns, place, ends, "time", ", label = end")
        assert same_year(read.read_weather(path), columns)


# Through Excel and other hands.


@pytest.mark.parametrize(
    "writer, name",
    [
        (write.epw, "a.epw"),
        (write.sam, "a.csv"),
        (write.tmy3, "b.csv"),
        (write.pvgis_csv, "c.csv"),
        (write.plain, "d.csv"),
    ],
)
def test_rows_of_commas_and_padded_lines_are_passed_over(writer, name, tmp_path, columns, place):
    whole = read.read_weather(writer(tmp_path / name, columns, place))
    lines = (tmp_path / name).read_text(encoding="utf-8").splitlines()
    widest = max(line.count(",") for line in lines)
    padded = [line + "," * (widest - line.count(",")) for line in lines]
    (tmp_path / name).write_text("\r\n".join([*padded, "," * widest]) + "\r\n", encoding="utf-8")
    again = read.read_weather(tmp_path / name)
    for column in ("ghi", "dni", "dhi", "temp_air"):
        np.testing.assert_array_equal(getattr(again, column), getattr(whole, column))


@pytest.mark.parametrize("writer, name", [(write.epw, "a.epw"), (write.tmy3, "a.csv")])
def test_a_comma_in_the_name_of_a_place_is_no_new_cell(writer, name, tmp_path, columns, place):
    path = changed(writer(tmp_path / name, columns, place), ("Testville", '"Testville, East"'))
    weather = read.read_weather(path)
    assert same_year(weather, columns)
    assert "Testville" in weather.source


@pytest.mark.parametrize("split", [";", "\t"])
@pytest.mark.parametrize("writer", [write.sam, write.plain])
def test_decimal_commas_are_read_and_said(writer, split, tmp_path, columns, place):
    path = writer(tmp_path / "a.csv", columns, place)
    text = path.read_text().replace(", ", "; ").replace(",", split).replace(".", ",")
    path.write_text(text)
    weather = read.read_weather(path)
    assert same_year(weather, columns)
    assert weather.lat_deg == pytest.approx(place["lat"])
    assert "weather_decimal_commas" in notices_of(weather)


@pytest.mark.parametrize(
    "cell, row",
    [('"1,050"', '"1,050"'), ("8,1", "8,1"), ('"8,1"', '"8.1"')],
    ids=["thousands", "not quoted", "mixed"],
)
def test_commas_that_may_mean_two_things_are_a_fault(cell, row, tmp_path, columns, place):
    whole = {name: [f"{value:.0f}" for value in values] for name, values in columns.items()}
    whole["temp_air"][3000:3002] = [cell, row]
    fault = faults_of(write.plain(tmp_path / "a.csv", whole, place))["format csv"]
    assert "decimal" in fault.wanted.en


def test_excels_unicode_text_is_read(tmp_path, columns, place):
    path = write.plain(tmp_path / "a.txt", columns, place)
    head, rows = path.read_text().split("\n", 1)
    text = f'"{head}"\n' + rows.replace(",", "\t")
    path.write_bytes(text.encode("utf-16"))
    assert same_year(read.read_weather(path), columns)


@pytest.mark.parametrize(
    "unit, factor", [("MJ/m²", 0.0036), ("kWh/m2", 0.001), ("Wh/m^2", 1.0), ("J/cm2", 0.36)]
)
def test_a_unit_in_brackets_is_taken_at_its_word(unit, factor, tmp_path, columns, place):
    cells = {
        f"{name} ({unit})" if name in ("ghi", "dni", "dhi") else name: (
            [f"{factor * value:.6f}" for value in values]
            if name in ("ghi", "dni", "dhi") else values
        )
        for name, values in columns.items()
    }  # fmt: skip
    cells["wind_speed (km/h)"] = 3.6 * np.array(cells.pop("wind_speed"))
    weather = read.read_weather(write.plain(tmp_path / "a.csv", cells, place))
    assert same_year(weather, columns)


def test_energies_of_half_hours_become_powers(tmp_path, columns, place):
    halves = [at for pair in zip(stamps(), stamps(30), strict=True) for at in pair]
    fine = {name: np.repeat(values, 2) for name, values in columns.items()}
    for name in ("ghi", "dni", "dhi"):
        fine[f"{name} (Wh/m2)"] = 0.5 * fine.pop(name)
    path = write.stamped(tmp_path / "a.csv", fine, place, halves, "time")
    assert same_year(read.read_weather(path), columns, light_atol=0.011)


@pytest.mark.parametrize("factor, word", [(0.0036, "MJ/m²: multiply by 277.8"), (3.6, "kJ/m²")])
def test_one_unit_is_named_for_all_columns_of_radiation(factor, word, tmp_path, columns, place):
    cells = dict(columns)
    for name in ("ghi", "dni", "dhi"):
        cells[name] = [f"{factor * value:.5f}" for value in columns[name]]
    found = faults_of(write.sam(tmp_path / "a.csv", cells, place))
    assert found.keys() == {"ghi", "dni", "dhi"}
    assert all(word in fault.wanted.en for fault in found.values())


def test_a_single_column_in_another_unit_is_named_alone(tmp_path, columns, place):
    columns["dhi"] = columns["dhi"] * 0.0036
    assert "as the other columns" in faults_of(write.sam(tmp_path / "a.csv", columns, place))[
        "dhi"
    ].wanted.en  # fmt: skip


def test_a_download_of_open_meteo_is_read_as_it_comes(tmp_path, columns, place):
    """Its labels end the hour, its wind is km/h, its zone is a number of seconds."""
    there = rolled(columns, -7)  # UTC rows, each the hour before
    path = tmp_path / "open-meteo.csv"
    path.write_text(
        "latitude,longitude,elevation,utc_offset_seconds,timezone,timezone_abbreviation\n"
        f"{place['lat']},{place['lon']},{place['altitude_m']},0,GMT,GMT\n\n"
        "time,temperature_2m (°C),wind_speed_10m (km/h),shortwave_radiation (W/m²),"
        "diffuse_radiation (W/m²),direct_normal_irradiance (W/m²)\n"
        + "".join(
            f"{str(at)[:16]},{t:.2f},{3.6 * w:.3f},{g:.2f},{d:.2f},{b:.2f}\n"
            for at, t, w, g, d, b in zip(
                STARTS,
                *(there[name] for name in ("temp_air", "wind_speed", "ghi", "dhi", "dni")),
                strict=True,
            )
        ),
        encoding="utf-8",
    )
    assert read.guess_format(path.read_text(encoding="utf-8")) == "sam_csv"
    assert same_year(read.read_weather(path), columns)


# Light that is missing, too strong or does not close.


def test_missing_global_is_made_from_beam_and_diffuse(tmp_path, columns, place):
    cells = {name: list(values) for name, values in columns.items()}
    cells["ghi"][2000:3000] = [""] * 1000
    weather = read.read_weather(write.sam(tmp_path / "a.csv", cells, place))
    assert weather.ghi.sum() == pytest.approx(columns["ghi"].sum(), rel=2e-3)
    assert "ghi" in notices_of(weather)["weather_ghi_made"].en


@pytest.mark.parametrize(
    "writer, name, code", [(write.epw, "a.epw", "9999"), (write.tmy3, "a.csv", "-9900")]
)
@pytest.mark.parametrize("lost", [("ghi",), ("dni",), ("dhi",), ("dni", "dhi")])
def test_a_whole_column_of_missing_codes_is_no_column(
    lost, writer, name, code, tmp_path, columns, place
):
    cells = columns | {column: [code] * N_HOURS for column in lost}
    weather = read.read_weather(writer(tmp_path / name, cells, place))
    assert weather.ghi.sum() == pytest.approx(columns["ghi"].sum(), rel=5e-3)
    said = {
        ("ghi",): "weather_ghi_made", ("dni",): "weather_beam_made",
        ("dhi",): "weather_hole_rebuilt", ("dni", "dhi"): "weather_diffuse_made",
    }  # fmt: skip
    if lost != ("dhi",):
        assert said[lost] in notices_of(weather)
    rebuilt = 0.25 if len(lost) == 2 else 0.03
    assert weather.dni.sum() == pytest.approx(columns["dni"].sum(), rel=rebuilt)


def test_radiation_without_numbers_is_a_fault(tmp_path, columns, place):
    cells = columns | {name: ["9999"] * N_HOURS for name in ("ghi", "dni")}
    assert "× 8760" in faults_of(write.epw(tmp_path / "a.epw", cells, place))["ghi"].found


def test_a_night_without_numbers_is_dark_and_said(tmp_path, year, columns, place):
    sun_down = columns["ghi"] == 0.0
    cells = {
        name: [("" if dark else f"{value:.2f}") for dark, value in
               zip(sun_down, values, strict=True)] if name in ("ghi", "dni", "dhi") else values
        for name, values in columns.items()
    }  # fmt: skip
    for name in (("ghi",), ("ghi", "dni", "dhi")):
        some = {key: cells[key] if key in name else columns[key] for key in columns}
        weather = read.read_weather(write.sam(tmp_path / "a.csv", some, place))
        assert same_year(weather, columns)
        assert "of the night are 0" in notices_of(weather)["weather_night_filled"].en


@pytest.mark.parametrize("top", [1500.0, 3000.0, 5000.0])
@pytest.mark.parametrize("hours", ["noon", "low"])
def test_a_beam_above_the_sky_is_rebuilt_and_said(top, hours, tmp_path, columns, place):
    lit = np.flatnonzero(columns["dni"] > 5.0)
    chosen = lit[np.argsort(columns["ghi"][lit])]
    chosen = chosen[-15:] if hours == "noon" else chosen[:40]
    bad = columns | {"dni": columns["dni"].copy()}
    bad["dni"][chosen] = top
    weather = read.read_weather(write.epw(tmp_path / "a.epw", bad, place))
    said = notices_of(weather)["weather_impossible_dropped"]
    assert f"highest {top:.5g} W/m²" in said.en and f"× {len(chosen)}" in said.zh
    assert weather.dni.sum() == pytest.approx(columns["dni"].sum(), rel=2e-3)


def test_many_hours_above_the_sky_are_a_fault_with_the_right_name(tmp_path, columns, place):
    """Two hours in a hundred: the unit is not to blame."""
    lit = np.flatnonzero(columns["dni"] > 5.0)
    columns["dni"][lit[::50]] = 5000.0
    columns["dni"][lit[1::50]] = 4000.0
    fault = faults_of(write.epw(tmp_path / "a.epw", columns, place))["dni"]
    assert fault.found.startswith("5000 W/m²")
    assert "extraterrestrial irradiance, 14" in fault.wanted.en


def test_many_hours_of_impossible_global_are_a_fault_with_the_right_name(tmp_path, columns, place):
    lit = np.flatnonzero(columns["ghi"] > 5.0)
    columns["ghi"][lit[::40]] = 6000.0
    for some in (columns, {n: v for n, v in columns.items() if n not in ("dni", "dhi")}):
        fault = faults_of(write.plain(tmp_path / "a.csv", some, place))["ghi"]
        assert fault.found.startswith("6000 W/m²")
        assert "extraterrestrial irradiance" in fault.wanted.en


def test_a_beam_above_the_sky_without_global_is_a_fault(tmp_path, columns, place):
    short = {name: columns[name] for name in ("dni", "dhi", "temp_air", "wind_speed")}
    short["dni"][np.argmax(short["dni"])] = 3000.0
    fault = faults_of(write.plain(tmp_path / "a.csv", short, place))["dni"]
    assert fault.found.startswith("3000 W/m² × 1")


def test_diffuse_above_the_brightest_sky_is_dropped_and_said(tmp_path, columns, place):
    evening = np.flatnonzero((columns["ghi"] > 0.0) & (columns["ghi"] < 20.0))[:10]
    columns["dhi"][evening] = 900.0
    weather = read.read_weather(write.sam(tmp_path / "a.csv", columns, place))
    assert "× 10" in notices_of(weather)["weather_impossible_dropped"].en
    assert weather.dhi[0, evening].max() < 25.0


@pytest.mark.parametrize("name, factor", [("dni", 2.0), ("ghi", 2.0), ("dni", 0.0)])
def test_few_hours_that_do_not_close_take_the_lesser(name, factor, tmp_path, columns, place):
    high = columns["ghi"] - columns["dhi"] > 150.0
    middle = np.flatnonzero(high & (columns["dni"] < 600.0))[:60]
    right = columns["dni"].sum(), columns["dhi"].sum()
    columns[name][middle] *= factor
    weather = read.read_weather(write.sam(tmp_path / "a.csv", columns, place))
    assert "the lesser is taken" in notices_of(weather)["weather_hours_closed"].en
    made = weather.dni.sum() + weather.dhi.sum()
    assert made <= sum(right) * (1.0 + 1e-3)
    if factor:
        assert weather.dni.sum() == pytest.approx(right[0], rel=5e-3)


def test_global_alone_is_split_in_every_format_that_can_lack_the_rest(tmp_path, columns, place):
    short = {name: columns[name] for name in ("ghi", "temp_air", "wind_speed")}
    for path in (
        write.sam(tmp_path / "a.csv", short, place, labels="GHI,Tdry,Wspd"),
        write.plain(tmp_path / "b.csv", short, place),
    ):
        weather = read.read_weather(path)
        assert "Erbs" in notices_of(weather)["weather_diffuse_made"].en
        assert weather.dni.sum() == pytest.approx(columns["dni"].sum(), rel=0.25)


# Albedo.


@pytest.mark.parametrize(
    "values, mean, code",
    [
        ([0.2], 0.2, None),
        ([20.0], 0.2, "weather_albedo_percent"),
        ([0.2, 0.2, 0.2, 35.0], 0.2, "weather_albedo_dropped"),
        ([999.0], None, None),
        ([0.999], None, None),
        ([0.0], None, None),
    ],
)
def test_albedo_is_a_share_percent_is_said_and_codes_are_holes(
    values, mean, code, tmp_path, columns, place
):
    columns["albedo"] = np.resize(values, N_HOURS)
    weather = read.read_weather(write.plain(tmp_path / "a.csv", columns, place))
    assert (weather.albedo is None) == (mean is None)
    assert mean is None or weather.albedo == pytest.approx(np.full(N_HOURS, mean))
    assert {n for n in notices_of(weather) if "albedo" in n} == ({code} if code else set())


# Broken PVGIS files.


@pytest.mark.parametrize("value", [None, "", "nan", ...])
def test_a_row_without_its_time_is_named(value, tmp_path, columns, place):
    path = write.pvgis_json(tmp_path / "a.json", columns, place)
    document = json.loads(path.read_text())
    row = document["outputs"]["tmy_hourly"][100]
    row["time(UTC)"] = value
    if value is ...:
        del row["time(UTC)"]
    path.write_text(json.dumps(document))
    assert "[101]" in faults_of(path)["format pvgis_json"].found


def test_a_doubled_first_column_is_named(tmp_path, columns, place):
    lines = write.pvgis_csv(tmp_path / "a.csv", columns, place).read_text().splitlines()
    head = next(i for i, line in enumerate(lines) if line.startswith("time(UTC)"))
    for i in range(head, head + 1 + N_HOURS):
        lines[i] = lines[i].split(",")[0] + "," + lines[i]
    (tmp_path / "a.csv").write_text("\n".join(lines))
    assert "2 × time(UTC)" in faults_of(tmp_path / "a.csv")["format pvgis_csv"].found


def test_a_line_of_names_that_is_shorter_than_its_rows_is_named(tmp_path, columns, place):
    path = changed(write.pvgis_csv(tmp_path / "a.csv", columns, place), ("T2m,RH", "RH"))
    assert "time(UTC),RH" in faults_of(path)["format pvgis_csv"].found


def test_the_words_of_the_calendar_are_those_of_the_rows():
    assert (MONTH[0], DAY[0], HOUR[0]) == (1, 1, 0) and stamps()[-1] == "2023-12-31 23:00"
