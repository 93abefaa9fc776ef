"""Laws of uncertain numbers, as a user writes them.

A law's numbers are those of the key it stands for, or multiples of the scenario's own value where
the row says `relative = true`. There is no default for a number of a law.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from pvlift.facts.records import Confidence, Loose, Number, Positive, Record, Seed, broken

Probability = Annotated[float, Field(ge=0, le=1)]
KeyText = Annotated[str, Field(min_length=1, max_length=200)]


def _rising(law):
    if not (law.low <= getattr(law, "mode", law.low) <= law.high and law.low < law.high):
        raise broken("law_not_rising")
    return law


class Normal(Record):
    """Bell curve; use `bounded` where the number may not fall below zero."""

    kind: Literal["normal"]
    """Which law."""
    mean: Number
    """Mean, which is also the middle."""
    sd: Positive
    """Standard deviation."""


class Lognormal(Record):
    """Always positive, with a long upper tail."""

    kind: Literal["lognormal"]
    """Which law."""
    median: Positive
    """Half of all values lie below."""
    sd_log: Annotated[float, Field(gt=0, le=3)]
    """Standard deviation of the natural logarithm; 0.1 is about 10 %."""


class Triangular(Record):
    """Low, most likely, high."""

    kind: Literal["triangular"]
    """Which law."""
    low: Number
    """Lowest value."""
    mode: Number
    """Most likely value."""
    high: Number
    """Highest value."""

    _in_order = model_validator(mode="after")(_rising)


class Uniform(Record):
    """Every value between two bounds alike."""

    kind: Literal["uniform"]
    """Which law."""
    low: Number
    """Lowest value."""
    high: Number
    """Highest value."""

    _in_order = model_validator(mode="after")(_rising)


class Pert(Record):
    """Low, most likely, high with most of the weight at the middle (beta, shape 4)."""

    kind: Literal["pert"]
    """Which law."""
    low: Number
    """Lowest value."""
    mode: Number
    """Most likely value."""
    high: Number
    """Highest value."""

    _in_order = model_validator(mode="after")(_rising)


class Discrete(Record):
    """Few values, each with its chance."""

    kind: Literal["discrete"]
    """Which law."""
    values: Annotated[tuple[Number, ...], Field(min_length=1, max_length=1000), Loose]
    """The values."""
    chances: Annotated[tuple[Probability, ...], Field(min_length=1, max_length=1000), Loose]
    """The chance of each; together 1."""

    @model_validator(mode="after")
    def _whole(self):
        if len(self.values) != len(self.chances) or abs(sum(self.chances) - 1.0) > 1e-9:
            raise broken("law_chances")
        return self


class Empirical(Record):
    """Observed values; between two neighbours every value is alike."""

    kind: Literal["empirical"]
    """Which law."""
    values: Annotated[tuple[Number, ...], Field(min_length=2, max_length=100_000), Loose]
    """The observations, in any order."""


class Bounded(Record):
    """A normal or lognormal law cut off on both sides."""

    kind: Literal["bounded"]
    """Which law."""
    of: Annotated[Normal | Lognormal, Field(discriminator="kind")]
    """The law that is cut off."""
    low: Number
    """Lowest value left."""
    high: Number
    """Highest value left."""

    _in_order = model_validator(mode="after")(_rising)


class Drifting(Record):
    """A path from year to year without a way back: each year's step adds to all before it.

    Year 1 has the scenario's value; the median of year t is that value x (1 + growth)^(t - 1).
    """

    kind: Literal["drifting"]
    """Which law."""
    growth_per_year: Annotated[float, Field(gt=-0.5, lt=0.5)]
    """Growth of the median."""
    sd_per_year: Annotated[float, Field(gt=0, le=1)]
    """Standard deviation of one year's logarithmic step."""


class Reverting(Record):
    """A path that is pulled back to its middle, the scenario's own value."""

    kind: Literal["reverting"]
    """Which law."""
    sd_log: Annotated[float, Field(gt=0, le=2)]
    """Standard deviation of the logarithm in any one year."""
    persistence_frac: Annotated[float, Field(ge=0, lt=1)]
    """Share of a year's deviation that is still there one year later."""


class Event(Record):
    """In each year something happens, or it does not: a failure, an outage."""

    kind: Literal["event"]
    """Which law."""
    chance_per_year: Probability
    """Chance in the first year."""
    value: Number
    """Value of the key in a year in which it happens; otherwise the scenario's own."""
    ageing_per_year: Annotated[float, Field(ge=0, le=1)] = 0.0
    """Added to the chance with each year of age; absent: the chance stays."""


class WeatherYears(Record):
    """Each simulated year takes one of the weather years at hand, all alike. Key: weather."""

    kind: Literal["weather_years"]
    """Which law."""


OnceLaw = Normal | Lognormal | Triangular | Uniform | Pert | Discrete | Empirical | Bounded
PathLaw = Drifting | Reverting | Event | WeatherYears
Law = Annotated[OnceLaw | PathLaw, Field(discriminator="kind")]


class Uncertain(Record):
    """One uncertain number: which key, after which law, on whose word."""

    key: KeyText | Annotated[tuple[KeyText, ...], Field(min_length=1, max_length=200), Loose]
    """Key of the scenario, such as `cost.pv_build.cny`; a list moves all its keys together."""
    law: Law
    """How it varies."""
    relative: bool = False
    """True: the law's numbers are multiples of the scenario's own value."""
    each_year: bool = False
    """True: drawn anew in every operating year; absent: once for the whole life."""
    source: Annotated[str, Field(min_length=1, max_length=80)]
    """Where the law comes from."""


class DefaultLaw(Record):
    """A law of the embedded table, for keys that a scenario gives no law of its own."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9_]+$")]
    """Name of the row."""
    keys: Annotated[tuple[KeyText, ...], Field(min_length=1), Loose]
    """Keys it stands for; * is any row of a list."""
    each_alone: bool = False
    """True: every key has its own draw; absent: all keys move together."""
    cost: str | None = None
    """Row of costs.csv whose low, base and high make the law."""
    law: Law | None = None
    """The law, where no row makes it."""
    relative: bool = False
    """True: multiples of the scenario's own value."""
    source: str | None = None
    """Row of the sources table; absent: that of the cost row."""
    confidence: Confidence | None = None
    """How sure it is; absent: as the cost row."""
    note_en: str = ""
    """Why, in English."""
    note_zh: str = ""
    """Why, in Chinese."""


class Correlation(Record):
    """Two uncertain numbers that move together (Gaussian copula)."""

    between: Annotated[tuple[KeyText, KeyText], Loose]
    """The two keys; of a law on several keys, any one of them."""
    normal_frac: Annotated[float, Field(ge=-1, le=1)]
    """Correlation of their normal scores, -1 to 1."""
    source: Annotated[str, Field(min_length=1, max_length=80)]
    """Where it comes from."""


class Chances(Record):
    """How a scenario wants to be judged under uncertainty."""

    default_laws: bool = True
    """Laws from the low, base and high of the embedded tables for keys without a law of their own.
    """
    weather: Literal["drawn", "in_order"] = "drawn"
    """Weather years drawn for each simulated year, or one after the other."""
    seed: Seed = 1
    """Seed of all draws; the command line may give another."""
