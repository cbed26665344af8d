/* SPDX-License-Identifier: Apache-2.0 */
/* record_read.c: follows a record from act to act; every line must be what those before demand. */
#include "draw/record_read.h"

#include "base/mem.h"
#include "base/op.h"
#include "draw/record_lines.h"

#include <string.h>

/* Puts a commitment among the others, by name in byte order. */
static void keep_commit(struct draw_record *record, struct draw_commit commit)
{
    size_t at = record->commit_count++;

    for (; at > 0 && strcmp(record->commits[at - 1].name, commit.name) > 0; at--)
        record->commits[at] = record->commits[at - 1];
    record->commits[at] = commit;
}

static bool name_may_commit(const struct draw_record *record, const struct draw_commit *commit)
{
    bool named = record->name_count == 0;

    for (size_t k = 0; k < record->name_count; k++)
        named = named || strcmp(record->names[k], commit->name) == 0;
    for (size_t k = 0; k < record->commit_count; k++)
        named = named && strcmp(record->commits[k].name, commit->name) != 0;
    return named && !draw_digest_is_old(record, commit->digest);
}

static enum err read_commit(struct record_reader *r)
{
    struct draw_record *record = &r->record;
    struct draw_commit commit = { 0 };
    enum err e = next_of(r, "commit", 4);

    if (e == OK)
        e = cell_digest(r, 2, commit.digest);
    if (e == OK)
        e = cell_time(r, 3);
    if (e != OK)
        return e;
    commit.name = r->cells[1];
    if (record->stage != DRAW_COMMITTING || record->commit_count == DRAW_COMMITS_MAX ||
        commit.name[0] == '\0' || !draw_text_fits(commit.name, DRAW_NAME_BYTES_MAX) ||
        !name_may_commit(record, &commit))
        return refuse_line(r, "draw_line_form");
    if (record->commits == NULL)
        record->commits = mem_array(r->op, struct draw_commit, DRAW_COMMITS_MAX);
    keep_commit(record, commit);
    return next_mark(r);
}

/* The commitment that the present line reveals, or NULL. */
static struct draw_commit *find_commit(const struct record_reader *r)
{
    const struct draw_record *record = &r->record;
    bool early = record->commit_count < DRAW_COMMITS_MIN ||
                 record->commit_count < record->name_count || record->stage == DRAW_DONE;

    for (size_t k = 0; !early && k < record->commit_count; k++)
        if (strcmp(record->commits[k].name, r->cells[1]) == 0 &&
            record->commits[k].secret.size == 0)
            return &record->commits[k];
    return NULL;
}

/* After the last secret: the seed and who is drawn. */
static enum err read_result(struct record_reader *r)
{
    struct draw_record *record = &r->record;
    char *lines = mem_text(r->op, "");
    enum err e = record_draw(r->op, record);

    if (e != OK)
        return e;
    record->stage = DRAW_DONE;
    record->called = mem_array(r->op, int32_t, DRAW_SUPPLEMENTS_MAX);
    record->called_seats = mem_array(r->op, int32_t, DRAW_SUPPLEMENTS_MAX);
    lines_of_result(r->op, record, &lines);
    return next_given(r, lines, "draw_line_result");
}

static enum err read_reveal(struct record_reader *r)
{
    uint8_t digest[SM3_BYTES];
    struct bytes secret = { 0 };
    size_t missing = 0;
    enum err e = next_of(r, "reveal", 4);

    if (e == OK)
        e = cell_time(r, 3);
    if (e != OK)
        return e;
    struct draw_commit *commit = find_commit(r);
    if (commit == NULL || !hex_parse(r->op, r->cells[2], &secret))
        return refuse_line(r, "draw_line_form");
    draw_commit_digest(r->op, commit->name, secret, digest);
    if (secret.size < DRAW_SECRET_BYTES_MIN || secret.size > DRAW_SECRET_BYTES_MAX ||
        memcmp(digest, commit->digest, SM3_BYTES) != 0)
        return refuse_line(r, "draw_line_secret");
    commit->secret = secret;
    r->record.stage = DRAW_REVEALING;
    for (size_t k = 0; k < r->record.commit_count; k++)
        missing += r->record.commits[k].secret.size == 0;
    if (missing == 0) {
        e = read_result(r);
        if (e != OK)
            return e;
    }
    return next_mark(r);
}

static int32_t find_seat(const struct draw_record *record, const char *code)
{
    for (size_t s = 0; s < record->rules.seat_count; s++)
        if (strcmp(record->rules.seats[s].code, code) == 0)
            return (int32_t)s;
    return -1;
}

/* One "called" line, whose seat must come after the one before it. */
static enum err read_call(struct record_reader *r, int32_t *seat)
{
    struct draw_record *record = &r->record;
    struct draw_standing standing = { &record->rules, &record->pool, &record->result,
                                      record->called, record->called_count };
    char *line = mem_text(r->op, "");
    int32_t row = -1;

    size_t line_before = r->line, at_before = r->at;
    enum err e = next_of(r, "called", 4);
    if (e != OK)
        return e;
    int32_t next = find_seat(record, r->cells[1]);
    if (next <= *seat || record->called_count == DRAW_SUPPLEMENTS_MAX)
        return refuse_line(r, "draw_line_form");
    e = draw_next(r->op, &standing, next, &row);
    if (e != OK) {
        op_forgive(r->op);
        return refuse_line(r, "draw_line_result");
    }
    lines_of_call(r->op, record, next, row, &line);
    r->line = line_before;
    r->at = at_before;
    record->called_seats[record->called_count] = next;
    record->called[record->called_count++] = row;
    *seat = next;
    return next_given(r, line, "draw_line_result");
}

static enum err read_supplement(struct record_reader *r)
{
    struct draw_record *record = &r->record;
    int number = 0;
    int32_t seat = -1;
    enum err e = next_of(r, "supplement", 4);

    if (e == OK)
        e = cell_number(r, 1, record->supplement_count + 1, record->supplement_count + 1, &number);
    if (e == OK)
        e = cell_time(r, 2);
    if (e != OK)
        return e;
    if (record->stage != DRAW_DONE || r->cells[3][0] == '\0' ||
        !draw_text_fits(r->cells[3], DRAW_REASON_BYTES_MAX))
        return refuse_line(r, "draw_line_form");
    record->supplement_count = number;
    int32_t before = record->called_count;
    while (next_is(r, "called")) {
        e = read_call(r, &seat);
        if (e != OK)
            return e;
    }
    /* one seat, or each of them */
    int32_t count = record->called_count - before;
    if (count != 1 && count != (int32_t)record->rules.seat_count)
        return refuse_line(r, "draw_line_form");
    return next_mark(r);
}

/* Who committed and did not reveal. */
static const char *silent_names(struct op *op, const struct draw_record *record)
{
    char *names = mem_text(op, "");

    for (size_t k = 0; k < record->commit_count; k++)
        if (record->commits[k].secret.size == 0)
            mem_append(op, &names, "%s%s", names[0] == '\0' ? "" : "、", record->commits[k].name);
    return names;
}

/* A draw that nobody finished, and the one after it. */
static enum err read_void(struct record_reader *r)
{
    enum err e = next_of(r, "void", 2);

    if (e == OK)
        e = cell_time(r, 1);
    if (e != OK)
        return e;
    if (r->record.stage == DRAW_DONE || r->record.number == DRAW_NUMBER_MAX)
        return refuse_line(r, "draw_line_form");
    r->voids[r->record.number - 1] = silent_names(r->op, &r->record);
    for (size_t k = 0; k < r->record.commit_count; k++)
        memcpy(r->old_digests + r->old_count++ * SM3_BYTES, r->record.commits[k].digest, SM3_BYTES);
    e = read_head(r);
    r->record.old_digests = r->old_digests;
    r->record.old_count = r->old_count;
    return e;
}

static enum err read_act(struct record_reader *r)
{
    static const struct {
        const char *word;
        enum err (*read)(struct record_reader *r);
    } acts[] = {
        { "commit", read_commit },
        { "reveal", read_reveal },
        { "supplement", read_supplement },
        { "void", read_void },
    };

    for (size_t k = 0; k < sizeof acts / sizeof acts[0]; k++)
        if (next_is(r, acts[k].word))
            return acts[k].read(r);
    r->line++;
    return refuse_line(r, "draw_line_form");
}

enum err draw_record_read(struct op *op, struct bytes text, struct draw_record *ret_record)
{
    struct record_reader r = { .op = op, .bytes = (const char *)text.data, .size = text.size };

    if (text.size > DRAW_RECORD_BYTES_MAX)
        return fail(op, ERR_TOO_LARGE, "draw_record_large", "%zu bytes", text.size);
    r.copy = mem_array(op, char, text.size + 1);
    r.voids = mem_array(op, const char *, DRAW_NUMBER_MAX);
    r.old_digests = mem_array(op, uint8_t, DRAW_NUMBER_MAX * DRAW_COMMITS_MAX * SM3_BYTES);
    if (text.size > 0)
        memcpy(r.copy, text.data, text.size);
    enum err e = next_given(&r, "dianjiang draw record 1\n", "draw_line_form");
    if (e == OK)
        e = read_head(&r);
    while (e == OK && r.at < r.size)
        e = read_act(&r);
    if (e != OK)
        return e;
    r.record.size = text.size;
    r.record.voids = r.voids;
    memcpy(r.record.mark, r.mark, SM3_BYTES);
    *ret_record = r.record;
    return OK;
}
