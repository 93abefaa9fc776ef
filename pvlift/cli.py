"""The command `pvlift`: words to a study to a report. The only place that prints or exits.

stdout is the answer, stderr is progress and warnings. Exit 0 done, 2 the input is wrong, 1 anything
else. Heavy libraries are imported inside the verb that needs them: `pvlift --help` must be quick.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

LANGS = click.Choice(["zh", "en"])


def default_lang() -> str:
    """The user's language: PVLIFT_LANG, else the locale's."""
    for name in ("PVLIFT_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name)
        if value:
            return "zh" if value.lower().startswith("zh") else "en"
    return "en"


def common(command):
    """Options that every verb has."""
    command = click.option(
        "--lang", type=LANGS, default=default_lang, help="Language of the answer / 输出语言."
    )(command)
    return click.option(
        "--quiet", is_flag=True, help="No progress or warnings / 不显示进度与提示."
    )(command)


def answering(command):
    """Options of the verbs that answer with numbers."""
    command = click.option(
        "--json", "as_json", is_flag=True, help="One JSON document on stdout / 输出 JSON."
    )(command)
    return click.option(
        "--out",
        type=click.Path(file_okay=False, path_type=Path),
        help="Folder for tables and pictures / 表格与图片的输出目录.",
    )(command)


class Verbs(click.Group):
    """Runs a verb and turns every failure into a sentence and an exit code."""

    def invoke(self, ctx):
        from pvlift.errors import PvliftError, StorageError

        try:
            return super().invoke(ctx)
        except PvliftError as error:
            click.echo(error.text(_asked_lang()), err=True)
            ctx.exit(1 if isinstance(error, StorageError) else 2)


def _asked_lang() -> str:
    """The language on the command line, if any: it must hold for errors too."""
    words = sys.argv[1:]
    for n, word in enumerate(words):
        if word == "--lang" and n + 1 < len(words) and words[n + 1] in ("zh", "en"):
            return words[n + 1]
        if word in ("--lang=zh", "--lang=en"):
            return word[-2:]
    return default_lang()


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="pvlift", message="pvlift %(version)s")
def cli():
    """Can rooftop PV plus a subsidy pay for lifts while the residents pay nothing?

    屋顶光伏加政府补贴，能否让老旧小区加装电梯而居民零负担？
    """


@cli.command()
@click.argument("file", type=click.Path(path_type=Path))
@common
def validate(file, lang, quiet):
    """Check a scenario file and say every fault at once / 检查方案文件."""
    from pvlift.report.words import label
    from pvlift.scenario.load import load
    from pvlift.study.run import run as study

    study(load(file))  # a grant above the cost shows only when the money is counted
    if not quiet:
        click.echo(label("valid", lang).format(file=file.name))


def _compiler_without_blas() -> None:
    """Load numba without its look for BLAS, which imports scipy.linalg and takes a tenth of a run.

    No kernel multiplies matrices; scipy itself can be imported afterwards as ever.
    """
    if "scipy.linalg" in sys.modules or "numba.np.arraymath" in sys.modules:
        return
    sys.modules["scipy.linalg"] = None  # an import of it fails, as where scipy is absent
    try:
        import numba.np.arraymath  # noqa: F401
    except ImportError:
        pass  # another version of numba: it starts as it likes
    finally:
        del sys.modules["scipy.linalg"]


@cli.command()
@click.argument("files", nargs=-1, required=True)
@click.option(
    "--table",
    type=click.Path(path_type=Path),
    help="CSV of changes, one row each: keys in the heading / 批量修改参数的 CSV 表.",
)
@click.option("--draws", type=int, default=1, show_default=True, help="Worlds a row / 抽样次数.")
@click.option("--seed", type=int, help="Seed of the draws / 随机种子.")
@answering
@common
def run(files, table, draws, seed, out, as_json, lang, quiet):
    """Simulate a scenario: payback, who paid what, the promise / 运行方案.

    Several files, a pattern such as 'dir/*.toml' or --table give one line a scenario.
    """
    _compiler_without_blas()
    from pvlift.study.batch import files_of

    found = files_of(files)
    if len(found) > 1 or table is not None or draws != 1:
        _run_many(files, table, draws, seed, out, as_json, lang, quiet)
        return
    (file,) = found
    from pvlift.scenario.load import load
    from pvlift.study.run import run as study

    outcome = study(load(file))
    if out is not None:
        from pvlift.report.folder import write_run

        said = write_run(outcome, out, lang)
        outcome = outcome._replace(notices=(*outcome.notices, *said))
    if as_json:
        from pvlift.report.document import run_document

        click.echo(run_document(outcome, lang))
        return
    from pvlift.report.screen import show_run

    show_run(outcome, lang, out)
    if not quiet:
        from pvlift.report.screen import show_notices

        show_notices(outcome, lang)


def _run_many(files, table, draws, seed, out, as_json, lang, quiet):
    """One line out for each scenario in; exit 2 where a line has faults."""
    from pvlift.report import batch as report
    from pvlift.report.progress import shown_progress
    from pvlift.study.batch import asked_of, batch

    with shown_progress(lang, quiet, "rows") as progress:
        rows = list(batch(asked_of(files, table), draws, seed, progress))
    if out is not None:
        report.write_batch(rows, draws, out, lang)
    text = report.batch_document(rows, draws, lang) if as_json else report.batch_csv(rows, lang)
    click.echo(text.rstrip("\r\n"))
    if any(row.faults for row in rows):
        sys.exit(2)


@cli.command()
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
    from pvlift.report.montecarlo import montecarlo_document, write_montecarlo
    from pvlift.report.progress import shown_progress
    from pvlift.report.study_words import study_label
    from pvlift.scenario.load import load
    from pvlift.study.montecarlo import montecarlo as study

    try:
        with shown_progress(lang, quiet) as progress:
            found = study(load(file), out=out, progress=progress, **options)
    except KeyboardInterrupt:
        if out is not None:
            click.echo(study_label("stopped", lang, folder=out), err=True)
        raise
    if out is not None:
        write_montecarlo(found, out, lang)
    if as_json:
        click.echo(montecarlo_document(found, lang))
        return
    from pvlift.report.montecarlo_screen import show_montecarlo
    from pvlift.report.screen import show_notices

    show_montecarlo(found, lang, out)
    if not quiet:
        show_notices(found, lang)


@cli.command()
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
@click.option("--seed", type=int, help="Seed; absent: the scenario's / 随机种子.")
@click.option("--list", "listed", is_flag=True, help="Published programmes / 已公布的补助政策.")
@answering
@common
def subsidy(file, out, as_json, lang, quiet, form, listed, **asked):
    """The least support that reaches a target, and its proof / 最低补助测算."""
    from pvlift.report import subsidy_screen as screen
    from pvlift.study.questions import ask_subsidy

    if listed:
        if as_json:
            click.echo(screen.programmes_document(lang))
        else:
            screen.show_programmes(lang)
        return
    results, where = ask_subsidy(file, form, with_map=out is not None, **asked)
    if out is not None:
        screen.write_subsidy(results, where, out, lang)
    if as_json:
        click.echo(screen.subsidy_document(results, lang, where))
        return
    screen.show_subsidy(results, lang, out)


@cli.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--model", "models", multiple=True, help="A model; absent: all / 筹资模式.")
@click.option("--draws", type=int, default=200, show_default=True, help="Worlds / 抽样次数.")
@click.option("--seed", type=int, help="Seed; absent: the scenario's / 随机种子.")
@answering
@common
def compare(file, out, as_json, lang, quiet, models, draws, seed):
    """The same building under other ways to pay for it / 不同筹资模式比较."""
    from pvlift.report import compare_tables as report
    from pvlift.scenario.load import load
    from pvlift.study.compare import compare as study

    found = study(load(file), models, draws=draws, seed=seed)
    if out is not None:
        report.write_compare(found, out, lang)
    if as_json:
        click.echo(report.compare_document(found, lang))
        return
    report.show_compare(found, lang, out)


@cli.command()
@click.argument("source", nargs=-1, required=True)
@answering
@common
def weather(source, out, as_json, lang, quiet):
    """Sun of a city, of weather files or of a scenario / 城市、气象文件或方案的太阳能资源."""
    from pvlift.study.resource import resource_of

    found = resource_of(*source)
    if out is not None:
        from pvlift.report.resource import write_resource

        write_resource(found, out, lang)
    if as_json:
        from pvlift.report.resource import resource_document

        click.echo(resource_document(found, lang))
        return
    from pvlift.report.resource import show_resource

    show_resource(found if not quiet else found._replace(notices=()), lang, out)


@cli.command()
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
    from pvlift.report.sensitivity import sensitivity_document, write_sensitivity
    from pvlift.scenario.load import load
    from pvlift.study.sensitivity import sensitivity as study

    found = study(load(file), samples=samples, seed=seed)
    if out is not None:
        write_sensitivity(found, out, lang)
    if as_json:
        click.echo(sensitivity_document(found, lang))
        return
    from pvlift.report.screen import show_notices
    from pvlift.report.sensitivity_screen import show_sensitivity

    show_sensitivity(found, lang, out)
    if not quiet:
        show_notices(found, lang)


@cli.command()
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
@click.option("--seed", type=int, help="Seed; absent: the policy's / 随机种子.")
@answering
@common
def portfolio(table, out, as_json, lang, quiet, **asked):
    """A district under one policy: ranking, least support, budget / 片区测算与预算分配."""
    from pvlift.report import portfolio_tables as report
    from pvlift.report.progress import shown_progress
    from pvlift.study.questions import ask_portfolio

    with shown_progress(lang, quiet, "rows") as progress:
        found, plan = ask_portfolio(table, progress=progress, **asked)
    if out is not None:
        report.write_portfolio(found, plan, out, lang)
    if as_json:
        click.echo(report.portfolio_document(found, plan, lang))
        return
    report.show_portfolio(found, plan, lang, out)


@cli.command()
def schema():
    """JSON Schema of the scenario file / 方案文件的 JSON Schema."""
    import json

    from pvlift.scenario.records import Scenario

    click.echo(json.dumps(Scenario.model_json_schema(by_alias=True), ensure_ascii=False, indent=1))


@cli.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--city", default="Ganzhou", show_default=True, help="City of the climate / 城市.")
@click.option("--force", is_flag=True, help="Replace an existing file / 覆盖已有文件.")
@click.option("--portfolio", "table", is_flag=True, help="A district's table / 片区清单模板.")
@common
def init(file, city, force, table, lang, quiet):
    """Write a commented scenario, or table, to start from / 生成带注释的方案文件."""
    from pvlift.report.words import label

    if table:
        from pvlift.study.portfolio_columns import write_template

        write_template(file, force)
    else:
        from pvlift.scenario.start import write_start

        write_start(file, city, force)
    if not quiet:
        click.echo(label("written", lang).format(file=file))


def main(args=None) -> None:
    """Entry point: no input shows a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        cli.main(args=args, prog_name="pvlift", standalone_mode=True)
    except (KeyboardInterrupt, click.Abort):
        click.echo("stopped / 已中止", err=True)
        sys.exit(1)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)
    except Exception as error:
        if os.environ.get("PVLIFT_DEBUG"):
            raise
        click.echo(
            f"pvlift failed / 程序出错: {type(error).__name__}: {error}\n"
            "Run again with PVLIFT_DEBUG=1 for details / 设 PVLIFT_DEBUG=1 可查看细节",
            err=True,
        )
        sys.exit(1)
