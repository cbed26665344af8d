/* SPDX-License-Identifier: Apache-2.0 */
/* release.c: a version of a call becomes public: without contradictions, after its review. */
#include "base/mem.h"
#include "base/site.h"
#include "call/lint.h"
#include "db/db.h"
#include "event/event.h"
#include "notice/notice.h"
#include "privacy/publication.h"
#include "publish/internal.h"

DB_SQL(call_release, "tiii",
       "UPDATE call_version SET published_ms = $3, published_by = $4"
       " WHERE call = $1 AND n = $2 AND published_ms = 0"
       "   AND NOT EXISTS (SELECT 1 FROM call_version v WHERE v.call = $1 AND v.n > $2"
       "       AND v.published_ms > 0)");
DB_SQL(call_before, "t", "SELECT max(n) FROM call_version WHERE call = $1 AND published_ms > 0");

struct release {
    const char *call;
    int64_t n;
    const char *sm3;
    struct publication_findings findings;
    const struct publication_opinion *opinion;
};

static enum err release_work(struct op *op, void *arg)
{
    const struct release *release = arg;
    const struct publication_subject subject = { "call", release->call, release->n, release->sm3,
                                                 release->findings.count };
    const char *review = NULL;
    int64_t changed = 0;
    int64_t before = 0;

    enum err e = db_row(op, &call_before, DB_IN(IN_TEXT(release->call)), DB_OUT(OUT_INT(&before)));
    if (e == OK)
        e = db_run(op, &call_release,
                   DB_IN(IN_TEXT(release->call), IN_INT(release->n), IN_INT(op->now_ms),
                         IN_INT_OR_NULL(op->actor.user_id)),
                   &changed);
    if (e == OK && changed == 0)
        e = fail(op, ERR_CONFLICT, "already_published", "version %lld cannot be published",
                 (long long)release->n);
    if (e == OK)
        e = publication_add(op, &subject, true, release->opinion, &review);
    if (e == OK)
        event_add(op, "call.publish", "call", release->call, 0,
                  mem_printf(op, "{\"n\":%lld,\"review\":\"%s\"}", (long long)release->n, review));
    return e == OK ? notice_call_changed(op, release->call, before, release->n) : e;
}

/* What the linter calls an error is never published (call/lint.h). */
static enum err refuse_contradictions(struct op *op, const struct call *call)
{
    struct finding_list findings = { 0 };

    enum err e = call_lint(op, call, op->site->calendar, &findings);
    if (e != OK || findings.error_count == 0)
        return e;
    publish_report(op, &findings);
    fail_arg(op, "count", "%zu", findings.error_count);
    return fail(op, ERR_INVALID, "call_contradicts", "call has %zu contradictions",
                findings.error_count);
}

enum err publish_findings(struct op *op, const char *call, int64_t n,
                          struct publication_findings *ret_findings)
{
    struct publication_text *texts = NULL;
    struct call_file *files = NULL;
    size_t text_count = 0;
    size_t count = 0;

    enum err e = publish_files(op, call, n, &files, &count);
    if (e != OK)
        return e;
    for (size_t i = 0; i < count; i++) {
        struct publication_text text = { files[i].path,
                                         mem_text_max(op, files[i].bytes, files[i].size) };
        mem_push(op, texts, text_count, text);
    }
    *ret_findings = publication_scan(op, texts, text_count);
    return OK;
}

enum err publish_release(struct op *op, const char *call, int64_t n,
                         const struct publication_opinion *opinion)
{
    struct release release = { .call = call, .n = n, .opinion = opinion };
    struct call_version version = { 0 };
    const struct call *loaded = NULL;

    enum err e = publish_version(op, call, n, &loaded);
    if (e == OK)
        e = refuse_contradictions(op, loaded);
    if (e == OK)
        e = publish_find(op, call, n, &version);
    if (e == OK)
        e = publish_findings(op, call, n, &release.findings);
    release.sm3 = version.sm3;
    if (e == OK)
        e = event_tx(op, release_work, &release);
    publish_forget(op);
    return e;
}
