/* SPDX-License-Identifier: Apache-2.0 */
/* feature.c: folding of a text, then one walk over its code points. */
#include "match/feature.h"

#include "base/mem.h"
#include "base/op.h"
#include "match/match.h"
#include "match/stem.h"

#include <stdbool.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>

enum { KIND_SHIFT = 62, CODE_POINT_BITS = 21 };

/* How a code point takes part: n-grams, words, or as a separator. */
enum script { SCRIPT_NONE, SCRIPT_WORD, SCRIPT_DENSE };

struct walk {
    struct feature_list *list;
    size_t room;
    UChar32 character; /* the one before, if it was dense, else 0 */
    size_t character_begin;
    uint64_t word; /* hash of the word before, 0: none in this run of words */
    size_t word_begin;
    struct stemmer *stemmer; /* NULL before the first word */
};

enum feature_kind feature_kind(uint64_t key)
{
    return (enum feature_kind)(key >> KIND_SHIFT);
}

static uint64_t make_key(enum feature_kind kind, uint64_t value)
{
    return (uint64_t)kind << KIND_SHIFT | (value & (((uint64_t)1 << KIND_SHIFT) - 1));
}

/* FNV-1a over 64 bits, then the finishing steps of MurmurHash3 (both public domain, published). */
static uint64_t hash_bytes(const char *bytes, size_t length)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);

    for (size_t i = 0; i < length; i++)
        hash = (hash ^ (unsigned char)bytes[i]) * UINT64_C(0x100000001b3);
    hash = (hash ^ hash >> 33) * UINT64_C(0xff51afd7ed558ccd);
    hash = (hash ^ hash >> 33) * UINT64_C(0xc4ceb9fe1a85ec53);
    return hash ^ hash >> 33;
}

/*
 * The code point at *at, which moves behind it; -1, moving one byte, where there is no UTF-8. size
 * bytes may be read. Surrogates, overlong forms and what is above U+10FFFF are no UTF-8.
 */
static UChar32 next_code_point(const char *text, size_t *at, size_t size)
{
    static const UChar32 least[] = { 0, 0x80, 0x800, 0x10000 };
    const unsigned char *bytes = (const unsigned char *)text + *at;
    size_t left = size - (*at)++;
    UChar32 c = bytes[0];

    if (c < 0x80)
        return c;
    size_t more = c >= 0xF0 ? 3 : c >= 0xE0 ? 2 : 1;
    if (c < 0xC2 || c > 0xF4 || more >= left)
        return -1;
    c &= 0x3F >> more;
    for (size_t i = 1; i <= more; i++) {
        if ((bytes[i] & 0xC0) != 0x80)
            return -1;
        c = c << 6 | (bytes[i] & 0x3F);
    }
    if (c < least[more] || c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF))
        return -1;
    *at += more;
    return c;
}

static enum script script_of(UChar32 c)
{
    if (c < 0x80)
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ? SCRIPT_WORD : SCRIPT_NONE;
    if (c >= 0x4E00 && c <= 0x9FFF)
        return SCRIPT_DENSE;
    if (u_hasBinaryProperty(c, UCHAR_IDEOGRAPHIC))
        return SCRIPT_DENSE;
    if (!u_isalnum(c) && u_charType(c) != U_NON_SPACING_MARK &&
        u_charType(c) != U_COMBINING_SPACING_MARK)
        return SCRIPT_NONE;
    int block = u_getIntPropertyValue(c, UCHAR_LINE_BREAK);
    bool kana = block == U_LB_CONDITIONAL_JAPANESE_STARTER || block == U_LB_IDEOGRAPHIC;
    return kana || block == U_LB_COMPLEX_CONTEXT ? SCRIPT_DENSE : SCRIPT_WORD;
}

static void emit(struct walk *walk, uint64_t key, size_t begin, size_t end)
{
    /* At most two features for each byte of text: room was made for that. */
    struct feature *row = &walk->list->rows[walk->list->count++];

    row->key = key;
    row->begin = (uint32_t)begin;
    row->end = (uint32_t)end;
}

static void take_character(struct walk *walk, UChar32 c, size_t begin, size_t end)
{
    emit(walk, make_key(FEATURE_CHARACTER, (uint64_t)c), begin, end);
    if (walk->character != 0) {
        uint64_t both = (uint64_t)walk->character << CODE_POINT_BITS | (uint64_t)c;
        emit(walk, make_key(FEATURE_BIGRAM, both), walk->character_begin, end);
    }
    walk->character = c;
    walk->character_begin = begin;
    walk->word = 0;
}

static void take_word(struct walk *walk, size_t begin, size_t end)
{
    size_t length = 0;

    if (walk->stemmer == NULL)
        walk->stemmer = stemmer_new(walk->list->rows);
    const char *word = stem_english(walk->stemmer, walk->list->text + begin, end - begin, &length);
    uint64_t hash = hash_bytes(word, length);
    emit(walk, make_key(FEATURE_WORD, hash), begin, end);
    if (walk->word != 0) {
        uint64_t both = (walk->word << 21 | walk->word >> 43) * UINT64_C(0x9e3779b97f4a7c15);
        emit(walk, make_key(FEATURE_PAIR, (both ^ hash) | 1), walk->word_begin, end);
    }
    walk->word = hash;
    walk->word_begin = begin;
    walk->character = 0;
}

/* A run of word characters from begin; an English "'s" after it is stepped over. */
static size_t word_end(const char *text, size_t begin, size_t size, size_t *ret_next)
{
    size_t at = begin;
    size_t end = begin;

    while (at < size) {
        UChar32 c = next_code_point(text, &at, size);
        if (c < 0 || script_of(c) != SCRIPT_WORD)
            break;
        end = at;
    }
    bool possessive = end + 1 < size && text[end] == '\'' && text[end + 1] == 's' &&
                      (end + 2 == size || script_of((unsigned char)text[end + 2]) == SCRIPT_NONE);
    *ret_next = possessive ? end + 2 : end;
    return end;
}

static void walk_text(struct walk *walk)
{
    const char *text = walk->list->text;
    size_t size = strlen(text);
    size_t at = 0;

    while (at < size) {
        size_t begin = at;
        UChar32 c = next_code_point(text, &at, size);
        enum script script = c < 0 ? SCRIPT_NONE : script_of(c);
        if (script == SCRIPT_DENSE) {
            take_character(walk, c, begin, at);
        } else if (script == SCRIPT_WORD) {
            size_t end = word_end(text, begin, size, &at);
            take_word(walk, begin, end);
        } else {
            walk->character = 0;
        }
    }
}

/*
 * Folds the characters that make up nearly all text without the full machinery: ASCII, CJK
 * ideographs, their punctuation, full-width forms. Returns false at the first other character.
 */
static bool fold_common(const char *text, size_t size, char *out)
{
    size_t at = 0;
    size_t used = 0;

    while (at < size) {
        size_t begin = at;
        UChar32 c = next_code_point(text, &at, size);
        if (c >= 0xFF01 && c <= 0xFF5E)
            c -= 0xFEE0;
        if (c < 0 || (c >= 0x3001 && c <= 0x3003) || (c >= 0x3008 && c <= 0x3011))
            c = ' ';
        if (c >= 'A' && c <= 'Z')
            c += 'a' - 'A';
        if (c < 0x80) {
            out[used++] = (char)c;
        } else if (c >= 0x4E00 && c <= 0x9FFF) {
            memcpy(out + used, text + begin, 3);
            used += 3;
        } else {
            return false;
        }
    }
    out[used] = '\0';
    return true;
}

/* NFKC_Casefold by ICU. */
static enum err fold_any(struct op *op, const void *parent, const char *text, size_t size,
                         char **ret_text)
{
    UErrorCode status = U_ZERO_ERROR;
    const UNormalizer2 *folding = unorm2_getNFKCCasefoldInstance(&status);
    UChar *wide = mem_array(parent, UChar, size + 1);
    int32_t wide_count = 0;
    (void)u_strFromUTF8WithSub(wide, (int32_t)size + 1, &wide_count, text, (int32_t)size, ' ', NULL,
                               &status);
    if (U_FAILURE(status))
        return fail(op, ERR_INTERNAL, "internal", "text to UTF-16: %s", u_errorName(status));
    int32_t need = unorm2_normalize(folding, wide, wide_count, NULL, 0, &status);
    if (status != U_BUFFER_OVERFLOW_ERROR && U_FAILURE(status))
        return fail(op, ERR_INTERNAL, "internal", "folding: %s", u_errorName(status));
    status = U_ZERO_ERROR;
    UChar *folded = mem_array(parent, UChar, (size_t)need + 1);
    (void)unorm2_normalize(folding, wide, wide_count, folded, need + 1, &status);
    int32_t room = 3 * need + 1;
    char *narrow = mem_array(parent, char, (size_t)room);
    (void)u_strToUTF8(narrow, room, NULL, folded, need, &status);
    if (U_FAILURE(status))
        return fail(op, ERR_INTERNAL, "internal", "folding: %s", u_errorName(status));
    mem_free(wide);
    mem_free(folded);
    *ret_text = narrow;
    return OK;
}

enum err feature_extract(struct op *op, const void *parent, const char *text,
                         struct feature_list *ret_list)
{
    size_t size = strlen(text);
    struct feature_list list = { 0 };

    if (size > MATCH_TEXT_BYTES_MAX)
        return fail(op, ERR_TOO_LARGE, "match_text_too_long", "text of %zu bytes", size);
    list.text = mem_array(parent, char, size + 1);
    if (!fold_common(text, size, list.text)) {
        mem_free(list.text);
        enum err e = fold_any(op, parent, text, size, &list.text);
        if (e != OK)
            return e;
    }
    size = strlen(list.text);
    if (size > FEATURE_FOLDED_BYTES_MAX)
        return fail(op, ERR_TOO_LARGE, "match_text_too_long", "folded text of %zu bytes", size);
    list.rows = mem_array(parent, struct feature, 2 * size + 1);
    struct walk walk = { .list = &list };
    walk_text(&walk);
    if (walk.stemmer != NULL)
        mem_free(walk.stemmer);
    *ret_list = list;
    return OK;
}
