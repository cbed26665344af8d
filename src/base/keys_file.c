/* SPDX-License-Identifier: Apache-2.0 */
/* keys_file.c: the keys directory on disk: making it, adding to it, reading it with care. */
#include "base/keys_lib.h"
#include "base/mem.h"
#include "base/op.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FILE_BYTES_MAX = 8192, OTHERS_BITS = 0077, ID_RANDOM_CHARS = 8 };

static const char active_name[] = "active";

/* ---- small file work, relative to the open directory ---- */

static void close_descriptor(void *object)
{
    (void)close(*(int *)object);
}

static int own_descriptor(struct op *op, int descriptor)
{
    if (descriptor >= 0) {
        int *kept = mem_new(op, int);
        *kept = descriptor;
        mem_own(kept, kept, close_descriptor);
    }
    return descriptor;
}

static enum err unwritable(struct op *op, const char *what)
{
    return fail(op, ERR_UNAVAILABLE, "keys_unwritable", "%s: %s", what, strerror(errno));
}

static enum err damaged(struct op *op, const char *name, const char *why)
{
    fail_arg(op, "file", "%s", name);
    return fail(op, ERR_INVALID, "keys_damaged", "%s: %s", name, why);
}

static bool write_all(int file, const char *text)
{
    size_t left = strlen(text);

    while (left > 0) {
        ssize_t wrote = write(file, text, left);
        if (wrote < 0 && errno == EINTR)
            continue;
        if (wrote <= 0)
            return false;
        text += wrote;
        left -= (size_t)wrote;
    }
    return true;
}

/* Whole and durable under its name, or not there: temporary file, fsync, rename, fsync. */
static enum err write_file(struct op *op, int directory, const char *name, const char *text)
{
    const char *temporary = mem_printf(op, ".new-%s", random_public_id(op));

    int file = openat(directory, temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file < 0)
        return unwritable(op, name);
    bool good = write_all(file, text) && fsync(file) == 0;
    good = close(file) == 0 && good;
    if (!good || renameat(directory, temporary, directory, name) != 0 || fsync(directory) != 0) {
        enum err e = unwritable(op, name);
        (void)unlinkat(directory, temporary, 0);
        return e;
    }
    return OK;
}

static enum err too_open(struct op *op, const char *name)
{
    fail_arg(op, "file", "%s", name);
    return fail(op, ERR_DENIED, "keys_too_open", "%s must be 0700 or 0600 and no link", name);
}

static void wipe_page(void *page)
{
    wipe(page, FILE_BYTES_MAX + 1);
}

/* A small private file as text, wiped when the op ends. */
static enum err read_file(struct op *op, int directory, const char *name, const char **ret_text)
{
    struct stat about = { 0 };

    int file = own_descriptor(op, openat(directory, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
    if (file < 0 && errno == ENOENT)
        return fail(op, ERR_NOT_FOUND, "keys_missing", "no file %s", name);
    if (file < 0 || fstat(file, &about) != 0 || !S_ISREG(about.st_mode) ||
        (about.st_mode & OTHERS_BITS) != 0)
        return too_open(op, name);
    char *page = mem_array(op, char, FILE_BYTES_MAX + 1);
    mem_own(page, page, wipe_page);
    ssize_t size = read(file, page, FILE_BYTES_MAX + 1);
    if (size < 0 || size > FILE_BYTES_MAX || strlen(page) != (size_t)size)
        return damaged(op, name, "unreadable, too long or not text");
    *ret_text = page;
    return OK;
}

static enum err open_directory(struct op *op, const char *path, int *ret_directory)
{
    struct stat about = { 0 };

    int directory = own_descriptor(op, open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (directory < 0 && errno == ENOENT)
        return fail(op, ERR_NOT_FOUND, "keys_missing", "no directory");
    if (directory < 0 || fstat(directory, &about) != 0 || (about.st_mode & OTHERS_BITS) != 0)
        return too_open(op, path);
    *ret_directory = directory;
    return OK;
}

/* ---- making keys ---- */

static enum err make_secret(struct op *op, int directory, enum key_kind kind, bool rehearsal,
                            const char **ret_id)
{
    uint8_t secret[KEYS_SECRET_BYTES];

    const char *id = mem_printf(op, "%s%s-%.*s", rehearsal ? KEYS_REHEARSAL : "",
                                keys_kind_name(kind), ID_RANDOM_CHARS, random_public_id(op));
    random_bytes(secret, sizeof secret);
    char *text = mem_printf(op, "%s\n", hex_text(op, (struct bytes){ secret, sizeof secret }));
    enum err e = write_file(op, directory, mem_printf(op, "%s.key", id), text);
    wipe(secret, sizeof secret);
    wipe(text, strlen(text));
    if (e != OK)
        return e;
    *ret_id = id;
    return OK;
}

static enum err make_pair(struct op *op, int directory, bool rehearsal, const char **ret_id)
{
    struct sm2_key *key = NULL;
    const char *id = NULL;
    const char *pem = NULL;

    enum err e = sm2_key_new(op, &key);
    if (e == OK)
        e = keys_sign_id(op, key, rehearsal, &id);
    if (e == OK)
        e = sm2_private_write(op, key, &pem);
    if (e == OK)
        e = write_file(op, directory, mem_printf(op, "%s.pem", id), pem);
    if (e != OK)
        return e;
    *ret_id = id;
    return OK;
}

static enum err make_key(struct op *op, int directory, enum key_kind kind, bool rehearsal,
                         const char **ret_id)
{
    return kind == KEY_SIGN ? make_pair(op, directory, rehearsal, ret_id)
                            : make_secret(op, directory, kind, rehearsal, ret_id);
}

static enum err write_active(struct op *op, int directory, const char *const ids[KEY_KIND_COUNT])
{
    char *text = NULL;

    for (int kind = 0; kind < KEY_KIND_COUNT; kind++)
        mem_append(op, &text, "%s %s\n", keys_kind_name((enum key_kind)kind), ids[kind]);
    return write_file(op, directory, active_name, text);
}

enum err keys_init(struct op *op, const char *path, bool rehearsal)
{
    const char *ids[KEY_KIND_COUNT] = { 0 };
    int directory = -1;

    /* rmdir removes an empty directory only: whatever else is there stays and stops us. */
    if (mkdir(path, 0700) != 0 && (rmdir(path) != 0 || mkdir(path, 0700) != 0)) {
        bool exists = errno == ENOTEMPTY || errno == EEXIST || errno == ENOTDIR;
        return exists ? fail(op, ERR_CONFLICT, "keys_exist", "%s", strerror(errno))
                      : unwritable(op, "directory");
    }
    enum err e = open_directory(op, path, &directory);
    for (int kind = 0; e == OK && kind < KEY_KIND_COUNT; kind++)
        e = make_key(op, directory, (enum key_kind)kind, rehearsal, &ids[kind]);
    return e != OK ? e : write_active(op, directory, ids);
}

enum err keys_add(struct op *op, const char *path, enum key_kind kind, const char **ret_id)
{
    const char *ids[KEY_KIND_COUNT] = { 0 };
    struct keys *keys = NULL;
    int directory = -1;

    if (kind == KEY_LOOKUP)
        return fail(op, ERR_INVALID, "keys_lookup_fixed", "the look-up key cannot be replaced");
    enum err e = keys_load(op, path, &keys);
    if (e == OK)
        e = open_directory(op, path, &directory);
    if (e != OK)
        return e;
    for (int i = 0; i < KEY_KIND_COUNT; i++)
        ids[i] = keys->active[i];
    e = make_key(op, directory, kind, keys->rehearsal, &ids[kind]);
    if (e == OK)
        e = write_active(op, directory, ids);
    if (e != OK)
        return e;
    *ret_id = ids[kind];
    return OK;
}

/* ---- reading keys ---- */

static void wipe_secrets(void *object)
{
    struct keys *keys = object;

    wipe(keys->field, keys->field_count * sizeof keys->field[0]);
    wipe(keys->lookup, keys->lookup_count * sizeof keys->lookup[0]);
}

/* The kind that an id says it has; KEY_KIND_COUNT when it is none of ours. */
static enum key_kind kind_of(const char *id)
{
    if (strncmp(id, KEYS_REHEARSAL, sizeof KEYS_REHEARSAL - 1) == 0)
        id += sizeof KEYS_REHEARSAL - 1;
    for (int kind = 0; kind < KEY_KIND_COUNT; kind++) {
        const char *name = keys_kind_name((enum key_kind)kind);
        if (strncmp(id, name, strlen(name)) == 0 && id[strlen(name)] == '-')
            return (enum key_kind)kind;
    }
    return KEY_KIND_COUNT;
}

static enum err take_secret(struct op *op, struct keys *keys, const char *id, const char *text)
{
    enum key_kind kind = kind_of(id);
    struct bytes secret = { 0 };

    char *digits = mem_text_max(op, text, strcspn(text, "\n"));
    bool good = hex_parse(op, digits, &secret) && secret.size == KEYS_SECRET_BYTES &&
                strlen(id) <= KEY_ID_MAX && (kind == KEY_FIELD || kind == KEY_LOOKUP);
    wipe(digits, strlen(digits));
    if (!good)
        return damaged(op, id, "not 64 hex digits of a field or look-up key");
    /* Rooms for KEYS_MAX were made at once, so that no copy of a secret is left behind. */
    seal_key_derive(kind == KEY_FIELD ? &keys->field[keys->field_count++]
                                      : &keys->lookup[keys->lookup_count++],
                    id, secret.data);
    wipe((void *)secret.data, secret.size);
    return OK;
}

static enum err take_pair(struct op *op, struct keys *keys, const char *id, const char *text)
{
    const char *expected = NULL;
    struct sm2_key *key = NULL;

    enum err e = sm2_private_read(op, text, &key);
    if (e == OK)
        e = keys_sign_id(op, key, strncmp(id, KEYS_REHEARSAL, sizeof KEYS_REHEARSAL - 1) == 0,
                         &expected);
    if (e != OK)
        return e;
    if (strcmp(id, expected) != 0)
        return damaged(op, id, "the file's name is not the fingerprint of its key");
    keys->sign[keys->sign_count++] = (struct sign_key){ mem_text(op, id), key };
    return OK;
}

static enum err take_file(struct op *op, struct keys *keys, int directory, const char *name)
{
    const char *dot = strrchr(name, '.');
    const char *text = NULL;

    if (dot == NULL || dot == name || (strcmp(dot, ".key") != 0 && strcmp(dot, ".pem") != 0))
        return OK;
    if (keys->field_count + keys->lookup_count + keys->sign_count >= KEYS_MAX)
        return damaged(op, name, "too many keys");
    enum err e = read_file(op, directory, name, &text);
    if (e != OK)
        return e;
    const char *id = mem_text_max(op, name, (size_t)(dot - name));
    bool rehearsal = strncmp(id, KEYS_REHEARSAL, sizeof KEYS_REHEARSAL - 1) == 0;
    if (rehearsal != keys->rehearsal)
        return damaged(op, name, "rehearsal and real keys are mixed");
    return strcmp(dot, ".pem") == 0 ? take_pair(op, keys, id, text)
                                    : take_secret(op, keys, id, text);
}

/* Reads "kind id" lines; each kind exactly once. */
static enum err read_active(struct op *op, struct keys *keys, int directory)
{
    const char *text = NULL;

    enum err e = read_file(op, directory, active_name, &text);
    if (e != OK)
        return e;
    for (const char *at = text; *at != '\0';) {
        size_t length = strcspn(at, "\n");
        const char *space = memchr(at, ' ', length);
        const char *id =
            space == NULL ? "" : mem_text_max(op, space + 1, length - (size_t)(space + 1 - at));
        enum key_kind kind = kind_of(id);
        if (kind == KEY_KIND_COUNT || keys->active[kind] != NULL ||
            strncmp(at, keys_kind_name(kind), (size_t)(space - at)) != 0)
            return damaged(op, active_name, "a line is not `kind id`, or a kind comes twice");
        keys->active[kind] = id;
        at += length + (at[length] == '\n');
    }
    for (int kind = 0; kind < KEY_KIND_COUNT; kind++) {
        if (keys->active[kind] == NULL)
            return damaged(op, active_name, "a kind has no active key");
    }
    keys->rehearsal =
        strncmp(keys->active[KEY_FIELD], KEYS_REHEARSAL, sizeof KEYS_REHEARSAL - 1) == 0;
    return OK;
}

static bool has_active(const struct keys *keys)
{
    bool found[KEY_KIND_COUNT] = { false };

    for (size_t i = 0; i < keys->field_count; i++)
        found[KEY_FIELD] |= strcmp(keys->field[i].id, keys->active[KEY_FIELD]) == 0;
    for (size_t i = 0; i < keys->lookup_count; i++)
        found[KEY_LOOKUP] |= strcmp(keys->lookup[i].id, keys->active[KEY_LOOKUP]) == 0;
    for (size_t i = 0; i < keys->sign_count; i++)
        found[KEY_SIGN] |= strcmp(keys->sign[i].id, keys->active[KEY_SIGN]) == 0;
    return found[KEY_FIELD] && found[KEY_LOOKUP] && found[KEY_SIGN];
}

static void close_listing(void *listing)
{
    (void)closedir(listing);
}

enum err keys_load(struct op *op, const char *path, struct keys **ret_keys)
{
    struct keys *keys = mem_new(op, struct keys);
    int directory = -1;

    keys->field = mem_array(keys, struct seal_key, KEYS_MAX);
    keys->lookup = mem_array(keys, struct seal_key, KEYS_MAX);
    keys->sign = mem_array(keys, struct sign_key, KEYS_MAX);
    mem_own(keys, keys, wipe_secrets);
    enum err e = open_directory(op, path, &directory);
    if (e == OK)
        e = read_active(op, keys, directory);
    if (e != OK)
        return e;
    DIR *listing = fdopendir(dup(directory));
    if (listing == NULL)
        return unwritable(op, "listing");
    mem_own(op, listing, close_listing);
    for (struct dirent *entry = readdir(listing); e == OK && entry != NULL;
         entry = readdir(listing))
        e = take_file(op, keys, directory, entry->d_name);
    if (e != OK)
        return e;
    if (!has_active(keys))
        return damaged(op, active_name, "an active key has no file");
    *ret_keys = keys;
    return OK;
}
