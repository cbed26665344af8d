#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""ofd_reader.py OFD PDF: reads an OFD file by the standard, with nothing of the writer's code, and
compares every character and its place with what pdftotext finds in the PDF of the same document.
Prints how many characters agree; exit 1 and what differs otherwise."""
import collections
import posixpath
import subprocess
import sys
import xml.etree.ElementTree as tree
import zipfile

OFD = "{http://www.ofdspec.org/2016}"
MM = 72 / 25.4
NEAR_PT = 1.0
Character = collections.namedtuple("Character", "text x y size")


def steps(text):
    """DeltaX: numbers, or "g COUNT NUMBER"."""
    words = (text or "").split()
    while words:
        word = words.pop(0)
        if word == "g":
            count, value = int(words.pop(0)), float(words.pop(0))
            yield from [value] * count
        else:
            yield float(word)


def text_object(item, fonts):
    left, top, width, height = map(float, item.get("Boundary").split())
    assert width > 0 and height > 0
    assert item.get("Font") in fonts, "a font that is not in the resources"
    for code in item.iter(OFD + "TextCode"):
        x = left + float(code.get("X"))
        y = top + float(code.get("Y"))
        deltas = list(steps(code.get("DeltaX")))
        transform = item.find(OFD + "CGTransform")
        if transform is not None:
            glyphs = transform.find(OFD + "Glyphs").text.split()
            assert len(glyphs) == int(transform.get("GlyphCount"))
            assert all(0 < int(glyph) < 65536 for glyph in glyphs)
            yield Character(code.text, x * MM, y * MM, float(item.get("Size")) * MM)
            continue
        assert len(deltas) == len(code.text) - 1, "as many steps as gaps between characters"
        for i, character in enumerate(code.text):
            yield Character(character, x * MM, y * MM, float(item.get("Size")) * MM)
            x += deltas[i] if i < len(deltas) else 0


def read_ofd(path):
    """Pages as lists of characters; every reference is followed and must lead somewhere."""
    with zipfile.ZipFile(path) as archive:
        def part(name):
            return tree.fromstring(archive.read(name))

        entry = part("OFD.xml")
        assert entry.tag == OFD + "OFD" and entry.get("DocType") == "OFD"
        assert len(entry.find(f".//{OFD}DocID").text) == 32
        root = entry.find(f".//{OFD}DocRoot").text
        folder = posixpath.dirname(root)
        document = part(root)
        most = int(document.find(f".//{OFD}MaxUnitID").text)
        resources = part(posixpath.join(folder, document.find(f".//{OFD}PublicRes").text))
        fonts = set()
        for font in resources.iter(OFD + "Font"):
            name = posixpath.join(folder, resources.get("BaseLoc"),
                                  font.find(OFD + "FontFile").text)
            assert archive.read(name)[:4] in (b"OTTO", b"\0\1\0\0"), "no font"
            fonts.add(font.get("ID"))
        seen = set(fonts)
        pages = []
        for page in document.find(OFD + "Pages"):
            content = part(posixpath.join(folder, page.get("BaseLoc")))
            for item in [page, *content.iter()]:
                number = item.get("ID")
                if number is not None:
                    assert number not in seen and int(number) <= most, "an ID twice"
                    seen.add(number)
            pages.append([character for item in content.iter(OFD + "TextObject")
                          for character in text_object(item, fonts)])
        return pages


def read_pdf(path):
    """Pages as lists of (text, x, top, bottom) of words."""
    text = subprocess.run(["pdftotext", "-bbox", path, "-"], check=True, capture_output=True).stdout
    space = "{http://www.w3.org/1999/xhtml}"
    return [[(word.text, float(word.get("xMin")), float(word.get("yMin")), float(word.get("yMax")))
             for word in page.iter(space + "word")]
            for page in tree.fromstring(text).iter(space + "page")]


def letters(texts):
    return collections.Counter("".join("".join(texts).split()))


def main():
    ofd, pdf = read_ofd(sys.argv[1]), read_pdf(sys.argv[2])
    assert len(ofd) == len(pdf), f"{len(ofd)} pages against {len(pdf)}"
    count = 0
    for number, (characters, words) in enumerate(zip(ofd, pdf), 1):
        mine = letters(character.text for character in characters)
        theirs = letters(word[0] for word in words)
        assert mine == theirs, f"page {number}: only one has {(mine - theirs) + (theirs - mine)}"
        for text, x, top, bottom in words:
            assert any(character.text[0] == text[0] and abs(character.x - x) < NEAR_PT
                       and top - 1 < character.y < bottom + 1 for character in characters), \
                f"page {number}: {text} is not at {x:.1f} {bottom:.1f}"
        count += sum(mine.values())
    print(f"{len(ofd)} pages, {count} characters")


try:
    main()
except AssertionError as wrong:
    sys.exit(f"{sys.argv[1]}: {wrong}")
