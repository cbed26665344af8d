/* SPDX-License-Identifier: Apache-2.0 */
/* site_call.c: further versions of the rehearsal's call, made by editing its files. */
#include "site.h"

#include "base/embed.h"
#include "base/mem.h"
#include "publish/publish.h"

static const char *replaced(struct op *op, const char *text, const struct edit *edit)
{
    const char *at = strstr(text, edit->before);

    assert_non_null(at);
    return mem_printf(op, "%.*s%s%s", (int)(at - text), text, edit->after,
                      at + strlen(edit->before));
}

int64_t load_edited(struct op *op, const struct edit *edits)
{
    static const char prefix[] = "calls/nmg-2025/";
    struct embedded_list list = embed_list(prefix);
    struct call_file *files = NULL;
    size_t count = 0;
    const char *call = NULL;
    int64_t n = 0;

    site_op(op);
    for (size_t i = 0; i < list.count; i++) {
        const char *path = list.rows[i].path + strlen(prefix);
        const char *text = mem_text_max(op, (const char *)list.rows[i].bytes, list.rows[i].size);
        for (const struct edit *edit = edits; edit->path != NULL; edit++) {
            if (strcmp(edit->path, path) == 0)
                text = replaced(op, text, edit);
        }
        struct call_file file = { path, text, strlen(text) };
        mem_push(op, files, count, file);
    }
    assert_ok(op, publish_load(op, files, count, &call, &n));
    return n;
}

const struct publication_opinion REVIEWED = { "可以公开", true };

int64_t publish_edited(struct op *op, const struct edit *edits)
{
    int64_t n = load_edited(op, edits);

    site_forget_calls();
    site_op(op);
    assert_ok(op, publish_release(op, CALL, n, &REVIEWED));
    return n;
}
