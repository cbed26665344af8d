/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes: 字数 and numbers found are bounded by the bytes; an identifier once normalised stays
 * as it is. */
#include "base/op.h"
#include "text/count.h"
#include "text/ident.h"
#include "text/personal.h"

#include <assert.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_ident(struct op *op, enum ident_kind kind, const char *text)
{
    struct ident once = ident_check(op, kind, text, 20250115);
    assert(once.text != NULL);
    if (once.code != NULL && !once.warns_only)
        return;
    struct ident twice = ident_check(op, kind, once.text, 20250115);
    assert(strcmp(twice.text, once.text) == 0);
    assert((twice.code == NULL) == (once.code == NULL));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct op *op = op_new(NULL, 0, 0);
    char text[IDENT_BYTES_MAX + 8] = "";
    size_t count = 0;

    if (text_count(op, (struct bytes){ data, size }, &count) == OK)
        assert(count <= size);
    op_forgive(op);
    if (size > 0)
        memcpy(text, data, size < sizeof text - 1 ? size : sizeof text - 1);
    for (int kind = 0; kind < IDENT_KIND_COUNT; kind++)
        check_ident(op, (enum ident_kind)kind, text);
    struct personal_list found = personal_scan(op, text, 20250115);
    assert(found.count <= PERSONAL_FOUND_MAX && found.count <= size / 5);
    op_free(op);
    return 0;
}
