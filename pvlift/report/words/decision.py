"""Words of verdicts, of what roofs contribute and of what would make a plan work."""

from __future__ import annotations

from pvlift.errors import Words
from pvlift.report.words.terms import Vocabulary

VERDICTS = {
    "works": Words("The plan works", "本方案可行"),
    "on_paper": Words("The plan works on paper only", "本方案仅账面可行"),
    "not_yet": Words("The plan does not work yet", "本方案尚不可行"),
    "cannot": Words("The plan cannot work as it stands", "本方案无法成立"),
}
MEANINGS = {
    "works": Words(
        "money back in time, hurdle reached, promise kept: on paper, and in at least {p} of the "
        "possible futures",
        "按期收回、达到基准收益率、居民零负担三项均成立：账面如此，且在不少于 {p} 的可能情形中如此",
    ),
    "on_paper": Words(
        "all three hold on paper, but in fewer than {p} of the possible futures (or none were "
        "looked at)",
        "三项账面均成立，但在可能情形中的占比不足 {p}（或未测算）",
    ),
    "not_yet": Words(
        "not all three hold on paper; one change alone, within the rules, would do",
        "三项未能同时成立，但有单项措施可使其成立",
    ),
    "cannot": Words(
        "not all three hold on paper, and no single change within the rules would do",
        "三项未能同时成立，且任何单项措施都不足以使其成立",
    ),
}
WORDS = {
    "first": Words("{word}: {paper}; {futures}.", "{word}：{paper}；{futures}。"),
    "paper_years": Words("on paper the money is back after {t} years", "账面上 {t} 年收回投资"),
    "paper_never": Words(
        "on paper the money is not back within {n} years", "账面上 {n} 年内收不回投资"
    ),
    "paper_nothing": Words(
        "on paper the investor puts no money into the building", "账面上投资方建设期没有净投入"
    ),
    "paper_but": Words("{a}, but {b}", "{a}，但{b}"),
    "paper_and": Words("{a}, and {b}", "{a}，且{b}"),
    "paper_late": Words(
        "on paper the money is back after {t} years, later than the {g} wanted",
        "账面上 {t} 年收回投资，晚于要求的 {g} 年",
    ),
    "low": Words("the return of {r} is below {h}", "收益率 {r} 低于 {h}"),
    "no_return": Words("there is no return that reaches {h}", "收益达不到 {h}"),
    "broken": Words("residents would have to pay", "居民零负担不能兑现"),
    "futures": Words(
        "in time, at the hurdle and with the promise kept in {x} ({p} wanted)",
        "{x}三项同时成立（要求 {p}）",
    ),
    "no_futures": Words("no possible futures were looked at", "未测算可能情形"),
    "roofs": Words("What the roofs contribute", "光伏的贡献"),
    "roofs_add": Words(
        "The {n} {roofs} {add} {x} to the plan's present value and {stand} in for {g} of grant per "
        "lift; without PV, with the same lifts and grants, the plan is worth {w}.",
        "{n} 处屋面使方案净现值增加 {x}，相当于每台电梯少补助 {g}；"
        "同样的电梯和补助而不建光伏，净现值为 {w}。",
    ),
    "roofs_take": Words(
        "PV does not pay for itself here: the {n} {roofs} {take} {x} from the plan's present "
        "value, so {g} more grant per lift is needed than without PV (then worth {w}).",
        "光伏在此不能自负盈亏：{n} 处屋面使方案净现值减少 {x}，"
        "每台电梯反而要多补助 {g}（不建光伏时净现值为 {w}）。",
    ),
    "next_gains": Words("One more roof would add {x}.", "再增加一处屋面，净现值增加 {x}。"),
    "next_loses": Words("One more roof would take away {x}.", "再增加一处屋面，净现值减少 {x}。"),
    "best": Words(
        "Most is gained with {n} {roofs} (present value {x}).",
        "以 {n} 处屋面为最优（净现值 {x}）。",
    ),
    "even": Words("The plan breaks even from {n} {roofs} on.", "从 {n} 处屋面起净现值不再为负。"),
    "even_none": Words(
        "No number of roofs up to {m} breaks even: at the best of them {x} are missing.",
        "直到 {m} 处屋面都不能盈亏平衡：最好时仍差 {x}。",
    ),
    "advice": Words("What would make it work, each alone", "怎样才能成立：单项措施"),
    "margins": Words("How far each may change alone", "还能承受多大变化：单项安全余量"),
    "judged": Words(
        "so that money is back within {t} years, the return reaches {h} and residents pay nothing",
        "使 {t} 年内收回投资、收益率达到 {h}、居民零负担同时成立",
    ),
    "lever_needs": Words("{name}: {x}", "{name}：{x}"),
    "lever_may": Words("{name}: may go to {x}", "{name}：可变动至 {x}"),
    "lever_never": Words("{names}: not enough, whatever the amount", "{names}：无论多少都不够"),
    "grant_needs": Words("grants at construction: {x} more per lift", "建设期补助：每台再增加 {x}"),
    "grant_refused": Words(
        "grants at construction: even {x} more per lift, which would pay for the whole lift, is "
        "not enough; a larger grant than the lift costs is not allowed",
        "建设期补助：即使每台再增加 {x}（已补足电梯全部费用）仍不够；补助不得超过电梯费用",
    ),
    "grant_no_room": Words(
        "grants at construction: the lift is already paid for in full; more is not allowed",
        "建设期补助：已补足电梯全部费用，不得再增加",
    ),
    "roofs_need": Words("roofs: at least {n} instead of {now}", "光伏屋面：由 {now} 处增至 {n} 处"),
    "roofs_fewer": Words("roofs: {n} instead of {now}", "光伏屋面：由 {now} 处改为 {n} 处"),
    "nothing_alone": Words(
        "No single change within the rules does it; several together may: see "
        "`pvlift sensitivity`.",
        "规则之内没有任何单项措施可使其成立；多项并举或可成立，见 sensitivity 命令。",
    ),
    "curve": Words("Present value by number of roofs", "净现值与屋面数"),
    "curve_sentence": Words(
        "What the project is worth after tax with so many roofs, every one simulated; dashed: "
        "without PV, with the same lifts and grants.",
        "不同屋面数下项目税后净现值（逐一模拟）；虚线为同样的电梯和补助而不建光伏。",
    ),
    "npv": Words("project NPV after tax", "项目净现值（税后）"),
    "without": Words("without PV", "不建光伏"),
    "n_roofs": Words("roofs", "屋面数"),
    "here": Words("this plan: {n}", "现方案：{n} 处"),
    "meaning": Words("The four verdicts", "四种结论的含义"),
    "works_col": Words("works on paper", "账面可行"),
}
word = Vocabulary(WORDS)
