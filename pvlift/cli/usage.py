"""A wrong command line as faults, in the reader's language, as every other wrong input."""

from __future__ import annotations

import re

import click

from pvlift.cli.bilingual import Argument
from pvlift.errors import Fault, PvliftError, Words

WHOLE, NUMBER = Words("a whole number", "整数"), Words("a number", "数字")
FOLDER = Words("a folder", "目录")
FILE = Words("a file", "文件")
GIVEN = Words("a value", "一个值")
NOT_ASKED = Words("nothing here", "此处不应填写内容")


def worded(error: click.UsageError) -> PvliftError:
    """What click found wrong, said as pvlift says it."""
    name = "pvlift" if error.ctx is None else error.ctx.command_path
    return PvliftError(name, [_fault(error)])


def _fault(error: click.UsageError) -> Fault:
    if isinstance(error, click.NoSuchOption):
        return Fault(error.option_name, Words("no such option", "没有此选项"), _near(error))
    if isinstance(error, click.MissingParameter):
        return Fault(_shown(error.param), "nothing", GIVEN)
    quoted = re.search(r"'(.*?)'|\((.*?)\)|^(\S+) is not in the range", error.message)
    found = next((text for text in quoted.groups() if text), "") if quoted else error.message
    if isinstance(error, click.BadParameter) and error.param is not None:
        return Fault(_shown(error.param), f"'{found}'", _wanted(error.param.type))
    if isinstance(error.ctx, click.Context) and isinstance(error.ctx.command, click.Group):
        verbs = list(error.ctx.command.commands)
        wanted = Words(f"one of {', '.join(verbs)}", f"下列命令之一：{'、'.join(verbs)}")
        return Fault("pvlift", f"'{found}'" if quoted else "nothing", wanted)
    if isinstance(error, click.BadOptionUsage) and "not take" in error.message:
        return Fault(error.option_name, GIVEN, Words("the option alone", "选项本身，不带值"))
    if isinstance(error, click.BadOptionUsage):
        return Fault(error.option_name, "nothing", GIVEN)
    return Fault(f"'{found}'", Words("one word too many", "多余的内容"), NOT_ASKED)


def _shown(param: click.Parameter | None) -> str | Words:
    if isinstance(param, Argument):
        return param.words
    return "?" if param is None else param.opts[-1]


def _wanted(kind: click.ParamType) -> Words:
    if isinstance(kind, click.Choice):
        choices = list(map(str, kind.choices))
        return Words(f"one of {', '.join(choices)}", f"下列之一：{'、'.join(choices)}")
    if isinstance(kind, click.Path):
        return FILE if kind.file_okay else FOLDER
    return NUMBER if kind is click.FLOAT else WHOLE


def _near(error: click.NoSuchOption) -> Words:
    params = [] if error.ctx is None else error.ctx.command.get_params(error.ctx)
    known = [name for param in params for name in param.opts if name.startswith("--")]
    near = error.possibilities or known
    return Words(f"one of {', '.join(near)}", f"下列之一：{'、'.join(near)}")
