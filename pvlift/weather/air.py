"""Kernels for air temperature and wind of synthetic years."""

from __future__ import annotations

import math

from numba import njit

TAU = 2.0 * math.pi


@njit(cache=True, error_model="numpy")
def day_anomalies(kt_score, normals, memory, sd_c, kt_correlation, anomaly_c):
    """Anomaly of the daily mean temperature, AR(1), leaning on the day's clearness. [degC]

    Parameters
    ----------
    kt_score       : float[365]  the day's clearness index, standardised within its month
    normals        : float[366]  standard normal numbers; the last one starts the chain
    memory         : lag-1 correlation of the anomaly
    sd_c           : standard deviation of the anomaly [degC]
    kt_correlation : correlation of the day's innovation with kt_score
    anomaly_c      : float[365]  written in place
    """
    before = normals[365] * sd_c
    fresh_c = sd_c * math.sqrt(1.0 - memory**2)
    own = math.sqrt(1.0 - kt_correlation**2)
    for day in range(365):
        before = memory * before + fresh_c * (kt_correlation * kt_score[day] + own * normals[day])
        anomaly_c[day] = before


@njit(cache=True, error_model="numpy")
def hour_temperatures(day_mean_c, day_range_c, mean_solar_offset_h, temp_air):
    """Hourly temperature from the day's mean and range; the means run on smoothly. [degC]

    Parameters
    ----------
    day_mean_c, day_range_c : float[365]
    mean_solar_offset_h     : mean solar time minus clock time [h]
    temp_air                : float[8760]  written in place

    References
    ----------
    Shape after Erbs et al. 1983, refitted to 270 Chinese typical years (rows counted from 0 h,
    mean solar time); coefficients sum a cos(k t - p).
    """
    for hour in range(8760):
        day = hour // 24
        angle = TAU * ((hour + 0.5 + mean_solar_offset_h) % 24.0) / 24.0
        shape = 0.4466 * math.cos(angle + 2.2816) + 0.1032 * math.cos(2.0 * angle - 0.7530)
        shape += 0.0133 * math.cos(3.0 * angle - 0.6545) + 0.0125 * math.cos(4.0 * angle + 2.5750)
        # Straight line between the middles of two days, so that midnight has no step.
        share = (hour % 24 + 0.5) / 24.0 - 0.5
        other = min(max(day + (1 if share > 0.0 else -1), 0), 364)
        mean_c = day_mean_c[day] * (1.0 - abs(share)) + day_mean_c[other] * abs(share)
        temp_air[hour] = mean_c + day_range_c[day] * shape


@njit(cache=True, error_model="numpy")
def hour_winds(month_mean, month_of_day, normals, memory, daily_swing, wind_speed):
    """Hourly wind with a Weibull law, hours leaning on the hour before. [m/s]

    Parameters
    ----------
    month_mean  : float[12]    mean wind of the month [m/s]
    normals     : float[8760]  standard normal numbers
    memory      : lag-1 correlation of the normal scores
    daily_swing : half of the daily swing as a share of the mean, highest at 15 h
    wind_speed  : float[8760]  written in place

    References
    ----------
    Shape k = 0.94 sqrt(mean): Justus et al., J. Applied Meteorology 17 (1978) 350-353.
    """
    score = normals[0]
    fresh = math.sqrt(1.0 - memory**2)
    for hour in range(8760):
        if hour > 0:
            score = memory * score + fresh * normals[hour]
        mean = month_mean[month_of_day[hour // 24]]
        shape = min(max(0.94 * math.sqrt(mean), 1.0), 3.0)
        scale = mean / math.gamma(1.0 + 1.0 / shape)
        above = max(0.5 * math.erfc(score / math.sqrt(2.0)), 1e-12)
        day_factor = 1.0 + daily_swing * math.cos(TAU * (hour % 24 + 0.5 - 15.0) / 24.0)
        wind_speed[hour] = scale * day_factor * (-math.log(above)) ** (1.0 / shape)
