"""Verbs about what is not sure: montecarlo, sensitivity."""

from __future__ import annotations

import click

from pvlift.cli.bilingual import argument, option, verb
from pvlift.cli.deliver import deliver
from pvlift.cli.options import DRAWS, FILE, SEED, answering, common
from pvlift.errors import Words
from pvlift.scenario.choices import ENGINES, METHODS


@verb(
    Words(
        "How sure is it: many worlds, every hour of every year", "不确定性分析：多次抽样，逐时逐年"
    )
)
@argument("file", type=FILE)
@option("--draws", type=int, default=10_000, show_default=True, words=DRAWS)
@option("--seed", **SEED)
@option(
    "--method",
    type=click.Choice(METHODS),
    default=METHODS[0],
    show_default=True,
    words=Words("How numbers are drawn", "抽样方法"),
)
@option("--block", type=int, words=Words("Draws in one part", "每个结果文件的抽样数"))
@option(
    "--resume",
    is_flag=True,
    words=Words("Go on with the run in --out", "继续 --out 中被中断的运行"),
)
@option(
    "--engine",
    type=click.Choice(ENGINES),
    default=ENGINES[0],
    show_default=True,
    words=Words("Where it is computed", "计算引擎"),
)
@option("--scheduler", words=Words("Address of a Dask scheduler", "Dask 调度器地址"))
@option("--workers", type=int, words=Words("Threads, or local Dask workers", "线程数或本机进程数"))
@answering
@common
def montecarlo(file, out, as_json, lang, quiet, **options):
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


@verb(
    Words("What a plan hangs on, and what would make it work", "敏感性分析：取决于什么，怎样才可行")
)
@argument("file", type=FILE)
@option(
    "--samples",
    type=int,
    default=512,
    show_default=True,
    words=Words("Sample for the Sobol indices, 0: none", "Sobol 指数的样本数，0 为不计算"),
)
@option("--seed", **SEED)
@answering
@common
def sensitivity(file, out, as_json, lang, quiet, samples, seed):
    from pvlift.report.content.sensitivity import sensitivity_content
    from pvlift.scenario.load import load
    from pvlift.study.causes.sensitivity import sensitivity as study

    found = study(load(file), samples=samples, seed=seed)
    deliver(sensitivity_content(found), lang, out, as_json, quiet)
