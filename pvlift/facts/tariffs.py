"""What a kWh from the grid costs: collective meter, residential tiers, time of use."""

from __future__ import annotations

import calendar
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from pvlift.facts.prices import PriceShape
from pvlift.facts.records import LARGEST, CnyPerKwh, Confidence, Record, broken

QuarterHour = Annotated[float, Field(ge=0, le=24, multiple_of=0.25)]
Month = Annotated[int, Field(ge=1, le=12)]
Period = Literal["spike", "peak", "flat", "valley", "deep_valley"]


class DemandCharge(Record):
    """The other part of a two-part tariff: so much a month for power, not for energy.

    Power from the roof is taken to leave it as it is: the highest demand of a month comes on dull
    days and in the evening too.
    """

    by: Literal["demand", "capacity"]
    """What is counted: the highest demand of the month, or the rating of the transformer."""
    cny_per_w_per_month: Annotated[float, Field(ge=0, le=0.2)]
    """Price of one W of demand, or of one VA of rating, for a month."""
    source: str = "assumption"
    """Row of the sources table; absent: an assumption."""
    confidence: Confidence = "U"
    """How sure the price is."""


class TariffRow(Record):
    """What every tariff has."""

    demand: DemandCharge | None = None
    """Charge for power beside that for energy, of large users; absent: energy is all that is paid.
    The prices of energy are then those of the two-part tariff."""

    since: date | None = None
    """First day of the tariff; absent: not published."""
    until: date | None = None
    """Last day of the tariff; absent: open."""
    source: str = "assumption"
    """Row of the sources table; absent: an assumption."""
    confidence: Confidence = "U"
    """How sure the prices are."""
    note: str | None = None
    """What a reader must know."""


class FlatTariff(TariffRow):
    """One price at every hour, as on a collective meter (he biao)."""

    kind: Literal["flat"]
    """Shape of the tariff."""
    cny_per_kwh: CnyPerKwh
    """Price of one kWh."""


class Window(Record):
    """Hours of the day that belong to one period."""

    period: Period
    """Name of the period."""
    from_h: QuarterHour
    """Start, local standard time."""
    to_h: QuarterHour
    """End, not after midnight."""
    days: Literal["all", "weekdays", "weekends"] = "all"
    """Days of the week concerned."""

    @model_validator(mode="after")
    def _forward(self):
        if self.to_h <= self.from_h:
            raise broken("hours_reversed")
        return self


Windows = Annotated[tuple[Window, ...], Field(strict=False)]


def _apart(windows: tuple[Window, ...]) -> None:
    """Windows on the same days must not overlap; hours that no window names are flat."""
    for days in ("weekdays", "weekends"):
        day = sorted((w.from_h, w.to_h) for w in windows if w.days in ("all", days))
        for (_, end), (begin, _) in zip(day, day[1:], strict=False):
            if begin < end:
                raise broken("hours_overlap")


class Season(Record):
    """Months with the same windows."""

    months: Annotated[tuple[Month, ...], Field(strict=False, min_length=1, max_length=12)]
    """Months concerned."""
    windows: Windows
    """Periods of the day; hours outside them are flat."""

    @model_validator(mode="after")
    def _sound(self):
        _apart(self.windows)
        return self


class Holiday(Record):
    """Days with windows of their own, laid over those of the season."""

    name: str
    """Name of the holiday."""
    month: Month
    """Month."""
    days: Annotated[
        tuple[Annotated[int, Field(ge=1, le=31)], ...], Field(strict=False, min_length=1)
    ]
    """Days of the month."""
    windows: Windows
    """Periods that replace the season's in these hours."""

    @model_validator(mode="after")
    def _sound(self):
        if max(self.days) > calendar.monthrange(2023, self.month)[1]:
            raise broken("no_such_day")
        _apart(self.windows)
        return self


class _Clocked(TariffRow):
    seasons: Annotated[tuple[Season, ...], Field(strict=False)] = ()
    """Periods by month; months that no season names are flat all day."""
    holidays: Annotated[tuple[Holiday, ...], Field(strict=False)] = ()
    """Days with other periods."""

    @model_validator(mode="after")
    def _once(self):
        months = [month for season in self.seasons for month in season.months]
        if len(months) != len(set(months)):
            raise broken("months_twice")
        return self


def _periods(tariff: _Clocked) -> set[str]:
    """Names of all periods that occur."""
    rows = (*tariff.seasons, *tariff.holidays)
    return {window.period for row in rows for window in row.windows} | {"flat"}


class Tier(Record):
    """One tier of a residential tariff."""

    above_kwh_per_year: Annotated[float, Field(ge=0, le=LARGEST)]
    """Yearly use from which the tier holds."""
    cny_per_kwh: CnyPerKwh
    """Price of a kWh in the tier."""


Shift = Annotated[float, Field(ge=-1, le=1)]


class TieredTariff(_Clocked):
    """Prices that rise with the year's use, with an optional valley and peak addition."""

    kind: Literal["tiers"]
    """Shape of the tariff."""
    tiers: Annotated[tuple[Tier, ...], Field(strict=False, min_length=1)]
    """Tiers, the first from 0 kWh."""
    peak_shift_cny_per_kwh: Shift | None = None
    """Added in peak hours."""
    valley_shift_cny_per_kwh: Shift | None = None
    """Added in valley hours (negative: cheaper)."""

    @model_validator(mode="after")
    def _rising(self):
        starts = [tier.above_kwh_per_year for tier in self.tiers]
        if starts[0] != 0 or starts != sorted(set(starts)):
            raise broken("rising_table")
        known = {"flat", "peak", "valley"}
        if not _periods(self) <= known:
            raise broken("unknown_period")
        return self


class Ratios(Record):
    """What each period adds to the traded energy price, as a share of it."""

    spike: Annotated[float, Field(ge=0, le=3)] | None = None
    """Sharp peak; absent: the tariff has none."""
    peak: Annotated[float, Field(ge=0, le=3)]
    """Peak."""
    valley: Annotated[float, Field(ge=-1, le=0)]
    """Valley."""
    deep_valley: Annotated[float, Field(ge=-1, le=0)] | None = None
    """Deep valley; absent: the tariff has none."""


class Surroundings(Record):
    """The parts of a business price that no period moves."""

    network_cny_per_kwh: CnyPerKwh
    """Transmission and distribution, with line losses."""
    surcharges_cny_per_kwh: CnyPerKwh
    """Government funds and system costs."""
    source: str = "assumption"
    """Row of the sources table; absent: an assumption."""
    confidence: Confidence = "U"
    """How sure the parts are."""


class TimeOfUseTariff(_Clocked):
    """Business time of use: the ratios move the traded energy price only, not network and funds."""

    kind: Literal["time_of_use"]
    """Shape of the tariff."""
    traded_cny_per_kwh: CnyPerKwh
    """Traded energy price, the base of the ratios."""
    traded_confidence: Confidence
    """How sure that price is; `confidence` speaks of hours and ratios."""
    fixed: Surroundings
    """Network charges and surcharges."""
    ratios: Ratios
    """Addition of each period."""

    @model_validator(mode="after")
    def _known(self):
        known = {name for name, ratio in self.ratios.model_dump().items() if ratio is not None}
        if not _periods(self) <= known | {"flat"}:
            raise broken("unknown_period")
        return self


class PeriodPrices(Record):
    """The whole price of each period."""

    spike: CnyPerKwh | None = None
    """Sharp peak."""
    peak: CnyPerKwh | None = None
    """Peak."""
    flat: CnyPerKwh
    """Hours that no window names."""
    valley: CnyPerKwh | None = None
    """Valley."""
    deep_valley: CnyPerKwh | None = None
    """Deep valley."""


class PeriodTariff(_Clocked):
    """Time of use with the whole price of each period."""

    kind: Literal["periods"]
    """Shape of the tariff."""
    cny_per_kwh: PeriodPrices
    """Price of each period."""

    @model_validator(mode="after")
    def _known(self):
        known = {name for name, price in self.cny_per_kwh.model_dump().items() if price is not None}
        if not _periods(self) <= known:
            raise broken("unknown_period")
        return self


class TableTariff(TariffRow):
    """Prices by month, by hour and month, or for every hour of the year."""

    kind: Literal["table"]
    """Shape of the tariff."""
    price: PriceShape
    """The prices."""


class NamedTariff(Record):
    """A tariff of the library, taken by its id."""

    kind: Literal["named"] = "named"
    """Shape of the tariff: as the library says."""
    tariff: Annotated[str, Field(min_length=1)]
    """Id of the tariff."""


def _as_people_write(row: Any) -> Any:
    """A number is a flat price, a text the id of a library row; `tariff = "..."` names one too."""
    if isinstance(row, (int, float)) and not isinstance(row, bool):
        return {"kind": "flat", "cny_per_kwh": float(row)}
    if isinstance(row, str):
        return {"kind": "named", "tariff": row}
    if isinstance(row, dict) and "kind" not in row:
        if "tariff" not in row:
            raise broken("price_forms")
        return {"kind": "named", **row}
    return row


PricedTariff = FlatTariff | TieredTariff | TimeOfUseTariff | PeriodTariff | TableTariff
LibraryTariff = Annotated[PricedTariff, Field(discriminator="kind")]
TariffRule = Annotated[
    Annotated[PricedTariff | NamedTariff, Field(discriminator="kind")],
    BeforeValidator(_as_people_write),
]


class Tariff(Record):
    """A tariff that a scenario may name."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    """Name under which a scenario takes it."""
    title_en: str
    """Title in English."""
    title_zh: str
    """Title in Chinese."""
    province: str
    """Province, in English."""
    users: Literal["collective", "residential", "business", "charging"]
    """Class of users."""
    rule: LibraryTariff
    """The prices."""
