"""Money of a run: indicators, transfers, what is left, the promise, setbacks, statements."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from pvlift.errors import Words
from pvlift.report.document import Column, Table, own
from pvlift.report.setbacks import HEADS, stress_rows
from pvlift.report.tables import IndicatorRow, indicator_rows
from pvlift.report.words.kinds import KINDS
from pvlift.report.words.statements import ROW_WORDS, TABLE_WORDS
from pvlift.report.words.terms import entry_words, floor_words, term, with_colon, year_words

if TYPE_CHECKING:
    from pvlift.money.statements import StatementLine
    from pvlift.study.answers.course import Course
    from pvlift.study.answers.years import MoneyRow

SHOWN_YEARS = 6  # of the failure table, on a page
FAILURE = ("household", "top_floor", "renewal", "roofs", "lender", "unserved")
INDENT = "  "


def indicator_table(outcome: Course, keys: tuple[str, ...] = ()) -> Table:
    """The field's measures, or those named; where there is none, the reason."""
    rows = [row for row in indicator_rows(outcome) if not keys or row.key in keys]
    shown = tuple(n for n, row in enumerate(rows) if row.kind not in ("count", "year"))
    columns = (
        Column("key", own("key"), [row.key for row in rows], shown="file"),
        Column("indicator", term("indicator"), [term(row.key) for row in rows]),
        Column(
            "value",
            term("value"),
            [row.value for row in rows],
            kind=[row.kind for row in rows],
            missing=[row.note for row in rows],
            align="right",
        ),
    )
    title = term("key_indicators" if keys else "indicators")
    note = _other_rates(rows)
    return Table("indicators", title, columns, note, page_rows=shown, in_file=not keys)


def _other_rates(rows: list[IndicatorRow]) -> Words | None:
    """What stands below the table of the rates that are not the only ones."""
    told = [row for row in rows if row.note is not None and np.isfinite(row.value)]

    def text(lang: str) -> str:
        return "\n".join(
            with_colon(term(row.key).text(lang), row.note.text(lang), lang) for row in told
        )

    return Words(text("en"), text("zh")) if told else None


def ledger_table(outcome: Course) -> Table:
    """Accounts by payer and payee; construction, first year and total on a page, all in a file."""
    ledger = outcome.books.ledger
    rows = [row for group in _by_parties(outcome.money_rows) for row in group]
    pairs = [(row.payer, row.payee) for row in rows]
    groups = [None if n and pair == pairs[n - 1] else _arrow(pair) for n, pair in enumerate(pairs)]
    columns = (
        Column("account", term("account"), [entry_words(row.account, row.rule) for row in rows]),
        Column("from", term("from"), [term(row.payer) for row in rows], shown="file"),
        Column("to", term("to"), [term(row.payee) for row in rows], shown="file"),
        Column("source", term("source"), ["; ".join(r.sources) for r in rows], shown="file"),
        *_by_year([row.cny for row in rows], ledger.n_years),
    )
    return Table("ledger", term("money"), columns, groups=tuple(groups))


def _by_year(series: list[np.ndarray], n_years: int) -> tuple[Column, Column]:
    """Amounts of every year, construction first, and their sum. [CNY]"""
    heads = tuple(year_words(year) for year in range(n_years + 1))
    total = [round(float(cny.sum()), 2) for cny in series]
    return (
        Column("cny", own(""), series, "cny", across=heads, page_across=(0, 1)),
        Column("total_cny", term("total", n=n_years), total, "cny"),
    )


def _arrow(pair: tuple[str, str]) -> Words:
    payer, payee = (term(party) for party in pair)
    return Words(f"{payer.en} → {payee.en}", f"{payer.zh} → {payee.zh}")


def _by_parties(rows: tuple[MoneyRow, ...]) -> list[list[MoneyRow]]:
    """Rows by payer and payee; the pair that moves most money first, and so its rows."""
    groups: dict[tuple[str, str], list[MoneyRow]] = {}
    for row in rows:
        groups.setdefault((row.payer, row.payee), []).append(row)
    for group in groups.values():
        group.sort(key=lambda row: -row.cny.sum())
    return sorted(groups.values(), key=lambda group: -sum(row.cny.sum() for row in group))


def net_table(outcome: Course) -> Table:
    """What each party is left with."""
    ledger = outcome.books.ledger
    net = outcome.net_cny
    parties = [party for party, cny in net.items() if cny.any()]
    columns = (
        Column("party", term("party"), [term(party) for party in parties]),
        *_by_year([net[party] for party in parties], ledger.n_years),
    )
    return Table("net", term("net"), columns)


def promise_table(outcome: Course) -> Table:
    """Cash before the lifts, their cost and what is lacking; on a page the years that matter."""
    years, n_years = outcome.promise_years, outcome.books.ledger.n_years
    gap_cny = years.before_cny - years.cost_cny
    first = int(outcome.promise.first_shortfall_year[0])
    matter = sorted({1, first or 1, int(gap_cny.argmin()) + 1, n_years})
    parts = {
        "operating_cash": years.before_cny,
        "lift_cost": years.cost_cny,
        "from_reserve": years.from_reserve_cny,
        "shortfall": years.lacking_cny,
    }
    if not years.reserve_cny.any():
        del parts["from_reserve"]
    columns = (
        Column("year", term("year"), [str(n + 1) for n in range(n_years)]),
        *(Column(f"{key}_cny", term(key), cny, "cny") for key, cny in parts.items()),
    )
    page = tuple(year - 1 for year in matter)
    sums = term("total", n=n_years)
    return Table("promise", term("promise"), columns, page_rows=page, sums=sums)


def setback_table(outcome: Course) -> Table | None:
    """The plan and its setbacks; none where nothing could go wrong."""
    rows = stress_rows(outcome)
    if len(rows) < 2:
        return None
    none = HEADS["none"]
    columns = (
        Column("case", HEADS["case"], [row.name for row in rows]),
        Column("grants_cny", HEADS["grants"], [row.grants_cny for row in rows], "cny"),
        *(
            Column(f"{key}_npv_cny", HEADS[f"{key}_npv"], values, "cny")
            for key, values in (
                ("project", [row.project_npv_cny for row in rows]),
                ("equity", [row.equity_npv_cny for row in rows]),
            )
        ),
        Column("payback_years", HEADS["payback"], [row.payback_years for row in rows], "years"),
        Column("dscr_min", HEADS["dscr"], [row.dscr_min for row in rows], "ratio", shown="file"),
        Column("deepest_cny", HEADS["deepest"], [row.deepest_cny for row in rows], "cny"),
        Column(
            "first_shortfall_year",
            HEADS["shortfall"],
            [str(row.first_shortfall_year or "") or none for row in rows],
            align="right",
        ),
    )
    return Table("setbacks", HEADS["setbacks"], columns)


def failure_table(outcome: Course) -> Table:
    """What the end of the operator costs whom, by the year of it; floors in the file."""
    rows = outcome.failures
    every = max(1, -(-len(rows) // SHOWN_YEARS))
    values = {
        "household": [row.household_cny_per_year for row in rows],
        "top_floor": [max(float(b.cny_per_year.max()) for b in row.floors) for row in rows],
        "renewal": [row.renewal_cny_per_year for row in rows],
        "roofs": [row.roofs_cny_per_year for row in rows],
        "lender": [row.lender_cny for row in rows],
        "unserved": [row.grants_unserved_cny for row in rows],
    }
    columns = [
        Column("year", HEADS["year"], [str(row.year) for row in rows]),
        *(Column(key, HEADS[key], values[key], "cny") for key in FAILURE),
    ]
    for k, bill in enumerate(rows[0].floors):
        for n in range(len(bill.cny_per_year)):
            floor = floor_words(n + 1)
            words = Words(f"{bill.stairwell} {floor.en}", f"{bill.stairwell} {floor.zh}")
            paid = [float(row.floors[k].cny_per_year[n]) for row in rows]
            columns.append(Column(f"floor_{k}_{n}", words, paid, "cny", shown="file"))
    page = tuple(range(0, len(rows), every))
    title = HEADS["failure"]
    return Table("failure", title, tuple(columns), page_rows=page, whole_cny=True)


def statement_table(outcome: Course) -> Table:
    """All tables of a feasibility study one below the other, for a file."""
    n_years = outcome.books.ledger.n_years
    lines = list(_lines(outcome))
    heads = tuple(year_words(year) for year in range(n_years + 1))
    units = [KINDS[unit].unit for _, _, unit, _, _ in lines]
    columns = (
        Column("statement", term("statement"), [line[0] for line in lines]),
        Column("item", term("item"), [line[1] for line in lines]),
        Column("unit", term("unit"), units),
        Column("values", own(""), [line[3] for line in lines], "number", 2, 2, across=heads),
        Column("total", term("total", n=n_years), [line[4] for line in lines], "number", 2, 2),
    )
    return Table("statements", term("statements"), columns)


def _lines(outcome: Course) -> Iterator[tuple]:
    """Statement, line, unit, values by year and their sum where they are flows."""
    for table in outcome.statements:
        for row in table.rows:
            scale = 100.0 if row.unit == "frac" else 1.0
            is_flow = row.unit == "cny" and not row.is_level
            total = float(row.values.sum()) if is_flow else None
            name = _set_in(_words_of(row), row.level)
            yield TABLE_WORDS[table.key], name, row.unit, row.values * scale, total


def _words_of(row: StatementLine) -> Words:
    """A line's name; loans and grants by their own."""
    return entry_words(row.key, row.rule) if row.rule else ROW_WORDS.get(row.key) or term(row.key)


def _set_in(words: Words, level: int) -> Words:
    """A line's name, set in by its level."""
    return Words(INDENT * level + words.en, INDENT * level + words.zh)
