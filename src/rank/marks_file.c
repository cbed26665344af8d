/* SPDX-License-Identifier: Apache-2.0 */
/* marks_file.c: marks from a file by name. */
#include "base/op.h"
#include "rank/marks.h"
#include "text/input.h"

enum err marks_read_file(struct op *op, const char *path, struct marks *ret_marks)
{
    struct bytes text = { 0 };
    const char *trouble = input_read_file(op, path, MARKS_BYTES_MAX, &text);

    if (trouble == NULL)
        return marks_read(op, text, ret_marks);
    fail_arg(op, "what", "%s", trouble);
    return fail(op, ERR_UNAVAILABLE, "marks_unreadable", "%s", path);
}
