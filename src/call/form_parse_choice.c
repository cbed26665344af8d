/* SPDX-License-Identifier: Apache-2.0 */
/* form_parse_choice.c: ticked boxes and named options. */
#include "base/mem.h"
#include "call/form_parse_parts.h"

#include <string.h>

static const struct {
    const char *sign;
    bool ticked;
} boxes[] = {
    { "☑", true },  { "☒", true },  { "√", true },  { "✓", true },  { "✔", true },
    { "■", true },  { "●", true },  { "◉", true },  { "⊠", true },  { "☐", false },
    { "□", false }, { "○", false }, { "◯", false }, { "▢", false }, { "◻", false },
};

int parse_box(const char *text, size_t *ret_size)
{
    for (size_t i = 0; i < sizeof boxes / sizeof boxes[0]; i++) {
        *ret_size = strlen(boxes[i].sign);
        if (strncmp(text, boxes[i].sign, *ret_size) == 0)
            return boxes[i].ticked;
    }
    return -1;
}

static const char *skip_blanks(const char *at)
{
    static const char *const blanks[] = { " ", "\n", "　", "\u00a0", NULL };

    for (size_t i = 0; blanks[i] != NULL; i++) {
        if (strncmp(at, blanks[i], strlen(blanks[i])) == 0) {
            at += strlen(blanks[i]);
            i = (size_t)-1;
        }
    }
    return at;
}

/* Takes neighbouring boxes as one: "□√" is a tick put beside an empty box. */
static int take_boxes(const char **at)
{
    int state = -1;
    size_t size = 0;

    for (;;) {
        const char *here = skip_blanks(*at);
        int one = parse_box(here, &size);
        if (one < 0)
            return state;
        state = state > one ? state : one;
        *at = here + size;
    }
}

/* The bytes up to the next box. */
static size_t text_before_box(const char *at)
{
    size_t box = 0;
    size_t size = 0;

    while (at[size] != '\0' && parse_box(at + size, &box) < 0)
        size++;
    return size;
}

/* The option whose label begins a text, the longest; -1: none. */
static int option_at(const struct field *field, const char *text, size_t size)
{
    int best = -1;
    size_t longest = 0;

    for (size_t i = 0; i < field->option_count; i++) {
        size_t length = strlen(field->options[i].label);
        if (length <= size && length > longest &&
            strncmp(text, field->options[i].label, length) == 0) {
            best = (int)i;
            longest = length;
        }
    }
    return best;
}

static bool is_other(const struct field *field, int option)
{
    return option >= 0 && field->other != NULL &&
           strcmp(field->options[option].code, field->other) == 0;
}

/* What was written behind 其他：, without the line to write on. */
static const char *other_text(struct op *op, const char *text, size_t size)
{
    static const char *const signs[] = { "：", ":", "＿", "_", "（", "(", "）", ")", NULL };
    const char *trimmed = form_parse_trim(op, mem_text_max(op, text, size), false);
    char *kept = mem_text(op, trimmed);

    for (size_t i = 0; signs[i] != NULL; i++) {
        size_t length = strlen(signs[i]);
        while (strncmp(kept, signs[i], length) == 0)
            kept += length;
        for (size_t left = strlen(kept);
             left >= length && strcmp(kept + left - length, signs[i]) == 0; left -= length)
            kept[left - length] = '\0';
        if (i > 0 && strncmp(kept, signs[0], strlen(signs[0])) == 0)
            kept += strlen(signs[0]);
    }
    kept = (char *)(uintptr_t)form_parse_trim(op, kept, false);
    return kept[0] == '\0' ? NULL : kept;
}

struct ticks {
    struct op *op;
    const struct field *field;
    bool *ticked;
    const char *other;
};

/* A label with its state. False: it is no option. */
static bool take_label(struct ticks *ticks, const char *text, size_t size, int state)
{
    const char *at = skip_blanks(text);
    size_t left = (size_t)(text + size - at);

    if (at >= text + size)
        return true;
    int option = option_at(ticks->field, at, left);
    if (option < 0)
        return state != 1;
    if (state == 1)
        ticks->ticked[option] = true;
    size_t length = strlen(ticks->field->options[option].label);
    if (is_other(ticks->field, option)) {
        const char *other = other_text(ticks->op, at + length, left - length);
        if (other != NULL)
            ticks->other = other;
    }
    return true;
}

/* "☑是 ☐否", or when labels come first "是☑ 否☐". */
static bool read_boxes(struct ticks *ticks, const char *text)
{
    const char *at = skip_blanks(text);
    size_t box = 0;
    bool box_first = parse_box(at, &box) >= 0;
    bool good = true;

    while (*at != '\0') {
        int state = box_first ? take_boxes(&at) : -1;
        const char *label = at;
        size_t size = text_before_box(at);
        at += size;
        if (!box_first)
            state = take_boxes(&at);
        good = take_label(ticks, label, size, state) && good;
    }
    return good;
}

static size_t separator(const char *at)
{
    static const char *const signs[] = { "、", "，", ",", "；", ";", "/", "\n", " ", "　", NULL };

    for (size_t i = 0; signs[i] != NULL; i++) {
        if (strncmp(at, signs[i], strlen(signs[i])) == 0)
            return strlen(signs[i]);
    }
    return 0;
}

/* Names without boxes, also by code. */
static int option_named(const struct field *field, const char *text)
{
    for (size_t i = 0; i < field->option_count; i++) {
        if (strcmp(text, field->options[i].label) == 0 || strcmp(text, field->options[i].code) == 0)
            return (int)i;
    }
    return -1;
}

static bool read_names(struct ticks *ticks, const char *text)
{
    int whole = option_named(ticks->field, text);
    const char *at = text;

    if (whole >= 0) {
        ticks->ticked[whole] = true;
        return true;
    }
    while (*at != '\0') {
        size_t size = 0;
        while (at[size] != '\0' && separator(at + size) == 0)
            size++;
        int option = option_at(ticks->field, at, size);
        bool exact = option >= 0 && strlen(ticks->field->options[option].label) == size;
        if (size > 0 && !exact && !is_other(ticks->field, option))
            return false;
        if (size > 0)
            (void)take_label(ticks, at, size, 1);
        at += size;
        at += separator(at);
    }
    return true;
}

enum parsed parse_options(struct op *op, const struct field *field, const char *text,
                          bool *ret_ticked, const char **ret_other)
{
    struct ticks ticks = { .op = op, .field = field };
    const char *trimmed = form_parse_trim(op, text, false);
    bool any = false;

    ticks.ticked = ret_ticked;
    if (trimmed[0] == '\0')
        return PARSED_EMPTY;
    bool has_box = text_before_box(trimmed) < strlen(trimmed);
    if (!(has_box ? read_boxes(&ticks, trimmed) : read_names(&ticks, trimmed)))
        return PARSED_UNCLEAR;
    for (size_t i = 0; i < field->option_count; i++)
        any = any || ret_ticked[i];
    *ret_other = ticks.other;
    return any || ticks.other != NULL ? PARSED_VALUE : PARSED_EMPTY;
}
