/* SPDX-License-Identifier: Apache-2.0 */
/* count.c: one pass over the code points with their classes from a table of ranges. */
#include "text/count.h"

#include "base/op.h"
#include "text/utf8.h"

enum sign {
    SIGN_OTHER,     /* part of a run */
    SIGN_SPACE,     /* separates */
    SIGN_WIDE,      /* counts 1 */
    SIGN_TOUCHING,  /* counts 1 beside a wide one, else part of a run */
    SIGN_PASSED,    /* as if it were not there */
    SIGN_MONGOLIAN, /* part of a run; joins over a narrow no-break space */
    SIGN_JOINER     /* the narrow no-break space: separates, but not two Mongolian letters */
};

/* Sorted; what is not listed is SIGN_OTHER. (Unicode 15: PropList White_Space, Blocks.) */
static const struct range {
    uint32_t first;
    uint32_t last;
    enum sign sign;
} ranges[] = {
    { 0x0000, 0x0020, SIGN_SPACE },     /* controls and space */
    { 0x007f, 0x00a0, SIGN_SPACE },     /* controls and no-break space */
    { 0x00ad, 0x00ad, SIGN_PASSED },    /* soft hyphen */
    { 0x00b7, 0x00b7, SIGN_TOUCHING },  /* middle dot */
    { 0x00d7, 0x00d7, SIGN_TOUCHING },  /* multiplication sign */
    { 0x0300, 0x036f, SIGN_PASSED },    /* combining marks */
    { 0x1100, 0x11ff, SIGN_WIDE },      /* Hangul letters */
    { 0x1680, 0x1680, SIGN_SPACE },     /* Ogham space */
    { 0x1800, 0x180a, SIGN_MONGOLIAN }, /* Mongolian signs */
    { 0x180b, 0x180f, SIGN_PASSED },    /* Mongolian variation selectors, vowel separator */
    { 0x1810, 0x18af, SIGN_MONGOLIAN },
    { 0x2000, 0x200a, SIGN_SPACE },    /* spaces of stated widths */
    { 0x200b, 0x200f, SIGN_PASSED },   /* zero-width and direction */
    { 0x2014, 0x2014, SIGN_TOUCHING }, /* em dash */
    { 0x2018, 0x2019, SIGN_TOUCHING }, /* single quotes */
    { 0x201c, 0x201d, SIGN_TOUCHING }, /* double quotes */
    { 0x2026, 0x2026, SIGN_TOUCHING }, /* ellipsis */
    { 0x2028, 0x2029, SIGN_SPACE },    /* line and paragraph */
    { 0x202a, 0x202e, SIGN_PASSED },   /* direction */
    { 0x202f, 0x202f, SIGN_JOINER },
    { 0x205f, 0x205f, SIGN_SPACE },
    { 0x2060, 0x206f, SIGN_PASSED },
    { 0x20d0, 0x20ff, SIGN_PASSED }, /* combining marks for symbols */
    { 0x2e80, 0x2fff, SIGN_WIDE },   /* radicals, ideographic description */
    { 0x3000, 0x3000, SIGN_SPACE },  /* ideographic space */
    { 0x3001, 0x3029, SIGN_WIDE },   /* CJK punctuation */
    { 0x302a, 0x302f, SIGN_PASSED }, /* tone marks */
    { 0x3030, 0x3098, SIGN_WIDE },   /* Hiragana */
    { 0x3099, 0x309a, SIGN_PASSED }, /* combining sound marks */
    { 0x309b, 0xa4cf, SIGN_WIDE },   /* kana, Bopomofo, Hangul, enclosed, Han, Yi */
    { 0xa960, 0xa97f, SIGN_WIDE },   /* Hangul */
    { 0xac00, 0xd7ff, SIGN_WIDE },   /* Hangul */
    { 0xe000, 0xfaff, SIGN_WIDE },   /* private use (rare names), compatibility Han */
    { 0xfe00, 0xfe0f, SIGN_PASSED }, /* variation selectors */
    { 0xfe10, 0xfe1f, SIGN_WIDE },   /* vertical forms */
    { 0xfe20, 0xfe2f, SIGN_PASSED }, /* combining half marks */
    { 0xfe30, 0xfe6f, SIGN_WIDE },   /* vertical and small forms */
    { 0xfeff, 0xfeff, SIGN_PASSED }, /* byte order mark */
    { 0xff01, 0xffef, SIGN_WIDE },   /* full-width and half-width forms */
    { 0x11660, 0x1167f, SIGN_MONGOLIAN },
    { 0x16fe0, 0x18dff, SIGN_WIDE },   /* Tangut, Khitan and their signs */
    { 0x1aff0, 0x1b2ff, SIGN_WIDE },   /* kana, Nushu */
    { 0x1f200, 0x1f2ff, SIGN_WIDE },   /* enclosed ideographs */
    { 0x20000, 0x3ffff, SIGN_WIDE },   /* Han of the supplementary planes */
    { 0xe0000, 0xe0fff, SIGN_PASSED }, /* tags, variation selectors */
    { 0xf0000, 0x10ffff, SIGN_WIDE },  /* private use */
};

static enum sign sign_of(uint32_t code)
{
    size_t low = 0;
    size_t high = sizeof ranges / sizeof ranges[0];

    if (code >= 0x4e00 && code <= 0x9fff)
        return SIGN_WIDE;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (code > ranges[middle].last)
            low = middle + 1;
        else
            high = middle;
    }
    bool inside = low < sizeof ranges / sizeof ranges[0] && code >= ranges[low].first;
    return inside ? ranges[low].sign : SIGN_OTHER;
}

/* What the pass remembers: the last sign that was not passed over, and whether a run is open. */
struct pass {
    enum sign before;
    bool in_run;
    size_t count;
};

/* Counts sign, standing between pass->before and after. */
static void count_sign(struct pass *pass, enum sign sign, enum sign after)
{
    bool alone = sign == SIGN_WIDE;

    if (sign == SIGN_TOUCHING)
        alone = pass->before == SIGN_WIDE || after == SIGN_WIDE;
    bool joins = sign == SIGN_JOINER && pass->before == SIGN_MONGOLIAN && after == SIGN_MONGOLIAN;
    bool space = sign == SIGN_SPACE || (sign == SIGN_JOINER && !joins);
    bool runs = !alone && !space && !joins;

    if (alone || (runs && !pass->in_run))
        pass->count++;
    pass->in_run = runs || joins;
    pass->before = sign;
}

enum err text_count(struct op *op, struct bytes text, size_t *ret_count)
{
    struct bytes rest = text;
    struct pass pass = { .before = SIGN_SPACE };
    enum sign held = SIGN_PASSED; /* the sign whose right neighbour is not yet known */
    uint32_t code = 0;

    if (text.size > TEXT_COUNT_BYTES_MAX) {
        fail_arg(op, "max", "%d MB", TEXT_COUNT_BYTES_MAX / 1024 / 1024);
        return fail(op, ERR_TOO_LARGE, "body_too_large", "%zu bytes to count", text.size);
    }
    while (rest.size > 0) {
        if (!utf8_next(&rest, &code)) {
            fail_arg(op, "byte", "%zu", text.size - rest.size + 1);
            return fail(op, ERR_INVALID, "text_not_utf8", "byte %zu", text.size - rest.size + 1);
        }
        enum sign sign = sign_of(code);
        if (sign == SIGN_PASSED)
            continue;
        if (held != SIGN_PASSED)
            count_sign(&pass, held, sign);
        held = sign;
    }
    if (held != SIGN_PASSED)
        count_sign(&pass, held, SIGN_SPACE);
    *ret_count = pass.count;
    return OK;
}
