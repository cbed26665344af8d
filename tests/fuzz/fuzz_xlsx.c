/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a workbook, or else as the sheet, the shared texts and the styles of a sound one. */
#include "base/json_own.h"
#include "base/mem.h"
#include "base/op.h"
#include "doc/xlsx_in.h"

#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <zip.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define NS      "http://schemas.openxmlformats.org/"
#define RELS    NS "officeDocument/2006/relationships"
#define PACKAGE NS "package/2006/"
#define LINK(id, type, target)                                                                     \
    "<Relationship Id=\"" id "\" Type=\"" RELS "/" type "\" Target=\"" target "\"/>"
#define LINKS(inside) "<Relationships xmlns=\"" PACKAGE "relationships\">" inside "</Relationships>"

static const char *const sound[][2] = {
    { "[Content_Types].xml", "<Types xmlns=\"" PACKAGE "content-types\"><Override"
                             " PartName=\"/xl/workbook.xml\" ContentType=\"application/vnd."
                             "openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/>"
                             "</Types>" },
    { "_rels/.rels", LINKS(LINK("rId1", "officeDocument", "xl/workbook.xml")) },
    { "xl/workbook.xml", "<workbook xmlns=\"" NS "spreadsheetml/2006/main\" xmlns:r=\"" RELS
                         "\"><sheets><sheet name=\"a\" sheetId=\"1\" r:id=\"rId1\"/></sheets>"
                         "</workbook>" },
    { "xl/_rels/workbook.xml.rels",
      LINKS(LINK("rId1", "worksheet", "s.xml") LINK("rId2", "sharedStrings", "s.xml")
                LINK("rId3", "styles", "s.xml")) },
};

/* The archive around a part; malloc'd by libzip's source, copied to op. */
static struct bytes wrap(struct op *op, const uint8_t *data, size_t size)
{
    zip_error_t error;
    zip_source_t *target = zip_source_buffer_create(NULL, 0, 0, &error);
    zip_t *zip = zip_open_from_source(target, ZIP_TRUNCATE, &error);
    zip_stat_t status;

    zip_source_keep(target);
    for (size_t i = 0; i < sizeof sound / sizeof sound[0]; i++)
        (void)zip_file_add(zip, sound[i][0],
                           zip_source_buffer(zip, sound[i][1], strlen(sound[i][1]), 0), 0);
    (void)zip_file_add(zip, "xl/s.xml", zip_source_buffer(zip, data, size, 0), 0);
    assert(zip_close(zip) == 0);
    assert(zip_source_open(target) == 0 && zip_source_stat(target, &status) == 0);
    uint8_t *bytes = mem_array(op, uint8_t, status.size + 1);
    assert(zip_source_read(target, bytes, status.size) == (zip_int64_t)status.size);
    (void)zip_source_close(target);
    zip_source_free(target);
    return (struct bytes){ bytes, status.size };
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct op *op = op_new(NULL, 0, 0);
    bool whole = size > 1 && data[0] == 'P' && data[1] == 'K';
    struct bytes file = whole ? (struct bytes){ data, size } : wrap(op, data, size);
    json_t *json = NULL;

    if (xlsx_in(op, file, &json) == OK)
        assert(json_array_size(json_object_get(json, "sheets")) <= XLSX_IN_SHEETS_MAX);
    else
        assert(op->failure.reason != NULL);
    op_free(op);
    return 0;
}
