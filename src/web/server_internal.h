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

struct server;

/* A connection, from accept to close. fd is valid while it stands in the server's list. */
struct link {
    struct link *next;
    struct link *previous;
    int fd;
    atomic_llong deadline_us; /* monotonic; 0: none, a worker has it */
    atomic_bool hears;        /* a request has begun and no reply has: 408 can be said */
    atomic_bool idle;         /* no request line is in: may be closed for somebody new */
    bool lingers;             /* closed with a body on its way: its sender is to hear the reply */
    char client[INET6_ADDRSTRLEN];
};

enum stage {
    STAGE_HEAD,    /* the request line is in */
    STAGE_JUDGED,  /* suspended; a worker looks whether the body is wanted */
    STAGE_BODY,    /* collecting */
    STAGE_DISCARD, /* no room: reading a body that nobody will look at */
    STAGE_QUEUED,  /* suspended; a worker has it */
    STAGE_ANSWERED /* the reply is being sent; suspended while a worker reads a piece of it */
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
    size_t body_length;    /* announced */
    size_t body_reserved;  /* bytes taken of the server's limit */
    size_t reply_reserved; /* the same of that for replies */
    int route_flags;       /* enum route_flag, once the head is judged */
    unsigned char *piece;  /* of a stream: room for RESPONSE_PIECE_BYTES */
    size_t piece_start;
    size_t piece_size;
    bool cut; /* the stream cannot be read on */
    int64_t arrived_ms;
    struct op *op; /* made with the head, lent to the worker, ended with the exchange */
    struct response response;
};

/* Bounded, first in first out. Only what is STAGE_QUEUED counts: the other stages are of requests
 * that were let in before, at most one a connection. */
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
int queue_count_of(struct queue *queue, const char *client); /* waiting of one address */

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
    struct queue *queue; /* what it works off */
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

/* Connections of one address. */
int watch_count_of(struct watch *watch, const char *client);

/* Ends the connection that has been idle longest, if one is. */
void watch_end_idle(struct watch *watch);

/* The link may take this long from now on; 0: as long as it likes. */
void link_allow(struct link *link, int64_t ms);

enum { LINGER_MAX = 64 };

/*
 * Sockets closed by us while a body was on its way: they are read for some seconds more, since
 * closing with unread bytes would destroy the reply on its way to the client (RFC 9112 §9.6).
 */
struct linger_set {
    pthread_mutex_t mutex;
    int fds[LINGER_MAX];
    int64_t until_us[LINGER_MAX];
    int count;
    int wake[2]; /* a pipe */
    bool started;
    bool ended;
    pthread_t thread;
};

bool linger_start(struct linger_set *linger);
void linger_stop(struct linger_set *linger);
void linger_take(struct linger_set *linger,
                 int fd); /* keeps a duplicate; none when there is no room */

/* What /healthz says, looked at by a thread of its own: see server_health.c. */
struct health_watch {
    pthread_mutex_t mutex;
    pthread_cond_t woken;
    struct health_part parts[HEALTH_PARTS_MAX];
    size_t part_count;
    int64_t begun_us; /* of the look that is under way or was the last */
    bool looking;
    bool ended;
    bool started;
    pthread_t thread;
};

struct server {
    const struct web *web;
    struct web_limits limits; /* defaults filled in */
    struct gauges *gauges;
    struct MHD_Daemon *daemon;
    int listen_fd;
    struct queue queue;
    struct files files;
    struct queue passwords; /* for the last worker alone */
    struct watch watch;
    struct linger_set linger;
    struct health_watch health;
    struct worker **workers;
    int worker_count;     /* without the one for passwords */
    atomic_bool stopping; /* nothing new is begun */
    atomic_bool cutting;  /* replies under way are not waited for */
    atomic_int in_hands;  /* exchanges that workers have or will have */
    pthread_mutex_t active_mutex;
    pthread_cond_t active_none;
    int active_count; /* requests that are complete and whose reply is not out */
};

/* The instant us microseconds from now, for condition variables on the monotonic clock. */
struct timespec monotonic_after(int64_t us);

/* server_talk.c: the callbacks of libmicrohttpd. Errors: ERR_UNAVAILABLE it does not start. */
CHECKED enum err talk_start(struct op *op, struct server *server);

/* server_work.c. Errors: ERR_UNAVAILABLE database or thread; the started ones must be stopped. */
CHECKED enum err work_start(struct op *op, struct server *server);
void work_stop(struct server *server);

/* server_reply.c: sends what stands in exchange->response. */
enum MHD_Result reply_send(struct exchange *exchange);

/* A worker reads the piece of a stream that the client wants next. */
void reply_read_piece(struct exchange *exchange, struct db *db);

/* Lets a worker go on with an exchange, whose connection rests meanwhile. */
void exchange_hand_over(struct exchange *exchange, struct queue *queue, enum stage stage);

/* server_health.c. Errors: ERR_UNAVAILABLE no connection, no thread. */
CHECKED enum err health_start(struct op *op, struct server *server);
void health_stop(struct server *server);

/* Writes the state of health as the reply of exchange, at once and without a worker. */
void health_answer(struct exchange *exchange, struct op *op);

/* Milliseconds a body or reply of this size may take; size is at most 10^15. */
int64_t passing_ms(const struct server *server, size_t size);
