"""The files of a Monte Carlo study beside its parts: each is replaced by itself."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pvlift.report.document import Document
from pvlift.report.folder import files_of, names_text

if TYPE_CHECKING:
    from pvlift.study.chance.montecarlo import MonteCarlo


def write_montecarlo(document: Document, study: MonteCarlo, out: Path, lang: str) -> None:
    """Summary, tables and pictures beside the parts; each file is replaced whole."""
    from pvlift.study.chance.parts import replacing

    for name, data in files_of(document, lang):
        with replacing(out / name) as aside:
            aside.write_bytes(data)
    with replacing(out / "names.csv") as aside:
        aside.write_bytes(_names(study, out).encode("utf-8-sig"))


def _names(study: MonteCarlo, out: Path) -> str:
    """The glossary of the summary, and of the columns of the parts."""
    files = [out / name for name in ("summary.json", "manifest.json")]
    drawn = (variable.name for driver in study.drivers for variable in driver.variables)
    columns = ("draw", "in", "cash_#_cny", "yield_frac", "use_frac")
    return names_text(
        [file for file in files if file.exists()],
        *(f"montecarlo.{name}" for name in columns),
        *(f"scenario.{name}" for name in drawn),
    )
