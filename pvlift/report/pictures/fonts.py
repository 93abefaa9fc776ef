"""A font file with Chinese glyphs: found by path, because family names differ by package."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from pvlift.errors import Notice, Words

SAMPLE = "屋顶光伏加装电梯居民零负担元％"
LATIN = "DejaVu Sans"  # comes with matplotlib
PATTERNS = (
    "NotoSansSC-Regular.[ot]tf",
    "NotoSansCJKsc-Regular.otf",
    "NotoSansCJK-Regular.ttc",
    "NotoSansSC*.[ot]tf",
    "NotoSansCJK*.tt[cf]",
    "SourceHanSans*-Regular.[ot]t[cf]",
    "msyh.tt[cf]",
    "Deng.ttf",
    "PingFang.ttc",
    "Hiragino Sans GB.ttc",
    "STHeiti Light.ttc",
    "STHeiti Medium.ttc",
    "wqy-microhei.ttc",
    "wqy-zenhei.ttc",
    "simhei.ttf",
    "simsun.ttc",
    "Arial Unicode.ttf",
    "DroidSansFallback*.ttf",
    "uming.ttc",
)


class Lettering(NamedTuple):
    """Language and fonts that a picture can be drawn in."""

    lang: str
    families: tuple[str, ...]
    path: Path | None  # file of the Chinese font
    notices: tuple[Notice, ...]


def lettering(lang: str) -> Lettering:
    """Fonts for a language; without a Chinese font labels are English and a notice says so."""
    notices, path, family = [], None, None
    wanted = os.environ.get("PVLIFT_FONT", "")
    if wanted:
        family = _family(Path(wanted))
        path = Path(wanted) if family else None
        if family is None:
            notices.append(_unusable(wanted))
    if family is None:
        path, family = _first_usable()
    if lang == "zh" and family is None:
        return Lettering("en", (LATIN,), None, (*notices, _none_found()))
    if family is None:
        return Lettering("en", (LATIN,), None, tuple(notices))
    families = (family, LATIN) if lang == "zh" else (LATIN, family)
    return Lettering(lang, families, path, tuple(notices))


def drawable(text: str, letters: Lettering) -> bool:
    """Whether every sign of a text has a glyph in the fonts at hand."""
    from matplotlib import font_manager
    from matplotlib.ft2font import FT2Font

    known: set[int] = set()
    latin = font_manager.findfont(LATIN)
    for file in [latin, *([letters.path] if letters.path else [])]:
        known |= set(FT2Font(str(file)).get_charmap())
    return all(ord(char) in known or char in "\n" for char in text)


def folders() -> list[Path]:
    """Where this system keeps its fonts."""
    home = Path.home()
    if sys.platform == "win32":
        local = Path(os.environ.get("LOCALAPPDATA", home / "AppData/Local"))
        windows = Path(os.environ.get("WINDIR", "C:/Windows"))
        return [windows / "Fonts", local / "Microsoft/Windows/Fonts"]
    if sys.platform == "darwin":
        return [home / "Library/Fonts", Path("/Library/Fonts"), Path("/System/Library/Fonts")]
    return [
        home / ".local/share/fonts",
        home / ".fonts",
        Path("/usr/local/share/fonts"),
        Path("/usr/share/fonts"),
    ]


@cache
def _first_usable() -> tuple[Path, str] | tuple[None, None]:
    for path in _candidates():
        family = _family(path)
        if family is not None:
            return path, family
    return None, None


def _candidates() -> Iterator[Path]:
    """Font files that should know Chinese, best first."""
    files = [file for folder in folders() if folder.is_dir() for file in _files(folder)]
    for pattern in PATTERNS:
        yield from (file for file in files if file.match(pattern))


def _files(folder: Path) -> list[Path]:
    found = []
    for here, _, names in os.walk(folder, onerror=lambda error: None):
        found += [Path(here) / name for name in names if name.lower().endswith(FONT_ENDS)]
    return sorted(found)


FONT_ENDS = (".ttf", ".ttc", ".otf", ".otc")


@cache
def _family(path: Path) -> str | None:
    """Make a font file known to matplotlib; None where it cannot be read or lacks Chinese."""
    from matplotlib import font_manager
    from matplotlib.ft2font import FT2Font

    try:
        font = FT2Font(str(path))
        charmap = font.get_charmap()
        if not all(ord(char) in charmap for char in SAMPLE):
            return None
        font_manager.fontManager.addfont(str(path))
    except (OSError, RuntimeError, ValueError):
        return None
    faces = [e.name for e in font_manager.fontManager.ttflist if e.fname == str(path)]
    simplified = [name for name in faces if name.endswith(("SC", "CN"))]
    return (simplified or [font.family_name])[0]


def _unusable(path: str) -> Notice:
    words = Words(
        f"PVLIFT_FONT names {path}, which is no font file with Chinese glyphs; it is ignored.",
        f"PVLIFT_FONT 指定的 {path} 不是含中文字形的字体文件，已忽略。",
    )
    return Notice("font_unusable", words)


def _none_found() -> Notice:
    words = Words(
        "No Chinese font was found, so the pictures have English labels. Install one (for example "
        "fonts-noto-cjk) or set PVLIFT_FONT to a font file.",
        "未找到中文字体，图片改用英文标注。请安装中文字体（如 fonts-noto-cjk），"
        "或用环境变量 PVLIFT_FONT 指定字体文件。",
    )
    return Notice("no_chinese_font", words)
