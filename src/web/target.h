/* SPDX-License-Identifier: Apache-2.0 */
/* target.h: the request target as sent, split first and decoded after. Pure. */
#pragma once
#include "web/route.h"

enum {
    TARGET_BYTES_MAX = 4096,
    TARGET_SEGMENTS_MAX = 12,
    QUERY_NAME_BYTES_MAX = 64,
};

struct target {
    const char *path; /* the segments decoded and joined again; begins with "/" */
    const char *segments[TARGET_SEGMENTS_MAX]; /* decoded; "/" alone is one empty segment */
    int segment_count;                         /* TARGET_SEGMENTS_MAX + 1: there were more */
    struct request_pair query[REQUEST_QUERY_MAX];
    size_t query_count;
};

/*
 * Splits raw ("/a/b%20c?x=1&y=2", or the absolute form "http://host/a") at "/" before decoding, so
 * that an encoded slash never becomes a border. In the query "+" is a space.
 * RFC 3986, RFC 9112 §3.2.
 * Errors: ERR_TOO_LARGE "target_too_long" over 4,096 bytes; ERR_INVALID "bad_target" not a path, a
 * broken or overlong "%", %00 anywhere, %2F or a control character in the path, not UTF-8, more
 * than 16 pairs or a name over 64 bytes in the query.
 */
CHECKED enum err target_parse(struct op *op, const char *raw, struct target *ret_target);
