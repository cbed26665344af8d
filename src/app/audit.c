/* SPDX-License-Identifier: Apache-2.0 */
/* audit.c: `audit verify`, `audit export`: the chain for those who watch. */
#include "app/app.h"
#include "base/args.h"
#include "base/mem.h"
#include "base/time.h"
#include "event/event.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct audit {
    struct app app;
    const char *out;  /* FILE */
    const char *head; /* of verify, or NULL */
    const char *from; /* days, or NULL */
    const char *to;
    struct event_head known;
    struct event_filter filter;
};

static void print_verdict(const struct event_verdict *verdict)
{
    if (verdict->fault == EVENT_CLEAN) {
        (void)printf("日志链完整：%lld 条，末端 %s\n", (long long)verdict->count,
                     verdict->head.hash);
        return;
    }
    (void)printf("日志链有问题：第 %lld 条 %s（此前 %lld 条完好）\n", (long long)verdict->bad_seq,
                 event_fault_name(verdict->fault), (long long)verdict->count);
}

/* "75:HASH", an end of the chain as a receipt or the log printed it. */
static bool read_head(const char *text, struct event_head *ret_head)
{
    char *end = NULL;

    ret_head->seq = strtoll(text, &end, 10);
    if (ret_head->seq <= 0 || *end != ':' || strlen(end + 1) != EVENT_HASH_SIZE - 1)
        return false;
    memcpy(ret_head->hash, end + 1, EVENT_HASH_SIZE);
    return true;
}

static int run_verify(struct audit *audit)
{
    struct event_verdict verdict = { 0 };

    enum err e = event_verify(audit->app.op, audit->head == NULL ? NULL : &audit->known, NULL, NULL,
                              &verdict);
    if (e != OK)
        return app_exit(&audit->app, e);
    print_verdict(&verdict);
    return verdict.fault == EVENT_CLEAN ? 0 : 1;
}

/* ---- export ---- */

/* One batch; ret_more: there are others behind it. */
static enum err write_batch(struct op *op, struct event_filter *filter, FILE *file, bool *ret_more)
{
    struct op *scratch = op_new(op->db, op->now_ms, op->real_ms);
    struct event_page page = { 0 };

    enum err e = event_page(scratch, filter, &page);
    if (e != OK)
        e = fail(op, e, scratch->failure.reason, "%s", scratch->failure.detail);
    for (size_t i = 0; e == OK && i < page.count; i++) {
        if (fputs(event_csv_line(scratch, scratch, &page.rows[i]), file) < 0)
            e = fail(op, ERR_UNAVAILABLE, "file_unwritable", "cannot write the file");
    }
    *ret_more = page.more;
    if (e == OK && page.more)
        filter->before_seq = page.rows[page.count - 1].event.seq;
    op_free(scratch);
    return e;
}

static int run_export(struct audit *audit)
{
    struct op *op = audit->app.op;
    FILE *file = fopen(audit->out, "wxe");
    bool more = true;
    enum err e = OK;

    if (file == NULL || fputs(event_csv_line(op, op, NULL), file) < 0)
        e = fail(op, ERR_UNAVAILABLE, "file_unwritable", "cannot make the file");
    audit->filter.limit = EVENT_LIST_MAX;
    while (e == OK && more)
        e = write_batch(op, &audit->filter, file, &more);
    if (file != NULL && fclose(file) != 0 && e == OK)
        e = fail(op, ERR_UNAVAILABLE, "file_unwritable", "cannot end the file");
    return app_exit(&audit->app, e);
}

/* ---- the verb ---- */

static bool read_day(const char *text, int add, int64_t *ret_ms)
{
    int day = 0;

    if (text == NULL)
        return true;
    if (!day_parse(text, &day))
        return false;
    *ret_ms = day_start_ms(day_add(day, add), ZONE_SHANGHAI_MINUTES);
    return true;
}

static const struct deed {
    const char *name;
    int word_count;
    int (*run)(struct audit *audit);
} deeds[] = {
    { "export", 2, run_export },
    { "verify", 1, run_verify },
};

int audit_main(int argc, char **argv)
{
    struct audit audit = { 0 };
    struct app_setup setup = { .keyless = true };
    const char *words[2] = { "", "" };
    const struct arg_option options[] = {
        { "--db", &setup.db, NULL, "DIANJIANG_DB" },
        { "--keys", &setup.keys, NULL, "DIANJIANG_KEYS" },
        { "--head", &audit.head, NULL, NULL },
        { "--from", &audit.from, NULL, NULL },
        { "--to", &audit.to, NULL, NULL },
        { 0 },
    };
    const struct deed *deed = NULL;
    int count = args_read(argc, argv, options, words, 2);

    for (size_t i = 0; i < sizeof deeds / sizeof deeds[0]; i++) {
        if (strcmp(words[0], deeds[i].name) == 0 && count == deeds[i].word_count)
            deed = &deeds[i];
    }
    if (deed == NULL || setup.db == NULL ||
        (audit.head != NULL && !read_head(audit.head, &audit.known)) ||
        !read_day(audit.from, 0, &audit.filter.from_ms) ||
        !read_day(audit.to, 1, &audit.filter.to_ms))
        return 2;
    audit.out = words[1];
    enum err e = app_open(&setup, &audit.app);
    int code = e == OK ? deed->run(&audit) : app_exit(&audit.app, e);
    app_close(&audit.app);
    return code;
}
