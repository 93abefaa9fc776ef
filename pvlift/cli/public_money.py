"""Verbs about public money: subsidy, compare, portfolio."""

from __future__ import annotations

from pvlift.cli.bilingual import argument, option, verb
from pvlift.cli.deliver import deliver
from pvlift.cli.options import DRAWS, FILE, SEED, answering, common
from pvlift.errors import Words

TARGET = Words("What to reach", "目标")
SURELY = Words("How surely, as a fraction", "达标概率（小数）")
YEARS = Words("Years of yearly support", "年度补助年数")


@verb(Words("The least support that reaches a target, and its proof", "测算达到目标所需的最低补助"))
@argument("file", type=FILE, required=False)
@option("--target", default="payback=12", show_default=True, words=TARGET)
@option("--probability", type=float, default=0.9, show_default=True, words=SURELY)
@option(
    "--form",
    default="grant",
    show_default=True,
    words=Words("A form of support, or all", "补助方式，all 为全部方式"),
)
@option("--years", type=int, words=YEARS)
@option("--delay", type=int, words=Words("Months until the money comes", "补助到账月数"))
@option(
    "--keep-grants",
    is_flag=True,
    words=Words("On top of the plan's own grants", "保留方案原有补助"),
)
@option(
    "--draws",
    type=int,
    words=Words("Worlds; 10000, with all forms 1000", "抽样次数；缺省 10000，全部方式时 1000"),
)
@option("--seed", **SEED)
@option(
    "--list", "listed", is_flag=True, words=Words("Published programmes", "列出已公布的补助政策")
)
@answering
@common
def subsidy(file, out, as_json, lang, quiet, form, listed, **asked):
    from pvlift.report.content.subsidy import programmes_content, subsidy_content
    from pvlift.study.support.subsidy_question import ask_subsidy

    if listed:
        document = programmes_content()
    else:
        document = subsidy_content(*ask_subsidy(file, form, with_map=out is not None, **asked))
    deliver(document, lang, out, as_json, quiet)


@verb(Words("The same building under other ways to pay for it", "同一楼栋在不同筹资模式下的比较"))
@argument("file", type=FILE)
@option(
    "--model", "models", multiple=True, words=Words("A model; absent: all", "筹资模式；缺省为全部")
)
@option("--draws", type=int, default=200, show_default=True, words=DRAWS)
@option("--seed", **SEED)
@answering
@common
def compare(file, out, as_json, lang, quiet, models, draws, seed):
    from pvlift.report.content.compare import compare_content
    from pvlift.scenario.load import load
    from pvlift.study.models.compare import compare as study

    found = study(load(file), models, draws=draws, seed=seed)
    deliver(compare_content(found), lang, out, as_json, quiet)


@verb(
    Words(
        "A district under one policy: ranking, least support, budget",
        "一个政策下的片区：排序、最低补助与预算分配",
    )
)
@argument("table", Words("TABLE", "清单"), type=FILE)
@option("--policy", type=FILE, required=True, words=Words("Scenario of the policy", "政策方案文件"))
@option("--target", default="payback=15", show_default=True, words=TARGET)
@option("--probability", type=float, default=0.9, show_default=True, words=SURELY)
@option(
    "--form",
    default="gap",
    show_default=True,
    words=Words("Forms of support, as in gap,upkeep", "补助方式，如 gap,upkeep"),
)
@option("--years", type=int, words=YEARS)
@option(
    "--shares",
    default="1",
    show_default=True,
    words=Words("Shares of stairwells with a lift, as in 1,0.5", "加装比例，如 1,0.5"),
)
@option(
    "--budget", words=Words("CNY, or one sum a year: 1e7,1e7", "预算（元），可逐年给出：1e7,1e7")
)
@option(
    "--goal",
    default="lifts",
    show_default=True,
    words=Words(
        "What money buys most of: lifts, households, elderly, value",
        "预算优先目标：lifts 电梯数，households 户数，elderly 老年人数，value 价值",
    ),
)
@option(
    "--household-value",
    type=float,
    words=Words("CNY a household, for --goal value", "每户价值（元），用于 --goal value"),
)
@option(
    "--street-most", type=float, words=Words("Most share of one street", "单个街道的预算占比上限")
)
@option("--street-least", type=float, words=Words("Fewest lifts of a street", "每个街道的台数下限"))
@option("--skip-bad", is_flag=True, words=Words("Go on with the good rows", "跳过有误的行"))
@option("--draws", type=int, default=1000, show_default=True, words=DRAWS)
@option("--seed", **SEED)
@answering
@common
def portfolio(table, out, as_json, lang, quiet, **asked):
    from pvlift.report.content.portfolio import portfolio_content
    from pvlift.report.progress import shown_progress
    from pvlift.study.district.portfolio_question import ask_portfolio

    with shown_progress(lang, quiet, "rows") as progress:
        found, plan = ask_portfolio(table, progress=progress, **asked)
    deliver(portfolio_content(found, plan), lang, out, as_json, quiet)
