"""A run as data for programs: every number with its unit, texts in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pvlift.errors import Words
from pvlift.report.content.decision import advice_data, decision_data, roofs_data, verdict_words
from pvlift.report.content.lift_data import lifts_list
from pvlift.report.content.run_answer import statements
from pvlift.report.content.run_plant import step_rows
from pvlift.report.content.run_prices import price_data
from pvlift.report.per_lift import why_words
from pvlift.report.plant import roof_rows, stairwell_rows
from pvlift.report.setbacks import failure_list, stress_list
from pvlift.report.tables import indicator_rows
from pvlift.report.version import version
from pvlift.report.words.kinds import KINDS
from pvlift.report.words.numbers import number, numbers
from pvlift.report.words.units import BARE, unit_of

if TYPE_CHECKING:
    from pvlift.study.answers.course import Course
    from pvlift.study.answers.losses import PlantLosses
    from pvlift.study.decision.decide import Decision

FLOWS = (
    "revenue_cny",
    "operating_cost_cny",
    "depreciation_cny",
    "ebit_cny",
    "interest_cny",
    "principal_cny",
    "balance_cny",
    "income_tax_cny",
    "net_profit_cny",
    "project_pretax_cny",
    "project_cny",
    "equity_flow_cny",
)
ENDINGS = ("kwh", "cny_per_kwh", "frac", "per_year", "years", "w", "deg", "m2", "kg_per_m2")
OTHER_UNITS = {
    "_cny": Words("CNY, nominal", "元（当年价）"),
    "project_irr_pretax, project_irr, equity_irr": BARE["rate"],
    "dscr_min": BARE["ratio"],
    "year": Words("0 is construction, 1..n are operating years", "0 为建设期，1..n 为运营年"),
}


def run_data(decision: Decision, losses: PlantLosses | None, lifts) -> dict:
    """The whole run as plain dicts, lists, numbers and Words."""
    outcome = decision.outcome
    scenario = outcome.prepared.loaded.scenario
    rows = outcome.assumptions
    return {
        "pvlift": version(),
        "scenario": {
            "name": scenario.name,
            "note": scenario.note,
            "sha256": outcome.prepared.loaded.sha256,
            "commissioned": scenario.commissioned.isoformat(),
            "n_years": scenario.n_years,
        },
        "verdict": verdict_words(decision),
        "decision": decision_data(decision),
        "roof_value": roofs_data(decision.roofs),
        "answer": [one.words for one in statements(outcome, decision.verdict.chances)],
        "why": why_words(outcome),
        "levers": advice_data(decision),
        "energy": _energy(outcome),
        **price_data(outcome),
        "money": _money(outcome),
        "flows_cny": {
            name.removesuffix("_cny"): numbers(getattr(outcome.books, name)[0], 2) for name in FLOWS
        },
        "indicators": _indicators(outcome),
        "notes": {row.key: row.note for row in indicator_rows(outcome) if row.note is not None},
        "promise": _promise(outcome),
        "setbacks": stress_list(outcome),
        "failure": failure_list(outcome),
        "plant": _plant(outcome),
        "losses": _losses(outcome, losses),
        "lifts": lifts_list(lifts),
        "weather": {
            "source": outcome.weather_words,
            "n_weather_years": int(outcome.prepared.weather.ghi.shape[0]),
        },
        "assumptions": [
            {
                "key": row.key,
                "value": row.value,
                "source": row.source,
                "title": row.cited.title,
                "publisher": row.cited.publisher,
                "confidence": row.confidence,
                "unverified": row.is_doubtful,
            }
            for row in rows
        ],
        "sources": {name: row._asdict() for name, row in outcome.sources.items()},
        "units": {f"_{end}": unit_of(f"x_{end}") for end in ENDINGS}
        | {name: words for name, words in OTHER_UNITS.items()},
    }


def _energy(outcome: Course) -> dict:
    columns = outcome.years_kwh
    n_years = outcome.books.ledger.n_years
    return {"year": list(range(1, n_years + 1))} | {
        name: numbers(values, 1) for name, values in columns.items()
    }


def _money(outcome: Course) -> dict:
    ledger = outcome.books.ledger
    rows = outcome.money_rows
    return {
        "year": list(range(ledger.n_years + 1)),
        "accounts": [
            {
                "account": row.name,
                "from": row.payer,
                "to": row.payee,
                "sources": list(row.sources),
                "cny": numbers(row.cny, 2),
            }
            for row in rows
        ],
        "net_cny": {party: numbers(cny, 2) for party, cny in outcome.net_cny.items()},
    }


def _indicators(outcome: Course) -> dict:
    found = {
        row.key: number(row.value, KINDS[row.kind].file_digits) for row in indicator_rows(outcome)
    }
    found["n_roots"] = int(outcome.indicators.n_roots[0])
    return found


def _promise(outcome: Course) -> dict:
    promise = outcome.promise
    first = int(promise.first_shortfall_year[0])
    return {
        "kept": bool(promise.kept[0]),
        "first_shortfall_year": first or None,
        "reserve_needed_cny": number(promise.reserve_needed_cny[0], 2),
        "reserve_if_surplus_kept_cny": number(promise.reserve_if_surplus_kept_cny[0], 2),
        "reserve_cny": numbers(promise.reserve_cny[0], 2),
        "shortfall_cny": numbers(promise.shortfall_cny[0], 2),
        "operating_cash_cny": numbers(promise.operating_cash_cny[0], 2),
        "lift_cost_cny": numbers(promise.lift_cost_cny[0], 2),
    }


def _losses(outcome: Course, found: PlantLosses | None) -> dict | None:
    if found is None:
        return None
    roofs = zip(outcome.prepared.loaded.scenario.roof, found.roofs, strict=True)
    return {
        "year": 1,
        "steps": [
            {
                "key": key,
                "text": words,
                "change_frac": number(change, 6),
                "kwh": round(kwh, 1),
                "kwh_per_kwp": round(per_kw, 3),
            }
            for key, words, change, kwh, per_kw, _ in step_rows(found)
        ],
        "performance_ratio": number(found.performance_ratio, 5),
        "month_performance_ratio": numbers(found.month_performance_ratio, 5),
        "month_made_kwh": numbers(found.month_ac_kwh.sum(axis=0), 1),
        "roofs": [
            {"name": roof.name} | {key: _figure(value) for key, value in figures._asdict().items()}
            for roof, figures in roofs
        ],
    }


def _figure(value):
    return value if isinstance(value, int) else number(value, 5)


def _plant(outcome: Course) -> dict:
    project = outcome.prepared.project
    return {
        "n_lifts": int(project.n_lifts),
        "n_households": int(project.n_households),
        "n_roofs": int(project.n_roofs),
        "n_modules": int(project.n_modules),
        "peak_w": number(project.peak_w, 1),
        "roofs": [
            row._asdict()
            | {
                "peak_w": number(row.peak_w, 1),
                "mass_kg_per_m2": number(row.mass_kg_per_m2, 2),
            }
            for row in roof_rows(outcome)
        ],
        "stairwells": [
            row._asdict() | {"lift_kwh": number(row.lift_kwh, 1)} for row in stairwell_rows(outcome)
        ],
    }
