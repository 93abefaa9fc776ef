"""The price list: cost rows of a scenario that can be taken by name, each from a cited fact.

An item joins a row of costs.csv or events.csv to the account, unit and years of a cost row. Prices
stay constant unless a scenario says otherwise, as feasibility studies have it.
"""

from __future__ import annotations

import difflib
from functools import cache
from types import MappingProxyType
from typing import Any, NamedTuple

from pvlift.facts.read import costs, events, rows_of

LEVELS = ("low", "base", "high")


class CostItem(NamedTuple):
    """One row of the price list."""

    id: str
    amount: str  # row of costs.csv, or event:row of events.csv
    share: str  # row of costs.csv that the amount is multiplied by; empty: none
    unit_factor: float
    account: str
    per: str
    when: str
    growth_per_year: float | None
    rises_with_age: bool  # upkeep by age of the lift
    life_years: int | None
    residual_frac: float
    above_w: float | None  # rating at one point of connection above which it falls due
    note: str


@cache
def cost_items() -> MappingProxyType[str, CostItem]:
    """All items by id."""
    rows = {}
    for row in rows_of("cost_items.csv"):
        growth, life, residual = row["growth_per_year"], row["life_years"], row["residual_frac"]
        rows[row["id"]] = CostItem(
            id=row["id"],
            amount=row["amount"],
            share=row["share"],
            unit_factor=float(row["unit_factor"]),
            account=row["account"],
            per=row["per"],
            when=row["when"],
            growth_per_year=float(growth) if growth else None,
            rises_with_age=row["step"] == "age",
            life_years=int(life) if life else None,
            residual_frac=float(residual) if residual else 0.0,
            above_w=float(row["above_w"]) if row["above_w"] else None,
            note=row["note"],
        )
    return MappingProxyType(rows)


def amount_cny(item: CostItem, level: str) -> float:
    """Amount of an item at its low, base or high figure; a share stays at its base. [CNY/unit]"""
    share = costs()[item.share].base if item.share else 1.0
    return getattr(_fact(item), level) * share * item.unit_factor


def _fact(item: CostItem):
    """The row of facts behind an item."""
    if item.amount.startswith("event:"):
        return events()[item.amount.removeprefix("event:")]
    return costs()[item.amount]


def unknown_item(name: str) -> str:
    """Items that look most like a name that is none; empty where the name is one."""
    if name in cost_items():
        return ""
    close = difflib.get_close_matches(name, list(cost_items()), n=3, cutoff=0.5)
    return ", ".join(close or list(cost_items())[:5])


def with_item(row: dict[str, Any]) -> dict[str, Any]:
    """A cost row with everything that it leaves out taken from its item."""
    item = cost_items()[row["item"]]
    level = row.get("level", "base")
    found: dict[str, Any] = {
        "account": item.account,
        "cny": round(amount_cny(item, level if level in LEVELS else "base"), 6),
        "per": item.per,
        "when": item.when,
        "growth_per_year": item.growth_per_year,
        "life_years": item.life_years,
        "residual_frac": item.residual_frac,
        "above_w": item.above_w,
        "source": _fact(item).source.split()[0],
    }
    if item.rises_with_age:
        found["step_frac"] = costs()["lift_age_step_frac"].base
        found["step_years"] = int(costs()["lift_age_step_years"].base)
    return {**found, **row}
