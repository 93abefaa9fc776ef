"""Verbs about public money: subsidy, compare, portfolio."""

from __future__ import annotations

from pathlib import Path

import click

from pvlift.cli.deliver import deliver
from pvlift.cli.options import answering, common


@click.command()
@click.argument("file", type=click.Path(path_type=Path), required=False)
@click.option("--target", default="payback=12", show_default=True, help="What to reach / 目标.")
@click.option(
    "--probability", type=float, default=0.9, show_default=True, help="How surely / 达标概率."
)
@click.option("--form", default="grant", show_default=True, help="A form, or all / 补助方式.")
@click.option("--years", type=int, help="Years of yearly support / 年度补助年数.")
@click.option("--delay", type=int, help="Months until the money comes / 到账月数.")
@click.option("--keep-grants", is_flag=True, help="On top of the plan's own / 保留原有补助.")
@click.option("--draws", type=int, help="Worlds; 10000, with all forms 1000 / 抽样次数.")
@click.option("--seed", type=click.IntRange(min=0), help="Seed; absent: the scenario's / 随机种子.")
@click.option("--list", "listed", is_flag=True, help="Published programmes / 已公布的补助政策.")
@answering
@common
def subsidy(file, out, as_json, lang, quiet, form, listed, **asked):
    """The least support that reaches a target, and its proof / 最低补助测算."""
    from pvlift.report.content.subsidy import programmes_content, subsidy_content
    from pvlift.study.support.subsidy_question import ask_subsidy

    if listed:
        document = programmes_content()
    else:
        document = subsidy_content(*ask_subsidy(file, form, with_map=out is not None, **asked))
    deliver(document, lang, out, as_json, quiet)


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--model", "models", multiple=True, help="A model; absent: all / 筹资模式.")
@click.option("--draws", type=int, default=200, show_default=True, help="Worlds / 抽样次数.")
@click.option("--seed", type=click.IntRange(min=0), help="Seed; absent: the scenario's / 随机种子.")
@answering
@common
def compare(file, out, as_json, lang, quiet, models, draws, seed):
    """The same building under other ways to pay for it / 不同筹资模式比较."""
    from pvlift.report.content.compare import compare_content
    from pvlift.scenario.load import load
    from pvlift.study.models.compare import compare as study

    found = study(load(file), models, draws=draws, seed=seed)
    deliver(compare_content(found), lang, out, as_json, quiet)


@click.command()
@click.argument("table", type=click.Path(path_type=Path))
@click.option("--policy", type=click.Path(path_type=Path), required=True, help="Scenario / 政策.")
@click.option("--target", default="payback=15", show_default=True, help="What to reach / 目标.")
@click.option("--probability", type=float, default=0.9, show_default=True, help="达标概率.")
@click.option("--form", default="gap", show_default=True, help="Forms: gap,upkeep / 补助方式.")
@click.option("--years", type=int, help="Years of yearly support / 年度补助年数.")
@click.option("--shares", default="1", show_default=True, help="Stairwells with a lift / 加装比例.")
@click.option("--budget", help="CNY, or one sum a year: 1e7,1e7 / 预算（元），可逐年.")
@click.option("--goal", default="lifts", show_default=True, help="lifts households elderly value")
@click.option("--household-value", type=float, help="CNY, for --goal value / 每户价值（元）.")
@click.option("--street-most", type=float, help="Most share of one street / 单个街道占比上限.")
@click.option("--street-least", type=float, help="Fewest lifts of a street / 每个街道台数下限.")
@click.option("--skip-bad", is_flag=True, help="Go on with the good rows / 跳过有误的行.")
@click.option("--draws", type=int, default=1000, show_default=True, help="Worlds / 抽样次数.")
@click.option("--seed", type=click.IntRange(min=0), help="Seed; absent: the policy's / 随机种子.")
@answering
@common
def portfolio(table, out, as_json, lang, quiet, **asked):
    """A district under one policy: ranking, least support, budget / 片区测算与预算分配."""
    from pvlift.report.content.portfolio import portfolio_content
    from pvlift.report.progress import shown_progress
    from pvlift.study.district.portfolio_question import ask_portfolio

    with shown_progress(lang, quiet, "rows") as progress:
        found, plan = ask_portfolio(table, progress=progress, **asked)
    deliver(portfolio_content(found, plan), lang, out, as_json, quiet)
