/* SPDX-License-Identifier: Apache-2.0 */
/*
 * call.h: the notice as data. A call is a folder of YAML files (docs/call-format.md) that the
 * loader turns into one immutable struct call; everything else asks it, nobody asks the files.
 *
 * Every struct below mirrors one mapping of the format and begins with its place in the files.
 * Texts are UTF-8 and never NULL unless the comment says so; arrays come with a _count. A code is
 * 1..40 of [a-z0-9_-], beginning with a letter or digit, and unique among its kind.
 */
#pragma once
#include "base/op.h"
#include "call/finding.h"

#include <jansson.h>
#include <stdint.h>

struct calendar; /* call/calendar.h */

struct form;       /* call/form.h */
struct paper_text; /* call/paper_text.h */

enum { CALL_FILE_BYTES_MAX = 1 << 20, CALL_FILES_MAX = 64, CALL_NODES_MAX = 200000 };
enum { CALL_DEPTH_MAX = 32 };

/* One clause of the notice: its printed name ("附件2 三(二)") and what it says in our own words. */
struct clause {
    struct place place;
    const char *code;
    const char *label;
    const char *text;
};

/* A value some clause states for a rule whose effective value stands beside it. */
struct stated {
    struct place place;
    const char *clause;      /* code */
    const char *value;       /* as the files write it */
    const char *weekday;     /* "星期五" if the clause names one, or NULL */
    const char *resolved_by; /* why the effective value differs, or NULL */
};

/* Where a rule comes from. Begins every struct that is a rule. */
struct origin {
    struct place place;
    enum basis basis;         /* NOTICE, DECISION or DEFAULT */
    const char *clause;       /* code, or NULL */
    const char *clause_label; /* of that clause, for people, or NULL */
    const char *decision;     /* number of the department's decision, or NULL */
    const char *note;         /* why, for those who keep the call, or NULL */
    struct stated *stated;
    size_t stated_count;
};

struct contact {
    struct place place;
    const char *name;
    const char **people;
    size_t people_count;
    const char **phones; /* as printed in the notice: shown, never dialled */
    size_t phone_count;
    const char **emails;
    size_t email_count;
    const char *address; /* or NULL */
    const char *note;    /* or NULL */
};

/* Who receives: the desk of a track. */
struct desk {
    struct place place;
    const char *code;
    const char *name;
    const char *contact;  /* name of a contact, or NULL */
    const char **readers; /* names of offices that may read what came to the desk */
    size_t reader_count;
};

enum arrival { ARRIVAL_RECEIVED, ARRIVAL_POSTMARK };

struct deadline {
    struct origin origin;
    const char *code;
    const char *name;
    const char *at;     /* as the files write it: a day, or an instant in the call's zone */
    int64_t at_ms;      /* the first instant that is too late: 2025-01-24T24:00+08:00 */
    int day;            /* the last day that is in time, YYYYMMDD in the call's zone */
    enum arrival paper; /* which instant counts for paper */
    int outage_hours;   /* an outage so shortly before proposes an extension, 0: the usual 24 */
};

/* A row of the public timetable. */
struct phase {
    struct origin origin;
    const char *name;
    int from;         /* YYYYMMDD, 0: open */
    int to;           /* YYYYMMDD, 0: open */
    const char *when; /* in words where no day is known, or NULL */
};

/* A class of unit, that is a capacity (身份): an application is filed in one capacity. */
struct unit_class {
    struct origin origin;
    const char *code;
    const char *name;
    const char *short_name;
    int expected;              /* how many there are, or -1: not known */
    bool reporting;            /* its members are the reporting units (盟市 level) */
    const char *register_code; /* name of the register its members stand in, or NULL */
    const char **members;      /* region codes of the members, if they are regions */
    size_t member_count;
};

/* A register that units or conditions refer to, as the base register (基地名册). */
struct unit_register {
    struct origin origin;
    const char *code;
    const char *name;
    const char **levels; /* words a row's level can be */
    size_t level_count;
    const char **statuses;
    size_t status_count;
    const char *since; /* the date of a row from which min_years counts ("批准设立之日"), or NULL */
    int as_of;         /* the day to which it counts, YYYYMMDD, 0: the day of the issue */
};

/* Steps of a road; the desk of the track stands at STEP_CENTRE. */
enum step { STEP_UNIT, STEP_COUNTY, STEP_LEAGUE, STEP_CENTRE, STEP_COUNT };

/* Who may file on a track, in which capacity, by which road. */
struct filing {
    struct origin origin;
    const char *unit; /* class of the applicant */
    enum step *route; /* unit first, centre last */
    size_t route_count;
    const char *recommended_by; /* class whose quota is used: equal to unit when filed direct */
    const char **copies;        /* classes that get a 知会 copy when it is sent */
    size_t copy_count;
};

enum { QUOTA_NO_LIMIT = -1 };

/* How many one recommending unit of a class may recommend on the track. */
struct quota {
    struct origin origin;
    const char *unit; /* class code, the recommending capacity */
    int max;          /* or QUOTA_NO_LIMIT */
    int min;          /* 0 when not stated: never refuses */
    bool soft;        /* 原则上: over it needs a reason and a decision of the department */
};

/* Periods for mending what the desk returned, in working days. */
struct correction {
    struct origin origin;
    int electronic_days;
    int paper_days;
    bool next_day; /* counting begins the day after the return */
    int rounds;    /* how often an item may be returned */
};

struct delivery {
    struct origin origin;
    bool electronic;
    bool stamped_scan;
    int paper_copies; /* 0: no paper */
    bool letter;      /* 书面推荐公函 of the recommending unit */
    const char **letter_contents;
    size_t letter_content_count;
};

/* A file or paper that goes with the form. */
struct material {
    struct origin origin;
    const char *code;
    const char *title;
    bool required;
    int copies;        /* on paper, 0: none */
    const char *field; /* attachment field that holds it, or NULL */
    const char *note;  /* or NULL */
};

/* Something the notice wants said, and the fields of the form where it is said. */
struct content {
    struct origin origin;
    const char *title;
    const char **fields;
    size_t field_count;
};

enum eligibility_kind {
    ELIGIBLE_DECLARED, /* a person judges it: only text */
    ELIGIBLE_COUNT,    /* field holds at least min */
    ELIGIBLE_TITLE,    /* field holds a title level of at_least or higher */
    ELIGIBLE_REGISTER, /* the unit stands in a register at a level with a status */
    ELIGIBLE_NOT_BOTH  /* the unit files nothing on the other track */
};

struct eligibility {
    struct origin origin;
    const char *code;
    enum eligibility_kind kind;
    const char *text;          /* in plain words */
    const char *field;         /* or NULL */
    int min;                   /* -1: not said */
    const char *at_least;      /* title level, or NULL */
    const char *register_code; /* or NULL */
    const char *level;         /* or NULL */
    const char **status;
    size_t status_count;
    int min_years;     /* standing in the register at least so long, 0: any */
    const char *track; /* of NOT_BOTH, or NULL */
};

struct criterion {
    struct place place;
    const char *title;
    int weight;
    const char *text; /* or NULL */
};

/* How items of a track are reviewed; kept for the review part. */
struct review {
    struct origin origin;
    int reviewers;  /* per item, at least; 0: not said */
    int full_marks; /* of the sheet */
    struct criterion *criteria;
    size_t criterion_count;
};

/* How many are chosen: "遴选 10 个", "择优推荐 2—3 个". */
struct target {
    struct origin origin;
    const char *code;
    const char *title;
    const char *level; /* "region" or "nation" */
    int min;
    int max; /* or QUOTA_NO_LIMIT */
};

enum day_kind { DAYS_CALENDAR, DAYS_WORKING };

struct publicity {
    struct origin origin;
    int days;
    enum day_kind kind;
    const char **columns;
    size_t column_count;
    const char *objections; /* how to object, or NULL */
};

/* What must be done afterwards, within days after an event. */
struct duty {
    struct origin origin;
    const char *code;
    const char *title;
    const char *after; /* "activity_end", "announcement", "payment" or "year_end" */
    int days;
    enum day_kind kind;
    bool roll; /* a last day that is no working day moves to the next working day */
    const char **materials;
    size_t material_count;
};

struct support {
    struct origin origin;
    const char *payer;
    const char *text;
};

/* A later deadline of an earlier step: county, league. */
struct step_deadline {
    struct origin origin;
    enum step step;
    const char *deadline;
};

struct track {
    struct origin origin;
    const char *code;
    const char *title;
    const char **aliases; /* other names the notice uses for it */
    size_t alias_count;
    const char *form_code;
    const struct form *form;
    const char *form_name; /* "表1" as the notice calls the form, or NULL */
    const char *desk;
    const char *deadline;
    struct step_deadline *step_deadlines;
    size_t step_deadline_count;
    const char **focus; /* 实施重点 */
    size_t focus_count;
    struct filing *filings;
    size_t filing_count;
    struct quota *quotas;
    size_t quota_count;
    struct correction correction;
    bool has_correction;
    struct delivery delivery;
    struct material *materials;
    size_t material_count;
    struct content *contents;
    size_t content_count;
    struct eligibility *eligibility;
    size_t eligibility_count;
    struct review review;
    bool has_review;
    struct target *targets;
    size_t target_count;
    struct publicity publicity;
    bool has_publicity;
    struct duty *duties;
    size_t duty_count;
    struct support *support;
    size_t support_count;
};

struct step_names {
    struct place place;
    const char *unit;
    const char *county;
    const char *league;
    const char *centre;
};

struct call {
    struct place place;
    int format;       /* of the files: 1 */
    const char *code; /* "nmg-2025" */
    const char *title;
    const char *short_title;
    const char *number; /* 内人社办发〔2025〕5号 */
    const char *issuer;
    int issued;           /* YYYYMMDD */
    int plan_year;        /* the year the work is done in */
    const char *language; /* "zh-CN" */
    const char *zone;     /* "+08:00" */
    int zone_minutes;
    const char *currency; /* "CNY" */
    const char *region;   /* code of the region the call is for, or NULL */
    const char *summary;  /* plain words for the public page */
    const char *late;     /* what the notice says of lateness, in our words, or NULL */
    struct step_names step_names;
    struct clause *clauses;
    size_t clause_count;
    struct contact *contacts;
    size_t contact_count;
    struct desk *desks;
    size_t desk_count;
    struct deadline *deadlines;
    size_t deadline_count;
    struct phase *timetable;
    size_t phase_count;
    struct unit_class *units;
    size_t unit_count;
    struct unit_register *registers;
    size_t register_count;
    struct track *tracks;
    size_t track_count;
    struct form *forms; /* form_at(call, i) to step through them */
    size_t form_count;
    struct paper_text *papers; /* its own words for letters and lists (call/paper_text.h) */
    size_t paper_count;
};

/* One file of a call, as it came from a directory, the program itself or the database. */
struct call_file {
    const char *path;  /* "call.yaml", "forms/overseas.yaml" */
    const char *bytes; /* UTF-8, need not end with NUL */
    size_t size;
};

/*
 * Reads a whole call: exactly one call.yaml, any number of forms/CODE.yaml and of
 * papers/CODE.yaml; other paths are errors. Limits: 64 files, 1 MiB a file, 200,000 nodes in all,
 * depth 32; aliases, anchors, tags, more than one document and invalid UTF-8 are refused.
 * ret_call is immutable and one block of memory that may be moved with mem_keep.
 * Errors: ERR_INVALID call_files_wrong: ret_findings holds *all* mistakes (written on this error
 * as well, sorted by place). ERR_TOO_LARGE: too many files.
 */
CHECKED enum err call_load(struct op *op, const struct call_file *files, size_t count,
                           struct call **ret_call, struct finding_list *ret_findings);

/*
 * Reads the files below a directory into memory: call.yaml, forms/ and papers/ *.yaml, by name.
 * Files of other endings are passed over; a file beyond the limit of size is refused here already.
 * Errors: ERR_NOT_FOUND call_folder_missing; ERR_TOO_LARGE; ERR_UNAVAILABLE (cannot be read).
 */
CHECKED enum err call_read_folder(struct op *op, const char *folder, struct call_file **ret_files,
                                  size_t *ret_count);

/*
 * One file as the loader takes it, told of by name; of a file beyond the limit of size one byte
 * more than it is read. Errors: ERR_UNAVAILABLE call_folder_unreadable.
 */
CHECKED enum err call_read_file(struct op *op, const char *path, const char *name,
                                struct call_file *ret_file);

/* Look-ups by code; NULL when there is none. */
const struct track *call_track(const struct call *call, const char *code);
const struct unit_class *call_unit(const struct call *call, const char *code);
const struct deadline *call_deadline(const struct call *call, const char *code);
const struct unit_register *call_register(const struct call *call, const char *code);
const struct desk *call_desk(const struct call *call, const char *code);
const struct clause *call_clause(const struct call *call, const char *code);
const struct contact *call_contact(const struct call *call, const char *name);
const struct form *call_form(const struct call *call, const char *code);

/* "2025年1月24日（星期五）24:00" for an instant that is a deadline, in the call's zone. */
const char *deadline_chinese(struct op *op, const struct call *call, int64_t at_ms);
/* The same for one that was counted in working days: "（暂定）" follows while the arrangement of its
 * year is not known (calendar_provisional). */
const char *counted_chinese(struct op *op, const struct call *call, const struct calendar *calendar,
                            int64_t at_ms);

/* The deadline of the call that comes next; after the last one that. NULL: it has none. */
const struct deadline *call_next_deadline(const struct call *call, int64_t now_ms);

/*
 * Classes of the call in which a unit acts that holds these capacities: the class of the same code,
 * and every class whose members are those of a register (units: register) by the register's code.
 * In the order of the call; ret_classes is a child of op and has ret_count elements.
 */
void call_classes(struct op *op, const struct call *call, const char *const *capacities,
                  size_t count, const char ***ret_classes, size_t *ret_count);

/* The deadline of a track for arriving at the desk. Never NULL in a loaded call. */
const struct deadline *track_deadline(const struct call *call, const struct track *track);

/* The deadline for arriving at a step, if it has one of its own; else the track's. */
const struct deadline *track_step_deadline(const struct call *call, const struct track *track,
                                           enum step step);

/* How a unit of this class may file on the track, or NULL: it may not. */
const struct filing *track_filing(const struct track *track, const char *unit);

/* The quota of a recommending class on the track, or NULL: it recommends nothing here. */
const struct quota *track_quota(const struct track *track, const char *unit);

/* "unit", "county", "league", "centre", and what the call calls them ("盟市"). */
const char *step_code(enum step step);
const char *step_name(const struct call *call, enum step step);

/*
 * The whole call for the public page and the settings page: title, number, timetable with days in
 * Chinese, who may file what, rules in plain words with clause and basis, contacts, tracks.
 * A new reference.
 */
json_t *call_json(struct op *op, const struct call *call);
