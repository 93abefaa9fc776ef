"""The answer of a run in sentences: is the money back, does the promise hold, who pays, and why.

Every figure comes from the ledgers of the outcome; nothing is estimated here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pvlift.errors import Words
from pvlift.report.document import Sentence, Tone
from pvlift.report.tables import indicator_rows
from pvlift.report.words.numbers import SMALLEST_CNY, both, grouped, money, percent
from pvlift.report.words.terms import put, told
from pvlift.study.decision.verdict import holds

if TYPE_CHECKING:
    from pvlift.study.answers.course import Course
    from pvlift.study.decision.verdict import WorldShares


def statements(
    outcome: Course, chances: WorldShares | None = None, draw: int = 0
) -> list[Sentence]:
    """Money back, return, promise, who pays, the public purse, lenders: one sentence each.

    Parameters
    ----------
    chances : of the plan in many worlds; each of the three that must hold is told with its own
    """
    found = holds(outcome)
    shares = (None,) * 3 if chances is None else chances[1:4]
    said = (
        _payback_words(outcome, draw),
        _return_words(outcome, draw),
        _promise_words(outcome, draw),
    )
    good = (bool(found.in_time[draw]), bool(found.hurdle[draw]), bool(found.promise[draw]))
    judged = [
        Sentence(_with_chance(words, CHANCES[n], share), _tone(outcome, is_good, share))
        for n, (words, is_good, share) in enumerate(zip(said, good, shares, strict=True))
    ]
    payers = (Sentence(_payer_words(outcome, draw)), Sentence(_state_words(outcome, draw)))
    return [*judged, *payers, *_lenders(outcome, draw)]


def _tone(outcome: Course, is_good: bool, share: float | None) -> Tone:
    """√ only for what holds on paper and as surely as wanted; ! for what holds on paper only."""
    wanted = outcome.prepared.loaded.scenario.target.probability
    if not is_good:
        return "bad"
    return "good" if share is None or share >= wanted - 1e-12 else "doubt"


CHANCES = (
    Words("{w} In {x} it is back in time.", "{w}{x}按期收回。"),
    Words("{w} In {x} the hurdle is reached.", "{w}{x}达到基准收益率。"),
    Words("{w} In {x} residents pay nothing to the end.", "{w}{x}居民零负担全程成立。"),
)


def _with_chance(words: Words, form: Words, share: float | None) -> Words:
    """A sentence, and in how many of a hundred possible futures it is good."""
    if share is None:
        return words
    shown = Words(*(of_hundred(share, lang) for lang in ("en", "zh")))
    return put(form, w=words, x=shown)


def of_hundred(share: float, lang: str) -> str:
    """A share of the worlds as so many of a hundred futures."""
    n = grouped(100.0 * share, 0 if share in (0.0, 1.0) or 0.1 <= share <= 0.9 else 1)
    return f"100 种可能情形中有 {n} 种" if lang == "zh" else f"{n} of 100 possible futures"


def _return_words(outcome: Course, draw: int) -> Words:
    """The project's return after tax beside the one wanted, or why there is none."""
    hurdle = outcome.prepared.loaded.scenario.target.discount_per_year
    row = {row.key: row for row in indicator_rows(outcome, draw)}["project_irr"]
    npv_cny = float(outcome.indicators.project_npv_cny[draw])
    if row.note is not None:
        return put(
            Words(
                "There is no rate of return ({why}); at {h} the plan is worth {x}.",
                "项目没有内部收益率（{why}）；按 {h} 折现，净现值为 {x}。",
            ),
            why=row.note,
            h=percent(hurdle),
            x=told(money, npv_cny),
        )
    reach = Words("reaches", "达到") if npv_cny >= 0.0 else Words("falls short of", "低于")
    return put(
        Words(
            "The project returns {r} a year after tax: that {reach} the hurdle of {h} "
            "(present value {x}).",
            "项目税后内部收益率 {r}，{reach}基准收益率 {h}（净现值 {x}）。",
        ),
        r=percent(row.value, 2),
        reach=reach,
        h=percent(hurdle),
        x=told(money, npv_cny),
    )


def _lenders(outcome: Course, draw: int) -> list[Sentence]:
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
    return [Sentence(words, "good" if least >= 1.0 else "bad")]


def _payback_words(outcome: Course, draw: int) -> Words:
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
    last = float(found.payback_last_years[draw])
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


def _promise_words(outcome: Course, draw: int) -> Words:
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


def _kept_words(outcome: Course, draw: int, n: str) -> Words:
    taken_cny = float(outcome.promise_years.from_reserve_cny.sum())
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


def _short_words(outcome: Course, draw: int, n_short: int, first: int) -> Words:
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


def _payer_words(outcome: Course, draw: int) -> Words:
    project, paid = outcome.prepared.project, outcome.payers
    loan = _aside(paid.loans_cny, " (loans {x})", "（其中贷款 {x}）")
    back = _aside(paid.returned_cny, " ({x} of grants go to them)", "（其中 {x}由补助返还）")
    peak_kw = grouped(project.peak_w / 1000.0, 1) if project.peak_w > 0 else ""
    pv_en, pv_zh = (f" and {peak_kw} kWp of PV", f"和 {peak_kw} 千瓦光伏") if peak_kw else ("", "")
    return both(
        f"Building {{k}} {'lift' if project.n_lifts == 1 else 'lifts'}{pv_en} costs {{c}}: the "
        f"investor advances {{i}}{loan.en}, the government grants {{g}} ({{l}} a lift), residents "
        f"pay {{r}} in all{back.en}.",
        f"建设 {{k}} 台电梯{pv_zh}共需 {{c}}：投资方先行支付 {{i}}{loan.zh}，"
        f"政府补助 {{g}}（每台 {{l}}），居民合计支付 {{r}}{back.zh}。",
        k=str(project.n_lifts),
        c=paid.built_cny,
        i=paid.advanced_cny,
        g=paid.grants_cny,
        l=paid.grants_cny / project.n_lifts,
        r=float(outcome.indicators.residents_paid_cny[draw]),
    )


def _aside(cny: float, en: str, zh: str) -> Words:
    """A remark on a sum; nothing where there is none."""
    return both(en, zh, x=cny) if cny > SMALLEST_CNY else Words("", "")


def _state_words(outcome: Course, draw: int) -> Words:
    rate = outcome.prepared.loaded.scenario.target.government_per_year
    return both(
        "The government takes {t} in taxes over the term; its fiscal NPV at {p} is {f}.",
        "政府在期内取得税收 {t}；按 {p} 折现，财政净现值为 {f}。",
        t=outcome.payers.taxes_cny,
        p=percent(rate),
        f=float(outcome.indicators.fiscal_npv_cny[draw]),
    )
