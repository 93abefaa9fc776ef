"""Rules that a scenario takes by id: the rows of the library behind them, or what is wrong."""

from __future__ import annotations

from collections.abc import Iterable

from pvlift.errors import Fault, ScenarioError, Words
from pvlift.facts.feed_in import (
    FeedInRule,
    LibraryRegime,
    MechanismFeedIn,
    NamedFeedIn,
    Round,
)
from pvlift.facts.programmes import LibraryRule, NamedProgramme, Programme, SubsidyRule
from pvlift.facts.read import feed_ins, nearest, programmes, rounds, tariffs
from pvlift.facts.tariffs import LibraryTariff, NamedTariff, TariffRule


def tariff_rule(rule: TariffRule, where: str = "tariff") -> LibraryTariff:
    """The prices behind a tariff; one taken by id comes from the library."""
    if not isinstance(rule, NamedTariff):
        return rule
    return _named(rule.tariff, tariffs(), f"{where}.tariff", "tariff", "电价").rule


def feed_in_rule(rule: FeedInRule, where: str = "feed_in") -> LibraryRegime:
    """The regime behind a feed-in rule; one taken by id comes from the library."""
    if not isinstance(rule, NamedFeedIn):
        return rule
    if rule.feed_in not in feed_ins() and rule.feed_in in rounds():
        return _of_round(rounds()[rule.feed_in], rule, where)
    known = {**rounds(), **feed_ins()}
    found = _named(rule.feed_in, known, f"{where}.feed_in", "feed-in regime", "上网电价").rule
    changes = {name: value for name in CHANGES if (value := getattr(rule, name)) is not None}
    faults = [
        Fault(
            f"{where}.{name}",
            str(changes[name]),
            Words(f"nothing: {rule.feed_in} has no {name}", f"不填：{rule.feed_in} 没有 {name}"),
        )
        for name in changes
        if name not in type(found).model_fields
    ]
    if faults:
        raise ScenarioError(where, faults)
    return found.model_copy(update=changes) if changes else found


CHANGES = ("market", "share_frac", "term_years")
PUBLISHED = Words(
    "a value of your own (the round does not publish it)", "自行填写的值（该轮竞价未公布此项）"
)


def _of_round(row: Round, rule: NamedFeedIn, where: str) -> MechanismFeedIn:
    """The regime of an auction round; what the round does not publish the scenario must give."""
    share = row.max_share_frac if rule.share_frac is None else rule.share_frac
    term = row.term_years if rule.term_years is None else rule.term_years
    price = row.pv_cny_per_kwh
    if price is None:
        wanted = Words("a round with a price for PV", "已公布光伏电价的竞价轮次")
        raise ScenarioError(where, [Fault(f"{where}.feed_in", row.id, wanted)])
    values = {"market": rule.market, "share_frac": share, "term_years": term}
    missing = [name for name, value in values.items() if value is None]
    if missing:
        faults = [Fault(f"{where}.{name}", "nothing", PUBLISHED) for name in missing]
        raise ScenarioError(where, faults)
    return MechanismFeedIn(
        kind="mechanism",
        mechanism_cny_per_kwh=price,
        source=row.source,
        confidence=row.confidence,
        **values,
    )


def grant_rules(rules: Iterable[SubsidyRule], where: str = "subsidy") -> tuple[LibraryRule, ...]:
    """All single grants behind the rules of a scenario; programmes come from the library."""
    found, faults = [], []
    for rule in rules:
        if not isinstance(rule, NamedProgramme):
            found.append(rule)
            continue
        try:
            row = _named(
                rule.programme, programmes(), f"{where}.programme", "programme", "补助政策"
            )
            found.extend(_grants_taken(rule, row, where))
        except ScenarioError as error:
            faults.extend(error.faults)
    if faults:
        raise ScenarioError(where, faults)
    return tuple(found)


def _grants_taken(rule: NamedProgramme, row: Programme, where: str) -> list[LibraryRule]:
    if not row.rules:
        wanted = Words(
            "a programme with a published amount (none is known here; write the grant yourself)",
            "已公布金额的政策（此处金额未公布，请自行填写补助）",
        )
        raise ScenarioError(where, [Fault(f"{where}.programme", row.id, wanted)])
    names = [grant.name for grant in row.rules]
    unknown = [name for name in rule.only if name not in names]
    if unknown:
        listed = ", ".join(names)
        wanted = Words(f"one of {listed}", f"下列之一：{listed}")
        raise ScenarioError(where, [Fault(f"{where}.only", name, wanted) for name in unknown])
    taken = [grant for grant in row.rules if not rule.only or grant.name in rule.only]
    if rule.delay_months is None:
        return taken
    return [grant.model_copy(update={"delay_months": rule.delay_months}) for grant in taken]


def _named(name: str, known, where: str, what_en: str, what_zh: str):
    if name in known:
        return known[name]
    close = nearest(name, known) or tuple(sorted(known))
    wanted = Words(
        f"the id of a {what_en}, such as {', '.join(close[:5])}",
        f"{what_zh}库中的编号，例如 {'、'.join(close[:5])}",
    )
    raise ScenarioError(where, [Fault(where, name, wanted)])
