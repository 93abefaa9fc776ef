"""The money side: rates of return beside pyxirr, and the whole of it for many draws."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from benchmarks import plans
from benchmarks.measure import Result, best_of_two_s, best_s
from pvlift.money import indicators
from pvlift.money.books import keep_books
from pvlift.study.plan.measures import measure
from pvlift.study.plan.promise import promise_of
from pvlift.study.plan.simulate import energy_of
from pvlift.study.worlds.laws import uniforms_block, worlds_of

N_FLOWS, N_DRAWS = 100_000, 10_000


def irr() -> Iterator[Result]:
    """Rates of return of 100,000 flows of 26 years; every flow is searched for all its rates."""
    import pyxirr

    rng = np.random.default_rng(1)
    plain_cny = rng.uniform(50.0, 150.0, (N_FLOWS, 26))
    plain_cny[:, 0] = -rng.uniform(500.0, 2000.0, N_FLOWS)
    twice_cny = plain_cny.copy()
    twice_cny[:, 15] -= rng.uniform(150.0, 400.0, N_FLOWS)  # an inverter: a second change of sign
    for case, flows_cny, asked in (
        ("irr", plain_cny, ">= 4 x"),
        ("irr_of_changing_signs", twice_cny, ""),
    ):
        found = indicators.irr_batch(flows_cny).value
        peers = np.array([pyxirr.irr(flow) for flow in flows_cny])
        apart = np.nanmax(np.abs(found - peers))
        none = np.isnan(found).sum()
        note = f"largest difference {apart:.0e}; {none} flows without a single rate"

        def ours(cny=flows_cny):
            return indicators.irr_batch(cny)

        def peer(cny=flows_cny):
            return [pyxirr.irr(flow) for flow in cny]

        ours_s, peer_s = best_of_two_s(ours, peer)
        yield Result(case, "flows/s", N_FLOWS / ours_s, "pyxirr", N_FLOWS / peer_s, asked, note)


def money_side() -> Iterator[Result]:
    """Ledger, loans, grants, taxes and indicators of 10,000 draws x 25 years."""
    job = plans.estate(N_DRAWS)
    prepared, scenario = job.prepared, job.prepared.loaded.scenario
    worlds = worlds_of(job.plan, uniforms_block(job.plan, job.dice, 0, N_DRAWS))
    energy = energy_of(prepared, worlds)

    def money():
        books = keep_books(scenario, prepared.project, energy, worlds)
        promise = promise_of(scenario, prepared.project, books)
        return measure(scenario, prepared.project, energy, books, promise)

    yield Result("money_side", "s", best_s(money), asked="<= 0.5", note="10,000 draws x 25 years")
