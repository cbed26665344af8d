/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as the cells of a list, once and many times over: judged in the budget of one input. */
#include "base/json_own.h"
#include "base/mem.h"
#include "base/op.h"
#include "base/site.h"
#include "call/reference.h"
#include "import/internal.h"

#include <assert.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { CELLS_MAX = 400, ROWS = 100, HEADS = 12 };

/* Once for all inputs: it is the program's own. */
static const struct site *site_of_fuzzer(void)
{
    static struct site site;
    static struct op *op;
    struct reference *reference = NULL;

    if (op == NULL) {
        op = op_new(NULL, 0, 0);
        assert(reference_load_embedded(op, &reference) == OK);
        site.reference = reference;
        site.calendar = reference_calendar(reference);
    }
    return &site;
}

/* Cells end with a tab; bytes that are no UTF-8 are left out by jansson. From column A, or where
 * the first byte says. */
static json_t *row_of(const uint8_t *data, size_t size, json_int_t line)
{
    json_t *cells = json_array();
    size_t count = 0;

    for (size_t at = 0; at < size && count < CELLS_MAX; count++) {
        const uint8_t *end = memchr(data + at, '\t', size - at);
        size_t length = end == NULL ? size - at : (size_t)(end - data) - at;
        const char letters[] = { (char)('A' + count / 26 % 26), (char)('A' + count % 26), 0 };
        json_t *text = json_stringn((const char *)data + at, length);
        if (text != NULL)
            (void)json_array_append_new(
                cells, json_pack("[s, o]", count < 26 ? letters + 1 : letters, text));
        at += length + 1;
    }
    return json_pack("{s:I, s:o}", "r", line, "c", cells);
}

/* A head of the list's own titles, the input as a head beside it, and the input as rows. */
static json_t *workbook_of(const struct import_list *list, const uint8_t *data, size_t size)
{
    json_t *rows = json_array();
    json_t *cells = json_array();

    for (size_t i = 0; i < list->sheets[0].field_count && i < HEADS; i++) {
        const char letter[] = { (char)('A' + i), 0 };
        (void)json_array_append_new(cells,
                                    json_pack("[s, s]", letter, list->sheets[0].fields[i]->label));
    }
    (void)json_array_append_new(rows, row_of(data, size, 1));
    (void)json_array_append_new(rows, json_pack("{s:i, s:o}", "r", 2, "c", cells));
    for (json_int_t i = 0; i < ROWS; i++)
        (void)json_array_append_new(rows, row_of(data, size, i + 3));
    return json_pack("{s:[{s:s, s:o}]}", "sheets", "name", list->sheets[0].name, "rows", rows);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const kinds[] = { "experts", "demands", "postdocs" };
    struct op *op = op_new(NULL, 0, 0);
    struct import_list list = { .op = op };

    op->site = site_of_fuzzer();
    list.kind = import_kind_named(kinds[size > 0 ? data[0] % 3 : 0]);
    assert(import_open(op, &list) == OK);
    enum err e = import_read(op, &list, json_own(op, workbook_of(&list, data, size)));
    assert(e == OK || op->failure.reason != NULL);
    assert(list.problem_count <= IMPORT_PROBLEMS_MAX && list.row_count <= IMPORT_ROWS_MAX);
    op_free(op);
    return 0;
}
