"""What happens when the operator fails: who then pays for the lifts, floor by floor, who loses.

The lifts stay in the building and must be run; nobody is taken to run the roofs, so all power is
bought. What the roofs would bring to someone who took them over stands beside it.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pvlift.facts.accounts import GRANTS, keys_of, pv_costs
from pvlift.facts.read import floor_factors
from pvlift.money.ledger import moved_cny, net_cny, paid_cny
from pvlift.study.plan.outcome import Outcome

FLOOR_RULE = "guangzhou"  # Guangzhou measures art. 8, facts/floors.csv


class FloorBill(NamedTuple):
    """What one flat of each floor then pays a year."""

    stairwell: str
    cny_per_year: np.ndarray  # float[n_floors], ground floor first


class Failure(NamedTuple):
    """The operator stops at the end of an operating year (0: at commissioning). CNY, nominal."""

    year: int
    bills_cny: np.ndarray  # float[n_years - year] for the lifts in each year left
    running_cny_per_year: float  # power, upkeep, inspection, insurance, telecom; mean
    renewal_cny_per_year: float  # overhaul and renewal still to come, spread over the years left
    reserve_cny: float  # on the reserve account: pays the first bills
    household_cny_per_year: float  # mean of all households, the reserve used
    floors: tuple[FloorBill, ...]  # for each kind of stairwell, by the floor rule
    roofs_cny_per_year: float  # what the roofs would bring a year to one who took them over
    lender_cny: float  # owed to lenders that day
    grants_paid_cny: float  # public money for building paid so far
    grants_unserved_cny: float  # of it, the part of the years that the operator does not serve
    grants_saved_cny: float  # grants that were still to be paid
    taxes_lost_cny: float  # taxes that would have come


def operator_fails(outcome: Outcome, year: int) -> Failure:
    """Who pays what if the operator fails at the end of a year, in the first draw.

    Parameters
    ----------
    year : 0 (commissioning) to the year before the last
    """
    books, project = outcome.books, outcome.prepared.project
    ledger, n_years = books.ledger, outcome.books.ledger.n_years
    if not 0 <= year < n_years:
        raise ValueError(f"the operator can fail in years 0 to {n_years - 1}, not {year}")
    left = n_years - year
    running = paid_cny(ledger, "investor", keys_of("lift_running"))[0] + books.saved_power_cny[0]
    seldom = paid_cny(ledger, "investor", keys_of("lift_renewing"))[0]
    reserve_cny = float(outcome.promise.reserve_cny[0, year - 1]) if year else 0.0
    yearly_cny = running[year + 1 :].sum() / left, seldom[year + 1 :].sum() / left
    to_pay_cny = max(sum(yearly_cny) - reserve_cny / left, 0.0)
    once, later = (moved_cny(ledger, keys_of(family))[0] for family in GRANTS)
    taxes = net_cny(ledger, "government", keys_of("tax"))[0]
    paid_so_far = float(once[: year + 1].sum())
    return Failure(
        year=year,
        bills_cny=(running + seldom)[year + 1 :],
        running_cny_per_year=float(yearly_cny[0]),
        renewal_cny_per_year=float(yearly_cny[1]),
        reserve_cny=reserve_cny,
        household_cny_per_year=to_pay_cny / project.n_households,
        floors=tuple(
            FloorBill(
                well.name,
                to_pay_cny
                / project.n_lifts
                * well.n_lifts
                / (well.flats / well.storeys)
                * floor_shares(FLOOR_RULE, well.storeys),
            )
            for well in outcome.prepared.loaded.scenario.stairwell
        ),
        roofs_cny_per_year=_roofs(outcome)[year + 1 :].sum() / left,
        lender_cny=float(books.balance_cny[0, year]),
        grants_paid_cny=paid_so_far,
        grants_unserved_cny=paid_so_far * left / n_years,
        grants_saved_cny=float((once + later)[year + 1 :].sum()),
        taxes_lost_cny=float(taxes[year + 1 :].sum()),
    )


def failures(outcome: Outcome) -> tuple[Failure, ...]:
    """The same for every year, commissioning first."""
    n_years = outcome.books.ledger.n_years
    return tuple(operator_fails(outcome, year) for year in range(n_years))


def floor_shares(rule: str, storeys: int) -> np.ndarray:
    """Share of each floor in what a stairwell pays, together 1. float[storeys]

    Above the floors of the rule each floor adds what the last of them added.
    """
    rows = floor_factors().get(rule, ())
    factors = [row.factor for row in rows if row.kind == "weight"]
    if not factors or [row.floor for row in rows] != list(range(1, len(rows) + 1)):
        known = [
            name
            for name, table in floor_factors().items()
            if table[0].kind == "weight" and len(table) == table[-1].floor
        ]
        raise ValueError(f"no floor coefficients {rule!r}; there are {', '.join(known)}")
    step = factors[-1] - factors[-2] if len(factors) > 1 else 0.0
    while len(factors) < storeys:
        factors.append(factors[-1] + step)
    weights = np.array(factors[:storeys])
    whole = weights.sum()
    return weights / whole if whole > 0 else np.full(storeys, 1.0 / storeys)


def _roofs(outcome: Outcome) -> np.ndarray:
    """Sales of the roofs' power and power spared, less the plant's costs. float[n_years + 1]"""
    ledger = outcome.books.ledger
    sold = net_cny(ledger, "investor", keys_of("pv_income", "pv_refund"))[0]
    cost = paid_cny(ledger, "investor", pv_costs())[0]
    return sold + outcome.books.saved_power_cny[0] - cost
