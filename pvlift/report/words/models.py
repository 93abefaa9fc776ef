"""The vocabulary of ways to pay for lifts in both languages."""

from __future__ import annotations

from pvlift.errors import Words
from pvlift.report.words.terms import Vocabulary

WORDS = {
    "answer": Words(
        "Of the models that can be carried out on these figures, lightest on residents: {least} "
        "({paid} in all). Most likely to be agreed on: {likely} ({chance}, an estimate from "
        "assumptions).",
        "按现有数据可以实施的模式中，居民负担最轻：{least}，合计支付 {paid}；"
        "表决通过概率最高：{likely}，约 {chance}（按假设估算）。",
    ),
    "cannot": Words(
        "Cannot be carried out as surely as wanted ({p}), because the lifts' costs are not covered "
        "in every year or the money is not back in time: {names}.",
        "达不到所要求的把握（{p}）、不能实施的模式（电梯费用不能逐年保障，或投资不能按期收回）：{names}。",
    ),
    "answer_no_sure": Words(
        "On these figures none of the models can be carried out as surely as wanted.",
        "按现有数据，没有一种模式能以所要求的把握实施。",
    ),
    "answer_none": Words("No model fits this plan.", "没有适用于本方案的模式。"),
    "kept_in": Words("{word} ({chance})", "{word}（{chance}）"),
    "quorum_frac": Words("flats that must vote {x}", "法定参与表决户数占比 {x}"),
    "approval_frac": Words("of these must agree {x}", "参与表决者中须同意占比 {x}"),
    "turnout_frac": Words("chance that a flat votes {x}", "每户参与表决概率 {x}"),
    "base_score": Words("score on the ground floor {x}", "底层倾向分 {x}"),
    "score_per_floor": Words("per floor {x}", "每高一层 {x}"),
    "score_per_thousand_cny_per_year": Words("per CNY 1,000 a year {x}", "每年每付千元 {x}"),
    "loan_rate_per_year": Words("rate of spreading {x} a year", "折算年利率 {x}"),
    "loan_years": Words("over {x} years", "折算年数 {x}"),
    "title": Words("Ways to pay for the same lifts", "同一栋楼的不同筹资模式"),
    "model": Words("model", "模式"),
    "government": Words("government\nhands out", "政府补助"),
    "residents": Words("residents pay,\nwhole plan", "居民合计\n支付"),
    "irr": Words("investor's\nIRR", "投资方内部\n收益率"),
    "carried": Words("can be carried out\n(share of draws)", "资金可持续\n（抽样占比）"),
    "consent": Words("consent\n(estimate)", "表决通过\n（估算）"),
    "floors": Words("What one flat pays", "每户支付"),
    "build": Words("at construction", "建设时一次性"),
    "mean_year": Words("mean year", "年均"),
    "per_year": Words(
        "a year, building money spread over {years:g} years at {rate}",
        "折合每年（一次性费用按 {years:g} 年、{rate} 折算）",
    ),
    "axis": Words("CNY per flat and year", "元/户·年"),
    "assumed": Words("Assumptions of the estimate of consent", "表决通过概率的估算假设"),
    "yes": Words("yes", "可实施"),
    "on_paper": Words("on paper only", "仅账面可行"),
    "no": Words("no", "不可实施"),
    "no_investor": Words("no investor", "无投资方"),
    "key": Words("model (key)", "模式（键）"),
    "col_government_cny": Words("government hands out", "政府补助"),
    "col_fiscal_npv_cny": Words("fiscal NPV of the government", "财政净现值"),
    "col_residents_cny": Words("residents pay, whole plan", "居民合计支付"),
    "col_maintenance_fund_cny": Words("of that, maintenance fund", "其中维修资金"),
    "col_roof_rent_cny": Words("roof rent, whole plan", "屋面租金合计"),
    "col_equity_irr": Words("equity IRR", "资本金内部收益率"),
    "col_equity_npv_cny": Words("equity NPV", "资本金净现值"),
    "col_payback_years": Words("payback", "静态投资回收期"),
    "col_promise_kept": Words("residents pay nothing, lifts run", "零负担且可持续"),
    "col_promise_kept_frac": Words("share of draws kept", "零负担成立概率"),
    "col_paid_back_frac": Words("share of draws paid back in time", "按期收回概率"),
    "col_can_be_carried": Words("can be carried out", "可实施"),
    "col_carried_frac": Words(
        "share of draws: costs covered, money back", "费用有保障且按期收回的抽样占比"
    ),
    "col_consent_frac": Words("estimated chance of consent", "估计的表决通过概率"),
    "col_stairwell": Words("stairwell", "单元"),
    "col_floor": Words("floor", "楼层"),
    "col_cny_per_flat": Words("one flat pays", "每户支付"),
    "terms": Words("Terms of the models", "各模式条件"),
}
word = Vocabulary(WORDS)
