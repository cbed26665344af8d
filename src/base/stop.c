/* SPDX-License-Identifier: Apache-2.0 */
/* stop.c: one flag of the process. */
#include "base/stop.h"

#include <stdatomic.h>

static atomic_bool asked;

void stop_ask(void)
{
    atomic_store(&asked, true);
}

bool stop_asked(void)
{
    return atomic_load(&asked);
}
