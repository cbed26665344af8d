/* SPDX-License-Identifier: Apache-2.0 */
/* record_write.c: judges an act and writes the lines that it adds to a record. */
#include "base/mem.h"
#include "base/op.h"
#include "base/time.h"
#include "draw/record_lines.h"

#include <string.h>

static const char *act_time(struct op *op)
{
    return time_text(op, op->now_ms, ZONE_SHANGHAI_MINUTES);
}

/* Ends what an act adds with the mark over it, which follows from the mark before. */
static const char *seal_text(struct op *op, const struct draw_record *record, char *text,
                             size_t sealed)
{
    uint8_t mark[SM3_BYTES] = { 0 };

    if (record != NULL)
        memcpy(mark, record->mark, SM3_BYTES);
    sm3_chain(mark, text, sealed, mark);
    mem_append(op, &text, "mark\t%s\n", hex_text(op, (struct bytes){ mark, SM3_BYTES }));
    return text;
}

static enum err check_size(struct op *op, const struct draw_record *record, const char *text)
{
    size_t before = record == NULL ? 0 : record->size;

    return before + strlen(text) <= DRAW_RECORD_BYTES_MAX
               ? OK
               : fail(op, ERR_TOO_LARGE, "draw_record_large", "%zu bytes", before + strlen(text));
}

static enum err finish_text(struct op *op, const struct draw_record *record, char *text,
                            const char **ret_text)
{
    const char *whole = seal_text(op, record, text, strlen(text));
    enum err e = check_size(op, record, whole);

    if (e == OK)
        *ret_text = whole;
    return e;
}

static enum err check_name(struct op *op, const char *name)
{
    return name[0] != '\0' && draw_text_fits(name, DRAW_NAME_BYTES_MAX)
               ? OK
               : fail(op, ERR_INVALID, "draw_name", "a name that cannot stand in a line");
}

/* ---- Opening ---- */

static enum err check_names(struct op *op, const struct draw_opening *opening)
{
    if (opening->name_count == 1 || opening->name_count > DRAW_COMMITS_MAX)
        return fail(op, ERR_INVALID, "draw_name", "%zu names", opening->name_count);
    for (size_t k = 0; k < opening->name_count; k++) {
        enum err e = check_name(op, opening->names[k]);
        if (e != OK)
            return e;
        for (size_t other = 0; other < k; other++)
            if (strcmp(opening->names[k], opening->names[other]) == 0)
                return fail(op, ERR_INVALID, "draw_name", "a name twice");
    }
    return OK;
}

/* The rules as they are, line by line: a record proves their digest without the file. */
static void write_rules_text(struct op *op, struct bytes rules, char **text)
{
    const char *at = (const char *)rules.data, *end = at + rules.size;
    const char *line_end;

    do {
        line_end = memchr(at, '\n', (size_t)(end - at));
        mem_append(op, text, "rule\t%.*s\n", (int)((line_end == NULL ? end : line_end) - at), at);
        at = line_end == NULL ? end : line_end + 1;
    } while (line_end != NULL);
}

static void write_persons(struct op *op, const struct draw_opening *opening, char **text)
{
    void *scratch = mem_pool(4096);

    for (int32_t p = 0; p < opening->pool->count; p++) {
        if (p % 1024 == 1023) {
            mem_free(scratch);
            scratch = mem_pool(4096);
        }
        const struct draw_person *person = &opening->pool->rows[p];
        uint8_t digest[SM3_BYTES];
        draw_id_digest(op, opening->salts + (size_t)p * DRAW_SALT_BYTES, person->id, digest);
        int rank = draw_level_rank(person->level);
        mem_append(op, text, "person\t%s\t%s\t%s\t%s\t%s\t%d\t%s\n",
                   hex_text(scratch, (struct bytes){ digest, SM3_BYTES }), person->unit,
                   person->field, person->level, rank < 0 ? "-" : mem_printf(scratch, "%d", rank),
                   person->reviews, person->region);
    }
    mem_free(scratch);
}

static size_t count_lines(struct bytes text)
{
    size_t lines = 1;

    for (size_t k = 0; k < text.size; k++)
        lines += text.data[k] == '\n';
    return lines;
}

enum err draw_record_open(struct op *op, const struct draw_record *record,
                          const struct draw_opening *opening, const char **ret_text)
{
    char *text = mem_text(op, "");
    enum err e = check_names(op, opening);

    if (e != OK)
        return e;
    if (record != NULL && record->stage == DRAW_DONE)
        return fail(op, ERR_CONFLICT, "draw_done", "the last draw is done");
    if (record != NULL && record->number == DRAW_NUMBER_MAX)
        return fail(op, ERR_CONFLICT, "draw_number_max", "%d draws", DRAW_NUMBER_MAX);
    if (record == NULL)
        mem_append(op, &text, "dianjiang draw record 1\n");
    else
        mem_append(op, &text, "void\t%s\n", act_time(op));
    mem_append(op, &text, "draw\t%d\t%s\n", record == NULL ? 1 : record->number + 1, act_time(op));
    mem_append(op, &text, "pool\t%s\t%d\n",
               sm3_hex(op, opening->pool_text.data, opening->pool_text.size), opening->pool->count);
    mem_append(op, &text, "rules\t%s\t%zu\n",
               sm3_hex(op, opening->rules_text.data, opening->rules_text.size),
               count_lines(opening->rules_text));
    write_rules_text(op, opening->rules_text, &text);
    lines_of_rules(op, opening->rules, &text);
    write_persons(op, opening, &text);
    for (size_t k = 0; k < opening->name_count; k++)
        mem_append(op, &text, "name\t%s\n", opening->names[k]);
    return finish_text(op, record, text, ret_text);
}

/* ---- Committing and revealing ---- */

static bool is_named(const struct draw_record *record, const char *name)
{
    for (size_t k = 0; k < record->name_count; k++)
        if (strcmp(record->names[k], name) == 0)
            return true;
    return record->name_count == 0;
}

static enum err check_commit(struct op *op, const struct draw_record *record, const char *name,
                             const uint8_t digest[SM3_BYTES])
{
    if (record->stage != DRAW_COMMITTING)
        return fail(op, ERR_CONFLICT, "draw_committing_over", "somebody revealed already");
    if (!is_named(record, name))
        return fail(op, ERR_DENIED, "draw_not_named", "not among the names of the draw");
    if (record->commit_count == DRAW_COMMITS_MAX)
        return fail(op, ERR_CONFLICT, "draw_commits_max", "%d persons", DRAW_COMMITS_MAX);
    for (size_t k = 0; k < record->commit_count; k++) {
        if (strcmp(record->commits[k].name, name) == 0)
            return fail(op, ERR_CONFLICT, "draw_committed", "this name has committed");
    }
    return draw_digest_is_old(record, digest)
               ? fail(op, ERR_CONFLICT, "draw_same_commit", "the digest stands there already")
               : OK;
}

enum err draw_record_commit(struct op *op, const struct draw_record *record, const char *name,
                            struct bytes secret, const char **ret_text)
{
    uint8_t digest[SM3_BYTES];
    enum err e = check_name(op, name);

    if (e != OK)
        return e;
    if (secret.size < DRAW_SECRET_BYTES_MIN || secret.size > DRAW_SECRET_BYTES_MAX)
        return fail(op, ERR_INVALID, "draw_secret_size", "%zu bytes", secret.size);
    draw_commit_digest(op, name, secret, digest);
    e = check_commit(op, record, name, digest);
    if (e != OK)
        return e;
    char *text = mem_printf(op, "commit\t%s\t%s\t%s\n", name,
                            hex_text(op, (struct bytes){ digest, SM3_BYTES }), act_time(op));
    return finish_text(op, record, text, ret_text);
}

/* The commitment of a name, if it may be revealed now. */
static enum err find_commit(struct op *op, const struct draw_record *record, const char *name,
                            size_t *ret_at)
{
    size_t at = 0;

    while (at < record->commit_count && strcmp(record->commits[at].name, name) != 0)
        at++;
    if (at == record->commit_count)
        return fail(op, ERR_NOT_FOUND, "draw_no_commit", "no such name");
    if (record->commits[at].secret.size > 0)
        return fail(op, ERR_CONFLICT, "draw_revealed", "revealed already");
    if (record->commit_count < DRAW_COMMITS_MIN || record->commit_count < record->name_count) {
        fail_arg(op, "count", "%zu", record->commit_count);
        return fail(op, ERR_CONFLICT, "draw_too_early", "%zu committed", record->commit_count);
    }
    *ret_at = at;
    return OK;
}

enum err draw_record_reveal(struct op *op, const struct draw_record *record, const char *name,
                            struct bytes secret, const char **ret_text)
{
    struct draw_record after = *record;
    uint8_t digest[SM3_BYTES];
    size_t at = 0, missing = 0;
    enum err e = find_commit(op, record, name, &at);

    if (e != OK)
        return e;
    draw_commit_digest(op, name, secret, digest);
    if (secret.size < DRAW_SECRET_BYTES_MIN || secret.size > DRAW_SECRET_BYTES_MAX ||
        memcmp(digest, record->commits[at].digest, SM3_BYTES) != 0)
        return fail(op, ERR_INVALID, "draw_secret_wrong", "not what was committed");
    char *text = mem_printf(op, "reveal\t%s\t%s\t%s\n", name, hex_text(op, secret), act_time(op));
    after.commits = mem_copy(op, record->commits, sizeof *after.commits * after.commit_count);
    after.commits[at].secret = secret;
    for (size_t k = 0; k < after.commit_count; k++)
        missing += after.commits[k].secret.size == 0;
    if (missing == 0) {
        e = record_draw(op, &after);
        if (e != OK)
            return e;
        lines_of_result(op, &after, &text);
    }
    return finish_text(op, record, text, ret_text);
}

/* ---- Supplements ---- */

/* The next person for one seat, added to those called in after. */
static enum err call_next(struct op *op, struct draw_record *after, int32_t seat, char **text)
{
    struct draw_standing standing = { &after->rules, &after->pool, &after->result, after->called,
                                      after->called_count };
    int32_t row = -1;

    if (after->called_count == DRAW_SUPPLEMENTS_MAX)
        return fail(op, ERR_CONFLICT, "draw_supplements_max", "%d called", after->called_count);
    enum err e = draw_next(op, &standing, seat, &row);
    if (e != OK)
        return e;
    lines_of_call(op, after, seat, row, text);
    after->called[after->called_count++] = row;
    return OK;
}

enum err draw_record_supplement(struct op *op, const struct draw_record *record, const char *code,
                                const char *reason, const char **ret_text)
{
    struct draw_record after = *record;
    bool met = false;

    if (record->stage != DRAW_DONE)
        return fail(op, ERR_CONFLICT, "draw_not_done", "nobody is drawn yet");
    if (reason[0] == '\0' || !draw_text_fits(reason, DRAW_REASON_BYTES_MAX))
        return fail(op, ERR_INVALID, "draw_reason", "no reason, or too long");
    after.called = mem_array(op, int32_t, DRAW_SUPPLEMENTS_MAX);
    if (record->called_count > 0)
        memcpy(after.called, record->called, sizeof *after.called * (size_t)record->called_count);
    char *text = mem_printf(op, "supplement\t%d\t%s\t%s\n", record->supplement_count + 1,
                            act_time(op), reason);
    for (size_t s = 0; s < record->rules.seat_count; s++) {
        if (code != NULL && strcmp(code, record->rules.seats[s].code) != 0)
            continue;
        enum err e = call_next(op, &after, (int32_t)s, &text);
        if (e != OK)
            return e;
        met = true;
    }
    if (!met)
        return fail(op, ERR_NOT_FOUND, "draw_no_seat", "no such seat");
    return finish_text(op, record, text, ret_text);
}
