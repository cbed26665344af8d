/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a scan, PDF above all: an answer within the limits, or a refusal with a reason. */
#include "base/json_own.h"
#include "base/mem.h"
#include "doc/scan_in.h"

#include <assert.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const json_t *json)
{
    json_int_t pages = json_integer_value(json_object_get(json, "pages"));
    const json_t *codes = json_object_get(json, "codes");

    assert(pages >= 1);
    assert(json_array_size(codes) <= SCAN_IN_CODES_MAX);
    for (size_t i = 0; i < json_array_size(codes); i++) {
        const json_t *row = json_array_get(codes, i);
        json_int_t page = json_integer_value(json_object_get(row, "page"));
        assert(page >= 1 && page <= pages && page <= SCAN_IN_PAGES_MAX);
        assert(json_text_get(row, "text")[0] != '\0');
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct op *op = op_new(NULL, 0, 0);
    json_t *json = NULL;

    enum err e = scan_in(op, (struct bytes){ data, size }, &json);
    if (e == OK)
        check(json);
    else
        assert(op->failure.reason != NULL && op->failure.reason[0] != '\0');
    op_free(op);
    return 0;
}
