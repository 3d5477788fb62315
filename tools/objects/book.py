#!/usr/bin/python3
"""tools/objects/book.py GUIDE PICTURE FOLDER: the guide as a digitised book in FOLDER – page images, ALTO with every word
and its place, and a METS file with labels, structure, metadata and rights – as a digitisation line delivers it."""
import html
import pathlib
import subprocess
import sys
import xml.etree.ElementTree as xml

from typeset import TITLE, typeset

DPI = 200
FIRST = ["install", "import", "spreadsheets"]  # the others follow by name
XHTML = "{http://www.w3.org/1999/xhtml}"


def escaped(text):
    return html.escape(text, quote=True)


def chapters_of(guide):
    by_place = lambda file: (FIRST.index(file.stem) if file.stem in FIRST else len(FIRST), file.stem)
    return sorted(guide.glob("*.md"), key=by_place)


def draw_pages(pdf, folder):
    folder.mkdir(parents=True)
    subprocess.run(["pdftoppm", "-r", str(DPI), "-jpeg", "-jpegopt", "quality=85", pdf, folder / "p"], check=True)
    pages = sorted(folder.glob("*.jpg"))
    return [page.rename(folder / f"{number:04}.jpg") for number, page in enumerate(pages, 1)]


def box(element):
    scale = DPI / 72
    left, top, right, bottom = (round(float(element.get(side)) * scale) for side in ("xMin", "yMin", "xMax", "yMax"))
    return f'HPOS="{left}" VPOS="{top}" WIDTH="{right - left}" HEIGHT="{bottom - top}"'


def line_of(line, name):
    words = "<SP/>".join(f'<String {box(word)} CONTENT="{escaped(word.text or "")}"/>' for word in line.iter(XHTML + "word"))
    return f'<TextLine ID="{name}" {box(line)}>{words}</TextLine>'


def alto_of(page, number):
    width, height = (round(float(page.get(side)) * DPI / 72) for side in ("width", "height"))
    blocks = []
    for i, block in enumerate(page.iter(XHTML + "block"), 1):
        lines = "".join(line_of(line, f"b{i}l{j}") for j, line in enumerate(block.iter(XHTML + "line"), 1))
        blocks.append(f'<TextBlock ID="b{i}" {box(block)} LANG="en">{lines}</TextBlock>')
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<alto xmlns="http://www.loc.gov/standards/alto/ns-v4#">
<Description><MeasurementUnit>pixel</MeasurementUnit>
<sourceImageInformation><fileName>{number:04}.jpg</fileName></sourceImageInformation></Description>
<Layout><Page ID="p{number}" PHYSICAL_IMG_NR="{number}" WIDTH="{width}" HEIGHT="{height}">
<PrintSpace HPOS="0" VPOS="0" WIDTH="{width}" HEIGHT="{height}">
{chr(10).join(blocks)}
</PrintSpace></Page></Layout></alto>
"""


def write_text(pdf, folder):
    folder.mkdir(parents=True)
    told = subprocess.run(["pdftotext", "-bbox-layout", pdf, "-"], check=True, capture_output=True).stdout
    for number, page in enumerate(xml.fromstring(told).iter(XHTML + "page"), 1):
        (folder / f"{number:04}.xml").write_text(alto_of(page, number))


def mods():
    return f"""<mods:mods>
<mods:titleInfo><mods:title>{TITLE}</mods:title><mods:subTitle>for those who publish what they hold</mods:subTitle></mods:titleInfo>
<mods:name type="corporate"><mods:namePart>The Triforium project</mods:namePart>
<mods:role><mods:roleTerm type="text">author</mods:roleTerm></mods:role></mods:name>
<mods:language><mods:languageTerm type="code" authority="rfc3066">en</mods:languageTerm></mods:language>
<mods:genre>handbook</mods:genre>
<mods:abstract>How to install Triforium, to import what one has, and to run it: the guide of this very version, typeset, drawn
as pages, and read into words.</mods:abstract>
<mods:accessCondition type="use and reproduction" xlink:href="http://creativecommons.org/licenses/by/4.0/">CC BY 4.0</mods:accessCondition>
</mods:mods>"""


def file_group(use, mime, names):
    files = "\n".join(f'<mets:file ID="{use}_{i:04}" MIMETYPE="{mime}"><mets:FLocat LOCTYPE="URL" xlink:href="{name}"/></mets:file>'
                      for i, name in enumerate(names, 1))
    return f'<mets:fileGrp USE="{use}">\n{files}\n</mets:fileGrp>'


def page_label(number):
    return {1: "Title", 2: "Contents"}.get(number, str(number))


def physical(count):
    divisions = "\n".join(
        f'<mets:div ID="PHYS_{i:04}" ORDER="{i}" ORDERLABEL="{page_label(i)}" TYPE="page"><mets:fptr FILEID="DEFAULT_{i:04}"/>'
        f'<mets:fptr FILEID="FULLTEXT_{i:04}"/></mets:div>' for i in range(1, count + 1))
    return f'<mets:structMap TYPE="PHYSICAL"><mets:div ID="PHYS_0000" TYPE="physSequence">\n{divisions}\n</mets:div></mets:structMap>'


def nested(headings):
    """Sections within their chapter, each with the number by which its division is called."""
    chapters = []
    for number, heading in enumerate(headings, 1):
        (chapters if heading.level == 0 else chapters[-1][2]).append((number, heading, []))
    return chapters


def logical(headings):
    def division(number, heading, inner):
        kind = "chapter" if heading.level == 0 else "section"
        within = "".join(division(*each) for each in inner)
        return f'<mets:div ID="LOG_{number:04}" TYPE="{kind}" LABEL="{escaped(heading.text)}">{within}</mets:div>\n'
    divisions = "".join(division(*each) for each in nested(headings))
    return (f'<mets:structMap TYPE="LOGICAL"><mets:div ID="LOG_0000" TYPE="monograph" DMDID="MODS" LABEL="{TITLE}">\n'
            f"{divisions}</mets:div></mets:structMap>")


def links(headings, count):
    """Every page on which a chapter or section stands, from its heading to the next one of its rank."""
    made = [("LOG_0000", "PHYS_0000")] + [("LOG_0000", f"PHYS_{i:04}") for i in range(1, count + 1)]
    for number, heading in enumerate(headings, 1):
        after = [later.page for later in headings[number:] if later.level <= heading.level]
        last = max(heading.page, after[0] - 1 if after else count)
        made += [(f"LOG_{number:04}", f"PHYS_{page:04}") for page in range(heading.page, last + 1)]
    return "<mets:structLink>\n" + "\n".join(f'<mets:smLink xlink:from="{a}" xlink:to="{b}"/>' for a, b in made) + "\n</mets:structLink>"


def mets(headings, count):
    numbers = range(1, count + 1)
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<mets:mets xmlns:mets="http://www.loc.gov/METS/" xmlns:mods="http://www.loc.gov/mods/v3" xmlns:xlink="http://www.w3.org/1999/xlink" OBJID="triforium-guide">
<mets:dmdSec ID="MODS"><mets:mdWrap MDTYPE="MODS"><mets:xmlData>{mods()}</mets:xmlData></mets:mdWrap></mets:dmdSec>
<mets:fileSec>
{file_group("DEFAULT", "image/jpeg", [f"pages/{i:04}.jpg" for i in numbers])}
{file_group("FULLTEXT", "text/xml", [f"text/{i:04}.xml" for i in numbers])}
{file_group("DOWNLOAD", "application/pdf", ["guide.pdf"])}
</mets:fileSec>
{physical(count)}
{logical(headings)}
{links(headings, count)}
</mets:mets>
"""


def main(guide, picture, folder):
    folder.mkdir(parents=True)
    pdf = folder / "guide.pdf"
    headings = typeset(chapters_of(guide), picture, pdf)
    pages = draw_pages(pdf, folder / "pages")
    write_text(pdf, folder / "text")
    (folder / "mets.xml").write_text(mets(headings, len(pages)))


if __name__ == "__main__":
    main(*(pathlib.Path(argument) for argument in sys.argv[1:4]))
