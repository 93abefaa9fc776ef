"""Beam and diffuse that belong to the global irradiance: closing, rebuilding, splitting."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

LOWEST_COS = 0.05  # below this the beam cannot be told from the global
LOWEST_SINGLE_COS = 0.01  # the same where single hours are rebuilt
BEAM_CAP = 0.85  # of the extraterrestrial normal irradiance
BELOW_HORIZON_COS = float(np.cos(np.radians(91.0)))


class Split(NamedTuple):
    """Irradiance that closes: ghi = dni cosZ + dhi; float[n_weather, 8760] each."""

    ghi: np.ndarray
    dni: np.ndarray
    dhi: np.ndarray


def rebuild_beam(ghi, dhi, cos_zenith, extra_normal) -> Split:
    """Beam from global and diffuse; what the cap takes from the beam goes back to diffuse."""
    high = cos_zenith > LOWEST_COS
    room = np.where(high, cos_zenith, 1.0)
    dni = np.clip((ghi - dhi) / room, 0.0, BEAM_CAP * extra_normal)
    dni = np.where(high, dni, 0.0)
    return Split(ghi, dni, np.maximum(ghi - dni * np.where(high, cos_zenith, 0.0), 0.0))


def erbs_diffuse(ghi, cos_zenith, extra_normal) -> np.ndarray:
    """Diffuse from global alone.

    References
    ----------
    Erbs, Klein, Duffie, Solar Energy 28 (1982) 293-302.
    """
    above_air = extra_normal * np.maximum(cos_zenith, LOWEST_COS)
    kt = np.clip(ghi / above_air, 0.0, 1.0)
    middle = 0.9511 + kt * (-0.1604 + kt * (4.388 + kt * (-16.638 + kt * 12.336)))
    return ghi * np.where(kt <= 0.22, 1.0 - 0.09 * kt, np.where(kt <= 0.8, middle, 0.165))


def single_beam(ghi, dhi, cos_zenith, extra_normal) -> np.ndarray:
    """Beam of a few single hours from global and diffuse, under lower suns too."""
    high = cos_zenith > LOWEST_SINGLE_COS
    dni = np.clip((ghi - dhi) / np.where(high, cos_zenith, 1.0), 0.0, BEAM_CAP * extra_normal)
    return np.where(high, dni, 0.0)


def brightest_global(cos_zenith, extra_normal) -> np.ndarray:
    """Highest global irradiance an hour can have [W/m2]."""
    return 1.25 * extra_normal * np.maximum(cos_zenith, 0.0) + 80.0


def brightest_diffuse(cos_zenith, extra_normal) -> np.ndarray:
    """Highest diffuse irradiance of any sky [W/m2].

    References
    ----------
    Long, Dutton, BSRN Global Network recommended QC tests, V2.0 (2002): physically possible limit.
    """
    return 0.95 * extra_normal * np.maximum(cos_zenith, 0.0) ** 1.2 + 50.0


def closure_excess_frac(ghi, dni, dhi, cos_zenith) -> float:
    """Year's GHI over DNI cosZ + DHI, less one; hours with the sun up."""
    up = np.broadcast_to(cos_zenith > 0.0, ghi.shape)
    made = (dni * np.maximum(cos_zenith, 0.0) + dhi)[up].sum()
    return float(ghi[up].sum() / made - 1.0) if made > 0.0 else np.inf
