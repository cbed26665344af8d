/* SPDX-License-Identifier: Apache-2.0 */
/*
 * zip_in.h: the entries of a ZIP from a stranger, read with limits.
 *
 * Nothing is written to disk and no entry is opened as an archive of its own. What is read is
 * counted as it comes, so that a wrong size in the directory helps no bomb. For the reading
 * process only (doc/reader.h), whose memory and time are limited as well.
 */
#pragma once
#include "base/bytes.h"
#include "base/op.h"

enum {
    ZIP_IN_ENTRIES_MAX = 1000,
    ZIP_IN_NAME_MAX = 200,              /* bytes of an entry's name */
    ZIP_IN_BYTES_MAX = 64 * 1024 * 1024 /* of all entries together, unpacked */
};

struct zip_in;

/*
 * Opens an archive; file is borrowed as long as the archive lives, which is a child of op.
 * Errors: ERR_INVALID "file_no_zip" no ZIP, "file_damaged" two entries of one name, a bad or
 * encrypted entry; ERR_TOO_LARGE "file_unpacked" over the limits above.
 */
CHECKED enum err zip_in_open(struct op *op, struct bytes file, struct zip_in **ret_zip);

/* Names as stored; i below the count. */
size_t zip_in_count(const struct zip_in *zip);
const char *zip_in_name(const struct zip_in *zip, size_t i);
bool zip_in_has(const struct zip_in *zip, const char *name);

/* Gets an entry piece by piece, at last an empty one; what it returns other than OK ends it. */
typedef enum err (*zip_in_take)(struct op *op, void *arg, struct bytes piece, bool last);

/*
 * Reads an entry from its beginning. Errors: ERR_INVALID "file_damaged" missing, broken or a wrong
 * check sum; ERR_TOO_LARGE "file_unpacked" all that was read so far is over ZIP_IN_BYTES_MAX; what
 * take returns.
 */
CHECKED enum err zip_in_read(struct op *op, struct zip_in *zip, const char *name, zip_in_take take,
                             void *arg);
