/* SPDX-License-Identifier: Apache-2.0 */
/*
 * layout_table.c: tables: merged cells, heads said again, rows that go on over pages.
 *
 * A cell is a box with lines. Rows are placed one after the other; a row that does not fit is
 * placed in parts: each box gives as many lines as the part has room for and keeps the rest.
 */
#include "base/mem.h"
#include "doc/layout.h"

#include <math.h>
#include <string.h>

static const double pad_x = 3;
static const double pad_y = 3;
static const double part_min = 60;          /* less than this at the foot of a page stays empty */
static const double behind_head = 40;       /* a row must follow the heads on the same page */
static const double behind_with_next = 110; /* such as: a name, the heads of a table, a row */

struct box {
    const struct doc_cell *cell;
    size_t last_row;
    double x, width;
    struct lines text;
    struct lines foot;
    size_t next;    /* line not yet placed */
    double rest;    /* height of the lines not yet placed, and of the foot */
    double top;     /* where it begins on this page */
    bool started;   /* it stands on this page */
    bool continued; /* it stood on an earlier page too */
};

/* The boxes of a table, those of row r at first[r] .. first[r + 1]. */
struct grid {
    struct pages *pages;
    const struct doc_table *table;
    struct box *boxes;
    size_t *first;
    size_t box_count;
    size_t head_rows;
    size_t open;   /* first box that may still be open: the tallest spans keep it small */
    double placed; /* of the present row, on earlier pages and this one */
};

static void typeset_box(struct pages *pages, struct box *box)
{
    double width = fmax(box->width - 2 * pad_x, 8);

    for (size_t i = 0; i < box->cell->paragraph_count; i++)
        typeset_paragraph(pages->op, pages->typeset, &box->cell->paragraphs[i], width, &box->text);
    if (box->cell->foot != NULL)
        typeset_paragraph(pages->op, pages->typeset, box->cell->foot, width, &box->foot);
    box->rest = box->text.height_pt + box->foot.height_pt;
}

/* Columns taken by spans from above: until[c] is the first row where column c is free. */
static size_t free_column(const size_t *until, size_t columns, size_t from, size_t row)
{
    while (from < columns && until[from] > row)
        from++;
    return from;
}

static void place_columns(struct grid *grid, struct box *box, size_t column, size_t *until)
{
    const struct doc_table *table = grid->table;
    double width = grid->pages->right - grid->pages->left;
    double x = grid->pages->left;
    size_t end = column + (size_t)box->cell->columns;

    for (size_t i = 0; i < column; i++)
        x += table->shares[i] * width;
    box->x = x;
    for (size_t i = column; i < end && i < table->column_count; i++) {
        box->width += table->shares[i] * width;
        until[i] = box->last_row + 1;
    }
}

/* A row with more cells than columns are free loses the last ones: a mistake of the caller's. */
static void make_boxes(struct grid *grid)
{
    const struct doc_table *table = grid->table;
    struct op *op = grid->pages->op;
    size_t *until = mem_array(op, size_t, table->column_count);

    grid->first = mem_array(op, size_t, table->row_count + 1);
    for (size_t r = 0; r < table->row_count; r++) {
        size_t column = 0;
        grid->first[r] = grid->box_count;
        for (size_t i = 0; i < table->rows[r]->cell_count; i++) {
            const struct doc_cell *cell = table->rows[r]->cells[i];
            struct box box = { .cell = cell, .last_row = r + (size_t)cell->rows - 1 };
            column = free_column(until, table->column_count, column, r);
            if (column == table->column_count)
                break;
            if (box.last_row >= table->row_count)
                box.last_row = table->row_count - 1;
            place_columns(grid, &box, column, until);
            typeset_box(grid->pages, &box);
            mem_push(op, grid->boxes, grid->box_count, box);
        }
        if (table->rows[r]->style.head && r == grid->head_rows)
            grid->head_rows++;
    }
    grid->first[table->row_count] = grid->box_count;
}

/* Height row r still needs on this page, if nothing of it were broken. */
static double height_needed(const struct grid *grid, size_t r)
{
    double height = fmax(grid->table->rows[r]->style.min_pt - grid->placed, 0);

    for (size_t i = grid->open; i < grid->first[r + 1]; i++) {
        const struct box *box = &grid->boxes[i];
        if (box->last_row != r)
            continue;
        double above = box->started ? grid->pages->y - box->top : 0;
        height = fmax(height, box->rest + 2 * pad_y - above);
    }
    return height;
}

static void edges(struct pages *pages, const struct box *box, double bottom)
{
    pages_rule(pages, box->x, box->top, box->x + box->width, box->top);
    pages_rule(pages, box->x, bottom, box->x + box->width, bottom);
    pages_rule(pages, box->x, box->top, box->x, bottom);
    pages_rule(pages, box->x + box->width, box->top, box->x + box->width, bottom);
}

static double draw_lines(struct pages *pages, const struct lines *lines, size_t from, double x,
                         double y)
{
    for (size_t i = from; i < lines->count; i++) {
        pages_line(pages, &lines->rows[i], x, y);
        y += lines->rows[i].height_pt;
    }
    return y;
}

/* The last part of a box: all that is left. */
static void end_box(struct pages *pages, struct box *box, double bottom)
{
    double y = box->top + pad_y;

    edges(pages, box, bottom);
    if (!box->cell->top && !box->continued && box->cell->foot == NULL)
        y += fmax((bottom - box->top - 2 * pad_y - box->rest) / 2, 0);
    (void)draw_lines(pages, &box->text, box->next, box->x + pad_x, y);
    (void)draw_lines(pages, &box->foot, 0, box->x + pad_x, bottom - pad_y - box->foot.height_pt);
    box->next = box->text.count;
    box->started = false;
    box->last_row = SIZE_MAX;
}

/* A part of a box down to the foot of the page. force: at least one line, or nothing would move. */
static void part_box(struct pages *pages, struct box *box, double bottom, bool force)
{
    double y = box->top + pad_y;

    edges(pages, box, bottom);
    while (box->next < box->text.count) {
        const struct line *line = &box->text.rows[box->next];
        if (y + line->height_pt > bottom - pad_y + 0.01 && !force)
            break;
        pages_line(pages, line, box->x + pad_x, y);
        y += line->height_pt;
        box->rest -= line->height_pt;
        box->next++;
        force = false;
    }
    box->started = false;
    box->continued = true;
}

static void start_row(struct grid *grid, size_t r)
{
    for (size_t i = grid->open; i < grid->first[r + 1]; i++) {
        struct box *box = &grid->boxes[i];
        if (box->started || box->last_row == SIZE_MAX)
            continue;
        box->started = true;
        box->top = grid->pages->y;
    }
}

static void end_row(struct grid *grid, size_t r, double height)
{
    grid->pages->y += height;
    for (size_t i = grid->open; i < grid->first[r + 1]; i++) {
        if (grid->boxes[i].last_row == r)
            end_box(grid->pages, &grid->boxes[i], grid->pages->y);
    }
    while (grid->open < grid->first[r + 1] && grid->boxes[grid->open].last_row == SIZE_MAX)
        grid->open++;
    grid->placed = 0;
}

/* The heads of a table that goes on: drawn from the same lines again. */
static void repeat_heads(struct grid *grid, const double *heights)
{
    struct pages *pages = grid->pages;

    for (size_t i = 0; i < grid->first[grid->head_rows]; i++) {
        struct box box = grid->boxes[i];
        double height = 0;
        size_t r = 0;
        double top = pages->y;
        while (grid->first[r + 1] <= i)
            top += heights[r++];
        for (size_t k = r; k < grid->head_rows && k < r + (size_t)box.cell->rows; k++)
            height += heights[k];
        box.top = top;
        box.continued = false;
        for (size_t k = 0; k < box.text.count; k++)
            box.text.rows[k].level = 0;
        box.next = 0;
        box.rest = box.text.height_pt;
        end_box(pages, &box, top + height);
    }
    for (size_t r = 0; r < grid->head_rows; r++)
        pages->y += heights[r];
}

/* Closes what stands open at the foot of the page and opens the next one. */
static void turn_page(struct grid *grid, size_t r, const double *heights, bool force)
{
    struct pages *pages = grid->pages;

    for (size_t i = grid->open; i < grid->first[r + 1]; i++) {
        if (grid->boxes[i].started)
            part_box(pages, &grid->boxes[i], pages->y, force);
    }
    pages_break(pages);
    if (r >= grid->head_rows)
        repeat_heads(grid, heights);
}

static double room_of(const struct pages *pages)
{
    return pages->bottom - pages->y + 0.01;
}

/* Whether a row goes on over the page rather than moving to the next one. */
static bool breaks_here(const struct grid *grid, size_t r)
{
    const struct row_style *style = &grid->table->rows[r]->style;

    return !style->whole && !style->head && !style->with_next && room_of(grid->pages) >= part_min;
}

/* What a row must have below it on its page: a heading before a name stands with both. */
static double room_behind(const struct grid *grid, size_t r)
{
    const struct doc_table *table = grid->table;
    double behind = behind_with_next;

    if (r < grid->head_rows)
        return behind_head;
    if (!table->rows[r]->style.with_next)
        return 0;
    for (size_t i = r + 1; i < table->row_count && table->rows[i]->style.with_next; i++)
        behind += table->rows[i]->style.min_pt;
    return behind;
}

static void place_row(struct grid *grid, size_t r, double *heights)
{
    struct pages *pages = grid->pages;
    double heads = 0;

    for (size_t i = 0; i < grid->head_rows && i < r; i++)
        heads += heights[i];
    while (!pages_full(pages)) {
        double need = height_needed(grid, r);
        bool fresh = pages->y <= pages->top + heads + 0.01;
        /* a row that lacks no more than its lower padding is not broken for that */
        if (need + (fresh ? 0 : room_behind(grid, r)) <= room_of(pages) + pad_y) {
            start_row(grid, r);
            heights[r] = need;
            end_row(grid, r, need);
            return;
        }
        if (fresh || breaks_here(grid, r)) {
            start_row(grid, r);
            grid->placed += pages->bottom - pages->y;
            pages->y = pages->bottom;
        }
        turn_page(grid, r, heights, fresh);
    }
}

void layout_table(struct pages *pages, const struct doc_table *table)
{
    struct grid grid = { .pages = pages, .table = table };
    double *heights = mem_array(pages->op, double, table->row_count + 1);

    make_boxes(&grid);
    for (size_t r = 0; r < table->row_count && !pages_full(pages); r++)
        place_row(&grid, r, heights);
}
