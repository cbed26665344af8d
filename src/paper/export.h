/* SPDX-License-Identifier: Apache-2.0 */
/*
 * export.h: lists as workbooks. Each holds what the actor may see, bears who took it out and when,
 * and leaves an event.
 */
#pragma once
#include "application/application.h"
#include "base/bytes.h"
#include "doc/xlsx_out.h"

enum { EXPORT_ROWS_MAX = 20000 };

/* Errors of all: those of the list; ERR_TOO_LARGE "export_rows". */
CHECKED enum err export_applications(struct op *op, const struct application_filter *filter,
                                     struct bytes *ret_file);
CHECKED enum err export_desk(struct op *op, const char *call, const char *state,
                             struct bytes *ret_file);
/* Of the actor's own unit, in a call: units and reminders; items and the year's plan. */
CHECKED enum err export_board(struct op *op, const char *call, struct bytes *ret_file);
CHECKED enum err export_ledger(struct op *op, const char *call, struct bytes *ret_file);
CHECKED enum err export_package(struct op *op, const char *public_id, struct bytes *ret_file);

/* A workbook that says who takes it out and when; and its end, with the event (list: what it is,
 * count: rows). */
CHECKED enum err export_begin(struct op *op, const char *title, struct xlsx **ret_xlsx);
CHECKED enum err export_end(struct op *op, struct xlsx *xlsx, const char *list, int64_t count,
                            struct bytes *ret_file);
