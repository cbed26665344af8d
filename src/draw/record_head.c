/* SPDX-License-Identifier: Apache-2.0 */
/* record_head.c: reads what a draw was opened with. */
#include "base/mem.h"
#include "base/op.h"
#include "draw/record_lines.h"
#include "draw/record_read.h"

#include <stdio.h>
#include <string.h>

/* The rules' own text, put together again from its lines. */
static enum err read_rules_text(struct record_reader *r, int lines, struct bytes *ret_text)
{
    char *text = mem_array(r->op, char, DRAW_RULES_BYTES_MAX + 1);
    size_t size = 0;

    for (int k = 0; k < lines; k++) {
        static const char word[] = "rule\t";
        const char *from = r->bytes + r->at;
        const char *end = r->at == r->size ? NULL : memchr(from, '\n', r->size - r->at);
        r->line++;
        if (end == NULL || !next_is(r, "rule"))
            return refuse_line(r, "draw_line_form");
        from += sizeof word - 1;
        if (size + (size_t)(end - from) + 1 > DRAW_RULES_BYTES_MAX)
            return refuse_line(r, "draw_line_form");
        if (k > 0)
            text[size++] = '\n';
        memcpy(text + size, from, (size_t)(end - from));
        size += (size_t)(end - from);
        r->at = (size_t)(end - r->bytes) + 1;
    }
    *ret_text = (struct bytes){ (const uint8_t *)text, size };
    return OK;
}

static enum err read_rules(struct record_reader *r)
{
    struct draw_record *record = &r->record;
    uint8_t digest[SM3_BYTES];
    struct bytes text = { 0 };
    char *lines = mem_text(r->op, "");
    int count = 0;

    enum err e = next_of(r, "rules", 3);
    if (e == OK)
        e = cell_digest(r, 1, record->rules_digest);
    if (e == OK)
        e = cell_number(r, 2, 1, DRAW_RULES_BYTES_MAX, &count);
    if (e != OK)
        return e;
    size_t at_digest = r->line;
    e = read_rules_text(r, count, &text);
    if (e != OK)
        return e;
    sm3_once(text.data, text.size, digest);
    if (memcmp(digest, record->rules_digest, SM3_BYTES) != 0) {
        r->line = at_digest;
        return refuse_line(r, "draw_line_digest");
    }
    e = draw_rules_read(r->op, "RULES", text, &record->rules);
    if (e != OK) {
        op_forgive(r->op);
        return refuse_line(r, "draw_line_rules");
    }
    lines_of_rules(r->op, &record->rules, &lines);
    return next_given(r, lines, "draw_line_rules");
}

static enum err read_person(struct record_reader *r, struct draw_person *person)
{
    char rank_text[12] = "-";
    enum err e = next_of(r, "person", 8);

    if (e != OK)
        return e;
    *person = (struct draw_person){ .id = r->cells[1],
                                    .unit = r->cells[2],
                                    .field = r->cells[3],
                                    .level = r->cells[4],
                                    .region = r->cells[7] };
    int rank = draw_level_rank(person->level);
    if (rank >= 0)
        (void)snprintf(rank_text, sizeof rank_text, "%d", rank);
    bool good = strlen(person->id) == (size_t)2 * SM3_BYTES &&
                strspn(person->id, "0123456789abcdef") == (size_t)2 * SM3_BYTES &&
                person->unit[0] != '\0' && draw_text_fits(person->unit, DRAW_UNIT_BYTES_MAX) &&
                draw_text_fits(person->field, DRAW_ID_BYTES_MAX) &&
                draw_text_fits(person->level, DRAW_ID_BYTES_MAX) &&
                draw_text_fits(person->region, DRAW_ID_BYTES_MAX) &&
                strcmp(rank_text, r->cells[5]) == 0;
    if (!good)
        return refuse_line(r, "draw_line_form");
    return cell_number(r, 6, 0, DRAW_REVIEWS_MAX, &person->reviews);
}

static enum err read_pool(struct record_reader *r, int count)
{
    struct draw_pool *pool = &r->record.pool;
    size_t least_bytes = 2 * SM3_BYTES; /* of a person's line */

    if ((size_t)count > (r->size - r->at) / least_bytes + 1)
        return refuse_line(r, "draw_line_form");
    *pool = (struct draw_pool){ .rows = mem_array(r->op, struct draw_person, (size_t)count),
                                .count = count };
    for (int32_t p = 0; p < count; p++) {
        enum err e = read_person(r, &pool->rows[p]);
        if (e != OK)
            return e;
    }
    enum err e = draw_pool_fit(r->op, &r->record.rules, pool);
    if (e == OK)
        e = draw_check(r->op, &r->record.rules, pool);
    if (e == OK)
        return OK;
    op_forgive(r->op);
    return refuse_line(r, "draw_line_rules");
}

static enum err read_names(struct record_reader *r)
{
    struct draw_record *record = &r->record;

    record->names = mem_array(r->op, const char *, DRAW_COMMITS_MAX);
    while (next_is(r, "name")) {
        enum err e = next_of(r, "name", 2);
        if (e != OK)
            return e;
        bool good = record->name_count < DRAW_COMMITS_MAX && r->cells[1][0] != '\0' &&
                    draw_text_fits(r->cells[1], DRAW_NAME_BYTES_MAX);
        for (size_t k = 0; good && k < record->name_count; k++)
            good = strcmp(record->names[k], r->cells[1]) != 0;
        if (!good)
            return refuse_line(r, "draw_line_form");
        record->names[record->name_count++] = r->cells[1];
    }
    return record->name_count == 1 ? refuse_line(r, "draw_line_form") : OK;
}

enum err read_head(struct record_reader *r)
{
    int number = 0, count = 0;
    int wanted = r->record.number + 1;

    r->record = (struct draw_record){ .number = wanted };
    enum err e = next_of(r, "draw", 3);
    if (e == OK)
        e = cell_number(r, 1, wanted, wanted, &number);
    if (e == OK)
        e = cell_time(r, 2);
    if (e == OK)
        e = next_of(r, "pool", 3);
    if (e == OK)
        e = cell_digest(r, 1, r->record.pool_digest);
    if (e == OK)
        e = cell_number(r, 2, 1, DRAW_POOL_MAX, &count);
    if (e == OK)
        e = read_rules(r);
    if (e == OK)
        e = read_pool(r, count);
    if (e == OK)
        e = read_names(r);
    return e == OK ? next_mark(r) : e;
}
