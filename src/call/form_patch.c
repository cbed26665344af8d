/* SPDX-License-Identifier: Apache-2.0 */
/* form_patch.c: changes by path, all or nothing; only what is touched is copied and judged. */
#include "base/json_own.h"
#include "base/mem.h"
#include "call/form_judge.h"
#include "text/ident.h"

#include <string.h>

enum { PARTS_MAX = 4, PART_BYTES_MAX = 64 }; /* table, row, column, part of a cell */

struct path {
    char parts[PARTS_MAX][PART_BYTES_MAX];
    size_t count;
};

/* Splits "/values/a/b"; false when it is no such path. Field ids need no escapes. */
static bool path_read(const char *text, struct path *path)
{
    static const char head[] = "/values/";

    if (text == NULL || strncmp(text, head, sizeof head - 1) != 0)
        return false;
    text += sizeof head - 1;
    for (path->count = 0; path->count < PARTS_MAX; path->count++) {
        size_t length = strcspn(text, "/");
        if (length == 0 || length >= PART_BYTES_MAX)
            return false;
        memcpy(path->parts[path->count], text, length);
        path->parts[path->count][length] = '\0';
        if (text[length] == '\0') {
            path->count++;
            return true;
        }
        text += length + 1;
    }
    return false;
}

/* A row number without leading zeros, below FORM_ROWS_MAX; -1: it is none. */
static int row_of(const char *part)
{
    int row = 0;

    if (strlen(part) > 3 || strspn(part, "0123456789") != strlen(part) ||
        (part[0] == '0' && part[1] != '\0'))
        return -1;
    for (; *part != '\0'; part++)
        row = row * 10 + (*part - '0');
    return row;
}

/* ---- Setting; holder is owned by the caller, value borrowed ---- */

static bool put(json_t *object, const char *key, json_t *value)
{
    if (json_is_null(value)) {
        (void)json_object_del(object, key);
        return true;
    }
    return json_object_set(object, key, value) == 0;
}

static const char *const *members_of(const struct field *field)
{
    static const char *const period[] = { "start", "end", NULL };
    static const char *const choices[] = { "codes", "other", NULL };

    if (field->kind == FIELD_PERIOD)
        return period;
    return field->kind == FIELD_CHOICES ? choices : NULL;
}

/* Sets a field, or one named part of it, in an object of values or cells. */
static bool set_part(json_t *object, const struct field *field, const struct path *path,
                     size_t depth, json_t *value)
{
    const char *const *members = members_of(field);

    if (path->count == depth)
        return put(object, field->id, value);
    if (members == NULL || path->count != depth + 1)
        return false;
    while (*members != NULL && strcmp(*members, path->parts[depth]) != 0)
        members++;
    if (*members == NULL)
        return false;
    if (!json_is_object(json_object_get(object, field->id)) &&
        json_object_set_new(object, field->id, json_object()) != 0)
        return false;
    return put(json_object_get(object, field->id), *members, value);
}

static bool set_row(json_t *rows, const char *part, json_t *value)
{
    size_t count = json_array_size(rows);
    int row = strcmp(part, "-") == 0 ? (int)count : row_of(part);

    if (row < 0 || (size_t)row > count || (json_is_null(value) && (size_t)row == count))
        return false;
    if (json_is_null(value))
        return json_array_remove(rows, (size_t)row) == 0;
    if ((size_t)row == count)
        return json_array_append(rows, value) == 0;
    return json_array_set(rows, (size_t)row, value) == 0;
}

static bool set_cell(json_t *rows, const struct form *form, const struct path *path, json_t *value)
{
    char name[2 * PART_BYTES_MAX + 2] = "";
    const struct field *column;
    int row = row_of(path->parts[1]);

    (void)snprintf(name, sizeof name, "%s/%s", path->parts[0], path->parts[2]);
    column = form_field(form, name);
    if (column == NULL || row < 0 || (size_t)row > json_array_size(rows))
        return false;
    if ((size_t)row == json_array_size(rows) && json_array_append_new(rows, json_object()) != 0)
        return false;
    if (!json_is_object(json_array_get(rows, (size_t)row)))
        return false;
    return set_part(json_array_get(rows, (size_t)row), column, path, 3, value);
}

static bool set(json_t *values, const struct form *form, const struct path *path, json_t *value)
{
    const struct field *field = form_field(form, path->parts[0]);

    if (field == NULL)
        return false;
    if (field->kind != FIELD_TABLE || path->count == 1)
        return set_part(values, field, path, 1, value);
    if (!json_is_array(json_object_get(values, field->id)) &&
        json_object_set_new(values, field->id, json_array()) != 0)
        return false;
    json_t *rows = json_object_get(values, field->id);
    return path->count == 2 ? set_row(rows, path->parts[1], value)
                            : set_cell(rows, form, path, value);
}

/* ---- The patch ---- */

struct patching {
    struct judge judge;
    json_t *values;  /* the copy that is changed */
    json_t *touched; /* object: top field id -> true, once its value is a copy of its own */
};

static void own_top(struct patching *patching, const char *id)
{
    if (json_object_get(patching->touched, id) != NULL)
        return;
    json_object_set_new(patching->touched, id, json_true());
    if (json_object_get(patching->values, id) != NULL)
        json_object_set_new(patching->values, id,
                            json_deep_copy(json_object_get(patching->values, id)));
}

static void apply(struct patching *patching, const json_t *entry)
{
    const char *text = json_string_value(json_object_get(entry, "path"));
    json_t *value = json_object_get(entry, "value");
    struct path path = { 0 };
    const char *shown = text == NULL ? "" : mem_text_max(patching->judge.op, text, 200);

    if (!path_read(text, &path) || value == NULL || json_object_size(entry) != 2) {
        judge_system(&patching->judge, shown, "patch_path", SAY({ "path", shown }));
        return;
    }
    if (form_field(patching->judge.form, path.parts[0]) == NULL) {
        judge_system(&patching->judge, shown, "field_unknown",
                     SAY({ "label", patching->judge.form->title }, { "key", path.parts[0] }));
        return;
    }
    own_top(patching, path.parts[0]);
    json_t *copy = json_deep_copy(value);
    if (!set(patching->values, patching->judge.form, &path, copy))
        judge_system(&patching->judge, shown, "patch_path", SAY({ "path", shown }));
    json_decref(copy);
}

/* A good number or address is stored in its normal form, so that equal ones are equal. */
static void normalise(struct op *op, const struct field *field, json_t *object)
{
    static const struct {
        enum field_kind kind;
        enum ident_kind ident;
    } rows[] = { { FIELD_PHONE, IDENT_PHONE }, { FIELD_MOBILE, IDENT_MOBILE },
                 { FIELD_EMAIL, IDENT_EMAIL }, { FIELD_IDCARD, IDENT_IDCARD },
                 { FIELD_USCC, IDENT_USCC },   { FIELD_ACCOUNT, IDENT_ACCOUNT },
                 { FIELD_CNAPS, IDENT_CNAPS } };
    const char *text = json_string_value(json_object_get(object, field->id));

    for (size_t i = 0; text != NULL && i < sizeof rows / sizeof rows[0]; i++) {
        if (rows[i].kind != field->kind)
            continue;
        struct ident ident = ident_check(op, rows[i].ident, text, 22001231);
        if (ident.code == NULL)
            (void)json_object_set_new(object, field->id, json_string(ident.text));
        return;
    }
}

static void judge_touched(struct patching *patching)
{
    const char *id;
    json_t *mark;

    json_object_foreach(patching->touched, id, mark)
    {
        const struct field *field = form_field(patching->judge.form, id);
        struct spot spot = spot_of(&patching->judge, field);
        if (!shape_check(&patching->judge, &spot))
            continue;
        normalise(patching->judge.op, field, patching->values);
        for (size_t i = 0; i < json_array_size(spot.value); i++) {
            for (size_t j = 0; j < field->column_count; j++)
                normalise(patching->judge.op, &field->columns[j], json_array_get(spot.value, i));
        }
    }
    (void)form_size_check(&patching->judge);
}

enum err form_patch(struct op *op, const struct form *form, json_t *values, const json_t *patch)
{
    struct problem_list problems = { 0 };
    struct patching patching = { .values = json_own(op, json_copy(values)),
                                 .touched = json_own(op, json_object()) };
    json_t *entry;
    size_t i;

    if (!json_is_array(patch) || json_array_size(patch) > FORM_PATCH_MAX) {
        fail_arg(op, "max", "%d", FORM_PATCH_MAX);
        return fail(op, ERR_INVALID, "form_patch_long", "patch of %zu", json_array_size(patch));
    }
    patching.judge =
        (struct judge){ .op = op, .form = form, .values = patching.values, .ret = &problems };
    json_array_foreach(patch, i, entry)
    {
        apply(&patching, entry);
    }
    if (problems.count == 0)
        judge_touched(&patching);
    if (problems.count > 0) {
        op->problems = problems;
        return fail(op, ERR_INVALID, "form_patch_wrong", "%zu problems", problems.count);
    }
    (void)json_object_clear(values);
    if (json_object_update(values, patching.values) != 0)
        return fail(op, ERR_INTERNAL, "internal", "values could not be updated");
    return OK;
}

/* Length of what a path claims: a whole row, or a new one, claims its table, as rows move. */
static size_t claim(const char *text)
{
    struct path path = { 0 };
    bool row = path_read(text, &path) && path.count == 2 &&
               (strcmp(path.parts[1], "-") == 0 || row_of(path.parts[1]) >= 0);

    return row ? (size_t)(strrchr(text, '/') - text) : strlen(text);
}

bool form_paths_meet(const char *a, const char *b)
{
    if (a == NULL || b == NULL)
        return false;
    size_t claims_a = claim(a);
    size_t claims_b = claim(b);
    size_t shorter = claims_a < claims_b ? claims_a : claims_b;
    const char *longer = claims_a < claims_b ? b : a;
    size_t longest = claims_a < claims_b ? claims_b : claims_a;

    return strncmp(a, b, shorter) == 0 && (longest == shorter || longer[shorter] == '/');
}

json_t *form_defaults(struct op *op, const struct form *form)
{
    json_t *values = json_object();

    (void)op;
    for (size_t i = 0; i < form->section_count; i++) {
        for (size_t j = 0; j < form->sections[i].field_count; j++) {
            const struct field *field = &form->sections[i].fields[j];
            json_t *rows = field->kind == FIELD_TABLE ? json_array() : NULL;
            int64_t fewest = field->required ? 1 : 0;
            for (size_t k = 0; k < field->limit_count; k++)
                fewest = field->limits[k].min > fewest ? field->limits[k].min : fewest;
            for (int64_t k = 0; rows != NULL && k < fewest && k < FORM_ROWS_MAX; k++)
                (void)json_array_append_new(rows, json_object());
            if (rows != NULL)
                (void)json_object_set_new(values, field->id, rows);
        }
    }
    return values;
}
