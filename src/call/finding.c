/* SPDX-License-Identifier: Apache-2.0 */
/* finding.c: the growing list of what is wrong with the files of a call. */
#include "call/finding.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

void finding_add(const void *parent, struct finding_list *list, struct finding finding,
                 const struct message_arg *args, size_t arg_count)
{
    struct finding *row;

    if (finding.severity == FINDING_ERROR)
        list->error_count++;
    if (list->count >= FINDINGS_MAX)
        return;
    row = mem_grow(parent, (void **)&list->rows, list->count, sizeof(struct finding));
    *row = finding;
    row->place.file = mem_text(parent, finding.place.file);
    row->other.file = mem_text(parent, finding.other.file);
    row->code = mem_text(parent, finding.code);
    row->clause = mem_text(parent, finding.clause);
    row->message = message_text(parent, finding.code, args, arg_count);
    list->count++;
}

void finding_error(const void *parent, struct finding_list *list, struct place place,
                   const char *code, const struct finding_words *words)
{
    size_t count = 0;

    while (words != NULL && count < 3 && words->args[count].name != NULL)
        count++;
    finding_add(parent, list, (struct finding){ .place = place, .code = code },
                words == NULL ? NULL : words->args, count);
}

static int compare_places(const void *a, const void *b)
{
    const struct place *one = &((const struct finding *)a)->place;
    const struct place *two = &((const struct finding *)b)->place;
    int order = strcmp(one->file == NULL ? "" : one->file, two->file == NULL ? "" : two->file);

    if (order != 0)
        return order;
    if (one->line != two->line)
        return one->line < two->line ? -1 : 1;
    return (one->column > two->column) - (one->column < two->column);
}

void finding_sort(struct finding_list *list)
{
    if (list->count > 1)
        qsort(list->rows, list->count, sizeof(struct finding), compare_places);
}

const char *finding_line(const void *parent, const struct finding *finding)
{
    char *line = NULL;

    if (finding->place.file != NULL)
        mem_append(parent, &line, "%s:", finding->place.file);
    if (finding->place.line > 0)
        mem_append(parent, &line, "%d:%d:", finding->place.line, finding->place.column);
    mem_append(parent, &line, "%s%s %s：%s", line == NULL ? "" : " ",
               finding->severity == FINDING_ERROR ? "错误" : "提示", finding->code,
               finding->message);
    if (finding->clause != NULL)
        mem_append(parent, &line, " 〔%s〕", finding->clause);
    if (finding->other.file != NULL)
        mem_append(parent, &line, "（另见 %s:%d:%d）", finding->other.file, finding->other.line,
                   finding->other.column);
    return line;
}
