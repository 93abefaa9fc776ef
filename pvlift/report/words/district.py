"""The vocabulary of districts and budgets in both languages."""

from __future__ import annotations

from pvlift.errors import Words
from pvlift.report.words.subsidy import WORDS as SUBSIDY_WORDS
from pvlift.report.words.terms import Vocabulary

WORDS = {
    **{
        key: SUBSIDY_WORDS[key]
        for key in ("form", "per_lift", "col_form", "col_method", "col_met_frac")
    },
    "title": Words(
        "Projects, the one that needs least per lift first", "项目排序（每台所需补助由低到高）"
    ),
    "rank": Words("rank", "排序"),
    "pool": Words("pool\nof roofs", "统筹单元"),
    "street": Words("street", "街道"),
    "lifts": Words("lifts", "电梯"),
    "roofs": Words("roofs", "屋面"),
    "payback": Words("payback", "回收期"),
    "irr": Words("IRR", "内部\n收益率"),
    "promise": Words("residents\npay nothing", "零负担\n成立概率"),
    "least": Words("least support\nper lift", "每台\n最低补助"),
    "col_rank": Words("rank", "排序"),
    "col_pool": Words("pool of roofs", "统筹单元"),
    "col_street": Words("street", "街道"),
    "col_rows": Words("rows of the table x stairwells", "清单行 x 单元数"),
    "col_lifts": Words("lifts", "电梯台数"),
    "col_lifts_frac": Words("share of stairwells with a lift", "加装比例（小数）"),
    "col_households": Words("households", "受益户数"),
    "col_people": Words("people", "受益人数"),
    "col_elderly": Words("elderly people", "其中老年人数"),
    "col_roofs": Words("roofs", "屋面数"),
    "col_peak_w": Words("peak power (W)", "装机容量（瓦）"),
    "col_payback_years": Words("payback, median", "静态投资回收期（中位数）"),
    "col_paid_back_frac": Words("share of draws paid back in time", "按期收回概率"),
    "col_project_irr": Words("project IRR, median", "项目内部收益率（中位数）"),
    "col_promise_frac": Words("residents pay nothing", "零负担成立概率"),
    "col_level": Words("least level (unit of the form)", "最低标准（按补助方式计）"),
    "col_public_money_cny": Words("public money", "财政支出"),
    "col_public_money_per_lift_cny": Words("public money per lift", "每台财政支出"),
    "col_public_npv_cny": Words("public money, worth today", "财政支出现值"),
    "col_start_year": Words("start year", "开工年度"),
    "col_value": Words("value", "目标函数值"),
    "col_greedy_value": Words("value, by value for money", "按性价比选取的目标函数值"),
    "col_budget_cny": Words("budget", "预算"),
    "col_cny_per_lift": Words("support per lift", "每台补助"),
    "none": Words("> {n}", "> {n}"),
    "impossible": Words("no level does", "不可达"),
    "more": Words("... and {n} more, all in projects.csv", "……另有 {n} 项，见 projects.csv"),
    "skipped": Words("Rows left out", "已跳过的行"),
    "budget": Words("What the budget buys", "预算能建成多少"),
    "way": Words("way of choosing", "分配方式"),
    "best": Words("best choice (solver)", "最优选择（整数规划）"),
    "greedy": Words("by value for money, auditable", "按性价比依次选取（便于审计）"),
    "flat": Words("flat rate, {rate} per lift", "统一标准，每台 {rate}"),
    "auction": Words("reverse auction, paid as bid", "反向竞价（按报价付款）"),
    "uniform": Words("reverse auction, one price", "反向竞价（统一出清价）"),
    "cost": Words("public money", "财政支出"),
    "value": Words("value", "目标函数值"),
    "marginal": Words(
        "The dearest lift chosen: {pool}, {cost} per lift.",
        "入选项目中最贵的：{pool}，每台 {cost}。",
    ),
    "by_year": Words("Public money by budget year: {years}.", "分年度财政支出：{years}。"),
    "usable": Words(
        "Of the budget of {whole}, {usable} can be spent: support falls due only some time after "
        "the start.",
        "预算总额 {whole}，可动用 {usable}：补助在开工一段时间后才到支付期，此前年份的预算用不上。",
    ),
    "target": Words(
        "target: {aim}, in {chance} of {n} draws; {form}",
        "目标：{aim}，概率不低于 {chance}（{n} 次模拟）；{form}",
    ),
    "answer": Words(
        "{cost} build {lifts} lifts in {pools} of {all} estates; the least support reaches from "
        "{low} to {high} per lift.",
        "{cost}可建成 {lifts} 台（{all} 个统筹单元中的 {pools} 个）；每台最低补助 {low}至 {high}。",
    ),
    "answer_free": Words(
        "{able} of {all} estates can reach the target, with {low} to {high} of support per lift.",
        "{all} 个统筹单元中有 {able} 个可以达标，每台最低补助 {low}至 {high}。",
    ),
    "answer_none": Words(
        "No estate reaches the target with this form of support.",
        "没有统筹单元能以这种补助方式达标。",
    ),
    "later": Words(
        "Of the last year, {cost} falls due later.", "其中最后一年的 {cost} 在预算期后支付。"
    ),
    "supply": Words("Lifts that a budget buys", "预算与建成电梯数"),
    "rates": Words("Lifts that stand at a rate per lift", "补助标准与可建成电梯数"),
    "axis_lifts": Words("lifts", "电梯台数"),
    "axis_budget": Words("budget", "预算"),
    "axis_rate": Words("support per lift", "每台补助"),
    "way_lifts": Words("{way}: {n} lifts", "{way}：{n} 台"),
    "this_budget": Words("this budget", "本预算"),
}
word = Vocabulary(WORDS)
