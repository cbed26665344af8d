# SPDX-License-Identifier: Apache-2.0
"""hostile: workbooks and Word files of a few kilobytes that ask for much work, by parameters.

Each is well-formed: a reader that only looks for broken files takes it. WORKBOOKS and WORDS map a
name to a function without arguments that makes the bytes. For bench/bench_hostile and
tests/e2e/test_hostile.py.
"""
import functools
import io
import random
import zipfile

OOXML = "http://schemas.openxmlformats.org/"
SHEETS, LINKS = f"{OOXML}spreadsheetml/2006/main", f"{OOXML}officeDocument/2006/relationships"
WORDS_NS = f"{OOXML}wordprocessingml/2006/main"
PACKAGE = f"{OOXML}package/2006/"
OFFICE = "application/vnd.openxmlformats-officedocument."
MB = 1 << 20

# Titles and labels that the forms of nmg-2025 have.
TITLES = ["活动名称", "承办单位", "活动起止时间", "总预算（万元）", "手机"]
LABELS = ["联系人", "办公电话", "活动名称", "承办单位", "手机"]


def package(parts, stored=()):
    """A ZIP of names and texts or bytes; stored ones are not packed."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            kind = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            archive.writestr(name, content, kind)
    return file.getvalue()


def relations(targets):
    rows = "".join(f'<Relationship Id="r{i}" Type="{LINKS}/{kind}" Target="{target}"/>'
                   for i, (kind, target) in enumerate(targets))
    return f'<Relationships xmlns="{PACKAGE}relationships">{rows}</Relationships>'


# ---- workbooks ----


def inline(text):
    return f'<c t="inlineStr"><is><t>{text}</t></is></c>'


def rows_of(rows):
    """Rows, each a list of texts, as one sheet's data."""
    return "".join("<row>" + "".join(map(inline, row)) + "</row>" for row in rows)


def workbook(sheets, shared=None, styles=None, more=None, links=None):
    """sheets: [(name, data)]; links: which part each sheet is, when not its own."""
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}content-types"><Override PartName="/w.xml" '
        f'ContentType="{OFFICE}spreadsheetml.sheet.main+xml"/></Types>',
        "_rels/.rels": relations([("officeDocument", "w.xml")]),
    }
    names = links or [f"s{i}.xml" for i in range(len(sheets))]
    targets = [("worksheet", name) for name in names]
    if shared is not None:
        parts["shared.xml"] = f'<sst xmlns="{SHEETS}">{shared}</sst>'
        targets.append(("sharedStrings", "shared.xml"))
    if styles is not None:
        parts["styles.xml"] = f'<styleSheet xmlns="{SHEETS}">{styles}</styleSheet>'
        targets.append(("styles", "styles.xml"))
    parts["_rels/w.xml.rels"] = relations(targets)
    listed = "".join(f'<sheet name="{name}" sheetId="{i + 1}" r:id="r{i}"/>'
                     for i, (name, _) in enumerate(sheets))
    parts["w.xml"] = (f'<workbook xmlns="{SHEETS}" xmlns:r="{LINKS}"><sheets>{listed}</sheets>'
                      '</workbook>')
    for name, (_, data) in zip(names, sheets):
        parts[name] = f'<worksheet xmlns="{SHEETS}"><sheetData>{data}</sheetData></worksheet>'
    parts.update(more or {})
    return package(parts, stored=set(more or ()))


def sheet(data, **more):
    return workbook([("申报", data)], **more)


def head_and(rows, **more):
    return sheet(rows_of([TITLES]) + rows_of(rows), **more)


def long_rows(characters, **more):
    return head_and([["字" * 40, "乙" * characters, "", "1", ""]] * 1999, **more)


def wide(rows=10, cells=39000, text="x"):
    return sheet(rows_of([[text] * cells] * rows))


def tall(rows=10000, cells=39):
    return head_and([["x"] * cells] * (rows - 1))


def wrong_cells(rows=1999):
    """Every cell is a mistake, and every mistake a sentence."""
    return head_and([["", "y", "夏天", "很多", "138"]] * rows)


def one_shared(cells=390000, size=20):
    row = "<row>" + '<c t="s"><v>0</v></c>' * 39 + "</row>"
    return sheet(rows_of([TITLES]) + row * (cells // 39),
                 shared=f"<si><t>{'x' * size}</t></si>")


def many_shared(count=399999):
    return head_shared("<si><t>x</t></si>" * count)


def head_shared(shared):
    return sheet(rows_of([TITLES]) + '<row><c t="s"><v>0</v></c></row>', shared=shared)


def many_sheets(count=40, rows=240, cells=39):
    """All of them one part, read again for each."""
    data = rows_of([TITLES] + [["x"] * cells] * rows)
    return workbook([(f"第{i}", data) for i in range(count)], links=["s.xml"] * count)


def same_serials(rows=9000):
    head = [["序号", "活动名称"], ["1", "甲"]]
    budget = [["序号", "支出项目", "金额"]] + [["1", "x", "1"]] * rows
    return workbook([("申报", rows_of(head)), ("预算明细", rows_of(budget))])


def one_cell(title, text):
    return sheet(rows_of([["活动名称", title], ["甲", text]]))


def formats(count=3999):
    own = "".join(f'<numFmt numFmtId="{1000 + i}" formatCode="yyyy"/>' for i in range(count))
    uses = f'<xf numFmtId="{1000 + count}"/>' * count
    return sheet(rows_of([TITLES, ["甲"]]), styles=f"<numFmts>{own}</numFmts><cellXfs>{uses}"
                                                   "</cellXfs>")


def with_pictures(total=9 * MB, count=900):
    """A file of nearly the largest size, of pictures nobody asked for."""
    noise = random.Random(1)
    return {f"media/{i}.png": noise.randbytes(total // count) for i in range(count)}


WORKBOOKS = {
    "10 rows of 39,000 cells": wide,
    "10 rows of 39,000 titles": functools.partial(wide, text="活动名称"),
    "one row of 390,000 cells": functools.partial(wide, 1, 390000),
    "10,000 rows of 39 cells": tall,
    "10,001 rows": functools.partial(tall, 10001, 1),
    "2,000,000 empty rows": lambda: sheet(rows_of([TITLES]) + "<row/>" * 2000000),
    "2,000 rows of mistakes": wrong_cells,
    "2,000 rows of 3,900 bytes": functools.partial(long_rows, 1260),
    "2,000 rows of 3,400 bytes": functools.partial(long_rows, 1090),
    "the same with 9 MB of pictures": lambda: long_rows(1090, more=with_pictures()),
    "a cell of 7.9 MB": lambda: one_cell("承办单位", "y" * (8 * MB - 100000)),
    "400 000 shared texts": many_shared,
    "a shared text 390,000 times": one_shared,
    "a shared text in 1,000,000 runs":
        lambda: head_shared("<si>" + "<r><t>x</t></r>" * 1000000 + "</si>"),
    "a shared text of 30 MB": lambda: head_shared(f"<si><t>{'x' * (30 * MB)}</t></si>"),
    "40 sheets of one part": many_sheets,
    "1,000 sheets": functools.partial(many_sheets, 1000, 1, 1),
    "9,000 rows for one row": same_serials,
    "4,000 formats": formats,
    "90,000 deep": lambda: sheet("<a>" * 90000 + "</a>" * 90000),
    "100 attributes a cell":
        lambda: sheet("<row><c " + " ".join(f'a{i}="1"' for i in range(99)) + "/></row>" * 1
                      + ("<row><c " + " ".join(f'a{i}="1"' for i in range(99)) + "/></row>")
                      * 60000),
    "a region of 3 MB": lambda: one_cell("所涉旗县（市、区）", "内" * MB),
    "a period of 3,000,000 blanks": lambda: one_cell("活动起止时间", "至 " * 750000),
    "a sum of 3,000,000 digits": lambda: one_cell("总预算", "9" * 3000000),
    "64 MB of blanks": lambda: sheet(" " * (63 * MB)),
    "900 pictures of 9 MB": lambda: sheet(rows_of([TITLES, ["甲"]]), more=with_pictures()),
}

# ---- Word files ----


def word(body, properties=None, more=None):
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}content-types"><Override PartName="/d.xml" '
        f'ContentType="{OFFICE}wordprocessingml.document.main+xml"/></Types>',
        "_rels/.rels": relations([("officeDocument", "d.xml"), ("custom-properties", "p.xml")]),
        "d.xml": f'<w:document xmlns:w="{WORDS_NS}"><w:body>{body}</w:body></w:document>',
        "p.xml": f'<Properties xmlns="{OOXML}officeDocument/2006/custom-properties">'
                 f'{properties or ""}</Properties>',
    }
    parts.update(more or {})
    return package(parts, stored=set(more or ()))


def paragraph(text):
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def cell(text, before=""):
    return f"<w:tc>{before}{paragraph(text)}</w:tc>"


def row(*texts):
    return "<w:tr>" + "".join(map(cell, texts)) + "</w:tr>"


def table(rows):
    return f"<w:tbl>{rows}</w:tbl>"


def one_paragraph(text, count):
    return word(paragraph(text * count))


def field(label, text):
    """A value beside its label."""
    return word(table(row("活动名称", "甲") + row(label, text)))


def merged(rows=4990, cells=12):
    """Rows of a table that all go on from the first."""
    going_on = "<w:tcPr><w:vMerge/></w:tcPr>"
    head = row("序号", "支出项目", "金额", "测算依据")
    one = "<w:tr>" + "".join(cell("", going_on) for _ in range(cells)) + "</w:tr>"
    return word(table(head + (row(*["x"] * 4)) + one.replace(going_on * 2, going_on) * rows))


def heads(rows=4990):
    return word(table(row("序号", "支出项目", "金额", "测算依据") * rows))


def nested(depth=8, count=600):
    inner = paragraph("x")
    for _ in range(depth):
        inner = table(f"<w:tr><w:tc>{inner}</w:tc></w:tr>")
    return word(inner * count)


def marks(count=19999):
    return word("".join(f'<w:p><w:bookmarkStart w:id="{i}" w:name="f_{i}"/></w:p>'
                        for i in range(count)))


def property_of(text):
    value = f'<property name="FormId"><vt xmlns="x">{text}</vt></property>'
    return word(paragraph("活动名称：甲"), properties=value)


WORDS = {
    "one label 30,000 times": functools.partial(one_paragraph, "联系人：", 30000),
    "one label 300,000 times": functools.partial(one_paragraph, "联系人：", 300000),
    "a label without colons": functools.partial(one_paragraph, "联系人", 400000),
    "a label and open brackets": functools.partial(one_paragraph, "联系人（", 300000),
    "five labels in turn": functools.partial(one_paragraph, "：x".join(LABELS) + "：y", 25000),
    "60,000 labels, each a paragraph": lambda: word(paragraph("联系人") * 59000),
    "60,000 labels with colons": lambda: word(paragraph("联系人：x") * 59000),
    "5,000 heads of a table": heads,
    "a head and 5,000 rows": lambda: word(table(row("序号", "支出项目", "金额", "测算依据")
                                                + row("1", "x", "1", "") * 4990)),
    "5,000 rows that go on": merged,
    "60,000 cells in a row": lambda: word(table(row(*["联系人"] * 59000))),
    "tables 8 deep, 600 times": nested,
    "tables 9 deep": functools.partial(nested, 9, 1),
    "20,000 bookmarks": marks,
    "4,000,000 runs": lambda: word("<w:p>" + "<w:r><w:t>x</w:t></w:r>" * 1500000 + "</w:p>"),
    "4,000,000 line feeds": lambda: word("<w:p><w:r>" + "<w:br/>" * 4000000 + "</w:r></w:p>"),
    "a number before a label": functools.partial(one_paragraph, "一", 1300000),
    "a region of 3 MB": lambda: field("所涉旗县（市、区）", "内" * MB),
    "boxes, 300,000": lambda: field("拟采取的活动形式", "☑□" * 300000),
    "choices, 500,000": lambda: field("拟采取的活动形式", "、" * 500000),
    "a sum of 3,000,000 digits": lambda: field("总预算", "9" * 3000000),
    "a property of 3 MB in letters": lambda: property_of("&#65;" * 3 * MB),
    "90 deep, 30,000 times": lambda: word(("<a>" * 90 + "</a>" * 90) * 30000),
    "64 MB of blanks": lambda: word(" " * (63 * MB)),
    "900 pictures of 17.9 MB": lambda: word(paragraph("活动名称：甲"),
                                          more=with_pictures(18 * MB - 300000)),
}
