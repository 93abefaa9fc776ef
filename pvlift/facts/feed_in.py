"""What the grid pays for PV power: mechanism and market since 2025-06, the benchmark before."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from pvlift.facts.prices import PriceShape
from pvlift.facts.records import CnyPerKwh, Confidence, Fraction, Positive, Record, Years

Growth = Annotated[float, Field(ge=-0.2, le=0.2)]


class Market(Record):
    """The market price of PV power, and how it moves over the years."""

    price: PriceShape
    """Price in the first year of operation, and its shape over the hours."""
    growth_per_year: Growth | None = None
    """Growth from the second year on; absent: the price stays."""
    by_year_frac: Annotated[
        tuple[Annotated[float, Field(ge=0, le=5)], ...], Field(strict=False)
    ] = ()
    """Price of each year over the first year's, in place of a growth; the last one stays."""
    source: str = "assumption"
    """Row of the sources table; absent: an assumption."""
    confidence: Confidence = "U"
    """How sure the price is."""


class Green(Record):
    """What the green property of a kWh earns beside its power; mechanism power never earns it."""

    certificate_cny_per_kwh: Annotated[float, Field(ge=0, le=0.1)] | None = None
    """Green certificate (one for 1000 kWh) spread over its kWh; absent: none are sold."""
    carbon_cny_per_kwh: Annotated[float, Field(ge=0, le=0.2)] | None = None
    """Carbon credit for each kWh; absent: none. Power that sells certificates earns no credit."""
    sold_frac: Fraction = 1.0
    """Share of the eligible kWh that finds a buyer."""
    source: str = "assumption"
    """Row of the sources table; absent: an assumption."""
    confidence: Confidence = "U"
    """How sure the prices are."""


PlantClass = Literal["household", "general_commercial", "large_commercial"]
AuctionIds = Annotated[tuple[str, ...], Field(strict=False)]
LostRounds = Annotated[int, Field(ge=0, le=20)]


class AuctionBar(Record):
    """Plants that may not bid for a mechanism price."""

    kind: Literal["bar"]
    """What the rule does."""
    classes: Annotated[tuple[PlantClass, ...], Field(strict=False, min_length=1)]
    """Classes of plants that are barred."""
    since: date
    """Plants commissioned from this day on."""


class SelfUseBonus(Record):
    """Years added to the term for much self-use."""

    kind: Literal["self_use_bonus"]
    """What the rule does."""
    above_frac: Fraction
    """By how much the self-used share of output must pass the average."""
    during_years: Years
    """Years in a row in which it must."""
    adds_years: Years
    """Years of term that each such stretch adds."""
    most_years: Years
    """Most that is added in all."""


class LosersShare(Record):
    """A smaller share for who lost in a round and bids again."""

    kind: Literal["losers_share"]
    """What the rule does."""
    kept_frac: Fraction
    """Share that is left after a lost round, over that before it."""


class AuctionRule(Record):
    """A rule of the auctions that a scenario may name."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    """Name under which a scenario takes it."""
    title_en: str
    """Title in English."""
    title_zh: str
    """Title in Chinese."""
    rule: Annotated[AuctionBar | SelfUseBonus | LosersShare, Field(discriminator="kind")]
    """The rule."""
    source: str
    """Row of the sources table."""
    confidence: Confidence
    """How sure the row is."""
    note: str | None = None
    """What a reader must know."""


class MechanismFeedIn(Record):
    """A share of the output at the mechanism price for a term; everything else at market.

    Rules: Fagai Jiage [2025] No. 136, P = P_own + s (P_mech - P_ref).
    """

    kind: Literal["mechanism"]
    """Regime of feed-in."""
    mechanism_cny_per_kwh: CnyPerKwh
    """Price that the auction set, tax included."""
    share_frac: Fraction
    """Share of the exported energy under the mechanism."""
    term_years: Years
    """Years for which the mechanism holds, from commissioning."""
    volume_cap_kwh_per_year: Positive | None = None
    """Most energy under the mechanism in one year; absent: the share alone decides."""
    market: Market
    """Price of all energy in the market."""
    reference: PriceShape | None = None
    """Reference price of the settlement; absent: the array's own market price (a price taker)."""
    auction: AuctionIds = ()
    """Ids of auction rules (facts/feed_in.toml, `auction_rule`) that hold for the plan."""
    average_self_use_frac: Fraction | None = None
    """Self-used share of output of the province's plants; needed for a bonus on self-use."""
    lost_rounds: LostRounds = 0
    """Rounds that the plan is taken to lose before it wins."""
    green: Green | None = None
    """Certificates or carbon for the energy outside the mechanism."""
    source: str = "assumption"
    """Row of the sources table; absent: an assumption."""
    confidence: Confidence = "U"
    """How sure price, share and term are."""


class BenchmarkFeedIn(Record):
    """The former regime: a share at the coal benchmark for a term; everything else at market."""

    kind: Literal["benchmark"]
    """Regime of feed-in."""
    benchmark_cny_per_kwh: CnyPerKwh
    """Coal benchmark price of the province."""
    share_frac: Fraction
    """Share of the exported energy that is guaranteed; the rest is sold at market."""
    term_years: Years
    """Years for which it is guaranteed."""
    market: Market
    """Price of the rest and of the years after."""
    green: Green | None = None
    """Certificates or carbon for the energy outside the guarantee."""
    source: str = "assumption"
    """Row of the sources table; absent: an assumption."""
    confidence: Confidence = "U"
    """How sure price, share and term are."""


class MarketFeedIn(Record):
    """Everything at the market price, in any shape over the hours."""

    kind: Literal["market"]
    """Regime of feed-in."""
    market: Market
    """Price of all energy."""
    green: Green | None = None
    """Certificates or carbon."""


class FlatFeedIn(Record):
    """One price for every kWh, for the whole term."""

    kind: Literal["flat"]
    """Regime of feed-in."""
    cny_per_kwh: CnyPerKwh
    """Price of one kWh in the first year of operation."""
    growth_per_year: Growth | None = None
    """Growth from the second year on; absent: the price stays."""
    green: Green | None = None
    """Certificates or carbon."""
    source: str = "assumption"
    """Row of the sources table; absent: an assumption."""
    confidence: Confidence = "U"
    """How sure the price is."""


class NamedFeedIn(Record):
    """A regime or an auction round of the library, taken by its id."""

    kind: Literal["named"] = "named"
    """Regime of feed-in: as the library says."""
    feed_in: Annotated[str, Field(min_length=1)]
    """Id of the regime or round."""
    market: Market | None = None
    """Market price in place of the library's; a round has none of its own."""
    share_frac: Fraction | None = None
    """Share in place of the library's; absent for a round: the largest allowed."""
    term_years: Years | None = None
    """Term in place of the library's."""
    auction: AuctionIds | None = None
    """Ids of auction rules that hold for the plan; absent: those of the library's row."""
    average_self_use_frac: Fraction | None = None
    """Self-used share of output of the province's plants; needed for a bonus on self-use."""
    lost_rounds: LostRounds | None = None
    """Rounds that the plan is taken to lose before it wins; absent: none."""


def _kind_of_named(row: Any) -> Any:
    """`feed_in = "..."` alone is enough to name a library row."""
    if isinstance(row, dict) and "kind" not in row and "feed_in" in row:
        return {"kind": "named", **row}
    return row


PricedRegime = MechanismFeedIn | BenchmarkFeedIn | MarketFeedIn | FlatFeedIn
LibraryRegime = Annotated[PricedRegime, Field(discriminator="kind")]
FeedInRule = Annotated[
    Annotated[PricedRegime | NamedFeedIn, Field(discriminator="kind")],
    BeforeValidator(_kind_of_named),
]


class Round(Record):
    """One auction of mechanism prices in one province, as published."""

    id: str
    """Name of the round."""
    province: str
    """Province, in English; "unnamed" where the report hides it."""
    year: Annotated[int, Field(ge=2025, le=2040)]
    """Year of the round."""
    pv_cny_per_kwh: CnyPerKwh | None = None
    """Price for PV; absent: not published."""
    wind_cny_per_kwh: CnyPerKwh | None = None
    """Price for wind; absent: none."""
    volume_gwh: Positive | None = None
    """PV energy taken in the round, of one year."""
    term_years: Years | None = None
    """Years of the mechanism; absent: not published."""
    max_share_frac: Fraction | None = None
    """Largest share of a project's output; absent: not published."""
    floor_cny_per_kwh: CnyPerKwh | None = None
    """Lowest bid allowed."""
    cap_cny_per_kwh: CnyPerKwh | None = None
    """Highest bid allowed."""
    published: date | None = None
    """Day of the notice or report."""
    source: str
    """Row of the sources table."""
    confidence: Confidence
    """How sure the row is."""
    note: str | None = None
    """What a reader must know."""


class Benchmark(Record):
    """Coal benchmark price of one province."""

    province: str
    """Province, in English."""
    province_zh: str
    """Province, in Chinese."""
    cny_per_kwh: CnyPerKwh
    """Price, tax included."""
    source: str
    """Row of the sources table."""
    confidence: Confidence
    """How sure the row is."""
    note: str | None = None
    """What a reader must know."""


class Regime(Record):
    """A regime that a scenario may name."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    """Name under which a scenario takes it."""
    title_en: str
    """Title in English."""
    title_zh: str
    """Title in Chinese."""
    note_en: str | None = None
    """What a reader must know, in English."""
    note_zh: str | None = None
    """What a reader must know, in Chinese."""
    rule: LibraryRegime
    """The regime."""
