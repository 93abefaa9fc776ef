"""Building and running: costs, power bought and sold, feed-in and fees, as transfers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from pvlift.energy.settle import Energy
from pvlift.facts.accounts import accounts
from pvlift.facts.read import PlannedWork, events
from pvlift.money.ledger import Transfer
from pvlift.money.project import Project, quantity
from pvlift.prices.growth import grown, stepped
from pvlift.prices.paths import lift_price_frac, sale_price_frac
from pvlift.scenario.draw_keys import COST, COST_GROWTH, LOAD_UNPAID
from pvlift.scenario.funds import Cost, Fee
from pvlift.scenario.records import Scenario
from pvlift.scenario.worlds import Worlds, drawn


class CostLine(NamedTuple):
    """One cost row as money over the years, before it is split between payers."""

    cost: Cost
    cny: np.ndarray  # float[n_draws or 1, n_years + 1]


def over_years(by_year: np.ndarray) -> np.ndarray:
    """Put a zero for commissioning before the operating years."""
    return np.concatenate([np.zeros((by_year.shape[0], 1)), by_year], axis=1)


def cost_lines(scenario: Scenario, project: Project, worlds: Worlds) -> list[CostLine]:
    """Every cost row in money of its year; growth first bites in operating year 2."""
    return [
        CostLine(cost, _cost_cny(cost, n, scenario, project, worlds))
        for n, cost in enumerate(scenario.cost, 1)
    ]


def _cost_cny(cost: Cost, n: int, scenario: Scenario, project: Project, worlds: Worlds):
    """Cost row n over the years. float[n_draws or 1, n_years + 1]"""
    n_years = scenario.n_years
    amount = drawn(worlds, COST.at(n), cost.cny) * quantity(project, cost)
    amount = amount * carried(scenario, cost.price_year)
    due = np.zeros(n_years + 1)
    due[[*years_due(cost, scenario)]] = 1.0
    if cost.when == "build":
        return amount[:, :1] * due
    growth = grown(drawn(worlds, COST_GROWTH.at(n), cost.growth_per_year), n_years)
    age = stepped(cost.step_frac, cost.step_years, n_years, compound=False)
    return over_years(amount * (growth * age * due[1:]))


def carried(scenario: Scenario, price_year: int | None) -> float:
    """What an amount in the money of another year is worth in that of commissioning. [1]"""
    if price_year is None or scenario.inflation is None:
        return 1.0
    return (1.0 + scenario.inflation.per_year) ** (scenario.commissioned.year - price_year)


def years_due(cost: Cost, scenario: Scenario) -> tuple[int, ...]:
    """Years in which a cost falls due; 0 is construction."""
    n_years, when = scenario.n_years, cost.when
    if isinstance(when, tuple):
        return when
    if when == "build":
        return (0,)
    if when == "yearly":
        return tuple(range(1, n_years + 1))
    if when == "end":
        return (n_years,)
    event = events()[when.removeprefix("calendar:")]
    anew = renewal_years(scenario) if event.asset == "lift" else ()
    return calendar_years(event, n_years, anew)


def calendar_years(event: PlannedWork, n_years: int, anew: tuple[int, ...] = ()) -> tuple[int, ...]:
    """Operating years in which work by age falls due; age counts anew after a renewal.

    Parameters
    ----------
    anew : operating years at whose end the asset is new again
    """
    found = []
    for year in range(1, n_years + 1):
        age = year - max((new for new in anew if new < year), default=0)
        ever = event.every_year_after is not None and age > event.every_year_after
        if age in event.years or ever:
            found.append(year)
    return tuple(found)


def renewal_years(scenario: Scenario) -> tuple[int, ...]:
    """Operating years in which the lifts are renewed."""
    found: set[int] = set()
    for cost in scenario.cost:
        if cost.account != "lift_renewal":
            continue
        if isinstance(cost.when, tuple):
            found |= set(cost.when)
        elif cost.when == "calendar:lift_renewal":
            life = events()["lift_renewal"].years[0]
            found |= set(range(life, scenario.n_years + 1, life))
    return tuple(sorted(found))


def shares(scenario: Scenario, account: str) -> list[tuple[str, float, str]]:
    """Who pays an account: (party, share, source); the investor pays what nobody else does."""
    split = [
        (rule.party, rule.share_frac, rule.source)
        for rule in scenario.payer
        if account in rule.accounts
    ]
    rest = 1.0 - sum(share for _, share, _ in split)
    return ([("investor", rest, "")] if rest > 1e-12 else []) + split


def part(cny: np.ndarray, share: float) -> np.ndarray:
    """A share of money; the whole is passed on as it is."""
    return cny if share == 1.0 else cny * share


def own_share(scenario: Scenario, account: str) -> float:
    """The investor's share of an account."""
    return next(
        (share for party, share, _ in shares(scenario, account) if party == "investor"), 0.0
    )


def cost_transfers(scenario: Scenario, lines: list[CostLine], n_draws: int) -> Iterator[Transfer]:
    """One transfer for each cost row and payer."""
    for line in lines:
        cost = line.cost
        payee = accounts()[cost.account].payee
        for party, share, source in shares(scenario, cost.account):
            cny = np.broadcast_to(part(line.cny, share), (n_draws, scenario.n_years + 1))
            yield Transfer(cost.account, party, payee, cny, source or cost.source)


def power_transfers(scenario: Scenario, energy: Energy, worlds: Worlds) -> Iterator[Transfer]:
    """Grid power for the lifts, and roof power sold to consumers behind the meter.

    Load 0 is the lifts; the others stand in the scenario's order.
    """
    power = scenario.lift_power
    bought_cny = over_years(energy.bought_cny[:, :, 0] * lift_price_frac(scenario, worlds))
    for party, share, source in shares(scenario, "lift_power"):
        cny = part(bought_cny, share)
        yield Transfer("lift_power", party, "grid", cny, source or power.source)
    for k, load in enumerate(scenario.load, 1):
        sold_cny = energy.used_cny[:, :, k] * sale_price_frac(scenario, worlds, k)
        billed_cny = over_years(sold_cny)
        yield Transfer("power_sold", load.buyer, "investor", billed_cny, load.source)
        unpaid_frac = drawn(worlds, LOAD_UNPAID.at(k), load.unpaid_frac)
        if unpaid_frac.any():
            lost_cny = over_years(sold_cny * unpaid_frac)
            yield Transfer("unpaid_bills", "investor", load.buyer, lost_cny, load.source)


def saved_power_cny(scenario: Scenario, energy: Energy, worlds: Worlds) -> np.ndarray:
    """What the investor need not buy for the lifts because the roofs make it; not a flow.

    Returns float[n_draws, n_years + 1] [CNY].
    """
    share = own_share(scenario, "lift_power")
    return over_years(energy.used_cny[:, :, 0] * (share * lift_price_frac(scenario, worlds)))


def fee_transfers(scenario: Scenario, n_draws: int) -> Iterator[Transfer]:
    """What residents pay by floor, year by year."""
    for fee in scenario.fee:
        one_year_cny = sum(
            well.count * well.flats / well.storeys * _all_floors_cny(fee, well.storeys)
            for well in scenario.stairwell
        )
        years = np.arange(1, scenario.n_years + 1)
        due = (fee.first_year <= years) & (years <= fee.last_year)
        rise = np.ones(scenario.n_years)
        n_paid = fee.last_year - fee.first_year + 1
        rise[due] = stepped(fee.step_frac, fee.step_years, n_paid, compound=True)
        by_year = np.broadcast_to(one_year_cny * rise * due, (n_draws, scenario.n_years))
        yield Transfer("resident_fee", "residents", "investor", over_years(by_year), fee.source)


def _all_floors_cny(fee: Fee, storeys: int) -> float:
    """One flat of each floor together."""
    last = len(fee.cny_per_flat) - 1
    return sum(fee.cny_per_flat[min(floor, last)] for floor in range(storeys))
