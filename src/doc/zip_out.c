/* SPDX-License-Identifier: Apache-2.0 */
/* zip_out.c: writing ZIP with libzip. */
#include "doc/zip_out.h"

#include "base/mem.h"

#include <zip.h>

enum { DATE_1980 = 1 << 5 | 1 }; /* 1 January 1980, where dates in ZIPs begin */

struct zip_out {
    zip_source_t *source;
    zip_t *archive; /* NULL when it is done */
    bool broken;
};

static void close_zip(void *object)
{
    struct zip_out *zip = object;

    if (zip->archive != NULL)
        zip_discard(zip->archive);
    if (zip->source != NULL)
        zip_source_free(zip->source);
}

enum err zip_out_new(struct op *op, struct zip_out **ret_zip)
{
    struct zip_out *zip = mem_new(op, struct zip_out);

    zip->source = zip_source_buffer_create(NULL, 0, 0, NULL);
    if (zip->source != NULL) {
        zip->archive = zip_open_from_source(zip->source, ZIP_TRUNCATE, NULL);
        zip_source_keep(zip->source);
    }
    mem_own(op, zip, close_zip);
    if (zip->archive == NULL)
        return fail(op, ERR_INTERNAL, "internal", "libzip makes no archive");
    *ret_zip = zip;
    return OK;
}

void zip_out_add(struct zip_out *zip, const char *name, struct bytes bytes, bool packed)
{
    zip_source_t *source = zip_source_buffer(zip->archive, bytes.data, bytes.size, 0);
    zip_int64_t i =
        source == NULL ? -1 : zip_file_add(zip->archive, name, source, ZIP_FL_ENC_UTF_8);

    if (i < 0 && source != NULL)
        zip_source_free(source);
    if (i < 0 || zip_file_set_dostime(zip->archive, (zip_uint64_t)i, 0, DATE_1980, 0) != 0 ||
        zip_set_file_compression(zip->archive, (zip_uint64_t)i,
                                 packed ? ZIP_CM_STORE : ZIP_CM_DEFLATE, 0) != 0)
        zip->broken = true;
}

enum err zip_out_done(struct op *op, struct zip_out *zip, struct bytes *ret_bytes)
{
    zip_stat_t stat;
    zip_t *archive = zip->archive;

    zip->archive = NULL;
    if (zip_close(archive) != 0) {
        zip_discard(archive);
        return fail(op, ERR_INTERNAL, "internal", "libzip writes no archive");
    }
    if (zip->broken || zip_source_stat(zip->source, &stat) != 0 ||
        zip_source_open(zip->source) != 0)
        return fail(op, ERR_INTERNAL, "internal", "libzip lost an entry");
    uint8_t *data = mem_array(op, uint8_t, stat.size + 1);
    zip_int64_t size = zip_source_read(zip->source, data, stat.size);
    (void)zip_source_close(zip->source);
    if (size != (zip_int64_t)stat.size)
        return fail(op, ERR_INTERNAL, "internal", "the archive cannot be read back");
    *ret_bytes = (struct bytes){ data, stat.size };
    return OK;
}
