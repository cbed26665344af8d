/* SPDX-License-Identifier: Apache-2.0 */
/* The road of an application, from the first draft to acceptance, and every way off it. */
#include "site.h"

static void league_unit_goes_the_whole_road(void **state)
{
    struct op *op = *state;
    const char *id = a_sent(op, &HOSPITAL);

    do_as(op, "shouli", id, "accept", "{}");
    assert_string_equal(state_of(op, id), "accepted");
    assert_chain_clean(op);
}

static void park_and_authority_send_themselves(void **state)
{
    struct op *op = *state;
    const char *park = a_sent(op, &PARK);
    const char *university = a_sent(op, &UNIVERSITY);

    do_as(op, "shouli", park, "accept", "{}");
    do_as(op, "shouli2", university, "accept", "{}");
    assert_string_equal(state_of(op, park), "accepted");
    assert_string_equal(state_of(op, university), "accepted");
}

int main(void)
{
    return run_on_each_site("road", (const struct CMUnitTest[]){
                                        TEST(league_unit_goes_the_whole_road),
                                        TEST(park_and_authority_send_themselves),
                                        { 0 },
                                    });
}
