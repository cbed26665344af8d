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
static struct field fields[] = {
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
static struct section section = { .fields = fields, .field_count = 4 };
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

static struct bytes text_bytes(const char *text)
{
    return (struct bytes){ (const uint8_t *)text, strlen(text) };
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct op *op = op_new(NULL, 0, 0);
    struct zip_out *zip = NULL;
    struct bytes file = { 0 };

    read_as_file(op, (struct bytes){ data, size });
    op_forgive(op);
    if (zip_out_new(op, &zip) == OK) {
        zip_out_add(zip, "[Content_Types].xml", text_bytes(types), true);
        zip_out_add(zip, "_rels/.rels", text_bytes(links), true);
        zip_out_add(zip, "d.xml", (struct bytes){ data, size }, true);
        if (zip_out_done(op, zip, &file) == OK)
            read_as_file(op, file);
    }
    op_free(op);
    return 0;
}
