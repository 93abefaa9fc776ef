"""The grammar of names, `<what>_<unit>[_per_<unit>]`: a name's unit is read from its ending."""

from __future__ import annotations

import re
from functools import reduce

from pvlift.errors import Words

UNITS = {
    "w": Words("W", "瓦"),
    "wh": Words("Wh", "瓦时"),
    "kwh": Words("kWh", "千瓦时"),
    "cny": Words("CNY", "元"),
    "frac": Words("fraction of 1", "小数（1 即 100%）"),
    "m": Words("m", "米"),
    "m2": Words("m²", "平方米"),
    "kg": Words("kg", "千克"),
    "deg": Words("degrees", "度"),
    "c": Words("°C", "摄氏度"),
    "s": Words("s", "秒"),
    "h": Words("h", "小时"),
    "days": Words("days", "天"),
    "months": Words("months", "月"),
    "years": Words("years", "年"),
    "year": Words("year", "年份"),
}
"""Units that end a name; the last of them says which year, not how many."""

PER = {
    "kwh": Words("kWh", "千瓦时"),
    "kwp": Words("kWp", "千瓦"),
    "w": Words("W", "瓦"),
    "m2": Words("m²", "平方米"),
    "s": Words("s", "秒"),
    "day": Words("day", "日"),
    "month": Words("month", "月"),
    "year": Words("year", "年"),
    "lift": Words("lift", "台"),
    "stairwell": Words("stairwell", "单元"),
    "floor": Words("floor", "层"),
    "flat": Words("flat", "户"),
    "household": Words("household", "户"),
    "person": Words("person", "人"),
}
"""What stands after `_per_`."""

KINDS = {
    "group": Words("group of names", "一组名称"),
    "text": Words("text", "文字"),
    "code": Words("code word", "代码"),
    "bool": Words("true or false", "是/否"),
    "date": Words("date", "日期"),
}
"""What is no number."""

BARE = {
    "1": Words("1", "无量纲"),
    "same": Words("unit of the quantity meant", "与所指的量相同"),
    "count": Words("number of", "个数"),
    "ratio": Words("times", "倍"),
    "fraction": UNITS["frac"],
    "rate": Words("fraction of 1 a year", "年率（小数）"),
    "W/m2": Words("W/m²", "瓦/平方米"),
    "m/s": Words("m/s", "米/秒"),
    "CNY": UNITS["cny"],
    "CNY/kWh": Words("CNY/kWh", "元/千瓦时"),
    "degC": UNITS["c"],
    "degrees": UNITS["deg"],
    "hours": UNITS["h"],
    "days": UNITS["days"],
    "months": UNITS["months"],
    "years": UNITS["years"],
    "year": UNITS["year"],
}
"""Units of numbers whose name does not tell; every such name has its row in the glossary."""

ALONE = {
    "w",
    "m",
    "c",
    "s",
    "h",
    "days",
    "months",
    "years",
    "year",
}  # no unit without a word before
TAIL = re.compile(r"_(min|max|by_floor)$")


def unit_of(name: str) -> Words | None:
    """The unit that a name's ending tells, or None."""
    if name.startswith("n_") and not name.endswith("_years"):
        return BARE["count"]
    what, *pers = ("_" + TAIL.sub("", name)).split("_per_")
    kept = []
    while pers and pers[-1] in PER:
        kept.insert(0, pers.pop())
    what = "_per_".join([what, *pers]).removeprefix("_")
    unit = what.rpartition("_")[2]
    if unit not in UNITS or (unit == what and unit in ALONE and not kept):
        if not kept:
            return None
        return BARE["rate"] if kept == ["year"] else reduce(_over, kept, Words("1", "1"))
    return reduce(_over, kept, UNITS[unit])


def _over(unit: Words, per: str) -> Words:
    return Words(f"{unit.en}/{PER[per].en}", f"{unit.zh}/{PER[per].zh}")
