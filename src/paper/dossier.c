/* SPDX-License-Identifier: Apache-2.0 */
/* dossier.c: everything of one application the actor may see, as one signed archive in the form of
 * an audit pack (inspection/inspection.h), which the same verb checks. */
#include "application/decision.h"
#include "application/document.h"
#include "application/history.h"
#include "attachment/attachment.h"
#include "base/crypto.h"
#include "base/json_own.h"
#include "base/mem.h"
#include "base/site.h"
#include "base/time.h"
#include "doc/worker.h"
#include "doc/zip_out.h"
#include "event/event.h"
#include "package/package.h"
#include "package/receipt.h"
#include "paper/paper.h"
#include "paper/queue.h"

#include <string.h>

struct dossier {
    struct application application;
    struct zip_out *zip;
    json_t *files; /* of the manifest */
    int64_t packages;
    int64_t taken; /* bytes of attachments */
};

static void add(struct op *op, struct dossier *dossier, const char *name, struct bytes bytes,
                bool packed)
{
    zip_out_add(dossier->zip, name, bytes, packed);
    (void)json_array_append_new(dossier->files, json_pack("{s:s, s:I, s:s}", "name", name, "size",
                                                          (json_int_t)bytes.size, "sm3",
                                                          sm3_hex(op, bytes.data, bytes.size)));
}

static void add_text(struct op *op, struct dossier *dossier, const char *name, const char *text)
{
    add(op, dossier, name, (struct bytes){ (const uint8_t *)text, strlen(text) }, false);
}

/* The form as it is printed, and its values, masked where they are for the actor. */
static enum err add_form(struct op *op, struct dossier *dossier)
{
    const struct application *application = &dossier->application;
    struct form_paper paper = { 0 };
    struct pdf pdf = { 0 };

    enum err e = application_paper(op, application, 0, false, &paper);
    if (e == OK)
        e = documents_pdf(op, op->site->documents, form_document(op, &paper), &pdf);
    if (e != OK)
        return e;
    add(op, dossier, "form.pdf", pdf.bytes, true);
    json_t *values = json_own(op, json_pack("{s:s, s:s, s:O}", "call", application->call, "form",
                                            paper.form->code, "values", paper.values));
    add_text(op, dossier, "values.json", json_text_of(op, values));
    return OK;
}

/* Names of people stay inside; the entry is named by place and kind. */
static const char *entry_name(struct op *op, size_t i, const struct attachment *file)
{
    const char *dot = strrchr(file->name, '.');
    bool plain =
        dot != NULL && strlen(dot) <= 6 &&
        strspn(dot + 1, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") ==
            strlen(dot + 1);

    return mem_printf(op, "files/%02zu-%s%s", i + 1, file->kind, plain ? dot : "");
}

static enum err add_attachments(struct op *op, struct dossier *dossier)
{
    struct attachment_list list = { 0 };
    char *text = mem_text(op, "");

    enum err e = attachment_list(op, dossier->application.id, &list);
    for (size_t i = 0; e == OK && i < list.count; i++) {
        const struct attachment *file = &list.rows[i];
        struct attachment read = { 0 };
        unsigned char *bytes = NULL;
        size_t size = 0;
        if (strcmp(file->state, "ready") != 0)
            continue;
        bool inside = dossier->taken + file->size <= DOSSIER_FILES_MAX;
        mem_append(op, &text, "%s\t%s\t%lld 字节\tSM3 %s%s\n", entry_name(op, i, file), file->name,
                   (long long)file->size, file->sm3, inside ? "" : "\t文件较大，未装入");
        if (!inside)
            continue;
        e = attachment_read(op, file->public_id, &read, &bytes, &size);
        if (e == OK)
            add(op, dossier, entry_name(op, i, file), (struct bytes){ bytes, size }, true);
        dossier->taken += (int64_t)size;
    }
    add_text(op, dossier, "files.txt", text);
    return e;
}

static enum err add_events(struct op *op, struct dossier *dossier)
{
    struct history history = { 0 };
    char *text = mem_text(op, "");

    enum err e = history_of(op, &dossier->application, &history);
    for (size_t i = history.count; e == OK && i > 0; i--)
        mem_append(op, &text, "%s　%s　%s\n", paper_time(op, history.rows[i - 1].at_ms),
                   history.rows[i - 1].who, history.rows[i - 1].text);
    add_text(op, dossier, "history.txt", text);
    return e;
}

static enum err add_decisions(struct op *op, struct dossier *dossier)
{
    struct decision_list list = { 0 };
    char *text = mem_text(op, "");

    enum err e = decision_all(op, dossier->application.id, &list);
    for (size_t i = list.count; e == OK && i > 0; i--) {
        const struct decision *decision = &list.rows[i - 1];
        bool desk = strcmp(decision->action, "accept") == 0 ||
                    strcmp(decision->action, "return") == 0 ||
                    strcmp(decision->action, "refuse") == 0;
        if (!desk) /* what was said inside a unit stands in the history of who may read it */
            continue;
        mem_append(op, &text, "%s　%s　%s\n", paper_time(op, decision->at_ms),
                   or_empty(decision->by), decision->action);
        for (size_t k = 0; k < decision->reason_count; k++)
            mem_append(op, &text, "    %zu. %s\n", k + 1, decision->reasons[k].text);
    }
    add_text(op, dossier, "decisions.txt", text);
    return e;
}

/* One line a package, with its receipt for whom the package is: sender, desk, department. */
static enum err add_packages(struct op *op, struct dossier *dossier)
{
    struct package found = { 0 };
    struct package package = { 0 };
    const char *line = "";

    enum err e = package_of(op, dossier->application.id, &found);
    if (e == OK)
        e = package_get(op, found.public_id, &package);
    if (e == OK) {
        line = mem_printf(
            op, "%s\n",
            json_text_of(
                op, json_own(op, json_pack("{s:s, s:s, s:s}", "id", package.public_id, "number",
                                           package.number, "receipt", package.receipt))));
        dossier->packages = 1;
    } else if (e == ERR_NOT_FOUND) {
        op_forgive(op);
        e = OK;
    }
    add_text(op, dossier, "packages.jsonl", line);
    return e;
}

static enum err add_manifest(struct op *op, struct dossier *dossier)
{
    const struct application *application = &dossier->application;
    struct event_head head = { 0 };
    const char *text = NULL;

    enum err e = event_head(op, &head);
    if (e != OK)
        return e;
    json_t *manifest =
        json_own(op, json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:I, s:I, s:I, s:{s:I, s:s}, s:O}",
                               "kind", "dianjiang.dossier.1", "letter", "", "issuer", "", "call",
                               application->call, "tracks", application->track, "made",
                               time_text(op, op->now_ms, ZONE_SHANGHAI_MINUTES), "applications",
                               (json_int_t)1, "packages", (json_int_t)dossier->packages, "events",
                               (json_int_t)0, "chain", "seq", (json_int_t)head.seq, "hash",
                               head.hash, "files", dossier->files));
    e = receipt_sign(op, op->site->keys, manifest, &text);
    if (e == OK)
        zip_out_add(dossier->zip, "manifest.json",
                    (struct bytes){ (const uint8_t *)text, strlen(text) }, false);
    return e;
}

static void add_lines(struct op *op, struct dossier *dossier)
{
    const struct application *application = &dossier->application;
    json_t *json =
        json_own(op, json_pack("{s:s, s:s, s:s, s:s, s:s}", "id", application->public_id, "code",
                               application->code, "track", application->track, "state",
                               application->state, "digest", application->digest));

    add_text(op, dossier, "applications.jsonl", mem_printf(op, "%s\n", json_text_of(op, json)));
    add_text(op, dossier, "events.jsonl", "");
    add_text(op, dossier, "taken.txt",
             mem_printf(op, "%s 调取%s\n", paper_mark(op), "。内部资料，注意保管。"));
}

enum err dossier_build(struct op *op, const char *application, struct bytes *ret_bytes)
{
    struct dossier dossier = { .files = json_own(op, json_array()) };

    enum err e = application_get(op, application, &dossier.application);
    if (e == OK)
        e = zip_out_new(op, &dossier.zip);
    if (e == OK)
        e = add_form(op, &dossier);
    if (e == OK)
        e = add_attachments(op, &dossier);
    if (e == OK)
        e = add_events(op, &dossier);
    if (e == OK)
        e = add_decisions(op, &dossier);
    if (e == OK)
        e = add_packages(op, &dossier);
    if (e != OK)
        return e;
    add_lines(op, &dossier);
    e = add_manifest(op, &dossier);
    return e == OK ? zip_out_done(op, dossier.zip, ret_bytes) : e;
}
