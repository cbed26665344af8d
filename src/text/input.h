/* SPDX-License-Identifier: Apache-2.0 */
/* input.h: standard input and files of the verbs, whole and bounded. */
#pragma once
#include "base/bytes.h"

#include <stdbool.h>

struct op;

/*
 * Reads standard input up to one byte more than max, so that the caller can refuse what is too
 * long. ret_text is a child of op. False: reading failed.
 */
bool input_read(struct op *op, size_t max, struct bytes *ret_text);

/* The same from a file. Returns NULL, or what the system says, with the name of the file. */
const char *input_read_file(struct op *op, const char *path, size_t max, struct bytes *ret_text);
