/* SPDX-License-Identifier: Apache-2.0 */
/* expert_view.c: the shapes of experts, and the page of one. */
#include "expert/expert_view.h"

#include "base/mem.h"
#include "base/time.h"
#include "privacy/reveal.h"

#include <string.h>

enum { CODES_MAX = 120 };

/* A member of the expert inside another struct. */
#define E_TEXT(type, member, min_, max_)                                                           \
    {                                                                                              \
#member, JSON_KIND_TEXT, .offset = offsetof(type, expert.member), .min = (min_),           \
                                 .max = (max_)                                                     \
    }
#define E_INT(type, member, min_, max_)                                                            \
    {                                                                                              \
#member, JSON_KIND_INT, .offset = offsetof(type, expert.member), .min = (min_),            \
                                .max = (max_)                                                      \
    }

/* The same for what comes in and what goes out. */
#define PROFILE_FIELDS(type)                                                                       \
    E_TEXT(type, name, 1, 40), E_TEXT(type, org_name, 0, 100), E_TEXT(type, post, 0, 60),          \
        E_TEXT(type, title_series, 0, 40), E_TEXT(type, title_name, 0, 40),                        \
        E_INT(type, title_level, 0, 4), E_TEXT(type, discipline, 0, 10),                           \
        E_TEXT(type, industry, 0, 10), E_TEXT(type, specialty, 0, 300),                            \
        E_INT(type, days_per_year, 0, 366), E_TEXT(type, free_time, 0, 200),                       \
        E_TEXT(type, offers, 0, 1000), JSON_TEXTS(type, honour_codes, honour_count, 20, 20),       \
        JSON_TEXTS(type, region_codes, region_count, 6, CODES_MAX)

static const struct json_field row_fields[] = {
    { "id", JSON_KIND_TEXT, .offset = offsetof(struct expert_row_out, expert.public_id),
      .max = 64 },
    PROFILE_FIELDS(struct expert_row_out),
    E_TEXT(struct expert_row_out, state, 1, 20),
    E_INT(struct expert_row_out, checked_year, 0, 9999),
    JSON_DONE,
};
const struct json_shape expert_row_shape = { "struct expert_row", sizeof(struct expert_row_out),
                                             row_fields };

static const struct json_field personal_fields[] = {
    JSON_TEXT(struct expert_personal, document, 0, 20),
    JSON_TEXT(struct expert_personal, number, 0, 60),
    JSON_TEXT(struct expert_personal, mobile, 0, 40),
    JSON_TEXT(struct expert_personal, email, 0, 120),
    JSON_TEXT(struct expert_personal, born, 0, 10),
    JSON_TEXT(struct expert_personal, gender, 0, 10),
    JSON_TEXT(struct expert_personal, ethnicity, 0, 20),
    JSON_TEXT(struct expert_personal, address, 0, 200),
    JSON_DONE,
};
static const struct json_shape personal_shape = JSON_SHAPE(struct expert_personal, personal_fields);

static const char *const work_kinds[] = { "project", "paper", "patent", "award", "service", NULL };

static const struct json_field work_fields[] = {
    JSON_CHOICE(struct expert_work, kind, work_kinds), JSON_TEXT(struct expert_work, title, 1, 300),
    JSON_TEXT(struct expert_work, source, 0, 300),     JSON_TEXT(struct expert_work, role, 0, 300),
    JSON_INT(struct expert_work, year, 0, 9999),       JSON_DONE,
};
static const struct json_shape work_shape = JSON_SHAPE(struct expert_work, work_fields);

static const struct json_field in_fields[] = {
    PROFILE_FIELDS(struct expert_in),
    E_TEXT(struct expert_in, achievements, 0, 5000),
    E_TEXT(struct expert_in, history, 0, 5000),
    E_TEXT(struct expert_in, exception, 0, 1000),
    JSON_BOOL(struct expert_in, healthy),
    JSON_BOOL(struct expert_in, willing),
    JSON_BOOL(struct expert_in, adaptable),
    JSON_BOOL(struct expert_in, ministry),
    JSON_OBJECT(struct expert_in, personal, &personal_shape, .pointer = true, .optional = true,
                .note = "absent: as it was"),
    JSON_LIST(struct expert_in, works, work_count, &work_shape, EXPERT_WORKS_MAX),
    JSON_INT(struct expert_in, base, 0, JSON_INT_SAFE_MAX),
    JSON_TEXT(struct expert_in, consent_by, 0, 100,
              .note = "of a new one: who agreed for the employer"),
    JSON_INT(struct expert_in, member_year, 0, 9999, .note = "of a new one"),
    JSON_TEXT(struct expert_in, basis, 0, 100),
    JSON_DONE,
};
const struct json_shape expert_in_shape = JSON_SHAPE(struct expert_in, in_fields);

/* ---- codes ---- */

static const char **split(struct op *op, const char *codes, size_t *ret_count)
{
    const char **list = mem_array(op, const char *, CODES_MAX);
    size_t count = 0;

    for (const char *at = codes; *at != '\0' && count < CODES_MAX;) {
        size_t length = strcspn(at, " ");
        list[count++] = mem_text_max(op, at, length);
        at += length + (at[length] == ' ');
    }
    *ret_count = count;
    return list;
}

static const char *join(struct op *op, const char *const *codes, size_t count)
{
    char *text = mem_text(op, "");

    for (size_t i = 0; i < count; i++)
        mem_append(op, &text, "%s%s", i == 0 ? "" : " ", codes[i]);
    return text;
}

struct expert_row_out expert_row_view(struct op *op, const struct expert *expert)
{
    struct expert_row_out row = { .expert = *expert };

    row.honour_codes = split(op, expert->honours, &row.honour_count);
    row.region_codes = split(op, expert->regions, &row.region_count);
    return row;
}

struct expert_entry expert_entry_of(struct op *op, const struct expert_in *in)
{
    struct expert_entry entry = { .expert = in->expert,
                                  .personal = in->personal,
                                  .works = in->works,
                                  .work_count = in->work_count,
                                  .base = in->base,
                                  .consent_by = in->consent_by,
                                  .member_year = in->member_year,
                                  .basis = in->basis };

    entry.expert.honours = join(op, (const char *const *)in->honour_codes, in->honour_count);
    entry.expert.regions = join(op, (const char *const *)in->region_codes, in->region_count);
    entry.expert.healthy = in->healthy;
    entry.expert.willing = in->willing;
    entry.expert.adaptable = in->adaptable;
    entry.expert.ministry = in->ministry;
    return entry;
}

/* ---- the page of one ---- */

static const struct json_field employer_fields[] = {
    JSON_TEXT(struct expert_employer, org_name, 1, 100),
    JSON_DAY(struct expert_employer, from_day, .optional = true),
    JSON_DAY(struct expert_employer, to_day, .optional = true),
    JSON_DAY(struct expert_employer, consent_day, .optional = true),
    JSON_TEXT(struct expert_employer, consent_by, 0, 100),
    JSON_DONE,
};
static const struct json_shape employer_shape = JSON_SHAPE(struct expert_employer, employer_fields);

static const struct json_field member_fields[] = {
    JSON_TEXT(struct expert_member, level, 1, 20),
    JSON_INT(struct expert_member, year, 0, 9999),
    JSON_TEXT(struct expert_member, basis, 0, 100),
    JSON_DONE,
};
static const struct json_shape member_shape = JSON_SHAPE(struct expert_member, member_fields);

static const struct json_field check_fields[] = {
    JSON_INT(struct expert_check, year, 0, 9999), JSON_TEXT(struct expert_check, result, 1, 20),
    JSON_TEXT(struct expert_check, note, 0, 500), JSON_TEXT(struct expert_check, by, 0, 100),
    JSON_TIME(struct expert_check, at_ms),        JSON_DONE,
};
static const struct json_shape check_shape = JSON_SHAPE(struct expert_check, check_fields);

static const struct json_field base_fields[] = {
    JSON_TEXT(struct expert_base, entry, 1, 64),     JSON_TEXT(struct expert_base, name, 1, 100),
    JSON_TEXT(struct expert_base, org_name, 1, 100), JSON_DAY(struct expert_base, from_day),
    JSON_TEXT(struct expert_base, note, 0, 500),     JSON_DONE,
};
static const struct json_shape base_shape = JSON_SHAPE(struct expert_base, base_fields);

static const struct json_field declared_fields[] = {
    JSON_TEXT(struct expert_declared, org_name, 1, 100),
    JSON_TEXT(struct expert_declared, reason, 0, 500),
    JSON_DONE,
};
static const struct json_shape declared_shape = JSON_SHAPE(struct expert_declared, declared_fields);

struct expert_out {
    struct expert expert;
    const char **honour_codes;
    size_t honour_count;
    const char **region_codes;
    size_t region_count;
    bool healthy;
    bool willing;
    bool adaptable;
    bool ministry;
    bool names;      /* the reader sees who it is */
    bool revealed;   /* personal values are in full */
    bool may_reveal; /* could be asked for */
    struct expert_personal *personal;
    struct expert_work *works;
    size_t work_count;
    struct expert_file file;
};

static const struct json_field out_fields[] = {
    { "id", JSON_KIND_TEXT, .offset = offsetof(struct expert_out, expert.public_id), .max = 64 },
    PROFILE_FIELDS(struct expert_out),
    E_TEXT(struct expert_out, achievements, 0, 5000),
    E_TEXT(struct expert_out, history, 0, 5000),
    E_TEXT(struct expert_out, exception, 0, 1000),
    E_TEXT(struct expert_out, state, 1, 20),
    E_TEXT(struct expert_out, reason, 0, 500),
    E_TEXT(struct expert_out, source, 1, 20),
    E_INT(struct expert_out, checked_year, 0, 9999),
    E_INT(struct expert_out, revision, 0, JSON_INT_SAFE_MAX),
    { "changed", JSON_KIND_TIME, .offset = offsetof(struct expert_out, expert.changed_ms) },
    JSON_BOOL(struct expert_out, healthy),
    JSON_BOOL(struct expert_out, willing),
    JSON_BOOL(struct expert_out, adaptable),
    JSON_BOOL(struct expert_out, ministry),
    JSON_BOOL(struct expert_out, names),
    JSON_BOOL(struct expert_out, revealed),
    JSON_BOOL(struct expert_out, may_reveal),
    JSON_OBJECT(struct expert_out, personal, &personal_shape, .pointer = true, .optional = true),
    JSON_LIST(struct expert_out, works, work_count, &work_shape, EXPERT_WORKS_MAX),
    { "employers", JSON_KIND_LIST, .offset = offsetof(struct expert_out, file.employers),
      .count_offset = offsetof(struct expert_out, file.employer_count), .max = 50,
      .shape = &employer_shape },
    { "members", JSON_KIND_LIST, .offset = offsetof(struct expert_out, file.members),
      .count_offset = offsetof(struct expert_out, file.member_count), .max = 100,
      .shape = &member_shape },
    { "checks", JSON_KIND_LIST, .offset = offsetof(struct expert_out, file.checks),
      .count_offset = offsetof(struct expert_out, file.check_count), .max = 50,
      .shape = &check_shape },
    { "bases", JSON_KIND_LIST, .offset = offsetof(struct expert_out, file.bases),
      .count_offset = offsetof(struct expert_out, file.base_count), .max = 50,
      .shape = &base_shape },
    { "declared", JSON_KIND_LIST, .offset = offsetof(struct expert_out, file.declared),
      .count_offset = offsetof(struct expert_out, file.declared_count), .max = 100,
      .shape = &declared_shape },
    JSON_DONE,
};
const struct json_shape expert_page_shape = { "struct expert_page", sizeof(struct expert_out),
                                              out_fields };

enum err respond_expert(struct op *op, struct response *response, const char *public_id, int status)
{
    struct expert_out out = { 0 };
    struct expert_personal personal = { 0 };

    enum err e = expert_get(op, public_id, &out.expert);
    if (e != OK)
        return e;
    out.names = expert_sees_names(op);
    e = expert_works(op, &out.expert, &out.works, &out.work_count);
    if (e == OK)
        e = expert_file(op, &out.expert, &out.file);
    if (e == OK && out.names) {
        e = expert_personal(op, &out.expert, &personal, &out.revealed);
        out.personal = &personal;
        out.may_reveal = !out.revealed && reveal_allowed(op);
    }
    if (e != OK)
        return e;
    for (size_t i = 0; i < out.file.employer_count; i++) {
        if (out.file.employers[i].to_day == 99991231)
            out.file.employers[i].to_day = 0;
    }
    out.honour_codes = split(op, out.expert.honours, &out.honour_count);
    out.region_codes = split(op, out.expert.regions, &out.region_count);
    out.healthy = out.expert.healthy != 0;
    out.willing = out.expert.willing != 0;
    out.adaptable = out.expert.adaptable != 0;
    out.ministry = out.expert.ministry != 0;
    response->status = status;
    return respond(op, response, &expert_page_shape, &out);
}

/* ---- who would serve in somebody's place ---- */

static const struct json_field alike_fields[] = {
    { "id", JSON_KIND_TEXT, .offset = offsetof(struct expert_alike, expert.public_id), .max = 64 },
    E_TEXT(struct expert_alike, name, 1, 40),
    E_TEXT(struct expert_alike, org_name, 0, 100),
    E_TEXT(struct expert_alike, title_name, 0, 40),
    E_TEXT(struct expert_alike, specialty, 0, 300),
    JSON_INT(struct expert_alike, permille, 0, 1000),
    JSON_DONE,
};
const struct json_shape expert_alike_shape = JSON_SHAPE(struct expert_alike, alike_fields);
