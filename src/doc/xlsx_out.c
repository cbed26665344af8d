/* SPDX-License-Identifier: Apache-2.0 */
/* xlsx_out.c: a workbook written row by row into a file without a name. */
#include "doc/xlsx_out.h"

#include "base/mem.h"
#include "base/time.h"

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xlsxwriter.h>

enum { NAME_CHARS_MAX = 31, CHOICES_MAX = 200, CHOICES_BYTES_MAX = 255, CHOICE_ROWS = 5000 };

struct xlsx {
    int fd;
    lxw_workbook *book;
    lxw_worksheet *sheet;
    const struct sheet_column *columns;
    size_t column_count;
    lxw_row_t head_row;
    lxw_row_t row; /* the last written */
    const char *mark;
    lxw_format *head, *needed, *text, *day, *time, *yuan, *note;
};

static void close_xlsx(void *object)
{
    struct xlsx *xlsx = object;

    if (xlsx->book != NULL)
        (void)workbook_close(xlsx->book);
    if (xlsx->fd >= 0)
        (void)close(xlsx->fd);
}

static lxw_format *cell_format(lxw_workbook *book, const char *numbers)
{
    lxw_format *format = workbook_add_format(book);

    format_set_border(format, LXW_BORDER_THIN);
    format_set_align(format, LXW_ALIGN_VERTICAL_CENTER);
    format_set_text_wrap(format);
    if (numbers != NULL)
        format_set_num_format(format, numbers);
    return format;
}

static void add_formats(struct xlsx *xlsx)
{
    xlsx->head = cell_format(xlsx->book, "@");
    format_set_bold(xlsx->head);
    format_set_bg_color(xlsx->head, 0xE8EEF7);
    format_set_align(xlsx->head, LXW_ALIGN_CENTER);
    xlsx->needed = cell_format(xlsx->book, "@");
    format_set_bold(xlsx->needed);
    format_set_bg_color(xlsx->needed, 0xFFF2CC);
    format_set_align(xlsx->needed, LXW_ALIGN_CENTER);
    xlsx->text = cell_format(xlsx->book, "@");
    xlsx->day = cell_format(xlsx->book, "yyyy-mm-dd");
    xlsx->time = cell_format(xlsx->book, "yyyy-mm-dd hh:mm");
    xlsx->yuan = cell_format(xlsx->book, "#,##0.00");
    xlsx->note = workbook_add_format(xlsx->book);
    format_set_font_color(xlsx->note, 0x666666);
}

enum err xlsx_new(struct op *op, const char *title, const char *author, const char *mark,
                  struct xlsx **ret_xlsx)
{
    struct xlsx *xlsx = mem_new(op, struct xlsx);
    lxw_workbook_options options = { .constant_memory = LXW_TRUE };
    lxw_doc_properties properties = { .title = (char *)title, .author = (char *)author };

    xlsx->fd = memfd_create("xlsx", MFD_CLOEXEC);
    if (xlsx->fd >= 0)
        xlsx->book = workbook_new_opt(mem_printf(op, "/proc/self/fd/%d", xlsx->fd), &options);
    mem_own(op, xlsx, close_xlsx);
    if (xlsx->book == NULL)
        return fail(op, ERR_UNAVAILABLE, "file_unwritable", "no workbook in memory");
    (void)workbook_set_properties(xlsx->book, &properties);
    add_formats(xlsx);
    xlsx->mark = mem_text(op, mark);
    *ret_xlsx = xlsx;
    return OK;
}

/* Excel refuses []:*?/\ in names. */
static const char *sheet_name(struct op *op, const char *name)
{
    char *copy = mem_text(op, name);
    int chars = 0;

    for (char *at = copy; *at != '\0'; at++) {
        if (strchr("[]:*?/\\'", *at) != NULL)
            *at = ' ';
        if (((unsigned char)*at & 0xc0) != 0x80 && ++chars > NAME_CHARS_MAX) {
            *at = '\0';
            break;
        }
    }
    return copy;
}

static double width_of(const struct sheet_column *column)
{
    static const double widths[] = {
        [SHEET_TEXT] = 22, [SHEET_INT] = 9, [SHEET_DAY] = 12, [SHEET_TIME] = 17, [SHEET_YUAN] = 14
    };

    return column->width > 0 ? column->width : widths[column->kind];
}

/* A list of choices that is longer than a cell may hold is left out: the import tells. */
static void add_choices(struct op *op, struct xlsx *xlsx, lxw_col_t at,
                        const struct sheet_column *column)
{
    lxw_data_validation rule = { .validate = LXW_VALIDATION_TYPE_LIST,
                                 .error_type = LXW_VALIDATION_ERROR_TYPE_WARNING,
                                 .error_title = (char *)"请从列表中选择",
                                 .error_message = (char *)"不在可选的内容里，导入时会提示。" };
    const char **list = mem_array(op, const char *, column->choice_count + 1);
    size_t bytes = 0;

    if (column->choice_count == 0 || column->choice_count > CHOICES_MAX)
        return;
    for (size_t i = 0; i < column->choice_count; i++) {
        list[i] = column->choices[i];
        bytes += strlen(list[i]) + 1;
    }
    if (bytes > CHOICES_BYTES_MAX)
        return;
    rule.value_list = (char **)list;
    (void)worksheet_data_validation_range(xlsx->sheet, xlsx->row + 1, at, xlsx->row + CHOICE_ROWS,
                                          at, &rule);
}

static void set_print(struct xlsx *xlsx)
{
    worksheet_set_landscape(xlsx->sheet);
    worksheet_set_paper(xlsx->sheet, 9); /* A4 */
    worksheet_fit_to_pages(xlsx->sheet, 1, 0);
    (void)worksheet_repeat_rows(xlsx->sheet, xlsx->row, xlsx->row);
    (void)worksheet_set_footer(xlsx->sheet, "&C第 &P 页 共 &N 页");
    worksheet_freeze_panes(xlsx->sheet, xlsx->row + 1, 0);
}

/* Filters over what was written. */
static void end_sheet(struct xlsx *xlsx)
{
    if (xlsx->sheet != NULL && xlsx->row > xlsx->head_row)
        (void)worksheet_autofilter(xlsx->sheet, xlsx->head_row, 0, xlsx->row,
                                   (lxw_col_t)(xlsx->column_count - 1));
}

enum err xlsx_sheet(struct op *op, struct xlsx *xlsx, const char *name,
                    const struct sheet_column *columns, size_t column_count)
{
    end_sheet(xlsx);
    xlsx->sheet = workbook_add_worksheet(xlsx->book, sheet_name(op, name));
    if (xlsx->sheet == NULL)
        return fail(op, ERR_INTERNAL, "internal", "two sheets of one name");
    xlsx->columns = columns;
    xlsx->column_count = column_count;
    xlsx->row = 0;
    if (xlsx->mark != NULL)
        (void)worksheet_write_string(xlsx->sheet, xlsx->row++, 0, xlsx->mark, xlsx->note);
    xlsx->head_row = xlsx->row;
    for (size_t i = 0; i < column_count; i++) {
        lxw_col_t at = (lxw_col_t)i;
        (void)worksheet_set_column(xlsx->sheet, at, at, width_of(&columns[i]),
                                   columns[i].kind == SHEET_TEXT ? xlsx->text : NULL);
        (void)worksheet_write_string(xlsx->sheet, xlsx->row, at, columns[i].title,
                                     columns[i].required ? xlsx->needed : xlsx->head);
        if (columns[i].note != NULL)
            (void)worksheet_write_comment(xlsx->sheet, xlsx->row, at, columns[i].note);
        add_choices(op, xlsx, at, &columns[i]);
    }
    set_print(xlsx);
    return OK;
}

static const char *cut(struct op *op, const char *text)
{
    size_t size = strlen(text);

    if (size <= SHEET_CELL_CHARS_MAX)
        return text;
    size = SHEET_CELL_CHARS_MAX;
    while (size > 0 && ((unsigned char)text[size] & 0xc0) == 0x80)
        size--;
    return mem_text_max(op, text, size);
}

/* Days since 1899-12-30, as workbooks count them. */
static double serial_of_ms(int64_t ms)
{
    static const int64_t days_to_1970 = 25569;
    int64_t local = ms + (int64_t)ZONE_SHANGHAI_MINUTES * 60000;

    return (double)local / DAY_MS + (double)days_to_1970;
}

static void put_cell(struct op *op, struct xlsx *xlsx, lxw_col_t at, enum sheet_kind kind,
                     const struct sheet_cell *cell)
{
    int64_t n = cell->number;

    switch (kind) {
    case SHEET_TEXT:
        (void)worksheet_write_string(xlsx->sheet, xlsx->row, at, cut(op, or_empty(cell->text)),
                                     xlsx->text);
        break;
    case SHEET_INT:
        (void)worksheet_write_number(xlsx->sheet, xlsx->row, at, (double)n, NULL);
        break;
    case SHEET_DAY:
        if (n != 0)
            (void)worksheet_write_number(xlsx->sheet, xlsx->row, at,
                                         serial_of_ms(day_start_ms((int)n, ZONE_SHANGHAI_MINUTES)),
                                         xlsx->day);
        break;
    case SHEET_TIME:
        if (n != 0)
            (void)worksheet_write_number(xlsx->sheet, xlsx->row, at, serial_of_ms(n), xlsx->time);
        break;
    case SHEET_YUAN:
        if (n >= 0)
            (void)worksheet_write_number(xlsx->sheet, xlsx->row, at, (double)n / 100, xlsx->yuan);
        break;
    }
}

enum err xlsx_row(struct op *op, struct xlsx *xlsx, const struct sheet_cell *cells)
{
    if (xlsx->row >= SHEET_ROWS_MAX) {
        fail_arg(op, "max", "%d", SHEET_ROWS_MAX);
        return fail(op, ERR_TOO_LARGE, "export_rows", "more than %d rows", SHEET_ROWS_MAX);
    }
    xlsx->row++;
    for (size_t i = 0; i < xlsx->column_count; i++)
        put_cell(op, xlsx, (lxw_col_t)i, xlsx->columns[i].kind, &cells[i]);
    return OK;
}

/* libxlsxwriter closed its own stream of the file; ours reads it. */
static enum err read_back(struct op *op, int fd, struct bytes *ret_bytes)
{
    struct stat status;
    size_t got = 0;

    if (fstat(fd, &status) != 0)
        return fail(op, ERR_UNAVAILABLE, "file_unwritable", "no file in memory");
    size_t size = (size_t)status.st_size;
    uint8_t *bytes = mem_array(op, uint8_t, size + 1);
    while (got < size) {
        ssize_t now = pread(fd, bytes + got, size - got, (off_t)got);
        if (now <= 0)
            return fail(op, ERR_UNAVAILABLE, "file_unwritable", "file in memory is short");
        got += (size_t)now;
    }
    *ret_bytes = (struct bytes){ bytes, size };
    return OK;
}

enum err xlsx_end(struct op *op, struct xlsx *xlsx, struct bytes *ret_bytes)
{
    lxw_workbook *book = xlsx->book;

    end_sheet(xlsx);
    xlsx->book = NULL;
    if (workbook_close(book) != LXW_NO_ERROR)
        return fail(op, ERR_UNAVAILABLE, "file_unwritable", "the workbook could not be written");
    return read_back(op, xlsx->fd, ret_bytes);
}
