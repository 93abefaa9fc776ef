"""Subsidy answers as sentences and as rows for the screen, for CSV and for JSON."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from pvlift.facts.read import programmes
from pvlift.facts.wording import rule_words
from pvlift.report.version import version
from pvlift.report.words.numbers import grouped, money, number, numbers, percent, rounded
from pvlift.report.words.subsidy import METHODS, RISKS, word
from pvlift.report.words.terms import year_name
from pvlift.study.plan.targets import aim_words
from pvlift.study.support.obstacles import obstacles
from pvlift.study.support.support_forms import TITLES

if TYPE_CHECKING:
    from pvlift.study.support.subsidy import LeastSubsidy
    from pvlift.study.support.viability import ViabilityMap

NO_ANSWER = ("impossible", "unavailable")
WORTH = (
    *("public_npv_cny", "paid_npv_cny", "purse_cost_npv_cny", "purse_cost_npv_p10_cny"),
    *("purse_cost_npv_p90_cny", "in_kind_npv_cny", "users_npv_cny", "per_lift_cny"),
    "per_household_cny",
)
BY_YEAR = ("paid_cny", "purse_cost_cny", "in_kind_cny", "users_cny")


def level_text(found: LeastSubsidy, lang: str) -> str:
    """The level of an answer as people write it, or why there is none."""
    if found.method == "unavailable":
        return word("not_available", lang)
    if found.method == "impossible":
        return word("not_enough", lang)
    if found.method == "none_needed":
        return word("none_needed", lang)
    return grouped(found.level, found.form.digits)


def answer_text(found: LeastSubsidy, lang: str) -> str:
    """The answer in one sentence."""
    aim, title = aim_words(found.case.aim).text(lang), TITLES[found.form.name].text(lang)
    chance = percent(found.case.probability, None)
    draws = found.case.worlds.n_draws
    if found.method in NO_ANSWER:
        if lang == "zh":
            return f"{title}：{level_text(found, lang)}（目标：{aim}，概率 {chance}）。"
        return f"{title}: {level_text(found, lang)} (target: {aim}, in {chance} of the draws)."
    if found.method == "none_needed":
        met = percent(found.without.met_frac)
        if lang == "zh":
            return f"不需要补助：{draws:,} 次模拟中，“{aim}”的概率已达 {met}。"
        return f"No support is needed: {aim} is reached in {met} of {draws:,} draws already."
    unit = found.form.unit.text(lang)
    if lang == "zh":
        level = level_text(found, lang)
        return f"{title}最低 {level} {unit}，可使“{aim}”的概率达到 {chance}（{draws:,} 次模拟）。"
    return (
        f"{title}: at least {level_text(found, lang)} {unit} for {aim} in {chance} of "
        f"{draws:,} draws."
    )


def proof_rows(found: LeastSubsidy, lang: str) -> list[tuple[str, str, str]]:
    """Which level reaches the target how often: none, one step less, the answer."""
    rows = [(word("without", lang), found.without)]
    if found.below is not None:
        rows.append((word("below", lang), found.below))
    if found.method != "unavailable" and found.method != "none_needed":
        key = "most" if found.method == "impossible" else "answer"
        rows.append((word(key, lang), found.at_answer))
    digits = found.form.digits
    return [(name, grouped(p.level, digits), percent(p.met_frac, 2)) for name, p in rows]


def aim_text(case, lang: str, key: str = "target") -> str:
    """What is to be reached, how surely, in how many draws, in the sentence of this key."""
    chance, n = percent(case.probability, None), f"{case.worlds.n_draws:,}"
    return word(key, lang, aim=aim_words(case.aim).text(lang), chance=chance, n=n)


def doubt_text(found: LeastSubsidy, lang: str) -> str:
    """Between which levels other draws would have put the answer; empty where there is none."""
    if not math.isfinite(found.doubt[0]):
        return ""
    low, high = (grouped(level, found.form.digits) for level in found.doubt)
    n, unit = f"{found.case.worlds.n_draws:,}", found.form.unit.text(lang)
    return word("doubt", lang, n=n, low=low, high=high, unit=unit)


def cost_rows(found: LeastSubsidy, lang: str) -> list[tuple[str, str]]:
    """What the support costs, worth today and by lift and household."""
    cost, (year, peak_cny) = found.cost, peak_year(found)
    worth = [
        ("paid_npv", cost.paid_npv_cny),
        ("purse_cost_npv", cost.purse_cost_npv_cny),
        ("in_kind", cost.in_kind_npv_cny),
        ("users", cost.users_npv_cny),
        ("per_lift", cost.per_lift_cny),
        ("per_household", cost.per_household_cny),
        ("beyond", cost.beyond_need_cny),
    ]
    shown = [row for row in worth if row[1] != 0.0 or row[0] not in ("in_kind", "users")]
    rows = [(word.flat(key, lang), money(cny, lang)) for key, cny in shown]
    peak = f"{year_name(year, lang)} {money(peak_cny, lang)}"
    return [*rows, (word.flat("peak_year", lang), peak)]


def peak_year(found: LeastSubsidy) -> tuple[int, float]:
    """The year in which most is handed out, and how much. [CNY]"""
    by_year = found.cost.paid_cny + found.cost.in_kind_cny + found.cost.users_cny
    year = int(np.argmax(by_year))
    return year, float(by_year[year])


def form_rows(results: tuple[LeastSubsidy, ...], lang: str) -> list[dict[str, object]]:
    """One row for each form: level, cost, cash, risk, gain. Money in CNY."""
    return [_form_row(found, lang) for found in results]


def _form_row(found: LeastSubsidy, lang: str) -> dict[str, object]:
    form, cost, (year, peak_cny) = found.form, found.cost, peak_year(found)
    risks = (who.text(lang) for who in RISKS[form.name])
    return {
        "form": form.name,
        "title": TITLES[form.name].text(lang),
        "level": number(found.level, 6),
        "unit": form.unit.text(lang),
        "method": found.method,
        "met_frac": number(found.at_answer.met_frac, 4),
        **rounded(cost, 0, *WORTH),
        "dearest_year": year,
        "dearest_year_cny": number(peak_cny, 0),
        **rounded(cost, 0, "investor_npv_p10_cny", "investor_npv_p90_cny", "beyond_need_cny"),
        **dict(zip(("price_risk", "operator_risk", "delay_risk"), risks, strict=True)),
    }


def answer_dict(found: LeastSubsidy, lang: str) -> dict:
    """One answer as plain data: level, proof, cost by year, obstacles."""
    cost = found.cost
    proof = {"without": found.without, "below": found.below, "at": found.at_answer}
    return form_rows((found,), lang)[0] | {
        "answer": answer_text(found, lang),
        "found_by": METHODS[found.method].text(lang),
        "years": found.terms.years,
        "delay_months": found.terms.delay_months,
        "proof": {
            name: None if p is None else {"level": number(p.level, 6), "met_frac": p.met_frac}
            for name, p in proof.items()
        },
        **{key: numbers(getattr(cost, key), 0) for key in BY_YEAR},
        "level_from_other_draws": numbers(found.doubt, 6),
        "lacking_cny": number(found.lacking_cny, 0),
        "obstacles": [words.text(lang) for words in obstacles(found)],
    }


def subsidy_dict(
    results: tuple[LeastSubsidy, ...], lang: str, where: ViabilityMap | None = None
) -> dict:
    """All answers of one question as plain data."""
    case = results[0].case
    loaded = case.prepared.loaded
    found = {
        "pvlift": version(),
        "scenario": {"name": loaded.scenario.name, "sha256": loaded.sha256},
        "target": {"kind": case.aim.kind, "level": case.aim.level},
        "target_text": aim_words(case.aim).text(lang),
        "probability": case.probability,
        "draws": case.worlds.n_draws,
        "grants_kept": case.kept_grants,
        "forms": [answer_dict(result, lang) for result in results],
    }
    if where is not None:
        found["map"] = map_dict(where)
    return found


def map_dict(where: ViabilityMap) -> dict:
    """The map of grant and roofs as plain data."""
    return {
        "grant_cny_per_lift": numbers(where.grant_cny_per_lift, 0),
        "roofs_per_lift": numbers(where.roofs_per_lift, 4),
        "met_frac": [numbers(row, 4) for row in where.met_frac],
        "here": {
            "roofs_per_lift": number(where.here_roofs_per_lift, 4),
            "grant_cny_per_lift": number(where.here_grant_cny_per_lift, 0),
        },
    }


def year_rows(results: tuple[LeastSubsidy, ...], lang: str) -> list[list[object]]:
    """Cash by year: a heading, then one row for each form and year. [CNY]"""
    rows: list[list[object]] = [["form", word("form", lang), "year", *BY_YEAR]]
    for found in results:
        if found.method in NO_ANSWER or math.isnan(found.level):
            continue
        name = (found.form.name, TITLES[found.form.name].text(lang))
        years = zip(*(numbers(getattr(found.cost, key), 0) for key in BY_YEAR), strict=True)
        rows += [[*name, year, *cny] for year, cny in enumerate(years)]
    return rows


def programme_rows(lang: str) -> list[tuple[str, str, str, str, str]]:
    """The library of programmes: id, place and year, title, what is paid, confidence."""
    rows = []
    for row in programmes().values():
        place = row.place_zh if lang == "zh" else row.place
        when = f"{place} {row.year}" if row.year else place
        title = row.title_zh if lang == "zh" else row.title_en
        paid = "\n".join(rule_words(rule).text(lang) for rule in row.rules)
        rows.append((row.id, when, title, paid or word("no_amount", lang), row.confidence))
    return rows
