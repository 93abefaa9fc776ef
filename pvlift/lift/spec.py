"""The lift of one stairwell as plain numbers."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pvlift.lift import tables
from pvlift.lift.trip import Machine

ENTRIES = ("level", "half_landing")
MODELS = ("standard", "journeys")
PARKINGS = ("stay", "ground", "middle")


class ShaftLoad(NamedTuple):
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
    extras: tuple[ShaftLoad, ...] = ()


def typical_lift(
    *,
    storeys: int,
    flats: int,
    lift: str = "gearless_630",
    standing: str = "modern",
    extras: tuple[ShaftLoad, ...] = (),
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
    fitted = machine.regen_eff_frac > 0.0
    own_w = tables.typical("regen")["regen_own_w"].value if fitted else 0.0
    given.setdefault("regen_own_w", own_w)
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
