/* SPDX-License-Identifier: Apache-2.0 */
/* review_cli.h: the verb `dianjiang review rank|panel`, for main. */
#pragma once

int review_main(int argc, char **argv);
