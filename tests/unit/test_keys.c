/* SPDX-License-Identifier: Apache-2.0 */
/* The keys directory: made once, private, complete, never mixed; old keys still read. */
#include "base/keys.h"
#include "base/mem.h"
#include "base/op.h"
#include "support/run.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* cmocka wants these four, and comes last: its fail() would hide ours */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const struct seal_place place = { "account", "id_number", "1" };

struct fixture {
    struct op *op;
    const char *directory;
    const char *keys_path;
};

static int start(void **state)
{
    struct op *op = op_new(NULL, 0, 0);
    struct fixture *fixture = mem_new(op, struct fixture);

    fixture->op = op;
    fixture->directory = run_directory(op);
    if (fixture->directory == NULL)
        return -1;
    fixture->keys_path = mem_printf(op, "%s/keys", fixture->directory);
    *state = fixture;
    return 0;
}

static int finish(void **state)
{
    op_free(((struct fixture *)*state)->op);
    return 0;
}

static struct bytes text_bytes(const char *text)
{
    return (struct bytes){ (const uint8_t *)text, strlen(text) };
}

static struct keys *made(struct fixture *fixture, bool rehearsal)
{
    struct keys *keys = NULL;

    assert_int_equal(keys_init(fixture->op, fixture->keys_path, rehearsal), OK);
    assert_int_equal(keys_load(fixture->op, fixture->keys_path, &keys), OK);
    return keys;
}

static const char *path_of(struct fixture *fixture, const char *name)
{
    return mem_printf(fixture->op, "%s/%s", fixture->keys_path, name);
}

static void expect_load(struct fixture *fixture, enum err code, const char *reason)
{
    struct keys *keys = NULL;

    op_forgive(fixture->op);
    assert_int_equal(keys_load(fixture->op, fixture->keys_path, &keys), code);
    assert_string_equal(fixture->op->failure.reason, reason);
    assert_null(keys);
}

static void write_text(const char *path, const char *text, mode_t mode)
{
    FILE *file = fopen(path, "w");

    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(chmod(path, mode), 0);
}

static void init_makes_private_files_only(void **state)
{
    struct fixture *fixture = *state;
    struct stat about = { 0 };
    int files = 0;

    made(fixture, false);
    assert_int_equal(stat(fixture->keys_path, &about), 0);
    assert_int_equal(about.st_mode & 0777, 0700);
    DIR *listing = opendir(fixture->keys_path);
    assert_non_null(listing);
    for (struct dirent *entry = readdir(listing); entry != NULL; entry = readdir(listing)) {
        if (entry->d_name[0] == '.')
            continue;
        assert_int_equal(stat(path_of(fixture, entry->d_name), &about), 0);
        assert_int_equal(about.st_mode & 0777, 0600);
        files++;
    }
    closedir(listing);
    assert_int_equal(files, 4);
}

static void init_never_overwrites(void **state)
{
    struct fixture *fixture = *state;

    made(fixture, false);
    assert_int_equal(keys_init(fixture->op, fixture->keys_path, false), ERR_CONFLICT);
    op_forgive(fixture->op);
    write_text(mem_printf(fixture->op, "%s/file", fixture->directory), "x", 0600);
    assert_int_equal(
        keys_init(fixture->op, mem_printf(fixture->op, "%s/file", fixture->directory), false),
        ERR_CONFLICT);
    op_forgive(fixture->op);
    assert_int_equal(
        keys_init(fixture->op, mem_printf(fixture->op, "%s/a/b", fixture->directory), false),
        ERR_UNAVAILABLE);
}

static void init_takes_an_empty_directory_and_closes_it(void **state)
{
    struct fixture *fixture = *state;

    assert_int_equal(mkdir(fixture->keys_path, 0755), 0);
    made(fixture, false);
}

static void loaded_keys_seal_open_sign_and_verify(void **state)
{
    struct fixture *fixture = *state;
    struct keys *keys = made(fixture, false);
    struct bytes sealed = { 0 };
    struct bytes plain = { 0 };
    struct bytes signature = { 0 };
    const char *id = NULL;
    bool good = false;

    assert_int_equal(keys_seal(fixture->op, keys, &place, text_bytes("abc"), &sealed), OK);
    assert_int_equal(keys_open(fixture->op, keys, &place, sealed, &plain), OK);
    assert_string_equal((const char *)plain.data, "abc");
    assert_int_equal(keys_sign(fixture->op, keys, text_bytes("m"), &id, &signature), OK);
    assert_string_equal(id, keys_active_id(keys, KEY_SIGN));
    assert_int_equal(keys_verify(fixture->op, keys, id, text_bytes("m"), signature, &good), OK);
    assert_true(good);
    assert_int_equal(keys_verify(fixture->op, keys, "sign-0", text_bytes("m"), signature, &good),
                     ERR_UNAVAILABLE);
}

static void exported_public_key_verifies_and_names_its_id(void **state)
{
    struct fixture *fixture = *state;
    struct keys *keys = made(fixture, true);
    struct sm2_key *public_half = NULL;
    struct bytes signature = { 0 };
    const char *signer = NULL;
    const char *pem = NULL;
    const char *id = NULL;
    bool good = false;

    assert_int_equal(keys_sign(fixture->op, keys, text_bytes("m"), &signer, &signature), OK);
    assert_int_equal(keys_public_pem(fixture->op, keys, NULL, &pem), OK);
    assert_int_equal(sm2_public_read(fixture->op, pem, &public_half), OK);
    assert_int_equal(keys_sign_id(fixture->op, public_half, true, &id), OK);
    assert_string_equal(id, signer);
    assert_int_equal(sm2_verify(fixture->op, public_half, text_bytes("m"), signature, &good), OK);
    assert_true(good);
}

static void rehearsal_keys_are_marked(void **state)
{
    struct keys *keys = made(*state, true);

    assert_true(keys_rehearsal(keys));
    for (int kind = 0; kind < KEY_KIND_COUNT; kind++)
        assert_memory_equal(keys_active_id(keys, (enum key_kind)kind), "rehearsal-", 10);
}

static void real_keys_are_not_marked(void **state)
{
    struct keys *keys = made(*state, false);

    assert_false(keys_rehearsal(keys));
    assert_memory_equal(keys_active_id(keys, KEY_FIELD), "field-", 6);
}

static void new_field_key_writes_and_the_old_still_reads(void **state)
{
    struct fixture *fixture = *state;
    struct keys *before = made(fixture, false);
    struct keys *after = NULL;
    struct bytes sealed = { 0 };
    struct bytes plain = { 0 };
    const char *id = NULL;

    assert_int_equal(keys_seal(fixture->op, before, &place, text_bytes("old"), &sealed), OK);
    assert_int_equal(keys_add(fixture->op, fixture->keys_path, KEY_FIELD, &id), OK);
    assert_int_equal(keys_load(fixture->op, fixture->keys_path, &after), OK);
    assert_string_equal(keys_active_id(after, KEY_FIELD), id);
    assert_string_not_equal(keys_active_id(before, KEY_FIELD), id);
    assert_int_equal(keys_open(fixture->op, after, &place, sealed, &plain), OK);
    assert_int_equal(keys_seal(fixture->op, after, &place, text_bytes("new"), &sealed), OK);
    assert_int_equal(keys_open(fixture->op, before, &place, sealed, &plain), ERR_UNAVAILABLE);
    assert_string_equal(fixture->op->failure.reason, "key_absent");
}

static void lookup_key_is_never_replaced(void **state)
{
    struct fixture *fixture = *state;
    const char *id = NULL;

    made(fixture, false);
    assert_int_equal(keys_add(fixture->op, fixture->keys_path, KEY_LOOKUP, &id), ERR_INVALID);
}

static void lookup_is_equal_for_equal_values_of_one_column(void **state)
{
    struct fixture *fixture = *state;
    struct op *op = fixture->op;
    struct keys *keys = made(fixture, false);
    const char *digest = keys_lookup(op, keys, "ab", "c", "1");

    assert_int_equal(strlen(digest), 32);
    assert_string_equal(digest, keys_lookup(op, keys, "ab", "c", "1"));
    assert_string_not_equal(digest, keys_lookup(op, keys, "ab", "c", "2"));
    assert_string_not_equal(digest, keys_lookup(op, keys, "a", "bc", "1"));
    assert_string_not_equal(digest, keys_lookup(op, keys, "ab", "c1", ""));
}

static void open_directory_or_file_is_refused(void **state)
{
    struct fixture *fixture = *state;

    made(fixture, false);
    assert_int_equal(chmod(fixture->keys_path, 0750), 0);
    expect_load(fixture, ERR_DENIED, "keys_too_open");
    assert_int_equal(chmod(fixture->keys_path, 0700), 0);
    assert_int_equal(chmod(path_of(fixture, "active"), 0604), 0);
    expect_load(fixture, ERR_DENIED, "keys_too_open");
}

static void linked_file_is_refused(void **state)
{
    struct fixture *fixture = *state;

    made(fixture, false);
    assert_int_equal(rename(path_of(fixture, "active"), path_of(fixture, "other")), 0);
    assert_int_equal(symlink("other", path_of(fixture, "active")), 0);
    expect_load(fixture, ERR_DENIED, "keys_too_open");
}

static void missing_directory_is_named(void **state)
{
    expect_load(*state, ERR_NOT_FOUND, "keys_missing");
}

static void damaged_files_are_refused(void **state)
{
    static const char *const texts[] = { "", "00\n", "zz", "-----BEGIN\n" };
    struct fixture *fixture = *state;

    made(fixture, false);
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        write_text(path_of(fixture, "field-x.key"), texts[i], 0600);
        expect_load(fixture, ERR_INVALID, "keys_damaged");
    }
    assert_int_equal(unlink(path_of(fixture, "field-x.key")), 0);
    write_text(path_of(fixture, "active"), "field field-none\n", 0600);
    expect_load(fixture, ERR_INVALID, "keys_damaged");
}

static void rehearsal_key_among_real_ones_is_refused(void **state)
{
    struct fixture *fixture = *state;
    char digits[66] = "";

    made(fixture, false);
    memset(digits, '0', 64);
    write_text(path_of(fixture, "rehearsal-field-x.key"), digits, 0600);
    expect_load(fixture, ERR_INVALID, "keys_damaged");
}

static void pair_under_a_false_name_is_refused(void **state)
{
    struct fixture *fixture = *state;
    struct keys *keys = made(fixture, false);
    const char *name = mem_printf(fixture->op, "%s.pem", keys_active_id(keys, KEY_SIGN));

    assert_int_equal(rename(path_of(fixture, name), path_of(fixture, "sign-0.pem")), 0);
    expect_load(fixture, ERR_INVALID, "keys_damaged");
}

static void keys_end_at_their_limit(void **state)
{
    struct fixture *fixture = *state;
    struct keys *keys = made(fixture, false);
    char digits[66] = "";

    memset(digits, 'a', 64);
    for (int i = 3; i < KEYS_MAX; i++)
        write_text(path_of(fixture, mem_printf(fixture->op, "field-%d.key", i)), digits, 0600);
    assert_int_equal(keys_load(fixture->op, fixture->keys_path, &keys), OK);
    write_text(path_of(fixture, "field-more.key"), digits, 0600);
    expect_load(fixture, ERR_INVALID, "keys_damaged");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, start, finish)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(init_makes_private_files_only),
        TEST(init_never_overwrites),
        TEST(init_takes_an_empty_directory_and_closes_it),
        TEST(loaded_keys_seal_open_sign_and_verify),
        TEST(exported_public_key_verifies_and_names_its_id),
        TEST(rehearsal_keys_are_marked),
        TEST(real_keys_are_not_marked),
        TEST(new_field_key_writes_and_the_old_still_reads),
        TEST(lookup_key_is_never_replaced),
        TEST(lookup_is_equal_for_equal_values_of_one_column),
        TEST(open_directory_or_file_is_refused),
        TEST(linked_file_is_refused),
        TEST(missing_directory_is_named),
        TEST(damaged_files_are_refused),
        TEST(rehearsal_key_among_real_ones_is_refused),
        TEST(pair_under_a_false_name_is_refused),
        TEST(keys_end_at_their_limit),
    };
    return cmocka_run_group_tests_name("keys", tests, NULL, NULL);
}
