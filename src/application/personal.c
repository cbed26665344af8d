/* SPDX-License-Identifier: Apache-2.0 */
/* personal.c: whose personal values the actor sees in full, and opening them for a reason. */
#include "application/application.h"

#include "event/event.h"
#include "privacy/reveal.h"

enum err application_masked(struct op *op, const struct application *application, bool *ret_masked)
{
    bool open = false;

    if (application->org_id == op->actor.org_id || application_may_edit(op, application) ||
        application_types(op, application)) {
        *ret_masked = false;
        return OK;
    }
    enum err e = reveal_is_open(op, "application", application->public_id, &open);
    if (e == OK)
        *ret_masked = !open;
    return e;
}

enum err application_show(struct op *op, const struct application *application, json_t **values)
{
    const struct call *call = NULL;
    const struct form *form = NULL;
    bool masked = false;

    enum err e = application_masked(op, application, &masked);
    if (e == OK && masked)
        e = application_form(op, application, &call, &form);
    if (e == OK && masked)
        *values = form_mask(op, form, *values);
    return e;
}

enum err application_reveal(struct op *op, const char *public_id, const char *reason)
{
    struct application application = { 0 };

    enum err e = application_get(op, public_id, &application);
    return e == OK ? reveal_add(op, "application", public_id, application.org_id, reason) : e;
}
