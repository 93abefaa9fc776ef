"""A document as a Word file in the form of a Chinese official document, to be edited further.

Title, numbered headings 一、（一）1., three-line tables, pictures with captions, A4.
Form after GB/T 9704-2012: 仿宋 16 pt text, 黑体 and 楷体 headings, 宋体 for tables.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from pvlift.errors import Words
from pvlift.report.document import Document, Sentence, Table
from pvlift.report.figure import Figure
from pvlift.report.render.grid import Grid, grid_of
from pvlift.report.words.terms import plain, term

if TYPE_CHECKING:
    from docx.document import Document as File
    from docx.table import Table as Drawn

DIGITS = "零一二三四五六七八九"
FONTS = {"zh": {"body": "仿宋", "title": "方正小标宋简体", 1: "黑体", 2: "楷体", "table": "宋体"}}
LATIN = "Times New Roman"
POINTS = {"title": 22.0, "body": 14.0, 1: 15.0, 2: 14.0, "table": 9.0, "small": 10.5}
MARKS = {"good": "√ ", "bad": "× ", "doubt": "! "}


def docx(document: Document, lang: str) -> bytes:
    """The document as the bytes of a .docx file."""
    import docx as library

    file = library.Document()
    _page(file)
    _say(file, plain(document.name.text(lang)), "title", lang, centred=True)
    n = n_below = n_tables = n_figures = 0
    for level, section in document.levels():
        if title := _title(section, lang):
            n, n_below = (n + 1, 0) if level == 1 else (n, n_below + 1)
            number = (n,) if level == 1 else (n, n_below)
            _heading(file, _numbered(number, title, lang), level, lang)
        for block in section.blocks:
            match block:
                case Sentence():
                    _say(file, MARKS.get(block.tone, "") + block.words.text(lang), "body", lang)
                case Table():
                    n_tables += 1
                    _table(file, grid_of(block, lang), n_tables, lang)
                case Figure():
                    n_figures += 1
                    _figure(file, block, n_figures, lang)
    if document.notices:
        _heading(file, _numbered((n + 1,), term("notices").text(lang), lang), 1, lang)
        for text in dict.fromkeys(notice.words.text(lang) for notice in document.notices):
            _say(file, plain(text), "body", lang)
    _say(file, term("not_advice").text(lang), "small", lang)
    data = io.BytesIO()
    file.save(data)
    return data.getvalue()


def chinese_number(n: int) -> str:
    """A whole number from 1 to 99 as Chinese headings count: 一, 十, 十一, 二十三."""
    tens, ones = divmod(n, 10)
    if tens == 0:
        return DIGITS[ones]
    return ("" if tens == 1 else DIGITS[tens]) + "十" + (DIGITS[ones] if ones else "")


def _numbered(number: tuple[int, ...], title: str, lang: str) -> str:
    """一、 for a chapter and （一） below it; 1. and 1.1 in English."""
    if lang == "zh":
        last = chinese_number(number[-1])
        return f"{last}、{title}" if len(number) == 1 else f"（{last}）{title}"
    return f"{'.'.join(map(str, number))}{'.' if len(number) == 1 else ''} {title}"


def _title(section, lang: str) -> str:
    titles = [section.title, *(getattr(block, "title", None) for block in section.blocks)]
    return plain(next((t for t in titles if isinstance(t, Words)), Words("", "")).text(lang))


def _page(file: File) -> None:
    """A4 with the margins of official documents, and the page's number at the foot."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Mm

    part = file.sections[0]
    part.page_width, part.page_height = Mm(210), Mm(297)
    part.top_margin, part.bottom_margin = Mm(30), Mm(28)
    part.left_margin, part.right_margin = Mm(26), Mm(24)
    foot = part.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = foot.add_run()
    for kind, text in (("begin", ""), ("", " PAGE "), ("end", "")):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = text
        run._r.append(element)


def _lettered(run, kind, lang: str, bold: bool = False) -> None:
    """Fonts and size of a run: the Chinese font for Chinese signs, a Latin one for the rest."""
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    run.font.name, run.font.size, run.bold = LATIN, Pt(POINTS[kind]), bold
    run.font.color.rgb = RGBColor(0, 0, 0)
    fonts = run._r.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), FONTS["zh"].get(kind, FONTS["zh"]["body"]))


def _say(file: File, text: str, kind, lang: str, centred: bool = False) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    paragraph = file.add_paragraph()
    form = paragraph.paragraph_format
    form.space_after, form.line_spacing = Pt(4), 1.4
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        form.space_after = Pt(14)
    elif lang == "zh":
        form.first_line_indent = Pt(2 * POINTS[kind])
    _lettered(paragraph.add_run(plain(text)), kind, lang, bold=kind == "title")


def _heading(file: File, text: str, level: int, lang: str) -> None:
    paragraph = file.add_heading(level=level)
    _lettered(paragraph.add_run(text), level, lang, bold=lang != "zh")


def _caption(file: File, text: str, lang: str, above: bool) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    paragraph = file.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.keep_with_next = above
    _lettered(paragraph.add_run(text), "small", lang, bold=True)


def _table(file: File, grid: Grid, n: int, lang: str) -> None:
    """A three-line table: rules at the top, below the heading and at the end; its head repeats."""
    name = f"表 {n}  {grid.title}" if lang == "zh" else f"Table {n}. {grid.title}"
    _caption(file, name, lang, above=True)
    drawn = file.add_table(rows=1, cols=len(grid.heads))
    drawn.autofit = True
    for cell, head in zip(drawn.rows[0].cells, grid.heads, strict=True):
        _cell(cell, head.text.replace("\n", ""), head.side, lang, bold=True)
    for row in grid.rows:
        cells = drawn.add_row().cells
        if row.role == "group":
            _cell(cells[0].merge(cells[-1]), row.cells[0], "left", lang, bold=True)
            continue
        for cell, text, head in zip(cells, row.cells, grid.heads, strict=True):
            _cell(cell, text, head.side, lang, bold=row.role == "sum")
    _rules(drawn)
    if grid.note:
        for line in grid.note.split("\n"):
            _say(file, line, "small", lang)
    file.add_paragraph()


def _cell(cell, text: str, side: str, lang: str, bold: bool = False) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(0)
    right = side == "right"
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT if right else WD_ALIGN_PARAGRAPH.LEFT
    indent = len(text) - len(text.lstrip(" "))
    paragraph.paragraph_format.left_indent = Pt(5.0 * indent)
    _lettered(paragraph.add_run(plain(text.strip())), "table", lang, bold)


def _rules(drawn: Drawn) -> None:
    """Borders of a three-line table."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    def border(cell, side: str, size: int) -> None:
        properties = cell._tc.get_or_add_tcPr()
        borders = properties.find(qn("w:tcBorders"))
        if borders is None:
            borders = OxmlElement("w:tcBorders")
            properties.append(borders)
        line = OxmlElement(f"w:{side}")
        for key, value in (("val", "single"), ("sz", str(size)), ("color", "000000")):
            line.set(qn(f"w:{key}"), value)
        borders.append(line)

    for cell in drawn.rows[0].cells:
        border(cell, "top", 12)
        border(cell, "bottom", 6)
    for cell in drawn.rows[-1].cells:
        border(cell, "bottom", 12)
    head = drawn.rows[0]._tr.get_or_add_trPr()
    repeat = OxmlElement("w:tblHeader")
    repeat.set(qn("w:val"), "true")
    head.append(repeat)


def _figure(file: File, figure: Figure, n: int, lang: str) -> None:
    from docx.shared import Mm

    from pvlift.report.pictures.draw import png

    file.add_picture(io.BytesIO(png(figure, lang)), width=Mm(156))
    title = figure.title.text(lang)
    _caption(
        file, f"图 {n}  {title}" if lang == "zh" else f"Figure {n}. {title}", lang, above=False
    )
    _say(file, figure.sentence.text(lang), "small", lang)
