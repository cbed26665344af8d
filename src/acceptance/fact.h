/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fact.h: what the desk's people found of an item: paper, seals, letter, with person and time.
 * Table: desk_fact (migrations/0050).
 *
 * A fact belongs to the round in which it was found: what was missing before the item was returned
 * is open again after it came back; what was there stays there.
 */
#pragma once
#include "application/application.h"

enum { FACTS_MAX = 50, FACT_SAID_MAX = 500, PAPER_CODE_DIGITS = 8 };

struct desk_fact {
    int64_t application_id;
    const char *code;
    const char *state; /* ok | missing */
    int64_t round;
    const char *said;
    int64_t paper_n;
    int64_t arrived_ms;
    const char *by;
    int64_t at_ms;
};

struct desk_facts {
    struct desk_fact *rows; /* by application, then code */
    size_t count;
};

/* All of one item; of all items of the actor's desk that wait and were sent within a time, both
 * ends included. call "" any. */
CHECKED enum err desk_facts_of(struct op *op, int64_t application_id, struct desk_facts *ret_facts);
CHECKED enum err desk_facts_waiting(struct op *op, const char *call, int64_t from_ms, int64_t to_ms,
                                    struct desk_facts *ret_facts);

/* The fact of a line, NULL: nobody has looked. */
const struct desk_fact *desk_fact_find(const struct desk_facts *facts, const char *code);

/*
 * "ok", "missing" or "unknown" for a line as it stands now; fact may be NULL. A version code is
 * compared with what was sent last, whenever it was read.
 */
const char *desk_fact_state(const struct application *application, const struct desk_fact *fact);

/* What a person says of one line. */
struct desk_mark {
    const char *code;
    const char *state;  /* ok | missing | unknown: nothing is known any more */
    const char *said;   /* at most FACT_SAID_MAX code points, "" nothing */
    int64_t arrived_ms; /* paper only: when it came, 0 = now */
};

/*
 * Keeps the marks, in one transaction with an event. The caller knows the lines of the checklist.
 * Errors: ERR_CONFLICT "desk_closed" the item is not at the desk; ERR_INVALID "arrival_future".
 */
CHECKED enum err desk_facts_keep(struct op *op, const struct application *application,
                                 const struct desk_mark *marks, size_t count);

/*
 * The version code read from the paper (scanned or typed), against what was sent: kept as the fact
 * "paper_version", missing when the paper is of another version. Errors: ERR_INVALID "paper_code"
 * fewer than eight hexadecimal digits in it; as desk_facts_keep.
 */
CHECKED enum err desk_paper_version(struct op *op, const struct application *application,
                                    const char *code);

/*
 * For the guard of acceptance: nothing is marked as missing in this round, and what was typed for
 * a unit was compared with the stamped paper. Errors: ERR_CONFLICT "desk_missing",
 * "typed_unconfirmed".
 */
CHECKED enum err desk_facts_allow(struct op *op, const struct application *application);
