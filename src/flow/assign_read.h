/* SPDX-License-Identifier: Apache-2.0 */
/*
 * assign_read.h: the text form of an assignment problem.
 *
 * One record a line, fields separated by single blanks, numbers plain decimals; "#" begins a
 * comment line; the last line may lack its newline. First "p assign DEMANDS EXPERTS EDGES", then in
 * any order:
 *   n i need      seats of demand i       (a demand without one: 0)
 *   c j capacity  of expert j             (an expert without one: 0)
 *   a i j w       an edge of weight w, 1 .. 1,000,000
 *   m j load      least load of expert j
 *   t i tier      tier of demand i        (without: 1)
 *   x i j         conflict
 *   k i j         previous assignment, kept where nothing better is lost
 *   f i j         pinned pair
 *   E limit j ... at most limit pairs with these experts, all demands together
 *   D limit i ... at most limit pairs with these demands, all experts together
 *   U i limit j ...  at demand i at most limit of these experts
 *   V j limit i ...  at expert j at most limit of these demands
 */
#pragma once
#include "flow/assign.h"

struct op;

/*
 * Maps the file and reads it; the problem and its arrays are children of the op. ERR_UNAVAILABLE:
 * the file cannot be read. ERR_INVALID: not of this form, or a number out of range; detail is
 * "file:line: reason". ERR_TOO_LARGE: a limit of assign.h is passed. Pairs given twice are left to
 * assign_new.
 */
CHECKED enum err assign_read(struct op *op, const char *path, struct assign_problem *ret_problem);
