/* SPDX-License-Identifier: Apache-2.0 */
/* fill.c: values of a new draft that came whole, from a list. */
#include "application/internal.h"

#include "base/mem.h"
#include "event/event.h"

enum err application_fill(struct op *op, const char *public_id, const json_t *values)
{
    struct application application = { 0 };
    struct problem_list problems = { 0 };
    const struct call *call = NULL;
    struct values_write write = { .values = values, .paths = "/values" };
    const char *digest = NULL;

    enum err e = application_get(op, public_id, &application);
    if (e == OK)
        e = values_lock(op, &application, &write.revision);
    if (e == OK)
        e = application_form(op, &application, &call, &write.form);
    if (e == OK)
        e = application_problems(op, &application, values, &problems);
    write.blocking_count = problems.blocking_count;
    if (e == OK)
        e = values_write(op, &application, &write, &digest);
    if (e == OK)
        event_add(op, "application.save", "application", application.public_id, application.org_id,
                  mem_printf(op, "{\"digest\":\"%s\",\"revision\":%lld}", digest,
                             (long long)write.revision));
    return e;
}
