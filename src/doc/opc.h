/* SPDX-License-Identifier: Apache-2.0 */
/* opc.h: the package around an office file (ECMA-376 part 2): which parts there are, and links. */
#pragma once
#include "doc/xml_in.h"

/* A link from one part to another inside the package; type: the last word of its full name. */
struct opc_link {
    const char *id;     /* "rId1" */
    const char *type;   /* "worksheet", "sharedStrings", "styles" */
    const char *target; /* name of an entry: "xl/worksheets/sheet1.xml" */
};

struct opc_links {
    struct opc_link *rows;
    size_t count;
};

enum { OPC_LINKS_MAX = 2000 };

/*
 * Opens a package whose main part is of a kind: "wordprocessingml.document" or
 * "spreadsheetml.sheet". Errors: those of zip_in_open; ERR_INVALID "file_old_format" of before
 * 2007 or with a password, "file_other_kind" another kind of file, "file_macros" with programs
 * inside, "file_nested" with other files inside, "file_damaged".
 */
CHECKED enum err opc_open(struct op *op, struct bytes file, const char *kind,
                          struct zip_in **ret_zip, const char **ret_main);

/* The links of a part, none when it has no list of them. Those that leave the package are left out.
 * Errors: those of xml_in_read; ERR_TOO_LARGE "file_unpacked" over OPC_LINKS_MAX. */
CHECKED enum err opc_links(struct op *op, struct zip_in *zip, const char *part,
                           struct opc_links *ret_links);

/* The first target of a type or NULL. */
const char *opc_link_of(const struct opc_links *links, const char *type);
