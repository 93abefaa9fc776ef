"""What a user writes: one scenario, frozen and strict.

The hint is the schema, the sentence under a field is its manual. There is no default for a price, a
law or a rate; a default stands only for absence. Money is nominal CNY, angles are degrees
clockwise from north, fractions are 0..1.
"""

from __future__ import annotations

import datetime
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, model_validator

from pvlift.facts.feed_in import FeedInRule
from pvlift.facts.laws import Chances, Correlation, Uncertain
from pvlift.facts.programmes import SubsidyRule
from pvlift.facts.records import Record, broken
from pvlift.facts.tariffs import TariffRule
from pvlift.scenario.plant import Losses, Roof, Site, Stairwell, Weather
from pvlift.scenario.quantities import (
    Loose,
    Name,
    NotNegative,
    Positive,
    Rate,
    SourceId,
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
Party = Literal["investor", "government", "residents", "lender", "grid", "customers", "suppliers"]

Account = Literal[
    "lift_civil",
    "lift_equipment",
    "lift_installation",
    "lift_soft",
    "pipe_relocation",
    "low_floor_compensation",
    "pv_build",
    "lift_power",
    "lift_upkeep",
    "lift_inspection",
    "lift_insurance",
    "lift_telecom",
    "lift_overhaul",
    "lift_renewal",
    "pv_upkeep",
    "pv_insurance",
    "roof_rent",
    "pv_inverter",
    "roof_repair",
    "pv_removal",
    "administration",
]
Unit = Literal["project", "lift", "storey", "stop", "household", "roof", "roof_m2", "w", "module"]


class Load(Record):
    """A consumer behind the common meter, other than the lifts, served in the order written."""

    name: Name
    """What the report calls it."""
    kwh_per_year: NotNegative
    """Yearly use."""
    hours: Annotated[tuple[NotNegative, ...], Field(min_length=24, max_length=24), Loose]
    """Relative use in the hours 0..23 of a day."""
    buyer: Literal["customers", "residents"]
    """Who buys: shops, chargers, the property company; or the residents for common power."""
    price: TariffRule
    """Retail price that the buyer pays for grid power."""
    price_frac: Annotated[float, Field(ge=0, le=1.5)]
    """Share of that price which the buyer pays the investor for a kWh from the roof."""
    growth_per_year: Rate
    """Yearly growth of the price."""
    source: SourceId
    """Where the use and the price come from."""


class Connection(Record):
    """How the plant is connected."""

    mode: Literal["full_feed_in", "self_use_surplus", "self_use_only"]
    """All to the grid, self-use with the surplus to the grid, or self-use only."""
    export_limit_w: Positive | None = None
    """Highest power the grid takes; absent: no limit."""


class LiftPower(Record):
    """The price at which the investor buys power for the lifts."""

    price: TariffRule
    """Retail price of the lifts' meter."""
    growth_per_year: Rate
    """Yearly growth."""
    source: SourceId
    """Where the price comes from."""


class Cost(Record):
    """One cost: an account, an amount per unit, and when."""

    account: Account
    """Name of the account in the money ledger."""
    cny: NotNegative
    """Amount per unit, in money of operating year 1."""
    per: Unit
    """What the amount is counted by."""
    when: Literal["build", "yearly"] | Annotated[tuple[int, ...], Field(min_length=1), Loose]
    """At construction, every operating year, or in the listed operating years."""
    growth_per_year: Rate | None = None
    """Yearly growth from year 2 on; needed unless `when` is "build"."""
    step_frac: NotNegative = 0.0
    """Further rise by age: this share of the first amount every `step_years`."""
    step_years: Annotated[int, Field(ge=1)] = 5
    """Length of one step."""
    life_years: Annotated[int, Field(ge=1, le=60)] | None = None
    """Depreciated over these years; absent: an expense of its year."""
    residual_frac: Annotated[float, Field(ge=0, le=0.5)] = 0.0
    """Share of an asset's cost left at the end of its life."""
    vat_frac: Annotated[float, Field(ge=0, le=0.2)] = 0.0
    """Rate of the input VAT contained in the amount."""
    source: SourceId
    """Where the amount comes from."""

    @model_validator(mode="after")
    def _growth_is_said(self):
        if self.when != "build" and self.growth_per_year is None:
            raise broken("growth_missing")
        return self


class Fee(Record):
    """What residents pay by floor, in models where they do."""

    name: Name
    """What the report calls it."""
    cny_per_flat: Annotated[tuple[NotNegative, ...], Field(min_length=1), Loose]
    """Yearly fee of one flat on floor 1, 2, 3, ...; the last holds for floors above."""
    first_year: Annotated[int, Field(ge=1)]
    """First operating year in which it is paid."""
    last_year: Annotated[int, Field(ge=1)]
    """Last operating year in which it is paid."""
    step_frac: NotNegative = 0.0
    """Compound rise every `step_years`."""
    step_years: Annotated[int, Field(ge=1)] = 5
    """Length of one step."""
    source: SourceId
    """Where the fee comes from."""


class Payer(Record):
    """Who pays an account, where it is not the investor."""

    accounts: Annotated[tuple[Account, ...], Field(min_length=1), Loose]
    """Accounts this rule is about."""
    party: Literal["government", "residents", "suppliers"]
    """Who pays instead of the investor."""
    share_frac: Annotated[float, Field(gt=0, le=1)]
    """Share of the account that this party pays."""
    source: SourceId
    """Which agreement says so."""


class Loan(Record):
    """Borrowed money, drawn at construction."""

    name: Name
    """What the report calls it."""
    share_frac: Annotated[float, Field(gt=0, le=0.95)]
    """Share of the investor's outlay that is borrowed."""
    rate_per_year: Annotated[float, Field(ge=0, lt=0.3)]
    """Interest."""
    term_years: Annotated[int, Field(ge=1, le=40)]
    """Years until the last repayment."""
    grace_years: Annotated[int, Field(ge=0, le=10)] = 0
    """First years in which only interest is paid."""
    repayment: Literal["equal_principal", "annuity", "sculpted"]
    """等额本金, 等额本息, or shaped to a cover ratio."""
    cover: Annotated[float, Field(ge=1, le=5)] | None = None
    """DSCR a sculpted loan is shaped to."""
    source: SourceId
    """Which offer or rate this is."""


class Tax(Record):
    """The investor's taxes."""

    vat: Literal["exempt", "small", "general"]
    """Outside VAT, small-scale, or general with input credit."""
    vat_frac: Annotated[float, Field(ge=0, le=0.2)]
    """Statutory VAT rate on sales (0 when exempt)."""
    vat_reduced_frac: Annotated[float, Field(ge=0, le=0.2)] | None = None
    """Reduced rate of a small-scale taxpayer; absent: none."""
    vat_free_cny_per_month: NotNegative = 0.0
    """Monthly sales up to which a small-scale taxpayer pays nothing; absent: none."""
    vat_relief_until: datetime.date | None = None
    """Last day of reduced rate and threshold; needed with either."""
    surcharge_frac: Annotated[float, Field(ge=0, le=0.2)]
    """City, education and local surcharges on VAT paid."""
    income_frac: Annotated[float, Field(ge=0, le=0.5)]
    """Standard income tax rate."""
    loss_years: Annotated[int, Field(ge=0, le=20)]
    """Years in which a loss may be set against later profit."""
    relief_frac: Annotated[float, Field(ge=0, le=0.5)] | None = None
    """Rate of small low-profit enterprises; absent: not one."""
    relief_limit_cny: Positive | None = None
    """Taxable profit above which that relief is lost; needed with it."""
    relief_until: datetime.date | None = None
    """Last day of that relief; needed with it."""
    holiday: bool
    """The contested three-plus-three holiday for public infrastructure projects."""
    source: SourceId
    """Where the rates come from."""


class Target(Record):
    """What the plan is measured against."""

    discount_per_year: Annotated[float, Field(ge=0, lt=0.3)]
    """Discount rate of the project."""
    equity_per_year: Annotated[float, Field(ge=0, lt=0.5)]
    """Return the investor wants on equity (hurdle)."""
    government_per_year: Annotated[float, Field(ge=0, lt=0.2)]
    """Discount rate of the public purse."""
    payback_years: Annotated[float, Field(gt=0, le=60)]
    """Payback the investor accepts, counted from commissioning."""
    source: SourceId
    """Whose rates these are."""


class Reserve(Record):
    """Money set aside from each year's surplus for the lifts' overhaul and renewal."""

    cny_per_lift_per_year: Positive
    """Set aside while the year's surplus allows it."""
    source: SourceId
    """Which agreement says so."""


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
    commissioned: datetime.date
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
