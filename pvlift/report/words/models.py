"""The vocabulary of ways to pay for lifts in both languages."""

from __future__ import annotations

from pvlift.errors import Words
from pvlift.report.words.terms import Vocabulary

WORDS = {
    "answer": Words(
        "Lightest on residents: {least} ({paid} in all). Most likely to be agreed on: {likely} "
        "({chance}).",
        "居民负担最轻的模式：{least}，合计支付 {paid}；"
        "最容易通过表决的模式：{likely}，概率 {chance}。",
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
    "promise": Words("residents pay nothing,\nalways", "零负担且可持续\n（抽样占比）"),
    "consent": Words("consent", "通过表决\n概率"),
    "floors": Words("What one flat pays", "每户支付"),
    "build": Words("at construction", "建设时一次性"),
    "mean_year": Words("mean year", "年均"),
    "per_year": Words(
        "a year, building money spread over {years:g} years at {rate}",
        "折合每年（一次性费用按 {years:g} 年、{rate} 折算）",
    ),
    "axis": Words("CNY per flat and year", "元/户·年"),
    "assumed": Words("Assumptions of the estimate of consent", "表决通过概率的估算假设"),
    "yes": Words("kept", "成立"),
    "no": Words("not kept", "不成立"),
    "pays": Words("residents pay", "居民付费"),
    "no_investor": Words("no investor", "无投资方"),
    "terms": Words("Terms of the models", "各模式条件"),
}
word = Vocabulary(WORDS)
