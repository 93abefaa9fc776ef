"""The tables of a run for the terminal, every number with its unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pvlift.report.plant import (
    RoofRow,
    StairwellRow,
    roof_rows,
    stairwell_rows,
    style_words,
    weather_words,
)
from pvlift.report.render.sheet import titled_table
from pvlift.report.setbacks import setback_tables
from pvlift.report.tables import (
    IndicatorRow,
    MoneyRow,
    energy_columns,
    indicator_rows,
    money_rows,
    net_rows,
    promise_years,
)
from pvlift.report.words.numbers import (
    NOTHING,
    MoneyUnit,
    energy,
    grouped,
    in_unit,
    money,
    money_unit,
    of_kind,
)
from pvlift.report.words.terms import UNIT_WORDS, label, plain, with_unit

if TYPE_CHECKING:
    from pvlift.study.plan.outcome import Outcome


LIFT_KEYS = ("lift_load_kwh", "lift_bought_kwh")


def all_tables(outcome: Outcome, lang: str) -> list:
    """Indicators, money, what is left to whom, promise, energy, plant, roofs, lifts."""
    return [
        indicator_table(outcome, lang),
        money_table(outcome, lang),
        net_table(outcome, lang),
        promise_table(outcome, lang),
        *setback_tables(outcome, lang),
        energy_table(outcome, lang),
        plant_table(outcome, lang),
        *detail_tables(outcome, lang),
    ]


def detail_tables(outcome: Outcome, lang: str) -> list:
    """Roofs with their shade, lifts in both models, what an owner may ask."""
    from pvlift.report.lifts import lift_table, what_if_table
    from pvlift.report.losses import roof_table
    from pvlift.study.answers.lift_answers import lift_answers
    from pvlift.study.answers.losses import plant_losses

    losses, lifts = plant_losses(outcome), lift_answers(outcome.prepared)
    n_wells = [well.count for well in outcome.prepared.loaded.scenario.stairwell]
    roofs = [] if losses is None else [roof_table(outcome, losses, lang)]
    return [*roofs, lift_table(lifts, lang), what_if_table(lifts, n_wells, lang)]


def money_table(outcome: Outcome, lang: str):
    """Accounts by payer and payee; construction, first year, total."""
    ledger = outcome.books.ledger
    rows = money_rows(ledger)
    unit = money_unit((row.cny.sum() for row in rows), lang)
    table = _money_sheet("money", "account", unit, ledger.n_years, lang)
    for (payer, payee), group in _by_parties(rows).items():
        table.add_row(f"{label(payer, lang)} → {label(payee, lang)}", style="bold")
        for row in group:
            table.add_row(f"  {label(row.account, lang)}", *_three(row.cny, unit))
    return table


def net_table(outcome: Outcome, lang: str):
    """What each party is left with; construction, first year, total."""
    ledger = outcome.books.ledger
    net = net_rows(money_rows(ledger), ledger.n_years)
    unit = money_unit((cny.sum() for cny in net.values()), lang)
    table = _money_sheet("net", "party", unit, ledger.n_years, lang)
    for party, cny in net.items():
        if cny.any():
            table.add_row(label(party, lang), *_three(cny, unit))
    return table


def _money_sheet(title: str, first: str, unit: MoneyUnit, n_years: int, lang: str):
    heads = [label(key, lang) for key in (first, "year_0", "year_1")]
    total = label("total", lang).format(n=n_years)
    return titled_table(with_unit(label(title, lang), unit.name, lang), *heads, total)


def _by_parties(rows: list[MoneyRow]) -> dict[tuple[str, str], list[MoneyRow]]:
    """Rows by payer and payee; the pair that moves most money first, and so its rows."""
    groups: dict[tuple[str, str], list[MoneyRow]] = {}
    for row in rows:
        groups.setdefault((row.payer, row.payee), []).append(row)
    for group in groups.values():
        group.sort(key=lambda row: -row.cny.sum())
    return dict(sorted(groups.items(), key=lambda item: -sum(r.cny.sum() for r in item[1])))


def _three(cny, unit: MoneyUnit) -> tuple[str, str, str]:
    return tuple(in_unit(value, unit) for value in (cny[0], cny[1], cny.sum()))


def indicator_table(outcome: Outcome, lang: str):
    """The field's measures; where there is none, the reason."""
    heads = (label(key, lang) for key in ("indicator", "value", "unit"))
    table = titled_table(label("indicators", lang), *heads, left=(0, 2))
    for row in indicator_rows(outcome):
        if row.key != "n_roots":
            table.add_row(label(row.key, lang), *_value_and_unit(row, lang))
    return table


def _value_and_unit(row: IndicatorRow, lang: str) -> tuple[str, str]:
    if row.note is not None:
        return NOTHING, row.note.text(lang)
    if row.kind == "cny" and lang == "zh":
        value, _, unit = money(row.value, lang).rpartition(" ")
        return value, unit
    return of_kind(row.value, row.kind, lang), UNIT_WORDS[row.kind].text(lang)


def promise_table(outcome: Outcome, lang: str):
    """Cash before the lifts, their cost and what is lacking, in the years that matter."""
    years, n_years = promise_years(outcome), outcome.books.ledger.n_years
    unit = money_unit([*years.before_cny, *years.cost_cny], lang)
    columns = {
        "operating_cash": years.before_cny,
        "lift_cost": years.cost_cny,
        "from_reserve": years.from_reserve_cny,
        "shortfall": years.lacking_cny,
    }
    if not years.reserve_cny.any():
        del columns["from_reserve"]
    title = with_unit(label("promise", lang), unit.name, lang)
    table = titled_table(title, *(label(key, lang) for key in ("year", *columns)))
    gap_cny = years.before_cny - years.cost_cny
    first = int(outcome.promise.first_shortfall_year[0])
    for year in sorted({1, first or 1, int(gap_cny.argmin()) + 1, n_years}):
        table.add_row(str(year), *(in_unit(cny[year - 1], unit) for cny in columns.values()))
    sums = (in_unit(cny.sum(), unit) for cny in columns.values())
    table.add_row(label("total", lang).format(n=n_years), *sums)
    return table


def energy_table(outcome: Outcome, lang: str):
    """Where the roofs' power goes and where the lifts' power comes from, year 1."""
    columns = energy_columns(outcome.energy)
    made_kwh, need_kwh = float(columns["made_kwh"][0]), float(columns["lift_load_kwh"][0])
    heads = (label("item", lang), UNIT_WORDS["kwh"].text(lang), "%", "")
    table = titled_table(label("energy", lang), *heads, left=(0, 3))
    keys = ("made_kwh", "used_by_lifts_kwh", "used_by_others_kwh", "exported_kwh", "curtailed_kwh")
    for key in (*keys, *LIFT_KEYS) if made_kwh > 0 else LIFT_KEYS:
        whole_kwh = need_kwh if key in LIFT_KEYS else made_kwh
        note = label("of_need" if key in LIFT_KEYS else "of_made", lang)
        kwh = float(columns[key][0])
        part = grouped(100.0 * kwh / whole_kwh, 1) if whole_kwh > 0 else NOTHING
        indent = "" if key in ("made_kwh", "lift_load_kwh") else "  "
        table.add_row(indent + label(key, lang), grouped(kwh), part, note)
    peak_kw = outcome.prepared.project.peak_w / 1000.0
    if peak_kw > 0:
        unit = UNIT_WORDS["kwh_per_kwp"].text(lang)
        table.add_row(label("yield_kwh_per_kwp", lang), grouped(made_kwh / peak_kw), "", unit)
    return table


def plant_table(outcome: Outcome, lang: str):
    """Roofs, lifts and weather in words."""
    heads = (label("item", lang), label("value", lang))
    table = titled_table(label("plant", lang), *heads, left=(0, 1))
    for roof in roof_rows(outcome):
        table.add_row(plain(roof.name), _roof_text(roof, lang))
    for well in stairwell_rows(outcome):
        table.add_row(plain(well.name), _stairwell_text(well, lang))
    table.add_row(label("weather", lang), plain(weather_words(outcome).text(lang)))
    return table


def _roof_text(row: RoofRow, lang: str) -> str:
    style, peak_kw = style_words(row.style).text(lang), grouped(row.peak_w / 1000.0, 1)
    if lang == "zh":
        return (
            f"{row.count} 个屋面，每个 {row.n_modules} 块组件、{peak_kw} 千瓦，{style}，"
            f"倾角 {row.tilt_deg:g}°，荷载 {row.mass_kg_per_m2:.0f} kg/m²"
        )
    return (
        f"{row.count} roof{_s(row.count)}, each {row.n_modules} modules, {peak_kw} kWp, {style}, "
        f"tilt {row.tilt_deg:g}°, load {row.mass_kg_per_m2:.0f} kg/m²"
    )


def _s(count: int) -> str:
    return "" if count == 1 else "s"


def _stairwell_text(row: StairwellRow, lang: str) -> str:
    each = energy(row.lift_kwh / row.n_lifts, lang)
    if lang == "zh":
        return f"{row.n_lifts} 台电梯，{row.storeys} 层、每单元 {row.flats} 户，每台每年用电 {each}"
    return (
        f"{row.n_lifts} lift{_s(row.n_lifts)}, {row.storeys} storeys, {row.flats} flats a "
        f"stairwell, {each} a year each"
    )
