/* SPDX-License-Identifier: Apache-2.0 */
/* money_cli.h: the verb `dianjiang money`. */
#pragma once

/*
 * `money capitals AMOUNT` prints the capitals; `money read TEXT` the amount in yuan, or, with exit
 * code 1, how it is written rightly; `money tax --gross X | --net X` prints "gross tax net".
 * 1: no amount, or one beyond the limits; 2: called wrongly.
 */
int money_main(int argc, char **argv);
