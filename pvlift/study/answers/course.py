"""The expected course of one plan and all that is told of it."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from pvlift.errors import Words
from pvlift.money.statements import Statement, statements
from pvlift.study.answers.assumptions import Assumption, Cited, assumptions_of, sources_of
from pvlift.study.answers.failure import Failure, failures
from pvlift.study.answers.lift_answers import LiftAnswer, lift_answers
from pvlift.study.answers.losses import PlantLosses, plant_losses
from pvlift.study.answers.months import first_year, monthly_kwh
from pvlift.study.answers.payers import Payers, payers_of
from pvlift.study.answers.per_lift import PerLift, per_lift_of
from pvlift.study.answers.prices import PriceRow, Settled, price_rows, settled_rows
from pvlift.study.answers.rate_notes import RateNote, rate_notes
from pvlift.study.answers.stress import StressCase, stress_cases
from pvlift.study.answers.years import (
    MoneyRow,
    PromiseYears,
    energy_columns,
    money_rows,
    net_rows,
    promise_years,
)
from pvlift.study.plan.outcome import Outcome
from pvlift.study.plant.weather import source_of_weather


class Course(Outcome):
    """An outcome of one world with its answers, each worked out when first asked, and once."""

    @cached_property
    def payers(self) -> Payers:
        """Who pays what over the term."""
        return payers_of(self)

    @cached_property
    def per_lift(self) -> PerLift:
        """One lift's share in a mean year."""
        return per_lift_of(self)

    @cached_property
    def stresses(self) -> tuple[StressCase, ...]:
        """The plan and its setbacks, the plan first."""
        return stress_cases(self.prepared, self.energy)

    @cached_property
    def failures(self) -> tuple[Failure, ...]:
        """What the end of the operator costs whom, for every year it may come in."""
        return failures(self)

    @cached_property
    def losses(self) -> PlantLosses | None:
        """Where the light of the first year goes; None without roofs."""
        return plant_losses(self)

    @cached_property
    def lifts(self) -> tuple[LiftAnswer, ...]:
        """What an owner asks about the lifts, by kind of stairwell."""
        return lift_answers(self.prepared)

    @cached_property
    def months_kwh(self) -> dict[str, np.ndarray]:
        """Monthly sums of the first year by use: float[12] each. [kWh]"""
        return monthly_kwh(first_year(self))

    @cached_property
    def years_kwh(self) -> dict[str, np.ndarray]:
        """Energy of every operating year by use: float[n_years] each. [kWh]"""
        return energy_columns(self.energy)

    @cached_property
    def money_rows(self) -> tuple[MoneyRow, ...]:
        """Transfers of every year by account, payer and payee."""
        return money_rows(self.books.ledger)

    @cached_property
    def net_cny(self) -> dict[str, np.ndarray]:
        """What each party is left with: float[n_years + 1] each. [CNY]"""
        return net_rows(self.money_rows, self.books.ledger.n_years)

    @cached_property
    def promise_years(self) -> PromiseYears:
        """Where each year's lift costs come from."""
        return promise_years(self.promise)

    @cached_property
    def rate_notes(self) -> dict[str, RateNote]:
        """Why a rate of return does not exist, or is not the only one, by measure."""
        return rate_notes(self.books)

    @cached_property
    def statements(self) -> tuple[Statement, ...]:
        """The tables of a feasibility study."""
        return statements(self.prepared.loaded.scenario, self.prepared.project, self.books, 0)

    @cached_property
    def price_rows(self) -> tuple[PriceRow, ...]:
        """Every price that counts, of operating year 1."""
        return price_rows(self)

    @cached_property
    def settled_rows(self) -> tuple[Settled, ...]:
        """How the income of operating year 1 follows from energy and price."""
        return settled_rows(self)

    @cached_property
    def assumptions(self) -> tuple[Assumption, ...]:
        """Every cited value of the plan with its source."""
        return assumptions_of(self.prepared.loaded.scenario)

    @cached_property
    def sources(self) -> dict[str, Cited]:
        """Every source behind these values, by id."""
        return sources_of(self.assumptions)

    @cached_property
    def weather_words(self) -> Words:
        """Where the weather comes from."""
        return source_of_weather(self.prepared.loaded.scenario, self.prepared.weather)
