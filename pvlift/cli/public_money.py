"""Verbs about public money: subsidy, compare, portfolio."""

from __future__ import annotations

from pvlift.cli.bilingual import argument, option, verb
from pvlift.cli.deliver import deliver
from pvlift.cli.options import DRAWS, FILE, SEED, answering, common
from pvlift.errors import Fault, PvliftError, Words
from pvlift.scenario.choices import GOALS

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
@option(
    "--delay", "delay_months", type=int, words=Words("Months until the money comes", "补助到账月数")
)
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
def subsidy(file, out, as_json, lang, quiet, target, probability, form, seed, listed, **asked):
    from pvlift.report.content.subsidy import programmes_content, subsidy_content

    if listed:
        deliver(programmes_content(), lang, out, as_json, quiet)
        return
    if file is None:
        wanted = Words("a scenario file (or --list)", "方案文件（或使用 --list）")
        raise PvliftError("subsidy", [Fault("FILE", "nothing", wanted)])
    from pvlift.scenario.load import load
    from pvlift.study.support.subsidy import minimum_subsidies
    from pvlift.study.support.viability import map_beside

    loaded = load(file)
    found = minimum_subsidies(loaded, target, probability, (form,), seed=seed, **asked)
    where = map_beside(loaded, found[0].case, seed) if out is not None else None
    deliver(subsidy_content(found, where), lang, out, as_json, quiet)


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
    default=GOALS[0],
    show_default=True,
    words=Words(
        "What money buys most of: lifts, households, elderly, value",
        "预算优先目标：lifts 电梯数，households 户数，elderly 老年人数，value 价值",
    ),
)
@option(
    "--household-value",
    "value_cny_per_household",
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
def portfolio(table, policy, form, shares, budget, skip_bad, out, as_json, lang, quiet, **asked):
    from pvlift.report.content.portfolio import portfolio_content
    from pvlift.report.progress import shown_progress
    from pvlift.scenario.load import load
    from pvlift.study.district.portfolio import portfolio as study
    from pvlift.study.district.portfolio_rows import read_portfolio

    faults: list[Fault] = []
    asked["budget_cny"] = None if budget is None else numbers("budget", budget, faults)
    asked["lift_shares"] = numbers("shares", shares, faults)
    asked["forms"] = tuple(dict.fromkeys(name.strip() for name in form.split(",") if name.strip()))
    if faults:
        raise PvliftError("portfolio", faults)
    rows = read_portfolio(table, skip_bad=skip_bad)
    with shown_progress(lang, quiet, "rows") as progress:
        found = study(rows, load(policy), skip_bad=skip_bad, progress=progress, **asked)
    deliver(portfolio_content(found), lang, out, as_json, quiet)


def numbers(name: str, text: str, faults: list[Fault]) -> tuple[float, ...]:
    """Numbers with commas between them; 3e6 is allowed."""
    try:
        return tuple(float(part) for part in text.replace("，", ",").split(",") if part.strip())
    except ValueError:
        wanted = Words("numbers with commas between them", "用逗号分隔的数字")
        faults.append(Fault(name, f"'{text}'", wanted))
        return ()
