"""What a user writes about the place, its weather, the roofs and the stairwells.

Angles are degrees clockwise from north, fractions are 0..1. A default stands only for absence.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from pvlift.facts.records import Record
from pvlift.facts.tariffs import Month
from pvlift.scenario.quantities import (
    Cny,
    Count,
    Frac,
    Loose,
    Name,
    Place,
    Seed,
    Size,
    SourceId,
    Weight,
)

ByMonth = Annotated[tuple[Frac, ...], Field(min_length=12, max_length=12), Loose]
Hour = Annotated[int, Field(ge=0, le=23)]
Wh = Annotated[float, Field(gt=0, le=100_000)]


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
    seed: Seed = 1
    """Seed of the generated years."""
    level: Literal["P50", "P75", "P90", "P95"] = "P50"
    """Chance in percent that the sun of the plan's years reaches this level; all hours are
    scaled to it. Absent: the middle, P50."""
    sky: Literal["perez", "hay_davies", "isotropic"] = "perez"
    """How diffuse light reaches a tilted plane; absent: Perez 1990."""
    albedo_frac: Frac | None = None
    """Light that the ground sends back, where the weather is silent; absent: 0.2."""


class Obstruction(Record):
    """A box on or beside the roof: lift overrun, stair head, neighbour, all measured alike.

    x runs along the length and y along the width, from one corner of the roof.
    """

    name: Name
    """For example lift overrun, stair head, water tank, neighbour."""
    x_m: Place
    """Nearest corner along the length of the roof, from the left hand of one who stands on it and
    looks out over the side that faces the sun: on a roof that faces south from its east end.
    Where the long sides face east and west, the sunny side is the east side."""
    y_m: Place
    """Nearest corner along the width of the roof, from the side that faces the sun inwards; below 0
    it stands in front of that side."""
    length_m: Size
    """Size along the length of the roof."""
    width_m: Size
    """Size along the width of the roof."""
    height_m: Size
    """Top of the box above the roof."""


class Roof(Record):
    """One kind of roof; `count` of them are alike. Several arrays on a roof are several rows."""

    name: Name
    """What the report calls it."""
    count: Count
    """How many roofs of this kind the project may use."""
    point: Name | None = None
    """Point of connection that they share with rows of the same name; absent: that of all rows that
    name none."""
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
    tilt_deg: Annotated[float, Field(ge=0, le=90)] | Literal["best", "best_npv"]
    """Angle of the modules above horizontal; "best" for the highest yield of the roof, "best_npv"
    for the highest net present value of the plan, spacing included."""
    module: Name
    """Id of a module row (facts/modules.csv)."""
    dc_ac_ratio: Annotated[float, Field(ge=0.5, le=2.5)]
    """Modules' peak power over the inverter's limit."""
    inverter: Name | None = None
    """Id of an inverter row (facts/inverters.csv): so many whole ones as come nearest to
    dc_ac_ratio; absent: one of any size."""
    inverter_efficiency_frac: Annotated[float, Field(ge=0.8, le=1)] | None = None
    """Nominal efficiency of the inverter; absent: that of the inverter row."""
    max_modules: Annotated[int, Field(ge=1, le=1_000_000)] | None = None
    """No more modules than this on one roof; absent: as many as fit."""
    ground_cover_frac: Annotated[float, Field(gt=0, le=1)] | None = None
    """Module depth over row pitch; absent: rows spaced by GB 50797."""
    row_azimuth_deg: Annotated[float, Field(ge=0, lt=360)] | None = None
    """Direction the rows face; absent: along the roof, as near to the sun as it can."""
    orientation: Literal["portrait", "landscape"] = "portrait"
    """Long side of the modules up the slope, or along the row."""
    modules_up: Annotated[int, Field(ge=1, le=4)] = 1
    """Modules one above the other in a row."""
    low_edge_m: Annotated[float, Field(ge=0, le=10)] | None = None
    """Height of the low edge of the rows above the roof; absent: usual for the layout."""
    walkway_m: Annotated[float, Field(ge=0, le=5)] | None = None
    """Least clear way between rows; absent: usual for the layout."""
    box_clear_m: Annotated[float, Field(ge=0, le=10)] | None = None
    """Free strip around obstructions; absent: 0.5 m."""
    box_shadow_frac: Frac = 0.0
    """Share of the midwinter shadow of obstructions that modules keep out of; absent: none."""
    parapet_m: Annotated[float, Field(ge=0, le=20)] = 0.0
    """Height of the parapet above the roof; absent: none."""
    rear_light: bool = False
    """Whether light on the rear of bifacial modules counts; absent: it does not, as on most roofs
    the ground behind low rows is dark."""
    shade: Literal["strings", "linear"] = "strings"
    """What shade costs: whole strings and bypass sections, or only the shaded area."""
    cell_temperature: Literal["faiman", "noct"] = "faiman"
    """Cells in free air (Faiman), or of a module close to the roof, 4 K above its nominal operating
    temperature; both cool with the wind."""
    obstruction: Annotated[tuple[Obstruction, ...], Loose] = ()
    """Boxes that keep modules away and cast shade."""
    mount_kg_per_m2: Annotated[float, Field(ge=0, le=1000)] | None = None
    """Frames and ballast per area of modules; absent: usual for the layout."""
    load_limit_kg_per_m2: Annotated[float, Field(gt=0, le=10_000)] | None = None
    """Extra load the slab may carry; absent: not checked, and the report says so."""
    feeds: Literal["meter", "grid"]
    """Behind the common meter with the loads, or straight into the grid."""


class Losses(Record):
    """Named DC losses between the module label and the inverter, as fractions."""

    soiling_frac: ByMonth
    """Dust, month by month from January."""
    mismatch_frac: Frac
    """Unequal modules in a string."""
    wiring_frac: Frac
    """DC and AC cables."""
    light_induced_frac: Frac
    """First hours of sun."""
    availability_frac: Frac
    """Time out of work."""
    snow_frac: Frac | ByMonth = 0.0
    """Snow cover, for the year or month by month; absent: none."""
    nameplate_frac: Frac = 0.0
    """Modules below their label; absent: none."""
    first_year_decline_frac: Frac
    """Output lost by the end of the first year, taken from year 1 on."""
    decline_per_year: Annotated[float, Field(ge=0, le=0.05)]
    """Share of the first year's output lost in each later year."""
    source: SourceId
    """Where these come from."""


class ExtraLoad(Record):
    """A load of the stairwell's lift outside the lift standard."""

    name: Name
    """For example shaft light, camera, fan, air conditioning of the car."""
    power_w: Annotated[float, Field(ge=0, le=10_000)]
    """Power while it runs."""
    hours: Annotated[tuple[Hour, ...], Loose] = ()
    """Hours of the day in which it runs, 0..23; absent: all."""
    months: Annotated[tuple[Month, ...], Loose] = ()
    """Months in which it runs, 1..12; absent: all."""
    duty_frac: Frac = 1.0
    """Share of such an hour in which it runs; absent: the whole hour."""


class Stairwell(Record):
    """One kind of stairwell that gets a lift; `count` of them are alike."""

    name: Name
    """What the report calls it."""
    count: Count
    """How many stairwells of this kind get a lift."""
    point: Name | None = None
    """Point of connection at whose meter its lifts are; absent: that of all rows that name none."""
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
    n_stops: Annotated[int, Field(ge=2, le=33)] | None = None
    """Stops of the lift, to be checked against the storeys; absent: the entrance and one stop
    for each storey above it."""
    lift: Name
    """Id of a lift row (facts/lifts.csv)."""
    n_lifts: Annotated[int, Field(ge=1, le=4)] = 1
    """Lifts that share the stairwell's traffic."""
    rated_speed_m_per_s: Annotated[float, Field(ge=0.1, le=6)] | None = None
    """Rated speed; absent: that of the lift row."""
    model: Literal["standard", "journeys"]
    """ISO 25745-2 formulas, or explicit journeys under residential traffic."""
    edition: Literal["2015", "2013-draft"] = "2015"
    """Tables of ISO 25745-2 to be used; absent: those of 2015."""
    trips_per_person_per_day: Annotated[float, Field(gt=0, le=30)]
    """Rides of one resident on one day."""
    starts_per_day: Annotated[float, Field(ge=0, le=5000)] | None = None
    """Counted starts of one lift, in place of the residents' rides; absent: from the rides."""
    usage_category: Annotated[int, Field(ge=1, le=6)] | None = None
    """Usage category of ISO 25745-2 in place of the residents' rides; absent: from the rides."""
    profile: Name = "cn_residential"
    """Hours of the rides, a row group of facts/lift_profiles.csv; absent: Chinese residents."""
    month_frac: Annotated[tuple[Weight, ...], Field(min_length=12, max_length=12), Loose] | None = (
        None
    )
    """Relative use in the months from January; absent: no season."""
    stop_weights: Annotated[tuple[Weight, ...], Loose] = ()
    """Relative use of the stops above the entrance; absent: all alike."""
    ground_floor_uses: bool = False
    """Whether people on the ground floor ride too; absent: they do not."""
    standing: Literal["modern", "basic_sleep", "no_sleep"]
    """How much the lift uses while it stands, and whether it goes to sleep between rides."""
    idle_w: Annotated[float, Field(ge=0, le=2000)] | None = None
    """Measured power of the waiting lift; absent: of the row `standing`."""
    standby5_w: Annotated[float, Field(ge=0, le=2000)] | None = None
    """Measured power after 5 minutes; absent: of the row `standing`."""
    standby30_w: Annotated[float, Field(ge=0, le=2000)] | None = None
    """Measured power after 30 minutes; absent: of the row `standing`."""
    reference_wh: Wh | None = None
    """Measured energy of the reference cycle (empty car up and down); absent: by mechanics."""
    short_wh: Wh | None = None
    """Measured energy of a short cycle; absent: none was measured."""
    short_travel_m: Size | None = None
    """Way of that short cycle, one direction."""
    parking: Literal["stay", "ground", "middle"] = "stay"
    """Where the car waits; absent: where it was left."""
    regeneration_frac: Frac = 0.0
    """Share of braking energy a regenerative drive returns; absent: none is fitted."""
    regeneration_cny: Cny | None = None
    """Extra price of a regenerative drive for one lift, for its payback; absent: not known."""
    extra_w: Annotated[float, Field(ge=0, le=10_000)] = 0.0
    """Loads outside the standard, day and night: shaft light, camera, telecom."""
    extra_load: Annotated[tuple[ExtraLoad, ...], Loose] = ()
    """Loads outside the standard with their hours and months."""
    shaft_exists: bool = False
    """Whether a shaft stands already."""
    low_income_households: Annotated[int, Field(ge=0, le=400)] = 0
    """Households with a low-income top-up."""
    source: SourceId
    """Where these figures come from."""
