/* SPDX-License-Identifier: Apache-2.0 */
/* call_tables.c: which keys call.yaml has, of what type, and where they go. */
#include "call/call_tables.h"

#define AT(member)          offsetof(struct OF, member)
#define LIST_OF(list, size) offsetof(struct OF, list), offsetof(struct OF, size)

const char *const step_words[] = { "unit", "county", "league", "centre", NULL };
const char *const eligibility_words[] = {
    "declared", "count", "title", "register", "not_both", NULL
};
static const char *const arrival_words[] = { "received", "postmark", NULL };
static const char *const quota_words[] = { "hard", "soft", NULL };
static const char *const day_words[] = { "calendar", "working", NULL };

#define OF clause
static const struct key clause_keys[] = {
    { "code", KEY_CODE, AT(code), .required = true, .unique = true },
    { "label", KEY_TEXT, AT(label), .required = true, .unique = true, .max = 60 },
    { "text", KEY_TEXT, AT(text), .required = true },
    { 0 },
};
static const struct table clause_table = { "条款", sizeof(struct clause), ORIGIN_NONE,
                                           clause_keys };
#undef OF

#define OF contact
static const struct key contact_keys[] = {
    { "name", KEY_TEXT, AT(name), .required = true, .unique = true, .max = 60 },
    { "people", KEY_TEXTS, LIST_OF(people, people_count), .max = 20 },
    { "phones", KEY_TEXTS, LIST_OF(phones, phone_count), .max = 20 },
    { "emails", KEY_TEXTS, LIST_OF(emails, email_count), .max = 20 },
    { "address", KEY_TEXT, AT(address), .max = 200 },
    { "note", KEY_TEXT, AT(note) },
    { 0 },
};
static const struct table contact_table = { "联系方式", sizeof(struct contact), ORIGIN_NONE,
                                            contact_keys };
#undef OF

#define OF desk
static const struct key desk_keys[] = {
    { "code", KEY_CODE, AT(code), .required = true, .unique = true },
    { "name", KEY_TEXT, AT(name), .required = true, .max = 100 },
    { "contact", KEY_TEXT, AT(contact), .max = 60 },
    { "readers", KEY_TEXTS, LIST_OF(readers, reader_count), .max = 20 },
    { 0 },
};
static const struct table desk_table = { "受理台", sizeof(struct desk), ORIGIN_NONE, desk_keys };
#undef OF

#define OF deadline
static const struct key deadline_keys[] = {
    { "code", KEY_CODE, AT(code), .required = true, .unique = true },
    { "name", KEY_TEXT, AT(name), .required = true, .max = 60 },
    { "at", KEY_TEXT, AT(at), .required = true, .max = 40 },
    { "paper", KEY_WORD, AT(paper), .words = arrival_words },
    { "outage_hours", KEY_INT, AT(outage_hours), .min = 1, .max = 720 },
    { 0 },
};
static const struct table deadline_table = { "截止时间", sizeof(struct deadline), ORIGIN_OWN,
                                             deadline_keys };
#undef OF

#define OF phase
static const struct key phase_keys[] = {
    { "name", KEY_TEXT, AT(name), .required = true, .max = 60 },
    { "from", KEY_DAY, AT(from) },
    { "to", KEY_DAY, AT(to) },
    { "when", KEY_TEXT, AT(when), .max = 100 },
    { 0 },
};
static const struct table phase_table = { "时间安排", sizeof(struct phase), ORIGIN_OWN,
                                          phase_keys };
#undef OF

#define OF unit_class
static const struct key unit_keys[] = {
    { "code", KEY_CODE, AT(code), .required = true, .unique = true },
    { "name", KEY_TEXT, AT(name), .required = true, .unique = true, .max = 60 },
    { "short_name", KEY_TEXT, AT(short_name), .required = true, .unique = true, .max = 20 },
    { "expected", KEY_INT, AT(expected), .max = 100000 },
    { "reporting", KEY_BOOL, AT(reporting) },
    { "register", KEY_CODE, AT(register_code) },
    { "members", KEY_TEXTS, LIST_OF(members, member_count) },
    { 0 },
};
static const struct unit_class unit_initial = { .expected = -1 };
static const struct table unit_table = { "单位类别", sizeof(struct unit_class), ORIGIN_OWN,
                                         unit_keys, &unit_initial };
#undef OF

#define OF unit_register
static const struct key register_keys[] = {
    { "code", KEY_CODE, AT(code), .required = true, .unique = true },
    { "name", KEY_TEXT, AT(name), .required = true, .unique = true, .max = 60 },
    { "levels", KEY_TEXTS, LIST_OF(levels, level_count), .max = 20 },
    { "statuses", KEY_TEXTS, LIST_OF(statuses, status_count), .max = 20 },
    { "since", KEY_TEXT, AT(since), .max = 60 },
    { "as_of", KEY_DAY, AT(as_of) },
    { 0 },
};
static const struct table register_table = { "名册", sizeof(struct unit_register), ORIGIN_OWN,
                                             register_keys };
#undef OF

#define OF filing
static const struct key filing_keys[] = {
    { "unit", KEY_CODE, AT(unit), .required = true, .unique = true },
    { "route", KEY_WORDS, LIST_OF(route, route_count), .required = true, .words = step_words },
    { "recommended_by", KEY_CODE, AT(recommended_by), .required = true },
    { "copies", KEY_TEXTS, LIST_OF(copies, copy_count), .max = 10 },
    { 0 },
};
static const struct table filing_table = { "申报资格", sizeof(struct filing), ORIGIN_OWN,
                                           filing_keys };
#undef OF

#define OF quota
static const struct key quota_keys[] = {
    { "unit", KEY_CODE, AT(unit), .required = true, .unique = true },
    { "max", KEY_COUNT, AT(max), .required = true, .max = 100000 },
    { "min", KEY_INT, AT(min), .max = 100000 },
    { "kind", KEY_FLAG, AT(soft), .words = quota_words },
    { 0 },
};
#undef OF

static void after_quota(struct reader *reader, const struct node *node, void *object)
{
    struct quota *quota = object;

    if (quota->max != QUOTA_NO_LIMIT && quota->min > quota->max)
        reader_error(reader, node->place, "call_range_upside_down",
                     WORDS({ "low", "min" }, { "high", "max" }));
}
static const struct table quota_table = { "名额", sizeof(struct quota), ORIGIN_OWN, quota_keys,
                                          NULL,   after_quota };

#define OF correction
static const struct key correction_keys[] = {
    { "electronic_days", KEY_INT, AT(electronic_days), .required = true, .min = 1, .max = 365 },
    { "paper_days", KEY_INT, AT(paper_days), .min = 1, .max = 365 },
    { "next_day", KEY_BOOL, AT(next_day) },
    { "rounds", KEY_INT, AT(rounds), .min = 1, .max = 10 },
    { 0 },
};
static const struct correction correction_initial = { .rounds = 1 };
static const struct table correction_table = { "补正期限", sizeof(struct correction), ORIGIN_OWN,
                                               correction_keys, &correction_initial };
#undef OF

#define OF delivery
static const struct key delivery_keys[] = {
    { "electronic", KEY_BOOL, AT(electronic) },
    { "stamped_scan", KEY_BOOL, AT(stamped_scan) },
    { "paper_copies", KEY_INT, AT(paper_copies), .max = 20 },
    { "letter", KEY_BOOL, AT(letter) },
    { "letter_contents", KEY_TEXTS, LIST_OF(letter_contents, letter_content_count), .max = 30 },
    { 0 },
};
static const struct table delivery_table = { "报送方式", sizeof(struct delivery), ORIGIN_OWN,
                                             delivery_keys };
#undef OF

#define OF material
static const struct key material_keys[] = {
    { "code", KEY_CODE, AT(code), .required = true, .unique = true },
    { "title", KEY_TEXT, AT(title), .required = true, .max = 100 },
    { "required", KEY_BOOL, AT(required) },
    { "copies", KEY_INT, AT(copies), .max = 20 },
    { "field", KEY_CODE, AT(field) },
    { "about", KEY_TEXT, AT(note) },
    { 0 },
};
static const struct table material_table = { "材料", sizeof(struct material), ORIGIN_OWN,
                                             material_keys };
#undef OF

#define OF content
static const struct key content_keys[] = {
    { "title", KEY_TEXT, AT(title), .required = true, .unique = true, .max = 100 },
    { "fields", KEY_TEXTS, LIST_OF(fields, field_count), .required = true, .max = 50 },
    { 0 },
};
static const struct table content_table = { "要求写明的内容", sizeof(struct content), ORIGIN_OWN,
                                            content_keys };
#undef OF

#define OF eligibility
static const struct key eligibility_keys[] = {
    { "code", KEY_CODE, AT(code), .required = true, .unique = true },
    { "kind", KEY_WORD, AT(kind), .required = true, .words = eligibility_words },
    { "text", KEY_TEXT, AT(text), .required = true, .max = 500 },
    { "field", KEY_TEXT, AT(field), .max = 90 },
    { "min", KEY_INT, AT(min) },
    { "at_least", KEY_CODE, AT(at_least) },
    { "register", KEY_CODE, AT(register_code) },
    { "level", KEY_CODE, AT(level) },
    { "status", KEY_TEXTS, LIST_OF(status, status_count), .max = 20 },
    { "min_years", KEY_INT, AT(min_years), .max = 100 },
    { "track", KEY_CODE, AT(track) },
    { 0 },
};
static const struct eligibility eligibility_initial = { .min = -1 };
static const struct table eligibility_table = { "申报条件", sizeof(struct eligibility), ORIGIN_OWN,
                                                eligibility_keys, &eligibility_initial };
#undef OF

#define OF criterion
static const struct key criterion_keys[] = {
    { "title", KEY_TEXT, AT(title), .required = true, .unique = true, .max = 100 },
    { "weight", KEY_INT, AT(weight), .required = true, .min = 1, .max = 1000 },
    { "text", KEY_TEXT, AT(text) },
    { 0 },
};
static const struct table criterion_table = { "评审指标", sizeof(struct criterion), ORIGIN_NONE,
                                              criterion_keys };
#undef OF

#define OF review
static const struct key review_keys[] = {
    { "reviewers", KEY_INT, AT(reviewers), .min = 1, .max = 100 },
    { "full_marks", KEY_INT, AT(full_marks), .min = 1, .max = 10000 },
    { "criteria", KEY_LIST, LIST_OF(criteria, criterion_count), .table = &criterion_table,
      .max = 50 },
    { 0 },
};
static const struct review review_initial = { .full_marks = 100 };
static const struct table review_table = { "评审", sizeof(struct review), ORIGIN_OWN, review_keys,
                                           &review_initial };
#undef OF

#define OF target
static const char *const target_levels[] = { "region", "nation", NULL };
static const struct key target_keys[] = {
    { "code", KEY_CODE, AT(code), .required = true, .unique = true },
    { "title", KEY_TEXT, AT(title), .required = true, .max = 100 },
    { "level", KEY_TERM, AT(level), .required = true, .words = target_levels },
    { "min", KEY_INT, AT(min), .max = 100000 },
    { "max", KEY_COUNT, AT(max), .required = true, .max = 100000 },
    { 0 },
};
static void after_target(struct reader *reader, const struct node *node, void *object)
{
    struct target *target = object;

    if (target->max != QUOTA_NO_LIMIT && target->min > target->max)
        reader_error(reader, node->place, "call_range_upside_down",
                     WORDS({ "low", "min" }, { "high", "max" }));
}
static const struct table target_table = { "遴选数量", sizeof(struct target),
                                           ORIGIN_OWN, target_keys,
                                           NULL,       after_target };
#undef OF

#define OF publicity
static const struct key publicity_keys[] = {
    { "days", KEY_INT, AT(days), .required = true, .min = 1, .max = 365 },
    { "kind", KEY_WORD, AT(kind), .words = day_words },
    { "columns", KEY_TEXTS, LIST_OF(columns, column_count), .max = 30 },
    { "objections", KEY_TEXT, AT(objections) },
    { 0 },
};
static const struct table publicity_table = { "公示", sizeof(struct publicity), ORIGIN_OWN,
                                              publicity_keys };
#undef OF

#define OF duty
static const char *const after_words[] = { "activity_end", "announcement", "payment", "year_end",
                                           NULL };
static const struct key duty_keys[] = {
    { "code", KEY_CODE, AT(code), .required = true, .unique = true },
    { "title", KEY_TEXT, AT(title), .required = true, .max = 200 },
    { "after", KEY_TERM, AT(after), .required = true, .words = after_words },
    { "days", KEY_INT, AT(days), .required = true, .max = 3660 },
    { "kind", KEY_WORD, AT(kind), .words = day_words },
    { "roll", KEY_BOOL, AT(roll) },
    { "materials", KEY_TEXTS, LIST_OF(materials, material_count), .max = 30 },
    { 0 },
};
static const struct table duty_table = { "事后任务", sizeof(struct duty), ORIGIN_OWN, duty_keys };
#undef OF

#define OF support
static const struct key support_keys[] = {
    { "payer", KEY_TEXT, AT(payer), .required = true, .max = 100 },
    { "text", KEY_TEXT, AT(text), .required = true },
    { 0 },
};
static const struct table support_table = { "经费支持", sizeof(struct support), ORIGIN_OWN,
                                            support_keys };
#undef OF

#define OF step_deadline
static const struct key step_deadline_keys[] = {
    { "step", KEY_WORD, AT(step), .required = true, .words = step_words },
    { "deadline", KEY_CODE, AT(deadline), .required = true },
    { 0 },
};
static const struct table step_deadline_table = { "分级截止时间", sizeof(struct step_deadline),
                                                  ORIGIN_OWN, step_deadline_keys };
#undef OF

#define OF track
static const struct key track_keys[] = {
    { "code", KEY_CODE, AT(code), .required = true, .unique = true },
    { "title", KEY_TEXT, AT(title), .required = true, .unique = true, .max = 60 },
    { "aliases", KEY_TEXTS, LIST_OF(aliases, alias_count), .max = 20 },
    { "form", KEY_CODE, AT(form_code), .required = true },
    { "form_name", KEY_TEXT, AT(form_name), .max = 60 },
    { "desk", KEY_CODE, AT(desk), .required = true },
    { "deadline", KEY_CODE, AT(deadline), .required = true },
    { "step_deadlines", KEY_LIST, LIST_OF(step_deadlines, step_deadline_count),
      .table = &step_deadline_table, .max = 3 },
    { "focus", KEY_TEXTS, LIST_OF(focus, focus_count), .max = 50 },
    { "filings", KEY_LIST, LIST_OF(filings, filing_count), .required = true, .table = &filing_table,
      .max = 50 },
    { "quotas", KEY_LIST, LIST_OF(quotas, quota_count), .required = true, .table = &quota_table,
      .max = 50 },
    { "correction", KEY_MAP, LIST_OF(correction, has_correction), .table = &correction_table },
    { "delivery", KEY_MAP, AT(delivery), .required = true, .table = &delivery_table },
    { "materials", KEY_LIST, LIST_OF(materials, material_count), .table = &material_table,
      .max = 50 },
    { "contents", KEY_LIST, LIST_OF(contents, content_count), .table = &content_table, .max = 50 },
    { "eligibility", KEY_LIST, LIST_OF(eligibility, eligibility_count), .table = &eligibility_table,
      .max = 50 },
    { "review", KEY_MAP, LIST_OF(review, has_review), .table = &review_table },
    { "targets", KEY_LIST, LIST_OF(targets, target_count), .table = &target_table, .max = 20 },
    { "publicity", KEY_MAP, LIST_OF(publicity, has_publicity), .table = &publicity_table },
    { "duties", KEY_LIST, LIST_OF(duties, duty_count), .table = &duty_table, .max = 20 },
    { "support", KEY_LIST, LIST_OF(support, support_count), .table = &support_table, .max = 20 },
    { 0 },
};
static const struct table track_table = { "申报类别", sizeof(struct track), ORIGIN_OWN,
                                          track_keys };
#undef OF

#define OF step_names
static const struct key step_name_keys[] = {
    { "unit", KEY_TEXT, AT(unit), .max = 20 },
    { "county", KEY_TEXT, AT(county), .max = 20 },
    { "league", KEY_TEXT, AT(league), .max = 20 },
    { "centre", KEY_TEXT, AT(centre), .max = 20 },
    { 0 },
};
static const struct table step_name_table = { "各级称谓", sizeof(struct step_names), ORIGIN_NONE,
                                              step_name_keys };
#undef OF

#define OF call
static const struct key call_keys[] = {
    { "format", KEY_INT, AT(format), .required = true, .min = 1, .max = 1 },
    { "code", KEY_CODE, AT(code), .required = true },
    { "title", KEY_TEXT, AT(title), .required = true, .max = 200 },
    { "short_title", KEY_TEXT, AT(short_title), .required = true, .max = 40 },
    { "number", KEY_TEXT, AT(number), .required = true, .max = 60 },
    { "issuer", KEY_TEXT, AT(issuer), .required = true, .max = 100 },
    { "issued", KEY_DAY, AT(issued), .required = true },
    { "plan_year", KEY_INT, AT(plan_year), .required = true, .min = 2000, .max = 2200 },
    { "language", KEY_TEXT, AT(language), .max = 20 },
    { "zone", KEY_TEXT, AT(zone), .required = true, .max = 6 },
    { "currency", KEY_TEXT, AT(currency), .max = 3 },
    { "region", KEY_TEXT, AT(region), .max = 12 },
    { "summary", KEY_TEXT, AT(summary), .max = 1000 },
    { "late", KEY_TEXT, AT(late), .max = 500 },
    { "step_names", KEY_MAP, AT(step_names), .table = &step_name_table },
    { "clauses", KEY_LIST, LIST_OF(clauses, clause_count), .required = true,
      .table = &clause_table },
    { "contacts", KEY_LIST, LIST_OF(contacts, contact_count), .table = &contact_table, .max = 50 },
    { "desks", KEY_LIST, LIST_OF(desks, desk_count), .required = true, .table = &desk_table,
      .max = 50 },
    { "deadlines", KEY_LIST, LIST_OF(deadlines, deadline_count), .required = true,
      .table = &deadline_table, .max = 50 },
    { "timetable", KEY_LIST, LIST_OF(timetable, phase_count), .table = &phase_table, .max = 50 },
    { "units", KEY_LIST, LIST_OF(units, unit_count), .required = true, .table = &unit_table,
      .max = 50 },
    { "registers", KEY_LIST, LIST_OF(registers, register_count), .table = &register_table,
      .max = 50 },
    { "tracks", KEY_LIST, LIST_OF(tracks, track_count), .required = true, .table = &track_table,
      .max = 50 },
    { 0 },
};
static const struct call call_initial = {
    .language = "zh-CN",
    .currency = "CNY",
    .step_names = { { 0 }, PHRASE("申报单位"), PHRASE("县级"), PHRASE("市级"), PHRASE("省级") },
};
const struct table call_table = { "通知", sizeof(struct call), ORIGIN_NONE, call_keys,
                                  &call_initial };
#undef OF
