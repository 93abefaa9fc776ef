"""The command `pvlift`: words to a study to a report. The only place that prints or exits.

stdout is the answer, stderr is progress and warnings. Exit 0 done, 2 the input is wrong, 1 anything
else. Heavy libraries are imported inside the verb that needs them: `pvlift --help` must be quick.
"""

from __future__ import annotations

import os
import sys

import click

from pvlift.cli import plans, public_money, uncertainty, usage
from pvlift.cli.options import asked_lang


class Verbs(click.Group):
    """Runs a verb and turns every failure into a sentence and an exit code."""

    def invoke(self, ctx):
        from pvlift.errors import PvliftError, StorageError

        try:
            return super().invoke(ctx)
        except PvliftError as error:
            click.echo(error.text(asked_lang()), err=True)
            ctx.exit(1 if isinstance(error, StorageError) else 2)


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="pvlift", message="pvlift %(version)s")
def cli():
    """Can rooftop PV plus a subsidy pay for lifts while the residents pay nothing?

    屋顶光伏加政府补贴，能否让老旧小区加装电梯而居民零负担？
    """


for _verb in (
    plans.init,
    plans.validate,
    plans.run,
    plans.weather,
    plans.schema,
    uncertainty.montecarlo,
    uncertainty.sensitivity,
    public_money.subsidy,
    public_money.compare,
    public_money.portfolio,
):
    cli.add_command(_verb)


def main(args=None) -> None:
    """Entry point: no input shows a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        code = cli.main(args=args, prog_name="pvlift", standalone_mode=False)
        sys.exit(code if isinstance(code, int) else 0)
    except (KeyboardInterrupt, click.Abort):
        click.echo("已中止" if asked_lang() == "zh" else "stopped", err=True)
        sys.exit(1)
    except click.UsageError as error:
        if isinstance(error, click.exceptions.NoArgsIsHelpError):
            click.echo(error.format_message(), err=True)
        else:
            click.echo(usage.worded(error).text(asked_lang()), err=True)
        sys.exit(2)
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
