"""The chart of accounts: the only list of what money may be for, and to which family it belongs.

Whoever adds up a family (income of PV, running costs of the lifts, grants) asks this table.
"""

from __future__ import annotations

from functools import cache
from types import MappingProxyType
from typing import NamedTuple

from pvlift.errors import Words
from pvlift.facts.read import rows_of

COSTS = (  # families whose accounts a scenario may give a cost for
    "lift_build",
    "relocation",
    "compensation",
    "pv_build",
    "lift_running",
    "lift_renewing",
    "pv_running",
    "administration",
)
LIFT_WORKS = ("lift_build", "relocation", "compensation")  # all that building a lift costs
LIFT_RUNNING = ("lift_running", "lift_renewing")
GRANTS = ("building_grant", "yearly_grant")
DEBTS = ("loan", "debt_service")  # of the investor


class Account(NamedTuple):
    """One account, with the parties it usually moves money between."""

    key: str
    words: Words
    family: str
    asset: str  # "lift", "pv"; empty: of the plan as a whole
    payer: str  # unless an agreement of the plan says otherwise
    payee: str
    income_of: str  # party whose income it is; empty: capital that moves
    vat: str  # "output": VAT is contained in a sale; "input": may be in what is bought; empty: none
    rules: tuple[str, ...]  # kinds of subsidy rules that pay under it


@cache
def accounts() -> MappingProxyType[str, Account]:
    """All accounts by key, in the order in which tables show them."""
    rows = {}
    for row in rows_of("accounts.csv"):
        words, rules = Words(row.pop("en"), row.pop("zh")), tuple(row.pop("rules").split())
        rows[row["key"]] = Account(**row, words=words, rules=rules)
    return MappingProxyType(rows)


@cache
def keys_of(*families: str, asset: str | None = None) -> tuple[str, ...]:
    """Accounts of some families, of one asset where it is named."""
    known = {account.family for account in accounts().values()}
    if not known.issuperset(families):
        raise ValueError(f"no family of accounts {', '.join(sorted(set(families) - known))}")
    return tuple(
        account.key
        for account in accounts().values()
        if account.family in families and asset in (None, account.asset)
    )


@cache
def pv_costs() -> tuple[str, ...]:
    """Accounts of what the roofs' plant costs, built and run."""
    return keys_of(*COSTS, asset="pv")


@cache
def grant_account(kind: str) -> Account:
    """The account under which a kind of subsidy rule pays."""
    return next(account for account in accounts().values() if kind in account.rules)


def is_yearly(rule) -> bool:
    """Whether a subsidy rule pays year by year; the others pay once, for building."""
    return grant_account(rule.kind).family == "yearly_grant"


def on_interest(rule) -> bool:
    """Whether a subsidy rule pays part of the interest of loans."""
    return grant_account(rule.kind).key == "interest_support"


def for_lifts(rule) -> bool:
    """Whether a subsidy rule pays once, for building a lift."""
    account = grant_account(rule.kind)
    return account.family == "building_grant" and account.asset == "lift"
