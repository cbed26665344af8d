/* SPDX-License-Identifier: Apache-2.0 */
/* paper_text.c: which keys a paper's file has, and which of two files counts. */
#include "call/paper_text.h"

#include "base/embed.h"
#include "base/mem.h"
#include "call/table.h"

#include <string.h>

#define AT(member)          offsetof(struct OF, member)
#define LIST_OF(list, size) offsetof(struct OF, list), offsetof(struct OF, size)

static const char folder[] = "papers/";
static const char own_folder[] = "reference/papers/";

static const char *const sheet_words[] = { "letter", "official", "plain", "wide", NULL };
static const char *const align_words[] = { "left", "center", "right", NULL };
static const char *const kind_words[] = { "text", "head",  "sub",   "line", "center", "big",
                                          "note", "table", "space", "page", "qr",     NULL };

#define OF paper_column
static const struct key column_keys[] = {
    { "label", KEY_TEXT, AT(label), .required = true, .max = 60 },
    { "value", KEY_TEXT, AT(value), .required = true, .max = 300 },
    { "width", KEY_INT, AT(width), .min = 1, .max = 100 },
    { "align", KEY_WORD, AT(align), .words = align_words },
    { 0 },
};
static const struct paper_column column_initial = { .width = 10 };
static const struct table column_table = { "表格栏", sizeof(struct paper_column), ORIGIN_NONE,
                                           column_keys, &column_initial };
#undef OF

#define OF paper_block
static const struct key block_keys[] = {
    { "kind", KEY_WORD, AT(kind), .words = kind_words },
    { "text", KEY_TEXT, AT(text), .max = 4000 },
    { "when", KEY_TEXT, AT(when), .max = 60 },
    { "unless", KEY_TEXT, AT(unless), .max = 60 },
    { "each", KEY_TEXT, AT(each), .max = 60 },
    { "columns", KEY_LIST, LIST_OF(columns, column_count), .table = &column_table, .max = 30 },
    { 0 },
};
#undef OF

/* A table needs rows and columns, everything else but a gap its text. */
static void judge_block(struct reader *reader, const struct node *node, void *object)
{
    const struct paper_block *block = object;
    bool gap = block->kind == PAPER_SPACE || block->kind == PAPER_PAGE;

    (void)node;
    if (block->kind == PAPER_TABLE && (block->each == NULL || block->column_count == 0))
        reader_error(reader, block->place, "paper_table", WORDS({ "key", "each、columns" }));
    else if (block->kind != PAPER_TABLE && !gap && block->text == NULL)
        reader_error(reader, block->place, "paper_block", WORDS({ "key", "text" }));
}

static const struct table block_table = { "文书段落",  sizeof(struct paper_block),
                                          ORIGIN_NONE, block_keys,
                                          NULL,        judge_block };

#define OF paper_field
static const struct key field_keys[] = {
    { "code", KEY_CODE, AT(code), .required = true, .unique = true },
    { "label", KEY_TEXT, AT(label), .required = true, .max = 60 },
    { "hint", KEY_TEXT, AT(hint), .max = 200 },
    { "required", KEY_BOOL, AT(required) },
    { "long", KEY_BOOL, AT(is_long) },
    { "max", KEY_INT, AT(max), .min = 1, .max = 4000 },
    { 0 },
};
static const struct table field_table = { "文书填写项", sizeof(struct paper_field), ORIGIN_NONE,
                                          field_keys };
#undef OF

#define OF paper_text
static const struct key paper_keys[] = {
    { "name", KEY_TEXT, AT(name), .required = true, .max = 60 },
    { "sheet", KEY_WORD, AT(sheet), .required = true, .words = sheet_words },
    { "title", KEY_TEXT, AT(title), .max = 200 },
    { "letterhead", KEY_TEXT, AT(letterhead), .max = 100 },
    { "number", KEY_TEXT, AT(number), .max = 100 },
    { "to", KEY_TEXT, AT(to), .max = 200 },
    { "blocks", KEY_LIST, LIST_OF(blocks, block_count), .required = true, .table = &block_table,
      .max = 100 },
    { "sign", KEY_TEXT, AT(sign), .max = 100 },
    { "date", KEY_TEXT, AT(date), .max = 60 },
    { "after", KEY_LIST, LIST_OF(after, after_count), .table = &block_table, .max = 30 },
    { "fields", KEY_LIST, LIST_OF(fields, field_count), .table = &field_table, .max = 30 },
    { 0 },
};
static const struct table paper_table = { "文书", sizeof(struct paper_text), ORIGIN_NONE,
                                          paper_keys };
#undef OF

bool paper_text_path(const char *path)
{
    size_t length = strlen(path);

    return strncmp(path, folder, sizeof folder - 1) == 0 &&
           strchr(path + sizeof folder - 1, '/') == NULL && length > sizeof folder - 1 + 5 &&
           strcmp(path + length - 5, ".yaml") == 0;
}

int paper_field_max(const struct paper_field *field)
{
    enum { FIELD_CHARS = 100, LONG_FIELD_CHARS = 1000 };

    if (field->max > 0)
        return field->max;
    return field->is_long ? LONG_FIELD_CHARS : FIELD_CHARS;
}

/* "reference/papers/letter.yaml" -> "letter". */
static const char *code_of(const void *parent, const char *path)
{
    const char *name = strrchr(path, '/') + 1;

    return mem_text_max(parent, name, strlen(name) - 5);
}

void paper_text_read(struct reader *reader, const struct call_file *file, size_t *node_count,
                     struct paper_text *ret_paper)
{
    const struct node_file from = { mem_text(reader->memory, file->path), file->bytes, file->size };
    struct node *root = node_read(reader->places->memory, reader, &from, node_count);

    if (root == NULL)
        return;
    table_read(reader, &paper_table, root, NULL, ret_paper);
    ret_paper->code = code_of(reader->memory, file->path);
}

/* ---- finding ---- */

/* The program's own file; wrong ones are our mistake, which a test finds. */
static enum err read_own(struct op *op, const struct embedded *file,
                         const struct paper_text **ret_paper)
{
    struct finding_list findings = { 0 };
    struct paper_text *paper = mem_new(op, struct paper_text);
    struct text_places places = { .memory = op };
    struct reader reader = { op, op, &findings, &places };
    const struct call_file from = { file->path, (const char *)file->bytes, file->size };
    size_t node_count = 0;

    paper_text_read(&reader, &from, &node_count, paper);
    if (findings.count > 0)
        return fail(op, ERR_INTERNAL, "internal", "%s", finding_line(op, &findings.rows[0]));
    *ret_paper = paper;
    return OK;
}

static const struct paper_text *of_call(const struct call *call, const char *code)
{
    for (size_t i = 0; call != NULL && i < call->paper_count; i++) {
        if (strcmp(call->papers[i].code, code) == 0)
            return &call->papers[i];
    }
    return NULL;
}

enum err paper_text_find(struct op *op, const struct call *call, const char *code,
                         const struct paper_text **ret_paper)
{
    const struct paper_text *own = of_call(call, code);

    if (own != NULL) {
        *ret_paper = own;
        return OK;
    }
    const struct embedded *file = embed_find(mem_printf(op, "%s%s.yaml", own_folder, code));
    if (file == NULL)
        return fail(op, ERR_NOT_FOUND, "no_such_paper", "no paper %s", code);
    return read_own(op, file, ret_paper);
}

enum err paper_text_typed(struct op *op, const struct call *call, struct paper_texts *ret_list)
{
    struct embedded_list files = embed_list(own_folder);
    struct paper_texts list = { 0 };

    for (size_t i = 0; call != NULL && i < call->paper_count; i++) {
        if (call->papers[i].field_count > 0)
            mem_push(op, list.rows, list.count, &call->papers[i]);
    }
    for (size_t i = 0; i < files.count; i++) {
        const struct paper_text *paper = NULL;
        if (of_call(call, code_of(op, files.rows[i].path)) != NULL)
            continue;
        enum err e = read_own(op, &files.rows[i], &paper);
        if (e != OK)
            return e;
        if (paper->field_count > 0)
            mem_push(op, list.rows, list.count, paper);
    }
    *ret_list = list;
    return OK;
}
