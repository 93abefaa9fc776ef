"""Kinds of numbers: their unit, and how many digits people and files get."""

from __future__ import annotations

from typing import NamedTuple

from pvlift.errors import Words


class Kind(NamedTuple):
    """How a number of one kind is written."""

    unit: Words
    digits: int  # on a page
    file_digits: int  # in files and JSON
    scale: float = 1.0  # value x scale is shown, in tables that people read


NO_UNIT = Words("", "")
KINDS = {
    "cny": Kind(Words("CNY", "元"), 0, 2),
    "kwh": Kind(Words("kWh", "千瓦时"), 0, 1),
    "kwh_per_kwp": Kind(Words("kWh/kWp", "千瓦时/千瓦"), 0, 2),
    "deg": Kind(Words("°", "°"), 1, 2),
    "m": Kind(Words("m", "m"), 2, 3),
    "s": Kind(Words("s", "秒"), 0, 1),
    "kg_per_m2": Kind(Words("kg/m²", "kg/m²"), 0, 1),
    "kwh_per_m2": Kind(Words("kWh/m²", "kWh/m²"), 1, 2),
    "degc": Kind(Words("°C", "°C"), 1, 2),
    "m_per_s": Kind(Words("m/s", "m/s"), 1, 2),
    "kw": Kind(Words("kW", "千瓦"), 1, 3),
    "frac": Kind(Words("%", "%"), 2, 6, 100.0),
    "years": Kind(Words("years", "年"), 1, 3),
    "cny_per_kwh": Kind(Words("CNY/kWh", "元/千瓦时"), 3, 5),
    "ratio": Kind(Words("times", "倍"), 2, 4),
    "roofs": Kind(Words("roofs", "处"), 1, 2),
    "count": Kind(Words("", "个"), 0, 0),
    "lifts": Kind(Words("lifts", "台"), 0, 2),
    "year": Kind(NO_UNIT, 0, 0),
    "number": Kind(NO_UNIT, 0, 6),
    "raw": Kind(NO_UNIT, 0, 12),  # already rounded
    "payback": Kind(Words("years", "年"), 0, 1, -1.0),
    "text": Kind(NO_UNIT, 0, 0),
}
DIGITS = {name: kind.file_digits for name, kind in KINDS.items()}
YES_NO = {True: Words("yes", "是"), False: Words("no", "否")}
