"""The projects of a district under one policy, ranked by what they need.

A pool is one project. Pools that are alike in everything but their names share weather, roofs,
lifts, energy and books: they are computed once.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from pvlift.errors import Fault, PvliftError, ScenarioError, Words, within
from pvlift.money import indicators
from pvlift.money.books import keep_books
from pvlift.scenario.load import Loaded, variant
from pvlift.study.district.portfolio_rows import Building
from pvlift.study.district.shared_place import SharedPlace
from pvlift.study.plan.promise import promise_of
from pvlift.study.plan.simulate import energy_of
from pvlift.study.plan.targets import Aim
from pvlift.study.support.cost_of_support import public_cost
from pvlift.study.support.drawn_plan import Case, drawn_worlds, unit_costs, without_grants
from pvlift.study.support.least_level import search
from pvlift.study.support.support_forms import Terms, form_of


class Pool(NamedTuple):
    """Stairwells that are built behind one pool of roofs."""

    name: str
    street: str
    rows: tuple[Building, ...]  # with the stairwells that get a lift in this option
    lifts_frac: float  # share of the pool's stairwells that get one
    roof_rows: tuple[Building, ...]  # rows whose roofs belong to the pool


class Found(NamedTuple):
    """What a project of some content turns out to be; medians over the draws."""

    peak_w: float
    payback_years: float  # nan: not within the plan in half of the draws
    paid_back_frac: float  # share of draws within the target's payback
    project_irr: float
    promise_frac: float
    level: float  # least support; nan: none does
    method: str
    level_met_frac: float
    paid_cny: np.ndarray  # float[n_years + 1] mean money handed out at that level
    public_npv_cny: float


class PoolProject(NamedTuple):
    """One pool, one share of its stairwells."""

    pool: Pool
    n_lifts: int
    n_households: int
    n_people: float
    n_elderly: float
    n_roofs: int
    form: str
    found: Found

    @property
    def cost_cny(self) -> float:
        """Money handed out in the whole plan, undiscounted. [CNY]"""
        return float(self.found.paid_cny.sum())


class Ranking(NamedTuple):
    """Every project of a table, the one that needs least per lift first."""

    projects: tuple[PoolProject, ...]
    n_computed: int  # kinds of projects that were simulated
    faults: tuple[Fault, ...]  # pools left out


def ranked(
    rows: tuple[Building, ...],
    policy: Loaded,
    aim: Aim,
    probability: float,
    forms: tuple[str, ...],
    draws: int,
    seed: int | None,
    terms: Terms,
    lift_shares: tuple[float, ...],
    progress: Callable[[int, int], None] | None = None,
) -> Ranking:
    """Payback, return, promise and least support of every pool under one policy."""
    pools = pools_of(rows, lift_shares)
    known: dict[str, tuple[Found, ...]] = {}
    site = SharedPlace(policy)
    projects, faults = [], []
    for n, pool in enumerate(pools, 1):
        try:
            loaded = scenario_of(policy, pool)
            key = content(loaded)
            if key not in known:
                known[key] = _found(site, loaded, aim, probability, forms, draws, seed, terms)
        except PvliftError as error:
            faults += [f._replace(where=within(pool.name, f.where)) for f in error.faults]
            continue
        for form, seen in zip(forms, known[key], strict=True):
            projects.append(_project(pool, form, seen))
        if progress is not None:
            progress(n, len(pools))
    return Ranking(tuple(sorted(projects, key=_rank)), len(known), tuple(dict.fromkeys(faults)))


def pools_of(rows: tuple[Building, ...], lift_shares: tuple[float, ...]) -> list[Pool]:
    """Rows gathered by pool, once for every share of stairwells that makes another number."""
    groups: dict[str, list[Building]] = {}
    for row in rows:
        groups.setdefault(row.pool, []).append(row)
    found = []
    for name, members in groups.items():
        total, tried = sum(row.stairwells for row in members), set()
        for share in sorted(lift_shares, reverse=True):
            n_lifts = max(int(round(share * total)), 1)
            if n_lifts in tried:
                continue
            tried.add(n_lifts)
            built = tuple(_shared_out(members, n_lifts))
            found.append(Pool(name, members[0].street, built, n_lifts / total, tuple(members)))
    return found


def _shared_out(members: list[Building], n_lifts: int):
    """Stairwells with a lift by row: in proportion, rounded by the largest remainder."""
    total = sum(row.stairwells for row in members)
    exact = [n_lifts * row.stairwells / total for row in members]
    whole = [int(part) for part in exact]
    order = sorted(range(len(members)), key=lambda k: (whole[k] - exact[k], k))
    for k in order[: n_lifts - sum(whole)]:
        whole[k] += 1
    for row, count in zip(members, whole, strict=True):
        if count > 0:
            yield row._replace(stairwells=count)


def scenario_of(policy: Loaded, pool: Pool) -> Loaded:
    """The policy's scenario with the stairwells and roofs of a pool."""
    scenario = policy.scenario
    well = scenario.stairwell[0].model_dump(mode="python")
    changes: dict[str, object] = {
        "stairwell": [
            well | {"name": f"stairwell {n}", "low_income_households": 0} | _well(row, well)
            for n, row in enumerate(pool.rows, 1)
        ]
    }
    with_roofs = [row for row in pool.roof_rows if row.roofs > 0]
    other_kwh = sum(row.other_kwh_per_year for row in pool.roof_rows)
    if scenario.roof and with_roofs:
        roof = scenario.roof[0].model_dump(mode="python")
        changes["roof"] = [
            roof | {"name": f"roof {n}", "obstruction": []} | _roof(row)
            for n, row in enumerate(with_roofs, 1)
        ]
        changes["load"] = _loads(scenario, other_kwh)
    else:
        changes |= {"roof": [], "losses": None, "connection": None, "feed_in": None, "load": []}
    changes |= {"uncertain": [], "correlation": []} if _renumbered(scenario) else {}
    return variant(policy, changes)


def _well(row: Building, well: dict) -> dict[str, object]:
    return {
        "count": row.stairwells,
        "storeys": row.storeys,
        "flats": row.flats,
        "people_per_flat": row.people_per_flat,
        "entry": row.entry or well["entry"],
    }


def _roof(row: Building) -> dict[str, object]:
    return {
        "count": row.roofs,
        "length_m": max(row.roof_length_m, row.roof_width_m),
        "width_m": min(row.roof_length_m, row.roof_width_m),
        "azimuth_deg": row.roof_azimuth_deg,
    }


def _loads(scenario, other_kwh: float) -> list[dict[str, object]]:
    """The policy's other buyers with the pool's use, in the policy's proportions."""
    total_kwh = sum(load.kwh_per_year for load in scenario.load)
    if other_kwh <= 0:
        return []
    if total_kwh <= 0:
        wanted = Words(
            "a [[load]] with use in the policy scenario, for other_kwh_per_year",
            "政策方案中有用电量的 [[load]]，以便分配 other_kwh_per_year",
        )
        raise ScenarioError(scenario.name, [Fault("load", "nothing", wanted)])
    scale = other_kwh / total_kwh
    return [
        load.model_dump(mode="python") | {"kwh_per_year": load.kwh_per_year * scale}
        for load in scenario.load
    ]


def _renumbered(scenario) -> bool:
    """Whether the scenario's own laws speak of rows that the pool replaces."""
    keys = [row.key for row in scenario.uncertain]
    flat = [key for found in keys for key in ((found,) if isinstance(found, str) else found)]
    return any(key.startswith(("stairwell.", "roof.", "load.")) for key in flat)


def content(loaded: Loaded) -> str:
    """Fingerprint of everything that decides the numbers of a scenario. sha256"""
    table = loaded.scenario.model_dump(mode="json", by_alias=True)
    for word in ("name", "note"):
        table.pop(word)
    text = json.dumps(table, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _found(
    site: SharedPlace, loaded: Loaded, aim, probability, forms, draws: int, seed, terms
) -> tuple[Found, ...]:
    """Simulate one kind of project: as the policy has it, and with the least support by form."""
    prepared = site.prepared(loaded)
    worlds = drawn_worlds(prepared, draws, seed)
    energy = energy_of(prepared, worlds)
    scenario, project = loaded.scenario, prepared.project
    books = keep_books(scenario, project, energy, worlds)
    flow_cny = books.project_cny
    payback = indicators.payback_years(flow_cny)
    nothing = flow_cny[:, 0] >= 0.0
    as_it_is = Found(
        peak_w=project.peak_w,
        payback_years=_median(np.where(nothing, 0.0, payback)),
        paid_back_frac=float((nothing | (payback <= scenario.target.payback_years)).mean()),
        project_irr=_median(indicators.irr_batch(flow_cny).value),
        promise_frac=float(promise_of(scenario, project, books).kept.mean()),
        level=float("nan"),
        method="",
        level_met_frac=float("nan"),
        paid_cny=np.zeros(scenario.n_years + 1),
        public_npv_cny=float("nan"),
    )
    case = without_grants(Case(prepared, worlds, energy, aim, probability, True))
    return tuple(_with_support(case, form, terms, as_it_is) for form in forms)


def _with_support(case: Case, name: str, terms: Terms, as_it_is: Found) -> Found:
    """The same project with the least support of one form."""
    scenario, project = case.prepared.loaded.scenario, case.prepared.project
    form = form_of(name, scenario, project, unit_costs(case), terms)
    least = search(case, form)
    at, bare = least.shown, least.bare
    cost = public_cost(case.aim, form, scenario, project, at.level, bare.books, at.books)
    return as_it_is._replace(
        level=least.level,
        method=least.method,
        level_met_frac=float(np.mean(at.slack_cny >= 0.0)),
        paid_cny=cost.paid_cny + cost.in_kind_cny + cost.users_cny,
        public_npv_cny=cost.public_npv_cny,
    )


def _median(values: np.ndarray) -> float:
    """The middle draw when no answer counts as worst; nan where half have none."""
    known = np.isfinite(values)
    if known.sum() * 2 <= values.size:
        return float("nan")
    return float(np.nanmedian(values[known])) if known.any() else float("nan")


def _project(pool: Pool, form: str, found: Found) -> PoolProject:
    households = sum(row.stairwells * row.flats for row in pool.rows)
    people = sum(row.stairwells * row.flats * row.people_per_flat for row in pool.rows)
    elderly = sum(
        row.stairwells * row.flats * row.people_per_flat * row.elderly_frac for row in pool.rows
    )
    return PoolProject(
        pool=pool,
        n_lifts=sum(row.stairwells for row in pool.rows),
        n_households=households,
        n_people=people,
        n_elderly=elderly,
        n_roofs=sum(row.roofs for row in pool.roof_rows),
        form=form,
        found=found,
    )


def _rank(project: PoolProject) -> tuple:
    per_lift = project.cost_cny / project.n_lifts
    impossible = not np.isfinite(project.found.level)
    return (impossible, per_lift, project.pool.name, -project.n_lifts, project.form)
