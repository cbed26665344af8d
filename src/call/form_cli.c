/* SPDX-License-Identifier: Apache-2.0 */
/* form_cli.c: `form check`: the problems of a filled form, as the API would tell them. */
#include "base/json_own.h"
#include "base/mem.h"
#include "base/time.h"
#include "call/call_cli.h"
#include "call/form.h"
#include "call/reference.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>

struct options {
    const char *folder;
    const char *track;
    const char *file;
    bool json;
};

static bool read_options(int argc, char **argv, struct options *options)
{
    static const struct option known[] = { { "call", required_argument, NULL, 'c' },
                                           { "track", required_argument, NULL, 't' },
                                           { "json", no_argument, NULL, 'j' },
                                           { 0 } };
    int key;

    optind = 2;
    while ((key = getopt_long(argc, argv, "", known, NULL)) != -1) {
        if (key == 'c')
            options->folder = optarg;
        else if (key == 't')
            options->track = optarg;
        else if (key == 'j')
            options->json = true;
        else
            return false;
    }
    options->file = optind == argc - 1 ? argv[optind] : NULL;
    return options->folder != NULL && options->track != NULL && options->file != NULL;
}

/* A JSON document; its own mistake becomes a failure. Twice the limit of values leaves room for
 * white space. */
enum err form_file_read(struct op *op, const char *path, json_t **ret_document)
{
    FILE *file = strcmp(path, "-") == 0 ? stdin : fopen(path, "re");
    size_t room = 4 * FORM_VALUES_BYTES_MAX;
    char *bytes = mem_array(op, char, room + 1);
    json_error_t error;

    if (file == NULL) {
        bool missing = errno == ENOENT;
        fail_arg(op, "path", "%s", path);
        if (missing)
            return fail(op, ERR_NOT_FOUND, "form_file_missing", "no such file");
        return fail(op, ERR_UNAVAILABLE, "call_folder_unreadable", "cannot open the form");
    }
    size_t size = fread(bytes, 1, room + 1, file);
    bool broken = ferror(file) != 0;
    if (file != stdin)
        (void)fclose(file);
    if (broken) {
        fail_arg(op, "path", "%s", path);
        return fail(op, ERR_UNAVAILABLE, "call_folder_unreadable", "cannot read the form");
    }
    if (size > room) {
        fail_arg(op, "max", "%zu KiB", room / 1024);
        return fail(op, ERR_TOO_LARGE, "body_too_large", "form of over %zu bytes", room);
    }
    *ret_document = json_own(op, json_loadb(bytes, size, JSON_REJECT_DUPLICATES, &error));
    if (*ret_document != NULL)
        return OK;
    fail_arg(op, "line", "%d", error.line);
    fail_arg(op, "detail", "%s", error.text);
    return fail(op, ERR_INVALID, "form_file_wrong", "not JSON: line %d", error.line);
}

enum err form_track_open(struct op *op, const char *folder, const char *code,
                         struct call **ret_call, const struct track **ret_track)
{
    struct call_file *files = NULL;
    struct finding_list findings = { 0 };
    size_t count = 0;

    enum err e = call_read_folder(op, folder, &files, &count);
    if (e == OK)
        e = call_load(op, files, count, ret_call, &findings);
    for (size_t i = 0; i < findings.count; i++)
        (void)fprintf(stderr, "%s\n", finding_line(op, &findings.rows[i]));
    if (e != OK)
        return e;
    *ret_track = call_track(*ret_call, code);
    if (*ret_track != NULL)
        return OK;
    fail_arg(op, "value", "%s", code);
    fail_arg(op, "name", "申报类别");
    fail_arg(op, "values", "%s", "");
    return fail(op, ERR_NOT_FOUND, "call_unknown_reference", "no such track");
}

static int print_problems(struct op *op, enum language language,
                          const struct problem_list *problems, bool as_json)
{
    json_t *list = json_own(op, json_array());

    for (size_t i = 0; i < problems->count; i++) {
        const struct problem *row = &problems->rows[i];
        (void)json_array_append_new(
            list, json_pack("{s:s, s:s, s:s?, s:s, s:b, s:s}", "path", row->path, "code", row->code,
                            "clause", row->clause, "basis", basis_name(row->basis), "blocks",
                            row->blocks, "message", row->message));
        if (!as_json)
            (void)printf("%s %s %s %s%s%s\n",
                         phrase(language, row->blocks ? PHRASE("须改") : PHRASE("提醒")), row->path,
                         row->code, row->message,
                         row->clause != NULL ? phrase(language, " 依据：") : "",
                         row->clause != NULL           ? row->clause
                         : row->basis == BASIS_DEFAULT ? phrase(language, " 系统默认，非通知规定")
                                                       : "");
    }
    if (as_json &&
        printf("%s\n", json_text_of(op, json_own(op, json_pack("{s:O}", "problems", list)))) < 0)
        return 3;
    if (!as_json && problems->count == 0)
        (void)printf("%s\n", phrase(language, "没有发现问题。"));
    return fflush(stdout) != 0 ? 3 : problems->blocking_count > 0;
}

static int check(struct op *op, const struct options *options)
{
    struct call *call = NULL;
    const struct track *track = NULL;
    struct reference *reference = NULL;
    struct problem_list problems = { 0 };
    json_t *document = NULL;

    enum err e = form_track_open(op, options->folder, options->track, &call, &track);
    if (e == OK)
        e = reference_load_embedded(op, &reference);
    if (e == OK)
        e = form_file_read(op, options->file, &document);
    if (e == OK) {
        const struct form_context context = { .today = day_of(op->now_ms, call->zone_minutes),
                                              .calendar = reference_calendar(reference),
                                              .reference = reference,
                                              .track = track };
        e = form_check_document(op, call, track->form, document, &context, &problems);
    }
    if (e == OK)
        return print_problems(op, language_of(call->language), &problems, options->json);
    (void)fprintf(stderr, "%s\n", op_failure_text(op));
    return e == ERR_UNAVAILABLE || e == ERR_INTERNAL ? 3 : e == ERR_NOT_FOUND ? 2 : 1;
}

int form_main(int argc, char **argv)
{
    struct options options = { 0 };

    if (argc < 3 || strcmp(argv[1], "check") != 0 || !read_options(argc, argv, &options))
        return 2;
    struct op *op = op_new(NULL, time_real_ms(), time_real_ms());
    int code = check(op, &options);
    op_free(op);
    return code;
}
