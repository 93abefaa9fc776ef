"""What an owner asks: sleep, regeneration, LED, more people, older people, paying per ride."""

from __future__ import annotations

import math
from typing import NamedTuple

from pvlift.errors import Words
from pvlift.lift import tables
from pvlift.lift.days import Calendar
from pvlift.lift.demand import lift_year, with_use
from pvlift.lift.spec import LiftSpec

QUESTIONS = {
    "as_is": Words("as described", "现状"),
    "sleep_off": Words("no sleep mode", "无休眠"),
    "sleep_on": Words("sleep mode after 5 and 30 minutes", "5 分钟、30 分钟后休眠"),
    "regeneration": Words("regenerative drive fitted", "加装能量回馈装置"),
    "no_regeneration": Words("braking energy burnt in a resistor", "无能量回馈（电阻制动）"),
    "led": Words("LED light in the car", "轿厢改用 LED 照明"),
    "more_residents": Words("more residents", "住户人数增加"),
    "ageing": Words(
        "ageing stairwell: fewer people, more rides each", "住户老龄化：人少而人均乘梯多"
    ),
    "pay_per_ride": Words("pay per ride: fewer rides, mostly up", "按次付费：乘梯减少，多为上行"),
    "park_ground": Words("car returns to the entrance", "空闲时返回底层"),
}


class WhatIf(NamedTuple):
    """One variant of a stairwell's lifts; all lifts together."""

    name: str
    words: Words
    kwh_per_year: float
    change_kwh_per_year: float  # against the stairwell as described
    running_kwh_per_year: float
    standing_kwh_per_year: float
    starts_per_day: float  # one lift
    wait_s: float  # mean over the calls; nan without calls


def what_ifs(spec: LiftSpec, calendar: Calendar | None = None) -> tuple[WhatIf, ...]:
    """The owner's variants of a stairwell, each a full year in the spec's model. [kWh/year]

    The sizes of the changes are the rows "led", "regen", "more_residents", "ageing" and
    "pay_per_ride" of facts/lift_values.csv.
    """
    base = None
    rows = []
    for name, variant in variants(spec):
        row = _row(name, variant, calendar, base)
        base = row.kwh_per_year if base is None else base
        rows.append(row)
    return tuple(rows)


def variants(spec: LiftSpec):
    """Name and spec of every variant that differs from the one described, itself first."""
    yield "as_is", spec
    if spec.sleep:
        yield "sleep_off", spec._replace(sleep=False)
    else:
        yield "sleep_on", sleeping(spec)
    if spec.machine.regen_eff_frac > 0.0:
        yield "no_regeneration", regenerating(spec, 0.0, 0.0)
    else:
        fitted = tables.typical("regen")
        yield (
            "regeneration",
            regenerating(spec, fitted["regen_eff_frac"].value, fitted["regen_own_w"].value),
        )
    led_w = tables.typical("led")["car_light_w"].value
    if spec.car_light_w > led_w:
        yield "led", lit(spec, led_w)
    more = tables.typical("more_residents")["people_frac"].value
    yield "more_residents", with_use(spec, more)
    old = tables.typical("ageing")
    aged = with_use(spec, old["people_frac"].value * old["trips_frac"].value)
    yield "ageing", aged._replace(profile="cn_senior")
    paid = tables.typical("pay_per_ride")["trips_per_person_per_day"].value
    if spec.trips_per_person_per_day > paid:
        fewer = with_use(spec, paid / spec.trips_per_person_per_day)
        yield "pay_per_ride", fewer._replace(profile="cn_pay_per_ride")
    if spec.parking == "stay":
        yield "park_ground", spec._replace(parking="ground")


def sleeping(spec: LiftSpec) -> LiftSpec:
    """The same lift with the basic sleep mode, never above its idle power."""
    rows = tables.typical("standing_basic_sleep")
    after5_w = min(rows["standby5_w"].value, spec.standby5_w, spec.idle_w)
    after30_w = min(rows["standby30_w"].value, spec.standby30_w, after5_w)
    return spec._replace(sleep=True, standby5_w=after5_w, standby30_w=after30_w)


def regenerating(spec: LiftSpec, regen_eff_frac: float, regen_own_w: float) -> LiftSpec:
    """The same lift with a regenerative unit that needs power itself while awake."""
    machine = spec.machine._replace(regen_eff_frac=regen_eff_frac)
    return spec._replace(machine=machine, regen_own_w=regen_own_w)


def lit(spec: LiftSpec, car_light_w: float) -> LiftSpec:
    """The same lift with another car light; a sleeping car has its light off already."""
    idle_w = spec.idle_w - spec.car_light_w + car_light_w
    after5_w = min(spec.standby5_w, idle_w)
    return spec._replace(
        idle_w=idle_w,
        car_light_w=car_light_w,
        standby5_w=after5_w,
        standby30_w=min(spec.standby30_w, after5_w),
    )


def payback_years(
    saved_kwh_per_year: float, price_cny_per_kwh: float, extra_cost_cny: float
) -> float:
    """Years in which saved power returns an extra cost, nan where it never does. [years]"""
    saved_cny = saved_kwh_per_year * price_cny_per_kwh
    return extra_cost_cny / saved_cny if saved_cny > 0.0 else math.nan


def _row(name: str, spec: LiftSpec, calendar: Calendar | None, base: float | None) -> WhatIf:
    year = lift_year(spec, calendar)
    running = spec.n_lifts * float(year.running_w.sum()) / 1000.0
    standing = spec.n_lifts * float(year.standing_w.sum()) / 1000.0
    calls = year.hours.groups_per_h
    wait_s = float(calls @ year.hours.wait_s / calls.sum()) if calls.sum() > 0.0 else math.nan
    total = running + standing
    change = 0.0 if base is None else total - base
    return WhatIf(
        name, QUESTIONS[name], total, change, running, standing, year.starts_per_day, wait_s
    )
