"""The loss diagram: from the sun on level ground to kilowatt-hours at the meter, step by step."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pvlift.errors import Words
from pvlift.solar import panel as kernel
from pvlift.solar.array import OPEN_RACK, Plane, own, panel_of, plane_of_array, site_sky
from pvlift.solar.module import Cooling, Losses, Module, kept_by_name
from pvlift.solar.panel import Panel
from pvlift.solar.shade import Shade
from pvlift.solar.sky import Sky
from pvlift.solar.sun import SunPath
from pvlift.weather.records import MONTH_OF_HOUR, WeatherYears, monthly_kwh_per_m2

STEP_WORDS = {
    "horizontal": Words("Sun on level ground", "水平面总辐照"),
    "transposition": Words("Tilt of the modules", "倾斜面增益"),
    "shade": Words("Shade of rows and obstacles", "阵列间及障碍物遮挡"),
    "glass": Words("Reflection at the glass", "入射角反射损失"),
    "rear": Words("Light on the rear side", "背面增益"),
    "temperature": Words("Warm cells", "温度损失"),
    "strings": Words("Strings stopped by shade", "遮挡引起的组串失配"),
    "soiling_frac": Words("Dust", "灰尘遮挡"),
    "snow_frac": Words("Snow", "积雪"),
    "mismatch_frac": Words("Unequal modules", "组件失配"),
    "wiring_frac": Words("Cables", "线缆损失"),
    "availability_frac": Words("Out of work", "停运"),
    "light_induced_frac": Words("First hours of light", "光致衰减"),
    "nameplate_frac": Words("Label and reality", "标称功率偏差"),
    "decline": Words("Age", "老化衰减"),
    "inverter": Words("Inverter", "逆变器效率损失"),
    "clipping": Words("Inverter at its limit", "逆变器限功率"),
}


class LossStep(NamedTuple):
    """One step of the diagram, mean of the weather years."""

    name: str
    words: Words
    change_frac: float  # against the step before; losses are negative
    kwh_per_year: float  # what is left; light counts as what the label makes of it
    kwh_per_m2: float  # light on the plane after the step, nan behind the modules


class LossDiagram(NamedTuple):
    """All steps, and how well each month uses the light on the plane."""

    steps: tuple[LossStep, ...]
    ac_kwh_per_year: float
    performance_ratio: float  # energy at the meter over label times light on the free plane
    month_performance_ratio: np.ndarray  # float[12]
    month_ac_kwh: np.ndarray  # float[12]


def loss_steps(
    weather: WeatherYears,
    sun: SunPath,
    plane: Plane,
    module: Module,
    losses: Losses,
    peak_w: float,
    inverter_limit_w: float,
    efficiency_frac: float,
    shade: Shade | None = None,
    cooling: Cooling = OPEN_RACK,
    sky: Sky | None = None,
    rear_open_frac: float = 0.0,
    decline_frac: float = 0.0,
) -> LossDiagram:
    """Where the light of a year goes, from level ground to the meter.

    Each step switches on one effect in the hourly chain and takes the difference, in the order in
    which light meets them.

    Parameters
    ----------
    decline_frac : of the direct current, for a year other than the first

    References
    ----------
    IEC 61724-1 (performance ratio).
    """
    if sky is None:
        sky = site_sky(weather, sun)
    poa = plane_of_array(sky, sun, plane).poa_global
    hours = [("horizontal", weather.ghi / 1000.0), ("transposition", poa / 1000.0)]
    hours += lit_steps(weather, sun, plane, module, shade, cooling, sky, rear_open_frac)
    n_light = len(hours) - 2  # temperature and strings come behind the glass
    last = hours[-1][1]
    for name, kept in kept_by_name(losses).items():
        last = last * kept[MONTH_OF_HOUR]
        hours.append((name, last))
    last = last * (1.0 - decline_frac)
    hours.append(("decline", last))
    unclipped, clipped = through_inverter(last * peak_w, inverter_limit_w, efficiency_frac)
    hours += [("inverter", unclipped / peak_w), ("clipping", clipped / peak_w)]
    steps = []
    before = np.nan
    for i, (name, per_peak) in enumerate(hours):
        mean = float(per_peak.sum(axis=1).mean())
        change = mean / before - 1.0 if i and before else 0.0
        light = mean if i < n_light else np.nan
        steps.append(LossStep(name, STEP_WORDS[name], change, mean * peak_w / 1000.0, light))
        before = mean
    month_ac_kwh = monthly_kwh_per_m2(clipped).mean(axis=0)
    month_light_kwh = monthly_kwh_per_m2(poa).mean(axis=0) * peak_w / 1000.0
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio = np.where(month_light_kwh > 0.0, month_ac_kwh / month_light_kwh, np.nan)
    ac_kwh = float(month_ac_kwh.sum())
    return LossDiagram(
        steps=tuple(steps),
        ac_kwh_per_year=ac_kwh,
        performance_ratio=ac_kwh / float(month_light_kwh.sum()),
        month_performance_ratio=ratio,
        month_ac_kwh=month_ac_kwh,
    )


def lit_steps(
    weather: WeatherYears,
    sun: SunPath,
    plane: Plane,
    module: Module,
    shade: Shade | None,
    cooling: Cooling,
    sky: Sky,
    rear_open_frac: float,
) -> list[tuple[str, np.ndarray]]:
    """Energy per watt of peak after each effect between the light and the cells."""
    whole = panel_of(plane, module, cooling, shade, rear_open_frac)
    clear = np.zeros(weather.ghi.shape[1])
    rows = clear if shade is None else shade.row_shaded_frac
    area = clear if shade is None else shade.dark_area_frac
    stopped = clear if shade is None else shade.shaded_frac

    def run(shaded_frac: np.ndarray, panel: Panel) -> np.ndarray:
        return kernel.dc_per_peak(
            *sky,
            sun.east,
            sun.north,
            sun.cos_zenith,
            own(weather.temp_air),
            own(weather.wind_speed),
            shaded_frac,
            rows,
            np.ones(weather.ghi.shape[1]),
            panel,
        )

    linear = whole._replace(n_strips=0.0)
    cold = linear._replace(temp_coefficient_per_c=0.0)
    front = cold._replace(rear_ground_frac=0.0)
    bare = front._replace(
        glass_index=1.0,
        coating_index=1.0,
        absorption=0.0,
        sky_frac=front.open_sky_frac,
        horizon_frac=front.open_horizon_frac,
        ground_frac=front.open_ground_frac,
    )
    return [
        ("shade", run(area, bare)),
        ("glass", run(area, front)),
        ("rear", run(area, cold)),
        ("temperature", run(area, linear)),
        ("strings", run(stopped, whole)),
    ]


def through_inverter(
    dc_w: np.ndarray, inverter_limit_w: float, efficiency_frac: float
) -> tuple[np.ndarray, np.ndarray]:
    """Alternating current without and with the inverter's limit. [W]"""
    clipped = kernel.inverter_ac_w(own(dc_w), float(inverter_limit_w), float(efficiency_frac))
    input_w = inverter_limit_w / efficiency_frac
    curve = -0.0162 * dc_w**2 / input_w - 0.0059 * input_w + 0.9858 * dc_w
    free = efficiency_frac / kernel.INVERTER_REFERENCE_FRAC * curve
    return np.maximum(np.where(clipped < inverter_limit_w, clipped, free), clipped), clipped
