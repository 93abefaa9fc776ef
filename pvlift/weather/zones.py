"""The legal time of a place, and zones that a file cannot mean."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from pvlift.errors import Fault, Words
from pvlift.facts.places import UTC_OFFSET_H
from pvlift.weather.tables import WeatherTable

CHINA = "Asia/Shanghai"
FROM_SUN_H = 1.5  # zones further than this from the sun's own are slips of the pen
LAW_YEAR = 2026  # whose rules are asked


def legal_utc_offset_h(lat_deg: float, lon_deg: float) -> float:
    """Standard time by law, without summer time.

    All of China lives by one time. For Xinjiang the time zone database names the custom of two
    hours less beside it; meters, tariffs and timetables do not follow that.
    """
    from tzfpy import get_tzs

    names = get_tzs(lon_deg, lat_deg)
    if CHINA in names:
        return UTC_OFFSET_H
    zone = ZoneInfo(names[0])
    offsets = (zone.utcoffset(datetime(LAW_YEAR, month, 1)) for month in (1, 7))
    return min(offsets).total_seconds() / 3600.0


def zone_faults(table: WeatherTable, legal_h: float) -> list[Fault]:
    """Zones named in the file that are neither UTC, nor the legal time, nor near the sun's."""
    wanted = Words(
        f"UTC, the site's legal time UTC{legal_h:+g}, or a zone near its longitude (is the "
        "longitude right?)",
        f"UTC、当地法定时间 UTC{legal_h:+g}，或与其经度相近的时区（经度是否有误？）",
    )
    named = {"time zone": table.clock_utc_offset_h, "local time zone": table.local_utc_offset_h}
    return [
        Fault(name, f"UTC{zone_h:+g}", wanted)
        for name, zone_h in named.items()
        if zone_h not in (None, 0.0)
        and _apart_h(zone_h, legal_h) > 0.0
        and _apart_h(zone_h, table.lon_deg / 15.0) > FROM_SUN_H
    ]


def _apart_h(a_h: float, b_h: float) -> float:
    """Difference of two zones on the circle of the day."""
    return abs((a_h - b_h + 12.0) % 24.0 - 12.0)
