/* SPDX-License-Identifier: Apache-2.0 */
/* fuzz_call.c: any bytes as call.yaml, form and filled form; a call that loads is used throughout.
 * Parts are divided by a line "%%%%": call.yaml, forms/basic.yaml, values as JSON. */
#include "base/json_own.h"
#include "base/mem.h"
#include "call/form.h"
#include "call/lint.h"
#include "call/plain.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Both answers are good here; only a crash is not. */
static void judged(struct op *op, enum err e)
{
    if (e != OK)
        op_forgive(op);
}

static void use(struct op *op, const struct call *call, const char *values_text, size_t size)
{
    struct finding_list findings = { 0 };
    struct problem_list problems = { 0 };
    struct form_index index = { 0 };
    struct form_change *changes = NULL;
    size_t count = 0;
    json_t *values = json_own(op, json_loadb(values_text, size, 0, NULL));

    judged(op, call_lint(op, call, NULL, &findings));
    (void)call_show(op, call);
    (void)json_own(op, call_json(op, call));
    for (size_t i = 0; i < call->form_count; i++) {
        const struct form *form = form_at(call, i);
        json_t *fresh = json_own(op, form_defaults(op, form));
        (void)json_own(op, form_json(op, call, form));
        if (values == NULL)
            continue;
        judged(op, form_check(op, call, form, values, NULL, &problems));
        judged(op, form_roles(op, form, values, &index));
        judged(op, form_diff(op, form, fresh, values, &changes, &count));
        judged(op, form_patch(op, form, fresh, values));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct op *op = op_new(NULL, 0, 0);
    const char *text = mem_copy(op, data, size);
    const char *parts[3] = { text, "", "" };
    size_t sizes[3] = { size, 0, 0 };
    struct finding_list findings = { 0 };
    struct call *call = NULL;

    for (int i = 0; i < 2; i++) {
        const char *at = sizes[i] == 0 ? NULL : memmem(parts[i], sizes[i], "%%%%\n", 5);
        if (at == NULL)
            break;
        parts[i + 1] = at + 5;
        sizes[i + 1] = sizes[i] - (size_t)(at + 5 - parts[i]);
        sizes[i] = (size_t)(at - parts[i]);
    }
    const struct call_file files[] = { { "call.yaml", parts[0], sizes[0] },
                                       { "forms/basic.yaml", parts[1], sizes[1] } };
    if (call_load(op, files, 2, &call, &findings) == OK)
        use(op, call, parts[2], sizes[2]);
    op_free(op);
    return 0;
}
