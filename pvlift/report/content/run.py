"""What is told of one run: the answer, why, what would change it, and everything behind it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from pvlift.errors import Words
from pvlift.report.content import run_figures, run_money, run_plant
from pvlift.report.content.decision import (
    advice_section,
    answer_section,
    roof_section,
    roof_table,
)
from pvlift.report.content.run_data import run_data
from pvlift.report.content.run_prices import price_section
from pvlift.report.document import Document, Section, Sentence, own
from pvlift.report.per_lift import why_words
from pvlift.report.scenario_text import scenario_text
from pvlift.report.words.terms import (
    CONFIDENCE_WORDS,
    label,
    listed,
    put,
    term,
    with_colon,
    with_unit,
)

if TYPE_CHECKING:
    from pvlift.study.answers.assumptions import Assumption, Cited
    from pvlift.study.answers.course import Course
    from pvlift.study.decision.decide import Decision

LANGS = ("en", "zh")


SHOWN = (  # indicators on a short page
    "project_irr",
    "equity_irr",
    "project_npv_cny",
    "payback_years",
    "dscr_min",
    "lcoe_cny_per_kwh",
    "subsidy_per_lift_cny",
    "residents_paid_cny",
)


def run_content(decision: Decision) -> Document:
    """The whole answer about one plan."""
    outcome = decision.outcome
    losses, lifts = outcome.losses, outcome.lifts
    roofs = decision.roofs
    return Document(
        "run",
        own(outcome.prepared.loaded.scenario.name),
        (
            answer_section(decision),
            *((roof_section(roofs),) if roofs is not None else ()),
            advice_section(decision),
            Section("why", term("why"), tuple(map(Sentence, why_words(outcome)))),
            *_money(outcome),
            *_plant(outcome, losses, lifts),
            _sources(outcome),
        ),
        run_data(decision, losses, lifts),
        outcome.notices,
        appendix=(
            *((roof_table(roofs),) if roofs is not None else ()),
            run_plant.energy_years_table(outcome),
            run_money.statement_table(outcome),
            run_plant.lift_file(lifts),
            run_plant.what_if_file(lifts),
            *_loss_blocks(outcome, losses),
        ),
        texts={"scenario.toml": scenario_text(outcome.prepared.loaded)},
    )


def _money(outcome: Course) -> Iterable[Section]:
    setbacks = run_money.setback_table(outcome)
    yield Section("key_indicators", None, (run_money.indicator_table(outcome, SHOWN),))
    yield Section("net", None, (run_money.net_table(outcome),))
    tables = (run_money.indicator_table(outcome), run_money.ledger_table(outcome))
    yield Section("indicators", None, tables[:1], is_detail=True)
    yield Section("money", None, tables[1:], is_detail=True)
    yield price_section(outcome)
    yield Section("cash", None, (run_figures.cumulative_cash(outcome),))
    yield Section(
        "promise",
        None,
        (run_money.promise_table(outcome), run_figures.promise_by_year(outcome)),
        is_detail=True,
    )
    tables = (*((setbacks,) if setbacks else ()), run_money.failure_table(outcome))
    yield Section("setbacks", None, tables, is_detail=True)


def _plant(outcome: Course, losses, lifts) -> Iterable[Section]:
    n_wells = [well.count for well in outcome.prepared.loaded.scenario.stairwell]
    yield Section(
        "energy",
        None,
        (run_plant.energy_table(outcome), run_figures.energy_by_month(outcome)),
        is_detail=True,
    )
    yield Section("plant", None, (run_plant.plant_table(outcome),), is_detail=True)
    if losses is not None:
        yield Section("roofs", None, (run_plant.roof_table(outcome, losses),), is_detail=True)
    tables = (run_plant.lift_table(lifts), run_plant.what_if_table(lifts, n_wells))
    yield Section("lifts", None, tables, is_detail=True)


def _loss_blocks(outcome: Course, losses) -> tuple:
    if losses is None:
        return ()
    return (
        run_plant.loss_table(outcome, losses),
        run_plant.performance_table(losses),
        run_figures.loss_waterfall(outcome, losses),
    )


def _sources(outcome: Course) -> Section:
    """Every source once, then every value that is assumed or not confirmed."""
    scenario = outcome.prepared.loaded.scenario
    rows = outcome.assumptions
    doubtful = [row for row in rows if row.is_doubtful]
    title = put(
        Words(
            "{name} ({n} values; {k} assumed or not confirmed, marked !)",
            "{name}（共 {n} 项取值，其中 {k} 项为假设或未核实，以 ! 标出）",
        ),
        name=term("sources"),
        n=str(len(rows)),
        k=str(len(doubtful)),
    )
    blocks = [
        Sentence(Words(*(with_colon(name, _title(cited, lg), lg) for lg in LANGS)), "more")
        for name, cited in outcome.sources.items()
        if name != "assumption"
    ]
    blocks += [
        Sentence(Words(*(_doubt(scenario, place, group, lang) for lang in LANGS)), "doubt")
        for place, group in _by_table(doubtful).items()
    ]
    return Section("sources", title, tuple(blocks), is_detail=True)


def _title(cited: Cited, lang: str) -> str:
    title, publisher = cited.title.text(lang), cited.publisher.text(lang)
    by = listed((part for part in (publisher, cited.dated) if part), lang)
    return with_unit(title, by, lang) if by else title or "?"


def _by_table(rows: list[Assumption]) -> dict[tuple[str, str, str | None], list[Assumption]]:
    """Doubtful values by the table they stand in and why they are doubtful."""
    groups: dict[tuple[str, str, str | None], list[Assumption]] = {}
    for row in rows:
        table = row.key.rpartition(".")[0] or row.key
        why = None if row.source == "assumption" else row.confidence
        groups.setdefault((table, row.source, why), []).append(row)
    return groups


def _doubt(scenario, place: tuple, rows: list[Assumption], lang: str) -> str:
    table, source, confidence = place
    if source == "assumption":
        tag = CONFIDENCE_WORDS["assumption"].text(lang)
    else:
        tag = f"{source} {CONFIDENCE_WORDS[confidence].text(lang)}"
    values = listed((text for row in rows if (text := _value(row))), lang)
    return with_colon(with_unit(table + _name_at(scenario, table, lang), tag, lang), values, lang)


def _name_at(scenario, place: str, lang: str) -> str:
    """What stands at `cost[3]`, in the reader's words; nothing where a table has no name."""
    table, _, number = place.partition("[")
    if not number:
        return ""
    row = getattr(scenario, table)[int(number.partition("]")[0]) - 1]
    name = getattr(row, "name", "") or label(getattr(row, "account", ""), lang)
    return f" {name}" if name else ""


def _value(row: Assumption) -> str:
    """A value with its name; text speaks for itself, lists are only named."""
    name = row.key.rpartition(".")[2]
    match row.value:
        case bool() | dict() | list():
            return name
        case float() | int():
            return f"{name} {row.value:g}"
    return str(row.value)
