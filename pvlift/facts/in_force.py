"""Whether a dated row (tariff or grant) holds on a day."""

from __future__ import annotations

from datetime import date

from pvlift.errors import Fault, Words


def check_in_force(rule, day: date, where: str) -> tuple[Fault, ...]:
    """Faults of a dated row (tariff or grant) that is not in force on the day."""
    faults = []
    if rule.since is not None and day < rule.since:
        wanted = Words(f"{rule.since} or later (the row begins then)", f"不早于生效日 {rule.since}")
        faults.append(Fault(where, str(day), wanted))
    if rule.until is not None and day > rule.until:
        wanted = Words(f"{rule.until} or earlier (the row ends then)", f"不晚于截止日 {rule.until}")
        faults.append(Fault(where, str(day), wanted))
    return tuple(faults)
