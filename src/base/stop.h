/* SPDX-License-Identifier: Apache-2.0 */
/* stop.h: whether the process has been told to end, for work that waits on the outside world. */
#pragma once
#include <stdbool.h>

/* For good; from any thread. */
void stop_ask(void);
bool stop_asked(void);
