"""Where compiled loops are kept when neither the installation nor a home can be written to.

numba refuses to import a kernel that it cannot keep. A container's user, a service and a shared
server have no such place: for them it is a folder of their own in the temporary folder, or none.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator

from pvlift.errors import Words

ROOM = os.path.join(os.path.dirname(os.path.abspath(__file__)), "energy")  # any room with kernels
KEPT = Words(
    "Neither the installation nor a home can be written to: compiled loops are kept in {}. "
    "NUMBA_CACHE_DIR names another folder.",
    "安装目录和用户主目录均不可写：编译结果保存在 {}。可用 NUMBA_CACHE_DIR 指定其他目录。",
)
NOT_KEPT = Words(
    "No folder can be written to, so loops are compiled anew in every run, which takes a while. "
    "NUMBA_CACHE_DIR names a folder for them.",
    "没有可写的目录，每次运行都要重新编译，需要等待。可用 NUMBA_CACHE_DIR 指定目录。",
)


def settled() -> Words | None:
    """Give numba a folder where it would find none; what must be said of it, once."""
    is_kept = any(map(is_writable, usual_places()))
    if is_kept and os.access(os.path.expanduser("~"), os.W_OK):
        return None
    folder = own_folder()
    if folder is not None:  # matplotlib would warn, and look for all fonts in every run
        os.environ.setdefault("MPLCONFIGDIR", folder)
    if is_kept:
        return None
    if folder is None:
        _keep_nothing()
        return NOT_KEPT
    is_new = not os.listdir(folder)
    os.environ["NUMBA_CACHE_DIR"] = folder
    if "numba" in sys.modules:
        sys.modules["numba"].config.CACHE_DIR = folder
    return Words(*(text.format(folder) for text in KEPT)) if is_new else None


def usual_places() -> Iterator[str]:
    """Folders that numba tries, in its order."""
    if os.environ.get("NUMBA_CACHE_DIR"):
        yield os.environ["NUMBA_CACHE_DIR"]
    yield os.path.join(ROOM, "__pycache__")
    if sys.platform == "win32":
        home = os.path.join(os.environ.get("LOCALAPPDATA", ""), "numba")
    elif sys.platform == "darwin":
        home = os.path.expanduser("~/Library/Caches")
    else:
        home = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    if os.path.isabs(home):  # who has no home must not get a folder named ~
        yield os.path.join(home, "Cache" if sys.platform == "win32" else "numba")


def is_writable(folder: str) -> bool:
    """Whether a file can be made in a folder, and the folder where it is not there yet."""
    probe = os.path.join(folder, f".pvlift-{os.getpid()}")
    try:
        os.makedirs(folder, exist_ok=True)
        os.close(os.open(probe, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
        os.unlink(probe)
    except OSError:
        return False
    return True


def own_folder() -> str | None:
    """A folder in the temporary one that nobody else can write to: numba runs what it finds."""
    import atexit
    import shutil
    import tempfile

    user = os.getuid() if hasattr(os, "getuid") else 0  # on Windows everyone has a temp of his own
    try:
        folder = os.path.join(tempfile.gettempdir(), f"pvlift-{user}")
        os.makedirs(folder, mode=0o700, exist_ok=True)
        if not is_writable(folder) or not _is_mine(folder, user):
            folder = tempfile.mkdtemp(prefix="pvlift-")
            atexit.register(shutil.rmtree, folder, ignore_errors=True)
    except OSError:
        return None
    return folder


def _is_mine(folder: str, user: int) -> bool:
    """Whether a folder is no link, belongs to this user and is closed to others."""
    if not hasattr(os, "getuid"):
        return True
    found = os.lstat(folder)
    closed = not stat.S_IMODE(found.st_mode) & (stat.S_IWGRP | stat.S_IWOTH)
    return stat.S_ISDIR(found.st_mode) and found.st_uid == user and closed


def _keep_nothing() -> None:
    """Let numba compile in every run; without this it would not even import the kernels."""
    from numba.core.dispatcher import Dispatcher

    Dispatcher.enable_caching = lambda self: None
