"""The loss diagram of a plan and its roofs as tables: terminal, CSV and JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from pvlift.report.words.numbers import NOTHING, grouped
from pvlift.report.words.plant import said
from pvlift.report.words.terms import plain

if TYPE_CHECKING:
    from pvlift.scenario.records import Scenario
    from pvlift.study.answers.losses import PlantLosses
    from pvlift.study.plan.outcome import Outcome

MOST_ROOFS = 3  # side by side on a terminal


def step_rows(found: PlantLosses) -> Iterator[tuple]:
    """Name, words, change [1], kWh and kWh/kWp of all roofs together, kWh roof by roof."""
    peak_kw, before = found.peak_w.sum() / 1000.0, None
    for step in found.steps:
        kwh = float(step.kwh.sum())
        change = kwh / before - 1.0 if before else None
        yield step.name, step.words, change, kwh, kwh / peak_kw, step.kwh
        before = kwh


def losses_csv(found: PlantLosses, scenario: Scenario, lang: str) -> Iterator[list]:
    """Rows of losses.csv."""
    names = [f"{roof.name} ({said('kwh', lang)})" for roof in scenario.roof]
    heads = ("step", "change", "left_kwh", "left_kwh_per_kwp")
    yield ["key", *(said(key, lang) for key in heads), *names]
    for key, words, change, kwh, per_kw, by_roof in step_rows(found):
        change = None if change is None else round(100.0 * change, 3)
        parts = [round(float(part), 1) for part in by_roof]
        yield [key, words.text(lang), change, round(kwh, 1), round(per_kw, 2), *parts]


def performance_csv(found: PlantLosses, lang: str) -> Iterator[list]:
    """Rows of performance.csv: month by month, all roofs together."""
    yield [said(key, lang) for key in ("month", "ac_kwh", "label_kwh", "performance_ratio")]
    ac_kwh, light_kwh = found.month_ac_kwh.sum(axis=0), found.month_light_kwh.sum(axis=0)
    for n, ratio in enumerate(found.month_performance_ratio):
        yield [n + 1, round(ac_kwh[n], 1), round(light_kwh[n], 1), _rounded(ratio, 4)]
    total = (round(ac_kwh.sum(), 1), round(light_kwh.sum(), 1))
    yield [said("year", lang), *total, _rounded(found.performance_ratio, 4)]


def roofs_csv(outcome: Outcome, found: PlantLosses, lang: str) -> Iterator[list]:
    """Rows of roofs.csv: one roof a row."""
    keys = list(_roof_values(outcome, found, 0))
    yield [said("roof", lang), *(said(key, lang) for key in keys)]
    for n, roof in enumerate(outcome.prepared.loaded.scenario.roof):
        cells = [
            None if value is None else round(value, digits)
            for value, digits in _roof_values(outcome, found, n).values()
        ]
        yield [roof.name, *cells]


def roof_table(outcome: Outcome, found: PlantLosses, lang: str):
    """Roofs side by side; of many, the first few."""
    from pvlift.report.render.sheet import titled_table

    scenario = outcome.prepared.loaded.scenario
    shown = range(min(len(scenario.roof), MOST_ROOFS))
    names = [plain(scenario.roof[n].name) for n in shown]
    table = titled_table(said("roofs", lang), said("item", lang), *names)
    values = [_roof_values(outcome, found, n) for n in shown]
    for key in values[0]:
        cells = [_cell(key, *one[key], lang) for one in values]
        table.add_row(said(key, lang), *cells)
    if len(scenario.roof) > MOST_ROOFS:
        table.caption = f"+ {len(scenario.roof) - MOST_ROOFS}: roofs.csv"
    return table


def _cell(key: str, value: float | None, digits: int, lang: str) -> str:
    if value is None:
        return said("not_given", lang) if key == "mass_limit" else NOTHING
    return grouped(value, digits)


def _roof_values(
    outcome: Outcome, found: PlantLosses, n: int
) -> dict[str, tuple[float | None, int]]:
    """What is said of one kind of roof, each with its digits."""
    roof = outcome.prepared.loaded.scenario.roof[n]
    array, figures = outcome.prepared.arrays[n], found.roofs[n]
    layout = array.layout
    return {
        "count": (roof.count, 0),
        "modules": (figures.n_modules, 0),
        "rows": (figures.n_rows, 0),
        "tilt": (layout.tilt_deg, 1),
        "pitch": (figures.pitch_m, 2),
        "ground_cover": (figures.ground_cover_frac, 2),
        "peak_kw": (figures.peak_w / 1000.0, 1),
        "inverter_kw": (array.inverter_limit_w / roof.count / 1000.0, 1),
        "mass": (figures.mass_kg_per_m2, 0),
        "mass_limit": (roof.load_limit_kg_per_m2, 0),
        "row_shade": (100.0 * figures.row_shade_frac, 1),
        "box_shade": (100.0 * figures.box_shade_frac, 1),
        "yield": (figures.yield_kwh_per_kwp, 0),
        "performance_ratio": (figures.performance_ratio, 3),
    }


def losses_dict(outcome: Outcome, found: PlantLosses, lang: str) -> dict:
    """The key "losses" of run.json."""
    roofs = zip(outcome.prepared.loaded.scenario.roof, found.roofs, strict=True)
    return {
        "year": 1,
        "steps": [
            {
                "key": key,
                "text": words.text(lang),
                "change_frac": _rounded(change, 6),
                "kwh": round(kwh, 1),
                "kwh_per_kwp": round(per_kw, 3),
            }
            for key, words, change, kwh, per_kw, _ in step_rows(found)
        ],
        "performance_ratio": _rounded(found.performance_ratio, 5),
        "month_performance_ratio": [_rounded(r, 5) for r in found.month_performance_ratio],
        "month_made_kwh": [round(float(kwh), 1) for kwh in found.month_ac_kwh.sum(axis=0)],
        "roofs": [
            {"name": roof.name}
            | {key: _rounded(value, 5) for key, value in figures._asdict().items()}
            for roof, figures in roofs
        ],
    }


def _rounded(value, digits: int):
    """A plain number; nan and absence are null."""
    if value is None or not np.isfinite(value):
        return None
    return int(value) if isinstance(value, (int, np.integer)) else round(float(value), digits)
