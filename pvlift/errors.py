"""What pvlift says when it cannot go on: where, what was found, what was wanted; two languages."""

from __future__ import annotations

import errno
import unicodedata
from collections.abc import Iterable
from typing import NamedTuple


class Words(NamedTuple):
    """One sentence in the languages pvlift speaks."""

    en: str
    zh: str

    def text(self, lang: str) -> str:
        return self.zh if lang == "zh" else self.en


NOTHING = Words("nothing", "空缺")
LONGEST = 200  # signs of a place or a value in a fault; what users give may be a whole file
FULL_WORDS = {
    errno.ENOSPC: Words("no space left on the disk", "磁盘空间已满"),
    errno.EDQUOT: Words("no space left for this user", "用户磁盘配额已满"),
    errno.EFBIG: Words("a file larger than allowed here", "文件超出此处允许的大小"),
    errno.EROFS: Words("a place that cannot be written to", "只读位置，无法写入"),
    errno.EIO: Words("a disk that does not answer as it should", "磁盘读写出错"),
}  # the disk's fault, whatever the user asks for
DISK_WORDS = FULL_WORDS | {
    errno.ENOENT: Words("no such file or folder", "文件或目录不存在"),
    errno.EACCES: Words("no right to read or write here", "没有读写权限"),
    errno.EPERM: Words("no right to read or write here", "没有读写权限"),
    errno.EISDIR: Words("a folder", "目录而不是文件"),
    errno.ENOTDIR: Words("a file where a folder should be", "路径中应为目录处是文件"),
    errno.EEXIST: Words("a file of that name", "已有同名文件"),
    errno.ENAMETOOLONG: Words("a name that is too long", "名称过长"),
    errno.EINVAL: Words("a name that this system does not know", "此系统不接受的名称"),
    errno.ELOOP: Words("links that lead in a circle", "符号链接循环"),
    errno.EBUSY: Words("a file that another program holds", "文件正被其他程序占用"),
    errno.EMFILE: Words("too many open files", "打开的文件过多"),
}
HELD_OPEN = (32, 33)  # Windows: sharing and lock violations, as by a table open in Excel


def disk_words(error: OSError) -> Words:
    """Why a file or folder could not be read or written; other reasons as the system says them."""
    if getattr(error, "winerror", None) in HELD_OPEN:
        return DISK_WORDS[errno.EBUSY]
    code = errno.errorcode.get(error.errno, type(error).__name__)
    other = Words(error.strerror or str(error), f"系统错误 {code}")
    return DISK_WORDS.get(error.errno, other)


def plain(text: str) -> str:
    """Text of a user on one line, without characters that could steer a terminal.

    Control characters, window titles and marks that turn the direction of writing go; line breaks
    become blanks.
    """
    if text.isprintable():
        return text
    kept = (" " if char in LINE_BREAKS else char for char in text)
    return "".join(char for char in kept if unicodedata.category(char) not in STEERING)


LINE_BREAKS = "\t\r\n\u2028\u2029"
STEERING = ("Cc", "Cf", "Cs")


def short(number: float) -> str:
    """An amount in a fault, in at most twelve signs."""
    text = f"{number:,.12g}"
    return text if len(text) <= 12 else f"{number:.5g}"


class Fault(NamedTuple):
    """One thing that is wrong with what the user gave."""

    where: str | Words  # the key, file, column or hour concerned
    found: str | Words  # what stands there
    wanted: Words  # what would be right

    def text(self, lang: str) -> str:
        where, wanted = _told(self.where, lang), plain(self.wanted.text(lang))
        found = _told(NOTHING if self.found == "nothing" else self.found, lang)
        if lang == "zh":
            return f"{where}：现为 {found}，应为 {wanted}"
        return f"{where}: found {found}, wanted {wanted}"


def _told(said: str | Words, lang: str) -> str:
    """What a user gave, harmless and short."""
    text = plain(said.text(lang) if isinstance(said, Words) else said)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}..."


def within(outer: str | Words, inner: str | Words) -> Words:
    """The place of a fault inside another place, in both languages."""
    outer = outer if isinstance(outer, Words) else Words(outer, outer)
    inner = inner if isinstance(inner, Words) else Words(inner, inner)
    return Words(f"{outer.en}: {inner.en}", f"{outer.zh}：{inner.zh}")


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
        n_faults, subject = len(self.faults), _told(self.subject, lang)
        if lang == "zh":
            heading = f"{subject} 有 {n_faults} 处错误："
        else:
            heading = f"{subject} has {n_faults} fault{'s' if n_faults > 1 else ''}:"
        return "\n".join([heading, *(f"  - {fault.text(lang)}" for fault in self.faults)])


class ScenarioError(PvliftError):
    """The scenario file cannot be used."""


class WeatherError(PvliftError):
    """The weather cannot be used."""


class StorageError(PvliftError):
    """Results cannot be written or read: the disk's fault, not the input's."""


def disk_error(subject: str, where: object, error: OSError, wanted: Words) -> PvliftError:
    """A failure to read or write: the disk's fault where it is full, read-only or broken."""
    kind = StorageError if error.errno in FULL_WORDS else PvliftError
    return kind(subject, [Fault(str(where), disk_words(error), wanted)])
