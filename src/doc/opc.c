/* SPDX-License-Identifier: Apache-2.0 */
/* opc.c: content types and links of an office file. */
#include "doc/opc.h"

#include "base/mem.h"

#include <string.h>
#include <strings.h>

#define CONTENT_TYPES "[Content_Types].xml"

/* How .doc, .xls and everything with a password begins. */
static const uint8_t ole[] = { 0xd0, 0xcf, 0x11, 0xe0 };

struct types {
    const char *part; /* looked for */
    const char *type; /* found */
};

static bool ends_with(const char *text, const char *end)
{
    size_t size = strlen(text);
    size_t end_size = strlen(end);

    return size >= end_size && strcasecmp(text + size - end_size, end) == 0;
}

/* Programs, and files in files: neither is ever needed to read a form. */
static enum err check_entries(struct op *op, const struct zip_in *zip)
{
    static const char *const nested[] = { ".zip", ".docx", ".docm", ".xlsx", ".xlsm", ".doc",
                                          ".xls", ".exe",  ".jar",  ".rar",  ".7z",   ".gz" };

    for (size_t i = 0; i < zip_in_count(zip); i++) {
        const char *name = zip_in_name(zip, i);
        if (ends_with(name, "vbaProject.bin") || strstr(name, "/activeX/") != NULL ||
            strstr(name, "macrosheets/") != NULL)
            return fail(op, ERR_INVALID, "file_macros", "a program inside");
        for (size_t k = 0; k < sizeof nested / sizeof nested[0]; k++) {
            if (ends_with(name, nested[k]))
                return fail(op, ERR_INVALID, "file_nested", "a file inside");
        }
    }
    return OK;
}

/* "http://…/relationships/worksheet" → "worksheet" */
static const char *last_word(const char *text)
{
    const char *slash = strrchr(text, '/');

    return slash == NULL ? text : slash + 1;
}

/* A target beside the part that names it; "/x" is from the root, "../x" one folder up. */
static const char *resolve(struct op *op, const char *part, const char *target)
{
    const char *slash = strrchr(part, '/');
    size_t size = slash == NULL ? 0 : (size_t)(slash - part);

    if (target[0] == '/')
        return mem_text(op, target + 1);
    while (strncmp(target, "../", 3) == 0 && size > 0) {
        target += 3;
        while (size > 0 && part[size - 1] != '/')
            size--;
        size -= size > 0;
    }
    return size == 0 ? mem_text(op, target) : mem_printf(op, "%.*s/%s", (int)size, part, target);
}

struct linking {
    const char *part;
    struct opc_links links;
};

static enum err take_link(struct op *op, void *arg, const char *name, const char *const *attributes)
{
    struct linking *linking = arg;
    const char *id = xml_in_attribute(attributes, "Id");
    const char *type = xml_in_attribute(attributes, "Type");
    const char *target = xml_in_attribute(attributes, "Target");
    const char *mode = xml_in_attribute(attributes, "TargetMode");

    if (strcmp(name, "rel:Relationship") != 0 || id == NULL || type == NULL || target == NULL ||
        (mode != NULL && strcasecmp(mode, "External") == 0))
        return OK;
    if (linking->links.count >= OPC_LINKS_MAX) {
        fail_arg(op, "max", "%d 处链接", OPC_LINKS_MAX);
        return fail(op, ERR_TOO_LARGE, "file_unpacked", "too many links");
    }
    struct opc_link link = { mem_text(op, id), mem_text(op, last_word(type)),
                             resolve(op, linking->part, target) };
    mem_push(op, linking->links.rows, linking->links.count, link);
    return OK;
}

enum err opc_links(struct op *op, struct zip_in *zip, const char *part, struct opc_links *ret_links)
{
    struct linking linking = { .part = part };
    const struct xml_in_handler handler = { .arg = &linking, .open = take_link };
    const char *name = last_word(part);
    const char *entry = mem_printf(op, "%.*s_rels/%s.rels", (int)(name - part), part, name);

    enum err e = zip_in_has(zip, entry) ? xml_in_read(op, zip, entry, &handler) : OK;
    if (e == OK)
        *ret_links = linking.links;
    return e;
}

const char *opc_link_of(const struct opc_links *links, const char *type)
{
    for (size_t i = 0; i < links->count; i++) {
        if (strcmp(links->rows[i].type, type) == 0)
            return links->rows[i].target;
    }
    return NULL;
}

static enum err take_type(struct op *op, void *arg, const char *name, const char *const *attributes)
{
    struct types *types = arg;
    const char *part = xml_in_attribute(attributes, "PartName");
    const char *type = xml_in_attribute(attributes, "ContentType");

    if (strcmp(name, "ct:Override") == 0 && part != NULL && type != NULL && part[0] == '/' &&
        strcmp(part + 1, types->part) == 0)
        types->type = mem_text(op, type);
    return OK;
}

enum err opc_open(struct op *op, struct bytes file, const char *kind, struct zip_in **ret_zip,
                  const char **ret_main)
{
    struct zip_in *zip = NULL;
    struct opc_links links = { 0 };
    struct types types = { 0 };
    const struct xml_in_handler handler = { .arg = &types, .open = take_type };

    if (file.size >= sizeof ole && memcmp(file.data, ole, sizeof ole) == 0)
        return fail(op, ERR_INVALID, "file_old_format", "an OLE container");
    enum err e = zip_in_open(op, file, &zip);
    if (e == OK && !zip_in_has(zip, CONTENT_TYPES))
        e = fail(op, ERR_INVALID, "file_other_kind", "a ZIP that is no office file");
    if (e == OK)
        e = check_entries(op, zip);
    if (e == OK)
        e = opc_links(op, zip, "", &links);
    types.part = or_empty(opc_link_of(&links, "officeDocument"));
    if (e == OK)
        e = xml_in_read(op, zip, CONTENT_TYPES, &handler);
    if (e != OK)
        return e;
    if (types.type != NULL && strstr(types.type, "macroEnabled") != NULL)
        return fail(op, ERR_INVALID, "file_macros", "a kind of file that may hold programs");
    if (types.type == NULL || strstr(types.type, kind) == NULL)
        return fail(op, ERR_INVALID, "file_other_kind", "the main part is of another kind");
    *ret_zip = zip;
    *ret_main = types.part;
    return OK;
}
