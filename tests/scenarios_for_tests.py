"""A small, complete scenario as a table, to be changed by tests."""

from __future__ import annotations

import copy
import datetime

HOURS = [1.0] * 24
TABLE = {
    "schema": 1,
    "name": "small",
    "commissioned": datetime.date(2027, 1, 1),
    "n_years": 20,
    "build_months": 4,
    "site": {"city": "Ganzhou"},
    "weather": {"n_years": 2, "seed": 1},
    "roof": [
        {
            "name": "roof",
            "count": 2,
            "length_m": 30.0,
            "width_m": 11.0,
            "azimuth_deg": 180.0,
            "usable_frac": 0.6,
            "setback_m": 1.0,
            "layout": "south",
            "tilt_deg": 12.0,
            "module": "n_2278_600",
            "dc_ac_ratio": 1.15,
            "inverter_efficiency_frac": 0.98,
            "feeds": "meter",
        }
    ],
    "losses": {
        "soiling_frac": [0.03] * 12,
        "mismatch_frac": 0.015,
        "wiring_frac": 0.025,
        "light_induced_frac": 0.01,
        "availability_frac": 0.01,
        "first_year_decline_frac": 0.01,
        "decline_per_year": 0.004,
        "source": "assumption",
    },
    "stairwell": [
        {
            "name": "stairwell",
            "count": 2,
            "storeys": 6,
            "flats": 12,
            "people_per_flat": 2.4,
            "storey_height_m": 2.9,
            "entry": "level",
            "lift": "gearless_630",
            "model": "standard",
            "trips_per_person_per_day": 3.0,
            "standing": "modern",
            "source": "assumption",
        }
    ],
    "load": [
        {
            "name": "shops",
            "kwh_per_year": 20_000.0,
            "hours": HOURS,
            "buyer": "customers",
            "price": {
                "kind": "flat",
                "cny_per_kwh": 0.62,
                "source": "assumption",
                "confidence": "U",
            },
            "price_frac": 0.9,
            "growth_per_year": 0.01,
            "source": "assumption",
        }
    ],
    "connection": {"mode": "self_use_surplus"},
    "lift_power": {
        "price": {"tariff": "jiangxi-collective-2023"},
        "growth_per_year": 0.0,
        "source": "assumption",
    },
    "feed_in": {"feed_in": "jiangxi-2025"},
    "cost": [
        {
            "account": "lift_equipment",
            "cny": 400_000.0,
            "per": "lift",
            "when": "build",
            "life_years": 15,
            "source": "assumption",
        },
        {
            "account": "pv_build",
            "cny": 2.8,
            "per": "w",
            "when": "build",
            "life_years": 20,
            "residual_frac": 0.05,
            "source": "assumption",
        },
        {
            "account": "lift_upkeep",
            "cny": 4_300.0,
            "per": "lift",
            "when": "yearly",
            "growth_per_year": 0.0,
            "step_frac": 0.1,
            "source": "assumption",
        },
        {
            "account": "pv_inverter",
            "cny": 0.15,
            "per": "w",
            "when": [13],
            "growth_per_year": 0.0,
            "life_years": 12,
            "source": "assumption",
        },
    ],
    "subsidy": [
        {
            "kind": "fixed",
            "name": "grant",
            "tier": "city",
            "paid": "acceptance",
            "delay_months": 6,
            "cny_per_lift": 100_000.0,
            "source": "assumption",
            "confidence": "U",
        }
    ],
    "loan": [
        {
            "name": "loan",
            "share_frac": 0.5,
            "rate_per_year": 0.035,
            "term_years": 10,
            "repayment": "equal_principal",
            "source": "assumption",
        }
    ],
    "tax": {
        "vat": "general",
        "vat_frac": 0.13,
        "surcharge_frac": 0.12,
        "income_frac": 0.25,
        "loss_years": 5,
        "holiday": False,
        "source": "assumption",
    },
    "target": {
        "discount_per_year": 0.06,
        "equity_per_year": 0.08,
        "government_per_year": 0.03,
        "payback_years": 15.0,
        "source": "assumption",
    },
}


def table() -> dict:
    """A fresh copy."""
    return copy.deepcopy(TABLE)
