"""A report to hand in: the answers of all studies of one plan as chapters of one document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pvlift.errors import Words
from pvlift.report.content.compare import compare_content
from pvlift.report.content.montecarlo import montecarlo_content
from pvlift.report.content.run import run_content
from pvlift.report.content.sensitivity import sensitivity_content
from pvlift.report.content.subsidy import subsidy_content
from pvlift.report.document import Document, Section, Sentence

if TYPE_CHECKING:
    from pvlift.study.decision.dossier import Dossier

CHAPTERS = {
    "plan": Words("The plan", "方案测算"),
    "risk": Words("How sure it is", "不确定性分析"),
    "support": Words("The least public support", "最低补助测算"),
    "causes": Words("What it hangs on", "敏感性分析"),
    "models": Words("Other ways to pay", "筹资模式比较"),
    "again": Words("How this report is made again", "本报告的复现方法"),
}
AGAIN = Words(
    "pvlift report scenario.toml --draws {n} --seed {s} --out DIR, with the scenario that stands "
    "beside this report.",
    "使用随附的方案文件运行：pvlift report scenario.toml --draws {n} --seed {s} --out DIR。",
)


def dossier_content(found: Dossier) -> Document:
    """One document with a chapter for every study; sections keep their order."""
    whole = run_content(found.decision)
    parts = {
        "plan": whole,
        "risk": montecarlo_content(found.draws),
        "support": subsidy_content(found.support),
        "causes": sensitivity_content(found.causes),
        "models": compare_content(found.models),
    }
    sections = [
        section
        for key, part in parts.items()
        for section in (
            Section(key, CHAPTERS[key], (), is_chapter=True),
            *(one._replace(key=f"{key}-{one.key}") for one in part.sections),
        )
    ]
    dice = found.draws.dice
    again = Words(*(AGAIN.text(lang).format(n=dice.n_draws, s=dice.seed) for lang in ("en", "zh")))
    last = Section("again", CHAPTERS["again"], (Sentence(again, "plain"),), is_chapter=True)
    notices = tuple(dict.fromkeys(one for part in parts.values() for one in part.notices))
    return Document("report", whole.name, (*sections, last), {}, notices, texts=whole.texts)
