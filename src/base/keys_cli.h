/* SPDX-License-Identifier: Apache-2.0 */
/* keys_cli.h: the verb that looks after the keys directory. */
#pragma once

/*
 * `key init DIR [--rehearsal]`, `key show DIR`, `key add DIR field|sign`, `key export DIR [ID]`
 * (public key as PEM on standard output). 0 done, 1 refused, 2 wrong call, 3 disk.
 */
int key_main(int argc, char **argv);
