"""What is wrong with a lift's description, all at once."""

from __future__ import annotations

import math

import numpy as np

from pvlift.errors import Fault, ScenarioError, Words
from pvlift.lift import tables
from pvlift.lift.spec import ENTRIES, MODELS, PARKINGS, LiftSpec, n_stops, stop_heights_m

_NUMBERS = (  # field, least, most, whether the least itself is allowed
    ("people_per_flat", 0.0, 12.0, True),
    ("storey_height_m", 2.0, 6.0, True),
    ("idle_w", 0.0, 2000.0, True),
    ("standby5_w", 0.0, 2000.0, True),
    ("standby30_w", 0.0, 2000.0, True),
    ("car_light_w", 0.0, 500.0, True),
    ("regen_own_w", 0.0, 500.0, True),
    ("door_open_s", 0.0, 20.0, True),
    ("door_dwell_s", 0.0, 60.0, True),
    ("door_close_s", 0.0, 20.0, True),
    ("start_delay_s", 0.0, 10.0, True),
    ("transfer_s", 0.0, 10.0, True),
    ("wake5_s", 0.0, 60.0, True),
    ("wake30_s", 0.0, 120.0, True),
    ("person_kg", 20.0, 150.0, True),
    ("trips_per_person_per_day", 0.0, 30.0, True),
    ("group_size_mean", 1.0, 8.0, True),
    ("machine.rated_load_kg", 200.0, 3000.0, True),
    ("machine.rated_speed_m_per_s", 0.1, 6.0, True),
    ("machine.acceleration_m_per_s2", 0.05, 3.0, True),
    ("machine.jerk_m_per_s3", 0.05, 5.0, True),
    ("machine.car_kg", 0.0, 5000.0, False),
    ("machine.counterbalance_frac", 0.0, 0.7, True),
    ("machine.rotating_kg", 0.0, 3000.0, True),
    ("machine.friction_n", 0.0, 5000.0, True),
    ("machine.rope_kg", 0.0, 2000.0, True),
    ("machine.rope_imbalance_kg_per_m", 0.0, 50.0, True),
    ("machine.drive_eff_frac", 0.0, 1.0, False),
    ("machine.regen_eff_frac", 0.0, 1.0, True),
    ("machine.copper_w_per_n2", 0.0, 1.0, True),
    ("machine.moving_w", 0.0, 1000.0, True),
    ("machine.door_wh", 0.0, 10.0, True),
)


def check(spec: LiftSpec) -> tuple[Fault, ...]:
    """Everything that is wrong with a lift, all at once; empty when it can be used."""
    faults = [*_range_faults(spec), *_choice_faults(spec), *_stop_faults(spec)]
    if not faults:
        faults += _motion_faults(spec)
    return tuple(faults)


def refuse_faults(spec: LiftSpec, subject: str = "lift") -> None:
    """Raise ScenarioError with every fault of a lift, or return."""
    faults = check(spec)
    if faults:
        raise ScenarioError(subject, faults)


def _number(value) -> bool:
    return isinstance(value, (int, float, np.number)) and math.isfinite(value)


def _range_faults(spec: LiftSpec):
    for name, least, most, closed in _NUMBERS:
        holder, field = (spec.machine, name[8:]) if "." in name else (spec, name)
        value = getattr(holder, field)
        ok = _number(value) and (least <= value if closed else least < value) and value <= most
        if not ok:
            above = ("at least", "不小于") if closed else ("above", "大于")
            words = Words(
                f"{above[0]} {least:g} and at most {most:g}",
                f"{above[1]} {least:g}，不大于 {most:g}",
            )
            yield Fault(field, f"{value}", words)
    for name, least in (("storeys", 2), ("flats", 0), ("n_lifts", 1)):
        value = getattr(spec, name)
        if not isinstance(value, (int, np.integer)) or value < least:
            yield Fault(
                name,
                f"{value}",
                Words(f"a whole number, {least} or more", f"不小于 {least} 的整数"),
            )


def _choice_faults(spec: LiftSpec):
    choices = (
        ("entry", ENTRIES),
        ("model", MODELS),
        ("parking", PARKINGS),
        ("edition", tables.EDITIONS),
        ("profile", tables.profile_names()),
    )
    for name, allowed in choices:
        if getattr(spec, name) not in allowed:
            one_of = ", ".join(allowed)
            yield Fault(name, f"{getattr(spec, name)}", Words(f"one of {one_of}", f"{one_of} 之一"))
    if spec.usage_category is not None and spec.starts_per_day is not None:
        yield Fault(
            "usage_category",
            f"{spec.usage_category}",
            Words(
                "either usage_category or starts_per_day, not both",
                "usage_category 与 starts_per_day 只能给一个",
            ),
        )
    if spec.usage_category is not None and spec.usage_category not in range(1, 7):
        yield Fault("usage_category", f"{spec.usage_category}", Words("1 to 6", "1 至 6"))
    if spec.usage_category == 6 and spec.edition == "2013-draft":
        yield Fault(
            "usage_category", "6", Words("1 to 5 in the draft edition", "草案版中为 1 至 5")
        )
    if spec.starts_per_day is not None and not (
        _number(spec.starts_per_day) and 0.0 <= spec.starts_per_day <= 5000.0
    ):
        yield Fault(
            "starts_per_day", f"{spec.starts_per_day}", Words("0 to 5000", "0 至 5000 之间的数")
        )
    if spec.sleep and _number(spec.standby5_w) and _number(spec.standby30_w):
        if not spec.standby30_w <= spec.standby5_w <= spec.idle_w:
            found = f"{spec.idle_w:g} / {spec.standby5_w:g} / {spec.standby30_w:g} W"
            yield Fault(
                "standby5_w",
                found,
                Words("idle >= after 5 min >= after 30 min", "空闲 ≥ 5 分钟后 ≥ 30 分钟后"),
            )
    if (spec.short_wh is None) != (spec.short_travel_m is None):
        yield Fault(
            "short_wh",
            f"{spec.short_wh}",
            Words("short_wh together with short_travel_m", "short_wh 与 short_travel_m 须同时给出"),
        )
    elif spec.short_wh is not None and not spec.short_wh < (spec.reference_wh or 0.0):
        yield Fault(
            "short_wh",
            f"{spec.short_wh:g}",
            Words(
                "less than reference_wh, which must be measured too",
                "小于 reference_wh（后者也须实测给出）",
            ),
        )
    months = spec.month_frac
    if months and (len(months) != 12 or min(months) < 0.0 or not sum(months) > 0.0):
        yield Fault(
            "month_frac",
            f"{list(months)}",
            Words("twelve numbers, none negative, not all 0", "十二个非负数，不全为 0"),
        )
    for extra in spec.extras:
        if not (extra.power_w >= 0.0 and 0.0 <= extra.duty_frac <= 1.0):
            yield Fault(
                f"extras.{extra.name}",
                f"{extra.power_w} W × {extra.duty_frac}",
                Words("power at least 0, duty 0 to 1", "功率不小于 0，运行占比 0 至 1"),
            )


def _stop_faults(spec: LiftSpec):
    if not isinstance(spec.storeys, (int, np.integer)) or spec.storeys < 2:
        return
    stops = n_stops(spec)
    if stops != spec.storeys:
        yield Fault(
            "n_stops",
            f"{stops}",
            Words(
                f"{spec.storeys}: the entrance and one stop for each of the {spec.storeys - 1} "
                "storeys above it, with level or half-landing entry",
                f"{spec.storeys}：入口一站，其上 {spec.storeys - 1} 层每层一站"
                "（平层或错层入户均如此）",
            ),
        )
    weights = spec.stop_weights
    if weights and (len(weights) != stops - 1 or min(weights) < 0.0 or not sum(weights) > 0.0):
        yield Fault(
            "stop_weights",
            f"{weights}",
            Words(
                f"{stops - 1} numbers, none negative, one for each upper stop",
                f"{stops - 1} 个非负数，每个上部站一个",
            ),
        )


def _motion_faults(spec: LiftSpec):
    whole_m = float(stop_heights_m(spec)[-1])
    if spec.short_travel_m is not None and not 0.0 < spec.short_travel_m < whole_m:
        yield Fault(
            "short_travel_m",
            f"{spec.short_travel_m:g}",
            Words(
                f"more than 0 and less than the whole travel of {whole_m:g} m",
                f"大于 0 且小于全程 {whole_m:g} m",
            ),
        )
    m = spec.machine
    accel = min(m.acceleration_m_per_s2, math.sqrt(m.rated_speed_m_per_s * m.jerk_m_per_s3))
    needed_m = m.rated_speed_m_per_s**2 / accel + m.rated_speed_m_per_s * accel / m.jerk_m_per_s3
    travel_m = float(stop_heights_m(spec)[-1])
    if needed_m > travel_m:
        yield Fault(
            "rated_speed_m_per_s",
            f"{m.rated_speed_m_per_s:g}",
            Words(
                f"a speed the lift reaches within its {travel_m:.1f} m; this one needs "
                f"{needed_m:.1f} m at {m.acceleration_m_per_s2:g} m/s2",
                f"在 {travel_m:.1f} m 行程内能达到的速度；现值按 {m.acceleration_m_per_s2:g} m/s² "
                f"需 {needed_m:.1f} m",
            ),
        )
