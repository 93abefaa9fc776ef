"""The course of a plan in one world or many, the same way: every hour, then the money."""

from __future__ import annotations

import numpy as np

from pvlift.energy.points import Settler, settle_points
from pvlift.energy.settle import Energy, EnergyDraws, settle
from pvlift.errors import Notice, Words
from pvlift.money import eligibility
from pvlift.money.books import keep_books
from pvlift.money.ledger import gap_cny
from pvlift.money.notices import money_notices
from pvlift.prices.growth import by_year
from pvlift.scenario import draw_keys as keys
from pvlift.scenario.records import Scenario
from pvlift.scenario.worlds import Worlds, check_keys, drawn
from pvlift.study.plan.grant_check import as_planned
from pvlift.study.plan.measures import measure
from pvlift.study.plan.outcome import Outcome
from pvlift.study.plan.promise import promise_of
from pvlift.study.plant.assemble import Prepared


def simulate(prepared: Prepared, worlds: Worlds, settler: Settler = settle) -> Outcome:
    """Every hour of every year of every world, then the money.

    `settler` is the hot loop: that of the processor, or the same loop on another device.
    """
    draws = energy_draws(prepared, worlds)
    energy = settled(prepared, worlds, draws, settler)
    scenario = prepared.loaded.scenario
    books = keep_books(scenario, prepared.project, energy, worlds)
    promise = promise_of(scenario, prepared.project, books)
    found = measure(scenario, prepared.project, energy, books, promise)
    gap = gap_cny(books.ledger)
    if gap > 1e-6 * max(1.0, float(np.abs(books.equity_flow_cny).max())):
        raise ArithmeticError(f"the money ledger does not close: {gap:g} CNY")
    notices = (*_notices(prepared), *money_notices(scenario, books))
    return Outcome(prepared, worlds, draws, energy, books, found, promise, notices)


def energy_of(prepared: Prepared, worlds: Worlds) -> Energy:
    """The energy of every draw and year."""
    return settled(prepared, worlds, energy_draws(prepared, worlds), settle)


def settled(
    prepared: Prepared, worlds: Worlds, draws: EnergyDraws, settler: Settler = settle
) -> Energy:
    """Energy settled at every point of connection, the curtailed part of the exports held back."""
    held_back = curtailed_frac(prepared.loaded.scenario, worlds)
    return settle_points(prepared.points, draws, settler, held_back)


def curtailed_frac(scenario: Scenario, worlds: Worlds) -> np.ndarray:
    """Share of the exports that the grid does not take. float[n_draws or 1, n_years]"""
    connection = scenario.connection
    if connection is None or connection.curtailment is None:
        return np.zeros((1, scenario.n_years))
    planned = by_year(connection.curtailment.by_year_frac, scenario.n_years)
    return np.minimum(planned * drawn(worlds, keys.CURTAILMENT, 1.0), 1.0)


def energy_draws(prepared: Prepared, worlds: Worlds) -> EnergyDraws:
    """Weather year, decline and use of every draw and year."""
    scenario = prepared.loaded.scenario
    check_keys(worlds, scenario)
    n_draws, n_years = worlds.n_draws, scenario.n_years
    shape = (n_draws, n_years)
    n_weather = prepared.weather.ghi.shape[0]
    weather = worlds.values.get(keys.WEATHER)
    if weather is None:
        weather = np.broadcast_to(np.arange(n_years) % n_weather, shape)
    dc_frac = np.broadcast_to(drawn(worlds, keys.YIELD, 1.0), shape)
    if scenario.losses is not None:
        first = drawn(worlds, keys.FIRST_DECLINE, scenario.losses.first_year_decline_frac)
        yearly = drawn(worlds, keys.YEARLY_DECLINE, scenario.losses.decline_per_year)
        left = np.maximum(1.0 - first - yearly * np.arange(n_years), 0.0)
        dc_frac = dc_frac * left
    load_frac = np.empty((*shape, 1 + len(scenario.load)))
    load_frac[:, :, 0] = _use_frac(prepared, worlds)
    for k, load in enumerate(scenario.load, 1):
        if load.kwh_per_year > 0:
            use = drawn(worlds, keys.LOAD_KWH.at(k), load.kwh_per_year) / load.kwh_per_year
        else:
            use = np.ones((1, 1))
        load_frac[:, :, k] = use
    return EnergyDraws(
        weather=np.array(weather, dtype=np.int64, order="C"),
        dc_frac=np.array(dc_frac, order="C"),
        load_frac=load_frac,
    )


def _use_frac(prepared: Prepared, worlds: Worlds) -> np.ndarray:
    """Use of all lifts over the scenario's own, weighted by the energy that follows use."""
    scenario, weights = prepared.loaded.scenario, prepared.lifts.varying_kwh
    total = 0.0
    for n, (well, weight) in enumerate(zip(scenario.stairwell, weights, strict=True), 1):
        people = drawn(worlds, keys.PEOPLE.at(n), well.people_per_flat)
        trips = drawn(worlds, keys.TRIPS.at(n), well.trips_per_person_per_day)
        base = well.people_per_flat * well.trips_per_person_per_day
        use = drawn(worlds, keys.USE.at(n), 1.0)  # the years' own ups and downs
        total = total + weight * use * people * trips / base
    sum_kwh = weights.sum()
    return total / sum_kwh if sum_kwh > 0 else np.ones((1, 1))


def _notices(prepared: Prepared) -> tuple[Notice, ...]:
    """What must be said beside the numbers."""
    scenario = prepared.loaded.scenario
    found = [*prepared.notices, *eligibility.notices(scenario.subsidy, as_planned(prepared))]
    is_agreed = scenario.connection is not None and scenario.connection.one_meter
    if scenario.roof and len(prepared.points) == 1 and not is_agreed:
        words = Words(
            "All roofs that feed the meter and all loads are taken to share one connection point; "
            "self-use needs them inside one land boundary.",
            "假定所有接入电表的屋面与用电负荷共用一个并网点；自发自用要求二者位于同一用地红线内。",
        )
        found.append(Notice("one_meter", words))
    if scenario.tax.holiday:
        words = Words(
            "The three-plus-three tax holiday is contested for filed (not approved) projects.",
            "“三免三减半”对备案制项目是否适用存在争议。",
        )
        found.append(Notice("holiday_contested", words))
    return tuple(found)
