/* SPDX-License-Identifier: Apache-2.0 */
/* day_cli.h: the verb about working days. */
#pragma once

/*
 * `day add 2025-01-24 5 [--next]`: prints the n-th working day; n 1..CALENDAR_SPAN_MAX. A year
 * without a holiday table warns on standard error and still ends with 0. 2: wrong call.
 */
int day_main(int argc, char **argv);
