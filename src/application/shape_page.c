/* SPDX-License-Identifier: Apache-2.0 */
/* shape_page.c: how the page of one application looks in JSON. */
#include "application/page.h"

const char *const page_reason_needs[] = { "none", "optional", "required", NULL };

static const struct json_field action_fields[] = {
    JSON_TEXT(struct action_out, code, 1, 32),
    JSON_TEXT(struct action_out, name, 1, 100),
    JSON_BOOL(struct action_out, primary),
    JSON_BOOL(struct action_out, danger),
    JSON_CHOICE(struct action_out, reason, page_reason_needs),
    JSON_TEXT(struct action_out, consequence, 0, 300),
    JSON_TEXT(struct action_out, blocked, 0, 500, .optional = true),
    JSON_BOOL(struct action_out, by_package, .note = "done by sending a package"),
    JSON_BOOL(struct action_out, asks_until, .note = "with a deadline of its own: until"),
    JSON_BOOL(struct action_out, declares, .note = "with the secrecy declaration: declaration"),
    JSON_DONE,
};
static const struct json_shape action_shape = JSON_SHAPE(struct action_out, action_fields);

static const struct json_field version_fields[] = {
    JSON_INT(struct version_out, n, 1, 500),
    JSON_TEXT(struct version_out, kind, 1, 16),
    JSON_TEXT(struct version_out, kind_name, 1, 64),
    JSON_TIME(struct version_out, at),
    JSON_TEXT(struct version_out, by, 0, 64),
    JSON_TEXT(struct version_out, digest, 64, 64),
    JSON_DONE,
};
static const struct json_shape version_shape = JSON_SHAPE(struct version_out, version_fields);

static const struct json_field material_fields[] = {
    JSON_TEXT(struct material_out, code, 1, 40),
    JSON_TEXT(struct material_out, name, 1, 200),
    JSON_TEXT(struct material_out, hint, 0, 2100, .optional = true),
    JSON_TEXT(struct material_out, clause, 0, 200, .optional = true),
    JSON_TEXT(struct material_out, basis, 1, 16),
    JSON_BOOL(struct material_out, required),
    JSON_DONE,
};
static const struct json_shape material_shape = JSON_SHAPE(struct material_out, material_fields);

static const struct json_field road_fields[] = {
    JSON_TEXT(struct road_out, state, 1, 32),
    JSON_TEXT(struct road_out, name, 1, 32),
    JSON_TIME(struct road_out, at, .optional = true),
    JSON_TEXT(struct road_out, who, 0, 200, .optional = true),
    JSON_BOOL(struct road_out, done),
    JSON_BOOL(struct road_out, now),
    JSON_TEXT(struct road_out, text, 0, 4000, .optional = true,
              .note = "off the straight road: what was decided, with the reason"),
    JSON_DONE,
};
static const struct json_shape road_shape = JSON_SHAPE(struct road_out, road_fields);

static const struct json_field reason_fields[] = {
    JSON_TEXT(struct reason_out, code, 0, 40, .optional = true),
    JSON_TEXT(struct reason_out, text, 1, 2000),
    JSON_DONE,
};
static const struct json_shape reason_shape = JSON_SHAPE(struct reason_out, reason_fields);

static const struct json_field returned_fields[] = {
    JSON_LIST(struct returned_out, reasons, reason_count, &reason_shape, RETURN_ITEMS_MAX + 1),
    JSON_TIME(struct returned_out, electronic_due, .optional = true),
    JSON_BOOL(struct returned_out, electronic_provisional, .note = PROVISIONAL_NOTE),
    JSON_TIME(struct returned_out, paper_due, .optional = true),
    JSON_BOOL(struct returned_out, paper_provisional, .note = PROVISIONAL_NOTE),
    JSON_TEXT(struct returned_out, by, 0, 64),
    JSON_TIME(struct returned_out, at),
    JSON_DONE,
};
static const struct json_shape returned_shape = JSON_SHAPE(struct returned_out, returned_fields);

static const struct json_field recommendation_fields[] = {
    JSON_INT(struct recommendation_out, rank, 0, 1000, .optional = true),
    JSON_TEXT(struct recommendation_out, reason, 0, 2000, .optional = true),
    JSON_TEXT(struct recommendation_out, opinion, 0, 2000, .optional = true),
    JSON_DONE,
};
static const struct json_shape recommendation_shape =
    JSON_SHAPE(struct recommendation_out, recommendation_fields);

static const struct json_field receipt_fields[] = {
    JSON_TEXT(struct receipt_out, package, 1, 64, .optional = true,
              .note = "where the actor sees the package"),
    JSON_TEXT(struct receipt_out, number, 1, 32),
    JSON_TIME(struct receipt_out, at),
    JSON_DONE,
};
static const struct json_shape receipt_shape = JSON_SHAPE(struct receipt_out, receipt_fields);

static const struct json_field inner_fields[] = {
    JSON_TEXT(struct inner_deadline_out, league, 1, 100),
    JSON_TIME(struct inner_deadline_out, due),
    JSON_TEXT(struct inner_deadline_out, text, 1, 100),
    JSON_TEXT(struct inner_deadline_out, decision, 0, 60),
    JSON_TEXT(struct inner_deadline_out, words, 0, 2000),
    JSON_BOOL(struct inner_deadline_out, late),
    JSON_DONE,
};
static const struct json_shape inner_shape = JSON_SHAPE(struct inner_deadline_out, inner_fields);

static const struct json_field application_fields[] = {
    ROW_FIELDS(struct application_out),
    JSON_INT(struct application_out, revision, 0, JSON_INT_SAFE_MAX),
    JSON_VALUE(struct application_out, values),
    JSON_BOOL(struct application_out, masked, .note = "what is personal is hidden by signs *"),
    JSON_BOOL(struct application_out, may_reveal),
    JSON_BOOL(struct application_out, editable),
    JSON_TIME(struct application_out, saved, .optional = true),
    JSON_TEXT(struct application_out, saved_by, 0, 64, .optional = true),
    JSON_LIST(struct application_out, problems, problems_length, &problem_shape, 2000),
    JSON_LIST(struct application_out, actions, action_count, &action_shape, 20),
    JSON_LIST(struct application_out, versions, version_count, &version_shape, 500),
    JSON_LIST(struct application_out, attachments, attachment_count, &attachment_shape,
              APPLICATION_ATTACHMENTS_MAX),
    JSON_LIST(struct application_out, materials, material_count, &material_shape, 500,
              .note = "files asked for beside the form's own fields"),
    JSON_LIST(struct application_out, road, road_count, &road_shape, 20),
    JSON_OBJECT(struct application_out, returned, &returned_shape, .pointer = true,
                .optional = true),
    JSON_OBJECT(struct application_out, recommendation, &recommendation_shape, .pointer = true,
                .optional = true),
    JSON_OBJECT(struct application_out, receipt, &receipt_shape, .pointer = true, .optional = true),
    JSON_OBJECT(struct application_out, inner_deadline, &inner_shape, .pointer = true,
                .optional = true, .note = "of the recommending unit: warns, never refuses"),
    JSON_INT(struct application_out, form_version, 1, 10000),
    JSON_INT(struct application_out, newer_form, 1, 10000, .optional = true,
             .note = "call version whose form it may be moved to"),
    JSON_INT(struct application_out, kept_count, 0, 500, .note = "values kept aside by moves"),
    JSON_TEXT(struct application_out, digest, 0, 64, .optional = true),
    JSON_TEXT(struct application_out, typed_by, 0, 100, .optional = true,
              .note = "office or desk that types it for the unit"),
    JSON_DONE,
};
const struct json_shape application_shape = JSON_SHAPE(struct application_out, application_fields);
