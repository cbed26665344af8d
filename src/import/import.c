/* SPDX-License-Identifier: Apache-2.0 */
/* import.c: a list is checked, kept, and entered by its maker's word. */
#include "import/internal.h"

#include "base/bytes.h"
#include "base/crypto.h"
#include "base/keys.h"
#include "base/mem.h"
#include "base/site.h"
#include "db/db.h"
#include "doc/reader.h"
#include "doc/xlsx_out.h"
#include "event/event.h"
#include "import/list_in.h"
#include "org/role.h"
#include "publish/publish.h"

#include <string.h>

DB_SQL(import_insert, "tiitttiitti",
       "INSERT INTO import_list (public_id, user_id, org_id, kind, call, track, row_count,"
       " blocking_count, sm3, state, created_ms)"
       " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING id");
DB_SQL(import_part_insert, "iib",
       "INSERT INTO import_part (list_id, n, sealed) VALUES ($1, $2, $3)");
DB_SQL(import_by_id, "tiit",
       "SELECT id, call, track, sm3, row_count, blocking_count, state FROM import_list"
       " WHERE public_id = $1 AND user_id = $2 AND org_id = $3 AND kind = $4");
DB_SQL(import_parts, "i", "SELECT n, sealed FROM import_part WHERE list_id = $1 ORDER BY n");
DB_SQL(import_claim, "i",
       "UPDATE import_list SET state = 'entered' WHERE id = $1 AND state = 'checked'");
DB_SQL(import_parts_delete, "i", "DELETE FROM import_part WHERE list_id = $1");
DB_SQL(
    import_parts_delete_old, "i",
    "DELETE FROM import_part WHERE list_id IN (SELECT id FROM import_list WHERE created_ms < $1)");
DB_SQL(import_delete_old, "i", "DELETE FROM import_list WHERE created_ms < $1");

enum { HOUR_MS = 3600000, PART_BYTES = 256 * 1024 };

static const struct import_kind *const kinds[] = { &import_applications, &import_units,
                                                   &import_demands, &import_experts,
                                                   &import_postdocs };

const struct import_kind *import_kind_named(const char *code)
{
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (strcmp(kinds[i]->code, code) == 0)
            return kinds[i];
    }
    return NULL;
}

enum err import_open(struct op *op, struct import_list *list)
{
    enum err e = list->kind->open(op, list);

    if (e == OK)
        list->columns = mem_array(op, const char *, list->sheet_count *IMPORT_FIELDS_MAX);
    return e;
}

/* The same in the server: whose list it is, and the notice as it is published now. */
static enum err open_here(struct op *op, struct import_list *list, int64_t *ret_n)
{
    list->op = op;
    list->for_others = role_scope((enum role)op->actor.role) == SCOPE_DESK;
    enum err e = list->kind->of_notice ? publish_current(op, list->call, &list->notice, ret_n) : OK;
    return e == OK ? import_open(op, list) : e;
}

/* A part's place: no part can stand in for another one, nor for one of another list. */
static struct seal_place place_of(struct op *op, const char *public_id, int64_t n)
{
    return (struct seal_place){ "import_part", "sealed",
                                mem_printf(op, "%s/%lld", public_id, (long long)n) };
}

/* ---- checking ---- */

struct keeping {
    const struct import_list *list;
    struct bytes lines;
    const char *sm3;
};

/* The lines from *at on that make up a part: at least one, else as many as PART_BYTES hold. */
static struct bytes next_part(struct bytes lines, size_t *at)
{
    struct bytes part = { lines.data + *at, 0 };

    while (*at < lines.size) {
        const uint8_t *from = lines.data + *at;
        const uint8_t *end = memchr(from, '\n', lines.size - *at);
        size_t size = end == NULL ? lines.size - *at : (size_t)(end - from) + 1;
        if (part.size > 0 && part.size + size > PART_BYTES)
            break;
        part.size += size;
        *at += size;
    }
    return part;
}

static enum err keep_parts(struct op *op, const struct keeping *keeping, int64_t id)
{
    size_t at = 0;
    enum err e = OK;

    for (int64_t n = 1; e == OK && at < keeping->lines.size; n++) {
        struct op *part = op_part(op);
        const struct seal_place place = place_of(part, keeping->list->public_id, n);
        struct bytes sealed = { 0 };
        e = keys_seal(part, op->site->keys, &place, next_part(keeping->lines, &at), &sealed);
        if (e == OK)
            e = db_run(part, &import_part_insert,
                       DB_IN(IN_INT(id), IN_INT(n), IN_BLOB(sealed.data, sealed.size)), NULL);
        e = op_part_end(op, part, e);
    }
    return e;
}

static enum err keep_work(struct op *op, void *arg)
{
    const struct keeping *keeping = arg;
    const struct import_list *list = keeping->list;
    int64_t id = 0;

    enum err e =
        db_row(op, &import_insert,
               DB_IN(IN_TEXT(list->public_id), IN_INT(op->actor.user_id), IN_INT(op->actor.org_id),
                     IN_TEXT(list->kind->code), IN_TEXT(list->call), IN_TEXT(list->track),
                     IN_INT((int64_t)list->row_count), IN_INT((int64_t)list->blocking_count),
                     IN_TEXT(keeping->sm3), IN_TEXT("checked"), IN_INT(op->now_ms)),
               DB_OUT(OUT_INT(&id)));
    return e == OK ? keep_parts(op, keeping, id) : e;
}

/* What the database knows of each row, opened in a part of op. */
static enum err judge_rows(struct op *op, struct import_list *list)
{
    enum err e = OK;

    for (size_t i = 0; e == OK && list->kind->judge != NULL && i < list->row_count; i++) {
        struct import_row row = list->rows[i];
        struct op *part = op_part(op);
        e = import_row_open(part, &row);
        if (e == OK)
            e = list->kind->judge(part, list, &row);
        e = op_part_end(op, part, e);
    }
    return e;
}

/* Reads and judges the file in a process of its own. */
static enum err read_apart(struct op *op, struct import_list *list, int64_t n, struct bytes file,
                           struct bytes *ret_lines)
{
    struct reader_question question = { .kind = READER_LIST, .file = file };
    struct reader_reply reply = { 0 };
    struct call_file *files = NULL;
    size_t count = 0;
    enum err e = OK;

    if (list->kind->of_notice)
        e = publish_files(op, list->call, n, &files, &count);
    if (e != OK)
        return e;
    question.known = list_in_known(op, list, files, count);
    e = documents_ask(op, op->site->documents, &question, &reply);
    if (e == OK)
        e = list_in_take(op, &reply, list);
    if (e == OK)
        *ret_lines = reply.lines;
    return e;
}

enum err import_check(struct op *op, const struct import_kind *kind, const char *call,
                      const char *track, struct bytes file, struct import_list *ret_list)
{
    struct import_list list = { .kind = kind, .call = or_empty(call), .track = or_empty(track) };
    struct keeping keeping = { .list = &list };
    int64_t n = 0;

    enum err e = open_here(op, &list, &n);
    if (e == OK)
        e = read_apart(op, &list, n, file, &keeping.lines);
    if (e == OK)
        e = judge_rows(op, &list);
    if (e == OK && list.row_count > 0) {
        list.public_id = random_public_id(op);
        keeping.sm3 = sm3_hex(op, file.data, file.size);
        e = db_tx(op, keep_work, &keeping, NULL);
    }
    if (e == OK)
        *ret_list = list;
    return e;
}

/* ---- entering ---- */

struct kept {
    int64_t id;
    const char *state;
    const char *sm3;
    int64_t row_count;
    int64_t blocking_count;
};

static enum err open_part(struct op *op, int64_t n, struct bytes sealed, struct import_list *list)
{
    const struct seal_place place = place_of(op, list->public_id, n);
    struct bytes plain = { 0 };

    enum err e = keys_open(op, op->site->keys, &place, sealed, &plain);
    if (e == OK && !import_split(list, plain))
        e = fail(op, ERR_INTERNAL, "internal", "a part has no whole lines");
    return e;
}

/* Plain parts stay, sealed ones go as they are opened. */
static enum err open_rows(struct op *op, const struct kept *kept, struct import_list *list)
{
    struct op *part = op_part(op);
    struct db_rows *rows = NULL;
    struct bytes sealed = { 0 };
    int64_t n = 0;

    enum err e = db_query(part, &import_parts, DB_IN(IN_INT(kept->id)), &rows);
    if (e != OK)
        return op_part_end(op, part, e);
    enum err opened = OK;
    while (opened == OK && db_next(rows, DB_OUT(OUT_INT(&n), OUT_BLOB(&sealed))))
        opened = open_part(op, n, sealed, list);
    e = op_part_end(op, part, db_done(rows));
    if (opened != OK)
        return opened;
    if (e == OK && list->row_count != (size_t)kept->row_count)
        e = fail(op, ERR_INTERNAL, "internal", "rows are missing");
    return e;
}

struct entering {
    struct import_list *list;
    int64_t id;
    const char *sm3;
};

/* What the kind enters by event_tx is a part of this one: all of it or nothing. */
static enum err enter_work(struct op *op, void *arg)
{
    const struct entering *entering = arg;
    struct import_list *list = entering->list;
    int64_t changed = 0;

    enum err e = db_run(op, &import_claim, DB_IN(IN_INT(entering->id)), &changed);
    if (e == OK && changed == 0)
        e = fail(op, ERR_CONFLICT, "import_done", "the list was entered already");
    if (e == OK)
        e = db_run(op, &import_parts_delete, DB_IN(IN_INT(entering->id)), NULL);
    if (e == OK)
        e = list->kind->enter(op, list);
    if (e == OK)
        event_add(op, "import.enter", "import", list->public_id, op->actor.org_id,
                  mem_printf(op, "{\"kind\":\"%s\",\"rows\":%zu,\"sm3\":\"%s\"}", list->kind->code,
                             list->row_count, entering->sm3));
    return e;
}

enum err import_enter(struct op *op, const struct import_kind *kind, const char *public_id,
                      int64_t *ret_count)
{
    struct import_list list = { .kind = kind, .public_id = public_id };
    struct kept kept = { 0 };
    int64_t n = 0;

    enum err e = db_row(op, &import_by_id,
                        DB_IN(IN_TEXT(public_id), IN_INT(op->actor.user_id),
                              IN_INT(op->actor.org_id), IN_TEXT(kind->code)),
                        DB_OUT(OUT_INT(&kept.id), OUT_TEXT(&list.call), OUT_TEXT(&list.track),
                               OUT_TEXT(&kept.sm3), OUT_INT(&kept.row_count),
                               OUT_INT(&kept.blocking_count), OUT_TEXT(&kept.state)));
    if (e == ERR_NOT_FOUND)
        return fail(op, e, "not_found", "no such list of this actor");
    if (e == OK && strcmp(kept.state, "checked") != 0)
        e = fail(op, ERR_CONFLICT, "import_done", "list is %s", kept.state);
    if (e == OK && kept.blocking_count > 0) {
        fail_arg(op, "count", "%lld", (long long)kept.blocking_count);
        e = fail(op, ERR_CONFLICT, "import_has_problems", "list has mistakes");
    }
    if (e == OK)
        e = open_here(op, &list, &n);
    if (e == OK)
        e = open_rows(op, &kept, &list);
    if (e == OK)
        e = event_tx(op, enter_work, &(struct entering){ &list, kept.id, kept.sm3 });
    if (e == OK)
        *ret_count = (int64_t)list.row_count;
    return e;
}

/* ---- the empty workbook ---- */

static struct sheet_column column_of(struct op *op, const struct field *field)
{
    struct sheet_column column = { .title = field->label, .required = field->required };

    if (field->kind == FIELD_MONEY || field->unit != NULL)
        column.title =
            mem_printf(op, "%s（%s）", field->label, field->unit == NULL ? "元" : field->unit);
    column.note = field->hint;
    column.width = field->kind == FIELD_LONGTEXT ? 40 : 0;
    if (field->kind == FIELD_CHOICE) {
        column.choices = mem_array(op, const char *, field->option_count + 1);
        for (size_t i = 0; i < field->option_count; i++)
            column.choices[column.choice_count++] = field->options[i].label;
    }
    return column;
}

static enum err add_sheet(struct op *op, struct xlsx *xlsx, const struct import_sheet *sheet,
                          bool numbered)
{
    struct sheet_column *columns = mem_array(op, struct sheet_column, sheet->field_count + 1);
    size_t count = 0;

    if (numbered)
        columns[count++] = (struct sheet_column){ .title = "序号", .width = 6 };
    for (size_t i = 0; i < sheet->field_count; i++)
        columns[count++] = column_of(op, sheet->fields[i]);
    return xlsx_sheet(op, xlsx, sheet->name, columns, count);
}

enum err import_template(struct op *op, const struct import_kind *kind, const char *call,
                         const char *track, struct bytes *ret_file)
{
    struct import_list list = { .kind = kind, .call = or_empty(call), .track = or_empty(track) };
    struct xlsx *xlsx = NULL;
    int64_t n = 0;

    enum err e = open_here(op, &list, &n);
    if (e == OK)
        e = xlsx_new(op, kind->title, "", NULL, &xlsx);
    for (size_t i = 0; e == OK && i < list.sheet_count; i++)
        e = add_sheet(op, xlsx, &list.sheets[i], list.sheet_count > 1);
    return e == OK ? xlsx_end(op, xlsx, ret_file) : e;
}

static enum err sweep_work(struct op *op, void *arg)
{
    int64_t before_ms = op->now_ms - (int64_t)IMPORT_KEPT_HOURS * HOUR_MS;

    enum err e = db_run(op, &import_parts_delete_old, DB_IN(IN_INT(before_ms)), NULL);
    return e == OK ? db_run(op, &import_delete_old, DB_IN(IN_INT(before_ms)), arg) : e;
}

enum err import_sweep(struct op *op, int64_t *ret_count)
{
    return db_tx(op, sweep_work, ret_count, NULL);
}
