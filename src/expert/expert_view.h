/* SPDX-License-Identifier: Apache-2.0 */
/* expert_view.h: how experts look over HTTP. */
#pragma once
#include "expert/expert.h"
#include "web/route.h"

struct expert_row_out {
    struct expert expert;
    const char **honour_codes;
    size_t honour_count;
    const char **region_codes;
    size_t region_count;
};

/* What comes in: all texts are there, "" for none. */
struct expert_in {
    struct expert expert;
    const char **honour_codes;
    size_t honour_count;
    const char **region_codes;
    size_t region_count;
    bool healthy;
    bool willing;
    bool adaptable;
    bool ministry;
    const struct expert_personal *personal; /* NULL: as it was */
    struct expert_work *works;
    size_t work_count;
    int64_t base;
    const char *consent_by;
    int64_t member_year;
    const char *basis;
};

extern const struct json_shape expert_row_shape;
extern const struct json_shape expert_in_shape;
extern const struct json_shape expert_page_shape;
extern const struct json_shape expert_alike_shape;

/* A row of a list. */
struct expert_row_out expert_row_view(struct op *op, const struct expert *expert);

/* What came in as the domain takes it. */
struct expert_entry expert_entry_of(struct op *op, const struct expert_in *in);

/* Everything the page of one expert shows, as the body of the response. */
CHECKED enum err respond_expert(struct op *op, struct response *response, const char *public_id,
                                int status);
