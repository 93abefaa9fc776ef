"""What is asked on the command line about subsidies and districts, checked and answered."""

from __future__ import annotations

from pathlib import Path

from pvlift.errors import Fault, PvliftError, Words
from pvlift.facts.read import nearest
from pvlift.scenario.load import load
from pvlift.study.support.drawn_plan import case_of, drawn_worlds
from pvlift.study.support.subsidy import LeastSubsidy, least_subsidy, side_by_side
from pvlift.study.support.support_forms import FORMS, terms_of
from pvlift.study.support.viability import ViabilityMap, viability_map

MAP_DRAWS = 500
ALL = "all"


def ask_subsidy(
    file: Path | None,
    form: str,
    *,
    target: str,
    probability: float,
    years: int | None = None,
    delay: int | None = None,
    keep_grants: bool = False,
    draws: int | None = None,
    seed: int | None = None,
    with_map: bool = False,
) -> tuple[tuple[LeastSubsidy, ...], ViabilityMap | None]:
    """The answer for one form, or for all side by side, and the map of grant and roofs."""
    faults = [*_form_faults(form), *_number_faults(years, delay, draws)]
    if file is None:
        wanted = Words("a scenario file (or --list)", "方案文件（或使用 --list）")
        faults.append(Fault("FILE", "nothing", wanted))
    if faults:
        raise PvliftError("subsidy", faults)
    loaded = load(file)
    n_draws = draws if draws is not None else (1000 if form == ALL else 10_000)
    case = case_of(
        loaded,
        target,
        probability,
        lambda prepared: drawn_worlds(prepared, n_draws, seed),
        keep_grants=keep_grants,
    )
    terms = terms_of(loaded.scenario, years, delay)
    if form == ALL:
        results = side_by_side(case, terms=terms)
    else:
        results = (least_subsidy(case, form, terms),)
    where = None
    if with_map and loaded.scenario.roof:
        where = viability_map(
            loaded, case.aim, probability, draws=min(n_draws, MAP_DRAWS), seed=seed
        )
    return results, where


def _form_faults(form: str) -> list[Fault]:
    if form in (*FORMS, ALL):
        return []
    close = nearest(form, (*FORMS, ALL)) or (*FORMS, ALL)
    wanted = Words(f"one of {', '.join(close)}", f"{'、'.join(close)} 之一")
    return [Fault("form", f"'{form}'", wanted)]


def _number_faults(years: int | None, delay: int | None, draws: int | None) -> list[Fault]:
    faults = []
    rows = (("years", years, 1, 60), ("delay", delay, 0, 120), ("draws", draws, 1, 1_000_000))
    for name, value, low, high in rows:
        if value is not None and not low <= value <= high:
            wanted = Words(f"{low} to {high:,}", f"{low} 至 {high:,}")
            faults.append(Fault(name, str(value), wanted))
    return faults
