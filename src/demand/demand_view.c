/* SPDX-License-Identifier: Apache-2.0 */
/* demand_view.c: the shapes of demands, and the page of one. */
#include "demand/demand_view.h"

#include "base/mem.h"
#include "base/site.h"
#include "base/time.h"
#include "call/reference.h"
#include "demand/public.h"
#include "privacy/publication_view.h"
#include "privacy/reveal.h"

#include <string.h>

enum { ACTIONS_MAX = 8 };

/* A member of the demand inside another struct. */
#define D_TEXT(type, member, min_, max_)                                                           \
    {                                                                                              \
#member, JSON_KIND_TEXT, .offset = offsetof(type, demand.member), .min = (min_),           \
                                 .max = (max_)                                                     \
    }
#define D_INT(type, member, min_, max_)                                                            \
    {                                                                                              \
#member, JSON_KIND_INT, .offset = offsetof(type, demand.member), .min = (min_),            \
                                .max = (max_)                                                      \
    }
#define D_DAY(type, member)                                                                        \
    {                                                                                              \
#member, JSON_KIND_DAY, .offset = offsetof(type, demand.member), .optional = true          \
    }
#define D_MAYBE(type, member, max_)                                                                \
    {                                                                                              \
#member, JSON_KIND_TEXT, .offset = offsetof(type, demand.member), .max = (max_),           \
                                 .optional = true                                                  \
    }

/* The same for what comes in and what goes out. */
#define ENTRY_FIELDS(type)                                                                         \
    D_TEXT(type, unit_name, 1, 100), D_TEXT(type, uscc, 0, 40), D_TEXT(type, region, 6, 6),        \
        D_TEXT(type, industry, 0, 10), D_TEXT(type, kind, 1, 20), D_TEXT(type, title, 1, 60),      \
        D_TEXT(type, detail, 0, 1000), D_TEXT(type, tried, 0, 1000), D_TEXT(type, goal, 0, 1000),  \
        D_TEXT(type, discipline, 0, 10), D_TEXT(type, specialty, 0, 200),                          \
        D_INT(type, title_level, 0, 4), D_INT(type, people, 1, DEMAND_PEOPLE_MAX),                 \
        D_TEXT(type, mode, 1, 20), D_DAY(type, from_day), D_DAY(type, to_day),                     \
        D_TEXT(type, urgency, 1, 20), D_TEXT(type, offers, 0, 500)

#define STANDING_FIELDS(type)                                                                      \
    { "id", JSON_KIND_TEXT, .offset = offsetof(type, demand.public_id), .max = 64 },               \
        D_MAYBE(type, number, 40), D_TEXT(type, state, 1, 20), D_TEXT(type, org_name, 1, 100),     \
        D_MAYBE(type, reporting_name, 100), D_TEXT(type, source, 1, 20),                           \
        D_MAYBE(type, application, 64), D_MAYBE(type, merged_into, 64),                            \
        D_MAYBE(type, public_state, 20), D_TEXT(type, reason, 0, 2000),                            \
        D_TEXT(type, result, 0, 2000), D_INT(type, satisfaction, 0, 5),                            \
        D_INT(type, postdoc_count, 0, 100000),                                                     \
    {                                                                                              \
        "changed", JSON_KIND_TIME, .offset = offsetof(type, demand.changed_ms)                     \
    }

static const struct json_field flag_fields[] = {
    JSON_TEXT(struct demand_flag, code, 1, 40),
    JSON_TEXT(struct demand_flag, name, 1, 40),
    JSON_TEXT(struct demand_flag, value, 1, 10),
    JSON_TEXT(struct demand_flag, source, 0, 500),
    JSON_DONE,
};
static const struct json_shape flag_shape = JSON_SHAPE(struct demand_flag, flag_fields);

static const struct json_field row_fields[] = {
    STANDING_FIELDS(struct demand_row_out),
    ENTRY_FIELDS(struct demand_row_out),
    JSON_TEXT(struct demand_row_out, region_name, 0, 40),
    JSON_TEXT(struct demand_row_out, state_name, 1, 20),
    JSON_LIST(struct demand_row_out, flags, flag_count, &flag_shape, REGION_FLAG_COUNT),
    JSON_DONE,
};
const struct json_shape demand_row_shape = { "struct demand_row", sizeof(struct demand_row_out),
                                             row_fields };

static const struct json_field contact_fields[] = {
    JSON_TEXT(struct demand_contact, name, 0, 40),
    JSON_TEXT(struct demand_contact, post, 0, 60),
    JSON_TEXT(struct demand_contact, phone, 0, 60),
    JSON_DONE,
};
static const struct json_shape contact_shape = JSON_SHAPE(struct demand_contact, contact_fields);

static const struct json_field in_fields[] = {
    ENTRY_FIELDS(struct demand_in),
    JSON_OBJECT(struct demand_in, contact, &contact_shape, .pointer = true, .optional = true,
                .note = "absent: as it was"),
    JSON_INT(struct demand_in, base, 0, JSON_INT_SAFE_MAX),
    JSON_DONE,
};
const struct json_shape demand_in_shape = JSON_SHAPE(struct demand_in, in_fields);

/* The public words with what a reviewer needs. */
struct words_out {
    struct demand_words words;
    struct publication_findings found; /* while they wait for the review */
    struct publication_review *review; /* NULL: none yet */
};

#define W_TEXT(member, min_, max_, ...)                                                            \
    {                                                                                              \
#member, JSON_KIND_TEXT, .offset = offsetof(struct words_out, words.member),               \
                                 .min = (min_), .max = (max_), __VA_ARGS__                         \
    }

static const struct json_field words_fields[] = {
    W_TEXT(number, 0, 40, .optional = true),
    W_TEXT(title, 1, 60, ),
    W_TEXT(text, 1, 1000, ),
    W_TEXT(state, 1, 20, ),
    W_TEXT(reason, 0, 500, ),
    W_TEXT(written_by, 0, 100, ),
    { "written_ms", JSON_KIND_TIME, .offset = offsetof(struct words_out, words.written_ms) },
    W_TEXT(reviewed_by, 0, 100, .optional = true),
    { "reviewed_ms", JSON_KIND_TIME, .offset = offsetof(struct words_out, words.reviewed_ms),
      .optional = true },
    { "own", JSON_KIND_BOOL, .offset = offsetof(struct words_out, words.own) },
    W_TEXT(sm3, 64, 64, ),
    { "found", JSON_KIND_LIST, .offset = offsetof(struct words_out, found.rows),
      .count_offset = offsetof(struct words_out, found.count), .max = PUBLICATION_FINDINGS_MAX,
      .shape = &publication_finding_shape, .note = "what looks like a person's number" },
    JSON_OBJECT(struct words_out, review, &publication_review_shape, .pointer = true,
                .optional = true),
    JSON_DONE,
};
static const struct json_shape demand_words_shape = { "struct demand_words",
                                                      sizeof(struct words_out), words_fields };

/* ---- priority areas ---- */

static const char *const flag_words[] = {
    [FLAG_UNKNOWN] = "unknown", [FLAG_NO] = "no", [FLAG_YES] = "yes"
};

/* The flags of a region today; all of them, or those that are yes. */
static struct demand_flag *flags_of(struct op *op, const char *region, bool all, size_t *ret_count)
{
    int today = day_of(op->now_ms, ZONE_SHANGHAI_MINUTES);
    struct demand_flag *flags = NULL;
    size_t count = 0;

    for (int i = 0; i < REGION_FLAG_COUNT; i++) {
        enum region_flag kind = (enum region_flag)i;
        struct flag flag = reference_flag(op->site->reference, region, kind, today);
        struct demand_flag row = { region_flag_code(kind), region_flag_name(kind),
                                   flag_words[flag.value], flag.source };
        if (all || flag.value == FLAG_YES)
            mem_push(op, flags, count, row);
    }
    *ret_count = count;
    return flags;
}

static const char *region_name(const struct op *op, const char *code)
{
    const struct region *region = reference_region(op->site->reference, code);

    return region == NULL ? "" : region->name;
}

struct demand_row_out demand_row_view(struct op *op, const struct demand *demand)
{
    struct demand_row_out row = { .demand = *demand,
                                  .region_name = region_name(op, demand->region),
                                  .state_name = demand_word_name(demand_states, demand->state) };

    row.flags = flags_of(op, demand->region, false, &row.flag_count);
    return row;
}

/* ---- the page of one ---- */

struct demand_out {
    struct demand demand;
    const char *region_name;
    const char *state_name;
    struct demand_flag *flags;
    size_t flag_count;
    struct demand_contact *contact;
    bool revealed;
    bool may_reveal;
    bool may_edit;
    const char **actions;
    size_t action_count;
    struct words_out *words;
};

static const struct json_field out_fields[] = {
    STANDING_FIELDS(struct demand_out),
    ENTRY_FIELDS(struct demand_out),
    D_INT(struct demand_out, revision, 0, JSON_INT_SAFE_MAX),
    { "created", JSON_KIND_TIME, .offset = offsetof(struct demand_out, demand.created_ms) },
    JSON_TEXT(struct demand_out, region_name, 0, 40),
    JSON_TEXT(struct demand_out, state_name, 1, 20),
    JSON_LIST(struct demand_out, flags, flag_count, &flag_shape, REGION_FLAG_COUNT),
    JSON_OBJECT(struct demand_out, contact, &contact_shape, .pointer = true),
    JSON_BOOL(struct demand_out, revealed),
    JSON_BOOL(struct demand_out, may_reveal),
    JSON_BOOL(struct demand_out, may_edit),
    JSON_TEXTS(struct demand_out, actions, action_count, 20, ACTIONS_MAX),
    JSON_OBJECT(struct demand_out, words, &demand_words_shape, .pointer = true, .optional = true),
    JSON_DONE,
};
const struct json_shape demand_page_shape = { "struct demand_page", sizeof(struct demand_out),
                                              out_fields };

/* NULL when none were written. */
static enum err add_words(struct op *op, const struct demand *demand, struct words_out **ret_words)
{
    struct words_out *out = mem_new(op, struct words_out);
    struct publication_review *review = mem_new(op, struct publication_review);

    enum err e = demand_words(op, demand, &out->words);
    if (e == ERR_NOT_FOUND)
        return OK;
    if (e == OK && strcmp(out->words.state, "written") == 0)
        out->found = demand_words_findings(op, &out->words);
    if (e == OK)
        e = publication_last(op, "demand", demand->public_id, 0, review);
    if (e == OK)
        out->review = review;
    else if (e != ERR_NOT_FOUND)
        return e;
    *ret_words = out;
    return OK;
}

enum err respond_demand(struct op *op, struct response *response, const char *public_id, int status)
{
    struct demand_out out = { 0 };
    struct demand_contact contact = { 0 };

    enum err e = demand_get(op, public_id, &out.demand);
    if (e == OK)
        e = demand_contact(op, &out.demand, &contact, &out.revealed);
    if (e == OK)
        e = add_words(op, &out.demand, &out.words);
    if (e != OK)
        return e;
    out.contact = &contact;
    out.may_reveal = !out.revealed && reveal_allowed(op);
    out.region_name = region_name(op, out.demand.region);
    out.state_name = demand_word_name(demand_states, out.demand.state);
    out.flags = flags_of(op, out.demand.region, true, &out.flag_count);
    out.may_edit = demand_may_edit(op, &out.demand);
    const char *const *actions = demand_actions(op, &out.demand);
    while (actions[out.action_count] != NULL)
        mem_push(op, out.actions, out.action_count, actions[out.action_count]);
    response->status = status;
    return respond(op, response, &demand_page_shape, &out);
}

static const struct json_field alike_fields[] = {
    { "id", JSON_KIND_TEXT, .offset = offsetof(struct demand_alike, demand.public_id), .max = 64 },
    D_MAYBE(struct demand_alike, number, 40),
    D_TEXT(struct demand_alike, title, 1, 60),
    D_TEXT(struct demand_alike, unit_name, 1, 100),
    D_TEXT(struct demand_alike, detail, 0, 1000),
    D_TEXT(struct demand_alike, state, 1, 20),
    JSON_INT(struct demand_alike, permille, 0, 1000),
    JSON_DONE,
};
const struct json_shape demand_alike_shape = JSON_SHAPE(struct demand_alike, alike_fields);
