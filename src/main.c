/* SPDX-License-Identifier: Apache-2.0 */
/* main.c: the verbs of the command line, a table; the work is in the folders beside. */
#include <stdio.h>

int main(void)
{
    return fputs("dianjiang\n", stderr) < 0;
}
