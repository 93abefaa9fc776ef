"""What support costs the public purse, and what the investor has of it beyond what he needs."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pvlift.facts.accounts import GRANTS, keys_of
from pvlift.money.books import Books
from pvlift.money.ledger import moved_cny, net_cny
from pvlift.money.project import Project
from pvlift.scenario.records import Scenario
from pvlift.study.plan.targets import Aim
from pvlift.study.support.support_forms import Form, public_roof_rent_cny


class PublicCost(NamedTuple):
    """What support costs, and who has how much of it. Means over the draws unless said."""

    paid_cny: np.ndarray  # float[n_years + 1] handed out
    purse_cost_cny: np.ndarray  # float[n_years + 1] handed out and tax forgone or won
    in_kind_cny: np.ndarray  # float[n_years + 1] rent not asked for public roofs
    users_cny: np.ndarray  # float[n_years + 1] paid by all power users through the grid
    paid_npv_cny: float  # handed out, at the government's rate
    purse_cost_npv_cny: float  # after the taxes that follow, at the government's rate
    purse_cost_npv_p10_cny: float
    purse_cost_npv_p90_cny: float
    in_kind_npv_cny: float
    users_npv_cny: float
    public_npv_cny: float  # handed out, tax forgone, in kind and users together
    per_lift_cny: float  # of that
    per_household_cny: float
    investor_npv_p10_cny: float  # at the investor's rate
    investor_npv_p90_cny: float
    beyond_need_cny: float  # mean of what the draws have above an NPV of zero


def public_cost(
    aim: Aim,
    form: Form,
    scenario: Scenario,
    project: Project,
    level: float,
    without: Books,
    at: Books,
) -> PublicCost:
    """What support at a level costs beside the same plan without it.

    Tax won is tax on support and on what roofs given in use earn; it is told in `purse_cost_cny`
    and left out of the whole, as a purse counts what it hands out.
    """
    target = scenario.target
    purse = net_cny(without.ledger, "government") - net_cny(at.ledger, "government")
    grants = keys_of(*GRANTS)
    paid = moved_cny(at.ledger, grants) - moved_cny(without.ledger, grants)
    forgone = np.maximum(purse - paid, 0.0)
    users = np.zeros_like(purse)
    if form.name == "price":
        users = _topups_cny(at) - _topups_cny(without)
    in_kind = np.zeros(purse.shape[1])
    if form.name == "public_roofs" and level > 0:
        in_kind[1:] = public_roof_rent_cny(scenario, project, level)
    worth = (1.0 + target.government_per_year) ** -np.arange(purse.shape[1], dtype=float)
    purse_cost_npv = purse @ worth
    handed = float(paid.mean(axis=0) @ worth)
    spared = float(forgone.mean(axis=0) @ worth) if form.name == "holiday" else 0.0
    whole = handed + spared + float(in_kind @ worth) + float(users.mean(axis=0) @ worth)
    npv = _investor_npv_cny(aim, scenario, at)
    low, high = np.quantile(npv, [0.1, 0.9])
    cheap, dear = np.quantile(purse_cost_npv, [0.1, 0.9])
    return PublicCost(
        paid_cny=paid.mean(axis=0),
        purse_cost_cny=purse.mean(axis=0),
        in_kind_cny=in_kind,
        users_cny=users.mean(axis=0),
        paid_npv_cny=handed,
        purse_cost_npv_cny=float(purse_cost_npv.mean()),
        purse_cost_npv_p10_cny=float(cheap),
        purse_cost_npv_p90_cny=float(dear),
        in_kind_npv_cny=float(in_kind @ worth),
        users_npv_cny=float(users.mean(axis=0) @ worth),
        public_npv_cny=whole,
        per_lift_cny=whole / project.n_lifts,
        per_household_cny=whole / project.n_households,
        investor_npv_p10_cny=float(low),
        investor_npv_p90_cny=float(high),
        beyond_need_cny=float(np.maximum(npv, 0.0).mean()),
    )


def _investor_npv_cny(aim: Aim, scenario: Scenario, books: Books) -> np.ndarray:
    """The flow the aim looks at, at the rate it needs. float[n_draws]"""
    rate, flow_cny = scenario.target.discount_per_year, books.project_cny
    if aim.kind.startswith("equity"):
        rate, flow_cny = scenario.target.equity_per_year, books.equity_flow_cny
    if aim.kind in ("irr", "equity_irr"):
        rate = aim.level
    return flow_cny @ ((1.0 + rate) ** -np.arange(flow_cny.shape[1], dtype=float))


def _topups_cny(books: Books) -> np.ndarray:
    """What the grid pays above market, less what it gets back."""
    return net_cny(books.ledger, "investor", ("mechanism_topup", "mechanism_payback"))
