/* SPDX-License-Identifier: Apache-2.0 */
/* db_postgres.c: one statement on PostgreSQL, and its connection. */
#include "base/mem.h"
#include "base/time.h"
#include "db/db_internal.h"

#include <assert.h>
#include <endian.h>
#include <errno.h>
#include <libpq-fe.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

/* OIDs of the types we send and read (pg_type.dat; fixed for all versions). */
enum {
    OID_BOOL = 16,
    OID_BYTEA = 17,
    OID_INT8 = 20,
    OID_INT2 = 21,
    OID_INT4 = 23,
    OID_TEXT = 25,
    OID_FLOAT4 = 700,
    OID_FLOAT8 = 701,
    OID_NUMERIC = 1700
};

/* ---- errors ------------------------------------------------------------------------------- */

enum outcome { OUTCOME_RETRY, OUTCOME_FULL, OUTCOME_GONE, OUTCOME_BUSY, OUTCOME_TAKEN };

/* SQLSTATE, or its beginning, to what it means for us (PostgreSQL documentation, appendix A). */
static const struct {
    const char *state;
    enum outcome outcome;
} states[] = {
    { "40001", OUTCOME_RETRY }, /* serialization_failure */
    { "40P01", OUTCOME_RETRY }, /* deadlock_detected */
    { "53100", OUTCOME_FULL },  /* disk_full */
    { "58030", OUTCOME_FULL },  /* io_error */
    { "23505", OUTCOME_TAKEN }, /* unique_violation */
    { "42710", OUTCOME_TAKEN }, /* duplicate_object: two made a table at the same instant */
    { "42P07", OUTCOME_TAKEN }, /* duplicate_table: the same, noticed later */
    { "57014", OUTCOME_BUSY },  /* query_canceled: statement_timeout */
    { "55P03", OUTCOME_BUSY },  /* lock_not_available */
    { "25006", OUTCOME_GONE },  /* read_only_sql_transaction: we are on a standby */
    { "25P03", OUTCOME_GONE },  /* idle_in_transaction_session_timeout */
    { "57P", OUTCOME_GONE },    /* shutdown, crash, starting up */
    { "08", OUTCOME_GONE },     /* connection */
    { "53", OUTCOME_GONE },     /* too_many_connections, out_of_memory */
};

static const struct {
    enum err code;
    const char *reason;
} outcomes[] = {
    [OUTCOME_RETRY] = { ERR_UNAVAILABLE, "database_busy" },
    [OUTCOME_FULL] = { ERR_UNAVAILABLE, "disk_full" },
    [OUTCOME_GONE] = { ERR_UNAVAILABLE, "database_gone" },
    [OUTCOME_BUSY] = { ERR_UNAVAILABLE, "database_busy" },
    [OUTCOME_TAKEN] = { ERR_CONFLICT, "already_exists" },
};

static enum err fail_state(struct op *op, const char *what, const PGresult *result)
{
    const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const char *constraint = PQresultErrorField(result, PG_DIAG_CONSTRAINT_NAME);
    const char *message = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);

    if (state == NULL || PQstatus(op->db->postgres) == CONNECTION_BAD)
        return fail(op, ERR_UNAVAILABLE, "database_gone", "%s: the connection went", what);
    for (size_t i = 0; i < sizeof states / sizeof states[0]; i++) {
        if (strncmp(state, states[i].state, strlen(states[i].state)) != 0)
            continue;
        enum outcome outcome = states[i].outcome;
        op->db->retry = outcome == OUTCOME_RETRY;
        return fail(op, outcomes[outcome].code, outcomes[outcome].reason, "%s: SQLSTATE %s %s",
                    what, state, constraint == NULL ? "" : constraint);
    }
    /* Only what is wrong in the text itself (class 42) is quoted: others may hold values. */
    bool quotable = strncmp(state, "42", 2) == 0 && message != NULL;
    return fail(op, ERR_INTERNAL, "internal", "%s: SQLSTATE %s %s %s", what, state,
                constraint == NULL ? "" : constraint, quotable ? message : "");
}

/* ---- connection --------------------------------------------------------------------------- */

static void close_postgres(void *object)
{
    PQfinish(object);
}

static void ignore_notice(void *arg, const PGresult *result)
{
    (void)arg;
    (void)result;
}

/*
 * Settings of the session; limits in ms. What a relative of PostgreSQL does not know is left out.
 * Commits are durable even where the server's default is not, unless it is not durable at all.
 */
static enum err set_up(struct op *op)
{
    static const char settings[] =
        "SELECT set_config(known.name, wanted.value, false)"
        "  FROM (VALUES ('statement_timeout', '30000'),"
        "               ('idle_in_transaction_session_timeout', '60000'),"
        "               ('TimeZone', 'UTC'),"
        "               ('bytea_output', 'hex'),"
        "               ('standard_conforming_strings', 'on')) AS wanted (name, value)"
        "  JOIN pg_catalog.pg_settings AS known ON known.name = wanted.name;"
        "SELECT set_config('synchronous_commit', 'on', false)"
        " WHERE current_setting('synchronous_commit') = 'off'"
        "   AND current_setting('fsync') = 'on'";
    struct db *db = op->db;

    if (PQstatus(db->postgres) != CONNECTION_OK)
        return fail(op, ERR_UNAVAILABLE, "database_gone", "%s", PQerrorMessage(db->postgres));
    (void)PQsetNoticeReceiver(db->postgres, ignore_notice, NULL);
    (void)PQsetnonblocking(db->postgres, 1);
    return postgres_text(op, "settings", settings);
}

enum err postgres_open(struct op *op, struct db *db)
{
    /* Later ones win: what stands before dbname the URL may change. */
    static const char *const names[] = { "connect_timeout", "tcp_user_timeout", "application_name",
                                         "dbname",          "client_encoding",  NULL };
    const char *const values[] = { "5", "35000", "dianjiang", db->source->address, "UTF8", NULL };
    struct db *before = op->db;

    db->postgres = PQconnectdbParams(names, values, 1);
    mem_own(db, db->postgres, close_postgres);
    op->db = db;
    enum err e = set_up(op);
    op->db = before;
    return e;
}

/* Whether the server has hung up since the last statement; costs no round trip. */
static bool hung_up(const PGconn *postgres)
{
    struct pollfd socket = { .fd = PQsocket(postgres), .events = POLLRDHUP };

    return PQstatus(postgres) != CONNECTION_OK || poll(&socket, 1, 0) != 0;
}

enum err postgres_revive(struct op *op, struct db *db)
{
    if (!hung_up(db->postgres))
        return OK;
    PQreset(db->postgres);
    prepared_clear(db);
    return set_up(op);
}

/* ---- waiting ------------------------------------------------------------------------------ */

/* One step towards a result; false: it is there, or will never be. */
static bool wait_on(PGconn *postgres, int64_t until_us)
{
    int unsent = PQflush(postgres);

    if (unsent < 0 || (unsent == 0 && PQisBusy(postgres) == 0))
        return false;
    short wanted = (short)(POLLIN | (unsent > 0 ? POLLOUT : 0));
    struct pollfd socket = { .fd = PQsocket(postgres), .events = wanted };
    int64_t left_us = until_us - time_monotonic_us();
    int found = left_us <= 0 ? 0 : poll(&socket, 1, (int)(left_us / 1000) + 1);
    if (found < 0 && errno == EINTR)
        return true;
    if (found <= 0) { /* a server that is frozen: the kernel answers for it, it does not */
        (void)shutdown(socket.fd, SHUT_RDWR);
        (void)PQconsumeInput(postgres);
        return false;
    }
    return (socket.revents & ~POLLOUT) == 0 || PQconsumeInput(postgres) == 1;
}

/* The last result of what was sent, as PQexec gives it, but not waited for without end: a server
 * that says nothing for answer_ms is gone. NULL: the connection is. */
static PGresult *take_result(struct db *db, int sent)
{
    int64_t until_us = time_monotonic_us() + (int64_t)db->source->answer_ms * 1000;
    PGresult *last = NULL;
    PGresult *result = NULL;

    if (sent != 1)
        return NULL;
    do {
        while (wait_on(db->postgres, until_us))
            ;
        result = PQgetResult(db->postgres);
        if (result != NULL) {
            PQclear(last);
            last = result;
        }
    } while (result != NULL && PQstatus(db->postgres) == CONNECTION_OK);
    return last;
}

static PGresult *execute_text(struct db *db, const char *text)
{
    return take_result(db, PQsendQuery(db->postgres, text));
}

/* ---- one statement ------------------------------------------------------------------------ */

static enum err check_result(struct op *op, const char *what, PGresult *result)
{
    ExecStatusType status = PQresultStatus(result);

    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK)
        return OK;
    enum err e = fail_state(op, what, result);
    PQclear(result);
    return e;
}

static enum err prepare(struct op *op, const struct db_sql *sql, struct db_prepared **ret_entry)
{
    struct db *db = op->db;
    bool fresh = false;
    struct db_prepared *entry = prepared_find(db, sql, &fresh);
    Oid types[DB_PARAMS_MAX] = { 0 };
    int count = 0;

    *ret_entry = entry;
    if (!fresh)
        return OK;
    for (; sql->types[count] != '\0'; count++) {
        char letter = sql->types[count];
        types[count] = letter == 'i'   ? OID_INT8
                       : letter == 't' ? OID_TEXT
                       : letter == 'b' ? OID_BYTEA
                                       : OID_FLOAT8;
    }
    (void)snprintf(entry->name, sizeof entry->name, "s%u", db->prepared_count++);
    PGresult *result = take_result(
        db, PQsendPrepare(db->postgres, entry->name, db_sql_text(sql, DB_POSTGRES), count, types));
    enum err e = check_result(op, sql->name, result);
    if (e != OK) {
        prepared_drop(db, entry);
        return e;
    }
    PQclear(result);
    return OK;
}

/* Parameters in PostgreSQL's binary formats: big-endian numbers, text and bytes as they are. */
struct parameters {
    const char *values[DB_PARAMS_MAX];
    int lengths[DB_PARAMS_MAX];
    int formats[DB_PARAMS_MAX];
    uint64_t numbers[DB_PARAMS_MAX];
};

static void parameter_set(struct parameters *parameters, int k, const struct db_in *in)
{
    bool null = in->null || (in->kind == DB_TEXT && in->text == NULL);
    uint64_t bits = (uint64_t)in->i;

    parameters->formats[k] = in->kind != DB_TEXT;
    parameters->lengths[k] = 8;
    if (in->kind == DB_REAL)
        memcpy(&bits, &in->r, sizeof bits);
    parameters->numbers[k] = htobe64(bits);
    parameters->values[k] = (const char *)&parameters->numbers[k];
    if (in->kind == DB_TEXT)
        parameters->values[k] = in->text;
    if (in->kind == DB_BLOB) {
        assert(in->blob.size < 1 << 30);
        parameters->lengths[k] = (int)in->blob.size;
        if (in->blob.size != 0)
            parameters->values[k] = (const char *)in->blob.data;
    }
    if (null)
        parameters->values[k] = NULL;
}

/* Value of a hexadecimal digit as the server writes it. */
static unsigned hex_digit(char digit)
{
    return (unsigned)(digit <= '9' ? digit - '0' : digit - 'a' + 10);
}

/* "\x0aff" to bytes, in place (the text of a result is ours until it is cleared). */
static struct bytes decode_hex(char *text, int length)
{
    struct bytes bytes = { (const unsigned char *)text, 0 };

    assert(length >= 2 && length % 2 == 0 && text[0] == '\\' && text[1] == 'x');
    bytes.size = (size_t)length / 2 - 1;
    for (size_t i = 0; i < bytes.size; i++)
        text[i] = (char)(hex_digit(text[2 * i + 2]) << 4 | hex_digit(text[2 * i + 3]));
    return bytes;
}

static int64_t whole_number(const char *text)
{
    char *end = NULL;

    errno = 0;
    int64_t number = strtoll(text, &end, 10);
    assert(errno == 0 && *end == '\0' && end != text);
    return number;
}

static struct db_value column_value(const PGresult *result, int row, int column)
{
    struct db_value value = { 0 };
    char *text = PQgetvalue(result, row, column);
    int length = PQgetlength(result, row, column);
    Oid type = PQftype(result, column);

    if (PQgetisnull(result, row, column))
        return value;
    switch (type) {
    case OID_BOOL:
        value.kind = DB_INT;
        value.i = text[0] == 't';
        break;
    case OID_INT2:
    case OID_INT4:
    case OID_INT8:
        value.kind = DB_INT;
        value.i = whole_number(text);
        break;
    case OID_NUMERIC: /* sum() of integers has no point, avg() has one */
        value.kind = strchr(text, '.') == NULL ? DB_INT : DB_REAL;
        if (value.kind == DB_INT)
            value.i = whole_number(text);
        else
            value.r = strtod(text, NULL);
        break;
    case OID_FLOAT4:
    case OID_FLOAT8:
        value.kind = DB_REAL;
        value.r = strtod(text, NULL);
        break;
    case OID_BYTEA:
        value.kind = DB_BLOB;
        value.bytes = decode_hex(text, length);
        break;
    default:
        value.kind = DB_TEXT;
        value.bytes = (struct bytes){ (const unsigned char *)text, (size_t)length };
        break;
    }
    return value;
}

static void give_rows(const PGresult *result, db_take_row take, void *taker)
{
    struct db_value values[DB_COLUMNS_MAX];
    int count = PQnfields(result);
    bool wanted = true;

    assert(count <= DB_COLUMNS_MAX);
    for (int row = 0; wanted && row < PQntuples(result); row++) {
        for (int i = 0; i < count; i++)
            values[i] = column_value(result, row, i);
        wanted = take(taker, values, count);
    }
}

enum err postgres_execute(struct op *op, const struct db_sql *sql, const struct db_in *in,
                          db_take_row take, void *taker, int64_t *ret_changed)
{
    struct db_prepared *entry = NULL;
    struct parameters parameters;
    int count = db_in_check(sql, in);

    enum err e = prepare(op, sql, &entry);
    if (e != OK)
        return e;
    for (int i = 0; i < count; i++)
        parameter_set(&parameters, i, &in[i]);
    PGresult *result = take_result(
        op->db, PQsendQueryPrepared(op->db->postgres, entry->name, count, parameters.values,
                                    parameters.lengths, parameters.formats, 0));
    e = check_result(op, sql->name, result);
    if (e != OK)
        return e;
    if (take != NULL)
        give_rows(result, take, taker);
    if (ret_changed != NULL && PQcmdTuples(result)[0] != '\0')
        *ret_changed = whole_number(PQcmdTuples(result));
    PQclear(result);
    return OK;
}

enum err postgres_text(struct op *op, const char *what, const char *text)
{
    PGresult *result = execute_text(op->db, text);
    enum err e = check_result(op, what, result);

    if (e == OK)
        PQclear(result);
    return e;
}

enum err postgres_commit(struct op *op)
{
    PGresult *result = execute_text(op->db, "COMMIT");

    enum err e = check_result(op, "COMMIT", result);
    if (e != OK)
        return e;
    /* A transaction that had failed answers ROLLBACK, without an error. */
    bool committed = strcmp(PQcmdStatus(result), "COMMIT") == 0;
    PQclear(result);
    return committed ? OK : fail(op, ERR_INTERNAL, "internal", "COMMIT rolled back");
}

void postgres_rollback(struct db *db)
{
    if (PQtransactionStatus(db->postgres) != PQTRANS_IDLE)
        PQclear(execute_text(db, "ROLLBACK"));
}

int postgres_library(void)
{
    return PQlibVersion();
}
