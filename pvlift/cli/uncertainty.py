"""Verbs about what is not sure: montecarlo, sensitivity."""

from __future__ import annotations

from pathlib import Path

import click

from pvlift.cli.deliver import deliver
from pvlift.cli.options import answering, common


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--draws", type=int, default=10_000, show_default=True, help="Worlds / 抽样次数.")
@click.option("--seed", type=int, help="Seed; absent: the scenario's / 随机种子.")
@click.option(
    "--method",
    type=click.Choice(["random", "sobol", "lhs"]),
    default="random",
    show_default=True,
    help="How numbers are drawn / 抽样方法.",
)
@click.option("--block", type=int, help="Draws in one part / 每个结果文件的抽样数.")
@click.option("--resume", is_flag=True, help="Go on with the run in --out / 继续中断的运行.")
@click.option(
    "--engine",
    type=click.Choice(["threads", "dask", "cuda"]),
    default="threads",
    show_default=True,
    help="Where it is computed / 计算引擎.",
)
@click.option("--scheduler", help="Address of a Dask scheduler / Dask 调度器地址.")
@click.option("--workers", type=int, help="Threads, or local Dask workers / 线程或进程数.")
@answering
@common
def montecarlo(file, out, as_json, lang, quiet, **options):
    """How sure is it: many worlds, every hour of every year / 不确定性分析."""
    from pvlift.report.content.montecarlo import montecarlo_content
    from pvlift.report.montecarlo_files import write_montecarlo
    from pvlift.report.progress import shown_progress
    from pvlift.report.words.studies import study_label
    from pvlift.scenario.load import load
    from pvlift.study.chance.montecarlo import montecarlo as study

    try:
        with shown_progress(lang, quiet) as progress:
            found = study(load(file), out=out, progress=progress, **options)
    except KeyboardInterrupt:
        if out is not None:
            click.echo(study_label("stopped", lang, folder=out), err=True)
        raise

    def write(document, folder, lang):
        write_montecarlo(document, found, folder, lang)

    deliver(montecarlo_content(found), lang, out, as_json, quiet, write)


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--samples",
    type=int,
    default=512,
    show_default=True,
    help="Sample for the Sobol indices, 0: none / Sobol 指数的样本数.",
)
@click.option("--seed", type=int, help="Seed; absent: the scenario's / 随机种子.")
@answering
@common
def sensitivity(file, out, as_json, lang, quiet, samples, seed):
    """What a plan hangs on, and what would make it work / 敏感性分析."""
    from pvlift.report.content.sensitivity import sensitivity_content
    from pvlift.scenario.load import load
    from pvlift.study.causes.sensitivity import sensitivity as study

    found = study(load(file), samples=samples, seed=seed)
    deliver(sensitivity_content(found), lang, out, as_json, quiet)
