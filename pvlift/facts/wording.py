"""Grants in plain words: what is paid, by whom, when, and from when until when."""

from __future__ import annotations

from pvlift.errors import Words
from pvlift.facts.programmes import (
    CostShare,
    EnergyPremium,
    FixedGrant,
    GrantRule,
    InterestPoints,
    InterestSupport,
    LibraryRule,
    LowIncomeGrant,
    PotShare,
    PowerGrant,
    RelocationShare,
    StopGrant,
    StoreyGrant,
    UpkeepGrant,
)

TIERS = {
    "central": Words("central government", "中央"),
    "province": Words("province", "省级"),
    "city": Words("city", "市级"),
    "district": Words("district or county", "区（县）级"),
    "other": Words("other payer", "其他"),
}
PARTS = {
    "total": Words("the whole cost", "总费用"),
    "construction": Words("survey, design and construction", "勘察、设计和施工费"),
    "equipment": Words("the equipment", "设备费"),
}
BASES = {
    "generated": Words("generated", "发电量"),
    "exported": Words("fed into the grid", "上网电量"),
    "self_used": Words("used on site", "自用电量"),
}


def yuan(cny: float) -> Words:
    """A sum as people write it: 120,000 CNY, 12万元; 6,200,000,000 CNY, 62亿元."""
    size, unit = (1e8, "亿元") if cny >= 1e8 else (1e4, "万元") if cny >= 1e4 else (1.0, "元")
    return Words(f"{cny:,.12g} CNY", f"{cny / size:,.10g}{unit}")


def rule_words(rule: LibraryRule) -> Words:
    """One grant in one sentence."""
    parts = [_amount(rule), _payment(rule), *_extras(rule), _validity(rule)]
    tier = TIERS[rule.tier]
    return Words(
        f"{tier.en}: " + "; ".join(part.en for part in parts if part.en),
        f"{tier.zh}：" + "；".join(part.zh for part in parts if part.zh),
    )


def _amount(rule: LibraryRule) -> Words:
    match rule:
        case FixedGrant():
            sum_ = yuan(rule.cny_per_lift)
            up_to = Words("up to ", "最高") if rule.ceiling else Words("", "")
            return Words(f"{up_to.en}{sum_.en} per lift", f"每台{up_to.zh}{sum_.zh}")
        case StoreyGrant():
            unit = _unit(rule.counted)
            steps = [(step.at_least, yuan(step.cny_per_lift)) for step in rule.table]
            return Words(
                "per lift " + ", ".join(f"from {n} {unit.en} {sum_.en}" for n, sum_ in steps),
                "每台" + "、".join(f"{n}{unit.zh}起{sum_.zh}" for n, sum_ in steps),
            )
        case StopGrant():
            return _by_stop(rule)
        case CostShare() | RelocationShare():
            part = (
                Words("pipe and cable relocation", "管线迁改费")
                if isinstance(rule, RelocationShare)
                else PARTS[rule.of]
            )
            share = f"{rule.share_frac * 100:.10g}%"
            return _with_cap(
                Words(f"{share} of {part.en}", f"{part.zh}的{share}"), rule.cap_cny, "lift"
            )
        case LowIncomeGrant():
            sum_ = yuan(rule.cny_per_household)
            words = Words(f"{sum_.en} per low-income household", f"低收入家庭每户{sum_.zh}")
            return _with_cap(words, rule.cap_cny, "lift")
        case PotShare():
            sum_ = yuan(rule.pot_cny)
            return Words(
                f"{sum_.en} shared by {rule.n_lifts:,} lifts", f"{sum_.zh}由{rule.n_lifts}台均分"
            )
        case _:
            return _yearly_or_power(rule)


def _by_stop(rule: StopGrant) -> Words:
    unit, base = _unit(rule.counted), yuan(rule.base_cny)
    step = yuan(rule.base_cny * rule.step_frac if rule.step_cny is None else rule.step_cny)
    words = Words(
        f"{base.en} per lift at {rule.base_stops} {unit.en}, "
        f"{step.en} more or less for each of the {unit.en}",
        f"{rule.base_stops}{unit.zh}每台{base.zh}，每增减一{unit.zh}增减{step.zh}",
    )
    return _with_cap(words, rule.cap_cny, "lift")


def _yearly_or_power(rule: LibraryRule) -> Words:
    match rule:
        case UpkeepGrant():
            sum_ = yuan(rule.cny_per_lift_per_year)
            return Words(
                f"{sum_.en} per lift and year for {rule.years} years",
                f"每台每年{sum_.zh}，共{rule.years}年",
            )
        case PowerGrant():
            words = Words(f"{rule.cny_per_w:g} CNY per W of PV", f"光伏每瓦{rule.cny_per_w:g}元")
            return _with_cap(words, rule.cap_cny, "project")
        case EnergyPremium():
            base = BASES[rule.of]
            words = Words(
                f"{rule.cny_per_kwh:g} CNY per kWh {base.en} for {rule.years} years",
                f"{base.zh}每千瓦时{rule.cny_per_kwh:g}元，共{rule.years}年",
            )
            return _with_cap(words, rule.cap_cny_per_year, "year")
        case InterestSupport():
            return Words(
                f"{rule.share_frac:.0%} of the interest for {rule.years} years",
                f"贷款利息的{rule.share_frac:.0%}，共{rule.years}年",
            )
        case InterestPoints():
            part = Words("", "")
            if rule.scope_frac < 1.0:
                scope = f"{rule.scope_frac:.0%}"
                part = Words(f" on {scope} of it", f"（按债务的{scope}计）")
            return Words(
                f"{rule.points_per_year:.2%} a year of what is owed{part.en} for "
                f"{rule.years} years, at most the interest",
                f"按贷款余额每年贴息{rule.points_per_year:.2%}{part.zh}，共{rule.years}年，"
                "不超过利息",
            )
    raise TypeError(f"not a grant: {type(rule).__name__}")


def _unit(counted: str) -> Words:
    return Words("storeys", "层") if counted == "storeys" else Words("stops", "站")


def _with_cap(words: Words, cap_cny: float | None, per: str) -> Words:
    if cap_cny is None:
        return words
    of = {"lift": "每台", "project": "项目", "year": "每年"}[per]
    cap = yuan(cap_cny)
    return Words(f"{words.en}, at most {cap.en} per {per}", f"{words.zh}，{of}最高{cap.zh}")


def _payment(rule: GrantRule) -> Words:
    started = rule.paid == "start"
    event = Words("the start of work", "开工后") if started else Words("acceptance", "验收后")
    months = rule.delay_months
    if months:
        return Words(f"paid {months} months after {event.en}", f"{event.zh}{months}个月拨付")
    return Words(f"paid after {event.en}", f"{event.zh}拨付")


def _extras(rule: GrantRule) -> list[Words]:
    said = []
    if rule.held_back_frac:
        share, years = f"{rule.held_back_frac:.0%}", rule.held_back_years
        said.append(
            Words(
                f"{share} held back and paid over {years} years",
                f"其中{share}预留，分{years}年支取",
            )
        )
    if rule.shaft_exists_frac is not None:
        share = f"{rule.shaft_exists_frac:.0%}"
        said.append(Words(f"{share} where a shaft exists", f"已有井道的按{share}"))
    if rule.requires.min_storeys is not None:
        n = rule.requires.min_storeys
        said.append(Words(f"from {n} storeys", f"{n}层及以上"))
    if rule.requires.works == "replacement":
        said.append(Words("replacement of old lifts only", "仅限老旧电梯更新"))
    if rule.excludes:
        others = ", ".join(rule.excludes)
        said.append(Words(f"not together with {others}", f"不与 {others} 同时享受"))
    return said


def _validity(rule: GrantRule) -> Words:
    since, until = rule.since, rule.until
    if since and until:
        return Words(f"{since} to {until}", f"{since}至{until}")
    if since:
        return Words(f"since {since}", f"{since}起")
    if until:
        return Words(f"until {until}", f"至{until}")
    return Words("dates not published", "起止日期未公布")
