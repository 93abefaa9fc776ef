"""The files of a Monte Carlo study beside its parts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pvlift.report.document import Document
from pvlift.report.folder import files_of, replacing

if TYPE_CHECKING:
    from pvlift.study.chance.montecarlo import MonteCarlo


def write_montecarlo(document: Document, study: MonteCarlo, out: Path, lang: str) -> None:
    """Summary, tables and pictures beside the parts; the glossary explains their columns too."""
    drawn = (variable.name for driver in study.drivers for variable in driver.variables)
    columns = ("draw", "in", "cash_#_cny", "yield_frac", "use_frac")
    others = [
        *(f"montecarlo.{name}" for name in columns),
        *(f"scenario.{name}" for name in drawn),
    ]
    with replacing(out, ("manifest.json",), others) as aside:
        for name, data in files_of(document, lang):
            (aside / name).write_bytes(data)
