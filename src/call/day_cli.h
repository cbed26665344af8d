/* SPDX-License-Identifier: Apache-2.0 */
/* day_cli.h: the verb about days. */
#pragma once

/*
 * `day add 2025-01-24 5 [--next]`: prints the n-th working day; n 1..CALENDAR_SPAN_MAX.
 * `day period START N [--unit working|calendar] [--first counted|next] [--end keep|move]`: prints
 * first and last day of a period (calendar_period); without options working days with the start
 * counted. What touches a year without a published arrangement says 暂定 on
 * standard error and ends with 0. 2: wrong call.
 */
int day_main(int argc, char **argv);
