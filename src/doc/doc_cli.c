/* SPDX-License-Identifier: Apache-2.0 */
/* doc_cli.c: `form print` and `form blank` to a file; the document process. */
#include "doc/doc_cli.h"

#include "base/args.h"
#include "base/json_canon.h"
#include "base/mem.h"
#include "base/time.h"
#include "call/call_cli.h"
#include "call/reference.h"
#include "doc/form_document.h"
#include "doc/reader.h"
#include "doc/typeset.h"
#include "doc/worker.h"

#include <stdio.h>
#include <string.h>
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
    bool prints = strcmp(argv[1], "print") == 0;

    if (args_read(argc, argv, known, words, prints ? 2 : 1) != (prints ? 2 : 1))
        return false;
    options->file = prints ? words[1] : NULL;
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

int doc_form_main(int argc, char **argv)
{
    struct options options = { 0 };

    if (argc < 2 || (strcmp(argv[1], "print") != 0 && strcmp(argv[1], "blank") != 0))
        return form_main(argc, argv);
    if (!read_options(argc, argv, &options))
        return 2;
    struct op *op = op_new(NULL, time_real_ms(), time_real_ms());
    enum err e = print(op, &options);
    if (e != OK)
        (void)fprintf(stderr, "%s\n", op_failure_text(op));
    op_free(op);
    if (e == OK || e == ERR_NOT_FOUND)
        return e == OK ? 0 : 2;
    return e == ERR_UNAVAILABLE || e == ERR_INTERNAL ? 3 : 1;
}

int doc_worker_main(int argc, char **argv)
{
    (void)argv;
    return argc == 1 ? worker_run(STDIN_FILENO, STDOUT_FILENO) : 2;
}

int doc_reader_main(int argc, char **argv)
{
    (void)argv;
    return argc == 1 ? reader_run(STDIN_FILENO, STDOUT_FILENO) : 2;
}
