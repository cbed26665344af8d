/* SPDX-License-Identifier: Apache-2.0 */
/* docx_in.c: events of a Word file's XML to paragraphs and tables. */
#include "doc/docx_in.h"

#include "base/json_own.h"
#include "base/mem.h"
#include "doc/opc.h"
#include "doc/symbol.h"
#include "text/utf8.h"

#include <stdlib.h>
#include <string.h>

/* A table being read; level 0 is the text outside of tables. */
struct level {
    json_t *rows;
    json_t *row;
    char *text; /* of the cell or paragraph */
    size_t size, room;
    json_t *marks;
    bool merged;
};

struct reading {
    json_t *blocks;
    struct level levels[DOCX_IN_NEST_MAX + 1];
    int level;
    int unseen; /* depth inside what is not read */
    bool in_text;
    bool in_box;      /* the settings of a form field's box */
    bool hidden;      /* the run */
    const char *face; /* of the run, when it is one of symbols; else NULL */
    int row_count, cell_count, mark_count;
    size_t text_size;
};

static enum err too_much(struct op *op, const char *what)
{
    fail_arg(op, "max", "%d", DOCX_IN_ROWS_MAX);
    return fail(op, ERR_TOO_LARGE, "file_rows", "too much %s", what);
}

static enum err put_text(struct op *op, struct reading *reading, const char *text, size_t size)
{
    struct level *level = &reading->levels[reading->level];

    reading->text_size += size;
    if (reading->text_size > DOCX_IN_TEXT_MAX)
        return too_much(op, "text");
    if (level->size + size + 1 > level->room) {
        level->room = 2 * (level->size + size + 1);
        level->text = mem_resize(op, level->text, level->room);
    }
    memcpy(level->text + level->size, text, size);
    level->size += size;
    level->text[level->size] = '\0';
    return OK;
}

static enum err put_word(struct op *op, struct reading *reading, const char *text)
{
    return put_text(op, reading, text, strlen(text));
}

static void start_cell(struct level *level)
{
    level->size = 0;
    if (level->room > 0)
        level->text[0] = '\0';
    level->merged = false;
}

/* The text and the bookmarks of a cell or paragraph as JSON. */
static json_t *end_cell(struct level *level)
{
    while (level->size > 0 && level->text[level->size - 1] == '\n')
        level->size--;
    json_t *json = json_object();
    (void)json_object_set_new(json, "text", json_stringn(or_empty(level->text), level->size));
    if (level->marks != NULL)
        (void)json_object_set(json, "marks", level->marks);
    level->marks = NULL;
    if (level->merged)
        (void)json_object_set_new(json, "merged", json_true());
    start_cell(level);
    return json;
}

static enum err count_cell(struct op *op, struct reading *reading)
{
    return ++reading->cell_count > DOCX_IN_CELLS_MAX ? too_much(op, "cells") : OK;
}

/* ---- elements ---- */

typedef enum err (*element)(struct op *op, struct reading *reading, const char *const *attributes);

static const char *value_of(const char *const *attributes)
{
    return or_empty(xml_in_attribute(attributes, "w:val"));
}

/* <w:b/>, <w:b w:val="true"/>, not <w:b w:val="0"/> */
static bool is_on(const char *const *attributes)
{
    const char *value = value_of(attributes);

    return strcmp(value, "0") != 0 && strcmp(value, "false") != 0 && strcmp(value, "off") != 0;
}

static enum err open_table(struct op *op, struct reading *reading, const char *const *attributes)
{
    (void)attributes;
    if (reading->level >= DOCX_IN_NEST_MAX)
        return too_much(op, "nesting");
    struct level *level = &reading->levels[++reading->level];
    level->rows = json_array();
    (void)json_array_append_new(reading->blocks, json_pack("{s:o}", "rows", level->rows));
    start_cell(level);
    return OK;
}

static enum err open_row(struct op *op, struct reading *reading, const char *const *attributes)
{
    struct level *level = &reading->levels[reading->level];

    (void)attributes;
    if (++reading->row_count > DOCX_IN_ROWS_MAX)
        return too_much(op, "rows");
    if (reading->level > 0) {
        level->row = json_array();
        (void)json_array_append_new(level->rows, level->row);
    }
    return OK;
}

static enum err open_cell(struct op *op, struct reading *reading, const char *const *attributes)
{
    (void)attributes;
    start_cell(&reading->levels[reading->level]);
    return count_cell(op, reading);
}

static enum err open_merge(struct op *op, struct reading *reading, const char *const *attributes)
{
    (void)op;
    reading->levels[reading->level].merged = strcmp(value_of(attributes), "restart") != 0;
    return OK;
}

static enum err open_mark(struct op *op, struct reading *reading, const char *const *attributes)
{
    struct level *level = &reading->levels[reading->level];
    const char *name = xml_in_attribute(attributes, "w:name");

    if (name == NULL || name[0] == '\0')
        return OK;
    if (++reading->mark_count > DOCX_IN_MARKS_MAX)
        return too_much(op, "bookmarks");
    if (level->marks == NULL)
        level->marks = json_own(op, json_array());
    (void)json_array_append_new(level->marks, json_string(name));
    return OK;
}

static enum err open_run(struct op *op, struct reading *reading, const char *const *attributes)
{
    (void)op;
    (void)attributes;
    reading->hidden = false;
    reading->face = NULL;
    return OK;
}

static enum err open_faces(struct op *op, struct reading *reading, const char *const *attributes)
{
    const char *face = xml_in_attribute(attributes, "w:ascii");

    (void)op;
    reading->face = symbol_face(face);
    return OK;
}

static enum err open_vanish(struct op *op, struct reading *reading, const char *const *attributes)
{
    (void)op;
    reading->hidden = is_on(attributes);
    return OK;
}

static enum err open_text(struct op *op, struct reading *reading, const char *const *attributes)
{
    (void)op;
    (void)attributes;
    reading->in_text = true;
    return OK;
}

static enum err open_break(struct op *op, struct reading *reading, const char *const *attributes)
{
    const char *type = xml_in_attribute(attributes, "w:type");

    return type != NULL && strcmp(type, "textWrapping") != 0 ? OK : put_word(op, reading, "\n");
}

static enum err open_tab(struct op *op, struct reading *reading, const char *const *attributes)
{
    /* <w:tab w:val="left" w:pos="…"/> is where tabs stand, not one of them */
    return xml_in_attribute(attributes, "w:pos") != NULL ? OK : put_word(op, reading, " ");
}

static enum err open_hyphen(struct op *op, struct reading *reading, const char *const *attributes)
{
    (void)attributes;
    return put_word(op, reading, "-");
}

static enum err open_symbol(struct op *op, struct reading *reading, const char *const *attributes)
{
    const char *code = xml_in_attribute(attributes, "w:char");
    const char *face = symbol_face(xml_in_attribute(attributes, "w:font"));

    if (code == NULL || face == NULL)
        return OK;
    return put_word(op, reading, or_empty(symbol_text(face, strtoul(code, NULL, 16))));
}

/* The box of a form field: <w:checkBox><w:default/><w:checked/></w:checkBox>. */
static enum err open_box(struct op *op, struct reading *reading, const char *const *attributes)
{
    (void)attributes;
    reading->in_box = true;
    return put_word(op, reading, "☐");
}

/* Its state comes behind it, after that of the empty form. */
static enum err open_checked(struct op *op, struct reading *reading, const char *const *attributes)
{
    struct level *level = &reading->levels[reading->level];

    if (!reading->in_box || level->size < 3)
        return OK;
    level->size -= 3;
    return put_word(op, reading, is_on(attributes) ? "☑" : "☐");
}

static enum err close_table(struct op *op, struct reading *reading)
{
    struct level *level = &reading->levels[reading->level];

    (void)op;
    if (reading->level == 0)
        return OK;
    level->marks = NULL;
    level->rows = NULL;
    level->row = NULL;
    reading->level--;
    return OK;
}

static enum err close_cell(struct op *op, struct reading *reading)
{
    struct level *level = &reading->levels[reading->level];

    (void)op;
    if (level->row != NULL)
        (void)json_array_append_new(level->row, end_cell(level));
    return OK;
}

static enum err close_paragraph(struct op *op, struct reading *reading)
{
    struct level *level = &reading->levels[reading->level];

    if (reading->level > 0)
        return put_word(op, reading, "\n");
    if (level->size == 0 && level->marks == NULL)
        return OK;
    (void)json_array_append_new(reading->blocks, end_cell(level));
    return count_cell(op, reading);
}

static enum err close_box(struct op *op, struct reading *reading)
{
    (void)op;
    reading->in_box = false;
    return OK;
}

static const struct {
    const char *name;
    element open;
    enum err (*close)(struct op *op, struct reading *reading);
    bool unseen; /* with all that is inside */
} elements[] = {
    { "w:t", open_text, NULL, false },
    { "w:r", open_run, NULL, false },
    { "w:p", NULL, close_paragraph, false },
    { "w:rFonts", open_faces, NULL, false },
    { "w:vanish", open_vanish, NULL, false },
    { "w:tc", open_cell, close_cell, false },
    { "w:tr", open_row, NULL, false },
    { "w:tbl", open_table, close_table, false },
    { "w:vMerge", open_merge, NULL, false },
    { "w:bookmarkStart", open_mark, NULL, false },
    { "w:br", open_break, NULL, false },
    { "w:cr", open_break, NULL, false },
    { "w:tab", open_tab, NULL, false },
    { "w:noBreakHyphen", open_hyphen, NULL, false },
    { "w:sym", open_symbol, NULL, false },
    { "w:checkBox", open_box, close_box, false },
    { "w:default", open_checked, NULL, false },
    { "w:checked", open_checked, NULL, false },
    { "mc:Fallback", NULL, NULL, true },
    { "w:drawing", NULL, NULL, true },
    { "w:pict", NULL, NULL, true },
    { "w:object", NULL, NULL, true },
    { "w:moveFrom", NULL, NULL, true },
    { "w:del", NULL, NULL, true },
    { "w:rPrChange", NULL, NULL, true },
    { "w:tblPrChange", NULL, NULL, true },
};

static size_t find_element(const char *name)
{
    size_t i = 0;

    while (i < sizeof elements / sizeof elements[0] && strcmp(elements[i].name, name) != 0)
        i++;
    return i;
}

static enum err on_open(struct op *op, void *arg, const char *name, const char *const *attributes)
{
    struct reading *reading = arg;
    size_t i = find_element(name);

    if (reading->unseen > 0) {
        reading->unseen++;
        return OK;
    }
    if (i == sizeof elements / sizeof elements[0])
        return OK;
    if (elements[i].unseen)
        reading->unseen = 1;
    return elements[i].open == NULL ? OK : elements[i].open(op, reading, attributes);
}

static enum err on_close(struct op *op, void *arg, const char *name)
{
    struct reading *reading = arg;
    size_t i = find_element(name);

    reading->in_text = false;
    if (reading->unseen > 0) {
        reading->unseen--;
        return OK;
    }
    if (i == sizeof elements / sizeof elements[0] || elements[i].close == NULL)
        return OK;
    return elements[i].close(op, reading);
}

static enum err on_text(struct op *op, void *arg, const char *text, size_t size)
{
    struct reading *reading = arg;
    enum err e = OK;

    if (!reading->in_text || reading->unseen > 0 || reading->hidden)
        return OK;
    if (reading->face == NULL)
        return put_text(op, reading, text, size);
    for (struct bytes rest = { (const uint8_t *)text, size }; e == OK && rest.size > 0;) {
        const char *at = (const char *)rest.data;
        uint32_t code = 0;
        if (!utf8_next(&rest, &code))
            break;
        const char *sign = symbol_text(reading->face, code);
        e = sign != NULL ? put_word(op, reading, sign)
                         : put_text(op, reading, at, (size_t)((const char *)rest.data - at));
    }
    return e;
}

/* ---- properties ---- */

struct properties {
    json_t *json;
    const char *name; /* of the one being read, or NULL */
    char *value;
};

static enum err open_property(struct op *op, void *arg, const char *name,
                              const char *const *attributes)
{
    struct properties *properties = arg;

    if (strcmp(name, "prop:property") == 0) {
        properties->name = mem_text(op, xml_in_attribute(attributes, "name"));
        properties->value = NULL;
    }
    return OK;
}

static enum err property_text(struct op *op, void *arg, const char *text, size_t size)
{
    struct properties *properties = arg;

    if (properties->name != NULL)
        mem_append(op, &properties->value, "%.*s", (int)size, text);
    return OK;
}

static enum err close_property(struct op *op, void *arg, const char *name)
{
    struct properties *properties = arg;

    (void)op;
    if (strcmp(name, "prop:property") != 0)
        return OK;
    if (properties->name != NULL && json_object_size(properties->json) < 100)
        (void)json_object_set_new(properties->json, properties->name,
                                  json_string(or_empty(properties->value)));
    properties->name = NULL;
    return OK;
}

static enum err read_properties(struct op *op, struct zip_in *zip, json_t *json)
{
    struct properties properties = { .json = json };
    const struct xml_in_handler handler = {
        .arg = &properties, .open = open_property, .close = close_property, .text = property_text
    };
    struct opc_links links = { 0 };

    enum err e = opc_links(op, zip, "", &links);
    const char *part = opc_link_of(&links, "custom-properties");
    if (part == NULL)
        part = opc_link_of(&links, "customProperties");
    return e == OK && part != NULL ? xml_in_read(op, zip, part, &handler) : e;
}

enum err docx_in(struct op *op, struct bytes file, json_t **ret_json)
{
    struct reading *reading = mem_new(op, struct reading);
    const struct xml_in_handler handler = {
        .arg = reading, .open = on_open, .close = on_close, .text = on_text
    };
    json_t *root = json_own(op, json_object());
    json_t *properties = json_object();
    struct zip_in *zip = NULL;
    const char *main_part = NULL;

    reading->blocks = json_array();
    (void)json_object_set_new(root, "blocks", reading->blocks);
    (void)json_object_set_new(root, "properties", properties);
    enum err e = opc_open(op, file, "wordprocessingml.document", &zip, &main_part);
    if (e == OK)
        e = read_properties(op, zip, properties);
    if (e == OK)
        e = xml_in_read(op, zip, main_part, &handler);
    if (e == OK)
        *ret_json = root;
    return e;
}
