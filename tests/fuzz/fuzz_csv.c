/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes: CSV is read or refused, every cell can be read, and the loaders on top hold. */
#include "base/op.h"
#include "call/reference.h"
#include "text/csv.h"

#include <assert.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct op *op = op_new(NULL, 0, 0);
    struct bytes text = { data, size };
    struct csv csv = { 0 };
    size_t total = 0;

    if (csv_parse(op, text, &csv) == OK) {
        assert(csv.column_count > 0 && csv.column_count <= CSV_COLUMNS_MAX);
        for (size_t i = 0; i < csv.row_count; i++) {
            for (size_t k = 0; k < csv.column_count; k++)
                total += strlen(csv.rows[i].cells[k]);
        }
        assert(total <= size);
    }
    op_forgive(op);
    for (int file = 0; file < REFERENCE_FILE_COUNT; file++) {
        struct bytes texts[REFERENCE_FILE_COUNT] = { { 0 } };
        struct reference *reference = NULL;
        texts[file] = text;
        if (reference_load(op, texts, &reference) == OK)
            assert(reference_units(reference).count <= size);
        op_forgive(op);
    }
    op_free(op);
    return 0;
}
