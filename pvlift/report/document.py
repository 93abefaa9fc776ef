"""A run as one JSON document for programs: every number with its unit, nothing that is not JSON."""

from __future__ import annotations

import json
from importlib import metadata
from typing import TYPE_CHECKING

from pvlift.errors import Words
from pvlift.report.answer import answer_sentences, verdict
from pvlift.report.assumptions import assumptions, sources
from pvlift.report.levers import lever_sentences
from pvlift.report.lifts import lifts_list
from pvlift.report.losses import losses_dict
from pvlift.report.per_lift import why_sentences
from pvlift.report.plant import roof_rows, stairwell_rows, weather_words
from pvlift.report.setbacks import failure_list, stress_list
from pvlift.report.tables import energy_columns, indicator_rows, money_rows, net_rows
from pvlift.report.words.numbers import number, numbers
from pvlift.report.words.units import BARE, unit_of
from pvlift.study.answers.lift_answers import lift_answers
from pvlift.study.answers.losses import plant_losses

if TYPE_CHECKING:
    from pvlift.study.plan.outcome import Outcome

DIGITS = {
    "frac": 6,
    "cny": 2,
    "years": 3,
    "cny_per_kwh": 5,
    "ratio": 4,
    "roofs": 2,
    "count": 0,
    "kwh": 0,
}
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


def version() -> str:
    """Version of the installed package."""
    try:
        return metadata.version("pvlift")
    except metadata.PackageNotFoundError:
        return "unknown"


def json_text(found: dict) -> str:
    """A document as text: Chinese as it is written, no number that JSON does not know."""
    return json.dumps(found, ensure_ascii=False, indent=1, allow_nan=False)


def table_of(rows: list[dict], keys: tuple[str, ...] = ()) -> list[list]:
    """Rows with names as a heading and lists; `keys` are the heading where there is no row."""
    heads = list(rows[0]) if rows else list(keys)
    return [heads, *(list(row.values()) for row in rows)]


def run_document(outcome: Outcome, lang: str) -> str:
    """The whole run as JSON text; sentences in the language asked for, keys always the same."""
    return json_text(run_dict(outcome, lang))


def run_dict(outcome: Outcome, lang: str) -> dict:
    """The whole run as plain dicts, lists, numbers and text."""
    scenario = outcome.prepared.loaded.scenario
    rows = assumptions(scenario)
    return {
        "pvlift": version(),
        "scenario": {
            "name": scenario.name,
            "note": scenario.note,
            "sha256": outcome.prepared.loaded.sha256,
            "commissioned": scenario.commissioned.isoformat(),
            "n_years": scenario.n_years,
        },
        "verdict": verdict(outcome).words.text(lang),
        "answer": answer_sentences(outcome, lang),
        "why": why_sentences(outcome, lang),
        "levers": lever_sentences(outcome, lang),
        "energy": _energy(outcome),
        "money": _money(outcome),
        "flows_cny": {
            name.removesuffix("_cny"): numbers(getattr(outcome.books, name)[0], 2) for name in FLOWS
        },
        "indicators": _indicators(outcome),
        "notes": {
            row.key: row.note.text(lang) for row in indicator_rows(outcome) if row.note is not None
        },
        "promise": _promise(outcome),
        "setbacks": stress_list(outcome),
        "failure": failure_list(outcome),
        "plant": _plant(outcome),
        "losses": _losses(outcome, lang),
        "lifts": lifts_list(lift_answers(outcome.prepared), lang),
        "weather": {
            "source": weather_words(outcome).text(lang),
            "n_weather_years": int(outcome.prepared.weather.ghi.shape[0]),
        },
        "assumptions": [
            {
                "key": row.key,
                "value": row.value,
                "source": row.source,
                "title": row.title.text(lang),
                "publisher": row.publisher.text(lang),
                "confidence": row.confidence,
                "unverified": row.is_doubtful,
            }
            for row in rows
        ],
        "sources": sources(rows, lang),
        "units": {f"_{end}": unit_of(f"x_{end}").text(lang) for end in ENDINGS}
        | {name: words.text(lang) for name, words in OTHER_UNITS.items()},
        "warnings": [
            {"code": notice.code, "text": notice.words.text(lang)} for notice in outcome.notices
        ],
    }


def _energy(outcome: Outcome) -> dict:
    columns = energy_columns(outcome.energy)
    n_years = outcome.books.ledger.n_years
    return {"year": list(range(1, n_years + 1))} | {
        name: numbers(values, 1) for name, values in columns.items()
    }


def _money(outcome: Outcome) -> dict:
    ledger = outcome.books.ledger
    rows = money_rows(ledger)
    return {
        "year": list(range(ledger.n_years + 1)),
        "accounts": [
            {
                "account": row.account,
                "from": row.payer,
                "to": row.payee,
                "sources": list(row.sources),
                "cny": numbers(row.cny, 2),
            }
            for row in rows
        ],
        "net_cny": {
            party: numbers(cny, 2) for party, cny in net_rows(rows, ledger.n_years).items()
        },
    }


def _indicators(outcome: Outcome) -> dict:
    found = {row.key: number(row.value, DIGITS[row.kind]) for row in indicator_rows(outcome)}
    found["n_roots"] = int(outcome.indicators.n_roots[0])
    return found


def _promise(outcome: Outcome) -> dict:
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


def _losses(outcome: Outcome, lang: str) -> dict | None:
    found = plant_losses(outcome)
    return None if found is None else losses_dict(outcome, found, lang)


def _plant(outcome: Outcome) -> dict:
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
