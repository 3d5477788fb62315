"""The guide as a book: Markdown → PDF, with a title page, contents, running heads and page numbers.

    typeset(chapters, picture, pdf) → the chapters and sections in order, each with its page

Typeset with ReportLab in Gentium. What Markdown the guide uses is understood: headings, paragraphs, lists, tables, code.
"""
import dataclasses
import html
import pathlib
import xml.etree.ElementTree as xml

import markdown
from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER
from reportlab.lib.pagesizes import A5
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import (BaseDocTemplate, Frame, Image, NextPageTemplate, PageBreak, PageTemplate, Paragraph, Spacer,
                                Table, XPreformatted)
from reportlab.platypus.tableofcontents import TableOfContents

TITLE = "The Triforium Guide"
RED = colors.HexColor("#8a2a1b")
FONTS = pathlib.Path("/usr/share/fonts/truetype")
WIDTH = A5[0] - 36 * mm


@dataclasses.dataclass
class Heading:
    level: int  # 0: chapter, 1: section
    text: str
    page: int  # from 1


def register_fonts():
    faces = {"Book": "GenBasR", "Book-Bold": "GenBasB", "Book-Italic": "GenBasI", "Book-BoldItalic": "GenBasBI"}
    for name, file in faces.items():
        pdfmetrics.registerFont(TTFont(name, FONTS / f"gentium-basic/{file}.ttf"))
    pdfmetrics.registerFontFamily("Book", "Book", "Book-Bold", "Book-Italic", "Book-BoldItalic")
    pdfmetrics.registerFont(TTFont("Code", FONTS / "dejavu/DejaVuSansMono.ttf"))


def style(name, **how):
    return ParagraphStyle(name, **{"fontName": "Book", "fontSize": 9.6, "leading": 12.6, **how})


BODY = style("body", spaceAfter=5)
CELL = style("cell", fontSize=8, leading=10)
CODE = style("code", fontName="Code", fontSize=6.1, leading=8.2, backColor=colors.HexColor("#f4f0e8"), borderPadding=4,
             spaceBefore=5, spaceAfter=8)
ITEM = style("item", leftIndent=11, bulletIndent=2, spaceAfter=2.5)
HEADINGS = [style("chapter", fontSize=19, leading=23, textColor=RED, spaceAfter=12, fontName="Book-Bold"),
            style("section", fontSize=12.5, leading=16, spaceBefore=9, spaceAfter=4, fontName="Book-Bold"),
            style("paragraph", fontSize=10.5, leading=14, spaceBefore=6, spaceAfter=3, fontName="Book-BoldItalic")]


def inline(element):
    """What ReportLab's paragraphs understand: b, i, font and text."""
    open_close = {"strong": ("<b>", "</b>"), "em": ("<i>", "</i>"),
                  "code": ('<font name="Code" size="{size}">', "</font>"), "br": ("<br/>", "")}
    before, after = open_close.get(element.tag, ("", ""))
    inner = html.escape(element.text or "", quote=False)
    for child in element:
        inner += inline(child) + html.escape(child.tail or "", quote=False)
    return before.format(size=7) + inner + after


class Book(BaseDocTemplate):
    """Notes the page of every heading, for the outline, the contents and whoever asks."""

    def __init__(self, file):
        super().__init__(str(file), pagesize=A5, title=TITLE, author="The Triforium project", lang="en")
        body = Frame(18 * mm, 18 * mm, WIDTH, A5[1] - 40 * mm, id="body", leftPadding=0, rightPadding=0)
        self.addPageTemplates([PageTemplate("title", [body]), PageTemplate("text", [body], onPageEnd=self.draw_head)])
        self.headings, self.chapter = [], ""

    def beforeDocument(self):
        self.headings, self.chapter = [], ""

    def draw_head(self, canvas, _):
        canvas.saveState()
        canvas.setFont("Book-Italic", 8.5)
        canvas.drawString(18 * mm, A5[1] - 14 * mm, self.chapter or TITLE)
        canvas.drawRightString(A5[0] - 18 * mm, A5[1] - 14 * mm, str(canvas.getPageNumber()))
        canvas.restoreState()

    def afterFlowable(self, flowable):
        level = getattr(flowable, "heading_level", None)
        if level is None:
            return
        text = flowable.getPlainText()
        if level == 0:
            self.chapter = text
        key = f"heading-{len(self.headings)}"
        self.canv.bookmarkPage(key)
        self.canv.addOutlineEntry(text, key, level)
        self.notify("TOCEntry", (level, html.escape(text, quote=False), self.page, key))
        self.headings.append(Heading(level, text, self.page))


def heading(element):
    level = int(element.tag[1]) - 1
    made = Paragraph(inline(element), HEADINGS[min(level, 2)])
    if level < 2:
        made.heading_level = level
    return made


def table(element):
    rows = [[Paragraph(inline(cell), CELL) for cell in row] for row in element.iter("tr")]
    columns = max(len(row) for row in rows)
    longest = [max(len(row[i].getPlainText()) if i < len(row) else 0 for row in rows) for i in range(columns)]
    shares = [min(max(length, 8), 60) for length in longest]
    made = Table(rows, [WIDTH * share / sum(shares) for share in shares], repeatRows=1)
    made.setStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), ("LINEBELOW", (0, 0), (-1, -1), 0.3, colors.grey),
                   ("LEFTPADDING", (0, 0), (-1, -1), 0), ("RIGHTPADDING", (0, 0), (-1, -1), 5),
                   ("TOPPADDING", (0, 0), (-1, -1), 2), ("BOTTOMPADDING", (0, 0), (-1, -1), 2.5)])
    return [made, Spacer(1, 7)]


def code(element):
    """Long lines go on in the next one."""
    most = 82
    lines = []
    for line in (element[0].text or "").rstrip("\n").split("\n"):
        while len(line) > most:
            lines.append(line[:most])
            line = "      " + line[most:]
        lines.append(line)
    return XPreformatted(html.escape("\n".join(lines), quote=False), CODE)


def flowables(element):
    tag = element.tag
    if tag in ("h1", "h2", "h3", "h4"):
        return [heading(element)]
    if tag == "table":
        return table(element)
    if tag == "pre":
        return [code(element)]
    if tag in ("ul", "ol"):
        marks = (f"{i}." if tag == "ol" else "•" for i in range(1, 10_000))
        return [Paragraph(inline(item), ITEM, bulletText=next(marks)) for item in element.iter("li")] + [Spacer(1, 4)]
    return [Paragraph(inline(element), BODY)]


def chapter(file):
    text = markdown.markdown(file.read_text(), extensions=["tables", "fenced_code"], output_format="xhtml")
    made = []
    for element in xml.fromstring(f"<div>{text}</div>"):
        made += flowables(element)
    return [*made, PageBreak()]


def title_page(picture):
    centre = {"alignment": TA_CENTER}
    return [Spacer(1, 18 * mm),
            Paragraph("THE TRIFORIUM GUIDE", style("title", fontSize=24, leading=30, textColor=RED, fontName="Book-Bold", **centre)),
            Spacer(1, 4 * mm),
            Paragraph("for those who publish what they hold", style("sub", fontName="Book-Italic", fontSize=13, **centre)),
            Spacer(1, 14 * mm), Image(picture, WIDTH, WIDTH * 0.62), Spacer(1, 12 * mm),
            Paragraph("The Triforium project", style("by", fontSize=11, **centre)), Spacer(1, 2 * mm),
            Paragraph("CC BY 4.0", style("rights", fontSize=8.5, **centre)), NextPageTemplate("text"), PageBreak()]


def contents():
    made = TableOfContents(dotsMinLevel=0)
    made.levelStyles = [style("toc", spaceBefore=5, fontName="Book-Bold"), style("toc2", leftIndent=12, fontSize=8.8, leading=11)]
    return [Paragraph("Contents", HEADINGS[0]), made, PageBreak()]


def typeset(chapters, picture, pdf):
    register_fonts()
    book = Book(pdf)
    story = title_page(picture) + contents()
    for file in chapters:
        story += chapter(file)
    book.multiBuild(story)
    return book.headings
