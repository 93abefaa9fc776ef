"""What a person reads in one minute on a terminal: the answer, why, and the tables behind it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from pvlift.report.answer import answer_sentences, lever_sentences, why_sentences
from pvlift.report.assumptions import assumptions, sources
from pvlift.report.numbers import energy, grouped, in_unit, money, money_unit, of_kind, percent
from pvlift.report.plant import STYLE_WORDS, roof_rows, stairwell_rows
from pvlift.report.tables import (
    MoneyRow,
    energy_columns,
    indicator_rows,
    money_rows,
    net_rows,
)
from pvlift.report.words import CONFIDENCE_WORDS, UNIT_WORDS, label, plain

if TYPE_CHECKING:
    from pvlift.study.outcome import Outcome

WIDTH = 96  # where the output is no terminal
WIDEST = 110  # longer lines are hard to read
MOST_DOUBTS = 12  # rows of doubtful assumptions on the screen


def console_for(stream):
    """A console that neither colours nor wraps by guess where the stream is no terminal."""
    from rich.console import Console

    console = Console(file=stream, highlight=False, markup=False, emoji=False)
    console.width = min(console.width, WIDEST) if console.is_terminal else WIDTH
    return console


def show_run(outcome: Outcome, lang: str, out: Path | None = None, stream=None) -> None:
    """Print one run: answer, reasons, money, indicators, energy, promise, sources."""
    console = console_for(stream or sys.stdout)
    console.print(plain(outcome.prepared.loaded.scenario.name), style="bold")
    _bullets(console, label("answer", lang), answer_sentences(outcome, lang))
    _bullets(console, label("why", lang), why_sentences(outcome, lang))
    good = float(outcome.indicators.project_npv_cny[0]) >= 0.0
    heading = label("margins" if good else "levers", lang)
    _bullets(console, f"{heading} {_lever_note(outcome, lang)}", lever_sentences(outcome, lang))
    for table in (
        _money_table(outcome, lang),
        _net_table(outcome, lang),
        _indicator_table(outcome, lang),
        _energy_table(outcome, lang),
        _plant_table(outcome, lang),
    ):
        console.print()
        console.print(table)
    _show_sources(console, outcome, lang)
    console.print()
    console.print(label("not_advice", lang), style="dim")
    if out is not None:
        console.print(label("results_in", lang).format(folder=plain(str(out))))


def show_notices(outcome: Outcome, lang: str, stream=None) -> None:
    """Print what must be said beside the numbers, on stderr."""
    if not outcome.notices:
        return
    console = console_for(stream or sys.stderr)
    texts = dict.fromkeys(notice.words.text(lang) for notice in outcome.notices)
    _bullets(console, label("notices", lang), list(texts))


def _lever_note(outcome: Outcome, lang: str) -> str:
    rate = percent(outcome.prepared.loaded.scenario.target.discount_per_year)
    if lang == "zh":
        return f"（逐项单独变动，使税前净现值按 {rate} 折现恰为零）"
    return f"(each alone, for an NPV of zero before tax at {rate})"


def _bullets(console, heading: str, lines: list[str]) -> None:
    from rich.table import Table

    console.print()
    console.print(heading, style="bold cyan")
    grid = Table.grid(padding=(0, 1))
    grid.add_column(no_wrap=True)
    grid.add_column()
    for line in lines:
        grid.add_row(" •", plain(line))
    console.print(grid)


def _table(title: str, *columns: str):
    """A table whose first column is text and whose others are numbers."""
    from rich import box
    from rich.table import Table

    table = Table(
        title=title,
        title_justify="left",
        title_style="bold cyan",
        box=box.SIMPLE_HEAD,
        pad_edge=False,
    )
    for n, name in enumerate(columns):
        table.add_column(name, justify="left" if n == 0 else "right", overflow="fold")
    return table


def _unit_note(name: str, lang: str) -> str:
    return f"（{name}）" if lang == "zh" else f" ({name})"


def _money_table(outcome: Outcome, lang: str):
    rows = money_rows(outcome.books.ledger)
    n_years = outcome.books.ledger.n_years
    unit = money_unit((row.cny.sum() for row in rows), lang)
    table = _table(
        label("money", lang) + _unit_note(unit.name, lang),
        label("account", lang),
        label("year_0", lang),
        label("year_1", lang),
        label("total", lang).format(n=n_years),
    )
    for (payer, payee), group in _grouped(rows).items():
        table.add_row(f"{label(payer, lang)} → {label(payee, lang)}", style="bold")
        for row in group:
            table.add_row(
                f"  {label(row.account, lang)}",
                *_three(row.cny, unit),
            )
    return table


def _grouped(rows: list[MoneyRow]) -> dict[tuple[str, str], list[MoneyRow]]:
    """Rows by payer and payee; the pair that moves most money first, as its rows."""
    groups: dict[tuple[str, str], list[MoneyRow]] = {}
    for row in rows:
        groups.setdefault((row.payer, row.payee), []).append(row)
    for group in groups.values():
        group.sort(key=lambda row: -row.cny.sum())
    return dict(sorted(groups.items(), key=lambda item: -sum(r.cny.sum() for r in item[1])))


def _three(cny, unit) -> tuple[str, str, str]:
    return tuple(in_unit(value, unit) for value in (cny[0], cny[1], cny.sum()))


def _net_table(outcome: Outcome, lang: str):
    ledger = outcome.books.ledger
    net = net_rows(money_rows(ledger), ledger.n_years)
    unit = money_unit((cny.sum() for cny in net.values()), lang)
    table = _table(
        label("net", lang) + _unit_note(unit.name, lang),
        label("party", lang),
        label("year_0", lang),
        label("year_1", lang),
        label("total", lang).format(n=ledger.n_years),
    )
    for party, cny in net.items():
        if cny.any():
            table.add_row(label(party, lang), *_three(cny, unit))
    return table


def _indicator_table(outcome: Outcome, lang: str):
    table = _table(
        label("indicators", lang),
        label("indicator", lang),
        label("value", lang),
        label("unit", lang),
    )
    table.columns[2].justify = "left"
    for row in indicator_rows(outcome):
        if row.key == "n_roots":
            continue
        if row.note is not None:
            table.add_row(label(row.key, lang), "–", row.note.text(lang))
        elif row.kind == "cny":
            text, _, unit = (
                money(row.value, "zh").rpartition(" ")
                if lang == "zh"
                else (grouped(row.value), "", "CNY")
            )
            table.add_row(label(row.key, lang), text, unit)
        else:
            table.add_row(
                label(row.key, lang),
                of_kind(row.value, row.kind, lang),
                UNIT_WORDS[row.kind].text(lang),
            )
    return table


def _energy_table(outcome: Outcome, lang: str):
    columns = energy_columns(outcome.energy)
    made_kwh, need_kwh = float(columns["made_kwh"][0]), float(columns["lift_load_kwh"][0])
    unit = UNIT_WORDS["kwh"].text(lang)
    share = "占发电量" if lang == "zh" else "of what is made"
    need = "占电梯用电" if lang == "zh" else "of the lifts' need"
    table = _table(label("energy", lang), label("item", lang), unit, "%")
    table.add_column("", justify="left")
    parts = (
        ("made_kwh", made_kwh, share),
        ("used_by_lifts_kwh", made_kwh, share),
        ("used_by_others_kwh", made_kwh, share),
        ("exported_kwh", made_kwh, share),
        ("curtailed_kwh", made_kwh, share),
        ("lift_load_kwh", need_kwh, need),
        ("lift_bought_kwh", need_kwh, need),
    )
    for key, whole_kwh, note in parts:
        kwh = float(columns[key][0])
        part = grouped(100.0 * kwh / whole_kwh, 1) if whole_kwh > 0 else "–"
        indent = "" if key in ("made_kwh", "lift_load_kwh") else "  "
        table.add_row(indent + label(key, lang), grouped(kwh), part, note)
    peak_kw = outcome.prepared.project.peak_w / 1000.0
    if peak_kw > 0:
        table.add_row(label("yield_kwh_per_kwp", lang), grouped(made_kwh / peak_kw), "", "kWh/kWp")
    return table


def _plant_table(outcome: Outcome, lang: str):
    table = _table(label("plant", lang), label("item", lang), label("value", lang))
    table.columns[1].justify = "left"
    zh = lang == "zh"
    for row in roof_rows(outcome):
        style = STYLE_WORDS[row.style][zh]
        text = (
            f"{row.count} 个屋面，每个 {row.n_modules} 块组件、{row.peak_w / 1e3:,.1f} 千瓦，"
            f"{style}，倾角 {row.tilt_deg:g}°，荷载 {row.mass_kg_per_m2:.0f} 千克/平方米"
            if zh
            else f"{row.count} roof(s), each {row.n_modules} modules, {row.peak_w / 1e3:,.1f} kWp, "
            f"{style}, tilt {row.tilt_deg:g}°, load {row.mass_kg_per_m2:.0f} kg/m²"
        )
        table.add_row(plain(row.name), text)
    for row in stairwell_rows(outcome):
        text = (
            f"{row.n_lifts} 台电梯，{row.storeys} 层、每梯 {row.flats} 户，"
            f"每台每年 {energy(row.lift_kwh / row.n_lifts, lang)}"
            if zh
            else f"{row.n_lifts} lift(s), {row.storeys} storeys, {row.flats} flats a stairwell, "
            f"{energy(row.lift_kwh / row.n_lifts, lang)} a year each"
        )
        table.add_row(plain(row.name), text)
    table.add_row(label("weather", lang), plain(outcome.prepared.weather.source))
    return table


def _show_sources(console, outcome: Outcome, lang: str) -> None:
    scenario = outcome.prepared.loaded.scenario
    rows = assumptions(scenario)
    doubtful = [row for row in rows if row.is_doubtful]
    known = [
        f"[{name}] {row['title']} ({row['publisher']}, {row['dated']})"
        for name, row in sources(scenario, rows).items()
        if name != "assumption"
    ]
    counts = (
        f"共 {len(rows)} 项取值，其中 {len(doubtful)} 项为假设或未核实（标 !）"
        if lang == "zh"
        else f"{len(rows)} values are cited; {len(doubtful)} are assumed or not confirmed (marked !)"
    )
    _bullets(console, f"{label('sources', lang)}: {counts}", known)
    lines = [f"! {row.key} = {_short(row.value)} ({_tag(row, lang)})" for row in doubtful]
    for line in lines[:MOST_DOUBTS]:
        console.print(plain(line), style="yellow")
    if len(lines) > MOST_DOUBTS:
        console.print(label("more_lines", lang).format(n=len(lines) - MOST_DOUBTS), style="yellow")


def _tag(row, lang: str) -> str:
    key = "assumption" if row.source == "assumption" else row.confidence
    return (
        f"{row.source}, {CONFIDENCE_WORDS[key].text(lang)}"
        if key != "assumption"
        else (CONFIDENCE_WORDS[key].text(lang))
    )


def _short(value) -> str:
    if isinstance(value, float):
        return f"{value:g}"
    text = str(value)
    return text if len(text) <= 48 else text[:45] + "..."
