/* SPDX-License-Identifier: Apache-2.0 */
/* node.h: a YAML file as a tree in which every node knows its file, line and column. */
#pragma once
#include "call/finding.h"

#include <stdbool.h>
#include <stddef.h>

enum node_kind { NODE_EMPTY, NODE_SCALAR, NODE_LIST, NODE_MAP };

struct node {
    enum node_kind kind;
    struct place place;
    const char *text;   /* of a scalar, without NUL inside; "" for the others */
    bool quoted;        /* a scalar in quotes or a block: never a number or a truth value */
    struct node *keys;  /* of a map: scalars */
    struct node *items; /* of a map the values, of a list the items */
    size_t count;
};

struct node_file {
    const char *path; /* borrowed for as long as the tree lives */
    const char *bytes;
    size_t size;
};

/* Where reading puts things: trees and structs, and what is wrong. */
struct reader {
    const void *memory; /* parent of what is read: the call */
    const void *finding_memory;
    struct finding_list *findings;
    struct text_places *places; /* where each text stood; see reader_place */
};

/*
 * Reads one file into a tree below parent. *node_count grows by the nodes read; it is the sum of
 * all files of a call and is kept under CALL_NODES_MAX. Mistakes go into findings: call_file_large
 * (1 MiB), call_yaml_syntax and those of node_problem.h, call_yaml_empty, call_yaml_documents
 * (more than one), call_yaml_alias, call_yaml_tag, call_yaml_depth (32), call_yaml_nodes,
 * call_yaml_key (a key that is no plain text), call_key_twice. Returns NULL when there is no tree
 * to go on with; after call_key_twice there is one, without the second value.
 */
struct node *node_read(const void *parent, const struct reader *reader,
                       const struct node_file *file, size_t *node_count);

/* The value of key in a map, or NULL. */
const struct node *node_get(const struct node *map, const char *key);
