"""Kinds of numbers and names that the records of a scenario share."""

from __future__ import annotations

import math
from typing import Annotated, NamedTuple, get_args

from pydantic import BaseModel, Field

from pvlift.errors import Words
from pvlift.facts.records import LARGEST, Cny, Loose, Positive, Seed

__all__ = ["Cny", "Loose", "Positive", "Seed"]

Frac = Annotated[float, Field(ge=0, le=1)]
Rate = Annotated[float, Field(gt=-0.5, lt=0.5)]
NotNegative = Annotated[float, Field(ge=0, le=LARGEST)]
Weight = Annotated[float, Field(ge=0, le=1e6)]  # relative to others of its list
PriceOverFirst = Annotated[float, Field(gt=0, le=100)]  # a year's price over that of year 1
Rise = Annotated[float, Field(ge=0, le=10)]  # share added in one step
Place = Annotated[float, Field(ge=-10_000, le=10_000)]  # metres from a corner of the roof
Size = Annotated[float, Field(gt=0, le=10_000)]  # metres
Year = Annotated[int, Field(ge=1, le=60)]
Count = Annotated[int, Field(ge=1, le=100_000)]
SourceId = Annotated[str, Field(min_length=1, max_length=80)]
Name = Annotated[str, Field(min_length=1, max_length=120)]


class Limits(NamedTuple):
    """Numbers that make sense; the ends belong to them unless said otherwise."""

    low: float
    high: float
    without_low: bool = False
    without_high: bool = False

    def allow(self, value: float) -> bool:
        """Whether a number is one of them; nan is not."""
        above = value > self.low if self.without_low else value >= self.low
        below = value < self.high if self.without_high else value <= self.high
        return above and below

    @property
    def words(self) -> Words:
        """Them in plain words."""
        if not self.without_low and not self.without_high:
            return Words(f"{self.low:g} to {self.high:g}", f"{self.low:g} 至 {self.high:g}")
        low = ("above", "大于") if self.without_low else ("at least", "不小于")
        high = ("below", "小于") if self.without_high else ("at most", "不大于")
        return Words(
            f"{low[0]} {self.low:g} and {high[0]} {self.high:g}",
            f"{low[1]} {self.low:g}，{high[1]} {self.high:g}",
        )


def limits_of(record: type[BaseModel], field: str) -> Limits:
    """What a field of a record takes; infinite where it is open."""
    info = record.model_fields[field]
    parts = [info, *(part for hint in get_args(info.annotation) for part in _metadata(hint))]
    bounds = [bound for part in parts for bound in getattr(part, "metadata", ())]
    low = max((_end(bound, "ge", "gt", -math.inf) for bound in bounds), default=(-math.inf, False))
    high = min((_end(bound, "le", "lt", math.inf) for bound in bounds), default=(math.inf, False))
    return Limits(low[0], high[0], low[1], high[1])


def choices_of(record: type[BaseModel], field: str) -> tuple[str, ...]:
    """The words that a field of a record takes."""
    return get_args(record.model_fields[field].annotation)


def _end(bound, closed: str, opened: str, absent: float) -> tuple[float, bool]:
    """One end, and whether it is left out itself."""
    if hasattr(bound, closed):
        return float(getattr(bound, closed)), False
    return (float(getattr(bound, opened)), True) if hasattr(bound, opened) else (absent, False)


def _metadata(hint) -> tuple:
    """What is written beside a hint inside another one, as in `Rate | None`."""
    return getattr(hint, "__metadata__", ())
