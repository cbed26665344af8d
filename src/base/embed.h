/* SPDX-License-Identifier: Apache-2.0 */
/*
 * embed.h: the files inside the program: web/ (the built pages), migrations/, calls/, reference/.
 *
 * tools/embed.c collects them at build time. Everything here is constant and shared by all threads.
 * Without built pages there is no "web/index.html": the server then says so.
 */
#pragma once
#include <stddef.h>

struct embedded {
    const char *path;           /* "web/index.html", "migrations/0001-base.sql" */
    const unsigned char *bytes; /* size bytes, then one NUL not counted: text can be read as is */
    size_t size;
    const unsigned char *gzip; /* the same in gzip, or NULL when that saves too little */
    size_t gzip_size;
    const char *etag; /* 32 hex digits of the contents' SHA-256 inside double quotes */
    const char *type; /* media type: "text/html; charset=utf-8" */
};

/* Rows are sorted by path in byte order, so those with one prefix stand together. */
struct embedded_list {
    const struct embedded *rows;
    size_t count;
};

/* The file with exactly this path, or NULL. */
const struct embedded *embed_find(const char *path);

/* All files whose path begins with prefix, in byte order of path; "" gives all, none is count 0. */
struct embedded_list embed_list(const char *prefix);
