"""One small invented year, written in every format that pvlift reads."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from pvlift.errors import WeatherError
from pvlift.weather import climate, read
from pvlift.weather.records import MONTH_DAYS, MONTH_OF_HOUR, N_HOURS, HourlyWeather

DAY = np.concatenate([np.repeat(np.arange(1, days + 1), 24) for days in MONTH_DAYS])
HOUR = np.tile(np.arange(24), 365)
LABEL_YEAR = 2005


@cache
def year_of(city: str = "Ganzhou", seed: int = 3) -> HourlyWeather:
    """One synthetic year with exact monthly means."""
    uniforms = np.random.default_rng(seed).random((1, climate.UNIFORMS_PER_YEAR))
    return climate.hourly_years(climate.climate_of(city), uniforms, spread=False)


def columns_of(year: HourlyWeather) -> dict[str, np.ndarray]:
    """Writable copies of the five columns of the first year."""
    names = ("ghi", "dni", "dhi", "temp_air", "wind_speed")
    return {name: np.array(getattr(year, name)[0]) for name in names}


def cell(value) -> str:
    return value if isinstance(value, str) else ("" if np.isnan(value) else f"{value:.2f}")


def place_of(year: HourlyWeather) -> dict[str, float]:
    return {
        "lat": year.lat_deg,
        "lon": year.lon_deg,
        "altitude_m": year.altitude_m,
        "utc_offset_h": year.utc_offset_h,
    }


def epw(path: Path, columns, place, kind="TMYx", drop=()) -> Path:
    """EnergyPlus weather; hour 1..24 ends at its label."""
    lines = [
        f"LOCATION,Testville,-,CHN,{kind},999999,{place['lat']:.3f},{place['lon']:.3f},"
        f"{place['utc_offset_h']},{place['altitude_m']}",
        "DESIGN CONDITIONS,0",
        "TYPICAL/EXTREME PERIODS,0",
        "GROUND TEMPERATURES,0",
        "HOLIDAYS/DAYLIGHT SAVING,No,0,0,0",
        "COMMENTS 1,invented",
        "COMMENTS 2,",
        "DATA PERIODS,1,1,Data,Sunday, 1/ 1,12/31",
    ]
    for h in range(N_HOURS):
        if h in drop:
            continue
        row = {name: cell(values[h]) for name, values in columns.items()}
        lines.append(
            f"{LABEL_YEAR},{MONTH_OF_HOUR[h] + 1},{DAY[h]},{HOUR[h] + 1},0,?9,{row['temp_air']},"
            f"5,60,100000,9999,9999,300,{row['ghi']},{row['dni']},{row['dhi']},999999,999999,"
            f"999999,9999,180,{row['wind_speed']},5,5,99,99999,9,999999999,999,0.999,999,99,999,"
            "999,99"
        )
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def sam(path: Path, columns, place, minute=30, drop=(), extra=(), labels=None) -> Path:
    """SAM csv; `minute=None` leaves the column out, `extra` adds rows (text) after their hour."""
    lines = [
        "Source,Location ID,City,State,Country,Latitude,Longitude,Time Zone,Elevation",
        f"invented,1,Testville,-,CHN,{place['lat']},{place['lon']},{place['utc_offset_h']},"
        f"{place['altitude_m']}",
        "Year,Month,Day,Hour,"
        + ("" if minute is None else "Minute,")
        + (labels or "GHI,DNI,DHI,Tdry,Wspd"),
    ]
    clock = "" if minute is None else f",{minute}"
    added = dict(extra)
    for h in range(N_HOURS):
        if h not in drop:
            numbers = ",".join(cell(values[h]) for values in columns.values())
            lines.append(f"{LABEL_YEAR},{MONTH_OF_HOUR[h] + 1},{DAY[h]},{HOUR[h]}{clock},{numbers}")
        lines += added.get(h, [])
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def leap_rows(columns, minute=30) -> tuple[int, list[str]]:
    """29 February after the last hour of the 28th, as SAM rows."""
    last = (31 + 28) * 24 - 1
    numbers = [",".join(cell(v[last - 23 + h]) for v in columns.values()) for h in range(24)]
    return last, [f"2004,2,29,{h},{minute},{row}" for h, row in enumerate(numbers)]


def tmy3(path: Path, columns, place) -> Path:
    """TMY3; 01:00..24:00 end at their label."""
    lines = [
        f"999999,Testville,JX,{place['utc_offset_h']},{place['lat']},{place['lon']},"
        f"{place['altitude_m']}",
        "Date (MM/DD/YYYY),Time (HH:MM),GHI (W/m^2),DNI (W/m^2),DHI (W/m^2),Dry-bulb (C),"
        "Wspd (m/s),Alb (unitless)",
    ]
    for h in range(N_HOURS):
        numbers = ",".join(cell(values[h]) for values in columns.values())
        date = f"{MONTH_OF_HOUR[h] + 1:02d}/{DAY[h]:02d}/{LABEL_YEAR}"
        lines.append(f"{date},{HOUR[h] + 1:02d}:00,{numbers},0.21")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def _utc(columns, place):
    roll = -int(place["utc_offset_h"])
    return {name: np.roll(values, roll) for name, values in columns.items()}


def pvgis_csv(path: Path, columns, place, offset_h=0.5, drop=()) -> Path:
    """PVGIS typical year in UTC, radiation `offset_h` after the label."""
    utc = _utc(columns, place)
    lines = [
        f"Latitude (decimal degrees): {place['lat']:.3f}",
        f"Longitude (decimal degrees): {place['lon']:.3f}",
        f"Elevation (m): {place['altitude_m']:.1f}",
        f"Irradiance Time Offset (h): {offset_h}",
        "month,year",
        *(f"{month},{2006 + month}" for month in range(1, 13)),
        "time(UTC),T2m,RH,G(h),Gb(n),Gd(h),IR(h),WS10m,WD10m,SP",
    ]
    for h in range(N_HOURS):
        if h in drop:
            continue
        row = {name: cell(values[h]) for name, values in utc.items()}
        month = MONTH_OF_HOUR[h] + 1
        lines.append(
            f"{2006 + month}{month:02d}{DAY[h]:02d}:{HOUR[h]:02d}00,{row['temp_air']},60,"
            f"{row['ghi']},{row['dni']},{row['dhi']},300,{row['wind_speed']},180,100000"
        )
    path.write_text("\n".join(lines) + "\n\nT2m: 2-m air temperature\n", encoding="utf-8")
    return path


def pvgis_json(path: Path, columns, place, offset_h=0.5) -> Path:
    """The same as json."""
    utc = _utc(columns, place)
    names = {"ghi": "G(h)", "dni": "Gb(n)", "dhi": "Gd(h)", "temp_air": "T2m"}
    names["wind_speed"] = "WS10m"
    rows = []
    for h in range(N_HOURS):
        month = MONTH_OF_HOUR[h] + 1
        row = {"time(UTC)": f"{2006 + month}{month:02d}{DAY[h]:02d}:{HOUR[h]:02d}00"}
        row |= {names[name]: round(float(values[h]), 2) for name, values in utc.items()}
        rows.append(row)
    location = {
        "latitude": place["lat"],
        "longitude": place["lon"],
        "elevation": place["altitude_m"],
        "irradiance_time_offset": offset_h,
    }
    document = {
        "inputs": {"location": location, "meteo_data": {}},
        "outputs": {
            "months_selected": [{"month": m, "year": 2006 + m} for m in range(1, 13)],
            "tmy_hourly": rows,
        },
        "meta": {"inputs": {}},
    }
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def plain(path: Path, columns, place, n_years=1, times=True, head="", shift_rows=0) -> Path:
    """pvlift's plain csv; `n_years` repeats the year under following labels."""
    lines = [
        "# " + ", ".join(f"{name} = {value}" for name, value in place.items()) + head,
        ("time," if times else "") + ",".join(columns),
    ]
    for year in range(LABEL_YEAR, LABEL_YEAR + n_years):
        for h in range(N_HOURS):
            numbers = ",".join(cell(values[h]) for values in columns.values())
            at = np.datetime64(f"{year}-{MONTH_OF_HOUR[h] + 1:02d}-{DAY[h]:02d}T{HOUR[h]:02d}:00")
            at = str(at + np.timedelta64(shift_rows, "m")).replace("T", " ")
            lines.append((f"{at}," if times else "") + numbers)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def stamped(path: Path, columns, place, stamps, names="time", more="") -> Path:
    """Plain csv whose rows begin with cells of one's own, under names of one's own."""
    head = "# " + ", ".join(f"{name} = {value}" for name, value in place.items()) + more
    rows = (",".join(cell(values[k]) for values in columns.values()) for k in range(len(stamps)))
    lines = [f"{stamp},{row}" for stamp, row in zip(stamps, rows, strict=True)]
    text = "\n".join([head, f"{names},{','.join(columns)}", *lines])
    path.write_text(text + "\n", encoding="utf-8")
    return path


def faults_of(path, **options):
    with pytest.raises(WeatherError) as caught:
        read.read_weather(path, **options)
    assert caught.value.text("zh") != caught.value.text("en")
    return {fault.where: fault for fault in caught.value.faults}


def notices_of(weather):
    return {notice.code: notice.words for notice in weather.notices}
