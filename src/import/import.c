/* SPDX-License-Identifier: Apache-2.0 */
/* import.c: a list is checked, kept, and entered by its maker's word. */
#include "import/internal.h"

#include "base/bytes.h"
#include "base/crypto.h"
#include "base/json_own.h"
#include "base/keys.h"
#include "base/mem.h"
#include "base/site.h"
#include "db/db.h"
#include "doc/reader.h"
#include "doc/xlsx_out.h"
#include "event/event.h"

#include <string.h>

DB_SQL(import_insert, "tiitttiibtti",
       "INSERT INTO import_list (public_id, user_id, org_id, kind, call, track, row_count,"
       " blocking_count, sealed, sm3, state, created_ms)"
       " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)");
DB_SQL(import_by_id, "tiit",
       "SELECT call, track, sm3, row_count, blocking_count, sealed, state FROM import_list"
       " WHERE public_id = $1 AND user_id = $2 AND org_id = $3 AND kind = $4");
DB_SQL(import_claim, "t",
       "UPDATE import_list SET state = 'entered', sealed = NULL"
       " WHERE public_id = $1 AND state = 'checked'");
DB_SQL(import_delete_old, "i", "DELETE FROM import_list WHERE created_ms < $1");

enum { HOUR_MS = 3600000 };

static struct seal_place place_of(const char *public_id)
{
    return (struct seal_place){ "import_list", "sealed", public_id };
}

/* ---- checking ---- */

struct keeping {
    const struct import_list *list;
    struct bytes sealed;
    const char *sm3;
};

static enum err seal_rows(struct op *op, const struct import_list *list, struct bytes *ret_sealed)
{
    json_t *rows = json_own(op, json_array());
    const struct seal_place place = place_of(list->public_id);

    for (size_t i = 0; i < list->row_count; i++)
        (void)json_array_append_new(
            rows, json_pack("[I, O]", (json_int_t)list->rows[i].line, list->rows[i].values));
    const char *text = json_text_of(op, rows);
    return keys_seal(op, op->site->keys, &place,
                     (struct bytes){ (const uint8_t *)text, strlen(text) }, ret_sealed);
}

static enum err keep_work(struct op *op, void *arg)
{
    const struct keeping *keeping = arg;
    const struct import_list *list = keeping->list;

    return db_run(op, &import_insert,
                  DB_IN(IN_TEXT(list->public_id), IN_INT(op->actor.user_id),
                        IN_INT(op->actor.org_id), IN_TEXT(list->kind->code), IN_TEXT(list->call),
                        IN_TEXT(list->track), IN_INT((int64_t)list->row_count),
                        IN_INT((int64_t)list->blocking_count),
                        IN_BLOB(keeping->sealed.data, keeping->sealed.size), IN_TEXT(keeping->sm3),
                        IN_TEXT("checked"), IN_INT(op->now_ms)),
                  NULL);
}

static enum err keep(struct op *op, struct import_list *list, struct bytes file)
{
    struct keeping keeping = { .list = list, .sm3 = sm3_hex(op, file.data, file.size) };

    list->public_id = random_public_id(op);
    enum err e = seal_rows(op, list, &keeping.sealed);
    return e == OK ? db_tx(op, keep_work, &keeping, NULL) : e;
}

enum err import_check(struct op *op, const struct import_kind *kind, const char *call,
                      const char *track, struct bytes file, struct import_list *ret_list)
{
    struct import_list list = { .kind = kind, .call = or_empty(call), .track = or_empty(track) };
    json_t *json = NULL;

    enum err e = kind->open(op, &list);
    if (e == OK)
        e = documents_read(op, op->site->documents, READER_XLSX, file, &json);
    if (e == OK)
        e = import_read(op, &list, json);
    if (e == OK && kind->judge != NULL)
        e = kind->judge(op, &list);
    if (e == OK && list.row_count > 0)
        e = keep(op, &list, file);
    if (e == OK)
        *ret_list = list;
    return e;
}

/* ---- entering ---- */

struct kept {
    const char *state;
    const char *sm3;
    int64_t row_count;
    int64_t blocking_count;
    struct bytes sealed;
};

static enum err open_rows(struct op *op, const struct kept *kept, struct import_list *list)
{
    const struct seal_place place = place_of(list->public_id);
    struct bytes plain = { 0 };

    enum err e = keys_open(op, op->site->keys, &place, kept->sealed, &plain);
    if (e != OK)
        return e;
    json_t *rows = json_own(op, json_loadb((const char *)plain.data, plain.size, 0, NULL));
    for (size_t i = 0; i < json_array_size(rows); i++) {
        const json_t *pair = json_array_get(rows, i);
        struct import_row row = { json_integer_value(json_array_get(pair, 0)),
                                  json_array_get(pair, 1) };
        mem_push(op, list->rows, list->row_count, row);
    }
    return OK;
}

struct entering {
    struct import_list *list;
    const char *sm3;
};

/* What the kind enters by event_tx is a part of this one: all of it or nothing. */
static enum err enter_work(struct op *op, void *arg)
{
    const struct entering *entering = arg;
    struct import_list *list = entering->list;
    int64_t changed = 0;

    enum err e = db_run(op, &import_claim, DB_IN(IN_TEXT(list->public_id)), &changed);
    if (e == OK && changed == 0)
        e = fail(op, ERR_CONFLICT, "import_done", "the list was entered already");
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

    enum err e = db_row(op, &import_by_id,
                        DB_IN(IN_TEXT(public_id), IN_INT(op->actor.user_id),
                              IN_INT(op->actor.org_id), IN_TEXT(kind->code)),
                        DB_OUT(OUT_TEXT(&list.call), OUT_TEXT(&list.track), OUT_TEXT(&kept.sm3),
                               OUT_INT(&kept.row_count), OUT_INT(&kept.blocking_count),
                               OUT_BLOB(&kept.sealed), OUT_TEXT(&kept.state)));
    if (e == ERR_NOT_FOUND)
        return fail(op, e, "not_found", "no such list of this actor");
    if (e == OK && strcmp(kept.state, "checked") != 0)
        e = fail(op, ERR_CONFLICT, "import_done", "list is %s", kept.state);
    if (e == OK && kept.blocking_count > 0) {
        fail_arg(op, "count", "%lld", (long long)kept.blocking_count);
        e = fail(op, ERR_CONFLICT, "import_has_problems", "list has mistakes");
    }
    if (e == OK)
        e = kind->open(op, &list);
    if (e == OK)
        e = open_rows(op, &kept, &list);
    if (e == OK)
        e = event_tx(op, enter_work, &(struct entering){ &list, kept.sm3 });
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

    enum err e = kind->open(op, &list);
    if (e == OK)
        e = xlsx_new(op, kind->title, "", NULL, &xlsx);
    for (size_t i = 0; e == OK && i < list.sheet_count; i++)
        e = add_sheet(op, xlsx, &list.sheets[i], list.sheet_count > 1);
    return e == OK ? xlsx_end(op, xlsx, ret_file) : e;
}

enum err import_sweep(struct op *op, int64_t *ret_count)
{
    return db_run(op, &import_delete_old,
                  DB_IN(IN_INT(op->now_ms - (int64_t)IMPORT_KEPT_HOURS * HOUR_MS)), ret_count);
}
