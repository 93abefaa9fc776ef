"""Colours of pictures, by what they stand for; told apart by people who see red and green alike."""

from __future__ import annotations

INK, GREY, GRID, WHITE = "#1f2933", "#7b8794", "#e4e7eb", "#ffffff"
COLOURS = {
    "ink": INK,
    "grey": GREY,
    "good": "#2a9d8f",
    "bad": "#c8352b",
    "sun": "#f2b134",
    "main": "#1d3557",
    "second": "#4f86c6",
    "pale": "#c9ced6",
    "plan": "#f2b134",
    "investor": "#1d3557",
    "government": "#c8352b",
    "residents": "#2a9d8f",
    "lender": "#8d6cab",
    "grid": "#e09f3e",
    "customers": "#4f86c6",
    "suppliers": "#7b8794",
    "used_by_lifts_kwh": "#1d3557",
    "used_by_others_kwh": "#4f86c6",
    "exported_kwh": "#f2b134",
    "curtailed_kwh": "#c9ced6",
    "lift_bought_kwh": "#c8352b",
    "series_0": "#1d3557",
    "series_1": "#4f86c6",
    "series_2": "#8d6cab",
    "series_3": "#c8352b",
    "series_4": "#f2b134",
    "series_5": "#2a9d8f",
    "series_6": "#7b8794",
}
HEAT = ("#f6c5b5", "#fbf3d0", "#bfe0cf", "#2a9d8f")
"""From low to high."""


def colour_of(role: str) -> str:
    """The colour of a role; an unknown role is an error, not a grey line."""
    return COLOURS[role]
