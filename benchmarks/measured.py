"""Measured light, cells and plants beside pvlift, hour by hour: `python -m benchmarks measured`.

The records are those of the package `pvanalytics` (extra `test`; the one of 2011 needs `pyarrow`),
from NREL in Golden, Colorado: the weather station RMIS, and SERF East and West, two arrays of 1994
of 6 kW each on one roof (PVDAQ systems 50 and 51). Nothing is fitted but a plant's rating, on the
first third of its hours of light; errors are those of the rest. RSF II is left out: snow lay on its
modules that week, its clock lights the plant after sunset, its wind never falls below 2 m/s and its
two light sensors differ by a quarter.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from benchmarks.measure import Result
from pvlift.solar import panel
from pvlift.solar.array import OPEN_RACK, Plane, array_dc_w, plane_of_array, site_sky, site_sun
from pvlift.solar.module import Cooling, flat_losses, modules, noct_cooling
from pvlift.weather import beam
from pvlift.weather.records import N_HOURS, HourlyWeather
from pvlift.weather.sunpath import sun_path

GOLDEN = (39.742, -105.18, 1829.0, -7.0)  # latitude, longitude, altitude, UTC offset
STATION_PLANE = Plane(40.0, 180.0)  # of the tilted sensor, assumed: at the latitude, due south
SERF_PLANE = Plane(45.0, 158.0)  # as pvanalytics gives it for SERF East; West is its twin
MODULE = modules()["p_2000_375"]  # of the table's kinds the nearest to crystalline cells of 1994
EFFICIENCY_FRAC = 0.96
ASSUMED_WIND = 2.0  # m/s, where the satellite's record has none
LOWEST_LIGHT = 50.0  # W/m2: with less, a rise of temperature is that of the sensors
SNOW_GONE_H = 36  # noon of 2 January 2022: until 10:30 snow lay on SERF West


class Finding(NamedTuple):
    """How far pvlift's hours (or days) lie from the measured ones."""

    what: str
    n: int  # hours or days
    bias_frac: float  # sum over the measured sum, less one
    nrmse_frac: float  # root mean square error over the measured mean
    correlation: float
    note: str = ""


def findings() -> Iterator[Finding]:
    """All of them, light first."""
    winters = (station_2019(), station_2022())
    grids = {name: np.concatenate([grids[name] for grids in winters]) for name in winters[0]}
    yield from of_light(weather_years(grids), grids["light"])
    yield from of_serf_west(weather_years(winters[1]), year_grid(serf_west()))
    yield from of_serf_east("2016", *serf_east_2016())
    yield from of_serf_east("2011-13", *serf_east_2011())


def show() -> Iterator[Result]:
    """Print the table; there is no speed in it to record."""
    print(f"{'hours, or days':<48} {'n':>6} {'bias':>8} {'nRMSE':>8} {'corr.':>7}")
    for one in findings():
        errors = f"{one.bias_frac:>+8.1%} {one.nrmse_frac:>8.1%} {one.correlation:>7.3f}"
        print(f"{one.what:<48} {one.n:>6,} {errors}  {one.note}".rstrip())
    yield from ()


def compare(what: str, measured: np.ndarray, modelled: np.ndarray, note: str = "") -> Finding:
    """The errors of all pairs that are numbers."""
    known = np.isfinite(measured) & np.isfinite(modelled)
    real, ours = measured[known], modelled[known]
    return Finding(
        what,
        int(known.sum()),
        float(ours.sum() / real.sum() - 1.0),
        float(np.sqrt(np.mean((ours - real) ** 2)) / real.mean()),
        float(np.corrcoef(real, ours)[0, 1]),
        note,
    )


def of_light(weather: HourlyWeather, light: np.ndarray) -> Iterator[Finding]:
    """Diffuse, beam and light on a plane at the station; of hours whose three sensors agree."""
    sun = site_sun(weather)
    agree = three_agree(weather, sun.cos_zenith)
    split = with_beam(weather)
    plane = plane_of_array(site_sky(weather, sun), sun, STATION_PLANE).poa_global
    from_global = plane_of_array(site_sky(split, sun), sun, STATION_PLANE).poa_global
    for what, measured, modelled in (
        ("diffuse from global", weather.dhi, split.dhi),
        ("beam from global", weather.dni, split.dni),
        ("plane of 40 degrees from beam and diffuse", light, plane),
        ("plane of 40 degrees from global", light, from_global),
    ):
        yield compare(what, np.where(agree, measured, np.nan), modelled)


def of_serf_west(weather: HourlyWeather, roof: dict[str, np.ndarray]) -> Iterator[Finding]:
    """Light, cells and power of a roof some hundred metres from the station."""
    sun = site_sun(weather)
    sky = site_sky(weather, sun)
    agree = three_agree(weather, sun.cos_zenith)
    light, rise = roof["light"], roof["temp_module"] - roof["temp_air"]
    plane = plane_of_array(sky, sun, SERF_PLANE).poa_global
    what = "SERF West light on its plane from the station"
    yield compare(what, np.where(agree, light, np.nan), plane)
    bare = np.arange(N_HOURS) >= SNOW_GONE_H
    warm = np.where(bare & (light > LOWEST_LIGHT), rise, np.nan)
    for what, cooling in (("rack", OPEN_RACK), ("roof mount", noct_cooling(49.0))):
        yield compare(
            f"SERF West modules above air, {what}", warm, light / heat_loss(cooling, weather)
        )
    per_watt = ac_per_watt(weather)
    yield of_power("SERF West power", np.where(bare, roof["power_w"], np.nan), per_watt)


def of_serf_east(label: str, weather: HourlyWeather, power_w: np.ndarray) -> Iterator[Finding]:
    """Power of hours and days from a satellite's global irradiance alone."""
    per_watt = ac_per_watt(weather)
    yield of_power(f"SERF East {label} power", power_w, per_watt)
    hours = np.isfinite(power_w) & np.isfinite(per_watt)
    days = [
        np.where(hours, values, np.nan).reshape(len(power_w), 365, 24).sum(axis=2)
        for values in (power_w, per_watt)
    ]
    yield of_power(f"SERF East {label} power, days", *days)


def of_power(what: str, power_w: np.ndarray, per_watt: np.ndarray) -> Finding:
    """The rating from the first third of the lit hours or days, the errors from the rest."""
    lit = np.flatnonzero(
        np.isfinite(power_w) & np.isfinite(per_watt) & ((power_w > 0.0) | (per_watt > 0.0))
    )
    first, rest = np.split(lit, [len(lit) // 3])
    rating_w = power_w.flat[first].sum() / per_watt.flat[first].sum()
    note = f"rating {rating_w / 1000.0:.2f} kW"
    return compare(what, power_w.flat[rest], rating_w * per_watt.flat[rest], note)


def ac_per_watt(weather: HourlyWeather, plane: Plane = SERF_PLANE) -> np.ndarray:
    """Power of an array without losses per watt of its rating: float[n_weather, 8760]. [W/W]"""
    dc = array_dc_w(weather, site_sun(weather), plane, MODULE, flat_losses(0.0))
    return panel.inverter_ac_w(dc, 1.0, EFFICIENCY_FRAC)


def heat_loss(cooling: Cooling, weather: HourlyWeather) -> np.ndarray:
    """What cools a module, per degree above the air: float[n_weather, 8760]. [W/m2/K]"""
    return cooling.heat_loss + cooling.heat_loss_per_wind * weather.wind_speed


def three_agree(weather: HourlyWeather, cos_zenith: np.ndarray) -> np.ndarray:
    """Hours in which global, beam and diffuse of a station fit together: bool[n_weather, 8760].

    References
    ----------
    C. Long, Y. Shi, The Open Atmospheric Science Journal 2 (2008) 23-37 (QCRad: 8 %, and 15 % with
    the sun below 15 degrees; sums above 50 W/m2).
    """
    made = weather.dni * np.maximum(cos_zenith, 0.0) + weather.dhi
    most_frac = np.where(cos_zenith > np.cos(np.radians(75.0)), 0.08, 0.15)
    high = cos_zenith > np.cos(np.radians(87.0))
    return high & (made > 50.0) & (np.abs(weather.ghi - made) < most_frac * made)


def with_beam(weather: HourlyWeather) -> HourlyWeather:
    """Beam and diffuse made from global alone, as for a file that has no more."""
    site = (weather.lat_deg, weather.lon_deg, weather.altitude_m, weather.utc_offset_h)
    path = sun_path(*site, weather.sun_at_h)
    ghi = np.where(path.cos_zenith < beam.BELOW_HORIZON_COS, 0.0, weather.ghi)
    dhi = np.minimum(beam.erbs_diffuse(ghi, path.cos_zenith, path.extra_normal), ghi)
    split = beam.rebuild_beam(ghi, dhi, path.cos_zenith, path.extra_normal)
    return weather._replace(**split._asdict(), is_hour_mean=False)


def weather_years(columns: dict[str, np.ndarray]) -> HourlyWeather:
    """Hourly years of the campus; what the record does not hold is nan."""
    return HourlyWeather(
        **{name: columns[name] for name in ("ghi", "dni", "dhi", "temp_air", "wind_speed")},
        sun_at_h=np.arange(N_HOURS) + 0.5,
        is_hour_mean=True,
        albedo=None,
        lat_deg=GOLDEN[0],
        lon_deg=GOLDEN[1],
        altitude_m=GOLDEN[2],
        utc_offset_h=GOLDEN[3],
        source="",
        notices=(),
    )


def year_grid(table: pd.DataFrame) -> dict[str, np.ndarray]:
    """Columns of an hourly table as years of 8760 hours, nan outside: float[n_years, 8760]."""
    clock = table.index
    table = table[~((clock.month == 2) & (clock.day == 29))]
    clock = table.index
    after_leap_day = clock.is_leap_year & (clock.month > 2)
    hour = (clock.day_of_year - 1 - after_leap_day) * 24 + clock.hour
    year = clock.year - clock.year.min()
    grids = {}
    for name, values in table.items():
        grids[name] = np.full((year.max() + 1, N_HOURS), np.nan)
        grids[name][year, hour] = values
    return grids


def hour_means(table: pd.DataFrame) -> pd.DataFrame:
    """Means of whole hours, by their beginning; a stamp of these loggers ends its interval."""
    hours = table.resample("h", closed="right", label="left")
    return hours.mean().where(hours.count() == hours.count().max())


def means_of_instants(table: pd.DataFrame) -> pd.DataFrame:
    """Means of hours of a satellite's instants: those at both ends of an hour count half."""
    sides = [table.resample("h", closed=side, label="left").mean() for side in ("left", "right")]
    return (sides[0] + sides[1]) / 2.0


def station_2019() -> dict[str, np.ndarray]:
    """RMIS, 1 to 5 February 2019: weather, and light on its tilted sensor."""
    names = {
        "irradiance_ghi__7981": "ghi",
        "irradiance_dni__7982": "dni",
        "irradiance_dhi__7983": "dhi",
        "irradiance_poa__7984": "light",
    }
    return station("irradiance_RMIS_NREL.csv", names)


def station_2022() -> dict[str, np.ndarray]:
    """RMIS, 1 to 4 January 2022."""
    names = {
        "Global Horizontal": "ghi",
        "Direct Normal": "dni",
        "Diffuse Horizontal": "dhi",
        "Plane of array": "light",
        "Ambient Temperature": "temp_air",
        "Wind Speed": "wind_speed",
    }
    return station("rmis_weather_data.csv", names)


def station(file: str, names: dict[str, str]) -> dict[str, np.ndarray]:
    """Hours of the station by our names; a light sensor's night offset is none."""
    table = pd.read_csv(folder() / file, index_col=0)
    table.index = pd.to_datetime(table.index, format="%m/%d/%Y %H:%M")
    table = table[[*names]].rename(columns=names)
    rays = [name for name in ("ghi", "dni", "dhi", "light") if name in table]
    table[rays] = table[rays].clip(lower=0.0)
    unknown = dict.fromkeys({"temp_air", "wind_speed"} - set(table), np.nan)
    return year_grid(hour_means(table).assign(**unknown))


def serf_west() -> pd.DataFrame:
    """Hours of 2 to 5 January 2022; on the 6th snow lay on the modules."""
    table = pd.read_csv(folder() / "serf_west_15min.csv", index_col=0, parse_dates=True)
    table.index = table.index.floor("15min")  # stamped a minute after
    modules_c = [f"module_temp_{n}__{780 + n}" for n in (1, 2, 3)]
    table = pd.DataFrame(
        {
            "light": table["poa_irradiance__771"].clip(lower=0.0),
            "temp_air": table["ambient_temp__780"],
            "temp_module": table[modules_c].mean(axis=1),
            "power_w": table["ac_power__773"].clip(lower=0.0),
        }
    )
    return hour_means(table)[:"2022-01-05"]


def serf_east_2016() -> tuple[HourlyWeather, np.ndarray]:
    """July to October 2016: weather after the satellite, and power."""
    sky = pd.read_csv(folder() / "serf_east_psm3_data.csv", index_col=0, parse_dates=True)
    power = pd.read_csv(folder() / "serf_east_15min_ac_power.csv", index_col=0, parse_dates=True)
    return after_satellite(sky.tz_localize(None), power["ac_power"].tz_localize(None))


def serf_east_2011() -> tuple[HourlyWeather, np.ndarray]:
    """April 2011 to December 2013, one of the two inverters; its clock kept summer time."""
    sky = pd.read_parquet(folder() / "system_50_ac_power_2_full_DST_psm3.parquet")
    power = pd.read_parquet(folder() / "system_50_ac_power_2_full_DST.parquet")
    power = power.set_index("measured_on")["ac_power_2"].tz_localize(None)
    power = power.tz_localize("America/Denver", ambiguous="NaT", nonexistent="NaT")
    power = power[power.index.notna()].tz_convert("Etc/GMT+7").tz_localize(None)
    return after_satellite(sky.set_index("index").tz_localize(None), power)


def after_satellite(sky: pd.DataFrame, power_w: pd.Series) -> tuple[HourlyWeather, np.ndarray]:
    """Weather of NSRDB's PSM3, of which the record keeps global and temperature, and power."""
    table = means_of_instants(sky[["ghi", "temp_air"]])
    table["power_w"] = hour_means(power_w.clip(lower=0.0).to_frame())
    grids = year_grid(table)
    none = np.full_like(grids["ghi"], np.nan)
    grids |= {"dni": none, "dhi": none, "wind_speed": np.full_like(none, ASSUMED_WIND)}
    return with_beam(weather_years(grids)), grids["power_w"]


def folder() -> Path:
    """Where the package keeps its records; the package itself is not imported."""
    spec = importlib.util.find_spec("pvanalytics")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("pvanalytics is missing: pip install 'pvlift[test]'")
    return Path(spec.origin).parent / "data"
