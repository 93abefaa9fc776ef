"""The lift of one stairwell as plain numbers, and what is wrong with them."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from pvlift.errors import Fault, ScenarioError, Words
from pvlift.lift import tables
from pvlift.lift.trip import Machine

ENTRIES = ("level", "half_landing")
MODELS = ("standard", "journeys")
PARKINGS = ("stay", "ground", "middle")


class ExtraLoad(NamedTuple):
    """A load outside the lift standard: shaft light, camera, fan, car air conditioning."""

    name: str
    power_w: float
    hours: tuple[int, ...] = ()  # hours of the day in which it runs; empty = all
    months: tuple[int, ...] = ()  # months 1..12; empty = all
    duty_frac: float = 1.0  # share of such an hour in which it runs


class LiftSpec(NamedTuple):
    """One stairwell and its lift or lifts; every lift of the stairwell is the same."""

    storeys: int
    flats: int  # of the whole stairwell, spread evenly over the storeys
    people_per_flat: float
    entry: str  # "level", or "half_landing": stops half a storey below each upper floor
    storey_height_m: float
    machine: Machine
    idle_w: float  # controller, light, fan, displays; also while running
    standby5_w: float  # after 5 minutes
    standby30_w: float  # after 30 minutes
    sleep: bool  # False: always idle_w while standing
    car_light_w: float  # part of idle_w
    regen_own_w: float  # the regenerative unit's own power while running and idle
    door_open_s: float
    door_dwell_s: float
    door_close_s: float
    start_delay_s: float
    transfer_s: float  # added to the dwell for every passenger after the first
    wake5_s: float  # delay when called after 5 minutes
    wake30_s: float
    person_kg: float
    trips_per_person_per_day: float  # rides, mean over the year
    group_size_mean: float
    model: str = "journeys"
    parking: str = "stay"
    profile: str = "cn_residential"
    usage_category: int | None = None  # instead of people: starts of the standard's category
    starts_per_day: float | None = None  # instead of people: counted starts per lift
    n_lifts: int = 1
    n_stops: int | None = None  # None: from storeys
    ground_floor_uses: bool = False  # whether the ground floor's people count as riders
    stop_weights: tuple[float, ...] = ()  # rides by upper stop; empty = even
    month_frac: tuple[float, ...] = ()  # twelve relative levels of use; empty = no season
    edition: str = "2015"
    reference_wh: float | None = None  # measured E_rc; None = from the machine
    short_wh: float | None = None  # measured E_sc of short_travel_m
    short_travel_m: float | None = None
    extras: tuple[ExtraLoad, ...] = ()


def typical_lift(
    *,
    storeys: int,
    flats: int,
    lift: str = "gearless_630",
    standing: str = "modern",
    extras: tuple[ExtraLoad, ...] = (),
    **changes,
) -> LiftSpec:
    """A lift of the typical rows with what the stairwell says put over them.

    Parameters
    ----------
    lift     : row group of facts/lifts.csv, "gearless_320" to "gearless_630", "geared_630_old"
    standing : "modern", "basic_sleep" or "no_sleep"
    changes  : any field of LiftSpec or of Machine
    """
    rows = {
        **tables.typical(lift),
        **tables.typical(f"standing_{standing}"),
        **tables.typical("use"),
    }
    values = {key: cell.value for key, cell in rows.items()}
    unknown = set(changes) - set(LiftSpec._fields) - set(Machine._fields)
    if unknown:
        raise TypeError(f"no such field of a lift: {', '.join(sorted(unknown))}")
    values |= {key: value for key, value in changes.items() if value is not None}
    machine = changes.get("machine") or Machine(**{k: values[k] for k in Machine._fields})
    given = {key: values[key] for key in LiftSpec._fields if key in values}
    given |= {"storeys": storeys, "flats": flats, "machine": machine, "extras": extras}
    given.setdefault("entry", "level")
    given.setdefault("sleep", standing != "no_sleep")
    given.setdefault("regen_own_w", 0.0)
    return LiftSpec(**given)


def n_stops(spec: LiftSpec) -> int:
    """Stops of the lift: the entrance and one for each storey above it."""
    return spec.storeys if spec.n_stops is None else spec.n_stops


def stop_heights_m(spec: LiftSpec) -> np.ndarray:
    """Height of every stop above the entrance, float[n_stops]. [m]

    With half-landing entry the stops stand half a storey below each upper floor, so the first
    way is half a storey and all others a whole one.
    """
    heights = spec.storey_height_m * np.arange(n_stops(spec), dtype=float)
    if spec.entry == "half_landing":
        heights[1:] -= 0.5 * spec.storey_height_m
    return heights


def stop_shares_frac(spec: LiftSpec) -> np.ndarray:
    """Share of the rides to or from every upper stop, float[n_stops - 1]. [1]"""
    n_upper = n_stops(spec) - 1
    if not spec.stop_weights:
        return np.full(n_upper, 1.0 / n_upper)
    weights = np.asarray(spec.stop_weights, dtype=float)
    return weights / weights.sum()


def riders(spec: LiftSpec) -> float:
    """People who ride: those of the flats above the entrance floor. [people]"""
    above = 1.0 if spec.ground_floor_uses else (spec.storeys - 1) / spec.storeys
    return spec.flats * spec.people_per_flat * above


def standing_powers_w(spec: LiftSpec) -> tuple[float, float, float]:
    """Power of a standing lift: idle, after 5 minutes, after 30 minutes. [W]"""
    idle = idle_power_w(spec)
    if not spec.sleep:
        return idle, idle, idle
    return idle, spec.standby5_w, spec.standby30_w


def idle_power_w(spec: LiftSpec) -> float:
    """Power of controller, light and a regenerative unit while awake. [W]"""
    return spec.idle_w + (spec.regen_own_w if spec.machine.regen_eff_frac > 0.0 else 0.0)


_NUMBERS = (  # field, least, most, whether the least itself is allowed
    ("people_per_flat", 0.0, 20.0, True),
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
    ("trips_per_person_per_day", 0.0, 50.0, True),
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
    if spec.month_frac and (len(spec.month_frac) != 12 or min(spec.month_frac) < 0.0):
        yield Fault(
            "month_frac",
            f"{spec.month_frac}",
            Words("twelve numbers, none negative", "十二个非负数"),
        )
    for extra in spec.extras:
        if not (extra.power_w >= 0.0 and 0.0 <= extra.duty_frac <= 1.0):
            yield Fault(
                f"extras.{extra.name}",
                f"{extra.power_w} W x {extra.duty_frac}",
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
                f"{spec.storeys}：入口一站，其上 {spec.storeys - 1} 层每层一站（平层或错层入户均如此）",
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
