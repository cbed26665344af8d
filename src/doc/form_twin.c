/* SPDX-License-Identifier: Apache-2.0 */
/* form_twin.c: what ties a printed form to the values it was printed from. */
#include "base/mem.h"
#include "doc/form_value.h"

#include <ctype.h>

const char *form_footer(struct op *op, const struct form_paper *paper)
{
    char *text = NULL;

    if (paper->values == NULL)
        return mem_printf(op, phrase(paper->form->language, "空白表　%s 第%d版"), paper->form->code,
                          paper->form->version);
    mem_append(op, &text, "%s", paper->code == NULL ? paper->form->code : paper->code);
    if (paper->version > 0)
        mem_append(op, &text, phrase(paper->form->language, "　第%lld版"),
                   (long long)paper->version);
    if (paper->digest != NULL)
        mem_append(op, &text, phrase(paper->form->language, "　核对码 %.4s %.4s"), paper->digest,
                   paper->digest + 4);
    return text;
}

const char *form_qr(struct op *op, const struct form_paper *paper)
{
    const char *code = paper->code == NULL ? paper->form->code : paper->code;
    char *text;

    if (paper->values == NULL)
        text = mem_printf(op, "DJ1:BLANK:%s:%d", paper->form->code, paper->form->version);
    else
        text = mem_printf(op, "DJ1:%s:%lld:%.16s", code, (long long)paper->version,
                          paper->digest == NULL ? "" : paper->digest);
    for (char *at = text; *at != '\0'; at++)
        *at = (char)toupper((unsigned char)*at);
    return paper->address == NULL ? text : mem_printf(op, "%s/q/%s", paper->address, text);
}

const char *form_paper_id(struct op *op, const struct form_paper *paper)
{
    return mem_printf(op, "%s/%s/%d/%s/%lld/%s", or_empty(paper->call), paper->form->code,
                      paper->form->version, or_empty(paper->code), (long long)paper->version,
                      or_empty(paper->digest));
}
