"""The answer of a run in sentences: is the money back, does the promise hold, who pays, and why.

Every figure comes from the ledgers of the outcome; nothing is estimated here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from pvlift.errors import Words
from pvlift.facts.accounts import COSTS, GRANTS, keys_of
from pvlift.money.indicators import payback_last_years
from pvlift.money.ledger import moved_cny, net_cny, paid_cny
from pvlift.report.tables import promise_years
from pvlift.report.words.numbers import SMALLEST_CNY, both, grouped, percent

if TYPE_CHECKING:
    from pvlift.study.plan.outcome import Outcome


class Statement(NamedTuple):
    """One sentence of the answer."""

    words: Words
    is_good: bool | None  # None: neither good nor bad


VERDICTS = {  # residents pay, the money is back in time, the lifts' costs are covered
    (False, True, True): Words(
        "The plan works: residents pay nothing and the money comes back in time.",
        "本方案可行：居民零负担，投资按期收回。",
    ),
    (False, False, True): Words(
        "The plan does not work yet: residents pay nothing, but the money is not back in time.",
        "本方案尚不可行：居民零负担可以兑现，但投资不能按期收回。",
    ),
    (False, True, False): Words(
        "The plan fails: the money is back in time, but residents will have to pay.",
        "本方案不可行：投资可按期收回，但居民零负担不能全程兑现。",
    ),
    (False, False, False): Words(
        "The plan fails: the money is not back in time, and residents will have to pay.",
        "本方案不可行：投资不能按期收回，居民零负担也不能兑现。",
    ),
    (True, True, True): Words(
        "The plan works, but residents pay for it.", "本方案可行，但由居民付费，并非居民零负担。"
    ),
    (True, False, True): Words(
        "The plan fails although residents pay: the money is not back in time.",
        "本方案不可行：居民付费后，投资仍不能按期收回。",
    ),
    (True, True, False): Words(
        "The plan fails although residents pay: running costs are not covered.",
        "本方案不可行：居民付费后，电梯运行费用仍有缺口。",
    ),
    (True, False, False): Words(
        "The plan fails although residents pay: the money is not back in time, and running costs "
        "are not covered.",
        "本方案不可行：居民付费后，投资仍不能按期收回，电梯运行费用也有缺口。",
    ),
}


def verdict(outcome: Outcome, draw: int = 0) -> Statement:
    """The whole answer in one sentence: whether the money comes back and who pays."""
    pays = bool(outcome.indicators.residents_paid_cny[draw] > SMALLEST_CNY)
    covered = not np.any(np.asarray(outcome.promise.shortfall_cny[draw]) > SMALLEST_CNY)
    nothing_in = bool(outcome.books.project_cny[draw, 0] >= 0.0)  # what is lacking is for running
    back = bool(statements(outcome, draw)[0].is_good) or (nothing_in and not covered)
    return Statement(VERDICTS[pays, back, covered], back and covered)


def statements(outcome: Outcome, draw: int = 0) -> list[Statement]:
    """Money back, promise, who pays, the public purse, lenders: one statement each."""
    wanted_years = outcome.prepared.loaded.scenario.target.payback_years
    nothing_in = bool(outcome.books.project_cny[draw, 0] >= 0.0)
    in_time = nothing_in or bool(outcome.indicators.payback_years[draw] <= wanted_years)
    is_back = float(outcome.books.project_cny[draw].sum()) >= 0.0
    return [
        Statement(_payback_words(outcome, draw), in_time and is_back),
        Statement(_promise_words(outcome, draw), bool(outcome.promise.kept[draw])),
        Statement(_payer_words(outcome, draw), None),
        Statement(_state_words(outcome, draw), None),
        *_lender_statements(outcome, draw),
    ]


def _lender_statements(outcome: Outcome, draw: int) -> list[Statement]:
    """The weakest year of the debts, with and without what renewals cost; none without debt."""
    found = outcome.indicators
    least, plain = found.dscr_after_renewals_min[draw], found.dscr_min[draw]
    if np.isnan(plain):
        return []
    words = both(
        "Debt service is covered {m} times in the weakest year ({y}), renewals paid first; {p} "
        "times without them (year {z}).",
        "偿债备付率最低为 {m}（第 {y} 年，已扣除维持运营投资）；不扣除时最低为 {p}（第 {z} 年）。",
        m=grouped(float(least), 2),
        y=f"{found.dscr_after_renewals_min_year[draw]:.0f}",
        p=grouped(float(plain), 2),
        z=f"{found.dscr_min_year[draw]:.0f}",
    )
    return [Statement(words, bool(least >= 1.0))]


def _payback_words(outcome: Outcome, draw: int) -> Words:
    found, target = outcome.indicators, outcome.prepared.loaded.scenario.target
    n = str(outcome.books.ledger.n_years)
    total_cny = float(outcome.books.project_cny[draw].sum())
    payback = float(found.payback_years[draw])
    if not np.isfinite(payback):
        if outcome.books.project_cny[draw, 0] >= 0.0:
            return _no_investment_words(total_cny, n)
        return both(
            "The money does not come back within {n} years: {gap} are still missing at the end.",
            "投资收不回：{n} 年期满时累计仍差 {gap}。",
            n=n,
            gap=-total_cny,
        )
    start = grouped(float(found.payback_from_start_years[draw]), 1)
    if total_cny < 0.0:
        return both(
            "The money is back after {t} years, but later costs eat it up: {gap} are missing "
            "after {n} years.",
            "投资在投运后 {t} 年一度收回，但其后支出又使累计转负：{n} 年期满时差 {gap}。",
            t=grouped(payback, 1),
            n=n,
            gap=-total_cny,
        )
    in_time = payback <= target.payback_years
    last = float(payback_last_years(outcome.books.project_cny[draw]))
    dip_en = dip_zh = ""
    if last > payback + 0.05:
        dip_en = f" Later costs eat it up again until year {grouped(last, 1)}."
        dip_zh = f"其后的大额支出使累计再次转负，第 {grouped(last, 1)} 年起才不再为负。"
    return both(
        "The money is back {t} years after commissioning ({s} from the start of construction); "
        + ("that meets the {g} years wanted." if in_time else "later than the {g} years wanted.")
        + dip_en,
        "投运后 {t} 年收回投资（从建设期起 {s} 年），"
        + ("达到 {g} 年的要求。" if in_time else "晚于 {g} 年的要求。")
        + dip_zh,
        t=grouped(payback, 1),
        s=start,
        g=f"{target.payback_years:g}",
    )


def _no_investment_words(total_cny: float, n: str) -> Words:
    if total_cny >= 0.0:
        return both(
            "The investor puts no money into the building, so there is nothing to pay back; "
            "{x} are left after {n} years.",
            "投资方建设期没有净投入，无需回收；{n} 年累计结余 {x}。",
            x=total_cny,
            n=n,
        )
    return both(
        "The investor puts no money into the building, but running costs exceed income: {x} are "
        "missing after {n} years.",
        "投资方建设期没有净投入，但运行支出大于收入：{n} 年累计亏空 {x}。",
        x=-total_cny,
        n=n,
    )


def _promise_words(outcome: Outcome, draw: int) -> Words:
    promise = outcome.promise
    residents_cny = float(outcome.indicators.residents_paid_cny[draw])
    lacking = np.asarray(promise.shortfall_cny[draw]) > SMALLEST_CNY
    n_short, first = int(lacking.sum()), int(promise.first_shortfall_year[draw])
    n = str(outcome.books.ledger.n_years)
    if residents_cny > SMALLEST_CNY:
        paid = both(
            "Residents pay {r} for their lifts over {n} years: this plan does not promise "
            '"residents pay nothing".',
            "居民在 {n} 年中共为电梯支付 {r}：本方案并非居民零负担。",
            r=residents_cny,
            n=n,
        )
        if not n_short:
            return paid
        short = _short_words(outcome, draw, n_short, first)
        return Words(f"{paid.en} {short.en}", f"{paid.zh}{short.zh}")
    if not n_short:
        return _kept_words(outcome, draw, n)
    short = _short_words(outcome, draw, n_short, first)
    return Words(
        f'The promise "residents pay nothing" does not hold. {short.en}',
        f"“居民零负担”承诺无法兑现：{short.zh}",
    )


def _kept_words(outcome: Outcome, draw: int, n: str) -> Words:
    taken_cny = float(promise_years(outcome, draw).from_reserve_cny.sum())
    if taken_cny > SMALLEST_CNY:
        return both(
            'The promise "residents pay nothing" holds in all {n} years, with the reserve set '
            "aside in good years: {t} of it are needed.",
            "“居民零负担”承诺在 {n} 年内均可兑现，但须每年留存准备金：期内共需动用 {t}。",
            n=n,
            t=taken_cny,
        )
    return both(
        'The promise "residents pay nothing" holds in all {n} years: every year the cash covers '
        "the lifts' running costs.",
        "“居民零负担”承诺在 {n} 年内均可兑现：每年的现金足以支付电梯运行费用。",
        n=n,
    )


def _short_words(outcome: Outcome, draw: int, n_short: int, first: int) -> Words:
    return both(
        "In {k} of {n} years, first in year {y}, the cash after debt service and taxes does not "
        "cover the lifts' running costs. Another {r} would have to be set aside, or {s} if every "
        "surplus stays in the account.",
        "{n} 年中有 {k} 年（首次为第 {y} 年）还本付息和纳税后的现金不足以支付电梯运行费用，"
        "需另备 {r}；若历年结余全部留存，则需 {s}。",
        y=str(first),
        k=str(n_short),
        n=str(outcome.books.ledger.n_years),
        r=float(outcome.promise.reserve_needed_cny[draw]),
        s=float(outcome.promise.reserve_if_surplus_kept_cny[draw]),
    )


def _payer_words(outcome: Outcome, draw: int) -> Words:
    ledger, project = outcome.books.ledger, outcome.prepared.project
    built_cny = float(moved_cny(ledger, keys_of(*COSTS))[draw, 0])
    grants_cny = float(paid_cny(ledger, "government", keys_of(*GRANTS))[draw].sum())
    outlay_cny = float(outcome.books.investment_cny[draw])
    loans_cny = float(net_cny(ledger, "investor", keys_of("loan"))[draw, 0])
    back_cny = float(net_cny(ledger, "residents", keys_of(*GRANTS))[draw].sum())
    loan = _aside(loans_cny, " (loans {x})", "（其中贷款 {x}）")
    back = _aside(back_cny, " ({x} of grants go to them)", "（其中 {x}由补助返还）")
    peak_kw = grouped(project.peak_w / 1000.0, 1) if project.peak_w > 0 else ""
    pv_en, pv_zh = (f" and {peak_kw} kWp of PV", f"和 {peak_kw} 千瓦光伏") if peak_kw else ("", "")
    return both(
        f"Building {{k}} {'lift' if project.n_lifts == 1 else 'lifts'}{pv_en} costs {{c}}: the "
        f"investor advances {{i}}{loan.en}, the government grants {{g}} ({{l}} a lift), residents "
        f"pay {{r}} in all{back.en}.",
        f"建设 {{k}} 台电梯{pv_zh}共需 {{c}}：投资方先行支付 {{i}}{loan.zh}，"
        f"政府补助 {{g}}（每台 {{l}}），居民合计支付 {{r}}{back.zh}。",
        k=str(project.n_lifts),
        c=built_cny,
        i=outlay_cny,
        g=grants_cny,
        l=grants_cny / project.n_lifts,
        r=float(outcome.indicators.residents_paid_cny[draw]),
    )


def _aside(cny: float, en: str, zh: str) -> Words:
    """A remark on a sum; nothing where there is none."""
    return both(en, zh, x=cny) if cny > SMALLEST_CNY else Words("", "")


def _state_words(outcome: Outcome, draw: int) -> Words:
    ledger = outcome.books.ledger
    taxes_cny = float(net_cny(ledger, "government", keys_of("tax"))[draw].sum())
    rate = outcome.prepared.loaded.scenario.target.government_per_year
    return both(
        "The government takes {t} in taxes over the term; its fiscal NPV at {p} is {f}.",
        "政府在期内取得税收 {t}；按 {p} 折现，财政净现值为 {f}。",
        t=taxes_cny,
        p=percent(rate),
        f=float(outcome.indicators.fiscal_npv_cny[draw]),
    )
