"""Grants as rows: each kind of public money for a retrofit lift, in the library and in scenarios.

The law is data. A kind says how the amount follows from the building, the cost or the energy;
the common fields say who pays, from when until when, when the money comes, and what it needs.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from pvlift.facts.records import Cny, Confidence, Fraction, Months, Record, Years, broken

Government = Literal["central", "province", "city", "district", "other"]
SmallCount = Annotated[int, Field(ge=1, le=60)]


class Requires(Record):
    """What a lift and its owner must be to earn the grant; an absent field asks for nothing."""

    min_storeys: SmallCount | None = None
    """Fewest storeys of the building."""
    max_storeys: SmallCount | None = None
    """Most storeys of the building."""
    min_stops: SmallCount | None = None
    """Fewest stops of the lift."""
    max_stops: SmallCount | None = None
    """Most stops of the lift."""
    works: Literal["retrofit", "replacement"] | None = None
    """A lift added to a walk-up block, or an old lift replaced; absent: the rule does not say."""
    min_age_years: Annotated[int, Field(ge=0, le=60)] | None = None
    """Least age of the lift that is replaced."""
    investor_owned: bool | None = None
    """Whether an investor's lift is eligible; absent: the rule does not say."""


class GrantRule(Record):
    """What every grant has, whatever its kind."""

    name: Annotated[str, Field(min_length=1)]
    """Name of the grant in reports; in the library it begins with the programme's id."""
    tier: Government
    """Whose budget pays."""
    since: date | None = None
    """First day of the rule; absent: not published."""
    until: date | None = None
    """Last day on which a lift may be commissioned under the rule; absent: open."""
    paid: Literal["start", "acceptance"]
    """The event that releases the money; yearly grants run from acceptance."""
    delay_months: Months = 0
    """Months from that event until the money is there."""
    held_back_frac: Fraction = 0.0
    """Share of the grant kept back and paid in equal yearly slices afterwards."""
    held_back_years: Annotated[int, Field(ge=0, le=30)] = 0
    """Number of those slices."""
    requires: Requires = Requires()
    """Conditions of eligibility."""
    excludes: Annotated[tuple[str, ...], Field(strict=False)] = ()
    """Programmes and grants that may not be taken together with this one."""
    shaft_exists_frac: Fraction | None = None
    """Share paid where a lift shaft was already built; absent: the same amount."""
    ceiling: bool = False
    """True where only the most that is paid is published, not the formula."""
    source: str
    """Row of the sources table, or "assumption"."""
    confidence: Confidence = "U"
    """How sure the row is; absent: not confirmed."""
    note: str | None = None
    """What a reader must know about the row."""

    @model_validator(mode="after")
    def _whole(self):
        if self.since and self.until and self.until < self.since:
            raise broken("dates_reversed")
        if (self.held_back_frac > 0) != (self.held_back_years > 0):
            raise broken("held_back_without_years")
        return self


class FixedGrant(GrantRule):
    """The same sum for every lift."""

    kind: Literal["fixed"]
    """How the grant is calculated."""
    cny_per_lift: Cny
    """Sum for one lift."""


class Step(Record):
    """One row of a table by storeys or stops."""

    at_least: SmallCount
    """Storeys or stops from which the row holds."""
    cny_per_lift: Cny
    """Sum for one lift."""


class StoreyGrant(GrantRule):
    """A table by storeys (or stops): nothing below the first row, the last row for all above."""

    kind: Literal["storeys"]
    """How the grant is calculated."""
    counted: Literal["storeys", "stops"] = "storeys"
    """What the table counts."""
    table: Annotated[tuple[Step, ...], Field(strict=False, min_length=1)]
    """Rows with rising `at_least`."""

    @model_validator(mode="after")
    def _rising(self):
        steps = [step.at_least for step in self.table]
        if steps != sorted(set(steps)):
            raise broken("rising_table")
        return self


class StopGrant(GrantRule):
    """A base sum, more or less for each stop (or storey) above or below the base."""

    kind: Literal["stops"]
    """How the grant is calculated."""
    counted: Literal["storeys", "stops"] = "stops"
    """What the step counts."""
    base_cny: Cny
    """Sum for a lift with `base_stops`."""
    base_stops: SmallCount
    """Stops (or storeys) of the base."""
    step_cny: Cny | None = None
    """Added or taken off for each stop."""
    step_frac: Fraction | None = None
    """Share of the base added or taken off for each stop."""
    cap_cny: Cny | None = None
    """Most for one lift; absent: no cap."""

    @model_validator(mode="after")
    def _one_step(self):
        if (self.step_cny is None) == (self.step_frac is None):
            raise broken("one_step")
        if self.cap_cny is not None and self.cap_cny < self.base_cny:
            raise broken("above_cap")
        return self


class CostShare(GrantRule):
    """A share of what the lift costs."""

    kind: Literal["cost_share"]
    """How the grant is calculated."""
    of: Literal["total", "construction", "equipment"]
    """The part of the cost that is shared; relocation is never in it."""
    share_frac: Fraction
    """Share of that cost."""
    cap_cny: Cny | None = None
    """Most for one lift; absent: no cap."""


class RelocationShare(GrantRule):
    """A share of moving pipes and cables out of the way."""

    kind: Literal["relocation"]
    """How the grant is calculated."""
    share_frac: Fraction
    """Share of the relocation cost."""
    cap_cny: Cny | None = None
    """Most for one lift; absent: no cap."""


class LowIncomeGrant(GrantRule):
    """A sum for each household on low income."""

    kind: Literal["low_income"]
    """How the grant is calculated."""
    cny_per_household: Cny
    """Sum for one household."""
    cap_cny: Cny | None = None
    """Most for one lift; absent: no cap."""


class UpkeepGrant(GrantRule):
    """A sum for each lift and year of operation."""

    kind: Literal["upkeep"]
    """How the grant is calculated."""
    cny_per_lift_per_year: Cny
    """Sum for one lift in one year."""
    years: Years
    """Years of operation for which it is paid."""


class PowerGrant(GrantRule):
    """A sum for each watt of PV."""

    kind: Literal["per_w"]
    """How the grant is calculated."""
    cny_per_w: Annotated[float, Field(ge=0, le=20)]
    """Sum for one watt of modules (DC)."""
    cap_cny: Cny | None = None
    """Most for the whole project; absent: no cap."""


class EnergyPremium(GrantRule):
    """A sum for each kWh, for some years."""

    kind: Literal["per_kwh"]
    """How the grant is calculated."""
    of: Literal["generated", "exported", "self_used"]
    """Which energy earns it."""
    cny_per_kwh: Annotated[float, Field(ge=0, le=3)]
    """Sum for one kWh."""
    years: Years
    """Years of operation for which it is paid."""
    cap_cny_per_year: Cny | None = None
    """Most for the whole project in one year; absent: no cap."""


class InterestSupport(GrantRule):
    """A share of the interest on the project's loans."""

    kind: Literal["interest"]
    """How the grant is calculated."""
    share_frac: Fraction
    """Share of the interest."""
    years: Years
    """Years of operation for which it is paid; interest of the construction year is in it."""


class InterestPoints(GrantRule):
    """Points of interest on the project's loans: so much of what is owed, at most the interest."""

    kind: Literal["interest_points"]
    """How the grant is calculated."""
    points_per_year: Annotated[float, Field(ge=0, le=0.3)]
    """Part of what is owed at the start of a year."""
    years: Years
    """Years of operation for which it is paid."""
    scope_frac: Fraction = 1.0
    """Share of the debt that is in scope; absent: all of it."""


class PotShare(GrantRule):
    """A pot divided equally among all lifts that ask."""

    kind: Literal["pot"]
    """How the grant is calculated."""
    pot_cny: Cny
    """The whole pot."""
    n_lifts: Annotated[int, Field(ge=1, le=1_000_000)]
    """Lifts that share it, this project's included."""


class NamedProgramme(Record):
    """All grants of one programme of the library, taken by its id."""

    kind: Literal["programme"] = "programme"
    """How the grant is calculated: as the library says."""
    programme: Annotated[str, Field(min_length=1)]
    """Id of the programme."""
    only: Annotated[tuple[str, ...], Field(strict=False)] = ()
    """Names of the grants that are taken; absent: all of the programme."""
    delay_months: Months | None = None
    """Months until the money is there, in place of the library's."""


def _kind_of_named(row: Any) -> Any:
    """`programme = "..."` alone is enough to name a library row."""
    if isinstance(row, dict) and "kind" not in row and "programme" in row:
        return {"kind": "programme", **row}
    return row


Grant = (
    FixedGrant
    | StoreyGrant
    | StopGrant
    | CostShare
    | RelocationShare
    | LowIncomeGrant
    | UpkeepGrant
    | PowerGrant
    | EnergyPremium
    | InterestSupport
    | InterestPoints
    | PotShare
)
LibraryRule = Annotated[Grant, Field(discriminator="kind")]
SubsidyRule = Annotated[
    Annotated[Grant | NamedProgramme, Field(discriminator="kind")],
    BeforeValidator(_kind_of_named),
]


class Programme(Record):
    """One published programme and its grants."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    """Name under which a scenario takes it."""
    title_en: str
    """Title in English."""
    title_zh: str
    """Title in Chinese."""
    place: str
    """Province, city or district, in English."""
    place_zh: str
    """Province, city or district, in Chinese."""
    year: Annotated[int, Field(ge=2010, le=2040)] | None = None
    """Year of the notice or of the report about it; absent: undated."""
    source: str
    """Row of the sources table."""
    confidence: Confidence
    """How sure the programme's figures are."""
    note_en: str | None = None
    """What a reader must know, in English."""
    note_zh: str | None = None
    """What a reader must know, in Chinese."""
    rules: Annotated[tuple[LibraryRule, ...], Field(strict=False)] = ()
    """The grants; empty where a programme exists and no amount is published."""

    @model_validator(mode="after")
    def _names(self):
        if any(not rule.name.startswith(f"{self.id}/") for rule in self.rules):
            raise ValueError(f"every grant of {self.id} is named {self.id}/...")
        return self
