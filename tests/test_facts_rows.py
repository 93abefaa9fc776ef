"""Every row of the library: it parses, it cites, and the published arithmetic comes out."""

from __future__ import annotations

import csv

import pytest

from pvlift.facts import read
from pvlift.facts.programmes import PotShare, StoreyGrant
from pvlift.facts.tariffs import TimeOfUseTariff


def _cited() -> list[tuple[str, str]]:
    """Every source id with the row that names it."""
    found = []
    tables = (read.costs, read.events, read.grid_factors, read.rounds, read.benchmarks)
    for table in (*tables, read.auction_rules):
        found += [
            (row.source, str(row[0]) if isinstance(row, tuple) else repr(row))
            for row in table().values()
        ]
    for rows in read.floor_factors().values():
        found += [(row.source, row.id) for row in rows]
    for tariff in read.tariffs().values():
        found.append((tariff.rule.source, tariff.id))
        if isinstance(tariff.rule, TimeOfUseTariff):
            found.append((tariff.rule.fixed.source, tariff.id))
    for regime in read.feed_ins().values():
        found.append((regime.rule.source, regime.id))
        found.append((regime.rule.market.source, regime.id))
    for programme in read.programmes().values():
        found.append((programme.source, programme.id))
        found += [(rule.source, rule.name) for rule in programme.rules]
    return found


def test_every_source_exists():
    known = read.sources()
    lost = [(source, row) for ids, row in _cited() for source in ids.split() if source not in known]
    assert lost == []
    assert len(_cited()) > 200


def test_every_row_states_its_own_source_and_confidence():
    rules = [rule for row in read.programmes().values() for rule in row.rules]
    rules += [row.rule for row in (*read.tariffs().values(), *read.feed_ins().values())]
    for rule in rules:
        assert {"source", "confidence"} <= rule.model_fields_set, rule
        assert rule.confidence in "HMLDU"


def test_sources_say_what_and_by_whom():
    with_date = [row for row in read.sources().values() if row.dated]
    for row in read.sources().values():
        assert row.title and row.publisher
        assert any("\u4e00" <= char <= "\u9fff" for char in row.title_zh), row.id
    assert len(with_date) > 100


@pytest.mark.parametrize("name", ["sources", "costs", "events", "floors", "carbon"])
def test_tables_are_rectangular_and_ids_single(name):
    rows = list(csv.reader(read.text_of(f"{name}.csv").splitlines()))
    assert {len(row) for row in rows} == {len(rows[0])}
    keys = [(row[0], row[3] if name == "floors" else "") for row in rows[1:]]
    assert len(keys) == len(set(keys))


def test_low_base_high_rise():
    for row in (*read.costs().values(), *read.events().values()):
        assert row.low <= row.base <= row.high, row


def test_working_splits_add_up():
    costs = read.costs()
    for prefix in ("lift_split_ganyu_", "lift_split_"):
        parts = [
            row.base
            for name, row in costs.items()
            if name.startswith(prefix) and ("ganyu" in name) == ("ganyu" in prefix)
        ]
        assert len(parts) == 4 and sum(parts) == pytest.approx(1.0)
    module_to_roof = [row.base for name, row in costs.items() if name.startswith("pv_split_")]
    assert sum(module_to_roof) == pytest.approx(2.7)


def test_the_overhaul_schedule_adds_up_to_73000():
    """Closed check of the published schedule: 7.3 wan over 16 years."""
    rows = read.events()
    names = ("lift_ropes", "lift_door_and_brake", "lift_controller", "lift_machine")
    assert sum(rows[name].base * len(rows[name].years) for name in names) == 73_000


def test_inspection_follows_the_national_calendar():
    row = read.events()["lift_inspection"]
    assert row.years == (1, 4, 7, 9, 11, 13, 15) and row.every_year_after == 15
    tested = read.events()["lift_self_test"].years
    assert sorted((*row.years, *tested)) == list(range(1, 16))


def test_upkeep_by_age_reproduces_nantong():
    """Full cover 720, 792, 864 yuan a month in the three blocks of five years."""
    first = read.costs()["lift_full_cover_nantong"].base
    step = read.costs()["lift_age_step_frac"].base
    years = [first * (1 + step * ((year - 1) // 5)) for year in (1, 6, 11)]
    assert years == pytest.approx([8640, 9504, 10368])


def test_bond_money_by_lift():
    """6.2 bn over 41,000 lifts and 18 bn over 120,000: 15.1 and 15.0 wan."""
    for name, wan in (("central-replacement-2024", 15.1), ("central-replacement-2025", 15.0)):
        (rule,) = read.programmes()[name].rules
        assert isinstance(rule, PotShare)
        assert rule.pot_cny / rule.n_lifts / 1e4 == pytest.approx(wan, abs=0.05)


def test_dongying_holds_back_1_6_1_8_and_2_0_wan():
    rules = {rule.name: rule for rule in read.programmes()["dongying-2025"].rules}
    county, city = rules["dongying-2025/county"], rules["dongying-2025/city"]
    held = [step.cny_per_lift * county.held_back_frac for step in county.table]
    assert held == pytest.approx([16_000, 18_000, 20_000])
    both = [a.cny_per_lift + b.cny_per_lift for a, b in zip(city.table, county.table, strict=True)]
    assert both == [160_000, 180_000, 200_000]


def test_published_storey_tables():
    """Storeys to wan, as the notices print them (all tiers of a place together)."""
    printed = {
        "nanchang-2022": {3: 0, 4: 12, 5: 12, 6: 15, 7: 15},
        "changzhou-2022": {4: 8, 5: 9, 6: 10, 8: 10},
        "xuzhou-2022": {5: 8, 6: 10},
        "jinan-2019": {3: 0, 4: 16, 5: 18, 6: 20, 7: 22},
        "chuzhou-2019": {4: 15, 5: 16, 6: 17, 7: 18},
        "tongling-2019": {4: 0, 5: 16, 6: 18, 7: 20},
        "huaiyuan": {4: 12, 5: 13, 6: 14, 7: 15},
    }
    for name, wan_by_storeys in printed.items():
        tables = [r.table for r in read.programmes()[name].rules if isinstance(r, StoreyGrant)]
        for storeys, wan in wan_by_storeys.items():
            found = 0
            for table in tables:
                reached = [step.cny_per_lift for step in table if step.at_least <= storeys]
                found += reached[-1] if reached else 0
            assert found == wan * 10_000, (name, storeys)


def test_floor_shares_as_published():
    rows = read.floor_factors()
    assert [row.factor for row in rows["guangzhou"]][:8] == [0, 0.5, 1.0, 1.1, 1.2, 1.3, 1.4, 1.5]
    assert sum(row.factor for row in rows["percent"]) == pytest.approx(1.0)
    fee = [row.factor for row in rows["yangpu-fee"]]
    relative = [row.factor for row in rows["yangpu"]]
    assert [value / fee[2] for value in fee] == pytest.approx(relative, abs=0.005)
    assert 3 * sum(fee) == 27_300  # three flats a floor: the first year's income of the operator


def test_grid_factors():
    rows = read.grid_factors()
    assert rows["Jiangxi"].kgco2_per_kwh == 0.5836 and rows["China"].kgco2_per_kwh == 0.5306
    assert len(rows) == 4 + 30
    assert all(0 < row.kgco2_per_kwh < 1 for row in rows.values())


def test_auction_prices_respect_their_own_limits():
    for row in read.rounds().values():
        if row.pv_cny_per_kwh is None:
            continue
        assert (row.floor_cny_per_kwh or 0) <= row.pv_cny_per_kwh <= (row.cap_cny_per_kwh or 1)
    assert read.benchmarks()["Jiangxi"].cny_per_kwh == 0.4143
    assert len(read.benchmarks()) == 33


def test_places_without_an_amount_are_listed_without_one():
    empty = {name for name, row in read.programmes().items() if not row.rules}
    assert empty == {"fenyi-2021", "shangrao", "ganzhou", "beijing-2021", "xiangyang"}
    assert len(read.programmes()) == 44


def test_the_library_is_not_read_at_import(root):
    """Importing the rules costs no parsing; the rows are read when first asked for."""
    import subprocess
    import sys

    code = (
        "import pvlift.money.eligibility, pvlift.facts.read as r\n"
        "assert r.programmes.cache_info().currsize == 0\n"
        "assert r.tariffs.cache_info().currsize == 0\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=root)
