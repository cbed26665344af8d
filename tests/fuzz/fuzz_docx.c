/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a Word file, and as its main part: read within limits, or refused with a reason. */
#include "base/mem.h"
#include "base/op.h"
#include "call/call.h"
#include "call/form.h"
#include "call/reference.h"
#include "doc/docx_in.h"
#include "doc/form_read.h"
#include "doc/zip_out.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char types[] =
    "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
    "<Override PartName=\"/d.xml\" ContentType=\"application/vnd.openxmlformats-officedocument."
    "wordprocessingml.document.main+xml\"/></Types>";
static const char links[] =
    "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
    "<Relationship Id=\"a\" Type=\"x/officeDocument\" Target=\"d.xml\"/></Relationships>";

static struct field columns[2];
enum { OWN_FIELDS = 4, FIELDS = 40 }; /* as many as a long form has */

static struct field fields[FIELDS] = {
    { .id = "title", .label = "项目名称", .kind = FIELD_TEXT, .printed = true },
    { .id = "when", .label = "活动时间", .kind = FIELD_PERIOD, .printed = true },
    { .id = "sum",
      .label = "总预算",
      .kind = FIELD_MONEY,
      .unit = "万元",
      .currency = "CNY",
      .printed = true },
    { .id = "rows",
      .label = "明细",
      .kind = FIELD_TABLE,
      .printed = true,
      .columns = columns,
      .column_count = 2 },
};
static struct field columns[2] = {
    { .id = "item", .label = "支出项目", .kind = FIELD_TEXT, .table = &fields[3] },
    { .id = "amount",
      .label = "金额",
      .kind = FIELD_MONEY,
      .currency = "CNY",
      .table = &fields[3] },
};
static struct section section = { .fields = fields, .field_count = FIELDS };
static const struct form form = { .code = "f", .sections = &section, .section_count = 1 };

static void read_as_file(struct op *op, struct bytes file)
{
    json_t *content = NULL;
    struct form_reading reading = { 0 };

    enum err e = docx_in(op, file, &content);
    if (e == OK)
        e = form_read(op, &form, NULL, content, &reading);
    assert(e == OK || (op->failure.reason != NULL && op->failure.reason[0] != '\0'));
    assert(e != OK || reading.field_count > 0);
}

enum { REPEATED_BYTES = 400 * 1000, PIECE_MAX = 64 };

/* The input as running text: what XML does not take as it is becomes a sign of ours. */
static const char *as_text(struct op *op, const uint8_t *data, size_t size)
{
    static const char *const instead[] = {
        "：", "总预算", "（", "明细", "项目名称", "、", "一", "x"
    };
    char *text = mem_text(op, "");

    for (size_t i = 0; i < size; i++) {
        if (data[i] >= 0x20 && data[i] < 0x7f && data[i] != '<' && data[i] != '&')
            mem_append(op, &text, "%c", data[i]);
        else
            mem_append(op, &text, "%s", instead[data[i] % 8]);
    }
    return text;
}

/* One piece of a body over and over, between its two ends. */
static const char *repeated(struct op *op, const char *open, const char *piece, const char *close)
{
    size_t size = strlen(piece);
    size_t count = size == 0 ? 0 : REPEATED_BYTES / size;
    char *all = mem_array(op, char, size *count + 1);

    for (size_t i = 0; i < count; i++)
        memcpy(all + i * size, piece, size);
    return mem_printf(op,
                      "<w:document xmlns:w=\"http://schemas.openxmlformats.org/"
                      "wordprocessingml/2006/main\"><w:body>%s%s%s</w:body></w:document>",
                      open, all, close);
}

#define P(text) "<w:p><w:r><w:t>" text "</w:t></w:r></w:p>"

static struct bytes word_of(struct op *op, struct bytes main_part);

/* Cost shows in a long text: the same words in one paragraph, in many, in cells, in merged ones. */
static void read_repeated(struct op *op, const uint8_t *data, size_t size)
{
    const char *text = as_text(op, data, size);
    const char *bodies[] = {
        repeated(op, "<w:p><w:r><w:t>", text, "</w:t></w:r></w:p>"),
        repeated(op, "", mem_printf(op, P("%s"), text), ""),
        repeated(op, "<w:tbl><w:tr>", mem_printf(op, "<w:tc>" P("%s") "</w:tc>", text),
                 "</w:tr></w:tbl>"),
        repeated(op, "<w:tbl><w:tr><w:tc>" P("支出项目") "</w:tc><w:tc>" P("金额") "</w:tc></w:tr>",
                 mem_printf(op,
                            "<w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr>" P("%s") "</w:tc><w:tc>" P(
                                "%s") "</w:tc></w:tr>",
                            text, text),
                 "</w:tbl>"),
    };

    for (size_t i = 0; i < sizeof bodies / sizeof bodies[0]; i++) {
        read_as_file(op,
                     word_of(op, (struct bytes){ (const uint8_t *)bodies[i], strlen(bodies[i]) }));
        op_forgive(op);
    }
}

static struct bytes text_bytes(const char *text)
{
    return (struct bytes){ (const uint8_t *)text, strlen(text) };
}

static struct bytes word_of(struct op *op, struct bytes main_part)
{
    struct zip_out *zip = NULL;
    struct bytes file = { 0 };

    if (zip_out_new(op, &zip) != OK)
        return file;
    zip_out_add(zip, "[Content_Types].xml", text_bytes(types), true);
    zip_out_add(zip, "_rels/.rels", text_bytes(links), true);
    zip_out_add(zip, "d.xml", main_part, true);
    enum err e = zip_out_done(op, zip, &file);
    return e == OK ? file : (struct bytes){ 0 };
}

/* The fields behind those above: texts with labels that no input has by chance. */
static void fill_fields(void)
{
    static char names[FIELDS][16];

    for (int i = OWN_FIELDS; i < FIELDS; i++) {
        (void)snprintf(names[i], sizeof names[i], "栏目%d", i);
        fields[i] = (struct field){
            .id = names[i], .label = names[i], .kind = FIELD_TEXT, .printed = true
        };
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct op *op = op_new(NULL, 0, 0);

    fill_fields();
    read_as_file(op, (struct bytes){ data, size });
    op_forgive(op);
    read_as_file(op, word_of(op, (struct bytes){ data, size }));
    op_forgive(op);
    if (size <= PIECE_MAX) /* longer ones are for faults, of which many are tried a second */
        read_repeated(op, data, size);
    op_free(op);
    return 0;
}
