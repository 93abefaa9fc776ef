"""From the horizontal to the tilted plane: how bright each part of the sky is.

Every model splits the sky into the same five parts, none of which depends on the plane. One pass
over the weather therefore serves all planes of a site; a plane only weighs the parts.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numba import njit

MIN_COS_ZENITH_PEREZ = 0.08715574274765814  # cos 85 deg
MIN_COS_ZENITH_HAY = 0.01745  # cos 89 deg, as in pvlib
KAPPA = 1.041  # for a zenith in radians

CLEARNESS_LIMITS = np.array([1.065, 1.23, 1.5, 1.95, 2.8, 4.5, 6.2])

# Perez et al. 1990, table 6, all sites: f11 f12 f13 f21 f22 f23 for overcast ... clear
COEFFICIENTS = np.array(
    [
        [-0.0080, 0.5880, -0.0620, -0.0600, 0.0720, -0.0220],
        [0.1300, 0.6830, -0.1510, -0.0190, 0.0660, -0.0290],
        [0.3300, 0.4870, -0.2210, 0.0550, -0.0640, -0.0260],
        [0.5680, 0.1870, -0.2950, 0.1090, -0.1520, -0.0140],
        [0.8730, -0.3920, -0.3620, 0.2260, -0.4620, 0.0010],
        [1.1320, -1.2370, -0.4120, 0.2880, -0.8230, 0.0560],
        [1.0600, -1.6000, -0.3590, 0.2640, -1.1270, 0.1310],
        [0.6780, -0.3270, -0.2500, 0.1560, -1.3770, 0.2510],
    ]
)


class Sky(NamedTuple):
    """Brightness of the parts of the sky; every array is float[n_weather, n_hours] in W/m2."""

    beam: np.ndarray  # direct normal, 0 while the sun is down
    circumsolar: np.ndarray  # normal to the sun, diffuse light that comes from around it
    isotropic: np.ndarray  # horizontal, from the whole dome
    horizon: np.ndarray  # on a wall, from the horizon band; may be negative
    ground: np.ndarray  # sent up by the ground


class PlaneOfArray(NamedTuple):
    """Irradiance on a plane; every array has the shape of the sky's. [W/m2]"""

    beam: np.ndarray
    sky_diffuse: np.ndarray
    ground: np.ndarray
    poa_global: np.ndarray


@njit(cache=True, error_model="numpy")
def perez(dni, dhi, ghi, albedo, zenith_deg, cos_zenith, dni_extra, airmass_relative):
    """Sky of Perez et al. 1990, all-sites composite, as pvlib.irradiance.perez. [W/m2]

    Parameters
    ----------
    dni, dhi, ghi : float[n_weather, n_hours]
    albedo, zenith_deg, cos_zenith, dni_extra, airmass_relative : float[n_hours]

    References
    ----------
    R. Perez et al., Solar Energy 44 (1990) 271-289. doi:10.1016/0038-092X(90)90055-H
    """
    n_weather, n_hours = dni.shape
    beam = np.zeros((n_weather, n_hours))
    circumsolar = np.zeros((n_weather, n_hours))
    isotropic = np.zeros((n_weather, n_hours))
    horizon = np.zeros((n_weather, n_hours))
    ground = np.zeros((n_weather, n_hours))
    for h in range(n_hours):
        up = cos_zenith[h]
        zenith_rad = math.radians(zenith_deg[h])
        cube = KAPPA * zenith_rad * zenith_rad * zenith_rad
        down = math.isnan(airmass_relative[h])
        per_dhi = airmass_relative[h] / dni_extra[h]
        over_up = 1.0 / max(up, MIN_COS_ZENITH_PEREZ)
        for w in range(n_weather):
            ground[w, h] = ghi[w, h] * albedo[h]
            if up > 0.0 or math.isnan(dni[w, h]):
                beam[w, h] = dni[w, h]
            diffuse = dhi[w, h]
            if math.isnan(diffuse + dni[w, h]):
                circumsolar[w, h] = math.nan
                isotropic[w, h] = math.nan
                horizon[w, h] = math.nan
                continue
            if down or diffuse <= 0.0:
                continue
            clearness = ((diffuse + dni[w, h]) / diffuse + cube) / (1.0 + cube)
            k = 0
            while k < 7 and clearness >= CLEARNESS_LIMITS[k]:
                k += 1
            brightness = diffuse * per_dhi
            f1 = COEFFICIENTS[k, 0] + COEFFICIENTS[k, 1] * brightness
            f1 = max(f1 + COEFFICIENTS[k, 2] * zenith_rad, 0.0)
            f2 = COEFFICIENTS[k, 3] + COEFFICIENTS[k, 4] * brightness
            f2 += COEFFICIENTS[k, 5] * zenith_rad
            circumsolar[w, h] = diffuse * f1 * over_up
            isotropic[w, h] = diffuse * (1.0 - f1)
            horizon[w, h] = diffuse * f2
    return Sky(beam, circumsolar, isotropic, horizon, ground)


@njit(cache=True, error_model="numpy")
def hay_davies(dni, dhi, ghi, albedo, cos_zenith, dni_extra):
    """Sky of Hay and Davies 1980, as pvlib.irradiance.haydavies. [W/m2]

    Parameters
    ----------
    dni, dhi, ghi : float[n_weather, n_hours]
    albedo, cos_zenith, dni_extra : float[n_hours]

    References
    ----------
    J. Hay, J. Davies, First Canadian Solar Radiation Data Workshop (1980) 59-72.
    """
    n_weather, n_hours = dni.shape
    beam = np.zeros((n_weather, n_hours))
    circumsolar = np.zeros((n_weather, n_hours))
    isotropic = np.zeros((n_weather, n_hours))
    ground = np.zeros((n_weather, n_hours))
    for h in range(n_hours):
        over_up = 1.0 / max(cos_zenith[h], MIN_COS_ZENITH_HAY)
        for w in range(n_weather):
            ground[w, h] = ghi[w, h] * albedo[h]
            if cos_zenith[h] > 0.0 or math.isnan(dni[w, h]):
                beam[w, h] = dni[w, h]
            share = dni[w, h] / dni_extra[h]
            circumsolar[w, h] = dhi[w, h] * share * over_up
            around = dhi[w, h] * (1.0 - share)
            isotropic[w, h] = 0.0 if around < 0.0 else around
    return Sky(beam, circumsolar, isotropic, np.zeros((n_weather, n_hours)), ground)


@njit(cache=True, error_model="numpy")
def isotropic_sky(dni, dhi, ghi, albedo, cos_zenith):
    """Sky of equal brightness everywhere (Liu and Jordan 1963). [W/m2]

    Parameters
    ----------
    dni, dhi, ghi : float[n_weather, n_hours]
    albedo, cos_zenith : float[n_hours]
    """
    n_weather, n_hours = dni.shape
    beam = np.zeros((n_weather, n_hours))
    ground = np.zeros((n_weather, n_hours))
    for h in range(n_hours):
        for w in range(n_weather):
            ground[w, h] = ghi[w, h] * albedo[h]
            if cos_zenith[h] > 0.0 or math.isnan(dni[w, h]):
                beam[w, h] = dni[w, h]
    none = np.zeros((n_weather, n_hours))
    return Sky(beam, none, dhi.copy(), none.copy(), ground)


@njit(cache=True, error_model="numpy")
def on_plane(sky, east, north, cos_zenith, tilt_deg, azimuth_deg):
    """Irradiance that a plane without neighbours receives. [W/m2]

    Parameters
    ----------
    sky : Sky
    east, north, cos_zenith : float[n_hours]   unit vector to the sun
    tilt_deg, azimuth_deg : of the plane, azimuth clockwise from north
    """
    tilt_rad, azimuth_rad = math.radians(tilt_deg), math.radians(azimuth_deg)
    sin_tilt, cos_tilt = math.sin(tilt_rad), math.cos(tilt_rad)
    to_east, to_north = sin_tilt * math.sin(azimuth_rad), sin_tilt * math.cos(azimuth_rad)
    n_weather, n_hours = sky.beam.shape
    beam = np.empty((n_weather, n_hours))
    sky_diffuse = np.empty((n_weather, n_hours))
    ground = np.empty((n_weather, n_hours))
    poa_global = np.empty((n_weather, n_hours))
    for w in range(n_weather):
        for h in range(n_hours):
            cos_aoi = east[h] * to_east + north[h] * to_north + cos_zenith[h] * cos_tilt
            cos_aoi = max(cos_aoi, 0.0)
            diffuse = sky.isotropic[w, h] * (0.5 * (1.0 + cos_tilt))
            diffuse += sky.circumsolar[w, h] * cos_aoi + sky.horizon[w, h] * sin_tilt
            beam[w, h] = sky.beam[w, h] * cos_aoi
            sky_diffuse[w, h] = 0.0 if diffuse < 0.0 else diffuse
            ground[w, h] = sky.ground[w, h] * (0.5 * (1.0 - cos_tilt))
            poa_global[w, h] = beam[w, h] + sky_diffuse[w, h] + ground[w, h]
    return PlaneOfArray(beam, sky_diffuse, ground, poa_global)
