/* SPDX-License-Identifier: Apache-2.0 */
/* Uploaded scans: which version they are of, what is missing, who is told, and who is not. */
#include "site.h"

#include "attachment/attachment.h"
#include "base/mem.h"
#include "doc/reader.h"
#include "support/scan_files.h"

/* Uploads a file to "/api/v1/applications/x" or "/api/v1/packages/x" and runs the jobs. */
static const char *upload(struct op *op, const char *login, const char *path, const char *kind,
                          struct bytes file)
{
    struct reply begun =
        call_as(op, login, "POST", mem_printf(op, "%s/attachments", path),
                mem_printf(op, "{'kind':'%s','name':'扫描件.pdf','size':%zu}", kind, file.size));
    assert_status(begun, 201);
    const char *id = text_of(begun, "id");
    for (size_t at = 0, n = 0; at < file.size; at += CHUNK_BYTES, n++) {
        size_t size = file.size - at < CHUNK_BYTES ? file.size - at : CHUNK_BYTES;
        assert_status(put_chunk_as(op, login, id, (int)n, file.data + at, size), 204);
    }
    assert_status(
        call_as(op, login, "POST", mem_printf(op, "/api/v1/attachments/%s/complete", id), "{}"),
        200);
    run_jobs(op);
    return id;
}

static const char *path_to(struct op *op, const char *id)
{
    return mem_printf(op, "/api/v1/applications/%s", id);
}

/* The form as the system prints it: its codes are pictures like those of a scan. */
static struct bytes printed(struct op *op, const char *login, const char *id)
{
    struct reply pdf = get_as(op, login, "/api/v1/applications/%s/document?to=pdf", id);

    assert_status(pdf, 200);
    return (struct bytes){ (const uint8_t *)pdf.bytes, pdf.size };
}

/* A scan of pages with these texts. */
static struct bytes scan_of(struct op *op, const char *const texts[])
{
    struct scan_picture pictures[8] = { 0 };
    int count = 0;

    for (; texts[count] != NULL; count++) {
        struct gray page = scan_page(op, texts[count], 150, count);
        pictures[count] = (struct scan_picture){ scan_entries(op, &page, "/Filter/DCTDecode"),
                                                 scan_jpeg(op, &page, 50, 0) };
    }
    return scan_pdf(op, pictures, count, 1);
}

static struct reply scans(struct op *op, const char *login, const char *path)
{
    return get_as(op, login, "%s/scans", path);
}

#define assert_finding(reply, row, verdict, text)                                                  \
    do {                                                                                           \
        assert_status(reply, 200);                                                                 \
        assert_string_equal(text_of(reply, "rows." #row ".verdict"), verdict);                     \
        assert_string_equal(text_of(reply, "rows." #row ".text"), text);                           \
    } while (0)

/* What stands on page n of the paper of an application now. */
static const char *page_text(struct op *op, const char *id, int n, int pages)
{
    struct reply page = get_as(op, "shenbao", "/api/v1/applications/%s", id);

    return mem_printf(op, "DJ1:%s:1:%.16s:%d:%d", text_of(page, "code"), text_of(page, "digest"), n,
                      pages);
}

static void change(struct op *op, const char *id, const char *title)
{
    const char *patch = mem_printf(op, "[{'path':'/values/title','value':'%s'}]", title);

    assert_status(save_as(op, "shenbao", id, patch), 200);
}

static void a_whole_scan_of_the_frozen_version_is_the_same(void **state)
{
    struct op *op = *state;
    const char *id = a_frozen(op, &HOSPITAL);
    struct bytes pdf = printed(op, "shenbao", id);

    (void)upload(op, "shenbao", path_to(op, id), "stamped_scan", pdf);
    struct reply reply = scans(op, "shenbao", path_to(op, id));
    assert_status(reply, 200);
    assert_string_equal(text_of(reply, "rows.0.verdict"), "same");
    assert_text_holds(text_of(reply, "rows.0.text"), "与定稿版本一致（第 1 版），");
    assert_text_holds(text_of(reply, "rows.0.text"), "页齐全。");
    assert_refused(scans(op, "caoyuan", path_to(op, id)), 404, "not_found");
    assert_chain_clean(op);
}

static void missing_pages_are_named(void **state)
{
    struct op *op = *state;
    const char *id = a_frozen(op, &HOSPITAL);
    const char *texts[] = { page_text(op, id, 1, 4), page_text(op, id, 3, 4), NULL };

    (void)upload(op, "shenbao", path_to(op, id), "stamped_scan", scan_of(op, texts));
    assert_finding(scans(op, "shenbao", path_to(op, id)), 0, "missing",
                   "缺第 2、4 页（共 4 页）。");
}

static void a_scan_of_an_old_version_warns_before_sending(void **state)
{
    struct op *op = *state;
    const char *id = a_frozen(op, &HOSPITAL);
    struct bytes pdf = printed(op, "shenbao", id);
    const char *path = path_to(op, id);

    (void)upload(op, "shenbao", path, "stamped_scan", pdf);
    do_as(op, "shenbao", id, "unfreeze", "{}");
    assert_text_holds(text_of(scans(op, "shenbao", path), "rows.0.text"), "与定稿版本一致");
    change(op, id, "另一个名称");
    assert_finding(scans(op, "shenbao", path), 0, "other",
                   "扫描件是第 1 版，定稿以后内容又改过；请重新定稿、打印、盖章再扫描。");
    do_as(op, HOSPITAL.applicant, id, "submit", "{}");
    do_as(op, HOSPITAL.approver, id, "approve", "{}");
    struct reply reply = scans(op, "shenbao", path);
    assert_finding(reply, 0, "other", "扫描件是第 1 版，当前为第 2 版。");
    assert_int_equal(int_of(reply, "rows.0.paper_version"), 1);
    assert_int_equal(int_of(reply, "rows.0.expected_version"), 2);

    do_as(op, HOSPITAL.approver, id, "submit_up", "{}");
    do_as(op, "tuijian", id, "recommend", "{'opinion':'同意推荐'}");
    struct reply draft =
        get_as(op, "tuijian", "/api/v1/packages/draft?call=" CALL "&desk=overseas");
    assert_status(draft, 200);
    assert_string_equal(text_of(draft, "doubts.0.id"), id);
    assert_string_equal(text_of(draft, "doubts.0.text"), "扫描件是第 1 版，当前为第 2 版。");
    struct reply sent = send_as(op, "tuijian", quoted(op, id));
    assert_status(sent, 201);
    assert_text_holds(sent.bytes, "的盖章扫描件请核对：扫描件是第 1 版，");
    assert_finding(scans(op, "shouli2", path), 0, "other", "扫描件是第 1 版，报送的是第 3 版。");
}

static void the_desk_sees_the_finding_and_still_decides(void **state)
{
    struct op *op = *state;
    const char *id = a_frozen(op, &PARK);
    struct bytes pdf = printed(op, PARK.applicant, id);

    (void)upload(op, PARK.applicant, path_to(op, id), "stamped_scan", pdf);
    assert_status(send_as(op, "yuanqu2", quoted(op, id)), 201);
    struct reply reply = scans(op, "shouli", path_to(op, id));
    assert_string_equal(text_of(reply, "rows.0.verdict"), "same");
    assert_text_holds(text_of(reply, "rows.0.text"), "与报送版本一致");
    struct reply list = get_as(op, "shouli", "/api/v1/desk/checklist/%s", id);
    assert_text_holds(list.bytes, "已上传，请核对印章。二维码识别：与报送版本一致");
    assert_text_holds(list.bytes, "\"code\":\"stamped_scan\"");
    const json_t *row = NULL;
    size_t i = 0;
    json_array_foreach(member(&list, "rows"), i, row)
    {
        if (strcmp(json_string_value(json_object_get(row, "code")), "stamped_scan") == 0)
            assert_string_equal(json_string_value(json_object_get(row, "state")), "unknown");
    }
}

static void other_papers_are_told_apart(void **state)
{
    struct op *op = *state;
    const char *other = a_frozen(op, &HOSPITAL);
    const char *id = a_frozen(op, &HOSPITAL);
    const char *path = path_to(op, id);
    const char *code = text_of(get_as(op, "shenbao", "/api/v1/applications/%s", other), "code");
    const char *blank[] = { "DJ1:BLANK:OVERSEAS:1:1:2", NULL };
    const char *others[] = { "WIFI:S:guest;P:geheim;;", NULL };
    const char *mixed[] = { page_text(op, id, 1, 1), page_text(op, other, 1, 1), NULL };

    (void)upload(op, "shenbao", path, "stamped_scan", printed(op, "shenbao", other));
    assert_finding(scans(op, "shenbao", path), 0, "foreign",
                   mem_printf(op, "不是本申报的表：扫描件上是申报表 %s。", code));
    (void)upload(op, "shenbao", path, "stamped_scan", scan_of(op, blank));
    assert_finding(scans(op, "shenbao", path), 1, "foreign", "不是本申报的表：扫描件上是空白表。");
    (void)upload(op, "shenbao", path, "stamped_scan", scan_of(op, others));
    assert_finding(scans(op, "shenbao", path), 2, "uncoded", "未识别到二维码，请人工核对。");
    (void)upload(op, "shenbao", path, "stamped_scan", scan_of(op, mixed));
    assert_finding(scans(op, "shenbao", path), 3, "same",
                   mem_printf(op, "与定稿版本一致（第 1 版），1 页齐全。其中有申报表 %s。", code));
    (void)attach_as(op, "shenbao", id, "stamped_scan"); /* no PDF inside */
    assert_finding(scans(op, "shenbao", path), 4, "unreadable", "文件读不出来，请人工核对。");
    (void)upload(op, "shenbao", path, "other", scan_of(op, others));
    assert_int_equal(
        json_array_size(member(&(struct reply[]){ scans(op, "shenbao", path) }[0], "rows")),
        5); /* of other files only what names this application */
    const char *gone = upload(op, "shenbao", path, "other", scan_of(op, mixed));
    struct reply all = scans(op, "shenbao", path);
    assert_string_equal(text_of(all, "rows.5.kind"), "other");
    assert_status(
        call_as(op, "shenbao", "DELETE", mem_printf(op, "/api/v1/attachments/%s", gone), NULL),
        204);
    all = scans(op, "shenbao", path);
    assert_int_equal(json_array_size(member(&all, "rows")), 5);
}

static void a_letter_is_of_its_package(void **state)
{
    struct op *op = *state;
    const char *id = a_recommended(op, &HOSPITAL);
    struct reply sent = send_as(op, "tuijian", quoted(op, id));
    assert_status(sent, 201);
    const char *package = text_of(sent, "id");
    const char *path = mem_printf(op, "/api/v1/packages/%s", package);
    struct reply letter = get_as(op, "tuijian", "%s/papers/letter", path);
    assert_status(letter, 200);

    (void)upload(op, "tuijian", path, "letter_scan",
                 (struct bytes){ (const uint8_t *)letter.bytes, letter.size });
    assert_finding(scans(op, "tuijian", path), 0, "same", "与本批次一致。");
    assert_finding(scans(op, "shouli2", path), 0, "same", "与本批次一致。");
    const char *other[] = { "DJ1:P:ABCDEFGH", NULL };
    (void)upload(op, "tuijian", path, "letter_scan", scan_of(op, other));
    assert_finding(scans(op, "tuijian", path), 1, "foreign",
                   "不是本批次的公函：扫描件上是报送批次的公函或标签。");
    assert_refused(scans(op, "caoyuan", path), 404, "not_found");
}

static struct reply photo_as(struct op *op, const char *login, struct bytes photo)
{
    return post_bytes_as(op, login, "/api/v1/scan", photo.data, photo.size);
}

static void a_photograph_opens_the_item(void **state)
{
    struct op *op = *state;
    const char *id = a_sent(op, &HOSPITAL);
    struct gray page = scan_page(op, page_text(op, id, 2, 4), 150, 5);
    struct gray empty = gray_new(op, 300, 300);
    struct bytes photo = scan_jpeg(op, &page, 60, 0);

    struct reply reply = photo_as(op, "shouli2", photo);
    assert_status(reply, 200);
    assert_string_equal(text_of(reply, "application"), id);
    assert_string_equal(text_of(reply, "state"), "same");
    assert_int_equal(int_of(reply, "page"), 2);
    assert_refused(photo_as(op, "caoyuan", photo), 404, "scan_nothing");
    assert_refused(photo_as(op, "shouli2", scan_jpeg(op, &empty, 60, 0)), 404, "photo_no_code");
    assert_refused(photo_as(op, "shouli2", (struct bytes){ (const uint8_t *)"GIF89a", 6 }), 422,
                   "file_unreadable");
    assert_status(photo_as(op, NULL, photo), 401);
}

int main(void)
{
    return run_on_each_site(
        "scan", (const struct CMUnitTest[]){ TEST(a_whole_scan_of_the_frozen_version_is_the_same),
                                             TEST(missing_pages_are_named),
                                             TEST(a_scan_of_an_old_version_warns_before_sending),
                                             TEST(the_desk_sees_the_finding_and_still_decides),
                                             TEST(other_papers_are_told_apart),
                                             TEST(a_letter_is_of_its_package),
                                             TEST(a_photograph_opens_the_item),
                                             { 0 } });
}
