/* SPDX-License-Identifier: Apache-2.0 */
/*
 * paper.h: letters and lists made from records: what a package, an application, a desk hold
 * becomes the values of a paper (call/paper_text.h), and documents of them.
 *
 * Whose records: the functions that read them say so (application_get, package_get, desk_queue);
 * nothing here sees more than its actor.
 */
#pragma once
#include "application/application.h"
#include "doc/document.h"
#include "doc/form_document.h"
#include "package/package.h"

#include <jansson.h>

/* The call's values {title, number, …} and one application's {code, title, period, …}, children of
 * op. Personal values are masked for the actor, unless whole: see application_paper. */
json_t *paper_call_json(struct op *op, const struct call *call);
CHECKED enum err paper_item_json(struct op *op, const struct application *application, bool whole,
                                 json_t **ret_item);

/* Sets a member to a text, unless it is NULL or "". */
void paper_set(json_t *object, const char *name, const char *text);

/* "张三　2025年1月15日 09:00 打印": stands on what leaves the system with personal data. */
const char *paper_mark(struct op *op);

/* "2025年1月24日 16:05" in the call's zone. */
const char *paper_time(struct op *op, int64_t ms);

/* "2025-01-24T16:05:00+08:00", for the metadata of a file. */
const char *paper_created(struct op *op, int64_t ms);

/*
 * A paper of a package: letter | summary | materials | receipt | label, or "all": these and every
 * form in rank order as one file. Errors: ERR_NOT_FOUND no such package or paper.
 */
CHECKED enum err paper_of_package(struct op *op, const char *package, const char *paper,
                                  struct document **ret_document);

/*
 * A paper of a decision on an application: acceptance | correction | refusal.
 * Errors: ERR_NOT_FOUND; ERR_CONFLICT "paper_no_decision" there was no such decision.
 */
CHECKED enum err paper_of_application(struct op *op, const char *application, const char *paper,
                                      struct document **ret_document);

/* A handover list with its boxes and who signed for it. Errors: as handover_get. */
CHECKED enum err paper_handover(struct op *op, const char *public_id,
                                struct document **ret_document);

/*
 * A paper that a person fills in: values is an object of texts by the paper's fields. All mistakes
 * are added to op->problems. Errors: ERR_NOT_FOUND no such paper with fields; ERR_INVALID
 * "paper_fields_wrong".
 */
CHECKED enum err paper_typed(struct op *op, const char *call, const char *paper,
                             const json_t *values, struct document **ret_document);
