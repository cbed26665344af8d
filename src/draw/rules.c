/* SPDX-License-Identifier: Apache-2.0 */
/* rules.c: the keys of RULES.yaml, and what levels are worth. */
#include "draw/rules.h"

#include "base/language.h"
#include "base/mem.h"
#include "base/op.h"
#include "call/call_tables.h"
#include "call/table.h"
#include "draw/pool.h"

#include <string.h>

enum { CODE_CHARS = 40 };

#define AT(member) offsetof(struct OF, member)

#define OF draw_seat
static const struct key seat_keys[] = {
    { "code", KEY_TEXT, AT(code), .required = true, .unique = true, .max = CODE_CHARS },
    { "count", KEY_INT, AT(count), .required = true, .min = 1, .max = DRAW_PLACES_MAX },
    { "field", KEY_TEXT, AT(field), .max = DRAW_ID_BYTES_MAX },
    { "level_min", KEY_TEXT, AT(level_min), .max = CODE_CHARS },
    { 0 },
};
static const struct table seat_table = { "席位", sizeof(struct draw_seat), ORIGIN_NONE, seat_keys };
#undef OF

#define OF draw_rules
static const struct key rules_keys[] = {
    { "seats", KEY_LIST, AT(seats), AT(seat_count), .required = true, .table = &seat_table,
      .max = DRAW_SEATS_MAX },
    { "alternates", KEY_INT, AT(alternates), .min = 0, .max = DRAW_PLACES_MAX },
    { "per_unit", KEY_INT, AT(per_unit), .min = 1, .max = DRAW_PLACES_MAX },
    { "max_reviews", KEY_INT, AT(max_reviews), .min = 1, .max = DRAW_REVIEWS_MAX },
    { "exclude_units", KEY_TEXTS, AT(excluded), AT(excluded_count), .max = DRAW_UNITS_MAX },
    { 0 },
};
static const struct draw_rules rules_initial = { .per_unit = DRAW_NO_LIMIT,
                                                 .max_reviews = DRAW_NO_LIMIT };
static const struct table rules_table = { "抽取规则", sizeof(struct draw_rules), ORIGIN_NONE,
                                          rules_keys, &rules_initial };
#undef OF

/* How levels are called besides by their codes and full names. */
static const struct {
    const char *name;
    const char *level;
} level_aliases[] = {
    { "正高", "senior" },    { "副高", "vice_senior" }, { "associate", "vice_senior" },
    { "助理", "assistant" }, { "初级", "junior" },      { "无", "none" },
};

int draw_level_rank(const char *level)
{
    size_t length = strlen(level);

    if (length == 0)
        return DRAW_LEVEL_NONE;
    if (length <= 2 && strspn(level, "0123456789") == length)
        return length == 1 ? level[0] - '0' : (level[0] - '0') * 10 + (level[1] - '0');
    for (size_t k = 0; k < sizeof level_aliases / sizeof level_aliases[0]; k++)
        if (strcmp(level, level_aliases[k].name) == 0)
            level = level_aliases[k].level;
    for (int k = 0; level_words[k] != NULL; k++)
        if (strcmp(level, level_words[k]) == 0 ||
            strcmp(level, level_name(LANGUAGE_CHINESE, level_words[k])) == 0)
            return DRAW_TITLE_BASE + k;
    return DRAW_LEVEL_WRONG;
}

bool draw_levels_compare(int rank, int other)
{
    return rank >= 0 && other >= 0 && (rank >= DRAW_TITLE_BASE) == (other >= DRAW_TITLE_BASE);
}

static void judge_text(struct reader *reader, struct place place, const char *text, size_t max)
{
    if (text != NULL && !draw_text_fits(text, max))
        reader_error(reader, reader_place(reader, text, place), "draw_rules_text", NULL);
}

static void judge_seat(struct reader *reader, const struct draw_seat *seat)
{
    judge_text(reader, seat->place, seat->code, DRAW_UNIT_BYTES_MAX);
    judge_text(reader, seat->place, seat->field, DRAW_ID_BYTES_MAX);
    if (seat->level_min != NULL && draw_level_rank(seat->level_min) < 0)
        reader_error(reader, reader_place(reader, seat->level_min, seat->place), "draw_rules_level",
                     WORDS({ "value", seat->level_min }));
}

static void judge_rules(struct reader *reader, const struct draw_rules *rules)
{
    int64_t places = (int64_t)rules->seat_count * rules->alternates;
    int first = DRAW_LEVEL_NONE;

    if (rules->seats != NULL && rules->seat_count == 0)
        reader_error(reader, rules->place, "draw_rules_seats", NULL);
    for (size_t s = 0; rules->seats != NULL && s < rules->seat_count; s++) {
        const struct draw_seat *seat = &rules->seats[s];
        int rank = seat->level_min == NULL ? DRAW_LEVEL_NONE : draw_level_rank(seat->level_min);
        judge_seat(reader, seat);
        places += seat->count;
        first = first < 0 ? rank : first;
        if (rank >= 0 && !draw_levels_compare(rank, first))
            reader_error(reader, seat->place, "draw_rules_levels", NULL);
    }
    if (places > DRAW_PLACES_MAX)
        reader_error(
            reader, rules->place, "draw_rules_places",
            WORDS({ "count", mem_printf(reader->finding_memory, "%lld", (long long)places) },
                  { "max", mem_printf(reader->finding_memory, "%d", DRAW_PLACES_MAX) }));
    for (size_t k = 0; k < rules->excluded_count; k++)
        judge_text(reader, rules->place, rules->excluded[k], DRAW_UNIT_BYTES_MAX);
}

static enum err report_findings(struct op *op, struct finding_list *findings)
{
    finding_sort(findings);
    for (size_t k = 0; k < findings->count; k++) {
        const struct finding *row = &findings->rows[k];
        problem_add(op, &op->problems,
                    &(struct problem){ .path = mem_printf(op, "%s:%d:%d", row->place.file,
                                                          row->place.line, row->place.column),
                                       .code = row->code,
                                       .basis = BASIS_SYSTEM,
                                       .blocks = true,
                                       .message = row->message });
    }
    fail_arg(op, "count", "%zu", findings->error_count);
    return fail(op, ERR_INVALID, "draw_rules_wrong", "%zu mistakes", findings->error_count);
}

enum err draw_rules_read(struct op *op, const char *path, struct bytes text,
                         struct draw_rules *ret_rules)
{
    struct finding_list findings = { 0 };
    struct draw_rules rules = { 0 };
    struct node_file file = { path, (const char *)text.data, text.size };
    void *scratch = mem_pool(64 * 1024);
    struct text_places places = { .memory = scratch };
    struct reader reader = { op, op, &findings, &places };
    size_t node_count = 0;

    if (text.size > DRAW_RULES_BYTES_MAX || memchr(text.data, '\0', text.size) != NULL) {
        mem_free(scratch);
        return fail(op, ERR_TOO_LARGE, "draw_rules_large", "%zu bytes, or a NUL", text.size);
    }
    const struct node *root = node_read(scratch, &reader, &file, &node_count);
    if (root != NULL) {
        table_read(&reader, &rules_table, root, NULL, &rules);
        judge_rules(&reader, &rules);
    }
    mem_free(scratch);
    if (findings.error_count > 0)
        return report_findings(op, &findings);
    *ret_rules = rules;
    return OK;
}
