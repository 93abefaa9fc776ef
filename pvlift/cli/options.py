"""Options that verbs share, and the language of the answer."""

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


def asked_lang() -> str:
    """The language on the command line, if any: it must hold for errors too."""
    words = sys.argv[1:]
    for n, word in enumerate(words):
        if word == "--lang" and n + 1 < len(words) and words[n + 1] in ("zh", "en"):
            return words[n + 1]
        if word in ("--lang=zh", "--lang=en"):
            return word[-2:]
    return default_lang()
