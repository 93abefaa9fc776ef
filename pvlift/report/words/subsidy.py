"""The vocabulary of subsidy questions in both languages."""

from __future__ import annotations

from pvlift.errors import Words
from pvlift.report.words.terms import Vocabulary

WORDS = {
    "forms": Words("Forms of support with the same effect", "同等效果下各种补助方式比较"),
    "form": Words("form", "补助方式"),
    "level": Words("least level", "最低标准"),
    "proof": Words("The proof", "复算验证"),
    "without": Words("without support", "不补助"),
    "below": Words("one step less", "少补一档"),
    "answer": Words("the answer", "本答案"),
    "most": Words("the most it may give", "补到上限"),
    "met": Words("draws that reach the target", "达标概率"),
    "cost": Words("What it costs the public", "公共成本"),
    "cost_today": Words("public\ncost today", "公共成本\n现值"),
    "purse": Words("paid by the purse", "财政承担"),
    "paid_npv": Words("handed out, worth today", "发放补助现值"),
    "purse_cost_npv": Words("purse after taxes that follow", "财政净成本现值（计税收变化）"),
    "in_kind": Words("rent not asked for", "免收租金"),
    "users": Words("paid by all power users", "由全体用户分摊"),
    "per_lift": Words("per lift", "每台"),
    "per_household": Words("per household", "每户"),
    "peak_year": Words("dearest\nyear", "最高年度\n支出"),
    "beyond": Words("investor\nbeyond need", "投资方\n超额收益"),
    "purse_range": Words("cost to the purse,\n80% range", "财政成本现值\n80% 区间"),
    "investor_range": Words("investor's NPV,\n80% range", "投资方净现值\n80% 区间"),
    "price_risk": Words("if power\nis cheaper", "电价下跌\n由谁承担"),
    "stop_risk": Words("if the operator\ngives up", "运营方退出\n由谁承担"),
    "late_risk": Words("if the money\nis late", "补助迟到\n由谁承担"),
    "risks": Words("Who bears which risk", "风险由谁承担"),
    "why_not": Words("What stands in the way", "障碍所在"),
    "method": Words("found by", "求解方式"),
    "programmes": Words("Published programmes", "已公布的补助政策"),
    "place": Words("place", "地区"),
    "rule": Words("what is paid", "补助标准"),
    "confidence": Words("confidence", "可信度"),
    "grant_axis": Words("grant per lift", "每台补助"),
    "roofs_axis": Words("roofs per lift", "每台电梯配套屋面数"),
    "map": Words("Where the plan works: grant and roofs per lift", "可行域：补助标准与屋面配比"),
    "here": Words("this plan", "本方案"),
    "no_draws": Words("no combination reaches it", "所试组合均不达标"),
    "not_enough": Words("not enough even at most", "补到上限仍不足"),
    "none_needed": Words("none needed", "无需补助"),
    "not_available": Words("does not apply", "不适用"),
    "own_grants": Words(
        "The scenario's own grants are set aside; the answer is all public support.",
        "已剔除方案原有补助，所得结果为全部公共补助。",
    ),
    "on_top": Words(
        "The scenario's own grants stay; the answer comes on top of them.",
        "保留方案原有补助，所得结果为在其之上的增量。",
    ),
    "doubt": Words(
        "Other batches of {n} draws would mostly (95%) answer {low} to {high} {unit}.",
        "换一批 {n} 次模拟，答案多半（95%）在 {low} 至 {high} {unit}之间。",
    ),
    "cheapest": Words("Cheapest for the public: {answer}", "公共成本最低的方式——{answer}"),
    "no_form": Words(
        "No form of support reaches the target: {aim}, in {chance} of {n} draws.",
        "所试补助方式均不能达标（目标：{aim}，概率 {chance}，{n} 次模拟）。",
    ),
    "target": Words(
        "target: {aim}, in {chance} of {n} draws",
        "目标：{aim}，概率不低于 {chance}（{n} 次模拟）",
    ),
    "no_amount": Words("no amount is published", "未公布金额"),
    "aim": Words("target: {aim}", "目标：{aim}"),
    "answer_none": Words(
        "{title}: {level} (target: {aim}, in {chance} of the draws).",
        "{title}：{level}（目标：{aim}，概率 {chance}）。",
    ),
    "answer_needless": Words(
        "No support is needed: {aim} is reached in {met} of {draws} draws already.",
        "不需要补助：{draws} 次模拟中，“{aim}”的概率已达 {met}。",
    ),
    "answer_least": Words(
        "{title}: at least {level} {unit} for {aim} in {chance} of {draws} draws.",
        "{title}最低 {level} {unit}，可使“{aim}”的概率达到 {chance}（{draws} 次模拟）。",
    ),
    "col_form": Words("form (key)", "补助方式（键）"),
    "col_title": Words("form", "补助方式"),
    "col_level": Words("least level", "最低标准"),
    "col_unit": Words("unit", "单位"),
    "col_method": Words("found by (key)", "求解方式（键）"),
    "col_met_frac": Words("share of draws that reach the target", "达标概率（小数）"),
    "col_public_npv_cny": Words("public cost, worth today (CNY)", "公共成本现值（元）"),
    "col_paid_npv_cny": Words("handed out, worth today (CNY)", "发放补助现值（元）"),
    "col_purse_cost_npv_cny": Words("purse after taxes (CNY)", "财政净成本现值（元）"),
    "col_purse_cost_npv_p10_cny": Words("purse, 10% point (CNY)", "财政净成本 10% 分位（元）"),
    "col_purse_cost_npv_p90_cny": Words("purse, 90% point (CNY)", "财政净成本 90% 分位（元）"),
    "col_in_kind_npv_cny": Words("rent not asked for (CNY)", "免收租金现值（元）"),
    "col_users_npv_cny": Words("paid by all power users (CNY)", "全体用户分摊现值（元）"),
    "col_per_lift_cny": Words("public cost per lift (CNY)", "每台公共成本（元）"),
    "col_per_household_cny": Words("public cost per household (CNY)", "每户公共成本（元）"),
    "col_dearest_year": Words("dearest year", "最高支出年份"),
    "col_dearest_year_cny": Words("paid in the dearest year (CNY)", "最高年度支出（元）"),
    "col_investor_npv_p10_cny": Words(
        "investor's NPV, 10% point (CNY)", "投资方净现值 10% 分位（元）"
    ),
    "col_investor_npv_p90_cny": Words(
        "investor's NPV, 90% point (CNY)", "投资方净现值 90% 分位（元）"
    ),
    "col_beyond_need_cny": Words("investor beyond need (CNY)", "投资方超额收益（元）"),
    "col_price_risk": Words("if power is cheaper", "电价下跌由谁承担"),
    "col_operator_risk": Words("if the operator gives up", "运营方退出由谁承担"),
    "col_delay_risk": Words("if the money is late", "补助迟到由谁承担"),
    "col_paid_cny": Words("handed out", "发放补助"),
    "col_purse_cost_cny": Words("cost to the purse", "财政净成本"),
    "col_in_kind_cny": Words("rent not asked for", "免收租金"),
    "col_users_cny": Words("paid by all power users", "全体用户分摊"),
    "try_all": Words(
        "Run again with --form all to see which forms can do it.",
        "可用 --form all 查看其他补助方式能否达标。",
    ),
}
word = Vocabulary(WORDS)
METHODS = {
    "closed_form": Words("closed form, one Monte Carlo run", "解析解（一次蒙特卡罗模拟）"),
    "root": Words("root finding (taxes or loans bend the line)", "数值求根（受税收或贷款影响）"),
    "search": Words("search over whole units", "整数搜索"),
    "none_needed": Words("none needed", "无需补助"),
    "impossible": Words("no level does", "任何标准均不可达"),
    "unavailable": Words("does not apply", "不适用"),
}
INVESTOR, PURSE = Words("investor", "投资方"), Words("government", "政府")
SHARED, USERS = Words("both", "双方共担"), Words("all power users", "全体用户")
# who loses when power is cheaper, when the operator gives up, when the money is late
RISKS = {
    "gap": (INVESTOR, PURSE, INVESTOR),
    "grant": (INVESTOR, PURSE, INVESTOR),
    "storeys": (INVESTOR, PURSE, INVESTOR),
    "held_back": (INVESTOR, SHARED, INVESTOR),
    "per_w": (INVESTOR, PURSE, INVESTOR),
    "per_kwh": (INVESTOR, INVESTOR, INVESTOR),
    "upkeep": (INVESTOR, INVESTOR, INVESTOR),
    "interest": (INVESTOR, SHARED, INVESTOR),
    "interest_points": (INVESTOR, SHARED, INVESTOR),
    "holiday": (INVESTOR, INVESTOR, PURSE),
    "public_roofs": (INVESTOR, SHARED, PURSE),
    "price": (USERS, INVESTOR, INVESTOR),
}
