"""What is wrong with the money of a scenario: years, shares, loans, taxes, units, setbacks."""

from __future__ import annotations

from collections.abc import Iterator

from pvlift.errors import Fault, ScenarioError, Words
from pvlift.facts.feed_in import AuctionBar
from pvlift.facts.read import auction_rules, feed_in_rule, tariff_rule
from pvlift.scenario.draw_keys import grant_title
from pvlift.scenario.faults import one_of
from pvlift.scenario.records import Scenario

LOWEST_LIFT_CNY = 1_000.0  # an amount below it for building a lift stands in wan (10,000 yuan)
LIFT_PARTS = ("lift_civil", "lift_equipment", "lift_installation", "lift_renewal")
HIGHEST_CNY_PER_W = {"build": 30.0, "later": 3.0}  # above: an amount by kW


def money_faults(scenario: Scenario) -> list[Fault]:
    """Everything that is wrong between the rows about money."""
    return [
        *_years(scenario),
        *_loans(scenario),
        *_shares(scenario),
        *_taxes(scenario),
        *_holiday(scenario),
        *_units(scenario),
        *_prices_of_a_year(scenario),
        *_stresses(scenario),
        *_barred(scenario),
        *_two_part(scenario),
    ]


def _years(scenario: Scenario) -> Iterator[Fault]:
    n_years = scenario.n_years
    within = Words(f"years from 1 to {n_years}", f"1 至 {n_years} 之间的年份")
    for n, cost in enumerate(scenario.cost, 1):
        if isinstance(cost.when, tuple) and not all(1 <= year <= n_years for year in cost.when):
            yield Fault(f"cost[{n}].when", str(list(cost.when)), within)
    for n, fee in enumerate(scenario.fee, 1):
        if not fee.first_year <= fee.last_year <= n_years:
            yield Fault(f"fee[{n}]", f"{fee.name}: {fee.first_year}-{fee.last_year}", within)


def _loans(scenario: Scenario) -> Iterator[Fault]:
    n_years = scenario.n_years
    most = Words(f"at most the plan's {n_years} years", f"不超过方案的 {n_years} 年")
    for n, loan in enumerate(scenario.loan, 1):
        if loan.term_years > n_years:
            yield Fault(f"loan[{n}].term_years", f"{loan.name}: {loan.term_years}", most)
        if loan.grace_years >= loan.term_years:
            wanted = Words("less than term_years", "小于贷款年限 term_years")
            yield Fault(f"loan[{n}].grace_years", f"{loan.name}: {loan.grace_years}", wanted)
        if loan.repayment == "sculpted" and loan.cover is None:
            yield Fault(f"loan[{n}].cover", "nothing", Words("a cover ratio", "偿债备付率目标"))
    for n, bond in enumerate(scenario.bond, 1):
        if bond.term_years > n_years:
            yield Fault(f"bond[{n}].term_years", f"{bond.name}: {bond.term_years}", most)
    if scenario.bridge is not None and scenario.bridge.longest_years > n_years:
        yield Fault("bridge.longest_years", str(scenario.bridge.longest_years), most)
    grants = Words("grants for it to act on ([[subsidy]])", "相应的补助（[[subsidy]]）")
    if scenario.bond and not scenario.subsidy:
        found = Words(f"{len(scenario.bond)} rows", f"{len(scenario.bond)} 行")
        yield Fault("bond", found, grants)
    if scenario.bridge is not None and not scenario.subsidy:
        yield Fault("bridge", Words("a loan", "过桥贷款"), grants)
    capital = scenario.working_capital
    if capital is not None and capital.loan_frac > 0 and capital.rate_per_year is None:
        wanted = Words("a rate, because loan_frac is given", "利率（已给出 loan_frac）")
        yield Fault("working_capital.rate_per_year", "nothing", wanted)


def _shares(scenario: Scenario) -> Iterator[Fault]:
    by_account: dict[str, float] = {}
    for rule in scenario.payer:
        for account in rule.accounts:
            by_account[account] = by_account.get(account, 0.0) + rule.share_frac
    for account, share in by_account.items():
        if share > 1.0 + 1e-9:
            wanted = Words("shares that add up to at most 1", "各方比例之和不超过 1")
            yield Fault(f"payer: {account}", f"{share:g}", wanted)
    borrowed = sum(loan.share_frac for loan in scenario.loan)
    if borrowed > 0.95:
        names = ", ".join(loan.name for loan in scenario.loan)
        wanted = Words("loans of at most 0.95 of the outlay together", "贷款合计不超过投资的 0.95")
        yield Fault("loan", f"{names}: {borrowed:g}", wanted)
    raised = sum(bond.share_frac for bond in scenario.bond)
    if raised > 1.0 + 1e-9:
        wanted = Words("bonds of at most 1 of the grants together", "债券合计不超过补助的 1 倍")
        yield Fault("bond", f"{raised:g}", wanted)


def _taxes(scenario: Scenario) -> Iterator[Fault]:
    tax = scenario.tax
    needed = Words("a value, because the relief is given", "一个值（已给出优惠）")
    if tax.relief_frac is not None:
        for name in ("relief_limit_cny", "relief_until"):
            if getattr(tax, name) is None:
                yield Fault(f"tax.{name}", "nothing", needed)
    small = tax.vat_reduced_frac is not None or tax.vat_free_cny_per_month > 0
    if tax.vat == "small" and small and tax.vat_relief_until is None:
        yield Fault("tax.vat_relief_until", "nothing", needed)
    if tax.vat == "exempt" and tax.vat_frac > 0:
        wanted = Words("0 where sales are exempt", "免税时为 0")
        yield Fault("tax.vat_frac", f"{tax.vat_frac:g}", wanted)
    if tax.vat == "general" and tax.surcharge_half_until is not None:
        wanted = Words("nothing: only small taxpayers pay half", "不填：仅小规模纳税人等可减半")
        yield Fault("tax.surcharge_half_until", str(tax.surcharge_half_until), wanted)
    for name in ("vat_relief_until", "relief_until", "surcharge_half_until"):
        last = getattr(tax, name)
        if last is not None and last < scenario.commissioned:
            wanted = Words(
                f"a relief still in force on {scenario.commissioned}, or none",
                f"投运日 {scenario.commissioned} 仍有效的优惠，否则不填",
            )
            yield Fault(f"tax.{name}", str(last), wanted)


def first_income_year(scenario: Scenario) -> int | None:
    """Operating year in which the investor first sells anything; None where he never does."""
    years = [fee.first_year for fee in scenario.fee]
    if scenario.roof:
        years.append(1)
    return min(years, default=None)


def _holiday(scenario: Scenario) -> Iterator[Fault]:
    tax, first = scenario.tax, first_income_year(scenario)
    if not tax.holiday:
        if tax.holiday_first_year is not None:
            wanted = Words("nothing, because holiday = false", "不填（holiday = false）")
            yield Fault("tax.holiday_first_year", str(tax.holiday_first_year), wanted)
        return
    if first is None:
        wanted = Words(
            "false: the holiday begins with the first income, and this plan has none",
            "false：优惠自取得第一笔收入起算，本方案没有收入",
        )
        yield Fault("tax.holiday", "true", wanted)
    elif tax.holiday_first_year is not None and tax.holiday_first_year < first:
        wanted = Words(
            f"year {first} or later: no income before it, and the holiday begins with income",
            f"第 {first} 年或以后：此前没有收入，优惠自取得第一笔收入起算",
        )
        yield Fault("tax.holiday_first_year", str(tax.holiday_first_year), wanted)


def _units(scenario: Scenario) -> Iterator[Fault]:
    """Amounts that stand in another unit: by kW in place of W, in wan in place of yuan."""
    for n, cost in enumerate(scenario.cost, 1):
        where, found = f"cost[{n}].cny", f"{cost.account}: {cost.cny:g}"
        if cost.per == "w":
            most = HIGHEST_CNY_PER_W["build" if cost.when == "build" else "later"]
            if cost.cny > most:
                wanted = Words(
                    f"at most {most:g} yuan per W ({cost.cny:g} looks like yuan per kW: "
                    f"write {cost.cny / 1000:g})",
                    f"不大于 {most:g} 元/瓦（{cost.cny:g} 似为元/千瓦，请写 {cost.cny / 1000:g}）",
                )
                yield Fault(where, found, wanted)
        elif cost.per == "lift" and cost.account in LIFT_PARTS:
            if 0 < cost.cny < LOWEST_LIFT_CNY:
                yuan = cost.cny * 10_000
                wanted = Words(
                    f"yuan per lift ({cost.cny:g} looks like wan: write {yuan:.0f})",
                    f"元/台（{cost.cny:g} 似为万元，请写 {yuan:.0f}）",
                )
                yield Fault(where, found, wanted)


def _prices_of_a_year(scenario: Scenario) -> Iterator[Fault]:
    for n, cost in enumerate(scenario.cost, 1):
        if cost.price_year is None:
            continue
        if scenario.inflation is None:
            wanted = Words(
                "a table [inflation], because the cost names its price_year",
                "[inflation] 表（该费用给出了价格水平年 price_year）",
            )
            where = f"cost[{n}]: {cost.account}"
            yield Fault("inflation", Words(f"nothing ({where})", f"空缺（{where}）"), wanted)
            return


def _two_part(scenario: Scenario) -> Iterator[Fault]:
    """A tariff with a charge for power on the meter of the lifts."""
    try:
        tariff = tariff_rule(scenario.lift_power.price)
    except ScenarioError:
        return  # told where names are looked up
    if tariff.demand is not None:
        wanted = Words(
            "a tariff without a charge for power: two parts are for large commercial users",
            "不含基本电费的电价（两部制电价适用于大工商业用户）",
        )
        yield Fault("lift_power.price.demand", tariff.demand.by, wanted)


def _barred(scenario: Scenario) -> Iterator[Fault]:
    """A mechanism price for a plant that may not bid for one."""
    if scenario.feed_in is None or scenario.connection is None:
        return
    try:
        regime = feed_in_rule(scenario.feed_in)
    except ScenarioError:
        return  # told where names are looked up
    where, found = "connection.plant_class", scenario.connection.plant_class
    for name in getattr(regime, "auction", ()):
        bar = auction_rules()[name].rule
        if not isinstance(bar, AuctionBar) or scenario.commissioned < bar.since:
            continue
        if found in bar.classes:
            wanted = Words(
                f"a class that may bid ({name}), or a market price",
                f"可参加竞价的类别（规则 {name}），或改用市场电价",
            )
            yield Fault(where, found, wanted)


def _stresses(scenario: Scenario) -> Iterator[Fault]:
    known = ["all"]
    for rule in scenario.subsidy:
        known.append(grant_title(rule))
    for n, row in enumerate(scenario.stress, 1):
        for name in row.refused:
            if name not in known and name.split("/", 1)[0] not in known:
                yield Fault(f"stress[{n}].refused", f"{row.name}: '{name}'", one_of(name, known))
