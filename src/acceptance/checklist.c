/* SPDX-License-Identifier: Apache-2.0 */
/* checklist.c: the lines a call wants checked, what the machine finds, what people found. */
#include "acceptance/acceptance.h"

#include "acceptance/fact.h"
#include "attachment/attachment.h"
#include "base/mem.h"
#include "base/site.h"
#include "base/time.h"
#include "db/db.h"
#include "package/package.h"
#include "paper/scan.h"
#include "publish/publish.h"

#include <string.h>

DB_SQL(version_sent, "i",
       "SELECT coalesce(max(n), 0) FROM application_version WHERE application_id = $1"
       "   AND kind IN ('sent', 'mended')");

/* ---- the lines ---- */

static void add_line(struct op *op, struct desk_checklist *list, const char *code, const char *text,
                     const char *clause)
{
    struct desk_check line = { .code = code,
                               .text = text,
                               .clause = clause,
                               .automatic = DESK_CHECK_UNKNOWN,
                               .state = DESK_CHECK_UNKNOWN };

    mem_push(op, list->rows, list->count, line);
}

static void add_paper_lines(struct op *op, const struct delivery *delivery,
                            struct desk_checklist *list)
{
    const char *clause = delivery->origin.clause_label;

    for (int i = 1; i <= delivery->paper_copies; i++)
        add_line(op, list, mem_printf(op, "paper_%d", i), mem_printf(op, "纸质申报表第 %d 份", i),
                 clause);
    if (delivery->paper_copies == 0)
        return;
    add_line(op, list, "paper_version", "纸质表版本与报送的一致", NULL);
    add_line(op, list, "seal", "公章齐全", clause);
}

/* What the call asks for beside the form; an optional one only when it came. */
static enum err add_material_lines(struct op *op, const struct application *application,
                                   bool optional, struct desk_checklist *list)
{
    struct attachment_kinds kinds = { 0 };

    enum err e = attachment_kinds(op, application, &kinds);
    for (size_t i = 0; e == OK && i < kinds.count; i++) {
        const struct attachment_kind *kind = &kinds.rows[i];
        bool wanted = kind->required;
        if (kind->in_form || strcmp(kind->code, "stamped_scan") == 0 ||
            strcmp(kind->code, "letter") == 0 || strcmp(kind->code, "other") == 0)
            continue;
        if (!wanted && optional)
            e = attachment_has(op, application->id, kind->code, &wanted);
        if (e == OK && wanted)
            add_line(op, list, kind->code, kind->name, kind->clause);
    }
    return e;
}

static enum err track_of(struct op *op, const struct application *application,
                         const struct call **ret_call, const struct track **ret_track)
{
    int64_t n = 0;

    enum err e = publish_current(op, application->call, ret_call, &n);
    if (e != OK)
        return e;
    *ret_track = call_track(*ret_call, application->track);
    return *ret_track == NULL
               ? fail(op, ERR_CONFLICT, "track_gone", "current call has no such track")
               : OK;
}

static enum err lines_of(struct op *op, const struct application *application, bool optional,
                         struct desk_checklist *ret_checklist)
{
    struct desk_checklist list = { 0 };
    const struct call *call = NULL;
    const struct track *track = NULL;

    enum err e = track_of(op, application, &call, &track);
    if (e != OK)
        return e;
    const struct delivery *delivery = &track->delivery;
    const char *clause = delivery->origin.clause_label;
    if (delivery->electronic)
        add_line(op, &list, "form", "电子版申报表", clause);
    if (delivery->stamped_scan)
        add_line(op, &list, "stamped_scan", "盖章扫描件", clause);
    if (delivery->letter)
        add_line(op, &list, "letter", "推荐公函", clause);
    e = add_material_lines(op, application, optional, &list);
    if (e != OK)
        return e;
    add_paper_lines(op, delivery, &list);
    if (application->typed_by != 0)
        add_line(op, &list, "typed", "代录内容与盖章原件一致", NULL);
    const struct correction *correction = &track->correction;
    list.electronic_due_ms = mend_due_ms(op, call, correction, correction->electronic_days);
    list.paper_due_ms = mend_due_ms(op, call, correction, correction->paper_days);
    *ret_checklist = list;
    return OK;
}

enum err desk_lines(struct op *op, const struct application *application,
                    struct desk_checklist *ret_checklist)
{
    return lines_of(op, application, false, ret_checklist);
}

/* ---- what the machine finds ---- */

static enum err find_form(struct op *op, const struct application *application,
                          struct desk_check *line)
{
    struct problem_list problems = { 0 };
    json_t *values = NULL;

    enum err e = application_seen(op, application, &values);
    if (e == OK)
        e = application_problems(op, application, values, &problems);
    if (e != OK)
        return e;
    line->automatic = problems.blocking_count == 0 ? DESK_CHECK_OK : DESK_CHECK_MISSING;
    if (problems.count > 0)
        line->note = mem_printf(op, "表格检查：%zu 处须改，%zu 处请核对", problems.blocking_count,
                                problems.count - problems.blocking_count);
    return OK;
}

/* The letter's number and its scan go with the package; a unit that files directly may upload it
 * beside the form. A number alone is no letter yet: somebody has to see it. */
static enum err find_letter(struct op *op, const struct application *application,
                            struct desk_check *line)
{
    struct package package = { 0 };
    bool scan = false;
    bool with_package = false;

    enum err e = attachment_has(op, application->id, "letter", &scan);
    if (e == OK)
        e = package_of(op, application->id, &package);
    if (e == OK)
        e = package_get(op, package.public_id, &package);
    if (e == OK)
        e = attachment_package_has(op, package.id, "letter_scan", &with_package);
    if (e == ERR_NOT_FOUND) {
        op_forgive(op);
        e = OK;
    }
    if (e != OK)
        return e;
    const char *number = or_empty(package.letter.number);
    bool numbered = number[0] != '\0';
    scan = scan || with_package;
    line->automatic = scan ? DESK_CHECK_OK : numbered ? DESK_CHECK_UNKNOWN : DESK_CHECK_MISSING;
    line->note = !numbered ? (scan ? "有扫描件，没有填文号" : "没有文号，也没有扫描件")
                 : scan ? mem_printf(op, "%s，有扫描件", number)
                        : mem_printf(op, "%s，没有扫描件，请核对原件", number);
    return OK;
}

static enum err find_file(struct op *op, const struct application *application,
                          struct desk_check *line)
{
    bool there = false;

    enum err e = attachment_has(op, application->id, line->code, &there);
    bool scan = strcmp(line->code, "stamped_scan") == 0;
    line->automatic = there ? DESK_CHECK_OK : DESK_CHECK_MISSING;
    if (there && scan) { /* whether it bears the right seals is for a person to see */
        struct scan_list list = { 0 };
        line->automatic = DESK_CHECK_UNKNOWN;
        line->note = "已上传，请核对印章";
        if (e == OK)
            e = scan_list(op, HOLDER_APPLICATION, application->public_id, &list);
        const struct scan *found = scan_newest(&list, line->code);
        if (found != NULL && found->text[0] != '\0')
            line->note = mem_printf(op, "已上传，请核对印章。二维码识别：%s", found->text);
    }
    return e;
}

static enum err find_nothing(struct op *op, const struct application *application,
                             struct desk_check *line)
{
    (void)op;
    (void)application;
    (void)line;
    return OK;
}

/* By the beginning of the line's code; the last one serves files of materials. */
static const struct {
    const char *code;
    enum err (*find)(struct op *op, const struct application *application, struct desk_check *line);
} finders[] = {
    { "form", find_form },    { "letter", find_letter }, { "paper_", find_nothing },
    { "seal", find_nothing }, { "typed", find_nothing }, { "", find_file },
};

static enum err find_line(struct op *op, const struct application *application,
                          struct desk_check *line)
{
    size_t i = 0;

    while (strncmp(line->code, finders[i].code, strlen(finders[i].code)) != 0)
        i++;
    return finders[i].find(op, application, line);
}

/* ---- what people found ---- */

static enum check_state state_of(const char *state)
{
    return strcmp(state, "ok") == 0        ? DESK_CHECK_OK
           : strcmp(state, "missing") == 0 ? DESK_CHECK_MISSING
                                           : DESK_CHECK_UNKNOWN;
}

static void put_fact(struct op *op, const struct application *application,
                     const struct desk_fact *fact, struct desk_check *line)
{
    line->state = state_of(desk_fact_state(application, fact));
    if (fact == NULL || line->state == DESK_CHECK_UNKNOWN) {
        line->state = line->automatic;
        if (fact != NULL) /* of the round before */
            line->finding =
                mem_printf(op, "补正前：%s", fact->said[0] == '\0' ? "缺漏" : fact->said);
        return;
    }
    line->by = fact->by;
    line->at_ms = fact->at_ms;
    line->said = fact->said;
    line->paper_n = fact->paper_n;
    line->arrived_ms = fact->arrived_ms;
}

/* When the paper had to be here: with the application, or by the end of its mending period. */
static int64_t paper_due(const struct application *application, const struct call *call,
                         const struct track *track)
{
    if (application->paper_due_ms != 0)
        return application->paper_due_ms;
    return application_deadline_ms(application, call, track);
}

/* Late paper is a finding for the decision, not a forfeiture. */
static void judge_paper(struct op *op, const char *due, int64_t due_ms, struct desk_check *line)
{
    if (line->arrived_ms >= due_ms && line->arrived_ms != 0)
        line->finding = mem_printf(op, "晚于 %s 到达，是否受理由受理人员认定", due);
    else if (line->arrived_ms == 0 && op->now_ms >= due_ms)
        line->finding = mem_printf(op, "截至 %s 没有收到", due);
}

static enum err put_facts(struct op *op, const struct application *application,
                          struct desk_checklist *list)
{
    struct desk_facts facts = { 0 };
    const struct call *call = NULL;
    const struct track *track = NULL;

    enum err e = desk_facts_of(op, application->id, &facts);
    if (e == OK)
        e = track_of(op, application, &call, &track);
    for (size_t i = 0; e == OK && i < list->count; i++) {
        struct desk_check *line = &list->rows[i];
        put_fact(op, application, desk_fact_find(&facts, line->code), line);
        int64_t due_ms = paper_due(application, call, track);
        bool counted = application->paper_due_ms != 0;
        const char *due = counted ? counted_chinese(op, call, op->site->calendar, due_ms)
                                  : deadline_chinese(op, call, due_ms);
        if (strncmp(line->code, "paper_", 6) == 0 && strcmp(line->code, "paper_version") != 0)
            judge_paper(op, due, due_ms, line);
    }
    return e;
}

enum err desk_checklist(struct op *op, const struct application *application,
                        struct desk_checklist *ret_checklist)
{
    struct desk_checklist list = { 0 };

    enum err e = lines_of(op, application, true, &list);
    for (size_t i = 0; e == OK && i < list.count; i++)
        e = find_line(op, application, &list.rows[i]);
    if (e == OK)
        e = put_facts(op, application, &list);
    if (e == OK)
        e = db_row(op, &version_sent, DB_IN(IN_INT(application->id)),
                   DB_OUT(OUT_INT(&list.sent_n)));
    if (e == OK)
        *ret_checklist = list;
    return e;
}

enum err desk_check_mark(struct op *op, const struct application *application,
                         const struct desk_mark *marks, size_t count)
{
    struct desk_checklist list = { 0 };

    enum err e = lines_of(op, application, true, &list);
    for (size_t i = 0; e == OK && i < count; i++) {
        size_t k = 0;
        while (k < list.count && strcmp(list.rows[k].code, marks[i].code) != 0)
            k++;
        if (k == list.count)
            e = fail(op, ERR_INVALID, "desk_no_line", "no line %s", marks[i].code);
    }
    return e == OK ? desk_facts_keep(op, application, marks, count) : e;
}
