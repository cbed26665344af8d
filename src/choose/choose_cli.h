/* SPDX-License-Identifier: Apache-2.0 */
/* choose_cli.h: the verb `dianjiang select`, for main. */
#pragma once

int select_main(int argc, char **argv);
