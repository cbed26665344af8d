/* SPDX-License-Identifier: Apache-2.0 */
/* backup.c: one command saves the database; restoring proves itself by the chain. */
#include "app/app.h"
#include "base/args.h"
#include "base/mem.h"
#include "db/db.h"
#include "event/event.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { COPY_BYTES = 1024 * 1024 };

static const char sqlite_prefix[] = "sqlite:";

/* Opens it, checks pages and chain, says what it holds. */
static int prove(const struct app_setup *setup, const char *said)
{
    struct event_verdict verdict = { 0 };
    struct app app = { 0 };

    enum err e = app_open(setup, &app);
    if (e == OK)
        e = db_check(app.op);
    if (e == OK)
        e = event_verify(app.op, NULL, NULL, NULL, &verdict);
    if (e == OK && verdict.fault != EVENT_CLEAN)
        e = fail(app.op, ERR_INVALID, "chain_broken", "%s at %lld", event_fault_name(verdict.fault),
                 (long long)verdict.bad_seq);
    int code = app_exit(&app, e);
    if (e == OK)
        (void)printf("%s：日志链完整，%lld 条，末端 %s\n", said, (long long)verdict.count,
                     verdict.head.hash);
    app_close(&app);
    return code;
}

/* backup FILE --db URL: the keys are not in it and are saved apart. */
int backup_main(int argc, char **argv)
{
    struct app_setup setup = { .keyless = true };
    const char *words[1] = { "" };
    const struct arg_option options[] = {
        { "--db", &setup.db, NULL, "DIANJIANG_DB" },
        { "--keys", &setup.keys, NULL, "DIANJIANG_KEYS" },
        { 0 },
    };
    struct app app = { 0 };

    if (args_read(argc, argv, options, words, 1) != 1 || setup.db == NULL)
        return 2;
    enum err e = app_open(&setup, &app);
    if (e == OK)
        e = db_copy(app.op, words[0]);
    int code = app_exit(&app, e);
    if (e == OK)
        (void)printf("已备份到 %s。密钥文件夹不在备份中，请另行妥善保存。\n", words[0]);
    app_close(&app);
    return code;
}

static bool copy_bytes(int from, int to)
{
    static char bytes[COPY_BYTES];
    ssize_t got = 0;

    while ((got = read(from, bytes, sizeof bytes)) > 0) {
        if (write(to, bytes, (size_t)got) != got)
            return false;
    }
    return got == 0 && fsync(to) == 0;
}

/* A new file with the bytes of another; false: it is there already, or the disk failed. */
static bool copy_file(const char *from_path, const char *to_path)
{
    int from = open(from_path, O_RDONLY | O_CLOEXEC);
    int to =
        from < 0 ? -1 : open(to_path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
    bool good = to >= 0 && copy_bytes(from, to);

    if (from >= 0)
        (void)close(from);
    if (to >= 0)
        (void)close(to);
    return good;
}

/* restore FILE --db sqlite:NEW: the target must not exist. */
int restore_main(int argc, char **argv)
{
    struct app_setup setup = { .keyless = true };
    const char *words[1] = { "" };
    const struct arg_option options[] = {
        { "--db", &setup.db, NULL, "DIANJIANG_DB" },
        { "--keys", &setup.keys, NULL, "DIANJIANG_KEYS" },
        { 0 },
    };

    if (args_read(argc, argv, options, words, 1) != 1 || setup.db == NULL ||
        strncmp(setup.db, sqlite_prefix, sizeof sqlite_prefix - 1) != 0)
        return 2;
    const char *target = setup.db + sizeof sqlite_prefix - 1;
    if (access(target, F_OK) == 0) {
        (void)fprintf(stderr, "%s 已经存在，不会覆盖。请换一个新的文件名。\n", target);
        return 1;
    }
    if (!copy_file(words[0], target)) {
        (void)fprintf(stderr, "不能把 %s 复制到 %s。\n", words[0], target);
        return 3;
    }
    return prove(&setup, "已恢复");
}
