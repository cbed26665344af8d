/* SPDX-License-Identifier: Apache-2.0 */
/* subset.c: collecting fonts, subsets by harfbuzz. */
#include "doc/subset.h"

#include "base/mem.h"

#include <hb-ot.h>
#include <pango/pangofc-font.h>
#include <string.h>

static void close_set(void *set)
{
    hb_set_destroy(set);
}

static void close_font(void *font)
{
    hb_font_destroy(font);
}

static void close_plan(void *plan)
{
    hb_subset_plan_destroy(plan);
}

static void close_blob(void *blob)
{
    hb_blob_destroy(blob);
}

static const char *key_of(struct op *op, PangoFont *font, const char **ret_name, bool *ret_bold)
{
    FcPattern *pattern = pango_fc_font_get_pattern(PANGO_FC_FONT(font));
    FcChar8 *file = NULL;
    FcChar8 *family = NULL;
    int index = 0;
    int weight = FC_WEIGHT_REGULAR;

    (void)FcPatternGetString(pattern, FC_FILE, 0, &file);
    (void)FcPatternGetString(pattern, FC_FAMILY, 0, &family);
    (void)FcPatternGetInteger(pattern, FC_INDEX, 0, &index);
    (void)FcPatternGetInteger(pattern, FC_WEIGHT, 0, &weight);
    *ret_name = mem_text(op, family == NULL ? "Sans" : (const char *)family);
    *ret_bold = weight > FC_WEIGHT_MEDIUM;
    return mem_printf(op, "%s#%d", file == NULL ? "" : (const char *)file, index);
}

size_t subset_font_of(struct subset_fonts *fonts, PangoFont *font)
{
    struct op *op = fonts->op;
    struct subset_font *made = NULL;
    const char *name = NULL;
    bool bold = false;
    const char *key = key_of(op, font, &name, &bold);

    for (size_t i = 0; i < fonts->count; i++) {
        if (strcmp(fonts->rows[i]->key, key) == 0)
            return i;
    }
    made = mem_new(op, struct subset_font);
    made->key = key;
    made->name = name;
    made->bold = bold;
    made->face = hb_font_get_face(pango_font_get_hb_font(font));
    made->plain = hb_font_create(made->face);
    mem_own(op, made->plain, close_font);
    made->characters = hb_set_create();
    mem_own(op, made->characters, close_set);
    made->glyphs = hb_set_create();
    mem_own(op, made->glyphs, close_set);
    hb_blob_t *cff = hb_face_reference_table(made->face, HB_TAG('C', 'F', 'F', ' '));
    made->cff = hb_blob_get_length(cff) > 0;
    hb_blob_destroy(cff);
    mem_push(op, fonts->rows, fonts->count, made);
    return fonts->count - 1;
}

void subset_use(struct subset_font *font, uint32_t character, uint32_t glyph)
{
    if (character != 0)
        hb_set_add(font->characters, character);
    else
        hb_set_add(font->glyphs, glyph);
}

uint32_t subset_nominal(const struct subset_font *font, uint32_t character)
{
    hb_codepoint_t glyph = 0;

    (void)hb_font_get_nominal_glyph(font->plain, character, &glyph);
    return glyph;
}

/* Glyphs stand where they stand: what lays text out is not needed any more. */
static hb_subset_input_t *input_of(const struct subset_font *font)
{
    static const hb_tag_t dropped[] = { HB_TAG('G', 'S', 'U', 'B'), HB_TAG('G', 'P', 'O', 'S'),
                                        HB_TAG('G', 'D', 'E', 'F'), HB_TAG('B', 'A', 'S', 'E'),
                                        HB_TAG('D', 'S', 'I', 'G'), HB_TAG('v', 'h', 'e', 'a'),
                                        HB_TAG('v', 'm', 't', 'x'), HB_TAG('V', 'O', 'R', 'G'),
                                        HB_TAG('k', 'e', 'r', 'n') };
    hb_subset_input_t *input = hb_subset_input_create_or_fail();

    if (input == NULL)
        return NULL;
    hb_set_union(hb_subset_input_unicode_set(input), font->characters);
    hb_set_union(hb_subset_input_glyph_set(input), font->glyphs);
    for (size_t i = 0; i < sizeof dropped / sizeof dropped[0]; i++)
        hb_set_add(hb_subset_input_set(input, HB_SUBSET_SETS_DROP_TABLE_TAG), dropped[i]);
    hb_subset_input_set_flags(input, HB_SUBSET_FLAGS_NO_HINTING);
    return input;
}

static bool subset(struct op *op, struct subset_font *font)
{
    hb_subset_input_t *input = input_of(font);

    if (input == NULL)
        return false;
    font->plan = hb_subset_plan_create_or_fail(font->face, input);
    hb_subset_input_destroy(input);
    if (font->plan == NULL)
        return false;
    mem_own(op, font->plan, close_plan);
    hb_face_t *made = hb_subset_plan_execute_or_fail(font->plan);
    if (made == NULL)
        return false;
    hb_blob_t *blob = hb_face_reference_blob(made);
    hb_face_destroy(made);
    mem_own(op, blob, close_blob);
    unsigned size = 0;
    font->blob = blob;
    font->bytes.data = (const uint8_t *)hb_blob_get_data(blob, &size);
    font->bytes.size = size;
    return size > 0;
}

enum err subset_make(struct subset_fonts *fonts)
{
    for (size_t i = 0; i < fonts->count; i++) {
        if (!subset(fonts->op, fonts->rows[i]))
            return fail(fonts->op, ERR_INTERNAL, "internal", "no subset of %s",
                        fonts->rows[i]->name);
    }
    return OK;
}

uint32_t subset_glyph(const struct subset_font *font, uint32_t glyph)
{
    return hb_map_get(hb_subset_plan_old_to_new_glyph_mapping(font->plan), glyph);
}
