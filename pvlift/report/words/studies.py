"""Labels of studies of many worlds, in English and Chinese."""

from __future__ import annotations

from pvlift.errors import Words
from pvlift.report.words.terms import INDICATOR_WORDS, label, put, term

STUDY_WORDS = {
    "keys": Words("keys", "参数键"),
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
    "debt_covered_after_renewals": Words(
        "debt covered in every year, renewals paid", "各年扣除维持运营投资后均能偿付债务本息"
    ),
    "spreads": Words("How far results spread", "结果分布"),
    "against": Words("The plan as written, and the draws", "方案测算值与抽样结果"),
    "planned": Words("as planned", "方案测算"),
    "sure_note": Words(
        "As planned: what `run` gives. P50, P90: what 50%, 90% of the draws reach (≥) or, where "
        "less is better, do not exceed (≤); the lender's P90.",
        "方案测算：run 命令给出的确定性结果。P50、P90：有 50%、90% 的抽样达到（≥）的数值；"
        "越小越好的指标则为不超过（≤）的数值，即贷款机构通用的 P90（90% 保证率）。",
    ),
    "lean": Words(
        "Why the mean of the draws is not the plan: {npv} {mean} against {plan}. "
        "{n} of {laws} laws ({embedded} of them embedded) are one-sided: their mean is not the "
        "plan's value. All {n} at their means change this NPV by {together}, most of it: {listed}.",
        "抽样均值与方案测算值为何不同：{npv}均值 {mean}，方案测算 {plan}。"
        "{laws} 条分布中有 {n} 条偏向一侧（均值不等于方案取值；其中内置 {embedded} 条），"
        "这 {n} 条均取均值时该净现值变化 {together}，主要来自：{listed}。",
    ),
    "lean_only": Words(
        "{n} of {laws} laws are one-sided (their mean is not the plan's value), which hardly "
        "moves the {npv}: mean {mean}, as planned {plan}.",
        "{laws} 条分布中有 {n} 条偏向一侧（均值不等于方案取值），"
        "对{npv}几乎没有影响：均值 {mean}，方案测算 {plan}。",
    ),
    "bound_note": Words(
        "< : all draws agree; with 95% confidence the probability is no further off than this.",
        "“<”表示所有抽样结果一致；按 95% 置信度，概率的误差不超过该值。",
    ),
    "moves_with": Words(
        "{names}: correlation of normal scores {x}", "{names}：正态分数相关系数 {x}"
    ),
    "pull_cny": Words("NPV", "净现值影响"),
    "source_title": Words("title of the source", "来源名称"),
    "pull_npv": Words("NPV at mean", "取均值时净现值变化"),
    "mean_over_plan": Words("mean over plan", "均值/方案值"),
    "laws_note": Words(
        "Triangular, PERT: low / likely / high; of the plan: shares of the plan's own value. NPV: "
        "change of the {npv} in 1000 CNY with this law alone at its mean; – : hardly any.",
        "三角与 PERT 分布按“低 / 最可能 / 高”列出；“方案值的”表示为方案取值的百分比。净现值影响："
        "仅将该参数取为分布均值时{npv}的变化（千元）；“–”为几乎没有影响。",
    ),
    "pull": Words(
        "{name} (mean {x} of the plan: {change})", "{name}（均值为方案值的 {x}，{change}）"
    ),
    "sure_long": Words("lender's P90 (90% of draws as good)", "贷款机构 P90（90% 保证率）"),
    "level": Words("{x}% at or below ({p})", "{x}% 分位（{p}）"),
    "below": Words("{x}% below", "{x}% 分位"),
    "n_answered": Words("draws with an answer", "有解的抽样数"),
    "spread_note": Words(
        "5% below: so many of the draws lie at or below the value. Worst 5%: mean of the worst "
        "5% of the draws (CVaR).",
        "5% 分位：有 5% 的抽样不高于该值，其余类推。最差 5%：最差的 5% 抽样的均值（CVaR）。",
    ),
    "meaning_as_planned": Words("the result of `pvlift run`", "run 命令给出的确定性结果"),
    "meaning_p10": Words(
        "10% of the draws lie at or below it; other pNN alike",
        "10% 的抽样不高于该值；其余 pNN 类推",
    ),
    "meaning_p90_lender": Words(
        "the lender's P90: 90% of the draws reach it or, where less is better, do not exceed it",
        "贷款机构通用的 P90（90% 保证率）：90% 的抽样达到该值；越小越好的指标则为不超过该值",
    ),
    "meaning_cvar": Words("mean of the worst 5% of the draws", "最差 5% 抽样的均值"),
    "meaning_null": Words(
        "no answer; for a payback: it does not come within the plan",
        "无解；对回收期而言：经营期内收不回",
    ),
    "mean": Words("mean", "均值"),
    "worst": Words("worst 5%", "最差 5%"),
    "never": Words("never", "收不回"),
    "stopped": Words(
        "finished parts are in {folder}; go on with --resume",
        "已完成的部分保存在 {folder}，可用 --resume 继续",
    ),
    "answered": Words("{name} (in {x} of the draws)", "{name}（{x} 的抽样有解）"),
    "laws": Words("What varies", "不确定因素"),
    "number": Words("number", "参数"),
    "law": Words("law", "分布"),
    "embedded": Words("embedded", "内置"),
    "own": Words("scenario", "方案自定"),
    "payback_spread": Words("When the money comes back", "投资回收期的分布"),
    "irr_spread": Words("What the equity earns", "资本金内部收益率的分布"),
    "in_time": Words("in time", "按期收回"),
    "too_late": Words("too late", "晚于要求"),
    "reaches": Words("reaches the hurdle", "达到基准收益率"),
    "below_hurdle": Words("below the hurdle", "低于基准收益率"),
    "no_irr": Words("no draw has a rate of return", "所有抽样均无内部收益率"),
    "fan": Words("Cumulative project cash after tax", "项目投资累计净现金流（税后）"),
    "shortfall_chart": Words(
        "First year in which the lifts' costs are not covered", "电梯费用首次出现缺口的年份"
    ),
    "share_of_draws": Words("share of draws", "抽样占比"),
    "at_most": Words("share of draws at most", "累计占比（不超过）"),
    "at_least": Words("share of draws at least", "累计占比（不低于）"),
    "hurdle": Words("dashed: hurdle {x}", "虚线：基准收益率 {x}"),
    "accepted": Words("dashed: accepted {x}", "虚线：可接受年限 {x}"),
    "no_shortfall": Words("no shortfall in {x} of the draws", "{x} 的抽样全程无缺口"),
    "not_back": Words("{x} never pay back", "{x} 的抽样收不回投资"),
    "middle": Words("median", "中位数"),
    "band": Words("middle {x}% of the draws", "居中 {x}% 的抽样"),
    "planned_line": Words("plan as written", "方案测算"),
    "reserve_needed_cny": Words("reserve missing for the promise", "兑现承诺尚缺的备用金"),
}


def study_label(key: str, lang: str, **values) -> str:
    """A key of a study, or of an indicator, in the reader's words."""
    words = STUDY_WORDS.get(key)
    if words is None:
        return INDICATOR_WORDS[key].text(lang) if key in INDICATOR_WORDS else label(key, lang)
    return words.text(lang).format(**values)


def study_words(key: str, **values) -> Words:
    """A key of a study, or of an indicator, in both languages."""
    words = STUDY_WORDS.get(key) or INDICATOR_WORDS.get(key)
    return term(key, **values) if words is None else put(words, **values)


SENSITIVITY_WORDS = {
    "one_at_a_time": Words("One cause at a time", "单因素敏感性分析"),
    "cause": Words("cause", "不确定因素"),
    "irr_at": Words("project IRR at {x}", "{x} 时项目内部收益率"),
    "saf": Words("sensitivity factor", "敏感度系数"),
    "switch": Words("switch value", "临界点"),
    "saf_note": Words(
        "NPV: change of the project NPV after tax, {unit}. Sensitivity factor: relative change of "
        "the project IRR after tax over that of the cause, mean of ±10%; none where the IRR is "
        "not positive. Switch value: change of the cause at which that IRR meets the hurdle of "
        "{x}; of grants: money on top.",
        "净现值变化：项目投资财务净现值（所得税后）的变化（{unit}）。"
        "敏感度系数＝项目投资税后内部收益率变化率÷因素变化率，取 ±10% 的均值；"
        "内部收益率不为正时不计算。临界点：使该内部收益率等于基准收益率 {x} 的因素变化率；"
        "财政补助为每台须追加的金额。",
    ),
    "works": Words("What alone would make it work", "单项措施能否达标"),
    "works_note": Words(
        "Each cause alone, all else as planned; a percentage is the change from the plan's value. "
        "Cannot: at no value within the range tried.",
        "各项单独变动，其余不变；百分数为相对方案取值的变化。“无法达标”指在测算范围内均不能达标。",
    ),
    "aim_payback": Words("payback within {x}", "{x}内回收"),
    "aim_equity_irr": Words("equity IRR {x}", "资本金收益率 {x}"),
    "aim_irr": Words("project IRR {x}", "项目收益率 {x}"),
    "aim_promise": Words("residents pay nothing", "居民零负担"),
    "aim_all": Words("all together", "同时满足"),
    "grant": Words("further grant per lift", "每台追加补助"),
    "roof": Words("number of roofs (now {now})", "光伏屋面数量（现 {now}）"),
    "stairwell": Words("stairwells with a lift (now {now})", "加装电梯单元数（现 {now}）"),
    "met": Words("met", "已达标"),
    "met_up_to": Words("met, up to {x}", "已达标，可增至 {x}"),
    "met_down_to": Words("met, down to {x}", "已达标，可降至 {x}"),
    "a_lift": Words("{x} a lift", "{x}/台"),
    "tried": Words("tried from … to", "测算范围"),
    "npv_change": Words("NPV at -10% / +10%", "-10% / +10% 时净现值变化"),
    "meaning_value": Words(
        "grant: CNY per lift on top; roof, stairwell: how many; "
        "else multiple of the scenario's value",
        "追加补助：元/台；屋面、单元：数量；其余：方案取值的倍数",
    ),
    "meaning_factor": Words(
        "relative change of the result over that of the cause", "结果变化率÷因素变化率"
    ),
    "cannot": Words("cannot", "无法达标"),
    "indices": Words("Where the spread comes from (Sobol indices)", "方差贡献（Sobol 指数）"),
    "indices_note": Words(
        "Shares of the variance of the {x}, ± one standard error; a share below its error is nil. "
        "{n} samples a matrix, seed {seed}.",
        "对{x}方差的贡献，± 为标准误，小于标准误的贡献可视为零；每个样本矩阵 {n} 组，"
        "随机种子 {seed}。",
    ),
    "alone": Words("alone", "一阶"),
    "with_others": Words("with others", "总效应"),
    "grid": Words(
        "Payback in years by further grant and roofs per lift",
        "追加补助与每梯屋面数对投资回收期（年）的影响",
    ),
    "roofs_per_lift": Words("roofs per lift", "每台电梯对应屋面数"),
    "further_grant": Words("further grant per lift ({x})", "每台追加补助（{x}）"),
    "tornado": Words("What the project's present value hangs on", "项目净现值敏感性（龙卷风图）"),
    "tornado_left": Words("every cause ±10%", "各因素变动 ±10%"),
    "tornado_right": Words(
        "every law from its 10% to its 90% point", "各分布由 10% 分位变到 90% 分位"
    ),
    "cause_down": Words("10% less", "减少 10%"),
    "cause_up": Words("10% more", "增加 10%"),
    "law_low": Words("law at its 10% point", "取 10% 分位"),
    "law_high": Words("law at its 90% point", "取 90% 分位"),
    "change_npv": Words("change of NPV", "净现值变化"),
    "years_back": Words("years until the money is back", "投资回收期（年）"),
    "irr_planned": Words("Project IRR after tax as planned: {x}.", "基准方案项目内部收益率 {x}。"),
    "npv_planned": Words("project NPV as planned: {x}", "基准方案项目净现值：{x}"),
    "kept_mark": Words("● residents pay nothing to the end", "● 全程居民零负担"),
    "grid_mark": Words(
        "▲ the plan as written (accepted: {x}); ● residents pay nothing to the end",
        "▲ 现方案（可接受 {x}）；● 全程居民零负担",
    ),
    "indices_axis": Words("share of the variance of the {x}", "对{x}方差的贡献"),
    "indices_drawn": Words("{n} samples a matrix, seed {seed}", "样本矩阵 {n} 组，随机种子 {seed}"),
}
BATCH_WORDS = {
    "row": Words("row", "方案"),
    "batch": Words("Results row by row", "逐行结果"),
    "batch_drawn": Words("Results row by row, {n} draws each", "逐行结果，各抽样 {n} 次"),
    "batch_counts": Words("{n} rows, {wrong} with faults", "共 {n} 行，其中 {wrong} 行有误"),
    "batch_project_irr": Words("project IRR after tax", "项目内部收益率"),
    "batch_equity_irr": Words("equity IRR", "资本金内部收益率"),
    "batch_project_npv_cny": Words("project NPV", "项目净现值"),
    "batch_payback_years": Words("payback", "静态回收期"),
    "batch_kept": Words("residents pay nothing", "居民零负担"),
    "batch_project_irr.p50": Words("project IRR, median", "项目内部收益率中位数"),
    "batch_project_npv_cny.p50": Words("project NPV, median", "项目净现值中位数"),
    "batch_project_npv_cny.p10": Words("project NPV, P90", "项目净现值 P90"),
    "batch_payback_years.p50": Words("payback, median", "回收期中位数"),
    "batch_probability.payback_within_target": Words("chance: pays back in time", "按期收回概率"),
    "batch_probability.promise_kept": Words("chance: residents pay nothing", "零负担概率"),
    "batch_stopped": Words("only the first {n} rows are told", "仅给出前 {n} 行的结果"),
    "batch_note": Words(
        "IRR and NPV after tax; payback from commissioning; never: not within the plan.",
        "内部收益率与净现值均为所得税后；回收期从投运起算；“收不回”指经营期内收不回。",
    ),
    "batch_drawn_note": Words(
        "After tax. P90: reached by 90% of the draws. All rows see the same draws. Where laws are "
        "one-sided, medians are not the plan as written: `pvlift montecarlo` says by how much.",
        "均为所得税后。P90：90% 的抽样达到该值（90% 保证率）。各行采用同一组随机抽样。"
        "分布偏向一侧时，中位数与方案测算值不同，差额见 montecarlo 命令。",
    ),
}
STUDY_WORDS.update(SENSITIVITY_WORDS)
STUDY_WORDS.update(BATCH_WORDS)
