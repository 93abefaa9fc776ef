"""The shape of what people write: frozen, strict, every field explained."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

from pvlift.errors import Words


class Record(BaseModel):
    """A row that cannot change, takes no unknown key and guesses no type."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        strict=True,
        allow_inf_nan=False,
        use_attribute_docstrings=True,
        defer_build=True,  # only what a scenario uses is compiled: start-up counts
    )


Confidence = Literal["H", "M", "L", "D", "U"]
"""How sure a value is: H strong, M second-hand, L weak, D derived here, U not confirmed."""

Fraction = Annotated[float, Field(ge=0, le=1)]
CnyPerKwh = Annotated[float, Field(ge=0, le=3)]  # 3 yuan: a price above it stands in fen
MarketCnyPerKwh = Annotated[float, Field(ge=-1, le=3)]  # a spot market may fall below zero
LARGEST = 1e12  # yuan, kWh, watts or grams: a larger amount is a slip, and sums of it lose fen
Cny = Annotated[float, Field(ge=0, le=LARGEST)]
Number = Annotated[float, Field(ge=-LARGEST, le=LARGEST)]
Loose = Field(strict=False)  # a TOML array is a list; inside, elements stay strict
Positive = Annotated[float, Field(gt=0, le=LARGEST)]
Seed = Annotated[int, Field(ge=0, lt=2**63)]
Months = Annotated[int, Field(ge=0, le=120)]
Years = Annotated[int, Field(ge=1, le=60)]

# Sentences for the checks across fields; the scenario room words pydantic's own faults.
FAULT_WORDS: dict[str, Words] = {
    "dates_reversed": Words("an end that is not before the start", "结束日期不早于起始日期"),
    "held_back_without_years": Words(
        "held_back_years of 1 or more beside a held_back_frac",
        "有预留比例 (held_back_frac) 时须同时给出不少于 1 的预留年数 (held_back_years)",
    ),
    "one_step": Words(
        "exactly one of step_cny and step_frac", "步长金额 step_cny 与步长比例 step_frac 只能二选一"
    ),
    "rising_table": Words("a table whose steps rise", "表中的档位必须逐行递增"),
    "hours_reversed": Words(
        "from_h before to_h within the day, hours 0 to 24",
        "起始时刻早于结束时刻，均在 0 至 24 点之间；跨零点的时段请分成两段",
    ),
    "hours_overlap": Words("windows of one day that do not overlap", "同一天内的时段不得相互重叠"),
    "months_twice": Words("every month in one season only", "每个月份只能属于一个季节"),
    "no_such_day": Words("days that the month has", "该月实际存在的日期"),
    "price_forms": Words(
        'one of: price = 0.62, price = "jiangxi-collective-2023", or the lines price.kind = "flat" '
        "and price.cny_per_kwh = 0.62 (kinds: flat, tiers, time_of_use, periods, table)",
        '以下写法之一：price = 0.62、price = "jiangxi-collective-2023"，'
        '或 price.kind = "flat" 与 price.cny_per_kwh = 0.62 两行'
        "（kind 可为 flat、tiers、time_of_use、periods、table）",
    ),
    "unknown_period": Words("a period that has a price", "已给出价格的时段名称"),
    "wrong_count": Words("a complete table", "完整的价格表"),
    "growth_missing": Words(
        "growth_per_year beside a cost that returns after construction",
        "建成后仍会发生的费用须给出年增长率 growth_per_year",
    ),
    "threshold_of_watts": Words(
        'per = "w" beside above_w: the threshold is in watts at one point of connection',
        '有 above_w 时 per 须为 "w"：门槛为单个并网点的装机瓦数',
    ),
    "law_not_rising": Words(
        "low, mode and high in rising order, low below high",
        "按 low、mode、high 由小到大填写，且 low 小于 high",
    ),
    "law_chances": Words(
        "as many chances as values, together 1",
        "values 与 chances 个数相同，且各概率之和为 1",
    ),
    "unknown_item": Words(
        "an item of the price list; the nearest: {known}", "价格表中的编号；最接近的有：{known}"
    ),
    "above_cap": Words("a base that is not above the cap", "基准金额不得高于封顶金额"),
}


def broken(rule: str, **found: str) -> PydanticCustomError:
    """The fault of a check across fields, under the name that `FAULT_WORDS` knows."""
    return PydanticCustomError(rule, FAULT_WORDS[rule].en, found or None)
