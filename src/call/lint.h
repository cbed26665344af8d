/* SPDX-License-Identifier: Apache-2.0 */
/* lint.h: contradictions inside a loaded call, found before it is published. Pure. */
#pragma once
#include "call/calendar.h"
#include "call/call.h"

/*
 * Looks for: deadlines before the issue or in the wrong order; weekdays that do not fit; statements
 * that disagree without a resolution; targets that the quotas cannot fill; contents without a place
 * in the form; limits that contradict one another; phases and mending periods that run into the
 * next phase; malformed contacts; classes with common members quoted on one track; defaults that
 * would refuse; weights that do not add up; days in years without a holiday table; layouts that
 * lose or repeat a field; clauses, forms, classes that nothing uses.
 *
 * Errors keep a call from being published; notes are for people. ret_findings is sorted by place;
 * a contradiction names both places. calendar NULL: working days are Monday to Friday and their
 * years are not judged. Errors: ERR_INTERNAL only.
 */
CHECKED enum err call_lint(struct op *op, const struct call *call, const struct calendar *calendar,
                           struct finding_list *ret_findings);

/* ---- inside: what the parts of the linter share ---- */

struct lint {
    struct op *op;
    const struct call *call;
    const struct calendar *calendar;
    struct finding_list findings;
};

/* Adds a finding at a rule, with a second place or NULL. */
void lint_add(struct lint *lint, enum severity severity, const struct origin *origin,
              const struct place *other, const char *code, const struct finding_words *words);

/* Whole number as text, a child of op. */
const char *lint_number(struct lint *lint, int64_t number);

/* Values a rule has in effect, as the files would write them. */
struct effective {
    const char *values[12]; /* a limit has at most eight bounds, two days and a level */
    size_t count;
};

/* Each statement of a rule against what is in effect; the first statement when that is nothing. */
void lint_stated(struct lint *lint, const struct origin *rule, const struct effective *effective);

/* Whether the call is in Chinese: numbers and names of days then have to be of the country. */
bool lint_chinese(const struct lint *lint);

void lint_tracks(struct lint *lint);
void lint_forms(struct lint *lint);
