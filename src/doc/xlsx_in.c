/* SPDX-License-Identifier: Apache-2.0 */
/* xlsx_in.c: events of a workbook's parts to rows of texts. */
#include "doc/xlsx_in.h"

#include "base/json_own.h"
#include "base/mem.h"
#include "base/time.h"
#include "doc/opc.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { COLUMN_LETTERS = 3, FORMATS_MAX = 4000, SHEET_NAME_BYTES = 200, DAY_SECONDS = 86400 };

struct text {
    char *bytes;
    size_t size, room;
};

/* A sheet of the workbook and the link to its part. */
struct sheet_name {
    const char *name;
    const char *link;
};

struct workbook {
    struct zip_in *zip;
    struct sheet_name *sheets;
    size_t sheet_count;
    bool since_1904;
    const char **shared;
    size_t shared_count;
    bool *dates; /* by number of a cell's format: whether it shows a date */
    size_t date_count;
    const char **own_formats; /* numbers of formats of the file's own that show dates */
    size_t own_count;
    size_t row_count, cell_count, text_size;
};

static enum err too_much(struct op *op, const char *what)
{
    fail_arg(op, "max", "%d", XLSX_IN_ROWS_MAX);
    return fail(op, ERR_TOO_LARGE, "file_rows", "too much %s", what);
}

static enum err put(struct op *op, struct workbook *workbook, struct text *text, const char *bytes,
                    size_t size)
{
    workbook->text_size += size;
    if (workbook->text_size > XLSX_IN_TEXT_MAX)
        return too_much(op, "text");
    if (text->size + size + 1 > text->room) {
        text->room = 2 * (text->size + size + 1);
        text->bytes = mem_resize(op, text->bytes, text->room);
    }
    memcpy(text->bytes + text->size, bytes, size);
    text->size += size;
    text->bytes[text->size] = '\0';
    return OK;
}

/* ---- the list of sheets ---- */

static enum err open_workbook(struct op *op, void *arg, const char *name,
                              const char *const *attributes)
{
    struct workbook *workbook = arg;

    if (strcmp(name, "x:workbookPr") == 0) {
        const char *value = or_empty(xml_in_attribute(attributes, "date1904"));
        workbook->since_1904 = strcmp(value, "1") == 0 || strcmp(value, "true") == 0;
    } else if (strcmp(name, "x:sheet") == 0) {
        struct sheet_name sheet = { mem_text_max(op, or_empty(xml_in_attribute(attributes, "name")),
                                                 SHEET_NAME_BYTES),
                                    mem_text(op, or_empty(xml_in_attribute(attributes, "r:id"))) };
        if (workbook->sheet_count == XLSX_IN_SHEETS_MAX)
            return too_much(op, "sheets");
        mem_push(op, workbook->sheets, workbook->sheet_count, sheet);
    }
    return OK;
}

/* ---- shared texts ---- */

struct sharing {
    struct workbook *workbook;
    struct text text;
    bool in_text;
    int phonetic; /* depth inside a reading aid, which is no part of the text */
};

static enum err open_shared(struct op *op, void *arg, const char *name,
                            const char *const *attributes)
{
    struct sharing *sharing = arg;

    (void)op;
    (void)attributes;
    if (strcmp(name, "x:rPh") == 0)
        sharing->phonetic++;
    else if (strcmp(name, "x:t") == 0)
        sharing->in_text = sharing->phonetic == 0;
    else if (strcmp(name, "x:si") == 0)
        sharing->text.size = 0;
    return OK;
}

static enum err text_shared(struct op *op, void *arg, const char *text, size_t size)
{
    struct sharing *sharing = arg;

    return sharing->in_text ? put(op, sharing->workbook, &sharing->text, text, size) : OK;
}

static enum err close_shared(struct op *op, void *arg, const char *name)
{
    struct sharing *sharing = arg;
    struct workbook *workbook = sharing->workbook;

    if (strcmp(name, "x:rPh") == 0) {
        sharing->phonetic--;
    } else if (strcmp(name, "x:t") == 0) {
        sharing->in_text = false;
    } else if (strcmp(name, "x:si") == 0) {
        if (workbook->shared_count == XLSX_IN_SHARED_MAX)
            return too_much(op, "shared texts");
        const char *copy = mem_text_max(op, or_empty(sharing->text.bytes), sharing->text.size);
        mem_push(op, workbook->shared, workbook->shared_count, copy);
    }
    return OK;
}

/* ---- formats: which cells show dates ---- */

struct styling {
    struct workbook *workbook;
    bool in_cells; /* inside cellXfs */
};

/* Whether a format's code shows a day: y or d outside of quotes, brackets and colours. */
static bool shows_date(const char *code)
{
    bool quoted = false;
    bool bracket = false;

    for (; *code != '\0'; code++) {
        if (*code == '"')
            quoted = !quoted;
        else if (*code == '[' || *code == ']')
            bracket = *code == '[';
        else if (!quoted && !bracket && strchr("yYdD", *code) != NULL)
            return true;
        else if (*code == '\\' && code[1] != '\0')
            code++;
    }
    return false;
}

static bool is_date_format(const struct workbook *workbook, const char *id)
{
    long number = strtol(id, NULL, 10);

    if ((number >= 14 && number <= 17) || number == 22 || (number >= 27 && number <= 36) ||
        (number >= 50 && number <= 58))
        return true;
    for (size_t i = 0; i < workbook->own_count; i++) {
        if (strcmp(workbook->own_formats[i], id) == 0)
            return true;
    }
    return false;
}

static enum err open_style(struct op *op, void *arg, const char *name,
                           const char *const *attributes)
{
    struct styling *styling = arg;
    struct workbook *workbook = styling->workbook;
    const char *id = or_empty(xml_in_attribute(attributes, "numFmtId"));

    if (strcmp(name, "x:cellXfs") == 0)
        styling->in_cells = true;
    if (workbook->own_count == FORMATS_MAX || workbook->date_count == FORMATS_MAX)
        return OK;
    if (strcmp(name, "x:numFmt") == 0 &&
        shows_date(or_empty(xml_in_attribute(attributes, "formatCode")))) {
        const char *copy = mem_text(op, id);
        mem_push(op, workbook->own_formats, workbook->own_count, copy);
    } else if (strcmp(name, "x:xf") == 0 && styling->in_cells) {
        bool date = is_date_format(workbook, id);
        mem_push(op, workbook->dates, workbook->date_count, date);
    }
    return OK;
}

static enum err close_style(struct op *op, void *arg, const char *name)
{
    struct styling *styling = arg;

    (void)op;
    if (strcmp(name, "x:cellXfs") == 0)
        styling->in_cells = false;
    return OK;
}

/* ---- a sheet ---- */

struct sheet {
    struct workbook *workbook;
    json_t *rows;
    json_t *cells; /* of the row, NULL outside */
    json_t *empty; /* cells of a row that had none, for the next one */
    int64_t row;
    int64_t row_before; /* rows and cells may leave out where they stand */
    int column;
    char kind; /* of the cell: s shared, i inline, t text, b truth, e error, n number */
    bool date;
    bool taking;
    int phonetic;
    struct text text;
};

static const char *date_text(struct op *op, const struct workbook *workbook, double serial)
{
    /* day 60 of 1900 never was: Lotus thought so, and everybody followed */
    int first = workbook->since_1904 ? 19040101 : serial < 60 ? 18991231 : 18991230;
    double days = floor(serial + 0.5 / DAY_SECONDS);
    int second = (int)llround((serial - days) * DAY_SECONDS);
    const char *day = day_text(op, day_add(first, (int)days));

    if (second <= 0)
        return day;
    return mem_printf(op, "%s %02d:%02d:%02d", day, second / 3600, second / 60 % 60, second % 60);
}

static const char *number_text(struct op *op, const struct sheet *sheet, const char *text)
{
    char *end = NULL;
    double value = strtod(text, &end);

    if (end == text || *end != '\0' || !isfinite(value))
        return text;
    if (sheet->date && value >= 1 && value < 2958466) /* up to 9999-12-31 */
        return date_text(op, sheet->workbook, value);
    if (value == floor(value) && fabs(value) < 1e18)
        return mem_printf(op, "%.0f", value);
    return mem_printf(op, "%.15g", value);
}

static const char *cell_text(struct op *op, const struct sheet *sheet)
{
    const char *text = or_empty(sheet->text.bytes);
    const struct workbook *workbook = sheet->workbook;

    if (sheet->kind == 's') {
        char *end = NULL;
        unsigned long long i = strtoull(text, &end, 10);
        return isdigit((unsigned char)text[0]) && *end == '\0' && i < workbook->shared_count
                   ? workbook->shared[i]
                   : "";
    }
    if (sheet->kind == 'b')
        return strcmp(text, "1") == 0 ? "是" : "否";
    return sheet->kind == 'n' ? number_text(op, sheet, text) : text;
}

/* "AB12" -> 28; 0 when there are no letters. */
static int column_of(const char *place)
{
    int column = 0;

    for (int i = 0; i < COLUMN_LETTERS && isupper((unsigned char)place[i]); i++)
        column = column * 26 + place[i] - 'A' + 1;
    return column;
}

static const char *column_name(struct op *op, int column)
{
    const char *name = "";

    for (; column > 0; column = (column - 1) / 26)
        name = mem_printf(op, "%c%s", 'A' + (column - 1) % 26, name);
    return name;
}

static void open_cell(struct sheet *sheet, const char *const *attributes)
{
    const char *kind = or_empty(xml_in_attribute(attributes, "t"));
    unsigned long style = strtoul(or_empty(xml_in_attribute(attributes, "s")), NULL, 10);
    int column = column_of(or_empty(xml_in_attribute(attributes, "r")));

    sheet->column = column > 0 ? column : sheet->column + 1;
    sheet->kind = kind[0] == '\0'                  ? 'n'
                  : strcmp(kind, "inlineStr") == 0 ? 'i'
                  : strcmp(kind, "str") == 0       ? 't'
                  : strcmp(kind, "d") == 0         ? 't'
                                                   : kind[0];
    sheet->date = style < sheet->workbook->date_count && sheet->workbook->dates[style];
    sheet->text.size = 0;
    if (sheet->text.room > 0)
        sheet->text.bytes[0] = '\0';
}

static enum err open_sheet(struct op *op, void *arg, const char *name,
                           const char *const *attributes)
{
    struct sheet *sheet = arg;

    if (strcmp(name, "x:row") == 0) {
        long long row = strtoll(or_empty(xml_in_attribute(attributes, "r")), NULL, 10);
        sheet->row = row > 0 && row < 10000000 ? row : sheet->row_before + 1;
        sheet->row_before = sheet->row;
        sheet->column = 0;
        sheet->cells = sheet->empty != NULL ? sheet->empty : json_own(op, json_array());
        sheet->empty = NULL;
    } else if (strcmp(name, "x:c") == 0) {
        open_cell(sheet, attributes);
    } else if (strcmp(name, "x:rPh") == 0) {
        sheet->phonetic++;
    } else if (strcmp(name, "x:v") == 0 || strcmp(name, "x:t") == 0) {
        sheet->taking = sheet->phonetic == 0 && sheet->cells != NULL;
    }
    return OK;
}

static enum err text_sheet(struct op *op, void *arg, const char *text, size_t size)
{
    struct sheet *sheet = arg;

    return sheet->taking ? put(op, sheet->workbook, &sheet->text, text, size) : OK;
}

static enum err close_cell(struct op *op, struct sheet *sheet)
{
    struct workbook *workbook = sheet->workbook;
    const char *text = cell_text(op, sheet);

    if (text[0] == '\0' || sheet->cells == NULL)
        return OK;
    if (sheet->column > XLSX_IN_COLUMNS_MAX)
        return fail(op, ERR_INVALID, "file_damaged", "a cell beyond the last column");
    if (sheet->kind ==
        's') /* a shared text counts wherever it stands: the reply holds it each time */
        workbook->text_size += strlen(text);
    if (++workbook->cell_count > XLSX_IN_CELLS_MAX || workbook->text_size > XLSX_IN_TEXT_MAX)
        return too_much(op, "cells");
    (void)json_array_append_new(sheet->cells,
                                json_pack("[s, s]", column_name(op, sheet->column), text));
    return OK;
}

static enum err close_sheet(struct op *op, void *arg, const char *name)
{
    struct sheet *sheet = arg;

    if (strcmp(name, "x:rPh") == 0) {
        sheet->phonetic--;
    } else if (strcmp(name, "x:v") == 0 || strcmp(name, "x:t") == 0) {
        sheet->taking = false;
    } else if (strcmp(name, "x:c") == 0) {
        return close_cell(op, sheet);
    } else if (strcmp(name, "x:row") == 0 && sheet->cells != NULL) {
        if (json_array_size(sheet->cells) == 0) {
            sheet->empty = sheet->cells;
        } else {
            if (++sheet->workbook->row_count > XLSX_IN_ROWS_MAX)
                return too_much(op, "rows");
            (void)json_array_append_new(
                sheet->rows,
                json_pack("{s:I, s:O}", "r", (json_int_t)sheet->row, "c", sheet->cells));
        }
        sheet->cells = NULL;
    }
    return OK;
}

/* ---- all ---- */

static enum err read_part(struct op *op, struct workbook *workbook, const char *part,
                          const struct xml_in_handler *handler)
{
    return part == NULL ? OK : xml_in_read(op, workbook->zip, part, handler);
}

static enum err read_shared(struct op *op, struct workbook *workbook, const struct opc_links *links)
{
    struct sharing sharing = { .workbook = workbook };
    struct styling styling = { .workbook = workbook };
    const struct xml_in_handler shared = { &sharing, open_shared, close_shared, text_shared };
    const struct xml_in_handler styles = { &styling, open_style, close_style, NULL };

    enum err e = read_part(op, workbook, opc_link_of(links, "sharedStrings"), &shared);
    if (e == OK)
        e = read_part(op, workbook, opc_link_of(links, "styles"), &styles);
    workbook->text_size = 0; /* from here on what the cells hold */
    return e;
}

static enum err read_sheet(struct op *op, struct workbook *workbook, const struct opc_links *links,
                           const struct sheet_name *name, json_t *sheets)
{
    struct sheet sheet = { .workbook = workbook, .rows = json_array() };
    const struct xml_in_handler handler = { &sheet, open_sheet, close_sheet, text_sheet };
    enum err e = OK;

    (void)json_array_append_new(sheets,
                                json_pack("{s:s, s:o}", "name", name->name, "rows", sheet.rows));
    for (size_t i = 0; e == OK && i < links->count; i++) {
        if (strcmp(links->rows[i].id, name->link) == 0 &&
            strcmp(links->rows[i].type, "worksheet") == 0)
            e = xml_in_read(op, workbook->zip, links->rows[i].target, &handler);
    }
    return e;
}

enum err xlsx_in(struct op *op, struct bytes file, json_t **ret_json)
{
    struct workbook workbook = { 0 };
    struct opc_links links = { 0 };
    const struct xml_in_handler handler = { &workbook, open_workbook, NULL, NULL };
    json_t *root = json_own(op, json_object());
    json_t *sheets = json_array();
    const char *main_part = NULL;

    (void)json_object_set_new(root, "sheets", sheets);
    enum err e = opc_open(op, file, "spreadsheetml.sheet", &workbook.zip, &main_part);
    if (e == OK)
        e = xml_in_read(op, workbook.zip, main_part, &handler);
    if (e == OK)
        e = opc_links(op, workbook.zip, main_part, &links);
    if (e == OK)
        e = read_shared(op, &workbook, &links);
    for (size_t i = 0; e == OK && i < workbook.sheet_count; i++)
        e = read_sheet(op, &workbook, &links, &workbook.sheets[i], sheets);
    if (e == OK)
        *ret_json = root;
    return e;
}
