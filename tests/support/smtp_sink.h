/* SPDX-License-Identifier: Apache-2.0 */
/* smtp_sink.h: a mail server on a port of its own that keeps what it is given (RFC 5321). */
#pragma once
#include <stddef.h>

struct smtp_sink;

/* Listens on 127.0.0.1 in a thread; ended by smtp_sink_stop. */
struct smtp_sink *smtp_sink_start(void);
void smtp_sink_stop(struct smtp_sink *sink);

/* "smtp://127.0.0.1:PORT", as long as the sink. */
const char *smtp_sink_url(const struct smtp_sink *sink);

/* Its answer to the next RCPT commands: "451 later"; NULL takes all again. */
void smtp_sink_answer(struct smtp_sink *sink, const char *answer);

/* Letters taken, and the last one whole ("" none). */
size_t smtp_sink_count(struct smtp_sink *sink);
const char *smtp_sink_last(struct smtp_sink *sink);

/* A mail server that lets itself be connected to and never says a word. */
struct smtp_tarpit;
struct smtp_tarpit *smtp_tarpit_start(void);
void smtp_tarpit_stop(struct smtp_tarpit *tarpit); /* those that wait for it are cut off */
const char *smtp_tarpit_url(const struct smtp_tarpit *tarpit);
