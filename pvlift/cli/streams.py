"""stdout and stderr as they are found: closed, full, or in the code page of a Chinese console."""

from __future__ import annotations

import codecs
import errno
import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

NEAREST = {"•": "·", "²": "2", "³": "3", "−": "-", "₂": "2"}  # signs that GBK does not have


class Answer:
    """stdout for one run of the command."""

    def __init__(self, is_closed: bool) -> None:
        self.is_closed = is_closed

    def finish(self) -> None:
        """Send what is still held back; an answer that nobody can read is a failure."""
        if self.is_closed and sys.stdout.getvalue():
            raise OSError(errno.EBADF, os.strerror(errno.EBADF))
        sys.stdout.flush()


@contextmanager
def opened() -> Iterator[Answer]:
    """Streams that can be written to: a closed one is held in memory."""
    codecs.register_error("pvlift", _nearest)
    is_closed = sys.stdout is None
    while (low := os.open(os.devnull, os.O_RDWR)) <= 2:
        pass  # a closed stream must not become the number of the next file
    os.close(low)
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, io.StringIO())
        elif hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding=encoding_of(stream), errors="pvlift")
            if not stream.isatty():  # Windows would make three signs of the two that end CSV lines
                stream.reconfigure(newline="")
    try:
        yield Answer(is_closed)
    finally:
        for stream in (sys.stdout, sys.stderr):
            _let_go(stream)


def encoding_of(stream) -> str:
    """The code page of a terminal, or that of PYTHONIOENCODING; files and pipes get UTF-8."""
    if stream.isatty() or os.environ.get("PYTHONIOENCODING"):
        return stream.encoding
    return "utf-8"


def _nearest(error: UnicodeError) -> tuple[str, int]:
    """What is written for signs that an encoding does not have."""
    text = error.object[error.start : error.end]
    return "".join(NEAREST.get(char, "?") for char in text), error.end


def _let_go(stream) -> None:
    """What a stream cannot take any more goes nowhere, so that Python does not try again."""
    try:
        stream.flush()
    except (OSError, ValueError):
        with suppress(OSError, ValueError):
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, stream.fileno())
            os.close(nowhere)
