"""What holds for every grant and plan."""

from __future__ import annotations

import numpy as np
from grants_for_tests import ENERGY, N_DRAWS, group, paid, project, rule
from hypothesis import given
from hypothesis import strategies as st

from pvlift.money.subsidy import capital_cny, grants, lift_cost_cny

amounts = st.floats(0, 500_000)
one_rule = st.one_of(
    st.builds(lambda c: rule(kind="fixed", cny_per_lift=c), amounts),
    st.builds(
        lambda a, b: rule(
            kind="storeys",
            table=[{"at_least": 4, "cny_per_lift": a}, {"at_least": 6, "cny_per_lift": b}],
        ),
        amounts,
        amounts,
    ),
    st.builds(
        lambda base, step, cap: rule(
            kind="stops", base_cny=base, base_stops=6, step_cny=step, cap_cny=base + cap
        ),
        amounts,
        st.floats(0, 100_000),
        amounts,
    ),
    st.builds(
        lambda share, cap, of: rule(kind="cost_share", of=of, share_frac=share, cap_cny=cap),
        st.floats(0, 1),
        amounts,
        st.sampled_from(["total", "construction", "equipment"]),
    ),
    st.builds(
        lambda c, y, h: rule(kind="fixed", cny_per_lift=c, held_back_frac=h, held_back_years=y),
        amounts,
        st.integers(1, 20),
        st.floats(0.01, 1),
    ),
    st.builds(
        lambda c, y: rule(kind="upkeep", cny_per_lift_per_year=c, years=y),
        st.floats(0, 10_000),
        st.integers(1, 30),
    ),
    st.builds(
        lambda c, y: rule(kind="per_kwh", of="generated", cny_per_kwh=c, years=y),
        st.floats(0, 1),
        st.integers(1, 30),
    ),
)
plans = st.builds(
    lambda n, storeys, total, shaft, build: project(
        group(n_lifts=n, storeys=storeys, total=total, shaft_exists=shaft), build_months=build
    ),
    st.integers(1, 20),
    st.integers(2, 9),
    st.floats(100_000, 1_000_000),
    st.booleans(),
    st.integers(0, 12),
)


@given(st.lists(one_rule, min_size=1, max_size=4), plans)
def test_grants_are_never_negative_and_never_above_the_lifts_cost(rules, plan):
    named = [r.model_copy(update={"name": f"g{n}"}) for n, r in enumerate(rules)]
    found = grants(named, plan, ENERGY)
    assert all((grant.cny >= 0).all() and np.isfinite(grant.cny).all() for grant in found)
    once = [
        grant.cny.sum(axis=1)
        for grant, r in zip(found, named, strict=True)
        if r.kind not in ("upkeep", "per_kwh")
    ]
    assert (sum(once, np.zeros(N_DRAWS)) <= lift_cost_cny(plan) * (1 + 1e-9)).all()


@given(one_rule, plans)
def test_a_cap_holds_for_every_lift(one, plan):
    cap_cny = getattr(one, "cap_cny", None)
    if cap_cny is not None:
        assert (capital_cny(one, plan) <= plan.groups[0].n_lifts * cap_cny * (1 + 1e-12)).all()


@given(one_rule, plans, st.integers(0, 60), st.integers(0, 60))
def test_a_later_grant_never_brings_more_by_any_year(one, plan, a, b):
    soon, late = (grants([one], plan, ENERGY, late_months=m)[0].cny for m in sorted((a, b)))
    assert (late.cumsum(axis=1) <= soon.cumsum(axis=1) * (1 + 1e-12) + 1e-6).all()


@given(st.floats(0, 300_000), st.floats(0, 100_000))
def test_a_larger_sum_never_pays_less(cny, more):
    low = paid(rule(kind="fixed", cny_per_lift=cny))
    high = paid(rule(kind="fixed", cny_per_lift=cny + more))
    assert (high >= low).all()
