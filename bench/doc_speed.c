/* SPDX-License-Identifier: Apache-2.0 */
/* doc_speed: milliseconds a form by the document process in each format, its memory over many. */
#include "base/mem.h"
#include "base/time.h"
#include "call/call_cli.h"
#include "call/form.h"
#include "call/reference.h"
#include "doc/form_document.h"
#include "doc/worker.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RUNS_MAX = 2000 };

/* Resident kilobytes of a process, 0: unknown. anonymous leaves out the mapped font files. */
static long memory_kb(int pid, const char *key)
{
    char path[64];
    char line[256];
    long kb = 0;

    (void)snprintf(path, sizeof path, "/proc/%d/status", pid);
    FILE *file = fopen(path, "re");
    while (file != NULL && fgets(line, sizeof line, file) != NULL) {
        if (strncmp(line, key, strlen(key)) == 0)
            kb = strtol(line + strlen(key), NULL, 10);
    }
    if (file != NULL)
        (void)fclose(file);
    return kb;
}

static int compare(const void *a, const void *b)
{
    int64_t left = *(const int64_t *)a;
    int64_t right = *(const int64_t *)b;

    return (left > right) - (left < right);
}

struct subject {
    const char *folder;
    const char *track;
    const char *file;
    enum doc_format format;
    int runs;
};

static enum err measure(struct op *op, struct documents *documents, const struct subject *subject)
{
    struct call *call = NULL;
    const struct track *track = NULL;
    struct reference *reference = NULL;
    json_t *root = NULL;
    int64_t *spent_us = mem_array(op, int64_t, RUNS_MAX);
    struct pdf pdf = { 0 };

    enum err e = form_track_open(op, subject->folder, subject->track, &call, &track);
    if (e == OK)
        e = form_file_read(op, subject->file, &root);
    if (e == OK)
        e = reference_load_embedded(op, &reference);
    for (int i = 0; e == OK && i < subject->runs; i++) {
        struct op *one = op_new(NULL, 0, 0);
        struct form_paper paper = { .form = track->form,
                                    .values = json_object_get(root, "values"),
                                    .reference = reference };
        int64_t began_us = time_monotonic_us();
        e = documents_make(one, documents, subject->format, form_document(one, &paper), &pdf);
        spent_us[i] = time_monotonic_us() - began_us;
        op_free(one);
        if (subject->runs >= 1000 && (i == 0 || i == 498 || i == 998))
            (void)printf("  document %4d: %5.1f ms, process %ld kB, of it its own %ld kB\n", i + 1,
                         (double)spent_us[i] / 1000,
                         memory_kb(documents_process(documents), "VmRSS:"),
                         memory_kb(documents_process(documents), "RssAnon:"));
    }
    if (e != OK)
        return e;
    qsort(spent_us, (size_t)subject->runs, sizeof *spent_us, compare);
    int half = subject->runs / 2;
    int last = subject->runs * 99 / 100;
    double median = (double)spent_us[half] / 1000;
    (void)printf("%s %s: %zu bytes; median %.1f ms, p99 %.1f ms", subject->track,
                 format_name(subject->format), pdf.bytes.size, median,
                 (double)spent_us[last] / 1000);
    if (pdf.page_count > 0)
        (void)printf("; %d pages, a page %.1f ms", pdf.page_count, median / pdf.page_count);
    (void)printf("\n");
    return OK;
}

int main(int argc, char **argv)
{
    if (argc != 7)
        return 2;
    struct op *op = op_new(NULL, 0, 0);
    struct documents *documents = documents_new(op, argv[1]);
    struct subject subject = {
        .folder = argv[2], .track = argv[3], .file = argv[4], .runs = (int)strtol(argv[6], NULL, 10)
    };

    if (!format_find(argv[5], &subject.format) || subject.runs < 1 || subject.runs > RUNS_MAX)
        return 2;
    enum err e = measure(op, documents, &subject);
    if (e != OK)
        (void)fprintf(stderr, "doc_speed: %s\n", err_name(e));
    op_free(op);
    return e != OK;
}
