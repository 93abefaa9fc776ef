"""What must be said beside a lift's energy: plausible ranges, doubts, limits of the models."""

from __future__ import annotations

from pvlift.errors import Notice, Words
from pvlift.lift import tables
from pvlift.lift.demand import LiftYear
from pvlift.lift.motion import motion
from pvlift.lift.spec import LiftSpec, stop_heights_m
from pvlift.lift.tables import Band

LONG_WAIT_S = 60.0  # the best interval grade of a residential standard ends here


def bands_for(spec: LiftSpec) -> tuple[Band, ...]:
    """The ranges to hold this lift against: its kind, its standing share, published figures."""
    kind = "modern" if spec.sleep and spec.machine.drive_eff_frac >= 0.7 else "no_sleep"
    by_name = {band.name: band for band in tables.bands()}
    single = [b for b in by_name.values() if b.name not in ("modern", "no_sleep", "standing")]
    return (by_name[kind], by_name["standing"], *single)


def notices(spec: LiftSpec, year: LiftYear) -> tuple[Notice, ...]:
    """Everything worth saying about one lift's year, in both languages."""
    found = [*_band_notices(spec, year), *_building_notices(spec)]
    hours = year.hours
    calls = hours.groups_per_h
    if calls.sum() > 0.0:
        busiest = int(calls.argmax())
        if hours.wait_s[busiest] > LONG_WAIT_S:
            wait_s = hours.wait_s[busiest]
            found.append(
                Notice(
                    "lift_long_wait",
                    Words(
                        f"in the busiest hour a call waits {wait_s:.0f} s on average",
                        f"最忙一小时平均候梯 {wait_s:.0f} 秒",
                    ),
                )
            )
    else:
        found.append(
            Notice(
                "lift_no_riders",
                Words("nobody rides: only standing power is counted", "无人乘梯，仅计待机用电"),
            )
        )
    return tuple(found)


def _band_notices(spec: LiftSpec, year: LiftYear):
    total = float(year.running_w.sum() + year.standing_w.sum()) / 1000.0
    share = float(year.standing_w.sum()) / 1000.0 / total if total > 0.0 else 1.0
    own, standing = bands_for(spec)[:2]
    if not own.low <= total <= own.high:
        yield Notice(
            "lift_energy_outside_band",
            Words(
                f"one lift uses {total:.0f} kWh a year; plausible is {own.low:.0f} to "
                f"{own.high:.0f} ({own.note_en})",
                f"单台电梯年用电 {total:.0f} kWh；合理范围 {own.low:.0f}–{own.high:.0f}"
                f"（{own.note_zh}）",
            ),
        )
    if not standing.low <= share <= standing.high:
        yield Notice(
            "lift_standing_share_outside_band",
            Words(
                f"{share:.0%} of the lift's energy is used standing still; plausible is "
                f"{100 * standing.low:.0f} to {standing.high:.0%}",
                f"待机用电占 {share:.0%}；合理范围 {100 * standing.low:.0f}–{standing.high:.0%}",
            ),
        )


def _building_notices(spec: LiftSpec):
    if spec.entry == "half_landing":
        yield Notice(
            "lift_half_landing",
            Words(
                "half-landing entry: residents still walk half a flight",
                "错层入户：住户仍需步行半层",
            ),
        )
    gap_m = float((stop_heights_m(spec)[1:] - stop_heights_m(spec)[:-1]).min())
    peak = float(motion(gap_m, *spec.machine[1:4]).peak_speed_m_per_s)
    if peak < spec.machine.rated_speed_m_per_s * (1.0 - 1e-9):
        yield Notice(
            "lift_speed_between_stops",
            Words(
                f"between neighbouring stops ({gap_m:.1f} m) the lift reaches {peak:.2f} m/s, "
                "not its rated speed",
                f"相邻两站（{gap_m:.1f} m）之间只能达到 {peak:.2f} m/s，达不到额定速度",
            ),
        )
