/* SPDX-License-Identifier: Apache-2.0 */
/* config.c: one row an option; its name in the environment is made from its own. */
#include "base/config.h"

#include "base/log.h"
#include "base/mem.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum kind { KIND_TEXT, KIND_INT, KIND_BOOL, KIND_LEVEL };

enum { WORKERS_MAX = 64 };

static const char env_prefix[] = "DIANJIANG_";

static const struct option {
    const char *name; /* without the dashes */
    enum kind kind;
    size_t offset;
    const char *value; /* default; NULL: absent */
    const char *shown; /* in the usage */
    bool required;
} options[] = {
    { "db", KIND_TEXT, offsetof(struct config, db), NULL, "URL", true },
    { "listen", KIND_TEXT, offsetof(struct config, listen), "127.0.0.1:8080", "HOST:PORT", false },
    { "calls", KIND_TEXT, offsetof(struct config, calls), NULL, "DIR", false },
    { "keys", KIND_TEXT, offsetof(struct config, keys), NULL, "DIR", false },
    { "workers", KIND_INT, offsetof(struct config, workers), "0", "N", false },
    { "cookie-secure", KIND_BOOL, offsetof(struct config, cookie_secure), "no", NULL, false },
    { "public-url", KIND_TEXT, offsetof(struct config, public_url), NULL, "URL", false },
    { "smtp", KIND_TEXT, offsetof(struct config, smtp), NULL, "URL", false },
    { "mail-from", KIND_TEXT, offsetof(struct config, mail_from), NULL, "ADDRESS", false },
    { "smtp-user", KIND_TEXT, offsetof(struct config, smtp_user), NULL, "NAME", false },
    { "smtp-password", KIND_TEXT, offsetof(struct config, smtp_password), NULL, "WORD", false },
    { "log-level", KIND_LEVEL, offsetof(struct config, log_level), "info",
      "error|warning|notice|info|debug", false },
};

enum { OPTION_COUNT = sizeof options / sizeof options[0] };

static const struct {
    const char *name;
    enum log_level level;
} levels[] = {
    { "error", LOG_ERROR }, { "warning", LOG_WARNING }, { "notice", LOG_NOTICE },
    { "info", LOG_INFO },   { "debug", LOG_DEBUG },
};

static bool read_int(const char *text, int64_t *to)
{
    char *end = NULL;

    errno = 0;
    long value = strtol(text, &end, 10);
    if (!isdigit((unsigned char)text[0]) || *end != '\0' || errno != 0 || value > WORKERS_MAX)
        return false;
    *to = value;
    return true;
}

static bool read_bool(const char *text, bool *to)
{
    static const char *const words[] = { "no", "yes", "false", "true", "0", "1" };

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (strcasecmp(text, words[i]) == 0) {
            *to = i % 2 == 1;
            return true;
        }
    }
    return false;
}

static bool read_level(const char *text, int64_t *to)
{
    for (size_t i = 0; i < sizeof levels / sizeof levels[0]; i++) {
        if (strcmp(text, levels[i].name) == 0) {
            *to = levels[i].level;
            return true;
        }
    }
    return false;
}

static bool take(const struct option *option, const char *text, struct config *config)
{
    void *to = (char *)config + option->offset;

    switch (option->kind) {
    case KIND_TEXT:
        *(const char **)to = text;
        return text[0] != '\0';
    case KIND_INT:
        return read_int(text, to);
    case KIND_BOOL:
        return read_bool(text, to);
    case KIND_LEVEL:
        return read_level(text, to);
    }
    return false;
}

static enum err bad_value(struct op *op, const struct option *option, const char *text)
{
    fail_arg(op, "option", "--%s", option->name);
    return fail(op, ERR_INVALID, "option_value", "--%s cannot be \"%s\"", option->name, text);
}

/* ---- the command line ---------------------------------------------------------------------- */

static const struct option *find_option(const char *argument)
{
    size_t length = strcspn(argument, "=");

    for (size_t i = 0; i < OPTION_COUNT; i++) {
        if (strncmp(argument, "--", 2) == 0 && strlen(options[i].name) == length - 2 &&
            strncmp(argument + 2, options[i].name, length - 2) == 0)
            return &options[i];
    }
    return NULL;
}

static enum err read_options(struct op *op, int argc, char *const *argv, const char **values)
{
    for (int i = 1; i < argc; i++) {
        const struct option *option = find_option(argv[i]);
        const char *equals = strchr(argv[i], '=');
        if (option == NULL) {
            fail_arg(op, "option", "%s", argv[i]);
            return fail(op, ERR_INVALID, "option_unknown", "no option %s", argv[i]);
        }
        const char **value = &values[option - options];
        if (equals != NULL)
            *value = equals + 1;
        else if (option->kind == KIND_BOOL)
            *value = "yes";
        else if (i + 1 < argc)
            *value = argv[++i];
        else
            return bad_value(op, option, "");
    }
    return OK;
}

/* ---- the environment ----------------------------------------------------------------------- */

/* Whether variable is DIANJIANG_ and the option's name in capitals with _ for -; its value. */
static const char *value_in(const char *variable, const struct option *option)
{
    const char *at = variable + sizeof env_prefix - 1;
    const char *name = option->name;

    if (strncmp(variable, env_prefix, sizeof env_prefix - 1) != 0)
        return NULL;
    for (; *name != '\0'; name++, at++) {
        if (*at != (*name == '-' ? '_' : (char)toupper((unsigned char)*name)))
            return NULL;
    }
    return *at == '=' ? at + 1 : NULL;
}

static const char *environment_value(char *const *environment, const struct option *option)
{
    const char *value = NULL;

    for (; environment != NULL && *environment != NULL && value == NULL; environment++)
        value = value_in(*environment, option);
    return value;
}

enum err config_read(struct op *op, int argc, char *const *argv, char *const *environment,
                     struct config *ret_config)
{
    const char *values[OPTION_COUNT] = { NULL };
    struct config config = { 0 };

    enum err e = read_options(op, argc, argv, values);
    if (e != OK)
        return e;
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        const struct option *option = &options[i];
        if (values[i] == NULL)
            values[i] = environment_value(environment, option);
        if (values[i] == NULL)
            values[i] = option->value;
        if (values[i] != NULL && !take(option, values[i], &config))
            return bad_value(op, option, values[i]);
        if (values[i] == NULL && option->required) {
            fail_arg(op, "option", "--%s", option->name);
            return fail(op, ERR_INVALID, "option_missing", "--%s is needed", option->name);
        }
    }
    *ret_config = config;
    return OK;
}

const char *config_usage(const void *parent)
{
    char *text = NULL;

    for (size_t i = 0; i < OPTION_COUNT; i++) {
        const struct option *option = &options[i];
        mem_append(parent, &text, "%s%s--%s%s%s%s", i == 0 ? "" : " ", option->required ? "" : "[",
                   option->name, option->shown == NULL ? "" : " ",
                   option->shown == NULL ? "" : option->shown, option->required ? "" : "]");
    }
    return text;
}
