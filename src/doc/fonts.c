/* SPDX-License-Identifier: Apache-2.0 */
/* fonts.c: the table of faces and the configuration of fontconfig. */
#include "doc/fonts.h"

#include "base/mem.h"

#include <fontconfig/fontconfig.h>
#include <pango/pangofc-fontmap.h>
#include <stdlib.h>
#include <string.h>

#define TIMES "Times New Roman,Liberation Serif,Noto Serif CJK SC"

/* The licensed faces first, for sites that have them; then what Debian has. */
static const struct {
    const char *family;
    const char *latin;
    bool bold;
} faces[FACE_COUNT] = {
    [FACE_SONG] = { "SimSun,宋体,Noto Serif CJK SC", TIMES, false },
    [FACE_FANGSONG] = { "FangSong_GB2312,仿宋_GB2312,FangSong,仿宋,FandolFang R,FandolFang,"
                        "Noto Serif CJK SC",
                        TIMES, false },
    [FACE_KAI] = { "KaiTi_GB2312,楷体_GB2312,KaiTi,楷体,LXGW WenKai,Noto Serif CJK SC", TIMES,
                   false },
    [FACE_HEI] = { "SimHei,黑体,Noto Sans CJK SC", "Arial,Liberation Sans,Noto Sans CJK SC",
                   false },
    [FACE_TITLE] = { "FZXiaoBiaoSong-B05S,方正小标宋简体,FZXiaoBiaoSong-B05,Noto Serif CJK SC",
                     NULL, true },
};

static const char *const folders[] = {
    "/usr/share/fonts/opentype/noto",
    "/usr/share/fonts/truetype/noto",
    "/usr/share/fonts/truetype/lxgw-wenkai",
    "/usr/share/fonts/truetype/ancient-scripts", /* Symbola: signs and emoji in outline */
    "/usr/share/fonts/truetype/liberation2",
    "/usr/share/fonts/truetype/liberation",
    "/usr/share/texlive/texmf-dist/fonts/opentype/public/fandol",
    "/usr/local/share/fonts/dianjiang",
};

const char *fonts_family(enum face face)
{
    return faces[face].family;
}

const char *fonts_latin(enum face face)
{
    return faces[face].latin;
}

bool fonts_bold(enum face face)
{
    return faces[face].bold;
}

static void append_folder(struct op *op, char **xml, const char *folder, size_t size)
{
    static const char *const special[] = { "<", ">", "&" };

    for (size_t i = 0; i < sizeof special / sizeof special[0]; i++) {
        if (memchr(folder, special[i][0], size) != NULL)
            return;
    }
    if (size > 0 && folder[0] == '/')
        mem_append(op, xml, "<dir>%.*s</dir>", (int)size, folder);
}

/* What the system has counted already is used again; else a cache of our own is kept. */
static const char *configuration(struct op *op)
{
    const char *own = getenv("DIANJIANG_FONTS");
    char *xml = mem_text(op, "<?xml version=\"1.0\"?><fontconfig>");

    while (own != NULL && own[0] != '\0') {
        size_t size = strcspn(own, ":");
        append_folder(op, &xml, own, size);
        own += size + (own[size] == ':');
    }
    for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++)
        append_folder(op, &xml, folders[i], strlen(folders[i]));
    mem_append(op, &xml,
               "<cachedir>/var/cache/fontconfig</cachedir>"
               "<cachedir prefix=\"xdg\">fontconfig</cachedir></fontconfig>");
    return xml;
}

static void close_config(void *config)
{
    FcConfigDestroy(config);
}

enum err fonts_open(struct op *op, const void *parent, PangoFontMap **ret_map)
{
    const char *xml = configuration(op);
    FcConfig *config = FcConfigCreate();

    mem_own(parent, config, close_config);
    if (config == NULL ||
        FcConfigParseAndLoadFromMemory(config, (const FcChar8 *)xml, FcTrue) != FcTrue ||
        FcConfigBuildFonts(config) != FcTrue)
        return fail(op, ERR_UNAVAILABLE, "fonts_missing", "fontconfig refuses its configuration");
    const FcFontSet *set = FcConfigGetFonts(config, FcSetSystem);
    if (set == NULL || set->nfont == 0)
        return fail(op, ERR_UNAVAILABLE, "fonts_missing", "no font in the known folders");
    PangoFontMap *map = pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT);
    mem_own(parent, map, g_object_unref);
    pango_fc_font_map_set_config(PANGO_FC_FONT_MAP(map), config);
    *ret_map = map;
    return OK;
}
