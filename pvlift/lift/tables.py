"""The lift's tables as data: standard, typical lifts, hour shapes, plausible bands."""

from __future__ import annotations

import csv
import math
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

FACTS = Path(__file__).resolve().parent.parent / "facts"
EDITIONS = ("2015", "2013-draft")
DAY_TYPES = ("weekday", "weekend", "holiday")


class CitedNumber(NamedTuple):
    """One number of a table with where it comes from."""

    value: float
    unit: str
    dated: str  # day on which the value was taken
    source: str  # id in facts/sources.csv
    confidence: str  # H, M, L verified; D derived; U unverified; X sources disagree


class Profile(NamedTuple):
    """Shape of a day's rides by day type; arrays are float[3, 24], day types as in DAY_TYPES."""

    share_frac: np.ndarray  # share of the day's rides in each hour; each row sums to 1
    up_frac: np.ndarray  # from the entrance upwards
    down_frac: np.ndarray  # to the entrance
    inter_frac: np.ndarray  # between upper stops
    day_frac: np.ndarray  # float[3]: rides of such a day relative to a weekday
    source: str
    confidence: str


class Band(NamedTuple):
    """A published or derived range to hold a result against."""

    name: str
    quantity: str  # "total" [kWh/year per lift] or "standing_share" [1]
    low: float
    high: float
    note_en: str
    note_zh: str
    source: str
    confidence: str


@cache
def _rows(file: str) -> tuple[dict[str, str], ...]:
    with (FACTS / file).open(encoding="utf-8", newline="") as lines:
        return tuple(csv.DictReader(lines))


@cache
def _standard(edition: str, table: str) -> tuple[tuple[str, str, float, float, CitedNumber], ...]:
    found = tuple(
        (
            row["key"],
            row["category"],
            float(row["above"] or -math.inf),
            float(row["up_to"] or math.inf),
            _cell(row),
        )
        for row in _rows("iso25745.csv")
        if row["edition"] == edition and row["table"] == table
    )
    if not found:
        raise ValueError(f"no table {table!r} in edition {edition!r}")
    return found


def _cell(row: dict[str, str]) -> CitedNumber:
    value = float(row["value"])
    return CitedNumber(value, row["unit"], row["dated"], row["source"], row["confidence"])


def travel_frac(n_stops: int, category: int, edition: str = "2015") -> CitedNumber:
    """Average travel of one start as a share of the full travel, %S/100. [1]

    References: ISO 25745-2:2015 Table 2, or the 2013 draft with edition="2013-draft".
    """
    for _, cat, low, high, cell in _standard(edition, "travel_frac"):
        if cat == str(category) and low <= n_stops <= high:
            return cell
    raise ValueError(f"no travel share for {n_stops} stops, category {category}, {edition}")


def load_frac(rated_load_kg: float, category: int, edition: str = "2015") -> CitedNumber:
    """Average car load as a share of the rated load, %Q/100. [1]

    References: ISO 25745-2:2015 Table 3.
    """
    for _, cat, low, high, cell in _standard(edition, "load_frac"):
        if cat == str(category) and low < rated_load_kg <= high:
            return cell
    raise ValueError(f"no car load for {rated_load_kg} kg, category {category}, {edition}")


def standing_frac(
    category: int, edition: str = "2015"
) -> tuple[CitedNumber, CitedNumber, CitedNumber]:
    """Shares of the non-running time spent idle, after 5 and after 30 minutes. [1]

    References: ISO 25745-2:2015 Tables 4 and 5. The draft's one standby level is the second.
    """
    found = {
        key: cell
        for key, cat, _, _, cell in _standard(edition, "standing_frac")
        if cat == str(category)
    }
    if not found:
        raise ValueError(f"no standing shares for category {category}, {edition}")
    return found["idle"], found["standby5"], found["standby30"]


def starts_per_day(category: int, edition: str = "2015") -> CitedNumber:
    """Starts per day of a usage category. [1/day]

    References: ISO 25745-2:2015 Table 1.
    """
    for _, cat, _, _, cell in _standard(edition, "starts_per_day"):
        if cat == str(category):
            return cell
    raise ValueError(f"no usage category {category} in edition {edition}")


def category_of(starts_per_day: float, edition: str = "2015") -> int:
    """Usage category whose range holds this number of starts a day.

    References: ISO 25745-2:2015 Table 1.
    """
    if not starts_per_day >= 0.0:
        raise ValueError(f"starts per day must be at least 0, got {starts_per_day}")
    rows = _standard(edition, "starts_per_day")
    for _, cat, low, high, _ in rows:
        if low <= starts_per_day < high:
            return int(cat)
    return int(rows[-1][1])


def load_factor_slope(system: str, edition: str = "2015") -> CitedNumber:
    """Slope c of the load factor k_L = 1 + c %Q. [1/percent]

    References: ISO 25745-2:2015, load factor by drive and counterbalance.
    """
    for key, _, _, _, cell in _standard(edition, "load_factor_slope"):
        if key == system:
            return cell
    known = ", ".join(key for key, *_ in _standard(edition, "load_factor_slope"))
    raise ValueError(f"no lift system {system!r}; known: {known}")


def class_limits(table: str, edition: str) -> tuple[tuple[str, CitedNumber], ...]:
    """Upper limits of the classes A to F of "class_running" or "class_standing"."""
    return tuple((key, cell) for key, _, _, _, cell in _standard(edition, table))


def vdi_travel_h(category: int) -> CitedNumber:
    """Hours of travel a day of a VDI 4707-1 category. [h/day]"""
    for _, cat, _, _, cell in _standard("vdi4707-2009", "travel_h_per_day"):
        if cat == str(category):
            return cell
    raise ValueError(f"no VDI 4707 category {category}")


def vdi_category_of(n_flats: float) -> int:
    """VDI 4707-1 category that the guideline ties to a number of dwellings."""
    for _, cat, _, _, cell in _standard("vdi4707-2009", "dwellings_up_to"):
        if n_flats <= cell.value:
            return int(cat)
    return 4


@cache
def typical(name: str) -> dict[str, CitedNumber]:
    """Values of one lift of facts/lifts.csv, or of one group of facts/lift_values.csv, by key."""
    groups = _typical_rows()
    if name not in groups:
        raise ValueError(f"no typical lift {name!r}; known: {', '.join(sorted(groups))}")
    return groups[name]


@cache
def _typical_rows() -> dict[str, dict[str, CitedNumber]]:
    groups: dict[str, dict[str, CitedNumber]] = {}
    for file, column in (("lifts.csv", "lift"), ("lift_values.csv", "group")):
        for row in _rows(file):
            groups.setdefault(row[column], {})[row["key"]] = _cell(row)
    return groups


@cache
def profile_names() -> tuple[str, ...]:
    """Names of the hour shapes in facts/lift_profiles.csv."""
    return tuple(dict.fromkeys(row["profile"] for row in _rows("lift_profiles.csv")))


@cache
def profile(name: str) -> Profile:
    """Hour shape of the rides, by day type, with its direction mix."""
    found = [row for row in _rows("lift_profiles.csv") if row["profile"] == name]
    if not found:
        raise ValueError(f"no profile {name!r}; known: {', '.join(profile_names())}")
    table = {key: np.zeros((3, 24)) for key in ("share", "up", "down", "inter")}
    day_frac = np.zeros(3)
    for row in found:
        day, hour = DAY_TYPES.index(row["day_type"]), int(row["hour"])
        for key, values in table.items():
            values[day, hour] = float(row[f"{key}_frac"])
        day_frac[day] = float(row["day_factor"])
    for values in (*table.values(), day_frac):
        values.setflags(write=False)
    return Profile(
        table["share"],
        table["up"],
        table["down"],
        table["inter"],
        day_frac,
        found[0]["source"],
        found[0]["confidence"],
    )


@cache
def bands() -> tuple[Band, ...]:
    """Ranges for one lift's yearly energy and its standing share."""
    return tuple(
        Band(
            row["band"],
            row["quantity"],
            float(row["low"]),
            float(row["high"]),
            row["note_en"],
            row["note_zh"],
            row["source"],
            row["confidence"],
        )
        for row in _rows("lift_bands.csv")
    )


@cache
def calendar_rows() -> tuple[tuple[int, int, str], ...]:
    """Month, day and kind ("holiday" or "workday") of the reference year's exceptions."""
    rows = _rows("lift_calendar.csv")
    return tuple((int(row["month"]), int(row["day"]), row["kind"]) for row in rows)
