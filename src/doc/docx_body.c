/* SPDX-License-Identifier: Apache-2.0 */
/* docx_body.c: paragraphs, tables and pictures as WordprocessingML. */
#include "doc/docx_body.h"

#include "base/mem.h"

#include <math.h>
#include <string.h>

#define MM (72 / 25.4)

enum { EMU_PT = 12700 }; /* units of drawings in a point */

static const double pad_pt = 3; /* as layout_table.c */
static const double shrink_min = 0.6;

/* The official faces by the names Word knows them by; what stands in for them is in fontTable. */
static const struct {
    const char *latin;
    const char *asian;
} fonts[FACE_COUNT] = {
    [FACE_SONG] = { "Times New Roman", "宋体" },
    [FACE_FANGSONG] = { "Times New Roman", "仿宋_GB2312" },
    [FACE_KAI] = { "Times New Roman", "楷体_GB2312" },
    [FACE_HEI] = { "Arial", "黑体" },
    [FACE_TITLE] = { "方正小标宋简体", "方正小标宋简体" },
};

static const char *const aligns[ALIGN_COUNT] = {
    [ALIGN_LEFT] = "left",
    [ALIGN_CENTER] = "center",
    [ALIGN_RIGHT] = "right",
    [ALIGN_JUSTIFY] = "both",
};

static int twips(double pt)
{
    return (int)lround(pt * 20);
}

void docx_fonts(struct text_out *out, enum face face)
{
    text_out_printf(out, "w:ascii=\"%s\" w:hAnsi=\"%s\" w:eastAsia=\"%s\" w:cs=\"%s\"",
                    fonts[face].latin, fonts[face].latin, fonts[face].asian, fonts[face].latin);
}

/* ---- paragraphs ---- */

static void put_run_style(struct text_out *out, const struct text_style *style, bool box)
{
    int half_points = (int)lround(2 * style->size_pt);

    text_out(out, "<w:rPr><w:rFonts ");
    if (box)
        text_out(out, "w:ascii=\"Segoe UI Symbol\" w:hAnsi=\"Segoe UI Symbol\" "
                      "w:eastAsia=\"Segoe UI Symbol\" w:cs=\"Segoe UI Symbol\"");
    else
        docx_fonts(out, style->face);
    text_out(out, "/>");
    if (style->red)
        text_out(out, "<w:color w:val=\"D01110\"/>");
    text_out_printf(out, "<w:sz w:val=\"%d\"/><w:szCs w:val=\"%d\"/></w:rPr>", half_points,
                    half_points);
}

static bool is_box(const char *at)
{
    return strncmp(at, "☐", 3) == 0 || strncmp(at, "☑", 3) == 0;
}

static void put_run(struct text_out *out, const struct text_style *style, const char *text,
                    size_t size, bool box)
{
    if (size == 0)
        return;
    text_out(out, "<w:r>");
    put_run_style(out, style, box);
    text_out(out, "<w:t xml:space=\"preserve\">");
    text_out_escaped(out, text, size);
    text_out(out, "</w:t></w:r>");
}

/* Boxes to tick are runs of their own, in a font that has them. */
static void put_runs(struct text_out *out, const struct text_style *style, const char *text,
                     size_t size)
{
    size_t from = 0;

    for (size_t at = 0; at < size;) {
        if (size - at < 3 || !is_box(text + at)) {
            at++;
            continue;
        }
        put_run(out, style, text + from, at - from, false);
        put_run(out, style, text + at, 3, true);
        from = at += 3;
    }
    put_run(out, style, text + from, size - from, false);
}

static void put_paragraph_style(struct text_out *out, const struct text_style *style, bool first,
                                bool last, const char *extra)
{
    double pitch = style->pitch_pt > 0 ? style->pitch_pt : 1.5 * style->size_pt;

    text_out(out, "<w:pPr>");
    if (style->level > 0)
        text_out(out, "<w:keepNext/>");
    text_out(out, extra);
    text_out_printf(out,
                    "<w:spacing w:before=\"%d\" w:after=\"%d\" w:line=\"%d\""
                    " w:lineRule=\"exact\"/>",
                    first ? twips(style->before_pt) : 0, last ? twips(style->after_pt) : 0,
                    twips(pitch));
    if (style->indent)
        text_out_printf(out, "<w:ind w:firstLineChars=\"200\" w:firstLine=\"%d\"/>",
                        twips(2 * style->size_pt));
    text_out_printf(out, "<w:jc w:val=\"%s\"/>", aligns[style->align]);
    if (style->level > 0)
        text_out_printf(out, "<w:outlineLvl w:val=\"%d\"/>", style->level - 1);
    put_run_style(out, style, false);
    text_out(out, "</w:pPr>");
}

void docx_paragraph(struct docx *docx, struct text_out *out, const struct paragraph *paragraph,
                    const char *mark, const char *extra)
{
    int id = docx->bookmark_count;
    bool first = true;

    for (const char *at = paragraph->text;; first = false) {
        size_t size = strcspn(at, "\n");
        bool last = at[size] == '\0';
        text_out(out, "<w:p>");
        put_paragraph_style(out, &paragraph->style, first, last, first ? extra : "");
        if (first && mark != NULL)
            text_out_printf(out, "<w:bookmarkStart w:id=\"%d\" w:name=\"%s\"/>", id, mark);
        put_runs(out, &paragraph->style, at, size);
        if (last && mark != NULL)
            text_out_printf(out, "<w:bookmarkEnd w:id=\"%d\"/>", id);
        text_out(out, "</w:p>");
        if (last)
            break;
        at += size + 1;
    }
    docx->bookmark_count += mark != NULL;
}

/* A line of a given height with nothing in it. */
static void put_gap(struct text_out *out, double height_pt, bool new_page)
{
    text_out_printf(out,
                    "<w:p><w:pPr>%s<w:spacing w:before=\"0\" w:after=\"0\" w:line=\"%d\""
                    " w:lineRule=\"exact\"/><w:rPr><w:sz w:val=\"2\"/></w:rPr></w:pPr></w:p>",
                    new_page ? "<w:pageBreakBefore/>" : "", twips(fmax(height_pt, 1)));
}

/* ---- pictures ---- */

void docx_qr(struct docx *docx, struct text_out *out, const char *text, double side_pt,
             const struct docx_place *place)
{
    long side = lround(side_pt * EMU_PT);
    struct docx_picture picture = { text };

    mem_push(docx->op, docx->pictures, docx->picture_count, picture);
    int n = (int)docx->picture_count;
    text_out(out, "<w:r><w:drawing>");
    if (place == NULL)
        text_out(out, "<wp:inline distT=\"0\" distB=\"0\" distL=\"0\" distR=\"0\">");
    else
        text_out_printf(out,
                        "<wp:anchor distT=\"0\" distB=\"0\" distL=\"0\" distR=\"0\""
                        " simplePos=\"0\" relativeHeight=\"%d\" behindDoc=\"0\" locked=\"0\""
                        " layoutInCell=\"1\" allowOverlap=\"1\"><wp:simplePos x=\"0\" y=\"0\"/>"
                        "<wp:positionH relativeFrom=\"page\"><wp:posOffset>%ld</wp:posOffset>"
                        "</wp:positionH><wp:positionV relativeFrom=\"page\">"
                        "<wp:posOffset>%ld</wp:posOffset></wp:positionV>",
                        n, lround(place->x_pt * EMU_PT), lround(place->y_pt * EMU_PT));
    text_out_printf(out,
                    "<wp:extent cx=\"%ld\" cy=\"%ld\"/>%s<wp:docPr id=\"%d\" name=\"qr%d\""
                    " descr=\"%s\"/><a:graphic><a:graphicData"
                    " uri=\"http://schemas.openxmlformats.org/drawingml/2006/picture\"><pic:pic>"
                    "<pic:nvPicPr><pic:cNvPr id=\"%d\" name=\"qr%d\"/><pic:cNvPicPr/>"
                    "</pic:nvPicPr><pic:blipFill><a:blip r:embed=\"rIdQ%d\"/><a:stretch>"
                    "<a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm>"
                    "<a:off x=\"0\" y=\"0\"/><a:ext cx=\"%ld\" cy=\"%ld\"/></a:xfrm>"
                    "<a:prstGeom prst=\"rect\"><a:avLst/></a:prstGeom></pic:spPr></pic:pic>"
                    "</a:graphicData></a:graphic></wp:%s></w:drawing></w:r>",
                    side, side, place == NULL ? "" : "<wp:wrapNone/>", n, n, "二维码", n, n, n,
                    side, side, place == NULL ? "inline" : "anchor");
}

/* ---- tables ---- */

/* Which columns are free in the present row, and what goes on in the others from above. */
struct slots {
    const struct doc_table *table;
    size_t *until; /* [column]: the first row where it is free */
    int *columns;  /* [column] where a cell from above begins: how many it takes */
    size_t next;   /* cell of the row not yet placed */
    size_t column; /* where the next slot begins */
};

struct slot {
    const struct doc_cell *cell; /* NULL: goes on from above, or nothing */
    size_t column;
    int columns;
    bool above;
};

/* The next slot of row r from the left; false at the end of the row. */
static bool next_slot(struct slots *slots, size_t r, struct slot *ret)
{
    const struct doc_table *table = slots->table;
    const struct doc_row *row = table->rows[r];
    size_t column = slots->column;
    int left = (int)(table->column_count - column);

    if (left <= 0)
        return false;
    *ret = (struct slot){ NULL, column, left, false };
    if (slots->until[column] > r) {
        ret->above = true;
        ret->columns = slots->columns[column];
    } else if (slots->next < row->cell_count) {
        ret->cell = row->cells[slots->next++];
        ret->columns = ret->cell->columns < left ? ret->cell->columns : left;
        slots->columns[column] = ret->columns;
        for (int i = 0; i < ret->columns; i++)
            slots->until[column + (size_t)i] = r + (size_t)ret->cell->rows;
    }
    slots->column = column + (size_t)ret->columns;
    return true;
}

static struct slots slots_of(struct op *op, const struct doc_table *table)
{
    return (struct slots){ .table = table,
                           .until = mem_array(op, size_t, table->column_count),
                           .columns = mem_array(op, int, table->column_count) };
}

static void start_row(struct slots *slots)
{
    slots->next = 0;
    slots->column = 0;
}

/* Which lines between columns are used at all: [i] is the left edge of column i. */
static bool *edges_of(struct op *op, const struct doc_table *table)
{
    bool *edges = mem_array(op, bool, table->column_count + 1);
    struct slots slots = slots_of(op, table);
    struct slot slot;

    edges[0] = edges[table->column_count] = true;
    for (size_t r = 0; r < table->row_count; r++) {
        start_row(&slots);
        while (next_slot(&slots, r, &slot)) {
            edges[slot.column] = true;
            edges[slot.column + (size_t)slot.columns] = true;
        }
    }
    return edges;
}

struct grid {
    const bool *edges;
    const int *x; /* [i] left edge of column i in twentieths of a point */
};

static struct grid put_grid(struct op *op, struct text_out *out, const struct doc_table *table,
                            double width_pt)
{
    const bool *edges = edges_of(op, table);
    int *x = mem_array(op, int, table->column_count + 1);
    double share = 0;
    int before = 0;

    text_out(out, "<w:tblGrid>");
    for (size_t i = 1; i <= table->column_count; i++) {
        share += table->shares[i - 1];
        x[i] = twips(share * width_pt);
        if (!edges[i])
            continue;
        text_out_printf(out, "<w:gridCol w:w=\"%d\"/>", x[i] - before);
        before = x[i];
    }
    text_out(out, "</w:tblGrid>");
    return (struct grid){ edges, x };
}

static void put_cell_style(struct text_out *out, const struct grid *grid, const struct slot *slot)
{
    size_t end = slot->column + (size_t)slot->columns;
    int span = 0;

    for (size_t i = slot->column + 1; i <= end; i++)
        span += grid->edges[i];
    text_out_printf(out, "<w:tcPr><w:tcW w:w=\"%d\" w:type=\"dxa\"/>",
                    grid->x[end] - grid->x[slot->column]);
    if (span > 1)
        text_out_printf(out, "<w:gridSpan w:val=\"%d\"/>", span);
    if (slot->above)
        text_out(out, "<w:vMerge/>");
    else if (slot->cell != NULL && slot->cell->rows > 1)
        text_out(out, "<w:vMerge w:val=\"restart\"/>");
    if (slot->cell != NULL && slot->cell->foot != NULL && slot->cell->paragraph_count == 0)
        text_out(out, "<w:vAlign w:val=\"bottom\"/>");
    else if (slot->cell != NULL && !slot->cell->top)
        text_out(out, "<w:vAlign w:val=\"center\"/>");
    text_out(out, "</w:tcPr>");
}

/* A number too wide for its cell is set smaller, not broken, as in the PDF. */
static struct paragraph fitted(const struct paragraph *paragraph, double room_pt)
{
    struct paragraph made = *paragraph;
    double em = 0;

    for (const char *at = paragraph->text; *at != '\0'; at++) {
        if (*at <= ' ' || *at >= 0x7f)
            return made;
        em += *at >= 'A' && *at <= 'Z' ? 0.72 : 0.52;
    }
    double size = em > 0 ? floor(2 * room_pt / em) / 2 : made.style.size_pt;
    if (size < made.style.size_pt && size >= shrink_min * made.style.size_pt)
        made.style.size_pt = size;
    return made;
}

static void put_cell(struct docx *docx, struct text_out *out, const struct grid *grid,
                     const struct slot *slot, const char *extra)
{
    static const struct text_style plain = { .face = FACE_SONG, .size_pt = 10.5, .pitch_pt = 14 };
    const struct paragraph nothing = { plain, "" };
    const struct doc_cell *cell = slot->cell;
    size_t end = slot->column + (size_t)slot->columns;
    double room = (grid->x[end] - grid->x[slot->column]) / 20.0 - 2 * pad_pt;

    text_out(out, "<w:tc>");
    put_cell_style(out, grid, slot);
    for (size_t i = 0; cell != NULL && i < cell->paragraph_count; i++) {
        struct paragraph paragraph = fitted(&cell->paragraphs[i], room);
        docx_paragraph(docx, out, &paragraph, i == 0 ? cell->mark : NULL, extra);
    }
    if (cell != NULL && cell->foot != NULL)
        docx_paragraph(docx, out, cell->foot, NULL, extra);
    if (cell == NULL || (cell->paragraph_count == 0 && cell->foot == NULL))
        docx_paragraph(docx, out, &nothing, cell == NULL ? NULL : cell->mark, extra);
    text_out(out, "</w:tc>");
}

static void put_row(struct docx *docx, struct text_out *out, const struct grid *grid,
                    struct slots *slots, size_t r)
{
    const struct row_style *style = &slots->table->rows[r]->style;
    struct slot slot;

    text_out(out, "<w:tr><w:trPr>");
    if (style->whole)
        text_out(out, "<w:cantSplit/>");
    if (style->min_pt > 0)
        text_out_printf(out, "<w:trHeight w:val=\"%d\" w:hRule=\"atLeast\"/>",
                        twips(style->min_pt));
    if (style->head)
        text_out(out, "<w:tblHeader/>");
    text_out(out, "</w:trPr>");
    start_row(slots);
    while (next_slot(slots, r, &slot))
        put_cell(docx, out, grid, &slot, style->with_next ? "<w:keepNext/>" : "");
    text_out(out, "</w:tr>");
}

/* Two tables of one style without a paragraph between them would be joined to one. */
static void put_table(struct docx *docx, struct text_out *out, const struct doc_table *table,
                      double width_pt)
{
    struct slots slots = slots_of(docx->op, table);

    if (table->row_count == 0)
        return;
    text_out_printf(out,
                    "<w:tbl><w:tblPr><w:tblStyle w:val=\"Grid%d\"/>"
                    "<w:tblW w:w=\"%d\" w:type=\"dxa\"/><w:jc w:val=\"center\"/>"
                    "<w:tblLayout w:type=\"fixed\"/><w:tblCellMar>"
                    "<w:top w:w=\"%d\" w:type=\"dxa\"/><w:left w:w=\"%d\" w:type=\"dxa\"/>"
                    "<w:bottom w:w=\"%d\" w:type=\"dxa\"/><w:right w:w=\"%d\" w:type=\"dxa\"/>"
                    "</w:tblCellMar></w:tblPr>",
                    docx->table_count++ % 2 + 1, twips(width_pt), twips(pad_pt), twips(pad_pt),
                    twips(pad_pt), twips(pad_pt));
    struct grid grid = put_grid(docx->op, out, table, width_pt);
    for (size_t r = 0; r < table->row_count; r++)
        put_row(docx, out, &grid, &slots, r);
    text_out(out, "</w:tbl>");
}

/* ---- blocks ---- */

static void put_block(struct docx *docx, struct text_out *out, const struct block *block,
                      double width_pt, bool new_page)
{
    switch (block->kind) {
    case BLOCK_PARAGRAPH:
        docx_paragraph(docx, out, &block->paragraph, NULL, new_page ? "<w:pageBreakBefore/>" : "");
        break;
    case BLOCK_TABLE:
        if (new_page)
            put_gap(out, 1, true);
        put_table(docx, out, block->table, width_pt);
        break;
    case BLOCK_SPACE:
        put_gap(out, block->size_pt, new_page);
        break;
    case BLOCK_QR:
        text_out(out, new_page ? "<w:p><w:pPr><w:pageBreakBefore/></w:pPr>" : "<w:p>");
        docx_qr(docx, out, block->text, block->size_pt, NULL);
        text_out(out, "</w:p>");
        break;
    case BLOCK_PAGE:
    case BLOCK_COUNT:
        break;
    }
}

void docx_blocks(struct docx *docx, struct text_out *out, const struct document *document)
{
    const struct document_setup *setup = &document->setup;
    double width_pt = (setup->width_mm - setup->left_mm - setup->right_mm) * MM;
    bool new_page = false;

    for (size_t i = 0; i < document->block_count; i++) {
        const struct block *block = document->blocks[i];
        put_block(docx, out, block, width_pt, new_page);
        new_page = block->kind == BLOCK_PAGE && i > 0;
    }
    if (document->block_count == 0 ||
        document->blocks[document->block_count - 1]->kind == BLOCK_TABLE)
        put_gap(out, 1, false);
}
