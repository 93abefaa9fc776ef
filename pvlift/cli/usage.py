"""A wrong command line as faults, in the reader's language, as every other wrong input."""

from __future__ import annotations

import re

import click

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
        verbs = ", ".join(error.ctx.command.commands)
        wanted = Words(f"one of {verbs}", f"下列命令之一：{verbs}")
        return Fault("pvlift", f"'{found}'", wanted)
    if isinstance(error, click.BadOptionUsage):
        return Fault(error.option_name, "nothing", GIVEN)
    return Fault(f"'{found}'", Words("one word too many", "多余的内容"), NOT_ASKED)


def _shown(param: click.Parameter | None) -> str:
    if isinstance(param, click.Option):
        return param.opts[-1]
    return "?" if param is None else param.human_readable_name


def _wanted(kind: click.ParamType) -> Words:
    if isinstance(kind, click.Choice):
        listed = ", ".join(map(str, kind.choices))
        return Words(f"one of {listed}", f"下列之一：{listed}")
    if isinstance(kind, click.Path):
        return FILE if kind.file_okay else FOLDER
    if isinstance(kind, click.IntRange) and kind.min is not None:
        return Words(f"a whole number from {kind.min}", f"不小于 {kind.min} 的整数")
    return NUMBER if kind is click.FLOAT else WHOLE


def _near(error: click.NoSuchOption) -> Words:
    known = [] if error.ctx is None else [_shown(p) for p in error.ctx.command.params]
    listed = ", ".join(error.possibilities or [name for name in known if name.startswith("--")])
    return Words(f"one of {listed}", f"下列之一：{listed}")
