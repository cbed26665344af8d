/* SPDX-License-Identifier: Apache-2.0 */
/* ident_phone.h: telephone numbers inside a text already in plain signs (for ident.c only). */
#pragma once
#include "text/ident.h"

/* Whether text is eleven digits of a mainland mobile number. */
bool phone_is_mobile(const char *text);

/* Takes "+86", "0086" or "86" off a number of digits, in place, when a mobile number remains. */
void phone_drop_country(char *text);

/*
 * Takes a number of another country off the text, "+32 2 555 01 23", as "+3225550123" (ITU-T E.164:
 * 7 to 15 digits). Returns the bytes read, 0 when there is none; +86 is not taken.
 */
size_t phone_take_foreign(const char *at, char ret_number[24]);

/* All numbers of a text, normalised and joined; codes phone_form and phone_area. */
struct ident phone_list(const void *parent, const char *text);
