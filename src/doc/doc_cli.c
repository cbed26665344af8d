/* SPDX-License-Identifier: Apache-2.0 */
/* doc_cli.c: `form print`, `form blank`, `form read`; the document process. */
#include "doc/doc_cli.h"

#include "base/args.h"
#include "base/json_canon.h"
#include "base/json_own.h"
#include "base/mem.h"
#include "base/time.h"
#include "call/call_cli.h"
#include "call/reference.h"
#include "doc/form_document.h"
#include "doc/form_in.h"
#include "doc/reader.h"
#include "doc/typeset.h"
#include "doc/worker.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

struct options {
    const char *folder;
    const char *track;
    const char *to;
    const char *out;
    const char *file; /* NULL: a blank */
    enum doc_format format;
};

static bool read_options(int argc, char **argv, struct options *options)
{
    const struct arg_option known[] = { { "--call", &options->folder, NULL, NULL },
                                        { "--track", &options->track, NULL, NULL },
                                        { "--to", &options->to, NULL, NULL },
                                        { "--out", &options->out, NULL, NULL },
                                        { 0 } };
    const char *words[ARG_WORDS_MAX] = { NULL };
    int count = strcmp(argv[1], "blank") == 0 ? 1 : 2;

    if (args_read(argc, argv, known, words, count) != count)
        return false;
    options->file = words[1];
    if (strcmp(argv[1], "read") == 0)
        return options->folder != NULL && options->track != NULL && options->to == NULL &&
               options->out == NULL;
    return options->folder != NULL && options->track != NULL && options->out != NULL &&
           format_find(options->to, &options->format);
}

/* call and form may be missing; if there, they must fit. */
static enum err fits(struct op *op, const json_t *document, const char *key, const char *wanted)
{
    const json_t *value = json_object_get(document, key);
    const char *text = json_string_value(value);

    if (value == NULL || (text != NULL && strcmp(text, wanted) == 0))
        return OK;
    fail_arg(op, "key", "%s", key);
    fail_arg(op, "wanted", "%s", wanted);
    return fail(op, ERR_INVALID, "form_other", "values of another form");
}

/* {"call", "form", "values"}: the values, when call and form fit. */
static enum err read_values(struct op *op, const struct options *options, const struct call *call,
                            const struct form *form, json_t **ret_values)
{
    json_t *document = NULL;

    enum err e = form_file_read(op, options->file, &document);
    if (e != OK)
        return e;
    json_t *values = json_object_get(document, "values");
    if (!json_is_object(values))
        return fail(op, ERR_INVALID, "form_no_values", "a form without values");
    e = fits(op, document, "call", call->code);
    if (e == OK)
        e = fits(op, document, "form", form->code);
    if (e != OK)
        return e;
    *ret_values = values;
    return OK;
}

static enum err write_file(struct op *op, const char *path, struct bytes bytes)
{
    FILE *file = fopen(path, "wbe");
    bool done = file != NULL && fwrite(bytes.data, 1, bytes.size, file) == bytes.size;

    if (file != NULL && fclose(file) != 0)
        done = false;
    return done ? OK : fail(op, ERR_UNAVAILABLE, "file_unwritable", "cannot write the document");
}

static enum err print(struct op *op, const struct options *options)
{
    struct call *call = NULL;
    const struct track *track = NULL;
    struct reference *reference = NULL;
    struct typeset *typeset = NULL;
    json_t *values = NULL;
    struct form_paper paper = { 0 };
    struct pdf pdf = { 0 };

    enum err e = form_track_open(op, options->folder, options->track, &call, &track);
    if (e == OK)
        e = reference_load_embedded(op, &reference);
    if (e == OK && options->file != NULL)
        e = read_values(op, options, call, track->form, &values);
    if (e == OK && values != NULL)
        e = json_digest_hex(op, values, &paper.digest);
    if (e == OK)
        e = typeset_new(op, op, &typeset);
    if (e != OK)
        return e;
    paper.form = track->form;
    paper.call = call->code;
    paper.values = values;
    paper.reference = reference;
    e = format_write(op, typeset, options->format, form_document(op, &paper), &pdf);
    return e == OK ? write_file(op, options->out, pdf.bytes) : e;
}

/* ---- form read ---- */

static enum err read_file(struct op *op, const char *path, struct bytes *ret_bytes)
{
    FILE *file = strcmp(path, "-") == 0 ? stdin : fopen(path, "rbe");
    uint8_t *bytes = mem_array(op, uint8_t, READER_FILE_MAX + 1);

    fail_arg(op, "path", "%s", path);
    if (file == NULL)
        return fail(op, ERR_NOT_FOUND, "form_file_missing", "cannot open the file");
    *ret_bytes = (struct bytes){ bytes, fread(bytes, 1, READER_FILE_MAX + 1, file) };
    if (file != stdin)
        (void)fclose(file);
    return OK;
}

static bool is_workbook(const char *path)
{
    size_t length = strlen(path);

    return length > 5 && strcasecmp(path + length - 5, ".xlsx") == 0;
}

/* The reading as it is printed: lists of named members. */
static json_t *reading_json(const struct call *call, const struct form *form, const json_t *found)
{
    const json_t *lists[] = { json_object_get(found, "unclear"), json_object_get(found, "rest") };
    json_t *unclear = json_array();
    json_t *rest = json_array();

    for (size_t i = 0; i < json_array_size(lists[0]); i++) {
        const json_t *row = json_array_get(lists[0], i);
        (void)json_array_append_new(
            unclear, json_pack("{s:O, s:O, s:O, s:O}", "path", json_array_get(row, 1), "label",
                               json_array_get(row, 2), "text", json_array_get(row, 3), "why",
                               json_array_get(row, 4)));
    }
    for (size_t i = 0; i < json_array_size(lists[1]); i++) {
        const json_t *row = json_array_get(lists[1], i);
        (void)json_array_append_new(rest, json_pack("{s:O, s:O}", "near", json_array_get(row, 0),
                                                    "text", json_array_get(row, 1)));
    }
    return json_pack("{s:s, s:s, s:O, s:o, s:o}", "call", call->code, "form", form->code, "values",
                     json_object_get(found, "values"), "unclear", unclear, "rest", rest);
}

/* form read: the values as JSON; 1 also when something was not clear. */
static enum err read_form(struct op *op, const struct options *options, bool *ret_clear)
{
    struct reader_question question = { .kind = READER_FORM };
    struct reader_reply reply = { 0 };
    struct call *call = NULL;
    const struct track *track = NULL;
    struct call_file *files = NULL;
    size_t count = 0;

    enum err e = form_track_open(op, options->folder, options->track, &call, &track);
    if (e == OK)
        e = call_read_folder(op, options->folder, &files, &count);
    if (e == OK)
        e = read_file(op, options->file, &question.file);
    if (e != OK)
        return e;
    question.known = form_in_known(op, files, count, options->track, is_workbook(options->file));
    e = documents_ask(op, documents_new(op, "/proc/self/exe"), &question, &reply);
    if (e != OK)
        return e;
    json_t *json = json_own(op, reading_json(call, track->form, reply.json));
    (void)json_dumpf(json, stdout, JSON_INDENT(2));
    (void)puts("");
    *ret_clear = json_array_size(json_object_get(reply.json, "unclear")) == 0;
    return OK;
}

int doc_form_main(int argc, char **argv)
{
    struct options options = { 0 };

    bool clear = true;
    bool reads = argc >= 2 && strcmp(argv[1], "read") == 0;

    if (argc < 2 || (!reads && strcmp(argv[1], "print") != 0 && strcmp(argv[1], "blank") != 0))
        return form_main(argc, argv);
    if (!read_options(argc, argv, &options))
        return 2;
    struct op *op = op_new(NULL, time_real_ms(), time_real_ms());
    enum err e = reads ? read_form(op, &options, &clear) : print(op, &options);
    if (e != OK)
        (void)fprintf(stderr, "%s\n", op_failure_text(op));
    op_free(op);
    if (e == OK || e == ERR_NOT_FOUND)
        return e != OK ? 2 : clear ? 0 : 1;
    return e == ERR_UNAVAILABLE || e == ERR_INTERNAL ? 3 : 1;
}

int doc_worker_main(int argc, char **argv)
{
    (void)argv;
    return argc == 1 ? worker_run(STDIN_FILENO, STDOUT_FILENO) : 2;
}
