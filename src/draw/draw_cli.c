/* SPDX-License-Identifier: Apache-2.0 */
/* draw_cli.c: `draw open`, `commit`, `reveal`, `supplement` and `verify`. */
#include "draw/draw_cli.h"

#include "base/args.h"
#include "base/mem.h"
#include "base/message.h"
#include "base/op.h"
#include "base/time.h"
#include "draw/record_file.h"
#include "text/csv.h"

#include <stdio.h>
#include <string.h>

enum { EXIT_GOOD = 0, EXIT_JUDGED = 1, EXIT_USAGE = 2, EXIT_WORLD = 3 };

/* What the command line asks for. */
struct request {
    const char *record;
    const char *pool, *rules;
    const char *name;  /* --as */
    const char *names; /* "A,B", or NULL */
    const char *reason;
    const char *seat;
    bool again;
};

static int exit_of(struct op *op, enum err e)
{
    if (e == OK)
        return fflush(stdout) == 0 && !ferror(stdout) ? EXIT_GOOD : EXIT_WORLD;
    for (size_t k = 0; k < op->problems.count; k++)
        (void)fprintf(stderr, "%s %s\n", op->problems.rows[k].path, op->problems.rows[k].message);
    (void)fprintf(stderr, "%s\n", op_failure_text(op));
    return e == ERR_UNAVAILABLE || e == ERR_INTERNAL ? EXIT_WORLD : EXIT_JUDGED;
}

static void print_message(struct op *op, const char *key, const struct message_arg *args,
                          size_t count)
{
    (void)printf("%s\n", message_text(op, key, args, count));
}

/* Locks a record and verifies it. */
static enum err open_record(struct op *op, const char *path, struct draw_file *file,
                            struct draw_record *record)
{
    enum err e = draw_file_lock(op, path, false, file);

    return e == OK ? draw_record_read(op, file->text, record) : e;
}

/* Adds to a record and reads it again, as everybody will. */
static enum err add_text(struct op *op, struct draw_file *file, const char *text,
                         struct draw_record *record)
{
    struct bytes whole = { 0 };
    enum err e = draw_file_add(op, file, text);

    if (e == OK)
        e = draw_file_read(op, file->path, DRAW_RECORD_BYTES_MAX, &whole);
    return e == OK ? draw_record_read(op, whole, record) : e;
}

static const char *mark_text(struct op *op, const struct draw_record *record)
{
    return hex_text(op, (struct bytes){ record->mark, SM3_BYTES });
}

/* ---- open ---- */

/* "A,B" as names; none for NULL. */
static void split_names(struct op *op, const char *text, struct draw_opening *opening)
{
    const char **names = mem_array(op, const char *, DRAW_COMMITS_MAX + 1);

    while (text != NULL && opening->name_count <= DRAW_COMMITS_MAX) {
        const char *comma = strchr(text, ',');
        names[opening->name_count++] =
            comma == NULL ? text : mem_text_max(op, text, (size_t)(comma - text));
        text = comma == NULL ? NULL : comma + 1;
    }
    opening->names = names;
}

static enum err read_files(struct op *op, const struct request *request,
                           struct draw_opening *opening, struct draw_pool *pool,
                           struct draw_rules *rules)
{
    enum err e = draw_file_read(op, request->rules, DRAW_RULES_BYTES_MAX, &opening->rules_text);

    if (e == OK)
        e = draw_rules_read(op, request->rules, opening->rules_text, rules);
    if (e == OK)
        e = draw_file_read(op, request->pool, CSV_BYTES_MAX, &opening->pool_text);
    if (e == OK)
        e = draw_pool_read(op, opening->pool_text, pool);
    if (e == OK)
        e = draw_pool_fit(op, rules, pool);
    return e == OK ? draw_check(op, rules, pool) : e;
}

static enum err open_draw(struct op *op, const struct request *request)
{
    struct draw_record record = { 0 };
    struct draw_pool pool = { 0 };
    struct draw_rules rules = { 0 };
    struct draw_opening opening = { .pool = &pool, .rules = &rules };
    struct draw_file file = { 0 };
    const char *text = NULL;

    enum err e = read_files(op, request, &opening, &pool, &rules);
    if (e == OK)
        e = draw_file_lock(op, request->record, true, &file);
    if (e != OK)
        return e;
    bool exists = file.descriptor >= 0;
    if (exists && !request->again)
        return fail(op, ERR_CONFLICT, "draw_exists", "the record exists");
    if (exists)
        e = draw_record_read(op, file.text, &record);
    if (e != OK)
        return e;
    uint8_t *salts = mem_array(op, uint8_t, (size_t)pool.count * DRAW_SALT_BYTES);
    random_bytes(salts, (size_t)pool.count * DRAW_SALT_BYTES);
    opening.salts = salts;
    split_names(op, request->names, &opening);
    e = draw_record_open(op, exists ? &record : NULL, &opening, &text);
    if (e == OK)
        e = draw_salts_add(op, request->record, record.number + 1, &pool, salts);
    if (e == OK)
        e = add_text(op, &file, text, &record);
    if (e != OK)
        return e;
    const struct message_arg args[] = {
        { "number", mem_printf(op, "%d", record.number) },
        { "count", mem_printf(op, "%d", record.pool.count) },
        { "mark", mark_text(op, &record) },
    };
    print_message(op, "draw_opened", args, 3);
    return OK;
}

/* ---- commit and reveal ---- */

static void wipe_secret(void *bytes)
{
    wipe(bytes, DRAW_SECRET_BYTES_MAX + 1);
}

/* Standard input as it is, a line end too; wiped when the op ends. */
static enum err read_secret(struct op *op, struct bytes *ret_secret)
{
    uint8_t *bytes = mem_array(op, uint8_t, DRAW_SECRET_BYTES_MAX + 1);
    mem_own(bytes, bytes, wipe_secret);
    size_t size = fread(bytes, 1, DRAW_SECRET_BYTES_MAX + 1, stdin);

    if (ferror(stdin)) {
        fail_arg(op, "what", "%s", "标准输入");
        return fail(op, ERR_UNAVAILABLE, "draw_unreadable", "standard input");
    }
    *ret_secret = (struct bytes){ bytes, size };
    return OK;
}

static enum err commit_secret(struct op *op, const struct request *request)
{
    struct draw_record record = { 0 };
    struct draw_file file = { 0 };
    struct bytes secret = { 0 };
    const char *text = NULL;

    enum err e = read_secret(op, &secret);
    if (e == OK)
        e = open_record(op, request->record, &file, &record);
    if (e == OK)
        e = draw_record_commit(op, &record, request->name, secret, &text);
    if (e == OK)
        e = add_text(op, &file, text, &record);
    if (e != OK)
        return e;
    const struct message_arg args[] = {
        { "name", request->name },
        { "count", mem_printf(op, "%zu", record.commit_count) },
        { "mark", mark_text(op, &record) },
    };
    print_message(op, "draw_commit_kept", args, 3);
    return OK;
}

/* "drawn<TAB>seat<TAB>member<TAB>1<TAB>id"; the hash where the salts are not here. */
static void print_result(const struct draw_record *record)
{
    for (int32_t k = 0; k < record->result.count; k++) {
        const struct draw_place *place = &record->result.places[k];
        (void)printf("drawn\t%s\t%s\t%d\t%s\n", record->rules.seats[place->seat].code,
                     place->alternate ? "alternate" : "member", place->number,
                     record->pool.rows[place->row].id);
    }
}

static enum err reveal_secret(struct op *op, const struct request *request)
{
    struct draw_record record = { 0 };
    struct draw_file file = { 0 };
    struct bytes secret = { 0 };
    const char *text = NULL;
    size_t missing = 0;

    enum err e = read_secret(op, &secret);
    if (e == OK)
        e = open_record(op, request->record, &file, &record);
    if (e == OK)
        e = draw_record_reveal(op, &record, request->name, secret, &text);
    if (e == OK)
        e = add_text(op, &file, text, &record);
    if (e != OK)
        return e;
    draw_salts_apply(op, request->record, &record);
    for (size_t k = 0; k < record.commit_count; k++)
        missing += record.commits[k].secret.size == 0;
    const struct message_arg args[] = {
        { "name", request->name },
        { "count", mem_printf(op, "%zu", missing) },
    };
    if (record.stage == DRAW_DONE)
        print_result(&record);
    else
        print_message(op, "draw_reveal_kept", args, 2);
    return OK;
}

/* ---- supplement and verify ---- */

static enum err supplement_draw(struct op *op, const struct request *request)
{
    struct draw_record record = { 0 };
    struct draw_file file = { 0 };
    const char *text = NULL;

    enum err e = open_record(op, request->record, &file, &record);
    int32_t before = record.called_count;
    if (e == OK)
        e = draw_record_supplement(op, &record, request->seat, request->reason, &text);
    if (e == OK)
        e = add_text(op, &file, text, &record);
    if (e != OK)
        return e;
    draw_salts_apply(op, request->record, &record);
    for (int32_t k = before; k < record.called_count; k++)
        (void)printf("called\t%s\t%s\n", record.rules.seats[record.called_seats[k]].code,
                     record.pool.rows[record.called[k]].id);
    return OK;
}

static enum err verify_record(struct op *op, const struct request *request)
{
    static const char *const stages[] = { "draw_stage_committing", "draw_stage_revealing",
                                          "draw_stage_done" };
    struct draw_record record = { 0 };
    struct bytes text = { 0 };

    enum err e = draw_file_read(op, request->record, DRAW_RECORD_BYTES_MAX, &text);
    if (e != OK)
        return e;
    e = draw_record_read(op, text, &record);
    if (e != OK) {
        (void)printf("%s\n", op_failure_text(op));
        return e;
    }
    for (int32_t n = 1; n < record.number; n++) {
        bool silent = record.voids[n - 1][0] != '\0';
        const struct message_arg args[] = { { "number", mem_printf(op, "%d", n) },
                                            { "names", record.voids[n - 1] } };
        print_message(op, silent ? "draw_stage_void" : "draw_stage_void_none", args, 2);
    }
    const struct message_arg args[] = { { "number", mem_printf(op, "%d", record.number) },
                                        { "mark", mark_text(op, &record) } };
    print_message(op, stages[record.stage], args, 2);
    draw_salts_apply(op, request->record, &record);
    print_result(&record);
    return OK;
}

/* ---- The command line ---- */

static const struct act {
    const char *name;
    enum err (*run)(struct op *op, const struct request *request);
} acts[] = {
    { "open", open_draw },       { "commit", commit_secret },
    { "reveal", reveal_secret }, { "supplement", supplement_draw },
    { "verify", verify_record },
};

/* Whether an act has just what it needs. */
static bool request_fits(const struct act *act, const struct request *r, int words)
{
    bool opens = act->run == open_draw;
    bool named = act->run == commit_secret || act->run == reveal_secret;
    bool supplements = act->run == supplement_draw;

    return words == (opens ? 0 : 1) && r->record != NULL && (r->pool != NULL) == opens &&
           (r->rules != NULL) == opens && (opens || (r->names == NULL && !r->again)) &&
           (r->name != NULL) == named && (r->reason != NULL) == supplements &&
           (supplements || r->seat == NULL);
}

static bool read_arguments(int argc, char **argv, struct request *request,
                           const struct act **ret_act)
{
    const char *words[1] = { NULL }, *out = NULL;
    const struct arg_option options[] = {
        { "--pool", &request->pool, NULL, NULL },
        { "--rules", &request->rules, NULL, NULL },
        { "--out", &out, NULL, NULL },
        { "--as", &request->name, NULL, NULL },
        { "--names", &request->names, NULL, NULL },
        { "--reason", &request->reason, NULL, NULL },
        { "--seat", &request->seat, NULL, NULL },
        { "--again", NULL, &request->again, NULL },
        { 0 },
    };
    int count = argc < 2 ? -1 : args_read(argc - 1, argv + 1, options, words, 1);

    if (count < 0 || (count > 0 && out != NULL))
        return false;
    request->record = out != NULL ? out : words[0];
    for (size_t k = 0; k < sizeof acts / sizeof acts[0]; k++) {
        if (strcmp(acts[k].name, argv[1]) != 0)
            continue;
        *ret_act = &acts[k];
        return request_fits(&acts[k], request, count);
    }
    return false;
}

int draw_main(int argc, char **argv)
{
    struct request request = { 0 };
    const struct act *act = NULL;

    if (!read_arguments(argc, argv, &request, &act))
        return EXIT_USAGE; /* main prints the usage */
    int64_t now_ms = time_real_ms();
    struct op *op = op_new(NULL, now_ms, now_ms);
    int code = exit_of(op, act->run(op, &request));
    op_free(op);
    return code;
}
