"""Which grants are refused, and what is said beside those that are not."""

from __future__ import annotations

from datetime import date

from grants_for_tests import group, paid, project, rule

from pvlift.errors import short
from pvlift.money.eligibility import check, notices


def test_a_grant_above_cost_is_a_fault_with_both_sums():
    (fault,) = check([rule(kind="fixed", cny_per_lift=500_000)], project())
    assert fault.found == ("500,000 CNY", "500,000 元") and "430,000" in fault.wanted.en
    assert check([rule(kind="fixed", cny_per_lift=500_000)], project(), above_cost=True) == ()


def test_an_absurd_grant_is_named_in_few_signs():
    (fault,) = check([rule(kind="fixed", cny_per_lift=1e12)], project())
    assert fault.found == ("1e+12 CNY", "1e+12 元")
    assert max(len(short(x)) for x in (1e99, -1.23456789e99, 999_999_999.0, 1 / 3e5)) <= 12


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
    assert fault.found.en == "2 times"
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
