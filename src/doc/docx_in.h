/* SPDX-License-Identifier: Apache-2.0 */
/*
 * docx_in.h: what stands in a Word file, without knowing what it is for.
 *
 *     {"properties": {"FormId": "nmg-2025/team/1", …},          the file's own custom properties
 *      "blocks": [{"text": "…", "marks": ["f_title"]},          a paragraph, with its bookmarks
 *                 {"rows": [[{"text": "…", "marks": […], "merged": true}, …], …]}, …]}
 *
 * The paragraphs of a cell are joined by line feeds; a merged cell is one that goes on from the row
 * above. A table inside a cell comes after the one around it. Boxes of every make (symbols of
 * Wingdings, form fields, content controls) are ☐ or ☑ in the text. What a reader of the page does
 * not see (deleted, moved away, hidden, drawings) is left out.
 */
#pragma once
#include "base/bytes.h"
#include "base/op.h"

#include <jansson.h>

enum {
    DOCX_IN_ROWS_MAX = 5000,            /* of all tables */
    DOCX_IN_CELLS_MAX = 60000,          /* and paragraphs outside of them */
    DOCX_IN_TEXT_MAX = 4 * 1024 * 1024, /* bytes of text together */
    DOCX_IN_NEST_MAX = 8,               /* tables in tables */
    DOCX_IN_MARKS_MAX = 20000
};

/*
 * Reads a file; ret_json is a child of op. For the reading process only. Errors: those of opc_open
 * and xml_in_read; ERR_TOO_LARGE "file_rows" over the limits above.
 */
CHECKED enum err docx_in(struct op *op, struct bytes file, json_t **ret_json);
