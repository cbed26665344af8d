/* SPDX-License-Identifier: Apache-2.0 */
/* node_problem.c: what people do wrong in YAML, told from what libyaml stumbles over. */
#include "call/node_problem.h"

#include <string.h>

/* Start of a line, counted from 0; the end of the bytes when there are not so many. */
static const char *line_at(const struct node_problem *problem, int line)
{
    const char *at = problem->bytes;
    const char *end = problem->bytes + problem->size;

    while (line > 0 && at < end)
        line -= *at++ == '\n';
    return at;
}

static size_t line_length(const struct node_problem *problem, const char *line)
{
    size_t rest = (size_t)(problem->bytes + problem->size - line);
    const char *end = memchr(line, '\n', rest);

    return end == NULL ? rest : (size_t)(end - line);
}

/* A key with U+FF1A, the full-width colon, where ": " should stand. */
static bool wide_colon(const char *line, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (line[i] == ':' && (i + 1 == length || line[i + 1] == ' '))
            return false;
        if (length - i >= 3 && memcmp(line + i, "\xEF\xBC\x9A", 3) == 0)
            return true;
    }
    return false;
}

static bool indented_by_tab(const char *line, size_t length)
{
    for (size_t i = 0; i < length && (line[i] == ' ' || line[i] == '\t'); i++) {
        if (line[i] == '\t')
            return true;
    }
    return false;
}

/* Characters of UTF-8 before a byte of its line. */
static int column_of(const char *line, const char *at)
{
    int column = 0;

    for (; line < at; line++)
        column += ((unsigned char)*line & 0xC0) != 0x80;
    return column;
}

static const char *reader_problem(struct node_problem *problem)
{
    const char *at = problem->bytes + (problem->offset < problem->size ? problem->offset : 0);
    const char *line = problem->bytes;

    problem->line = 0;
    for (const char *byte = problem->bytes; byte < at; byte++) {
        if (*byte != '\n')
            continue;
        problem->line++;
        line = byte + 1;
    }
    problem->column = column_of(line, at);
    return strstr(problem->text, "control") != NULL ? "call_yaml_control" : "call_yaml_encoding";
}

const char *node_problem_code(struct node_problem *problem)
{
    static const struct {
        const char *part;
        const char *code;
    } rows[] = {
        { "',' or", "call_yaml_flow" },
        { "node content", "call_yaml_flow" },
        { "mapping values", "call_yaml_value" },
        { "cannot start any token", "call_yaml_start" },
        { "unexpected end of stream", "call_yaml_quote" },
        { "did not find expected key", "call_yaml_indent" },
        { "expected '-'", "call_yaml_indent" },
        { "block sequence entries", "call_yaml_indent" },
        { "expected ':'", "call_yaml_no_colon" },
    };

    if (problem->of_reader)
        return reader_problem(problem);
    /* libyaml often notices on the line after. */
    for (int back = 0; back < 2 && problem->line >= back; back++) {
        const char *line = line_at(problem, problem->line - back);
        size_t length = line_length(problem, line);
        bool tab = indented_by_tab(line, length);
        if (!tab && !wide_colon(line, length))
            continue;
        problem->line -= back;
        problem->column = 0;
        return tab ? "call_yaml_tab" : "call_yaml_colon";
    }
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (strstr(problem->text, rows[i].part) != NULL)
            return rows[i].code;
    }
    return "call_yaml_syntax";
}
