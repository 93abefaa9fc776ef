"""Financing models of added lifts as rows: who builds, who runs, what residents pay."""

from __future__ import annotations

import tomllib
from functools import cache
from types import MappingProxyType
from typing import Annotated, Literal

from pydantic import Field

from pvlift.facts.read import text_of
from pvlift.facts.records import Cny, Confidence, Fraction, Record, Years


class Model(Record):
    """One way to pay for a lift."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    """Name under which it is asked for."""
    title_en: str
    """Title in English."""
    title_zh: str
    """Title in Chinese."""
    place_en: str
    """Where it was tried, in English."""
    place_zh: str
    """Where it was tried, in Chinese."""
    builds: Literal["investor", "residents"]
    """Who pays for building the lift."""
    runs: Literal["investor", "residents"]
    """Who pays for running, overhaul and renewal."""
    pv: Literal["investor", "landlord", "none"]
    """Whose income the roof is: the lift's investor, rent of a PV owner, or no PV at all."""
    floors: str | None = None
    """Rule in floors.csv by which residents share; needed where they pay costs."""
    fee: str | None = None
    """Table of yearly fees in floors.csv."""
    fee_years: Years | None = None
    """Years in which the fee is paid."""
    fee_step_frac: Fraction = 0.0
    """Rise of the fee every `fee_step_years`."""
    fee_step_years: Years = 5
    """Length of one step."""
    ride_cny: Cny | None = None
    """Price of one ride."""
    rides_kept_frac: Fraction | None = None
    """Share of the rides that are still made at that price; needed with it."""
    fund_cny_per_household: Cny = 0.0
    """Maintenance fund that pays for building before the flats do."""
    advertising_cny_per_lift_per_year: Cny = 0.0
    """Common income from advertising."""
    grant_after_months: Annotated[int, Field(ge=0, le=120)] | None = None
    """Months until the grant comes; absent: as the scenario says."""
    source: str
    """Row of the sources table, or "assumption"."""
    confidence: Confidence
    """How sure the terms are."""
    note_en: str
    """What a reader must know, in English."""
    note_zh: str
    """What a reader must know, in Chinese."""


class ConsentRow(Record):
    """Thresholds of the law, and the assumed coefficients of an estimate of consent."""

    quorum_frac: Fraction
    """Share of all flats that must vote."""
    approval_frac: Fraction
    """Share of those who vote that must agree."""
    turnout_frac: Fraction
    """Chance that a flat votes."""
    base_score: float
    """Score of a flat on the ground floor that pays nothing."""
    score_per_floor: float
    """Added for each floor above the ground."""
    score_per_thousand_cny_per_year: float
    """Added for each 1,000 CNY that a flat pays a year."""
    loan_rate_per_year: Annotated[float, Field(ge=0, le=0.2)]
    """Rate at which building money is spread over years."""
    loan_years: Years
    """Years over which it is spread."""
    source: str
    """Row of the sources table, or "assumption"."""
    confidence: Confidence
    """How sure the coefficients are."""
    note_en: str
    """How the estimate works, in English."""
    note_zh: str
    """How the estimate works, in Chinese."""


@cache
def models() -> MappingProxyType[str, Model]:
    """All financing models by id, in the order of their table."""
    rows = tomllib.loads(text_of("models.toml"))["model"]
    return MappingProxyType({row["id"]: Model.model_validate(row) for row in rows})


@cache
def consent_row() -> ConsentRow:
    """The row behind the estimate of consent."""
    return ConsentRow.model_validate(tomllib.loads(text_of("models.toml"))["consent"])
