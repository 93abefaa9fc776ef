"""Grants to the yuan and the year."""

from __future__ import annotations

import numpy as np
import pytest
from grants_for_tests import ENERGY, N_DRAWS, N_YEARS, group, paid, project, rule

from pvlift.facts import read
from pvlift.money.subsidy import grants, lift_cost_cny


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


def test_points_of_interest_are_paid_on_what_is_owed_and_never_above_the_interest():
    plan = project()
    (published,) = read.programmes()["interest-renewal-2026"].rules
    cny = paid(published, plan)
    assert cny[:, 1:3] == pytest.approx(0.015 * plan.owed_cny[:, 1:3])
    assert not cny[:, 0].any() and not cny[:, 3:].any()
    half = paid(published.model_copy(update={"scope_frac": 0.5}), plan)
    assert half == pytest.approx(cny / 2)
    most = paid(rule(kind="interest_points", points_per_year=0.2, years=8), plan)
    assert most[:, 1:9] == pytest.approx(plan.interest_cny[:, 1:9])


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
