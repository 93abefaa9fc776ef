"""Every price that counts is told, and an auditor follows income from energy and price."""

from __future__ import annotations

import numpy as np
import pytest
from report_runs import NAMES, changed, outcome_of

from pvlift.facts.accounts import keys_of
from pvlift.money.ledger import net_cny

AUDITED = {
    "as it is": {},
    "benchmark": {
        "feed_in": {
            "kind": "benchmark", "benchmark_cny_per_kwh": 0.4143, "share_frac": 0.7,
            "term_years": 20, "source": "assumption",
            "market": {"price": {"kind": "flat", "cny_per_kwh": 0.2}},
        }
    },
    "dear market": {
        "feed_in": {
            "kind": "mechanism", "mechanism_cny_per_kwh": 0.3, "share_frac": 0.5,
            "term_years": 4, "source": "assumption", "volume_cap_kwh_per_year": 50_000.0,
            "market": {"price": {"kind": "flat", "cny_per_kwh": 0.36}},
        }
    },
    "flat": {"feed_in": {"kind": "flat", "cny_per_kwh": 0.4, "source": "assumption"}},
}  # fmt: skip


@pytest.mark.parametrize("change", AUDITED.values(), ids=AUDITED)
def test_energy_times_price_is_the_money_of_the_ledger(change):
    outcome = changed("ganxian_estate", change)
    rows = outcome.settled_rows
    for row in rows:
        assert row.kwh * row.cny_per_kwh == pytest.approx(row.cny, rel=1e-12)
    income = net_cny(outcome.books.ledger, "investor", keys_of("pv_income", "pv_refund"))[0, 1]
    assert sum(row.cny for row in rows) == pytest.approx(float(income), abs=0.01)


def test_what_is_paid_follows_from_the_prices_told():
    outcome = changed("ganxian_estate", AUDITED["dear market"])
    prices = {row.key: row for row in outcome.price_rows}
    settled = {row.account: row for row in outcome.settled_rows}
    assert prices["mechanism"].last_year == 4 and prices["market"].last_year > 4
    assert settled["mechanism_payback"].kwh == 50_000.0
    assert settled["mechanism_payback"].cny_per_kwh == pytest.approx(0.30 - 0.36)
    assert settled["feed_in_market"].cny_per_kwh == pytest.approx(0.36)


@pytest.mark.parametrize("name", NAMES)
def test_every_buyer_and_the_lifts_have_a_price_with_its_source(name):
    outcome = outcome_of(name)
    scenario = outcome.prepared.loaded.scenario
    rows = outcome.price_rows
    named = [row.name for row in rows if row.key == "retail"]
    assert named == [load.name for load in scenario.load]
    assert rows[0].key == "lift_power" and all(row.source for row in rows)
    for row in rows:
        assert row.low_cny_per_kwh <= row.mean_cny_per_kwh + 1e-12
        assert row.mean_cny_per_kwh <= row.high_cny_per_kwh + 1e-12
        assert np.isfinite([row.low_cny_per_kwh, row.high_cny_per_kwh]).all()
