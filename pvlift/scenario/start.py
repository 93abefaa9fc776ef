"""A commented scenario to start from, complete and sound as written."""

from __future__ import annotations

import os
from pathlib import Path

from pvlift.errors import Fault, ScenarioError, Words, disk_words
from pvlift.facts import read
from pvlift.facts.places import climate_of

OTHER_PROVINCE = (
    "# ！以下电价为江西标准，请改为本省电价\n"
    "# ! these prices are those of Jiangxi: replace them by the province's own"
)


def start_text(city: str) -> str:
    """The text of a starting file for a city of the embedded climate."""
    place = climate_of(city)
    text = read.text_of("start.toml")
    prices = "# 出处见内置电价库 / from the embedded prices"
    if place.province != "江西":
        prices = OTHER_PROVINCE
    name = f"{place.city_zh}：屋顶光伏供加装电梯（示例）"
    return text.replace("@CITY@", place.city_en).replace("@NAME@", name).replace("@PRICES@", prices)


def write_start(path: Path, city: str, force: bool) -> None:
    """Write the starting file whole or not at all; an existing file needs `force`."""
    text = start_text(city)
    if path.exists() and not force:
        wanted = Words("a new file, or --force to replace it", "新文件名；如需覆盖请加 --force")
        raise ScenarioError("init", [Fault(str(path), "an existing file / 已有文件", wanted)])
    aside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        aside.write_text(text, encoding="utf-8")
        os.replace(aside, path)
    except OSError as error:
        aside.unlink(missing_ok=True)
        wanted = Words("a folder that can be written to", "可以写入的文件夹")
        raise ScenarioError("init", [Fault(str(path), disk_words(error), wanted)]) from None
