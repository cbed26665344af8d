/* SPDX-License-Identifier: Apache-2.0 */
/* stem.c: Porter's five steps as tables of endings. */
#include "match/stem.h"

#include <stdbool.h>
#include <string.h>

enum { STEM_LENGTH_MAX = 64 };

/* When the part before an ending has at least measure, the ending becomes other. */
struct ending {
    const char *ending;
    const char *other;
};

static const struct ending step_2[] = {
    { "ational", "ate" }, { "tional", "tion" }, { "enci", "ence" },   { "anci", "ance" },
    { "izer", "ize" },    { "abli", "able" },   { "alli", "al" },     { "entli", "ent" },
    { "eli", "e" },       { "ousli", "ous" },   { "ization", "ize" }, { "ation", "ate" },
    { "ator", "ate" },    { "alism", "al" },    { "iveness", "ive" }, { "fulness", "ful" },
    { "ousness", "ous" }, { "aliti", "al" },    { "iviti", "ive" },   { "biliti", "ble" },
    { NULL, NULL },
};

static const struct ending step_3[] = {
    { "icate", "ic" }, { "ative", "" }, { "alize", "al" }, { "iciti", "ic" },
    { "ical", "ic" },  { "ful", "" },   { "ness", "" },    { NULL, NULL },
};

/* Longer endings stand before those they end with. */
static const struct ending step_4[] = {
    { "ement", "" }, { "ment", "" }, { "ance", "" }, { "ence", "" },  { "able", "" },
    { "ible", "" },  { "ant", "" },  { "ent", "" },  { "sion", "s" }, { "tion", "t" },
    { "ism", "" },   { "ate", "" },  { "iti", "" },  { "ous", "" },   { "ive", "" },
    { "ize", "" },   { "al", "" },   { "er", "" },   { "ic", "" },    { "ou", "" },
    { NULL, NULL },
};

static bool consonant(const char *word, size_t at)
{
    if (strchr("aeiou", word[at]) != NULL)
        return false;
    return word[at] != 'y' || at == 0 || !consonant(word, at - 1);
}

/* How many times a vowel group is followed by a consonant group in the first length letters. */
static int measure(const char *word, size_t length)
{
    int count = 0;

    for (size_t i = 1; i < length; i++)
        count += consonant(word, i) && !consonant(word, i - 1);
    return count;
}

static bool has_vowel(const char *word, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (!consonant(word, i))
            return true;
    }
    return false;
}

static bool double_consonant(const char *word, size_t length)
{
    return length >= 2 && word[length - 1] == word[length - 2] && consonant(word, length - 1);
}

/* Consonant, vowel, consonant at the end, the last not w, x or y: "hop", "fil". */
static bool short_end(const char *word, size_t length)
{
    return length >= 3 && consonant(word, length - 3) && !consonant(word, length - 2) &&
           consonant(word, length - 1) && strchr("wxy", word[length - 1]) == NULL;
}

static bool ends(const char *word, size_t length, const char *ending)
{
    size_t size = strlen(ending);

    return length > size && memcmp(word + length - size, ending, size) == 0;
}

/* Applies the first ending of the table that the word has, if enough stands before it. */
static size_t replace(char *word, size_t length, const struct ending *table, int least)
{
    for (; table->ending != NULL; table++) {
        if (!ends(word, length, table->ending))
            continue;
        size_t stem = length - strlen(table->ending);
        size_t kept = stem + strlen(table->other);
        /* In step 4 the s or t of -sion and -tion belongs to the stem that is measured. */
        if (measure(word, least > 1 ? kept : stem) < least)
            return length;
        memcpy(word + stem, table->other, kept - stem);
        return kept;
    }
    return length;
}

static size_t strip_plural(const char *word, size_t length)
{
    if (ends(word, length, "sses") || ends(word, length, "ies"))
        return length - 2;
    if (ends(word, length, "ss") || !ends(word, length, "s"))
        return length;
    return length - 1;
}

/* After -ed or -ing is gone: hoping -> hope, hopping -> hop. */
static size_t mend_end(char *word, size_t length)
{
    bool add_e = ends(word, length, "at") || ends(word, length, "bl") || ends(word, length, "iz") ||
                 (measure(word, length) == 1 && short_end(word, length));

    if (double_consonant(word, length) && strchr("lsz", word[length - 1]) == NULL)
        return length - 1;
    if (!add_e)
        return length;
    word[length] = 'e';
    return length + 1;
}

static size_t strip_tense(char *word, size_t length)
{
    if (ends(word, length, "eed"))
        return measure(word, length - 3) > 0 ? length - 1 : length;
    if (ends(word, length, "ed") && has_vowel(word, length - 2))
        return mend_end(word, length - 2);
    if (ends(word, length, "ing") && has_vowel(word, length - 3))
        return mend_end(word, length - 3);
    return length;
}

static size_t strip_last_e(const char *word, size_t length)
{
    if (ends(word, length, "e")) {
        int m = measure(word, length - 1);
        if (m > 1 || (m == 1 && !short_end(word, length - 1)))
            length--;
    }
    if (measure(word, length) > 1 && ends(word, length, "ll"))
        length--;
    return length;
}

size_t stem_english(char *word, size_t length)
{
    if (length < 3 || length > STEM_LENGTH_MAX)
        return length;
    for (size_t i = 0; i < length; i++) {
        if (word[i] < 'a' || word[i] > 'z')
            return length;
    }
    length = strip_plural(word, length);
    length = strip_tense(word, length);
    if (ends(word, length, "y") && has_vowel(word, length - 1))
        word[length - 1] = 'i';
    length = replace(word, length, step_2, 1);
    length = replace(word, length, step_3, 1);
    length = replace(word, length, step_4, 2);
    return strip_last_e(word, length);
}
