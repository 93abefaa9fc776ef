"""Files of the user: read whole where they are files, written aside and moved into place."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pvlift.errors import Fault, PvliftError, Words, disk_error, disk_words

REGULAR = Words("a file: no device, no pipe", "普通文件（不能是设备或管道）")
WRITABLE = Words("a place that can be written to", "可写入的位置")
FOLDER = Words("a folder that can be written to", "可写入的文件夹")


def bytes_of(path: Path, most: int, wanted: Words, kind: type[PvliftError] = PvliftError) -> bytes:
    """The whole content of a file of at most `most` bytes, or a fault of that kind.

    A device or a pipe may have no end, and what a system says of a size may be wrong.
    """

    def refused(found: Words, wanted: Words) -> PvliftError:
        return kind(path.name or str(path), [Fault(str(path), found, wanted)])

    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        if not stat.S_ISREG(mode):
            raise refused(Words("a device or a pipe", "设备或管道"), REGULAR)
        with path.open("rb") as file:
            data = file.read(most + 1)
    except OSError as error:
        raise refused(disk_words(error), wanted) from None
    except ValueError:  # a zero byte in the name
        raise refused(Words("no name of a file", "不是文件名"), wanted) from None
    if len(data) > most:
        limit = Words(f"at most {most:,} bytes", f"不超过 {most:,} 字节")
        raise refused(Words("more", "过大的文件"), limit)
    return data


@contextmanager
def aside(path: Path) -> Iterator[Path]:
    """A file to write beside `path`, moved to its name when all went well, else removed."""
    part = path.with_name(f".aside-{os.getpid()}-{path.name}")
    try:
        yield part
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)


def write_new(path: Path, data: bytes, force: bool, subject: str) -> None:
    """Write a file whole or not at all; an existing one is replaced only by `force`."""
    if path.exists() and not force:
        wanted = Words("a new file, or --force to replace it", "新文件名；如需覆盖请加 --force")
        found = Words("a file that exists", "已有文件")
        raise PvliftError(subject, [Fault(str(path), found, wanted)])
    try:
        with aside(path) as part:
            part.write_bytes(data)
    except OSError as error:
        raise disk_error(subject, path, error, WRITABLE) from None
