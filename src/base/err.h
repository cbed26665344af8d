/* SPDX-License-Identifier: Apache-2.0 */
/* err.h: the closed set of ways in which an operation can end. */
#pragma once

/*
 * Each value is one HTTP status (err_status) and one exit code family. A function that can fail
 * returns it, is CHECKED, and writes its results only when it returns OK.
 */
enum err {
    OK = 0,
    ERR_INVALID,     /* the input was understood and judged wrong: 422 */
    ERR_SIGNED_OUT,  /* nobody is signed in, or the session ended: 401 */
    ERR_DENIED,      /* signed in, but this role may not: 403 */
    ERR_NOT_FOUND,   /* no such thing, or not this actor's to see: 404, one answer for both */
    ERR_CONFLICT,    /* the state, a quota or another's edit forbids it: 409 */
    ERR_TOO_LARGE,   /* a stated limit of size, depth or count was passed: 413 */
    ERR_TOO_MANY,    /* too many attempts in too short a time: 429 */
    ERR_UNAVAILABLE, /* disk full, database gone, overloaded: try again: 503 */
    ERR_INTERNAL,    /* our own mistake: 500 */
    ERR_COUNT        /* number of values, not an error */
};

/* An unread result of a fallible function is a compiler warning; write (void) to mean it. */
#define CHECKED __attribute__((warn_unused_result))

/* HTTP status of an error; OK is 200. */
int err_status(enum err code);

/* Stable lower-case name for logs and metrics, such as "not_found". Static storage. */
const char *err_name(enum err code);
