/* SPDX-License-Identifier: Apache-2.0 */
/* xml_in.c: expat with namespaces made short, and nothing that a file may define itself. */
#include "doc/xml_in.h"

#include "base/mem.h"

#include <expat.h>
#include <stdio.h>
#include <string.h>

#define OOXML  "http://schemas.openxmlformats.org/"
#define STRICT "http://purl.oclc.org/ooxml/"

/* Between namespace and local name, as expat hands them over. */
#define BETWEEN "\n"

static const struct {
    const char *prefix;
    const char *space;
} spaces[] = {
    { "w", OOXML "wordprocessingml/2006/main" },
    { "w", STRICT "wordprocessingml/main" },
    { "x", OOXML "spreadsheetml/2006/main" },
    { "x", STRICT "spreadsheetml/main" },
    { "r", OOXML "officeDocument/2006/relationships" },
    { "r", STRICT "officeDocument/relationships" },
    { "rel", OOXML "package/2006/relationships" },
    { "ct", OOXML "package/2006/content-types" },
    { "prop", OOXML "officeDocument/2006/custom-properties" },
    { "prop", STRICT "officeDocument/customProperties" },
    { "vt", OOXML "officeDocument/2006/docPropsVTypes" },
    { "vt", STRICT "officeDocument/docPropsVTypes" },
    { "mc", OOXML "markup-compatibility/2006" },
    { "w14", "http://schemas.microsoft.com/office/word/2010/wordml" },
};

struct reading {
    struct op *op;
    XML_Parser parser;
    const struct xml_in_handler *handler;
    int depth;
    enum err e;
};

struct short_name {
    char text[XML_IN_NAME_MAX + 8];
};

static struct short_name shorten(const char *name)
{
    struct short_name made = { "?:?" };
    const char *local = strstr(name, BETWEEN);
    const char *prefix = "?";

    if (local == NULL) {
        if (strlen(name) <= XML_IN_NAME_MAX)
            (void)snprintf(made.text, sizeof made.text, "%s", name);
        return made;
    }
    size_t size = (size_t)(local - name);
    for (size_t i = 0; i < sizeof spaces / sizeof spaces[0]; i++) {
        if (strlen(spaces[i].space) == size && strncmp(spaces[i].space, name, size) == 0)
            prefix = spaces[i].prefix;
    }
    if (strlen(local + 1) <= XML_IN_NAME_MAX)
        (void)snprintf(made.text, sizeof made.text, "%s:%s", prefix, local + 1);
    return made;
}

const char *xml_in_attribute(const char *const *attributes, const char *name)
{
    for (; attributes[0] != NULL; attributes += 2) {
        if (strcmp(shorten(attributes[0]).text, name) == 0)
            return attributes[1];
    }
    return NULL;
}

static void end_with(struct reading *reading, enum err e)
{
    if (e == OK || reading->e != OK)
        return;
    reading->e = e;
    (void)XML_StopParser(reading->parser, XML_FALSE);
}

static void on_open(void *arg, const char *name, const char **attributes)
{
    struct reading *reading = arg;
    const struct xml_in_handler *handler = reading->handler;
    int count = 0;

    while (attributes[2 * count] != NULL)
        count++;
    if (++reading->depth > XML_IN_DEPTH_MAX || count > XML_IN_ATTRIBUTES_MAX)
        end_with(reading, fail(reading->op, ERR_INVALID, "file_damaged", "XML over its limits"));
    else if (handler->open != NULL && reading->e == OK)
        end_with(reading, handler->open(reading->op, handler->arg, shorten(name).text,
                                        (const char *const *)attributes));
}

static void on_close(void *arg, const char *name)
{
    struct reading *reading = arg;
    const struct xml_in_handler *handler = reading->handler;

    reading->depth--;
    if (handler->close != NULL && reading->e == OK)
        end_with(reading, handler->close(reading->op, handler->arg, shorten(name).text));
}

static void on_text(void *arg, const char *text, int size)
{
    struct reading *reading = arg;
    const struct xml_in_handler *handler = reading->handler;

    if (handler->text != NULL && reading->e == OK)
        end_with(reading, handler->text(reading->op, handler->arg, text, (size_t)size));
}

static void on_doctype(void *arg, const char *name, const char *system, const char *public,
                       int has_internal)
{
    struct reading *reading = arg;

    (void)name;
    (void)system;
    (void)public;
    (void)has_internal;
    end_with(reading, fail(reading->op, ERR_INVALID, "file_unsafe", "XML with a document type"));
}

static enum err take(struct op *op, void *arg, struct bytes piece, bool last)
{
    struct reading *reading = arg;
    enum XML_Status status =
        XML_Parse(reading->parser, (const char *)piece.data, (int)piece.size, last);

    if (reading->e != OK)
        return reading->e;
    return status == XML_STATUS_OK ? OK
                                   : fail(op, ERR_INVALID, "file_damaged", "XML not well-formed");
}

enum err xml_in_read(struct op *op, struct zip_in *zip, const char *entry,
                     const struct xml_in_handler *handler)
{
    struct reading reading = { .op = op, .handler = handler };

    reading.parser = XML_ParserCreateNS(NULL, BETWEEN[0]);
    if (reading.parser == NULL)
        return fail(op, ERR_UNAVAILABLE, "reader_unavailable", "expat has no memory");
    XML_SetUserData(reading.parser, &reading);
    XML_SetElementHandler(reading.parser, on_open, on_close);
    XML_SetCharacterDataHandler(reading.parser, on_text);
    XML_SetStartDoctypeDeclHandler(reading.parser, on_doctype);
    enum err e = zip_in_read(op, zip, entry, take, &reading);
    XML_ParserFree(reading.parser);
    return e;
}
