/* SPDX-License-Identifier: Apache-2.0 */
/* log.h: one line per event on standard error, key=value, with a journald priority prefix. */
#pragma once

enum log_level { LOG_ERROR = 3, LOG_WARNING = 4, LOG_NOTICE = 5, LOG_INFO = 6, LOG_DEBUG = 7 };

/* Lines of a higher number than this are dropped; LOG_INFO at start. Set once, before threads. */
void log_set_level(enum log_level level);

/*
 * Writes "<level>" and the formatted text as one line in one write. The text is key=value pairs;
 * control characters become spaces and a line is cut at 2,000 bytes. Never names, tokens or bodies.
 * Library functions do not log: the dispatcher and main do.
 */
void log_line(enum log_level level, const char *format, ...) __attribute__((format(printf, 2, 3)));
