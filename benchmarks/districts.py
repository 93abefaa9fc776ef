"""Subsidy questions: one estate, a district, and a budget over 2,000 buildings."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from benchmarks.measure import ROOT, Result, best_s
from pvlift.scenario.load import load
from pvlift.study.district.budget import Option, best_award, greedy_award
from pvlift.study.district.portfolio import portfolio
from pvlift.study.district.portfolio_rows import read_portfolio
from pvlift.study.support.subsidy import minimum_subsidy
from pvlift.study.worlds.draws import uniforms

N_BUILDINGS = 2_000


def least_subsidy() -> Iterator[Result]:
    """The least grant per W of one estate over 10,000 draws, from the file to the proof."""
    loaded = load(ROOT / "scenarios" / "ganxian_estate.toml")
    found = []

    def work():
        found[:] = [minimum_subsidy(loaded, "payback=12", 0.9, "per_w", draws=10_000)]

    seconds = best_s(work, 3)
    least = found[0]
    note = (
        f"{least.level:g} CNY/W in {least.n_books} books: {least.at_answer.met_frac:.4f} of the "
        f"draws, one step less {least.below.met_frac:.4f}"
    )
    yield Result("least_subsidy_10000", "s", seconds, asked="<= 5", note=note)


def district() -> Iterator[Result]:
    """64 estates with 1,039 stairwells, 1,000 draws each: payback, promise, least support."""
    table = read_portfolio(ROOT / "scenarios" / "district_64_estates.csv")
    policy = load(ROOT / "scenarios" / "district_policy.toml")
    found = []

    def work():
        found[:] = [portfolio(table, policy, "payback=15", 0.9, draws=1000)]

    seconds = best_s(work, 1)
    lifts = sum(project.n_lifts for project in found[0].projects)
    note = f"{lifts} stairwells in {len(found[0].projects)} pools, {found[0].n_computed} kinds"
    yield Result("district_1000_draws", "s", seconds, asked="<= 60", note=note)


def budget() -> Iterator[Result]:
    """The best choice among 2,000 buildings with two options each, cheapest of equals."""
    lifts = np.ceil(12 * uniforms(1, "benchmark lifts", N_BUILDINGS))
    need_cny = 3e5 + 3e5 * uniforms(1, "benchmark need", N_BUILDINGS)
    options = [
        Option(k, f"s{k % 8}", float(n), float(n), np.array([float(need_cny[k] * n * part)]))
        for k in range(N_BUILDINGS)
        for n, part in ((lifts[k], 1.0), (np.ceil(lifts[k] / 2), 0.9))
    ]
    found = []

    def work():
        found[:] = [best_award(options, [5e8])]

    seconds = best_s(work, 3)
    by_hand = greedy_award(options, [5e8])
    note = f"{found[0].n_lifts:g} lifts, greedy {by_hand.n_lifts:g}, bound {found[0].at_most:g}"
    yield Result("budget_2000_buildings", "s", seconds, asked="<= 5", note=note)
