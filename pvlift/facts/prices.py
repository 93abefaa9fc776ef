"""Shapes of a price over the year: flat, by month, by hour of the day and month, or every hour."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from pvlift.facts.records import MarketCnyPerKwh, Record, broken

DayOfPrices = Annotated[
    tuple[MarketCnyPerKwh, ...], Field(strict=False, min_length=24, max_length=24)
]


class FlatPrice(Record):
    """One price for every hour."""

    kind: Literal["flat"]
    """Shape of the price."""
    cny_per_kwh: MarketCnyPerKwh
    """Price of one kWh in the first year of operation."""


class MonthlyPrice(Record):
    """One price for each month."""

    kind: Literal["monthly"]
    """Shape of the price."""
    cny_per_kwh: Annotated[
        tuple[MarketCnyPerKwh, ...], Field(strict=False, min_length=12, max_length=12)
    ]
    """Twelve prices, January first."""


class ClockPrice(Record):
    """One price for each hour of the day, for each month."""

    kind: Literal["clock"]
    """Shape of the price."""
    cny_per_kwh: Annotated[tuple[DayOfPrices, ...], Field(strict=False)]
    """Twelve rows of 24 prices (or one row for the whole year), hour 0 first."""

    @model_validator(mode="after")
    def _rows(self):
        if len(self.cny_per_kwh) not in (1, 12):
            raise broken("wrong_count")
        return self


class HourlyPrice(Record):
    """One price for every hour of the year."""

    kind: Literal["hourly"]
    """Shape of the price."""
    cny_per_kwh: Annotated[
        tuple[MarketCnyPerKwh, ...], Field(strict=False, min_length=8760, max_length=8760)
    ]
    """8760 prices, 1 January 0:00-1:00 first."""


PriceShape = Annotated[
    FlatPrice | MonthlyPrice | ClockPrice | HourlyPrice, Field(discriminator="kind")
]
