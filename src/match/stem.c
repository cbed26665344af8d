/* SPDX-License-Identifier: Apache-2.0 */
/* stem.c: libstemmer behind one function. */
#include "match/stem.h"

#include "base/mem.h"

#include <assert.h>
#include <libstemmer.h>

enum { STEM_LENGTH_MAX = 63 };

struct stemmer {
    struct sb_stemmer *porter;
};

static void close_porter(void *porter)
{
    sb_stemmer_delete(porter);
}

struct stemmer *stemmer_new(const void *parent)
{
    struct stemmer *stemmer = mem_new(parent, struct stemmer);

    stemmer->porter = sb_stemmer_new("porter", "UTF_8");
    assert(stemmer->porter != NULL); /* the library has it, or memory has run out */
    mem_own(stemmer, stemmer->porter, close_porter);
    return stemmer;
}

const char *stem_english(struct stemmer *stemmer, const char *word, size_t length,
                         size_t *ret_length)
{
    *ret_length = length;
    if (length < 3 || length > STEM_LENGTH_MAX)
        return word;
    for (size_t i = 0; i < length; i++) {
        if (word[i] < 'a' || word[i] > 'z')
            return word;
    }
    const sb_symbol *stem = sb_stemmer_stem(stemmer->porter, (const sb_symbol *)word, (int)length);
    assert(stem != NULL);
    *ret_length = (size_t)sb_stemmer_length(stemmer->porter);
    return (const char *)stem;
}
