"""Names of uncertain numbers and of their laws, in English and Chinese."""

from __future__ import annotations

from pvlift.errors import Words
from pvlift.report.words.terms import label, listed, plain, with_unit
from pvlift.scenario.variables import Variable

NUMBER_WORDS = {
    "weather": Words("weather of the year", "逐年气象"),
    "yield_frac": Words("level of PV output", "光伏发电量水平"),
    "availability_frac": Words("availability of the plant", "电站可用率"),
    "losses.first_year_decline_frac": Words("decline in the first year", "首年衰减"),
    "losses.decline_per_year": Words("decline in later years", "逐年衰减"),
    "feed_in.market_frac": Words("market price of exports", "上网市场电价水平"),
    "feed_in.market_path": Words("market price, year by year", "上网市场电价逐年波动"),
    "connection.curtailment_frac": Words("what the grid does not take", "限发水平"),
    "lift_power.price_frac": Words("price of the lifts' power", "电梯购电价格水平"),
    "lift_power.price_path": Words("retail prices, year by year", "销售电价逐年变化"),
    "lift_power.growth_per_year": Words("growth of the lifts' price", "电梯购电价格年增长率"),
    "subsidy.late_months": Words("months the grants are late", "补助迟到月数"),
}
FIELD_WORDS = {
    "cny": Words("{x}", "{x}"),
    "growth_per_year": Words("{x}: growth", "{x}：年增长率"),
    "kwh_per_year": Words("{x}: yearly use", "{x}：年用电量"),
    "price_frac": Words("{x}: share of the price", "{x}：结算价比例"),
    "unpaid_frac": Words("{x}: bills never paid", "{x}：收不回的电费"),
    "price_path": Words("{x}: price, year by year", "{x}：电价逐年变化"),
    "rate_per_year": Words("{x}: interest", "{x}：利率"),
    "people_per_flat": Words("{x}: people per flat", "{x}：每户人数"),
    "trips_per_person_per_day": Words("{x}: rides per person", "{x}：人均乘梯次数"),
    "use_frac": Words("{x}: use of the lift, year by year", "{x}：乘梯量逐年波动"),
    "refused": Words("{x}: refused", "{x}：未获批"),
}


def number_name(variables: tuple[Variable, ...], lang: str) -> str:
    """What a law is about; of several numbers the first, and how many more."""
    first = variables[0]
    if first.key in NUMBER_WORDS:
        name = NUMBER_WORDS[first.key].text(lang)
    else:
        title, _, field = first.name.partition(".")[2].rpartition(".")
        shown = label(title, lang) if first.key.startswith("cost.") else plain(title)
        name = FIELD_WORDS[field].text(lang).format(x=shown)
    if len(variables) == 1:
        return name
    if lang == "zh":
        return f"{name}等 {len(variables)} 项"
    return f"{name} and {len(variables) - 1} more"


LAW_WORDS = {
    "normal": Words("normal", "正态"),
    "lognormal": Words("lognormal", "对数正态"),
    "triangular": Words("triangular", "三角"),
    "uniform": Words("uniform", "均匀"),
    "pert": Words("PERT", "PERT"),
    "discrete": Words("discrete", "离散"),
    "empirical": Words("observed", "经验"),
    "bounded": Words("cut off", "截断"),
    "drifting": Words("drifting path", "漂移路径"),
    "reverting": Words("mean-reverting path", "均值回复路径"),
    "event": Words("event of the year", "逐年事件"),
    "weather_years": Words("drawn from the weather years", "从各气象年中抽取"),
}
PART_WORDS = {
    "mean": Words("mean", "均值"),
    "sd": Words("sd", "标准差"),
    "median": Words("median", "中位数"),
    "sd_log": Words("log sd", "对数标准差"),
    "low": Words("low", "低"),
    "mode": Words("likely", "最可能"),
    "high": Words("high", "高"),
    "growth_per_year": Words("growth", "年增长"),
    "sd_per_year": Words("sd a year", "年标准差"),
    "persistence_frac": Words("persistence", "持续性"),
    "chance_per_year": Words("chance a year", "年概率"),
    "ageing_per_year": Words("ageing", "老化"),
    "value": Words("value", "取值"),
    "values": Words("values", "取值"),
    "chances": Words("chances", "概率"),
}


SCALED = ("", "mean", "sd", "median", "low", "high", "value", "values")  # as the key is


def law_text(driver, lang: str) -> str:
    """A law in one line: its kind and numbers, and the plan's value they stand beside."""
    numbers = driver.law.model_dump(exclude={"kind"})
    inner = numbers.pop("of", {})
    kind = LAW_WORDS[driver.law.kind].text(lang)
    if inner:
        cut = LAW_WORDS[inner["kind"]].text(lang)
        kind = f"{cut}{kind}" if lang == "zh" else f"{cut}, {kind}"
    numbers = {**{name: x for name, x in inner.items() if name != "kind"}, **numbers}
    parts, triple = [], ("low", "mode", "high")
    if tuple(numbers) == triple:
        numbers = {"": [numbers[name] for name in triple]}
    for name, value in numbers.items():
        share = driver.relative and name in SCALED
        values = value if isinstance(value, (tuple, list)) else (value,)
        texts = [f"{100.0 * x:.3g}" if share else f"{x:.4g}" for x in values[:4]]
        shown = "/".join(texts) + ("/..." if len(values) > 4 else "") + "%" * share
        if name != "ageing_per_year" or value:
            parts.append(f"{PART_WORDS[name].text(lang)} {shown}" if name else shown)
    if not parts:
        return kind
    shown = listed(parts, lang)
    if driver.relative:
        shown = f"方案值的 {shown}" if lang == "zh" else f"{shown} of the plan"
    bases = {variable.base for variable in driver.variables}
    if len(bases) == 1 and not driver.relative:
        shown += Words("; plan {x}", "；方案值 {x}").text(lang).format(x=f"{bases.pop():.4g}")
    return with_unit(kind, shown, lang)
