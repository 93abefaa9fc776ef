"""What stands in the way where no level of a form of support is enough."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pvlift.errors import Words
from pvlift.study.support.support_forms import TITLES

if TYPE_CHECKING:
    from pvlift.study.support.subsidy import LeastSubsidy

ONE_OFF = ("gap", "grant", "storeys", "held_back", "per_w")


def obstacles(found: LeastSubsidy) -> tuple[Words, ...]:
    """The reasons in plain words, the deciding one first; none where there is an answer."""
    if found.method == "unavailable":
        return (found.form.unavailable,)
    if found.method != "impossible":
        return ()
    return (_even_the_most(found), *_reasons(found))


def _even_the_most(found: LeastSubsidy) -> Words:
    form, frac = found.form, found.at_answer.met_frac
    n_lifts = found.case.prepared.project.n_lifts
    lacking, title = found.lacking_cny / n_lifts, TITLES[form.name]
    size = Words("", "")
    if form.name in ("gap", "grant", "held_back", "per_w"):
        level = f"{form.highest:,.{form.digits}f}"
        size = Words(f" ({level} {form.unit.en})", f"（{level} {form.unit.zh}）")
    return Words(
        f"{title.en}: even {form.top.en}{size.en} reaches the target in "
        f"{frac:.1%} of the draws, not in {found.case.probability:.0%}; "
        f"CNY {lacking:,.0f} per lift would still be lacking.",
        f"{title.zh}：即使给到{form.top.zh}{size.zh}，达标概率也只有 "
        f"{frac:.1%}，达不到 {found.case.probability:.0%}；"
        f"每台电梯仍差 {lacking:,.0f} 元。",
    )


def _reasons(found: LeastSubsidy):
    form, ground, aim = found.form, found.ground, found.case.aim
    if aim.kind == "promise" and ground.residents_cny > 0.5:
        yield Words(
            f"Residents pay CNY {ground.residents_cny:,.0f} for the lifts in this plan; the "
            "promise cannot hold while they do.",
            f"方案中居民要为电梯支付 {ground.residents_cny:,.0f} 元，“零负担”承诺自然不成立。",
        )
    if aim.kind == "promise" and form.name in ONE_OFF:
        yield Words(
            "Money paid once for building is left out of the promise: it runs no lift. It can only "
            "help by making the loan smaller. An upkeep grant does.",
            "一次性建设补助不计入运行承诺：它不能支付日常运行，只能减少贷款。"
            "运行维护年度补助才有效。",
        )
    if aim.kind == "promise" and form.name not in ONE_OFF and found.short_year:
        year, years = found.short_year, found.terms.years
        yield Words(
            f"Even then cash is lacking, most often first in year {year}"
            + (f", after the {years} years in which it is paid." if year > years else "."),
            f"即便如此，最常从第 {year} 年起出现资金缺口"
            + (f"（补助只发放 {years} 年）。" if year > years else "。"),
        )
    if form.name in ONE_OFF and ground.running_cny_per_lift < 0.0:
        lacking = -ground.running_cny_per_lift
        yield Words(
            f"In the median draw a mean year's income falls CNY {lacking:,.0f} per lift short of "
            "the running costs; money for building cannot mend that.",
            f"中位情形下，平均每年每台电梯的收入比运行费用少 {lacking:,.0f} 元，"
            "建设补助解决不了这个问题。",
        )
    if form.name in ("grant", "storeys", "held_back") and ground.lift_frac < 0.9:
        yield Words(
            f"A grant for lifts may not exceed their cost, and the lifts are only "
            f"{ground.lift_frac:.0%} of the outlay; the PV plant is the rest and does not "
            "earn its own cost back in time.",
            f"电梯补助不得超过电梯费用，而电梯只占总投资的 {ground.lift_frac:.0%}；"
            "其余为光伏投资，光伏自身也未能按期收回。",
        )
    if form.name in ("interest", "interest_points"):
        yield Words(
            f"All interest together is CNY {ground.interest_cny:,.0f}; no more can be let off.",
            f"全部利息合计 {ground.interest_cny:,.0f} 元，贴息最多只能免除这一部分。",
        )
    if form.name == "holiday":
        yield Words(
            f"Without the holiday the project pays CNY {ground.income_tax_cny:,.0f} of income tax "
            "in its whole life; there is no more to let off.",
            f"不享受优惠时，整个计算期的所得税也只有 {ground.income_tax_cny:,.0f} 元，"
            "可免除的税额有限。",
        )
    if form.name == "public_roofs":
        yield Words(
            "Each further roof earns too little to carry itself and the lifts: exported power is "
            "cheap, and the buyers behind the meter are served already.",
            "每增加一处屋面的收益不足以负担自身和电梯：上网电价低，自用侧用户已经满足。",
        )
