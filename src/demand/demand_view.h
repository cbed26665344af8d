/* SPDX-License-Identifier: Apache-2.0 */
/* demand_view.h: how demands look over HTTP. */
#pragma once
#include "demand/demand.h"
#include "web/route.h"

/* A priority area, as the reference data says for today. */
struct demand_flag {
    const char *code;
    const char *name;
    const char *value; /* yes | no | unknown */
    const char *source;
};

struct demand_row_out {
    struct demand demand;
    const char *region_name;
    const char *state_name;
    struct demand_flag *flags; /* those that are yes */
    size_t flag_count;
};

struct demand_in {
    struct demand demand;
    const struct demand_contact *contact; /* NULL: as it was */
    int64_t base;
};

extern const struct json_shape demand_row_shape;
extern const struct json_shape demand_in_shape;
extern const struct json_shape demand_page_shape;
extern const struct json_shape demand_alike_shape;

/* A row of a list. */
struct demand_row_out demand_row_view(struct op *op, const struct demand *demand);

/* Everything the page of one demand shows, as the body of the response. */
CHECKED enum err respond_demand(struct op *op, struct response *response, const char *public_id,
                                int status);
