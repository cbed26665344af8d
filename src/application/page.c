/* SPDX-License-Identifier: Apache-2.0 */
/* page.c: everything the page of one application shows, in one answer. */
#include "application/page.h"

#include "application/decision.h"
#include "application/move.h"
#include "base/mem.h"
#include "league/league.h"
#include "org/org.h"
#include "package/package.h"
#include "privacy/reveal.h"
#include "publish/publish.h"
#include "web/perm.h"

#include <string.h>

static void add_steps(struct op *op, const struct application_steps *steps,
                      struct application_out *out)
{
    for (size_t i = 0; i < steps->count; i++) {
        const struct application_step *step = &steps->rows[i];
        struct action_out action = { .code = step->transition->action,
                                     .name = step->name,
                                     .primary = step->transition->primary,
                                     .danger = step->transition->danger,
                                     .reason = page_reason_needs[step->transition->reason],
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

/* The state line: every stop of the straight road, with the last time it was reached; where the
 * road ended, what it passed and how it ended. */
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
        if (row.done || !lifecycle_ended(application->state))
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
    *out->returned =
        (struct returned_out){ .electronic_due = decision.due_ms,
                               .electronic_provisional = due_provisional(op, decision.due_ms),
                               .paper_due = decision.paper_due_ms,
                               .paper_provisional = due_provisional(op, decision.paper_due_ms),
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
    bool visible = false;
    if (e == OK)
        e = package_visible(op, package.public_id, &visible);
    if (e != OK)
        return e;
    visible = visible && (op->actor.perms & UINT64_C(1) << PERM_PACKAGE_READ) != 0;
    out->receipt = mem_new(op, struct receipt_out);
    *out->receipt = (struct receipt_out){ visible ? package.public_id : NULL,
                                          package.receipt_number, package.sent_ms };
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

static enum err add_typist(struct op *op, const struct application *application,
                           struct application_out *out)
{
    struct org typist = { 0 };

    enum err e = application->typed_by == 0 ? OK : org_get(op, application->typed_by, &typist);
    if (e == OK)
        out->typed_by = typist.name;
    return e;
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
    if (e == OK)
        e = add_typist(op, &application, &out);
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
