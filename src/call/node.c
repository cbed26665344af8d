/* SPDX-License-Identifier: Apache-2.0 */
/*
 * node.c: libyaml's events turned into our tree; the only file that includes yaml.h. Its document
 * loader is not used: it builds everything before we could say that it is too deep or too much,
 * and takes minutes over a mebibyte of "[".
 */
#include "call/node.h"

#include "base/mem.h"
#include "call/call.h"
#include "call/node_problem.h"
#include "text/utf8.h"

#include <string.h>
#include <yaml.h>

struct build {
    const void *parent;
    const char *path;
    const char *bytes; /* without a byte order mark */
    size_t size;
    yaml_parser_t parser;
    yaml_event_t event; /* the one being looked at */
    size_t *node_count;
    const struct reader *reader;
    bool stopped; /* nothing more is read of this file */
};

/* Where libyaml stands, as people count. */
static struct place place_of(const char *path, yaml_mark_t mark)
{
    return (struct place){ path, (int)mark.line + 1, (int)mark.column + 1 };
}

static void refuse(struct build *build, yaml_mark_t mark, const char *code, const char *value)
{
    finding_error(build->reader->finding_memory, build->reader->findings,
                  place_of(build->path, mark), code,
                  &(struct finding_words){ { { "value", value } } });
}

/* A refusal after which the rest of the file is not worth reading. */
static bool stop(struct build *build, yaml_mark_t mark, const char *code, int limit)
{
    build->stopped = true;
    refuse(build, mark, code, mem_printf(build->parent, "%d", limit));
    return false;
}

/* Steps to the next event; false when there is none or reading has stopped. */
static bool next(struct build *build)
{
    const yaml_parser_t *parser = &build->parser;

    yaml_event_delete(&build->event);
    if (build->stopped)
        return false;
    if (yaml_parser_parse(&build->parser, &build->event))
        return build->event.type != YAML_NO_EVENT;
    build->stopped = true;
    struct node_problem problem = {
        .bytes = build->bytes,
        .size = build->size,
        .text = parser->problem == NULL ? "" : parser->problem,
        .of_reader = parser->error == YAML_READER_ERROR,
        .offset = parser->problem_offset,
        .line = (int)parser->problem_mark.line,
        .column = (int)parser->problem_mark.column,
    };
    const char *code = node_problem_code(&problem);
    refuse(build, (yaml_mark_t){ .line = (size_t)problem.line, .column = (size_t)problem.column },
           code, problem.text);
    return false;
}

static bool is_empty(const yaml_event_t *from)
{
    const char *text = (const char *)from->data.scalar.value;

    return from->data.scalar.style == YAML_PLAIN_SCALAR_STYLE &&
           (text[0] == '\0' || strcmp(text, "~") == 0 || strcmp(text, "null") == 0);
}

/* An East Asian sign: CJK radicals to Hangul, compatibility and full-width forms, other planes. */
static bool is_wide(uint32_t code)
{
    return (code >= 0x2E80 && code <= 0xD7FF) || (code >= 0xF900 && code <= 0xFAFF) ||
           (code >= 0xFE30 && code <= 0xFE4F) || (code >= 0xFF01 && code <= 0xFF60) ||
           code >= 0x20000;
}

/*
 * YAML joins the lines of a folded text by a space. Chinese is written without: a space between two
 * East Asian signs goes.
 */
static void join_lines(char *text)
{
    struct bytes rest = { (const uint8_t *)text, strlen(text) };
    size_t length = 0;
    uint32_t code;
    bool wide = false;       /* the sign before is East Asian */
    bool wide_space = false; /* the sign before is a space behind one */

    while (rest.size > 0) {
        const uint8_t *from = rest.data;
        if (!utf8_next(&rest, &code))
            return; /* libyaml has seen to that */
        size_t size = (size_t)(rest.data - from);
        if (wide_space && is_wide(code))
            length--;
        memmove(text + length, from, size);
        wide_space = code == ' ' && wide;
        wide = is_wide(code);
        length += size;
    }
    text[length] = '\0';
}

static void build_scalar(struct build *build, struct node *to)
{
    const yaml_event_t *from = &build->event;
    const char *text = (const char *)from->data.scalar.value;

    if (strlen(text) != from->data.scalar.length)
        refuse(build, from->start_mark, "call_yaml_key", "\\0");
    to->kind = is_empty(from) ? NODE_EMPTY : NODE_SCALAR;
    char *own = mem_text(build->parent, text);
    if (from->end_mark.line > from->start_mark.line &&
        from->data.scalar.style != YAML_LITERAL_SCALAR_STYLE)
        join_lines(own);
    to->text = own;
    to->quoted = from->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
}

static bool build_node(struct build *build, int depth, struct node *to);

static void build_list(struct build *build, int depth, struct node *to)
{
    to->kind = NODE_LIST;
    while (next(build) && build->event.type != YAML_SEQUENCE_END_EVENT) {
        (void)mem_grow(build->parent, (void **)&to->items, to->count, sizeof(struct node));
        if (build_node(build, depth + 1, &to->items[to->count]))
            to->count++;
    }
}

static bool key_is_new(struct build *build, const struct node *map, const struct node *key)
{
    for (size_t i = 0; i < map->count; i++) {
        if (strcmp(map->keys[i].text, key->text) != 0)
            continue;
        finding_add(build->reader->finding_memory, build->reader->findings,
                    (struct finding){ .place = key->place,
                                      .other = map->keys[i].place,
                                      .code = "call_key_twice" },
                    &(struct message_arg){ "key", key->text }, 1);
        return false;
    }
    return true;
}

enum { MAP_KEYS_MAX = 200 }; /* no mapping of the format has near so many keys */

static void build_map(struct build *build, int depth, struct node *to)
{
    to->kind = NODE_MAP;
    while (next(build) && build->event.type != YAML_MAPPING_END_EVENT) {
        if (to->count == MAP_KEYS_MAX) {
            (void)stop(build, build->event.start_mark, "call_yaml_nodes", MAP_KEYS_MAX);
            return;
        }
        (void)mem_grow(build->parent, (void **)&to->keys, to->count, sizeof(struct node));
        (void)mem_grow(build->parent, (void **)&to->items, to->count, sizeof(struct node));
        struct node *key = &to->keys[to->count];
        bool key_read = build_node(build, depth + 1, key);
        bool value_read = next(build) && build_node(build, depth + 1, &to->items[to->count]);
        if (!key_read || !value_read)
            continue;
        if (key->kind != NODE_SCALAR)
            finding_error(build->reader->finding_memory, build->reader->findings, key->place,
                          "call_yaml_key", NULL);
        else if (key_is_new(build, to, key))
            to->count++;
    }
}

/* An anchor or a tag of the event, by whichever kind it is. */
static void refuse_decoration(struct build *build)
{
    const yaml_event_t *from = &build->event;
    const yaml_char_t *anchor = NULL;
    const yaml_char_t *tag = NULL;

    if (from->type == YAML_SCALAR_EVENT) {
        anchor = from->data.scalar.anchor;
        tag = from->data.scalar.tag;
    } else if (from->type == YAML_SEQUENCE_START_EVENT) {
        anchor = from->data.sequence_start.anchor;
        tag = from->data.sequence_start.tag;
    } else if (from->type == YAML_MAPPING_START_EVENT) {
        anchor = from->data.mapping_start.anchor;
        tag = from->data.mapping_start.tag;
    }
    if (anchor != NULL)
        refuse(build, from->start_mark, "call_yaml_alias", (const char *)anchor);
    if (tag != NULL)
        refuse(build, from->start_mark, "call_yaml_tag", (const char *)tag);
}

/* Reads the node that begins at the event, to its end. False: it is not to be used. */
static bool build_node(struct build *build, int depth, struct node *to)
{
    const yaml_event_t *from = &build->event;

    *to = (struct node){ .place = place_of(build->path, from->start_mark), .text = "" };
    if (depth > CALL_DEPTH_MAX)
        return stop(build, from->start_mark, "call_yaml_depth", CALL_DEPTH_MAX);
    if (++*build->node_count > CALL_NODES_MAX)
        return stop(build, from->start_mark, "call_yaml_nodes", CALL_NODES_MAX);
    refuse_decoration(build);
    if (from->type == YAML_ALIAS_EVENT) {
        refuse(build, from->start_mark, "call_yaml_alias", (const char *)from->data.alias.anchor);
        return false;
    }
    if (from->type == YAML_SEQUENCE_START_EVENT)
        build_list(build, depth, to);
    else if (from->type == YAML_MAPPING_START_EVENT)
        build_map(build, depth, to);
    else
        build_scalar(build, to);
    return !build->stopped;
}

static bool next_two(struct build *build)
{
    bool first = next(build);

    return first && next(build);
}

/* The one document of the file; NULL when there is none or it cannot be read to its end. */
static struct node *build_document(struct build *build)
{
    struct node *root = mem_new(build->parent, struct node);

    if (!next_two(build)) /* start of stream, start of document */
        return NULL;
    if (build->event.type == YAML_STREAM_END_EVENT) {
        refuse(build, (yaml_mark_t){ 0 }, "call_yaml_empty", "");
        return NULL;
    }
    if (!next(build) || !build_node(build, 1, root))
        return NULL;
    if (!next_two(build)) /* end of document, end of stream */
        return NULL;
    if (build->event.type != YAML_STREAM_END_EVENT)
        refuse(build, build->event.start_mark, "call_yaml_documents", "");
    return root;
}

struct node *node_read(const void *parent, const struct reader *reader,
                       const struct node_file *file, size_t *node_count)
{
    struct build build = { .parent = parent, .path = file->path, .reader = reader };
    const char *bytes = file->bytes;
    size_t size = file->size;
    struct node *root;

    build.node_count = node_count;
    if (size > CALL_FILE_BYTES_MAX) {
        (void)stop(&build, (yaml_mark_t){ 0 }, "call_file_large", CALL_FILE_BYTES_MAX);
        return NULL;
    }
    if (size >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0) {
        bytes += 3;
        size -= 3;
    }
    build.bytes = bytes;
    build.size = size;
    if (!yaml_parser_initialize(&build.parser))
        return NULL;
    yaml_parser_set_encoding(&build.parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&build.parser, (const unsigned char *)bytes, size);
    root = build_document(&build);
    yaml_event_delete(&build.event);
    yaml_parser_delete(&build.parser);
    return root;
}

const struct node *node_get(const struct node *map, const char *key)
{
    for (size_t i = 0; map->kind == NODE_MAP && i < map->count; i++) {
        if (strcmp(map->keys[i].text, key) == 0)
            return &map->items[i];
    }
    return NULL;
}
