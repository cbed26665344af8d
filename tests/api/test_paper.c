/* SPDX-License-Identifier: Apache-2.0 */
/* Letters and lists say what their records say, to those who see these; scanned paper is known. */
#include "site.h"

#include "base/json_own.h"
#include "base/mem.h"
#include "base/site.h"
#include "db/db.h"
#include "doc/reader.h"
#include "support/run.h"

#include <stdio.h>

static const char *text_of_pdf(struct op *op, struct reply reply)
{
    const char *path = mem_printf(op, "%s/a.pdf", run_directory(op));
    const char *argv[] = { "pdftotext", "-raw", path, "-", NULL };
    FILE *file = fopen(path, "wb");

    assert_string_equal(reply.type, "application/pdf");
    assert_non_null(file);
    assert_int_equal(fwrite(reply.bytes, 1, reply.size, file), reply.size);
    assert_int_equal(fclose(file), 0);
    struct run run = run_program(op, NULL, NULL, argv);
    assert_int_equal(run.exit_code, 0);
    char *text = mem_text(op, run.out); /* where lines end is another matter than what they say */
    char *to = text;
    for (const char *at = text; *at != '\0'; at++) {
        if (*at != '\n' && *at != ' ')
            *to++ = *at;
    }
    *to = '\0';
    return text;
}

static const char *saved(struct op *op, const char *name, struct reply reply)
{
    const char *path = mem_printf(op, "%s/%s", run_directory(op), name);
    FILE *file = fopen(path, "wb");

    assert_status(reply, 200);
    assert_non_null(file);
    assert_int_equal(fwrite(reply.bytes, 1, reply.size, file), reply.size);
    assert_int_equal(fclose(file), 0);
    return path;
}

/* A sent package of one item of HOSPITAL, with a letter; its public id, and the item's. */
static const char *a_package(struct op *op, const char **ret_item)
{
    const char *item = a_recommended(op, &HOSPITAL);
    struct reply reply =
        call_as(op, "tuijian", "POST", "/api/v1/packages",
                mem_printf(op,
                           "{'call':'" CALL "','track':'" TRACK "','ids':['%s'],'declaration':true,"
                           "'letter':{'number':'兴人社函〔2025〕7号','date':'2025-01-20',"
                           "'contact':'王芳','phone':'0482-8266001'},'courier':'SF1234567890'}",
                           item));

    assert_status(reply, 201);
    *ret_item = item;
    return text_of(reply, "id");
}

static struct reply paper(struct op *op, const char *login, const char *package, const char *name)
{
    return get_as(op, login, "/api/v1/packages/%s/papers/%s", package, name);
}

static void papers_of_a_package_say_what_was_sent(void **state)
{
    struct op *op = *state;
    const char *item = NULL;
    const char *package = a_package(op, &item);
    static const struct {
        const char *paper;
        const char *words[5];
    } rows[] = {
        { "letter", { "兴人社函〔2025〕7号", "王芳", "2025年1月20日", "102100099996" } },
        { "summary", { "草原防灾与牧草良种", "海外赤子", "共1项", "打印" } },
        { "materials", { "申报表", "电子版", "核对" } },
        { "receipt", { "收讫回执", "不代表受理", "SM3" } },
        { "label", { "SF1234567890", "共1项", "0482-8266001" } },
        { "all", { "汇总表", "材料清单", "牧草", "寄件单位" } },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct reply reply = paper(op, "tuijian", package, rows[i].paper);
        assert_status(reply, 200);
        const char *text = text_of_pdf(op, reply);
        for (size_t k = 0; k < 5 && rows[i].words[k] != NULL; k++)
            assert_text_holds(text, rows[i].words[k]);
    }
}

/* A reader of other make finds in each OFD every character of the PDF, at its place. */
static void letters_are_the_same_as_ofd(void **state)
{
    struct op *op = *state;
    static const char *const papers[] = { "letter", "summary", "materials", "receipt", "label" };
    const char *script = mem_printf(op, "%s/tests/unit/ofd_reader.py", getenv("DIANJIANG_SOURCE"));
    const char *item = NULL;
    const char *package = a_package(op, &item);

    for (size_t i = 0; i < sizeof papers / sizeof papers[0]; i++) {
        const char *target = mem_printf(op, "/api/v1/packages/%s/papers/%s", package, papers[i]);
        const char *ofd = mem_printf(op, "%s?to=ofd", target);
        const char *argv[] = { "python3", script,
                               saved(op, "a.ofd", call_as(op, "tuijian", "GET", ofd, NULL)),
                               saved(op, "a.pdf", call_as(op, "tuijian", "GET", target, NULL)),
                               NULL };
        assert_int_equal(run_program(op, NULL, NULL, argv).exit_code, 0);
    }
}

static void papers_are_for_those_who_see_the_package(void **state)
{
    struct op *op = *state;
    const char *item = NULL;
    const char *package = a_package(op, &item);

    assert_status(paper(op, "shouli2", package, "letter"), 200);
    assert_status(paper(op, "jingban", package, "letter"), 200);
    assert_refused(paper(op, "shenbao", package, "letter"), 404, "not_found");
    assert_refused(paper(op, "caoyuan", package, "letter"), 404, "not_found");
    assert_refused(paper(op, "tuijian", package, "nothing"), 404, "no_such_paper");
    assert_status(paper(op, NULL, package, "letter"), 401);
}

static struct reply decided(struct op *op, const char *login, const char *item, const char *name)
{
    return get_as(op, login, "/api/v1/applications/%s/papers/%s", item, name);
}

static void a_decision_has_its_paper_once_it_is_made(void **state)
{
    struct op *op = *state;
    const char *item = a_sent(op, &HOSPITAL);

    assert_refused(decided(op, "shouli2", item, "correction"), 409, "paper_no_decision");
    do_as(op, "shouli2", item, "return", "{'items':[{'text':'缺少盖章扫描件'}],'paper':true}");
    const char *text = text_of_pdf(op, decided(op, "shenbao", item, "correction"));
    assert_text_holds(text, "补正告知书");
    assert_text_holds(text, "缺少盖章扫描件");
    assert_text_holds(text, "纸质材料");
    assert_null(strstr(text, "暂定"));
    assert_refused(decided(op, "shenbao", item, "refusal"), 409, "paper_no_decision");
    assert_refused(decided(op, "shenbao", item, "letter"), 404, "no_such_paper");
    assert_refused(decided(op, "caoyuan", item, "correction"), 404, "not_found");
}

/* 30 December 2026: what is mended within working days ends in a year that is not published. */
static void a_provisional_date_is_marked_on_paper(void **state)
{
    struct op *op = *state;
    const char *item = a_sent(op, &HOSPITAL);

    op->now_ms = DEADLINE_MS + 704 * DAY_MS;
    do_as(op, "shouli2", item, "return", "{'items':[{'text':'缺少盖章扫描件'}],'paper':true}");
    const char *text = text_of_pdf(op, decided(op, "shenbao", item, "correction"));
    assert_text_holds(text, "24:00（暂定）");
    assert_text_holds(text, "放假安排尚未公布");
}

static struct reply certificate(struct op *op, const char *person)
{
    return call_as(op, "jingban", "POST", "/api/v1/papers/certificate",
                   mem_printf(op,
                              "{'call':'" CALL
                              "','values':{'person':'%s','org':'某','title':'研究员',"
                              "'activity':'行','period':'7月','place':'兴安盟','days':'5'}}",
                              person));
}

static void a_typed_paper_names_every_mistake(void **state)
{
    struct op *op = *state;
    static const char good[] = "{'call':'" CALL "','values':{'person':'王晓明研究员',"
                               "'org':'某大学','title':'研究员','activity':'草原行','period':'7月',"
                               "'place':'兴安盟','days':'5'}}";
    char *long_name = mem_text(op, "");

    const char *text =
        text_of_pdf(op, call_as(op, "jingban", "POST", "/api/v1/papers/certificate", good));
    assert_text_holds(text, "服务基层证明");
    assert_text_holds(text, "王晓明研究员");
    struct reply reply = call_as(op, "jingban", "POST", "/api/v1/papers/certificate",
                                 "{'call':'" CALL "','values':{'person':'甲','extra':'乙'}}");
    assert_refused(reply, 422, "paper_fields_wrong");
    assert_text_holds(reply.bytes, "extra");
    assert_text_holds(reply.bytes, "职称");
    for (int i = 0; i < 40; i++)
        mem_append(op, &long_name, "名");
    assert_status(certificate(op, long_name), 200);
    assert_refused(certificate(op, mem_printf(op, "%s名", long_name)), 422, "paper_fields_wrong");
    assert_refused(call_as(op, "jingban", "POST", "/api/v1/papers/letter", good), 404,
                   "no_such_paper");
    assert_status(call_as(op, "shenbao", "POST", "/api/v1/papers/certificate", good), 403);
    reply = get_as(op, "jingban", "/api/v1/papers?call=" CALL);
    assert_status(reply, 200);
    assert_text_holds(reply.bytes, "邀请函");
    assert_null(strstr(reply.bytes, "汇总表"));
}

static void the_handover_list_has_what_was_accepted(void **state)
{
    struct op *op = *state;
    const char *item = a_sent(op, &HOSPITAL);

    do_as(op, "shouli2", item, "accept", "{}");
    struct reply made = call_as(
        op, "shouli2", "POST", "/api/v1/handovers",
        mem_printf(op, "{'call':'" CALL "','items':[{'id':'%s','box':7}],'note':'首批'}", item));
    assert_status(made, 201);
    const char *target = mem_printf(op, "/api/v1/handovers/%s/paper", text_of(made, "id"));
    const char *text = text_of_pdf(op, call_as(op, "shouli2", "GET", target, NULL));
    assert_text_holds(text, "移交清单");
    assert_text_holds(text, "草原防灾");
    assert_text_holds(text, "共1盒1项");
    assert_text_holds(text, "说明：首批");
    assert_status(call_as(op, "shouli2", "GET", mem_printf(op, "%s?to=docx", target), NULL), 200);
    assert_refused(call_as(op, "zhongxin", "GET", target, NULL), 404, "not_found");
    assert_status(call_as(op, "shenbao", "GET", target, NULL), 403);
}

/* ---- scanned codes ---- */

static struct reply scanned(struct op *op, const char *login, const char *text)
{
    return get_as(op, login, "/api/v1/scan?text=%s", text);
}

static void scanned_paper_is_compared_with_what_was_sent(void **state)
{
    struct op *op = *state;
    const char *item = a_sent(op, &HOSPITAL);
    struct reply page = get_as(op, "shenbao", "/api/v1/applications/%s", item);
    const char *code = text_of(page, "code");
    const char *digest = text_of(page, "digest");

    struct reply same =
        scanned(op, "shouli2", mem_printf(op, "DJ1%%3A%s%%3A1%%3A%.16s%%3A2%%3A4", code, digest));
    assert_status(same, 200);
    assert_string_equal(text_of(same, "state"), "same");
    assert_string_equal(text_of(same, "application"), item);
    assert_int_equal(int_of(same, "page"), 2);
    struct reply other =
        scanned(op, "shouli2", mem_printf(op, "DJ1:%s:1:0123456789ABCDEF:1:4", code));
    assert_string_equal(text_of(other, "state"), "other");
    struct reply draft =
        scanned(op, "shouli2", mem_printf(op, "DJ1:%s:0:0123456789ABCDEF:1:4", code));
    assert_string_equal(text_of(draft, "state"), "draft");
    struct reply typed = scanned(op, "shouli2", code);
    assert_string_equal(text_of(typed, "state"), "uncoded");
    assert_refused(scanned(op, "caoyuan", code), 404, "scan_nothing");
    assert_refused(scanned(op, "shouli2", "DJ1:BLANK:OVERSEAS:1:1:2"), 404, "twin_blank");
    assert_refused(scanned(op, "shouli2", "nothing"), 404, "scan_nothing");
}

static void a_label_names_its_package(void **state)
{
    struct op *op = *state;
    const char *item = NULL;
    const char *package = a_package(op, &item);

    struct reply reply = scanned(op, "shouli2", mem_printf(op, "DJ1:P:%s", package));
    assert_status(reply, 200);
    assert_string_equal(text_of(reply, "package"), package);
    assert_string_equal(text_of(scanned(op, "shouli2", "SF1234567890"), "package"), package);
    assert_string_equal(
        text_of(
            scanned(op, "shouli2", mem_printf(op, "https://example.org/q/DJ1%%3AP%%3A%s", package)),
            "package"),
        package);
    assert_refused(scanned(op, "caoyuan", mem_printf(op, "DJ1:P:%s", package)), 404,
                   "scan_nothing");
}

static void one_scan_notes_the_paper_of_a_package_once(void **state)
{
    struct op *op = *state;
    const char *item = NULL;
    const char *target = mem_printf(op, "/api/v1/packages/%s/check-in", a_package(op, &item));

    assert_text_holds(call_as(op, "tuijian", "GET", target, NULL).bytes, "\"at\":null");
    assert_status(call_as(op, "tuijian", "POST", target, NULL), 403);
    assert_status(call_as(op, "jingban", "POST", target, NULL), 403);
    struct reply first = call_as(op, "shouli", "POST", target, NULL);
    assert_status(first, 200);
    op->now_ms += HOUR_MS;
    struct reply again = call_as(op, "shouli2", "POST", target, NULL);
    assert_string_equal(text_of(again, "at"), text_of(first, "at"));
    assert_string_equal(text_of(again, "by"), text_of(first, "by"));
    assert_string_equal(text_of(call_as(op, "tuijian", "GET", target, NULL), "at"),
                        text_of(first, "at"));
    assert_refused(call_as(op, "caoyuan", "GET", target, NULL), 404, "not_found");
    assert_chain_clean(op);
}

/* ---- workbooks ---- */

DB_SQL(test_exports, "t", "SELECT count(*) FROM event WHERE action = 'export.list' AND data <> $1");

static void a_list_is_taken_out_with_name_and_event(void **state)
{
    struct op *op = *state;
    const char *item = NULL;
    const char *package = a_package(op, &item);
    static const struct {
        const char *login, *target;
        int status;
    } rows[] = {
        { "shenbao", "/api/v1/exports/applications?call=" CALL, 200 },
        { "tuijian", "/api/v1/exports/packages/%s", 200 },
        { "shouli", "/api/v1/exports/desk?call=" CALL, 200 },
        { "jingban", "/api/v1/exports/desk?call=" CALL, 403 },
        { "caoyuan", "/api/v1/exports/packages/%s", 404 },
        { "shenji", "/api/v1/exports/applications", 403 },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char *target = mem_text(op, rows[i].target);
        char *at = strstr(target, "%s");
        if (at != NULL) {
            *at = '\0';
            target = mem_printf(op, "%s%s", target, package);
        }
        struct reply reply = call_as(op, rows[i].login, "GET", target, NULL);
        assert_status(reply, rows[i].status);
        if (rows[i].status == 200)
            assert_memory_equal(reply.bytes, "PK", 2);
    }
    assert_int_equal(number_in_db(op, &test_exports, ""), 3);
}

/* What a workbook holds, read as a stranger would. */
static const char *cells_of(struct op *op, struct reply reply)
{
    json_t *json = NULL;

    assert_status(reply, 200);
    assert_ok(op,
              documents_read(op, site_op(op)->site->documents, READER_XLSX,
                             (struct bytes){ (const uint8_t *)reply.bytes, reply.size }, &json));
    return json_text_of(op, json);
}

static void a_league_takes_out_its_board_and_its_ledger(void **state)
{
    struct op *op = *state;
    const char *item = NULL;

    (void)a_package(op, &item);
    struct reply one = get_as(op, "tuijian", "/api/v1/applications/%s", item);
    const char *ledger = cells_of(op, get_as(op, "tuijian", "/api/v1/exports/ledger?call=" CALL));
    assert_text_holds(ledger, "\"name\":\"台账\"");
    assert_text_holds(ledger, "\"name\":\"年度计划\"");
    assert_text_holds(ledger, text_of(one, "code"));
    const char *board = cells_of(op, get_as(op, "tuijian", "/api/v1/exports/board?call=" CALL));
    assert_text_holds(board, "\"name\":\"催报记录\"");
    assert_text_holds(board, "兴安盟蒙医院");
    assert_text_holds(board, "已报");
    assert_status(get_as(op, "shouli", "/api/v1/exports/ledger?call=" CALL), 403);
    assert_status(get_as(op, "shenbao", "/api/v1/exports/board?call=" CALL), 403);
    assert_int_equal(number_in_db(op, &test_exports, ""), 2);
}

int main(void)
{
    return run_on_each_site("paper", (const struct CMUnitTest[]){
                                         TEST(papers_of_a_package_say_what_was_sent),
                                         TEST(letters_are_the_same_as_ofd),
                                         TEST(papers_are_for_those_who_see_the_package),
                                         TEST(a_decision_has_its_paper_once_it_is_made),
                                         TEST(a_provisional_date_is_marked_on_paper),
                                         TEST(a_typed_paper_names_every_mistake),
                                         TEST(the_handover_list_has_what_was_accepted),
                                         TEST(scanned_paper_is_compared_with_what_was_sent),
                                         TEST(a_label_names_its_package),
                                         TEST(one_scan_notes_the_paper_of_a_package_once),
                                         TEST(a_list_is_taken_out_with_name_and_event),
                                         TEST(a_league_takes_out_its_board_and_its_ledger),
                                         { 0 },
                                     });
}
