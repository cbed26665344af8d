/* SPDX-License-Identifier: Apache-2.0 */
/* audit.c: `audit verify`, `audit export`, `audit pack`, `audit check`: for those who watch. */
#include "app/app.h"
#include "base/args.h"
#include "base/crypto.h"
#include "base/mem.h"
#include "base/time.h"
#include "event/event.h"
#include "inspection/inspection.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_BYTES_MAX = 128 * 1024 * 1024, FILE_STEP = 1 << 20 };

struct audit {
    struct app app;
    const char *file;
    const char *call;   /* of a pack */
    const char *tracks; /* "team,overseas", NULL all */
    const char *key;    /* of check: file of the public key */
    const char *head;   /* of verify, or NULL */
    const char *from;   /* days, or NULL */
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
    FILE *file = fopen(audit->file, "wxe");
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

/* ---- pack, check ---- */

static int run_pack(struct audit *audit)
{
    struct op *op = audit->app.op;
    const struct pack_scope scope = {
        .call = audit->call,
        .tracks = audit->tracks == NULL ? "" : mem_printf(op, ",%s,", audit->tracks),
        .letter = "",
        .issuer = "",
    };
    struct bytes bytes = { 0 };

    enum err e = pack_build(op, &scope, &bytes);
    FILE *file = e == OK ? fopen(audit->file, "wxe") : NULL;
    if (e == OK && (file == NULL || fwrite(bytes.data, 1, bytes.size, file) != bytes.size))
        e = fail(op, ERR_UNAVAILABLE, "file_unwritable", "cannot write the pack");
    if (file != NULL && fclose(file) != 0 && e == OK)
        e = fail(op, ERR_UNAVAILABLE, "file_unwritable", "cannot end the pack");
    if (e == OK)
        (void)printf("已生成 %s：%zu 字节，SM3 %s\n", audit->file, bytes.size,
                     sm3_hex(op, bytes.data, bytes.size));
    return app_exit(&audit->app, e);
}

static enum err read_file(struct op *op, const char *path, struct bytes *ret_bytes)
{
    FILE *file = fopen(path, "re");
    unsigned char *bytes = NULL;
    size_t size = 0;
    size_t got = 0;

    if (file == NULL)
        return fail(op, ERR_INVALID, "file_not_read", "cannot read the file");
    do {
        bytes = mem_resize(op, bytes, size + FILE_STEP + 1);
        got = fread(bytes + size, 1, FILE_STEP, file);
        size += got;
    } while (got > 0 && size <= FILE_BYTES_MAX);
    (void)fclose(file);
    if (size > FILE_BYTES_MAX)
        return fail(op, ERR_TOO_LARGE, "file_not_read", "file is too large");
    bytes[size] = '\0';
    *ret_bytes = (struct bytes){ bytes, size };
    return OK;
}

/* Needs neither database nor network. */
static int run_check(struct audit *audit)
{
    struct op *op = op_new(NULL, 0, 0);
    struct pack_verdict verdict = { 0 };
    struct bytes pack = { 0 };
    struct bytes pem = { 0 };

    enum err e = read_file(op, audit->file, &pack);
    if (e == OK)
        e = read_file(op, audit->key, &pem);
    if (e == OK)
        e = pack_check(op, pack, (const char *)pem.data, &verdict);
    if (e == OK)
        (void)printf("审计包完整：授权函 %s，生成于 %s，%lld 个文件，%lld 项申报，%lld 份回执，"
                     "%lld 条日志，签名有效\n",
                     verdict.letter[0] == '\0' ? "（无）" : verdict.letter, verdict.made,
                     (long long)verdict.files, (long long)verdict.applications,
                     (long long)verdict.receipts, (long long)verdict.events);
    else
        (void)fprintf(stderr, "%s\n", op_failure_text(op));
    op_free(op);
    return e == OK ? 0 : e == ERR_UNAVAILABLE || e == ERR_INTERNAL ? 3 : 1;
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
    bool keys;    /* signs or opens what is sealed */
    bool offline; /* no database */
    int (*run)(struct audit *audit);
} deeds[] = {
    { "check", 2, false, true, run_check },
    { "export", 2, false, false, run_export },
    { "pack", 2, true, false, run_pack },
    { "verify", 1, false, false, run_verify },
};

static const struct deed *find_deed(const char *name, int word_count)
{
    for (size_t i = 0; i < sizeof deeds / sizeof deeds[0]; i++) {
        if (strcmp(name, deeds[i].name) == 0 && word_count == deeds[i].word_count)
            return &deeds[i];
    }
    return NULL;
}

/* Whether what the deed needs was said. */
static bool is_whole(const struct deed *deed, const struct audit *audit, const char *db)
{
    if (deed->offline)
        return audit->key != NULL;
    return db != NULL && (!deed->keys || audit->call != NULL);
}

int audit_main(int argc, char **argv)
{
    struct audit audit = { 0 };
    struct app_setup setup = { 0 };
    const char *words[2] = { "", "" };
    const struct arg_option options[] = {
        { "--db", &setup.db, NULL, "DIANJIANG_DB" },
        { "--keys", &setup.keys, NULL, "DIANJIANG_KEYS" },
        { "--head", &audit.head, NULL, NULL },
        { "--from", &audit.from, NULL, NULL },
        { "--to", &audit.to, NULL, NULL },
        { "--call", &audit.call, NULL, NULL },
        { "--tracks", &audit.tracks, NULL, NULL },
        { "--key", &audit.key, NULL, NULL },
        { "--out", &words[1], NULL, NULL },
        { 0 },
    };
    int count = args_read(argc, argv, options, words, 2);
    const struct deed *deed =
        find_deed(words[0], count == 1 && words[1][0] != '\0' ? 2 : count); /* --out FILE */

    if (deed == NULL || !is_whole(deed, &audit, setup.db) ||
        (audit.head != NULL && !read_head(audit.head, &audit.known)) ||
        !read_day(audit.from, 0, &audit.filter.from_ms) ||
        !read_day(audit.to, 1, &audit.filter.to_ms))
        return 2;
    audit.file = words[1];
    if (deed->offline)
        return deed->run(&audit);
    setup.keyless = !deed->keys;
    enum err e = app_open(&setup, &audit.app);
    int code = e == OK ? deed->run(&audit) : app_exit(&audit.app, e);
    app_close(&audit.app);
    return code;
}
