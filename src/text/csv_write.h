/* SPDX-License-Identifier: Apache-2.0 */
/* csv_write.h: one line of a CSV file (RFC 4180) as spreadsheets open it without harm. */
#pragma once
#include <stddef.h>

/* Begins a file, so that Excel and WPS read it as UTF-8. */
#define CSV_BOM "\xef\xbb\xbf"

/*
 * The cells as a line that ends with CR LF, a child of parent; NULL is an empty cell. A cell that a
 * spreadsheet would take for a formula (it begins with = + - @, tab or CR and is no number) gets an
 * apostrophe in front.
 */
const char *csv_line(const void *parent, const char *const *cells, size_t count);
