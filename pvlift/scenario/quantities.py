"""Kinds of numbers and names that the records of a scenario share."""

from __future__ import annotations

import math
from typing import Annotated, get_args

from pydantic import BaseModel, Field

from pvlift.facts.records import LARGEST, Cny, Positive, Seed

__all__ = ["Cny", "Positive", "Seed"]

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
Loose = Field(strict=False)  # a TOML array is a list; inside, elements stay strict


def limits_of(record: type[BaseModel], field: str) -> tuple[float, float]:
    """Lowest and highest number that a field of a record takes; infinite where it is open."""
    info = record.model_fields[field]
    parts = [info, *(part for hint in get_args(info.annotation) for part in _metadata(hint))]
    bounds = [bound for part in parts for bound in getattr(part, "metadata", ())]
    low = [getattr(bound, end) for bound in bounds for end in ("ge", "gt") if hasattr(bound, end)]
    high = [getattr(bound, end) for bound in bounds for end in ("le", "lt") if hasattr(bound, end)]
    return max(map(float, low), default=-math.inf), min(map(float, high), default=math.inf)


def _metadata(hint) -> tuple:
    """What is written beside a hint inside another one, as in `Rate | None`."""
    return getattr(hint, "__metadata__", ())
