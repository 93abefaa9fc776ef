"""From light on the glass to direct current, and from there through the inverter.

The sky comes in as its parts (see sky.py), so that glass, rows and obstructions can treat light
from the sun, from the dome, from the horizon and from the ground each in its own way. Light from
around the sun goes the way of the beam: the same glass angle, the same shadow.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numba import njit

INVERTER_REFERENCE_FRAC = 0.9637  # efficiency of the inverter that PVWatts' curve was fitted to


class ArrayNumbers(NamedTuple):
    """All that the hourly loop must know of one array, as floats.

    Cached kernels remember it by its name, and themselves by their lines: a new name moves both.
    """

    tilt_deg: float
    azimuth_deg: float  # clockwise from north, 180 is south
    temp_coefficient_per_c: float  # change of power, negative
    heat_loss: float  # Faiman u0 [W/m2/K]
    heat_loss_per_wind: float  # Faiman u1 [W s/m3/K]
    glass_index: float
    coating_index: float
    absorption: float
    sky_frac: float  # of the diffuse sky of a free plane: rows, boxes and glass
    horizon_frac: float
    ground_frac: float
    open_sky_frac: float  # the same without the glass, for the heat on the module
    open_horizon_frac: float
    open_ground_frac: float
    rear_ground_frac: float  # what the rear side adds, per light from the ground
    row_string_frac: float  # share of the strings that stand behind another row
    n_strips: float  # strips of a row that shade stops one by one; 0: power follows lit area
    fill_factor: float
    n_diodes: float  # bypass sections of a module
    mpp_voltage: float  # of a module [V]


@njit(cache=True, error_model="numpy")
def through_glass(cos_aoi, index, coating_index, absorption):
    """Transmittance of coated glass at one angle of incidence, absorption included.

    References
    ----------
    W. De Soto et al., Solar Energy 80 (2006) 78-88, eqs 14-15; as pvlib.iam.physical.
    """
    sin_coating2 = (1.0 - cos_aoi * cos_aoi) / (coating_index * coating_index)
    cos_coating = math.sqrt(1.0 - sin_coating2)
    sin_glass2 = (1.0 - cos_aoi * cos_aoi) / (index * index)
    cos_glass = math.sqrt(1.0 - sin_glass2)
    tau_s, tau_p = 1.0, 1.0
    back_s, back_p = 0.0, 0.0
    if coating_index != 1.0:
        back_s = (cos_aoi - coating_index * cos_coating) / (cos_aoi + coating_index * cos_coating)
        back_p = (cos_coating - coating_index * cos_aoi) / (cos_coating + coating_index * cos_aoi)
        back_s *= back_s
        back_p *= back_p
        tau_s, tau_p = 1.0 - back_s, 1.0 - back_p
    n2, n3 = coating_index, index
    rho_s = (n2 * cos_coating - n3 * cos_glass) / (n2 * cos_coating + n3 * cos_glass)
    rho_p = (n2 * cos_glass - n3 * cos_coating) / (n2 * cos_glass + n3 * cos_coating)
    rho_s *= rho_s
    rho_p *= rho_p
    # the coating reflects back and forth: a geometric series
    tau_s *= (1.0 - rho_s) / (1.0 - rho_s * back_s)
    tau_p *= (1.0 - rho_p) / (1.0 - rho_p * back_p)
    return 0.5 * (tau_s + tau_p) * math.exp(-absorption / cos_glass)


@njit(cache=True, error_model="numpy")
def incidence_angle_frac(cos_aoi, index, coating_index, absorption):
    """Transmittance against that at normal incidence; 0 from behind.

    References
    ----------
    W. De Soto et al., Solar Energy 80 (2006) 78-88, eq. 16; as pvlib.iam.physical.
    """
    if cos_aoi <= 0.0:
        return 0.0
    straight = through_glass(1.0, index, coating_index, absorption)
    return through_glass(cos_aoi, index, coating_index, absorption) / straight


@njit(cache=True, error_model="numpy")
def diffuse_glass_fracs(tilt_deg, index, coating_index, absorption):
    """Share of sky, horizon and ground light that passes the glass, against normal incidence.

    Marion's integral over solid angle, reduced to one dimension: of the ring at angle t from the
    normal, the part acos(-cot t cot tilt)/pi sees the sky, the rest the ground.

    References
    ----------
    B. Marion, Solar Energy 147 (2017) 344-348. doi:10.1016/j.solener.2017.03.027
    """
    n_steps = 400
    tilt_rad = math.radians(tilt_deg)
    sin_tilt, cos_tilt = math.sin(tilt_rad), math.cos(tilt_rad)
    straight = through_glass(1.0, index, coating_index, absorption)
    sky, sky_all, ground, ground_all = 0.0, 0.0, 0.0, 0.0
    edge, edge_all = 0.0, 0.0
    for i in range(n_steps):
        angle_rad = (i + 0.5) / n_steps * 0.5 * math.pi
        cosine, sine = math.cos(angle_rad), math.sin(angle_rad)
        lit = sine * sin_tilt
        seen_frac = 1.0
        if cosine * cos_tilt < lit:
            seen_frac = math.acos(-cosine * cos_tilt / lit) / math.pi
        light = cosine * sine
        passed = light * through_glass(cosine, index, coating_index, absorption) / straight
        sky += passed * seen_frac
        sky_all += light * seen_frac
        ground += passed * (1.0 - seen_frac)
        ground_all += light * (1.0 - seen_frac)
        # the horizon itself: a ring around the zenith, met at cos = sin tilt cos(azimuth)
        across = sin_tilt * cosine
        edge += across * through_glass(across, index, coating_index, absorption) / straight
        edge_all += across
    horizon_frac = edge / edge_all if edge_all > 1e-12 else 0.0
    ground_frac = ground / ground_all if ground_all > 1e-9 else 0.0
    return sky / sky_all, horizon_frac, ground_frac


@njit(cache=True, error_model="numpy")
def row_shade_factor(string_frac, strip_frac, diffuse_frac, fill_factor, n_diodes, mpp_voltage):
    """Power that strings keep when the lower strips of some of them stand in shade.

    Parameters
    ----------
    string_frac : share of the parallel strings that have shade
    strip_frac : share of their bypass sections in shade
    diffuse_frac : share of diffuse light on the plane

    References
    ----------
    C. Deline et al., Solar Energy 96 (2013) 274-282, as in SSC's lib_pvshade.
    """
    if string_frac <= 0.0 or strip_frac <= 0.0:
        return 1.0
    x, s, r = string_frac, strip_frac, diffuse_frac
    short = min(x, 0.65)
    c1 = (109.0 * fill_factor - 54.3) * math.exp(-4.5 * x)
    c2 = -6.0 * short * short + 5.0 * short + 0.28
    c3 = (-0.05 * r - 0.01) * x + (0.85 * fill_factor - 0.7) * r - 0.085 * fill_factor + 0.05
    c3 = max(c3, r - 1.0)
    kept = max(1.0 - c1 * s * s - c2 * s, (x - s * (1.0 + 0.5 * n_diodes / mpp_voltage)) / x)
    kept = max(kept, c3 * (s - 1.0) + r)
    return (1.0 - x) + x * min(max(kept, 0.0), 1.0)


@njit(cache=True, error_model="numpy")
def dc_per_peak(
    beam,
    circumsolar,
    isotropic,
    horizon,
    ground,
    east,
    north,
    cos_zenith,
    temp_air,
    wind_speed,
    shaded_frac,
    row_shaded_frac,
    keep_frac,
    panel,
):
    """Direct current after all losses, per watt of peak. [W/W]

    Parameters
    ----------
    beam, circumsolar, isotropic, horizon, ground : float[n_weather, n_hours]   parts of the sky
    east, north, cos_zenith : float[n_hours]   unit vector to the sun
    temp_air, wind_speed : float[n_weather, n_hours]
    shaded_frac : float[n_hours]       share of the array that obstructions keep out of the sun
    row_shaded_frac : float[n_hours]   shaded share of the height of a row behind another
    keep_frac : float[n_hours]         what the named losses leave
    panel : Panel

    References
    ----------
    D. Faiman, Prog. Photovolt. 16 (2008) 307-315, eq. 3. doi:10.1002/pip.813
    A. Dobos, PVWatts Version 5 Manual, NREL/TP-6A20-62641 (2014), eq. 8.
    """
    n_weather, n_hours = beam.shape
    dc = np.zeros((n_weather, n_hours))
    tilt_rad, azimuth_rad = math.radians(panel.tilt_deg), math.radians(panel.azimuth_deg)
    sin_tilt, cos_tilt = math.sin(tilt_rad), math.cos(tilt_rad)
    to_east, to_north = sin_tilt * math.sin(azimuth_rad), sin_tilt * math.cos(azimuth_rad)
    index, coating_index = panel.glass_index, panel.coating_index
    per_straight = 1.0 / through_glass(1.0, index, coating_index, panel.absorption)
    sky_view, ground_view = 0.5 * (1.0 + cos_tilt), 0.5 * (1.0 - cos_tilt)
    for w in range(n_weather):
        for h in range(n_hours):
            around = isotropic[w, h]
            if beam[w, h] == 0.0 and around == 0.0 and ground[w, h] == 0.0:
                continue
            cos_aoi = east[h] * to_east + north[h] * to_north + cos_zenith[h] * cos_tilt
            band = horizon[w, h] * sin_tilt
            dome = around * sky_view
            up = ground[w, h] * ground_view
            diffuse = dome * panel.open_sky_frac + band * panel.open_horizon_frac
            useful = dome * panel.sky_frac + band * panel.horizon_frac
            if diffuse < 0.0:
                diffuse = 0.0
            if useful < 0.0:
                useful = 0.0
            direct = beam[w, h] + circumsolar[w, h]
            if cos_aoi > 0.0:
                direct *= cos_aoi * (1.0 - shaded_frac[h])
            else:
                direct *= 0.0  # keeps nan
            kept = 1.0
            passed = direct
            if row_shaded_frac[h] > 0.0:
                lit_frac = 1.0 - row_shaded_frac[h] * panel.row_string_frac
                if panel.n_strips == 0.0:
                    passed *= lit_frac
                else:
                    kept = row_shade_factor(
                        panel.row_string_frac,
                        math.ceil(row_shaded_frac[h] * panel.n_strips) / panel.n_strips,
                        diffuse / (direct + diffuse),
                        panel.fill_factor,
                        panel.n_diodes,
                        panel.mpp_voltage,
                    )
                direct *= lit_frac
            poa_global = direct + diffuse + up * panel.open_ground_frac
            if passed > 0.0:
                passed *= per_straight * through_glass(
                    cos_aoi, index, coating_index, panel.absorption
                )
            passed += useful + up * panel.ground_frac
            passed += ground[w, h] * panel.rear_ground_frac
            cooling = panel.heat_loss + panel.heat_loss_per_wind * wind_speed[w, h]
            temp_cell = temp_air[w, h] + poa_global / cooling
            power = passed * 0.001 * (1.0 + panel.temp_coefficient_per_c * (temp_cell - 25.0))
            if power < 0.0:
                power = 0.0
            dc[w, h] = power * kept * keep_frac[h]
    return dc


@njit(cache=True, error_model="numpy")
def inverter_ac_w(dc_w, inverter_limit_w, efficiency_frac):
    """Alternating current of a PVWatts inverter, clipped at its limit. [W]

    Parameters
    ----------
    dc_w : float[n]   direct current
    inverter_limit_w : largest output
    efficiency_frac : nominal efficiency

    References
    ----------
    A. Dobos, PVWatts Version 5 Manual, NREL/TP-6A20-62641 (2014), eqs 11-13.
    """
    ac_w = np.zeros(dc_w.shape)
    input_limit_w = inverter_limit_w / efficiency_frac
    per_reference = efficiency_frac / INVERTER_REFERENCE_FRAC
    for i in range(dc_w.size):
        dc = dc_w.flat[i]
        ac = per_reference * (
            -0.0162 * dc * dc / input_limit_w - 0.0059 * input_limit_w + 0.9858 * dc
        )
        if ac < 0.0:
            ac = 0.0
        if ac > inverter_limit_w:
            ac = inverter_limit_w
        ac_w.flat[i] = ac
    return ac_w
