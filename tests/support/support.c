/* SPDX-License-Identifier: Apache-2.0 */
/* support.c: fresh databases for tests, copied from a migrated template made once a process. */
#include "support.h"

#include "base/mem.h"
#include "db/db_internal.h"
#include "db/migrations.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

/* One process of tests: where its databases are. */
static struct {
    void *root;         /* memory of all this */
    const char *folder; /* of SQLite files; removed at exit */
    const char *server; /* URL of the PostgreSQL server, or NULL */
    test_fill fill;     /* what the template holds beside the schema, or NULL */
    bool ready[2];      /* the template of this enum db_dialect was made */
    int number;         /* of the databases made so far */
    const char *url;    /* of the current test's database */
    const char *name;   /* its file, or its name on the server */
    struct db_source *source;
    struct op *op;
} run;

static struct op *new_op(void)
{
    return op_new(NULL, TEST_NOW_MS, TEST_REAL_MS);
}

static int complain(const struct op *op, const char *what)
{
    print_error("%s: %s (%s)\n", what, op->failure.reason, op->failure.detail);
    return -1;
}

/* ---- PostgreSQL --------------------------------------------------------------------------- */

/* The server's URL with another database name. */
static const char *server_url(const char *database)
{
    const char *path = strchr(strstr(run.server, "://") + 3, '/');
    const char *query = path == NULL ? NULL : strchr(path, '?');
    int head = path == NULL ? (int)strlen(run.server) : (int)(path - run.server);

    return mem_printf(run.root, "%.*s/%s%s", head, run.server, database,
                      query == NULL ? "" : query);
}

/* Runs a statement that cannot stand in a transaction, such as CREATE DATABASE. */
static int on_server(const char *text)
{
    struct op *op = new_op();
    struct db_source *source = NULL;

    enum err e = db_source_new(op, op, run.server, &source);
    if (e == OK)
        e = db_connect(op, op, source, false, &op->db);
    if (e == OK)
        e = db_text(op, "server", text);
    int result = e == OK ? 0 : complain(op, text);
    op_free(op);
    return result;
}

static int create_database(const char *name, const char *template)
{
    return on_server(mem_printf(run.root, "CREATE DATABASE %s TEMPLATE %s", name, template));
}

static void drop_database(const char *name)
{
    (void)on_server(mem_printf(run.root, "DROP DATABASE IF EXISTS %s WITH (FORCE)", name));
}

/* ---- SQLite ------------------------------------------------------------------------------- */

static int copy_file(const char *from, const char *to)
{
    struct stat status = { 0 };
    int in = open(from, O_RDONLY | O_CLOEXEC);
    int out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

    bool done = in >= 0 && out >= 0 && fstat(in, &status) == 0 &&
                sendfile(out, in, NULL, (size_t)status.st_size) == status.st_size;
    if (in >= 0)
        (void)close(in);
    if (out >= 0)
        (void)close(out);
    return done ? 0 : -1;
}

static void remove_file(const char *file)
{
    (void)unlink(file);
    (void)unlink(mem_printf(run.root, "%s-wal", file));
    (void)unlink(mem_printf(run.root, "%s-shm", file));
}

/* ---- template and copies ------------------------------------------------------------------ */

static const char *template_name(enum db_dialect dialect)
{
    return dialect == DB_SQLITE ? mem_printf(run.root, "%s/template.db", run.folder)
                                : mem_printf(run.root, "dj_%d_template", (int)getpid());
}

static const char *url_of(enum db_dialect dialect, const char *name)
{
    return dialect == DB_SQLITE ? mem_printf(run.root, "sqlite:%s", name) : server_url(name);
}

static int make_template(enum db_dialect dialect)
{
    const char *name = template_name(dialect);
    struct op *op = new_op();
    struct db_source *source = NULL;
    struct migration *migrations = NULL;
    size_t count = 0;
    int applied = 0;

    if (dialect == DB_POSTGRES && create_database(name, "template0") != 0)
        return -1;
    enum err e = db_source_new(op, op, url_of(dialect, name), &source);
    if (e == OK)
        e = db_connect(op, op, source, true, &op->db);
    if (e == OK)
        e = db_migrations(op, &migrations, &count);
    if (e == OK)
        e = db_migrate(op, migrations, count, &applied);
    if (e == OK && run.fill != NULL)
        e = run.fill(op);
    int result = e == OK ? 0 : complain(op, "template");
    op_free(op); /* closes: SQLite moves the log into the file */
    run.ready[dialect] = result == 0;
    return result;
}

static int setup(void **state, enum db_dialect dialect)
{
    if (!run.ready[dialect] && make_template(dialect) != 0)
        return -1;
    run.number++;
    if (dialect == DB_SQLITE)
        run.name = mem_printf(run.root, "%s/%d.db", run.folder, run.number);
    else
        run.name = mem_printf(run.root, "dj_%d_%d", (int)getpid(), run.number);
    int made = dialect == DB_SQLITE ? copy_file(template_name(dialect), run.name)
                                    : create_database(run.name, template_name(dialect));
    if (made != 0)
        return -1;
    run.url = url_of(dialect, run.name);
    run.op = new_op();
    enum err e = db_source_new(run.op, run.op, run.url, &run.source);
    if (e == OK)
        e = db_connect(run.op, run.op, run.source, false, &run.op->db);
    if (e != OK)
        return complain(run.op, run.url);
    *state = run.op;
    return 0;
}

static int setup_sqlite(void **state)
{
    return setup(state, DB_SQLITE);
}

static int setup_postgres(void **state)
{
    return setup(state, DB_POSTGRES);
}

static int teardown_sqlite(void **state)
{
    (void)state;
    op_free(run.op);
    remove_file(run.name);
    return 0;
}

static int teardown_postgres(void **state)
{
    (void)state;
    op_free(run.op);
    drop_database(run.name);
    return 0;
}

/* ---- running ------------------------------------------------------------------------------ */

static void postgres_is_required(void **state)
{
    (void)state;
    print_error("DIANJIANG_TEST_POSTGRES is not set\n");
    assert_true(false);
}

static size_t add_all(struct CMUnitTest *to, const struct CMUnitTest *tests, const char *prefix,
                      enum db_dialect dialect)
{
    size_t count = 0;

    for (; tests[count].test_func != NULL; count++) {
        bool sqlite = dialect == DB_SQLITE;
        to[count] = tests[count];
        to[count].name = mem_printf(run.root, "%s on %s: %s", prefix,
                                    sqlite ? "SQLite" : "PostgreSQL", tests[count].name);
        to[count].setup_func = sqlite ? setup_sqlite : setup_postgres;
        to[count].teardown_func = sqlite ? teardown_sqlite : teardown_postgres;
    }
    return count;
}

static void start(void)
{
    char shared[] = "/dev/shm/dianjiang-test-XXXXXX";
    char plain[] = "/tmp/dianjiang-test-XXXXXX";
    const char *folder = mkdtemp(shared);

    if (folder == NULL)
        folder = mkdtemp(plain);
    run.root = mem_new(NULL, char);
    run.folder = mem_text(run.root, folder == NULL ? "." : folder);
    run.server = getenv("DIANJIANG_TEST_POSTGRES");
    if (getenv("DIANJIANG_TEST_ONLY") != NULL)
        cmocka_set_test_filter(getenv("DIANJIANG_TEST_ONLY"));
}

static void finish(void)
{
    if (run.ready[DB_POSTGRES])
        drop_database(template_name(DB_POSTGRES));
    remove_file(template_name(DB_SQLITE));
    (void)rmdir(run.folder);
    mem_free(run.root);
}

int run_on_each_db(const char *name, const struct CMUnitTest *tests)
{
    return run_on_each_filled_db(name, tests, NULL);
}

int run_on_each_filled_db(const char *name, const struct CMUnitTest *tests, test_fill fill)
{
    size_t count = 0;
    size_t total = 0;

    start();
    run.fill = fill;
    while (tests[count].test_func != NULL)
        count++;
    struct CMUnitTest *all = mem_array(run.root, struct CMUnitTest, 2 * count + 1);
    total = add_all(all, tests, name, DB_SQLITE);
    if (run.server != NULL) {
        total += add_all(all + total, tests, name, DB_POSTGRES);
    } else {
        printf("# PostgreSQL not tested\n");
        (void)fflush(stdout);
        if (getenv("DIANJIANG_TEST_REQUIRE_POSTGRES") != NULL)
            all[total++] = (struct CMUnitTest)cmocka_unit_test(postgres_is_required);
    }
    int failed = _cmocka_run_group_tests(name, all, total, NULL, NULL);
    finish();
    return failed;
}

/* ---- for tests ---------------------------------------------------------------------------- */

const char *test_db_url(void)
{
    return run.url;
}

struct op *test_op_another(bool other_process)
{
    struct op *op = new_op();
    struct db_source *source = run.source;

    enum err e = other_process ? db_source_new(op, op, run.url, &source) : OK;
    if (e == OK)
        e = db_connect(op, op, source, false, &op->db);
    if (e != OK) {
        (void)complain(op, "another connection");
        abort();
    }
    return op;
}

void test_assert_ok(const struct op *op, enum err e, const char *what, const char *file, int line)
{
    if (e == OK)
        return;
    print_error("%s: %s: %s (%s)\n", what, err_name(e), op->failure.reason, op->failure.detail);
    _fail(file, line);
}

void test_assert_fails(struct op *op, enum err e, enum err code, const char *reason,
                       const char *file, int line)
{
    const char *found = op->failure.reason == NULL ? "" : op->failure.reason;

    if (e != code || strcmp(found, reason) != 0) {
        print_error("expected %s %s, found %s %s\n", err_name(code), reason, err_name(e), found);
        _fail(file, line);
    }
    op_forgive(op);
}
