"""What is wrong, or doubtful, with the grants a scenario counts on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import numpy as np

from pvlift.errors import Fault, Notice, ScenarioError, Words, short
from pvlift.facts.accounts import for_lifts, is_yearly
from pvlift.facts.in_force import check_in_force
from pvlift.facts.programmes import LibraryRule, PotShare, SubsidyRule
from pvlift.facts.read import costs, grant_rules, programmes
from pvlift.money.subsidy import (
    Subsidised,
    capital_cny,
    eligible,
    lift_cost_cny,
)


def check(
    rules: Iterable[SubsidyRule], project: Subsidised, *, above_cost: bool = False
) -> tuple[Fault, ...]:
    """All faults of a set of grants: names, dates, exclusions, conditions, grants above cost."""
    try:
        taken = grant_rules(rules)
    except ScenarioError as error:
        return error.faults
    faults = [*_twice(taken), *_excluded(taken)]
    for rule in taken:
        where = f"subsidy {rule.name}"
        faults.extend(check_in_force(rule, project.commissioned, where))
        faults.extend(_misfits(rule, project, where))
    if not above_cost:
        faults.extend(_above_cost(taken, project))
    return tuple(faults)


def notices(rules: Iterable[SubsidyRule], project: Subsidised) -> tuple[Notice, ...]:
    """What the report must say about the grants: ceilings, weak sources, lifts that get none."""
    taken = grant_rules(rules)
    said = [notice for rule in taken for notice in _doubts(rule)]
    for rule in taken:
        if not for_lifts(rule):
            continue
        if not capital_cny(rule, project).any():
            said.append(_notice("grant_pays_nothing", rule, *NOTHING))
        elif not all(eligible(rule, group, project) for group in project.groups):
            said.append(_notice("grant_pays_some_lifts", rule, *SOME))
    places = sorted({(row.place, row.place_zh) for row in _local_programmes(taken)})
    if len(places) > 1:
        en, zh = ", ".join(p[0] for p in places), "、".join(p[1] for p in places)
        words = Words(
            f"Grants of {len(places)} different places are taken together: {en}.",
            f"同时采用了 {len(places)} 个不同地方的补助：{zh}。",
        )
        said.append(Notice("grants_of_several_places", words))
    return tuple(said)


NOTHING = (
    "{name}: no lift of the plan earns this grant (storeys, cost or conditions).",
    "{name}：方案中没有电梯符合该项补助（层数、费用或条件不符）。",
)
SOME = (
    "{name}: only some lifts of the plan meet the conditions.",
    "{name}：方案中只有部分电梯符合条件。",
)
CEILING = (
    "{name}: only the most that is paid is published; the grant itself may be smaller.",
    "{name}：仅公布了补助上限，实际补助可能更低。",
)
WEAK = (
    "{name}: the figure rests on a weak or unconfirmed source.",
    "{name}：该数额依据的来源较弱或未经证实。",
)

PROMPT = (
    "{name}: counted as paid on the day of acceptance; {low:g} to {high:g} months later is usual, "
    "and the investor must bridge them (delay_months).",
    "{name}：按验收当日到账计算；通常要再等 {low:g} 至 {high:g} 个月，"
    "其间由投资方垫资（delay_months）。",
)


def _notice(code: str, rule: LibraryRule, en: str, zh: str) -> Notice:
    usual = costs()["subsidy_delay_months"]
    filled = {
        "name": rule.name,
        "low": usual.low,
        "high": usual.high,
    }
    return Notice(code, Words(en.format(**filled), zh.format(**filled)))


def _doubts(rule: LibraryRule) -> list[Notice]:
    said = []
    if rule.ceiling:
        said.append(_notice("grant_is_a_ceiling", rule, *CEILING))
    if rule.confidence in ("L", "U"):
        said.append(_notice("grant_source_is_weak", rule, *WEAK))
    if rule.paid == "acceptance" and rule.delay_months == 0 and not is_yearly(rule):
        said.append(_notice("grant_without_delay", rule, *PROMPT))
    return said


def _programme_of(rule: LibraryRule) -> str:
    return rule.name.split("/", 1)[0]


def _local_programmes(taken: tuple[LibraryRule, ...]) -> list:
    ids = {_programme_of(rule) for rule in taken if rule.tier in ("city", "district")}
    return [programmes()[name] for name in ids if name in programmes()]


def _twice(taken: tuple[LibraryRule, ...]) -> list[Fault]:
    wanted = Words("every grant once", "每项补助只能列一次")
    counted = Counter(rule.name for rule in taken)
    return [
        Fault(f"subsidy: {name}", Words(f"{count} times", f"{count} 次"), wanted)
        for name, count in counted.items()
        if count > 1
    ]


def _excluded(taken: tuple[LibraryRule, ...]) -> list[Fault]:
    """One fault for each pair of which at least one excludes the other."""
    faults, seen = [], set()
    for rule in taken:
        for other in taken:
            names = {other.name, _programme_of(other)}
            pair = frozenset((rule.name, other.name))
            if rule is other or pair in seen or not names & set(rule.excludes):
                continue
            seen.add(pair)
            wanted = Words(
                f"only one of {rule.name} and {other.name}: they exclude each other",
                f"{rule.name} 与 {other.name} 只能取其一（二者不得同时享受）",
            )
            faults.append(Fault("subsidy", f"{rule.name} + {other.name}", wanted))
    return faults


def _misfits(rule: LibraryRule, project: Subsidised, where: str) -> list[Fault]:
    """Conditions that no lift of the plan can meet, and a pot that is shared by too few."""
    faults, asks = [], rule.requires
    works = {group.works for group in project.groups}
    if asks.works is not None and asks.works not in works:
        wanted = {
            "retrofit": Words("a lift added to a walk-up block", "既有住宅加装电梯"),
            "replacement": Words("an old lift replaced", "老旧电梯更新"),
        }[asks.works]
        faults.append(Fault(where, ", ".join(sorted(works)), wanted))
    if asks.investor_owned is False and project.investor_owned:
        wanted = Words(
            "lifts that belong to the owners (an investor's lift is not eligible)",
            "产权归业主的电梯（社会资本持有的电梯不符合条件）",
        )
        faults.append(Fault(where, "investor_owned", wanted))
    n_lifts = sum(group.n_lifts for group in project.groups)
    if isinstance(rule, PotShare) and rule.n_lifts < n_lifts:
        wanted = Words(
            f"n_lifts of at least {n_lifts}, the lifts of this plan",
            f"分摊台数 n_lifts 不少于本方案的 {n_lifts} 台",
        )
        faults.append(Fault(where, f"n_lifts = {rule.n_lifts}", wanted))
    return faults


def _above_cost(taken: tuple[LibraryRule, ...], project: Subsidised) -> list[Fault]:
    """Grants for lifts above the lifts' cost, in the first draw of the plan."""
    counted = [rule for rule in taken if for_lifts(rule)]
    granted_cny = float(sum((capital_cny(rule, project)[0] for rule in counted), 0.0))
    cost_cny = float(np.asarray(lift_cost_cny(project))[0])
    if granted_cny <= cost_cny * (1 + 1e-9):
        return []
    names = ", ".join(rule.name for rule in counted)
    granted, most = short(round(granted_cny)), short(round(cost_cny))
    wanted = Words(
        f"grants for lifts ({names}) of at most their cost, {most} CNY",
        f"电梯补助合计（{names}）不超过电梯总费用 {most} 元",
    )
    return [Fault("subsidy", Words(f"{granted} CNY", f"{granted} 元"), wanted)]
