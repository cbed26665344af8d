/* SPDX-License-Identifier: Apache-2.0 */
/* keys_cli.c: `key init`, `key show`, `key add`, `key export`. */
#include "base/keys_cli.h"

#include "base/keys.h"
#include "base/op.h"
#include "base/self_test.h"

#include <stdio.h>
#include <string.h>

static const char *const kind_names[KEY_KIND_COUNT] = {
    [KEY_FIELD] = "field",
    [KEY_LOOKUP] = "lookup",
    [KEY_SIGN] = "sign",
};

static enum err show(struct op *op, const char *directory)
{
    struct keys *keys = NULL;

    enum err e = keys_load(op, directory, &keys);
    if (e != OK)
        return e;
    for (int kind = 0; kind < KEY_KIND_COUNT; kind++)
        (void)printf("%s %s\n", kind_names[kind], keys_active_id(keys, (enum key_kind)kind));
    return OK;
}

static enum err run_init(struct op *op, int argc, char **argv)
{
    enum err e = crypto_self_test(op); /* keys made by a faulty library are for nobody */
    if (e == OK)
        e = keys_init(op, argv[2], argc == 4);
    return e != OK ? e : show(op, argv[2]);
}

static enum err run_show(struct op *op, int argc, char **argv)
{
    (void)argc;
    return show(op, argv[2]);
}

static enum err run_add(struct op *op, int argc, char **argv)
{
    enum key_kind kind = strcmp(argv[3], "sign") == 0 ? KEY_SIGN : KEY_FIELD;
    const char *id = NULL;

    (void)argc;
    enum err e = keys_add(op, argv[2], kind, &id);
    if (e == OK)
        (void)printf("%s %s\n", kind_names[kind], id);
    return e;
}

static enum err run_export(struct op *op, int argc, char **argv)
{
    struct keys *keys = NULL;
    const char *pem = NULL;

    enum err e = keys_load(op, argv[2], &keys);
    if (e == OK)
        e = keys_public_pem(op, keys, argc == 4 ? argv[3] : NULL, &pem);
    if (e == OK)
        (void)fputs(pem, stdout);
    return e;
}

/* argc counts the verb's own name. only: the words allowed as the last of four, or NULL for any. */
static const struct action {
    const char *name;
    int argc_min;
    int argc_max;
    const char *only[2];
    enum err (*run)(struct op *op, int argc, char **argv);
} actions[] = {
    { "init", 3, 4, { "--rehearsal" }, run_init },
    { "show", 3, 3, { NULL }, run_show },
    { "add", 4, 4, { "field", "sign" }, run_add },
    { "export", 3, 4, { NULL }, run_export },
};

static bool fits(const struct action *action, int argc, char **argv)
{
    if (argc < action->argc_min || argc > action->argc_max || strcmp(argv[1], action->name) != 0)
        return false;
    return argc < 4 || action->only[0] == NULL || strcmp(argv[3], action->only[0]) == 0 ||
           (action->only[1] != NULL && strcmp(argv[3], action->only[1]) == 0);
}

int key_main(int argc, char **argv)
{
    for (size_t i = 0; i < sizeof actions / sizeof actions[0]; i++) {
        if (!fits(&actions[i], argc, argv))
            continue;
        struct op *op = op_new(NULL, 0, 0);
        enum err e = actions[i].run(op, argc, argv);
        if (e != OK)
            (void)fprintf(stderr, "%s\n", op_failure_text(op));
        op_free(op);
        if (e == OK)
            return fflush(stdout) == 0 ? 0 : 3;
        return e == ERR_UNAVAILABLE || e == ERR_INTERNAL ? 3 : 1;
    }
    return 2;
}
