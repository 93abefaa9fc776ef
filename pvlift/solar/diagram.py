"""The loss diagram: from the sun on level ground to kilowatt-hours at the meter, step by step."""

from __future__ import annotations

import numpy as np

from pvlift.errors import Words
from pvlift.solar import panel as kernel
from pvlift.solar.array import Plane, own, panel_of
from pvlift.solar.module import Cooling, Module
from pvlift.solar.panel import ArrayNumbers
from pvlift.solar.shade import Shade
from pvlift.solar.sky import Sky
from pvlift.solar.sun import SunPath
from pvlift.weather.records import HourlyWeather

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


def lit_steps(
    weather: HourlyWeather,
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

    def run(shaded_frac: np.ndarray, panel: ArrayNumbers) -> np.ndarray:
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
