/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Two at once: while one act is held before each of its statements, another one is done by another
 * connection. Whatever comes of it has come of one after the other, in one order or the other; or
 * of one alone, when the other was refused.
 */
#include "base/time.h"

#include "base/mem.h"
#include "db/db_internal.h"
#include "long.h"
#include "site.h"

#include <pthread.h>
#include <stdio.h>
#include <time.h>

DB_SQL(test_waiting, "",
       "SELECT count(*) FROM pg_stat_activity"
       " WHERE datname = current_database() AND wait_event_type = 'Lock'");
/* The signed receipt of an item, and how many files it has. */
DB_SQL(test_receipt, "t",
       "SELECT (SELECT count(*) FROM attachment f WHERE f.application_id = a.id), p.receipt"
       "  FROM application a JOIN package_item i ON i.application_id = a.id"
       "  JOIN package p ON p.id = i.package_id WHERE a.public_id = $1");
DB_SQL(
    test_application, "ti",
    "SELECT a.state, a.rank, CASE WHEN a.extended_ms = $2 THEN 1 ELSE 0 END, a.opinion, a.due_ms,"
    " a.paper_due_ms, a.return_count, a.over_state, a.quota_held, a.up_ms, a.sent_ms, a.channel,"
    " a.revision, a.title, (SELECT count(*) FROM application_version v"
    "  WHERE v.application_id = a.id), (SELECT count(*) FROM acceptance c"
    "  WHERE c.application_id = a.id), (SELECT count(*) FROM erasure e"
    "  WHERE e.subject_id = a.public_id) FROM application a WHERE a.public_id = $1");

/* ---- what is acted on ---- */

struct things {
    const char *id, *code, *package, *file;
    const char *until; /* of an extension: later than those of the runs before */
    int64_t until_ms;
    int64_t revision;
};

/* What a body needs: {id}, {code}, {until}, {base}. */
struct act {
    const char *login, *method, *path, *body;
};

struct scene {
    const char *name;
    void (*make)(struct op *op, struct things *things);
    struct act acts[8]; /* ends with a NULL login */
};

#define REASON "{'reason':'情况有变'}"
#define ITEM   "/api/v1/applications/{id}/actions/"
#define LETTER "/api/v1/packages/{package}/letter/"
#define EXTENDED                                                                                   \
    "fuze", "POST", "/api/v1/extensions",                                                          \
        "{'call':'" CALL "','until':'{until}','number':'内人社函〔2025〕9号','reason':'系统中断'}"

static void make_draft(struct op *op, struct things *things)
{
    things->id = a_filled(op, &PARK);
}

static void make_frozen(struct op *op, struct things *things)
{
    things->id = a_frozen(op, &PARK);
    things->file = attach_as(op, "yuanqu", things->id, "stamped_scan");
}

#define ACCOUNT "0602000123456789"

/* With a letter that names an account. */
static void make_sent(struct op *op, struct things *things)
{
    things->id = a_frozen(op, &PARK);
    struct reply sent =
        call_as(op, "yuanqu2", "POST", "/api/v1/packages",
                mem_printf(op,
                           "{'call':'" CALL "','track':'" TRACK "','ids':['%s'],'declaration':true,"
                           "'letter':{'number':'','contact':'包文龙','phone':'0482-8210001',"
                           "'accounts':[{'item':'%s','payee':'园区','account':'" ACCOUNT
                           "','bank':'工行','cnaps':'102100099996'}]}}",
                           things->id, things->id));

    assert_status(sent, 201);
    things->package = text_of(sent, "id");
}

static void make_refused(struct op *op, struct things *things)
{
    make_sent(op, things);
    do_as(op, "shouli", things->id, "refuse", REASON);
}

static const struct scene scenes[] = {
    { "draft",
      make_draft,
      { { "yuanqu", "PATCH", "/api/v1/applications/{id}/values",
          "{'base':{base},'patch':[{'path':'/values/title','value':'另一个题目'}]}" },
        { "yuanqu", "POST", ITEM "submit", "{}" },
        { "yuanqu2", "POST", ITEM "withdraw", REASON },
        { EXTENDED } } },
    { "frozen",
      make_frozen,
      { { "yuanqu2", "POST", "/api/v1/packages",
          "{'call':'" CALL "','track':'" TRACK "','ids':['{id}'],'letter':{'number':'',"
          "'contact':'包文龙','phone':'0482-8210001'},'declaration':true}" },
        { "yuanqu", "DELETE", "/api/v1/attachments/{file}", NULL },
        { "yuanqu2", "POST", ITEM "unfreeze", REASON },
        { "yuanqu2", "POST", ITEM "withdraw", REASON },
        { EXTENDED } } },
    { "sent",
      make_sent,
      { { "shouli", "POST", ITEM "accept", "{}" },
        { EXTENDED },
        { "shouli", "POST", ITEM "return", "{'items':[{'code':'form','text':'重填'}]}" },
        { "shouli", "POST", ITEM "refuse", REASON },
        { "yuanqu2", "POST", ITEM "withdraw", REASON },
        { "shouli", "POST", LETTER "accept", "{}" } } },
    { "refused",
      make_refused,
      { { "fuze", "POST", "/api/v1/applications/{id}/erase",
          "{'reason':'本人书面申请','legal_basis':'个人信息保护法第四十七条','typed':'{code}'}" },
        { "fuze", "POST", ITEM "reopen", REASON },
        { "shouli", "POST", LETTER "accept", "{}" },
        { "shouli", "POST", LETTER "return", "{'reasons':['没有盖章']}" },
        { EXTENDED } } },
};

enum { SCENE_COUNT = sizeof scenes / sizeof scenes[0] };

static int runs; /* of the whole program: each has an extension of its own */

static struct things make(struct op *op, const struct scene *scene)
{
    struct things things = { .id = "", .package = "", .code = "", .file = "" };
    int minutes = ++runs;

    scene->make(op, &things);
    struct reply page = get_as(op, "yuanqu", "/api/v1/applications/%s", things.id);
    things.code = text_of(page, "code");
    things.revision = int_of(page, "revision");
    things.until_ms = DEADLINE_MS + (int64_t)minutes * 60000;
    things.until = time_text(op, things.until_ms, ZONE_SHANGHAI_MINUTES);
    return things;
}

static const char *filled(struct op *op, const char *text, const struct things *things)
{
    char *out = mem_text(op, "");

    for (const char *at = text; *at != '\0';) {
        if (strncmp(at, "{id}", 4) == 0)
            mem_append(op, &out, "%s", things->id);
        else if (strncmp(at, "{code}", 6) == 0)
            mem_append(op, &out, "%s", things->code);
        else if (strncmp(at, "{package}", 9) == 0)
            mem_append(op, &out, "%s", things->package);
        else if (strncmp(at, "{file}", 6) == 0)
            mem_append(op, &out, "%s", things->file);
        else if (strncmp(at, "{until}", 7) == 0)
            mem_append(op, &out, "%s", things->until);
        else if (strncmp(at, "{base}", 6) == 0)
            mem_append(op, &out, "%lld", (long long)things->revision);
        else {
            mem_append(op, &out, "%c", *at++);
            continue;
        }
        at = strchr(at, '}') + 1;
    }
    return out;
}

static int do_act(struct op *op, const struct act *act, const struct things *things)
{
    const char *body = act->body == NULL ? NULL : filled(op, act->body, things);
    struct reply reply = call_as(op, act->login, act->method, filled(op, act->path, things), body);

    if (reply.status >= 500)
        print_error("%s %s: %d %s\n", act->login, act->path, reply.status, reply.detail);
    assert_true(reply.status < 500);
    return reply.status;
}

/* What stands in the end, without what differs from item to item. */
static const char *outcome(struct op *op, const struct things *things)
{
    const char *text[4] = { NULL };
    int64_t numbers[13] = { 0 };

    assert_ok(op,
              db_row(op, &test_application, DB_IN(IN_TEXT(things->id), IN_INT(things->until_ms)),
                     DB_OUT(OUT_TEXT(&text[0]), OUT_INT(&numbers[0]), OUT_INT(&numbers[1]),
                            OUT_TEXT(&text[1]), OUT_INT(&numbers[2]), OUT_INT(&numbers[3]),
                            OUT_INT(&numbers[4]), OUT_TEXT(&text[2]), OUT_INT(&numbers[5]),
                            OUT_INT(&numbers[6]), OUT_INT(&numbers[7]), OUT_TEXT(&text[3]),
                            OUT_INT(&numbers[8]), OUT_TEXT(&text[1]), OUT_INT(&numbers[9]),
                            OUT_INT(&numbers[10]), OUT_INT(&numbers[11]))));
    char *out = mem_printf(op, "%s|%s|%s|%s", text[0], or_empty(text[1]), text[2], text[3]);
    for (int i = 0; i < 12; i++)
        mem_append(op, &out, "|%lld", (long long)numbers[i]);
    if (things->file[0] != '\0') { /* a receipt names the files that are there */
        const char *receipt = NULL;
        int64_t files = 0;
        enum err e = db_row(op, &test_receipt, DB_IN(IN_TEXT(things->id)),
                            DB_OUT(OUT_INT(&files), OUT_TEXT(&receipt)));
        if (e == OK)
            mem_append(op, &out, "|%lld files, receipt names %s", (long long)files,
                       strstr(receipt, "stamped_scan") == NULL ? "none" : "one");
    }
    if (things->package[0] != '\0') {
        struct reply package = get_as(op, "yuanqu2", "/api/v1/packages/%s", things->package);
        mem_append(op, &out, "|letter %s%s", text_of(package, "letter_state"),
                   strstr(package.bytes, ACCOUNT) == NULL ? "" : " with the account");
    }
    return out;
}

/* ---- one after the other ---- */

static const char *in_turn(struct op *op, const struct scene *scene, const struct act *first,
                           const struct act *second)
{
    const struct things things = make(op, scene);

    (void)do_act(op, first, &things);
    if (second != NULL)
        (void)do_act(op, second, &things);
    return outcome(op, &things);
}

/* ---- one within the other ---- */

struct meanwhile {
    struct op *op;    /* of the second act */
    struct op *watch; /* sees who waits for a lock */
    const struct act *act;
    const struct things *things;
    pthread_t thread;
    pthread_mutex_t mutex;
    bool begun, done;
    int status;
};

static void *act_meanwhile(void *arg)
{
    struct meanwhile *other = arg;

    other->status = do_act(other->op, other->act, other->things);
    (void)pthread_mutex_lock(&other->mutex);
    other->done = true;
    (void)pthread_mutex_unlock(&other->mutex);
    return NULL;
}

static bool is_done(struct meanwhile *other)
{
    (void)pthread_mutex_lock(&other->mutex);
    bool done = other->done;
    (void)pthread_mutex_unlock(&other->mutex);
    return done;
}

/* Whether the second one waits for what the first one holds. */
static bool is_waiting(struct meanwhile *other)
{
    struct db_source *source = other->op->db->source;
    int64_t count = 0;

    if (source->dialect == DB_SQLITE) {
        (void)pthread_mutex_lock(&source->guard);
        count = source->first != NULL;
        (void)pthread_mutex_unlock(&source->guard);
        return count > 0;
    }
    assert_ok(other->watch, db_row(other->watch, &test_waiting, DB_NONE, DB_OUT(OUT_INT(&count))));
    return count > 0;
}

/* Called within the first act: lets the second one run until it is done or cannot go on. */
static void let_other(void *arg)
{
    struct meanwhile *other = arg;

    other->begun = true;
    assert_int_equal(pthread_create(&other->thread, NULL, act_meanwhile, other), 0);
    while (!is_done(other) && !is_waiting(other))
        (void)nanosleep(&(struct timespec){ .tv_nsec = 1000000 }, NULL);
}

/* What came of it, and how both were answered. */
struct result {
    const char *outcome;
    int first, second;
    bool more; /* the first act has so many statements */
};

static struct result interleaved(struct op *op, const struct scene *scene, const struct act *first,
                                 const struct act *second, int statement)
{
    const struct things things = make(op, scene);
    struct result result = { 0 };
    struct meanwhile other = { .op = site_op(test_op_another(false)),
                               .watch = test_op_another(false),
                               .act = second,
                               .things = &things };

    other.op->now_ms = op->now_ms;
    (void)pthread_mutex_init(&other.mutex, NULL);
    op->db->pause = let_other;
    op->db->pause_arg = &other;
    op->db->pause_in = statement;
    result.first = do_act(op, first, &things);
    op->db->pause_in = 0;
    result.more = other.begun;
    if (other.begun)
        (void)pthread_join(other.thread, NULL);
    else
        other.status = do_act(op, second, &things);
    result.second = other.status;
    (void)pthread_mutex_destroy(&other.mutex);
    op_free(other.op);
    op_free(other.watch);
    result.outcome = outcome(op, &things);
    return result;
}

struct pair {
    const struct scene *scene;
    const struct act *first, *second;
};

/* What may come of a pair. */
struct serial {
    const char *first_second, *second_first, *first_alone, *second_alone;
};

static bool is_serial(const struct result *result, const struct serial *serial)
{
    return strcmp(result->outcome, serial->first_second) == 0 ||
           strcmp(result->outcome, serial->second_first) == 0 ||
           (result->second >= 400 && strcmp(result->outcome, serial->first_alone) == 0) ||
           (result->first >= 400 && strcmp(result->outcome, serial->second_alone) == 0);
}

/* At each statement, or at some of them; how many were tried. */
static int check_pair(struct op *op, const struct pair *pair, int step, int start)
{
    const struct scene *scene = pair->scene;
    const struct serial serial = { in_turn(op, scene, pair->first, pair->second),
                                   in_turn(op, scene, pair->second, pair->first),
                                   in_turn(op, scene, pair->first, NULL),
                                   in_turn(op, scene, pair->second, NULL) };
    struct result result = { .more = true };
    int count = 0;

    for (int statement = start; result.more; statement += step, count++) {
        result = interleaved(op, scene, pair->first, pair->second, statement);
        if (is_serial(&result, &serial))
            continue;
        print_error("%s: %s %s (%d) held before statement %d, %s %s (%d) meanwhile\n"
                    "  found        %s\n  one way      %s\n  the other    %s\n",
                    scene->name, pair->first->login, pair->first->path, result.first, statement,
                    pair->second->login, pair->second->path, result.second, result.outcome,
                    serial.first_second, serial.second_first);
        assert_true(false);
    }
    return count;
}

static size_t act_count(const struct scene *scene)
{
    size_t count = 0;

    while (scene->acts[count].login != NULL)
        count++;
    return count;
}

/* What is granted while the desk decides stays granted: at every statement. */
static void an_extension_outlives_any_step(void **state)
{
    struct op *op = *state;
    const struct scene *sent = &scenes[2];
    const struct pair pair = { sent, &sent->acts[0], &sent->acts[1] };

    (void)check_pair(op, &pair, 1, 1);
}

/* What was erased does not come back with a letter that is accepted meanwhile. */
static void an_erased_account_stays_away(void **state)
{
    struct op *op = *state;
    const struct scene *refused = &scenes[3];
    const struct pair pairs[] = { { refused, &refused->acts[2], &refused->acts[0] },
                                  { refused, &refused->acts[0], &refused->acts[2] } };

    for (size_t i = 0; i < 2; i++)
        (void)check_pair(op, &pairs[i], 1, 1);
}

/* Each act against each: all statements in the long suite, a sample by the day else. */
static void two_acts_are_one_after_the_other(void **state)
{
    struct op *op = *state;
    int step = test_amount(13, 1);
    int start = test_amount(1 + (int)(test_seed() % 13), 1);
    size_t every = (size_t)test_amount(4, 1); /* a quarter of the pairs a day */
    int pairs = 0;
    int count = 0;

    for (size_t s = 0; s < SCENE_COUNT; s++) {
        size_t acts = act_count(&scenes[s]);
        for (size_t i = test_seed() % every; i < acts * acts; i += every) {
            const struct pair pair = { &scenes[s], &scenes[s].acts[i / acts],
                                       &scenes[s].acts[i % acts] };
            count += check_pair(op, &pair, step, start);
            pairs++;
        }
    }
    print_message("# %d pairs of acts, %d interleavings\n", pairs, count);
    assert_chain_clean(op);
}

int main(void)
{
    return run_on_each_site("races", (const struct CMUnitTest[]){
                                         TEST(an_extension_outlives_any_step),
                                         TEST(an_erased_account_stays_away),
                                         TEST(two_acts_are_one_after_the_other),
                                         { 0 },
                                     });
}
