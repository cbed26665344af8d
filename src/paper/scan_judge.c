/* SPDX-License-Identifier: Apache-2.0 */
/* scan_judge.c: which version a scan should be of, and how its pages stand to it. */
#include "paper/scan_judge.h"

#include "application/lifecycle.h"
#include "base/json_canon.h"
#include "base/mem.h"

#include <inttypes.h>
#include <string.h>
#include <strings.h>

enum { PAGES_MAX = 1000, LISTED_MAX = 8 };

const char *scan_verdict_name(enum scan_verdict verdict)
{
    static const char *const names[SCAN_VERDICT_COUNT] = { "waiting",   "same",    "missing",
                                                           "other",     "foreign", "uncoded",
                                                           "unreadable" };

    return names[verdict];
}

/* ---- what it should be ---- */

static const struct application_version *last_frozen(const struct application_versions *list)
{
    for (size_t i = 0; i < list->count; i++) {
        const char *kind = list->rows[i].kind;
        if (strcmp(kind, "frozen") == 0 || strcmp(kind, "sent") == 0 || strcmp(kind, "mended") == 0)
            return &list->rows[i];
    }
    return NULL;
}

/* While it is edited, the values may have gone on since they were frozen. */
static enum err expect_present(struct op *op, const struct application *application,
                               struct scan_expected *expected)
{
    json_t *values = NULL;
    const char *digest = NULL;

    if (expected->digest[0] == '\0' || !lifecycle_editable(application->state))
        return OK;
    enum err e = application_version_values(op, application, 0, &values);
    if (e == OK)
        e = json_digest_hex(op, values, &digest);
    if (e == OK && strcmp(digest, expected->digest) != 0) {
        expected->digest = digest;
        expected->version = 0;
    }
    return e;
}

enum err scan_expect(struct op *op, const struct application *application,
                     struct scan_expected *ret_expected)
{
    struct scan_expected expected = { .code = application->code, .digest = "" };

    expected.sent = application->sent_ms != 0 && strcmp(application->state, "returned") != 0;
    enum err e = application_version_list(op, application, &expected.versions);
    if (e == OK && expected.sent)
        e = twin_counting(op, application, &expected.version, &expected.digest);
    if (e != OK)
        return e;
    const struct application_version *frozen = last_frozen(&expected.versions);
    if (!expected.sent && frozen != NULL) {
        expected.version = frozen->n;
        expected.digest = frozen->digest;
    }
    if (!expected.sent)
        e = expect_present(op, application, &expected);
    if (e == OK)
        *ret_expected = expected;
    return e;
}

/* ---- how the pages stand to it ---- */

struct tally {
    bool own[PAGES_MAX + 1]; /* pages of the version that counts */
    int pages;               /* it should have */
    int own_count;
    int other_count;
    int64_t other_version; /* kept version of the others, 0 none */
    int foreign_count;
    const char *foreign; /* what one of them is */
};

static int64_t kept_version(const struct scan_expected *expected, const char *digest)
{
    for (size_t i = 0; i < expected->versions.count; i++) {
        const struct application_version *version = &expected->versions.rows[i];
        if (digest[0] != '\0' && strncmp(version->digest, digest, strlen(digest)) == 0)
            return version->n;
    }
    return 0;
}

static void add_foreign(struct op *op, const struct twin *twin, struct tally *tally)
{
    static const char *const names[TWIN_COUNT] = {
        [TWIN_FORM] = "申报表", [TWIN_BLANK] = "空白表", [TWIN_PACKAGE] = "报送批次的公函或标签"
    };

    tally->foreign_count++;
    tally->foreign = twin->kind == TWIN_FORM
                         ? mem_printf(op, "%s %s", names[twin->kind], twin->code)
                         : names[twin->kind];
}

static bool is_own(const struct scan_expected *expected, const struct twin *twin)
{
    if (expected->package != NULL)
        return twin->kind == TWIN_PACKAGE && strcasecmp(twin->code, expected->package) == 0;
    return twin->kind == TWIN_FORM && strcmp(twin->code, expected->code) == 0;
}

static void add_page(struct op *op, const struct scan_expected *expected, const struct twin *twin,
                     struct tally *tally)
{
    bool any = expected->package != NULL; /* a package has no versions */

    if (!is_own(expected, twin)) {
        add_foreign(op, twin, tally);
    } else if (!any && (twin->digest[0] == '\0' || expected->digest[0] == '\0' ||
                        strncmp(expected->digest, twin->digest, strlen(twin->digest)) != 0)) {
        tally->other_count++;
        tally->other_version = kept_version(expected, twin->digest);
    } else {
        tally->own_count++;
        if (twin->pages > tally->pages && twin->pages <= PAGES_MAX)
            tally->pages = twin->pages;
        if (twin->page >= 1 && twin->page <= PAGES_MAX)
            tally->own[twin->page] = true;
    }
}

/* "2、4", at most LISTED_MAX of them; "" none. */
static const char *missing_pages(struct op *op, const struct tally *tally)
{
    char *text = mem_text(op, "");
    int count = 0;

    for (int page = 1; page <= tally->pages; page++) {
        if (tally->own[page])
            continue;
        if (++count <= LISTED_MAX)
            mem_append(op, &text, "%s%d", count == 1 ? "" : "、", page);
    }
    if (count > LISTED_MAX)
        mem_append(op, &text, "等 %d", count);
    return text;
}

/* ---- sentences ---- */

static const char *version_name(struct op *op, int64_t n, const char *otherwise)
{
    return n > 0 ? mem_printf(op, "第 %" PRId64 " 版", n) : otherwise;
}

static const char *other_text(struct op *op, const struct scan_expected *expected,
                              const struct tally *tally)
{
    const char *paper = version_name(op, tally->other_version, "没有定稿的内容（草稿）");

    if (expected->digest[0] == '\0')
        return mem_printf(op, "扫描件是%s，本申报还没有定稿。", paper);
    if (expected->version == 0)
        return mem_printf(op, "扫描件是%s，定稿以后内容又改过；请重新定稿、打印、盖章再扫描。",
                          paper);
    return mem_printf(op, "扫描件是%s，%s第 %" PRId64 " 版。", paper,
                      expected->sent ? "报送的是" : "当前为", expected->version);
}

static const char *same_text(struct op *op, const struct scan_expected *expected,
                             const struct tally *tally)
{
    if (expected->package != NULL)
        return "与本批次一致。";
    if (expected->sent) /* what is sent has a number of its own, not that of the paper */
        return mem_printf(op, "与报送版本一致，%d 页齐全。", tally->pages);
    return mem_printf(op, "与定稿版本一致（第 %" PRId64 " 版），%d 页齐全。", expected->version,
                      tally->pages);
}

static const char *uncoded_text(struct op *op, const struct scan_seen *seen)
{
    if (seen->unread[0] != '\0')
        return mem_printf(op, "未识别到二维码，其中第 %s 页读不出来，请人工核对。", seen->unread);
    return "未识别到二维码，请人工核对。";
}

static const char *foreign_text(struct op *op, const struct scan_expected *expected,
                                const struct tally *tally)
{
    return mem_printf(op, "%s：扫描件上是%s。",
                      expected->package == NULL ? "不是本申报的表" : "不是本批次的公函",
                      tally->foreign);
}

static enum scan_verdict verdict_of(const struct scan_seen *seen, const struct tally *tally,
                                    const char *missing)
{
    if (seen->state[0] == '\0')
        return SCAN_WAITING;
    if (strcmp(seen->state, "read") != 0)
        return SCAN_UNREADABLE;
    if (tally->other_count > 0)
        return SCAN_OTHER;
    if (tally->own_count > 0)
        return missing[0] == '\0' ? SCAN_SAME : SCAN_MISSING;
    return tally->foreign_count > 0 ? SCAN_FOREIGN : SCAN_UNCODED;
}

struct scan scan_judge(struct op *op, const struct scan_expected *expected,
                       const struct scan_seen *seen)
{
    struct scan scan = { .attachment = seen->attachment,
                         .kind = seen->kind,
                         .text = "",
                         .expected_version = expected->version,
                         .page_count = seen->page_count };
    struct tally tally = { 0 };

    for (size_t i = 0; i < seen->count; i++)
        add_page(op, expected, &seen->pages[i].twin, &tally);
    const char *missing = missing_pages(op, &tally);
    scan.verdict = verdict_of(seen, &tally, missing);
    scan.paper_version = scan.verdict == SCAN_OTHER ? tally.other_version : 0;
    if (scan.verdict == SCAN_SAME)
        scan.text = same_text(op, expected, &tally);
    else if (scan.verdict == SCAN_MISSING)
        scan.text = mem_printf(op, "缺第 %s 页（共 %d 页）。", missing, tally.pages);
    else if (scan.verdict == SCAN_OTHER)
        scan.text = other_text(op, expected, &tally);
    else if (scan.verdict == SCAN_FOREIGN)
        scan.text = foreign_text(op, expected, &tally);
    else if (scan.verdict == SCAN_UNCODED)
        scan.text = uncoded_text(op, seen);
    else if (scan.verdict == SCAN_UNREADABLE)
        scan.text = "文件读不出来，请人工核对。";
    if (tally.foreign_count > 0 && scan.verdict != SCAN_FOREIGN)
        scan.text = mem_printf(op, "%s其中有%s。", scan.text, tally.foreign);
    return scan;
}
