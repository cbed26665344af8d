/* SPDX-License-Identifier: Apache-2.0 */
/* postdoc.c: the ministry's postdocs, entered by the number of the demand. */
#include "demand/postdoc.h"

#include "base/crypto.h"
#include "base/json_own.h"
#include "base/keys.h"
#include "base/mem.h"
#include "base/message.h"
#include "base/site.h"
#include "demand/internal.h"
#include "event/event.h"
#include "paper/export.h"
#include "text/mask.h"

#include <string.h>

#define POSTDOC_TAIL " AND d.number = $2 AND d.state IN ('confirmed', 'closed')"
DEMAND_SQL(postdoc_demand, "it", DEMAND_SELECT "WHERE ", POSTDOC_TAIL);
DB_SQL(postdoc_there, "it",
       "SELECT count(*) FROM demand_postdoc WHERE demand_id = $1 AND person_index = $2"
       " AND reason = ''");
DB_SQL(postdoc_insert, "titbttttii",
       "INSERT INTO demand_postdoc (public_id, demand_id, person_index, personal, station,"
       " specialty, basis, note, created_by, created_ms)"
       " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)");
DB_SQL(postdoc_rows, "i",
       "SELECT public_id, personal, station, specialty, basis, note, created_ms"
       "  FROM demand_postdoc WHERE demand_id = $1 AND reason = '' ORDER BY id LIMIT 100");
DB_SQL(postdoc_end, "itt",
       "UPDATE demand_postdoc SET reason = $3"
       " WHERE demand_id = $1 AND public_id = $2 AND reason = ''");
DB_SQL(postdoc_asked, "tti",
       DEMAND_SELECT "WHERE a.call = $1 AND a.track = $2 AND d.state = 'confirmed'"
                     " ORDER BY d.number LIMIT $3");

static struct seal_place place_of(const char *public_id)
{
    return (struct seal_place){ "demand_postdoc", "personal", public_id };
}

static const char *index_of(struct op *op, const struct postdoc *postdoc)
{
    return keys_lookup(op, op->site->keys, "demand_postdoc", "person",
                       mem_printf(op, "%s|%s", postdoc->name, postdoc->station));
}

/* ---- judging ---- */

static void tell(struct op *op, const char *path, const char *code, const char *value)
{
    const struct message_arg arg = { "value", value };

    problem_add(op, &op->problems,
                &(struct problem){ .path = path,
                                   .code = code,
                                   .basis = BASIS_SYSTEM,
                                   .blocks = true,
                                   .message = message_text(op, code, &arg, 1) });
}

/* The demand of the number, if the actor sees it; NULL and a problem if not. */
static enum err demand_numbered(struct op *op, const char *number, struct demand **ret_demand)
{
    const struct db_sql *sql = demand_sql(op, postdoc_demand);
    struct demand *found = mem_new(op, struct demand);
    enum err e = ERR_NOT_FOUND;

    *ret_demand = NULL;
    if (sql != NULL)
        e = db_row(op, sql, DB_IN(IN_INT(op->actor.org_id), IN_TEXT(number)), DEMAND_OUT(found));
    if (e == ERR_NOT_FOUND) {
        op_forgive(op);
        tell(op, "/number", "postdoc_demand", number);
        return OK;
    }
    *ret_demand = found;
    return e;
}

static enum err judge(struct op *op, const struct postdoc_new *in, struct demand **ret_demand)
{
    int64_t there = 0;

    enum err e = demand_numbered(op, in->number, ret_demand);
    if (e == OK && *ret_demand != NULL)
        e = db_row(op, &postdoc_there,
                   DB_IN(IN_INT((*ret_demand)->id), IN_TEXT(index_of(op, &in->postdoc))),
                   DB_OUT(OUT_INT(&there)));
    if (e == OK && there > 0)
        tell(op, "/name", "postdoc_twice", in->postdoc.name);
    if (e == OK && op->problems.count > 0)
        e = fail(op, ERR_INVALID, op->problems.rows[0].code, "a row cannot be entered");
    return e;
}

enum err postdoc_judge(struct op *op, const struct postdoc_new *in)
{
    struct demand *demand = NULL;

    return judge(op, in, &demand);
}

/* ---- entering ---- */

static enum err seal_person(struct op *op, const char *public_id, const struct postdoc *postdoc,
                            struct bytes *ret_sealed)
{
    struct seal_place place = place_of(public_id);
    const char *text =
        json_text_of(op, json_own(op, json_pack("{s:s, s:s, s:s}", "name", postdoc->name, "mobile",
                                                postdoc->mobile, "email", postdoc->email)));

    return keys_seal(op, op->site->keys, &place,
                     (struct bytes){ (const uint8_t *)text, strlen(text) }, ret_sealed);
}

static enum err enter_one(struct op *op, const struct postdoc_new *in)
{
    const struct postdoc *postdoc = &in->postdoc;
    const char *public_id = random_public_id(op);
    struct demand *demand = NULL;
    struct bytes sealed = { 0 };

    enum err e = judge(op, in, &demand);
    if (e == OK)
        e = seal_person(op, public_id, postdoc, &sealed);
    if (e == OK)
        e = db_run(op, &postdoc_insert,
                   DB_IN(IN_TEXT(public_id), IN_INT(demand->id), IN_TEXT(index_of(op, postdoc)),
                         IN_BLOB(sealed.data, sealed.size), IN_TEXT(postdoc->station),
                         IN_TEXT(postdoc->specialty), IN_TEXT(postdoc->basis),
                         IN_TEXT(postdoc->note), IN_INT(op->actor.user_id), IN_INT(op->now_ms)),
                   NULL);
    if (e == OK)
        event_add(op, "demand.postdoc", "demand", demand->public_id, demand->org_id,
                  mem_printf(op, "{\"postdoc\":\"%s\"}", public_id));
    return e;
}

struct entering {
    const struct postdoc_new *rows;
    size_t count;
};

static enum err enter_work(struct op *op, void *arg)
{
    const struct entering *entering = arg;
    enum err e = OK;

    for (size_t i = 0; e == OK && i < entering->count; i++)
        e = enter_one(op, &entering->rows[i]);
    return e;
}

enum err postdoc_import(struct op *op, const struct postdoc_new *rows, size_t count)
{
    struct entering entering = { rows, count };

    return event_tx(op, enter_work, &entering);
}

struct removing {
    struct demand demand;
    const char *public_id;
    const char *reason;
};

static enum err remove_work(struct op *op, void *arg)
{
    const struct removing *removing = arg;
    const struct demand *demand = &removing->demand;
    int64_t changed = 0;

    enum err e =
        db_run(op, &postdoc_end,
               DB_IN(IN_INT(demand->id), IN_TEXT(removing->public_id), IN_TEXT(removing->reason)),
               &changed);
    if (e == OK && changed == 0)
        e = fail(op, ERR_NOT_FOUND, "not_found", "no such postdoc in force");
    if (e == OK)
        event_add(op, "demand.postdoc_end", "demand", demand->public_id, demand->org_id,
                  mem_printf(op, "{\"postdoc\":\"%s\"}", removing->public_id));
    return e;
}

enum err postdoc_remove(struct op *op, const char *demand, const char *public_id,
                        const char *reason)
{
    struct removing removing = { .public_id = public_id, .reason = reason };

    enum err e = demand_get(op, demand, &removing.demand);
    return e == OK ? event_tx(op, remove_work, &removing) : e;
}

/* ---- reading ---- */

/* Those who arrange the visit; the unit learns who comes. */
static bool sees_contact(const struct op *op)
{
    return role_scope(op->actor.role) != SCOPE_UNIT;
}

static enum err open_one(struct op *op, struct bytes sealed, struct postdoc *postdoc)
{
    struct seal_place place = place_of(postdoc->public_id);
    struct bytes plain = { 0 };

    enum err e = keys_open(op, op->site->keys, &place, sealed, &plain);
    if (e != OK)
        return e;
    const json_t *object = json_own(op, json_loadb((const char *)plain.data, plain.size, 0, NULL));
    postdoc->name = json_text_get(object, "name");
    postdoc->mobile = json_text_get(object, "mobile");
    postdoc->email = json_text_get(object, "email");
    if (!sees_contact(op)) {
        postdoc->mobile = mask_text(op, MASK_MOBILE, postdoc->mobile);
        postdoc->email = mask_text(op, MASK_EMAIL, postdoc->email);
    }
    return OK;
}

enum err postdocs_of(struct op *op, const struct demand *demand, struct postdoc **ret_rows,
                     size_t *ret_count)
{
    struct postdoc *list = NULL;
    struct bytes *sealed = NULL;
    struct db_rows *rows = NULL;
    struct postdoc row = { 0 };
    struct bytes blob = { 0 };
    size_t sealed_count = 0;
    size_t count = 0;

    enum err e = db_query(op, &postdoc_rows, DB_IN(IN_INT(demand->id)), &rows);
    if (e != OK)
        return e;
    while (db_next(rows, DB_OUT(OUT_TEXT(&row.public_id), OUT_BLOB(&blob), OUT_TEXT(&row.station),
                                OUT_TEXT(&row.specialty), OUT_TEXT(&row.basis), OUT_TEXT(&row.note),
                                OUT_INT(&row.created_ms)))) {
        mem_push(op, list, count, row);
        mem_push(op, sealed, sealed_count, blob);
    }
    e = db_done(rows);
    for (size_t i = 0; e == OK && i < count; i++)
        e = open_one(op, sealed[i], &list[i]);
    if (e != OK)
        return e;
    *ret_rows = list;
    *ret_count = count;
    return OK;
}

/* ---- for the ministry ---- */

static const struct sheet_column columns[] = {
    { "需求编号", SHEET_TEXT, .width = 18 },
    { "需求单位", SHEET_TEXT, .width = 28 },
    { "盟市", SHEET_TEXT, .width = 28 },
    { "所在地区", SHEET_TEXT, .width = 10 },
    { "需求名称", SHEET_TEXT, .width = 30 },
    { "需求类型", SHEET_TEXT, .width = 12 },
    { "需求内容", SHEET_TEXT, .width = 60 },
    { "希望博士后专业方向", SHEET_TEXT, .width = 24 },
    { "人数", SHEET_INT },
    { "服务方式", SHEET_TEXT, .width = 12 },
    { "已安排博士后", SHEET_TEXT, .width = 24 },
};

enum { COLUMN_COUNT = sizeof columns / sizeof columns[0] };

static enum err put_demand(struct op *op, struct xlsx *xlsx, const struct demand *demand)
{
    struct postdoc *postdocs = NULL;
    char *names = mem_text(op, "");
    size_t count = 0;

    enum err e = postdocs_of(op, demand, &postdocs, &count);
    if (e != OK)
        return e;
    for (size_t i = 0; i < count; i++)
        mem_append(op, &names, "%s%s（%s）", i == 0 ? "" : "、", postdocs[i].name,
                   postdocs[i].station);
    const struct sheet_cell cells[COLUMN_COUNT] = {
        { .text = or_empty(demand->number) },
        { .text = demand->unit_name },
        { .text = or_empty(demand->reporting_name) },
        { .text = demand->region },
        { .text = demand->title },
        { .text = demand_word_name(demand_kinds, demand->kind) },
        { .text = demand->detail },
        { .text = demand->specialty },
        { .number = demand->people },
        { .text = demand_word_name(demand_modes, demand->mode) },
        { .text = names },
    };
    return xlsx_row(op, xlsx, cells);
}

enum err postdoc_export(struct op *op, const char *call, const char *track, struct bytes *ret_file)
{
    struct demand *rows = NULL;
    struct xlsx *xlsx = NULL;
    size_t count = 0;

    enum err e = demand_read_list(
        op, &postdoc_asked, DB_IN(IN_TEXT(call), IN_TEXT(track), IN_INT(POSTDOC_ROWS_MAX + 1)),
        &rows, &count);
    if (e == OK && count > POSTDOC_ROWS_MAX) {
        fail_arg(op, "max", "%d", POSTDOC_ROWS_MAX);
        e = fail(op, ERR_TOO_LARGE, "export_rows", "more than %d", POSTDOC_ROWS_MAX);
    }
    if (e == OK)
        e = export_begin(op, "博士后服务团需求汇总", &xlsx);
    if (e == OK)
        e = xlsx_sheet(op, xlsx, "需求汇总", columns, COLUMN_COUNT);
    for (size_t i = 0; e == OK && i < count; i++)
        e = put_demand(op, xlsx, &rows[i]);
    return e == OK ? export_end(op, xlsx, "postdoc_demands", (int64_t)count, ret_file) : e;
}
