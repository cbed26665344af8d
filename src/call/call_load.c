/* SPDX-License-Identifier: Apache-2.0 */
/* call_load.c: from files to one struct call, with every mistake on the way. */
#include "base/mem.h"
#include "call/call_tables.h"
#include "call/paper_text.h"

#include <string.h>

struct loading {
    struct op *op;
    struct reader reader;
    struct call *call;
    void *scratch; /* of the node trees, freed when the call is read */
    size_t node_count;
};

static struct node *read_tree(struct loading *loading, const struct call_file *file)
{
    struct node_file from = { mem_text(loading->call, file->path), file->bytes, file->size };

    return node_read(loading->scratch, &loading->reader, &from, &loading->node_count);
}

/* "forms/CODE.yaml" -> whether it is one. */
static bool path_is_form(const char *path)
{
    size_t length = strlen(path);

    return strncmp(path, "forms/", 6) == 0 && strchr(path + 6, '/') == NULL && length > 11 &&
           strcmp(path + length - 5, ".yaml") == 0;
}

static void refuse_path(struct loading *loading, const char *path, const char *code)
{
    reader_error(&loading->reader, (struct place){ path, 0, 0 }, code, WORDS({ "path", path }));
}

static void load_form(struct loading *loading, const struct call_file *file)
{
    struct form *form = &loading->call->forms[loading->call->form_count];
    struct node *root = read_tree(loading, file);
    size_t code_length = strlen(file->path) - strlen("forms/.yaml");

    if (root == NULL)
        return;
    table_read(&loading->reader, &form_table, root, NULL, form);
    if (form->code != NULL && (strlen(form->code) != code_length ||
                               strncmp(form->code, file->path + 6, code_length) != 0))
        reader_error(&loading->reader, form->origin.place, "call_form_code",
                     WORDS({ "value", form->code }, { "path", file->path }));
    loading->call->form_count++;
}

static const struct call_file *find_file(const struct call_file *files, size_t count,
                                         const char *path)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(files[i].path, path) == 0)
            return &files[i];
    }
    return NULL;
}

/* Paths the format does not know, and paths given twice. */
static void judge_paths(struct loading *loading, const struct call_file *files, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(files[i].path, "call.yaml") != 0 && !path_is_form(files[i].path) &&
            !paper_text_path(files[i].path))
            refuse_path(loading, files[i].path, "call_path_unknown");
        if (find_file(files, i, files[i].path) != NULL)
            refuse_path(loading, files[i].path, "call_path_twice");
    }
    if (find_file(files, count, "call.yaml") == NULL)
        refuse_path(loading, "call.yaml", "call_path_missing");
}

static void load_files(struct loading *loading, const struct call_file *files, size_t count)
{
    const struct call_file *main_file = find_file(files, count, "call.yaml");
    struct node *root;

    judge_paths(loading, files, count);
    root = main_file == NULL ? NULL : read_tree(loading, main_file);
    if (root != NULL)
        table_read(&loading->reader, &call_table, root, NULL, loading->call);
    loading->call->forms = mem_array(loading->call, struct form, count);
    for (size_t i = 0; i < count; i++) {
        if (path_is_form(files[i].path) && find_file(files, i, files[i].path) == NULL)
            load_form(loading, &files[i]);
    }
    loading->call->papers = mem_array(loading->call, struct paper_text, count);
    for (size_t i = 0; i < count; i++) {
        if (paper_text_path(files[i].path) && find_file(files, i, files[i].path) == NULL)
            paper_text_read(&loading->reader, &files[i], &loading->node_count,
                            &loading->call->papers[loading->call->paper_count++]);
    }
    for (size_t i = 0; i < loading->call->form_count; i++)
        form_resolve(&loading->reader, loading->call, &loading->call->forms[i]);
    if (root != NULL)
        call_resolve(&loading->reader, loading->call);
}

enum err call_load(struct op *op, const struct call_file *files, size_t count,
                   struct call **ret_call, struct finding_list *ret_findings)
{
    struct finding_list findings = { 0 };
    struct loading loading = { .op = op, .call = mem_new(op, struct call) };

    if (count > CALL_FILES_MAX) {
        fail_arg(op, "max", "%d", CALL_FILES_MAX);
        return fail(op, ERR_TOO_LARGE, "call_too_many_files", "%zu files", count);
    }
    loading.scratch = mem_pool(64 * 1024);
    struct text_places places = { .memory = loading.scratch };
    loading.reader = (struct reader){ loading.call, op, &findings, &places };
    load_files(&loading, files, count);
    mem_free(loading.scratch);
    finding_sort(&findings);
    *ret_findings = findings;
    if (findings.error_count > 0) {
        fail_arg(op, "count", "%zu", findings.error_count);
        return fail(op, ERR_INVALID, "call_files_wrong", "%zu mistakes", findings.error_count);
    }
    *ret_call = loading.call;
    return OK;
}
