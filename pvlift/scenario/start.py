"""A commented scenario to start from, complete and sound as written."""

from __future__ import annotations

from pathlib import Path

from pvlift.facts import read
from pvlift.facts.places import climate_of
from pvlift.scenario.files import write_new

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
    """Write the starting file; an existing file needs `force`."""
    write_new(path, start_text(city).encode(), force, "init")
