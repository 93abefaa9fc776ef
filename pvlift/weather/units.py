"""Units of weather columns: those a heading names, and those a whole column gives away."""

from __future__ import annotations

import numpy as np

from pvlift.errors import Fault, Words
from pvlift.weather.tables import LIGHT

_LIGHT_UNITS = {
    "w/m2": 1.0, "wm-2": 1.0, "wh/m2": 1.0, "kwh/m2": 1000.0, "mj/m2": 1.0 / 0.0036,
    "kj/m2": 1.0 / 3.6, "j/m2": 1.0 / 3600.0, "j/cm2": 1.0 / 0.36,
}  # fmt: skip
# Unit -> (factor, what is added before it): value = factor * (number + added).
UNITS: dict[str, dict[str, tuple[float, float]]] = {
    **{name: {unit: (factor, 0.0) for unit, factor in _LIGHT_UNITS.items()} for name in LIGHT},
    "temp_air": {"c": (1.0, 0.0), "k": (1.0, -273.15), "f": (1.0 / 1.8, -32.0)},
    "wind_speed": {
        "m/s": (1.0, 0.0), "ms-1": (1.0, 0.0), "km/h": (1.0 / 3.6, 0.0), "kmh": (1.0 / 3.6, 0.0),
        "mph": (0.44704, 0.0), "mp/h": (0.44704, 0.0), "kn": (0.514444, 0.0),
        "knots": (0.514444, 0.0),
    },
    "albedo": {"%": (0.01, 0.0)},
}  # fmt: skip
"""Units pvlift converts from, as `plain_unit` spells them."""


def plain_unit(text: str) -> str:
    """A unit without blanks, powers, degree signs and the time that a mean is taken over."""
    short = "".join(letter for letter in text.casefold() if letter not in " ^*·.°_")
    short = short.replace("deg", "").replace("celsius", "c").replace("kelvin", "k")
    return short.removesuffix("/h") if short.count("/") > 1 else short


def is_energy(unit: str) -> bool:
    """Whether a unit counts the light of a step, not its mean power."""
    return "h/" in unit or "j/" in unit


def unit_faults(columns: dict[str, np.ndarray]) -> list[Fault]:
    """Columns whose whole level belongs to another unit."""
    faults = [*_light_faults({name: columns[name] for name in LIGHT if name in columns})]
    for name, judge in (("temp_air", _temperature_unit), ("wind_speed", _wind_unit)):
        if name in columns and np.isfinite(columns[name]).any() and (f := judge(columns[name])):
            faults.append(f)
    return faults


def _light_faults(light: dict[str, np.ndarray]):
    """One unit for all columns of radiation, told by the global where there is one."""
    wanted = "W/m², the mean of the hour (Wh/m² of the hour is the same number)"
    wanted_zh = "W/m²（小时平均；数值上等于每小时 Wh/m²）"
    bright = {name: _bright(values) for name, values in light.items() if np.isfinite(values).any()}
    for name in [name for name in bright if bright[name] == 0.0]:
        yield Fault(name, "0", Words(f"sunlight in {wanted}", f"日照数据，单位 {wanted_zh}"))
    if not bright or not all(bright.values()):
        return
    unit, factor = _unit_of(bright)
    for name in bright:
        found = f"{bright[name]:.4g} (90%)"
        if unit:
            en = f"{wanted}; this looks like {unit}: multiply by {factor:.4g}"
            zh = f"{wanted_zh}；现有数值像是 {unit}，应乘以 {factor:.4g}"
            yield Fault(name, found, Words(en, zh))
        elif not 6.0 <= bright[name] <= 1500.0:
            en = f"{wanted}, as the other columns of radiation"
            yield Fault(name, found, Words(en, f"{wanted_zh}，与其余辐射列一致"))


def _unit_of(bright: dict[str, float]) -> tuple[str, float]:
    """The unit that the level of the light looks like and its factor; no name for W/m²."""
    if "ghi" in bright:  # or diffuse, where the two changed places: another fault
        level, dullest = max(bright["ghi"], bright.get("dhi", 0.0)), 330.0
    else:
        level, dullest = sum(bright.values()), 400.0
    guesses = (
        (1.5, "kWh/m²", 1000.0),
        (6.0, "MJ/m²", 1.0 / 0.0036),
        (dullest, "J/cm²", 1.0 / 0.36),
        (1500.0, "", 1.0),
        (10000.0, "kJ/m²", 1.0 / 3.6),
        (np.inf, "J/m²", 1.0 / 3600.0),
    )
    return next((unit, factor) for limit, unit, factor in guesses if level <= limit)


def _bright(values: np.ndarray) -> float:
    """The level that one lit hour in ten exceeds; 0 where there is no light at all."""
    lit = values[np.isfinite(values) & (values > 0.0)]
    return float(np.quantile(lit, 0.9)) if lit.size else 0.0


def _temperature_unit(values: np.ndarray) -> Fault | None:
    middle, hot = float(np.nanmedian(values)), float(np.nanmean(values > 60.0))
    if middle > 350.0:
        guess = ("pressure", "气压")
    elif middle > 150.0:
        guess = ("kelvin: subtract 273.15", "开尔文，应减去 273.15")
    elif hot > 0.01:
        guess = ("degrees Fahrenheit: (F - 32) / 1.8", "华氏度，应按 (F − 32) / 1.8 换算")
    else:
        return None
    return Fault(
        "temp_air",
        f"{middle:.4g} (50%)",
        Words(f"degrees Celsius; this looks like {guess[0]}", f"摄氏度；现有数值像是{guess[1]}"),
    )


def _wind_unit(values: np.ndarray) -> Fault | None:
    mean = float(np.nanmean(values))
    if mean <= 15.0:
        return None
    return Fault(
        "wind_speed",
        f"{mean:.4g} (mean)",
        Words("m/s; this looks like km/h or another unit", "m/s；现有数值像是 km/h 或其他单位"),
    )
