"""A district made up from its counts: estates of stairwells whose sums are exactly those given.

Nothing here is measured but the counts themselves; every other number is an assumption that the
table shows row by row. The sizes of estates differ, the kinds of stairwell follow from them.
"""

from __future__ import annotations

import csv
import io
import math

import numpy as np

from pvlift.study.district.portfolio_columns import NAMES
from pvlift.study.district.portfolio_rows import Building
from pvlift.study.worlds.draws import uniforms

N_STREETS = 8
STAIRWELLS_PER_BLOCK = 3
BLOCK_M = (54.0, 11.0)  # three stairwells of 18 m
AZIMUTHS_DEG = (180.0, 165.0, 195.0)
ELDERLY_FRAC = (0.20, 0.35)  # of 60 and above, from the youngest to the oldest estate
OTHER_KWH_PER_HOUSEHOLD = (100.0, 1_500.0)  # common power alone, or with charging and shops
KINDS = {12: 6, 14: 7, 10: 5}  # flats on a stairwell: storeys, two flats a floor


def district_rows(n_estates: int, n_households: int, n_people: float, seed: int = 1):
    """Rows of a district with exactly these households and residents. tuple[Building, ...]

    Parameters
    ----------
    n_households : even, because every floor has two flats
    """
    if n_households % 2 or n_households < 48 * n_estates:
        raise ValueError("an even number of households, at least 48 for each estate, is needed")
    rows, people_per_flat = [], n_people / n_households
    ages = np.argsort(uniforms(seed, "district age", n_estates))
    shops = uniforms(seed, "district shops", n_estates)
    for n, size in enumerate(_sizes(n_estates, n_households, seed)):
        low, high = ELDERLY_FRAC
        elderly = round(low + (high - low) * int(ages[n]) / max(n_estates - 1, 1), 3)
        name = f"E{n + 1:02d}"
        least, most = OTHER_KWH_PER_HOUSEHOLD
        use_kwh = round(size * (least + (most - least) * float(shops[n])), -3)
        for k, (flats, count) in enumerate(_stairwells(size)):
            rows.append(
                Building(
                    id=f"{name}-{KINDS[flats]}",
                    street=f"S{n % N_STREETS + 1}",
                    pool=name,
                    stairwells=count,
                    storeys=KINDS[flats],
                    flats=flats,
                    people_per_flat=people_per_flat,
                    elderly_frac=elderly,
                    entry="half_landing",
                    roofs=max(count // STAIRWELLS_PER_BLOCK, 1),
                    roof_length_m=BLOCK_M[0] if count >= STAIRWELLS_PER_BLOCK else 18.0 * count,
                    roof_width_m=BLOCK_M[1],
                    roof_azimuth_deg=AZIMUTHS_DEG[n % len(AZIMUTHS_DEG)],
                    other_kwh_per_year=use_kwh if k == 0 else 0.0,
                    ask_cny=math.nan,
                )
            )
    return tuple(rows)


def _sizes(n_estates: int, n_households: int, seed: int) -> list[int]:
    """Even numbers of households, one for each estate, with the sum given."""
    weight = 0.5 + uniforms(seed, "district size", n_estates)
    pairs = n_households // 2 - 24 * n_estates
    exact = pairs * weight / weight.sum()
    whole = np.floor(exact).astype(int)
    order = np.argsort(whole - exact, kind="stable")
    whole[order[: pairs - int(whole.sum())]] += 1
    return [2 * (24 + int(part)) for part in whole]


def _stairwells(size: int) -> list[tuple[int, int]]:
    """Stairwells of 12 flats, and the few of 14 or 10 that make an even size come out."""
    of_14 = {0: 0, 2: 1, 4: 2, 6: 3, 8: 0, 10: 0}[size % 12]
    of_10 = {8: 2, 10: 1}.get(size % 12, 0)
    of_12 = (size - 14 * of_14 - 10 * of_10) // 12
    return [(flats, n) for flats, n in ((12, of_12), (14, of_14), (10, of_10)) if n > 0]


def district_text(rows: tuple[Building, ...], heading: str) -> str:
    """The rows as CSV under a heading of remarks."""
    text = io.StringIO()
    text.write("".join(f"# {line}\r\n" for line in heading.splitlines()))
    writer = csv.writer(text)
    writer.writerow(NAMES)
    for row in rows:
        writer.writerow([_cell(value) for value in row])
    return text.getvalue()


def _cell(value) -> str:
    if isinstance(value, float):
        return "" if math.isnan(value) else repr(value) if value != int(value) else str(int(value))
    return str(value)
