/* SPDX-License-Identifier: Apache-2.0 */
/* node_problem.h: names the slips of YAML that people make, for messages in their language. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

struct node_problem {
    const char *bytes; /* of the file */
    size_t size;
    const char *text; /* libyaml's English */
    bool of_reader;   /* bytes that are no text, at offset */
    size_t offset;
    int line; /* from 0, as libyaml counts; moved to the line to mend */
    int column;
};

/*
 * The reason key of the slip: call_yaml_encoding (not UTF-8, as GBK), call_yaml_control,
 * call_yaml_tab (indented by a tab), call_yaml_colon (full-width), call_yaml_flow, call_yaml_value,
 * call_yaml_start, call_yaml_quote, call_yaml_indent, call_yaml_no_colon; else call_yaml_syntax.
 */
const char *node_problem_code(struct node_problem *problem);
