/* SPDX-License-Identifier: Apache-2.0 */
/*
 * holiday.h: a year's arrangement of holidays that becomes known while the site runs.
 * Table: holiday_year (migrations/0190).
 *
 * An arrangement is proposed: by the verb `holiday load`, or by a newer program that carries it.
 * Until it is in force the year stays provisional (calendar_provisional). What was counted in
 * working days of that year is counted again; a person confirms what moves. When nothing moves the
 * clock puts it in force.
 */
#pragma once
#include "application/recount.h"
#include "base/bytes.h"

enum { HOLIDAY_FILE_BYTES_MAX = 64 * 1024, HOLIDAY_PROPOSALS_MAX = 20 };

/* A date that comes out otherwise. */
struct holiday_move {
    bool letter;    /* of a package's letter, else of an application */
    const char *id; /* names it among the moves of the year */
    struct counted counted;
    int64_t to_ms; /* as it would be */
};

struct holiday_year {
    int64_t id;
    int64_t year;
    const char *csv; /* "" the program's own */
    const char *source;
    int64_t proposed_ms;
    const struct calendar *calendar; /* as it would be */
    struct holiday_move *moves;
    size_t move_count;
};

struct holiday_list {
    struct holiday_year *rows; /* by year */
    size_t count;
};

/*
 * Takes the arrangement of one year, for confirmation; what was proposed for the year and is not in
 * force is replaced. csv: as reference/holidays.csv, of one year. Errors: those of
 * calendar_with_year; ERR_TOO_LARGE "holiday_file"; ERR_CONFLICT "holiday_order" the year before
 * is not in force (args year, before).
 */
CHECKED enum err holiday_propose(struct op *op, struct bytes csv, int *ret_year);

/* What is proposed, with what would move. */
CHECKED enum err holiday_proposals(struct op *op, struct holiday_list *ret_list);

/* What the person who confirms saw and wants. */
struct holiday_decision {
    int year;
    int64_t seen;      /* how many dates would move */
    const char **keep; /* ids of moves that stay as they were told */
    size_t keep_count;
};

/*
 * Puts the year in force and moves its dates, in one transaction; this process counts by it at
 * once, others within a minute. Errors: ERR_NOT_FOUND nothing is proposed for the year;
 * ERR_CONFLICT "holiday_moved" other dates would move than were seen, "holiday_order" as above;
 * ERR_INVALID "holiday_keep" an id that is no move.
 */
CHECKED enum err holiday_confirm(struct op *op, const struct holiday_decision *decision);

/* Makes the process's calendar that of the database. Once at start and by the clock. */
CHECKED enum err holiday_refresh(struct op *op);

/* For the clock: proposes years that the program carries and the site does not know, puts in force
 * what moves nothing, and refreshes. ret_count: years put in force. */
CHECKED enum err holiday_sweep(struct op *op, int64_t *ret_count);

/* ---- for the files of this folder ---- */

/* Fills in what would move. */
CHECKED enum err holiday_moves(struct op *op, struct holiday_year *year);

/* Moves those that are not to be kept. Inside an event_tx. */
CHECKED enum err holiday_move_all(struct op *op, const struct holiday_year *year,
                                  const struct holiday_decision *decision);
