"""Energy of a lift after ISO 25745-2: cycles, tables, daily and yearly energy."""

from __future__ import annotations

from typing import NamedTuple

from pvlift.errors import Words
from pvlift.lift import tables
from pvlift.lift.motion import travel_time_s

HOURS_PER_DAY = 24.0
UNVERIFIED = Words(
    "ISO 25745-2-style class: its limits come from memory and are not checked against the text "
    "of the standard",
    "参照 ISO 25745-2 的等级：限值未与标准原文核对，仅供参考",
)


class Cycle(NamedTuple):
    """Energy of an empty car up and down once, with two door operations."""

    travel_m: float  # one way
    energy_wh: float


class RunningRates(NamedTuple):
    """A lift's running energy taken apart into way and starts."""

    per_metre_wh: float  # E_rm
    per_start_wh: float  # E_ssc, of ONE start; an average cycle has two


class Day(NamedTuple):
    """Every intermediate of the daily energy, named after the standard's symbols."""

    starts_per_day: float  # n_d
    category: int
    average_travel_m: float  # s_av
    load_factor: float  # k_L
    per_metre_wh: float  # E_rm
    per_start_wh: float  # E_ssc
    average_cycle_wh: float  # E_rav
    running_wh: float  # E_rd
    average_trip_s: float  # t_av
    running_h: float  # t_rd
    standing_h: float  # t_nr
    standing_wh: float  # E_nr
    total_wh: float  # E_d
    specific_mwh_per_kg_m: float  # E_spr


class ClassLetter(NamedTuple):
    """A class, never without the note on its limits."""

    letter: str
    note: Words


def running_rates(reference: Cycle, short: Cycle) -> RunningRates:
    """Running energy per metre and per start from the reference and the short cycle. [Wh]

    References: ISO 25745-2:2015, E_rm = (E_rc - E_sc) / (2 (s_rc - s_sc)) and
    E_ssc = (E_rc - 2 E_rm s_rc) / 2.
    """
    if not reference.travel_m > short.travel_m:
        raise ValueError("the reference cycle must be longer than the short cycle")
    per_metre = (reference.energy_wh - short.energy_wh) / (
        2.0 * (reference.travel_m - short.travel_m)
    )
    return RunningRates(
        per_metre, (reference.energy_wh - 2.0 * per_metre * reference.travel_m) / 2.0
    )


def load_factor(slope_per_percent: float, load_frac: float, round_to: int | None = None) -> float:
    """Load factor k_L = 1 + c %Q, rounded only to reproduce printed examples. [1]"""
    factor = 1.0 + slope_per_percent * 100.0 * load_frac
    return factor if round_to is None else round(factor, round_to)


def traction_slope(counterbalance_frac: float, edition: str = "2015") -> float:
    """Slope of the load factor of a traction lift, straight between 40 and 50 %. [1/percent]

    Below 40 % and above 50 % the line goes on; without a counterweight its own row holds.
    """
    if counterbalance_frac <= 0.0:
        return tables.load_factor_slope("no_counterweight", edition).value
    at_40 = tables.load_factor_slope("traction_40", edition).value
    at_50 = tables.load_factor_slope("traction_50", edition).value
    return at_40 + (at_50 - at_40) * (counterbalance_frac - 0.40) / 0.10


def average_trip_s(
    average_travel_m: float,
    rated_speed_m_per_s: float,
    acceleration_m_per_s2: float,
    jerk_m_per_s3: float,
    door_s: float,
) -> float:
    """Time of an average start with its doors, t_av. [s]

    The printed formula s/v + v/a + a/j + t_d is the case in which the rated speed is reached;
    for shorter ways the time of the same motion is used.
    """
    way_s = travel_time_s(
        average_travel_m, rated_speed_m_per_s, acceleration_m_per_s2, jerk_m_per_s3
    )
    return float(way_s) + door_s


def standing_wh(standing_h: float, powers_w, shares_frac) -> float:
    """Energy while standing: idle, after 5 minutes, after 30 minutes, E_nr. [Wh]"""
    return standing_h * sum(p * r for p, r in zip(powers_w, shares_frac, strict=True))


def average_cycle_wh(
    reference: Cycle, short: Cycle | None, average_travel_m: float
) -> tuple[float, RunningRates]:
    """Energy of two average starts, E_rav, and the rates behind it. [Wh]

    Without a short cycle the simplified route E_rav = E_rc s_av / s_rc is taken, whose energy
    per start is nan because it is not known.
    """
    if short is None:
        per_metre = reference.energy_wh / (2.0 * reference.travel_m)
        return 2.0 * per_metre * average_travel_m, RunningRates(per_metre, float("nan"))
    rates = running_rates(reference, short)
    return 2.0 * rates.per_metre_wh * average_travel_m + 2.0 * rates.per_start_wh, rates


def day(
    *,
    rated_load_kg: float,
    n_stops: int,
    starts_per_day: float,
    reference: Cycle,
    short: Cycle | None,
    average_trip_s: float | None = None,
    motion: tuple[float, float, float] | None = None,
    door_s: float = 0.0,
    powers_w: tuple[float, float, float],
    slope_per_percent: float,
    category: int | None = None,
    edition: str = "2015",
    shares_frac: tuple[float, float, float] | None = None,
    standing_h_round_to: int | None = None,
    load_factor_round_to: int | None = None,
) -> Day:
    """Daily energy of one lift with every intermediate. [Wh]

    Parameters
    ----------
    reference, short : measured or calculated cycles; without a short one E_rav = E_rc s_av/s_rc
    average_trip_s   : t_av [s], or give motion=(speed, acceleration, jerk) and door_s
    powers_w         : idle, after 5 minutes, after 30 minutes [W]
    category         : usage category; None takes the one whose range holds starts_per_day
    shares_frac      : own split of the standing time; None takes the table
    edition          : "2015" or "2013-draft"
    ..._round_to     : digits to which printed examples round on the way

    References: ISO 25745-2:2015 (energy calculation and classification of lifts).
    """
    if category is None:
        category = tables.category_of(starts_per_day, edition)
    way_m = tables.travel_frac(n_stops, category, edition).value * reference.travel_m
    load = tables.load_frac(rated_load_kg, category, edition).value
    factor = load_factor(slope_per_percent, load, load_factor_round_to)
    cycle_wh, rates = average_cycle_wh(reference, short, way_m)
    running_wh = factor * starts_per_day * cycle_wh / 2.0
    if average_trip_s is None:
        if motion is None:
            raise ValueError("give average_trip_s, or motion with door_s")
        average_trip_s = _trip_s(way_m, motion, door_s)
    running_h = starts_per_day * average_trip_s / 3600.0
    if running_h > HOURS_PER_DAY:
        raise ValueError("more starts than a day has time for")
    still_h = HOURS_PER_DAY - running_h
    if shares_frac is None:
        shares_frac = tuple(cell.value for cell in tables.standing_frac(category, edition))
    rounded_h = still_h if standing_h_round_to is None else round(still_h, standing_h_round_to)
    still_wh = standing_wh(rounded_h, powers_w, shares_frac)
    return Day(
        starts_per_day,
        category,
        way_m,
        factor,
        rates.per_metre_wh,
        rates.per_start_wh,
        cycle_wh,
        running_wh,
        average_trip_s,
        running_h,
        still_h,
        still_wh,
        running_wh + still_wh,
        1000.0 * factor * cycle_wh / (2.0 * rated_load_kg * way_m),
    )


def _trip_s(way_m: float, motion: tuple[float, float, float], door_s: float) -> float:
    return average_trip_s(way_m, *motion, door_s)


def year_kwh(day_wh: float, operating_days: float = 365.0) -> float:
    """Yearly energy, E_y. [kWh]"""
    return day_wh * operating_days / 1000.0


def performance_class(rated_load_kg: float, result: Day, edition: str = "2015") -> ClassLetter:
    """Overall class from the daily energy, with the note that its limits are unverified.

    The smallest class X with E_d <= k_X Q n_d s_av / 1000 + P_X t_nr, k_X and P_X from the
    rows of facts/iso25745.csv.
    """
    running = tables.class_limits("class_running", edition)
    still = tables.class_limits("class_standing", edition)
    carried = rated_load_kg * result.starts_per_day * result.average_travel_m / 1000.0
    for (letter, k), (_, p) in zip(running, still, strict=True):
        if result.total_wh <= k.value * carried + p.value * result.standing_h:
            return ClassLetter(letter, UNVERIFIED)
    return ClassLetter("G", UNVERIFIED)
