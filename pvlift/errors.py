"""What pvlift says when it cannot go on: where, what was found, what was wanted; two languages."""

from __future__ import annotations

import errno
from collections.abc import Iterable
from typing import NamedTuple


class Words(NamedTuple):
    """One sentence in the languages pvlift speaks."""

    en: str
    zh: str

    def text(self, lang: str) -> str:
        return self.zh if lang == "zh" else self.en


NOTHING = Words("nothing", "空缺")
DISK_WORDS = {
    errno.ENOENT: Words("no such file or folder", "文件或目录不存在"),
    errno.EACCES: Words("no right to read or write here", "没有读写权限"),
    errno.EPERM: Words("no right to read or write here", "没有读写权限"),
    errno.EROFS: Words("a place that cannot be written to", "只读位置，无法写入"),
    errno.ENOSPC: Words("no space left on the disk", "磁盘空间已满"),
    errno.EFBIG: Words("a file larger than allowed here", "文件超出此处允许的大小"),
    errno.EISDIR: Words("a folder", "目录而不是文件"),
    errno.ENOTDIR: Words("a file where a folder should be", "路径中应为目录处是文件"),
    errno.EEXIST: Words("a file of that name", "已有同名文件"),
    errno.ENAMETOOLONG: Words("a name that is too long", "名称过长"),
}


def disk_words(error: OSError) -> Words:
    """Why a file or folder could not be read or written; other reasons as the system says them."""
    said = error.strerror or str(error)
    return DISK_WORDS.get(error.errno, Words(said, said))


def short(number: float) -> str:
    """An amount in a fault, in at most twelve signs."""
    text = f"{number:,.12g}"
    return text if len(text) <= 12 else f"{number:.5g}"


class Fault(NamedTuple):
    """One thing that is wrong with what the user gave."""

    where: str  # the key, file, column or hour concerned
    found: str | Words  # what stands there
    wanted: Words  # what would be right

    def text(self, lang: str) -> str:
        found = NOTHING if self.found == "nothing" else self.found
        found = found.text(lang) if isinstance(found, Words) else found
        if lang == "zh":
            return f"{self.where}：现为 {found}，应为 {self.wanted.zh}"
        return f"{self.where}: found {found}, wanted {self.wanted.en}"


class Notice(NamedTuple):
    """Something that is not wrong but must be said: a repair, a doubt, an assumption."""

    code: str  # stable, for programs
    words: Words  # for people


class PvliftError(Exception):
    """All faults of one input, raised once."""

    def __init__(self, subject: str, faults: Iterable[Fault]):
        self.subject = subject
        self.faults = tuple(faults)
        super().__init__(self.text("en"))

    def text(self, lang: str) -> str:
        """The whole message: a heading with the count, then one line a fault."""
        n_faults = len(self.faults)
        if lang == "zh":
            heading = f"{self.subject} 有 {n_faults} 处错误："
        else:
            heading = f"{self.subject} has {n_faults} fault{'s' if n_faults > 1 else ''}:"
        return "\n".join([heading, *(f"  - {fault.text(lang)}" for fault in self.faults)])


class ScenarioError(PvliftError):
    """The scenario file cannot be used."""


class WeatherError(PvliftError):
    """The weather cannot be used."""


class StorageError(PvliftError):
    """Results cannot be written or read: the disk's fault, not the input's."""
