"""Verbs about one plan, or many: validate, run, weather, schema, init."""

from __future__ import annotations

import sys

import click

from pvlift.cli.bilingual import argument, option, verb
from pvlift.cli.deliver import deliver
from pvlift.cli.options import FILE, SEED, answering, common
from pvlift.errors import Words, plain


@verb(Words("Check a scenario file and say every fault at once", "检查方案文件，一次列出全部错误"))
@argument("file", type=FILE)
@common
def validate(file, lang, quiet):
    from pvlift.report.words.terms import label
    from pvlift.scenario.load import load
    from pvlift.study.answers.run import run as study

    study(load(file))  # a grant above the cost shows only when the money is counted
    if not quiet:
        click.echo(label("valid", lang).format(file=plain(file.name)))


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


@verb(
    Words(
        "Simulate a scenario: payback, who paid what, the promise\n\n"
        "Several files, a pattern such as 'dir/*.toml' or --table give one line a scenario.",
        "运行方案：回收期、各方收支与居民零负担承诺\n\n"
        "给出多个文件、通配符（如 'dir/*.toml'）或 --table 时，每个方案一行结果。",
    )
)
@argument("files", nargs=-1, required=True)
@option(
    "--table",
    type=FILE,
    words=Words(
        "Table of changes, one row each: keys in the heading", "修改参数的表格：表头为键，每行一例"
    ),
)
@option(
    "--draws",
    type=int,
    words=Words(
        "Worlds beside a plan (absent: 1000; 0: none), or a row (absent: 1)",
        "方案之外的抽样次数（默认 1000，0 为不抽样），或每行抽样次数（默认 1）",
    ),
)
@option("--full", is_flag=True, words=Words("Every table on the screen", "显示全部表格"))
@option("--seed", **SEED)
@answering
@common
def run(files, table, draws, seed, full, out, as_json, lang, quiet):
    _compiler_without_blas()
    from pvlift.study.chance.batch import files_of

    found = files_of(files)
    if len(found) > 1 or table is not None:
        worlds = 1 if draws is None else draws
        _run_many(files, table, worlds, seed, out, as_json, lang, quiet)
        return
    (file,) = found
    from pvlift.report.content.run import run_content
    from pvlift.scenario.load import load
    from pvlift.study.decision.decide import DRAWS, decide

    decision = decide(load(file), DRAWS if draws is None else draws, seed)
    deliver(run_content(decision), lang, out, as_json, quiet, full=full)


def _run_many(files, table, draws, seed, out, as_json, lang, quiet):
    """One line out for each scenario in: a table to read, or CSV where another program reads.

    Exit 2 where a line has faults.
    """
    from pvlift.report.content.batch import batch_content, batch_table
    from pvlift.report.progress import shown_progress
    from pvlift.report.words.studies import study_label
    from pvlift.study.chance.batch import asked_of, batch

    rows = []

    def tell() -> None:
        if as_json or out is not None or sys.stdout.isatty():
            deliver(batch_content(rows, draws), lang, out, as_json, quiet)
        else:
            from pvlift.report.render.csv import table_csv

            click.echo(table_csv(batch_table(rows), lang).rstrip("\r\n"))

    try:
        with shown_progress(lang, quiet, "rows") as progress:
            for row in batch(asked_of(files, table), draws, seed, progress):
                rows.append(row)
    except BaseException:  # Ctrl-C too: finished rows are kept
        if rows:
            tell()
            click.echo(study_label("batch_stopped", lang, n=len(rows)), err=True)
        raise
    tell()
    if any(row.faults for row in rows):
        click.get_current_context().exit(2)


@verb(Words("Sun of a city, of weather files or of a scenario", "城市、气象文件或方案的太阳能资源"))
@argument("source", Words("SOURCE", "来源"), nargs=-1, required=True)
@answering
@common
def weather(source, out, as_json, lang, quiet):
    from pvlift.report.content.weather import weather_content
    from pvlift.study.plant.resource import resource_of

    deliver(weather_content(resource_of(*source)), lang, out, as_json, quiet)


@verb(
    Words(
        "JSON Schema of the scenario file; every name explained", "方案文件的 JSON Schema 与名称表"
    )
)
@option(
    "--glossary",
    is_flag=True,
    words=Words("Every name, its unit and meaning, as CSV", "全部名称及其单位与含义（CSV）"),
)
@common
def schema(glossary, lang, quiet):
    if glossary:
        from pvlift.report.render.csv import csv_text
        from pvlift.report.words.glossary import glossary_rows

        click.echo(csv_text(glossary_rows()), nl=False)
        return
    import json

    from pvlift.scenario.records import Scenario

    click.echo(json.dumps(Scenario.model_json_schema(by_alias=True), ensure_ascii=False, indent=1))


@verb(
    Words("Write a commented scenario, or table, to start from", "生成带注释的方案文件或片区清单")
)
@argument("file", type=FILE)
@option(
    "--city",
    default="Ganzhou",
    show_default=True,
    words=Words("City of the climate", "气候所用城市"),
)
@option("--force", is_flag=True, words=Words("Replace an existing file", "覆盖已有文件"))
@option("--portfolio", "table", is_flag=True, words=Words("A district's table", "片区清单模板"))
@common
def init(file, city, force, table, lang, quiet):
    from pvlift.report.words.terms import label

    if table:
        from pvlift.study.district.portfolio_columns import write_template

        write_template(file, force)
    else:
        from pvlift.scenario.start import write_start

        write_start(file, city, force)
    if not quiet:
        click.echo(label("written", lang).format(file=plain(str(file))))
