"""Words of the tables and pictures of sun, roofs and lifts."""

from __future__ import annotations

from pvlift.errors import Words
from pvlift.report.words.terms import Vocabulary

PLANT_WORDS = {
    "losses": Words("From the sun to the meter, year 1", "从太阳辐射到电表的损失分解（第 1 年）"),
    "step": Words("step", "环节"),
    "change": Words("change", "增减"),
    "left_kwh": Words("left", "剩余"),
    "left_kwh_per_kwp": Words("left per kWp", "单位装机剩余"),
    "performance": Words("Performance ratio by month", "逐月系统效率（PR）"),
    "performance_ratio": Words("performance ratio", "系统效率（PR）"),
    "month": Words("month", "月份"),
    "ac_kwh": Words("made", "发电量"),
    "label_kwh": Words("label times light", "标称功率×辐照量"),
    "year": Words("year", "全年"),
    "roofs": Words("Roofs in detail", "屋面明细"),
    "roof": Words("roof", "屋面"),
    "count": Words("roofs of the kind", "屋面数"),
    "modules": Words("modules on one", "单个屋面组件数"),
    "rows": Words("rows", "排数"),
    "tilt": Words("tilt", "倾角"),
    "pitch": Words("pitch", "排距"),
    "ground_cover": Words("slope over pitch", "地面覆盖率 GCR（斜长/排距）"),
    "peak_kw": Words("peak power of one", "单个屋面装机"),
    "inverter_kw": Words("inverters of one", "单个屋面逆变器"),
    "mass": Words("load with mounting", "含支架荷载"),
    "mass_limit": Words("load limit", "荷载限值"),
    "row_shade": Words("lost to rows in front", "排间遮挡损失"),
    "box_shade": Words("lost to parapet and boxes", "女儿墙与障碍物损失"),
    "yield": Words("yield, year 1", "首年单位发电量"),
    "from_zero": Words("yield", "单位发电量"),
    "not_from_zero": Words("yield (axis not from zero)", "单位发电量（横轴不从零起）"),
    "not_given": Words("not given", "未给出"),
    "lifts": Words("Electricity of one lift, kWh a year", "单台电梯年用电量（千瓦时）"),
    "lift_figures": Words("Electricity of the lifts, all figures", "电梯用电明细"),
    "stairwell": Words("stairwell", "单元"),
    "standard": Words("ISO 25745-2", "ISO 25745-2"),
    "journeys": Words("journeys", "行程模型"),
    "standing": Words("standing", "待机"),
    "standing_kwh": Words("standing", "待机"),
    "starts": Words("starts/day", "日启动次数"),
    "wait": Words("wait", "候梯"),
    "plausible": Words("plausible", "合理范围"),
    "head_standard": Words("ISO\n25745-2", "ISO\n25745-2"),
    "head_journeys": Words("jour-\nneys", "行程\n模型"),
    "head_standing": Words("stand-\ning", "待机\n占比"),
    "head_starts": Words("starts\na day", "日启动\n次数"),
    "head_wait": Words("wait\n(s)", "候梯\n（秒）"),
    "counted": Words("counted in the plan", "方案采用"),
    "difference": Words("journeys less standard", "行程模型减标准"),
    "what_ifs": Words("What if (all lifts of the plan, a year)", "电梯用电情景（全部电梯，每年）"),
    "what_if": Words("what if", "情景"),
    "kwh": Words("kWh", "千瓦时"),
    "change_kwh": Words("change", "增减"),
    "change_cny": Words("change in cost", "电费增减"),
    "outside": Words("outside", "超出"),
    "item": Words("item", "项目"),
    "value": Words("value", "数值"),
    "unit": Words("unit", "单位"),
    "note": Words("note", "说明"),
    "range": Words("published range", "公开数据范围"),
    "travel": Words("travel", "提升高度"),
    "stops": Words("stops", "站数"),
    "riders": Words("people who ride, one stairwell", "单元乘梯人数"),
    "rides": Words("rides a day, one lift", "单台日乘梯人次"),
    "iso_class": Words("ISO 25745-2-style class", "参照 ISO 25745-2 的等级"),
    "vdi_class": Words("VDI 4707-style class", "参照 VDI 4707 的等级"),
    "vdi_kwh": Words("VDI 4707-1", "VDI 4707-1"),
    "extra": Words("loads outside the standard, one stairwell", "标准以外用电（每单元）"),
    "asleep": Words("calls that find the car asleep", "呼梯时轿厢已休眠的比例"),
    "regeneration": Words("regenerative drive", "能量回馈"),
    "resource": Words("Sun and weather", "太阳能资源"),
    "ghi": Words("global", "总辐射"),
    "dni": Words("direct normal", "法向直射"),
    "dhi": Words("diffuse", "散射"),
    "diffuse_share": Words("diffuse share", "散射占比"),
    "temp": Words("air", "气温"),
    "wind": Words("wind", "风速"),
    "levels": Words("How much sun to count on", "年总辐射量的超越概率水平"),
    "checks": Words("Checks", "检查"),
    "check": Words("check", "检查项"),
    "found": Words("found", "结果"),
    "one_year": Words("one year", "单年"),
    "mean_of": Words("mean of {n} years", "{n} 年平均"),
    "spread": Words("year-to-year spread", "年际变率"),
    "clearness": Words("hourly clearness index", "逐时晴空指数"),
    "hours_frac": Words("share of the hours", "小时占比"),
    "beam_on_ground": Words("beam on level ground", "水平面直射"),
}
said = Vocabulary(PLANT_WORDS)
MONTHS_EN = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def month_words(n: int) -> Words:
    """A month counted from 0, in both languages."""
    return Words(month_name(n, "en"), month_name(n, "zh"))


def month_name(n: int, lang: str) -> str:
    """A month counted from 0."""
    return f"{n + 1} 月" if lang == "zh" else MONTHS_EN[n]
