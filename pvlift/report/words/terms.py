"""The vocabulary of every report in both languages: parties, indicators, headings."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from pvlift.errors import Words, plain
from pvlift.facts.accounts import GRANTS, accounts

PARTY_WORDS = {
    "investor": Words("investor", "投资方"),
    "government": Words("government", "政府"),
    "residents": Words("residents", "居民"),
    "lender": Words("lender", "贷款人"),
    "grid": Words("grid", "电网"),
    "customers": Words("power customers", "用电客户"),
    "suppliers": Words("suppliers", "供应商"),
}

INDICATOR_WORDS = {
    "project_irr_pretax": Words("project IRR before tax", "项目投资财务内部收益率（所得税前）"),
    "project_irr": Words("project IRR after tax", "项目投资财务内部收益率（所得税后）"),
    "equity_irr": Words("equity IRR", "项目资本金财务内部收益率"),
    "n_roots": Words("number of rates of return", "内部收益率解的个数"),
    "project_npv_cny": Words("project NPV after tax", "项目投资财务净现值（所得税后）"),
    "equity_npv_cny": Words("equity NPV", "项目资本金财务净现值"),
    "payback_years": Words("payback from commissioning", "静态投资回收期（从投运起）"),
    "payback_from_start_years": Words(
        "payback from start of construction", "静态投资回收期（从建设期起）"
    ),
    "discounted_payback_years": Words(
        "discounted payback from commissioning", "动态投资回收期（从投运起）"
    ),
    "lcoe_cny_per_kwh": Words("cost of PV energy (LCOE)", "度电成本（LCOE）"),
    "dscr_min": Words("lowest debt service cover (DSCR)", "偿债备付率（最低年）"),
    "dscr_min_year": Words("year of the lowest DSCR", "偿债备付率最低的年份"),
    "dscr_after_renewals_min": Words(
        "lowest DSCR, renewals paid first", "偿债备付率（扣除维持运营投资，最低年）"
    ),
    "dscr_after_renewals_min_year": Words(
        "year of the lowest DSCR, renewals paid first", "扣除维持运营投资后偿债备付率最低的年份"
    ),
    "subsidy_per_lift_cny": Words("public grants per lift", "每台电梯财政补助"),
    "subsidy_per_household_cny": Words("public grants per household", "每户财政补助"),
    "fiscal_npv_cny": Words("fiscal NPV of the government", "财政净现值"),
    "residents_paid_cny": Words("paid by the residents for lifts", "居民为电梯支付"),
    "return_on_investment_frac": Words("return on investment (ROI)", "总投资收益率（ROI）"),
    "return_on_equity_frac": Words("return on equity (ROE)", "项目资本金净利润率（ROE）"),
    "payback_last_years": Words("payback for good, from commissioning", "静态回收期（不再转负）"),
    "llcr": Words("loan life cover (LLCR)", "贷款期偿债覆盖率（LLCR）"),
    "llcr_after_renewals": Words(
        "LLCR, renewals paid first", "贷款期偿债覆盖率（扣除维持运营投资）"
    ),
    "interest_cover_min": Words("lowest interest cover (ICR)", "利息备付率（最低年）"),
    "liabilities_frac_max": Words("highest liabilities to assets", "资产负债率（最高年）"),
    "break_even_output_frac": Words("break-even output", "盈亏平衡点（占计划发电量）"),
    "break_even_price_cny_per_kwh": Words("break-even price of power", "盈亏平衡电价"),
    "subsidy_per_tonne_co2_cny": Words(
        "public grants per tonne of CO2", "每吨二氧化碳减排的财政补助"
    ),
    "residents_npv_cny": Words("NPV of the residents", "居民净现值"),
    "made_kwh_per_year": Words("PV output, yearly mean", "年均发电量"),
}

KIND_OF_END = {
    "n_roots": "count",
    "_min_year": "year",
    "_cny_per_kwh": "cny_per_kwh",
    "_kwh_per_year": "kwh",
    "_cny": "cny",
    "_years": "years",
    "_frac": "frac",
    "_frac_max": "frac",
}

ENERGY_WORDS = {
    "made_kwh": Words("made by the roofs", "光伏发电量"),
    "used_by_lifts_kwh": Words("used by the lifts", "电梯自用"),
    "used_by_others_kwh": Words("used by others behind the meter", "其他自用"),
    "exported_kwh": Words("exported to the grid", "上网电量"),
    "curtailed_kwh": Words("curtailed", "弃光电量"),
    "lift_load_kwh": Words("need of the lifts", "电梯用电量"),
    "lift_bought_kwh": Words("bought for the lifts", "电梯外购电量"),
    "yield_kwh_per_kwp": Words("yield per kWp", "单位装机年发电量（等效利用小时）"),
}

UNIT_WORDS = {
    "frac": Words("%", "%"),
    "cny": Words("CNY", "元"),
    "years": Words("years", "年"),
    "cny_per_kwh": Words("CNY/kWh", "元/千瓦时"),
    "ratio": Words("times", "倍"),
    "year": Words("", ""),
    "count": Words("", "个"),
    "roofs": Words("roofs", "处"),
    "kwh": Words("kWh", "千瓦时"),
    "kwh_per_kwp": Words("kWh/kWp", "千瓦时/千瓦"),
}

SCREEN_WORDS = {
    "valid": Words("{file} is valid", "{file} 格式与内容均有效"),
    "written": Words("{file} written", "已生成 {file}"),
    "results_in": Words("tables and pictures are in {folder}", "表格与图片已写入 {folder}"),
    "contents": Words("Contents", "目录"),
    "answer": Words("The answer", "结论"),
    "why": Words("Why", "原因分析"),
    "money": Words("Money between the parties", "各方资金往来"),
    "net": Words("What each party is left with", "各方净现金流"),
    "indicators": Words("Indicators", "财务评价指标"),
    "key_indicators": Words("Main indicators", "主要指标"),
    "energy": Words("Energy of year 1", "第 1 年电量"),
    "energy_years": Words("Energy by year", "逐年电量"),
    "statements": Words("Tables of a feasibility study", "可行性研究财务报表"),
    "statement": Words("table", "报表"),
    "plant": Words("Roofs and lifts", "屋面与电梯"),
    "promise": Words('The promise "residents pay nothing"', "“居民零负担”承诺"),
    "sources": Words("Sources and assumptions", "数据来源与假设"),
    "account": Words("account", "科目"),
    "from": Words("from", "付款方"),
    "to": Words("to", "收款方"),
    "party": Words("party", "主体"),
    "year_0": Words("construction", "建设期"),
    "year_1": Words("year 1", "第 1 年"),
    "total": Words("{n} years", "{n} 年合计"),
    "indicator": Words("indicator", "指标"),
    "value": Words("value", "数值"),
    "unit": Words("unit", "单位"),
    "note": Words("note", "说明"),
    "item": Words("item", "项目"),
    "year": Words("year", "年份"),
    "source": Words("source", "来源"),
    "weather": Words("weather", "气象数据"),
    "notices": Words("Please note", "提示"),
    "ask_subsidy": Words(
        "The least support that brings the money back in time: `pvlift subsidy FILE --form all`.",
        "按期收回投资至少需要多少补助，可用 `pvlift subsidy 方案文件 --form all` 测算。",
    ),
    "more_with_full": Words(
        "More tables with --full; files and pictures with --out DIR.",
        "更多表格请加 --full；表格文件与图片请加 --out 目录。",
    ),
    "not_advice": Words(
        "A calculation from the stated assumptions, not investment advice.",
        "以上为按所列假设测算的结果，不构成投资建议。",
    ),
    "of_made": Words("of output", "占发电量"),
    "of_need": Words("of the lifts' need", "占电梯用电"),
    "operating_cash": Words("cash before the lifts' costs", "可用于电梯的经营现金"),
    "lift_cost": Words("running cost of the lifts", "电梯运行费用"),
    "lift_cost_paid": Words("lift cost that is covered", "已覆盖的电梯费用"),
    "from_reserve": Words("from the reserve", "动用准备金"),
    "reserve_level": Words("reserve at year's end", "年末准备金"),
    "shortfall": Words("shortfall", "缺口"),
    "cumulative": Words("Cumulative cash", "累计净现金流"),
    "project": Words("project after tax, before financing", "项目投资（融资前、税后）"),
}

CONFIDENCE_WORDS = {
    "H": Words("strong", "可靠"),
    "M": Words("second-hand", "转引"),
    "L": Words("weak", "较弱"),
    "D": Words("derived", "推算"),
    "U": Words("not confirmed", "未核实"),
    "assumption": Words("assumption", "假设"),
}

LABELS: dict[str, Words] = {
    **PARTY_WORDS,
    **{account.key: account.words for account in accounts().values()},
    **INDICATOR_WORDS,
    **ENERGY_WORDS,
    **SCREEN_WORDS,
}


class Vocabulary(dict[str, Words]):
    """Words of one kind of answer; a key is said by calling the vocabulary."""

    def __call__(self, key: str, lang: str, **values) -> str:
        text = self[key].text(lang)
        return text.format(**values) if values else text

    def put(self, key: str, **values) -> Words:
        """Words of a key in both languages; a value that is Words goes in by its language."""
        return put(self[key], **values)


def kind_of(key: str) -> str:
    """Unit of an indicator by its name, a key of UNIT_WORDS."""
    kinds = (kind for end, kind in KIND_OF_END.items() if key.endswith(end))
    return next(kinds, "frac" if "irr" in key else "ratio")


def flat(words: Words) -> Words:
    """Words of two lines on one."""
    return Words(words.en.replace("\n", " "), words.zh.replace("\n", ""))


def year_name(year: int, lang: str) -> str:
    """A year of a plan as a reader says it; year 0 is construction."""
    if year == 0:
        return label("year_0", lang)
    return f"第 {year} 年" if lang == "zh" else f"year {year}"


def year_words(year: int) -> Words:
    """A year of a plan in both languages; year 0 is construction."""
    return Words(year_name(year, "en"), year_name(year, "zh"))


def floor_words(floor: int) -> Words:
    """A floor counted from 1, in both languages."""
    return Words(floor_name(floor, "en"), floor_name(floor, "zh"))


def listed(texts: Iterable[str], lang: str) -> str:
    """Several things in a row."""
    return ("，" if lang == "zh" else ", ").join(texts)


def with_colon(name: str, text: str, lang: str) -> str:
    """A name, a colon and what is said of it."""
    return f"{name}：{text}" if lang == "zh" else f"{name}: {text}"


def floor_name(floor: int, lang: str) -> str:
    """A floor counted from 1."""
    return f"{floor} 层" if lang == "zh" else f"floor {floor}"


def with_unit(title: str, unit: str, lang: str) -> str:
    """A heading with its unit in brackets."""
    return f"{title}（{unit}）" if lang == "zh" else f"{title} ({unit})"


def put(words: Words, **values) -> Words:
    """Values put into a sentence, each in the language of the sentence."""

    def text(lang: str) -> str:
        told = {k: v.text(lang) if isinstance(v, Words) else v for k, v in values.items()}
        return words.text(lang).format(**told)

    return Words(text("en"), text("zh"))


def told(text: Callable[..., str], *parts, **named) -> Words:
    """What a function of a language says, in both; the language is its last argument."""
    return Words(text(*parts, "en", **named), text(*parts, "zh", **named))


def term(key: str, **values) -> Words:
    """A key in both languages."""
    words = Words(label(key, "en"), label(key, "zh"))
    return put(words, **values) if values else words


def entry_words(account: str, rule: str) -> Words:
    """An account, or the grant or loan of that name under it."""
    if not rule:
        return term(account)
    name = plain(rule)
    is_grant = accounts()[account].family in GRANTS
    return Words(f"grant: {name}", f"补助：{name}") if is_grant else Words(name, name)


def label(key: str, lang: str) -> str:
    """A key in the reader's words; a name of the user's stays as it is."""
    words = LABELS.get(key)
    return plain(key) if words is None else words.text(lang)
