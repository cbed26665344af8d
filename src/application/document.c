/* SPDX-License-Identifier: Apache-2.0 */
/* document.c: which version a printed form is of, and what its foot says. */
#include "application/document.h"

#include "base/json_canon.h"
#include "base/mem.h"
#include "base/site.h"
#include "base/time.h"
#include "privacy/erase.h"

#include <string.h>

/* "2025-01-15T09:00:00+08:00", of the values' last change: the same values print the same bytes. */
static const char *created(struct op *op, int64_t ms)
{
    const char *text = time_text(op, ms, ZONE_SHANGHAI_MINUTES);

    return mem_printf(op, "%.19s%s", text, text + strlen(text) - 6);
}

static bool is_binding(const char *kind)
{
    return strcmp(kind, "named") != 0 && strcmp(kind, "moved") != 0;
}

/* The kept version with these values; one frozen or sent comes before one that was only named.
 * Without such a one the paper says that it is a draft. */
static enum err name_version(struct op *op, const struct application *application, int64_t n,
                             struct form_paper *paper)
{
    struct application_versions list = { 0 };
    const struct application_version *best = NULL;

    enum err e = application_version_list(op, application, &list);
    for (size_t i = 0; e == OK && i < list.count; i++) {
        const struct application_version *row = &list.rows[i];
        bool same = n > 0 ? row->n == n : strcmp(row->digest, paper->digest) == 0;
        if (same && (best == NULL || (is_binding(row->kind) && !is_binding(best->kind))))
            best = row;
    }
    if (e != OK)
        return e;
    paper->version = best == NULL ? 0 : best->n;
    if (best != NULL)
        paper->digest = best->digest;
    paper->created = created(op, best == NULL ? application->saved_ms : best->at_ms);
    if (best == NULL || !is_binding(best->kind))
        paper->mark = phrase(paper->form->language, "草稿，未定稿，不作报送用");
    return OK;
}

enum err application_paper(struct op *op, const struct application *application, int64_t n,
                           bool whole, struct form_paper *ret_paper)
{
    const struct call *call = NULL;
    json_t *values = NULL;
    bool masked = false;
    bool erased = false;
    struct form_paper paper = { .reference = op->site->reference, .unit = application->org_name };

    enum err e = application_version_form(op, application, n, &call, &paper.form);
    if (e == OK)
        e = application_version_values(op, application, n, &values);
    if (e == OK)
        e = json_digest_hex(op, values, &paper.digest);
    if (e == OK)
        e = application_erased(op, application, n, &erased);
    if (e == OK && erased && application->digest[0] != '\0')
        paper.digest = application->digest; /* of what it was when it was sent */
    if (e == OK)
        e = name_version(op, application, n, &paper);
    if (e == OK && !whole)
        e = application_masked(op, application, &masked);
    if (e != OK)
        return e;
    if (erased)
        paper.mark = phrase(paper.form->language, "个人信息已依申请删除，不作报送用");
    if (masked) {
        values = form_mask(op, paper.form, values);
        paper.mark = phrase(paper.form->language, "个人信息已遮盖，不作报送用");
    }
    paper.call = call->code;
    paper.values = values;
    paper.code = application->code;
    paper.address = op->site->public_url;
    *ret_paper = paper;
    return OK;
}
