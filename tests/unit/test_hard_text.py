#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Hard text in every form and writer: ten pages in one field, 200 rows in every table, 3,000
characters in a narrow cell, long Mongolian names, rare characters, full-width digits, emoji, an
address without a blank. Nothing is lost, nothing lies outside the page, heads of tables repeat.

PDF is read by pdftotext, OFD by unit/ofd_reader.py, Word by LibreOffice. HARD_TEXT_KEEP=DIR keeps
the files."""
import collections
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unicodedata
import xml.etree.ElementTree as tree
import zipfile

program = os.environ["DIANJIANG_PROGRAM"]
source = pathlib.Path(os.environ["DIANJIANG_SOURCE"])
# Form: the field that gets ten pages, and the table that gets 3,000 characters in a cell.
FORMS = {
    "team": ("content", "schedule"),
    "base-national": ("effect", "budget"),
    "base-regional": ("effect", "budget"),
    "expert": ("works", "projects"),
    "overseas": ("content", "budget"),
    "postdoc": ("reason", "demands"),
}
WORDS = [
    "阿拉坦敖其尔乌力吉巴特尔·孛儿只斤·德力格尔其木格",
    "𬭎㛃喆堃䶮𠮷",
    "０１２３４５６７８９ＡＢＣ",
    "第二届（2025年1月24日—28日），占37.5%。",
    "😀👩🌾草原",
    "https://example.org/" + "".join(f"p{n:02}q" for n in range(60)),
]
ROWS = 200
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def sentences(count):
    return "".join(f"第{n:04}句，草原上的牛羊和专家都要算清楚，一句也不能少。" for n in range(count))


def is_words(value):
    return isinstance(value, str) and re.search("[\u4e00-\u9fff]", value) is not None


def hardened(values, long_field, table):
    """Every free text becomes a hard one; ids, codes and numbers stay."""
    made, n = {}, 0
    for name, value in values.items():
        if is_words(value) and name not in ("regions", "ethnicity"):
            value = WORDS[n % len(WORDS)]
            n += 1
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            value = [{k: f"{name}{row:03}{WORDS[row % 4]}" if is_words(v) else v
                      for k, v in value[0].items()} for row in range(ROWS)]
            if name == table:
                cell = next(k for k, v in value[0].items() if is_words(v))
                value[7][cell] = sentences(108)  # 3,024 characters
        made[name] = value
    made[long_field] = "\n".join(sentences(340)[i:i + 560] for i in range(0, 340 * 28, 560))
    return made


def texts_of(value):
    if isinstance(value, dict):
        return [text for part in value.values() for text in texts_of(part)]
    if isinstance(value, list):
        return [text for part in value for text in texts_of(part)]
    return [value] if isinstance(value, str) and re.search("[^ -~]|http", value) else []


def bare(text):
    """What must agree: all characters but blanks, marks of direction and hyphens of breaking."""
    return "".join(c for c in unicodedata.normalize("NFKC", text)
                   if not c.isspace() and unicodedata.category(c) not in ("Cf", "Cc"))


def run(*words):
    return subprocess.run(words, check=True, capture_output=True).stdout


def pdf_text(path):
    return run("pdftotext", "-raw", str(path), "-").decode()


def pages_of(path):
    """The lines of each page without its foot, and without heads that other pages repeat."""
    pages = [page.splitlines() for page in pdf_text(path).split("\f")]
    seen = collections.Counter(line for page in pages for line in set(page[:6]))
    kept = []
    for page in pages:
        body = [line for line in page if not re.search("第 \\d+ 页 *共 \\d+ 页", line)]
        while body and seen[body[0]] > 2:
            body.pop(0)
        kept.append("".join(body))
    return kept


def alone(path):
    """Headings that are the last text of a page."""
    feet = [line for page in pdf_text(path).split("\f")
            for line in [one for one in page.splitlines() if "核对码" not in one][-1:]]
    return [line for line in feet if re.match("[一二三四五六]、", line)]


def columns_apart(path):
    """All characters in the order they were drawn, across pages."""
    return bare("".join(pages_of(path)))


def outside(path):
    """Words that reach over the edge of their page."""
    html = run("pdftotext", "-bbox", str(path), "-").decode()
    wrong, width, height = [], 0.0, 0.0
    for line in html.splitlines():
        page = re.search(r'<page width="([\d.]+)" height="([\d.]+)"', line)
        if page:
            width, height = map(float, page.groups())
        word = re.search(r'xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)"'
                         r' yMax="([-\d.]+)">(.*)<', line)
        if word:
            x0, y0, x1, y1 = map(float, word.groups()[:4])
            if x0 < 0 or y0 < 0 or x1 > width or y1 > height:
                wrong.append(word.group(5))
    return wrong


def pieces(text):
    """Cells are broken at lines and pages, where a foot or a head may stand between."""
    return re.findall(r"第\d{4}句|p\d\dq", text) or [bare(text)]


def broken(piece, found):
    """In two parts with the next cell between: a row goes on on the next page."""
    return any(re.search(f"{re.escape(piece[:n])}.{{0,120}}?{re.escape(piece[n:])}", found)
               for n in range(1, len(piece)))


def missing(values, found):
    wrong = [bare(piece) for text in texts_of(values) for piece in pieces(text)
             if bare(piece) not in found]
    return [piece for piece in wrong if not (len(piece) < 8 and broken(piece, found))]


def head_cells(docx):
    """What the Word file says repeats: by the text of the table, the texts of the head's cells."""
    with zipfile.ZipFile(docx) as file:
        body = tree.fromstring(file.read("word/document.xml"))
    for table in body.iter(f"{W}tbl"):
        rows = table.findall(f"{W}tr")
        cells = [bare("".join(cell.itertext())) for row in rows
                 if row.find(f"{W}trPr/{W}tblHeader") is not None for cell in row.findall(f"{W}tc")]
        yield bare("".join(table.itertext())), cells


def heads(pdf, docx, values):
    """Pages on which a table goes on but a cell of its head is missing; tables without a head."""
    wrong = []
    pages = [bare(page) for page in pdf_text(pdf).split("\f")]
    tables = list(head_cells(docx))
    for name, value in values.items():
        if not (isinstance(value, list) and len(value) == ROWS):
            continue
        cells = next((cells for text, cells in tables if f"{name}000" in text), [])
        if not cells:
            wrong.append((name, "no head"))
        for n, page in enumerate(pages):
            if len(re.findall(rf"{name}\d{{3}}", page)) > 2:
                wrong += [(name, cell, n + 1) for cell in cells if cell not in page]
    return wrong


failed = 0
count = 0


def claim(name, wrong):
    global failed, count
    count += 1
    failed += bool(wrong)
    print(f"{'not ok' if wrong else 'ok'} {count} - {name}")
    if wrong:
        print(f"# {len(wrong)}: {str(wrong[:5])[:600]}")
    sys.stdout.flush()


def print_form(track, values, work, to):
    path = work / f"{track}.{to}"
    file = work / f"{track}.json"
    file.write_text(json.dumps({"call": "nmg-2025", "form": track, "values": values}))
    run(program, "form", "print", "--call", str(source / "calls/nmg-2025"), "--track", track,
        str(file), "--to", to, "--out", str(path))
    return path


def check_form(track, work):
    long_field, table = FORMS[track]
    values = json.loads((source / f"tests/data/filled/{track}.json").read_text())["values"]
    plain = print_form(track, values, work, "pdf")
    claim(f"{track}: no heading stands alone at the foot of a page", alone(plain))
    values = hardened(values, long_field, table)
    pdf = print_form(track, values, work, "pdf")
    claim(f"{track}: PDF holds every character", missing(values, columns_apart(pdf)))
    claim(f"{track}: no hyphen was put in", re.findall("p\\d\\d?q?-", pdf_text(pdf)))
    claim(f"{track}: nothing of the PDF lies outside its page", outside(pdf))
    ofd = print_form(track, values, work, "ofd")
    compared = subprocess.run([str(source / "tests/unit/ofd_reader.py"), str(ofd), str(pdf)],
                              capture_output=True, text=True)
    claim(f"{track}: OFD has the same characters at the same places",
          compared.stdout.splitlines()[-5:] if compared.returncode else [])
    docx = print_form(track, values, work, "docx")
    claim(f"{track}: heads repeat on every page of a table", heads(pdf, docx, values))
    return values


def main():
    keep = os.environ.get("HARD_TEXT_KEEP")
    with tempfile.TemporaryDirectory() as home:
        work = pathlib.Path(keep or home)
        work.mkdir(exist_ok=True)
        made = {track: check_form(track, work) for track in FORMS}
        office = work / "office"
        run("soffice", f"-env:UserInstallation=file://{home}/profile", "--headless", "--convert-to",
            "pdf", "--outdir", str(office), *(str(work / f"{track}.docx") for track in FORMS))
        for track, values in made.items():
            path = office / f"{track}.pdf"
            claim(f"{track}: Word holds every character", missing(values, columns_apart(path)))
            claim(f"{track}: nothing of the Word file lies outside its page", outside(path))
    print(f"1..{count}")
    return 1 if failed else 0


sys.exit(main())
