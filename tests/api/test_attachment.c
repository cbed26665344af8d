/* SPDX-License-Identifier: Apache-2.0 */
/* Files in chunks: limits, resuming, the check, and who may add and remove when. */
#include "site.h"

#include "attachment/attachment.h"
#include "base/mem.h"
#include "db/db.h"

DB_SQL(test_age_uploads, "i", "UPDATE attachment SET created_ms = created_ms - $1");
DB_SQL(test_swap_chunks, "",
       "UPDATE attachment_chunk SET bytes = (SELECT c.bytes FROM attachment_chunk c"
       " WHERE c.attachment_id = attachment_chunk.attachment_id AND c.n = 0)"
       " WHERE n = 1 RETURNING n");
DB_SQL(test_grow_uploads, "i", "UPDATE attachment SET size = $1");

static struct reply begin(struct op *op, const char *login, const char *id, const char *body)
{
    return call_as(op, login, "POST", mem_printf(op, "/api/v1/applications/%s/attachments", id),
                   body);
}

static const char *begun(struct op *op, const char *id, int64_t size)
{
    struct reply reply =
        begin(op, "shenbao", id,
              mem_printf(op, "{'kind':'other','name':'材料.pdf','size':%lld}", (long long)size));

    assert_status(reply, 201);
    return text_of(reply, "id");
}

static struct reply complete(struct op *op, const char *upload)
{
    return call_as(op, "shenbao", "POST", mem_printf(op, "/api/v1/attachments/%s/complete", upload),
                   "{}");
}

static void size_is_1_byte_to_50_mib(void **state)
{
    struct op *op = *state;
    const char *id = a_draft(op, &HOSPITAL);
    static const char format[] = "{'kind':'other','name':'a.pdf','size':%d}";

    assert_status(begin(op, "shenbao", id, mem_printf(op, format, 0)), 422);
    assert_status(begin(op, "shenbao", id, mem_printf(op, format, ATTACHMENT_BYTES_MAX + 1)), 422);
    assert_status(begin(op, "shenbao", id, mem_printf(op, format, ATTACHMENT_BYTES_MAX)), 201);
    assert_status(begin(op, "shenbao", id, mem_printf(op, format, 1)), 201);
}

static void application_has_at_most_40_files(void **state)
{
    struct op *op = *state;
    const char *id = a_draft(op, &HOSPITAL);

    for (int i = 0; i < APPLICATION_ATTACHMENTS_MAX; i++)
        (void)begun(op, id, 1);
    const char *before = fingerprint(op);
    assert_refused(begin(op, "shenbao", id, "{'kind':'other','name':'a.pdf','size':1}"), 413,
                   "attachment_too_many");
    assert_string_equal(fingerprint(op), before);
    assert_status(get_as(op, "shenbao", "/api/v1/applications/%s", id), 200);
}

static void unit_has_at_most_2_gib(void **state)
{
    struct op *op = *state;
    const char *id = a_draft(op, &HOSPITAL);

    (void)begun(op, id, 1);
    assert_ok(op,
              db_run(op, &test_grow_uploads, DB_IN(IN_INT(UNIT_ATTACHMENT_BYTES_MAX - 10)), NULL));
    assert_refused(begin(op, "shenbao", id, "{'kind':'other','name':'a.pdf','size':11}"), 413,
                   "unit_full");
    assert_status(begin(op, "shenbao", id, "{'kind':'other','name':'a.pdf','size':10}"), 201);
}

/* A name ends as the bytes say, and what cannot be seen is gone. */
static void names_end_as_the_bytes_say(void **state)
{
    struct op *op = *state;
    const char *id = a_draft(op, &HOSPITAL);
    static const struct {
        const char *given, *kept;
    } rows[] = {
        { "通知.hta", "通知.hta.pdf" },
        { "盖章件.PDF", "盖章件.PDF" },
        { "照片.jpg", "照片.jpg.pdf" },
        { ".pdf", ".pdf.pdf" },
        { "材\xe2\x80\x8b料\xe2\x80\xae"
          "fdp.exe",
          "材料fdp.exe.pdf" },
        { "\xef\xbb\xbf\xe2\x80\x8b", "附件.pdf" },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct reply begun_now =
            begin(op, "shenbao", id,
                  mem_printf(op, "{'kind':'other','name':'%s','size':10}", rows[i].given));
        assert_status(begun_now, 201);
        const char *upload = text_of(begun_now, "id");
        assert_status(put_chunk_as(op, "shenbao", upload, 0, "%PDF-1.4\n\n", 10), 204);
        assert_status(complete(op, upload), 200);
        run_jobs(op);
        struct reply file = get_as(op, "shenbao", "/api/v1/attachments/%s", upload);
        assert_string_equal(text_of(file, "name"), rows[i].kept);
    }
}

/* What was judged does not change: a chunk that comes after the end is refused. */
static void chunks_after_the_end_are_refused(void **state)
{
    struct op *op = *state;
    const char *upload = begun(op, a_draft(op, &HOSPITAL), 10);

    assert_status(put_chunk_as(op, "shenbao", upload, 0, "%PDF-1.4\n\n", 10), 204);
    assert_status(complete(op, upload), 200);
    assert_refused(put_chunk_as(op, "shenbao", upload, 0, "%PDF-1.4\nX", 10), 409, "not_uploading");
}

static void names_and_kinds_are_checked(void **state)
{
    struct op *op = *state;
    const char *id = a_draft(op, &HOSPITAL);
    char *name = mem_text(op, "");

    for (int i = 0; i < 120; i++)
        mem_append(op, &name, "名");
    assert_status(
        begin(op, "shenbao", id, mem_printf(op, "{'kind':'other','name':'%s','size':1}", name)),
        201);
    assert_status(
        begin(op, "shenbao", id, mem_printf(op, "{'kind':'other','name':'%s名','size':1}", name)),
        422);
    assert_refused(begin(op, "shenbao", id, "{'kind':'virus','name':'a.pdf','size':1}"), 422,
                   "attachment_kind");
    assert_status(begin(op, "shenbao", id, "{'kind':'other','name':'','size':1}"), 422);
}

static void chunks_have_their_size_and_number(void **state)
{
    struct op *op = *state;
    const char *upload = begun(op, a_draft(op, &HOSPITAL), CHUNK_BYTES + 5);
    char *bytes = mem_array(op, char, CHUNK_BYTES + 1);

    assert_refused(put_chunk_as(op, "shenbao", upload, 0, bytes, CHUNK_BYTES - 1), 422,
                   "chunk_size");
    assert_refused(put_chunk_as(op, "shenbao", upload, 0, bytes, CHUNK_BYTES + 1), 413,
                   "body_too_large");
    assert_refused(put_chunk_as(op, "shenbao", upload, 1, bytes, 4), 422, "chunk_size");
    assert_refused(put_chunk_as(op, "shenbao", upload, 2, bytes, 5), 422, "chunk_number");
    assert_refused(put_chunk_as(op, "shenbao", upload, -1, bytes, 5), 422, "chunk_number");
    assert_refused(complete(op, upload), 409, "chunks_missing");
    assert_status(put_chunk_as(op, "shenbao", upload, 1, bytes, 5), 204);
    struct reply resumed = get_as(op, "shenbao", "/api/v1/attachments/%s/chunks", upload);
    assert_int_equal(json_array_size(member(&resumed, "received")), 1);
    assert_int_equal(int_of(resumed, "received.0"), 1);
    assert_refused(complete(op, upload), 409, "chunks_missing");
    memcpy(bytes, "%PDF-1.7", 8);
    assert_status(put_chunk_as(op, "shenbao", upload, 0, bytes, CHUNK_BYTES), 204);
    assert_status(put_chunk_as(op, "shenbao", upload, 0, bytes, CHUNK_BYTES), 204);
    assert_status(complete(op, upload), 200);
    assert_refused(complete(op, upload), 409, "not_uploading");
    assert_refused(put_chunk_as(op, "shenbao", upload, 1, bytes, 5), 409, "not_uploading");
    run_jobs(op);
    struct reply content = get_as(op, "shenbao", "/api/v1/attachments/%s/content", upload);
    assert_status(content, 200);
    assert_int_equal(content.size, CHUNK_BYTES + 5);
    assert_string_equal(content.type, "application/pdf");
}

static void content_is_what_was_checked_or_is_cut(void **state)
{
    struct op *op = *state;
    const char *id = a_draft(op, &HOSPITAL);
    unsigned char *bytes = mem_array(op, unsigned char, 3 * CHUNK_BYTES);
    size_t size = 2 * CHUNK_BYTES + 77;
    const char *upload = begun(op, id, (int64_t)size);

    for (size_t i = 0; i < size; i++)
        bytes[i] = (unsigned char)(i / 7);
    memcpy(bytes, "%PDF-", 5);
    for (size_t n = 0; n < 3; n++)
        assert_status(put_chunk_as(op, "shenbao", upload, (int)n, bytes + n * CHUNK_BYTES,
                                   n < 2 ? CHUNK_BYTES : 77),
                      204);
    assert_status(complete(op, upload), 200);
    run_jobs(op);
    struct reply content = get_as(op, "shenbao", "/api/v1/attachments/%s/content", upload);
    assert_status(content, 200);
    assert_int_equal(content.size, size);
    assert_memory_equal(content.bytes, bytes, size);
    assert_int_equal(db_row(op, &test_swap_chunks, DB_NONE, DB_OUT(OUT_INT(&(int64_t){ 0 }))), OK);
    content = get_as(op, "shenbao", "/api/v1/attachments/%s/content", upload);
    assert_int_equal(content.status, 0);
}

static void type_is_told_by_the_bytes(void **state)
{
    struct op *op = *state;
    const char *id = a_draft(op, &HOSPITAL);
    const char *upload = begun(op, id, 9);

    assert_status(put_chunk_as(op, "shenbao", upload, 0, "MZ\x90 .pdf!", 9), 204);
    assert_status(complete(op, upload), 200);
    run_jobs(op);
    struct reply file = get_as(op, "shenbao", "/api/v1/attachments/%s", upload);
    assert_string_equal(text_of(file, "state"), "rejected");
    assert_true(strlen(text_of(file, "reason")) > 0);
    assert_status(get_as(op, "shenbao", "/api/v1/attachments/%s/content", upload), 404);
}

static void files_are_fixed_by_sending(void **state)
{
    struct op *op = *state;
    const char *id = a_frozen(op, &PARK);
    const char *file = attach_as(op, "yuanqu", id, "stamped_scan");
    const char *target = mem_printf(op, "/api/v1/attachments/%s", file);

    assert_status(send_as(op, "yuanqu2", quoted(op, id)), 201);
    const char *before = fingerprint(op);
    assert_refused(call_as(op, "yuanqu", "DELETE", target, NULL), 409, "not_attachable");
    assert_refused(begin(op, "yuanqu", id, "{'kind':'other','name':'a.pdf','size':1}"), 409,
                   "not_attachable");
    assert_refused(call_as(op, "shouli", "DELETE", target, NULL), 409, "not_attachable");
    assert_refused(call_as(op, "shenbao", "DELETE", target, NULL), 404, "not_found");
    assert_string_equal(fingerprint(op), before);
    do_as(op, "shouli", id, "return", "{'reason':'扫描件不清'}");
    assert_status(call_as(op, "yuanqu", "DELETE", target, NULL), 204);
    assert_status(get_as(op, "yuanqu", "/api/v1/attachments/%s", file), 404);
    assert_chain_clean(op);
}

static void unfinished_uploads_go_after_24_hours(void **state)
{
    struct op *op = *state;
    const char *id = a_draft(op, &HOSPITAL);
    const char *ready = attach_as(op, "shenbao", id, "letter");
    const char *upload = begun(op, id, 9);
    int64_t count = 0;

    assert_status(put_chunk_as(op, "shenbao", upload, 0, "%PDF-1.4\n", 9), 204);
    assert_ok(op, db_run(op, &test_age_uploads, DB_IN(IN_INT(24 * HOUR_MS)), NULL));
    assert_ok(op, attachment_sweep(site_op(op), &count));
    assert_int_equal(count, 0);
    assert_ok(op, db_run(op, &test_age_uploads, DB_IN(IN_INT(1)), NULL));
    assert_ok(op, attachment_sweep(op, &count));
    assert_int_equal(count, 1);
    assert_status(get_as(op, "shenbao", "/api/v1/attachments/%s", upload), 404);
    assert_status(get_as(op, "shenbao", "/api/v1/attachments/%s", ready), 200);
}

/* A field of files in the overseas form, and a material of its track. */
static const struct edit more_files[] = {
    { "forms/overseas.yaml", "      - id: organiser\n",
      "      - {id: consent, label: 专家同意函, kind: attachment, accept: [pdf], required: true,"
      " printed: false, limits: [{max: 2}]}\n      - id: organiser\n" },
    { "call.yaml", "      - {code: team-proof,",
      "      - {code: consents, title: 同意函, field: consent, required: true, clause: a2-2-1}\n"
      "      - {code: photos, title: 往年照片, required: true, copies: 1, clause: a2-2-1}\n"
      "      - {code: team-proof," },
    { 0 },
};

static const char *material_codes(struct op *op, struct reply page)
{
    size_t count = json_array_size(member(&page, "materials"));
    char *codes = mem_text(op, "");

    for (size_t i = 0; i < count; i++)
        mem_append(op, &codes, " %s", text_of(page, mem_printf(op, "materials.%zu.code", i)));
    return codes;
}

static int problems_at(struct op *op, const char *login, const char *id, const char *path,
                       const char *code)
{
    struct reply page = get_as(op, login, "/api/v1/applications/%s", id);
    size_t count = json_array_size(member(&page, "problems"));
    int found = 0;

    for (size_t i = 0; i < count; i++) {
        const char *at = mem_printf(op, "problems.%zu.", i);
        found += strcmp(text_of(page, mem_printf(op, "%spath", at)), path) == 0 &&
                 strcmp(text_of(page, mem_printf(op, "%scode", at)), code) == 0;
    }
    return found;
}

static void kinds_are_those_of_the_track(void **state)
{
    struct op *op = *state;
    const char *old = a_draft(op, &HOSPITAL);

    assert_string_equal(material_codes(op, get_as(op, "shenbao", "/api/v1/applications/%s", old)),
                        " stamped_scan team-proof other");
    assert_status(begin(op, "shenbao", old, "{'kind':'team-proof','name':'a.pdf','size':1}"), 201);
    assert_refused(begin(op, "shenbao", old, "{'kind':'photos','name':'a.pdf','size':1}"), 422,
                   "attachment_kind");
    (void)publish_edited(op, more_files);
    const char *id = a_draft(op, &HOSPITAL);
    assert_string_equal(material_codes(op, get_as(op, "shenbao", "/api/v1/applications/%s", id)),
                        " stamped_scan photos team-proof other");
    /* An older form has no field for it: then it is asked for beside the form. */
    assert_string_equal(material_codes(op, get_as(op, "shenbao", "/api/v1/applications/%s", old)),
                        " stamped_scan consents photos team-proof other");
    const char *file = attach_as(op, "shenbao", id, "photos");
    assert_string_equal(text_of(get_as(op, "shenbao", "/api/v1/attachments/%s", file), "kind_name"),
                        "往年照片");
}

static void field_of_files_is_filled_by_uploading(void **state)
{
    struct op *op = *state;
    const char *path = "/values/consent";

    (void)publish_edited(op, more_files);
    const char *id = a_draft(op, &HOSPITAL);
    assert_int_equal(problems_at(op, "shenbao", id, path, "field_required"), 1);
    assert_status(begin(op, "shenbao", id, "{'kind':'consent','name':'a.pdf','size':1}"), 201);
    assert_int_equal(problems_at(op, "shenbao", id, path, "field_required"), 1);
    const char *file = attach_as(op, "shenbao", id, "consent");
    assert_int_equal(problems_at(op, "shenbao", id, path, "field_required"), 0);
    (void)attach_as(op, "shenbao", id, "consent");
    assert_int_equal(problems_at(op, "shenbao", id, path, "too_many_files"), 0);
    (void)attach_as(op, "shenbao", id, "consent");
    assert_int_equal(problems_at(op, "shenbao", id, path, "too_many_files"), 1);
    assert_status(
        call_as(op, "shenbao", "DELETE", mem_printf(op, "/api/v1/attachments/%s", file), NULL),
        204);
    assert_int_equal(problems_at(op, "shenbao", id, path, "too_many_files"), 0);
}

static void desk_sees_which_materials_came(void **state)
{
    struct op *op = *state;

    (void)publish_edited(op, more_files);
    const char *id = a_filled(op, &PARK);
    (void)attach_as(op, "yuanqu", id, "consent");
    do_as(op, "yuanqu", id, "submit", "{}");
    do_as(op, "yuanqu2", id, "approve", "{}");
    assert_status(send_as(op, "yuanqu2", quoted(op, id)), 201);
    struct reply list = get_as(op, "shouli", "/api/v1/desk/checklist/%s", id);
    assert_status(list, 200);
    assert_non_null(strstr(list.bytes, "往年照片"));
    assert_null(strstr(list.bytes, "留学人员及回国专家团队证明"));
}

int main(void)
{
    return run_on_each_site("attachment", (const struct CMUnitTest[]){
                                              TEST(size_is_1_byte_to_50_mib),
                                              TEST(application_has_at_most_40_files),
                                              TEST(unit_has_at_most_2_gib),
                                              TEST(names_end_as_the_bytes_say),
                                              TEST(chunks_after_the_end_are_refused),
                                              TEST(names_and_kinds_are_checked),
                                              TEST(chunks_have_their_size_and_number),
                                              TEST(content_is_what_was_checked_or_is_cut),
                                              TEST(type_is_told_by_the_bytes),
                                              TEST(files_are_fixed_by_sending),
                                              TEST(unfinished_uploads_go_after_24_hours),
                                              TEST(kinds_are_those_of_the_track),
                                              TEST(field_of_files_is_filled_by_uploading),
                                              TEST(desk_sees_which_materials_came),
                                              { 0 },
                                          });
}
