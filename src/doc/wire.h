/* SPDX-License-Identifier: Apache-2.0 */
/* wire.h: whole runs of bytes over a descriptor, until a deadline. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { WIRE_REQUEST_HEAD = 5, WIRE_REPLY_HEAD = 9, WIRE_READ_HEAD = 9 };

/* A 32-bit number, highest byte first. */
void wire_put(uint8_t *at, uint32_t number);
uint32_t wire_get(const uint8_t *at);

/* until_us: of time_monotonic_us, 0: for ever. False: the end, an error or the deadline. */
bool wire_read(int fd, void *bytes, size_t size, int64_t until_us);
bool wire_write(int fd, const void *bytes, size_t size, int64_t until_us);

/* Waits until there is something to read from fd, or its end. False: the deadline, or the peer of
 * client (0: none) has closed its side before. */
bool wire_wait(int fd, int client, int64_t until_us);

/* Whether the peer of a connected socket has closed its side. */
bool wire_gone(int client);
