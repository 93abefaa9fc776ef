"""Fonts of pictures: a Simplified Chinese font from a package, so every machine draws alike."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path

LATIN = "DejaVu Sans"  # comes with matplotlib; its figures and arrows are the ones to use
CHINESE = "NotoSansCJKsc-Regular.otf"  # in the package mplfonts, SIL Open Font License


@cache
def families() -> tuple[str, ...]:
    """Names of the fonts, best first; the Chinese one is made known to matplotlib."""
    from matplotlib import font_manager

    path = font_file()
    font_manager.fontManager.addfont(str(path))
    return (font_manager.FontProperties(fname=str(path)).get_name(), LATIN)


def font_file() -> Path:
    """The font's file; its package is not imported: it would change matplotlib's settings."""
    found = find_spec("mplfonts")
    return Path(found.submodule_search_locations[0]) / "fonts" / CHINESE
