"""A report to hand in: every study in one page and one Word file; none is replaced unasked."""

from __future__ import annotations

import io
import re

import pytest
from click.testing import CliRunner
from report_runs import changed_loaded

from pvlift.cli.command import cli
from pvlift.report.content.dossier import CHAPTERS, dossier_content
from pvlift.report.document import Document, Section, Sentence, own
from pvlift.report.hand_in import write_report
from pvlift.report.render.docx import docx
from pvlift.report.render.html import page
from pvlift.study.decision.dossier import dossier

EVIL = '<img src=x onerror=alert(1)> =HYPERLINK("http://x") \x1b[31m'


@pytest.fixture(scope="module")
def document():
    return dossier_content(
        dossier(changed_loaded("ganxian_estate", {"name": EVIL}), 60, 3, samples=0)
    )


def test_every_study_is_a_chapter_and_a_chapter_holds_its_sections(document):
    chapters = [section.key for section in document.sections if section.is_chapter]
    assert chapters == list(CHAPTERS)
    levels = document.levels()
    assert levels[0][0] == 1 and {level for level, _ in levels} == {1, 2}
    keys = [section.key for _, section in levels]
    assert len(keys) == len(set(keys))
    assert {key.split("-")[0] for key in keys} == set(CHAPTERS)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_needs_nothing_from_outside_and_runs_no_text_of_the_user(document, lang):
    text = page(document, lang)
    assert len(text.encode()) < 5e6
    assert "<script" not in text and "<img" not in text and "\x1b" not in text
    links = re.findall(r'(?:href|src)="([^"]*)"', text)
    anchors = set(re.findall(r' id="([^"]*)"', text))
    assert links and all(link.startswith("#") and link[1:] in anchors for link in links)
    for words in CHAPTERS.values():
        assert f"<h2>{words.text(lang)}</h2>" in text


def test_the_word_file_counts_its_headings_as_official_documents_do(document):
    import docx as library

    file = library.Document(io.BytesIO(docx(document, "zh")))
    heads = [p.text for p in file.paragraphs if p.style.name == "Heading 1"]
    assert heads[:2] == ["一、方案测算", "二、不确定性分析"]
    below = [p.text for p in file.paragraphs if p.style.name == "Heading 2"]
    assert below[0].startswith("（一）") and all(len(text) > 3 for text in below)
    assert len(file.tables) > 15 and len(file.inline_shapes) >= 6


def test_a_document_without_chapters_keeps_one_level():
    plain = Document("run", own("a"), (Section("x", own("X"), (Sentence(own("y")),)),), {})
    assert [level for level, _ in plain.levels()] == [1]


def test_a_report_is_all_or_nothing_and_replaces_none(tmp_path, document, monkeypatch):
    monkeypatch.setattr("pvlift.report.render.docx.docx", lambda *asked: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        write_report(document, tmp_path / "r", ("html", "docx"), "zh")
    assert not (tmp_path / "r").exists()


@pytest.mark.parametrize(
    "words, wanted",
    [(["--format", "html,pdf"], "'pdf'"), (["--draws", "0"], "draws"), (["--seed", "-1"], "seed")],
)
def test_what_cannot_be_made_is_said(words, wanted, tmp_path, root):
    plan = str(root / "scenarios" / "ganxian_stairwell.toml")
    done = CliRunner().invoke(cli, ["report", plan, "--out", str(tmp_path / "r"), *words])
    assert done.exit_code == 2 and not (tmp_path / "r").exists()
    assert wanted in done.output


def test_an_existing_report_stays_unless_told_so(tmp_path, root):
    plan = str(root / "scenarios" / "ganxian_stairwell.toml")
    (tmp_path / "report.html").write_text("mine")
    done = CliRunner().invoke(cli, ["report", plan, "--out", str(tmp_path), "--format", "html"])
    assert done.exit_code == 2 and "--force" in done.output
    assert (tmp_path / "report.html").read_text() == "mine"
    words = ["report", plan, "--out", str(tmp_path), "--format", "html", "--draws", "50"]
    done = CliRunner().invoke(cli, [*words, "--force", "--quiet"])
    assert done.exit_code == 0, done.exception
    assert sorted(path.name for path in tmp_path.iterdir()) == ["report.html", "scenario.toml"]
    assert "report.html" not in done.output
