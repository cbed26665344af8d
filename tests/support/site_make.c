/* SPDX-License-Identifier: Apache-2.0 */
/* site_make.c: applications in the states that tests begin with, made as people make them. */
#include "site.h"

#include "attachment/attachment.h"
#include "base/json_own.h"
#include "base/mem.h"
#include "expert/library.h"
#include "job/job.h"
#include "paper/queue.h"
#include "paper/scan.h"

#include <stdlib.h>

const struct unit HOSPITAL = { "shenbao", "shenhe", "grassroots" };
const struct unit GRASS = { "caoyuan", "caoyuan2", "grassroots" };
const struct unit PARK = { "yuanqu", "yuanqu2", "park" };
const struct unit UNIVERSITY = { "daxue", "daxue2", "authority" };

const char *const FILLING =
    "[{'path':'/values/title','value':'草原防灾与牧草良种留学专家行'},"
    "{'path':'/values/organiser','value':'兴安盟蒙医院'},"
    "{'path':'/values/period','value':{'start':'2025-07-14','end':'2025-07-20'}},"
    "{'path':'/values/returnee_count','value':15},"
    "{'path':'/values/place','value':'乌兰浩特市、科右中旗'},"
    "{'path':'/values/department','value':'科教科'},"
    "{'path':'/values/contact','value':'乌兰'},"
    "{'path':'/values/office_phone','value':'0482-8210000'},"
    "{'path':'/values/mobile','value':'13800138000'},"
    "{'path':'/values/email','value':'wulan@example.com'},"
    "{'path':'/values/budget_total','value':23500000},"
    "{'path':'/values/cnaps','value':'102100099996'},"
    "{'path':'/values/payee','value':'兴安盟蒙医院'},"
    "{'path':'/values/bank','value':'中国工商银行乌兰浩特支行'},"
    "{'path':'/values/account','value':'0602000123456789'},"
    "{'path':'/values/modes','value':{'codes':['guidance','academic'],'other':''}},"
    "{'path':'/values/content','value':'请留学回国专家到苏木嘎查指导牧草良种和草原防灾。'},"
    "{'path':'/values/scale','value':120},"
    "{'path':'/values/organisation','value':'医院牵头，旗县配合，现场开展。'},"
    "{'path':'/values/budget','value':[{'item':'差旅','amount':13500000},"
    "{'item':'专家劳务','amount':10000000}]}]";

static const char *path_of(struct op *op, const char *id, const char *rest)
{
    return mem_printf(op, "/api/v1/applications/%s%s", id, rest);
}

struct reply save_as(struct op *op, const char *login, const char *id, const char *patch)
{
    struct reply page = get_as(op, login, "/api/v1/applications/%s", id);

    assert_status(page, 200);
    return call_as(
        op, login, "PATCH", path_of(op, id, "/values"),
        mem_printf(op, "{'base':%lld,'patch':%s}", (long long)int_of(page, "revision"), patch));
}

struct reply act_as(struct op *op, const char *login, const char *id, const char *action,
                    const char *body)
{
    return call_as(op, login, "POST", path_of(op, id, mem_printf(op, "/actions/%s", action)), body);
}

void assert_done_at(struct reply reply, const char *file, int line)
{
    if (reply.status != 204) /* out of the actor's sight now */
        assert_status_at(reply, 200, file, line);
}

const char *a_draft(struct op *op, const struct unit *unit)
{
    struct reply reply = call_as(
        op, unit->applicant, "POST", "/api/v1/applications",
        mem_printf(op, "{'call':'" CALL "','track':'" TRACK "','capacity':'%s'}", unit->capacity));

    assert_status(reply, 201);
    return text_of(reply, "id");
}

const char *a_filled(struct op *op, const struct unit *unit)
{
    const char *id = a_draft(op, unit);

    assert_status(save_as(op, unit->applicant, id, FILLING), 200);
    return id;
}

const char *a_frozen(struct op *op, const struct unit *unit)
{
    const char *id = a_filled(op, unit);

    do_as(op, unit->applicant, id, "submit", "{}");
    do_as(op, unit->approver, id, "approve", "{}");
    return id;
}

const char *a_recommending(struct op *op, const struct unit *unit)
{
    const char *id = a_frozen(op, unit);

    do_as(op, unit->approver, id, "submit_up", "{}");
    return id;
}

const char *a_recommended(struct op *op, const struct unit *unit)
{
    const char *id = a_recommending(op, unit);

    do_as(op, "tuijian", id, "recommend", "{'opinion':'同意推荐'}");
    return id;
}

/* A patch of all values of tests/data/filled/TRACK.json. */
static const char *filling_of(struct op *op, const char *track)
{
    const char *source = getenv("DIANJIANG_SOURCE");
    const char *path =
        mem_printf(op, "%s/tests/data/filled/%s.json", source == NULL ? "." : source, track);
    json_t *file = json_own(op, json_load_file(path, 0, NULL));
    json_t *patch = json_own(op, json_array());
    const char *key = NULL;
    json_t *value = NULL;

    assert_non_null(file);
    json_object_foreach(json_object_get(file, "values"), key, value)
    {
        json_array_append_new(patch, json_pack("{s:o, s:O}", "path",
                                               json_sprintf("/values/%s", key), "value", value));
    }
    return json_text_of(op, patch);
}

const char *a_frozen_on(struct op *op, const struct unit *unit, const char *track)
{
    struct reply reply = call_as(
        op, unit->applicant, "POST", "/api/v1/applications",
        mem_printf(op, "{'call':'" CALL "','track':'%s','capacity':'%s'}", track, unit->capacity));

    assert_status(reply, 201);
    const char *id = text_of(reply, "id");
    assert_status(save_as(op, unit->applicant, id, filling_of(op, track)), 200);
    do_as(op, unit->applicant, id, "submit", "{}");
    do_as(op, unit->approver, id, "approve", "{}");
    return id;
}

const char *a_recommended_on(struct op *op, const struct unit *unit, const char *track)
{
    const char *id = a_frozen_on(op, unit, track);

    do_as(op, unit->approver, id, "submit_up", "{}");
    do_as(op, "tuijian", id, "recommend", "{'opinion':'同意推荐'}");
    return id;
}

const char *quoted(struct op *op, const char *id)
{
    return mem_printf(op, "'%s'", id);
}

struct reply send_as(struct op *op, const char *login, const char *ids)
{
    return call_as(op, login, "POST", "/api/v1/packages",
                   mem_printf(op,
                              "{'call':'" CALL "','track':'" TRACK "','ids':[%s],"
                              "'letter':{'number':'兴人社函〔2025〕3号','date':'2025-01-15',"
                              "'contact':'包文龙','phone':'0482-8210001'},'declaration':true}",
                              ids));
}

const char *a_sent(struct op *op, const struct unit *unit)
{
    bool direct = strcmp(unit->capacity, "grassroots") != 0;
    const char *id = direct ? a_frozen(op, unit) : a_recommended(op, unit);

    assert_status(send_as(op, direct ? unit->approver : "tuijian", quoted(op, id)), 201);
    return id;
}

const char *a_returned(struct op *op, const struct unit *unit)
{
    const char *id = a_sent(op, unit);

    do_as(op, "shouli", id, "return", "{'items':[{'code':'stamped_scan','text':'第2页未盖章'}]}");
    return id;
}

struct reply register_as(struct op *op, const char *login, const char *id, const char *arrived)
{
    const char *owner = "shenbao";
    struct reply page = get_as(op, owner, "/api/v1/applications/%s", id);

    assert_status(page, 200);
    return call_as(op, login, "POST", "/api/v1/arrivals",
                   mem_printf(op,
                              "{'code':'%s','channel':'paper','arrived':'%s',"
                              "'evidence':'邮戳和信封照片'}",
                              text_of(page, "code"), arrived));
}

/* ---- attachments -------------------------------------------------------------------------- */

static enum err check_attachment(struct op *op, struct job *job)
{
    return attachment_check(op, job->payload);
}

static enum err read_scan(struct op *op, struct job *job)
{
    return scan_read(op, job->payload);
}

void run_jobs(struct op *op)
{
    static const struct job_kind kinds[] = {
        { "attachment.check", check_attachment },
        { LIBRARY_TAKE, library_take },
        { "paper.file", queue_job },
        { "scan.read", read_scan },
        { 0 },
    };
    bool ran = true;

    while (ran)
        assert_ok(op, job_run_once(site_op(op), kinds, &ran));
}

struct reply attach_to(struct op *op, const char *login, const char *path, const char *kind)
{
    static const char bytes[] = "%PDF-1.4\na scan of a test\n";
    struct reply begun =
        call_as(op, login, "POST", mem_printf(op, "%s/attachments", path),
                mem_printf(op, "{'kind':'%s','name':'扫描件.pdf','size':%zu}", kind, sizeof bytes));

    if (begun.status != 201)
        return begun;
    const char *upload = text_of(begun, "id");
    assert_status(put_chunk_as(op, login, upload, 0, bytes, sizeof bytes), 204);
    assert_status(
        call_as(op, login, "POST", mem_printf(op, "/api/v1/attachments/%s/complete", upload), "{}"),
        200);
    run_jobs(op);
    return begun;
}

const char *attach_as(struct op *op, const char *login, const char *id, const char *kind)
{
    struct reply begun = attach_to(op, login, path_of(op, id, ""), kind);

    assert_status(begun, 201);
    return text_of(begun, "id");
}
