"""Kinds of numbers and names that the records of a scenario share."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

Frac = Annotated[float, Field(ge=0, le=1)]
Rate = Annotated[float, Field(gt=-0.5, lt=0.5)]
Positive = Annotated[float, Field(gt=0)]
NotNegative = Annotated[float, Field(ge=0)]
Count = Annotated[int, Field(ge=1, le=100_000)]
SourceId = Annotated[str, Field(min_length=1, max_length=80)]
Name = Annotated[str, Field(min_length=1, max_length=120)]
Loose = Field(strict=False)  # a TOML array is a list; inside, elements stay strict
