"""Options that verbs share."""

from __future__ import annotations

from pathlib import Path

import click

from pvlift.cli.bilingual import option
from pvlift.errors import Words

LANG = Words("Language of the answer: zh Chinese, en English", "输出语言：zh 中文，en 英文")
SEED = {"type": int, "words": Words("Seed; absent: the scenario's", "随机种子；缺省取方案中的种子")}
DRAWS = Words("Worlds that are drawn", "抽样次数")
FILE = click.Path(path_type=Path)


def common(command):
    """Options that every verb has."""
    quiet = Words("No progress or warnings", "不显示进度与提示")
    command = language(command)
    return option("--quiet", is_flag=True, words=quiet)(command)


def language(command):
    """`--lang`, before the verb or after it; what was asked for stands in the context."""

    def asked(ctx, param, value):
        return ctx.obj

    choice = click.Choice(["zh", "en"])
    return option("--lang", type=choice, callback=asked, words=LANG)(command)


def answering(command):
    """Options of the verbs that answer with numbers."""
    as_json = Words("One JSON document on stdout", "向标准输出写一个 JSON 文档")
    command = option("--json", "as_json", is_flag=True, words=as_json)(command)
    folder = Words("Folder for tables and pictures", "表格与图片的输出目录")
    return option("--out", type=Folder(file_okay=False, path_type=Path), words=folder)(command)


class Folder(click.Path):
    """A folder with a name: an unset variable of a shell does not mean the current one."""

    def convert(self, value, param, ctx):
        if value == "":
            self.fail("''", param, ctx)
        return super().convert(value, param, ctx)
