/* SPDX-License-Identifier: Apache-2.0 */
/* assign_read.c: reads the text form of an assignment problem from a mapped file. */
#include "flow/assign_read.h"

#include "base/mem.h"
#include "base/op.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

struct mapped {
    char *bytes;
    size_t size;
};

struct reader {
    struct op *op;
    const char *path;
    const char *at;
    const char *end;
    int64_t line;
    struct assign_problem problem;
    int32_t *need, *capacity, *minimum, *tier;
    struct assign_edge *edges;
    int32_t edge_count;
    struct assign_pair *conflicts, *previous, *pins;
    struct assign_group *groups;
};

static void unmap(void *object)
{
    struct mapped *mapped = object;

    if (mapped->size > 0)
        munmap(mapped->bytes, mapped->size);
}

static enum err unreadable(struct op *op, const char *path)
{
    fail_arg(op, "what", "%s: %s", path, strerror(errno));
    return fail(op, ERR_UNAVAILABLE, "assign_unreadable", "%s: %s", path, strerror(errno));
}

static enum err map_file(struct op *op, const char *path, struct mapped **ret_mapped)
{
    struct mapped *mapped = mem_new(op, struct mapped);
    struct stat stat;
    int fd = open(path, O_RDONLY | O_CLOEXEC);

    if (fd < 0)
        return unreadable(op, path);
    enum err err = fstat(fd, &stat) < 0 ? unreadable(op, path) : OK;
    if (err == OK && stat.st_size > 0) {
        void *bytes =
            mmap(NULL, (size_t)stat.st_size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, fd, 0);
        if (bytes == MAP_FAILED) {
            err = unreadable(op, path);
        } else {
            mapped->bytes = bytes;
            mapped->size = (size_t)stat.st_size;
            mem_own(op, mapped, unmap);
        }
    }
    close(fd);
    if (err == OK)
        *ret_mapped = mapped;
    return err;
}

static enum err bad_line(struct reader *r, const char *reason)
{
    fail_arg(r->op, "what", "%s:%lld: %s", r->path, (long long)r->line, reason);
    return fail(r->op, ERR_INVALID, "assign_invalid", "%s:%lld: %s", r->path, (long long)r->line,
                reason);
}

/* A blank and a plain decimal of at most nine digits. */
static bool read_number(struct reader *r, int32_t *ret_number)
{
    const char *at = r->at;
    int32_t number = 0;

    if (at == r->end || *at != ' ')
        return false;
    const char *first = ++at;
    while (at < r->end && *at >= '0' && *at <= '9' && at - first < 9)
        number = number * 10 + (*at++ - '0');
    if (at == first)
        return false;
    r->at = at;
    *ret_number = number;
    return true;
}

static bool read_numbers(struct reader *r, int32_t *numbers, int count)
{
    for (int k = 0; k < count; k++)
        if (!read_number(r, &numbers[k]))
            return false;
    if (r->at < r->end && *r->at == '\r')
        r->at++;
    return r->at == r->end || *r->at == '\n';
}

static bool skip_comment(struct reader *r)
{
    if (r->at == r->end || *r->at != '#')
        return false;
    while (r->at < r->end && *r->at != '\n')
        r->at++;
    return true;
}

static enum err read_head(struct reader *r)
{
    static const char word[] = "p assign";
    int32_t n[3];

    while (skip_comment(r)) {
        r->at += r->at < r->end;
        r->line++;
    }
    if ((size_t)(r->end - r->at) < sizeof word - 1 || memcmp(r->at, word, sizeof word - 1) != 0)
        return bad_line(r, "expected \"p assign DEMANDS EXPERTS EDGES\"");
    r->at += sizeof word - 1;
    if (!read_numbers(r, n, 3))
        return bad_line(r, "expected \"p assign DEMANDS EXPERTS EDGES\"");
    if (n[0] > ASSIGN_NODE_MAX || n[1] > ASSIGN_NODE_MAX || n[2] > ASSIGN_EDGE_MAX) {
        (void)fail(r->op, ERR_TOO_LARGE, "assign_too_large",
                   "%s:%lld: %d demands, %d experts, %d edges", r->path, (long long)r->line, n[0],
                   n[1], n[2]);
        return ERR_TOO_LARGE;
    }
    r->problem.demand_count = n[0];
    r->problem.expert_count = n[1];
    r->problem.edge_count = n[2];
    r->need = mem_array(r->op, int32_t, (size_t)n[0]);
    r->capacity = mem_array(r->op, int32_t, (size_t)n[1]);
    r->edges = mem_array(r->op, struct assign_edge, (size_t)n[2]);
    return OK;
}

static enum err read_edge(struct reader *r)
{
    int32_t n[3];

    if (!read_numbers(r, n, 3))
        return bad_line(r, "expected \"a DEMAND EXPERT WEIGHT\"");
    if (n[0] >= r->problem.demand_count || n[1] >= r->problem.expert_count)
        return bad_line(r, "no such demand or expert");
    if (n[2] < 1 || n[2] > ASSIGN_WEIGHT_MAX)
        return bad_line(r, "weight is not in 1..1000000");
    if (r->edge_count == r->problem.edge_count)
        return bad_line(r, "more edges than the first line says");
    r->edges[r->edge_count++] = (struct assign_edge){ n[0], n[1], n[2] };
    return OK;
}

/* "n", "c", "m" and "t": a value of one node. */
static enum err read_value(struct reader *r, char kind)
{
    bool of_demand = kind == 'n' || kind == 't';
    int32_t count = of_demand ? r->problem.demand_count : r->problem.expert_count;
    int32_t top = kind == 't' ? ASSIGN_TIER_MAX : ASSIGN_SEATS_MAX;
    int32_t n[2];

    if (!read_numbers(r, n, 2))
        return bad_line(r, "expected a number of a demand or expert and a value");
    if (n[0] >= count)
        return bad_line(r, "no such demand or expert");
    if (n[1] > top || (kind == 't' && n[1] == 0))
        return bad_line(r, "value out of range");
    if (kind == 'm' && r->minimum == NULL)
        r->minimum = mem_array(r->op, int32_t, (size_t)count);
    if (kind == 't' && r->tier == NULL) {
        r->tier = mem_array(r->op, int32_t, (size_t)count);
        for (int32_t i = 0; i < count; i++)
            r->tier[i] = 1;
    }
    int32_t *values = kind == 'n'   ? r->need
                      : kind == 'c' ? r->capacity
                      : kind == 'm' ? r->minimum
                                    : r->tier;
    values[n[0]] = n[1];
    return OK;
}

/* "x", "k" and "f": a pair of a list. */
static enum err read_pair(struct reader *r, struct assign_pair **rows, struct assign_pairs *list)
{
    int32_t n[2];

    if (!read_numbers(r, n, 2))
        return bad_line(r, "expected a demand and an expert");
    if (n[0] >= r->problem.demand_count || n[1] >= r->problem.expert_count)
        return bad_line(r, "no such demand or expert");
    if (list->count == ASSIGN_PAIR_MAX)
        return bad_line(r, "too many pairs");
    void *grown = *rows;
    struct assign_pair *row = mem_grow(r->op, &grown, (size_t)list->count, sizeof *row);
    *row = (struct assign_pair){ n[0], n[1] };
    *rows = grown;
    list->rows = grown;
    list->count++;
    return OK;
}

/* The members of a group to the end of the line. */
static enum err read_members(struct reader *r, struct assign_group *group)
{
    int32_t count = group->of_experts ? r->problem.expert_count : r->problem.demand_count;
    int32_t member = 0;
    void *members = NULL;

    while (read_number(r, &member)) {
        if (member >= count || group->member_count == count)
            return bad_line(r, "no such member, or more than there are");
        int32_t *row = mem_grow(r->op, &members, (size_t)group->member_count++, sizeof *row);
        *row = member;
    }
    group->members = members;
    return read_numbers(r, NULL, 0) ? OK : bad_line(r, "expected numbers of members");
}

/* "E", "D", "U" and "V": a group. */
static enum err read_group(struct reader *r, char kind)
{
    struct assign_group group = { .of_experts = kind == 'E' || kind == 'U', .at = -1 };
    bool local = kind == 'U' || kind == 'V';

    if ((local && !read_number(r, &group.at)) || !read_number(r, &group.limit))
        return bad_line(r, "expected a limit and members");
    if (r->problem.group_count == ASSIGN_GROUP_MAX)
        return bad_line(r, "too many groups");
    enum err err = read_members(r, &group);
    if (err != OK)
        return err;
    void *grown = r->groups;
    struct assign_group *row =
        mem_grow(r->op, &grown, (size_t)r->problem.group_count++, sizeof *row);
    *row = group;
    r->groups = grown;
    r->problem.groups = grown;
    return OK;
}

static enum err read_line(struct reader *r)
{
    char kind = *r->at++;

    switch (kind) {
    case 'a':
        return read_edge(r);
    case 'n':
    case 'c':
    case 'm':
    case 't':
        return read_value(r, kind);
    case 'x':
        return read_pair(r, &r->conflicts, &r->problem.conflicts);
    case 'E':
    case 'D':
    case 'U':
    case 'V':
        return read_group(r, kind);
    case 'f':
        return read_pair(r, &r->pins, &r->problem.pins);
    case 'k':
        return read_pair(r, &r->previous, &r->problem.previous);
    default:
        return bad_line(r, "unknown kind of line");
    }
}

/* After the whole file: what only the whole can show. */
static enum err finish(struct reader *r, struct assign_problem *ret_problem)
{
    if (r->edge_count != r->problem.edge_count)
        return bad_line(r, "fewer edges than the first line says");
    r->problem.edges = r->edges;
    r->problem.need = r->need;
    r->problem.capacity = r->capacity;
    r->problem.minimum = r->minimum;
    r->problem.tier = r->tier;
    *ret_problem = r->problem;
    return OK;
}

enum err assign_read(struct op *op, const char *path, struct assign_problem *ret_problem)
{
    struct mapped *mapped = NULL;
    struct reader r = { .op = op, .path = path, .line = 1 };
    enum err err = map_file(op, path, &mapped);

    if (err != OK)
        return err;
    r.at = mapped->bytes;
    r.end = mapped->bytes + mapped->size;
    err = read_head(&r);
    while (err == OK && r.at < r.end) {
        if (*r.at == '\n') {
            r.at++;
            r.line++;
        } else if (!skip_comment(&r)) {
            err = read_line(&r);
        }
    }
    return err == OK ? finish(&r, ret_problem) : err;
}
