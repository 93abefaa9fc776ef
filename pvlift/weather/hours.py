"""Kernels that turn monthly means and uniform numbers into days and hours of clearness.

Days: Aguiar, Collares-Pereira & Conde 1988 (Markov matrices). Hours: TAG, Aguiar &
Collares-Pereira 1992. Every number of chance is an argument: the same uniforms give the same year.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numba import njit

LEAST_SIN = 0.02  # hours with a lower sun stay dark
HOUR_CAP = 0.9  # share of the extraterrestrial irradiance that no hour exceeds
DAY_KT_FLOOR = 0.02
DAY_KT_CEILING = 0.86
SHIFT_LOW, SHIFT_HIGH = 0.5, 2.0  # how far the diffuse curve may be moved along the clearness


class SunHours(NamedTuple):
    """What the sun alone decides at one place; arrays of 8760 hours.

    Cached kernels remember it by its name, and themselves by their lines: a new name moves both.
    """

    sin_elevation: np.ndarray  # at the instant that stands for the hour; 0 at night
    above_air: np.ndarray  # extraterrestrial on the horizontal, mean of the hour [W/m2]
    kt_clear: np.ndarray  # highest clearness index TAG allows in the hour
    month_of_day: np.ndarray  # int[365], 0..11


class Chain(NamedTuple):
    """The library of daily transition matrices."""

    month_kt_limits: np.ndarray  # float[9]
    low: np.ndarray  # float[10] lowest daily index of the class
    high: np.ndarray  # float[10]
    cumulated: np.ndarray  # float[10, 10, 10]


@njit(cache=True, error_model="numpy")
def normal_from_uniform(u):
    """Quantile of the standard normal law, relative error below 1e-15.

    References
    ----------
    M. J. Wichura, Algorithm AS 241, PPND16, Applied Statistics 37 (1988) 477-484.
    """
    q = u - 0.5
    if abs(q) <= 0.425:
        r = 0.180625 - q * q
        top = (2.5090809287301226727e3 * r + 3.3430575583588128105e4) * r
        top = (top + 6.7265770927008700853e4) * r + 4.5921953931549871457e4
        top = (top * r + 1.3731693765509461125e4) * r + 1.9715909503065514427e3
        top = (top * r + 1.3314166789178437745e2) * r + 3.3871328727963666080e0
        low = (5.2264952788528545610e3 * r + 2.8729085735721942674e4) * r
        low = (low + 3.9307895800092710610e4) * r + 2.1213794301586595867e4
        low = (low * r + 5.3941960214247511077e3) * r + 6.8718700749205790830e2
        low = (low * r + 4.2313330701600911252e1) * r + 1.0
        return q * top / low
    r = u if q < 0.0 else 1.0 - u
    if not r > 0.0:
        return math.nan
    r = math.sqrt(-math.log(r))
    if r <= 5.0:
        r -= 1.6
        top = (7.74545014278341407640e-4 * r + 2.27238449892691845833e-2) * r
        top = (top + 2.41780725177450611770e-1) * r + 1.27045825245236838258e0
        top = (top * r + 3.64784832476320460504e0) * r + 5.76949722146069140550e0
        top = (top * r + 4.63033784615654529590e0) * r + 1.42343711074968357734e0
        low = (1.05075007164441684324e-9 * r + 5.47593808499534494600e-4) * r
        low = (low + 1.51986665636164571966e-2) * r + 1.48103976427480074590e-1
        low = (low * r + 6.89767334985100004550e-1) * r + 1.67638483018380384940e0
        low = (low * r + 2.05319162663775882187e0) * r + 1.0
    else:
        r -= 5.0
        top = (2.01033439929228813265e-7 * r + 2.71155556874348757815e-5) * r
        top = (top + 1.24266094738807843860e-3) * r + 2.65321895265761230930e-2
        top = (top * r + 2.96560571828504891230e-1) * r + 1.78482653991729133580e0
        top = (top * r + 5.46378491116411436990e0) * r + 6.65790464350110377720e0
        low = (2.04426310338993978564e-15 * r + 1.42151175831644588870e-7) * r
        low = (low + 1.84631831751005468180e-5) * r + 7.86869131145613259100e-4
        low = (low * r + 1.48753612908506148525e-2) * r + 1.36929880922735805310e-1
        low = (low * r + 5.99832206555887937690e-1) * r + 1.0
    return -top / low if q < 0.0 else top / low


@njit(cache=True, error_model="numpy")
def normals_from_uniforms(uniforms, normals):
    """Standard normal numbers for uniform ones, float[n] each; written in place."""
    for i in range(uniforms.shape[0]):
        normals[i] = normal_from_uniform(uniforms[i])


@njit(cache=True, error_model="numpy")
def normal_between(u, low, high):
    """Quantile u of the standard normal law cut to [low, high].

    One uniform number replaces redrawing until the value fits: both give the truncated law.
    """
    if not high > low:
        return 0.5 * (low + high)
    # The upper tail is mirrored to the lower one, where the difference of two areas keeps digits.
    flip = low + high > 0.0
    left, right, v = (-high, -low, 1.0 - u) if flip else (low, high, u)
    area_left = 0.5 * math.erfc(-left / math.sqrt(2.0))
    area_right = 0.5 * math.erfc(-right / math.sqrt(2.0))
    z = normal_from_uniform(min(max(area_left + v * (area_right - area_left), 1e-300), 1.0 - 1e-16))
    z = min(max(z, left), right)
    return -z if flip else z


@njit(cache=True, error_model="numpy")
def lean_on_yesterday(uniforms, memory, leaning):
    """Uniform numbers whose normal scores have the lag-1 correlation `memory`; still uniform.

    uniforms, leaning : float[n]; leaning is written in place
    """
    score = 0.0
    for i in range(uniforms.shape[0]):
        fresh = normal_from_uniform(uniforms[i])
        score = fresh if i == 0 else memory * score + math.sqrt(1.0 - memory**2) * fresh
        leaning[i] = 0.5 * math.erfc(-score / math.sqrt(2.0))


@njit(cache=True, error_model="numpy")
def day_indices(chain, month_kt, month_of_day, uniforms, kt_day):
    """Daily clearness index by the Markov chain of each month.

    Parameters
    ----------
    month_kt : float[12]    the month's mean clearness index, it chooses the matrix
    uniforms : float[365]   one number in (0, 1) a day
    kt_day   : float[365]   written in place

    References
    ----------
    Aguiar, Collares-Pereira, Conde, Solar Energy 40 (1988) 269-279.
    """
    today = month_kt[11]
    for day in range(365):
        mean = month_kt[month_of_day[day]]
        kind = 0
        while kind < 9 and mean > chain.month_kt_limits[kind]:
            kind += 1
        low = chain.low[kind]
        width = (chain.high[kind] - low) / 10.0
        state = min(max(int(math.floor((today - low) / width)), 0), 9)
        before = 0.0
        for tomorrow in range(10):
            after = chain.cumulated[kind, state, tomorrow]
            if uniforms[day] < after or tomorrow == 9:
                share = (uniforms[day] - before) / (after - before) if after > before else 0.5
                today = low + (tomorrow + min(max(share, 0.0), 1.0)) * width
                break
            before = after
        kt_day[day] = today


@njit(cache=True, error_model="numpy")
def fit_days_to_months(month_kt, month_of_day, above_air_day, kt_day):
    """Scale each month's days, within bounds, until their mean is the month's index.

    above_air_day : float[365]  extraterrestrial of the day, any unit; the weight of the day
    kt_day        : float[365]  changed in place
    """
    first = 0
    for month in range(12):
        last = first
        wanted = 0.0
        while last < 365 and month_of_day[last] == month:
            wanted += month_kt[month] * above_air_day[last]
            last += 1
        for _ in range(50):
            held = 0.0
            for day in range(first, last):
                held += kt_day[day] * above_air_day[day]
            if not abs(held - wanted) > 1e-12 * wanted:
                break
            for day in range(first, last):
                kt = kt_day[day] * wanted / held
                kt_day[day] = min(max(kt, DAY_KT_FLOOR), DAY_KT_CEILING)
        first = last


@njit(cache=True, error_model="numpy")
def hour_indices(sky, kt_day, uniforms, kt_hour):
    """Hourly clearness index of each day by TAG, the day's mean kept.

    Parameters
    ----------
    kt_day   : float[365]   daily clearness index
    uniforms : float[8760]  one number in (0, 1) an hour; those of dark hours are not used
    kt_hour  : float[8760]  written in place, 0 in dark hours

    References
    ----------
    Aguiar, Collares-Pereira, Solar Energy 49 (1992) 167-174. The noise has the standard deviation
    sigma once and the innovation sqrt(1 - phi^2). Instead of redrawing a value outside (0, clear
    sky) the innovation is drawn from the normal law cut to what is admissible, the same law.
    """
    for day in range(365):
        kt = kt_day[day]
        offset = -0.19 + 1.12 * kt + 0.24 * math.exp(-8.0 * kt)
        depth = 0.32 - 1.6 * (kt - 0.5) ** 2
        slope = 0.19 + 2.27 * kt**2 - 2.51 * kt**3
        spread = 0.14 * math.exp(-20.0 * (kt - 0.35) ** 2)
        growth = 3.0 * (kt - 0.45) ** 2 + 16.0 * kt**5
        memory = 0.38 + 0.06 * math.cos(7.4 * kt - 2.5)
        fresh = math.sqrt(1.0 - memory**2)
        noise = 0.0
        arrived = 0.0
        wanted = 0.0
        for hour in range(24 * day, 24 * day + 24):
            kt_hour[hour] = 0.0
            sin_h = sky.sin_elevation[hour]
            wanted += kt * sky.above_air[hour]
            if sin_h <= LEAST_SIN:
                continue
            mean = offset + depth * math.exp(-slope / sin_h)
            sd = spread * math.exp(growth * (1.0 - sin_h))
            low = (-mean / sd - memory * noise) / fresh
            high = ((sky.kt_clear[hour] - mean) / sd - memory * noise) / fresh
            noise = memory * noise + fresh * normal_between(uniforms[hour], low, high)
            kt_hour[hour] = max(mean + sd * noise, 0.0)
            arrived += kt_hour[hour] * sky.above_air[hour]
        for hour in range(24 * day, 24 * day + 24):
            if arrived > 0.0:
                kt_hour[hour] = min(kt_hour[hour] * wanted / arrived, HOUR_CAP)


@njit(cache=True, error_model="numpy")
def fit_hours_to_months(month_kt, sky, kt_hour):
    """Scale each month's hours below the cap until the month's sum is right; what the caps took
    goes to the other hours. kt_hour : float[8760], changed in place."""
    first = 0
    for month in range(12):
        last = first
        wanted = 0.0
        while last < 8760 and sky.month_of_day[last // 24] == month:
            wanted += month_kt[month] * sky.above_air[last]
            last += 1
        for _ in range(50):
            held = 0.0
            for hour in range(first, last):
                held += kt_hour[hour] * sky.above_air[hour]
            if not abs(held - wanted) > 1e-12 * wanted or held == 0.0:
                break
            for hour in range(first, last):
                kt_hour[hour] = min(kt_hour[hour] * wanted / held, HOUR_CAP)
        first = last


@njit(cache=True, error_model="numpy")
def diffuse_fraction(kt):
    """Diffuse share of hourly global irradiance.

    References
    ----------
    Erbs, Klein, Duffie, Solar Energy 28 (1982) 293-302.
    """
    if kt <= 0.22:
        return 1.0 - 0.09 * kt
    if kt <= 0.8:
        return 0.9511 + kt * (-0.1604 + kt * (4.388 + kt * (-16.638 + kt * 12.336)))
    return 0.165


@njit(cache=True, error_model="numpy")
def split_hours(sky, kt_hour, diffuse_month_frac, ghi, dni, dhi):
    """Global, beam and diffuse of every hour, closing exactly: ghi = dni sin(elevation) + dhi.

    The diffuse curve is moved along the clearness, one factor a month, until the month's diffuse
    share is the wanted one: dull hours stay without beam. A month wanted as nan keeps the curve.

    diffuse_month_frac : float[12]    the month's diffuse over its global irradiation
    ghi, dni, dhi      : float[8760]  written in place [W/m2]
    """
    first = 0
    for month in range(12):
        last = first
        total = 0.0
        while last < 8760 and sky.month_of_day[last // 24] == month:
            ghi[last] = kt_hour[last] * sky.above_air[last]
            total += ghi[last]
            last += 1
        low, high, shift = SHIFT_LOW, SHIFT_HIGH, 1.0
        if diffuse_month_frac[month] == diffuse_month_frac[month]:
            for _ in range(24):
                shift = 0.5 * (low + high)
                diffuse = 0.0
                for hour in range(first, last):
                    diffuse += ghi[hour] * diffuse_fraction(min(shift * kt_hour[hour], 1.0))
                if diffuse > diffuse_month_frac[month] * total:
                    low = shift
                else:
                    high = shift
        for hour in range(first, last):
            dhi[hour] = ghi[hour] * diffuse_fraction(min(shift * kt_hour[hour], 1.0))
            sin_h = sky.sin_elevation[hour]
            if sin_h > LEAST_SIN:
                dni[hour] = (ghi[hour] - dhi[hour]) / sin_h
            else:
                dni[hour] = 0.0
                dhi[hour] = ghi[hour]
        first = last
