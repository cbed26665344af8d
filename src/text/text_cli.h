/* SPDX-License-Identifier: Apache-2.0 */
/* text_cli.h: the verbs about text and identifiers. */
#pragma once

/* `text count < FILE`: prints 字数 of standard input; 1 when it is not UTF-8 or too long. */
int text_main(int argc, char **argv);

/* `id check KIND VALUE`: 0 valid, 1 not (why: in Chinese on standard output), 2 wrong call. */
int id_main(int argc, char **argv);
