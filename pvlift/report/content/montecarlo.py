"""What is told of many worlds: chances first, then how far results spread, and what varies."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from pvlift.errors import Words
from pvlift.report.content.montecarlo_figures import draws_text, figures_of
from pvlift.report.document import Column, Document, Section, Sentence, Table, own
from pvlift.report.version import version
from pvlift.report.words.kinds import KINDS
from pvlift.report.words.numbers import (
    NOTHING,
    SMALLEST_CNY,
    grouped,
    money,
    number,
    percent,
    years,
)
from pvlift.report.words.studies import study_label, study_words
from pvlift.report.words.terms import CONFIDENCE_WORDS, kind_of, term, told, with_unit
from pvlift.report.words.uncertain import law_text, number_name
from pvlift.study.answers.assumptions import source_of
from pvlift.study.chance.summary import LEVELS, NEVER, WORSE, Chance, Spread, cash_name

if TYPE_CHECKING:
    from pvlift.scenario.uncertain import Driver
    from pvlift.study.chance.montecarlo import MonteCarlo
    from pvlift.study.chance.pull_of_laws import Pull

MEANINGS = ("as_planned", "p10", "p90_lender", "cvar", "null")
SHOWN = (0.05, 0.25, 0.75, 0.95)
SURE = 0.90  # the probability behind a lender's P90
FEWEST = 20  # answers below which a spread says nothing
THOUSAND = 1e3  # CNY; pulls are told in thousands
LEFT_OUT = ("payback_from_start_years", "subsidy_per_lift_cny", "residents_paid_cny")


def montecarlo_content(study: MonteCarlo) -> Document:
    """The whole answer of a batch of draws."""
    sections = [
        Section("draws", None, (Sentence(told(draws_text, study.dice), "plain"),)),
        Section("chances", None, (chance_table(study),)),
        Section("against", None, (_against_table(study), *figures_of(study))),
    ]
    if study.drivers:
        notes = (*_correlations(study), *_source_sentences(study))
        sections += [
            Section("spreads", None, (_spread_table(study),)),
            Section("laws", None, (_law_table(study), *notes)),
        ]
    return Document(
        "montecarlo",
        own(study.prepared.loaded.scenario.name),
        tuple(sections),
        _data(study),
        study.notices,
        file="summary",
        appendix=(_summary_table(study),),
    )


def chance_table(study: MonteCarlo) -> Table:
    """What must hold and how likely it is, with its standard error.

    Where all draws agree the rule of three bounds the error instead: Hanley and Lippman-Hand,
    JAMA 249 (1983) 1743-1745.
    """
    chances = study.summary.chances
    bound = f"< {percent(min(3.0 / study.summary.n_draws, 1.0), 2)}"
    errors = [own(percent(c.se, 2) if c.se > 0.0 else bound) for c in chances]
    columns = (
        Column("key", own("key"), [chance.key for chance in chances], shown="file"),
        Column("chance", study_words("chance"), [chance_words(chance) for chance in chances]),
        Column("probability", study_words("probability"), [c.value for c in chances], "frac", 1, 4),
        Column("error", study_words("error"), errors, shown="page", align="right"),
        Column("error", study_words("error"), [c.se for c in chances], "frac", 2, 4, shown="file"),
    )
    note = study_words("bound_note") if any(chance.se == 0.0 for chance in chances) else None
    return Table("probabilities", study_words("chances"), columns, note)


def chance_words(chance: Chance) -> Words:
    """What must hold, with its number."""
    if chance.key == "payback_within_target":
        shown = told(years, chance.threshold)
    else:
        shown = own(percent(chance.threshold))
    return study_words(chance.key, x=shown)


def _shown(study: MonteCarlo) -> list[Spread]:
    return [spread for spread in study.summary.spreads if spread.key not in LEFT_OUT]


def level_name(level: float) -> str:
    """p5, p10, ...: the value that so many percent of the draws do not exceed."""
    return f"p{round(100 * level)}"


def sure_value(spread: Spread) -> float:
    """The lender's P90: what 90 % of the draws reach, or, where less is better, do not exceed.

    nan: too few draws, or too few of them with an answer
    """
    if spread.n_answered < FEWEST:
        return math.nan
    level = 1.0 - SURE if WORSE[spread.key] == "low" else SURE
    return float(spread.levels[int(np.argmin(np.abs(np.array(LEVELS) - level)))])


def sure_sign(spread: Spread) -> str:
    """Which side of the P90 those 90 % lie on."""
    return "≥" if WORSE[spread.key] == "low" else "≤"


def _against_table(study: MonteCarlo) -> Table:
    """The plan as written beside mean, median and lender's P90 of the draws."""
    spreads, rows = _shown(study), []
    for spread in spreads:
        planned, median = study.lean.planned[spread.key], spread.levels[LEVELS.index(0.50)]
        if spread.key in NEVER and math.isnan(planned):
            planned = math.inf
        few = spread.n_answered < FEWEST
        values = [planned, *(math.nan if few else v for v in (spread.mean, spread.mean_se, median))]
        rows.append([*values, sure_value(spread)])
    names = [_answered(spread, study) for spread in spreads]
    sure = []
    for spread, row in zip(spreads, rows, strict=True):
        sure.append(_valued(spread, row[4], f"{sure_sign(spread)} "))
    columns = (
        Column("indicator", term("indicator"), names),
        Column("unit", term("unit"), [_unit(spread) for spread in spreads]),
        *(
            Column(
                key, words, _texts(spreads, [row[n] for row in rows], n in (1, 2)), align="right"
            )
            for n, (key, words) in enumerate(
                (
                    ("as_planned", study_words("planned")),
                    ("mean", study_words("mean")),
                    ("mean_standard_error", own("±")),
                    ("p50", own("P50")),
                )
            )
        ),
        Column("p90_lender", own("P90"), sure, align="right"),
    )
    notes = [study_words("sure_note"), lean_words(study)]
    note = _lines([words for words in notes if words is not None])
    return Table("against", study_words("against"), columns, note, in_file=False)


def _lines(notes: list[Words]) -> Words:
    return Words("\n".join(words.en for words in notes), "\n".join(words.zh for words in notes))


def _answered(spread: Spread, study: MonteCarlo) -> Words:
    """The name, and in how many draws there is an answer where that is not all."""
    answered = spread.n_answered / study.summary.n_draws
    name = study_words(spread.key)
    return name if answered >= 0.9995 else study_words("answered", name=name, x=percent(answered))


def _unit(spread: Spread) -> Words:
    kind = kind_of(spread.key)
    return Words("1000 CNY", "万元") if kind == "cny" else KINDS[kind].unit


def _texts(spreads: list[Spread], values: list[float], no_end: bool) -> list[Words]:
    return [
        _valued(s, math.nan if no_end and math.isinf(v) else v)
        for s, v in zip(spreads, values, strict=True)
    ]


def _valued(spread: Spread, value: float, sign: str = "") -> Words:
    """A value in the unit of its row; a payback that never comes in words."""
    if math.isinf(value):
        return study_words("never")
    if not math.isfinite(value):
        return own(NOTHING)
    kind = kind_of(spread.key)
    if kind == "cny":
        return Words(f"{sign}{grouped(value / 1e3)}", f"{sign}{grouped(value / 1e4, 2)}")
    return own(sign + grouped(value * KINDS[kind].scale, KINDS[kind].digits))


def _spread_table(study: MonteCarlo) -> Table:
    """Quantiles and tail of the indicators that vary."""
    spreads = _shown(study)

    def texts(values: list[float]) -> list[Words]:
        few = [
            math.nan if s.n_answered < FEWEST else v for s, v in zip(spreads, values, strict=True)
        ]
        return _texts(spreads, few, False)

    levels = [
        Column(
            level_name(level),
            study_words("below", x=str(round(100 * level))),
            texts([spread.levels[LEVELS.index(level)] for spread in spreads]),
            align="right",
        )
        for level in SHOWN
    ]
    worst = texts([spread.cvar for spread in spreads])
    columns = (
        Column("indicator", term("indicator"), [study_words(spread.key) for spread in spreads]),
        Column("unit", term("unit"), [_unit(spread) for spread in spreads]),
        *levels,
        Column("cvar", study_words("worst"), worst, align="right"),
    )
    note = study_words("spread_note")
    return Table("spreads", study_words("spreads"), columns, note, in_file=False)


def _summary_table(study: MonteCarlo) -> Table:
    """Every indicator with all its quantiles and their errors, for a file."""
    spreads = study.summary.spreads
    kinds = [kind_of(spread.key) for spread in spreads]
    planned = [
        math.inf if s.key in NEVER and math.isnan(study.lean.planned[s.key]) else v
        for s, v in ((s, study.lean.planned[s.key]) for s in spreads)
    ]
    error = study_words("error")

    def column(key: str, words: Words, values: list[float], is_error: bool = False) -> Column:
        cells = [_cell(s, v, is_error) for s, v in zip(spreads, values, strict=True)]
        return Column(key, words, cells, "number", file_digits=9)

    levels = [(k, level_name(level)) for k, level in enumerate(LEVELS)]
    columns = [
        Column("key", own("key"), [spread.key for spread in spreads]),
        Column("indicator", term("indicator"), [study_words(spread.key) for spread in spreads]),
        Column("unit", term("unit"), [KINDS[kind].unit for kind in kinds]),
        Column("n_answered", study_words("n_answered"), [s.n_answered for s in spreads], "count"),
        column("as_planned", study_words("planned"), planned),
        column("mean", study_words("mean"), [s.mean for s in spreads]),
        column("mean_standard_error", _two("mean", error), [s.mean_se for s in spreads]),
        column("p90_lender", study_words("sure_long"), [sure_value(s) for s in spreads]),
        *(
            column(name, study_words("level", p=name, x=name[1:]), [s.levels[k] for s in spreads])
            for k, name in levels
        ),
        *(
            column(
                f"{name}_standard_error",
                Words(f"{name} {error.en}", f"{name} {error.zh}"),
                [s.levels_se[k] for s in spreads],
                True,
            )
            for k, name in levels
        ),
        column("cvar", study_words("worst"), [s.cvar for s in spreads]),
        column("cvar_standard_error", _two("worst", error), [s.cvar_se for s in spreads], True),
    ]
    return Table("summary", study_words("spreads"), tuple(columns))


def _two(key: str, error: Words) -> Words:
    words = study_words(key)
    return Words(f"{words.en} {error.en}", f"{words.zh} {error.zh}")


def _cell(spread: Spread, value: float, is_error: bool) -> Words | float | None:
    """A number rounded as its kind asks; never in words, the error of a never is none."""
    if math.isinf(value):
        return None if is_error else study_words("never")
    kind = KINDS[kind_of(spread.key)]
    return number(value * kind.scale, kind.file_digits)


def lean_words(study: MonteCarlo) -> Words | None:
    """Why the mean of the draws is not the plan as written; None where no law is lopsided."""
    lean = study.lean
    if not lean.pulls:
        return None
    (spread,) = (s for s in study.summary.spreads if s.key == "project_npv_cny")
    strongest = [pull for pull in lean.pulls[:4] if abs(pull.npv_change_cny) >= SMALLEST_CNY]
    return study_words(
        "lean" if strongest else "lean_only",
        mean=told(money, spread.mean),
        plan=told(money, lean.planned["project_npv_cny"]),
        n=len(lean.pulls),
        embedded=sum(pull.driver.default for pull in lean.pulls),
        laws=len(study.drivers),
        npv=term("project_npv_cny"),
        together=told(_signed_money, lean.together_cny),
        listed=Words(
            ", ".join(_pull_text(pull, "en") for pull in strongest),
            "、".join(_pull_text(pull, "zh") for pull in strongest),
        ),
    )


def _pull_text(pull: Pull, lang: str) -> str:
    name = number_name(pull.driver.variables, lang)
    change = _signed_money(pull.npv_change_cny, lang)
    if math.isnan(pull.mean_frac):
        return with_unit(name, change, lang)
    return study_label("pull", lang, name=name, x=percent(pull.mean_frac, 0), change=change)


def _signed_money(cny: float, lang: str) -> str:
    return ("+" if cny >= SMALLEST_CNY else "") + money(cny, lang)


def _law_table(study: MonteCarlo) -> Table:
    """Every law in force, what its mean does to the plan, and its source."""
    drivers = study.drivers
    found = {pull.driver.name: pull for pull in study.lean.pulls}
    pulls = [found.get(driver.name) for driver in drivers]
    cny = [0.0 if pull is None else pull.npv_change_cny for pull in pulls]
    mean = [1.0 if pull is None else pull.mean_frac for pull in pulls]
    shown = [own(grouped(x / THOUSAND) if abs(x) >= THOUSAND / 2 else NOTHING) for x in cny]
    sure = [CONFIDENCE_WORDS.get(driver.confidence, own("")) for driver in drivers]
    columns = (
        Column("number", study_words("number"), [told(number_name, d.variables) for d in drivers]),
        Column("keys", study_words("keys"), [_keys(d) for d in drivers], shown="file"),
        Column("law", study_words("law"), [told(law_text, d) for d in drivers]),
        Column("pull", study_words("pull_cny"), shown, shown="page", align="right"),
        Column("mean_over_plan", study_words("mean_over_plan"), mean, "frac", 0, 2, shown="file"),
        Column("pull_cny", study_words("pull_npv"), cny, "cny", file_digits=0, shown="file"),
        Column("source", term("source"), [_cited(d) for d in drivers], shown="page"),
        Column("source", term("source"), [source_words(d.source) for d in drivers], shown="file"),
        Column("title", study_words("source_title"), _titles(study), shown="file"),
        Column("confidence", term("confidence"), sure, shown="file"),
        Column(
            "embedded", study_words("embedded"), ["√" * d.default for d in drivers], shown="file"
        ),
        Column("note", term("note"), [driver.note for driver in drivers], shown="file"),
    )
    note = study_words("laws_note", npv=term("project_npv_cny"))
    return Table("laws", study_words("laws"), columns, note)


def _keys(driver: Driver) -> str:
    return "; ".join(variable.name for variable in driver.variables)


def source_words(source: str) -> Words:
    """Id of a source; what is nobody's but the author's in words."""
    return CONFIDENCE_WORDS[source] if source == "assumption" else own(source)


def _cited(driver: Driver) -> Words:
    where = study_words("embedded" if driver.default else "own")
    source = source_words(driver.source)
    return Words(*(with_unit(source.text(lg), where.text(lg), lg) for lg in ("en", "zh")))


def _titles(study: MonteCarlo) -> list[Words]:
    scenario = study.prepared.loaded.scenario
    return [source_of(scenario, driver.source).title for driver in study.drivers]


def _correlations(study: MonteCarlo) -> list[Sentence]:
    """Which numbers move together, and how we know."""
    rows = study.prepared.loaded.scenario.correlation
    said = [
        Words(
            *(
                with_unit(
                    study_label(
                        "moves_with", lg, names=" – ".join(row.between), x=f"{row.normal_frac:.3g}"
                    ),
                    source_words(row.source).text(lg),
                    lg,
                )
                for lg in ("en", "zh")
            )
        )
        for row in rows
    ]
    return [Sentence(words) for words in said]


def _source_sentences(study: MonteCarlo) -> list[Sentence]:
    """Title and publisher of every source of a law."""
    scenario, said = study.prepared.loaded.scenario, []
    for source in dict.fromkeys(driver.source for driver in study.drivers):
        title, publisher, dated, _ = source_of(scenario, source)
        if source == "assumption" or not title.en:
            continue
        said.append(Sentence(told(_source_line, source, title, publisher, dated)))
    return said


def _source_line(source: str, title: Words, publisher: Words, dated: str, lang: str) -> str:
    by = ("，" if lang == "zh" else ", ").join(
        part for part in (publisher.text(lang), dated) if part
    )
    text = f"{source}{'：' if lang == 'zh' else ': '}{title.text(lang)}"
    return with_unit(text, by, lang) if by else text


def planned_cash_cny(study: MonteCarlo) -> np.ndarray:
    """Cumulative project flow after tax of the plan as written. float[n_years + 1]"""
    n_years = study.prepared.loaded.scenario.n_years
    return np.array([study.lean.planned[cash_name(year)] for year in range(n_years + 1)])


def _data(study: MonteCarlo) -> dict:
    """The whole study for programs; null: no answer, or a payback that never comes."""
    summary, loaded = study.summary, study.prepared.loaded
    n_years = loaded.scenario.n_years
    return {
        "pvlift": version(),
        "scenario": {"name": loaded.scenario.name, "sha256": loaded.sha256},
        "draws": summary.n_draws,
        "seed": study.dice.seed,
        "method": study.dice.method,
        "probabilities": {
            chance.key: {
                "value": number(chance.value, 6),
                "standard_error": number(chance.se, 6),
                "threshold": number(chance.threshold, 6),
                "text": chance_words(chance),
            }
            for chance in summary.chances
        },
        "indicators": {
            spread.key: _spread_data(spread, study.lean.planned[spread.key])
            for spread in summary.spreads
        },
        "plan_against_draws": {
            "text": lean_words(study),
            "project_npv_change_cny": number(study.lean.together_cny, 2),
            "one_sided_laws": [
                {
                    "keys": [variable.name for variable in pull.driver.variables],
                    "mean_over_plan": number(pull.mean_frac, 6),
                    "project_npv_change_cny": number(pull.npv_change_cny, 2),
                }
                for pull in study.lean.pulls
            ],
        },
        "cumulative_project_cash_cny": {
            "year": list(range(n_years + 1)),
            "as_planned": [number(cny, 0) for cny in planned_cash_cny(study)],
            **{
                level_name(level): [number(cny, 0) for cny in summary.fan_cny[k]]
                for k, level in enumerate(LEVELS)
            },
        },
        "first_shortfall_year": {
            "none": number(summary.first_shortfall[0] / summary.n_draws, 6),
            "year": list(range(1, n_years + 1)),
            "share": [number(n / summary.n_draws, 6) for n in summary.first_shortfall[1:]],
        },
        "laws": [
            _law_data(driver, title)
            for driver, title in zip(study.drivers, _titles(study), strict=True)
        ],
        "correlations": [
            {"between": list(row.between), "normal_frac": row.normal_frac, "source": row.source}
            for row in loaded.scenario.correlation
        ],
        "meaning": {key: study_words(f"meaning_{key}") for key in MEANINGS},
    }


def _spread_data(spread: Spread, planned: float) -> dict:
    digits = KINDS[kind_of(spread.key)].file_digits
    found = {
        "as_planned": number(planned, digits),
        "p90_lender": number(sure_value(spread), digits),
        "n_answered": spread.n_answered,
        "mean": number(spread.mean, digits),
        "mean_standard_error": number(spread.mean_se, digits + 2),
        "sd": number(spread.sd, digits),
    }
    for k, level in enumerate(LEVELS):
        found[level_name(level)] = number(spread.levels[k], digits)
        found[f"{level_name(level)}_standard_error"] = number(spread.levels_se[k], digits + 2)
    found["cvar"] = number(spread.cvar, digits)
    found["cvar_standard_error"] = number(spread.cvar_se, digits + 2)
    return found


def _law_data(driver: Driver, title: Words) -> dict:
    return {
        "keys": [variable.name for variable in driver.variables],
        "name": told(number_name, driver.variables),
        "law": driver.law.model_dump(mode="json"),
        "relative": driver.relative,
        "each_year": driver.yearly,
        "source": driver.source,
        "source_title": title,
        "confidence": driver.confidence,
        "default": driver.default,
        "note": driver.note,
    }
