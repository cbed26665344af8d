/* SPDX-License-Identifier: Apache-2.0 */
/* docx.c: the parts of a Word file: sections, heads and feet, styles, fonts, properties. */
#include "doc/docx.h"

#include "base/mem.h"
#include "doc/docx_body.h"
#include "doc/form_value.h"
#include "doc/qr.h"
#include "doc/zip_out.h"

#include <math.h>
#include <string.h>

#define MM       (72 / 25.4)
#define HEAD     "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
#define OOXML    "http://schemas.openxmlformats.org/"
#define RELATION OOXML "officeDocument/2006/relationships/"
#define WORD     "application/vnd.openxmlformats-officedocument.wordprocessingml."
#define SPACES                                                                                     \
    " xmlns:w=\"" OOXML "wordprocessingml/2006/main\""                                             \
    " xmlns:r=\"" OOXML "officeDocument/2006/relationships\""                                      \
    " xmlns:wp=\"" OOXML "drawingml/2006/wordprocessingDrawing\""                                  \
    " xmlns:a=\"" OOXML "drawingml/2006/main\""                                                    \
    " xmlns:pic=\"" OOXML "drawingml/2006/picture\""

static const double qr_side_mm = 18; /* as layout.c */
static const struct text_style small = {
    .face = FACE_SONG, .align = ALIGN_LEFT, .size_pt = 9, .pitch_pt = 12
};

/* Which pages of a section a head or foot is for. */
enum pages { PAGES_DEFAULT, PAGES_EVEN, PAGES_FIRST, PAGES_COUNT };

static const char *const pages_words[PAGES_COUNT] = { "default", "even", "first" };

struct part {
    const char *name; /* "header1" */
    struct bytes xml;
};

struct writing {
    struct op *op;
    struct docx docx;
    struct text_out body;
    struct part *parts; /* heads and feet; the i-th is relation "rIdP(i+1)" */
    size_t part_count;
    bool joined;     /* of several documents, each with numbers of its own */
    bool both_sides; /* some section numbers left and right pages differently */
};

static int twips(double pt)
{
    return (int)lround(pt * 20);
}

/* ---- heads and feet ---- */

static void put_field(struct text_out *out, const char *name)
{
    text_out_printf(out,
                    "<w:fldSimple w:instr=\" %s \"><w:r><w:rPr><w:sz w:val=\"18\"/></w:rPr>"
                    "<w:t>1</w:t></w:r></w:fldSimple>",
                    name);
}

static void put_small(struct text_out *out, const char *text)
{
    text_out(out, "<w:r><w:rPr><w:rFonts ");
    docx_fonts(out, small.face);
    text_out(out, "/><w:sz w:val=\"18\"/></w:rPr><w:t xml:space=\"preserve\">");
    text_out_escaped(out, text, strlen(text));
    text_out(out, "</w:t></w:r>");
}

/* Short code at the left, number in the middle, QR at the right. */
static void plain_foot(struct writing *writing, struct text_out *out,
                       const struct document_setup *setup)
{
    double width = (setup->width_mm - setup->left_mm - setup->right_mm) * MM;
    const struct docx_place place = { (setup->width_mm - setup->right_mm - qr_side_mm) * MM,
                                      (setup->height_mm - setup->bottom_mm) * MM + 6 };

    text_out_printf(out,
                    "<w:p><w:pPr><w:tabs><w:tab w:val=\"center\" w:pos=\"%d\"/></w:tabs>"
                    "<w:spacing w:before=\"0\" w:after=\"0\" w:line=\"240\" w:lineRule=\"exact\"/>"
                    "</w:pPr>",
                    twips(width / 2));
    if (setup->footer != NULL)
        put_small(out, setup->footer);
    if (setup->numbered) {
        text_out(out, "<w:r><w:tab/></w:r>");
        put_small(out, phrase(setup->language, "第 "));
        put_field(out, "PAGE");
        put_small(out, phrase(setup->language, " 页　共 "));
        put_field(out,
                  writing->joined ? "SECTIONPAGES" : "NUMPAGES"); /* LibreOffice has only this */
        put_small(out, phrase(setup->language, " 页"));
    }
    if (setup->qr != NULL)
        docx_qr(&writing->docx, out, setup->qr, qr_side_mm * MM, &place);
    text_out(out, "</w:p>");
}

/* "— 2 —", one character from the outer edge. */
static void official_foot(struct text_out *out, bool even)
{
    text_out_printf(out,
                    "<w:p><w:pPr><w:ind w:%s=\"280\"/><w:jc w:val=\"%s\"/></w:pPr>"
                    "<w:r><w:rPr><w:sz w:val=\"28\"/></w:rPr><w:t xml:space=\"preserve\">— </w:t>"
                    "</w:r><w:fldSimple w:instr=\" PAGE \"><w:r><w:rPr><w:sz w:val=\"28\"/></w:rPr>"
                    "<w:t>1</w:t></w:r></w:fldSimple><w:r><w:rPr><w:sz w:val=\"28\"/></w:rPr>"
                    "<w:t xml:space=\"preserve\"> —</w:t></w:r></w:p>",
                    even ? "left" : "right", even ? "left" : "right");
}

/* The double rules of a letter are borders, wider than the text by 7 mm at each side. */
static void put_red_line(struct text_out *out, const char *side, const char *kind)
{
    text_out_printf(out,
                    "<w:pBdr><w:%s w:val=\"%s\" w:sz=\"24\" w:space=\"8\" w:color=\"D01110\"/>"
                    "</w:pBdr>",
                    side, kind);
}

static void letter_head(struct text_out *out, const struct document_setup *setup)
{
    const char *name = or_empty(setup->letterhead);
    double size = fmin(40, 440 / fmax(text_width_em(name), 1));

    text_out(out, "<w:p><w:pPr>");
    put_red_line(out, "bottom", "thickThinSmallGap");
    text_out_printf(out,
                    "<w:spacing w:before=\"0\" w:after=\"0\" w:line=\"%d\" w:lineRule=\"exact\"/>"
                    "<w:ind w:left=\"-397\" w:right=\"-397\"/><w:jc w:val=\"center\"/></w:pPr>"
                    "<w:r><w:rPr><w:rFonts ",
                    twips(size * 1.2));
    docx_fonts(out, FACE_TITLE);
    text_out_printf(out, "/><w:color w:val=\"D01110\"/><w:sz w:val=\"%d\"/></w:rPr><w:t>",
                    (int)lround(2 * size));
    text_out_escaped(out, name, strlen(name));
    text_out(out, "</w:t></w:r></w:p>");
}

static void letter_foot(struct text_out *out)
{
    text_out(out, "<w:p><w:pPr>");
    put_red_line(out, "top", "thinThickSmallGap");
    text_out(out, "<w:ind w:left=\"-397\" w:right=\"-397\"/></w:pPr></w:p>");
}

static void put_head(struct text_out *out, const struct document_setup *setup, enum pages pages)
{
    struct docx none = { 0 };
    struct paragraph head = { small, or_empty(setup->header) };

    head.style.align = ALIGN_RIGHT;
    if (setup->form == PAGE_LETTER && pages == PAGES_FIRST)
        letter_head(out, setup);
    else
        docx_paragraph(&none, out, &head, NULL, "");
}

static void put_foot(struct writing *writing, struct text_out *out,
                     const struct document_setup *setup, enum pages pages)
{
    if (setup->form == PAGE_LETTER && pages == PAGES_FIRST)
        letter_foot(out);
    else if (setup->form != PAGE_PLAIN)
        official_foot(out, pages == PAGES_EVEN);
    else
        plain_foot(writing, out, setup);
}

/* Adds a part and says in the section where it is. */
static void put_part(struct writing *writing, const struct document_setup *setup, bool head,
                     enum pages pages)
{
    struct text_out out = { .parent = writing->op };
    const char *tag = head ? "hdr" : "ftr";

    text_out_printf(&out, HEAD "<w:%s" SPACES ">", tag);
    if (head)
        put_head(&out, setup, pages);
    else
        put_foot(writing, &out, setup, pages);
    text_out_printf(&out, "</w:%s>", tag);
    struct part part = { mem_printf(writing->op, "%s%zu", head ? "header" : "footer",
                                    writing->part_count + 1),
                         text_out_done(&out) };
    mem_push(writing->op, writing->parts, writing->part_count, part);
    text_out_printf(&writing->body, "<w:%sReference w:type=\"%s\" r:id=\"rIdP%zu\"/>",
                    head ? "header" : "footer", pages_words[pages], writing->part_count);
}

/* ---- sections ---- */

static void put_section(struct writing *writing, const struct document_setup *setup)
{
    struct text_out *out = &writing->body;
    bool letter = setup->form == PAGE_LETTER;
    double head = letter ? 30 * MM : fmax(setup->top_mm * MM - 20, 0);
    double foot = letter ? 20 * MM : fmax(setup->bottom_mm * MM - 24, 0);

    if (setup->form == PAGE_OFFICIAL)
        foot = setup->bottom_mm * MM - 7 * MM - 14;
    text_out(out, "<w:sectPr>");
    for (enum pages pages = PAGES_DEFAULT; pages < PAGES_COUNT; pages++) {
        if ((pages == PAGES_EVEN && !writing->both_sides) || (pages == PAGES_FIRST && !letter))
            continue;
        put_part(writing, setup, true, pages);
        put_part(writing, setup, false, pages);
    }
    text_out_printf(out,
                    "<w:pgSz w:w=\"%d\" w:h=\"%d\"%s/><w:pgMar w:top=\"%d\" w:right=\"%d\""
                    " w:bottom=\"%d\" w:left=\"%d\" w:header=\"%d\" w:footer=\"%d\""
                    " w:gutter=\"0\"/><w:pgNumType w:start=\"1\"/>%s</w:sectPr>",
                    twips(setup->width_mm * MM), twips(setup->height_mm * MM),
                    setup->width_mm > setup->height_mm ? " w:orient=\"landscape\"" : "",
                    twips(setup->top_mm * MM), twips(setup->right_mm * MM),
                    twips(setup->bottom_mm * MM), twips(setup->left_mm * MM), twips(head),
                    twips(foot), letter ? "<w:titlePg/>" : "");
}

/* What stands between the red head and the text of a letter: its number, and a line left free. */
static void put_number(struct writing *writing, const struct document_setup *setup)
{
    const struct paragraph number = {
        { .face = FACE_FANGSONG, .align = ALIGN_RIGHT, .size_pt = 16, .pitch_pt = 28.95 },
        mem_printf(writing->op, "%s\n", or_empty(setup->number))
    };

    docx_paragraph(&writing->docx, &writing->body, &number, NULL, "");
}

static void put_documents(struct writing *writing, const struct document *first)
{
    for (const struct document *one = first; one != NULL; one = one->next) {
        if (one->setup.form == PAGE_LETTER)
            put_number(writing, &one->setup);
        docx_blocks(&writing->docx, &writing->body, one);
        if (one->next != NULL)
            text_out(&writing->body, "<w:p><w:pPr><w:spacing w:line=\"20\" w:lineRule=\"exact\"/>");
        put_section(writing, &one->setup);
        if (one->next != NULL)
            text_out(&writing->body, "</w:pPr></w:p>");
    }
}

/* ---- the other parts ---- */

/* Grid1 and Grid2 are the same but for the name: see put_table. */
static struct bytes styles(struct op *op)
{
    struct text_out out = { .parent = op };

    text_out(&out, HEAD "<w:styles" SPACES "><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts ");
    docx_fonts(&out, FACE_SONG);
    text_out(&out, "/><w:kern w:val=\"0\"/><w:sz w:val=\"21\"/><w:szCs w:val=\"21\"/>"
                   "<w:lang w:val=\"en-US\" w:eastAsia=\"zh-CN\" w:bidi=\"ar-SA\"/></w:rPr>"
                   "</w:rPrDefault><w:pPrDefault><w:pPr><w:autoSpaceDE w:val=\"0\"/>"
                   "<w:autoSpaceDN w:val=\"0\"/></w:pPr></w:pPrDefault></w:docDefaults>"
                   "<w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\">"
                   "<w:name w:val=\"Normal\"/></w:style>"
                   "<w:style w:type=\"table\" w:default=\"1\" w:styleId=\"TableNormal\">"
                   "<w:name w:val=\"Normal Table\"/></w:style>");
    for (int i = 1; i <= 2; i++)
        text_out_printf(&out,
                        "<w:style w:type=\"table\" w:customStyle=\"1\" w:styleId=\"Grid%d\">"
                        "<w:name w:val=\"Form Grid %d\"/><w:basedOn w:val=\"TableNormal\"/>"
                        "<w:tblPr><w:tblBorders><w:top w:val=\"single\" w:sz=\"5\"/>"
                        "<w:left w:val=\"single\" w:sz=\"5\"/>"
                        "<w:bottom w:val=\"single\" w:sz=\"5\"/>"
                        "<w:right w:val=\"single\" w:sz=\"5\"/>"
                        "<w:insideH w:val=\"single\" w:sz=\"5\"/>"
                        "<w:insideV w:val=\"single\" w:sz=\"5\"/></w:tblBorders></w:tblPr>"
                        "</w:style>",
                        i, i);
    text_out(&out, "</w:styles>");
    return text_out_done(&out);
}

/* What stands in where a face is missing: that of newer systems first, then the free ones. */
static struct bytes font_table(struct op *op)
{
    static const struct {
        const char *name;
        const char *others;
    } rows[] = {
        { "宋体", "SimSun,Noto Serif CJK SC" },
        { "仿宋_GB2312", "仿宋,FangSong,FandolFang R,Noto Serif CJK SC" },
        { "楷体_GB2312", "楷体,KaiTi,LXGW WenKai" },
        { "黑体", "SimHei,Noto Sans CJK SC" },
        { "方正小标宋简体", "FZXiaoBiaoSong-B05S,Noto Serif CJK SC,宋体" },
    };
    struct text_out out = { .parent = op };

    text_out(&out, HEAD "<w:fonts" SPACES ">");
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        text_out_printf(&out,
                        "<w:font w:name=\"%s\"><w:altName w:val=\"%s\"/><w:charset w:val=\"86\"/>"
                        "<w:family w:val=\"auto\"/><w:pitch w:val=\"default\"/></w:font>",
                        rows[i].name, rows[i].others);
    text_out(&out, "</w:fonts>");
    return text_out_done(&out);
}

static struct bytes settings(struct op *op, bool both_sides)
{
    struct text_out out = { .parent = op };

    text_out_printf(&out,
                    HEAD "<w:settings" SPACES "><w:zoom w:percent=\"100\"/>%s"
                         "<w:characterSpacingControl w:val=\"doNotCompress\"/><w:compat>"
                         "<w:compatSetting w:name=\"compatibilityMode\""
                         " w:uri=\"http://schemas.microsoft.com/office/word\" w:val=\"15\"/>"
                         "</w:compat><w:themeFontLang w:val=\"en-US\" w:eastAsia=\"zh-CN\"/>"
                         "</w:settings>",
                    both_sides ? "<w:evenAndOddHeaders/>" : "");
    return text_out_done(&out);
}

static void put_property(struct text_out *out, const char *tag, const char *value)
{
    if (value == NULL)
        return;
    text_out_printf(out, "<%s>", tag);
    text_out_escaped(out, value, strlen(value));
    text_out_printf(out, "</%s>", tag);
}

static struct bytes core_properties(struct op *op, const struct document_setup *setup)
{
    struct text_out out = { .parent = op };

    text_out(&out, HEAD "<cp:coreProperties"
                        " xmlns:cp=\"" OOXML "package/2006/metadata/core-properties\""
                        " xmlns:dc=\"http://purl.org/dc/elements/1.1/\""
                        " xmlns:dcterms=\"http://purl.org/dc/terms/\""
                        " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">");
    put_property(&out, "dc:title", setup->title);
    put_property(&out, "dc:subject", setup->subject);
    put_property(&out, "dc:creator", setup->author);
    if (setup->created != NULL) {
        text_out(&out, "<dcterms:created xsi:type=\"dcterms:W3CDTF\">");
        text_out_escaped(&out, setup->created, strlen(setup->created));
        text_out(&out, "</dcterms:created>");
    }
    text_out(&out, "</cp:coreProperties>");
    return text_out_done(&out);
}

static struct bytes custom_properties(struct op *op, const struct document_setup *setup)
{
    struct text_out out = { .parent = op };

    text_out(&out, HEAD "<Properties xmlns=\"" OOXML "officeDocument/2006/custom-properties\""
                        " xmlns:vt=\"" OOXML "officeDocument/2006/docPropsVTypes\">");
    if (setup->form_id != NULL) {
        text_out(&out, "<property fmtid=\"{D5CDD505-2E9C-101B-9397-08002B2CF9AE}\" pid=\"2\""
                       " name=\"" DOCX_FORM_ID "\">");
        put_property(&out, "vt:lpwstr", setup->form_id);
        text_out(&out, "</property>");
    }
    text_out(&out, "</Properties>");
    return text_out_done(&out);
}

static struct bytes content_types(struct writing *writing)
{
    struct text_out out = { .parent = writing->op };

    text_out(&out,
             HEAD "<Types xmlns=\"" OOXML "package/2006/content-types\">"
                  "<Default Extension=\"rels\""
                  " ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
                  "<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
                  "<Default Extension=\"png\" ContentType=\"image/png\"/>"
                  "<Override PartName=\"/word/document.xml\" ContentType=\"" WORD
                  "document.main+xml\"/><Override PartName=\"/word/styles.xml\""
                  " ContentType=\"" WORD "styles+xml\"/><Override PartName=\"/word/settings.xml\""
                  " ContentType=\"" WORD "settings+xml\"/>"
                  "<Override PartName=\"/word/fontTable.xml\" ContentType=\"" WORD
                  "fontTable+xml\"/><Override PartName=\"/docProps/core.xml\""
                  " ContentType=\"application/vnd.openxmlformats-package.core-properties+xml\"/>"
                  "<Override PartName=\"/docProps/custom.xml\" ContentType=\"application/"
                  "vnd.openxmlformats-officedocument.custom-properties+xml\"/>");
    for (size_t i = 0; i < writing->part_count; i++)
        text_out_printf(&out,
                        "<Override PartName=\"/word/%s.xml\" ContentType=\"" WORD "%.6s+xml\"/>",
                        writing->parts[i].name, writing->parts[i].name);
    text_out(&out, "</Types>");
    return text_out_done(&out);
}

static const char root_links[] =
    HEAD "<Relationships xmlns=\"" OOXML "package/2006/relationships\">"
         "<Relationship Id=\"rId1\" Type=\"" RELATION "officeDocument\""
         " Target=\"word/document.xml\"/><Relationship Id=\"rId2\" Type=\"" OOXML
         "package/2006/relationships/metadata/core-properties\" Target=\"docProps/core.xml\"/>"
         "<Relationship Id=\"rId3\" Type=\"" RELATION "custom-properties\""
         " Target=\"docProps/custom.xml\"/></Relationships>";

/* The links of a part: main has all, heads and feet only the pictures. */
static struct bytes links_of(struct writing *writing, bool is_main)
{
    static const char *const others[] = { "styles", "settings", "fontTable" };
    struct text_out out = { .parent = writing->op };

    text_out(&out, HEAD "<Relationships xmlns=\"" OOXML "package/2006/relationships\">");
    for (size_t i = 0; is_main && i < sizeof others / sizeof others[0]; i++)
        text_out_printf(&out,
                        "<Relationship Id=\"rId%zu\" Type=\"" RELATION "%s\" Target=\"%s.xml\"/>",
                        i + 1, others[i], others[i]);
    for (size_t i = 0; is_main && i < writing->part_count; i++)
        text_out_printf(&out,
                        "<Relationship Id=\"rIdP%zu\" Type=\"" RELATION "%.6s\""
                        " Target=\"%s.xml\"/>",
                        i + 1, writing->parts[i].name, writing->parts[i].name);
    for (size_t i = 1; i <= writing->docx.picture_count; i++)
        text_out_printf(&out,
                        "<Relationship Id=\"rIdQ%zu\" Type=\"" RELATION "image\""
                        " Target=\"media/qr%zu.png\"/>",
                        i, i);
    text_out(&out, "</Relationships>");
    return text_out_done(&out);
}

static void add_parts(struct writing *writing, struct zip_out *zip,
                      const struct document_setup *setup)
{
    struct op *op = writing->op;
    const struct docx *docx = &writing->docx;

    zip_out_add(zip, "[Content_Types].xml", content_types(writing), false);
    zip_out_add(zip, "_rels/.rels",
                (struct bytes){ (const uint8_t *)root_links, sizeof root_links - 1 }, false);
    zip_out_add(zip, "word/document.xml", text_out_done(&writing->body), false);
    zip_out_add(zip, "word/_rels/document.xml.rels", links_of(writing, true), false);
    zip_out_add(zip, "word/styles.xml", styles(op), false);
    zip_out_add(zip, "word/settings.xml", settings(op, writing->both_sides), false);
    zip_out_add(zip, "word/fontTable.xml", font_table(op), false);
    zip_out_add(zip, "docProps/core.xml", core_properties(op, setup), false);
    zip_out_add(zip, "docProps/custom.xml", custom_properties(op, setup), false);
    for (size_t i = 0; i < writing->part_count; i++) {
        const char *name = writing->parts[i].name;
        zip_out_add(zip, mem_printf(op, "word/%s.xml", name), writing->parts[i].xml, false);
        if (docx->picture_count > 0)
            zip_out_add(zip, mem_printf(op, "word/_rels/%s.xml.rels", name),
                        links_of(writing, false), false);
    }
    for (size_t i = 0; i < docx->picture_count; i++) {
        struct qr qr = qr_of(op, docx->pictures[i].text);
        zip_out_add(zip, mem_printf(op, "word/media/qr%zu.png", i + 1), qr_png(op, &qr), true);
    }
}

enum err docx_write(struct op *op, struct typeset *typeset, const struct document *document,
                    struct pdf *ret_file)
{
    struct op *scratch = op_new(NULL, 0, 0);
    struct writing writing = { .op = scratch,
                               .docx = { .op = scratch },
                               .body = { .parent = scratch } };
    struct zip_out *zip = NULL;
    struct bytes bytes = { 0 };

    (void)typeset;
    writing.joined = document->next != NULL;
    for (const struct document *one = document; one != NULL; one = one->next)
        writing.both_sides |= one->setup.form != PAGE_PLAIN;
    text_out(&writing.body, HEAD "<w:document" SPACES "><w:body>");
    put_documents(&writing, document);
    text_out(&writing.body, "</w:body></w:document>");
    enum err e = zip_out_new(scratch, &zip);
    if (e == OK) {
        add_parts(&writing, zip, &document->setup);
        e = zip_out_done(scratch, zip, &bytes);
    }
    if (e == OK)
        *ret_file = (struct pdf){ { mem_copy(op, bytes.data, bytes.size), bytes.size }, 0 };
    op_free(scratch);
    return e == OK ? OK : fail(op, ERR_INTERNAL, "internal", "no Word file could be written");
}
