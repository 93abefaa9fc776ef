"""Prices of a run: each with its term and source, and the first year's income from them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pvlift.errors import Words
from pvlift.report.document import Column, Section, Table, own
from pvlift.report.words.numbers import number
from pvlift.report.words.terms import CONFIDENCE_WORDS, put, term

if TYPE_CHECKING:
    from pvlift.study.answers.course import Course
    from pvlift.study.answers.prices import PriceRow

TITLE = Words("Prices of operating year 1, VAT included", "运营首年价格（含增值税）")
SETTLED = Words("Income from roof power in operating year 1", "运营首年光伏收入核对")
NAMES = {
    "lift_power": Words("power for the lifts", "电梯用电"),
    "retail": Words("{name}: grid price", "{name}：电网电价"),
    "market": Words("market price of exports", "上网市场电价"),
    "mechanism": Words("mechanism price", "机制电价"),
    "benchmark": Words("coal benchmark price", "燃煤基准价"),
    "flat": Words("feed-in, fixed price", "上网固定电价"),
}
HEADS = {
    "price": Words("price", "项目"),
    "mean": Words("mean", "年均"),
    "low": Words("lowest", "最低"),
    "high": Words("highest", "最高"),
    "share": Words("share", "占比"),
    "years": Words("years", "适用年"),
    "growth": Words("growth\na year", "年增长"),
    "path": Words("by table", "按年份表"),
    "account": Words("account", "科目"),
    "kwh": Words("energy", "电量"),
    "cny_per_kwh": Words("price", "电价"),
    "cny": Words("amount", "金额"),
}
NOTE = Words(
    "share: of the grid price that a buyer pays for roof power, or of the exports that a price "
    "holds for. Every hour is settled at its own price; the mean is that of all hours of the year.",
    "占比：用户购买光伏电量所付价格占电网电价的比例，或该价格适用的上网电量比例。"
    "逐时按当时电价结算，年均为全年各小时平均。",
)
SETTLED_NOTE = Words(
    "energy times price is the amount of the ledger; the mechanism settles the difference to its "
    "price for its share of the exports.",
    "电量乘以电价即收支表中的金额；机制电价只结算其份额电量的差价。",
)


def price_section(outcome: Course) -> Section:
    """Both tables under one heading."""
    settled = (settled_table(outcome),) if outcome.settled_rows else ()
    return Section("prices", None, (price_table(outcome), *settled), is_detail=True)


def price_table(outcome: Course) -> Table:
    """Every price with its range, share, years, growth, source and how sure it is."""
    rows = outcome.price_rows
    growth = [HEADS["path"] if r.growth_per_year is None else r.growth_per_year for r in rows]
    columns = (
        Column("price", HEADS["price"], [name_of(row) for row in rows]),
        Column("mean", HEADS["mean"], [row.mean_cny_per_kwh for row in rows], "cny_per_kwh"),
        Column("low", HEADS["low"], [row.low_cny_per_kwh for row in rows], "cny_per_kwh"),
        Column("high", HEADS["high"], [row.high_cny_per_kwh for row in rows], "cny_per_kwh"),
        Column("share", HEADS["share"], [row.share_frac for row in rows], "frac", 0),
        Column("years", HEADS["years"], [own(f"{r.first_year}–{r.last_year}") for r in rows]),
        Column("growth", HEADS["growth"], growth, "frac", 1),
        Column("source", term("source"), [_sourced(row) for row in rows]),
    )
    return Table("prices", TITLE, columns, NOTE)


def settled_table(outcome: Course) -> Table:
    """Energy, price and money of every account that the roofs' power feeds."""
    rows = outcome.settled_rows
    columns = (
        Column("account", HEADS["account"], [term(row.account) for row in rows]),
        Column("kwh", HEADS["kwh"], [row.kwh for row in rows], "kwh"),
        Column("cny_per_kwh", HEADS["cny_per_kwh"], [r.cny_per_kwh for r in rows], "cny_per_kwh"),
        Column("cny", HEADS["cny"], [row.cny for row in rows], "cny"),
    )
    return Table("settlement", SETTLED, columns, SETTLED_NOTE, whole_cny=True)


def price_data(outcome: Course) -> dict:
    """Both tables as plain values."""
    return {
        "prices": [
            {
                "kind": row.key,
                "load": row.name,
                "mean_cny_per_kwh": number(row.mean_cny_per_kwh, 5),
                "low_cny_per_kwh": number(row.low_cny_per_kwh, 5),
                "high_cny_per_kwh": number(row.high_cny_per_kwh, 5),
                "share_frac": number(row.share_frac, 6),
                "from_year": row.first_year,
                "to_year": row.last_year,
                "growth_per_year": None
                if row.growth_per_year is None
                else number(row.growth_per_year, 6),
                "source": row.source,
                "confidence": row.confidence,
            }
            for row in outcome.price_rows
        ],
        "settlement": [
            {
                "account": row.account,
                "kwh": number(row.kwh, 1),
                "cny_per_kwh": number(row.cny_per_kwh, 5),
                "cny": number(row.cny, 2),
            }
            for row in outcome.settled_rows
        ],
    }


def name_of(row: PriceRow) -> Words:
    """What a price is the price of."""
    return put(NAMES[row.key], name=row.name) if row.name else NAMES[row.key]


def _sourced(row: PriceRow) -> Words:
    """The source's id, marked where the price is not confirmed."""
    if row.confidence is None:
        return own(row.source)
    said = Words("{s} ({c})", "{s}（{c}）")
    return put(said, s=row.source, c=CONFIDENCE_WORDS[row.confidence])
