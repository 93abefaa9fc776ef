"""Run a scenario: one world or many, the same way."""

from __future__ import annotations

import numpy as np

from pvlift.energy.settle import Energy, EnergyDraws, settle
from pvlift.errors import Notice, ScenarioError, Words
from pvlift.facts.read import tariff_rule
from pvlift.money import eligibility, indicators, operations, ratios, support, tariff
from pvlift.money.books import Books, keep_books
from pvlift.money.ledger import gap_cny, net_cny, paid_cny
from pvlift.money.project import Project
from pvlift.scenario.load import Loaded
from pvlift.scenario.records import Scenario
from pvlift.scenario.worlds import Worlds, certain, drawn
from pvlift.study.outcome import Indicators, Outcome
from pvlift.study.prepare import Prepared, prepare
from pvlift.study.promise import promise_of

PV_ACCOUNTS = ("pv_build", "pv_upkeep", "pv_insurance", "pv_inverter", "roof_rent", "pv_removal")


def run(loaded: Loaded) -> Outcome:
    """The expected course of a scenario: every hour of every year, one world."""
    prepared = prepare(loaded)
    check_grants(prepared)
    return simulate(prepared, certain())


def simulate(prepared: Prepared, worlds: Worlds) -> Outcome:
    """Every hour of every year of every world, then the money."""
    draws = energy_draws(prepared, worlds)
    energy = settle(prepared.plant, draws)
    scenario = prepared.loaded.scenario
    books = keep_books(scenario, prepared.project, energy, worlds)
    found = measure(scenario, prepared.project, energy, books)
    reserve = scenario.reserve
    deposit_cny = prepared.project.n_lifts * reserve.cny_per_lift_per_year if reserve else 0.0
    promise = promise_of(books, found.residents_paid_cny, deposit_cny)
    gap = gap_cny(books.ledger)
    if gap > 1e-6 * max(1.0, float(np.abs(books.equity_flow_cny).max())):
        raise ArithmeticError(f"the money ledger does not close: {gap:g} CNY")
    return Outcome(
        prepared, worlds, draws, energy, books, found, promise, _notices(prepared, energy)
    )


def energy_draws(prepared: Prepared, worlds: Worlds) -> EnergyDraws:
    """Weather year, decline and use of every draw and year."""
    scenario = prepared.loaded.scenario
    n_draws, n_years = worlds.n_draws, scenario.n_years
    shape = (n_draws, n_years)
    n_weather = prepared.weather.ghi.shape[0]
    weather = worlds.values.get("weather")
    if weather is None:
        weather = np.broadcast_to(np.arange(n_years) % n_weather, shape)
    dc_frac = np.broadcast_to(drawn(worlds, "yield_frac", 1.0), shape)
    if scenario.losses is not None:
        first = drawn(
            worlds, "losses.first_year_decline_frac", scenario.losses.first_year_decline_frac
        )
        yearly = drawn(worlds, "losses.decline_per_year", scenario.losses.decline_per_year)
        left = np.maximum(1.0 - first - yearly * np.arange(n_years), 0.0)
        dc_frac = dc_frac * left
    load_frac = np.empty((*shape, 1 + len(scenario.load)))
    load_frac[:, :, 0] = _use_frac(prepared, worlds)
    for k, load in enumerate(scenario.load, 1):
        if load.kwh_per_year > 0:
            use = drawn(worlds, f"load.{k}.kwh_per_year", load.kwh_per_year) / load.kwh_per_year
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
        key = f"stairwell.{n}"
        people = drawn(worlds, f"{key}.people_per_flat", well.people_per_flat)
        trips = drawn(worlds, f"{key}.trips_per_person_per_day", well.trips_per_person_per_day)
        base = well.people_per_flat * well.trips_per_person_per_day
        total = total + weight * people * trips / base
    sum_kwh = weights.sum()
    return total / sum_kwh if sum_kwh > 0 else np.ones((1, 1))


def check_grants(prepared: Prepared) -> None:
    """Refuse grants and prices that exclude each other, are not in force, or exceed the cost."""
    scenario = prepared.loaded.scenario
    lines = operations.cost_lines(scenario, prepared.project, certain())
    nothing_cny = np.zeros((1, scenario.n_years + 1))
    seen = support.subsidised(scenario, prepared.project, lines, nothing_cny)
    faults = [*eligibility.check(scenario.subsidy, seen), *_prices_in_force(scenario)]
    if faults:
        raise ScenarioError(scenario.name, faults)


def _prices_in_force(scenario: Scenario):
    """Tariffs that do not hold on the day of commissioning."""
    rows = [("lift_power.price", scenario.lift_power.price)]
    rows += [(f"load[{n}].price", load.price) for n, load in enumerate(scenario.load, 1)]
    for where, price in rows:
        yield from tariff.check_in_force(tariff_rule(price, where), scenario.commissioned, where)


def measure(scenario: Scenario, project: Project, energy: Energy, books: Books) -> Indicators:
    """The field's indicators of every draw."""
    target, build_years = scenario.target, scenario.build_months / 12.0
    flow_cny, equity_cny = books.project_cny, books.equity_flow_cny
    pretax = _rates(books.project_pretax_cny)
    pv_cny = sum(
        (
            t.cny
            for t in books.ledger.transfers
            if t.account in PV_ACCOUNTS and t.payer == "investor"
        ),
        np.zeros_like(flow_cny),
    )
    made_kwh = operations.over_years(energy.made_kwh)
    grants = [t.cny for t in books.ledger.transfers if t.account.startswith("grant: ")]
    subsidy_cny = sum((cny.sum(axis=1) for cny in grants), np.zeros(len(flow_cny)))
    residents_cny = paid_cny(books.ledger, "residents") - paid_cny(
        books.ledger, "residents", ("power_sold",)
    )
    service_cny = books.principal_cny + books.interest_cny
    service_cny[:, 0] = 0.0
    for_debt_cny = books.ebit_cny + books.depreciation_cny - books.income_tax_cny
    cover = ratios.dscr(for_debt_cny[:, 1:], service_cny[:, 1:])
    invested_cny = books.investment_cny + books.interest_cny[:, 0]
    return Indicators(
        project_irr_pretax=pretax.value,
        project_irr=_rates(flow_cny).value,
        equity_irr=_rates(equity_cny).value,
        n_roots=pretax.n_roots,
        project_npv_cny=indicators.npv(target.discount_per_year, flow_cny),
        equity_npv_cny=indicators.npv(target.equity_per_year, equity_cny),
        payback_years=indicators.payback_years(flow_cny),
        payback_from_start_years=indicators.payback_years(flow_cny, build_years),
        discounted_payback_years=indicators.discounted_payback_years(
            target.discount_per_year, flow_cny
        ),
        lcoe_cny_per_kwh=_lcoe(target.discount_per_year, pv_cny, made_kwh),
        dscr_min=ratios.lowest(cover),
        subsidy_per_lift_cny=subsidy_cny / project.n_lifts,
        subsidy_per_household_cny=subsidy_cny / project.n_households,
        fiscal_npv_cny=indicators.npv(
            target.government_per_year, net_cny(books.ledger, "government")
        ),
        residents_paid_cny=residents_cny.sum(axis=1),
        return_on_investment_frac=_share(books.ebit_cny[:, 1:].mean(axis=1), invested_cny),
        return_on_equity_frac=_share(books.net_profit_cny[:, 1:].mean(axis=1), books.equity_cny),
    )


def _rates(cash_cny: np.ndarray) -> indicators.IrrBatch:
    """Rates of return; nan where money comes first and goes later, which is no investment."""
    found = indicators.irr_batch(cash_cny)
    first = np.argmax(np.abs(cash_cny) > 0.005, axis=1)
    invests = cash_cny[np.arange(len(cash_cny)), first] < 0.0
    return found._replace(value=np.where(invests, found.value, np.nan))


def _lcoe(rate, cost_cny, energy_kwh) -> np.ndarray:
    factors = indicators.discount_factors(rate, cost_cny.shape[1] - 1)
    return _share((cost_cny * factors).sum(axis=1), (energy_kwh * factors).sum(axis=1))


def _share(upper, lower) -> np.ndarray:
    """A ratio; nan where there is nothing to divide by."""
    lower = np.asarray(lower, dtype=float)
    return np.divide(upper, lower, out=np.full(np.shape(lower), np.nan), where=lower > 0)


def _notices(prepared: Prepared, energy: Energy) -> tuple[Notice, ...]:
    """What must be said beside the numbers."""
    scenario = prepared.loaded.scenario
    found = list(prepared.notices)
    lines = operations.cost_lines(scenario, prepared.project, certain())
    seen = support.subsidised(
        scenario, prepared.project, lines, np.zeros((1, scenario.n_years + 1))
    )
    found += eligibility.notices(scenario.subsidy, seen)
    if scenario.roof and len(scenario.roof) + len(scenario.stairwell) > 1:
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
