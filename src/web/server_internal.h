/* SPDX-License-Identifier: Apache-2.0 */
/*
 * server_internal.h: the server's parts. One thread of libmicrohttpd reads and writes; it
 * suspends a complete request and queues it; workers run it blocking, each with a database
 * connection of its own, and resume it. A watch closes connections that take too long.
 */
#pragma once
#include "web/web_internal.h"

#include <microhttpd.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdatomic.h>

enum { DISCARD_BYTES_MAX = 4 * 1024 * 1024 }; /* of a body read so that the refusal is heard */

struct server;

/* A connection, from accept to close. fd is valid while it stands in the server's list. */
struct link {
    struct link *next;
    struct link *previous;
    int fd;
    atomic_llong deadline_us; /* monotonic; 0: none, a worker has it */
    atomic_bool hears;        /* a request has begun and no reply has: 408 can be said */
    char client[INET6_ADDRSTRLEN];
};

enum stage {
    STAGE_HEAD,    /* the request line is in */
    STAGE_BODY,    /* collecting */
    STAGE_DISCARD, /* reading a body that nobody will look at */
    STAGE_QUEUED,  /* suspended; a worker has it */
    STAGE_ANSWERED /* the reply is being sent */
};

/* One request and its reply: a root of its own, handed to a worker and back. */
struct exchange {
    struct exchange *next; /* in the queue */
    struct server *server;
    struct link *link;
    struct MHD_Connection *connection;
    enum stage stage;
    bool counted;  /* among the server's active ones */
    bool prepared; /* op and response are there without a worker */
    bool close;    /* the connection ends with this reply */
    bool torn;
    bool reads_file;        /* of a ROUTE_FILE */
    struct raw_request raw; /* names and values are libmicrohttpd's, valid until completed */
    struct request_pair *headers;
    size_t header_count;
    unsigned char *body;
    size_t body_size;
    size_t body_room;
    size_t body_reserved; /* bytes taken of the server's limit */
    int64_t arrived_ms;
    struct op *op; /* made with the head, lent to the worker, ended with the exchange */
    struct response response;
};

/* Bounded, first in first out. */
struct queue {
    pthread_mutex_t mutex;
    pthread_cond_t filled;
    struct exchange *first;
    struct exchange **last;
    int count;
    int max;
    bool ended;
    atomic_int *length; /* count, for /metrics */
};

void queue_init(struct queue *queue, int max, atomic_int *length);
bool queue_has_room(struct queue *queue);
void queue_put(struct queue *queue, struct exchange *exchange); /* there must be room */
struct exchange *queue_take(struct queue *queue);               /* waits; NULL: ended and empty */
void queue_end(struct queue *queue);
int queue_count(struct queue *queue);

enum {
    FILES_READ_MAX = 2,     /* workers that may be at a file at a time, where there are four */
    FILES_WAITING_MAX = 32, /* requests in the line behind them */
    FILES_PERSON_MAX = 3    /* of one session, being read or waiting */
};

/* Requests with a stranger's file (ROUTE_FILE). */
struct files {
    pthread_mutex_t mutex;
    int busy_max;
    struct exchange *busy[FILES_READ_MAX]; /* being read; NULL: a free place */
    struct exchange *first;                /* waiting */
    struct exchange **last;
    int count;
};

enum files_turn {
    FILES_BEGIN,  /* read it now, and what files_next gives after it */
    FILES_WAIT,   /* it is in the line: somebody else takes it */
    FILES_REFUSED /* the exchange's op has failed: "files_person" or "files_busy" */
};

void files_init(struct files *files, int worker_count);
CHECKED enum files_turn files_enter(struct files *files, struct exchange *exchange);

/* Gives the place of one that is done to the first in the line, which is returned; NULL: none.
 * Called before the done one is resumed. */
struct exchange *files_next(struct files *files, const struct exchange *done);

struct worker {
    struct server *server;
    struct db *db;
    pthread_t thread;
};

/* Connections and their deadlines. */
struct watch {
    pthread_mutex_t mutex;
    pthread_cond_t woken;
    struct link *first;
    int64_t period_us;
    bool ended;
    bool started;
    pthread_t thread;
};

bool watch_start(struct watch *watch, int64_t period_us);
void watch_stop(struct watch *watch);
void watch_add(struct watch *watch, struct link *link);
void watch_remove(struct watch *watch, struct link *link);

/* The link may take this long from now on; 0: as long as it likes. */
void link_allow(struct link *link, int64_t ms);

struct server {
    const struct web *web;
    struct web_limits limits; /* defaults filled in */
    struct gauges *gauges;
    struct MHD_Daemon *daemon;
    int listen_fd;
    struct queue queue;
    struct files files;
    struct watch watch;
    struct worker **workers;
    int worker_count;
    atomic_bool stopping;
    pthread_mutex_t active_mutex;
    pthread_cond_t active_none;
    int active_count; /* requests whose head is in and whose reply is not out */
};

/* The instant us microseconds from now, for condition variables on the monotonic clock. */
struct timespec monotonic_after(int64_t us);

/* server_talk.c: the callbacks of libmicrohttpd. Errors: ERR_UNAVAILABLE it does not start. */
CHECKED enum err talk_start(struct op *op, struct server *server);

/* server_work.c. Errors: ERR_UNAVAILABLE database or thread; the started ones must be stopped. */
CHECKED enum err work_start(struct op *op, struct server *server);
void work_stop(struct server *server);
