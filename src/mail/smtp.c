/* SPDX-License-Identifier: Apache-2.0 */
/* smtp.c: by libcurl; the only file that includes it. */
#include "mail/smtp.h"

#include "base/mem.h"
#include "base/op.h"
#include "base/stop.h"

#include <curl/curl.h>
#include <string.h>

enum { CONNECT_SECONDS = 10, TALK_SECONDS = 60, SAID_MAX = 200 };

struct letter {
    struct bytes rest;
};

static size_t give(char *to, size_t size, size_t count, void *arg)
{
    struct letter *letter = arg;
    size_t room = size * count;
    size_t part = room < letter->rest.size ? room : letter->rest.size;

    memcpy(to, letter->rest.data, part);
    letter->rest.data += part;
    letter->rest.size -= part;
    return part;
}

bool smtp_url_good(const char *url)
{
    return (strncmp(url, "smtp://", 7) == 0 && url[7] != '\0') ||
           (strncmp(url, "smtps://", 8) == 0 && url[8] != '\0');
}

/* Whether the URL names this machine: nothing goes over a wire. */
static bool is_local(const char *url)
{
    static const char *const names[] = { "127.0.0.1", "localhost", "[::1]" };
    const char *host = strstr(url, "://") + 3;

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        size_t length = strlen(names[i]);
        if (strncmp(host, names[i], length) == 0 && strchr(":/", host[length]) != NULL)
            return true;
    }
    return false;
}

/* A login that is refused is our configuration, not the letter. */
static enum smtp_result judge(CURLcode code, long answer)
{
    if (code == CURLE_OK)
        return SMTP_TAKEN;
    if (code == CURLE_LOGIN_DENIED || answer == 530 || answer == 535 || answer == 538)
        return SMTP_LATER;
    if (answer < 400 || answer > 599) /* not the letter was answered: nothing or half of it was */
        return SMTP_SILENT;
    return answer >= 500 ? SMTP_REFUSED : SMTP_LATER;
}

/* Asked by libcurl about once a second; not 0 ends the talk. */
static int look_at_stop(void *arg, curl_off_t down_all, curl_off_t down, curl_off_t up_all,
                        curl_off_t up)
{
    (void)arg;
    (void)down_all;
    (void)down;
    (void)up_all;
    (void)up;
    return stop_asked();
}

static void close_easy(void *easy)
{
    curl_easy_cleanup(easy);
}

static void free_list(void *list)
{
    curl_slist_free_all(list);
}

static void set_up(CURL *easy, const struct smtp_server *server, struct curl_slist *to,
                   struct letter *letter)
{
    curl_easy_setopt(easy, CURLOPT_URL, server->url);
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(easy, CURLOPT_PROXY, "");
    curl_easy_setopt(easy, CURLOPT_USE_SSL,
                     is_local(server->url) ? (long)CURLUSESSL_NONE : (long)CURLUSESSL_ALL);
    if (server->user != NULL && server->password != NULL) {
        curl_easy_setopt(easy, CURLOPT_USERNAME, server->user);
        curl_easy_setopt(easy, CURLOPT_PASSWORD, server->password);
    }
    curl_easy_setopt(easy, CURLOPT_MAIL_FROM, server->from);
    curl_easy_setopt(easy, CURLOPT_MAIL_RCPT, to);
    curl_easy_setopt(easy, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(easy, CURLOPT_READFUNCTION, give);
    curl_easy_setopt(easy, CURLOPT_READDATA, letter);
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(easy, CURLOPT_XFERINFOFUNCTION, look_at_stop);
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_SECONDS);
    curl_easy_setopt(easy, CURLOPT_TIMEOUT, (long)TALK_SECONDS);
}

enum err smtp_send(struct op *op, const struct smtp_server *server, const char *to,
                   struct bytes letter, enum smtp_result *ret_result, const char **ret_said)
{
    struct letter reading = { letter };
    char said[CURL_ERROR_SIZE] = "";
    long answer = 0;

    CURL *easy = curl_easy_init();
    struct curl_slist *list = curl_slist_append(NULL, to);
    if (easy != NULL)
        mem_own(op, easy, close_easy);
    if (list != NULL)
        mem_own(op, list, free_list);
    if (easy == NULL || list == NULL)
        return fail(op, ERR_INTERNAL, "internal", "no memory for a mail connection");
    set_up(easy, server, list, &reading);
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, said);
    CURLcode code = curl_easy_perform(easy);
    curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &answer);
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, (char *)NULL);
    const char *words = said[0] != '\0' ? said : curl_easy_strerror(code);
    *ret_result = judge(code, answer);
    *ret_said = code == CURLE_OK ? "" : mem_text_max(op, words, SAID_MAX);
    return OK;
}

const char *smtp_libraries(const void *parent)
{
    return mem_printf(parent, "libcurl %s", curl_version_info(CURLVERSION_NOW)->version);
}
