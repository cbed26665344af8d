/* SPDX-License-Identifier: Apache-2.0 */
/* call_cli.c: `call lint` and `call show`. */
#include "call/call_cli.h"

#include "base/json_own.h"
#include "base/mem.h"
#include "base/time.h"
#include "call/lint.h"
#include "call/plain.h"
#include "call/reference.h"

#include <stdio.h>
#include <string.h>

static json_t *place_json(const struct place *place)
{
    if (place->file == NULL)
        return json_null();
    return json_pack("{s:s, s:i, s:i}", "file", place->file, "line", place->line, "column",
                     place->column);
}

static json_t *finding_json(const struct finding *row)
{
    return json_pack("{s:s, s:i, s:i, s:s, s:s, s:s?, s:s, s:o}", "file",
                     row->place.file == NULL ? "" : row->place.file, "line", row->place.line,
                     "column", row->place.column, "severity",
                     row->severity == FINDING_ERROR ? "error" : "note", "code", row->code, "clause",
                     row->clause, "message", row->message, "other", place_json(&row->other));
}

static int print_findings(struct op *op, const struct finding_list *findings, bool as_json)
{
    json_t *list = json_own(op, json_array());
    size_t notes = 0;

    for (size_t i = 0; i < findings->count; i++) {
        notes += findings->rows[i].severity == FINDING_NOTE;
        (void)json_array_append_new(list, finding_json(&findings->rows[i]));
        if (!as_json)
            (void)printf("%s\n", finding_line(op, &findings->rows[i]));
    }
    if (as_json)
        (void)printf("%s\n", json_text_of(op, json_own(op, json_pack("{s:O}", "findings", list))));
    else
        (void)printf("%zu 处错误，%zu 条提示%s。\n", findings->error_count, notes,
                     findings->error_count + notes > findings->count ? "（只列出一部分）" : "");
    return fflush(stdout) != 0 ? 3 : findings->error_count > 0;
}

/* Exit code of a failure that is not about the content of the files. */
static int tell_failure(struct op *op, enum err e)
{
    (void)fprintf(stderr, "%s\n", op_failure_text(op));
    return e == ERR_NOT_FOUND ? 2 : e == ERR_TOO_LARGE || e == ERR_INVALID ? 1 : 3;
}

static int lint(struct op *op, const char *folder, bool as_json)
{
    struct call_file *files = NULL;
    size_t count = 0;
    struct call *call = NULL;
    struct reference *reference = NULL;
    struct finding_list findings = { 0 };

    enum err e = call_read_folder(op, folder, &files, &count);
    if (e == OK)
        e = reference_load_embedded(op, &reference);
    if (e != OK)
        return tell_failure(op, e);
    e = call_load(op, files, count, &call, &findings);
    if (e == OK)
        e = call_lint(op, call, reference_calendar(reference), &findings);
    if (e != OK && e != ERR_INVALID)
        return tell_failure(op, e);
    return print_findings(op, &findings, as_json);
}

static int show(struct op *op, const char *folder)
{
    struct call_file *files = NULL;
    size_t count = 0;
    struct call *call = NULL;
    struct finding_list findings = { 0 };

    enum err e = call_read_folder(op, folder, &files, &count);
    if (e == OK)
        e = call_load(op, files, count, &call, &findings);
    for (size_t i = 0; i < findings.count; i++)
        (void)fprintf(stderr, "%s\n", finding_line(op, &findings.rows[i]));
    if (e != OK)
        return tell_failure(op, e);
    return printf("%s", call_show(op, call)) < 0 || fflush(stdout) != 0 ? 3 : 0;
}

int call_main(int argc, char **argv)
{
    bool lints = argc >= 3 && strcmp(argv[1], "lint") == 0;
    bool shows = argc == 3 && strcmp(argv[1], "show") == 0;
    bool as_json = lints && argc == 4 && strcmp(argv[3], "--json") == 0;

    if (!shows && !(lints && (argc == 3 || as_json)))
        return 2;
    struct op *op = op_new(NULL, time_real_ms(), time_real_ms());
    int code = lints ? lint(op, argv[2], as_json) : show(op, argv[2]);
    op_free(op);
    return code;
}
