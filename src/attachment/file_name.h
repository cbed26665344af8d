/* SPDX-License-Identifier: Apache-2.0 */
/* file_name.h: names under which files are kept and given out again. */
#pragma once

/*
 * The name with an ending of its type, a child of parent: a file whose bytes are a PDF and whose
 * name ends in .hta would be opened as a program by whoever saves it. type: as attachment_sniff
 * tells; for one it does not know the name stays.
 */
const char *file_name_for(const void *parent, const char *name, const char *type);

/* The name without signs that cannot be seen and those that turn the writing direction, which make
 * one ending look like another. UTF-8; "" when nothing is left. A child of parent. */
const char *file_name_seen(const void *parent, const char *name);
