"""The columns of the table of a district, and a table to start from."""

from __future__ import annotations

import csv
import io
import math
from pathlib import Path
from typing import NamedTuple

from pvlift.errors import Words
from pvlift.scenario.files import write_new
from pvlift.scenario.plant import Roof, Stairwell
from pvlift.scenario.quantities import Limits, limits_of


class TableColumn(NamedTuple):
    """One column of the table."""

    name: str
    zh: str  # heading that is accepted as well
    kind: type
    limits: Limits | None  # None: text
    needed: bool
    meaning: Words
    example: tuple[str, ...]


COLUMNS = (
    TableColumn(
        "id",
        "编号",
        str,
        None,
        True,
        Words("name of the row, once in the table", "本行编号，不得重复"),
        ("A1", "A2", "B1"),
    ),
    TableColumn(
        "street",
        "街道",
        str,
        None,
        True,
        Words("street or township, for fair shares", "所属街道（乡镇），用于公平约束"),
        ("East street", "East street", "West street"),
    ),
    TableColumn(
        "pool",
        "屋面池",
        str,
        None,
        False,
        Words(
            "rows with the same pool share their roofs (an estate inside one land boundary); "
            "empty: a pool of its own",
            "同一屋面池的各行共用屋面（同一用地红线内的小区）；留空则自成一池",
        ),
        ("Estate A", "Estate A", "Estate B"),
    ),
    TableColumn(
        "stairwells",
        "单元数",
        int,
        limits_of(Stairwell, "count"),
        True,
        Words("stairwells of this kind that may get a lift", "可加装电梯的同类单元数"),
        ("6", "3", "10"),
    ),
    TableColumn(
        "storeys",
        "层数",
        int,
        limits_of(Stairwell, "storeys"),
        True,
        Words("storeys above ground", "地上层数"),
        ("6", "7", "6"),
    ),
    TableColumn(
        "flats",
        "每单元户数",
        int,
        limits_of(Stairwell, "flats"),
        True,
        Words("flats on one stairwell", "每个单元的户数"),
        ("12", "14", "12"),
    ),
    TableColumn(
        "people_per_flat",
        "户均人口",
        float,
        limits_of(Stairwell, "people_per_flat"),
        True,
        Words("residents per flat", "每户人数"),
        ("2.4", "2.4", "3.0"),
    ),
    TableColumn(
        "elderly_frac",
        "老年人比例",
        float,
        Limits(0, 1),
        False,
        Words(
            "share of residents of 60 and above, 0 to 1; empty: 0",
            "60 岁及以上比例，0 至 1；留空为 0",
        ),
        ("0.35", "0.30", "0.20"),
    ),
    TableColumn(
        "entry",
        "入户方式",
        str,
        None,
        False,
        Words(
            "level or half_landing; empty: as the policy",
            "level 平层或 half_landing 错层；留空同政策方案",
        ),
        ("half_landing", "half_landing", "level"),
    ),
    TableColumn(
        "roofs",
        "屋面数",
        int,
        limits_of(Roof, "count")._replace(low=0),
        True,
        Words("roofs that may carry PV, this row's own", "本行可装光伏的屋面数"),
        ("3", "1", "5"),
    ),
    TableColumn(
        "roof_length_m",
        "屋面长",
        float,
        limits_of(Roof, "length_m"),
        True,
        Words("long side of one roof", "单个屋面长边（米）"),
        ("36", "54", "36"),
    ),
    TableColumn(
        "roof_width_m",
        "屋面宽",
        float,
        limits_of(Roof, "width_m"),
        True,
        Words("short side of one roof", "单个屋面短边（米）"),
        ("11", "11", "12"),
    ),
    TableColumn(
        "roof_azimuth_deg",
        "屋面朝向",
        float,
        limits_of(Roof, "azimuth_deg"),
        False,
        Words(
            "direction the long side faces, 180 is south; empty: 180",
            "长边朝向，180 为正南；留空为 180",
        ),
        ("180", "180", "165"),
    ),
    TableColumn(
        "other_kwh_per_year",
        "其他用电",
        float,
        Limits(0, 1e9),
        False,
        Words(
            "use of all other buyers behind the meter, kWh a year; empty: none",
            "同一并网点其他用户年用电量（千瓦时）；留空为无",
        ),
        ("40000", "20000", "60000"),
    ),
    TableColumn(
        "ask_cny",
        "报价",
        float,
        Limits(0, 1e10),
        False,
        Words(
            "what a bidder asks for all stairwells of the row, for the auction; empty: the least "
            "subsidy calculated",
            "投标人对本行全部单元的报价（元），用于反向竞价；留空按测算的最低补助",
        ),
        ("", "", ""),
    ),
)
NAMES = tuple(column.name for column in COLUMNS)
DEFAULTS = {
    "pool": "",
    "elderly_frac": 0.0,
    "entry": "",
    "roof_azimuth_deg": 180.0,
    "other_kwh_per_year": 0.0,
    "ask_cny": math.nan,
}


def template_text() -> str:
    """A table to start from: every column explained, three rows as an example."""
    lines = ["# pvlift portfolio: one row for each kind of stairwell in an estate"]
    lines.append("# 片区清单：每个小区的每类单元一行")
    for column in COLUMNS:
        need = "" if column.needed else " (optional / 可留空)"
        lines.append(
            f"# {column.name} / {column.zh}: {column.meaning.en} / {column.meaning.zh}{need}"
        )
    text = io.StringIO()
    text.write("".join(f"{line}\r\n" for line in lines))
    writer = csv.writer(text)
    writer.writerow(NAMES)
    for n in range(len(COLUMNS[0].example)):
        writer.writerow([column.example[n] for column in COLUMNS])
    return text.getvalue()


def write_template(path: Path, force: bool = False) -> None:
    """Write the template; an existing file is only replaced when told so."""
    write_new(Path(path), template_text().encode("utf-8-sig"), force, "init")
