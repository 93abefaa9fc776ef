"""Valid plans with every feature, from a seed: roofs, prices, grants, debts, taxes."""

from __future__ import annotations

import datetime
from random import Random

import numpy as np
from scenarios_for_tests import table

SOURCE = {"source": "assumption"}
ONCE = ("fixed", "storeys", "stops", "cost_share", "relocation", "low_income", "pot", "per_w")
YEARLY = ("upkeep", "per_kwh", "interest", "interest_points")
REGIMES = ("mechanism", "benchmark", "market", "flat", "named")


def plan_of(seed: int) -> dict:
    """A table that `from_table` takes."""
    dice = Random(seed)
    whole = table()
    n_years = dice.randint(3, 30)
    whole |= {
        "name": f"plan {seed}",
        "n_years": n_years,
        "build_months": dice.choice([0, 4, 7, 12, 30]),
        "commissioned": datetime.date(dice.randint(2026, 2030), dice.randint(1, 12), 1),
        "weather": {"n_years": 2, "seed": 1, "sky": dice.choice(["perez", "isotropic"])},
        "stairwell": [_well(dice, n) for n in range(dice.choice([1, 1, 2]))],
        "load": [_load(dice, n) for n in range(dice.choice([0, 1, 2]))],
        "lift_power": {"price": _tariff(dice), **_path(dice), **SOURCE},
        "target": table()["target"] | {"discount_per_year": dice.choice([0.0, 0.06, 0.1])},
    }
    whole["roof"] = [_roof(dice, n) for n in range(dice.choice([0, 1, 1, 2]))]
    if dice.random() < 0.3:  # two points of connection
        for row in (*whole["roof"], *whole["stairwell"], *whole["load"]):
            row["point"] = dice.choice(["north", "south"])
    if whole["roof"]:
        mode = dice.choice(["full_feed_in", "self_use_surplus", "self_use_only"])
        whole["connection"] = {"mode": mode}
        if mode == "self_use_only":
            for roof in whole["roof"]:
                roof["feeds"] = "meter"
        if mode != "self_use_only" and dice.random() < 0.3:
            whole["connection"]["export_limit_w"] = dice.choice([1.0, 5e3, 5e4])
        if dice.random() < 0.3:
            whole["connection"]["curtailment"] = {"by_year_frac": [0.0, 0.05, 0.4], **SOURCE}
        whole["feed_in"] = _feed_in(dice)
        whole["losses"]["snow_frac"] = dice.choice([0.0, [0.1] + [0.0] * 11])
    else:
        whole |= {"connection": None, "feed_in": None, "losses": None}
    whole["tax"] = _tax(dice, whole)
    whole["cost"] = _costs(dice, whole, n_years)
    whole["subsidy"] = _grants(dice)
    whole["fee"] = [_fee(dice, n_years)] if dice.random() < 0.3 else []
    if not whole["roof"]:
        whole["tax"]["holiday"] = bool(whole["fee"])  # it begins with the first income
    elif whole["tax"]["holiday"] and dice.random() < 0.3:
        whole["tax"]["holiday_first_year"] = min(4, n_years)
    whole["payer"] = _payers(dice)
    whole["loan"] = [_loan(dice, n, n_years) for n in range(dice.choice([0, 1, 1, 2]))]
    whole |= _finance(dice, whole, n_years)
    return {key: value for key, value in whole.items() if value is not None}


def world_of(whole: dict, seed: int) -> dict[str, np.ndarray]:
    """One possible world of a plan: values of uncertain keys, for the whole life or by year."""
    dice, n_years = Random(1000 + seed), whole["n_years"]
    found: dict[str, np.ndarray] = {}

    def maybe(key: str, low: float, high: float, by_year: bool = False) -> None:
        if dice.random() < 0.3:
            n = n_years if by_year else 1
            values = np.array([dice.uniform(low, high) for _ in range(n)])
            found[key] = values[None, :] if by_year else values

    maybe("lift_power.price_frac", 0.5, 2.0, by_year=dice.random() < 0.5)
    for n in range(1, len(whole["cost"]) + 1):
        maybe(f"cost.{n}.cny", 1.0, 2e5 if whole["cost"][n - 1].get("per") == "lift" else 3.0)
    for k in range(1, len(whole["load"]) + 1):
        maybe(f"load.{k}.price_frac", 0.0, 1.5, by_year=dice.random() < 0.5)
        maybe(f"load.{k}.kwh_per_year", 0.0, 2e5, by_year=True)
        maybe(f"load.{k}.unpaid_frac", 0.0, 1.0, by_year=dice.random() < 0.5)
    if "curtailment" in whole.get("connection", {}):
        maybe("connection.curtailment_frac", 0.0, 3.0, by_year=dice.random() < 0.5)
    if whole["roof"]:
        maybe("yield_frac", 0.5, 1.5, by_year=dice.random() < 0.5)
        maybe("losses.decline_per_year", 0.0, 0.05)
        maybe("feed_in.market_frac", 0.3, 2.0, by_year=dice.random() < 0.5)
        if dice.random() < 0.5:
            found["weather"] = np.array([[dice.randint(0, 1) for _ in range(n_years)]])
    for n in range(1, len(whole["loan"]) + 1):
        maybe(f"loan.{n}.rate_per_year", 0.0, 0.12)
    if whole["subsidy"] and dice.random() < 0.4:
        found["subsidy.late_months"] = np.array([float(dice.choice([3, 14, 40]))])
    for rule in whole["subsidy"]:
        if dice.random() < 0.15:
            found[f"refused:{rule['name']}"] = np.array([True])
    return found


def _well(dice: Random, n: int) -> dict:
    storeys = dice.randint(4, 9)
    well = table()["stairwell"][0] | {
        "name": f"stairwell {n}",
        "count": dice.randint(1, 4),
        "storeys": storeys,
        "flats": 2 * storeys,
        "entry": dice.choice(["level", "half_landing"]),
        "n_lifts": dice.choice([1, 1, 2]),
        "model": dice.choice(["standard", "standard", "journeys"]),
        "shaft_exists": dice.random() < 0.2,
        "low_income_households": dice.choice([0, 0, 3]),
        "extra_w": dice.choice([0.0, 40.0]),
    }
    return well


def _roof(dice: Random, n: int) -> dict:
    layout = dice.choice(["south", "east_west", "flat", "canopy"])
    roof = table()["roof"][0] | {
        "name": f"roof {n}",
        "count": dice.choice([1, 4, 30]),
        "azimuth_deg": dice.choice([180.0, 150.0, 90.0, 270.0, 0.0]),
        "layout": layout,
        "tilt_deg": {"south": 12.0, "east_west": 8.0, "flat": 0.0, "canopy": 5.0}[layout],
        "dc_ac_ratio": dice.choice([0.9, 1.15, 1.8]),
        "feeds": dice.choice(["meter", "meter", "grid"]),
        "shade": dice.choice(["strings", "linear"]),
    }
    if dice.random() < 0.3:
        box = {"name": "shaft", "x_m": 3.0, "y_m": -2.5, "length_m": 2.2, "width_m": 2.4}
        roof["obstruction"] = [box | {"height_m": 4.0}]
    return roof


def _path(dice: Random) -> dict:
    found = {"growth_per_year": dice.choice([-0.02, 0.0, 0.03])}
    if dice.random() < 0.3:
        found["by_year_frac"] = [1.0, 1.05, dice.uniform(0.8, 1.3)]
    return found


def _tariff(dice: Random) -> dict:
    windows = [{"period": "peak", "from_h": 8.5, "to_h": 11.5, "days": "weekdays"}]
    windows += [{"period": "valley", "from_h": 0.0, "to_h": 7.75}]
    seasons = [{"months": [1, 7, 8, 12], "windows": windows}]
    return dice.choice(
        [
            {"tariff": "jiangxi-collective-2023"},
            {"kind": "flat", "cny_per_kwh": dice.uniform(0.3, 1.2)},
            {
                "kind": "periods",
                "cny_per_kwh": {"peak": 1.0, "flat": 0.6, "valley": 0.3},
                "seasons": seasons,
            },
            {
                "kind": "tiers",
                "tiers": [
                    {"above_kwh_per_year": 0.0, "cny_per_kwh": 0.6},
                    {"above_kwh_per_year": 2160.0, "cny_per_kwh": 0.65},
                    {"above_kwh_per_year": 4200.0, "cny_per_kwh": 0.9},
                ],
            },
        ]
    )


def _load(dice: Random, n: int) -> dict:
    return {
        "name": f"load {n}",
        "kwh_per_year": dice.choice([0.0, 2e3, 5e4, 4e5]),
        "hours": [dice.uniform(0.0, 3.0) for _ in range(24)],
        "buyer": dice.choice(["customers", "residents"]),
        "price": _tariff(dice),
        "price_frac": dice.uniform(0.0, 1.2),
        "unpaid_frac": dice.choice([0.0, 0.0, 0.1, 1.0]),
        **_path(dice),
        **SOURCE,
    }


def _market(dice: Random) -> dict:
    shape = dice.choice(
        [
            {"kind": "flat", "cny_per_kwh": 0.25},
            {"kind": "monthly", "cny_per_kwh": [0.1 + 0.02 * m for m in range(12)]},
            {"kind": "clock", "cny_per_kwh": [[0.4] * 10 + [-0.05] * 4 + [0.4] * 10]},
            {"kind": "flat", "cny_per_kwh": -0.02},
        ]
    )
    found = {"price": shape}
    if dice.random() < 0.5:
        found |= {"growth_per_year": dice.choice([-0.03, 0.02])}
    elif dice.random() < 0.5:
        found |= {"by_year_frac": [1.0, 0.9, 0.8]}
    return found


def _feed_in(dice: Random) -> dict:
    green = {"certificate_cny_per_kwh": 0.01, "carbon_cny_per_kwh": 0.02, "sold_frac": 0.6}
    found = {
        "mechanism": {
            "kind": "mechanism",
            "mechanism_cny_per_kwh": dice.uniform(0.1, 0.5),
            "share_frac": dice.uniform(0.0, 1.0),
            "term_years": dice.randint(1, 14),
            "market": _market(dice),
        },
        "benchmark": {
            "kind": "benchmark",
            "benchmark_cny_per_kwh": 0.4143,
            "share_frac": dice.uniform(0.0, 1.0),
            "term_years": dice.randint(1, 20),
            "market": _market(dice),
        },
        "market": {"kind": "market", "market": _market(dice)},
        "flat": {"kind": "flat", "cny_per_kwh": 0.35, "growth_per_year": dice.choice([None, 0.01])},
        "named": {"feed_in": "jiangxi-2025"},
    }[dice.choice(REGIMES)]
    if found.get("kind") == "mechanism":
        if dice.random() < 0.4:
            found["auction"] = ["self-use-bonus-2026", "losers-share-2026"]
            found |= {"average_self_use_frac": dice.choice([0.0, 0.3]), "lost_rounds": 2}
        if dice.random() < 0.3:
            found["volume_cap_kwh_per_year"] = dice.choice([100.0, 1e4])
        if dice.random() < 0.4:
            found["reference"] = dice.choice(
                [
                    {"kind": "flat", "cny_per_kwh": 0.22},
                    {"kind": "monthly", "cny_per_kwh": [0.3 - 0.01 * m for m in range(12)]},
                ]
            )
    if "kind" in found and dice.random() < 0.4:
        found["green"] = green
    return {key: value for key, value in found.items() if value is not None}


def _tax(dice: Random, whole: dict) -> dict:
    vat = dice.choice(["general", "small", "exempt"])
    far = datetime.date(whole["commissioned"].year + dice.choice([1, 4, 40]), 6, 30)
    tax = table()["tax"] | {
        "vat": vat,
        "vat_frac": {"general": 0.13, "small": 0.03, "exempt": 0.0}[vat],
        "income_frac": dice.choice([0.0, 0.2, 0.25]),
        "loss_years": dice.choice([0, 3, 5]),
        "holiday": dice.random() < 0.3,
    }
    if vat == "small":
        tax |= {"vat_reduced_frac": 0.01, "vat_free_cny_per_month": dice.choice([0.0, 1e3, 1e5])}
        tax |= {"vat_relief_until": far, "surcharge_half_until": far}
    if dice.random() < 0.5:
        tax |= {"relief_frac": 0.05, "relief_limit_cny": dice.choice([1e4, 3e6])}
        tax |= {"relief_until": far}
    return tax


def _costs(dice: Random, whole: dict, n_years: int) -> list[dict]:
    vat = dice.choice([0.0, 0.09])
    costs = [row | {"vat_frac": vat} for row in table()["cost"][:3]]
    if dice.random() < 0.5:  # cheap enough to earn and be taxed
        costs = [row | {"cny": cny} for row, cny in zip(costs, (2e4, 0.8, 500.0), strict=True)]
    costs[0] |= {"residual_frac": dice.choice([0.0, 0.05]), "life_years": dice.choice([3, 15, 40])}
    costs[2] |= {"step_years": dice.choice([1, 5]), "growth_per_year": dice.choice([0.0, 0.04])}
    units = ["project", "storey", "stop", "household", "roof", "roof_m2", "module", "extra_storey"]
    rows = [
        {"account": "lift_civil", "cny": 1.5e5, "per": "lift", "when": "build", "life_years": 25},
        {"account": "pipe_relocation", "cny": 2e4, "per": "lift", "when": "build"},
        {"account": "low_floor_compensation", "cny": 3e3, "per": "level_lift", "when": "build"},
        {"account": "grid_connection", "cny": 0.1, "per": "w", "when": "build", "life_years": 20},
        {"account": "grid_control", "cny": 0.1, "per": "w", "when": "build", "above_w": 5e4},
        {"account": "lift_soft", "cny": 900.0, "per": dice.choice(units), "when": "build"},
        {"account": "roof_rent", "cny": 2.0, "per": dice.choice(units), "when": "yearly"},
        {"account": "administration", "cny": 500.0, "per": dice.choice(units), "when": "yearly"},
        {"account": "pv_removal", "cny": 0.2, "per": "small_w", "when": "end"},
        {"account": "lift_renewal", "cny": 1.8e5, "per": "lift", "when": "calendar:lift_renewal"},
        {
            "account": "lift_inspection",
            "cny": 6e2,
            "per": "lift",
            "when": "calendar:lift_inspection",
        },
        {"account": "lift_overhaul", "cny": 5e3, "per": "lift", "when": "calendar:lift_ropes"},
        {"account": "pv_inverter", "cny": 0.15, "per": "w", "when": [min(3, n_years), n_years]},
        {"account": "roof_repair", "cny": 2e4, "per": "roof", "when": "calendar:roof_repair"},
    ]
    for row in dice.sample(rows, dice.randint(2, 8)):
        row |= SOURCE | {"vat_frac": dice.choice([0.0, 0.06])}
        if row["when"] != "build":
            row["growth_per_year"] = dice.choice([-0.01, 0.0, 0.05])
            if dice.random() < 0.4 and row["account"] != "pv_removal":
                row["life_years"] = dice.choice([2, 10])
        if dice.random() < 0.2:
            row["price_year"] = whole["commissioned"].year - 5
            whole["inflation"] = {"per_year": 0.02, **SOURCE}
        costs.append(row)
    if dice.random() < 0.15:  # nothing that could carry the interest of construction
        costs = [row for row in costs if row["when"] != "build" or row.pop("life_years", True)]
    return costs


def _grants(dice: Random) -> list[dict]:
    found = []
    for kind in dice.sample([*ONCE, *YEARLY], dice.choice([0, 1, 2, 4])):
        rule = {"kind": kind, "name": f"{kind} grant", "tier": "city", **SOURCE}
        rule |= {"paid": dice.choice(["start", "acceptance"])}
        rule |= {"delay_months": dice.choice([0, 6, 13]), "confidence": "U"}
        rule |= {
            "fixed": {"cny_per_lift": dice.choice([0.0, 5e4, 9e5])},
            "storeys": {
                "table": [
                    {"at_least": 5, "cny_per_lift": 1e5},
                    {"at_least": 7, "cny_per_lift": 1.4e5},
                ]
            },
            "stops": {
                "base_cny": 8e4,
                "base_stops": 6,
                "step_cny": 1e4,
                "cap_cny": dice.choice([8e4, 2e5]),
                "counted": dice.choice(["stops", "storeys"]),
            },
            "cost_share": {
                "of": dice.choice(["total", "construction", "equipment"]),
                "share_frac": dice.choice([0.1, 0.4]),
                "cap_cny": dice.choice([3e4, 1e6]),
            },
            "relocation": {"share_frac": 0.5, "cap_cny": 5e3},
            "low_income": {"cny_per_household": 2e3},
            "pot": {"pot_cny": 4e5, "n_lifts": dice.choice([10, 40])},
            "per_w": {"cny_per_w": 0.3, "cap_cny": dice.choice([1e3, 1e6])},
            "upkeep": {"cny_per_lift_per_year": 3e3, "years": dice.choice([2, 40])},
            "per_kwh": {
                "of": dice.choice(["generated", "exported", "self_used"]),
                "cny_per_kwh": 0.05,
                "years": 5,
                "cap_cny_per_year": dice.choice([500.0, 1e6]),
            },
            "interest": {"share_frac": 0.5, "years": 3},
            "interest_points": {
                "points_per_year": dice.choice([0.01, 0.2]),
                "years": 4,
                "scope_frac": dice.choice([1.0, 0.6]),
            },
        }[kind]
        if kind in ONCE and dice.random() < 0.4:
            rule |= {"held_back_frac": 0.2, "held_back_years": dice.choice([1, 3])}
        if kind == "fixed" and dice.random() < 0.4:
            rule |= {"shaft_exists_frac": 0.5, "requires": {"min_storeys": 6}}
        found.append(rule)
    return found


def _fee(dice: Random, n_years: int) -> dict:
    first = dice.randint(1, n_years)
    fee = {"name": "fee", "cny_per_flat": [0.0, 100.0, 300.0], "step_frac": 0.06, **SOURCE}
    return fee | {"first_year": first, "last_year": dice.randint(first, n_years), "step_years": 5}


def _payers(dice: Random) -> list[dict]:
    accounts = (["lift_equipment"], ["lift_upkeep", "lift_power"], ["lift_civil", "pv_build"])
    parties = ("residents", "government", "suppliers")
    return [
        {"accounts": names, "party": party, "share_frac": dice.choice([0.25, 1.0]), **SOURCE}
        for names, party in zip(accounts, parties, strict=True)
        if dice.random() < 0.2
    ]


def _loan(dice: Random, n: int, n_years: int) -> dict:
    term = dice.randint(1, min(n_years, 15))
    return {
        "name": f"loan {n}",
        "share_frac": dice.choice([0.1, 0.3, 0.45]),
        "rate_per_year": dice.choice([0.0, 0.035, 0.08]),
        "term_years": term,
        "grace_years": min(dice.choice([0, 0, 2]), term - 1),
        "repayment": dice.choice(["equal_principal", "annuity", "sculpted"]),
        "cover": 1.3,
        "interest_on": dice.choice(["opening", "average"]),
        "construction_interest": dice.choice(["capitalised", "paid"]),
        **SOURCE,
    }


def _finance(dice: Random, whole: dict, n_years: int) -> dict:
    found: dict[str, object] = {}
    if whole["subsidy"] and dice.random() < 0.4:
        found["bridge"] = {"share_frac": dice.choice([0.5, 1.0]), "rate_per_year": 0.04}
        found["bridge"] |= {"longest_years": min(2, n_years), **SOURCE}
    if dice.random() < 0.4:
        found["working_capital"] = {"months": 3.0, "loan_frac": dice.choice([0.0, 0.7])}
        found["working_capital"] |= {"rate_per_year": 0.03, **SOURCE}
    if whole["subsidy"] and dice.random() < 0.3:
        bond = {"name": "bond", "share_frac": 0.6, "rate_per_year": 0.025, **SOURCE}
        bond |= {"term_years": dice.randint(1, n_years)}
        found["bond"] = [bond | {"repayment": dice.choice(["bullet", "equal_principal"])}]
    if dice.random() < 0.3:
        found["reserve"] = {"cny_per_lift_per_year": 5e3, **SOURCE}
    return found
