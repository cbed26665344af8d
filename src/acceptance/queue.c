/* SPDX-License-Identifier: Apache-2.0 */
/* queue.c: the desk's queue; what is missing is read for all of it at once, not row by row. */
#include "acceptance/acceptance.h"

#include "acceptance/fact.h"
#include "application/row.h"
#include "base/cursor.h"
#include "base/mem.h"
#include "base/site.h"
#include "base/time.h"
#include "call/calendar.h"

#include <string.h>

enum { QUEUE_DEFAULT = 100 };

enum { COUNT_MAX = 5000 }; /* more are counted as so many */

/* clang-format off */
#define QUEUE_TAIL                                                                                 \
    "   AND ($2 = '' OR a.call = $2)"                                                              \
    "   AND ($3 = '' OR " SQL_HOLDS("a.title", "$3") " OR " SQL_HOLDS("o.name", "$3")              \
    " OR " SQL_HOLDS("r.name", "$3") " OR substr(a.code, 1, length($3)) = upper($3))"              \
    "   AND a.sent_ms >= $4 AND (a.sent_ms > $4 OR a.id > $5) ORDER BY a.sent_ms, a.id LIMIT $6"
/* clang-format on */
DB_SQL(queue_all, "ittiii", APPLICATION_SELECT " WHERE " SEEN_BY_DESK QUEUE_TAIL);
DB_SQL(queue_in_state, "ittiiit",
       APPLICATION_SELECT " WHERE a.desk_id = $1 AND a.state = $7 AND a.sent_ms > 0" QUEUE_TAIL);
#define COUNT_IN(state)                                                                            \
    "(SELECT count(*) FROM (SELECT 1 AS one FROM application a WHERE a.desk_id = $1"               \
    "   AND a.state = '" state "' AND a.sent_ms > 0 AND ($2 = '' OR a.call = $2) LIMIT $3) x)"
DB_SQL(queue_count, "iti",
       "SELECT " COUNT_IN("sent") ", " COUNT_IN("returned") ", " COUNT_IN("accepted"));
/* Kinds of file that are here, of what waits and came within a time. */
DB_SQL(queue_files, "itii",
       "SELECT f.application_id, f.kind FROM application a"
       "  JOIN attachment f ON f.application_id = a.id AND f.state = 'ready'"
       " WHERE a.desk_id = $1 AND a.state = 'sent' AND ($2 = '' OR a.call = $2)"
       "   AND a.sent_ms >= $3 AND a.sent_ms <= $4 ORDER BY f.application_id");

struct file {
    int64_t application_id; /* first, as in struct desk_fact: first_of */
    const char *kind;
};

/* Lines of the checklist, which many items share. */
struct lines {
    const struct application *of;
    struct desk_checklist list;
};

/* What is known of the items of a page. */
struct known {
    struct desk_facts facts;
    struct file *files;
    size_t file_count;
    struct lines *lines;
    size_t line_count;
};

/* A page has its items in the order in which they came. */
static enum err read_known(struct op *op, const char *call, const struct desk_queue *queue,
                           struct known *known)
{
    struct db_rows *rows = NULL;
    struct file file = { 0 };

    if (queue->count == 0)
        return OK;
    int64_t from_ms = queue->rows[0].application.sent_ms;
    int64_t to_ms = queue->rows[queue->count - 1].application.sent_ms;
    enum err e = desk_facts_waiting(op, call, from_ms, to_ms, &known->facts);
    if (e == OK)
        e = db_query(op, &queue_files,
                     DB_IN(IN_INT(op->actor.org_id), IN_TEXT(call), IN_INT(from_ms), IN_INT(to_ms)),
                     &rows);
    if (e != OK)
        return e;
    while (db_next(rows, DB_OUT(OUT_INT(&file.application_id), OUT_TEXT(&file.kind))))
        mem_push(op, known->files, known->file_count, file);
    return db_done(rows);
}

/* Rows that begin with their application's number and are sorted by it: the first one of id. */
static size_t first_of(const void *rows, size_t count, size_t size, int64_t id)
{
    size_t low = 0;

    while (low < count) {
        size_t middle = low + (count - low) / 2;
        int64_t there = 0;
        memcpy(&there, (const char *)rows + middle * size, sizeof there);
        if (there < id)
            low = middle + 1;
        else
            count = middle;
    }
    return low;
}

static struct desk_facts facts_of_row(const struct known *known, int64_t id)
{
    size_t first = first_of(known->facts.rows, known->facts.count, sizeof *known->facts.rows, id);
    size_t end = first;

    while (end < known->facts.count && known->facts.rows[end].application_id == id)
        end++;
    return (struct desk_facts){ known->facts.rows + first, end - first };
}

static bool has_file(const struct known *known, int64_t id, const char *kind)
{
    for (size_t i = first_of(known->files, known->file_count, sizeof *known->files, id);
         i < known->file_count && known->files[i].application_id == id; i++) {
        if (strcmp(known->files[i].kind, kind) == 0)
            return true;
    }
    return false;
}

/* What a queue can tell without opening the item: the letter is read when the item is. */
static bool is_missing(const struct known *known, const struct application *application,
                       const struct desk_check *line)
{
    if (strcmp(line->code, "form") == 0)
        return application->blocking_count > 0;
    if (strcmp(line->code, "letter") == 0 || strcmp(line->code, "seal") == 0 ||
        strcmp(line->code, "typed") == 0 || strncmp(line->code, "paper_", 6) == 0)
        return false;
    return !has_file(known, application->id, line->code);
}

static bool is_copy(const char *code)
{
    return strncmp(code, "paper_", 6) == 0 && strcmp(code, "paper_version") != 0;
}

static bool same_lines(const struct application *a, const struct application *b)
{
    return strcmp(a->track, b->track) == 0 && strcmp(a->call, b->call) == 0 &&
           a->form_version == b->form_version && a->direct == b->direct &&
           (a->typed_by != 0) == (b->typed_by != 0);
}

static enum err lines_of(struct op *op, struct known *known, const struct application *application,
                         struct desk_checklist *ret_lines)
{
    struct lines lines = { .of = application };

    for (size_t i = 0; i < known->line_count; i++) {
        if (same_lines(known->lines[i].of, application)) {
            *ret_lines = known->lines[i].list;
            return OK;
        }
    }
    enum err e = desk_lines(op, application, &lines.list);
    if (e == OK) {
        mem_push(op, known->lines, known->line_count, lines);
        *ret_lines = lines.list;
    }
    return e;
}

static enum err fill_open(struct op *op, struct known *known, struct desk_row *row)
{
    const struct application *application = &row->application;
    struct desk_facts facts = facts_of_row(known, application->id);
    struct desk_checklist lines = { 0 };
    int copies = 0;
    int here = 0;

    enum err e = lines_of(op, known, application, &lines);
    for (size_t i = 0; e == OK && i < lines.count; i++) {
        const struct desk_check *line = &lines.rows[i];
        const char *state = desk_fact_state(application, desk_fact_find(&facts, line->code));
        copies += is_copy(line->code);
        here += is_copy(line->code) && strcmp(state, "ok") == 0;
        bool missing = strcmp(state, "unknown") == 0 ? is_missing(known, application, line)
                                                     : strcmp(state, "missing") == 0;
        if (missing)
            mem_push(op, row->missing, row->missing_count, line->text);
    }
    if (copies > 0)
        row->paper = mem_printf(op, "纸质 %d/%d 份", here, copies);
    return e;
}

static const char *age_text(struct op *op, int64_t since_ms)
{
    int64_t minutes = (op->now_ms - since_ms) / 60000;

    if (since_ms == 0 || minutes < 0)
        return "";
    if (minutes < 60)
        return mem_printf(op, "%lld 分钟", (long long)minutes);
    if (minutes < (int64_t)24 * 60)
        return mem_printf(op, "%lld 小时", (long long)(minutes / 60));
    bool known = false;
    int days = calendar_count(op->site->calendar, day_of(since_ms, ZONE_SHANGHAI_MINUTES),
                              day_of(op->now_ms, ZONE_SHANGHAI_MINUTES), &known);
    return mem_printf(op, "第 %d 个工作日%s", days, known ? "" : "（暂定）");
}

/* What is missing is worked out for the items that wait for a decision only. */
static enum err fill_row(struct op *op, struct known *known, struct desk_row *row)
{
    row->age_text = age_text(op, row->application.sent_ms);
    return strcmp(row->application.state, "sent") == 0 ? fill_open(op, known, row) : OK;
}

/* One row more than asked tells that there is a next page. */
static enum err read_rows(struct op *op, const struct desk_filter *filter, struct desk_queue *queue)
{
    struct db_rows *rows = NULL;
    struct desk_row row = { 0 };
    const char *wanted = or_empty(filter->state);
    bool waiting = wanted[0] == '\0' || strcmp(wanted, "waiting") == 0;
    const char *state = waiting ? "sent" : wanted;
    int64_t limit = filter->limit == 0 ? QUEUE_DEFAULT : filter->limit;
    int64_t after_ms = 0;
    int64_t after_id = 0;

    cursor_read(filter->cursor, &after_ms, &after_id);
    if (after_ms == INT64_MAX) /* no cursor: from the longest waiting */
        after_ms = after_id = -1;
    const char *call = or_empty(filter->call);
    const char *q = or_empty(filter->q);
    enum err e =
        strcmp(state, "all") == 0
            ? db_query(op, &queue_all,
                       DB_IN(IN_INT(op->actor.org_id), IN_TEXT(call), IN_TEXT(q), IN_INT(after_ms),
                             IN_INT(after_id), IN_INT(limit + 1)),
                       &rows)
            : db_query(op, &queue_in_state,
                       DB_IN(IN_INT(op->actor.org_id), IN_TEXT(call), IN_TEXT(q), IN_INT(after_ms),
                             IN_INT(after_id), IN_INT(limit + 1), IN_TEXT(state)),
                       &rows);
    if (e != OK)
        return e;
    while (db_next(rows, APPLICATION_OUT(&row.application))) {
        if (queue->count == (size_t)limit) {
            const struct application *last = &queue->rows[queue->count - 1].application;
            queue->next = cursor_text(op, last->sent_ms, last->id);
            break;
        }
        mem_push(op, queue->rows, queue->count, row);
    }
    return db_done(rows);
}

static enum err read_counts(struct op *op, const char *call, struct desk_queue *queue)
{
    return db_row(
        op, &queue_count, DB_IN(IN_INT(op->actor.org_id), IN_TEXT(call), IN_INT(COUNT_MAX)),
        DB_OUT(OUT_INT(&queue->waiting), OUT_INT(&queue->returned), OUT_INT(&queue->accepted)));
}

enum err desk_queue(struct op *op, const struct desk_filter *filter, struct desk_queue *ret_queue)
{
    struct desk_queue queue = { 0 };
    struct known known = { 0 };
    const char *call = or_empty(filter->call);

    enum err e = read_counts(op, call, &queue);
    if (e == OK)
        e = read_rows(op, filter, &queue);
    if (e == OK)
        e = read_known(op, call, &queue, &known);
    for (size_t i = 0; e == OK && i < queue.count; i++)
        e = fill_row(op, &known, &queue.rows[i]);
    if (e == OK)
        *ret_queue = queue;
    return e;
}
