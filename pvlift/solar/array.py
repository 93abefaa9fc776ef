"""One array through one or many weather years: from the sky to direct current."""

from __future__ import annotations

import functools
from typing import NamedTuple

import numpy as np

from pvlift.solar import panel as kernel
from pvlift.solar import sky as sky_models
from pvlift.solar.module import Cooling, DcLosses, Module, kept_by_hour
from pvlift.solar.panel import ArrayNumbers
from pvlift.solar.shade import Shade
from pvlift.solar.sky import PlaneOfArray, Sky
from pvlift.solar.sun import SunPath, sun_path
from pvlift.weather.records import HourlyWeather

OPEN_RACK = Cooling(25.0, 6.84)
"""Faiman 2008: air on both sides of the module."""

ALBEDO_FRAC = 0.2
"""Bare roof or town where the weather file is silent, as in PVWatts."""


class Plane(NamedTuple):
    """Where an array looks."""

    tilt_deg: float  # above horizontal
    azimuth_deg: float  # clockwise from north, 180 is south


def site_sun(weather: HourlyWeather) -> SunPath:
    """Geometry of the sun at the place and the instants of the weather."""
    return sun_path(
        weather.lat_deg,
        weather.lon_deg,
        weather.altitude_m,
        weather.utc_offset_h,
        weather.sun_at_h,
        weather.is_hour_mean,
    )


def site_sky(
    weather: HourlyWeather,
    sun: SunPath,
    model: str = "perez",
    albedo_frac: float = ALBEDO_FRAC,
) -> Sky:
    """Parts of the sky for all planes of a site. [W/m2]

    Parameters
    ----------
    model : "perez", "hay_davies" or "isotropic"
    albedo_frac : of the ground, where the weather has none
    """
    albedo = weather.albedo
    if albedo is None:
        albedo = np.full(weather.ghi.shape[1], float(albedo_frac))
    dni, dhi, ghi, albedo = (
        own(values) for values in (weather.dni, weather.dhi, weather.ghi, albedo)
    )
    match model:
        case "perez":
            return sky_models.perez(
                dni,
                dhi,
                ghi,
                albedo,
                sun.zenith_deg,
                sun.cos_zenith,
                sun.dni_extra,
                sun.airmass_relative,
            )
        case "hay_davies":
            return sky_models.hay_davies(dni, dhi, ghi, albedo, sun.cos_zenith, sun.dni_extra)
        case "isotropic":
            return sky_models.isotropic_sky(dni, dhi, ghi, albedo, sun.cos_zenith)
    raise ValueError(f"model is {model!r}, not perez, hay_davies or isotropic")


def plane_of_array(sky: Sky, sun: SunPath, plane: Plane) -> PlaneOfArray:
    """Irradiance on a plane without neighbours: float[n_weather, n_hours]. [W/m2]"""
    check_plane(plane)
    return sky_models.on_plane(
        sky, sun.east, sun.north, sun.cos_zenith, float(plane.tilt_deg), float(plane.azimuth_deg)
    )


def array_dc_w(
    weather: HourlyWeather,
    sun: SunPath,
    plane: Plane,
    module: Module,
    losses: DcLosses,
    shade: Shade | None = None,
    cooling: Cooling = OPEN_RACK,
    sky: Sky | None = None,
    rear_open_frac: float = 0.0,
) -> np.ndarray:
    """Direct current after all losses but before any decline, per watt of peak. [W/W]

    Glass by the physical model with Marion's integral for diffuse light, cell temperature by
    Faiman, PVWatts' linear module, named losses multiplied. Light from around the sun shares the
    glass angle and the shadows of the beam.

    Parameters
    ----------
    sky : of the whole site where several arrays share it; Perez if None
    rear_open_frac : share of the ground under the array that the sun reaches; lights the rear of
        a bifacial module, 0 leaves the rear out

    Returns
    -------
    float[n_weather, 8760]; nan where the weather is nan

    References
    ----------
    D. Faiman, Prog. Photovolt. 16 (2008) 307-315; B. Marion, Solar Energy 147 (2017) 344-348;
    A. Dobos, PVWatts Version 5 Manual, NREL/TP-6A20-62641 (2014).
    """
    if sky is None:
        sky = site_sky(weather, sun)
    n_hours = sky.beam.shape[1]
    clear = np.zeros(n_hours)
    return kernel.dc_per_peak(
        *sky,
        sun.east,
        sun.north,
        sun.cos_zenith,
        own(weather.temp_air),
        own(weather.wind_speed),
        clear if shade is None else shade.shaded_frac,
        clear if shade is None else shade.row_shaded_frac,
        kept_by_hour(losses),
        panel_of(plane, module, cooling, shade, float(rear_open_frac)),
    )


def panel_of(
    plane: Plane,
    module: Module,
    cooling: Cooling,
    shade: Shade | None = None,
    rear_open_frac: float = 0.0,
) -> ArrayNumbers:
    """What the hourly loop must know of an array, from records in words."""
    check_plane(plane)
    if not 0.0 <= rear_open_frac <= 1.0:
        raise ValueError(f"rear_open_frac is {rear_open_frac}, not within 0 to 1")
    glass = (module.glass_index, module.coating_index, module.absorption)
    through = glass_fracs(float(plane.tilt_deg), *glass)
    seen = (1.0, 1.0, 1.0) if shade is None else shade[2:5]
    cos_tilt = np.cos(np.radians(plane.tilt_deg))
    return ArrayNumbers(
        tilt_deg=float(plane.tilt_deg),
        azimuth_deg=float(plane.azimuth_deg),
        temp_coefficient_per_c=float(module.temp_coefficient_per_c),
        heat_loss=float(cooling.heat_loss),
        heat_loss_per_wind=float(cooling.heat_loss_per_wind),
        glass_index=float(module.glass_index),
        coating_index=float(module.coating_index),
        absorption=float(module.absorption),
        sky_frac=through[0] * seen[0],
        horizon_frac=through[1] * seen[1],
        ground_frac=through[2] * seen[2],
        open_sky_frac=float(seen[0]),
        open_horizon_frac=float(seen[1]),
        open_ground_frac=float(seen[2]),
        rear_ground_frac=float(module.bifaciality_frac * rear_open_frac * 0.5 * (1.0 + cos_tilt)),
        row_string_frac=0.0 if shade is None else float(shade.row_string_frac),
        n_strips=0.0 if shade is None else float(shade.n_strips),
        fill_factor=float(module.fill_factor),
        n_diodes=float(module.n_diodes),
        mpp_voltage=float(module.mpp_voltage),
    )


@functools.lru_cache(maxsize=1024)
def glass_fracs(
    tilt_deg: float, index: float, coating_index: float, absorption: float
) -> tuple[float, float, float]:
    """Share of sky, horizon and ground light that passes the glass of a plane."""
    return kernel.diffuse_glass_fracs(tilt_deg, index, coating_index, absorption)


def own(values: np.ndarray) -> np.ndarray:
    """The same numbers as one kind of array, so that each kernel is compiled once."""
    return np.require(values, dtype=np.float64, requirements=["C", "W"])


def check_plane(plane: Plane) -> None:
    """Refuse a plane that is none."""
    if not 0.0 <= plane.tilt_deg <= 90.0:
        raise ValueError(f"tilt_deg is {plane.tilt_deg}, not within 0 to 90")
    if not 0.0 <= plane.azimuth_deg <= 360.0:
        raise ValueError(f"azimuth_deg is {plane.azimuth_deg}, not within 0 to 360")
