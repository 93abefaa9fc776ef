"""What is told of the least support: one form with its proof, or all forms side by side."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from pvlift.errors import Words
from pvlift.facts.read import programmes
from pvlift.facts.wording import rule_words
from pvlift.report.content.subsidy_figures import NO_ANSWER, forms_bar, viability
from pvlift.report.document import Column, Document, Section, Sentence, Table, own
from pvlift.report.version import version
from pvlift.report.words.numbers import (
    grouped,
    in_unit,
    money_unit,
    number,
    numbers,
    percent,
    rounded,
)
from pvlift.report.words.obstacles import obstacles
from pvlift.report.words.subsidy import METHODS, RISKS, word
from pvlift.report.words.terms import CONFIDENCE_WORDS, flat, put, term, told, year_words
from pvlift.study.plan.targets import aim_words
from pvlift.study.support.support_forms import TITLES

if TYPE_CHECKING:
    from pvlift.study.support.subsidy import LeastSubsidy
    from pvlift.study.support.viability import ViabilityMap

WORTH = (
    *("public_npv_cny", "paid_npv_cny", "purse_cost_npv_cny", "purse_cost_npv_p10_cny"),
    *("purse_cost_npv_p90_cny", "in_kind_npv_cny", "users_npv_cny", "per_lift_cny"),
    "per_household_cny",
)
SPREAD = ("investor_npv_p10_cny", "investor_npv_p90_cny", "beyond_need_cny")
RISK_KEYS = ("price_risk", "operator_risk", "delay_risk")
BY_YEAR = ("paid_cny", "purse_cost_cny", "in_kind_cny", "users_cny")


def subsidy_content(
    results: tuple[LeastSubsidy, ...], where: ViabilityMap | None = None
) -> Document:
    """The whole answer about one form, or about all."""
    case = results[0].case
    scenario = case.prepared.loaded.scenario
    asked = (
        Sentence(target_words(case), "dim"),
        Sentence(word["on_top" if case.kept_grants else "own_grants"], "dim"),
    )
    sections = _one(results[0]) if len(results) == 1 else _all(results)
    appendix: list = [form_table(results), _year_table(results)]
    if len(results) > 1:
        appendix.append(forms_bar(results))
    if where is not None:
        appendix.append(viability(where, scenario.name))
    return Document(
        "subsidy",
        own(scenario.name),
        (Section("asked", None, asked), *sections),
        _data(results, where),
        appendix=tuple(appendix),
    )


# sentences


def target_words(case, key: str = "target") -> Words:
    """What is to be reached, how surely, in how many draws, in the sentence of this key."""
    chance, n = percent(case.probability, None), f"{case.worlds.n_draws:,}"
    return word.put(key, aim=aim_words(case.aim), chance=chance, n=n)


def level_words(found: LeastSubsidy) -> Words:
    """The level of an answer as people write it, or why there is none."""
    reasons = {
        "unavailable": "not_available",
        "impossible": "not_enough",
        "none_needed": "none_needed",
    }
    if found.method in reasons:
        return word[reasons[found.method]]
    return own(grouped(found.level, found.form.digits))


def answer_words(found: LeastSubsidy) -> Words:
    """The answer in one sentence."""
    said = {
        "aim": aim_words(found.case.aim),
        "title": TITLES[found.form.name],
        "chance": percent(found.case.probability, None),
        "draws": f"{found.case.worlds.n_draws:,}",
        "level": level_words(found),
        "unit": found.form.unit,
    }
    if found.method in NO_ANSWER:
        return word.put("answer_none", **said)
    if found.method == "none_needed":
        return word.put("answer_needless", met=percent(found.without.met_frac), **said)
    return word.put("answer_least", **said)


def _doubt(found: LeastSubsidy) -> list[Words]:
    """Between which levels other draws would have put the answer; none where there is none."""
    if not math.isfinite(found.doubt[0]):
        return []
    low, high = (grouped(level, found.form.digits) for level in found.doubt)
    n, unit = f"{found.case.worlds.n_draws:,}", found.form.unit
    return [word.put("doubt", n=n, low=low, high=high, unit=unit)]


def peak_year(found: LeastSubsidy) -> tuple[int, float]:
    """The year in which most is handed out, and how much. [CNY]"""
    by_year = found.cost.paid_cny + found.cost.in_kind_cny + found.cost.users_cny
    year = int(np.argmax(by_year))
    return year, float(by_year[year])


# one form


def _one(found: LeastSubsidy) -> list[Section]:
    able = found.method not in NO_ANSWER
    blocks: list = [Sentence(answer_words(found), "good" if able else "bad", True)]
    blocks += [Sentence(words) for words in obstacles(found)]
    if not able:
        blocks.append(Sentence(word["try_all"]))
    sections = [Section("answer", term("answer"), tuple(blocks))]
    if found.method == "unavailable":
        return sections
    method = put(
        Words("{name}: {way}", "{name}：{way}"), name=word["method"], way=METHODS[found.method]
    )
    notes = [method, *_doubt(found)]
    proof = (_proof_table(found), *(Sentence(words, "dim") for words in notes))
    return [*sections, Section("proof", None, proof), Section("cost", None, (_cost_table(found),))]


def _proof_table(found: LeastSubsidy) -> Table:
    """Which level reaches the target how often: none, one step less, the answer."""
    rows = [("without", found.without)]
    if found.below is not None:
        rows.append(("below", found.below))
    if found.method not in ("unavailable", "none_needed"):
        rows.append(("most" if found.method == "impossible" else "answer", found.at_answer))
    digits = found.form.digits
    columns = (
        Column("step", word["proof"], [word[key] for key, _ in rows]),
        Column("level", found.form.unit, [p.level for _, p in rows], "number", digits),
        Column("met_frac", word["met"], [p.met_frac for _, p in rows], "frac", 2),
    )
    return Table("proof", Words("", ""), columns, in_file=False)


def _cost_table(found: LeastSubsidy) -> Table:
    """What the support costs, worth today and by lift and household."""
    cost, (year, peak_cny) = found.cost, peak_year(found)
    worth = {
        "paid_npv": cost.paid_npv_cny,
        "purse_cost_npv": cost.purse_cost_npv_cny,
        "in_kind": cost.in_kind_npv_cny,
        "users": cost.users_npv_cny,
        "per_lift": cost.per_lift_cny,
        "per_household": cost.per_household_cny,
        "beyond": cost.beyond_need_cny,
    }
    rows = [
        (flat(word[key]), cny)
        for key, cny in worth.items()
        if cny != 0.0 or key not in ("in_kind", "users")
    ]
    named = Words("{t} ({y})", "{t}（{y}）")
    rows.append((put(named, t=flat(word["peak_year"]), y=year_words(year)), peak_cny))
    columns = (
        Column("cost", word["cost"], [row[0] for row in rows]),
        Column("cny", term("value"), [row[1] for row in rows], "cny"),
    )
    return Table("cost", Words("", ""), columns, in_file=False)


# all forms


def _all(results: tuple[LeastSubsidy, ...]) -> list[Section]:
    able = sorted(
        (f for f in results if f.method not in NO_ANSWER), key=lambda f: f.cost.public_npv_cny
    )
    if able:
        best = answer_words(able[0])
        needed = able[0].method != "none_needed"
        first = Sentence(word.put("cheapest", answer=best) if needed else best, "good", True)
        tables = (_forms_table(able), _risk_table(able))
    else:
        first, tables = Sentence(target_words(results[0].case, "no_form"), "bad", True), ()
    sections = [Section("answer", term("answer"), (first, *tables))]
    blocks: list[Sentence] = []
    for found in (f for f in results if f.method in NO_ANSWER):
        reason, *rest = obstacles(found)
        if found.method == "unavailable":
            title = TITLES[found.form.name]
            reason = Words(f"{title.en}: {reason.en}", f"{title.zh}：{reason.zh}")
        blocks += [Sentence(reason, "bad"), *(Sentence(words, "more") for words in rest)]
    return [*sections, Section("why_not", word["why_not"], tuple(blocks))] if blocks else sections


def _forms_table(able: list[LeastSubsidy]) -> Table:
    """Level and public cost of every form that reaches the target."""
    cost = [found.cost for found in able]
    peaks = [peak_year(found) for found in able]
    columns = (
        Column("title", word["form"], [TITLES[found.form.name] for found in able]),
        Column("level", word["level"], [_level_and_unit(found) for found in able]),
        Column("public_npv_cny", word["cost_today"], [c.public_npv_cny for c in cost], "cny"),
        Column("per_lift_cny", word["per_lift"], [c.per_lift_cny for c in cost], "cny"),
        Column(
            "per_household_cny", word["per_household"], [c.per_household_cny for c in cost], "cny"
        ),
        Column("dearest_year_cny", word["peak_year"], [cny for _, cny in peaks], "cny"),
        Column("dearest_year", own(""), [year_words(year) for year, _ in peaks]),
        Column("beyond_need_cny", word["beyond"], [c.beyond_need_cny for c in cost], "cny"),
    )
    return Table("forms_able", word["forms"], columns, in_file=False)


def _level_and_unit(found: LeastSubsidy) -> Words:
    level = level_words(found)
    if found.method == "none_needed":
        return level
    return put(Words("{x} {unit}", "{x} {unit}"), x=level, unit=found.form.unit)


def _risk_table(able: list[LeastSubsidy]) -> Table:
    """Who bears which risk, and how far the results of purse and investor spread."""
    amounts = [found.cost.public_npv_cny for found in able]
    ranges = {
        "purse_range": [
            (f.cost.purse_cost_npv_p10_cny, f.cost.purse_cost_npv_p90_cny) for f in able
        ],
        "investor_range": [
            (f.cost.investor_npv_p10_cny, f.cost.investor_npv_p90_cny) for f in able
        ],
    }
    risks = [RISKS[found.form.name] for found in able]
    columns = [Column("title", word["form"], [TITLES[found.form.name] for found in able])]
    for n, key in enumerate(("price_risk", "stop_risk", "late_risk")):
        columns.append(Column(key, word[key], [who[n] for who in risks]))
    for key, ends in ranges.items():
        cells = [told(_range_text, pair, amounts) for pair in ends]
        columns.append(Column(key, word[key], cells, align="right"))
    unit = Words(money_unit(amounts, "en").name, money_unit(amounts, "zh").name)
    title = put(Words("{t} ({u})", "{t}（{u}）"), t=word["risks"], u=unit)
    return Table("risks", title, tuple(columns), in_file=False)


def _range_text(ends: tuple[float, float], amounts: list[float], lang: str) -> str:
    return " … ".join(in_unit(cny, money_unit(amounts, lang)) for cny in ends)


# files


def form_table(results: tuple[LeastSubsidy, ...]) -> Table:
    """One row for each form: level, cost, cash, risk, gain."""
    rows = [_form_data(found) for found in results]
    columns = tuple(
        Column(
            key,
            word.get(f"col_{key}", own(key)),
            [row[key] for row in rows],
            _kind(key),
        )
        for key in rows[0]
    )
    return Table("forms", word["forms"], columns)


def _kind(key: str) -> str:
    ends = {"_cny": "cny", "_frac": "frac", "_year": "year", "level": "number"}
    return next((kind for end, kind in ends.items() if key.endswith(end)), "text")


def _year_table(results: tuple[LeastSubsidy, ...]) -> Table:
    """Cash by year: one row for each form and year. [CNY]"""
    rows = [
        (found, year)
        for found in results
        if found.method not in NO_ANSWER and not math.isnan(found.level)
        for year in range(len(found.cost.paid_cny))
    ]
    columns = [
        Column("form", word["col_form"], [found.form.name for found, _ in rows]),
        Column("title", word["form"], [TITLES[found.form.name] for found, _ in rows]),
        Column("year", term("year"), [year for _, year in rows], "year"),
    ]
    for key in BY_YEAR:
        cny = [float(getattr(found.cost, key)[year]) for found, year in rows]
        columns.append(Column(key, word[f"col_{key}"], cny, "cny", file_digits=1))
    return Table("forms_by_year", word["cost"], tuple(columns))


# data


def _form_data(found: LeastSubsidy) -> dict[str, object]:
    form, cost, (year, peak_cny) = found.form, found.cost, peak_year(found)
    return {
        "form": form.name,
        "title": TITLES[form.name],
        "level": number(found.level, 6),
        "unit": form.unit,
        "method": found.method,
        "met_frac": number(found.at_answer.met_frac, 4),
        **rounded(cost, 0, *WORTH),
        "dearest_year": year,
        "dearest_year_cny": number(peak_cny, 0),
        **rounded(cost, 0, *SPREAD),
        **dict(zip(RISK_KEYS, RISKS[form.name], strict=True)),
    }


def _answer_data(found: LeastSubsidy) -> dict:
    """One answer: level, proof, cost by year, obstacles."""
    proof = {"without": found.without, "below": found.below, "at": found.at_answer}
    return _form_data(found) | {
        "answer": answer_words(found),
        "found_by": METHODS[found.method],
        "years": found.terms.years,
        "delay_months": found.terms.delay_months,
        "proof": {
            name: None if p is None else {"level": number(p.level, 6), "met_frac": p.met_frac}
            for name, p in proof.items()
        },
        **{key: numbers(getattr(found.cost, key), 0) for key in BY_YEAR},
        "level_from_other_draws": numbers(found.doubt, 6),
        "lacking_cny": number(found.lacking_cny, 0),
        "obstacles": list(obstacles(found)),
    }


def _data(results: tuple[LeastSubsidy, ...], where: ViabilityMap | None) -> dict:
    case = results[0].case
    loaded = case.prepared.loaded
    found = {
        "pvlift": version(),
        "scenario": {"name": loaded.scenario.name, "sha256": loaded.sha256},
        "target": {"kind": case.aim.kind, "level": case.aim.level},
        "target_text": aim_words(case.aim),
        "probability": case.probability,
        "draws": case.worlds.n_draws,
        "grants_kept": case.kept_grants,
        "forms": [_answer_data(result) for result in results],
    }
    if where is not None:
        found["map"] = {
            "grant_cny_per_lift": numbers(where.grant_cny_per_lift, 0),
            "roofs_per_lift": numbers(where.roofs_per_lift, 4),
            "met_frac": [numbers(row, 4) for row in where.met_frac],
            "here": {
                "roofs_per_lift": number(where.here_roofs_per_lift, 4),
                "grant_cny_per_lift": number(where.here_grant_cny_per_lift, 0),
            },
        }
    return found


# the library


def programmes_content() -> Document:
    """The published programmes that a scenario may name."""
    rows = list(programmes().values())
    when = [
        Words(
            *(f"{place} {row.year}" if row.year else place for place in (row.place, row.place_zh))
        )
        for row in rows
    ]
    paid = [_paid(row) for row in rows]
    titles = [Words(row.title_en, row.title_zh) for row in rows]
    columns = (
        Column("id", own("id"), [row.id for row in rows]),
        Column("place", word["place"], when),
        Column("pays", word["rule"], paid),
        Column("confidence", word["confidence"], [CONFIDENCE_WORDS[r.confidence] for r in rows]),
    )
    table = Table("programmes", Words("", ""), columns)
    data = {
        "programmes": [
            {"id": row.id, "place": w, "title": t, "pays": p, "confidence": row.confidence}
            for row, w, t, p in zip(rows, when, titles, paid, strict=True)
        ]
    }
    sections = (Section("programmes", None, (table,)),)
    return Document("programmes", word["programmes"], sections, data, is_advice=False)


def _paid(row) -> Words:
    said = [rule_words(rule) for rule in row.rules]
    if not said:
        return word["no_amount"]
    return Words("\n".join(w.en for w in said), "\n".join(w.zh for w in said))
