"""The two models of one lift side by side, and what makes them differ."""

from __future__ import annotations

from typing import NamedTuple

from pvlift.errors import Words
from pvlift.lift.days import N_DAYS, Calendar
from pvlift.lift.demand import LiftYear, lift_year, standard_day
from pvlift.lift.spec import LiftSpec, idle_power_w, standing_powers_w
from pvlift.lift.tables import standing_frac

STEPS = {
    "travel": Words(
        "way per start: the standard's share of the travel against the ways of these journeys",
        "每次启动的行程：标准取全程的固定比例，行程模型按实际出行计算",
    ),
    "load": Words(
        "load and direction: one load factor on the empty car against each ride with its people, "
        "up or down",
        "载重与方向：标准用一个载荷系数修正空轿厢，行程模型逐次按人数和上下行计算",
    ),
    "serving": Words(
        "time of serving: start delays, boarding, and doors that open without a start",
        "服务时间：启动延时、乘客进出，以及无启动时的开关门",
    ),
    "standing_time": Words(
        "standing time: the day less the standard's trip times, or less the serving times",
        "待机时长：全天减去标准行程时间，或减去实际服务时间",
    ),
    "sleep": Words(
        "sleep: the standard's fixed shares of idle and sleeping against timers between the calls",
        "休眠：标准取固定的空闲与休眠占比，行程模型按两次呼梯之间的计时器计算",
    ),
}


class Difference(NamedTuple):
    """One reason for the difference."""

    name: str
    words: Words
    kwh_per_year: float  # journeys minus standard, one lift


class SideBySide(NamedTuple):
    """One lift's year in both models; the steps add up to journeys minus standard."""

    standard_kwh: float
    journeys_kwh: float
    standard_running_kwh: float
    journeys_running_kwh: float
    standard_standing_kwh: float
    journeys_standing_kwh: float
    standard_shares_frac: tuple[float, float, float]  # of the standing time
    journeys_shares_frac: tuple[float, float, float]
    standard_way_m: float  # per start
    journeys_way_m: float
    starts_per_day: float
    steps: tuple[Difference, ...]


def side_by_side(spec: LiftSpec, calendar: Calendar | None = None) -> SideBySide:
    """Both models for the same lift, the same calls and the same starts. [kWh/year]"""
    year = lift_year(spec._replace(model="journeys"), calendar)
    day = standard_day(spec, year.starts_per_day)
    way_m, shares = _means(year)
    to_kwh = N_DAYS / 1000.0
    running = float(year.running_w.sum()) / 1000.0
    standing = float(year.standing_w.sum()) / 1000.0
    starts = year.starts_per_day
    per_start = 0.0 if starts == 0.0 else day.average_cycle_wh / 2.0
    moved = day.load_factor * (per_start + day.per_metre_wh * (way_m - day.average_travel_m))
    travel = to_kwh * starts * moved - to_kwh * day.running_wh
    doors_wh = _start_by_start_wh(spec, year)
    load = to_kwh * doors_wh - to_kwh * starts * moved
    serving = running - to_kwh * doors_wh
    powers_w = standing_powers_w(spec)
    table = tuple(cell.value for cell in standing_frac(day.category, spec.edition))
    mean_w = sum(p * r for p, r in zip(powers_w, table, strict=True))
    standing_h = 24.0 * (1.0 - float(year.hours.busy_frac.mean()))
    longer = to_kwh * mean_w * (standing_h - day.standing_h)
    sleep = standing - to_kwh * day.standing_wh - longer
    values = (travel, load, serving, longer, sleep)
    return SideBySide(
        to_kwh * day.total_wh,
        running + standing,
        to_kwh * day.running_wh,
        running,
        to_kwh * day.standing_wh,
        standing,
        table,
        shares,
        day.average_travel_m,
        way_m,
        starts,
        tuple(Difference(n, STEPS[n], v) for n, v in zip(STEPS, values, strict=True)),
    )


def _means(year: LiftYear) -> tuple[float, tuple[float, float, float]]:
    hours = year.hours
    starts = float(hours.starts_per_h.sum())
    way_m = float(hours.way_m_per_h.sum()) / starts if starts > 0.0 else 0.0
    still = float(1.0 - hours.busy_frac.mean())
    states = (hours.idle_frac, hours.standby5_frac, hours.standby30_frac)
    return way_m, tuple(float(state.mean()) / still for state in states)


def _start_by_start_wh(spec: LiftSpec, year: LiftYear) -> float:
    """Daily energy were every start one move and one door operation, as in the standard. [Wh]"""
    hours = year.hours
    doors_s = spec.door_open_s + spec.door_dwell_s + spec.door_close_s - spec.start_delay_s
    awake_h = (hours.moving_s_per_h.sum() + hours.starts_per_h.sum() * doors_s) / 3600.0
    moves_wh = hours.moves_wh_per_h.sum() + hours.starts_per_h.sum() * spec.machine.door_wh
    return float(moves_wh + idle_power_w(spec) * awake_h) / N_DAYS
