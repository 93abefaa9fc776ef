"""Correlation of uncertain numbers: a matrix that must be positive definite, or the nearest one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from pvlift.errors import Fault, Words

FLOOR = 1e-8  # smallest eigenvalue of a matrix that counts as positive definite
SHOWN_FLOOR = 1e-4  # smallest eigenvalue of the matrix offered instead: survives 3 decimals


class Joint(NamedTuple):
    """Drivers that move together: names and the lower triangle that mixes their normal scores."""

    names: tuple[str, ...]
    lower: np.ndarray  # float[n, n] Cholesky factor of the correlation matrix


def matrix_of(rows, names_of_key: dict[str, str]) -> tuple[list[str], np.ndarray]:
    """Correlated drivers in the order of the rows, and their matrix."""
    names: list[str] = []
    for row in rows:
        for key in row.between:
            if names_of_key[key] not in names:
                names.append(names_of_key[key])
    matrix = np.eye(len(names))
    for row in rows:
        i, j = (names.index(names_of_key[key]) for key in row.between)
        matrix[i, j] = matrix[j, i] = row.normal_frac
    return names, matrix


def joint_of(rows, names_of_key: dict[str, str]) -> Joint:
    """The mixing of checked correlation rows."""
    names, matrix = matrix_of(rows, names_of_key)
    lower = np.linalg.cholesky(matrix) if names else np.empty((0, 0))
    return Joint(tuple(names), lower)


def nearest_correlation(matrix: np.ndarray, n_rounds: int = 200) -> np.ndarray:
    """The nearest correlation matrix in the Frobenius norm, eigenvalues kept off zero.

    References
    ----------
    N. J. Higham, IMA J. Numer. Anal. 22 (2002) 329-343, algorithm 3.3.
    """
    found, shift = matrix.copy(), np.zeros_like(matrix)
    for _ in range(n_rounds):
        raised = found - shift
        values, vectors = np.linalg.eigh(raised)
        whole = (vectors * np.maximum(values, SHOWN_FLOOR)) @ vectors.T
        shift = whole - raised
        found = whole.copy()
        np.fill_diagonal(found, 1.0)
    scale = np.sqrt(np.diag(whole))
    found = whole / np.outer(scale, scale)
    np.fill_diagonal(found, 1.0)
    return found


def offered(matrix: np.ndarray) -> np.ndarray:
    """The nearest positive definite matrix, written with three decimals."""
    near = nearest_correlation(matrix)
    for shrink in (1.0, 0.9995, 0.999, 0.998, 0.995, 0.99, 0.98):
        rounded = np.round(shrink * near, 3)
        np.fill_diagonal(rounded, 1.0)
        if np.linalg.eigvalsh(rounded).min() > FLOOR:
            return rounded
    return near


def correlation_faults(rows, drivers, known) -> Iterator[Fault]:
    """Pairs without laws, pairs of unlike laws, pairs twice, and a matrix that cannot be."""
    by_key = {v.key: driver for driver in drivers for v in driver.variables}
    names_of_key, pairs, sound = {}, {}, True
    for n, row in enumerate(rows, 1):
        where = f"correlation[{n}].between"
        found = [by_key.get(known[key].key) if key in known else None for key in row.between]
        for key, driver in zip(row.between, found, strict=True):
            if driver is None or driver.name == "weather":
                wanted = Words(
                    "a key with a law, other than weather", "已有分布的键（weather 除外）"
                )
                yield Fault(where, f"'{key}'", wanted)
                sound = False
        if None in found or not sound:
            sound = False
            continue
        names = frozenset(driver.name for driver in found)
        fault = _pair_fault(where, row, found, names in pairs)
        if fault is not None:
            yield fault
            sound = False
        pairs[names] = row
        names_of_key |= {key: d.name for key, d in zip(row.between, found, strict=True)}
    if rows and sound:
        yield from _matrix_faults(rows, names_of_key)


def _pair_fault(where: str, row, found, is_second: bool) -> Fault | None:
    first, second = found
    shown = " – ".join(row.between)
    if first.name == second.name:
        wanted = Words("two keys with different laws", "两个分属不同分布的键")
        return Fault(where, shown, wanted)
    if first.yearly != second.yearly:
        wanted = Words(
            "two laws drawn once, or two drawn in every year",
            "两条都只抽取一次、或都逐年抽取的分布",
        )
        return Fault(where, shown, wanted)
    if is_second:
        return Fault(where, shown, Words("each pair once", "每一对只写一次"))
    return None


def _matrix_faults(rows, names_of_key: dict[str, str]) -> Iterator[Fault]:
    names, matrix = matrix_of(rows, names_of_key)
    lowest = float(np.linalg.eigvalsh(matrix).min())
    if lowest > FLOOR:
        return
    near = offered(matrix)
    written = {name: key for key, name in reversed(names_of_key.items())}  # as first written
    pairs = [
        f"{written[names[i]]} – {written[names[j]]}: {near[i, j]:.3f}"
        for i in range(len(names))
        for j in range(i)
        if near[i, j] != 0.0 or matrix[i, j] != 0.0
    ]
    listed = "; ".join(pairs)
    wanted = Words(
        f"a positive definite set; the nearest is {listed}",
        f"正定的相关矩阵；最接近的为 {listed}",
    )
    yield Fault(
        "correlation",
        Words(f"smallest eigenvalue {lowest:.3g}", f"最小特征值 {lowest:.3g}"),
        wanted,
    )
