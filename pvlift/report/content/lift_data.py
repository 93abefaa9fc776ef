"""The electricity of the lifts as data for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pvlift.report.content.run_plant import band_words
from pvlift.report.words.numbers import number, rounded

if TYPE_CHECKING:
    from pvlift.study.answers.lift_answers import LiftAnswer


def lifts_list(answers: tuple[LiftAnswer, ...]) -> list[dict]:
    """The key "lifts" of run.json; energies of one lift unless said otherwise."""
    return [_lift_dict(one) for one in answers]


def _lift_dict(one: LiftAnswer) -> dict:
    kwh = ("standard_kwh", "journeys_kwh", "standard_standing_kwh", "journeys_standing_kwh")
    return {
        "name": one.name,
        "n_lifts": one.n_lifts,
        "model": one.model,
        "n_stops": one.n_stops,
        "travel_m": number(one.travel_m, 3),
        **rounded(one.both, 2, *kwh, "starts_per_day"),
        "rides_per_day": number(one.year.rides_per_day, 2),
        "wait_s": number(one.wait_s, 2),
        "asleep_frac": number(one.asleep_frac, 4),
        "extra_kwh_per_stairwell": number(one.extra_kwh, 2),
        "differences": [
            {"key": s.name, "kwh": number(s.kwh_per_year, 2), "text": s.words}
            for s in one.both.steps
        ],
        "ranges": [
            {
                "key": held.band.name,
                "quantity": held.band.quantity,
                "low": held.band.low,
                "high": held.band.high,
                "value": number(held.value, 4),
                "inside": held.is_inside,
                "source": held.band.source,
                "confidence": held.band.confidence,
                "text": band_words(held.band),
            }
            for held in one.held
        ],
        "iso_class": {"letter": one.letter.letter, "note": one.letter.note},
        "vdi_4707": {
            "kwh": number(one.vdi.total_kwh, 2),
            "class": one.vdi.overall_class,
            "note": one.vdi.note,
        },
        "what_ifs_per_stairwell": [
            {
                "key": row.name,
                "text": row.words,
                "kwh": number(row.kwh_per_year, 2),
                "change_kwh": number(row.change_kwh_per_year, 2),
            }
            for row in one.what_ifs
        ],
        "regeneration": {
            "fitted": one.regeneration.is_fitted,
            **rounded(one.regeneration, 2, "saved_kwh_per_year", "payback_years"),
            "price_cny_per_kwh": number(one.regeneration.price_cny_per_kwh, 5),
            "cost_cny": one.regeneration.cost_cny,
            "worth_cny_in_15_years": number(one.regeneration.worth_cny, 2),
        },
    }
