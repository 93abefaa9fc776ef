"""The same plan without its solar roofs: the same lifts, paid for and run in the same way."""

from __future__ import annotations

from pvlift.facts.accounts import pv_costs
from pvlift.facts.programmes import EnergyPremium, PowerGrant
from pvlift.facts.read import grant_rules
from pvlift.scenario.load import Loaded, variant
from pvlift.scenario.records import Scenario


def pv_left_out(scenario: Scenario) -> dict[str, object]:
    """Changes that take the roofs, their costs and their buyers out of a scenario."""
    kept = (row for row in scenario.cost if row.account not in pv_costs())
    return {
        "roof": [],
        "losses": None,
        "connection": None,
        "feed_in": None,
        "load": [],
        "cost": [row.model_dump(mode="python") for row in kept],
    }


def without_pv(loaded: Loaded) -> Loaded:
    """The plan without PV; grants for PV go with it, all other money stays as it is."""
    scenario = loaded.scenario
    rules = [
        rule.model_dump(mode="python")
        for rule in grant_rules(scenario.subsidy)
        if not isinstance(rule, (PowerGrant, EnergyPremium))
    ]
    changes = pv_left_out(scenario) | {"subsidy": rules, "uncertain": [], "correlation": []}
    return variant(loaded, changes)
