"""Energy of a lift after VDI 4707-1, beside the ISO method."""

from __future__ import annotations

from typing import NamedTuple

from pvlift.errors import Words
from pvlift.lift import tables

EDITION = "vdi4707-2009"
OVERALL_UNVERIFIED = Words(
    "VDI 4707-style overall class: the rule that joins travel and standby is not checked against "
    "the text of the guideline",
    "参照 VDI 4707 的总等级：运行与待机的合并规则未与原文核对，仅供参考",
)


class VdiYear(NamedTuple):
    """Yearly energy after VDI 4707-1."""

    category: int
    travel_h_per_day: float
    travel_kwh: float
    standby_kwh: float
    total_kwh: float
    travel_class: str
    standby_class: str
    overall_class: str
    note: Words


def letter(value: float, limits) -> str:
    """First class whose limit holds the value; G beyond the last."""
    for name, cell in limits:
        if value <= cell.value:
            return name
    return "G"


def vdi_year(
    *,
    rated_load_kg: float,
    rated_speed_m_per_s: float,
    travel_mwh_per_kg_m: float,
    standby_w: float,
    category: int,
    operating_days: float = 365.0,
) -> VdiYear:
    """Yearly energy and classes after VDI 4707-1:2009. [kWh]

    Parameters
    ----------
    travel_mwh_per_kg_m : specific travel demand of the reference trip
    standby_w           : power 5 minutes after the last trip

    References: VDI 4707-1:2009, E = 365 (e Q v t_travel + P_standby t_standby).
    """
    travel_h = tables.vdi_travel_h(category).value
    carried = rated_load_kg * rated_speed_m_per_s * travel_h * 3600.0 / 1e6

    def kwh(travel_limit: float, standby_limit: float) -> tuple[float, float]:
        return (
            operating_days * travel_limit * carried,
            operating_days * standby_limit * (24.0 - travel_h) / 1000.0,
        )

    travel_kwh, standby_kwh = kwh(travel_mwh_per_kg_m, standby_w)
    running = tables.class_limits("class_running", EDITION)
    still = tables.class_limits("class_standing", EDITION)
    overall = "G"
    for (name, k), (_, p) in zip(running, still, strict=True):
        if travel_kwh + standby_kwh <= sum(kwh(k.value, p.value)):
            overall = name
            break
    return VdiYear(
        category,
        travel_h,
        travel_kwh,
        standby_kwh,
        travel_kwh + standby_kwh,
        letter(travel_mwh_per_kg_m, running),
        letter(standby_w, still),
        overall,
        OVERALL_UNVERIFIED,
    )
