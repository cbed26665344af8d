/* SPDX-License-Identifier: Apache-2.0 */
/* kinds.c: which files an application takes: those of every call, its materials, its fields. */
#include "attachment/attachment.h"
#include "base/mem.h"
#include "publish/publish.h"

#include <string.h>

static void add(struct op *op, struct attachment_kinds *list, const struct attachment_kind *kind)
{
    mem_push(op, list->rows, list->count, *kind);
}

/* The form's own attachment fields: they are shown in their place, not in a list beside it. */
static void add_fields(struct op *op, const struct form *form, struct attachment_kinds *list)
{
    for (size_t i = 0; i < form->section_count; i++) {
        for (size_t j = 0; j < form->sections[i].field_count; j++) {
            const struct field *field = &form->sections[i].fields[j];
            if (field->kind == FIELD_ATTACHMENT)
                add(op, list,
                    &(struct attachment_kind){ .code = field->id,
                                               .name = field->label,
                                               .hint = field->hint,
                                               .clause = field->origin.clause_label,
                                               .basis = field->origin.basis,
                                               .required = field->required,
                                               .in_form = true });
        }
    }
}

static const char *copies_hint(struct op *op, const struct material *material)
{
    if (material->copies == 0)
        return material->note;
    return mem_printf(op, "%s另交纸质 %d 份。", material->note == NULL ? "" : material->note,
                      material->copies);
}

static void add_materials(struct op *op, const struct track *track, struct attachment_kinds *list)
{
    for (size_t i = 0; i < track->material_count; i++) {
        const struct material *material = &track->materials[i];
        bool has_field =
            material->field != NULL && attachment_kind_of(list, material->field) != NULL;
        if (has_field || attachment_kind_of(list, material->code) != NULL)
            continue;
        add(op, list,
            &(struct attachment_kind){ .code = material->code,
                                       .name = material->title,
                                       .hint = copies_hint(op, material),
                                       .clause = material->origin.clause_label,
                                       .basis = material->origin.basis,
                                       .required = material->required });
    }
}

static void add_delivery(struct op *op, const struct application *application,
                         const struct track *track, struct attachment_kinds *list)
{
    const struct delivery *delivery = &track->delivery;

    add(op, list,
        &(struct attachment_kind){ .code = "stamped_scan",
                                   .name = "盖章扫描件",
                                   .hint = "定稿打印、盖章后扫描上传。PDF 或图片。",
                                   .clause = delivery->stamped_scan ? delivery->origin.clause_label
                                                                    : NULL,
                                   .basis = delivery->origin.basis,
                                   .required = delivery->stamped_scan });
    add(op, list,
        &(struct attachment_kind){ .code = "letter",
                                   .name = "推荐公函",
                                   .hint = "加盖公章的推荐公函扫描件。",
                                   .clause = delivery->origin.clause_label,
                                   .basis = delivery->origin.basis,
                                   .required = delivery->letter,
                                   /* elsewhere the recommending unit's package brings it */
                                   .hidden = !delivery->letter || application->direct == 0 });
}

const struct attachment_kind *attachment_kind_of(const struct attachment_kinds *kinds,
                                                 const char *code)
{
    for (size_t i = 0; i < kinds->count; i++) {
        if (strcmp(kinds->rows[i].code, code) == 0)
            return &kinds->rows[i];
    }
    return NULL;
}

enum err attachment_kinds(struct op *op, const struct application *application,
                          struct attachment_kinds *ret_kinds)
{
    struct attachment_kinds list = { 0 };
    const struct call *call = NULL;
    const struct call *current = NULL;
    const struct form *form = NULL;
    int64_t n = 0;

    enum err e = application_form(op, application, &call, &form);
    if (e == OK)
        e = publish_current(op, application->call, &current, &n);
    if (e != OK)
        return e;
    const struct track *track = call_track(current, application->track);
    if (track ==
        NULL) /* gone from the call: what it was filed under still says what belongs to it */
        track = call_track(call, application->track);
    add_fields(op, form, &list);
    add_delivery(op, application, track, &list);
    add_materials(op, track, &list);
    add(op, &list,
        &(struct attachment_kind){ .code = "other",
                                   .name = "其他材料",
                                   .hint = "需要时上传其他说明材料。",
                                   .basis = BASIS_SYSTEM });
    *ret_kinds = list;
    return OK;
}
