/* SPDX-License-Identifier: Apache-2.0 */
/*
 * assign_proof.h: a result with its certificate as a text file, to be checked anywhere and later.
 *
 * First the line "dianjiang assign certificate 1", then records, one a line:
 *   s total filled needed kept      what the result claims
 *   k scale worth tiers             units of a weight, units of a seat, number of tiers
 *   v t worth                       what a seat of tier t counts
 *   u i price, p j price, q g price prices other than 0 of demands, experts, groups
 *   r e                             chosen edge: the e-th "a" line of the instance, from 0
 *   z                               the end
 * The inequality that makes these a proof is in assign.h.
 */
#pragma once
#include "flow/assign.h"

struct op;

/* Writes the file anew. ERR_UNAVAILABLE: it cannot be written. */
CHECKED enum err assign_proof_write(struct op *op, const char *path,
                                    const struct assign_problem *problem,
                                    const struct assign_result *result,
                                    const struct assign_certificate *certificate);

/*
 * Reads what assign_proof_write wrote for this problem; nothing in it is trusted. ERR_UNAVAILABLE:
 * cannot be read. ERR_INVALID: not of this form; detail is "file:line: reason".
 */
CHECKED enum err assign_proof_read(struct op *op, const char *path,
                                   const struct assign_problem *problem,
                                   struct assign_result *ret_result,
                                   struct assign_certificate *ret_certificate);
