/* SPDX-License-Identifier: Apache-2.0 */
/* plain.h: the rules of a call as sentences of its language, for `call show` and public pages. */
#pragma once
#include "call/form.h"

struct plain_rule {
    const char *group; /* "申报资格", "名额", "截止时间" …, always Chinese: a phrase() */
    const char *text;
    const struct origin *origin;
};

struct plain_list {
    struct plain_rule *rows;
    size_t count;
};

/* Every rule of a track, in the order a reader wants them. Children of op. */
struct plain_list plain_track(struct op *op, const struct call *call, const struct track *track);

/* "2025年1月24日（星期五）24:00", in any language. */
const char *plain_deadline(struct op *op, enum language language, const struct call *call,
                           const struct deadline *deadline);

/* "预算明细的金额合计等于总预算": a rule over several fields, without its origin. */
const char *plain_check(struct op *op, const struct form *form, const struct check *check);

/* "文字，必填，不超过30字〔附件1 一〕"; limits of an origin other than the field's name it. */
const char *plain_field(struct op *op, const struct field *field);

/* "附件2 三(二)", "系统默认，非通知规定", or the number of a decision. */
const char *plain_basis(enum language language, const struct origin *origin);

/* The whole call as a text of many lines, in its language. */
const char *call_show(struct op *op, const struct call *call);
