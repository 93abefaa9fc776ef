"""Labels of studies of many worlds, in English and Chinese."""

from __future__ import annotations

from pvlift.errors import Words
from pvlift.report.words import INDICATOR_WORDS, label

STUDY_WORDS = {
    "draws": Words("{n} draws, seed {seed}, {method}", "抽样 {n} 次，随机种子 {seed}，{method}"),
    "random": Words("random", "简单随机抽样"),
    "sobol": Words("Sobol points", "Sobol 低差异序列"),
    "lhs": Words("Latin hypercube", "拉丁超立方抽样"),
    "chances": Words("How sure is it", "达标概率"),
    "chance": Words("what must hold", "判据"),
    "probability": Words("probability", "概率"),
    "error": Words("standard error", "标准误"),
    "project_irr_meets_hurdle": Words(
        "project IRR after tax at least {x}", "项目投资税后内部收益率不低于 {x}"
    ),
    "equity_irr_meets_hurdle": Words("equity IRR at least {x}", "资本金内部收益率不低于 {x}"),
    "payback_within_target": Words("payback within {x}", "{x}内收回投资"),
    "pays_back": Words("pays back within the plan at all", "经营期内能够收回投资"),
    "promise_kept": Words('"residents pay nothing" holds to the end', "“居民零负担”全程成立"),
    "debt_covered": Words("debt covered in every year", "各年均能偿付债务本息"),
    "spreads": Words("How far results spread", "结果分布"),
    "spread_note": Words(
        "P5: 5 % of the draws lie below; the worst 5 % is their mean (CVaR).",
        "P5 表示 5% 的抽样结果低于该值；“最差 5%”为其均值（CVaR）。",
    ),
    "mean": Words("mean", "均值"),
    "worst": Words("worst 5 %", "最差 5%"),
    "never": Words("never", "收不回"),
    "laws": Words("What varies", "不确定因素"),
    "number": Words("number", "参数"),
    "law": Words("law", "分布"),
    "embedded": Words("embedded", "内置"),
    "own": Words("scenario", "方案自定"),
    "histogram": Words("Payback and rate of return", "投资回收期与内部收益率的分布"),
    "fan": Words("Cumulative project cash after tax", "项目投资累计净现金流（税后）"),
    "shortfall_chart": Words(
        "First year in which the lifts' costs are not covered", "电梯费用首次出现缺口的年份"
    ),
    "share_of_draws": Words("share of draws", "抽样占比"),
    "at_most": Words("share of draws at most", "累计占比（不超过）"),
    "at_least": Words("share of draws at least", "累计占比（不低于）"),
    "hurdle": Words("hurdle {x}", "基准收益率 {x}"),
    "accepted": Words("accepted {x}", "可接受年限 {x}"),
    "no_shortfall": Words("no shortfall in {x} of the draws", "{x} 的抽样全程无缺口"),
    "not_back": Words("{x} never pay back", "{x} 的抽样收不回投资"),
    "middle": Words("median", "中位数"),
    "band": Words("P{low} to P{high}", "P{low} 至 P{high}"),
    "reserve_needed_cny": Words("reserve missing for the promise", "兑现承诺尚缺的备用金"),
}


def study_label(key: str, lang: str, **values) -> str:
    """A key of a study, or of an indicator, in the reader's words."""
    words = STUDY_WORDS.get(key)
    if words is None:
        return INDICATOR_WORDS[key].text(lang) if key in INDICATOR_WORDS else label(key, lang)
    return words.text(lang).format(**values)


def kind_of(key: str) -> str:
    """Unit of an indicator by its name."""
    for end, kind in (
        ("_cny_per_kwh", "cny_per_kwh"),
        ("_cny", "cny"),
        ("_per_lift_cny", "cny"),
        ("_years", "years"),
        ("_frac", "frac"),
    ):
        if key.endswith(end):
            return kind
    return "frac" if "irr" in key else "ratio"
