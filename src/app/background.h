/* SPDX-License-Identifier: Apache-2.0 */
/* background.h: what the server does without being asked: jobs in their lanes, and the clock. */
#pragma once
#include "job/job.h"

/* All kinds, lanes and sweeps of the program; source and site outlive the runner. */
struct job_setup background(struct db_source *source, const struct site *site);

/*
 * Before the runner starts. On SQLite this process becomes the only server of the file, and what a
 * dead one had in hand is due again at once. Errors: ERR_CONFLICT "server_running" another process
 * serves the file; ERR_UNAVAILABLE its lock file cannot be made.
 */
CHECKED enum err background_begin(struct op *op, struct db_source *source);
