"""Keys of the numbers that may differ from draw to draw; no other file spells one out."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

WEATHER = "weather"  # which of the weather years a year takes
YIELD = "yield_frac"
FIRST_DECLINE = "losses.first_year_decline_frac"
YEARLY_DECLINE = "losses.decline_per_year"
MARKET = "feed_in.market_frac"
CURTAILMENT = "connection.curtailment_frac"
LIFT_PRICE = "lift_power.price_frac"
LIFT_PRICE_GROWTH = "lift_power.growth_per_year"
LATE = "subsidy.late_months"
SINGLE = frozenset(
    {
        WEATHER,
        YIELD,
        FIRST_DECLINE,
        YEARLY_DECLINE,
        MARKET,
        CURTAILMENT,
        LIFT_PRICE,
        LIFT_PRICE_GROWTH,
        LATE,
    }
)
REFUSED = "refused:"  # before the title of a grant: whether it is refused


class OfRow(NamedTuple):
    """One number of every row of a list of the scenario."""

    table: str
    field: str

    def at(self, n: int) -> str:
        """The key of row n, counted from 1."""
        return f"{self.table}.{n}.{self.field}"


PEOPLE = OfRow("stairwell", "people_per_flat")
TRIPS = OfRow("stairwell", "trips_per_person_per_day")
USE = OfRow("stairwell", "use_frac")  # the years' own ups and downs
LOAD_KWH = OfRow("load", "kwh_per_year")
LOAD_PRICE = OfRow("load", "price_frac")
LOAD_UNPAID = OfRow("load", "unpaid_frac")
LOAD_GROWTH = OfRow("load", "growth_per_year")
COST = OfRow("cost", "cny")
COST_GROWTH = OfRow("cost", "growth_per_year")
LOAN_RATE = OfRow("loan", "rate_per_year")
OF_ROWS = frozenset(
    {
        PEOPLE,
        TRIPS,
        USE,
        LOAD_KWH,
        LOAD_PRICE,
        LOAD_UNPAID,
        LOAD_GROWTH,
        COST,
        COST_GROWTH,
        LOAN_RATE,
    }
)


def grant_title(rule) -> str:
    """What a grant of the scenario is called in its key: its programme, else its name."""
    return rule.programme if rule.kind == "programme" else rule.name


def refused(title: str) -> str:
    """The key of a grant."""
    return REFUSED + title


def refused_title(key: str) -> str | None:
    """The grant of such a key; None for other keys."""
    return key.removeprefix(REFUSED) if key.startswith(REFUSED) else None


@cache
def row_of(key: str) -> tuple[str, int] | None:
    """List and number of the row that a key belongs to; None: to none. KeyError: no such key."""
    if key in SINGLE or key.startswith(REFUSED):
        return None
    table, _, rest = key.partition(".")
    number, _, field = rest.partition(".")
    if OfRow(table, field) not in OF_ROWS or not number.isdecimal():
        raise KeyError(f"no number of a scenario is drawn under the key {key!r}")
    return table, int(number)
