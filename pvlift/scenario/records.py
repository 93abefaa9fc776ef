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

Frac = Annotated[float, Field(ge=0, le=1)]
Rate = Annotated[float, Field(gt=-0.5, lt=0.5)]
Positive = Annotated[float, Field(gt=0)]
NotNegative = Annotated[float, Field(ge=0)]
Count = Annotated[int, Field(ge=1, le=100_000)]
SourceId = Annotated[str, Field(min_length=1, max_length=80)]
Name = Annotated[str, Field(min_length=1, max_length=120)]
Loose = Field(strict=False)  # a TOML array is a list; inside, elements stay strict

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


class Site(Record):
    """Where it is: a city of the embedded climate, or a point with weather files."""

    city: Name | None = None
    """Chinese or English name of a city in the embedded climate table."""
    lat_deg: Annotated[float, Field(ge=-66, le=66)] | None = None
    """Latitude, needed with weather files whose place should be checked."""
    lon_deg: Annotated[float, Field(ge=-180, le=180)] | None = None
    """Longitude, east positive."""


class Weather(Record):
    """Where the hours come from."""

    files: Annotated[tuple[str, ...], Loose] = ()
    """Weather files (EPW, PVGIS, TMY3, NSRDB/SAM, plain CSV), relative to the scenario file.
    None: hourly years are generated from the city's monthly climate."""
    n_years: Annotated[int, Field(ge=1, le=100)] = 10
    """How many different years to generate where no file is given."""
    seed: Annotated[int, Field(ge=0)] = 1
    """Seed of the generated years."""


class Obstruction(Record):
    """A box on or beside the roof; x runs along the length, y along the width, from a corner."""

    name: Name
    """For example lift overrun, stair head, water tank, neighbour."""
    x_m: float
    """Nearest corner along the length of the roof."""
    y_m: float
    """Nearest corner along the width of the roof, from the side that faces the sun."""
    length_m: Positive
    """Size along the length of the roof."""
    width_m: Positive
    """Size along the width of the roof."""
    height_m: Positive
    """Top of the box above the roof."""


class Roof(Record):
    """One kind of roof; `count` of them are alike."""

    name: Name
    """What the report calls it."""
    count: Count
    """How many roofs of this kind the project may use."""
    length_m: Annotated[float, Field(gt=0, le=1000)]
    """Long side of the roof."""
    width_m: Annotated[float, Field(gt=0, le=500)]
    """Short side of the roof."""
    azimuth_deg: Annotated[float, Field(ge=0, lt=360)]
    """Direction the long side faces, clockwise from north; 180 is south."""
    usable_frac: Annotated[float, Field(gt=0, le=1)]
    """Share of the gross roof left after stair heads, tanks, walkways and parapet shade."""
    setback_m: Annotated[float, Field(ge=0, le=20)]
    """Strip along the edges that stays free."""
    layout: Literal["south", "east_west", "flat", "canopy"]
    """Rows facing the sun, tents facing east and west, flat modules, or a raised canopy."""
    tilt_deg: Annotated[float, Field(ge=0, le=90)] | Literal["best"]
    """Angle of the modules above horizontal, or "best" for the highest yield of the roof."""
    module: Name
    """Id of a module row (facts/modules.csv)."""
    dc_ac_ratio: Annotated[float, Field(ge=0.5, le=2.5)]
    """Modules' peak power over the inverter's limit."""
    inverter_efficiency_frac: Annotated[float, Field(ge=0.8, le=1)]
    """Nominal efficiency of the inverter."""
    max_modules: Annotated[int, Field(ge=1)] | None = None
    """No more modules than this on one roof; absent: as many as fit."""
    ground_cover_frac: Annotated[float, Field(gt=0, le=1)] | None = None
    """Module depth over row pitch; absent: rows spaced by GB 50797."""
    parapet_m: NotNegative = 0.0
    """Height of the parapet above the roof; absent: none."""
    rear_light: bool = False
    """Whether light on the rear of bifacial modules counts; absent: it does not, as on most roofs
    the ground behind low rows is dark."""
    obstruction: Annotated[tuple[Obstruction, ...], Loose] = ()
    """Boxes that keep modules away and cast shade."""
    load_limit_kg_per_m2: Positive | None = None
    """Extra load the slab may carry; absent: not checked, and the report says so."""
    feeds: Literal["meter", "grid"]
    """Behind the common meter with the loads, or straight into the grid."""


class Losses(Record):
    """Named DC losses between the module label and the inverter, as fractions."""

    soiling_frac: Annotated[tuple[Frac, ...], Field(min_length=12, max_length=12), Loose]
    """Dust, month by month from January."""
    mismatch_frac: Frac
    """Unequal modules in a string."""
    wiring_frac: Frac
    """DC and AC cables."""
    light_induced_frac: Frac
    """First hours of sun."""
    availability_frac: Frac
    """Time out of work."""
    snow_frac: Frac = 0.0
    """Snow cover; absent: none."""
    first_year_decline_frac: Frac
    """Output lost by the end of the first year, taken from year 1 on."""
    decline_per_year: Annotated[float, Field(ge=0, le=0.05)]
    """Share of the first year's output lost in each later year."""
    source: SourceId
    """Where these come from."""


class Stairwell(Record):
    """One kind of stairwell that gets a lift; `count` of them are alike."""

    name: Name
    """What the report calls it."""
    count: Count
    """How many stairwells of this kind get a lift."""
    storeys: Annotated[int, Field(ge=2, le=33)]
    """Storeys above ground."""
    flats: Annotated[int, Field(ge=1, le=400)]
    """Flats on the stairwell, ground floor included."""
    people_per_flat: Annotated[float, Field(gt=0, le=12)]
    """Residents per flat."""
    storey_height_m: Annotated[float, Field(ge=2, le=6)]
    """Floor to floor."""
    entry: Literal["level", "half_landing"]
    """Doors at the floors, or at the half landings of the stairs."""
    lift: Name
    """Id of a lift row (facts/lifts.csv)."""
    n_lifts: Annotated[int, Field(ge=1, le=4)] = 1
    """Lifts that share the stairwell's traffic."""
    model: Literal["standard", "journeys"]
    """ISO 25745-2 formulas, or explicit journeys under residential traffic."""
    trips_per_person_per_day: Annotated[float, Field(gt=0, le=30)]
    """Rides of one resident on one day."""
    standing: Literal["modern", "basic_sleep", "no_sleep"]
    """How much the lift uses while it stands, and whether it goes to sleep between rides."""
    parking: Literal["stay", "ground", "middle"] = "stay"
    """Where the car waits; absent: where it was left."""
    regeneration_frac: Frac = 0.0
    """Share of braking energy a regenerative drive returns; absent: none is fitted."""
    extra_w: NotNegative = 0.0
    """Loads outside the standard, day and night: shaft light, camera, telecom."""
    shaft_exists: bool = False
    """Whether a shaft stands already."""
    low_income_households: Annotated[int, Field(ge=0)] = 0
    """Households with a low-income top-up."""
    source: SourceId
    """Where these figures come from."""


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
