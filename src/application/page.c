/* SPDX-License-Identifier: Apache-2.0 */
/* page.c: everything the page of one application shows, in one answer. */
#include "application/view.h"

#include "application/decision.h"
#include "application/move.h"
#include "base/mem.h"
#include "league/league.h"
#include "package/package.h"
#include "privacy/reveal.h"
#include "publish/publish.h"

#include <string.h>

struct action_out {
    const char *code;
    const char *name;
    bool primary;
    bool danger;
    const char *reason;
    const char *consequence;
    const char *blocked;
    bool by_package;
    bool asks_until;
    bool declares;
};

struct version_out {
    int64_t n;
    const char *kind;
    const char *kind_name;
    int64_t at;
    const char *by;
    const char *digest;
};

struct material_out {
    const char *code;
    const char *name;
    const char *hint;
    const char *clause;
    const char *basis;
    bool required;
};

struct road_out {
    const char *state;
    const char *name;
    int64_t at;
    const char *who;
    bool done;
    bool now;
    const char *text;
};

struct reason_out {
    const char *code;
    const char *text;
};

struct returned_out {
    struct reason_out *reasons;
    size_t reason_count;
    int64_t electronic_due;
    int64_t paper_due;
    const char *by;
    int64_t at;
};

struct recommendation_out {
    int64_t rank;
    const char *reason;
    const char *opinion;
};

struct receipt_out {
    const char *package;
    const char *number;
    int64_t at;
};

struct inner_deadline_out {
    const char *league;
    int64_t due;
    const char *text;
    const char *decision;
    const char *words;
    bool late;
};

struct application_out {
    ROW_MEMBERS
    int64_t revision;
    json_t *values;
    bool masked;
    bool may_reveal;
    bool editable;
    int64_t saved;
    const char *saved_by;
    struct problem_out *problems;
    size_t problems_length;
    struct action_out *actions;
    size_t action_count;
    struct version_out *versions;
    size_t version_count;
    struct attachment_out *attachments;
    size_t attachment_count;
    struct material_out *materials;
    size_t material_count;
    struct road_out *road;
    size_t road_count;
    struct returned_out *returned;
    struct recommendation_out *recommendation;
    struct receipt_out *receipt;
    struct inner_deadline_out *inner_deadline;
    int64_t form_version;
    int64_t newer_form;
    int64_t kept_count;
    const char *digest;
};

static const char *const reason_needs[] = { "none", "optional", "required", NULL };

static const struct json_field action_fields[] = {
    JSON_TEXT(struct action_out, code, 1, 32),
    JSON_TEXT(struct action_out, name, 1, 100),
    JSON_BOOL(struct action_out, primary),
    JSON_BOOL(struct action_out, danger),
    JSON_CHOICE(struct action_out, reason, reason_needs),
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
    JSON_TIME(struct returned_out, paper_due, .optional = true),
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
    JSON_TEXT(struct receipt_out, package, 1, 64),
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
    JSON_DONE,
};
const struct json_shape application_shape = JSON_SHAPE(struct application_out, application_fields);

static void add_steps(struct op *op, const struct application_steps *steps,
                      struct application_out *out)
{
    for (size_t i = 0; i < steps->count; i++) {
        const struct application_step *step = &steps->rows[i];
        struct action_out action = { .code = step->transition->action,
                                     .name = step->name,
                                     .primary = step->transition->primary,
                                     .danger = step->transition->danger,
                                     .reason = reason_needs[step->transition->reason],
                                     .consequence = step->transition->consequence,
                                     .blocked = step->blocked,
                                     .by_package = step->transition->by_package,
                                     .asks_until = (step->transition->effects & EFFECT_EXTEND) != 0,
                                     .declares = step->transition->declares };
        mem_push(op, out->actions, out->action_count, action);
    }
}

static enum err add_move(struct op *op, const struct application *application,
                         struct application_out *out)
{
    struct move_plan plan = { 0 };

    enum err e = move_plan(op, application, &plan);
    if (e == OK)
        e = move_kept_count(op, application, &out->kept_count);
    if (e == OK && plan.to != plan.from)
        out->newer_form = plan.to;
    return e;
}

static const char *version_kind_name(const struct application_version *version)
{
    static const char *const names[][2] = {
        { "frozen", "定稿" }, { "sent", "报送" }, { "mended", "补正" }, { "moved", "换表前" }
    };

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(names[i][0], version->kind) == 0)
            return names[i][1];
    }
    return version->name == NULL ? "保存" : version->name;
}

static enum err add_versions(struct op *op, const struct application *application,
                             struct application_out *out)
{
    struct application_versions versions = { 0 };

    enum err e = application_version_list(op, application, &versions);
    for (size_t i = 0; e == OK && i < versions.count; i++) {
        const struct application_version *version = &versions.rows[i];
        struct version_out row = { version->n,     version->kind, version_kind_name(version),
                                   version->at_ms, version->by,   version->digest };
        mem_push(op, out->versions, out->version_count, row);
    }
    return e;
}

static enum err add_attachments(struct op *op, const struct application *application,
                                struct application_out *out)
{
    struct attachment_list list = { 0 };
    struct attachment_kinds kinds = { 0 };

    enum err e = attachment_kinds(op, application, &kinds);
    if (e == OK)
        e = attachment_list(op, application->id, &list);
    for (size_t i = 0; e == OK && i < list.count; i++) {
        if (attachment_visible(op, application, &list.rows[i]))
            mem_push(op, out->attachments, out->attachment_count,
                     attachment_view(op, &kinds, &list.rows[i]));
    }
    for (size_t i = 0; e == OK && i < kinds.count; i++) {
        const struct attachment_kind *kind = &kinds.rows[i];
        struct material_out row = {
            kind->code,    kind->name, kind->hint, kind->clause, basis_name(kind->basis),
            kind->required
        };
        if (!kind->in_form && !kind->hidden)
            mem_push(op, out->materials, out->material_count, row);
    }
    return e;
}

/* Off the straight road: returned, refused, withdrawn, overdue … and what led there. */
static struct road_out aside_of(const struct application *application,
                                const struct history *history)
{
    struct road_out aside = { .state = application->state,
                              .name = lifecycle_state_name(application->state),
                              .at = application->changed_ms,
                              .now = true };

    for (size_t i = 0; i < history->count; i++) {
        const struct history_row *row = &history->rows[i];
        if (strcmp(row->to, application->state) != 0)
            continue;
        aside.at = row->at_ms;
        aside.who = row->who;
        aside.text = row->text;
        break;
    }
    return aside;
}

/* The state line: every stop of the straight road, with the last time it was reached. */
static enum err add_road(struct op *op, const struct application *application,
                         struct application_out *out)
{
    struct history history = { 0 };
    const char *const *stop = lifecycle_road(application_way(application));
    bool passed = true;
    bool on_road = false;

    enum err e = history_of(op, application, &history);
    for (; e == OK && *stop != NULL; stop++) {
        struct road_out row = { .state = *stop, .name = lifecycle_state_name(*stop) };
        row.now = strcmp(*stop, application->state) == 0;
        on_road = on_road || row.now;
        passed = passed && !row.now;
        for (size_t i = 0; i < history.count && row.at == 0; i++) {
            bool created = strcmp(*stop, "draft") == 0 &&
                           strcmp(history.rows[i].action, "application.create") == 0;
            if (created || strcmp(history.rows[i].to, *stop) == 0) {
                row.at = history.rows[i].at_ms;
                row.who = history.rows[i].who;
            }
        }
        row.done = passed && row.at != 0;
        mem_push(op, out->road, out->road_count, row);
    }
    if (e == OK && !on_road)
        mem_push(op, out->road, out->road_count, aside_of(application, &history));
    return e;
}

static enum err add_returned(struct op *op, const struct application *application,
                             struct application_out *out)
{
    struct decision decision = { 0 };

    enum err e = decision_last(op, application->id, "return", &decision);
    if (e == ERR_NOT_FOUND)
        return OK;
    if (e != OK)
        return e;
    out->returned = mem_new(op, struct returned_out);
    *out->returned = (struct returned_out){ .electronic_due = decision.due_ms,
                                            .paper_due = decision.paper_due_ms,
                                            .by = decision.by,
                                            .at = decision.at_ms };
    for (size_t i = 0; i < decision.reason_count; i++) {
        struct reason_out reason = { decision.reasons[i].code, decision.reasons[i].text };
        mem_push(op, out->returned->reasons, out->returned->reason_count, reason);
    }
    return OK;
}

static enum err add_receipt(struct op *op, const struct application *application,
                            struct application_out *out)
{
    struct package package = { 0 };

    enum err e =
        application->sent_ms == 0 ? ERR_NOT_FOUND : package_of(op, application->id, &package);
    if (e == ERR_NOT_FOUND)
        return OK;
    if (e != OK)
        return e;
    out->receipt = mem_new(op, struct receipt_out);
    *out->receipt =
        (struct receipt_out){ package.public_id, package.receipt_number, package.sent_ms };
    return OK;
}

static enum err add_inner(struct op *op, const struct application *application,
                          struct application_out *out)
{
    const struct inner_deadline *inner = NULL;
    const struct call *call = NULL;
    int64_t n = 0;

    enum err e = inner_deadline_of(op, application, &inner);
    if (e != OK || inner == NULL)
        return e;
    e = publish_current(op, application->call, &call, &n);
    if (e != OK)
        return e;
    out->inner_deadline = mem_new(op, struct inner_deadline_out);
    *out->inner_deadline =
        (struct inner_deadline_out){ .league = inner->league,
                                     .due = inner->due_ms,
                                     .text = deadline_chinese(op, call, inner->due_ms),
                                     .decision = inner->decision,
                                     .words = inner->words,
                                     .late = op->now_ms >= inner->due_ms };
    return OK;
}

static void add_recommendation(struct op *op, const struct application *application,
                               struct application_out *out)
{
    if (application->rank == 0 && application->opinion == NULL && application->over_quota == NULL)
        return;
    out->recommendation = mem_new(op, struct recommendation_out);
    *out->recommendation = (struct recommendation_out){ application->rank, application->over_quota,
                                                        application->opinion };
}

enum err respond_application(struct op *op, struct response *response, const char *public_id,
                             int status)
{
    struct application application = { 0 };
    struct application_out out = { 0 };
    struct problem_list problems = { 0 };
    struct application_steps steps = { 0 };

    enum err e = application_get(op, public_id, &application);
    if (e == OK)
        e = application_seen(op, &application, &out.values);
    if (e == OK)
        e = application_problems(op, &application, out.values, &problems);
    if (e == OK)
        e = application_steps(op, &application, &problems, &steps);
    if (e == OK)
        e = application_masked(op, &application, &out.masked);
    if (e == OK && out.masked)
        e = application_show(op, &application, &out.values);
    if (e == OK)
        e = add_versions(op, &application, &out);
    if (e == OK)
        e = add_attachments(op, &application, &out);
    if (e == OK)
        e = add_road(op, &application, &out);
    if (e == OK)
        e = add_returned(op, &application, &out);
    if (e == OK)
        e = add_receipt(op, &application, &out);
    if (e == OK)
        e = add_inner(op, &application, &out);
    if (e == OK)
        e = add_move(op, &application, &out);
    if (e != OK)
        return e;
    struct row_out row = row_view(op, &application);
    row_copy(&out, &row);
    out.may_reveal = out.masked && reveal_allowed(op);
    out.revision = application.revision;
    out.editable = application_may_edit(op, &application);
    out.saved = application.saved_ms;
    out.saved_by = application.saved_by;
    out.problems = problems_view(op, &problems, &out.problems_length);
    out.form_version = application.form_version;
    out.digest = application.digest[0] == '\0' ? NULL : application.digest;
    add_steps(op, &steps, &out);
    add_recommendation(op, &application, &out);
    response->status = status;
    return respond(op, response, &application_shape, &out);
}
