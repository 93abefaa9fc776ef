"""Grants in words: every row of the library can be read out in both languages."""

from __future__ import annotations

from pydantic import TypeAdapter

from pvlift.facts import read
from pvlift.facts.programmes import SubsidyRule
from pvlift.facts.wording import rule_words, yuan


def _rule(**row):
    base = {"name": "g", "tier": "city", "paid": "start", "source": "assumption"}
    return TypeAdapter(SubsidyRule).validate_python({**base, **row})


def test_sums_are_written_as_people_write_them():
    assert yuan(120_000) == ("120,000 CNY", "12万元")
    assert yuan(3_000) == ("3,000 CNY", "3,000元")
    assert yuan(6_200_000_000).zh == "62亿元"


def test_every_grant_of_the_library_has_words():
    for programme in read.programmes().values():
        for rule in programme.rules:
            words = rule_words(rule)
            assert len(words.en) > 20 and len(words.zh) > 8
            assert "None" not in words.en + words.zh


def test_the_dongying_row_says_all_it_holds():
    rules = {rule.name: rule_words(rule) for rule in read.programmes()["dongying-2025"].rules}
    county = rules["dongying-2025/county"]
    assert county.zh == (
        "区（县）级：每台4层起8万元、5层起9万元、6层起10万元；验收后拨付；其中20%预留，分8年支取；"
        "已有井道的按50%；不与 dongying-earlier 同时享受；2025-07-01起"
    )
    assert "20% held back and paid over 8 years" in county.en


def test_kinds_outside_the_library_have_words_too():
    premium = _rule(kind="per_kwh", of="self_used", cny_per_kwh=0.1, years=5, cap_cny_per_year=900)
    assert rule_words(premium).zh.startswith("市级：自用电量每千瓦时0.1元，共5年，每年最高900元")
    interest = _rule(kind="interest", share_frac=0.5, years=3, delay_months=2)
    assert "50% of the interest for 3 years; paid 2 months after the start of work" in (
        rule_words(interest).en
    )
    power = _rule(kind="per_w", cny_per_w=0.3, cap_cny=50_000)
    assert rule_words(power).en.startswith("city: 0.3 CNY per W of PV, at most 50,000 CNY per proj")
