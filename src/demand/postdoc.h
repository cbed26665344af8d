/* SPDX-License-Identifier: Apache-2.0 */
/*
 * postdoc.h: demands of the postdoc teams go to the ministry as a list; the ministry's answer, a
 * list of postdocs each for one demand, comes back by its numbers. Table: demand_postdoc
 * (migrations/0122). Whoever sees a demand sees who was allotted to it; telephone and mail are
 * masked for units.
 */
#pragma once
#include "base/bytes.h"
#include "demand/demand.h"

enum { POSTDOC_ROWS_MAX = 2000, POSTDOC_OF_DEMAND_MAX = 100 };

struct postdoc {
    const char *public_id;
    const char *name;
    const char *station;
    const char *specialty;
    const char *mobile;
    const char *email;
    const char *basis;
    const char *note;
    int64_t created_ms;
};

/* In force, of a demand the actor sees, in the order of entering. */
CHECKED enum err postdocs_of(struct op *op, const struct demand *demand, struct postdoc **ret_rows,
                             size_t *ret_count);

struct postdoc_new {
    const char *number; /* of the demand */
    struct postdoc postdoc;
};

/*
 * Whether one could be entered: ERR_INVALID with op->problems: "/number" "postdoc_demand" no
 * confirmed demand the actor sees has it; "/name" "postdoc_twice" is on its list already.
 */
CHECKED enum err postdoc_judge(struct op *op, const struct postdoc_new *in);

/* All or none, one transaction. Errors: as postdoc_judge. */
CHECKED enum err postdoc_import(struct op *op, const struct postdoc_new *rows, size_t count);

/* Taken off the list again, for a reason that stays. Errors: ERR_NOT_FOUND. */
CHECKED enum err postdoc_remove(struct op *op, const char *demand, const char *public_id,
                                const char *reason);

/* Confirmed demands that came from applications of a track, by number, for the ministry; with the
 * postdocs allotted so far. Errors: ERR_TOO_LARGE "export_rows"; those of a workbook. */
CHECKED enum err postdoc_export(struct op *op, const char *call, const char *track,
                                struct bytes *ret_file);
