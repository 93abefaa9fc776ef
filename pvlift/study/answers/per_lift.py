"""One lift's share of a plan in a mean year: what it earns, what it costs, what it must return."""

from __future__ import annotations

from typing import NamedTuple

from pvlift.facts.accounts import GRANTS, LIFT_RUNNING, keys_of
from pvlift.money.indicators import capital_recovery_frac, npv
from pvlift.money.ledger import net_cny
from pvlift.study.plan.outcome import Outcome


class PerLift(NamedTuple):
    """The investor's year, mean of all operating years, for one lift. [CNY/year]"""

    pv_income_cny: float  # power sold and fed in, certificates
    fee_cny: float  # from residents
    lift_cost_cny: float  # what he pays to keep the lift running, roof power taken off
    other_cost_cny: float  # PV running, rent, administration
    tax_cny: float
    capital_cny: float  # level yearly payment that returns outlay less grants at the discount rate
    pv_for_lift_cny: float  # worth of the roof power the lift uses; already out of lift_cost_cny

    @property
    def left_cny(self) -> float:
        """What is left to return the capital."""
        income = self.pv_income_cny + self.fee_cny
        return income - self.lift_cost_cny - self.other_cost_cny - self.tax_cny


def per_lift_of(outcome: Outcome) -> PerLift:
    """Mean yearly economics of one lift in the first world."""
    ledger, n_lifts = outcome.books.ledger, outcome.prepared.project.n_lifts
    scenario = outcome.prepared.loaded.scenario
    rate, n_years = scenario.target.discount_per_year, ledger.n_years

    def mean_cny(*families: str) -> float:
        flow_cny = net_cny(ledger, "investor", keys_of(*families))[0, 1:]
        return float(flow_cny.mean()) / n_lifts

    grants_cny = net_cny(ledger, "investor", keys_of(*GRANTS))[0]
    outlay_cny = float(outcome.books.investment_cny[0]) - float(npv(rate, grants_cny))
    return PerLift(
        pv_income_cny=mean_cny("pv_income", "pv_refund"),
        fee_cny=mean_cny("fee"),
        lift_cost_cny=-mean_cny(*LIFT_RUNNING),
        other_cost_cny=-mean_cny("pv_running", "administration"),
        tax_cny=-mean_cny("tax"),
        capital_cny=max(outlay_cny, 0.0) * float(capital_recovery_frac(rate, n_years)) / n_lifts,
        pv_for_lift_cny=float(outcome.books.saved_power_cny[0, 1:].mean()) / n_lifts,
    )
