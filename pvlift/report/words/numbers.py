"""Numbers with their units, as readers of Chinese and of English write them."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import NamedTuple

from pvlift.errors import Words
from pvlift.report.words.terms import UNIT_WORDS

NOTHING = "–"
WAN = 10_000.0
SMALLEST_CNY = 0.5  # below it an amount prints as nothing


class MoneyUnit(NamedTuple):
    """How one table writes money."""

    name: str
    cny: float  # size of the unit
    digits: int


def grouped(value: float, digits: int = 0, sign: str = "") -> str:
    """A number with thousands separators, "+" before a gain if `sign` is "+"; zero has no sign."""
    if not math.isfinite(value):
        return NOTHING
    text = f"{value:{sign},.{digits}f}"
    return text if text.strip("+-0.,") else text.lstrip("+-")


def money(cny: float, lang: str) -> str:
    """An amount with its unit: 万元 for large sums in Chinese, CNY in English."""
    if not math.isfinite(cny):
        return NOTHING
    if lang != "zh":
        return f"CNY {grouped(cny)}" if cny > -0.5 else f"-CNY {grouped(-cny)}"
    if abs(cny) >= 1e8:
        return f"{grouped(cny / 1e8, 2)} 亿元"
    if abs(cny) >= WAN:
        return f"{grouped(cny / WAN, 2)} 万元"
    return f"{grouped(cny)} 元"


def money_unit(amounts_cny: Iterable[float], lang: str) -> MoneyUnit:
    """The unit in which a table of these amounts is easiest to read."""
    largest = max((abs(cny) for cny in amounts_cny if math.isfinite(cny)), default=0.0)
    if lang == "zh" and largest >= 100 * WAN:
        return large_unit(lang)
    return MoneyUnit("元" if lang == "zh" else "CNY", 1.0, 0)


def amount_unit(cny: float, lang: str) -> MoneyUnit:
    """The unit in which one amount that stands alone is written."""
    if lang == "zh" and math.isfinite(cny) and abs(cny) >= 1e8:
        return MoneyUnit("亿元", 1e8, 2)
    if lang == "zh" and math.isfinite(cny) and abs(cny) >= WAN:
        return large_unit(lang)
    return MoneyUnit("元" if lang == "zh" else "CNY", 1.0, 0)


def large_unit(lang: str) -> MoneyUnit:
    """The unit of money of pictures and of tables of differences."""
    return MoneyUnit("万元", WAN, 2) if lang == "zh" else MoneyUnit("1000 CNY", 1e3, 0)


def in_unit(cny: float, unit: MoneyUnit, sign: str = "") -> str:
    """An amount in the unit of its table, without the unit's name; `sign` as in `grouped`."""
    return grouped(cny / unit.cny, unit.digits, sign)


def energy(kwh: float, lang: str) -> str:
    """An amount of energy with its unit."""
    return f"{grouped(kwh)} {UNIT_WORDS['kwh'].text(lang)}"


def percent(frac: float, digits: int | None = 1, sign: str = "") -> str:
    """A fraction as percent, written as 6.0%; without `digits` as many as it has."""
    if not math.isfinite(frac):
        return NOTHING
    shown = f"{round(100.0 * frac, 6):g}" if digits is None else grouped(100.0 * frac, digits, sign)
    return f"{shown}%"


def years(value: float, lang: str) -> str:
    """A span of years with its unit; 15 and 17.6."""
    shown = grouped(value, 0 if float(value).is_integer() else 1)
    return f"{shown} {'年' if lang == 'zh' else 'years'}"


def of_kind(value: float, kind: str, lang: str) -> str:
    """A number without its unit, written as its kind asks."""
    if not math.isfinite(value):
        return NOTHING
    if kind == "frac":
        return grouped(100.0 * value, 2)
    return grouped(value, {"years": 1, "cny_per_kwh": 3, "ratio": 2, "roofs": 1}.get(kind, 0))


def both(en: str, zh: str, **amounts) -> Words:
    """One sentence with amounts of money put in, in both languages."""
    return Words(
        en.format(**{k: v if isinstance(v, str) else money(v, "en") for k, v in amounts.items()}),
        zh.format(**{k: v if isinstance(v, str) else money(v, "zh") for k, v in amounts.items()}),
    )


def number(value: float | None, digits: int) -> float | None:
    """A rounded number; nothing, nan and infinity become null, minus zero becomes zero."""
    if value is None or not math.isfinite(value):
        return None
    return round(float(value), digits) + 0.0


def numbers(values, digits: int) -> list[float | None]:
    """Rounded numbers of one row."""
    return [number(value, digits) for value in values]


def rounded(record, digits: int, *keys: str) -> dict[str, float | None]:
    """Some numbers of a record by their names, as in `number`."""
    return {key: number(getattr(record, key), digits) for key in keys}
