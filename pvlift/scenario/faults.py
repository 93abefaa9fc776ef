"""Wording of everything that can be wrong in a scenario file, in two languages."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable, Iterator

from pydantic import BaseModel, ValidationError

from pvlift.errors import Fault, Words
from pvlift.facts.records import FAULT_WORDS, LARGEST

WANTED: dict[str, Words] = {
    "missing": Words("a value (there is no default)", "一个值（此项没有默认值）"),
    "int_type": Words("a whole number", "整数"),
    "int_from_float": Words("a whole number", "整数"),
    "int_parsing_size": Words("a smaller whole number", "较小的整数"),
    "float_type": Words("a number", "数字"),
    "bool_type": Words("true or false", "true 或 false"),
    "string_type": Words("text in quotation marks", "加引号的文字"),
    "date_type": Words(
        "a date such as 2027-01-01, without quotation marks", "日期，如 2027-01-01，不加引号"
    ),
    "date_from_datetime_inexact": Words("a date without a time of day", "不带时刻的日期"),
    "tuple_type": Words("a list in square brackets", "方括号列表"),
    "dict_type": Words("a table", "一个表（[表名]）"),
    "model_type": Words("a table", "一个表（[表名]）"),
    "model_attributes_type": Words("a table", "一个表（[表名]）"),
    "finite_number": Words("a finite number", "有限的数"),
    "greater_than": Words("more than {gt}", "大于 {gt} 的数"),
    "greater_than_equal": Words("at least {ge}", "不小于 {ge} 的数"),
    "less_than": Words("less than {lt}", "小于 {lt} 的数"),
    "less_than_equal": Words("at most {le}", "不大于 {le} 的数"),
    "multiple_of": Words("a multiple of {multiple_of}", "{multiple_of} 的整数倍"),
    "too_short": Words("at least {min_length} entries", "至少 {min_length} 项"),
    "too_long": Words("at most {max_length} entries", "至多 {max_length} 项"),
    "string_too_short": Words("at least {min_length} character(s)", "至少 {min_length} 个字符"),
    "string_too_long": Words("at most {max_length} characters", "至多 {max_length} 个字符"),
    "string_pattern_mismatch": Words(
        "small letters, digits and single hyphens", "小写字母、数字和单个连字符"
    ),
    "literal_error": Words("{expected}", "{expected}"),
    "union_tag_invalid": Words("kind = one of {expected_tags}", "kind 取 {expected_tags} 之一"),
    "union_tag_not_found": Words("a line `kind = ...`", "写明 kind = …… 的一行"),
    "extra_forbidden": Words("{known}", "{known}"),
    **FAULT_WORDS,
}
OTHER = Words("a value that this key can take", "此项可以取的值")
FEN = Words(
    " (the unit is yuan per kWh; {found} looks like fen: write {yuan:g})",
    "（单位为元/千瓦时；{found} 似乎是“分”，请写 {yuan:g}）",
)
PERCENT = Words(
    " (a fraction of 1; {found} looks like percent: write {share:g})",
    "（应写成小数；{found} 似乎是百分数，请写 {share:g}）",
)


def found_text(value) -> str:
    """A value as its owner would recognise it, short."""
    if value is None:
        return "nothing"
    try:
        is_text = isinstance(value, str)
        text = value if is_text else json.dumps(value, ensure_ascii=False, default=str)
    except ValueError:  # a number of thousands of digits
        text = "..."
    text = text if len(text) <= 60 else text[:57] + "..."
    return f"'{text}'" if isinstance(value, str) else text


def nearest(word: str, known: Iterable[str], n: int = 3) -> list[str]:
    """The known names closest to a misspelt one."""
    by_small = {name.lower(): name for name in known}
    close = difflib.get_close_matches(str(word).lower(), by_small, n=n, cutoff=0.5)
    return [by_small[name] for name in close]


def one_of(word: str, known: Iterable[str]) -> Words:
    """Wanted: a known name, the nearest first."""
    known = list(known)
    close = nearest(word, known)
    if close:
        return Words(
            f"a known name; the nearest: {', '.join(close)}",
            f"已有的名称；最接近的有：{'、'.join(close)}",
        )
    shown = known if len(known) <= 12 else [*known[:12], "..."]
    return Words(f"one of {', '.join(shown)}", f"下列之一：{'、'.join(shown)}")


def _path(loc, table) -> list:
    """The part of pydantic's location that the user wrote; union tags are not keys."""
    here, steps = table, []
    for n, step in enumerate(loc, 1):
        if isinstance(here, dict) and step in here:
            steps.append(step)
            here = here[step]
        elif isinstance(here, (list, tuple)) and isinstance(step, int) and step < len(here):
            steps.append(step)
            here = here[step]
        elif n == len(loc) and isinstance(here, dict) and isinstance(step, str):
            steps.append(step)
    return steps


def _dotted(steps) -> str:
    text = ""
    for step in steps:
        text += f"[{step + 1}]" if isinstance(step, int) else (f".{step}" if text else str(step))
    return text


def _known_keys(model: type[BaseModel], steps, table) -> list[str]:
    """Keys allowed where an unknown one stands, read from the JSON Schema."""
    schema = model.model_json_schema(by_alias=True)
    here, raw = schema, table

    def resolved(node, value):
        while True:
            if "$ref" in node:
                node = schema["$defs"][node["$ref"].rsplit("/", 1)[1]]
            elif "discriminator" in node and isinstance(value, dict):
                tag = value.get("kind")
                mapping = node["discriminator"]["mapping"]
                if tag not in mapping:
                    return {}
                node = {"$ref": mapping[tag]}
            elif "anyOf" in node or "oneOf" in node:
                options = node.get("anyOf") or node.get("oneOf")
                tables = [option for option in options if option.get("type") != "null"]
                node = tables[0] if tables else {}
            else:
                return node

    for step in steps:
        here = resolved(here, raw)
        raw = raw[step] if not isinstance(raw, dict) or step in raw else None
        if isinstance(step, int):
            here = here.get("items", {})
        else:
            free = here.get("additionalProperties") or {}  # false where no other key may stand
            here = here.get("properties", {}).get(step, free)
    return list(resolved(here, raw).get("properties", {}))


def _limit(value) -> str:
    """A limit as people write it: 1,000,000, a day, or words as they are."""
    if isinstance(value, float):
        return f"{value:,.15g}"
    return f"{value:,}" if isinstance(value, int) else str(value)


def _in_chinese(listed: str) -> str:
    """A list of choices as pydantic writes it, `'a', 'b' or 'c'`, with Chinese between them."""
    return listed.replace("' or '", "' 或 '").replace("', '", "'、'")


def _wanted(entry, model, steps, table) -> Words:
    kind, context = entry["type"], dict(entry.get("ctx") or {})
    words = WANTED.get(kind, OTHER)
    if kind == "float_type" and type(entry["input"]) is int:  # so large that no float holds it
        kind, words, context = "less_than_equal", WANTED["less_than_equal"], {"le": LARGEST}
    if kind == "extra_forbidden":
        known = _known_keys(model, steps[:-1], table)
        return one_of(str(steps[-1]), known) if known else OTHER
    english = {key: _limit(value) for key, value in context.items()}
    chinese = {key: _in_chinese(value) for key, value in english.items()}
    wanted = Words(words.en.format(**english), words.zh.format(**chinese))
    value, key = entry.get("input"), str(steps[-1]) if steps else ""
    if key == "normal_frac" and kind in ("less_than_equal", "greater_than_equal"):
        return Words("between -1 and 1", "-1 至 1 之间的数")
    is_slip = isinstance(value, (int, float)) and abs(value) <= 1e6
    if is_slip and kind in ("less_than_equal", "less_than"):
        limit = context.get("le", context.get("lt"))
        hint = None
        if key.endswith("cny_per_kwh") and value / 100 <= limit:
            hint = Words(*(part.format(found=f"{value:g}", yuan=value / 100) for part in FEN))
        elif key.endswith(("_frac", "_per_year")) and limit <= 2 and value / 100 <= limit:
            hint = Words(*(part.format(found=f"{value:g}", share=value / 100) for part in PERCENT))
        if hint:
            wanted = Words(wanted.en + hint.en, wanted.zh + hint.zh)
    return wanted


def worded(error: ValidationError, model: type[BaseModel], table: dict) -> Iterator[Fault]:
    """One fault for each place, in the order of pydantic's list; alternatives joined with "or"."""
    places: dict[str, Fault] = {}
    entries = error.errors(include_url=False)
    for entry in entries:
        if entry["type"] == "too_short" and any(
            other["loc"][: len(entry["loc"])] == entry["loc"] and other is not entry
            for other in entries
        ):
            continue  # the list only counts as short because its rows are at fault
        steps = _path(entry["loc"], table)
        where = _dotted(steps) or "the file"
        found = "nothing" if entry["type"] == "missing" else found_text(entry["input"])
        wanted = _wanted(entry, model, steps, table)
        if where in places:
            before = places[where]
            joined = Words(
                f"{before.wanted.en}, or {wanted.en}", f"{before.wanted.zh}，或 {wanted.zh}"
            )
            places[where] = before._replace(wanted=joined)
        else:
            places[where] = Fault(where, found, wanted)
    yield from places.values()
