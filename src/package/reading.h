/* SPDX-License-Identifier: Apache-2.0 */
/* reading.h: what package.c lends the files of this folder. */
#pragma once
#include "package/package.h"

/* Reads the items of a package known by its number and call, track by track. */
CHECKED enum err package_fill_items(struct op *op, struct package *package);
