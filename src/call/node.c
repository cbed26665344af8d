/* SPDX-License-Identifier: Apache-2.0 */
/* node.c: libyaml's document turned into our tree; the only file that includes yaml.h. */
#include "call/node.h"

#include "base/mem.h"
#include "call/call.h"

#include <string.h>
#include <yaml.h>

struct build {
    const void *parent;
    const char *path;
    yaml_document_t *document;
    bool *seen; /* by node index: a second visit is an alias */
    size_t *node_count;
    const struct reader *reader;
    bool stopped;
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

static bool is_empty(const yaml_node_t *from)
{
    const char *text = (const char *)from->data.scalar.value;

    return from->data.scalar.style == YAML_PLAIN_SCALAR_STYLE &&
           (text[0] == '\0' || strcmp(text, "~") == 0 || strcmp(text, "null") == 0);
}

static void build_scalar(struct build *build, const yaml_node_t *from, struct node *to)
{
    const char *text = (const char *)from->data.scalar.value;

    if (strlen(text) != from->data.scalar.length)
        refuse(build, from->start_mark, "call_yaml_key", "\\0");
    to->kind = is_empty(from) ? NODE_EMPTY : NODE_SCALAR;
    to->text = mem_text(build->parent, text);
    to->quoted = from->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
}

static bool build_node(struct build *build, int index, int depth, struct node *to);

static bool build_list(struct build *build, const yaml_node_t *from, int depth, struct node *to)
{
    const yaml_node_item_t *first = from->data.sequence.items.start;
    size_t count = (size_t)(from->data.sequence.items.top - first);

    to->kind = NODE_LIST;
    to->items = mem_array(build->parent, struct node, count);
    for (size_t i = 0; i < count && !build->stopped; i++) {
        if (build_node(build, first[i], depth + 1, &to->items[to->count]))
            to->count++;
    }
    return true;
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

static bool build_map(struct build *build, const yaml_node_t *from, int depth, struct node *to)
{
    const yaml_node_pair_t *first = from->data.mapping.pairs.start;
    size_t count = (size_t)(from->data.mapping.pairs.top - first);

    to->kind = NODE_MAP;
    if (count > MAP_KEYS_MAX)
        return stop(build, from->start_mark, "call_yaml_nodes", MAP_KEYS_MAX);
    to->keys = mem_array(build->parent, struct node, count);
    to->items = mem_array(build->parent, struct node, count);
    for (size_t i = 0; i < count && !build->stopped; i++) {
        struct node *key = &to->keys[to->count];
        bool key_read = build_node(build, first[i].key, depth + 1, key);
        bool value_read = build_node(build, first[i].value, depth + 1, &to->items[to->count]);
        if (!key_read || !value_read)
            continue;
        if (key->kind != NODE_SCALAR)
            finding_error(build->reader->finding_memory, build->reader->findings, key->place,
                          "call_yaml_key", NULL);
        else if (key_is_new(build, to, key))
            to->count++;
    }
    return true;
}

static bool tag_is_plain(const yaml_node_t *from)
{
    static const char *const plain[] = { YAML_STR_TAG, YAML_SEQ_TAG, YAML_MAP_TAG };

    for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++) {
        if (strcmp((const char *)from->tag, plain[i]) == 0)
            return true;
    }
    return false;
}

static bool build_node(struct build *build, int index, int depth, struct node *to)
{
    const yaml_node_t *from = yaml_document_get_node(build->document, index);

    *to = (struct node){ .place = place_of(build->path, from->start_mark), .text = "" };
    if (build->seen[index]) {
        refuse(build, from->start_mark, "call_yaml_alias", "");
        return false;
    }
    build->seen[index] = true;
    if (depth > CALL_DEPTH_MAX)
        return stop(build, from->start_mark, "call_yaml_depth", CALL_DEPTH_MAX);
    if (++*build->node_count > CALL_NODES_MAX)
        return stop(build, from->start_mark, "call_yaml_nodes", CALL_NODES_MAX);
    if (!tag_is_plain(from)) {
        refuse(build, from->start_mark, "call_yaml_tag", (const char *)from->tag);
        return false;
    }
    if (from->type == YAML_SEQUENCE_NODE)
        return build_list(build, from, depth, to);
    if (from->type == YAML_MAPPING_NODE)
        return build_map(build, from, depth, to);
    build_scalar(build, from, to);
    return true;
}

static void tell_syntax(struct build *build, const yaml_parser_t *parser)
{
    yaml_mark_t mark = parser->problem_mark;

    if (parser->error == YAML_READER_ERROR)
        mark = parser->mark;
    refuse(build, mark, "call_yaml_syntax", parser->problem == NULL ? "" : parser->problem);
}

/* Whether nothing but white space and comments follows the first document. */
static void refuse_second(struct build *build, yaml_parser_t *parser)
{
    yaml_document_t second;

    if (!yaml_parser_load(parser, &second)) {
        tell_syntax(build, parser);
        return;
    }
    if (yaml_document_get_root_node(&second) != NULL)
        refuse(build, second.start_mark, "call_yaml_documents", "");
    yaml_document_delete(&second);
}

static struct node *build_document(struct build *build, yaml_parser_t *parser)
{
    yaml_document_t document;
    struct node *root = NULL;

    if (!yaml_parser_load(parser, &document)) {
        tell_syntax(build, parser);
        return NULL;
    }
    if (yaml_document_get_root_node(&document) == NULL) {
        refuse(build, (yaml_mark_t){ 0 }, "call_yaml_empty", "");
        yaml_document_delete(&document);
        return NULL;
    }
    build->document = &document;
    build->seen =
        mem_array(build->parent, bool, (size_t)(document.nodes.top - document.nodes.start) + 1);
    root = mem_new(build->parent, struct node);
    if (!build_node(build, 1, 1, root) || build->stopped)
        root = NULL;
    yaml_document_delete(&document);
    refuse_second(build, parser);
    return root;
}

struct node *node_read(const void *parent, const struct reader *reader,
                       const struct node_file *file, size_t *node_count)
{
    struct build build = {
        .parent = parent, .path = file->path, .node_count = node_count, .reader = reader
    };
    const char *bytes = file->bytes;
    size_t size = file->size;
    yaml_parser_t parser;
    struct node *root;

    if (size > CALL_FILE_BYTES_MAX) {
        (void)stop(&build, (yaml_mark_t){ 0 }, "call_file_large", CALL_FILE_BYTES_MAX);
        return NULL;
    }
    if (size >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0) {
        bytes += 3;
        size -= 3;
    }
    if (!yaml_parser_initialize(&parser))
        return NULL;
    yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser, (const unsigned char *)bytes, size);
    root = build_document(&build, &parser);
    yaml_parser_delete(&parser);
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
