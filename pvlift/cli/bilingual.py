"""Verbs and options that explain themselves in the reader's language, and in no other beside it.

click holds one help text a word of the command line; here each is `Words`, and the page of help is
written from them. The language stands in the context (`ctx.obj`) before anything else is read.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence

import click

from pvlift.errors import PvliftError, StorageError, Words

WIDEST = 96
USAGE, OPTIONS = Words("Usage", "用法"), Words("Options", "选项")
VERBS, VERB = Words("Verbs", "命令"), Words("VERB ...", "命令 ...")
DEFAULT, REQUIRED = Words("default: {}", "默认 {}"), Words("needed", "必填")
THIS_HELP, VERSION = Words("This help", "显示本帮助"), Words("The version", "显示版本号")
VALUE = {
    "integer": Words("N", "整数"),
    "float": Words("NUMBER", "数字"),
    "file": Words("FILE", "文件"),
    "directory": Words("DIR", "目录"),
    "text": Words("TEXT", "文字"),
}


class SpokenOption(click.Option):
    """An option with its meaning in both languages."""

    def __init__(self, names: Sequence[str], words: Words, **rest) -> None:
        super().__init__(names, **rest)
        self.words = words


class Argument(click.Argument):
    """An argument with its name in both languages."""

    def __init__(self, names: Sequence[str], words: Words = VALUE["file"], **rest) -> None:
        super().__init__(names, **rest)
        self.words = words

    def shown(self, lang: str) -> str:
        """Its name as a line of usage has it."""
        name = self.words.text(lang) + ("..." if self.nargs != 1 else "")
        return name if self.required else f"[{name}]"


class Spoken(click.Command):
    """A verb, or the command itself, with its help in the language of the context."""

    words = Words("", "")

    def format_help(self, ctx, formatter) -> None:
        formatter.write("\n".join(self.page(ctx, ctx.obj)) + "\n")

    def page(self, ctx: click.Context, lang: str) -> list[str]:
        """The lines of the help."""
        params = self.get_params(ctx)
        given = [param.shown(lang) for param in params if isinstance(param, Argument)]
        colon = "：" if lang == "zh" else ": "
        usage = [ctx.command_path, f"[{OPTIONS.text(lang)}]", *given, *self.more(lang)]
        lines = [USAGE.text(lang) + colon + " ".join(usage), ""]
        for paragraph in self.words.text(lang).split("\n\n"):
            lines += [*_set_in(" ".join(paragraph.split()), "  "), ""]
        listed = [_told(param, lang) for param in params if isinstance(param, click.Option)]
        return [*lines, *_listed(OPTIONS.text(lang) + colon.strip(), listed)]

    def more(self, lang: str) -> list[str]:
        """What else stands in the line of usage."""
        return []


class Verb(Spoken):
    """One verb."""


class Verbs(Spoken, click.Group):
    """The command: a list of verbs."""

    def more(self, lang: str) -> list[str]:
        return [VERB.text(lang)]

    def page(self, ctx: click.Context, lang: str) -> list[str]:
        colon = "：" if lang == "zh" else ":"
        verbs = [
            (name, verb.words.text(lang).split("\n\n")[0]) for name, verb in self.commands.items()
        ]
        return [*super().page(ctx, lang), "", *_listed(VERBS.text(lang) + colon, verbs)]

    def invoke(self, ctx):
        try:
            return super().invoke(ctx)
        except PvliftError as error:
            click.echo(error.text(ctx.obj), err=True)
            ctx.exit(1 if isinstance(error, StorageError) else 2)

    def make_context(self, info_name, args, parent=None, **extra):
        return super().make_context(info_name, args, parent, obj=lang_of(args), **extra)


def verb(words: Words):
    """Make a function a verb that is explained by these words."""

    def made(function):
        found = click.command(cls=Verb)(function)
        found.words = words
        return found

    return made


def option(*names: str, words: Words, **rest):
    """An option explained by these words."""
    return click.option(*names, cls=SpokenOption, words=words, **rest)


def argument(name: str, words: Words = VALUE["file"], **rest):
    """An argument of that name."""
    return click.argument(name, cls=Argument, words=words, **rest)


def value_of(kind: click.ParamType) -> Words:
    """What an option takes, in a word."""
    if isinstance(kind, click.Choice):
        listed = "|".join(map(str, kind.choices))
        return Words(f"[{listed}]", f"[{listed}]")
    if isinstance(kind, click.Path):
        return VALUE["file"] if kind.file_okay else VALUE["directory"]
    return VALUE.get(kind.name.split()[0], VALUE["text"])


def _told(option: click.Option, lang: str) -> tuple[str, str]:
    """The names of an option with the kind of its value, and what it means."""
    names = ", ".join(option.opts)
    words = getattr(option, "words", THIS_HELP)
    if not option.is_flag:
        names += f" {value_of(option.type).text(lang)}"
    notes = [REQUIRED.text(lang)] if option.required else []
    if option.show_default:
        notes.append(DEFAULT.text(lang).format(option.default))
    left, right = ("（", "）") if lang == "zh" else (" (", ")")
    return names, words.text(lang) + "".join(f"{left}{note}{right}" for note in notes)


def _listed(heading: str, rows: list[tuple[str, str]]) -> list[str]:
    """Names at the left, what they mean beside them."""
    from rich.cells import cell_len

    lines, left = [heading], min(max(cell_len(name) for name, _ in rows), 30)
    for name, meaning in rows:
        first, *rest = _set_in(meaning, " " * (left + 4))
        if cell_len(name) > left:
            lines += [f"  {name}", first, *rest]
        else:
            gap = " " * (left - cell_len(name))
            lines += [f"  {name}{gap}  {first.lstrip()}", *rest]
    return lines


def _set_in(text: str, indent: str) -> list[str]:
    """Lines of a text behind an indent, as wide as the terminal allows."""
    from pvlift.report.render.sheet import broken_lines

    width = max(min(shutil.get_terminal_size().columns, WIDEST) - len(indent), 20)
    return [indent + line for line in broken_lines(text, width)]


def lang_of(args: Sequence[str]) -> str:
    """The language asked for anywhere on the command line, else that of the user's settings."""
    asked = default_lang()
    for word, following in zip(args, [*args[1:], ""], strict=True):
        if word == "--lang" and following in ("zh", "en"):
            asked = following
        elif word in ("--lang=zh", "--lang=en"):
            asked = word[-2:]
    return asked


def default_lang() -> str:
    """The user's language: PVLIFT_LANG, else the locale's."""
    for name in ("PVLIFT_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name)
        if value:
            return "zh" if value.lower().startswith("zh") else "en"
    import locale  # Windows and some terminals of macOS set no variable

    try:
        name = locale.getlocale()[0] or ""
    except ValueError:
        name = ""
    return "zh" if name.lower().startswith(("zh", "chinese")) else "en"
