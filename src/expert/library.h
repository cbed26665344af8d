/* SPDX-License-Identifier: Apache-2.0 */
/*
 * library.h: what applications bring: the person of a sent one is noted by identity and enters the
 * library when it is accepted; the rows of a demands table become demands. By roles of the form.
 */
#pragma once
#include "base/op.h"

struct job;

/* Kind of the job: payload {"application": public id}. */
#define LIBRARY_TAKE "library.take"

/* Asks for it, inside the transaction of the step that sent or accepted the application. */
CHECKED enum err library_ask(struct op *op, const char *application);

/* Does it; may be begun again. Errors: those of the database. */
CHECKED enum err library_take(struct op *op, struct job *job);
