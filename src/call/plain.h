/* SPDX-License-Identifier: Apache-2.0 */
/* plain.h: the rules of a call as Chinese sentences, for `call show` and the public page. */
#pragma once
#include "call/form.h"

struct plain_rule {
    const char *group; /* "申报资格", "名额", "截止时间" … */
    const char *text;
    const struct origin *origin;
};

struct plain_list {
    struct plain_rule *rows;
    size_t count;
};

/* Every rule of a track, in the order a reader wants them. Children of op. */
struct plain_list plain_track(struct op *op, const struct call *call, const struct track *track);

/* "2025年1月24日（星期五）24:00". */
const char *plain_deadline(struct op *op, const struct call *call, const struct deadline *deadline);

/* "文字，必填，不超过30字"; the limits that are defaults say so. */
const char *plain_field(struct op *op, const struct field *field);

/* "附件2 三(二)", "系统默认，非通知规定", or the number of a decision. */
const char *plain_basis(const struct origin *origin);

/* The whole call as a text of many lines. */
const char *call_show(struct op *op, const struct call *call);
