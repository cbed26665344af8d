/* SPDX-License-Identifier: Apache-2.0 */
/* ofd.c: the parts of an OFD file: entry, document, resources, pages. */
#include "doc/ofd.h"

#include "base/crypto.h"
#include "base/mem.h"
#include "doc/layout.h"
#include "doc/ofd_page.h"
#include "doc/zip_out.h"

#include <string.h>

#define HEAD  "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
#define SPACE " xmlns:ofd=\"http://www.ofdspec.org/2016\""
#define MM    (25.4 / 72)

/* A page of any of the documents joined in the file. */
struct sheet {
    const struct page *page;
    const struct document_setup *setup;
    struct bytes xml;
};

struct writing {
    struct op *op; /* scratch */
    struct ofd_pages pages;
    struct sheet *sheets;
    size_t sheet_count;
    struct entry *entries; /* of the outline, with pages of the whole file */
    size_t entry_count;
};

static enum err lay_out(struct op *op, struct writing *writing, struct typeset *typeset,
                        const struct document *document)
{
    struct pages pages = { 0 };
    size_t before = writing->sheet_count;

    enum err e = layout_document(writing->op, typeset, document, &pages);
    if (e != OK || before + pages.count > PAGES_MAX) {
        fail_arg(op, "max", "%d", PAGES_MAX);
        return fail(op, ERR_TOO_LARGE, "document_pages", "more than %d pages", PAGES_MAX);
    }
    for (size_t i = 0; i < pages.count; i++) {
        struct sheet sheet = { .page = pages.rows[i], .setup = &document->setup };
        mem_push(writing->op, writing->sheets, writing->sheet_count, sheet);
    }
    for (size_t i = 0; i < pages.entry_count; i++) {
        struct entry entry = pages.entries[i];
        entry.page += (int)before;
        mem_push(writing->op, writing->entries, writing->entry_count, entry);
    }
    return OK;
}

static void put_box(struct text_out *out, const struct document_setup *setup)
{
    text_out(out, "<ofd:PhysicalBox>0 0 ");
    text_out_number(out, setup->width_mm);
    text_out(out, " ");
    text_out_number(out, setup->height_mm);
    text_out(out, "</ofd:PhysicalBox>");
}

/* Identifiers: pages first, then fonts, then layers and objects in the order they are written. */
static void write_sheets(struct writing *writing)
{
    struct ofd_pages *pages = &writing->pages;

    pages->first_font_id = (int)writing->sheet_count + 1;
    pages->last_id = pages->first_font_id + (int)pages->fonts.count;
    for (size_t i = 0; i < writing->sheet_count; i++) {
        struct sheet *sheet = &writing->sheets[i];
        struct text_out out = { .parent = writing->op };
        text_out(&out, HEAD "<ofd:Page" SPACE "><ofd:Area>");
        put_box(&out, sheet->setup);
        text_out_printf(&out, "</ofd:Area><ofd:Content><ofd:Layer ID=\"%d\" Type=\"Body\">",
                        ++pages->last_id);
        ofd_page_write(pages, &out, sheet->page);
        text_out(&out, "</ofd:Layer></ofd:Content></ofd:Page>");
        sheet->xml = text_out_done(&out);
    }
}

static void put_element(struct text_out *out, const char *name, const char *value)
{
    if (value == NULL || value[0] == '\0')
        return;
    text_out_printf(out, "<ofd:%s>", name);
    text_out_escaped(out, value, strlen(value));
    text_out_printf(out, "</ofd:%s>", name);
}

/* The same pages are the same document: its number is their digest. */
static struct bytes entry_xml(struct writing *writing, const struct document_setup *setup)
{
    struct text_out out = { .parent = writing->op };
    struct sm3 *sm3 = sm3_new(writing->op);
    uint8_t digest[SM3_BYTES];

    for (size_t i = 0; i < writing->sheet_count; i++)
        sm3_add(sm3, writing->sheets[i].xml.data, writing->sheets[i].xml.size);
    sm3_end(sm3, digest);
    text_out(&out, HEAD "<ofd:OFD" SPACE " Version=\"1.1\" DocType=\"OFD\"><ofd:DocBody>"
                        "<ofd:DocInfo><ofd:DocID>");
    for (int i = 0; i < 16; i++)
        text_out_printf(&out, "%02x", digest[i]);
    text_out(&out, "</ofd:DocID>");
    put_element(&out, "Title", setup->title);
    put_element(&out, "Author", setup->author);
    put_element(&out, "Subject", setup->subject);
    if (setup->created != NULL)
        put_element(&out, "CreationDate", mem_text_max(writing->op, setup->created, 10));
    put_element(&out, "Creator", "Dianjiang");
    if (setup->form_id != NULL) {
        text_out(&out, "<ofd:CustomDatas><ofd:CustomData Name=\"FormId\">");
        text_out_escaped(&out, setup->form_id, strlen(setup->form_id));
        text_out(&out, "</ofd:CustomData></ofd:CustomDatas>");
    }
    text_out(&out, "</ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody>"
                   "</ofd:OFD>");
    return text_out_done(&out);
}

static void put_outline(struct writing *writing, struct text_out *out)
{
    if (writing->entry_count == 0)
        return;
    text_out(out, "<ofd:Outlines>");
    for (size_t i = 0; i < writing->entry_count; i++) {
        const struct entry *entry = &writing->entries[i];
        text_out(out, "<ofd:OutlineElem Title=\"");
        text_out_escaped(out, entry->name, strlen(entry->name));
        text_out_printf(out,
                        "\"><ofd:Actions><ofd:Action Event=\"CLICK\"><ofd:Goto>"
                        "<ofd:Dest Type=\"XYZ\" PageID=\"%d\" Left=\"0\" Top=\"",
                        entry->page);
        text_out_number(out, entry->y * MM);
        text_out(out, "\" Zoom=\"0\"/></ofd:Goto></ofd:Action></ofd:Actions></ofd:OutlineElem>");
    }
    text_out(out, "</ofd:Outlines>");
}

static struct bytes document_xml(struct writing *writing, const struct document_setup *setup)
{
    struct text_out out = { .parent = writing->op };

    text_out_printf(&out,
                    HEAD "<ofd:Document" SPACE "><ofd:CommonData><ofd:MaxUnitID>%d</ofd:MaxUnitID>"
                         "<ofd:PageArea>",
                    writing->pages.last_id);
    put_box(&out, setup);
    text_out(&out, "</ofd:PageArea><ofd:PublicRes>PublicRes.xml</ofd:PublicRes></ofd:CommonData>"
                   "<ofd:Pages>");
    for (size_t i = 0; i < writing->sheet_count; i++)
        text_out_printf(&out, "<ofd:Page ID=\"%zu\" BaseLoc=\"Pages/Page_%zu/Content.xml\"/>",
                        i + 1, i);
    text_out(&out, "</ofd:Pages>");
    put_outline(writing, &out);
    text_out(&out, "</ofd:Document>");
    return text_out_done(&out);
}

static const char *font_file(struct op *op, const struct subset_font *font, size_t i)
{
    return mem_printf(op, "font_%zu.%s", i, font->cff ? "otf" : "ttf");
}

static struct bytes resources_xml(struct writing *writing)
{
    const struct subset_fonts *fonts = &writing->pages.fonts;
    struct text_out out = { .parent = writing->op };

    text_out(&out, HEAD "<ofd:Res" SPACE " BaseLoc=\"Res\"><ofd:Fonts>");
    for (size_t i = 0; i < fonts->count; i++) {
        const struct subset_font *font = fonts->rows[i];
        text_out_printf(&out, "<ofd:Font ID=\"%d\" FontName=\"",
                        writing->pages.first_font_id + (int)i);
        text_out_escaped(&out, font->name, strlen(font->name));
        text_out_printf(&out, "\"%s><ofd:FontFile>%s</ofd:FontFile></ofd:Font>",
                        font->bold ? " Bold=\"true\"" : "", font_file(writing->op, font, i));
    }
    text_out(&out, "</ofd:Fonts></ofd:Res>");
    return text_out_done(&out);
}

static void add_parts(struct writing *writing, struct zip_out *zip,
                      const struct document_setup *setup)
{
    struct op *op = writing->op;
    const struct subset_fonts *fonts = &writing->pages.fonts;

    zip_out_add(zip, "OFD.xml", entry_xml(writing, setup), false);
    zip_out_add(zip, "Doc_0/Document.xml", document_xml(writing, setup), false);
    zip_out_add(zip, "Doc_0/PublicRes.xml", resources_xml(writing), false);
    for (size_t i = 0; i < writing->sheet_count; i++)
        zip_out_add(zip, mem_printf(op, "Doc_0/Pages/Page_%zu/Content.xml", i),
                    writing->sheets[i].xml, false);
    for (size_t i = 0; i < fonts->count; i++)
        zip_out_add(zip, mem_printf(op, "Doc_0/Res/%s", font_file(op, fonts->rows[i], i)),
                    fonts->rows[i]->bytes, false);
}

/* Glyphs and characters first, because a page names glyphs by their number in the subset. */
static enum err make(struct writing *writing, const struct document_setup *setup,
                     struct bytes *ret_bytes)
{
    struct zip_out *zip = NULL;

    for (size_t i = 0; i < writing->sheet_count; i++)
        ofd_page_fonts(&writing->pages, writing->sheets[i].page);
    enum err e = subset_make(&writing->pages.fonts);
    if (e == OK)
        e = zip_out_new(writing->op, &zip);
    if (e != OK)
        return e;
    write_sheets(writing);
    add_parts(writing, zip, setup);
    return zip_out_done(writing->op, zip, ret_bytes);
}

enum err ofd_write(struct op *op, struct typeset *typeset, const struct document *document,
                   struct pdf *ret_file)
{
    struct op *scratch = op_new(NULL, op->now_ms, op->real_ms);
    struct writing writing = { .op = scratch,
                               .pages = { .op = scratch, .fonts = { .op = scratch } } };
    struct bytes bytes = { 0 };
    enum err e = lay_out(op, &writing, typeset, document);

    for (const struct document *one = document->next; e == OK && one != NULL; one = one->next)
        e = lay_out(op, &writing, typeset, one);
    if (e == OK) {
        e = make(&writing, &document->setup, &bytes);
        if (e != OK)
            (void)fail(op, ERR_INTERNAL, "internal", "%s", or_empty(scratch->failure.detail));
    }
    if (e == OK)
        *ret_file = (struct pdf){ { mem_copy(op, bytes.data, bytes.size), bytes.size },
                                  (int)writing.sheet_count };
    op_free(scratch);
    return e;
}
