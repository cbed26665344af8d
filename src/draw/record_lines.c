/* SPDX-License-Identifier: Apache-2.0 */
/* record_lines.c: what follows from the rules and from the secrets, as lines. */
#include "draw/record_lines.h"

#include "base/mem.h"
#include "base/op.h"

#include <string.h>

const char *limit_text(const void *parent, int limit)
{
    return limit == DRAW_NO_LIMIT ? "-" : mem_printf(parent, "%d", limit);
}

void lines_of_rules(const void *parent, const struct draw_rules *rules, char **text)
{
    for (size_t s = 0; s < rules->seat_count; s++) {
        const struct draw_seat *seat = &rules->seats[s];
        mem_append(parent, text, "seat\t%s\t%d\t%d\t%s\t%s\n", seat->code, seat->count,
                   rules->alternates, or_empty(seat->field),
                   seat->level_min == NULL
                       ? "-"
                       : mem_printf(parent, "%d", draw_level_rank(seat->level_min)));
    }
    mem_append(parent, text, "limit\t%s\t%s\n", limit_text(parent, rules->per_unit),
               limit_text(parent, rules->max_reviews));
    for (size_t k = 0; k < rules->excluded_count; k++)
        mem_append(parent, text, "excluded\t%s\n", rules->excluded[k]);
}

void lines_of_result(const void *parent, const struct draw_record *record, char **text)
{
    mem_append(parent, text, "seed\t%s\n",
               hex_text(parent, (struct bytes){ record->seed, SM3_BYTES }));
    for (int32_t k = 0; k < record->result.count; k++) {
        const struct draw_place *place = &record->result.places[k];
        mem_append(parent, text, "drawn\t%s\t%s\t%d\t%d\t%s\n",
                   record->rules.seats[place->seat].code, place->alternate ? "alternate" : "member",
                   place->number, place->row + 1, record->pool.rows[place->row].id);
    }
}

void lines_of_call(const void *parent, const struct draw_record *record, int32_t seat, int32_t row,
                   char **text)
{
    mem_append(parent, text, "called\t%s\t%d\t%s\n", record->rules.seats[seat].code, row + 1,
               record->pool.rows[row].id);
}

enum err record_draw(struct op *op, struct draw_record *record)
{
    struct bytes *secrets = mem_array(op, struct bytes, record->commit_count);

    for (size_t k = 0; k < record->commit_count; k++)
        secrets[k] = record->commits[k].secret;
    draw_seed(op, record->pool_digest, record->rules_digest, secrets, record->commit_count,
              record->seed);
    return draw_run(op, &record->rules, &record->pool, record->seed, &record->result);
}

void draw_commit_digest(struct op *op, const char *name, struct bytes secret,
                        uint8_t ret_digest[SM3_BYTES])
{
    struct sm3 *digest = sm3_new(op);

    sm3_add(digest, "commit", strlen("commit"));
    sm3_add(digest, name, strlen(name));
    sm3_add(digest, secret.data, secret.size);
    sm3_end(digest, ret_digest);
    mem_free(digest);
}

void draw_id_digest(struct op *op, const uint8_t salt[DRAW_SALT_BYTES], const char *id,
                    uint8_t ret_digest[SM3_BYTES])
{
    struct sm3 *digest = sm3_new(op);

    sm3_add(digest, salt, DRAW_SALT_BYTES);
    sm3_add(digest, id, strlen(id));
    sm3_end(digest, ret_digest);
    mem_free(digest);
}

bool draw_digest_is_old(const struct draw_record *record, const uint8_t digest[SM3_BYTES])
{
    for (size_t k = 0; k < record->commit_count; k++)
        if (memcmp(record->commits[k].digest, digest, SM3_BYTES) == 0)
            return true;
    for (size_t k = 0; k < record->old_count; k++)
        if (memcmp(record->old_digests + k * SM3_BYTES, digest, SM3_BYTES) == 0)
            return true;
    return false;
}
