/* SPDX-License-Identifier: Apache-2.0 */
/* publication_view.c: the shapes of reviews before publication. */
#include "privacy/publication_view.h"

static const struct json_field finding_fields[] = {
    JSON_TEXT(struct publication_finding, place, 1, 200),
    JSON_INT(struct publication_finding, line, 1, JSON_INT_SAFE_MAX),
    JSON_TEXT(struct publication_finding, kind, 1, 20),
    JSON_TEXT(struct publication_finding, masked, 0, 400),
    JSON_DONE,
};
const struct json_shape publication_finding_shape =
    JSON_SHAPE(struct publication_finding, finding_fields);

static const struct json_field review_fields[] = {
    JSON_BOOL(struct publication_review, good),
    JSON_TEXT(struct publication_review, opinion, 0, OPINION_MAX),
    JSON_TEXT(struct publication_review, reviewer, 0, 100),
    JSON_TIME(struct publication_review, at_ms),
    JSON_INT(struct publication_review, finding_count, 0, PUBLICATION_FINDINGS_MAX),
    JSON_DONE,
};
const struct json_shape publication_review_shape =
    JSON_SHAPE(struct publication_review, review_fields);
