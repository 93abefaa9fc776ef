"""What an owner asks about the lifts of a plan: two models, what-ifs, plausible ranges, classes."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from pvlift.errors import Words
from pvlift.lift import compare, notices, standard, tables, vdi, whatif
from pvlift.lift.demand import LiftYear, extra_loads, lift_year, reference_cycle, standard_day
from pvlift.lift.spec import LiftSpec, n_stops, riders, stop_heights_m
from pvlift.lift.tables import Band

if TYPE_CHECKING:
    from pvlift.scenario.plant import Stairwell
    from pvlift.study.plant.assemble import Prepared

REGENERATION_YEARS = 15.0  # life of a drive; what it saves in that time is what it may cost


class Held(NamedTuple):
    """A published range and where this lift's figure stands."""

    band: Band
    value: float  # kWh/year of one lift, or the standing share
    is_inside: bool | None  # None: one published figure is no range


class Regeneration(NamedTuple):
    """Does a regenerative drive pay for itself? One lift."""

    is_fitted: bool
    saved_kwh_per_year: float  # against a resistor; negative where its own power is more
    price_cny_per_kwh: float  # mean price of the lifts' power over the hours it is used in
    cost_cny: float | None  # what the drive costs more, where the scenario says it
    payback_years: float  # nan: never, or no cost is given
    worth_cny: float  # what it saves in REGENERATION_YEARS, undiscounted


class LiftAnswer(NamedTuple):
    """One kind of stairwell."""

    name: str
    n_lifts: int  # of all stairwells of the kind
    n_stops: int
    travel_m: float
    riders: float  # people of one stairwell who ride
    model: str
    sleeps: bool
    year: LiftYear
    both: compare.SideBySide  # one lift
    extra_kwh: float  # loads outside the standard, one stairwell
    held: tuple[Held, ...]
    letter: standard.ClassLetter
    vdi: vdi.VdiYear
    what_ifs: tuple[whatif.WhatIf, ...]  # one stairwell, in its own model
    regeneration: Regeneration

    @property
    def wait_s(self) -> float:
        """Mean wait over the calls of the year; nan without calls. [s]"""
        return self._over_calls(self.year.hours.wait_s)

    @property
    def asleep_frac(self) -> float:
        """Share of the calls that find the car asleep; nan without calls."""
        if not self.sleeps:
            return 0.0
        hours = self.year.hours
        return self._over_calls(hours.standby5_frac + hours.standby30_frac)

    def _over_calls(self, hourly: np.ndarray) -> float:
        calls = self.year.hours.groups_per_h
        total = float(calls.sum())
        return float(calls @ hourly) / total if total > 0.0 else math.nan


def lift_answers(prepared: Prepared, what_ifs: bool = True) -> tuple[LiftAnswer, ...]:
    """Every kind of stairwell, in the order of the scenario."""
    wells = prepared.loaded.scenario.stairwell
    price = prepared.hours.price_cny_per_kwh[0]
    return tuple(
        _answer(well, spec, prepared.lifts.calendar, price, what_ifs)
        for well, spec in zip(wells, prepared.lifts.specs, strict=True)
    )


def _answer(well: Stairwell, spec: LiftSpec, calendar, price, what_ifs: bool) -> LiftAnswer:
    year = lift_year(spec, calendar)
    day = standard_day(spec, year.starts_per_day)
    cycle = reference_cycle(spec)
    machine = spec.machine
    rows = whatif.what_ifs(spec, calendar) if what_ifs else ()
    return LiftAnswer(
        name=well.name,
        n_lifts=well.count * well.n_lifts,
        n_stops=n_stops(spec),
        travel_m=float(stop_heights_m(spec)[-1]),
        riders=riders(spec),
        model=spec.model,
        sleeps=spec.sleep,
        year=year,
        both=compare.side_by_side(spec, calendar),
        extra_kwh=sum(float(load.load_w.sum()) for load in extra_loads(spec)) / 1000.0,
        held=_held(spec, year),
        letter=standard.performance_class(machine.rated_load_kg, day),  # the draft has no limits
        vdi=vdi.vdi_year(
            rated_load_kg=machine.rated_load_kg,
            rated_speed_m_per_s=machine.rated_speed_m_per_s,
            travel_mwh_per_kg_m=1000.0
            * cycle.energy_wh
            / (2.0 * machine.rated_load_kg * cycle.travel_m),
            standby_w=spec.standby5_w if spec.sleep else spec.idle_w,
            category=tables.vdi_category_of(spec.flats),
        ),
        what_ifs=rows,
        regeneration=_regeneration(well, rows, year, price),
    )


def _held(spec: LiftSpec, year: LiftYear) -> tuple[Held, ...]:
    """The lift's energy and standing share against each published range."""
    standing_kwh = float(year.standing_w.sum()) / 1000.0
    total_kwh = standing_kwh + float(year.running_w.sum()) / 1000.0
    share = standing_kwh / total_kwh if total_kwh > 0.0 else 1.0
    rows = []
    for band in notices.bands_for(spec):
        value = total_kwh if band.quantity == "total" else share
        inside = band.low <= value <= band.high if band.low < band.high else None
        rows.append(Held(band, value, inside))
    return tuple(rows)


def _regeneration(well: Stairwell, rows, year: LiftYear, price: np.ndarray) -> Regeneration:
    """The what-if row of the drive as money; nan where no what-ifs were asked for."""
    load_w = year.running_w + year.standing_w
    price_cny = float(load_w @ price / load_w.sum()) if load_w.sum() > 0.0 else float(price.mean())
    fitted = well.regeneration_frac > 0.0
    name = "no_regeneration" if fitted else "regeneration"
    changes = [row.change_kwh_per_year for row in rows if row.name == name]
    saved = (changes[0] if fitted else -changes[0]) / well.n_lifts if changes else math.nan
    cost = well.regeneration_cny
    return Regeneration(
        is_fitted=fitted,
        saved_kwh_per_year=saved,
        price_cny_per_kwh=price_cny,
        cost_cny=cost,
        payback_years=math.nan if cost is None else whatif.payback_years(saved, price_cny, cost),
        worth_cny=max(saved, 0.0) * price_cny * REGENERATION_YEARS,
    )


def regeneration_words(found: Regeneration) -> Words:
    """The answer in one sentence."""
    saved, price = found.saved_kwh_per_year, found.price_cny_per_kwh
    if not saved > 0.0:
        return Words(
            f"A regenerative drive does not save: its own power is {-saved:.0f} kWh a year more "
            "than it returns.",
            f"能量回馈装置不节电：自身耗电比回馈电量每年多 {-saved:.0f} 千瓦时。",
        )
    en = f"A regenerative drive saves {saved:.0f} kWh a year, CNY {saved * price:.0f} at "
    en += f"{price:.3f} CNY/kWh"
    zh = f"能量回馈装置每年节电 {saved:.0f} 千瓦时，"
    zh += f"按 {price:.3f} 元/千瓦时计 {saved * price:.0f} 元"
    if found.cost_cny is None:
        return Words(
            f"{en}; it may cost at most CNY {found.worth_cny:.0f} more to come back in "
            f"{REGENERATION_YEARS:.0f} years.",
            f"{zh}；增加的造价不超过 {found.worth_cny:.0f} 元才能在 {REGENERATION_YEARS:.0f} "
            "年内收回。",
        )
    return Words(
        f"{en}; its CNY {found.cost_cny:.0f} come back in {found.payback_years:.0f} years.",
        f"{zh}；增加的造价 {found.cost_cny:.0f} 元需 {found.payback_years:.0f} 年收回。",
    )
