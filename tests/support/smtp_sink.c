/* SPDX-License-Identifier: Apache-2.0 */
/* smtp_sink.c: one connection after another, one thread. */
#include "smtp_sink.h"

#include "unit.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { LETTER_MAX = 1 << 17, LINE_MAX = 1024, URL_MAX = 64 };

struct smtp_sink {
    pthread_t thread;
    pthread_mutex_t mutex;
    int listener;
    char url[URL_MAX];
    const char *answer;
    size_t count;
    char last[LETTER_MAX];
};

static const char *rcpt_answer(struct smtp_sink *sink)
{
    pthread_mutex_lock(&sink->mutex);
    const char *answer = sink->answer == NULL ? "250 ok" : sink->answer;
    pthread_mutex_unlock(&sink->mutex);
    return answer;
}

/* Reads a letter to its lone dot; a dot that was doubled at a line's start is one again. */
static bool take_letter(struct smtp_sink *sink, FILE *from)
{
    char line[LINE_MAX];
    size_t size = 0;

    pthread_mutex_lock(&sink->mutex);
    while (fgets(line, sizeof line, from) != NULL && strcmp(line, ".\r\n") != 0) {
        const char *text = line[0] == '.' ? line + 1 : line;
        size_t length = strlen(text);
        if (size + length < LETTER_MAX) {
            memcpy(sink->last + size, text, length + 1);
            size += length;
        }
    }
    bool whole = strcmp(line, ".\r\n") == 0;
    sink->count += whole ? 1 : 0;
    pthread_mutex_unlock(&sink->mutex);
    return whole;
}

static void talk(struct smtp_sink *sink, FILE *from, FILE *to)
{
    char line[LINE_MAX];

    (void)fprintf(to, "220 sink\r\n");
    while (fflush(to) == 0 && fgets(line, sizeof line, from) != NULL) {
        if (strncmp(line, "RCPT", 4) == 0) {
            (void)fprintf(to, "%s\r\n", rcpt_answer(sink));
        } else if (strncmp(line, "DATA", 4) == 0) {
            (void)fprintf(to, "354 go on\r\n");
            (void)fflush(to);
            (void)fprintf(to, take_letter(sink, from) ? "250 taken\r\n" : "451 cut\r\n");
        } else if (strncmp(line, "QUIT", 4) == 0) {
            (void)fprintf(to, "221 bye\r\n");
            (void)fflush(to);
            return;
        } else {
            (void)fprintf(to, "250 ok\r\n");
        }
    }
}

static void *run(void *arg)
{
    struct smtp_sink *sink = arg;

    for (;;) {
        int connection = accept(sink->listener, NULL, NULL);
        if (connection < 0)
            return NULL;
        FILE *from = fdopen(connection, "r");
        FILE *to = fdopen(dup(connection), "w");
        talk(sink, from, to);
        (void)fclose(from);
        (void)fclose(to);
    }
}

/* A listening socket and its address as a URL. */
static int listen_somewhere(char url[URL_MAX])
{
    struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t size = sizeof at;
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    assert_int_equal(bind(listener, (struct sockaddr *)&at, sizeof at), 0);
    assert_int_equal(listen(listener, 8), 0);
    assert_int_equal(getsockname(listener, (struct sockaddr *)&at, &size), 0);
    (void)snprintf(url, URL_MAX, "smtp://127.0.0.1:%d", ntohs(at.sin_port));
    return listener;
}

struct smtp_sink *smtp_sink_start(void)
{
    static struct smtp_sink sink;

    sink = (struct smtp_sink){ .mutex = PTHREAD_MUTEX_INITIALIZER };
    sink.listener = listen_somewhere(sink.url);
    assert_int_equal(pthread_create(&sink.thread, NULL, run, &sink), 0);
    return &sink;
}

void smtp_sink_stop(struct smtp_sink *sink)
{
    (void)shutdown(sink->listener, SHUT_RDWR);
    (void)pthread_join(sink->thread, NULL);
    (void)close(sink->listener);
}

const char *smtp_sink_url(const struct smtp_sink *sink)
{
    return sink->url;
}

void smtp_sink_answer(struct smtp_sink *sink, const char *answer)
{
    pthread_mutex_lock(&sink->mutex);
    sink->answer = answer;
    pthread_mutex_unlock(&sink->mutex);
}

size_t smtp_sink_count(struct smtp_sink *sink)
{
    pthread_mutex_lock(&sink->mutex);
    size_t count = sink->count;
    pthread_mutex_unlock(&sink->mutex);
    return count;
}

const char *smtp_sink_last(struct smtp_sink *sink)
{
    return sink->last;
}

/* ---- silence ------------------------------------------------------------------------------ */

/* The kernel takes connections for a socket that nobody accepts on. */
struct smtp_tarpit {
    int listener;
    char url[URL_MAX];
};

struct smtp_tarpit *smtp_tarpit_start(void)
{
    static struct smtp_tarpit tarpit;

    tarpit.listener = listen_somewhere(tarpit.url);
    return &tarpit;
}

void smtp_tarpit_stop(struct smtp_tarpit *tarpit)
{
    (void)close(tarpit->listener);
}

const char *smtp_tarpit_url(const struct smtp_tarpit *tarpit)
{
    return tarpit->url;
}
