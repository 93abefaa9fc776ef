"""The command `pvlift`: words to a study to a report. The only place that prints or exits.

stdout is the answer, stderr is progress and warnings. Exit 0 done, 2 the input is wrong, 1 anything
else. Heavy libraries are imported inside the verb that needs them: `pvlift --help` must be quick.
"""

from __future__ import annotations

import os
import sys

import click

import pvlift
from pvlift.cli import hand_in, plans, public_money, streams, uncertainty, usage
from pvlift.cli.bilingual import VERSION, SpokenOption, Verbs, lang_of
from pvlift.cli.options import language
from pvlift.errors import Words, disk_words, plain

STOPPED = Words("stopped", "已中止")
NOT_SAID = Words("the answer could not be written: {}", "无法写出结果：{}")
NOT_READ = Words("pvlift cannot go on: {}: {}", "pvlift 无法继续：{}：{}")
FAILED = Words(
    "pvlift failed: {}\nRun again with PVLIFT_DEBUG=1 for details",
    "程序出错：{}\n设 PVLIFT_DEBUG=1 可查看细节",
)


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(
    package_name="pvlift", message="pvlift %(version)s", cls=SpokenOption, words=VERSION
)
@language
def cli(lang):
    pass


cli.words = Words(
    "Can rooftop PV plus a subsidy pay for lifts while the residents pay nothing?",
    "屋顶光伏加政府补贴，能否让老旧小区加装电梯而居民零负担？",
)
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
    hand_in.report,
):
    cli.add_command(_verb)


def answer(args: list[str] | None = None) -> int:
    """Run the command; every failure is a sentence and an exit code."""
    lang = lang_of(sys.argv[1:] if args is None else args)
    with streams.opened() as out:
        try:
            code = cli.main(args=args, prog_name="pvlift", standalone_mode=False)
            if pvlift._CACHE_NOTE is not None and "numba" in sys.modules:
                _say(pvlift._CACHE_NOTE.text(lang), 0)
            out.finish()
            return code if isinstance(code, int) else 0
        except SystemExit as stopped:
            return stopped.code if isinstance(stopped.code, int) else 1
        except (KeyboardInterrupt, click.Abort):
            return _say(STOPPED.text(lang), 1)
        except click.exceptions.NoArgsIsHelpError as error:
            return _say(error.format_message(), 2)
        except click.UsageError as error:
            return _say(usage.worded(error).text(lang), 2)
        except BrokenPipeError:  # whoever read the answer has seen enough
            return 1
        except OSError as error:
            reason = disk_words(error).text(lang)
            if error.filename is None:  # of a stream, not of a file
                return _say(NOT_SAID.text(lang).format(reason), 1)
            return _say(NOT_READ.text(lang).format(plain(str(error.filename)), reason), 1)
        except Exception as error:
            if os.environ.get("PVLIFT_DEBUG"):
                raise
            return _say(FAILED.text(lang).format(f"{type(error).__name__}: {plain(str(error))}"), 1)


def _say(text: str, code: int) -> int:
    """A last sentence on stderr, where there is one."""
    try:
        click.echo(text, err=True)
    except (OSError, ValueError):
        pass
    return code
