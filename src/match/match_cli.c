/* SPDX-License-Identifier: Apache-2.0 */
/* match_cli.c: the verb `dianjiang match`. */
#include "match/match_cli.h"

#include "base/mem.h"
#include "base/op.h"
#include "match/match_print.h"
#include "match/match_read.h"
#include "match/vocab.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { EXIT_GOOD = 0, EXIT_JUDGED = 1, EXIT_USAGE = 2, EXIT_WORLD = 3 };
enum { READ_BYTES = 1 << 20, NAMED_MAX = 100 };

/* Takes one line: adds what it says to the input. */
typedef enum err (*take_line)(struct op *op, struct match_input *input, const char *line,
                              size_t size);

/* Lines of a file, in a buffer that grows to the longest of them. */
struct lines {
    FILE *file;
    char *bytes;
    size_t begin, end, room;
};

/* Refuses an id that came before in this file (by a 64-bit hash, FNV-1a). */
static enum err check_once(struct op *op, struct match_input *input, const char *id)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    uint32_t before = vocab_count(input->seen);

    for (const char *at = id; *at != '\0'; at++)
        hash = (hash ^ (unsigned char)*at) * UINT64_C(0x100000001b3);
    if (vocab_add(input->seen, hash) == before)
        return OK;
    fail_arg(op, "id", "%s", id);
    return fail(op, ERR_INVALID, "match_id_twice", "id is there twice");
}

static enum err take_expert(struct op *op, struct match_input *input, const char *line, size_t size)
{
    struct match_expert expert = { 0 };
    void *scratch = mem_new(op, char);
    const char *id = NULL;
    uint32_t number = match_count(input->index);

    enum err e = match_read_expert(op, scratch, line, size, &id, &expert);
    if (e == OK)
        e = check_once(op, input, id);
    if (e == OK)
        e = match_add(op, input->index, &expert);
    if (e == OK)
        *(const char **)mem_grow(input, (void **)&input->expert_ids, number, sizeof id) =
            match_json_text(input, id);
    mem_free(scratch);
    return e;
}

static enum err take_demand(struct op *op, struct match_input *input, const char *line, size_t size)
{
    struct match_demand demand = { 0 };
    size_t n = input->demand_count;
    const char *id = NULL;

    enum err e = match_read_demand(op, input, line, size, &id, &demand);
    if (e == OK && strlen(demand.text) > MATCH_TEXT_BYTES_MAX)
        e = fail(op, ERR_TOO_LARGE, "match_text_too_long", "text of a demand");
    if (e == OK)
        e = check_once(op, input, id);
    if (e != OK)
        return e;
    *(const char **)mem_grow(input, (void **)&input->demand_ids, n, sizeof id) =
        match_json_text(input, id);
    *(struct match_demand *)mem_grow(input, (void **)&input->demands, n, sizeof demand) = demand;
    input->demand_count++;
    return OK;
}

/* The next line without its end, or NULL at the end of the file, or when a line is too long. */
static const char *next_line(struct lines *lines, size_t *ret_size)
{
    for (size_t from = lines->begin;;) {
        char *newline = memchr(lines->bytes + from, '\n', lines->end - from);
        if (newline == NULL && (feof(lines->file) != 0 || ferror(lines->file) != 0))
            newline = lines->bytes + lines->end;
        if (newline != NULL) {
            const char *line = lines->bytes + lines->begin;
            *ret_size = (size_t)(newline - line);
            bool end = newline == lines->bytes + lines->end;
            lines->begin = (size_t)(newline - lines->bytes) + !end;
            return end && *ret_size == 0 ? NULL : line;
        }
        size_t held = lines->end - lines->begin;
        if (held > MATCH_LINE_BYTES_MAX) {
            *ret_size = held;
            return NULL;
        }
        memmove(lines->bytes, lines->bytes + lines->begin, held);
        if (held + READ_BYTES > lines->room) {
            char *grown = mem_array(NULL, char, 2 * (held + READ_BYTES));
            memcpy(grown, lines->bytes, held);
            mem_free(lines->bytes);
            lines->bytes = grown;
            lines->room = 2 * (held + READ_BYTES);
        }
        lines->begin = 0;
        lines->end = held + fread(lines->bytes + held, 1, READ_BYTES, lines->file);
        from = held;
    }
}

static bool blank(const char *line, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        if (line[i] != ' ' && line[i] != '\t' && line[i] != '\r')
            return false;
    }
    return true;
}

static void name_line(struct op *op, const char *path, size_t number, int *count)
{
    if (++*count <= NAMED_MAX)
        (void)fprintf(stderr, "%s:%zu: %s\n", path, number, op_failure_text(op));
    op_forgive(op);
}

static int read_lines(struct op *op, struct lines *lines, const char *path, take_line take,
                      struct match_input *input)
{
    size_t number = 0;
    size_t size = 0;
    int wrong = 0;

    for (const char *line; (line = next_line(lines, &size)) != NULL;) {
        if (++number == 1 && size >= 3 && memcmp(line, "\xEF\xBB\xBF", 3) == 0) {
            line += 3;
            size -= 3;
        }
        if (size > MATCH_LINE_BYTES_MAX)
            break;
        if (!blank(line, size) && take(op, input, line, size) != OK)
            name_line(op, path, number, &wrong);
    }
    if (ferror(lines->file) != 0) {
        (void)fprintf(stderr, "%s: %s\n", path, strerror(errno));
        return EXIT_WORLD;
    }
    if (size > MATCH_LINE_BYTES_MAX) {
        (void)fail(op, ERR_TOO_LARGE, "match_line_too_long", "line of %zu bytes", size);
        name_line(op, path, number + 1, &wrong);
    }
    return wrong != 0 ? EXIT_JUDGED : EXIT_GOOD;
}

static int read_file(struct op *op, const char *path, take_line take, struct match_input *input)
{
    struct lines lines = { .file = fopen(path, "rb"), .room = READ_BYTES };

    if (lines.file == NULL) {
        (void)fprintf(stderr, "%s: %s\n", path, strerror(errno));
        return EXIT_WORLD;
    }
    lines.bytes = mem_array(NULL, char, lines.room);
    input->seen = vocab_new(input);
    int code = read_lines(op, &lines, path, take, input);
    mem_free(input->seen);
    mem_free(lines.bytes);
    (void)fclose(lines.file);
    return code;
}

static int run(struct op *op, const struct match_call *call)
{
    struct match_input *input = mem_new(op, struct match_input);

    input->index = match_index_new(input);
    int experts = read_file(op, call->experts, take_expert, input);
    int demands =
        experts == EXIT_WORLD ? EXIT_WORLD : read_file(op, call->demands, take_demand, input);
    if (experts != EXIT_GOOD || demands != EXIT_GOOD)
        return experts > demands ? experts : demands;
    if (match_seal(op, input->index, !call->explain) != OK) {
        (void)fprintf(stderr, "%s\n", op_failure_text(op));
        return EXIT_JUDGED;
    }
    if (match_print(op, call, input) == OK)
        return EXIT_GOOD;
    (void)fprintf(stderr, "%s\n", op_failure_text(op));
    return op->failure.code == ERR_UNAVAILABLE ? EXIT_WORLD : EXIT_JUDGED;
}

static bool read_top(const char *text, size_t *ret_top)
{
    char *end = NULL;

    errno = 0;
    long top = strtol(text, &end, 10);
    if (errno != 0 || end == text || *end != '\0' || top < 1 || top > MATCH_TOP_MAX)
        return false;
    *ret_top = (size_t)top;
    return true;
}

static bool read_call(int argc, char **argv, struct match_call *call)
{
    for (int i = 1; i < argc; i++) {
        bool value = i + 1 < argc;
        if (strcmp(argv[i], "--explain") == 0 && !call->explain)
            call->explain = true;
        else if (value && strcmp(argv[i], "--experts") == 0 && call->experts == NULL)
            call->experts = argv[++i];
        else if (value && strcmp(argv[i], "--demands") == 0 && call->demands == NULL)
            call->demands = argv[++i];
        else if (value && strcmp(argv[i], "--top") == 0 && call->top == 0 &&
                 read_top(argv[i + 1], &call->top))
            i++;
        else
            return false;
    }
    return call->experts != NULL && call->demands != NULL && call->top != 0;
}

int match_main(int argc, char **argv)
{
    struct match_call call = { 0 };

    if (!read_call(argc, argv, &call))
        return EXIT_USAGE;
    struct op *op = op_new(NULL, 0, 0);
    int code = run(op, &call);
    op_free(op);
    return code;
}
