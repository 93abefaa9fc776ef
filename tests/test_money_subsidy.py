"""Grants to the yuan and the year, and what is refused."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from pvlift.facts import read
from pvlift.facts.programmes import SubsidyRule
from pvlift.money.eligibility import check, notices
from pvlift.money.subsidy import (
    Generated,
    LiftGroup,
    Subsidised,
    capital_cny,
    grants,
    lift_cost_cny,
)

SUBSIDY = TypeAdapter(SubsidyRule)
N_DRAWS, N_YEARS = 3, 15
ENERGY = Generated(
    made_kwh=np.full((N_DRAWS, N_YEARS), 20_000.0),
    exported_kwh=np.full((N_DRAWS, N_YEARS), 15_000.0),
    self_used_kwh=np.full((N_DRAWS, N_YEARS), 5_000.0),
)


def rule(**row):
    if "programme" not in row:
        row = {"name": "g", "tier": "city", "paid": "acceptance", "source": "assumption", **row}
    return SUBSIDY.validate_python(row)


def group(n_lifts=1, storeys=6, total=400_000.0, **more):
    draws = np.ones(N_DRAWS)
    values = {
        "name": "stairwell",
        "n_lifts": n_lifts,
        "n_storeys": storeys,
        "n_stops": storeys,
        "total_cny": draws * total,
        "construction_cny": draws * total * 0.63,
        "equipment_cny": draws * total * 0.37,
        "relocation_cny": draws * 30_000.0,
    }
    return LiftGroup(**{**values, **more})


def project(*groups, **more):
    values = {
        "groups": groups or (group(),),
        "pv_w": np.array([20_000.0, 22_000.0, 24_000.0]),
        "n_years": N_YEARS,
        "commissioned": date(2026, 9, 1),
        "interest_cny": np.tile(np.linspace(8_000.0, 0.0, N_YEARS + 1), (N_DRAWS, 1)),
    }
    return Subsidised(**{**values, **more})


def paid(one, plan=None, **more):
    (grant,) = grants([one], plan or project(), ENERGY, **more)
    return grant.cny


def test_nanchang_pays_15_wan_for_six_storeys_in_year_0():
    (grant,) = grants([rule(programme="nanchang-2022")], project(), ENERGY)
    assert grant.name == "nanchang-2022/city" and grant.tier == "city"
    assert grant.source == "lift-S16" and grant.cny.shape == (N_DRAWS, N_YEARS + 1)
    assert (grant.cny[:, 0] == 150_000).all() and not grant.cny[:, 1:].any()
    four = paid(rule(programme="nanchang-2022"), project(group(storeys=4)))
    three = paid(rule(programme="nanchang-2022"), project(group(storeys=3)))
    assert four[0, 0] == 120_000 and not three.any()


@pytest.mark.parametrize(("storeys", "total", "held"), [(4, 16, 1.6), (5, 18, 1.8), (6, 20, 2.0)])
def test_dongying_holds_back_a_fifth_of_the_county_half(storeys, total, held):
    """160,000 / 180,000 / 200,000 in all; 1.6 / 1.8 / 2.0 wan drawn over 8 years."""
    found = grants([rule(programme="dongying-2025")], project(group(storeys=storeys)), ENERGY)
    cny = sum(grant.cny for grant in found)[0]
    assert cny.sum() == pytest.approx(total * 1e4)
    assert cny[0] == pytest.approx((total - held) * 1e4)
    assert cny[1:9] == pytest.approx(held * 1e4 / 8) and not cny[9:].any()


def test_dongying_pays_half_where_a_shaft_was_reserved():
    found = grants([rule(programme="dongying-2025")], project(group(shaft_exists=True)), ENERGY)
    assert sum(grant.cny[0].sum() for grant in found) == pytest.approx(100_000)


def test_yangpu_grant_meets_the_shanghai_cap():
    """71 wan, 40 % of it is 28.4: the cap of 28 wan binds."""
    yangpu = group(total=710_000.0, construction_cny=np.full(N_DRAWS, 710_000.0))
    assert paid(rule(programme="shanghai-2020"), project(yangpu))[0, 0] == 280_000


def test_zhengzhou_pays_a_quarter_up_to_15_wan():
    assert paid(rule(programme="zhengzhou-2018"))[0, 0] == pytest.approx(100_000)
    assert paid(rule(programme="zhengzhou-2018"), project(group(total=7e5)))[0, 0] == 150_000


def test_haidian_pays_equipment_and_pipes_apart():
    found = grants([rule(programme="beijing-haidian-2018")], project(), ENERGY)
    assert [grant.cny[0, 0] for grant in found] == pytest.approx([74_000, 30_000])


def test_heyuan_and_the_unnamed_city_step_by_storey_and_stop():
    by_storeys = [
        paid(rule(programme="heyuan"), project(group(storeys=n)))[0, 0] for n in (6, 7, 8)
    ]
    assert by_storeys == pytest.approx([135_000, 150_000, 165_000])
    by_stops = [
        paid(rule(programme="unnamed-by-stop-2016"), project(group(storeys=n)))[0, 0]
        for n in (5, 6, 7, 20)
    ]
    assert by_stops == pytest.approx([95_000, 100_000, 105_000, 150_000])


def test_hefei_pays_25_wan_in_all_three_thousand_of_it_a_year():
    found = grants([rule(programme="hefei-2019")], project(), ENERGY)
    cny = sum(grant.cny for grant in found)[0]
    assert cny.sum() == 250_000 and (cny[1:11] == 3_000).all() and not cny[11:].any()


def test_anqing_comes_within_a_year_and_tops_up_low_income():
    poor = project(group(n_low_income_households=2))
    found = {g.name: g.cny[0] for g in grants([rule(programme="anqing-2025")], poor, ENERGY)}
    assert found["anqing-2025/province"][1] == 80_000
    assert found["anqing-2025/low-income"][1] == 40_000
    assert all(cny[0] == 0 for cny in found.values())


def test_tiers_add_up_over_groups_of_lifts():
    plan = project(group(n_lifts=3), group(n_lifts=2, storeys=4))
    found = grants(
        [rule(programme="nanchang-2022"), rule(programme="pingxiang-2024")], plan, ENERGY
    )
    assert [grant.cny[0].sum() for grant in found] == [
        3 * 150_000 + 2 * 120_000,
        5 * 50_000,
        5 * 50_000,
    ]


def test_a_pot_is_shared_by_all_who_ask():
    pot = rule(kind="pot", pot_cny=1_000_000, n_lifts=10)
    assert paid(pot, project(group(n_lifts=2)))[0, 0] == 200_000


@pytest.mark.parametrize(
    ("event", "build", "delay", "late", "year"),
    [
        ("acceptance", 4, 0, 0, 0),
        ("acceptance", 4, 1, 0, 1),
        ("acceptance", 4, 12, 0, 1),
        ("acceptance", 4, 12, 1, 2),
        ("acceptance", 4, 6, 12, 2),
        ("start", 4, 0, 0, 0),
        ("start", 4, 4, 0, 0),
        ("start", 4, 5, 0, 1),
        ("start", 4, 0, 12, 1),
    ],
)
def test_the_year_of_payment(event, build, delay, late, year):
    one = rule(kind="fixed", cny_per_lift=100_000, paid=event, delay_months=delay)
    cny = paid(one, project(build_months=build), late_months=late)[0]
    assert cny[year] == 100_000 and cny.sum() == 100_000


def test_lateness_may_differ_by_draw():
    one = rule(kind="fixed", cny_per_lift=100_000)
    cny = paid(one, late_months=np.array([0.0, 6.0, 13.0]))
    assert [int(np.argmax(row)) for row in cny] == [0, 1, 2]
    yearly = paid(
        rule(kind="upkeep", cny_per_lift_per_year=1_000, years=2),
        late_months=np.array([0.0, 6.0, 13.0]),
    )
    assert [list(np.flatnonzero(row)) for row in yearly] == [[1, 2], [2, 3], [3, 4]]


def test_power_and_energy_grants_follow_their_base():
    per_w = paid(rule(kind="per_w", cny_per_w=0.3, cap_cny=6_600))
    assert per_w[:, 0] == pytest.approx([6_000, 6_600, 6_600])
    for of, kwh in (("generated", 20_000), ("exported", 15_000), ("self_used", 5_000)):
        cny = paid(rule(kind="per_kwh", of=of, cny_per_kwh=0.1, years=5))[0]
        assert cny[1:6] == pytest.approx(kwh * 0.1) and cny[0] == 0 and not cny[6:].any()
    capped = paid(
        rule(kind="per_kwh", of="generated", cny_per_kwh=0.1, years=5, cap_cny_per_year=900)
    )
    assert capped[0, 1] == 900


def test_interest_support_takes_its_share_of_the_interest():
    plan = project()
    cny = paid(rule(kind="interest", share_frac=0.5, years=3), plan)
    assert cny[:, :4] == pytest.approx(plan.interest_cny[:, :4] / 2) and not cny[:, 4:].any()


def test_a_refused_grant_pays_nothing():
    both = [rule(programme="pingxiang-2024"), rule(kind="fixed", name="own", cny_per_lift=1_000)]
    found = {
        g.name: g.cny.sum() for g in grants(both, project(), ENERGY, refused=["pingxiang-2024"])
    }
    assert found == {"pingxiang-2024/city": 0, "pingxiang-2024/district": 0, "own": 3_000}
    some = grants(both, project(), ENERGY, refused={"own": np.array([False, True, False])})
    assert list(some[2].cny[:, 0]) == [1_000, 0, 1_000]
    with pytest.raises(ValueError, match="no grant named"):
        grants(both, project(), ENERGY, refused=["pingxiang-2025"])


def test_grants_for_lifts_stop_at_their_cost():
    much = [
        rule(kind="fixed", name="a", cny_per_lift=300_000),
        rule(kind="fixed", name="b", cny_per_lift=300_000),
    ]
    plan = project()
    held = sum(grant.cny for grant in grants(much, plan, ENERGY))
    assert held.sum(axis=1) == pytest.approx(lift_cost_cny(plan))
    free = sum(grant.cny for grant in grants(much, plan, ENERGY, above_cost=True))
    assert free.sum(axis=1) == pytest.approx(600_000)


def test_a_grant_above_cost_is_a_fault_with_both_sums():
    (fault,) = check([rule(kind="fixed", cny_per_lift=500_000)], project())
    assert fault.found == "500,000 CNY" and "430,000" in fault.wanted.en
    assert check([rule(kind="fixed", cny_per_lift=500_000)], project(), above_cost=True) == ()


def test_programmes_that_exclude_each_other_are_named_as_a_pair():
    plan = project(group(total=2e6))
    faults = check([rule(programme="shanghai-2020"), rule(programme="shanghai-earlier")], plan)
    (fault,) = faults
    assert fault.found == "shanghai-2020/city + shanghai-earlier/city"
    one_way = [
        rule(kind="fixed", name="a", cny_per_lift=1, excludes=["b"]),
        rule(kind="fixed", name="b", cny_per_lift=1),
    ]
    assert len(check(one_way, plan)) == 1


def test_a_rule_out_of_force_is_named_with_its_dates():
    (fault,) = check([rule(programme="chengdu-2018")], project())
    assert fault.where == "subsidy chengdu-2018/city"
    assert fault.found == "2026-09-01" and "2020-10-31" in fault.wanted.en
    early = project(commissioned=date(2020, 1, 1))
    (fault,) = check([rule(programme="nanchang-2022")], early)
    assert "2022-07-01" in fault.wanted.zh


def test_replacement_money_does_not_pay_for_added_lifts():
    (fault,) = check([rule(programme="central-replacement-2026")], project())
    assert fault.wanted.en == "an old lift replaced"
    assert not paid(rule(programme="central-replacement-2026")).any()
    old = project(group(works="replacement", age_years=18))
    assert check([rule(programme="central-replacement-2026")], old) == ()
    assert paid(rule(programme="central-replacement-2026"), old)[0, 0] == 100_000


def test_a_rule_for_owners_refuses_an_investor():
    owners = rule(kind="fixed", cny_per_lift=1, requires={"investor_owned": False})
    (fault,) = check([owners], project())
    assert fault.found == "investor_owned" and not paid(owners).any()
    assert check([owners], project(investor_owned=False)) == ()


def test_unknown_double_and_crowded_rules_are_faults():
    (fault,) = check([rule(programme="nanchag-2022")], project())
    assert "nanchang-2022" in fault.wanted.en
    (fault,) = check([rule(programme="nanchang-2022")] * 2, project(group(total=1e6)))
    assert fault.found == "2 times"
    pot = rule(kind="pot", pot_cny=100_000, n_lifts=1)
    (fault,) = check([pot], project(group(n_lifts=3)))
    assert "at least 3" in fault.wanted.en


def test_doubts_become_notices():
    rules = [rule(programme="ningbo-2018", delay_months=6), rule(programme="heyuan")]
    said = notices(rules, project())
    assert {notice.code for notice in said} == {
        "grant_is_a_ceiling",
        "grant_source_is_weak",
        "grants_of_several_places",
        "grant_without_delay",
    }
    assert any("河源、宁波" in notice.words.zh for notice in said)
    prompt = [notice.words.en for notice in said if notice.code == "grant_without_delay"]
    assert len(prompt) == 1 and "1 to 12 months" in prompt[0] and "heyuan" in prompt[0]


def test_lifts_without_a_grant_are_told():
    nanchang = [rule(programme="nanchang-2022", delay_months=6)]
    low = project(group(storeys=3), group(storeys=6))
    assert [n.code for n in notices(nanchang, low)] == ["grant_pays_some_lifts"]
    assert notices(nanchang, project()) == ()
    (notice,) = notices(nanchang, project(group(storeys=3)))
    assert notice.code == "grant_pays_nothing" and "nanchang-2022" in notice.words.zh


def test_every_programme_of_the_library_pays_a_tall_enough_lift_something():
    """No row is dead: each grant pays in a plan made for it."""
    for programme in read.programmes().values():
        for row in programme.rules:
            plan = project(
                group(
                    storeys=7,
                    works=row.requires.works or "retrofit",
                    age_years=20,
                    n_low_income_households=1,
                )
            )
            assert paid(row, plan)[0].sum() > 0, row.name


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
