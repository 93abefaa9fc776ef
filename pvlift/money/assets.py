"""One table of assets feeds depreciation, book values and what is left at the end.

An asset is bought at the end of its year (0 is commissioning), written off in equal parts over the
years after it down to its residual, and stays until the plan ends. What is on the books then is
received as its value, so no gain or loss arises.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np


class Asset(NamedTuple):
    """One thing bought once."""

    name: str
    value_cny: np.ndarray | float  # float or float[n_draws]  on the books when bought, without VAT
    year: int  # bought at the end of this year
    life_years: int  # years of straight-line depreciation
    residual_cny: np.ndarray | float = 0.0  # of the value, never written off


class AssetYears(NamedTuple):
    """All assets together, year by year. float[..., n_years + 1]"""

    depreciation_cny: np.ndarray
    book_cny: np.ndarray  # at the year's end, after what was recovered
    recovered_cny: np.ndarray  # book value received when the plan ends


def asset_years(assets: tuple[Asset, ...], n_years: int) -> AssetYears:
    """Depreciation, book value and value recovered of a table of assets. [CNY]

    Parameters
    ----------
    assets  : values as float or float[n_draws]
    n_years : operating years; what is on the books then is recovered at index n_years
    """
    lead = np.broadcast_shapes(
        *(np.shape(x) for a in assets for x in (a.value_cny, a.residual_cny))
    )
    bought, depreciation, recovered = (np.zeros((*lead, n_years + 1)) for _ in range(3))
    for asset in assets:
        _check(asset, n_years)
        to_write_off = np.asarray(asset.value_cny - asset.residual_cny, float)
        last = min(n_years, asset.year + asset.life_years)
        written_frac = (last - asset.year) / asset.life_years
        bought[..., asset.year] += asset.value_cny
        depreciation[..., asset.year + 1 : last + 1] += (to_write_off / asset.life_years)[..., None]
        recovered[..., n_years] += asset.residual_cny + to_write_off * (1.0 - written_frac)
    book = np.cumsum(bought - depreciation - recovered, axis=-1)
    return AssetYears(depreciation, book, recovered)


def _check(asset: Asset, n_years: int) -> None:
    if not 0 <= asset.year <= n_years:
        raise ValueError(f"{asset.name}: year {asset.year} is outside the plan of {n_years} years")
    if asset.life_years < 1:
        raise ValueError(f"{asset.name}: life of at least a year")
