"""What a user writes: one scenario, frozen and strict.

The hint is the schema, the sentence under a field is its manual. There is no default for a price, a
law or a rate; a default stands only for absence. Money is nominal CNY, angles are degrees
clockwise from north, fractions are 0..1.
"""

from __future__ import annotations

import datetime
from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from pvlift.facts.feed_in import FeedInRule, PlantClass
from pvlift.facts.laws import Chances, Correlation, Uncertain
from pvlift.facts.programmes import SubsidyRule
from pvlift.facts.records import Record
from pvlift.facts.tariffs import TariffRule
from pvlift.scenario.funds import (
    Bond,
    Bridge,
    Cost,
    Fee,
    Inflation,
    Loan,
    Payer,
    Reserve,
    Stress,
    Target,
    Tax,
    WorkingCapital,
)
from pvlift.scenario.plant import Losses, Roof, Site, Stairwell, Weather
from pvlift.scenario.quantities import (
    Frac,
    Loose,
    Name,
    NotNegative,
    Positive,
    PriceOverFirst,
    Rate,
    SourceId,
    Weight,
)

PARTIES = (
    "investor",
    "government",
    "residents",
    "lender",
    "grid",
    "customers",
    "suppliers",
)


class Load(Record):
    """A consumer behind the common meter, other than the lifts, served in the order written."""

    name: Name
    """What the report calls it."""
    point: Name | None = None
    """Point of connection at whose meter it is; absent: that of all rows that name none."""
    kwh_per_year: NotNegative
    """Yearly use."""
    hours: Annotated[tuple[Weight, ...], Field(min_length=24, max_length=24), Loose]
    """Relative use in the hours 0..23 of a day."""
    buyer: Literal["customers", "residents"]
    """Who buys: shops, chargers, the property company; or the residents for common power."""
    price: TariffRule
    """Retail price that the buyer pays for grid power."""
    price_frac: Annotated[float, Field(ge=0, le=1.5)]
    """Share of that price which the buyer pays the investor for a kWh from the roof."""
    unpaid_frac: Frac = 0.0
    """Share of these bills that is never paid; absent: every bill is paid."""
    growth_per_year: Rate
    """Yearly growth of the price."""
    by_year_frac: Annotated[tuple[PriceOverFirst, ...], Field(max_length=60), Loose] = ()
    """Price of every year over that of year 1, in place of growth; the last holds on. Absent:
    growth alone."""
    source: SourceId
    """Where the use and the price come from."""


class Curtailment(Record):
    """Exports that the grid does not take (限发)."""

    by_year_frac: Annotated[tuple[Frac, ...], Field(min_length=1, max_length=60), Loose]
    """Share of the exports, by operating year; the last holds on."""
    source: SourceId
    """Where it comes from."""


class Connection(Record):
    """How the plant is connected."""

    mode: Literal["full_feed_in", "self_use_surplus", "self_use_only"]
    """All to the grid, self-use with the surplus to the grid, or self-use only."""
    export_limit_w: Positive | None = None
    """Highest power the grid takes at one point of connection; absent: no limit."""
    one_meter: bool = False
    """Whether it is agreed that everything without a `point` meets at one meter (one land boundary,
    one owner of the connection); absent: the report says that it is taken to be so."""
    curtailment: Curtailment | None = None
    """What the grid does not take; absent: it takes all."""
    plant_class: PlantClass = "household"
    """Class of the plant in the rules of the grid; absent: roofs of homes (户用), let to a firm."""


class LiftPower(Record):
    """The price at which the investor buys power for the lifts."""

    price: TariffRule
    """Retail price of the lifts' meter."""
    growth_per_year: Rate
    """Yearly growth."""
    by_year_frac: Annotated[tuple[PriceOverFirst, ...], Field(max_length=60), Loose] = ()
    """Price of every year over that of year 1, in place of growth; the last holds on. Absent:
    growth alone."""
    source: SourceId
    """Where the price comes from."""


class Source(Record):
    """Where a number comes from."""

    title: Name
    """What it is."""
    publisher: Name
    """Who says so."""
    dated: datetime.date | Annotated[str, Field(min_length=4, max_length=20)]
    """When."""
    where: str = ""
    """Address or document number."""


class Scenario(Record):
    """One plan: roofs, stairwells, prices, grants, costs, money and taxes."""

    model_config = ConfigDict(serialize_by_alias=True)

    schema_: Literal[1] = Field(alias="schema")
    """Version of this format."""
    name: Name
    """Title of the report."""
    note: str = ""
    """What the reader should know about this plan."""
    commissioned: Annotated[
        datetime.date, Field(ge=datetime.date(2000, 1, 1), le=datetime.date(2100, 12, 31))
    ]
    """Day the plant and the lifts go into service; decides which rules are in force."""
    n_years: Annotated[int, Field(ge=1, le=60)]
    """Operating years."""
    build_months: Annotated[int, Field(ge=0, le=60)]
    """Months of construction before commissioning."""
    site: Site
    """Where the estate is."""
    weather: Weather = Weather()
    """Where the hours of sun and temperature come from."""
    roof: Annotated[tuple[Roof, ...], Loose] = ()
    """Roofs with PV; none: a plan without PV."""
    losses: Losses | None = None
    """Losses of the PV plant; needed with roofs."""
    stairwell: Annotated[tuple[Stairwell, ...], Field(min_length=1), Loose]
    """Stairwells that get a lift."""
    load: Annotated[tuple[Load, ...], Loose] = ()
    """Other consumers behind the meter, served after the lifts in the order written."""
    connection: Connection | None = None
    """How the plant is connected; needed with roofs."""
    lift_power: LiftPower
    """What the lifts' power costs."""
    feed_in: FeedInRule | None = None
    """What exported power earns; needed wherever power may be exported."""
    cost: Annotated[tuple[Cost, ...], Field(min_length=1), Loose]
    """What is paid for building and running."""
    subsidy: Annotated[tuple[SubsidyRule, ...], Loose] = ()
    """Public money."""
    fee: Annotated[tuple[Fee, ...], Loose] = ()
    """What residents pay by floor; none in the model where they pay nothing."""
    payer: Annotated[tuple[Payer, ...], Loose] = ()
    """Who pays an account in place of the investor."""
    loan: Annotated[tuple[Loan, ...], Loose] = ()
    """Borrowed money."""
    bridge: Bridge | None = None
    """Loan for grants on their way; absent: the investor waits with his own money."""
    working_capital: WorkingCapital | None = None
    """Money tied up in operation; absent: none."""
    bond: Annotated[tuple[Bond, ...], Loose] = ()
    """Borrowed money of the government behind its grants."""
    inflation: Inflation | None = None
    """Change of prices, needed where a cost names its `price_year`."""
    stress: Annotated[tuple[Stress, ...], Loose] = ()
    """Setbacks told beside the plan; none: late and refused grants, where there are grants."""
    reserve: Reserve | None = None
    """Reserve for the promise; absent: every surplus is taken out in its year."""
    tax: Tax
    """The investor's taxes."""
    target: Target
    """What the plan is measured against."""
    uncertain: Annotated[tuple[Uncertain, ...], Loose] = ()
    """Numbers that vary from draw to draw, each with its law."""
    correlation: Annotated[tuple[Correlation, ...], Loose] = ()
    """Uncertain numbers that move together."""
    montecarlo: Chances = Chances()
    """How the plan is judged under uncertainty."""
    sources: dict[str, Source] = Field(default_factory=dict)
    """Sources of this scenario, by id; ids of the embedded table may be used too."""
