"""What a user writes about money: costs, fees, payers, loans, taxes, aims and stresses.

Rates and laws have no default; a default stands only for absence.
"""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field, model_validator

from pvlift.facts.accounts import COSTS, keys_of
from pvlift.facts.items import unknown_item, with_item
from pvlift.facts.records import Record, broken
from pvlift.scenario.quantities import (
    Cny,
    Frac,
    Loose,
    Name,
    Positive,
    Rate,
    Rise,
    SourceId,
    Year,
)

if TYPE_CHECKING:
    CostAccount = str
else:
    CostAccount = Literal[keys_of(*COSTS)]
Unit = Literal[
    "project",
    "lift",
    "storey",
    "stop",
    "household",
    "roof",
    "roof_m2",
    "w",
    "module",
    "extra_storey",
    "level_lift",
    "small_w",
]


When = Literal["build", "yearly", "end"]
WorkCalendar = Literal[
    "calendar:lift_inspection",
    "calendar:lift_self_test",
    "calendar:lift_ropes",
    "calendar:lift_door_and_brake",
    "calendar:lift_controller",
    "calendar:lift_machine",
    "calendar:lift_renewal",
    "calendar:pv_inverter",
    "calendar:roof_repair",
]


class Cost(Record):
    """One cost: an account, an amount per unit, and when."""

    account: CostAccount
    """Name of the account in the money ledger."""
    cny: Cny
    """Amount per unit, in money of operating year 1."""
    item: Name | None = None
    """Id of a row of the embedded price list (facts/cost_items.csv); it fills in what is left out
    here: account, amount, unit, years, growth, life and source."""
    level: Literal["low", "base", "high"] = "base"
    """Which figure of the price list is taken; absent: the middle one."""
    price_year: Annotated[int, Field(ge=2000, le=2100)] | None = None
    """Year in whose money the amount is given, carried to commissioning by `inflation`; absent:
    the year of commissioning."""
    per: Unit
    """What the amount is counted by; `extra_storey`: storeys above the sixth of every lift,
    `level_lift`: lifts with doors at the floors, `small_w`: watts of roofs below 30 kW."""
    above_w: Annotated[float, Field(ge=0, le=1e10)] | None = None
    """Falls due only at points of connection with more PV than this, by all their watts; needs
    `per = "w"`. Absent: everywhere."""
    when: When | WorkCalendar | Annotated[tuple[Year, ...], Field(min_length=1), Loose]
    """At construction, every operating year, in the last one, in the listed operating years, or by
    a calendar of age (facts/events.csv); the calendars of a lift begin anew when it is renewed."""
    growth_per_year: Rate | None = None
    """Yearly growth from year 2 on; needed unless `when` is "build"."""
    step_frac: Rise = 0.0
    """Further rise by age: this share of the first amount every `step_years`."""
    step_years: Year = 5
    """Length of one step."""
    life_years: Year | None = None
    """Depreciated over these years; absent: an expense of its year."""
    residual_frac: Annotated[float, Field(ge=0, le=0.5)] = 0.0
    """Share of an asset's cost left at the end of its life."""
    vat_frac: Annotated[float, Field(ge=0, le=0.2)] = 0.0
    """Rate of the input VAT contained in the amount."""
    source: SourceId
    """Where the amount comes from."""

    @model_validator(mode="before")
    @classmethod
    def _filled_in(cls, row: Any):
        if isinstance(row, dict) and isinstance(row.get("item"), str):
            if unknown_item(row["item"]):
                raise broken("unknown_item", known=unknown_item(row["item"]))
            return with_item(row)
        return row

    @model_validator(mode="after")
    def _threshold_of_watts(self):
        if self.above_w is not None and self.per != "w":
            raise broken("threshold_of_watts")
        return self

    @model_validator(mode="after")
    def _growth_is_said(self):
        if self.when != "build" and self.growth_per_year is None:
            raise broken("growth_missing")
        return self


class Inflation(Record):
    """How amounts of another year's money are carried to the year of commissioning."""

    per_year: Rate
    """Yearly change of prices."""
    source: SourceId
    """Where the rate comes from."""


class Fee(Record):
    """What residents pay by floor, in models where they do."""

    name: Name
    """What the report calls it."""
    cny_per_flat: Annotated[tuple[Cny, ...], Field(min_length=1), Loose]
    """Yearly fee of one flat on floor 1, 2, 3, ...; the last holds for floors above."""
    first_year: Year
    """First operating year in which it is paid."""
    last_year: Year
    """Last operating year in which it is paid."""
    step_frac: Rise = 0.0
    """Compound rise every `step_years`."""
    step_years: Year = 5
    """Length of one step."""
    source: SourceId
    """Where the fee comes from."""


class Payer(Record):
    """Who pays an account, where it is not the investor."""

    accounts: Annotated[tuple[CostAccount, ...], Field(min_length=1), Loose]
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
    interest_on: Literal["opening", "average"] = "opening"
    """Balance that bears a year's interest: that of its start, or the mean of start and end."""
    construction_interest: Literal["capitalised", "paid"] = "capitalised"
    """Interest of the time of construction: added to the debt, or paid by the investor then."""
    source: SourceId
    """Which offer or rate this is."""


class Bridge(Record):
    """A loan that stands in for grants on their way; it is repaid when they come."""

    share_frac: Annotated[float, Field(gt=0, le=1)]
    """Share of the late grants that is bridged; what is held back for later years never is."""
    rate_per_year: Annotated[float, Field(ge=0, lt=0.3)]
    """Interest."""
    longest_years: Annotated[int, Field(ge=1, le=10)]
    """Operating year by whose end the lender is repaid, even where a grant never came."""
    source: SourceId
    """Which offer or rate this is."""


class WorkingCapital(Record):
    """Money tied up in bills not yet settled (流动资金); it comes back at the end of the plan."""

    months: Annotated[float, Field(gt=0, le=24)]
    """Months of the first year's running costs."""
    loan_frac: Frac = 0.0
    """Share of it that is borrowed and repaid at the end; absent: none."""
    rate_per_year: Annotated[float, Field(ge=0, lt=0.3)] | None = None
    """Interest of that loan; needed with it."""
    source: SourceId
    """Where these come from."""


class Bond(Record):
    """Special-bond money with which the government pays its grants for building."""

    name: Name
    """What the report calls it."""
    share_frac: Annotated[float, Field(gt=0, le=1)]
    """Share of the grants for building that is raised by the bond."""
    rate_per_year: Annotated[float, Field(ge=0, lt=0.2)]
    """Interest, paid by the government every year."""
    term_years: Annotated[int, Field(ge=1, le=60)]
    """Year of the last repayment."""
    repayment: Literal["bullet", "equal_principal"]
    """All at the end, or in equal parts."""
    source: SourceId
    """Which issue this is."""


class Tax(Record):
    """The investor's taxes."""

    vat: Literal["exempt", "small", "general"]
    """Outside VAT, small-scale, or general with input credit."""
    vat_frac: Annotated[float, Field(ge=0, le=0.2)]
    """Statutory VAT rate on sales (0 when exempt)."""
    vat_reduced_frac: Annotated[float, Field(ge=0, le=0.2)] | None = None
    """Reduced rate of a small-scale taxpayer; absent: none."""
    vat_free_cny_per_month: Cny = 0.0
    """Monthly sales up to which a small-scale taxpayer pays nothing; absent: none."""
    vat_relief_until: datetime.date | None = None
    """Last day of reduced rate and threshold; needed with either."""
    surcharge_frac: Annotated[float, Field(ge=0, le=0.2)]
    """City, education and local surcharges on VAT paid."""
    surcharge_half_until: datetime.date | None = None
    """Last day on which small taxpayers pay half the surcharges; absent: never."""
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
    holiday_first_year: Annotated[int, Field(ge=1, le=60)] | None = None
    """Operating year from which the tax office grants the holiday; its six years run from the first
    income all the same. Absent: that year."""
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
    probability: Annotated[float, Field(gt=0, le=1)] = 0.9
    """Share of possible worlds in which the plan must work to be called sure."""
    source: SourceId
    """Whose rates these are."""


class Reserve(Record):
    """Money set aside from each year's surplus for the lifts' overhaul and renewal."""

    cny_per_lift_per_year: Positive
    """Set aside while the year's surplus allows it."""
    source: SourceId
    """Which agreement says so."""


class Stress(Record):
    """A setback that is told beside the plan: the same energy, other money."""

    name: Name
    """What the report calls it."""
    late_months: Annotated[int, Field(ge=0, le=240)] = 0
    """Months by which all public money comes later; absent: on time."""
    refused: Annotated[tuple[Name, ...], Loose] = ()
    """Grants, or ids of programmes, that are not paid; "all" means every one."""
    market_frac: Annotated[float, Field(ge=0, le=3)] = 1.0
    """Market price of fed-in power over the plan's; absent: the same."""
    sale_frac: Annotated[float, Field(ge=0, le=3)] = 1.0
    """Price of power sold behind the meter over the plan's; absent: the same."""
