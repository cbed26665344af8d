/* SPDX-License-Identifier: Apache-2.0 */
/*
 * xml_in.h: an XML part of an office file from a stranger, as a run of events.
 *
 * Elements are named by the short prefixes in xml_in.c whatever prefix the file uses ("w:tbl",
 * "x:row", "?:other" in a namespace not known); those of the strict and the transitional format
 * are the same. A document type, and with it every entity of the file's own, is refused.
 */
#pragma once
#include "doc/zip_in.h"

enum {
    XML_IN_DEPTH_MAX = 100,
    XML_IN_NAME_MAX = 60,       /* bytes of a local name; longer ones are "?:?" */
    XML_IN_ATTRIBUTES_MAX = 100 /* of one element */
};

/* What a reader does with the events; each may be NULL. What it returns ends the reading. */
struct xml_in_handler {
    void *arg;
    enum err (*open)(struct op *op, void *arg, const char *name, const char *const *attributes);
    enum err (*close)(struct op *op, void *arg, const char *name);
    enum err (*text)(struct op *op, void *arg, const char *text, size_t size); /* any piece of it */
};

/* The value of an attribute ("w:val"; "r" when it has no prefix) during open; NULL: it has none. */
const char *xml_in_attribute(const char *const *attributes, const char *name);

/*
 * Reads one entry of the archive. Errors: those of zip_in_read and of the handler; ERR_INVALID
 * "file_damaged" no well-formed XML or over the limits above, "file_unsafe" a document type.
 */
CHECKED enum err xml_in_read(struct op *op, struct zip_in *zip, const char *entry,
                             const struct xml_in_handler *handler);
