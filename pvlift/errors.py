"""What pvlift says when it cannot go on: where, what was found, what was wanted; two languages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Words(NamedTuple):
    """One sentence in the languages pvlift speaks."""

    en: str
    zh: str

    def text(self, lang: str) -> str:
        return self.zh if lang == "zh" else self.en


class Fault(NamedTuple):
    """One thing that is wrong with what the user gave."""

    where: str  # the key, file, column or hour concerned
    found: str  # what stands there
    wanted: Words  # what would be right

    def text(self, lang: str) -> str:
        if lang == "zh":
            found = "空缺" if self.found == "nothing" else self.found
            return f"{self.where}：现为 {found}，应为 {self.wanted.zh}"
        return f"{self.where}: found {self.found}, wanted {self.wanted.en}"


class Notice(NamedTuple):
    """Something that is not wrong but must be said: a repair, a doubt, an assumption."""

    code: str  # stable, for programs
    words: Words  # for people


class PvliftError(Exception):
    """All faults of one input, raised once."""

    def __init__(self, subject: str, faults: Iterable[Fault]):
        self.subject = subject
        self.faults = tuple(faults)
        super().__init__(self.text("en"))

    def text(self, lang: str) -> str:
        """The whole message: a heading with the count, then one line a fault."""
        n_faults = len(self.faults)
        if lang == "zh":
            heading = f"{self.subject} 有 {n_faults} 处错误："
        else:
            heading = f"{self.subject} has {n_faults} fault{'s' if n_faults > 1 else ''}:"
        return "\n".join([heading, *(f"  - {fault.text(lang)}" for fault in self.faults)])


class ScenarioError(PvliftError):
    """The scenario file cannot be used."""


class WeatherError(PvliftError):
    """The weather cannot be used."""


class StorageError(PvliftError):
    """Results cannot be written or read: the disk's fault, not the input's."""
