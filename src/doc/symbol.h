/* SPDX-License-Identifier: Apache-2.0 */
/* symbol.h: boxes and ticks that word processors write as letters of a symbol font. */
#pragma once

/* The name under which symbol_text knows a font, or NULL: no font of symbols.
 * name may be NULL. */
const char *symbol_face(const char *name);

/* "☐", "☑" or "√" for a code of a face from symbol_face (0xf052 and 0x52 alike), or NULL. */
const char *symbol_text(const char *face, unsigned long code);
