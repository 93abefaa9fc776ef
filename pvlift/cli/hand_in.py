"""The verb that writes a report to hand in."""

from __future__ import annotations

from pathlib import Path

import click

from pvlift.cli.bilingual import argument, option, verb
from pvlift.cli.options import DRAWS, FILE, SEED, Folder, common
from pvlift.errors import Fault, PvliftError, Words, plain

FORMATS = ("html", "docx")


@verb(
    Words(
        "A report to hand in: the plan, its risk, support, causes, other ways to pay",
        "生成可提交的报告：方案、风险、补助、敏感性与筹资模式",
    )
)
@argument("file", type=FILE)
@option(
    "--out",
    type=Folder(file_okay=False, path_type=Path),
    required=True,
    words=Words("Folder of the report", "报告的输出目录"),
)
@option(
    "--format",
    "formats",
    default=",".join(FORMATS),
    show_default=True,
    words=Words("Files, with commas between them", "文件格式，用逗号分隔"),
)
@option("--draws", type=int, default=10_000, show_default=True, words=DRAWS)
@option("--seed", **SEED)
@option("--force", is_flag=True, words=Words("Replace an existing report", "覆盖已有报告"))
@common
def report(file, out, formats, draws, seed, force, lang, quiet):
    asked = tuple(dict.fromkeys(part.strip() for part in formats.replace("，", ",").split(",")))
    targets = {kind: out / f"report.{kind}" for kind in asked}
    faults = []
    for kind in asked:
        if kind not in FORMATS:
            wanted = Words(" or ".join(FORMATS), "、".join(FORMATS))
            faults.append(Fault("--format", f"'{kind}'", wanted))
    if not force:  # said before the work, not after it
        wanted = Words("a new folder (or --force)", "新的目录（或加 --force 覆盖）")
        beside = (*targets.values(), out / "scenario.toml")
        faults += [Fault("--out", str(path), wanted) for path in beside if path.exists()]
    if faults:
        raise PvliftError("report", faults)

    from pvlift.report.content.dossier import dossier_content
    from pvlift.report.hand_in import write_report
    from pvlift.report.progress import shown_progress
    from pvlift.report.words.terms import label
    from pvlift.scenario.load import load
    from pvlift.study.decision.dossier import dossier

    loaded = load(file)
    with shown_progress(lang, quiet) as progress:
        found = dossier(loaded, draws, seed, progress=progress)
    for path in write_report(dossier_content(found), out, asked, lang):
        if not quiet:
            click.echo(label("written", lang).format(file=plain(str(path))))
