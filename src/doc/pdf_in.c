/* SPDX-License-Identifier: Apache-2.0 */
/* pdf_in.c: libqpdf walks the pages; pdf_image.c reads what it finds. */
#include "doc/pdf_in.h"

#include "base/mem.h"
#include "doc/pdf_image.h"

#include <string.h>

struct walk {
    struct op *op;
    qpdf_data pdf;
    const struct pdf_taker *taker;
    int page;         /* from 1 */
    int object_count; /* of this page: pictures and forms */
    bool enough;
};

static void walk_resources(struct walk *walk, qpdf_oh resources, int depth);

static void take_picture(struct walk *walk, qpdf_oh stream)
{
    void *scratch = mem_new(walk->op, char);
    struct gray image = { 0 };

    enum image_fault fault = pdf_image(scratch, walk->pdf, stream, &image);
    walk->enough = !walk->taker->take(walk->taker->arg, walk->page, fault,
                                      fault == IMAGE_READ ? &image : NULL);
    mem_free(scratch);
}

static void walk_object(struct walk *walk, qpdf_oh object, int depth)
{
    if (!qpdf_oh_is_stream(walk->pdf, object))
        return;
    qpdf_oh dict = qpdf_oh_get_dict(walk->pdf, object);
    qpdf_oh kind = qpdf_oh_get_key(walk->pdf, dict, "/Subtype");
    walk->object_count++;
    if (qpdf_oh_is_name_and_equals(walk->pdf, kind, "/Image"))
        take_picture(walk, object);
    else if (qpdf_oh_is_name_and_equals(walk->pdf, kind, "/Form"))
        walk_resources(walk, qpdf_oh_get_key(walk->pdf, dict, "/Resources"), depth + 1);
}

/* The names of a dictionary are taken first: walking on would disturb their order. */
static void walk_resources(struct walk *walk, qpdf_oh resources, int depth)
{
    char *names[PDF_IN_PICTURES_MAX];
    int count = 0;

    if (depth > PDF_IN_NEST_MAX || !qpdf_oh_is_dictionary(walk->pdf, resources))
        return;
    qpdf_oh objects = qpdf_oh_get_key(walk->pdf, resources, "/XObject");
    if (!qpdf_oh_is_dictionary(walk->pdf, objects))
        return;
    qpdf_oh_begin_dict_key_iter(walk->pdf, objects);
    while (count < PDF_IN_PICTURES_MAX && qpdf_oh_dict_more_keys(walk->pdf))
        names[count++] = mem_text(walk->op, qpdf_oh_dict_next_key(walk->pdf));
    for (int i = 0; i < count && !walk->enough; i++) {
        if (walk->object_count < PDF_IN_PICTURES_MAX)
            walk_object(walk, qpdf_oh_get_key(walk->pdf, objects, names[i]), depth);
    }
}

/* An error that nobody asked for would be printed. */
static void close_pdf(void *object)
{
    qpdf_data *pdf = object;

    if (qpdf_has_error(*pdf))
        (void)qpdf_get_error(*pdf);
    qpdf_cleanup(pdf);
}

enum err pdf_in(struct op *op, struct bytes file, const struct pdf_taker *taker, int *ret_pages)
{
    qpdf_data *pdf = mem_new(op, qpdf_data);

    *pdf = qpdf_init();
    mem_own(pdf, pdf, close_pdf);
    qpdf_set_suppress_warnings(*pdf, QPDF_TRUE);
    qpdf_silence_errors(*pdf);
    QPDF_ERROR_CODE code = qpdf_read_memory(*pdf, "scan", (const char *)file.data, file.size, NULL);
    int pages = (code & QPDF_ERRORS) != 0 ? 0 : qpdf_get_num_pages(*pdf);
    if (pages > 0)
        (void)qpdf_push_inherited_attributes_to_page(*pdf);
    if (pages <= 0)
        return fail(op, ERR_INVALID, "file_unreadable", "no PDF file that can be read");
    struct walk walk = { .op = op, .pdf = *pdf, .taker = taker };
    while (walk.page < pages && walk.page < PDF_IN_PAGES_MAX && !walk.enough) {
        qpdf_oh page = qpdf_get_page_n(*pdf, (size_t)walk.page++);
        walk.object_count = 0;
        walk_resources(&walk, qpdf_oh_get_key(*pdf, page, "/Resources"), 0);
        qpdf_oh_release_all(*pdf);
    }
    *ret_pages = pages;
    return OK;
}
