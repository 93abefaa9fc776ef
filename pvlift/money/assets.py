"""One table of assets feeds depreciation, input VAT and what is left at the end.

An asset is paid at the end of its year (0 is commissioning), written off in equal parts over the
years after it, and keeps its residual until the plan ends. What is on the books then is received as
its value, so no gain or loss arises.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np


class Asset(NamedTuple):
    """One thing bought once."""

    name: str
    cost_cny: np.ndarray | float  # float or float[n_draws]  paid, VAT included
    year: int  # paid at the end of this year
    life_years: int  # years of straight-line depreciation
    residual_frac: float  # of the depreciable cost, kept on the books
    input_vat_cny: np.ndarray | float = 0.0  # part of the cost that is credited, not depreciated


class AssetYears(NamedTuple):
    """All assets together, year by year. float[..., n_years + 1]"""

    outlay_cny: np.ndarray  # paid, VAT included
    input_vat_cny: np.ndarray  # of the outlay, to be credited
    depreciation_cny: np.ndarray
    book_cny: np.ndarray  # at the year's end, after what was recovered
    recovered_cny: np.ndarray  # book value received when the plan ends


def _check(asset: Asset, n_years: int) -> None:
    if not 0 <= asset.year <= n_years:
        raise ValueError(f"{asset.name}: year {asset.year} is outside the plan of {n_years} years")
    if asset.life_years < 1 or not 0.0 <= asset.residual_frac < 1.0:
        raise ValueError(f"{asset.name}: life of at least a year, residual of 0 to below 1")


def asset_years(assets: tuple[Asset, ...], n_years: int) -> AssetYears:
    """Outlay, depreciation, book value and value recovered of a table of assets. [CNY]

    Parameters
    ----------
    assets  : costs as float or float[n_draws]
    n_years : operating years; what is on the books then is recovered at index n_years
    """
    costs = [np.asarray(value, float) for a in assets for value in (a.cost_cny, a.input_vat_cny)]
    lead = np.broadcast_shapes(*(cost.shape for cost in costs)) if costs else ()
    outlay, vat, depreciation, recovered = (np.zeros((*lead, n_years + 1)) for _ in range(4))
    for asset in assets:
        _check(asset, n_years)
        base_cny = np.asarray(asset.cost_cny, float) - asset.input_vat_cny
        outlay[..., asset.year] += asset.cost_cny
        vat[..., asset.year] += asset.input_vat_cny
        written_cny = base_cny * (1.0 - asset.residual_frac) / asset.life_years
        last = min(n_years, asset.year + asset.life_years)
        depreciation[..., asset.year + 1 : last + 1] += written_cny[..., None]
        recovered[..., n_years] += base_cny - written_cny * (last - asset.year)
    book = np.cumsum(outlay - vat - depreciation - recovered, axis=-1)
    return AssetYears(outlay, vat, depreciation, book, recovered)
