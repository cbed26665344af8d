/* SPDX-License-Identifier: Apache-2.0 */
/* twin.c: reading the codes on paper, and finding what they name. */
#include "paper/twin.h"

#include "application/application.h"
#include "base/mem.h"
#include "base/site.h"
#include "package/package.h"
#include "text/utf8.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { PARTS_MAX = 6, NUMBER_MAX = 100000 };

static const char mark[] = "DJ1:";

/* ---- reading ---- */

/* Capitals, half-width, no blanks. */
static const char *folded(struct op *op, const char *text)
{
    struct bytes rest = { (const uint8_t *)text, strnlen(text, TWIN_TEXT_MAX) };
    char *out = mem_array(op, char, TWIN_TEXT_MAX + 1);
    size_t used = 0;
    uint32_t code = 0;

    while (rest.size > 0 && used < TWIN_TEXT_MAX && utf8_next(&rest, &code)) {
        if (code >= 0xff01 && code <= 0xff5e)
            code -= 0xfee0;
        if (code > ' ' && code < 0x7f)
            out[used++] = (char)toupper((int)code);
    }
    return out;
}

static int64_t number_of(const char *text)
{
    char *end = NULL;
    long long value = strtoll(text, &end, 10);

    return text[0] != '\0' && *end == '\0' && value >= 0 && value <= NUMBER_MAX ? value : -1;
}

static int split(struct op *op, const char *text, const char **parts)
{
    int count = 0;

    while (count < PARTS_MAX) {
        size_t size = strcspn(text, ":");
        parts[count++] = mem_text_max(op, text, size);
        if (text[size] == '\0')
            break;
        text += size + 1;
    }
    return count;
}

static const char *lower(struct op *op, const char *text)
{
    char *copy = mem_text(op, text);

    for (char *at = copy; *at != '\0'; at++)
        *at = (char)tolower((unsigned char)*at);
    return copy;
}

static void read_pages(struct twin *twin, const char *const *parts, int count)
{
    int64_t page = count > 0 ? number_of(parts[0]) : 0;
    int64_t pages = count > 1 ? number_of(parts[1]) : 0;

    if (page > 0 && page <= pages) {
        twin->page = (int)page;
        twin->pages = (int)pages;
    }
}

struct twin twin_parse(struct op *op, const char *text)
{
    const char *parts[PARTS_MAX] = { 0 };
    struct twin twin = { .code = "", .digest = "" };
    const char *at = strstr(folded(op, text), mark);
    int count = at == NULL ? 0 : split(op, at + sizeof mark - 1, parts);

    if (count < 2)
        return twin;
    if (strcmp(parts[0], "P") == 0) {
        twin.kind = TWIN_PACKAGE;
        twin.code = lower(op, parts[1]);
        read_pages(&twin, parts + 2, count - 2);
    } else if (strcmp(parts[0], "BLANK") == 0 && count >= 3) {
        twin.kind = TWIN_BLANK;
        twin.code = lower(op, parts[1]);
        twin.version = number_of(parts[2]);
        read_pages(&twin, parts + 3, count - 3);
    } else if (count >= 3 && number_of(parts[1]) >= 0 && strlen(parts[2]) <= TWIN_DIGEST_DIGITS) {
        twin.kind = TWIN_FORM;
        twin.code = parts[0];
        twin.version = number_of(parts[1]);
        twin.digest = lower(op, parts[2]);
        read_pages(&twin, parts + 3, count - 3);
    }
    return twin;
}

const char *twin_package_text(struct op *op, const char *public_id)
{
    char *text = mem_printf(op, "%sP:%s", mark, public_id);

    for (char *at = text; *at != '\0'; at++)
        *at = (char)toupper((unsigned char)*at);
    return op->site->public_url == NULL ? text
                                        : mem_printf(op, "%s/q/%s", op->site->public_url, text);
}

/* ---- finding ---- */

const char *twin_state_name(enum twin_state state)
{
    static const char *const names[TWIN_STATE_COUNT] = { "same", "other", "draft", "uncoded" };

    return names[state];
}

static const struct application_version *newest(const struct application_versions *list,
                                                const char *kind, const char *other)
{
    for (size_t i = 0; i < list->count; i++) {
        if (strcmp(list->rows[i].kind, kind) == 0 || strcmp(list->rows[i].kind, other) == 0)
            return &list->rows[i];
    }
    return NULL;
}

static const struct application_version *counting(const struct application_versions *list)
{
    const struct application_version *sent = newest(list, "sent", "mended");

    return sent != NULL ? sent : newest(list, "frozen", "frozen");
}

enum err twin_counting(struct op *op, const struct application *application, int64_t *ret_n,
                       const char **ret_digest)
{
    struct application_versions list = { 0 };

    enum err e = application_version_list(op, application, &list);
    if (e != OK)
        return e;
    const struct application_version *version = counting(&list);
    *ret_n = version == NULL ? 0 : version->n;
    *ret_digest = version == NULL ? "" : version->digest;
    return OK;
}

static bool begins(const char *digest, const char *digits)
{
    return digits[0] != '\0' && strncmp(digest, digits, strlen(digits)) == 0;
}

/* Values are told apart by their digest: a version printed twice, or mended back, is the same. */
static enum err compare(struct op *op, const struct application *application,
                        const struct twin *twin, struct twin_found *found)
{
    struct application_versions list = { 0 };

    enum err e = application_version_list(op, application, &list);
    if (e != OK)
        return e;
    found->digest = twin->digest[0] == '\0' ? NULL : twin->digest;
    const struct application_version *count = counting(&list);
    found->sent_version = count == NULL ? 0 : count->n;
    for (size_t i = 0; i < list.count && found->paper_version == 0; i++) {
        if (begins(list.rows[i].digest, twin->digest))
            found->paper_version = list.rows[i].n;
    }
    if (count != NULL && begins(count->digest, twin->digest)) {
        found->state = TWIN_SAME;
        found->paper_version = count->n;
    } else {
        found->state = twin->version == 0 && found->paper_version == 0 ? TWIN_DRAFT : TWIN_OTHER;
    }
    return OK;
}

static enum err find_application(struct op *op, const struct twin *twin, const char *code,
                                 struct twin_found *found)
{
    struct application application = { 0 };

    enum err e = application_find(op, code, &found->application);
    if (e == OK)
        e = application_get(op, found->application, &application);
    if (e != OK)
        return e;
    found->title = application.title;
    found->code = application.code;
    found->state = TWIN_UNCODED;
    return twin->kind == TWIN_FORM ? compare(op, &application, twin, found) : OK;
}

static enum err find_package(struct op *op, const char *public_id, struct twin_found *found)
{
    struct package package = { 0 };

    enum err e = package_get(op, public_id, &package);
    if (e != OK)
        return e;
    found->package = package.public_id;
    found->code = package.number;
    found->title = mem_printf(op, "%s　第%s批", package.sender, package.number);
    found->state = TWIN_UNCODED;
    return OK;
}

/* What stands behind the last '/' of a link; all of it when it is none. */
static const char *behind_link(const char *text)
{
    const char *slash = strncasecmp(text, "http", 4) == 0 ? strrchr(text, '/') : NULL;

    return slash == NULL ? text : slash + 1;
}

static enum err find_typed(struct op *op, const char *text, const struct twin *twin,
                           struct twin_found *found)
{
    const char *package = NULL;

    enum err e = find_application(op, twin, text, found);
    if (e != ERR_NOT_FOUND)
        return e;
    op_forgive(op); /* a package's number typed by hand, or the end of its link */
    e = package_find(op, text, &package);
    if (e == ERR_NOT_FOUND) {
        op_forgive(op);
        package = text;
        e = OK;
    }
    return e == OK ? find_package(op, package, found) : e;
}

enum err twin_find(struct op *op, const char *text, struct twin_found *ret_found)
{
    struct twin twin = twin_parse(op, text);
    struct twin_found found = { .kind = twin.kind, .page = twin.page, .pages = twin.pages };
    enum err e = OK;

    if (twin.kind == TWIN_BLANK)
        return fail(op, ERR_NOT_FOUND, "twin_blank", "a blank form was scanned");
    if (twin.kind == TWIN_PACKAGE)
        e = find_package(op, twin.code, &found);
    else if (twin.kind == TWIN_FORM)
        e = find_application(op, &twin, twin.code, &found);
    else
        e = find_typed(op, behind_link(text), &twin, &found);
    if (e == ERR_NOT_FOUND) {
        op_forgive(op);
        return fail(op, e, "scan_nothing", "neither item nor package of that code");
    }
    if (e == OK)
        *ret_found = found;
    return e;
}
